"""From mentions to records: one reading of the whole text, in the order in which it speaks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.pack import Pack
from conflict_data.extraction.match import Mention
from conflict_data.extraction.model import Claim, Record
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.dates import DateSpan, date_of
from conflict_data.extraction.text.groups import Spot
from conflict_data.extraction.text.spots import SITE, WEAK, spots_of

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
OLD = 90
"""Days after which an event is no news: what a report tells of it is background."""
_YEARLY, _NEW_YEAR = 5, 30
"""Precision of a date that is a year; days after its end from which on the year before is long past."""
_BESIDE = 12
"""Chunks around a number or a word of attack in which a date is that of the event."""
_HEAD = 600
"""Characters at the beginning of a text in which the date of the report stands."""


class Draft:
    """A record in the making: fields, claims, and where the text first speaks of it."""

    __slots__ = ("chunk", "claims", "dates", "fields", "kind", "parent", "role", "sentence", "status")

    def __init__(self, kind: str, chunk: int, sentence: int) -> None:
        self.kind = kind
        self.chunk = chunk
        self.sentence = sentence
        self.parent: Draft | None = None
        self.role = "main"
        self.status = "done"
        self.fields: dict[str, Any] = {}
        self.claims: list[tuple[str, str, int, int, str, str, int, Any]] = []
        self.dates: DateSpan | None = None

    def say(
        self,
        field: str,
        value: Any,
        start: int,
        end: int,
        rule: str,
        reading: str,
        sentence: int,
        *,
        source: Any = None,
    ) -> int:
        """Set a field if it has no value yet and keep the claim; returns the number of the claim."""
        self.fields.setdefault(field, value)
        text = value.isoformat() if isinstance(value, date) else "true" if value is True else str(value)
        self.claims.append((field, text, start, end, rule, reading, sentence, source))
        return len(self.claims) - 1


class Scene:
    """What the sentences of a document offer: places, dates, and who speaks."""

    def __init__(self, pack: Pack, document: Document, published: date | None, gazetteer: Gazetteer) -> None:
        self.pack = pack
        self.document = document
        self.dateline = -1
        if published is None:
            self.dateline, published = _dateline(pack, document)
        self.published = published
        self.gazetteer = gazetteer
        self.places: dict[int, list[tuple[int, Spot]]] = {}
        self.dates: dict[int, list[tuple[int, DateSpan]]] = {}
        letters = pack.letters
        self.spots, self.roles = spots_of(pack, document, gazetteer)
        for position, spot in self.spots.items():
            if self.roles[position] == SITE or self.roles[position] in WEAK:
                self.places.setdefault(document.sentence(position), []).append((position, spot))
        position = document.letters.find(letters["DATE"])
        while position >= 0:
            span = date_of(pack, document, document.payload[position], published)
            if span is not None and not self._in_head(position, span):
                self.dates.setdefault(document.sentence(position), []).append((position, span))
            position = document.letters.find(letters["DATE"], position + 1)

    def _in_head(self, chunk: int, span: DateSpan) -> bool:
        """Is this the date of the report itself, which its head may give twice?"""
        if self.dateline < 0:
            return False
        if chunk == self.dateline:
            return True
        written = self.pack.letters["MONTH"] in self.document.classes[slice(*self.document.payload[chunk])]
        return written and self.document.start(chunk) < _HEAD and span.end == self.published

    def place(self, chunk: int, sentence: int) -> tuple[int, Spot] | None:
        """The named place nearest to a chunk: of its sentence, else of the sentence before."""
        for number in (sentence, sentence - 1):
            named = [(k, spot) for k, spot in self.places.get(number, ()) if spot.country is None]
            named = [one for one in named if self.roles[one[0]] == SITE] or named
            if named:
                return min(named, key=lambda one: abs(one[0] - chunk))
        return None

    def next_place(self, chunk: int) -> int | None:
        """The chunk of the first place named after a chunk of the same sentence."""
        _, high = self.document.sentence_chunks(self.document.sentence(chunk))
        return next((k for k in range(chunk + 1, high) if k in self.spots), None)

    def region(self, sentence: int) -> tuple[int, Spot] | None:
        """The region named in a sentence or in one of the few before."""
        for number in range(sentence, sentence - 4, -1):
            for chunk, spot in self.places.get(number, ()):
                if spot.area in ("region", "oblast"):
                    return chunk, spot
        return None

    def can_lie_in(self, region: Spot, sentence: int) -> bool:
        """Can the places of a sentence lie in a region, as far as the gazetteer knows them?"""
        known = [spot.ids[0] for _, spot in self.places.get(sentence, ()) if spot.ids and spot.country is None]
        return not region.ids or not known or any(region.ids[0] in self.gazetteer.ancestors(one) for one in known)

    def date(self, chunk: int, sentence: int) -> tuple[int, DateSpan] | None:
        """The date nearest to a chunk in its sentence."""
        return min(self.dates.get(sentence, ()), key=lambda one: abs(one[0] - chunk), default=None)

    def long_ago(self, chunk: int, sentence: int) -> bool:
        """Does a sentence put what a chunk says into a month or year long past, or years before?"""
        if self.published is not None:
            dates = [one[1] for one in self.dates.get(sentence, ()) if abs(one[0] - chunk) <= _BESIDE]
            past = [
                one
                for one in dates
                if (self.published - one.end).days > (_NEW_YEAR if one.precision == _YEARLY else OLD)
            ]
            if past and len(past) == len(dates):
                return True
        document, code = self.document, self.pack.words.code
        low, _ = document.sentence_chunks(sentence)
        first, last = (
            document.first[max(low, chunk - _BESIDE)],
            document.first[min(chunk + _BESIDE, len(document.letters))],
        )
        position = document.classes.find(self.pack.letters["LONGW"], first, last)
        while position >= 0:
            if code(document.tokens[position]) == "ago" and document.sentence(chunk) == sentence:
                return True
            position = document.classes.find(self.pack.letters["LONGW"], position + 1, last)
        return False

    def country(self, chunk: int) -> str | None:
        """Code of the state in which a named place lies, by the gazetteer."""
        spot = self.spots.get(chunk)
        if spot is None or not spot.ids:
            return spot.country if spot else None
        line = (spot.ids[0], *self.gazetteer.ancestors(spot.ids[0]))
        return next((one.upper() for one in line if self.gazetteer.kind(one) == "country"), None)

    def party(self, sentence: int) -> str | None:
        """Whose account the sentence passes on."""
        low, high = self.document.sentence_chunks(sentence)
        letter = self.pack.letters["OFFICIAL"]
        position = self.document.letters.find(letter, low, high)
        if position < 0:
            return None
        code = self.pack.words.code(self.document.tokens[self.document.first[position]])
        return str(code) if code else None

    def written(self, chunk: int) -> tuple[int, int]:
        """Offsets of a chunk."""
        return self.document.start(chunk), self.document.end(chunk)


def _dateline(pack: Pack, document: Document) -> tuple[int, date | None]:
    """Chunk and day of the date at the head of a text that comes without a day of publication; -1 and None if none.

    A day without a year takes the year that the head names elsewhere, such as in the number of a release.
    """
    yearly = _YEAR.search(document.text, 0, _HEAD)
    last = date(int(yearly[0]), 12, 31) if yearly else None
    for assumed in (None, last):
        position = document.letters.find(pack.letters["DATE"])
        while position >= 0 and document.start(position) < _HEAD:
            span = date_of(pack, document, document.payload[position], assumed)
            if span is not None and span.precision == 1:
                months = pack.letters["MONTH"] in document.classes[slice(*document.payload[position])]
                if assumed is None or months:
                    return position, span.end
            position = document.letters.find(pack.letters["DATE"], position + 1)
        if last is None:
            break
    return -1, None


def region_of(scene: Scene, draft: Draft, sentence: int) -> None:
    """Give a draft the region that its sentence names, once."""
    found = scene.region(sentence)
    if found is not None and "region_name" not in draft.fields:
        chunk, spot = found
        where = scene.document.sentence(chunk)
        if where != sentence and not scene.can_lie_in(spot, sentence):
            return  # "In Odesa", after a sentence on the Kharkiv region
        draft.say("region_name", spot.name, *scene.written(chunk), "place.region", "place", where)


def finish(scene: Scene, drafts: list[Draft]) -> tuple[tuple[Record, ...], tuple[Claim, ...]]:
    """Number the drafts in the order of the text and lay their claims side by side."""
    prefix = {
        "attack": "a", "munition": "m", "casualty": "c", "exchange": "x", "return": "r", "agreement": "g"
    }  # fmt: skip
    drafts.sort(key=lambda draft: (draft.chunk, list(prefix).index(draft.kind)))
    keys: dict[int, str] = {}
    counts: dict[str, int] = {}
    for draft in drafts:
        counts[draft.kind] = counts.get(draft.kind, 0) + 1
        keys[id(draft)] = f"{prefix[draft.kind]}{counts[draft.kind]}"
    records: list[Record] = []
    claims: list[Claim] = []
    places: dict[tuple[int, int], int] = {}
    told: dict[int, tuple[str | None, tuple[int, int]]] = {}
    for draft in drafts:
        key = keys[id(draft)]
        parent = keys.get(id(draft.parent)) if draft.parent else None
        for name, value in draft.fields.items():
            if isinstance(value, Draft):
                draft.fields[name] = keys.get(id(value))
        records.append(Record(key, draft.kind, parent, draft.role, draft.status, draft.fields))
        for number, (field, text, start, end, rule, reading, sentence, source) in enumerate(draft.claims):
            places[id(draft), number] = len(claims)
            origin = places.get((id(source[0]), source[1])) if source else None
            if sentence not in told:
                told[sentence] = scene.party(sentence), scene.document.sentence_span(sentence)
            party, span = told[sentence]
            claims.append(Claim(key, field, text, start, end, rule, reading, party, origin, span))
    return tuple(records), tuple(claims)


def by_kind(found: list[Mention], *kinds: str) -> list[Mention]:
    """The mentions of some kinds, in the order of the text."""
    return [mention for mention in found if mention.kind in kinds]
