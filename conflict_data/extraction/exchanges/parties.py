"""The two parties of an exchange: which states they are, who acts, and to whom people go."""

from __future__ import annotations

from conflict_data.extraction.merge import Scene
from conflict_data.extraction.text.groups import People, Spot

_NAMING = ("GOV", "COUNTRY", "NAT", "NATS", "OFFICIAL", "PLACE", "PEOPLE", "FOLK", "ONE")
_REACH = 12
"""Chunks before a group in which the verb that moves it may stand."""


class Parties:
    """Who gives and who receives in one text."""

    def __init__(self, scene: Scene, aside: set[int]) -> None:
        """`aside`: chunks that name those who only mediated."""
        self.scene = scene
        self.document = scene.document
        self.letters = scene.pack.letters
        self.verbs = (
            self.letters["LETW"]
            + self.letters["GIVEW"]
            + self.letters["RETURN"]
            + self.letters["RECEIVE"]
            + self.letters["EXCHANGEV"]
        )
        self._sides: dict[int, str | None] = {}
        self._named: dict[int, list[int]] = {}
        counted: dict[str, int] = {}
        wanted = {self.letters[name] for name in _NAMING}
        acts = frozenset(self.verbs + self.letters["EXCHANGEN"])
        between = frozenset((self.letters["EXCHANGEN"], self.letters["BETWEEN"]))
        for chunk in [k for k, one in enumerate(self.document.letters) if one in wanted and k not in aside]:
            side = self.side(chunk)
            if side is not None:
                # Those who exchange outweigh those who only mediate or report.
                before = self.document.letters[max(0, chunk - 2) : chunk]
                near = not acts.isdisjoint(self.document.letters[chunk + 1 : chunk + 4]) or not between.isdisjoint(
                    before
                )
                payload = self.document.payload.get(chunk)
                people = isinstance(payload, People) and "remains" not in payload.kinds
                counted[side] = counted.get(side, 0) + 1 + 2 * near + 2 * people
        most = sorted(counted, key=lambda side: -counted[side])[:2]
        self.both: list[str] = [side for side in counted if side in most]

    def other(self, party: str) -> str | None:
        """The party that is not this one."""
        return next((one for one in self.both if one != party), None)

    def side(self, chunk: int) -> str | None:
        """The state that a chunk names or speaks for."""
        if chunk not in self._sides:
            self._sides[chunk] = self._side(chunk) if 0 <= chunk < len(self.document.letters) else None
        return self._sides[chunk]

    def _side(self, chunk: int) -> str | None:
        document = self.document
        payload = document.payload.get(chunk)
        if isinstance(payload, Spot):
            return payload.country or self.scene.pack.governments.get(payload.name)
        if isinstance(payload, People):
            return payload.side
        cls = self.scene.pack.alphabet.names.get(document.letters[chunk])
        if cls not in ("GOV", "COUNTRY", "NAT", "NATS", "OFFICIAL"):
            return None
        code = self.scene.pack.words.code(document.tokens[document.first[chunk]])
        if code and cls == "OFFICIAL":
            if code == "occupation_authority":
                return self.scene.pack.occupiers.get(str(code))
            state, _, office = str(code).partition("_")
            return state.upper() if office == "official" else None
        return str(code) if code else None

    def recipient(self, chunk: int, people: People, sentence: int) -> str | None:
        """The party to which a group of people goes, by what its sentence says; None where it says nothing."""
        if people.side in self.both:
            return people.side
        if self.document.letters[chunk + 1 : chunk + 2] == self.letters["OF"] and self.side(chunk + 2) in self.both:
            return self.side(chunk + 2)
        low, high = self.document.sentence_chunks(sentence)
        if self.side(chunk - 1) in self.both and self.document.letters[chunk - 2 : chunk - 1] != self.letters["FROM"]:
            return self.side(chunk - 1)
        if self.document.letters[chunk - 1 : chunk] == self.letters["BE"]:
            # "Kyiv also got 212 bodies"
            who = next(
                (self.side(k) for k in range(chunk - 2, max(low, chunk - 4) - 1, -1) if self.side(k) in self.both), None
            )
            if who is not None:
                return who
        goal = self._goal(chunk, low, high)
        if goal is not None:
            return goal
        source = self._source(chunk, low)
        if source is not None:
            return source
        home = self._home(chunk, high)
        if home is not None:
            return home
        verb = self._verb(chunk, low, high)
        actor = self._actor(verb if verb is not None and verb < chunk else chunk, low)
        if actor is None:
            return None
        own = self._own(chunk)
        code = self._code(verb) if verb is not None else None
        passive = verb is not None and self.document.letters[verb - 1 : verb] == self.letters["BE"]
        gives = (
            not passive
            and verb is not None
            and verb < chunk
            and (code == "give" or (code in ("free", "return") and not own))
        )
        if gives and self.document.letters[int(verb or 0) + 1] == self.letters["BE"]:
            gives = False
        if (
            gives
            and code == "return"
            and self.document.letters[int(verb or 0) + 1 : int(verb or 0) + 2] == self.letters["OF"]
        ):
            gives = False
        return self.other(actor) if gives else actor

    def _code(self, verb: int) -> str:
        return str(self.scene.pack.words.code(self.document.tokens[self.document.first[verb]]) or "")

    def _verb(self, chunk: int, low: int, high: int) -> int | None:
        """The verb that moves the group: the nearest before it, else the nearest after it."""
        text = self.document.letters
        before = [k for k in range(max(low, chunk - _REACH), chunk) if text[k] in self.verbs]
        after = [k for k in range(chunk + 1, min(high, chunk + _REACH)) if text[k] in self.verbs]
        return before[-1] if before else after[0] if after else None

    def _actor(self, chunk: int, low: int) -> str | None:
        """The party named last before a chunk."""
        for k in reversed(self.named(low)):
            if k < chunk and self._acts(k):
                return self.side(k)
        return None

    def named(self, low: int) -> list[int]:
        """The chunks that name one of the two parties in the sentence that begins at a chunk."""
        if low not in self._named:
            low, high = self.document.sentence_chunks(self.document.sentence(low))
            self._named[low] = [k for k in range(low, high) if self.side(k) in self.both]
        return self._named[low]

    def _acts(self, chunk: int) -> bool:
        """A place after a preposition does nothing itself."""
        before = self.document.letters[chunk - 1 : chunk]
        place = self.document.letters[chunk] == self.letters["PLACE"]
        prepositions = "".join(self.letters[name] for name in ("IN", "TO", "FROM", "WITH"))
        return not (place and before and before in prepositions)

    def _goal(self, chunk: int, low: int, high: int) -> str | None:
        """The party after "to", or the other one after "from", behind the group."""
        text = self.document.letters
        for k in range(chunk + 1, min(high, chunk + _REACH)):
            if text[k] in self.letters["PEOPLE"] + self.letters["FORMULA"] + self.letters["NUM"]:
                return None
            if text[k] not in self.letters["TO"] + self.letters["FROM"]:
                continue
            for j in range(k + 1, min(high, k + 5)):
                side = self.side(j)
                if side in self.both:
                    return side if text[k] == self.letters["TO"] else self.other(str(side))
        return None

    def _source(self, chunk: int, low: int) -> str | None:
        """The other party than the one after "from" before the group (`From Russia it received ...`)."""
        text = self.document.letters
        for k in range(low, chunk - 1):
            if (
                text[k] == self.letters["FROM"]
                and self.side(k + 1) in self.both
                and self.letters["RECEIVE"] in text[k:chunk]
            ):
                return self.other(str(self.side(k + 1)))
        return None

    def _home(self, chunk: int, high: int) -> str | None:
        """The party in whose land the people live (`residents of the Kursk region`)."""
        text = self.document.letters
        for k in range(chunk + 1, min(high, chunk + 4)):
            if (
                text[k] == self.letters["PLACE"]
                and text[k - 1] in self.letters["OF"] + self.letters["THE"] + self.letters["FROM"]
            ):
                spot = self.scene.spots.get(k)
                country = self.scene.country(k) if spot is not None and spot.country is None else None
                return country if country in self.both else None
        return None

    def residents(self, chunk: int, high: int) -> bool:
        """Are these people of a region of one party, and no soldiers?"""
        code = self.scene.pack.words.code
        first, last = self.document.first[chunk], self.document.first[chunk + 1]
        military = any(code(token) in ("military", "prisoner") for token in self.document.tokens[first:last])
        return not military and self.is_people(chunk) and self._home(chunk, high) is not None

    def _own(self, chunk: int) -> bool:
        """Does the group belong to who acts (`32 of its soldiers`)?"""
        names = self.scene.pack.alphabet.names
        document = self.document
        last = document.first[chunk + 1]
        return any(names[document.classes[k]] == "POSSP" for k in range(document.first[chunk], last))

    def joint(self, chunk: int, sentence: int) -> bool:
        """Do both parties act together here (`Russia and Ukraine exchanged ...`), so that a number is of both?"""
        low, _ = self.document.sentence_chunks(sentence)
        named = [k for k in self.named(low) if k < chunk]
        if self._goal(chunk, low, self.document.sentence_chunks(sentence)[1]) or self._own(chunk) or len(named) < 2:
            return False
        last, first = named[-1], named[-2]
        between = self.document.letters[first + 1 : last]
        links = self.letters["AND"] + self.letters["WITH"] + self.letters["BETWEEN"] + self.letters["THE"]
        return self.side(first) != self.side(last) and bool(between) and all(one in links for one in between)

    def freed(self, chunk: int, sentence: int) -> bool:
        """Does the verb say that these are living people?"""
        verb = self._verb(chunk, *self.document.sentence_chunks(sentence))
        return verb is not None and self._code(verb) == "free"

    def comes_from(self, chunk: int, sentence: int) -> bool:
        """Does the sentence say from or to which party the group comes?"""
        return self._goal(chunk, *self.document.sentence_chunks(sentence)) is not None

    def speaks(self, sentence: int, party: str) -> bool:
        """Is the sentence the account of this party?"""
        return str(self.scene.party(sentence)).startswith(party.lower())

    def is_people(self, chunk: int) -> bool:
        """Is the number one with its noun?"""
        return self.document.letters[chunk] == self.letters["PEOPLE"]
