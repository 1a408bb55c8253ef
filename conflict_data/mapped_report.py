"""The report on somebody else's file: which rules its rows break, what could not be read, what could not be checked, what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from conflict_data.contract import Contract
from conflict_data.errors import InputError, Problem, UnknownTableError, nearest
from conflict_data.mapped_rules import Mapped, MappedRule, read_rows, rules_for, run
from conflict_data.mapped_values import as_texts, explain, given_columns
from conflict_data.mapping import Mapping, Section

FAILURES = {
    "table": pl.String, "kind": pl.String, "rule": pl.String, "severity": pl.String, "row": pl.Int64, "key": pl.String,
    "column": pl.String, "value": pl.String, "message": pl.String,
}  # fmt: skip
RULES = {
    "table": pl.String, "rule": pl.String, "severity": pl.String, "outcome": pl.String, "broken": pl.Int64,
    "checked": pl.Int64, "unread": pl.Int64, "missing": pl.Int64, "words": pl.String, "reason": pl.String,
}  # fmt: skip
LACKS = {"table": pl.String, "column": pl.String, "wanted": pl.String, "rules": pl.String, "description": pl.String}
BREAKS = {"table": pl.String, "column": pl.String, "value": pl.String, "rows": pl.Int64, "by": pl.String}


@dataclass(frozen=True)
class Report:
    """What the contract says of somebody else's file. Rows are counted from 0, as in a frame; the header is none."""

    mapping: Mapping
    table: str
    rows: int
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
        return {"mapping": self.mapping.name, "table": self.table, "rows": self.rows, "ok": self.ok, **parts}

    def __str__(self) -> str:
        from conflict_data.mapped_text import text

        return text(self)


def check_mapped(frame: pl.DataFrame, table: str, mapping: Mapping, contract: Contract) -> Report:
    """Run the contract over a frame of somebody else's columns; `InputError` where columns of the mapping are not there."""
    if table not in mapping.sections:
        raise UnknownTableError(table, list(mapping.sections))
    sections = mapping.along_with(table)
    texts = as_texts(frame, _wanted(frame, sections, mapping), mapping)
    key = pl.concat_str([pl.col(k).fill_null("") for k in mapping.key], separator="; ")
    texts = texts.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64), key=key) if len(mapping.key) else texts
    found: dict[str, list[pl.DataFrame]] = {"rules": [], "failures": [], "lacks": [], "breaks": []}
    for section in sections:
        given = given_columns(section, frame.columns)
        taken, left = _taken(texts, section)
        mapped = read_rows(section, given, taken, contract, mapping)
        rules = list(rules_for(section, given, contract))
        found["failures"] += [left, *_unread(mapped, contract, mapping)]
        for outcome, failures in _outcomes(rules, mapped, contract, mapping, is_main=section.table == table):
            found["rules"].append(outcome)
            found["failures"].append(failures)
        found["lacks"].append(_lacks(rules, mapped, contract))
        found["breaks"] += _breaks(mapped)
    order = pl.Enum(["broken", "kept", "not_applicable"])
    rules_frame = pl.concat(found["rules"]).sort(pl.col("outcome").cast(order), maintain_order=True)
    once = ["kind", "rule", "row", "column", "value"]
    failures = pl.concat(found["failures"]).unique(once, keep="first", maintain_order=True)
    lacks, breaks = (pl.concat([pl.DataFrame(schema=s), *found[n]]) for n, s in (("lacks", LACKS), ("breaks", BREAKS)))
    return Report(mapping, table, len(frame), rules_frame, failures, lacks, breaks)


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
    problems = []
    for column in absent:
        near = nearest(column, frame.columns)
        hint = f"did you mean {near!r}? " if near else ""
        has = ", ".join(frame.columns[:60])
        problems.append(Problem(mapping.name, 0, column, f"the file has no such column: {hint}it has: {has}"))
    if problems:
        raise InputError(problems)
    return [c for c in wanted if c in frame.columns]


def _taken(texts: pl.DataFrame, section: Section) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of the section's table, and a failure for each row of which the mapping does not say whether it is one."""
    if section.rows is None:
        return texts, pl.DataFrame(schema=FAILURES)
    column, take, leave = section.rows
    strange = texts.filter(~pl.col(column).is_in([*take, *leave]).fill_null(False))
    message = {v: _strange(v, [*take, *leave]) for v in strange[column].unique().to_list()}
    said = pl.col(column).fill_null("").replace_strict({k or "": m for k, m in message.items()}, return_dtype=pl.String)
    value = pl.col(column).fill_null("")
    failures = _failures(strange, section.table, "unknown_code", None, "error", pl.lit(column), value, said)
    return texts.filter(pl.col(column).is_in(list(take)).fill_null(False)), failures


def _strange(value: str | None, known: list[str]) -> str:
    near = nearest(value or "", known)
    return f"{value or ''!r} is no value by which the mapping knows whether the row is of this table" + (
        f": did you mean {near!r}?" if near else ""
    )


def _failures(
    rows: pl.DataFrame, table: str, kind: str, rule: str | None, severity: str, column: pl.Expr, value: pl.Expr, message: pl.Expr
) -> pl.DataFrame:  # fmt: skip
    constant = {"table": table, "kind": kind, "rule": rule, "severity": severity}
    fixed = [pl.lit(v, pl.String).alias(n) for n, v in constant.items()]
    return rows.select(*fixed, "row", "key", column.alias("column"), value.alias("value"), message.alias("message"))


def _unread(mapped: Mapped, contract: Contract, mapping: Mapping) -> Iterator[pl.DataFrame]:
    """Cells that could not be read, in words made once for each distinct value."""
    table = contract.table(mapped.section.table)
    for name, faults in mapped.faults.items():
        for theirs, kinds in faults:
            is_fault = mapped.kinds[kinds].is_not_null()
            if not is_fault.any():
                continue
            rows = mapped.texts.filter(is_fault).with_columns(mapped.kinds[kinds].filter(is_fault).alias("kind"))
            distinct = rows.select("kind", pl.col(theirs).alias("value")).unique()
            said = [
                explain(kind, value, table.columns[name], mapped.given[name], contract, mapping)
                for kind, value in distinct.iter_rows()
            ]
            told = rows.join(distinct.with_columns(message=pl.Series(said, dtype=pl.String)), left_on=["kind", theirs], right_on=["kind", "value"], maintain_order="left")  # fmt: skip
            for (kind,), part in told.group_by("kind", maintain_order=True):
                yield _failures(
                    part, table.name, str(kind), None, "error", pl.lit(theirs), pl.col(theirs), pl.col("message")
                )


def _outcomes(
    rules: list[MappedRule], mapped: Mapped, contract: Contract, mapping: Mapping, *, is_main: bool
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """For each rule its outcome and its failures."""
    name, n = mapped.section.table, len(mapped.texts)
    results = run([r for r in rules if r.reason is None], mapped, contract)
    for one in rules:
        broken = results[one.rule.id] if one.reason is None and len(results.columns) else pl.Series([], dtype=pl.Boolean)
        unread, missing = (int(results[one.rule.id + c].sum()) if one.reason is None else 0 for c in "?-")
        yield _outcome(name, one.rule, broken, n, unread, missing, one.reason), _broken_rows(one, broken, mapped)
    if is_main:
        from conflict_data.contract import Rule

        words = f"Every row has its own {', '.join(mapping.key)}."
        rule = Rule(f"S1.{name}", "error", words, name, "", (), ())
        has_none = mapped.texts.select(pl.all_horizontal(pl.col(k).is_null() for k in mapping.key)).to_series()
        broken = mapped.texts["key"].is_duplicated() | has_none
        failures = _failures(
            mapped.texts.filter(broken), name, "rule", rule.id, "error", pl.lit(", ".join(mapping.key)), pl.col("key"), pl.lit(words)
        )  # fmt: skip
        yield _outcome(name, rule, broken, n, 0, 0, None), failures


def _outcome(table: str, rule: Any, broken: pl.Series, n: int, unread: int, missing: int, reason: str | None) -> pl.DataFrame:  # fmt: skip
    count = int(broken.sum())
    outcome = "not_applicable" if reason is not None else "broken" if count else "kept"
    checked = 0 if reason is not None else n - unread - missing
    row = (table, rule.id, rule.severity, outcome, count, checked, unread, missing, rule.words, reason)
    return pl.DataFrame([row], schema=RULES, orient="row")


def _broken_rows(one: MappedRule, broken: pl.Series, mapped: Mapped) -> pl.DataFrame:
    if one.reason is not None or not broken.any():
        return pl.DataFrame(schema=FAILURES)
    theirs = mapped.from_file(one.needs)
    cells = [pl.concat_str(pl.lit(f"{c} "), pl.col(c).fill_null("empty")) for c in theirs]
    return _failures(
        mapped.texts.filter(broken), mapped.section.table, "rule", one.rule.id, one.rule.severity,
        pl.lit(", ".join(theirs)), pl.concat_str(cells, separator=", "), pl.lit(one.rule.words),
    )  # fmt: skip


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
