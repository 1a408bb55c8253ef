"""Words and phrases of a language: each has one class and, where it means something, a code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.patterns import Alphabet

_BODY = (
    r"(?:[A-Za-z]++ (?!\s)|(?:(?:[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0400-\u052f]+|[^\W\d_])[^\W\d_]*(?:\.(?:[^\W\d_]\.)+|(?:[-\u2011'\u2019/](?![sS]\b)[^\W_]+)*)"
    r"|\d[\d,]*[-\u2011][^\W\d_]+[-\u2011]\d[\d,]*(?<!,)(?![-\u2011\w])"
    r"|\d{4}-\d\d-\d\d(?!\d)"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)"
    r"|\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?![\d.])"
    r"|\d{1,3} 000(?!\d)"
    r"|\d+(?:[.,:/]\d+)*(?:[-\u2013]\d+(?:[.,]\d+)*(?![\w-]))?(?:[-\u2011]?[^\W\d_]+(?:[-\u2011/][^\W_]+)*)?[%+]?"
    r"|['\u2019][sS]\b"
    r"|\n\s*|\W|_)"
)
TOKEN = re.compile(_BODY + r"[^\S\n]*(?:\n(?![^\S\n]*\n)[^\S\n]*)?)")
"""One token with the blanks after it; the tokens of a text partition it, so lengths give offsets."""
LINE_TOKEN = re.compile(_BODY + r"[^\S\n]*)")
"""The same where a line end means something: it is a token of its own."""

_NUMERIC = (
    ("ISO", r"\d{4}-\d\d-\d\d"),
    ("DMY", r"\d{1,2}[./]\d{1,2}[./]\d{2,4}"),
    ("TIME", r"\d{1,2}:\d\d|\d{1,2}[.:]\d\d(?:am|pm)|\d{1,2}-?(?:am|pm|a\.m|p\.m)|\d{4}h"),
    ("PCT", r"[\d.,-]+%"),
    ("DAY", r"0?[1-9]|[12]\d|3[01]"),
    ("YEAR", r"(?:19|20)\d\d"),
    ("DIG", r"\d{1,9}|\d{1,3}(?:[, \u00a0\u202f\u2009]\d{3})+|\d{1,3}(?:\.\d{3}){2,}|\d+\+"),
    ("RNG", r"\d{1,7}[-\u2013]\d{1,7}"),
    ("DEC", r"\d+[.,]\d+"),
    ("FRAC", r"\d+/\d+"),
)
NUMERIC = [(name, re.compile(rf"(?:{body})\Z")) for name, body in _NUMERIC]
JOINTS = ("TO", "OR", "DASH", "AND")
"""Classes of the words between two numbers that are one."""
SPEAKING = frozenset((*JOINTS, "DIG", "DAY", "YEAR", "NUMW", "SCALE", "RNG", "VAGUE", "BOTH", "QUAL", "CEIL", "ORMORE",
                       "ANOTHER", "OTHERADJ", "DETA", "BETWEEN", "ALREADY"))  # fmt: skip
"""Classes of the words in and around a number; any other word ends it."""
_COUNTED = re.compile(r"[\d,]{1,9}\Z")
PUNCTUATION = {
    **dict.fromkeys(".!?\u2026", "DOT"), ",": "COMMA", ";": "SEMI", ":": "COLON",
    **dict.fromkeys("-\u2013\u2014\u2011\u2012", "DASH"), **dict.fromkeys("([", "OPEN"), **dict.fromkeys(")]", "CLOSE"),
    **dict.fromkeys("\"\u201c\u201d\u00ab\u00bb'\u2018\u2019", "QUOTE"), **dict.fromkeys("$\u20ac\u00a3#\u2116", "SIGN"),
    "\n": "BREAK", "'s": "POSS", "\u2019s": "POSS", "'S": "POSS", "\u2019S": "POSS",
}  # fmt: skip
MEMORY = 200_000
"""Entries up to which a table of words grows."""
LONG = 60
"""Characters of the longest word that is remembered, so that no table holds whole texts."""


class Codes(dict[str, Any]):
    """Words as they stand in texts, blanks and all, to their codes; each is worked out once."""

    def __init__(self, listed: Mapping[str, Any]) -> None:
        super().__init__()
        self.listed = listed

    def __missing__(self, word: str) -> Any:
        spelt = " ".join(word.split()).replace("\u2019", "'")
        code = self.listed.get(spelt)
        if code is None:
            lower = spelt.lower()
            code = self.listed.get(lower)
            if code is None and "-" in lower:
                code = self.listed.get(lower.rsplit("-", 1)[0])
        if len(self) < MEMORY and len(word) <= LONG:
            self[word] = code
        return code


class Words:
    """The lexicon of a pack: word to class, word to code, phrases by their first word."""

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.classes: dict[str, str] = {}
        self.codes: dict[str, Any] = {}
        self.code = Codes(self.codes).__getitem__
        """The code of a word or phrase as it stands in a text, or None."""
        self.phrases: dict[str, list[tuple[str, ...]]] = {}
        self.suffixes: dict[str, tuple[str, ...]] = {}
        self.articles: frozenset[str] = frozenset()
        self.endings: tuple[str, ...] = ()
        self.in_capitals: frozenset[str] = frozenset()

    def add(self, entries: Iterable[Mapping[str, Any]], origin: str) -> None:
        """Add the entries of a lexicon file; ValueError names a word that has a class already."""
        for entry in entries:
            name = str(entry["class"])
            self.alphabet.letter(name)
            listed = {word.strip(): entry.get("code") for word in str(entry.get("words", "")).split(";")}
            listed |= {str(word): code for word, code in (entry.get("map") or {}).items()}
            if entry.get("suffix"):
                self.suffixes[name] = tuple(entry["suffix"].split())
            self.articles |= frozenset(str(entry.get("articles", "")).split())
            self.endings += tuple(str(entry.get("endings", "")).split())
            self.in_capitals |= frozenset(str(entry.get("in_capitals", "")).split("; "))
            for word, code in listed.items():
                if not word:
                    continue
                held = self.classes.get(word, "WORD")
                if held != "WORD" and name == "WORD":
                    continue  # any class says more than that a word is none of the others
                if held not in ("WORD", name):
                    raise ValueError(f"{origin}: {word!r} is {name} here and {held} elsewhere")
                self.classes[word] = name
                if code is not None:
                    self.codes[word] = code
                # A possessive is a token of its own.
                parts = tuple(word.replace("'s ", " 's ").split(" "))
                self.classes.setdefault(" ".join(parts), name)
                if len(parts) > 1:
                    self.phrases.setdefault(parts[0], []).append(parts)
        for listed_phrases in self.phrases.values():
            listed_phrases.sort(key=lambda parts: (-len(parts), parts))


class Classifier:
    """What a token is; it follows from its form alone."""

    def __init__(self, words: Words, places: Gazetteer) -> None:
        self.words = words
        self.places = {name for name in places.names if " " not in name and name[:1].isupper()}
        self.upper_places = {name.upper(): name for name in self.places}

    def classify(self, token: str) -> str:
        """The class of one token, blanks after it included."""
        word = token.strip()
        if word in PUNCTUATION:
            return PUNCTUATION[word]
        if not word:
            return "BREAK" if "\n" in token else "OTHER"
        known = self.words.classes
        if "\u2019" in word or "\u2011" in word:
            word = word.replace("\u2019", "'").replace("\u2011", "-")
        if word in known:
            return known[word]
        lower = word.lower()
        if lower in known and len(lower) == len(word):
            return known[lower]
        if word[0].isdigit():
            return self._numeric(lower)
        if not word[0].isalpha():
            return "OTHER"
        if word in self.places or (word in self.upper_places and len(word) > 3):
            return "PLACEW"
        return self._unknown(word, lower)

    def _numeric(self, lower: str) -> str:
        for name, pattern in NUMERIC:
            if pattern.match(lower):
                return name
        if self._pair(lower):
            return "PAIR"
        for name, endings in self.words.suffixes.items():
            if lower.endswith(endings):
                return name
        return "OTHER"

    def _pair(self, lower: str) -> bool:
        """Is the word two numbers that are given for each other, as in 205-for-205?"""
        parts = lower.replace("\u2011", "-").split("-")
        return (
            len(parts) == 3
            and self.words.classes.get(parts[1]) == "FOR"
            and all(_COUNTED.match(part) or self.words.classes.get(part) == "NUMW" for part in (parts[0], parts[2]))
        )

    def _unknown(self, word: str, lower: str) -> str:
        if "-" in lower:
            if self._pair(lower):
                return "PAIR"
            parts = lower.split("-")
            whole = [self.words.classes.get(part) for part in parts]
            if all(name == "NUMW" for name in whole):
                return "NUMW"
            for name, endings in self.words.suffixes.items():
                if lower.endswith(endings):
                    return name
            if whole[-1] in ("PERSON", "PERSONS", "WEAPON"):
                return str(whole[-1])
            if whole[0] == "WEAPON" and word[0].isupper():
                return "WEAPON"
            if parts[0] in self.words.articles and word[len(parts[0]) + 1 :][:1].isupper():
                return "NAME"
            return "NAME" if word[0].isupper() and not word.isupper() else "ADJ"
        # In a text that is all capitals a form says more than its capital.
        lowered = word.isupper() and (
            lower in self.words.in_capitals or (len(word) > 4 and lower.endswith(self.words.endings))
        )
        if word[0].isupper() and not lowered:
            return "NAME"
        if lower.endswith("ly") and len(lower) > 4:
            return "ADV"
        return "WORD"
