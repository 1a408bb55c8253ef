"""What the people of a group are: soldiers, civilians, officers, women, the wounded, the dead."""

from __future__ import annotations

from conflict_data.extraction.merge import Scene
from conflict_data.extraction.text.groups import People

_PREDICATE = 7
"""Chunks after a number in which the text may say what the counted people are."""


class Kinds:
    """Reads the columns of a return from the words of a group and from what is said of it."""

    def __init__(self, scene: Scene) -> None:
        self.document = scene.document
        self.letters = scene.pack.letters
        self.words = scene.pack.people_words
        self.names = self.letters["OFFICIAL"] + self.letters["PLACEW"]
        link = [self.letters[name] for name in ("BE", "OFWHICH", "ADV", "THE", "DETA")]
        self.link = "".join(link)
        self.stop = "".join(self.letters[name] for name in ("AND", "COMMA", "SEMI", "COLON", "BUT", "WITH", "SAY"))

    def of_chunks(self, low: int, high: int) -> set[str]:
        """What the words of chunks low..high-1 say."""
        return self._of(self.document.first[low], self.document.first[high])

    def inside(self, chunk: int) -> set[str]:
        """What the words of the group itself say."""
        return self._of(self.document.first[chunk], self.document.first[chunk + 1], self.letters["PLACEW"])

    def halves(self, chunk: int) -> tuple[set[str], set[str]]:
        """What the words on either side of the "for" of a formula say."""
        first, last = self.document.first[chunk], self.document.first[chunk + 1]
        mark = self.document.classes.find(self.letters["FOR"], first, last)
        return (self._of(first, mark), self._of(mark, last)) if mark >= 0 else (set(), set())

    def dead(self, chunk: int, high: int) -> bool:
        """Are these remains, as in `25 dead` or `64 killed defenders`?"""
        if "remains" in self.inside(chunk):
            return True
        dead = self.letters["DEAD"] + self.letters["FELL"] + self.letters["KILL"]
        after = self.document.letters[chunk + 1 : min(high, chunk + 2)]
        return bool(after) and after in dead

    def said(self, chunk: int, high: int) -> tuple[set[str], bool]:
        """What is said of a number (`35 military`), and whether by a predicate (`15 of them are women`)."""
        text = self.document.letters
        k = chunk + 1
        linked = False
        while k < high and text[k] in self.link and k < chunk + _PREDICATE:
            linked = linked or text[k] in self.letters["BE"] + self.letters["OFWHICH"]
            k += 1
        if k >= high or not (linked or k == chunk + 1) or text[k] == self.letters["NUM"]:
            return set(), False
        end = k
        while end < high and end < k + 5 and (end == k or text[end] not in self.stop):
            end += 1
        if not linked:
            end = min(end, k + 1)
        found = self._of(self.document.first[k], self.document.first[end])
        found -= {"prisoner", "remains"}
        if text[k] == self.letters["OF"]:
            # "28 are of the Armed Forces" tells a branch, one of several.
            found.discard("military")
        return found, linked and bool(found)

    def predicate(self, chunk: int) -> bool:
        """Does the group say what a number before it is (`one is an officer`)?"""
        before = self.document.letters[max(0, chunk - 2) : chunk]
        return before[:1] == self.letters["NUM"] and before[1:] in (self.letters["BE"], self.letters["OFWHICH"])

    def indefinite(self, chunk: int, people: People) -> bool:
        """`Another transfer of bodies` counts no body, `one of the largest` no person."""
        another = self.document.classes[self.document.first[chunk]] == self.letters["ANOTHER"]
        one = people.amount is not None and people.amount.number == 1
        return one and (self.member(chunk) or (another and "remains" in people.kinds))

    def member(self, chunk: int) -> bool:
        """Is the number one of those just told (`nine of those freed`, `one of the largest`)?"""
        taken = self.letters["RECEIVE"] + self.letters["BE"] + self.letters["GIVEW"]
        before = self.document.letters[chunk - 1 : chunk]
        if self.document.letters[chunk] != self.letters["NUM"] or (before and before in taken):
            return False
        after = self.document.letters[chunk + 1 : chunk + 3]
        those = after[:1] == self.letters["OF"] and after[1:] in (self.letters["THE"], self.letters["POSSP"])
        return after[:1] == self.letters["OFWHICH"] or those

    def _of(self, begin: int, end: int, names: str | None = None) -> set[str]:
        found: set[str] = set()
        for token, letter in zip(self.document.tokens[begin:end], self.document.classes[begin:end], strict=True):
            coded, said = self.words[token]
            # A name says nothing but what its code does.
            found |= coded if letter in (names or self.names) else said
        return found
