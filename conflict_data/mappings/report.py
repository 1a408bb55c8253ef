"""The report on somebody else's file: which rules its rows break, what could not be read, what could not be checked, what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from conflict_data.contract import Contract
from conflict_data.errors import InputError, Problem, UnknownTableError, nearest
from conflict_data.mappings.failures import outcomes, repeated_keys, taken_rows, unread_cells
from conflict_data.mappings.model import Mapping, Section
from conflict_data.mappings.rules import Mapped, MappedRule, read_rows, rules_for
from conflict_data.mappings.values import as_texts, given_columns, with_times

LACKS = {"table": pl.String, "column": pl.String, "wanted": pl.String, "rules": pl.String, "description": pl.String}
BREAKS = {"table": pl.String, "column": pl.String, "value": pl.String, "rows": pl.Int64, "by": pl.String}


@dataclass(frozen=True)
class Report:
    """What the contract says of somebody else's file. Rows are counted from 0, as in a frame; the header is none."""

    mapping: Mapping
    table: str
    rows: int
    taken: dict[str, int]
    """Table of ours → how many of these rows are of it, where the mapping tells them apart."""
    rules: pl.DataFrame
    """One row for each rule: `outcome` (broken, kept or not_applicable), rows `broken`, `checked`, with a value `unread`, with a value
    `missing` so that nothing can be said, and the `reason` of what is not applicable."""
    failures: pl.DataFrame
    """One row for each failure: `kind` is `rule`, or that of a cell that could not be read; `column` and `value` are the file's."""
    lacks: pl.DataFrame
    """What the contract wants of such rows and the file does not tell."""
    breaks: pl.DataFrame
    """Columns of ours that mean different things in different rows, by the day."""

    @property
    def ok(self) -> bool:
        """Whether no cell is unread and no rule of severity error is broken."""
        return not (self.failures["severity"] == "error").any()

    def as_dict(self) -> dict[str, Any]:
        """The report as plain lists."""
        parts = {name: getattr(self, name).to_dicts() for name in ("rules", "failures", "lacks", "breaks")}
        return {
            "mapping": self.mapping.name,
            "table": self.table,
            "rows": self.rows,
            "taken": self.taken,
            "ok": self.ok,
            **parts,
        }

    def __str__(self) -> str:
        from conflict_data.mappings.text import text

        return text(self)


def check_mapped(frame: pl.DataFrame, table: str, mapping: Mapping, contract: Contract) -> Report:
    """Run the contract over a frame of somebody else's columns; `InputError` where columns of the mapping are not there."""
    if table not in mapping.sections:
        raise UnknownTableError(table, list(mapping.sections))
    sections = mapping.along_with(table)
    texts = as_texts(frame, _wanted(frame, sections, mapping), mapping)
    key = pl.concat_str([pl.col(k).fill_null("") for k in mapping.key], separator="; ")
    texts = with_times(texts, _times(sections, contract, texts.columns), mapping)
    texts = texts.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("@row"), key.alias("@key"))
    counts: dict[str, int] = {}
    found: dict[str, list[pl.DataFrame]] = {"rules": [], "failures": [], "lacks": [], "breaks": []}
    for section in sections:
        given = given_columns(section, frame.columns)
        taken, left = taken_rows(texts, section)
        counts[section.table] = len(taken)
        mapped = read_rows(section, given, taken, contract, mapping)
        rules = list(rules_for(section, given, contract))
        found["failures"] += [left, *unread_cells(mapped, contract, mapping)]
        results = list(outcomes(rules, mapped, contract))
        if section.table == table:
            results.append(repeated_keys(mapped, mapping.key))
        found["rules"] += [outcome for outcome, _ in results]
        found["failures"] += [failures for _, failures in results]
        found["lacks"].append(_lacks(rules, mapped, contract))
        found["breaks"] += _breaks(mapped)
    order = pl.Enum(["broken", "kept", "not_applicable"])
    rules_frame = (
        pl.concat(found["rules"])
        .unique("rule", keep="first", maintain_order=True)
        .sort(pl.col("outcome").cast(order), maintain_order=True)
    )
    once = ["kind", "rule", "row", "column", "value"]
    failures = pl.concat(found["failures"]).unique(once, keep="first", maintain_order=True)
    lacks, breaks = (pl.concat([pl.DataFrame(schema=s), *found[n]]) for n, s in (("lacks", LACKS), ("breaks", BREAKS)))
    return Report(mapping, table, len(frame), counts, rules_frame, failures, lacks, breaks)


def _wanted(frame: pl.DataFrame, sections: Sequence[Section], mapping: Mapping) -> list[str]:
    """Columns of the file that are used; `InputError` names those that are not there."""
    wanted: dict[str, bool] = dict.fromkeys(mapping.key, True)
    for section in sections:
        if section.rows:
            wanted[section.rows[0]] = True
        for source in section.columns.values():
            for column in source.columns:
                wanted[column] = wanted.get(column, False) or not source.is_optional
    absent = [c for c, must in wanted.items() if must and c not in frame.columns]
    problems: list[Problem] = []
    for column in absent:
        near = nearest(column, frame.columns)
        has = "" if problems else f"; it has: {', '.join(frame.columns[:60])}"
        hint = f": did you mean {near!r}?" if near else ""
        problems.append(Problem(mapping.name, 0, column, f"the file has no such column{hint}{has}"))
    if problems:
        raise InputError(problems)
    return [c for c in frame.columns if c in wanted]


def _times(sections: Sequence[Section], contract: Contract, header: Sequence[str]) -> list[str]:
    """Columns of the file in which days or times are read."""
    found: dict[str, None] = {}
    for section in sections:
        columns = contract.table(section.table).columns
        for name, source in section.columns.items():
            if source.columns and (source.before or columns[name].type in ("date", "timestamp")):
                found.update(dict.fromkeys(source.columns))
    return [c for c in found if c in header]


def _lacks(rules: list[MappedRule], mapped: Mapped, contract: Contract) -> pl.DataFrame:
    table = contract.table(mapped.section.table)
    rows = []
    for column in table.columns.values():
        if column.name in mapped.given:
            continue
        wanting = [one.rule.id for one in rules if column.name in one.lacking]
        if wanting or not column.nullable:
            wanted = "rules" if column.nullable else "every row"
            rows.append((table.name, column.name, wanted, ", ".join(wanting) or None, column.description))
    proved = [c for c in mapped.given if table.columns[c].evidence == "required" and mapped.given[c].columns]
    if proved:
        fields = ", ".join(dict.fromkeys(table.field_of(c) for c in proved))
        words = f"The words of a document that say each value of {fields}."
        rows.append((table.name, "evidence", "every value", "S7", words))
    return pl.DataFrame(rows, schema=LACKS, orient="row")


def _breaks(mapped: Mapped) -> Iterator[pl.DataFrame]:
    for name, source in mapped.given.items():
        if not source.before:
            continue
        counts = mapped.values[name].drop_nulls().cast(pl.String).value_counts(name="rows").sort(name)
        if len(counts) > 1:
            days = ", ".join(day for day, _ in source.before)
            by = pl.lit(f"{source.columns[0]}, at {days}")
            table = pl.lit(mapped.section.table)
            rows = pl.col("rows").cast(pl.Int64)
            yield counts.select(table.alias("table"), pl.lit(name).alias("column"), pl.col(name).alias("value"), rows, by.alias("by"))  # fmt: skip
