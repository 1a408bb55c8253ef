"""The people each side gets back: totals, parts of them, and what is said of both sides together."""

from __future__ import annotations

from conflict_data.extraction.counts import Count
from conflict_data.extraction.exchanges.parties import Parties
from conflict_data.extraction.exchanges.people_kinds import Kinds
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.text.groups import People

PARTS = ("military", "civilian", "children", "women", "wounded_sick", "officers", "enlisted", "foreign_nationals")


class Group:
    """Counted people that stand in one enumeration, and what the words say they are."""

    def __init__(self, chunks: list[int], people: list[People], kinds: list[set[str]], rule: str) -> None:
        self.chunks = chunks
        self.people = people
        self.kinds = kinds
        self.rule = rule

    @property
    def sum(self) -> Count | None:
        """The number of all together; None where one of them is no plain number."""
        amounts = [one.amount for one in self.people if one.amount is not None]
        if len(amounts) < len(self.people) or any(one.qualifier != "exact" for one in amounts):
            return None
        return Count.of(sum(one.number for one in amounts))


class Ledger:
    """The returns of one handover by receiving party."""

    def __init__(self, exchange: Draft, parties: Parties) -> None:
        self.exchange = exchange
        self.parties = parties
        self.returns: dict[str, Draft] = {}
        self.last: str | None = None
        self.told = -1

    def draft(self, party: str, mention: Mention) -> Draft:
        """The return of a party, a new one at its first mention."""
        if party not in self.returns:
            draft = self.returns[party] = Draft("return", mention.chunk, mention.sentence)
            draft.parent = self.exchange
            draft.role = self.exchange.role
            draft.fields["receiving_party"] = party
        self.last, self.told = party, mention.sentence
        return self.returns[party]

    def total(self, party: str | None) -> Count | None:
        """What a party got back so far as the text has told."""
        draft = self.returns.get(party or "")
        return draft.fields.get("total") or draft.fields.get("remains") if draft else None

    def dead(self, party: str, people: People, mention: Mention) -> None:
        """Remains that a party got back."""
        known = self.total(party)
        if people.amount is not None and (known is None or people.amount == known):
            draft = self.draft(party, mention)
            draft.say("remains", people.amount, people.start, people.end, mention.rule_id, "number", mention.sentence)

    def moved(self, party: str, group: Group, mention: Mention) -> None:
        """People who were handed over: the total, or parts of it where it is known."""
        draft = self.draft(party, mention)
        total, everyone = draft.fields.get("total"), group.sum
        first, *rest = [one.amount.number if one.amount is not None else -1 for one in group.people]
        if len(rest) > 1 and first == sum(rest):
            # "130 soldiers, 126 men and four women": a total and its parts.
            self._one(draft, group.people[0], group.kinds[0], mention)
            self.parts(party, Group(group.chunks[1:], group.people[1:], group.kinds[1:], group.rule), mention)
            return
        nouns = all(self.parties.is_people(one) for one in group.chunks)
        mixed = any(one != group.kinds[0] for one in group.kinds)
        if len(group.people) > 1 and everyone is not None and (mixed or nouns):
            if total is None or total.word is not None or total == everyone:
                draft.fields.pop("total", None)
                start, end = group.people[0].start, _stop(group.people[-1], self.parties, group.chunks[-1])
                draft.say("total", everyone, start, end, mention.rule_id, "number", mention.sentence)
            self.parts(party, group, mention)
            return
        for people, kinds in zip(group.people, group.kinds, strict=True):
            self._one(draft, people, kinds, mention)

    def _one(self, draft: Draft, people: People, kinds: set[str], mention: Mention) -> None:
        total, amount = draft.fields.get("total"), people.amount
        if amount is None:
            return
        span = people.start, people.end, mention.rule_id, "number", mention.sentence
        plain = amount.word is None
        if total is None or (total.word is not None and plain) or (plain and total == amount):
            draft.fields.pop("total", None)
            draft.say("total", amount, *span)
        elif plain and amount.number > total.number:
            if self.parties.speaks(mention.sentence, draft.fields["receiving_party"]) and not draft.fields.get("_own"):
                # Of two counts that of the side which received the people stands.
                del draft.fields["total"]
                draft.fields["_own"] = True
            if total.qualifier in ("more_than", "at_least") and plain:
                # "Over 200 soldiers" and then "205".
                _forget(draft, total)
            draft.say("total", amount, *span)
            return
        elif not plain or not kinds:
            return
        if plain:
            self._say(draft, amount, kinds, span)

    def parts(self, party: str, group: Group, mention: Mention) -> None:
        """Numbers within the total: officers, civilians, women."""
        draft = self.draft(party, mention)
        officers = any("officers" in kinds for kinds in group.kinds)
        ranks = any(kinds & {"officers", "enlisted"} for kinds in group.kinds)
        shared = set.intersection(*group.kinds) & {"civilian", "children", "" if ranks else "military"}
        if len(group.people) > 1 and shared and group.sum is not None:
            start, end = group.people[0].start, _stop(group.people[-1], self.parties, group.chunks[-1])
            self._say(draft, group.sum, shared, (start, end, mention.rule_id, "number", mention.sentence))
            return
        for people, kinds in zip(group.people, group.kinds, strict=True):
            if people.amount is None or people.amount.word is not None:
                continue
            if officers and kinds == {"military"}:
                # Beside officers, "soldiers" are those without a commission.
                kinds = {"enlisted"}
            span = people.start, people.end, mention.rule_id, "number", mention.sentence
            self._say(draft, people.amount, kinds, span)

    @staticmethod
    def _say(draft: Draft, amount: Count, kinds: set[str], span: tuple[int, int, str, str, int]) -> None:
        total = draft.fields.get("total")
        if total is not None and amount.number > total.number:
            return
        for part in PARTS:
            if part == "military" and kinds & {"officers", "enlisted", "civilian"}:
                continue
            if part in kinds and draft.fields.get(part) in (None, amount):
                draft.say(part, amount, *span)

    def equal(self, party: str, mention: Mention) -> bool:
        """`An equal number` of people for a party; rests on the number of the other."""
        base = self.returns.get(self.parties.other(party) or "")
        field = next((name for name in ("total", "remains") if base and name in base.fields), None)
        if base is None or field is None or base.fields[field].word is not None:
            return False
        wanted = str(base.fields[field])
        index = next(i for i, claim in enumerate(base.claims) if claim[:2] == (field, wanted))
        draft = self.draft(party, mention)
        known = draft.fields.get(field)
        if known is not None and known.word is None and known != base.fields[field]:
            return False
        draft.fields.pop(field, None)
        draft.say(
            field, base.fields[field], mention.start, mention.end, mention.rule_id, "derived", mention.sentence,
            source=(base, index),
        )  # fmt: skip
        return True


def _forget(draft: Draft, amount: Count) -> None:
    """Take from a draft a number that a sharper one replaces, wherever it stands."""
    for name in ("total", *PARTS):
        if draft.fields.get(name) == amount:
            del draft.fields[name]
    draft.claims = [one for one in draft.claims if not (one[0] in ("total", *PARTS) and one[1] == str(amount))]


def _stop(people: People, parties: Parties, chunk: int) -> int:
    """Where the words of the last group of a list end."""
    return max(people.end, parties.document.end(chunk))


def groups_of(scene: Scene, kinds: Kinds, mentions: list[Mention]) -> list[tuple[Group, Mention]]:
    """The counted people of one sentence, those of one enumeration together."""
    document = scene.document
    found: list[tuple[Group, Mention]] = []
    before = -1
    for mention in mentions:
        people = mention.payload
        both = document.classes[document.first[mention.chunk]] == scene.pack.letters["BOTH"]
        if not isinstance(people, People) or people.amount is None or mention.chunk == before or both:
            continue
        if kinds.predicate(mention.chunk) or kinds.indefinite(mention.chunk, people):
            continue
        own = kinds.inside(mention.chunk)
        if (
            document.letters[mention.chunk + 1 : mention.chunk + 3]
            == scene.pack.letters["AND"] + scene.pack.letters["FOLK"]
        ):
            # "230 soldiers and civilians": the number is of both.
            own &= kinds.inside(mention.chunk + 2) | {"prisoner"}
        between = document.letters[before + 1 : mention.chunk]
        part = document.letters[mention.chunk + 1 : mention.chunk + 2] == scene.pack.letters["OFWHICH"]
        if not part and found and found[-1][1].sentence == mention.sentence and scene.pack.joint.fullmatch(between):
            group = found[-1][0]
            group.chunks.append(mention.chunk)
            group.people.append(people)
            group.kinds.append(own)
        else:
            found.append((Group([mention.chunk], [people], [own], mention.rule_id), mention))
        before = mention.chunk
    return found
