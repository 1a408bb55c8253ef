"""The ledger of records that rules made: `seeds/minted.yaml`, written by `make mint`, reviewed by people, only read by the build.

An entry is found again by its anchor: the document, the kind, the day and some words of the report.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflict_data.contract import Contract
from conflict_data.derive.file_schema import minted_schema
from conflict_data.errors import Problem
from conflict_data.extraction_tools.record_form import BARE
from pipeline import strict_yaml
from pipeline.gate import check_against

FILE = "minted.yaml"
ID = re.compile(r"record: (\w+)")
"""How an identifier stands in the file."""
HEAD = """# yaml-language-server: $schema=../schema/records/minted.schema.json
# Records that extraction rules made. `make mint` adds entries; people add `reviewed_by` and `review_date`, or `rejected`.
"""


@dataclass
class RowEntry:
    """One row of a minted event: its identifier, the words by which it is found, what the rules read when it was minted."""

    record: str
    kind: str
    words: str
    says: dict[str, Any]


@dataclass
class Entry:
    """One event that rules read: minted, reviewed or rejected."""

    source: str
    kind: str
    date: dt.date
    words: str
    place: str | None = None
    record: str | None = None
    says: dict[str, Any] = field(default_factory=dict)
    rows: list[RowEntry] = field(default_factory=list)
    reviewed_by: str | None = None
    review_date: dt.date | None = None
    rejected: str | None = None
    line: int = 0

    @property
    def is_reviewed(self) -> bool:
        """True where a person confirmed the record."""
        return self.reviewed_by is not None and self.rejected is None

    @property
    def ids(self) -> list[str]:
        """Identifiers that the entry has given out."""
        return [*([self.record] if self.record else []), *(row.record for row in self.rows)]

    def problem(self, message: str, *, severity: str = "error") -> Problem:
        """Something about the entry."""
        return Problem(f"seeds/{FILE}", self.line, self.record or self.source, message, None, severity)


def read(seeds: Path, contract: Contract) -> tuple[list[Entry], list[Problem]]:
    """The entries in the order of the file, and what is wrong with it."""
    path = seeds / FILE
    if not path.is_file():
        return [], []
    name = path.relative_to(seeds.parent).as_posix()
    parsed = strict_yaml.parse(strict_yaml.read_text(path, name=name), file=name)
    if parsed.data is None:
        return [], []
    problems = check_against(minted_schema(contract), parsed)
    if problems:
        return [], problems
    entries: list[Entry] = []
    owner: dict[str, int] = {}
    for i, data in enumerate(parsed.data):
        days = {key: dt.date.fromisoformat(data[key]) for key in ("date", "review_date") if key in data}
        rows = [RowEntry(**row) for row in data.get("rows", ())]
        entry = Entry(**(data | days | {"rows": rows, "line": parsed.line(i)}))
        for identifier in entry.ids:
            if identifier in owner:
                problems.append(entry.problem(f"{identifier} is already used on line {owner[identifier]}"))
            owner.setdefault(identifier, entry.line)
        entries.append(entry)
    return entries, problems


def text(entries: Iterable[Entry]) -> str:
    """The ledger in its one form: by day, document and words."""
    lines = []
    for entry in sorted(entries, key=lambda e: (e.date, e.source, e.kind, e.words)):
        pairs: list[tuple[str, Any]] = [
            ("source", entry.source), ("kind", entry.kind), ("date", entry.date), ("place", entry.place),
            ("words", entry.words), ("record", entry.record), ("says", entry.says or None),
        ]  # fmt: skip
        told = [f"{key}: {_flow(key, value)}" for key, value in pairs if value is not None]
        if entry.rows:
            told.append("rows:")
            told += [f"  - {_flow('', vars(row))}" for row in entry.rows]
        review = [("reviewed_by", entry.reviewed_by), ("review_date", entry.review_date), ("rejected", entry.rejected)]
        told += [f"{key}: {_flow(key, value)}" for key, value in review if value is not None]
        lines += [f"{'- ' if n == 0 else '  '}{line}" for n, line in enumerate(told)]
    return HEAD + ("\n".join(lines) if lines else "[]") + "\n"


def write(seeds: Path, entries: Iterable[Entry]) -> None:
    """Write the ledger."""
    (seeds / FILE).write_text(text(entries), "utf-8")


def _flow(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(name, one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(key, one) for one in value) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    bare = isinstance(value, str) and key not in ("words", "rejected") and BARE.match(value)
    return str(value) if bare and value not in ("true", "false", "null") else json.dumps(value, ensure_ascii=False)
