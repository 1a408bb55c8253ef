"""Read `seeds/records/`: one file is one event; the first gate; rows with the line of every value; claims as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract, Table
from conflict_data.derive.record_schema import KINDS, record_schema
from conflict_data.errors import InputError, Problem, choose
from conflict_data.extraction.counts import Count
from pipeline import strict_yaml
from pipeline.gate import check_against, validator
from pipeline.strict_yaml import Parsed

CHILD_ID = re.compile(r"(?:munition_id|casualty_id|return_id): (\w+)")
"""How a child row of a record file names itself; the event is named by the file."""
PARENT_KEY = {"munitions": "attack_id", "casualties": "attack_id", "returns": "exchange_id"}


@dataclass
class Row:
    """One row on its way into a table, with the place where each value was written."""

    table: str
    record_id: str
    values: dict[str, Any]
    file: str
    line: int
    lines: dict[str, int] = field(default_factory=dict)
    event_id: str = ""

    def problem(self, message: str, name: str = "", *, rule: str | None = None, severity: str = "error") -> Problem:
        """A fault in one of its fields."""
        return Problem(self.file, self.lines.get(name, self.line), name or self.record_id, message, rule, severity)


@dataclass(frozen=True)
class Statement:
    """One thing that words in a document say of one field, as a contributor wrote it."""

    table: str
    record_id: str
    field: str
    value: str
    party: str
    source_id: str
    words: str
    within: str | None
    reading: str | None
    rests_on: tuple[str, str] | None
    reason: str | None
    coder: str | None
    file: str
    line: int

    def problem(self, message: str) -> Problem:
        """A fault in this entry."""
        return Problem(self.file, self.line, f"evidence of {self.record_id}.{self.field}", message)


@dataclass
class RecordFile:
    """One event with its child rows and the evidence as written."""

    kind: str
    rows: list[Row]
    statements: list[Statement]
    file: str

    @property
    def main(self) -> Row:
        return self.rows[0]


def canonical(column: Column, value: Any) -> str:
    """A value as evidence writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(column: Column, written: Any) -> Any:
    """What a record file says, as the table's value; the gate has seen to its form."""
    if written is None:
        return None
    if isinstance(written, list):
        return ITEM_SEPARATOR.join(written)
    if column.type == "date":
        return date.fromisoformat(written)
    if column.type == "timestamp":
        return datetime.fromisoformat(written.replace("Z", "+00:00")).astimezone(UTC)
    return float(written) if column.type == "number" else written


def count_columns(table: Table, name: str, count: Count) -> dict[str, Any]:
    """Columns of a count."""
    parts = {"low": count.low, "best": count.best, "high": count.high, "qualifier": count.qualifier, "word": count.word}
    return {column: parts[part] for part, column in table.counts[name].items()}


def count_of(table: Table, name: str, values: Mapping[str, Any]) -> Count | None:
    """The count that a row's columns hold, or None."""
    columns = table.counts[name]
    if values.get(columns["qualifier"]) is None:
        return None
    low, best, high, qualifier, word = (values.get(columns[p]) for p in ("low", "best", "high", "qualifier", "word"))
    return Count(low, best, high, str(qualifier), word)


def _fields(table: Table) -> dict[str, str]:
    """Names that record files use → fields of evidence."""
    names = {name: name for name in table.counts}
    return names | {c.record_name: c.name for c in table.columns.values() if not c.count}


class Reader:
    """Reads record files by one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.validators = {kind: validator(record_schema(contract, kind)) for kind in KINDS}

    def read(self, path: Path, *, name: str) -> RecordFile:
        """One record file; `InputError` lists every fault with its line."""
        return self.parse(strict_yaml.read_text(path, name=name), name=name, stem=path.stem)

    def parse(self, text: str, *, name: str, stem: str | None = None) -> RecordFile:
        """A record file from its text; `stem`, if given, must hold the event's identifier."""
        parsed = strict_yaml.parse(text, file=name)
        kind = self._kind(parsed)
        problems = check_against(self.validators[kind], parsed)
        if problems:
            raise InputError(problems)
        record = RecordFile(kind, list(self._rows(kind, parsed)), [], name)
        main = record.main
        if stem is not None and main.record_id not in stem:
            problems.append(
                parsed.problem(
                    f"{main.record_id} is not in the file's name {stem!r}: <date>_{main.record_id}.yaml", kind
                )
            )
        first: dict[str, Row] = {}
        for row in record.rows:
            row.event_id = main.record_id
            if row.record_id in first:
                before = first[row.record_id].line
                problems.append(row.problem(f"{row.record_id} is already used on line {before}: mint another id"))
            first.setdefault(row.record_id, row)
        record.statements = list(self._statements(record, parsed, problems))
        if problems:
            raise InputError(problems)
        return record

    def made(self, kind: str, data: Mapping[str, Any], *, file: str, line: int) -> RecordFile:
        """An event that nobody wrote, from its sections, through the same gate; faults are told at `line` of `file`."""
        parsed = Parsed(data, file, {(): line})
        problems = check_against(validator(record_schema(self.contract, kind) | {"required": [kind]}), parsed)
        if problems:
            raise InputError(problems)
        record = RecordFile(kind, list(self._rows(kind, parsed)), [], file)
        for row in record.rows:
            row.event_id = record.main.record_id
        return record

    def _kind(self, parsed: Parsed) -> str:
        data = parsed.data
        kinds = [kind for kind in KINDS if isinstance(data, dict) and kind in data]
        if len(kinds) != 1:
            given = next(iter(data), "") if isinstance(data, dict) else ""
            raise InputError(
                [
                    parsed.problem(
                        f"a record file has exactly one of the sections {', '.join(KINDS)}: {choose(given, KINDS)}"
                    )
                ]
            )
        return kinds[0]

    def _rows(self, kind: str, parsed: Parsed) -> Iterator[Row]:
        parent: Row | None = None
        for section, table_name in KINDS[kind].sections.items():
            written = parsed.data.get(section)
            if section == kind:
                parent = self._row(table_name, written, (section,), parsed, None)
                yield parent
                continue
            for i, entry in enumerate(written or []):
                yield self._row(table_name, entry, (section, i), parsed, parent)

    def _row(
        self, table_name: str, written: dict[str, Any], path: tuple[str | int, ...], parsed: Parsed, parent: Row | None
    ) -> Row:
        table = self.contract.table(table_name)
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for column in table.columns.values():
            if column.count or column.is_derived:
                continue
            if column.record_name in written:
                values[column.name] = value_of(column, written[column.record_name])
                lines[column.name] = parsed.line(*path, column.record_name)
            elif column.default is not None:
                values[column.name] = column.default
        for name in table.counts:
            if written.get(name) is not None:
                values |= count_columns(table, name, Count.parse(str(written[name])))
                lines |= dict.fromkeys((name, *table.counts[name].values()), parsed.line(*path, name))
        if parent is not None:
            values[PARENT_KEY[table_name]] = parent.record_id
        for column in table.columns.values():
            if column.inherits and values.get(column.name) is None:
                source = values if "." not in column.inherits else (parent.values if parent else {})
                values[column.name] = source.get(column.inherits.rsplit(".", 1)[-1])
        return Row(table_name, str(written[table.key[0]]), values, parsed.file, parsed.line(*path), lines)

    def _statements(self, record: RecordFile, parsed: Parsed, problems: list[Problem]) -> Iterator[Statement]:
        rows = {row.record_id: row for row in record.rows}
        for i, entry in enumerate(parsed.data.get("evidence") or []):
            of = entry.get("of", record.main.record_id)
            if of not in rows:
                problems.append(
                    parsed.problem(f"{of!r} is no record of this file: {choose(of, rows)}", "evidence", i, "of")
                )
                continue
            table = self.contract.table(rows[of].table)
            fields = _fields(table)
            rests = entry.get("rests_on")
            for key, value in entry["says"].items():
                at = ("evidence", i, "says", key)
                if key not in fields:
                    problems.append(parsed.problem(f"{rows[of].table} has no such field: {choose(key, fields)}", *at))
                    continue
                for text in self._canonical(table, fields[key], value, parsed, at, problems):
                    yield Statement(
                        rows[of].table, of, fields[key], text, entry["party"], entry["source"], entry["words"], entry.get("within"),
                        entry.get("reading"), (rests["of"], rests["field"]) if rests else None, entry.get("reason"),
                        record.main.values.get("coder"), parsed.file, parsed.line("evidence", i),
                    )  # fmt: skip

    def _canonical(
        self, table: Table, name: str, value: Any, parsed: Parsed, at: tuple[str | int, ...], problems: list[Problem]
    ) -> Iterator[str]:
        """The claimed value as text; a list gives one claim an item."""
        if name in table.counts:
            try:
                yield str(Count.parse(str(value)))
            except ValueError as error:
                problems.append(parsed.problem(str(error), *at))
            return
        column = table.columns[name]
        for item in value if isinstance(value, list) else [value]:
            try:
                yield canonical(column, value_of(column, item))
            except (ValueError, AttributeError, TypeError):
                problems.append(parsed.problem(f"{item!r} is no value of {name} ({column.type})", *at))


def files(seeds: Path) -> Iterator[Path]:
    """All record files, in a fixed order."""
    yield from sorted((seeds / "records").rglob("*.yaml"))


def read_all(
    seeds: Path, contract: Contract, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[list[RecordFile], list[Problem]]:
    """All record files, and what is wrong with those that could not be read; identifiers are unique over all."""
    reader = Reader(contract)
    found: list[RecordFile] = []
    problems: list[Problem] = []
    owner: dict[str, Row] = {}
    for path in files(seeds):
        name = path.relative_to(seeds.parent).as_posix()
        progress(name)
        try:
            record = reader.read(path, name=name)
        except InputError as error:
            problems += error.problems
            continue
        for row in record.rows:
            if row.record_id in owner:
                before = owner[row.record_id]
                problems.append(
                    row.problem(f"{row.record_id} is already used in {before.file}:{before.line}: mint another id")
                )
            owner.setdefault(row.record_id, row)
        found.append(record)
    return found, problems
