"""Cells of a CSV file as the types of a contract: text as `export` writes it, read back; what cannot be read is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

MOMENTS = ("%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z")
NAMES = {"Int64": "whole number", "Float64": "number", "Boolean": "true or false", "Date": "day YYYY-MM-DD", "Datetime": "moment such as 2025-05-24T09:00Z"}  # fmt: skip


def typed(frame: pl.DataFrame, types: Mapping[str, pl.DataType]) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """A frame of text in the types given for its columns, and a failure (rule, row, column, value, message) for each cell that has no such value."""
    import polars as pl

    failures: list[dict[str, Any]] = []
    read: list[pl.Series] = []
    for name in frame.columns:
        kind = types.get(name)
        if kind is None or kind == pl.String():
            continue
        cells = frame[name]
        values = frame.select(_value(pl.col(name), kind).alias(name))[name]
        for row in (cells.is_not_null() & values.is_null()).arg_true():
            message = f"is no {NAMES[type(kind).__name__]}"
            failures.append({"rule": "type", "row": row, "column": name, "value": cells[row], "message": message})
        read.append(values)
    return frame.with_columns(read), failures


def _value(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    import polars as pl

    if kind == pl.Boolean():
        return column.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    if isinstance(kind, pl.Datetime):
        zoned = column.str.replace("Z$", "+00:00")
        return pl.coalesce(
            zoned.str.to_datetime(f, time_unit="us", strict=False) for f in MOMENTS
        ).dt.convert_time_zone("UTC")
    return column.str.to_date("%Y-%m-%d", strict=False) if kind == pl.Date() else column.cast(kind, strict=False)
