"""The batch function on Ray Data: whole blocks as Arrow tables, as cutting them again costs more than the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from conflict_data.errors import MissingExtraError
from conflict_data.extraction_tools.batch import SCHEMA, extract_batch

if TYPE_CHECKING:
    from ray.data import Dataset


def extract_table(table: pa.Table) -> pa.Table:
    """Read the texts of an Arrow table; the columns of SCHEMA, rows in the order of the documents."""
    return pa.Table.from_batches(map(extract_batch, table.to_batches()), SCHEMA)


def extract_dataset(dataset: Dataset) -> Dataset:
    """Read the texts of a Ray dataset with columns id, text and, if there are, published and language.

    The result has the columns of SCHEMA. Lazy, as all of Ray Data. `MissingExtraError` without ray.
    """
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("extraction on Ray", None, "ray[data]") from error
    return dataset.map_batches(extract_table, batch_format="pyarrow", batch_size=None)
