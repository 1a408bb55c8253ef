"""Read the cells of somebody else's file by a mapping: each as a value of ours, or as a fault of a named kind.

Nothing is guessed: a cell that is not of the form that the mapping tells is a fault, its value is empty, and no rule decides by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import polars as pl

from conflict_data.contract import Column, Contract
from conflict_data.derive.frames import polars_type
from conflict_data.errors import nearest
from conflict_data.mapping import Mapping, Section, Source
from conflict_data.mapping_terms import typed

KINDS = {
    "not_a_number": "is no number",
    "not_whole": "is no whole number",
    "out_of_range": "is out of range",
    "malformed_time": "is no date or time of the form",
    "unclear_time": "does not exist, or stands twice, on a night when clocks change in",
    "unknown_code": "is no code that the mapping knows",
    "malformed_text": "is too long, or not of the form",
}
"""Faults of cells, with the words that tell them."""

DIGITS = {"%Y": r"\d{4}", "%m": r"\d{2}", "%d": r"\d{2}", "%H": r"\d{2}", "%M": r"\d{2}", "%S": r"\d{2}", "%.f": r"\.\d+"}
BOOLEANS = {"true": "true", "false": "false", "True": "true", "False": "false", "1": "true", "0": "false"}


@dataclass(frozen=True)
class Reading:
    """One of our columns: its values, and for each column of the file the kind of fault that a cell has."""

    value: pl.Expr
    faults: tuple[tuple[str, pl.Expr], ...] = ()


def as_texts(frame: pl.DataFrame, columns: Sequence[str], mapping: Mapping) -> pl.DataFrame:
    """The named columns of a frame as texts, as a CSV file would have them; instants as clock times of the mapping's zone."""
    clock = next((f for f in mapping.formats if "%H" in f), "%Y-%m-%d %H:%M:%S")
    day = next((f for f in mapping.formats if "%H" not in f), clock)
    texts = []
    for name in columns:
        cell, kind = pl.col(name), frame.schema[name]
        if isinstance(kind, pl.Datetime):
            if kind.time_zone is not None:
                cell = cell.dt.convert_time_zone(mapping.zone or "UTC")
            texts.append(cell.dt.strftime(clock))
        elif isinstance(kind, pl.Date):
            texts.append(cell.dt.strftime(day))
        elif kind.is_float():
            texts.append(cell.fill_nan(None).cast(pl.String))
        else:
            texts.append(cell.cast(pl.String))
    return frame.select(texts)


def _cell(column: str, source: Source, mapping: Mapping) -> pl.Expr:
    empty = [*mapping.empty, *source.empty]
    return pl.when(~pl.col(column).is_in(empty)).then(pl.col(column))


def _number(cell: pl.Expr, source: Source, column: Column) -> Reading:
    number = cell.str.strip_chars().cast(pl.Float64, strict=False)
    is_number = number.is_finite().fill_null(False)
    sentinels = [float(text) for text in source.empty if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    is_told = cell.is_not_null() & ~(number.is_in(sentinels).fill_null(False))
    low, high = column.spec.get("minimum"), column.spec.get("maximum")
    fault = pl.when(is_told & ~is_number).then(pl.lit("not_a_number"))
    if column.type == "integer":
        fault = fault.when(is_told & (number != number.floor())).then(pl.lit("not_whole"))
    if low is not None:
        fault = fault.when(is_told & (number < low)).then(pl.lit("out_of_range"))
    if high is not None:
        fault = fault.when(is_told & (number > high)).then(pl.lit("out_of_range"))
    sound = fault.otherwise(None)
    kept = pl.when(is_told & sound.is_null()).then(number)
    kind = pl.Int64 if column.type == "integer" else pl.Float64
    return Reading(kept.cast(kind, strict=False), ((source.columns[0], sound),))


def _naive(cell: pl.Expr, forms: Sequence[str]) -> pl.Expr:
    """Clock time or day as written, without zone; empty where the text has none of the forms, digit for digit."""
    read = []
    for form in forms:
        parts = re.split(r"(%\.f|%[YmdHMS])", form)
        shape = "^" + "".join(DIGITS.get(part, re.escape(part)) for part in parts) + "$"
        text = pl.when(cell.str.contains(shape)).then(cell)
        read.append(text.str.strptime(pl.Datetime("us"), form, strict=False))
    return pl.coalesce(read) if read else pl.lit(None, pl.Datetime("us"))


def _time(cell: pl.Expr, source: Source, column: Column, mapping: Mapping) -> Reading:
    written = _naive(cell, mapping.formats)
    malformed = pl.when(cell.is_not_null() & written.is_null()).then(pl.lit("malformed_time"))
    if column.type == "date":
        return Reading(written.dt.date(), ((source.columns[0], malformed),))
    clock = _naive(cell, [form for form in mapping.formats if "%H" in form])
    zone = mapping.zone or "UTC"
    moment = clock.dt.replace_time_zone(zone, ambiguous="null", non_existent="null").dt.convert_time_zone("UTC")
    fault = malformed.when(clock.is_not_null() & moment.is_null()).then(pl.lit("unclear_time"))
    return Reading(moment, ((source.columns[0], fault.otherwise(None)),))


def _code(cell: pl.Expr, source: Source, kind: pl.DataType, codes: dict[str, str]) -> Reading:
    if all(re.fullmatch(r"-?\d+", code) for code in codes):
        cell = cell.str.replace(r"^(-?\d+)\.0$", "${1}")
    found = cell.replace_strict(codes, default=None, return_dtype=pl.String)
    fault = pl.when(cell.is_not_null() & ~cell.is_in(list(codes))).then(pl.lit("unknown_code"))
    ours = pl.when(found != "").then(found)
    value = (ours == "true") if kind == pl.Boolean else ours.cast(kind)
    return Reading(value, ((source.columns[0], fault),))


def _text(cell: pl.Expr, source: Source, column: Column) -> Reading:
    text = cell.replace(dict(source.codes)) if source.codes else cell
    text = pl.when(text != "").then(text)
    sound = text.str.len_chars() <= column.spec.get("maxLength", 10**6)
    if "pattern" in column.spec:
        sound &= text.str.contains(column.spec["pattern"])
    return Reading(pl.when(sound).then(text), ((source.columns[0], pl.when(~sound).then(pl.lit("malformed_text"))),))


def _of_mapping(source: Source, column: Column, contract: Contract, mapping: Mapping) -> Reading:
    """A value that the mapping itself gives: everywhere, by the day, or wherever the file tells something."""
    kind = polars_type(column, contract)

    def value(text: str) -> pl.Expr:
        return pl.lit(typed(text, column, contract)).cast(kind)

    last = value(source.value or "")
    if not source.columns:
        return Reading(last)
    cell = _cell(source.columns[0], source, mapping)
    if not source.before:
        return Reading(pl.when(cell.is_not_null()).then(last))
    day = _naive(cell, mapping.formats).dt.date()
    fault = pl.when(cell.is_not_null() & day.is_null()).then(pl.lit("malformed_time"))
    chosen = pl.when(day.is_null()).then(None)
    for until, text in source.before:
        chosen = chosen.when(day < pl.lit(until).str.to_date()).then(value(text))
    return Reading(chosen.otherwise(last), ((source.columns[0], fault),))


def reading(source: Source, column: Column, contract: Contract, mapping: Mapping) -> Reading:
    """How a column of ours is read from a frame of texts."""
    if source.value is not None:
        return _of_mapping(source, column, contract, mapping)
    cell = _cell(source.columns[0], source, mapping)
    kind = polars_type(column, contract)
    if len(source.columns) > 1:
        one = [Source((c,), None, source.empty) for c in source.columns]
        parts = [_number(_cell(s.columns[0], s, mapping), s, column) for s in one]
        return Reading(reduce(add, (p.value for p in parts)), tuple(f for p in parts for f in p.faults))
    if column.codelist:
        return _code(cell, source, kind, dict(source.codes or {c: c for c in contract.code_values(column.codelist)}))
    if column.type == "boolean":
        return _code(cell, source, kind, dict(source.codes or BOOLEANS))
    if column.type in ("integer", "number"):
        return _code(cell, source, kind, dict(source.codes)) if source.codes else _number(cell, source, column)
    if column.type in ("date", "timestamp"):
        return _time(cell, source, column, mapping)
    return _text(cell, source, column)


def explain(kind: str, value: str, column: Column, source: Source, contract: Contract, mapping: Mapping) -> str:
    """Words for a fault of one value, with what is allowed."""
    words = f"{value!r} {KINDS[kind]}"
    if kind == "malformed_time":
        return f"{words} {' or '.join(mapping.formats)}"
    if kind == "unclear_time":
        return f"{words} {mapping.zone}"
    if kind == "out_of_range":
        return f"{words}: {column.spec.get('minimum', '')} to {column.spec.get('maximum', '')}"
    if kind == "malformed_text":
        return f"{words} {column.spec.get('pattern', '')}: at most {column.spec.get('maxLength', '')} characters"
    if kind == "unknown_code":
        near = nearest(value, source.codes or contract.code_values(column.codelist or ""))
        return f"{words}" + (f": did you mean {near!r}?" if near else "")
    return words


def given_columns(section: Section, header: Sequence[str]) -> dict[str, Source]:
    """Columns of ours that this file gives: all of the mapping but the optional ones that the file lacks."""
    return {name: source for name, source in section.columns.items() if set(source.columns) <= set(header)}
