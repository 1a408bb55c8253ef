"""Bind a mapping file to a contract: tables, columns, codes, rules and values that it names must be those of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from conflict_data.contract import COUNT_PARTS, Column, Contract, Rule, Table
from conflict_data.errors import InputError, choose
from conflict_data.mappings.model import EXACT, Mapping, Section, Source, Written
from conflict_data.rules import all_rules

Place = tuple[str | int, ...]
PLAIN: dict[str, Callable[[str], Any]] = {"integer": int, "number": float, "date": date.fromisoformat}


def required_id(table: str, column: str) -> str:
    """Id of the rule that a column, which the contract requires, is never empty."""
    return f"required.{table}.{column}"


def typed(text: str, column: Column, contract: Contract) -> Any:
    """The value that a text of a mapping stands for; `ValueError` says what is allowed."""
    if column.codelist:
        allowed = contract.code_values(column.codelist)
        if text not in allowed:
            raise ValueError(f"{text!r} is no code of {column.codelist}: {choose(text, allowed)}")
        return text
    if column.type == "boolean":
        if text not in ("true", "false"):
            raise ValueError(f"{text!r} is not true or false")
        return text == "true"
    try:
        if column.type == "timestamp":
            return datetime.fromisoformat(text).astimezone(UTC)
        return PLAIN.get(column.type, str)(text)
    except ValueError:
        raise ValueError(f"{text!r} is no {column.type}, which {column.name} holds") from None


def bind(written: Written, name: str, contract: Contract) -> Mapping:
    """The mapping of a file in the right form; `InputError` names every word that the contract does not know."""
    data = written.data
    zone = data.get("zone")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (KeyError, OSError, ValueError):
            written.fault(("zone",), f"no time zone {zone!r}: write an IANA name such as Europe/Kyiv")
    binder = _Binder(written, contract, tuple(data.get("formats", ())))
    sections = {}
    for table, body in data["tables"].items():
        if table not in contract.tables:
            written.fault(("tables", table), f"no such table: {choose(table, contract.tables)}")
            continue
        sections[table] = binder.section(contract.table(table), body)
        for i, carried in enumerate(sections[table].carries):
            if carried not in data["tables"] or carried == table:
                others = [t for t in data["tables"] if t != table]
                written.fault(("tables", table, "carries", i), f"no other table here: {choose(carried, others)}")
    if binder.reads_moments and zone is None:
        written.fault((), "zone is missing: clock times are read, and the mapping must say of which time zone they are")
    if written.problems:
        raise InputError(written.problems)
    empty = ("", *data.get("empty", ()))
    return Mapping(name, data["title"], data["about"], tuple(data["key"]), empty, binder.formats, zone, sections)


class _Binder:
    def __init__(self, written: Written, contract: Contract, formats: tuple[str, ...]) -> None:
        self.written, self.contract, self.formats = written, contract, formats
        self.rule_ids = {rule.id for rule in all_rules(contract)}
        self.reads_moments = False

    def section(self, table: Table, body: Map[str, Any]) -> Section:
        at: Place = ("tables", table.name)
        columns = dict(self._columns(table, body.get("columns", {}), (*at, "columns")))
        counts = body.get("counts", {})
        for column, source in self._counts(table, counts, (*at, "counts")):
            if column in columns:
                self.written.fault(
                    (*at, "columns", column), "is a part of a count that stands under `counts`: keep one"
                )
            columns[column] = source
        untold = set(self._untold(table, body.get("untold", ()), (*at, "untold")))
        for column in sorted(untold & columns.keys()):
            self.written.fault((*at, "untold"), f"{column} is told: it stands under `columns` or `counts`")
        checks = tuple(self._check(table, c, (*at, "checks", i)) for i, c in enumerate(body.get("checks", ())))
        known = self.rule_ids | {required_id(table.name, c) for c in table.columns} | {check.id for check in checks}
        for rule in body.get("skip", {}):
            if rule not in known:
                self.written.fault((*at, "skip", rule), f"no such rule: {choose(rule, sorted(known))}")
        rows = body.get("rows")
        taken = (rows["from"], frozenset(rows["take"]), frozenset(rows.get("leave", ()))) if rows else None
        exact = tuple(count for count, parts in counts.items() if "exact" in parts)
        carries = tuple(body.get("carries", ()))
        return Section(
            table.name, columns, exact, frozenset(untold), carries, taken, dict(body.get("skip", {})), checks
        )

    def _columns(self, table: Table, body: Map[str, Any], at: Place) -> Iterator[tuple[str, Source]]:
        for name, spec in body.items():
            if name not in table.columns:
                self.written.fault((*at, name), f"{table.name} has no such column: {choose(name, table.columns)}")
                continue
            yield name, self._source(table.columns[name], spec, (*at, name))

    def _counts(self, table: Table, body: Map[str, Any], at: Place) -> Iterator[tuple[str, Source]]:
        for count, given in body.items():
            if count not in table.counts:
                self.written.fault((*at, count), f"{table.name} has no such count: {choose(count, table.counts)}")
                continue
            parts = table.counts[count]
            for part, spec in given.items():
                source = self._source(table.columns[parts["best"]], spec, (*at, count, part))
                for filled in EXACT if part == "exact" else (part,):
                    yield parts[filled], source
                if part == "exact":
                    told = Source(source.columns, None, source.empty, source.is_optional, "exact")
                    yield parts["qualifier"], told

    def _untold(self, table: Table, names: Iterable[str], at: Place) -> Iterator[str]:
        for i, name in enumerate(names):
            if name in table.counts:
                yield from (table.counts[name][part] for part in COUNT_PARTS)
            elif name in table.columns:
                yield name
            else:
                known = [*table.counts, *table.columns]
                self.written.fault((*at, i), f"{table.name} has no such column or count: {choose(name, known)}")

    def _source(self, column: Column, spec: str | Map[str, Any], at: Place) -> Source:
        if isinstance(spec, str):
            spec = {"from": spec}
        if not self.formats and ("by" in spec or (column.type in ("date", "timestamp") and "value" not in spec)):
            self.written.fault(at, "formats is missing: the mapping must say how dates and times are written")
        if "value" in spec:
            before = tuple(sorted(spec.get("before", {}).items()))
            for place, text in [("value", spec["value"]), *before]:
                self._typed(text, column, (*at, "before", place) if place != "value" else (*at, place))
            for day, _ in before:
                self._day(day, (*at, "before", day))
            return Source((spec["by"],) if before else (), value=spec["value"], before=before)
        self.reads_moments |= column.type == "timestamp"
        if "sum" in spec and column.type != "integer":
            self.written.fault(at, f"only whole numbers are added up, and {column.name} is a {column.type}")
        codes = spec.get("codes")
        for theirs, ours in (codes or {}).items():
            if ours:
                self._typed(ours, column, (*at, "codes", theirs))
        columns = tuple(spec["sum"]) if "sum" in spec else (spec["from"],)
        return Source(columns, codes, tuple(spec.get("empty", ())), spec.get("optional") == "true")

    def _typed(self, text: str, column: Column, at: Place) -> Any:
        try:
            return typed(text, column, self.contract)
        except ValueError as error:
            self.written.fault(at, str(error))
            return None

    def _day(self, text: str, at: Place) -> None:
        try:
            date.fromisoformat(text)
        except ValueError:
            self.written.fault(at, f"{text!r} is no day of the calendar")

    def _check(self, table: Table, body: Map[str, Any], at: Place) -> Rule:
        needed: list[str] = []
        try:
            needed = list(dict.fromkeys(pl.sql_expr(body["sql"]).meta.root_names()))
        except pl.exceptions.PolarsError as error:
            self.written.fault((*at, "sql"), f"not a condition: {error}")
        for name in needed:
            if name not in table.columns:
                self.written.fault((*at, "sql"), f"{table.name} has no column {name!r}: {choose(name, table.columns)}")
        passing, failing = (
            tuple(self._example(table, row, (*at, kind, i)) for i, row in enumerate(body[kind]))
            for kind in ("passing", "failing")
        )
        return Rule(
            body["id"], body["severity"], body["words"], table.name, body["sql"], passing, failing, tuple(needed)
        )

    def _example(self, table: Table, row: Map[str, str], at: Place) -> dict[str, Any]:
        found = {}
        for name, text in row.items():
            if name in table.columns:
                found[name] = self._typed(text, table.columns[name], (*at, name))
            else:
                self.written.fault((*at, name), f"{table.name} has no such column: {choose(name, table.columns)}")
        return found
