"""Rows of a record made of what rules read of one event: what words prove, what follows from it, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conflict_data import extraction
from conflict_data.contract import Contract
from conflict_data.derive.file_schema import MINTED
from conflict_data.derive.record_schema import KINDS
from conflict_data.errors import InputError
from conflict_data.extraction_tools.draft_values import RENAMED, SAID_AS, Fields, fault
from conflict_data.extraction_tools.page import Page
from conflict_data.extraction_tools.plain import items_of
from pipeline import row_gate
from pipeline.documents import Document
from pipeline.ledger import FILE, Entry
from pipeline.places import Places
from pipeline.records import Reader, RecordFile, Row

SPEAKER = "media"
"""Party of a claim that the text ascribes to nobody."""
ZONES = {"RU": "Europe/Moscow"}
DEFAULT_ZONE = "Europe/Kyiv"


class IncompleteError(Exception):
    """The report does not say enough for a record; the message tells what is missing."""


@dataclass(frozen=True)
class Event:
    """One event that rules read in a document: its record, the records that belong to it, the claims of each."""

    document: Document
    record: extraction.Record
    children: tuple[extraction.Record, ...]
    claims: Mapping[str, tuple[tuple[int, extraction.Claim], ...]]
    """Record → its claims, each with its number among all claims of the document."""

    def of(self, record: extraction.Record) -> list[extraction.Claim]:
        """The claims of one of its records."""
        return [claim for _, claim in self.claims.get(record.key, ())]


def events(document: Document, read: extraction.Extraction) -> Iterator[Event]:
    """The events of a document of which rules alone may make records."""
    claims: dict[str, list[tuple[int, extraction.Claim]]] = {}
    for number, claim in enumerate(read.claims):
        claims.setdefault(claim.record, []).append((number, claim))
    for record in read.records:
        if record.kind in MINTED:
            kinds = MINTED[record.kind]
            own = [c for c in read.records if c.parent == record.key and c.kind in kinds and c.status == "done"]
            keys = {record.key, *(c.key for c in own)}
            yield Event(document, record, tuple(own), {k: tuple(v) for k, v in claims.items() if k in keys})


class Maker:
    """Makes rows of events by one contract and gazetteer."""

    def __init__(self, contract: Contract, places: Places, names: extraction.Gazetteer) -> None:
        self.contract, self.places, self.names = contract, places, names
        self.reader = Reader(contract)

    def says(self, event: Event) -> dict[str, dict[str, Any]]:
        """Record → the values that words prove."""
        return {record.key: self._proven(event, record) for record in (event.record, *event.children)}

    def counted(self, event: Event) -> list[extraction.Record]:
        """The records of an event that tell a number; the others make no row."""
        proven = self.says(event)
        tables = MINTED[event.record.kind]
        return [
            child
            for child in event.children
            if not proven[child.key].keys().isdisjoint(self.contract.table(tables[child.kind]).counts)
        ]

    def rows(self, event: Event, ids: Mapping[str, str], entry: Entry) -> RecordFile:
        """The event's rows, for the records that have an identifier; `IncompleteError` says what the report does not tell."""
        kind = event.record.kind
        proven = self.says(event)
        sections: dict[str, Any] = {kind: self._row(event, event.record, ids, proven) | self._event(event, proven)}
        for child in event.children:
            if child.key in ids:
                table = MINTED[kind][child.kind]
                row = self._row(event, child, ids, proven)
                if table == "casualties":
                    row |= {"toll_phase": "initial", "victim_side": self._victims(sections[kind])}
                sections.setdefault(table, []).append(row)
        if len(sections) == 1:
            raise IncompleteError("no number of weapons or people")
        if kind == "exchange":
            told = {row["receiving_party"] for row in sections["returns"]}
            sections[kind]["counts_disclosed"] = "both" if len(told) > 1 else "one_side"
            if "both_sides_total" in sections[kind]:
                sections[kind]["counting_unit"] = "both_sides_total"
        try:
            made = self.reader.made(kind, sections, file=f"seeds/{FILE}", line=entry.line)
        except InputError as error:
            raise IncompleteError("; ".join(f"{p.field}: {p.message}" for p in error.problems)) from None
        for made_row in made.rows:
            self._method(made_row, entry)
        faults = [p for p in row_gate.problems(self.contract, made.rows) if p.severity == "error"]
        if faults:
            raise IncompleteError("; ".join(p.message for p in faults))
        return made

    def _method(self, row: Row, entry: Entry) -> None:
        columns = self.contract.table(row.table).columns
        method = "rule_reviewed" if entry.is_reviewed else "rule"
        for name, value in (
            ("coding_method", method),
            ("coder", entry.reviewed_by if entry.is_reviewed else None),
            ("coded_date", entry.review_date if entry.is_reviewed else None),
        ):
            if name in columns:
                row.values[name] = value

    def _proven(self, event: Event, record: extraction.Record) -> dict[str, Any]:
        kind = KINDS[event.record.kind]
        table = kind.table if record is event.record else MINTED[event.record.kind][record.kind]
        fields = Fields(self.contract, kind, table)
        page = Page(event.document.file, event.document.text, "document", "en", event.document.published)
        found: dict[str, Any] = {}
        for key, value in record.fields.items():
            name = RENAMED.get(key, key)
            held = fields.value(name, value) if name in fields.claimed and items_of(value) else None
            if held is None or not fields.needs_words(name):
                continue
            told = [
                fields.value(name, claim.value)
                for claim in event.of(record)
                if claim.field in (key, SAID_AS.get(key))
                and fault(claim, page.text[claim.start : claim.end], fields.columns[name], page, self.names, "en")
                is None
            ]
            if isinstance(held, list):
                held = [item for item in held if [item] in told]
            elif held not in told:
                continue
            if held:
                found[name] = held
        if found.get("date_end") == found.get("date_start"):
            found.pop("date_end", None)
        return found

    def _row(
        self, event: Event, record: extraction.Record, ids: Mapping[str, str], proven: Mapping[str, dict[str, Any]]
    ) -> dict[str, Any]:
        """What is proven, what the rules conclude without words (a level, a precision), whose account it is."""
        kind = KINDS[event.record.kind]
        table = kind.table if record is event.record else MINTED[event.record.kind][record.kind]
        fields = Fields(self.contract, kind, table)
        row: dict[str, Any] = {self.contract.table(table).key[0]: ids[record.key]}
        for key, value in record.fields.items():
            name = RENAMED.get(key, key)
            if name in fields.columns and not fields.needs_words(name) and not fields.columns[name].ref:
                held = fields.value(name, value) if items_of(value) else None
                if held is not None:
                    row[name] = held
        parties = Counter(claim.party for claim in event.of(record) if claim.party)
        row["claim_party"] = parties.most_common(1)[0][0] if parties else SPEAKER
        if "verification" in fields.columns:
            row["verification"] = "single_source"
        return row | proven[record.key]

    def _event(self, event: Event, proven: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        """What follows from the place and the sides of the event."""
        own = proven[event.record.key]
        if "date_start" not in own or event.record.fields.get("date_basis") == "publication_fallback":
            raise IncompleteError("no day")
        country = self.places.describe(own["place"])["country"] if "place" in own else None
        row: dict[str, Any] = {"source_tz": ZONES.get(str(country), DEFAULT_ZONE)}
        if event.record.kind == "attack":
            if "attacker" not in own:
                raise IncompleteError("nobody who attacked")
            if "place" not in own:
                raise IncompleteError("no place")
            party = event.record.fields.get("target_party") or self._home(own["place"])
            if party is None or party == own["attacker"]:
                raise IncompleteError("nobody who was attacked")
            row["target_party"] = party
        return row

    def _home(self, place: str) -> str | None:
        """The side whose country a place lies in."""
        state = self.places.ancestors(place)[-1].upper()
        return state if state in self.contract.code_values("party") else None

    def _victims(self, attack: Mapping[str, Any]) -> str:
        party = str(attack["target_party"])
        return party if party in self.contract.code_values("victim_side") else "unknown"
