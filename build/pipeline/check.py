"""The second gate: every table against its pandera schema, then all rules, less what waivers allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa

from conflict_data import rules
from conflict_data.contract import Contract
from conflict_data.derive.arrow import arrow_table
from conflict_data.errors import InputError, Problem, choose
from pipeline import strict_yaml
from pipeline.records import Row
from pipeline.tabulate import Tables

WAIVERS = "waivers.yaml"


@dataclass(frozen=True)
class Waiver:
    """One warning that a person looked at and accepted."""

    rule: str
    record: str
    reason: str
    line: int


def read_waivers(seeds: Path, contract: Contract) -> list[Waiver]:
    """Waivers of `seeds/waivers.yaml`; only warnings can be waived."""
    path = seeds / WAIVERS
    if not path.is_file():
        return []
    name = path.relative_to(seeds.parent).as_posix()
    parsed = strict_yaml.parse(strict_yaml.read_text(path, name=name), file=name)
    severity = {rule.id: rule.severity for rule in rules.all_rules(contract)}
    waivers: list[Waiver] = []
    problems: list[Problem] = []
    for i, entry in enumerate(parsed.data or []):
        if not isinstance(entry, dict) or set(entry) != {"rule", "record", "reason"}:
            problems.append(parsed.problem("a waiver has exactly the keys rule, record, reason", i))
        elif entry["rule"] not in severity:
            problems.append(parsed.problem(f"unknown rule: {choose(entry['rule'], severity)}", i, "rule"))
        elif severity[entry["rule"]] == "error":
            problems.append(
                parsed.problem(f"{entry['rule']} is an error; only warnings can be waived: mend the record", i, "rule")
            )
        else:
            waivers.append(Waiver(entry["rule"], entry["record"], entry["reason"], parsed.line(i)))
    if problems:
        raise InputError(problems)
    return waivers


def arrow_tables(
    contract: Contract, tables: Tables, rows: Mapping[str, Row], *, metadata: Mapping[str, str] | None = None
) -> dict[str, pa.Table]:
    """The tables as Arrow; a value that does not fit its column is an `InputError` that names it."""
    made: dict[str, pa.Table] = {}
    problems: list[Problem] = []
    for name, values in tables.items():
        try:
            made[name] = arrow_table(contract, name, values, metadata=metadata)
        except (pa.ArrowInvalid, pa.ArrowTypeError, KeyError, OverflowError) as error:
            problems.append(Problem(f"table {name}", 0, "", f"a value does not fit its column: {error}"))
    if problems:
        raise InputError(problems)
    return made


def frame(contract: Contract, table: str, arrow: pa.Table) -> pl.DataFrame:
    """An Arrow table as the polars frame that `load` gives."""
    loaded = pl.DataFrame(pl.from_arrow(arrow))
    spec = contract.table(table)
    return loaded.with_columns(
        pl.col(c.name).cast(pl.Enum(contract.code_values(c.codelist))) for c in spec.columns.values() if c.codelist
    )


def pandera_problems(contract: Contract, table: str, data: pl.DataFrame, rows: Mapping[str, Row]) -> list[Problem]:
    """Failures of a table's pandera schema, each at the line of the value."""
    import pandera.errors

    from conflict_data.derive.pandera import pandera_schema

    spec = contract.table(table)
    try:
        pandera_schema(contract, table).validate(data, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        known = {rule.id: rule for rule in contract.rules}
        problems = []
        for failure in errors.failure_cases.iter_rows(named=True):
            index, check, column = failure["index"], str(failure["check"]), str(failure["column"])
            record_id = str(data[int(index)][spec.key[0]].item()) if index is not None else ""
            rule = known.get(check)
            message = rule.words if rule else f"{failure['failure_case']} fails {check}"
            where = (rule.columns[0] if rule and rule.columns else column) if index is not None else column
            problems.append(_at(rows, record_id, table, where, message, check if rule else None, "error"))
        return problems
    return []


def _at(
    rows: Mapping[str, Row], record_id: str, table: str, column: str, message: str, rule: str | None, severity: str
) -> Problem:
    row = rows.get(record_id)
    if row is None:
        return Problem(f"table {table}", 0, f"{record_id}.{column}" if record_id else column, message, rule, severity)
    return row.problem(message, column if column in row.lines else "", rule=rule, severity=severity)


def check(
    contract: Contract, frames: Mapping[str, pl.DataFrame], rows: Mapping[str, Row], waivers: Iterable[Waiver] = (), *,
    previous: Mapping[str, pl.DataFrame] | None = None, release_date: date | None = None,
) -> tuple[list[Problem], list[Problem]]:  # fmt: skip
    """(errors, warnings) of both kinds of checks; a waiver that matches nothing is an error."""
    errors = [p for name, data in frames.items() for p in pandera_problems(contract, name, data, rows)]
    warnings: list[Problem] = []
    unused = {(w.rule, w.record): w for w in waivers}
    used: set[tuple[str, str]] = set()
    for failure in rules.check_tables(frames, contract, previous=previous, release_date=release_date):
        key = (failure.rule_id, failure.record_id)
        if key in unused:
            used.add(key)
            continue
        column = failure.columns[0] if failure.columns else ""
        problem = _at(rows, failure.record_id, failure.table, column, failure.detail, failure.rule_id, failure.severity)
        (errors if failure.severity == "error" else warnings).append(problem)
    for key, waiver in unused.items():
        if key not in used:
            message = f"waives {waiver.rule} on {waiver.record}, which breaks no such rule: remove it"
            errors.append(Problem(f"seeds/{WAIVERS}", waiver.line, "rule", message))
    return sorted(set(errors)), sorted(set(warnings))


def refuse(errors: Iterable[Problem]) -> None:
    """Raise `InputError` if there are errors."""
    listed = list(errors)
    if listed:
        raise InputError(listed)
