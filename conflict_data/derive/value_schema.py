"""JSON Schema of one value as people write it in files under `seeds/`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conflict_data.contract import Column, Contract, Table
from conflict_data.extraction.counts import VAGUE_LOW

INSTANT = "instant"
"""Name of the format of moments: ISO 8601 in UTC with `Z`, seconds left out or not."""
INSTANT_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z$"
NUMBER = "(0|[1-9][0-9]{0,7})"
COUNT_PATTERN = f"^((at least|more than|up to|fewer than|about) {NUMBER}|{NUMBER} to {NUMBER}|{'|'.join(VAGUE_LOW)})$"
"""Canonical forms of counts, as `conflict_data.extraction.counts.Count` reads and writes them."""
COPIED = ("minimum", "maximum", "minLength", "maxLength", "pattern", "format")


def is_instant(value: object) -> bool:
    """True for a moment that exists in the calendar, and for anything that is not text (its type is checked elsewhere)."""
    if not isinstance(value, str):
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def code_reference(codelist: str) -> dict[str, Any]:
    """Reference to the definition of a code list in the same schema."""
    return {"$ref": f"#/$defs/code_{codelist}"}


def _reference(contract: Contract, table: str) -> dict[str, Any]:
    target = contract.table(table)
    return {"type": "string", "pattern": target.columns[target.key[0]].spec["pattern"]}


def value_schema(contract: Contract, column: Column) -> dict[str, Any]:
    """Schema of a column's value: codes refer to their list, joined columns are lists, dates are ISO text."""
    about: dict[str, Any] = {"description": column.description}
    if column.unit:
        about["description"] += f" Unit: {column.unit}."
    if column.default is not None:
        about["default"] = column.default
    if column.items_codelist or column.items_ref:
        items = (
            code_reference(column.items_codelist)
            if column.items_codelist
            else _reference(contract, column.items_ref or "")
        )
        return {"type": "array", **about, "minItems": 1, "uniqueItems": True, "items": items}
    if column.codelist:
        return {**about, **code_reference(column.codelist)}
    if column.ref:
        return {**_reference(contract, column.ref), **about}
    if column.type == "timestamp":
        return {"type": "string", "format": INSTANT, "pattern": INSTANT_PATTERN, **about}
    return {"type": column.spec["type"], **{k: column.spec[k] for k in COPIED if k in column.spec}, **about}


def count_schema(table: Table, count: str) -> dict[str, Any]:
    """Schema of a count written as one key: a number, a bounded or approximate number, a range or a vague word."""
    parts = table.counts[count]
    best = table.columns[parts["best"]]
    whole = {"type": "integer", "minimum": best.spec["minimum"], "maximum": best.spec["maximum"]}
    words = {"type": "string", "pattern": COUNT_PATTERN}
    meaning = best.description.split(":", 1)[0]
    text = f"{meaning}. Unit: {best.unit}. Written 12, at least 12, more than 12, up to 12, fewer than 12, about 12, 12 to 15, dozens."
    return {"description": text, "anyOf": [whole, words]}
