"""Failures of somebody else's file: rows that break a rule, cells that could not be read, rows of which the mapping knows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map

import polars as pl

from conflict_data.contract import Column, Contract, Rule
from conflict_data.errors import nearest
from conflict_data.mappings.model import Mapping, Section, Source
from conflict_data.mappings.rules import Mapped, MappedRule, run

FAILURES = {
    "table": pl.String, "kind": pl.String, "rule": pl.String, "severity": pl.String, "row": pl.Int64, "key": pl.String,
    "column": pl.String, "value": pl.String, "message": pl.String,
}  # fmt: skip
RULES = {
    "table": pl.String, "rule": pl.String, "severity": pl.String, "outcome": pl.String, "broken": pl.Int64,
    "checked": pl.Int64, "unread": pl.Int64, "missing": pl.Int64, "words": pl.String, "reason": pl.String,
}  # fmt: skip
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

LETTERS = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "hh", "%M": "mm", "%S": "ss", "%.f": ".fff"}
HINTED = 500
"""Distinct values for which the nearest match is sought; beyond, a column holds something else than codes."""


def explain(
    kind: str, value: str, column: Column, source: Source, contract: Contract, mapping: Mapping, *, hint: bool = True
) -> str:
    """Words for a fault of one value, with what is allowed."""
    words = f"{value!r} {KINDS[kind]}"
    if kind == "malformed_time":
        return f"{words} {' or '.join(map(_shown, mapping.formats))}"
    if kind == "unclear_time":
        return f"{words} {mapping.zone}"
    if kind == "out_of_range":
        return f"{words}: {column.spec.get('minimum', '')} to {column.spec.get('maximum', '')}"
    if kind == "malformed_text":
        return f"{words} {column.spec.get('pattern', '')}: at most {column.spec.get('maxLength', '')} characters"
    if kind == "unknown_code" and hint:
        return words + _hint(value, source.codes or contract.code_values(column.codelist or ""))
    return words


def _shown(form: str) -> str:
    for token, letters in LETTERS.items():
        form = form.replace(token, letters)
    return form


def _hint(value: str, known: Iterable[str]) -> str:
    near = nearest(value, known)
    return f": did you mean {near!r}?" if near else ""


def _failures(rows: pl.DataFrame, told: Map[str, str | None], **cells: pl.Expr) -> pl.DataFrame:
    """Failures of the frame's rows: what is the same in all of them, and what is computed for each."""
    columns = {name: pl.lit(value, pl.String) for name, value in told.items()} | cells
    columns |= {"row": pl.col("@row"), "key": pl.col("@key")}
    return rows.select(columns[name].alias(name) for name in FAILURES)


def taken_rows(texts: pl.DataFrame, section: Section) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of the section's table, and a failure for each row of which the mapping does not say whether it is one."""
    if section.rows is None:
        return texts, pl.DataFrame(schema=FAILURES)
    column, take, leave = section.rows
    known = sorted(take | leave)
    value = pl.col(column).fill_null("")
    strange = texts.filter(~value.is_in(known))
    words = "is no value by which the mapping knows whether the row is of this table"
    distinct = strange.select(value).unique(maintain_order=True).to_series().to_list()
    said = {v: f"{v!r} {words}{_hint(v, known) if i < HINTED else ''}" for i, v in enumerate(distinct)}
    message = value.replace_strict(said, return_dtype=pl.String) if said else value
    told = {"table": section.table, "kind": "unknown_code", "rule": None, "severity": "error", "column": column}
    return texts.filter(value.is_in(list(take))), _failures(strange, told, value=value, message=message)


def unread_cells(mapped: Mapped, contract: Contract, mapping: Mapping) -> Iterator[pl.DataFrame]:
    """Cells that could not be read, in words made once for each distinct value."""
    table = contract.table(mapped.section.table)
    for name, faults in mapped.faults.items():
        for theirs, kinds in faults:
            found = mapped.kinds[kinds].is_not_null()
            if not found.any():
                continue
            rows = mapped.texts.filter(found).select("@row", "@key", value=pl.col(theirs))
            rows = rows.with_columns(mapped.kinds[kinds].filter(found).alias("kind"))
            distinct = rows.select("kind", "value").unique(maintain_order=True)
            said = [
                explain(kind, value, table.columns[name], mapped.given[name], contract, mapping, hint=i < HINTED)
                for i, (kind, value) in enumerate(distinct.iter_rows())
            ]
            words = distinct.with_columns(message=pl.Series(said, dtype=pl.String))
            rows = rows.join(words, on=["kind", "value"], maintain_order="left")
            told = {"table": table.name, "rule": None, "severity": "error", "column": theirs}
            yield _failures(rows, told, kind=pl.col("kind"), value=pl.col("value"), message=pl.col("message"))


def outcomes(rules: list[MappedRule], mapped: Mapped, contract: Contract) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:  # fmt: skip
    """For each rule its outcome and its failures."""
    results = run([one for one in rules if one.reason is None], mapped, contract)
    for one in rules:
        if one.reason is not None:
            yield _outcome(one.rule, mapped, 0, reason=one.reason), pl.DataFrame(schema=FAILURES)
            continue
        broken = results[one.rule.id]
        unread, missing = (int(results[one.rule.id + mark].sum()) for mark in "?-")
        theirs = mapped.from_file(one.needs)
        cells = [pl.concat_str(pl.lit(f"{c} "), pl.col(c).fill_null("empty")) for c in theirs]
        failures = _failures(
            mapped.texts.filter(broken),
            {**_told(one.rule, mapped), "column": ", ".join(theirs)},
            value=pl.concat_str(cells, separator=", "),
        )
        yield _outcome(one.rule, mapped, len(failures), unread=unread, missing=missing), failures


def repeated_keys(mapped: Mapped, key: tuple[str, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Outcome and failures of the rule that every row has its own key, and one at all."""
    table = mapped.section.table
    names = ", ".join(key)
    rule = Rule(f"S1.{table}", "error", f"Every row has its own {names}.", table, "", (), ())
    has_none = mapped.texts.select(pl.all_horizontal(pl.col(k).is_null() for k in key)).to_series()
    rows = mapped.texts.filter(mapped.texts.select(key).is_duplicated() | has_none)
    failures = _failures(rows, {**_told(rule, mapped), "column": names}, value=pl.col("@key"))
    return _outcome(rule, mapped, len(failures)), failures


def _told(rule: Rule, mapped: Mapped) -> dict[str, str | None]:
    return {
        "table": mapped.section.table,
        "kind": "rule",
        "rule": rule.id,
        "severity": rule.severity,
        "message": rule.words,
    }


def _outcome(
    rule: Rule, mapped: Mapped, broken: int, *, unread: int = 0, missing: int = 0, reason: str | None = None
) -> pl.DataFrame:
    outcome = "not_applicable" if reason is not None else "broken" if broken else "kept"
    checked = 0 if reason is not None else len(mapped.texts) - unread - missing
    row = (
        mapped.section.table, rule.id, rule.severity, outcome, broken, checked, unread, missing, rule.words, reason,
    )  # fmt: skip
    return pl.DataFrame([row], schema=RULES, orient="row")
