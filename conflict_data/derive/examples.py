"""Example rows: a rule shows only the columns it speaks of; the rest is filled from the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from conflict_data.contract import Column, Contract
from conflict_data.derive.frames import plain_schema
from conflict_data.errors import UnknownColumnError

BY_PATTERN = {
    "^[a-z]{2,}(-[a-z0-9]+)*$": "xx-example",
    "^[A-Z]{2}$": "XX",
    "^[a-z]{2}$": "en",
    "^[0-9a-f]{64}$": "0" * 64,
    "^[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+$": "Europe/London",
}
EXAMPLE_DATE = date(2025, 5, 23)
MONTH_START = date(2025, 5, 1)


def identifier(prefix: str, number: int) -> str:
    """Identifier of the form that the contract asks for: prefix, `_` and eight characters."""
    return f"{prefix}_{number:08d}"


def example_value(contract: Contract, column: Column, *, number: int = 1, place_in_list: int = 0) -> Any:
    """A value that the column allows; identifiers differ by `number`, codes of one list by `place_in_list`."""
    if column.codelist:
        codes = contract.code_values(column.codelist)
        return codes[place_in_list % len(codes)]
    if "default" in column.spec:
        return column.default
    if column.ref:
        target = contract.table(column.ref)
        return example_value(contract, target.columns[target.key[0]])
    pattern = column.spec.get("pattern", "")
    if pattern.startswith("^") and pattern[4:5] == "_":
        return identifier(pattern[1:4], number)
    if pattern in BY_PATTERN:
        return BY_PATTERN[pattern] + (f"-{number}" if column.name == "place_id" and number > 1 else "")
    if column.type == "date":
        return MONTH_START if column.name == "month" else EXAMPLE_DATE
    if column.type == "timestamp":
        return datetime(2025, 5, 24, 9, tzinfo=UTC)
    if column.type == "boolean":
        return False
    if column.type in ("integer", "number"):
        return max(column.spec.get("minimum", 0), 0)
    return f"example {number}" if number > 1 else "example"


def minimal_row(
    contract: Contract, table: str, partial: Mapping[str, Any] | None = None, *, number: int = 1
) -> dict[str, Any]:
    """Row of all columns: `partial` as given, required columns filled, the rest null.

    Dates and instants of `partial` may be ISO strings. Columns that share a code list get successive codes, so that
    two sides of an event differ. Raises `UnknownColumnError` for a column that the table lacks.
    """
    spec = contract.table(table)
    given = dict(partial or {})
    for name in given:
        if name not in spec.columns:
            raise UnknownColumnError(table, name, list(spec.columns))
    seen: dict[str, int] = {}
    row: dict[str, Any] = {}
    for column in spec.columns.values():
        position = seen.get(column.codelist or "", 0)
        if column.name in given:
            row[column.name] = _parsed(column, given[column.name])
        elif column.nullable:
            row[column.name] = None
        else:
            row[column.name] = example_value(contract, column, number=number, place_in_list=position)
            if column.codelist:
                seen[column.codelist] = position + 1
    for column in spec.columns.values():
        if column.inherits in spec.columns and column.name not in given and column.inherits in given:
            row[column.name] = row[column.inherits]
    if spec.columns.keys() >= {"start", "end"} and "end" not in given:
        row["end"] = row["start"] + len(row["words"])
    return row


def _parsed(column: Column, value: Any) -> Any:
    if isinstance(value, str) and column.type == "date":
        return date.fromisoformat(value)
    if isinstance(value, str) and column.type == "timestamp":
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def example_frame(contract: Contract, table: str, partials: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Frame of example rows with plain types (codes are strings); keys that are not given differ row by row."""
    rows = [minimal_row(contract, table, partial, number=i) for i, partial in enumerate(partials, start=1)]
    return frame_of(contract, table, rows)


def frame_of(contract: Contract, table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Frame of whole rows with plain types; no rows give an empty frame with the contract's columns."""
    schema = plain_schema(contract, table)
    return pl.DataFrame(list(rows), schema=schema, orient="row") if rows else schema.to_frame()


@dataclass(frozen=True)
class ExampleTables:
    """What a query's example stands for: tables, those of the version before, and the day of the release."""

    tables: Mapping[str, pl.DataFrame]
    previous: Mapping[str, pl.DataFrame]
    release_date: date | None


def example_tables(contract: Contract, example: Mapping[str, Any]) -> ExampleTables:
    """Frames of a query's example: table → partial rows, and `previous` (tables) and `release_date` where it needs them."""
    given = dict(example)
    released = given.pop("release_date", None)
    previous = given.pop("previous", {})
    return ExampleTables(
        {table: example_frame(contract, table, rows) for table, rows in given.items()},
        {table: example_frame(contract, table, rows) for table, rows in previous.items()},
        date.fromisoformat(released) if released else None,
    )
