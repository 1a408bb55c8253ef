"""The report on somebody else's file as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from conflict_data.mappings.report import Report

SHOWN = 5
WANTED = {
    "every row": "in every row",
    "rules": "for rules that do not apply",
    "every value": "for every value that needs words which say it",
}


def text(report: Report, *, shown: int = SHOWN) -> str:
    """The whole report; of each rule and each kind of unread cell the first `shown` rows."""
    lines = [f"{_count(report.rows)} as {report.table}, by the mapping {report.mapping.name} ({report.mapping.title})"]
    lines += [f"{n:,} of them are rows of {table}" for table, n in report.taken.items() if n < report.rows]
    lines.append("Rows are counted from 0; the name of a row is in brackets.")
    lines += [*_broken(report, shown), *_unread(report, shown)]
    lines += [*_kept(report), *_not_applicable(report), *_lacks(report), *_breaks(report)]
    errors = report.failures.filter(pl.col("severity") == "error")
    bad = errors["row"].n_unique()
    lines += ["", f"{bad:,} of {_count(report.rows)} with an error" if bad else "no errors"]
    return "\n".join(lines)


def _count(rows: int) -> str:
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _rows(failures: pl.DataFrame, shown: int) -> Iterator[str]:
    for row in failures.head(shown).iter_rows(named=True):
        said = row["value"] if row["kind"] == "rule" else row["message"]
        yield f"    row {row['row']} ({row['key']}): {said}"
    if len(failures) > shown:
        yield f"    ... and {len(failures) - shown:,} more"


def _broken(report: Report, shown: int) -> Iterator[str]:
    rules = report.rules.filter(pl.col("outcome") == "broken").sort("severity", maintain_order=True)
    yield from ["", "Rules that are broken"] if len(rules) else ["", "No rule is broken."]
    for rule in rules.iter_rows(named=True):
        yield f"  {rule['rule']} ({rule['severity']}, {rule['table']}): {rule['words']}"
        yield f"    {rule['broken']:,} of {_count(rule['checked'])}" + _unsaid(rule)
        mine = (pl.col("rule") == rule["rule"]) & (pl.col("table") == rule["table"])
        yield from _rows(report.failures.filter(mine), shown)


def _unsaid(rule: dict[str, object]) -> str:
    said = [
        f"{rule[w]:,} {words}" for w, words in (("unread", "not read"), ("missing", "with too little told")) if rule[w]
    ]
    return f"; beside them {', '.join(said)}" if said else ""  # fmt: skip


def _unread(report: Report, shown: int) -> Iterator[str]:
    cells = report.failures.filter(pl.col("kind") != "rule")
    yield from (
        ["", "Cells that could not be read (rules that need them say nothing of these rows)"] if len(cells) else []
    )
    for (kind, column), part in cells.group_by("kind", "column", maintain_order=True):
        yield f"  {kind} in {column}: {_count(len(part))}"
        yield from _rows(part, shown)


def _kept(report: Report) -> Iterator[str]:
    rules = report.rules.filter(pl.col("outcome") == "kept")
    yield from ["", "Rules that are kept"] if len(rules) else []
    for rule in rules.iter_rows(named=True):
        yield f"  {rule['rule']} ({rule['table']}): {_count(rule['checked'])}" + _unsaid(rule)


def _not_applicable(report: Report) -> Iterator[str]:
    rules = report.rules.filter(pl.col("outcome") == "not_applicable")
    yield from ["", "Rules that do not apply"] if len(rules) else []
    for (reason, table), part in rules.group_by("reason", "table", maintain_order=True):
        yield f"  {', '.join(part['rule'].to_list())} ({table}): {reason}"


def _lacks(report: Report) -> Iterator[str]:
    yield from ["", "What the contract wants of such rows and the file does not tell"] if len(report.lacks) else []
    for (table, wanted), part in report.lacks.group_by("table", "wanted", maintain_order=True):
        yield f"  {table}, {WANTED[str(wanted)]}: {', '.join(part['column'].to_list())}"


def _breaks(report: Report) -> Iterator[str]:
    yield from ["", "Values that change their meaning within the file: do not compare across"] if len(report.breaks) else []  # fmt: skip
    for row in report.breaks.iter_rows(named=True):
        yield f"  {row['table']}.{row['column']} is {row['value']} in {_count(row['rows'])} (by {row['by']})"
