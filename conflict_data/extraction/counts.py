"""A number of people or things as a report gives it: exact, bounded, approximate or in words."""

from __future__ import annotations

import re
from typing import NamedTuple

VAGUE_LOW = {
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "several": 3,
    "a few": 3,
    "a couple": 2,
    "numerous": 4,
    "a number": 5,
    "plural": 2,
}
"""Lower bound that a vague word vouches for; `plural` stands for a bare plural noun."""

_PREFIX = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "up to",
    "fewer_than": "fewer than",
    "about": "about",
}
_QUALIFIER = {words: name for name, words in _PREFIX.items()}
_CANONICAL = re.compile(r"(?:(at least|more than|up to|fewer than|about) )?(\d+)(?: to (\d+))?\Z")


class Count(NamedTuple):
    """Bounds of a number, the qualifier that set them, and the vague word if there was one."""

    low: int | None
    best: int | None
    high: int | None
    qualifier: str = "exact"
    word: str | None = None

    @classmethod
    def of(cls, number: int, qualifier: str = "exact", high: int | None = None) -> Count:
        """Build a count from a number and its qualifier; `high` belongs to a range."""
        if high is not None:
            return cls(number, None, high, "range")
        if qualifier in ("at_least", "more_than"):
            return cls(number, None, None, qualifier)
        if qualifier in ("at_most", "fewer_than"):
            return cls(None, None, number, qualifier)
        if qualifier == "about":
            return cls(None, number, None, qualifier)
        return cls(number, number, number)

    @classmethod
    def vague(cls, word: str) -> Count:
        """Build the count of a vague word such as `dozens`; KeyError for an unknown one."""
        return cls(VAGUE_LOW[word], None, None, "vague_word", word)

    @classmethod
    def parse(cls, text: str) -> Count:
        """Read the canonical form that `str` writes; ValueError says what is allowed."""
        if text in VAGUE_LOW:
            return cls.vague(text)
        found = _CANONICAL.match(text)
        if found is None or (found[1] and found[3]):
            raise ValueError(f"{text!r} is no count: allowed are 390, 'at least 50', '12 to 15', 'dozens', ...")
        high = int(found[3]) if found[3] else None
        return cls.of(int(found[2]), _QUALIFIER.get(found[1] or "", "exact"), high)

    def __str__(self) -> str:
        if self.word is not None:
            return self.word
        if self.qualifier == "range":
            return f"{self.low} to {self.high}"
        number = str(self.number)
        return f"{_PREFIX[self.qualifier]} {number}" if self.qualifier in _PREFIX else number

    @property
    def number(self) -> int:
        """The one number the words name: the best, else the lower, else the upper bound."""
        for value in (self.best, self.low, self.high):
            if value is not None:
                return value
        raise ValueError("a count without any bound")

    def plus(self, other: Count) -> Count:
        """Add two counts; a bound on either side stays a bound."""
        if self.qualifier == other.qualifier == "exact":
            return Count.of(self.number + other.number)
        low = (self.low or 0) + (other.low or 0) if self.low or other.low else None
        if low is not None and self.high is not None and other.high is not None and low < self.high + other.high:
            return Count.of(low, high=self.high + other.high)
        if low is None:
            return Count.of(self.number + other.number, "about")
        return Count.of(low, "at_least")
