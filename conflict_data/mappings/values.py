"""Read the cells of somebody else's file by a mapping: each as a value of ours, or as a fault of a named kind.

Nothing is guessed: a cell that is not of the form that the mapping tells is a fault, its value is empty, and no rule decides by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

import polars as pl

from conflict_data.contract import Column, Contract
from conflict_data.derive.frames import polars_type
from conflict_data.mappings.model import Mapping, Section, Source
from conflict_data.mappings.terms import typed

DIGITS = {
    "%Y": r"\d{4}",
    "%m": r"\d{2}",
    "%d": r"\d{2}",
    "%H": r"\d{2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
    "%.f": r"\.\d+",
}
LONG = "%Y-%m-%d %H:%M:%S"
BOOLEANS = {"true": "true", "false": "false", "True": "true", "False": "false", "1": "true", "0": "false"}


@dataclass(frozen=True)
class Reading:
    """One of our columns: its values, and for each column of the file the kind of fault that a cell has."""

    value: pl.Expr
    faults: tuple[tuple[str, pl.Expr], ...] = ()


def as_texts(frame: pl.DataFrame, columns: Sequence[str], mapping: Mapping) -> pl.DataFrame:
    """The named columns of a frame as texts, as a CSV file would have them; instants as clock times of the mapping's zone."""
    clock = next((f for f in mapping.formats if "%H" in f), None)
    day = next((f for f in mapping.formats if "%H" not in f), clock or "%Y-%m-%d")
    texts = []
    for name in columns:
        cell, kind = pl.col(name), frame.schema[name]
        if isinstance(kind, pl.Datetime):
            if kind.time_zone is not None:
                cell = cell.dt.convert_time_zone(mapping.zone or "UTC")
            # Where the mapping knows days alone, midnight stands for the day: pandas has no dates.
            is_day = (cell.dt.truncate("1d") == cell) & pl.lit(clock is None)
            texts.append(pl.when(is_day).then(cell.dt.strftime(day)).otherwise(cell.dt.strftime(clock or LONG)))
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
    is_whole = (number == number.floor()) if column.type == "integer" else pl.lit(True)
    outside = [number < low] * (low is not None) + [number > high] * (high is not None)
    fault = (
        pl.when(is_told & ~is_number).then(pl.lit("not_a_number"))
        .when(is_told & ~is_whole).then(pl.lit("not_whole"))
        .when(is_told & pl.any_horizontal(pl.lit(False), *outside)).then(pl.lit("out_of_range"))
        .otherwise(None)
    )  # fmt: skip
    kept = pl.when(is_told & fault.is_null()).then(number)
    kind = pl.Int64 if column.type == "integer" else pl.Float64
    return Reading(kept.cast(kind, strict=False), ((source.columns[0], fault),))


def _naive(cell: pl.Expr, forms: Sequence[str]) -> pl.Expr:
    """Clock time or day as written, without zone; empty where the text has none of the forms, digit for digit."""
    read = []
    for form in forms:
        parts = re.split(r"(%\.f|%[YmdHMS])", form)
        shape = "^" + "".join(DIGITS.get(part, re.escape(part)) for part in parts) + "$"
        text = pl.when(cell.str.contains(shape)).then(cell)
        read.append(text.str.strptime(pl.Datetime("us"), form, strict=False))
    return pl.coalesce(read) if read else pl.lit(None, pl.Datetime("us"))


def with_times(texts: pl.DataFrame, columns: Iterable[str], mapping: Mapping) -> pl.DataFrame:
    """Texts with what the cells of some columns say as clock time (`<column>@clock`) and as day (`<column>@day`), read once for all."""
    clocks, days = ([form for form in mapping.formats if ("%H" in form) == has_clock] for has_clock in (True, False))
    clock = [_naive(pl.col(c), clocks).alias(f"{c}@clock") for c in columns]
    day = [_naive(pl.col(c), days).alias(f"{c}@day") for c in columns]
    return texts.with_columns(clock + day).with_columns(
        pl.coalesce(f"{c}@day", f"{c}@clock").dt.date().alias(f"{c}@day") for c in columns
    )


def _time(cell: pl.Expr, source: Source, column: Column, mapping: Mapping) -> Reading:
    name = source.columns[0]
    day, clock = pl.col(f"{name}@day"), pl.col(f"{name}@clock")
    malformed = pl.when(cell.is_not_null() & day.is_null()).then(pl.lit("malformed_time"))
    if column.type == "date":
        return Reading(day, ((name, malformed),))
    zone = mapping.zone or "UTC"
    moment = clock.dt.replace_time_zone(zone, ambiguous="null", non_existent="null").dt.convert_time_zone("UTC")
    fault = malformed.when(clock.is_not_null() & moment.is_null()).then(pl.lit("unclear_time"))
    return Reading(moment, ((name, fault.otherwise(None)),))


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
    day = pl.col(f"{source.columns[0]}@day")
    fault = pl.when(cell.is_not_null() & day.is_null()).then(pl.lit("malformed_time"))
    chosen: pl.Expr = pl.when(day.is_not_null()).then(last)
    for until, text in reversed(source.before):
        chosen = pl.when(day < pl.lit(date.fromisoformat(until))).then(value(text)).otherwise(chosen)
    return Reading(chosen, ((source.columns[0], fault),))


def reading(source: Source, column: Column, contract: Contract, mapping: Mapping) -> Reading:
    """How a column of ours is read from a frame of texts `with_times`."""
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


def given_columns(section: Section, header: Sequence[str]) -> dict[str, Source]:
    """Columns of ours that this file gives: all of the mapping but the optional ones that the file lacks."""
    return {name: source for name, source in section.columns.items() if set(source.columns) <= set(header)}
