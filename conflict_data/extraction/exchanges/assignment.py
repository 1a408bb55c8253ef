"""To which handover and to which side the counted people of a sentence belong."""

from __future__ import annotations

from conflict_data.extraction.casualties.standing import told_before
from conflict_data.extraction.exchanges.about import ExchangeText
from conflict_data.extraction.exchanges.facts import number_of
from conflict_data.extraction.exchanges.returns import Group, Ledger
from conflict_data.extraction.match import Mention
from conflict_data.extraction.text.groups import People


class Assignment:
    """Puts groups of people into the ledgers of a text, sentence by sentence."""

    def __init__(self, text: ExchangeText) -> None:
        self.text = text
        self.dead_told = -1

    def group(self, group: Group, mention: Mention) -> None:
        chunk, people = mention.chunk, group.people[0]
        _, high = self.text.document.sentence_chunks(mention.sentence)
        told = [self.text.kinds.said(one, high) for one in group.chunks]
        said = [linked for _, linked in told]
        remains = self._remains(group, mention, high) or self.dead_told == mention.sentence
        for own, (described, _) in zip(group.kinds, told, strict=True):
            own |= described
            own -= {"remains", "prisoner"}
        if self._restated(group, mention) or self._running(remains, people, mention) or self._recalled(mention):
            return
        ledger = self.text.handovers.ledger(
            mention, remains=remains, apart=None if remains else self._apart(group, mention)
        )
        if ledger is None:
            return
        each = any(one in self.text.each for one in group.chunks)
        sides = {one.side for one in group.people}
        if len(sides) > 1 and sides <= set(self.text.parties.both):
            for one, more, kinds in zip(group.chunks, group.people, group.kinds, strict=True):
                self.put(ledger, str(more.side), Group([one], [more], [kinds], group.rule), mention, remains=remains)
            return
        subset = self.text.document.letters[chunk] == self.text.letters["SUBSET"] or any(said)
        subset = subset or (self.text.kinds.member(chunk) and not self._of_them(chunk))
        is_moved = any(one in self.text.moved for one in group.chunks)
        if each:
            for party in self.text.parties.both:
                self.put(ledger, party, group, mention, remains=remains)
            return
        if people.amount is None:
            return
        side = people.side if len(group.people) == 1 else None
        joint = is_moved and not subset and self.text.parties.joint(chunk, mention.sentence)
        known = next((one for one in sides if one in self.text.parties.both), None)
        if joint and known and len(group.people) > 1:
            for one, more, kinds in zip(group.chunks, group.people, group.kinds, strict=True):
                home = more.side or self.text.parties.other(known)
                if home:
                    self.put(ledger, home, Group([one], [more], [kinds], group.rule), mention, remains=remains)
            return
        swapped = (
            mention.rule_id == "exchange.verb_passive"
            and self.text.letters["FOR"] not in self.text.document.letters[chunk : chunk + 8]
        )
        if side is None and is_moved and not subset and (joint or swapped):
            if not remains or self.text.cues.summed(chunk):
                number_of(ledger.exchange, "both_sides_total", people, mention)
                ledger.exchange.fields["counting_unit"] = "both_sides_sum"
            return
        goal = self.text.parties.recipient(chunk, people, mention.sentence)
        if not is_moved and people.side is None and ledger.told == mention.sentence:
            goal = ledger.last
        goal = goal or ledger.last or self._default()
        if goal is None:
            return
        if is_moved and not subset:
            self.put(ledger, goal, group, mention, remains=remains)
        elif "remains" in people.kinds and not subset and ledger.total(goal) is None and not self._unmoved(mention):
            self.put(ledger, goal, group, mention, remains=True)
        elif not remains and (ledger.total(goal) is not None or any(said)):
            alone = len(group.people) == 1 and not subset
            if alone or self.text.cues.branches(mention.sentence):
                # Some soldiers, or a list of branches of service, are no total of soldiers.
                for kinds in group.kinds:
                    kinds.discard("military")
            ledger.parts(goal, group, mention)

    def _recalled(self, mention: Mention) -> bool:
        """Does a later sentence tell of a handover of before (`Earlier`, `at the end of November`)?"""
        document = self.text.document
        if mention.sentence <= self.text.handovers.anchor.sentence or self.text.scene.dates.get(mention.sentence):
            return False
        low, _ = document.sentence_chunks(mention.sentence)
        month = self.text.letters["MONTH"] in document.letters[low : mention.chunk]
        return month or told_before(self.text.scene, mention)

    def _unmoved(self, mention: Mention) -> bool:
        """Are these remains that somebody only means to hand over (`an operation to hand over`), or that nobody took?"""
        letters, document = self.text.letters, self.text.document
        low, _ = document.sentence_chunks(mention.sentence)
        verb = max(document.letters.rfind(letters[name], low, mention.chunk) for name in ("RETURN", "RECEIVE"))
        return self.text.called_off or (verb > low and document.letters[verb - 1] == letters["TO"])

    def _restated(self, group: Group, mention: Mention) -> bool:
        """`The 75 soldiers` of whom the text told already, whatever else happened to them since."""
        main, people = self.text.handovers.ledgers.get((False, None)), group.people[0]
        definite = self.text.document.letters[mention.chunk - 1 : mention.chunk] == self.text.letters["THE"]
        known = [one for one in self.text.parties.both if main and definite and main.total(one) == people.amount]
        if main and people.side in known:
            main.moved(str(people.side), group, mention)
        return bool(known)

    def _apart(self, group: Group, mention: Mention) -> str | None:
        """The type of a handover beside the exchange: a gesture, or civilians of one region who go home."""
        main = self.text.handovers.ledgers.get((False, None))
        low, high = self.text.document.sentence_chunks(mention.sentence)
        if main is not None and main.returns:
            following = min(mention.sentence + 1, len(self.text.document.bounds))
            _, end = self.text.document.sentence_chunks(following)
            if self.text.letters["OUTSIDEW"] in self.text.document.letters[low:end]:
                return "unilateral_repatriation"
        moved = any(one in self.text.moved for one in group.chunks)
        if moved and len(group.people) == 1 and self.text.parties.residents(group.chunks[0], high):
            return "civilian_return"
        return None

    def put(self, ledger: Ledger, party: str, group: Group, mention: Mention, *, remains: bool) -> None:
        if remains:
            for people in group.people:
                ledger.dead(party, people, mention)
        else:
            ledger.moved(party, group, mention)

    def _remains(self, group: Group, mention: Mention, high: int) -> bool:
        if self.text.dead_only and self.text.parties.freed(group.chunks[0], mention.sentence):
            return False
        if self.text.dead_only or any(self.text.kinds.dead(one, high) for one in group.chunks):
            return True
        if self._elliptic(group.chunks[0], mention.sentence):
            return True
        if not self._of_them(group.chunks[0]) or not mention.sentence:
            return False
        # "212 of them": of those that the sentence before named.
        found = "remains" in self.text.kinds.of_chunks(*self.text.document.sentence_chunks(mention.sentence - 1))
        self.dead_told = mention.sentence if found else self.dead_told
        return found

    def _elliptic(self, chunk: int, sentence: int) -> bool:
        """A bare number behind bodies of the same sentence is one of bodies (`got 212 bodies and gave 45 to Russia`)."""
        document, letters = self.text.document, self.text.letters
        if document.letters[chunk] != letters["NUM"]:
            return False
        low, _ = document.sentence_chunks(sentence)
        before = document.payload.get(document.letters.rfind(letters["PEOPLE"], low, chunk))
        return isinstance(before, People) and "remains" in before.kinds

    def _of_them(self, chunk: int) -> bool:
        before, after = self.text.document.letters[chunk - 1 : chunk], self.text.document.letters[chunk + 1 : chunk + 2]
        return bool(before) and before in self.text.parties.verbs and after == self.text.letters["OFWHICH"]

    def _default(self) -> str | None:
        """The side that the first handover so far brought people to, else the one named first."""
        for ledger in self.text.handovers.ledgers.values():
            if ledger.last:
                return ledger.last
        return self.text.parties.both[0] if self.text.parties.both else None

    def _running(self, remains: bool, people: People, mention: Mention) -> bool:
        """A number of all people so far, told beside the one of the day."""
        if people.amount is None or mention.chunk not in self.text.moved:
            return False
        if not self.text.cues.since(mention.sentence) and not self.text.cues.summed(mention.chunk):
            return False
        main = self.text.handovers.ledgers.get((remains, None))
        totals = [count.number for party in self.text.parties.both if main and (count := main.total(party))]
        first = mention.sentence == self.text.handovers.anchor.sentence
        since = self.text.cues.since(mention.sentence)
        if (not totals and (first or not since)) or (totals and people.amount.number <= max(totals)):
            return False
        if self.text.cues.summed(mention.chunk) or self.text.cues.since(mention.sentence, "since"):
            exchange = self.text.handovers.main(remains=remains).exchange
            number_of(exchange, "stated_cumulative_returned", people, mention)
        return True
