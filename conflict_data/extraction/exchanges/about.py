"""What a text on an exchange is about: prisoners or the dead, between whom, on which days."""

from __future__ import annotations

from functools import cached_property

from conflict_data.extraction.exchanges.agreements import agreement_records
from conflict_data.extraction.exchanges.cues import Cues
from conflict_data.extraction.exchanges.handovers import Handovers
from conflict_data.extraction.exchanges.parties import Parties
from conflict_data.extraction.exchanges.people_kinds import Kinds
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Scene
from conflict_data.extraction.text.groups import People


class ExchangeText:
    """One text with its parties, its handovers by day, and the agreement behind them."""

    def __init__(self, scene: Scene, found: list[Mention], triggers: list[Mention], moved: list[Mention]) -> None:
        self.scene = scene
        self.document = scene.document
        self.letters = scene.pack.letters
        self.found = found
        self.triggers = triggers
        self.moved = {one.chunk: one for one in moved if one.field == "moved"}
        self.each = {one.chunk for one in found if one.field == "each_side"}
        self.kinds = Kinds(scene)
        self.cues = Cues(scene)
        self.parties = Parties(scene, {one.chunk for one in found if one.field == "mediators"})
        self.agreements = agreement_records(scene, found)
        foreign = {claim[2] for draft in self.agreements for claim in draft.claims}
        anchors = [*triggers, *moved, *(one for one in found if one.field in ("formula", "phase_index"))]
        anchors.sort(key=lambda one: one.start)
        self.handovers = Handovers(scene, self.parties, anchors, foreign)
        self.dead_only = self._dead_only()
        low, high = self.document.sentence_chunks(self.handovers.anchor.sentence)
        self.cancelled = self.letters["CANCELW"] in self.document.letters[low:high]

    @cached_property
    def talks(self) -> bool:
        """Does the text speak of plans, or of prisoners?"""
        whole = self.kinds.of_chunks(0, len(self.document.letters))
        return self.letters["PLANW"] in self.document.present or "prisoner" in whole

    @cached_property
    def called_off(self) -> bool:
        """Does a sentence say that an exchange was put off, and none that one was carried out?"""
        off, exchange = self.letters["PLANW"], self.letters["EXCHANGEN"]
        if off not in self.document.present or self.told_as_done:
            return False
        position = self.document.letters.find(off)
        while position >= 0:
            token = self.document.tokens[self.document.first[position]]
            if self.scene.pack.words.code(token) == "cancelled":
                low, high = self.document.sentence_chunks(self.document.sentence(position))
                if exchange in self.document.letters[low:high]:
                    return True
            position = self.document.letters.find(off, position + 1)
        return False

    @cached_property
    def told_as_done(self) -> bool:
        """Is there a sentence that tells of an exchange as done, without a plan in it?"""
        done = {self.letters[name] for name in ("DONEW", "RETURN", "RECEIVE", "EXCHANGEV")}
        infinitive = self.letters["TO"]
        open_ended = {self.letters[name] for name in ("PLANW", "WILL", "MODAL", "NOT", "IF", "AGREE")}
        for mention in self.triggers:
            low, high = self.document.sentence_chunks(mention.sentence)
            letters, at = self.document.letters[low:high], mention.chunk - low
            held = self.letters["VERB"] in letters[max(0, at - 4) : at + 4] and mention.sentence in self.scene.dates
            told = any(one in done and letters[k - 1 : k] != infinitive for k, one in enumerate(letters))
            told = told or (self.letters["GIVEW"] in letters and self.letters["PLANW"] not in letters)
            if letters[at - 1 : at] == infinitive or open_ended & set(letters[: at + 2]):
                continue
            if held or told:
                return True
        return False

    def handed_over(self, mention: Mention) -> bool:
        """Are these prisoners or remains, or soldiers who come from the other side after talks?"""
        people = mention.payload
        if not isinstance(people, People):
            return False
        if self.letters["CAPTIVITYW"] in self.document.present or "remains" in people.kinds:
            return True
        kinds = self.kinds.of_chunks(mention.chunk, mention.chunk + 1)
        if "prisoner" in kinds or (mention.field == "each_side" and kinds & {"military", "civilian"}):
            return True
        if self.parties.comes_from(mention.chunk, mention.sentence) and self.parties.residents(
            mention.chunk, self.document.sentence_chunks(mention.sentence)[1]
        ):
            return True
        if kinds & {"children", "civilian"} and any(one.field == "mediators" for one in self.found):
            return True
        moved = "military" in kinds and self.parties.comes_from(mention.chunk, mention.sentence)
        return moved and self.talks

    def _dead_only(self) -> bool:
        """Is the text about the dead alone, whatever it calls them?"""
        low, high = self.document.sentence_chunks(self.handovers.anchor.sentence)
        kinds = self.kinds.of_chunks(low, high)
        captive = self.letters["CAPTIVITYW"] in self.document.letters[low:high]
        return "remains" in kinds and not captive and "prisoner" not in kinds
