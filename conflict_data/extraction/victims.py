"""Who a statement counts: the groups and named persons of a list, and what tells one group from another."""

from __future__ import annotations

from typing import NamedTuple

from conflict_data.extraction.chunks import Document
from conflict_data.extraction.counts import Count
from conflict_data.extraction.groups import People
from conflict_data.extraction.pack import Pack

_COUNTED = ("PEOPLE", "NUM", "THINGS", "FOLK")
_SEPARATORS = ("COMMA", "AND", "WITH", "OR", "SEMI", "DASH", "OPEN", "CLOSE")


class Identity(NamedTuple):
    """What is known of a group of people beside its number."""

    names: frozenset[str]
    heads: frozenset[str]
    kinds: frozenset[str]
    definite: bool
    part: bool
    added: bool
    pronoun: str | None


def listed(pack: Pack, document: Document, begin: int, end: int) -> list[tuple[int, People]]:
    """The victims of a list in chunks begin..end-1: counted groups, and one person for each name or title."""
    found: list[tuple[int, People]] = []
    names = pack.alphabet.names
    separators = {pack.letters[name] for name in _SEPARATORS}
    after_name, low = False, begin
    for k in range(begin, end + 1):
        if k < end and document.letters[k] not in separators:
            continue
        if k > low:
            comma = low > begin and names[document.letters[low - 1]] == "COMMA"
            part = _segment(pack, document, low, k)
            described = after_name and comma and all(_describes(document, one, payload) for one, payload in part)
            if not described:
                found += part
                after_name = any(names[document.letters[one]] not in _COUNTED for one, _ in part)
        low = k + 1
    return found


def _describes(document: Document, chunk: int, payload: People) -> bool:
    """Is this what a person named before is (`a teacher`), or the age?"""
    words = document.text[payload.start : payload.end]
    return words.isdigit() or (payload.amount == Count.of(1) and not words[:1].isdigit())


def _segment(pack: Pack, document: Document, low: int, high: int) -> list[tuple[int, People]]:
    names = pack.alphabet.names
    kinds = [names[document.letters[k]] for k in range(low, high)]
    counted: list[tuple[int, People]] = []
    for k, kind in enumerate(kinds, low):
        payload = document.payload.get(k)
        if kind in _COUNTED and isinstance(payload, People) and not (kind == "THINGS" and payload.kinds):
            counted.append((k, payload))
    if counted:
        return counted
    ones = [k for k, kind in enumerate(kinds, low) if kind == "ONE"]
    if "NAME" not in kinds:
        return [(k, document.payload[k]) for k in ones] or _pronouns(pack, document, low, high)
    while kinds and kinds[-1] not in ("NAME", "ONE", "TITLE"):
        kinds.pop()
    last = low + len(kinds)
    side = document.payload[ones[0]].side if ones else None
    codes = tuple(code for k in ones for code in document.payload[k].kinds)
    return [(low, People(Count.of(1), document.start(low), document.end(last - 1), side, codes, False))]


def _pronouns(pack: Pack, document: Document, low: int, high: int) -> list[tuple[int, People]]:
    letter = pack.letters["PRON"]
    return [
        (k, People(Count.of(1), document.start(k), document.end(k), None, (), False))
        for k in range(low, high)
        if document.letters[k] == letter and pack.words.code(document.tokens[document.first[k]]) == "one"
    ]


def identity(pack: Pack, document: Document, chunk: int, payload: People) -> Identity:
    """Names, nouns and determiners of the group that begins at a chunk."""
    names, heads = set(), set()
    definite = part = False
    pronoun = None
    last = document.first[chunk + 1]
    while last < len(document.tokens) and document.starts[last] < payload.end:
        last += 1
    previous = ""
    for k in range(document.first[chunk], last):
        cls = pack.alphabet.names[document.classes[k]]
        word = document.tokens[k].strip().lower()
        if cls == "NAME" and len(word) > 2:
            names.add(word)
        elif cls in ("PERSON", "PERSONS"):
            heads.add(word[:-1] if word.endswith("s") else word)
        elif cls in ("THE", "BOTH"):
            definite = True
            part = part or previous == "OF"
        elif cls == "PRON":
            pronoun = str(pack.words.code(word) or "")
        previous = cls
    if pack.alphabet.names[document.letters[chunk]] == "PEOPLE":
        # Words between a number and its noun are no names.
        names.clear()
    return Identity(
        frozenset(names), frozenset(heads), frozenset(payload.kinds), definite, part, payload.added, pronoun
    )
