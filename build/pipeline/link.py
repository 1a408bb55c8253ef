"""Link what rules read in a document to the events that people coded: kind, days, place, then the row within the event.

A document that a record file cites is linked to that event before all others; where several events fit equally well,
the claim stays unlinked rather than guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from conflict_data import extraction
from pipeline.documents import Document
from pipeline.places import Places
from pipeline.records import RecordFile, Row

MAIN = {"attack": "attacks", "exchange": "exchanges", "agreement": "agreements"}
CHILD = {"munition": "munitions", "casualty": "casualties", "return": "returns"}
SLACK = timedelta(days=1)
"""Reports of a night name either of its days."""
WAVE = "wave"
REMAINS = "remains_repatriation"
LONGEST_WINDOW = 400
"""Days of a record's window that are looked through for events that no citation names."""
DRONES = {"owa_uav", "uav_unspecified", "decoy_uav"}
DONE = ("done", "superseded")
NO_ATTACK = ("kidnapping", "killing", "shooting")
"""Types of attack that the extractor knows and the tables do not hold."""


@dataclass(frozen=True)
class Linked:
    """A record that rules read, and the row that it speaks of."""

    source_id: str
    record: extraction.Record
    claims: tuple[tuple[int, extraction.Claim], ...]
    """Claims of the record, each with its number among all claims of the document."""
    row: Row


@dataclass(frozen=True)
class Unlinked:
    """An event that rules read and that meets none that is coded for certain."""

    source_id: str
    record: extraction.Record
    may_be: tuple[str, ...]
    """Coded events that it may be all the same, though not for certain."""


class Linker:
    """Knows the coded events and finds the one that a document's record speaks of."""

    def __init__(self, files: Iterable[RecordFile], places: Places) -> None:
        self.places = places
        self.by_id: dict[str, RecordFile] = {}
        self.by_day: dict[tuple[str, date], list[RecordFile]] = defaultdict(list)
        self.cited: dict[str, set[str]] = defaultdict(set)
        self.toll_sources: dict[str, set[str]] = defaultdict(set)
        for file in files:
            main = file.main
            self.by_id[main.record_id] = file
            if main.table in MAIN.values():
                day, last = main.values["date_start"] - SLACK, main.values["date_end"] + SLACK
                while day <= last:
                    self.by_day[main.table, day].append(file)
                    day += SLACK
            for statement in file.statements:
                self.cited[statement.source_id].add(main.record_id)
                self.toll_sources[statement.record_id].add(statement.source_id)

    def _cited_events(self, source_id: str) -> list[RecordFile]:
        """Events whose record files cite a document, in a fixed order."""
        return [self.by_id[event] for event in sorted(self.cited[source_id])]

    def link(
        self, documents: Mapping[str, Document], extractions: Mapping[str, extraction.Extraction]
    ) -> tuple[list[Linked], list[Unlinked]]:
        """Linked records, and events that meet none that is coded."""
        linked: list[Linked] = []
        unlinked: list[Unlinked] = []
        for source_id, read in sorted(extractions.items()):
            events: dict[str, RecordFile] = {}
            by_key = {record.key: record for record in read.records}
            claims: dict[str, list[tuple[int, extraction.Claim]]] = defaultdict(list)
            for number, claim in enumerate(read.claims):
                claims[claim.record].append((number, claim))
            for record in read.records:
                if (
                    record.kind not in MAIN
                    or record.status not in DONE
                    or record.fields.get("attack_type") in NO_ATTACK
                ):
                    continue
                children = [child for child in read.records if child.parent == record.key]
                event = self._event(record, documents[source_id], children)
                if event is None:
                    unlinked.append(Unlinked(source_id, record, self.may_be(record, documents[source_id])))
                    continue
                events[record.key] = event
                linked.append(Linked(source_id, record, tuple(claims[record.key]), event.main))
            for record in read.records:
                if record.kind not in CHILD or record.status not in DONE:
                    continue
                parent = events.get(record.parent or "")
                if parent is None and record.kind == "casualty":
                    parent = self._toll_event(record, by_key, documents[source_id])
                row = self._repeated(record, source_id) or (self._child(record, parent, source_id) if parent else None)
                if row is not None:
                    linked.append(Linked(source_id, record, tuple(claims[record.key]), row))
        return linked, unlinked

    def may_be(self, record: extraction.Record, document: Document) -> tuple[str, ...]:
        """Coded events of its kind on these days that no place rules out, whoever is said to have done it.

        Events that the document is cited for are among them whatever their day: what the report is about is coded.
        """
        table = MAIN[record.kind]
        named = [p for p in [record.fields.get("place"), *record.fields.get("places", ())] if p]
        found = {e.main.record_id for e in self._cited_events(document.source_id) if e.main.table == table}
        for day in _days(*_window(record, document)):
            for event in self.by_day.get((table, day), ()):
                own = event.main.values.get("place_id")
                if not named or not own or any(self.places.related(own, place) for place in named):
                    found.add(event.main.record_id)
        return tuple(sorted(found))

    def _event(
        self, record: extraction.Record, document: Document, children: Iterable[extraction.Record]
    ) -> RecordFile | None:
        table = MAIN[record.kind]
        start, end = _window(record, document)
        near = [e for e in self._cited_events(document.source_id) if e.main.table == table]
        found = self._best(record, near, document, children)
        if found is not None:
            return found
        others = {e.main.record_id: e for day in _days(start, end) for e in self.by_day.get((table, day), ())}
        cited = self.cited[document.source_id]
        return self._best(record, [e for i, e in sorted(others.items()) if i not in cited], document, children)

    def _best(
        self, record: extraction.Record, candidates: list[RecordFile], document: Document,
        children: Iterable[extraction.Record],
    ) -> RecordFile | None:  # fmt: skip
        """The event that fits best; of several that fit alike, the one whose numbers the report repeats."""
        scored = [
            (score, event) for event in candidates if (score := self._score(record, event.main.values, document)) > 0
        ]
        if not scored:
            return None
        top = max(score for score, _ in scored)
        best = [event for score, event in scored if score == top]
        if len(best) > 1:
            repeated = [
                sum(
                    any(r.table == CHILD[c.kind] and _repeats(c, r) for r in e.rows)
                    for c in children
                    if c.kind in CHILD
                )
                for e in best
            ]
            most = max(repeated)
            best = [event for event, number in zip(best, repeated, strict=True) if number == most > 0]
        return best[0] if len(best) == 1 else None

    def _score(self, record: extraction.Record, event: Mapping[str, Any], document: Document) -> int:
        """0: it cannot be this event; else how well days, place and side fit."""
        start, end = _window(record, document)
        slack = SLACK if record.kind == "attack" else timedelta(0)
        if not _overlap(start, end, event["date_start"], event["date_end"], slack):
            return 0
        score = 1 + 2 * ((start, end) == (event["date_start"], event["date_end"]))
        if record.kind == "exchange":
            said, own_type = record.fields.get("transfer_type"), event.get("transfer_type")
            if (said == REMAINS) != (own_type == REMAINS):
                return 0
            score += said == own_type
        attacker = record.fields.get("attacker")
        if attacker and event.get("attacker") not in (attacker, "unknown", None):
            return 0
        named = [p for p in [record.fields.get("place"), *record.fields.get("places", ())] if p]
        own = event.get("place_id")
        if record.kind == "attack" and named and own:
            hits = [own, *str(event.get("hit_places") or "").split("; ")]
            # The wave of a side goes wherever its munitions go: over seas, and over land that the other side holds.
            its_wave = event.get("level") == WAVE and attacker is not None and attacker == event.get("attacker")
            cited = str(event["attack_id"]) in self.cited[document.source_id]
            if not (its_wave and cited) and not any(self.places.related(own, place) for place in named):
                return 0
            score += 2 * any(place in hits for place in named)
        # A wave is the wave without a place too; a strike without one may be any of its strikes.
        level = record.fields.get("level")
        if record.kind == "attack" and level == event.get("level") and ((named and own) or level == WAVE):
            score += 1
        return score

    def _toll_event(
        self, record: extraction.Record, by_key: Mapping[str, extraction.Record], document: Document
    ) -> RecordFile | None:
        """The attack of a toll whose own attack the rules did not link: the one at the toll's place and day."""
        place = record.fields.get("scope_place")
        day = record.fields.get("date") or document.published
        fitting = [
            e
            for e in self._cited_events(document.source_id)
            if e.main.table == "attacks"
            and place
            and e.main.values.get("place_id")
            and self.places.related(place, e.main.values["place_id"])
            and _overlap(day, day, e.main.values["date_start"], e.main.values["date_end"])
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _repeated(self, record: extraction.Record, source_id: str) -> Row | None:
        """The one row of the events that the document is cited for whose number the record repeats.

        National and local numbers of one raid stand in one report; the number itself tells which row it is.
        """
        rows = [
            row
            for event in self._cited_events(source_id)
            for row in event.rows
            if row.table == CHILD[record.kind] and source_id in self.toll_sources[row.record_id]
        ]
        same = [row for row in rows if _repeats(record, row)]
        return same[0] if len(same) == 1 else None

    def _child(self, record: extraction.Record, event: RecordFile, source_id: str) -> Row | None:
        rows = [row for row in event.rows if row.table == CHILD[record.kind]]
        if record.kind == "return":
            party = record.fields.get("receiving_party")
            return next((r for r in rows if r.values["receiving_party"] == party), None)
        if record.kind == "munition":
            return self._munition(record, rows, source_id)
        return self._toll(record, rows, source_id)

    def _munition(self, record: extraction.Record, rows: list[Row], source_id: str) -> Row | None:
        weapon, model = record.fields.get("weapon_class"), record.fields.get("weapon_model")
        same = [r for r in rows if r.values["weapon_class"] == weapon or {r.values["weapon_class"], weapon} <= DRONES]
        if model:
            same = [r for r in same if r.values.get("weapon_model") in (model, None)] or same
        cited = [r for r in same if source_id in self.toll_sources[r.record_id]]
        pool = cited or same
        return pool[0] if len(pool) == 1 else None

    def _toll(self, record: extraction.Record, rows: list[Row], source_id: str) -> Row | None:
        place = record.fields.get("scope_place")
        same = [r for r in rows if r.values.get("scope_place_id") == place] if place else []
        cited = [r for r in same if source_id in self.toll_sources[r.record_id]]
        if len(cited) > 1:
            # Several statements of one document on one scope: the one whose number it repeats.
            told = [r for r in cited if _repeats(record, r)]
            cited = told if len(told) == 1 else []
        return cited[0] if len(cited) == 1 else None


MAIN_COUNTS = {
    "casualties": ("killed", "injured"),
    "munitions": ("launched", "downed_total", "downed_kinetic"),
    "returns": ("total", "remains", "military"),
}


def _repeats(record: extraction.Record, row: Row) -> bool:
    """True where a main number of the record is that of the row, and what both name is not of another kind."""
    for name in ("weapon_class", "receiving_party"):
        said, own = record.fields.get(name), row.values.get(name)
        if said and own and said != own and not {said, own} <= DRONES:
            return False
    if record.fields.get("scope_place") not in (None, row.values.get("scope_place_id")):
        return False
    for name in MAIN_COUNTS[row.table]:
        count = record.fields.get(name)
        if count is not None and count.number in (
            row.values.get(f"{name}_best", row.values.get(name)),
            row.values.get(f"{name}_low"),
        ):
            return True
    return False


def _window(record: extraction.Record, document: Document) -> tuple[date, date]:
    """Days on which the record says its event was; the days before publication where it says none."""
    start = record.fields.get("date_start")
    if start is None:
        return document.published - timedelta(days=2), document.published
    return start, record.fields.get("date_end") or start


def _days(start: date, end: date) -> list[date]:
    """The days of a window that are looked through."""
    return [start + SLACK * k for k in range(min((end - start).days, LONGEST_WINDOW) + 1)]


def _overlap(a: date, b: date, c: date, d: date, slack: timedelta = SLACK) -> bool:
    return a - slack <= d and c <= b + slack
