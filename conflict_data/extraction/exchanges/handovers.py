"""Which handover a sentence speaks of: the one of the report, or an earlier one that it recalls."""

from __future__ import annotations

from functools import cached_property

from conflict_data.extraction.exchanges.parties import Parties
from conflict_data.extraction.exchanges.returns import Ledger
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.text.dates import DateSpan, shifted

_LEAD = 4
"""Sentences after the first in which a date may be that of the report's handover."""
_SINCE = 12
"""Chunks before a date in which a `since` makes it that of an earlier event."""
_DAY = 2
"""The coarsest date precision that still tells one handover from another."""


class Handovers:
    """The exchanges of a text: one for each day, the living and the dead apart."""

    def __init__(self, scene: Scene, parties: Parties, anchors: list[Mention], foreign: set[int]) -> None:
        """`foreign`: offsets of dates that are those of something else, such as the agreement."""
        self.scene = scene
        self.foreign = foreign
        self._own_dates: dict[int, list[tuple[int, DateSpan]]] = {}
        self.parties = parties
        self.anchor = anchors[0]
        self.ledgers: dict[tuple[object, ...], Ledger] = {}
        self.main_span, self.main_chunk = self._first_date(anchors)

    def _first_date(self, anchors: list[Mention]) -> tuple[DateSpan | None, int]:
        opening = self.anchor.sentence, self.anchor.sentence + 1
        found = [
            near
            for one in anchors
            if one.sentence == opening[0] and (near := self.date(one)) and not self._planned(near[0])
        ]
        found += [
            one
            for sentence in opening
            for one in self._dates(sentence)
            if not self._expected(self.scene.document.sentence_chunks(sentence)[0], one[0])
        ]
        found += [
            near
            for one in anchors
            if one.sentence <= opening[0] + _LEAD and (near := self.date(one)) and not self._planned(near[0])
        ]
        return next(((span, chunk) for chunk, span in found if span.precision <= _DAY), (None, -1))

    def _dates(self, sentence: int) -> list[tuple[int, DateSpan]]:
        if sentence not in self._own_dates:
            self._own_dates[sentence] = [
                one
                for one in self.scene.dates.get(sentence, ())
                if self.scene.document.start(one[0]) not in self.foreign
                and not self._dateline(one[0], sentence)
                and not self._counted_from(one[0], sentence)
            ]
        return self._own_dates[sentence]

    def date(self, mention: Mention) -> tuple[int, DateSpan] | None:
        """The date to which a mention belongs: the next one right behind it, else the last before, else one after."""
        dates = self._dates(mention.sentence)
        after = [one for one in dates if one[0] > mention.chunk and not self._ahead(mention.chunk, one[0])]
        before = [one for one in dates if one[0] < mention.chunk]
        if after and (not before or after[0][0] - mention.chunk <= 2):
            return after[0]
        return before[-1] if before else None

    def _expected(self, low: int, date: int) -> bool:
        letters = self.scene.pack.letters
        between = self.scene.document.letters[low:date]
        return any(letters[name] in between for name in ("WILL", "MODAL", "PLANW"))

    @cached_property
    def _past(self) -> bool:
        """Is the only exchange of the text one of some time ago (`the last swap was three weeks ago`)?"""
        document, code = self.scene.document, self.scene.pack.words.code
        low, high = document.sentence_chunks(self.anchor.sentence)
        tokens = document.tokens[document.first[low] : document.first[high]]
        return not self._dates(self.anchor.sentence) and any(code(token) == "ago" for token in tokens)

    def _planned(self, chunk: int) -> bool:
        """Does the sentence of a date speak of plans before it (`plan to exchange the wounded on Thursday`)?"""
        low, _ = self.scene.document.sentence_chunks(self.scene.document.sentence(chunk))
        return self.scene.pack.letters["PLANW"] in self.scene.document.letters[low:chunk]

    def _ahead(self, chunk: int, date: int) -> bool:
        """Is the date that of a plan told after the group?"""
        letters = self.scene.pack.letters
        between = self.scene.document.letters[chunk:date]
        if any(letters[name] in between for name in ("WILL", "PLANW", "MODAL", "SEMI", "DIE", "KILL", "CAPTURE")):
            return True
        return any(letters["COMMA"] + letters[name] in between for name in ("WITH", "BUT"))

    def _dateline(self, chunk: int, sentence: int) -> bool:
        """Does the date stand before the dash with which the report begins?"""
        letters = self.scene.pack.letters
        return sentence <= 1 and letters["DASH"] in self.scene.document.letters[chunk + 1 : chunk + 6]

    def _counted_from(self, chunk: int, sentence: int) -> bool:
        """Is the date that of an event since which no other handover took place (`the first since an attack in May`)?"""
        low, _ = self.scene.document.sentence_chunks(sentence)
        before = self.scene.document.letters.rfind(self.scene.pack.letters["PREP"], max(low, chunk - _SINCE), chunk)
        token = self.scene.document.tokens[self.scene.document.first[before]] if before >= 0 else ""
        return bool(self.scene.pack.words.code(token) == "since")

    def ledger(self, mention: Mention, *, remains: bool, apart: str | None = None) -> Ledger | None:
        """The handover that a mention speaks of; None where it is one that the text does not date."""
        near = self.date(mention)
        span = near[1] if near else None
        if span is not None and span.precision > _DAY:
            if self.main_span is not None and span.end < self.main_span.start:
                return None
            span = None
        if span is None or self._same(span):
            return self._get((remains, apart), mention, self.main_span, self.main_chunk, main=True)
        chunk = near[0] if near else -1
        return self._get((remains, apart, span.start, span.end), mention, span, chunk, main=False)

    def main(self, *, remains: bool = False) -> Ledger:
        """The handover that the report is about."""
        return self._get((remains, None), self.anchor, self.main_span, self.main_chunk, main=True)

    def _same(self, span: DateSpan) -> bool:
        main = self.main_span
        if main is not None and (span.end - span.start).days > (main.end - main.start).days + 1:
            # The days of a whole deal hold the one of the report.
            return False
        return main is None or (span.start <= main.end and main.start <= span.end)

    def _get(
        self, key: tuple[object, ...], mention: Mention, span: DateSpan | None, chunk: int, *, main: bool
    ) -> Ledger:
        known = self.ledgers.get(key)
        if known is None:
            draft = Draft("exchange", mention.chunk, mention.sentence)
            draft.role = "main" if main and not self._past else "background"
            draft.fields["transfer_type"] = "remains_repatriation" if key[0] else key[1] or "reciprocal_exchange"
            known = self.ledgers[key] = Ledger(draft, self.parties)
            self._dated(draft, span, chunk)
        return known

    def _dated(self, draft: Draft, span: DateSpan | None, chunk: int) -> None:
        if span is None:
            if self.scene.published is not None:
                draft.fields.update(
                    date_start=self.scene.published,
                    date_end=self.scene.published,
                    date_precision=2,
                    date_basis="publication_fallback",
                )
            return
        draft.dates = span
        where = self.scene.document.sentence(chunk)
        words = self.scene.written(chunk)
        draft.say("date_start", span.start, *words, "date.nearest", "date", where)
        draft.fields["date_end"] = span.end
        if span.end != span.start:
            draft.say("date_end", span.end, *words, "date.nearest", "date", where)
        draft.fields.update(date_precision=span.precision, date_basis=span.basis)


SHORTLY = 5
"""How many days back "shortly before" may reach: the widest span of date precision 2."""


def before_attack(exchange: Draft, attacks: list[Draft], marks: list[Mention]) -> None:
    """An exchange told as shortly before an attack: some days up to the day on which the attack began."""
    stated = exchange.fields.get("date_basis") in ("inferred_relative", "stated")
    if not marks or not attacks or attacks[0].dates is None or stated:
        return
    mark, base = marks[0], attacks[0]
    index = next(i for i, claim in enumerate(base.claims) if claim[0] == "date_start")
    final = base.fields["date_start"]
    for field in ("date_start", "date_end"):
        exchange.fields.pop(field, None)
    span = mark.start, mark.end, mark.rule_id, "derived", mark.sentence
    exchange.say("date_start", shifted(final, -SHORTLY), *span, source=(base, index))
    exchange.say("date_end", final, *span, source=(base, index))
    exchange.fields.update(date_precision=2, date_basis="inferred_relative")
