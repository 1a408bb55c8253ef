"""The batch function on Spark: `mapInArrow`, the way with the least work for each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from conflict_data.errors import MissingExtraError
from conflict_data.extraction_tools.batch import INPUT, SCHEMA, extract_batch

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SQL_TYPES = {pa.string(): "string", pa.int64(): "bigint", pa.int32(): "int", pa.bool_(): "boolean"}


def spark_schema() -> str:
    """SCHEMA as Spark writes it."""
    columns = (f"`{one.name}` {SQL_TYPES[one.type]}{'' if one.nullable else ' not null'}" for one in SCHEMA)
    return ", ".join(columns)


def extract_frame(frame: DataFrame) -> DataFrame:
    """Read the texts of a Spark frame with columns id, text and, if there are, published and language.

    The result has the columns of SCHEMA. Lazy, as all of Spark: nothing is read before the result is. ValueError where a
    column is missing; `MissingExtraError` without pyspark.
    """
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("extraction on Spark", None, "pyspark") from error
    missing = [name for name in INPUT[:2] if name not in frame.columns]
    if missing:
        raise ValueError(f"no column {' and no column '.join(missing)}: there is {', '.join(frame.columns)}")
    # Only what is read goes from the engine to Python.
    return frame.select(*[name for name in INPUT if name in frame.columns]).mapInArrow(_batches, spark_schema())


def _batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return map(extract_batch, batches)
