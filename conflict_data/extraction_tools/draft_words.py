"""Fill in the words that drafts of record files left open, from the note that a contributor wrote for their document."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from conflict_data.contract import Contract
from conflict_data.derive.record_schema import KINDS
from conflict_data.extraction import Claim, Extraction, Gazetteer
from conflict_data.extraction_tools.draft_parts import SECTIONS
from conflict_data.extraction_tools.draft_values import RENAMED, SAID_AS, SCOPE, Fields, provable
from conflict_data.extraction_tools.page import Page
from conflict_data.scaffold import OPEN

OPEN_WORDS = re.compile(rf"""\bwords: (?:"{OPEN}"|'{OPEN}'|{OPEN})(?=[,}}\s])""")
NAMES = {
    "date": SCOPE,
    **{said: (said, RENAMED.get(listed, listed)) for listed, said in SAID_AS.items()},
    **{said: (said, ours) for said, ours in RENAMED.items()},
}
"""Field of a claim → the names under which a record file may hold its value."""
KIND_OF = {section: kind for kind, section in SECTIONS.items()}

Key = tuple[str, int, int]
"""Kind of record, and where its words begin and end."""
Spans = dict[Key, list[Claim]]


class Filled(NamedTuple):
    """A record file: how many open words the note gave, and the values (`row.field = value`) for which it gave none."""

    path: Path
    filled: int
    open: list[str]


def citing(root: Path, source_id: str) -> list[Path]:
    """Record files that cite a document of the project."""
    paths = sorted((root / "seeds" / "records").rglob("*.yaml"))
    return [path for path in paths if source_id in path.read_text("utf-8", errors="replace")]


def is_open(path: Path) -> bool:
    """True where a record file has evidence that waits for its words."""
    return OPEN_WORDS.search(path.read_text("utf-8", errors="replace")) is not None


def fill(path: Path, page: Page, read: Extraction, contract: Contract, places: Gazetteer, language: str) -> Filled:
    """Write the words of a note into the entries of a record file that leave them open; nothing else is changed."""
    text = path.read_text("utf-8")
    data: Any = yaml.load(text, Loader=yaml.BaseLoader)
    entries = [e for e in data.get("evidence", ()) if isinstance(e, dict) and e.get("words") == OPEN]
    marks = list(OPEN_WORDS.finditer(text))
    if len(marks) != len(entries):
        return Filled(path, 0, [f'{len(entries)} entries: they are not written as `words: "{OPEN}"`'])
    rows = _rows(data, contract)
    spans = _spans(read)
    taken: dict[Key, str] = {}
    parts: list[str] = []
    left: list[str] = []
    at = filled = 0
    for entry, mark in zip(entries, marks, strict=True):
        of = str(entry.get("of") or next(iter(rows)))
        words = None
        if entry.get("source") == page.source_id and of in rows and entry.get("says"):
            words = _words(entry, of, rows[of], spans, taken, page, places, language)
        if words is None:
            left += [f"{of}.{name} = {'; '.join(_texts(value))}" for name, value in (entry.get("says") or {}).items()]
            continue
        filled += 1
        parts += [
            text[at : mark.start()],
            ", ".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in words.items()),
        ]
        at = mark.end()
    path.write_text("".join([*parts, text[at:]]), "utf-8")
    return Filled(path, filled, left)


def _rows(data: Mapping[str, Any], contract: Contract) -> dict[str, tuple[str, Fields]]:
    """Identifier of a row → kind of record and what its table holds; the event comes first."""
    kind = next(name for name in KINDS if name in data)
    found: dict[str, tuple[str, Fields]] = {}
    for section, table in KINDS[kind].sections.items():
        written = data.get(section) or ()
        for row in [written] if isinstance(written, Mapping) else written:
            fields = Fields(contract, KINDS[kind], table)
            found[str(row.get(contract.table(table).key[0]))] = (KIND_OF.get(section, kind), fields)
    return found


def _spans(read: Extraction) -> Spans:
    """The claims that stand on the same words, for one kind of record."""
    kinds = {record.key: record.kind for record in read.records}
    found: Spans = defaultdict(list)
    for claim in dict.fromkeys(read.claims):
        found[kinds[claim.record], claim.start, claim.end].append(claim)
    return found


def _words(
    entry: Mapping[str, Any], of: str, row: tuple[str, Fields], spans: Spans, taken: dict[Key, str], page: Page,
    places: Gazetteer, language: str,
) -> dict[str, str] | None:  # fmt: skip
    """The first words by which the note says all that an entry says; those of another row only where there are no others."""
    kind, fields = row
    for key in sorted(spans, key=lambda one: taken.get(one, of) != of):
        if key[0] != kind:
            continue
        said = [(name, _claim(name, value, spans[key], fields)) for name, value in entry["says"].items()]
        found = [c and provable(c, fields.columns[name], page, places, language) for name, c in said]
        if found[0] is not None and all(one == found[0] for one in found):
            taken.setdefault(key, of)
            return found[0]
    return None


def _claim(name: str, value: Any, claims: list[Claim], fields: Fields) -> Claim | None:
    wanted = list(_texts(value))
    for claim in claims:
        named = name in fields.columns and name in NAMES.get(claim.field, (claim.field,))
        if named and wanted == [claim.value]:
            return claim
    return None


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        yield str(one)
