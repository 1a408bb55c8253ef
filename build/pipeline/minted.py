"""Records that rules made: what the ledger names is found again in what the rules read now; what it lacks is told.

Nothing is minted here: an event without an entry gets no identifier and no row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from conflict_data import extraction
from conflict_data.derive.file_schema import MINTED
from conflict_data.errors import Problem
from pipeline.documents import Document
from pipeline.ledger import Entry, RowEntry
from pipeline.link import SLACK, Linked, Linker, Unlinked
from pipeline.records import RecordFile
from pipeline.rule_rows import Event, IncompleteError, Maker, events


@dataclass(frozen=True)
class Unminted:
    """An event that rules read and nobody coded, and why no record may be made of it (empty: one may)."""

    event: Event | None
    unlinked: Unlinked
    reason: str


@dataclass
class Found:
    """What the ledger gives for a build, and what is to be told of it."""

    files: list[RecordFile] = field(default_factory=list)
    linked: list[Linked] = field(default_factory=list)
    unminted: list[Unminted] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    kept: list[tuple[Entry, Event, dict[str, str]]] = field(default_factory=list)
    """Entries that were found again, with the identifiers of the event's records."""


class Finder:
    """Finds entries of the ledger in what the rules read."""

    def __init__(
        self, documents: Mapping[str, Document], extractions: Mapping[str, extraction.Extraction], coded: Linker,
        linked: Iterable[Linked], unlinked: Iterable[Unlinked], maker: Maker,
    ) -> None:  # fmt: skip
        self.documents, self.extractions, self.coded, self.maker = documents, extractions, coded, maker
        self.met = {(one.source_id, one.record.key): one.row.event_id for one in linked}
        self.free = {(one.source_id, one.record.key): one for one in unlinked}
        self.events = {source_id: list(events(documents[source_id], read)) for source_id, read in extractions.items()}

    def find(self, entries: Iterable[Entry], retired: Iterable[str] = ()) -> Found:
        """Rows and links of all entries that hold, and what else the rules read and nobody coded."""
        found = Found()
        gone = set(retired)
        used: set[tuple[str, str]] = set()
        for entry in entries:
            event = self._event(entry, used)
            if event is not None:
                used.add((entry.source, event.record.key))
            if entry.rejected is not None or entry.record in gone:
                continue
            place = (entry.source, event.record.key) if event is not None else None
            if event is None or place in self.met:
                found.told.append(self._lost(entry, event))
                continue
            self._keep(entry, event, found)
        self._others(found, used)
        minted = self.linker(found.files)
        found.unminted = [self._unminted(one, minted) for key, one in sorted(self.free.items()) if key not in used]
        return found

    def _event(self, entry: Entry, used: set[tuple[str, str]]) -> Event | None:
        """The event of an entry: its kind and day, told in the sentence of its words.

        A rejected one is known whatever the day, so that a better reading of the day does not bring it back.
        """
        document = self.documents.get(entry.source)
        spans = _spans(document.text, entry.words) if document else []
        fitting = [
            e
            for e in self.events.get(entry.source, ())
            if e.record.kind == entry.kind
            and (entry.rejected is not None or abs(e.record.fields.get("date_start", date.min) - entry.date) <= SLACK)
            and (entry.source, e.record.key) not in used
            and any(_touch(c.sentence, span) for own in e.claims.values() for _, c in own for span in spans)
        ]
        return max(fitting, key=lambda e: _closeness(e, entry, spans), default=None)  # the first of equals

    def _lost(self, entry: Entry, event: Event | None, what: str = "the rules no longer find the event") -> Problem:
        fate = "retired, with the reason"
        if event is not None:
            met = self.met[entry.source, event.record.key]
            what, fate = f"the event is coded as {met}", f"merged into {met}"
        advice = f"take the entry out; if the record was released, seeds/tombstones.yaml needs it as {fate}"
        return entry.problem(f"{what}: {advice}", severity="warning")

    def _keep(self, entry: Entry, event: Event, found: Found) -> None:
        """Rows of an entry whose event is there; a review holds for the values that the reviewer saw."""
        ids = {event.record.key: str(entry.record)}
        missing = []
        for row in entry.rows:
            child = self._child(event, row, ids)
            if child is None:
                missing.append(row.record)
            else:
                ids[child.key] = row.record
        says = self.maker.says(event)
        seen = {str(entry.record): entry.says, **{row.record: row.says for row in entry.rows}}
        changed = [identifier for key, identifier in ids.items() if says[key] != seen[identifier]]
        standing = entry
        if entry.is_reviewed and (missing or changed):
            standing = replace(entry, reviewed_by=None, review_date=None)
            found.told.append(
                entry.problem(
                    f"the rules read {', '.join([*changed, *missing])} otherwise than when it was reviewed, so it counts as not "
                    "reviewed: take the review out, run `make mint`, look at it again",
                    severity="warning",
                )
            )
        elif missing:
            what = f"the rules no longer find {', '.join(missing)}: `make mint` takes them out; released ones need a tombstone"
            found.told.append(entry.problem(what, severity="warning"))
        try:
            made = self.maker.rows(event, ids, standing)
        except IncompleteError as error:
            found.told.append(self._lost(entry, None, f"the rules no longer read enough for a record: {error}"))
            return
        found.files.append(made)
        found.kept.append((entry, event, ids))
        by_id = {row.record_id: row for row in made.rows}
        for record in (event.record, *event.children):
            if record.key in ids:
                claims = event.claims.get(record.key, ())
                found.linked.append(Linked(entry.source, record, claims, by_id[ids[record.key]]))

    def _child(self, event: Event, row: RowEntry, taken: Mapping[str, str]) -> extraction.Record | None:
        """The record of an event that a row of its entry names: its kind, its words, what it says."""
        spans = _spans(event.document.text, row.words)
        says = self.maker.says(event)
        near = [
            (sum(says[child.key].get(k) == v for k, v in row.says.items()), _shared(event.of(child), spans), -n, child)
            for n, child in enumerate(self.maker.counted(event))
            if child.kind == row.kind
            and child.key not in taken
            and any(_touch(c.sentence, span) for c in event.of(child) for span in spans)
        ]
        return max(near, key=lambda one: one[:3])[3] if near else None

    def _others(self, found: Found, used: set[tuple[str, str]]) -> None:
        """Link what other documents say of events that were minted."""
        keys: dict[str, set[str]] = defaultdict(set)
        for source_id, key in self.free if found.files else ():
            if (source_id, key) not in used:
                keys[source_id].add(key)
        left: dict[str, extraction.Extraction] = {}
        for source_id, own in keys.items():
            read = self.extractions[source_id]
            records = tuple(r for r in read.records if r.key in own or r.parent in own)
            left[source_id] = extraction.Extraction(records, read.claims)
        linked, _ = self.linker(found.files).link(self.documents, left)
        found.linked += linked
        used.update((one.source_id, one.record.key) for one in linked)

    def linker(self, minted: Iterable[RecordFile]) -> Linker:
        """A linker that knows records that rules made."""
        return Linker(minted, self.coded.places)

    def _unminted(self, one: Unlinked, minted: Linker) -> Unminted:
        own = self.events.get(one.source_id, [])
        event = next((e for e in own if e.record.key == one.record.key), None)
        return Unminted(event, one, self.why_not(one, event, own, minted))

    def why_not(self, one: Unlinked, event: Event | None, own: list[Event], minted: Linker) -> str:
        """Why no record may be made of an event; empty where one may."""
        if event is None or one.record.kind not in MINTED:
            return "rules alone make no records of this kind"
        first = next((e.record.key for e in own if e.record.role == "main"), None)
        if one.record.role != "main" or one.record.key != first:
            return "not the main matter of the report"
        if self.coded.cited.get(one.source_id):
            return "the report is cited by coded records"
        if one.may_be or minted.may_be(one.record, event.document):
            return "it may be an event that is coded"
        tried = (event.record, *self.maker.counted(event))
        try:
            self.maker.rows(event, {r.key: f"{PREFIX[r.kind]}_00000000" for r in tried}, entry_of(event, "", {}))
        except IncompleteError as error:
            return f"the report does not say enough: {error}"
        return ""


PREFIX = {"attack": "atk", "exchange": "exc", "munition": "mun", "casualty": "cas", "return": "ret"}


def entry_of(event: Event, words: str, says: Mapping[str, object]) -> Entry:
    """An entry for an event, without identifiers."""
    fields = event.record.fields
    return Entry(
        event.document.source_id, event.record.kind, fields["date_start"], words, fields.get("place"), says=dict(says)
    )


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand; once, unless the document changed since they were taken from it."""
    return [(found.start(), found.end()) for found in re.finditer(re.escape(words), text)]


def _shared(claims: Iterable[extraction.Claim], spans: Iterable[tuple[int, int]]) -> int:
    """Characters of the spans that claims stand on."""
    told = list(claims)
    return sum(max(0, min(c.end, end) - max(c.start, start)) for c in told for start, end in spans)


def _closeness(event: Event, entry: Entry, spans: Iterable[tuple[int, int]]) -> tuple[bool, bool, int]:
    fields = event.record.fields
    claims = [claim for own in event.claims.values() for _, claim in own]
    return fields.get("date_start") == entry.date, fields.get("place") == entry.place, _shared(claims, spans)
