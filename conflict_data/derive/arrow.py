"""Arrow schemas and Parquet files, derived from the contract."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from conflict_data.contract import Column, Contract

PLAIN = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
}
CODE = pa.dictionary(pa.int32(), pa.string())
PARQUET = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 19,
    "row_group_size": 1 << 20,
    "data_page_version": "1.0",
}
"""Fixed, so that equal tables are equal bytes with one version of the writer."""


def arrow_type(column: Column) -> pa.DataType:
    """Type of a column in the files: codes are dictionaries over strings, everything else is plain."""
    return CODE if column.codelist else PLAIN[column.type]


def arrow_schema(contract: Contract, table: str, *, metadata: Mapping[str, str] | None = None) -> pa.Schema:
    """Schema of a table with descriptions and units in the fields' metadata and what may not be null marked so."""
    spec = contract.table(table)
    fields = []
    for column in spec.columns.values():
        about = {"description": column.description, "unit": column.unit, "codelist": column.codelist}
        fields.append(pa.field(column.name, arrow_type(column), column.nullable, {k: v for k, v in about.items() if v}))
    about_table = {"conflict_data:table": table, "conflict_data:description": spec.description}
    return pa.schema(fields, about_table | {f"conflict_data:{k}": v for k, v in (metadata or {}).items()})


def _array(column: Column, values: Sequence[Any], contract: Contract) -> pa.Array:
    if column.codelist is None:
        return pa.array(values, PLAIN[column.type])
    codes = contract.code_values(column.codelist)
    position = {code: i for i, code in enumerate(codes)}
    indices = pa.array([None if v is None else position[v] for v in values], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(codes, pa.string()))


def arrow_table(
    contract: Contract, table: str, rows: Iterable[Mapping[str, Any]], *, metadata: Mapping[str, str] | None = None
) -> pa.Table:
    """Table of rows (column → Python value, missing = null), sorted by key.

    Raises `pa.ArrowInvalid`, `pa.ArrowTypeError` or `KeyError` where a value is not of its column's type or code list.
    """
    spec = contract.table(table)
    ordered = sorted(rows, key=lambda row: tuple(_sortable(row.get(k)) for k in spec.key))
    arrays = [_array(c, [row.get(c.name) for row in ordered], contract) for c in spec.columns.values()]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(contract, table, metadata=metadata))


def _sortable(value: Any) -> tuple[bool, str]:
    text = value.isoformat() if isinstance(value, date | datetime) else value
    return (value is not None, str(text))


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as the bytes of a Parquet file; equal tables give equal bytes."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **PARQUET)
    return buffer.getvalue()
