"""Patterns over classes: a small notation that becomes one regular expression over class letters.

A pattern is a row of class or macro names, each standing for one chunk: `g:PEOPLE BE? ADV{0,2} KILL`. Allowed are
`name:` before a name or a bracket (capture), groups, `|`, `?`, `*`, `+`, `{m,n}`, look-around `(?=`, `(?!`, `(?<=`,
`(?<!`, `^` and `$` (ends of what a filter looks at), and `~` for any one chunk of the same sentence. Unbounded
repeats over `~` are refused: every pattern stays linear in the text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import NamedTuple

BOUNDARY = "|"
"""Letter that separates sentences; no pattern can cross it."""

BUILT_IN = (
    "DIG", "DAY", "YEAR", "RNG", "PAIR", "TIME", "ISO", "DMY", "DEC", "FRAC", "PCT", "ORDN", "AGE", "NAME", "WORD", "ADV",
    "DOT", "COMMA", "SEMI", "COLON", "DASH", "OPEN", "CLOSE", "QUOTE", "POSS", "SIGN", "BREAK", "OTHER",
    "PEOPLE", "FOLK", "ONE", "NUM", "THINGS", "ARMS", "ARM", "PLACE", "PLACEW", "DATE", "FORMULA", "SUBSET",
)  # fmt: skip
"""Classes that the engine itself gives: kinds of tokens first, kinds of chunks after them."""

_PIECE = re.compile(
    r"\s*(?:(?P<look>\(\?<?[=!])|(?P<sign>[()|^$])|(?P<count>[?*+]|\{\d+(?:,\d+)?\})|(?P<any>~)"
    r"|(?:(?P<label>[a-z][a-z0-9]*):)?(?P<name>[A-Z][A-Z0-9_]*)|(?P<open>[a-z][a-z0-9]*):\()"
)
_ANY = None
_MOST = 8
"""Needs of a choice that are kept, the most telling ones, which are those with the fewest letters."""
_POOL = [
    *string.ascii_letters,
    *string.digits,
    *map(chr, range(0xC0, 0x100)),
    *map(chr, range(0xA1, 0xC0)),
    *map(chr, range(0x100, 0x400)),
]
"""Letters of classes: none means anything in a regular expression, and up to 157 keep the strings one byte a letter."""


class Part(NamedTuple):
    """A piece of a pattern: its regular expression and what a text must have for it to match.

    `first`: letters it can begin with (None: any); `empty`: can it match nothing; `needs`: sets of letters, of each of
    which at least one must be there.
    """

    regex: str
    first: frozenset[str] | None
    empty: bool
    needs: tuple[frozenset[str], ...]


class Alphabet:
    """One letter per class, one part per macro."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.macros: dict[str, Part] = {}
        for name in BUILT_IN:
            self.letter(name)

    def letter(self, name: str) -> str:
        """The letter of a class; a new class gets the next free one."""
        if name not in self.letters:
            letter = _POOL[len(self.letters)]
            self.letters[name] = letter
            self.names[letter] = name
        return self.letters[name]

    def define(self, name: str, body: str | Mapping[str, list[str]]) -> None:
        """Add a macro: a pattern, or `{any: [...]}` / `{none: [...]}` for sets of classes."""
        if name in self.letters or name in self.macros:
            raise ValueError(f"macro {name}: the name is taken")
        if isinstance(body, str):
            part = self.parse(body)
            self.macros[name] = part._replace(regex=f"(?:{part.regex})")
            return
        kind, members = next(iter(body.items()))
        letters = frozenset().union(*(self._set(member) for member in members))
        written = "".join(sorted(letters))
        if kind == "any":
            self.macros[name] = Part(f"[{written}]", letters, False, (letters,))
        elif kind == "none":
            self.macros[name] = Part(f"[^{BOUNDARY}{written}]", _ANY, False, ())
        else:
            raise ValueError(f"macro {name}: {kind!r} is neither 'any' nor 'none'")

    def _set(self, name: str) -> frozenset[str]:
        if name in self.letters:
            return frozenset(self.letters[name])
        part = self.macros.get(name)
        if part is None or not part.regex.startswith("[") or part.first is None:
            raise ValueError(f"{name} is neither a class nor a set of classes")
        return part.first

    def compile(self, pattern: str) -> str:
        """The regular expression of a pattern; ValueError names what it does not understand."""
        return self.parse(pattern).regex

    def parse(self, pattern: str) -> Part:
        """A pattern with what it needs; ValueError names what it does not understand."""
        pieces: list[re.Match[str]] = []
        position, pattern = 0, pattern.strip()
        while position < len(pattern):
            found = _PIECE.match(pattern, position)
            if found is None:
                raise ValueError(f"pattern not understood at {pattern[position : position + 30]!r}")
            pieces.append(found)
            position = found.end()
        part, rest = self._choice(pieces, 0)
        if rest < len(pieces):
            raise ValueError(f"a bracket too many in {pattern!r}")
        return part

    def _choice(self, pieces: list[re.Match[str]], at: int) -> tuple[Part, int]:
        branches: list[Part] = []
        while True:
            branch, at = self._row(pieces, at)
            branches.append(branch)
            if at < len(pieces) and pieces[at]["sign"] == "|":
                at += 1
                continue
            break
        if len(branches) == 1:
            return branches[0], at
        first = _union(branch.first for branch in branches)
        regex = "|".join(branch.regex for branch in branches)
        return Part(regex, first, any(branch.empty for branch in branches), _either(branches)), at

    def _row(self, pieces: list[re.Match[str]], at: int) -> tuple[Part, int]:
        row: list[Part] = []
        while at < len(pieces):
            piece = pieces[at]
            if piece["sign"] in (")", "|"):
                break
            if piece["count"]:
                row[-1] = _repeated(row[-1], piece["count"])
                at += 1
                continue
            part, at = self._one(pieces, at)
            row.append(part)
        first: frozenset[str] | None = frozenset()
        for part in row:
            first = _union((first, part.first))
            if not part.empty:
                break
        needs = tuple(dict.fromkeys(need for part in row for need in part.needs))
        return Part("".join(part.regex for part in row), first, all(part.empty for part in row), needs), at

    def _one(self, pieces: list[re.Match[str]], at: int) -> tuple[Part, int]:
        piece = pieces[at]
        if piece["sign"] in ("^", "$"):
            return Part(piece["sign"], frozenset(), True, ()), at + 1
        if piece["any"]:
            return Part(f"[^{BOUNDARY}]", _ANY, False, ()), at + 1
        if piece["look"] or piece["sign"] == "(" or piece["open"]:
            inner, at = self._choice(pieces, at + 1)
            if at >= len(pieces) or pieces[at]["sign"] != ")":
                raise ValueError("a bracket is not closed")
            if piece["look"]:
                needs = inner.needs if piece["look"].endswith("=") else ()
                return Part(f"{piece['look']}{inner.regex})", frozenset(), True, needs), at + 1
            opening = f"(?P<{piece['open']}>" if piece["open"] else "(?:"
            return inner._replace(regex=f"{opening}{inner.regex})"), at + 1
        name = piece["name"]
        if name in self.letters:
            letter = frozenset(self.letters[name])
            part = Part(self.letters[name], letter, False, (letter,))
        elif name in self.macros:
            part = self.macros[name]
        else:
            raise ValueError(f"{name} is neither a class nor a macro")
        return (part._replace(regex=f"(?P<{piece['label']}>{part.regex})") if piece["label"] else part), at + 1

    def spell(self, letters: str) -> str:
        """Class names of a class string, for the trace."""
        return " ".join(self.names.get(letter, letter) for letter in letters)


def _union(sets: object) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for one in sets:  # type: ignore[attr-defined]
        if one is None:
            return None
        found |= one
    return found


def _either(branches: list[Part]) -> tuple[frozenset[str], ...]:
    """What a text must hold for one of some branches: of each of them one need, whichever, brought together."""
    each = [sorted(branch.needs, key=lambda need: (len(need), sorted(need)))[:_MOST] for branch in branches]
    found: tuple[frozenset[str], ...] = tuple(each[0])
    for needs in each[1:]:
        joined = sorted({one | other for one in found for other in needs}, key=lambda need: (len(need), sorted(need)))
        found = tuple(need for k, need in enumerate(joined) if not any(less <= need for less in joined[:k]))[:_MOST]
    return found


def _repeated(part: Part, count: str) -> Part:
    if count in ("*", "+") and part.first is None:
        raise ValueError(f"'{count}' after a piece that can be anything has no upper bound; write {{0,8}}")
    if count in ("?", "*") or count.startswith("{0"):
        return Part(part.regex + count, part.first, True, ())
    return part._replace(regex=part.regex + count)
