"""The two parties of an exchange: which states they are, who acts, and to whom people go."""

from __future__ import annotations

from conflict_data.extraction.groups import People, Spot
from conflict_data.extraction.merge import Scene

_NAMING = ("GOV", "COUNTRY", "NAT", "NATS", "OFFICIAL", "PLACE", "PEOPLE", "FOLK", "ONE")
_REACH = 12
"""Chunks before a group in which the verb that moves it may stand."""


class Parties:
    """Who gives and who receives in one text."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.document = scene.document
        self.letters = scene.pack.letters
        self.verbs = self.letters["RETURN"] + self.letters["RECEIVE"] + self.letters["EXCHANGEV"]
        counted: dict[str, int] = {}
        wanted = {self.letters[name] for name in _NAMING}
        acts = set(self.verbs + self.letters["EXCHANGEN"])
        for chunk in [k for k, letter in enumerate(self.document.letters) if letter in wanted]:
            side = self.side(chunk)
            if side is not None:
                # Those who exchange outweigh those who only mediate or report.
                near = acts & set(self.document.letters[chunk + 1 : chunk + 4])
                people = self.document.letters[chunk] == self.letters["PEOPLE"]
                counted[side] = counted.get(side, 0) + 1 + 2 * bool(near) + 2 * people
        most = sorted(counted, key=lambda side: -counted[side])[:2]
        self.both: list[str] = [side for side in counted if side in most]

    def other(self, party: str) -> str | None:
        """The party that is not this one."""
        return next((one for one in self.both if one != party), None)

    def side(self, chunk: int) -> str | None:
        """The state that a chunk names or speaks for."""
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
        if people.side is not None:
            return people.side if people.side in self.both else None
        low, high = self.document.sentence_chunks(sentence)
        goal = self._goal(chunk, low, high)
        if goal is not None:
            return goal
        home = self._home(chunk, high)
        if home is not None:
            return home
        verb = self._verb(chunk, low, high)
        actor = self._actor(verb if verb is not None and verb < chunk else chunk, low)
        if actor is None:
            return None
        own = self._own(chunk)
        code = self._code(verb) if verb is not None else None
        gives = verb is not None and verb < chunk and code in ("give", "return") and not own
        if gives and code == "return" and self.document.letters[verb + 1 : verb + 2] == self.letters["OF"]:
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
        for k in range(chunk - 1, low - 1, -1):
            side = self.side(k)
            if side in self.both and self._acts(k):
                return side
        return None

    def _acts(self, chunk: int) -> bool:
        """A place after a preposition does nothing itself."""
        before = self.document.letters[chunk - 1 : chunk]
        place = self.document.letters[chunk] == self.letters["PLACE"]
        return not (place and before and before in self.letters["IN"] + self.letters["TO"] + self.letters["FROM"])

    def _goal(self, chunk: int, low: int, high: int) -> str | None:
        """The party after "to", or the other one after "from", behind the group."""
        text = self.document.letters
        for k in range(chunk + 1, min(high, chunk + _REACH)):
            if text[k] in self.letters["PEOPLE"] + self.letters["FORMULA"]:
                return None
            if text[k] not in self.letters["TO"] + self.letters["FROM"]:
                continue
            for j in range(k + 1, min(high, k + 4)):
                side = self.side(j)
                if side in self.both:
                    return side if text[k] == self.letters["TO"] else self.other(str(side))
        return None

    def _home(self, chunk: int, high: int) -> str | None:
        """The party in whose land the people live (`residents of the Kursk region`)."""
        text = self.document.letters
        for k in range(chunk + 1, min(high, chunk + 4)):
            if text[k] == self.letters["PLACE"] and text[k - 1] in self.letters["OF"] + self.letters["THE"]:
                country = self.scene.country(k)
                return country if country in self.both else None
        return None

    def _own(self, chunk: int) -> bool:
        """Does the group belong to who acts (`32 of its soldiers`)?"""
        names = self.scene.pack.alphabet.names
        document = self.document
        last = document.first[chunk + 1]
        return any(names[document.classes[k]] == "POSSP" for k in range(document.first[chunk], last))

    def joint(self, chunk: int, sentence: int) -> bool:
        """Do both parties act together here (`Russia and Ukraine exchanged ...`), so that a number is of both?"""
        low, _ = self.document.sentence_chunks(sentence)
        named = [k for k in range(low, chunk) if self.side(k) in self.both]
        if self._goal(chunk, low, self.document.sentence_chunks(sentence)[1]) or self._own(chunk) or len(named) < 2:
            return False
        last, first = named[-1], named[-2]
        between = self.document.letters[first + 1 : last]
        links = self.letters["AND"] + self.letters["WITH"] + self.letters["BETWEEN"] + self.letters["THE"]
        return self.side(first) != self.side(last) and bool(between) and all(one in links for one in between)

    def comes_from(self, chunk: int, sentence: int) -> bool:
        """Does the sentence say from or to which party the group comes?"""
        return self._goal(chunk, *self.document.sentence_chunks(sentence)) is not None

    def is_people(self, chunk: int) -> bool:
        """Is the number one with its noun?"""
        return self.document.letters[chunk] == self.letters["PEOPLE"]

    def branches(self, sentence: int) -> bool:
        """Does the sentence count people by where they served (`12 of the Navy, 8 of the Guard`)?"""
        low, high = self.document.sentence_chunks(sentence)
        text = self.document.letters[low:high]
        return (
            text.count(self.letters["NUM"] + self.letters["OF"])
            + text.count(self.letters["NUM"] + self.letters["FROM"])
            > 1
        )

    def summed(self, chunk: int) -> bool:
        """Is the number said to be one `in all`?"""
        token = self.document.tokens[self.document.first[chunk + 1]] if chunk + 1 < len(self.document.letters) else ""
        return self.scene.pack.words.code(token) in ("sum", "exact")

    def since(self, sentence: int, *codes: str) -> bool:
        """Does the sentence count from the beginning (`since March`, `by then`), or over a `span` (`within a week`)?"""
        low, high = self.document.sentence_chunks(sentence)
        first, last = self.document.first[low], self.document.first[high]
        code = self.scene.pack.words.code
        if "span" not in codes and self.letters["PERIODW"] in self.document.letters[low:high]:
            return True
        return any(code(token) in (codes or ("since", "span")) for token in self.document.tokens[first:last])
