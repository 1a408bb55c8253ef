"""Numbers that rest on those of the other side: `205 for 205`, `an equal number`."""

from __future__ import annotations

from conflict_data.extraction.exchanges.about import ExchangeText
from conflict_data.extraction.exchanges.agreements import deal
from conflict_data.extraction.exchanges.assignment import Assignment
from conflict_data.extraction.exchanges.returns import Group
from conflict_data.extraction.match import Mention
from conflict_data.extraction.text.groups import People


class Mutual:
    """Formulas and equal numbers of a text."""

    def __init__(self, text: ExchangeText, assignment: Assignment) -> None:
        self.text = text
        self.assignment = assignment

    def equal(self, mention: Mention) -> None:
        ledger = self.text.handovers.ledger(mention, remains=self.text.dead_only)
        if ledger is None:
            return
        people = next((self.text.parties.side(k) for k in range(mention.chunk + 1, mention.chunk + 4)
                       if self.text.document.letters[k : k + 1] == self.text.letters["FOLK"]), None)  # fmt: skip
        nobody = People(None, mention.start, mention.end, people, (), False)
        side = self.text.parties.recipient(mention.chunk, nobody, mention.sentence)
        order = sorted(self.text.parties.both, key=lambda one: (one != side, ledger.total(one) is not None))
        same = [one for one in self.text.handovers.ledgers.values() if one.exchange.dates == ledger.exchange.dates]
        any(one.equal(party, mention) for party in order for one in (ledger, *same))

    def explicit(self, mention: Mention) -> bool:
        """Are these the terms of the handover itself: whose people for whose, or a `formula` so called?"""
        first, second = mention.payload
        if first.side and second.side:
            return True
        around = self.text.document.letters[max(0, mention.chunk - 2) : mention.chunk + 2]
        return self.text.letters["FORMULAW"] in around and mention.sentence == self.text.handovers.anchor.sentence

    def formula(self, mention: Mention) -> None:
        """`205 for 205`: people returned, unless the text tells of others on that day."""
        first, second = mention.payload
        if (
            self.text.cancelled
            or self.text.letters["AGREE"] in self.text.document.letters[mention.chunk + 1 : mention.chunk + 4]
        ):
            return
        ledger = self.text.handovers.ledger(mention, remains=self.text.dead_only)
        if ledger is None or not self.text.parties.both or first.amount is None or second.amount is None:
            return
        order = list(self.text.parties.both)
        if len(order) == 1 and first.amount == second.amount:
            self.assignment.put(
                ledger,
                order[0],
                Group([mention.chunk], [first], [set()], mention.rule_id),
                mention,
                remains=self.text.dead_only,
            )
        if len(order) == 1:
            return
        sides = first.side, second.side
        if sides[0] in order or sides[1] in order:
            to_second = sides[0] == order[1] or (sides[0] not in order and sides[1] == order[0])
            order = order[::-1] if to_second else order
        elif ledger.total(order[0]) == second.amount or ledger.total(order[1]) == first.amount:
            order.reverse()
        for party, people in zip(order, (first, second), strict=True):
            known = ledger.total(party)
            if known is not None and known.word is None and known != people.amount:
                if known.number < people.amount.number:
                    deal(self.text.scene, self.text.agreements, mention)
                return
        kinds = self.text.kinds.halves(mention.chunk)
        remains = self.text.dead_only or "remains" in kinds[0] | kinds[1]
        for party, people, own in zip(order, (first, second), kinds, strict=True):
            group = Group([mention.chunk], [people], [own - {"remains"}], mention.rule_id)
            self.assignment.put(ledger, party, group, mention, remains=remains)
