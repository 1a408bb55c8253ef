"""polars types of the tables' columns, derived from the contract."""

from __future__ import annotations

import polars as pl

from conflict_data.contract import Column, Contract

PLAIN: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us", "UTC"),
}


def polars_type(column: Column, contract: Contract) -> pl.DataType:
    """Type of a column in loaded frames: codes are Enums over the version's code list."""
    return pl.Enum(contract.code_values(column.codelist)) if column.codelist else PLAIN[column.type]


def polars_schema(contract: Contract, table: str) -> pl.Schema:
    """Names and types of a loaded frame."""
    return pl.Schema({c.name: polars_type(c, contract) for c in contract.table(table).columns.values()})


def plain_schema(contract: Contract, table: str) -> pl.Schema:
    """Names and types of a lazy frame: codes are strings."""
    return pl.Schema({c.name: PLAIN[c.type] for c in contract.table(table).columns.values()})
