"""Exchanges, the people each side got back, and the agreements behind them."""

from __future__ import annotations

from conflict_data.extraction.agreements import agreement_records
from conflict_data.extraction.exchange_facts import number_of, say_mediator, say_ordinal, say_place
from conflict_data.extraction.groups import People
from conflict_data.extraction.handovers import Handovers, before_attack
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.parties import Parties
from conflict_data.extraction.people_kinds import Kinds
from conflict_data.extraction.returns import Group, Ledger, groups_of


def exchange_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Exchange, return and agreement drafts; empty unless the text speaks of an exchange."""
    triggers = [one for one in found if one.field == "trigger"]
    moved = [one for one in found if one.field == "moved"]
    if not triggers and not moved:
        return []
    reading = _Reading(scene, found, triggers, moved)
    return reading.records(attacks) if triggers or any(map(reading.handed_over, moved)) else []


class _Reading:
    """One text: its mentions of exchanges put together sentence by sentence."""

    def __init__(self, scene: Scene, found: list[Mention], triggers: list[Mention], moved: list[Mention]) -> None:
        self.scene = scene
        self.document = scene.document
        self.letters = scene.pack.letters
        self.found = found
        self.triggers = triggers
        self.moved = {one.chunk: one for one in moved}
        self.each = {one.chunk for one in found if one.field == "each_side"}
        self.kinds = Kinds(scene)
        self.parties = Parties(scene)
        self.agreements = agreement_records(scene, found)
        foreign = {claim[2] for draft in self.agreements for claim in draft.claims}
        anchors = sorted(triggers + moved, key=lambda one: one.start)
        self.handovers = Handovers(scene, self.parties, anchors, foreign)
        self.dead_only = self._dead_only()

    def handed_over(self, mention: Mention) -> bool:
        """Are these prisoners or remains, or soldiers who come from the other side after talks?"""
        people = mention.payload
        if not isinstance(people, People):
            return False
        if self.letters["CAPTIVITYW"] in self.document.letters or "remains" in people.kinds:
            return True
        kinds = self.kinds.of_chunks(mention.chunk, mention.chunk + 1)
        if "prisoner" in kinds:
            return True
        talks = self.letters["PLANW"] in self.document.letters
        return talks and "military" in kinds and self.parties.comes_from(mention.chunk, mention.sentence)

    def _dead_only(self) -> bool:
        """Is the text about the dead alone, whatever it calls them?"""
        low, high = self.document.sentence_chunks(self.handovers.anchor.sentence)
        kinds = self.kinds.of_chunks(low, high)
        captive = self.letters["CAPTIVITYW"] in self.document.letters[low:high]
        return "remains" in kinds and not captive and "prisoner" not in kinds

    def records(self, attacks: list[Draft]) -> list[Draft]:
        """All drafts, the handovers in the order in which the text tells of them."""
        agreements = self.agreements
        counted = [one for one in self.found if one.field in ("moved", "counted", "each_side")]
        counted = list({one.chunk: self.moved.get(one.chunk, one) for one in counted}.values())
        equal = [one for one in self.found if one.field in ("equal", "formula")]
        groups = groups_of(self.scene, self.kinds, sorted(counted, key=lambda one: one.start))
        taken = set(agreements and [claim[2] for claim in agreements[0].claims])
        for mention in equal:
            if mention.field == "formula" and mention.payload[0].side and mention.payload[1].side:
                self._formula(mention)
        for group, mention in groups:
            if mention.start not in taken:
                self._group(group, mention)
        # What rests on numbers told elsewhere comes last.
        for mention in equal:
            if mention.field == "equal":
                self._equal(mention)
            elif mention.start not in taken:
                self._formula(mention)
        return self._finish(agreements, attacks)

    def _group(self, group: Group, mention: Mention) -> None:
        chunk, people = mention.chunk, group.people[0]
        _, high = self.document.sentence_chunks(mention.sentence)
        said = [self.kinds.said(one, high) for one in group.chunks]
        remains = self._remains(group, mention, high)
        for kinds, more in zip(group.kinds, said, strict=True):
            more.discard("remains")
            kinds |= more
            kinds.discard("remains")
        ledger = self.handovers.ledger(mention, remains=remains)
        if ledger is None:
            return
        each = any(one in self.each for one in group.chunks)
        sides = {one.side for one in group.people}
        if len(sides) > 1 and sides <= set(self.parties.both):
            for one, more, kinds in zip(group.chunks, group.people, group.kinds, strict=True):
                self._put(ledger, str(more.side), Group([one], [more], [kinds], group.rule), mention, remains=remains)
            return
        subset = self.document.letters[chunk] == self.letters["SUBSET"] or any(said) or self.kinds.member(chunk)
        is_moved = any(one in self.moved for one in group.chunks)
        if each:
            for party in self.parties.both:
                self._put(ledger, party, group, mention, remains=remains)
            return
        if people.amount is None:
            return
        side = people.side if len(group.people) == 1 else None
        if is_moved and not subset and self._running(ledger, people, mention):
            return
        if is_moved and not subset and side is None and self.parties.joint(chunk, mention.sentence):
            if not remains or self.parties.summed(chunk):
                number_of(ledger.exchange, "both_sides_total", people, mention)
                ledger.exchange.fields["counting_unit"] = "both_sides_sum"
            return
        party = self.parties.recipient(chunk, people, mention.sentence)
        if not is_moved and people.side is None and ledger.told == mention.sentence:
            party = ledger.last
        party = party or ledger.last or self._default()
        if party is None:
            return
        if is_moved and not subset:
            self._put(ledger, party, group, mention, remains=remains)
        elif remains and not subset and ledger.total(party) is None:
            self._put(ledger, party, group, mention, remains=True)
        elif not remains and (ledger.total(party) is not None or any(said)):
            if self.parties.branches(mention.sentence):
                # A list of branches of service tells no total of soldiers.
                for kinds in group.kinds:
                    kinds.discard("military")
            ledger.parts(party, group, mention)

    def _put(self, ledger: Ledger, party: str, group: Group, mention: Mention, *, remains: bool) -> None:
        if remains:
            for people in group.people:
                ledger.dead(party, people, mention)
        else:
            ledger.moved(party, group, mention)

    def _remains(self, group: Group, mention: Mention, high: int) -> bool:
        return self.dead_only or any(self.kinds.dead(one, high) for one in group.chunks)

    def _default(self) -> str | None:
        """The side that the first handover so far brought people to, else the one named first."""
        for ledger in self.handovers.ledgers.values():
            if ledger.last:
                return ledger.last
        return self.parties.both[0] if self.parties.both else None

    def _running(self, ledger: Ledger, people: People, mention: Mention) -> bool:
        """A number of all people so far, told beside the one of the day."""
        if people.amount is None or not self.parties.since(mention.sentence):
            return False
        known = max((count.number for party in self.parties.both if (count := ledger.total(party))), default=None)
        first = mention.sentence == self.handovers.anchor.sentence
        if (known is None and first) or (known is not None and people.amount.number <= known):
            return False
        if not self.parties.since(mention.sentence, "since"):
            return True
        main = self.handovers.main(remains="remains" in people.kinds or self.dead_only)
        number_of(main.exchange, "stated_cumulative_returned", people, mention)
        return True

    def _equal(self, mention: Mention) -> None:
        ledger = self.handovers.ledger(mention, remains=self.dead_only)
        if ledger is None:
            return
        people = next((self.parties.side(k) for k in range(mention.chunk + 1, mention.chunk + 4)
                       if self.document.letters[k : k + 1] == self.letters["FOLK"]), None)  # fmt: skip
        nobody = People(None, mention.start, mention.end, people, (), False)
        side = self.parties.recipient(mention.chunk, nobody, mention.sentence)
        order = sorted(self.parties.both, key=lambda one: (one != side, ledger.total(one) is not None))
        same = [one for one in self.handovers.ledgers.values() if one.exchange.dates == ledger.exchange.dates]
        any(one.equal(party, mention) for party in order for one in (ledger, *same))

    def _formula(self, mention: Mention) -> None:
        """`205 for 205`: people returned, unless the text tells of others on that day."""
        first, second = mention.payload
        ledger = self.handovers.ledger(mention, remains=self.dead_only)
        if ledger is None or not self.parties.both or first.amount is None or second.amount is None:
            return
        order = list(self.parties.both)
        if len(order) == 1 and first.amount == second.amount:
            self._put(
                ledger,
                order[0],
                Group([mention.chunk], [first], [set()], mention.rule_id),
                mention,
                remains=self.dead_only,
            )
        if len(order) == 1:
            return
        if first.side in order and second.side in order:
            order = [first.side, second.side]
        elif first.side in order or second.side in order:
            order = (
                [first.side, self.parties.other(first.side)]
                if first.side in order
                else [self.parties.other(second.side), second.side]
            )
        elif ledger.total(order[0]) == second.amount or ledger.total(order[1]) == first.amount:
            order.reverse()
        for party, people in zip(order, (first, second), strict=True):
            known = ledger.total(party)
            if known is not None and known.word is None and known != people.amount:
                return
        kinds = self.kinds.halves(mention.chunk)
        remains = self.dead_only or "remains" in kinds[0] | kinds[1]
        for party, people, own in zip(order, (first, second), kinds, strict=True):
            group = Group([mention.chunk], [people], [own - {"remains"}], mention.rule_id)
            self._put(ledger, party, group, mention, remains=remains)

    def _finish(self, agreements: list[Draft], attacks: list[Draft]) -> list[Draft]:
        if not self.handovers.ledgers and not self.triggers:
            return agreements
        if not self.handovers.ledgers:
            self.handovers.main(remains=self.dead_only)
        ledgers = list(self.handovers.ledgers.values())
        main = next((one for one in ledgers if one.exchange.role == "main"), ledgers[0])
        for mention in self.found:
            if mention.field == "mediators":
                say_mediator(self.scene, main.exchange, mention, self.parties)
            elif mention.field in ("phase_index", "official_number"):
                say_ordinal(self.scene, main.exchange, mention)
            elif mention.field == "handover_place":
                say_place(self.scene, main.exchange, mention)
            elif mention.field == "stated_cumulative_exchanges" and self._series(mention):
                number_of(main.exchange, mention.field, mention.payload, mention)
        before_attack(main.exchange, attacks, [one for one in self.found if one.field == "before_attack"])
        if agreements:
            main.exchange.fields["agreement"] = agreements[0]
        drafts: list[Draft] = []
        for ledger in ledgers:
            if not ledger.returns:
                ledger.exchange.status = self._status(ledger)
                if ledger is not main and ledger.exchange.status == "planned":
                    continue
            drafts += [ledger.exchange, *ledger.returns.values()]
        return [*drafts, *agreements]

    def _series(self, mention: Mention) -> bool:
        """Does the number count exchanges?"""
        first, last = (self.document.first[mention.chunk + k] for k in (0, 1))
        return self.letters["EXCHANGEN"] in self.document.classes[first:last]

    def _status(self, ledger: Ledger) -> str:
        """Is there a sentence that tells of an exchange as done, without a plan in it?"""
        if ledger.exchange.fields.get("both_sides_total"):
            return "done"
        letters = self.document.letters
        done = {self.letters[name] for name in ("DONEW", "RETURN", "RECEIVE", "EXCHANGEV")}
        open_ended = {self.letters[name] for name in ("PLANW", "WILL", "MODAL", "NOT", "IF")}
        for mention in self.triggers:
            low, high = self.document.sentence_chunks(mention.sentence)
            present = set(letters[low:high])
            if present & done and not present & open_ended:
                return "done"
        return "planned"
