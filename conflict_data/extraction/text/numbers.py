"""Numbers as reports write them: digits, words, ranges, bounds, approximations, vague words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conflict_data.extraction.counts import Count
from conflict_data.extraction.language.lexicon import JOINTS, SPEAKING

if TYPE_CHECKING:
    from conflict_data.extraction.language.pack import Pack
    from conflict_data.extraction.text.chunks import Document

_DASH = re.compile(r"[-\u2013]")
_FIGURES = ("DIG", "DAY", "YEAR")
_LONGEST = 9


def digits_of(word: str) -> int | None:
    """The number that the digits of a word write (`66th`, `1,000`); None without digits, or with too many to count."""
    plain = word if word.isdecimal() else "".join(char for char in word if char.isdecimal())
    return int(plain) if 0 < len(plain) <= _LONGEST else None


def read_number(pack: Pack, document: Document, begin: int, end: int) -> tuple[Count | None, int, int, bool]:
    """The number in tokens begin..end-1, the tokens that say it, and whether it adds to an earlier one."""
    names, words = pack.alphabet.names, pack.words
    classes = document.classes
    opening = pack.speaking.search(classes, begin, end)
    if opening is None:
        return None, begin, begin, False
    only = opening.start()
    if pack.speaking.search(classes, only + 1, end) is None:
        # One word says it, as most numbers are written.
        cls, token = names[classes[only]], document.tokens[only].strip()
        if cls == "DETA":
            return Count.of(1), only, only + 1, False
        if cls in _FIGURES and not token.endswith("+"):
            value = digits_of(token)
            return (None, begin, begin, False) if value is None else (Count.of(value), only, only + 1, False)
        if cls == "NUMW":
            return Count.of(_word_value(words, token, None)), only, only + 1, False
        begin = only
    values: list[int] = []
    current: int | None = None
    qualifier, high, vague, added = "exact", None, None, False
    first = last = -1
    article = -1
    for k in range(begin, end):
        cls = names[document.classes[k]]
        if cls not in SPEAKING:
            if first >= 0:
                break
            continue
        token = document.tokens[k].strip()
        if cls in _FIGURES:
            if current is not None:
                break
            current = digits_of(token)
            if current is None:
                return None, begin, begin, False
            if token.endswith("+"):
                qualifier = "at_least"
        elif cls == "NUMW":
            current = _word_value(words, token, current)
        elif cls == "SCALE":
            scale = int(words.code(token))
            if vague:
                vague = {12: "dozens", 20: "scores", 100: "hundreds"}.get(scale, "thousands")
            else:
                current = _scaled(current, scale)
        elif cls == "RNG":
            low, top = (int(part) for part in _DASH.split(token))
            if low >= top:
                return None, begin, begin, False
            current, high = low, top
        elif cls == "VAGUE":
            vague = str(words.code(token))
        elif cls == "BOTH":
            current = 2
        elif cls in ("QUAL", "CEIL", "ORMORE"):
            qualifier = str(words.code(token))
        elif cls == "ANOTHER":
            added = True
            article = k if article < 0 else article
            continue
        elif cls == "OTHERADJ":
            added = True
            continue
        elif cls == "DETA":
            if first < 0:
                article = k
            continue
        elif cls in JOINTS and first >= 0 and k + 1 < end:
            following = names[document.classes[k + 1]]
            if cls == "AND" and names[document.classes[k - 1]] == "SCALE" and following == "NUMW":
                continue
            if following in (*_FIGURES, "NUMW", "SCALE", "CEIL") and current is not None:
                values.append(current)
                current = None
                continue
            break
        elif cls in ("BETWEEN", "ALREADY"):
            pass
        elif first >= 0:
            break
        else:
            continue
        first = k if first < 0 else first
        last = k
    if current is not None:
        values.append(current)
    if vague is not None and not values:
        return Count.vague(vague), first, last + 1, added
    if not values:
        if article >= 0:
            return Count.of(1), article, article + 1, added
        return None, begin, begin, False
    if len(values) == 2 and values[0] < values[1]:
        return Count.of(values[0], high=values[1]), first, last + 1, added
    if high is not None:
        return Count.of(values[0], high=high), first, last + 1, added
    return Count.of(values[0], qualifier), first, last + 1, added


def read_pair(pack: Pack, token: str) -> tuple[Count, Count]:
    """The two numbers of a word such as `205-for-205` or `five-for-five`."""
    first, _, second = token.replace("\u2011", "-").replace(",", "").split("-")
    values = [int(part) if part.isdecimal() else _word_value(pack.words, part, None) for part in (first, second)]
    return Count.of(values[0]), Count.of(values[1])


def _scaled(current: int | None, scale: int) -> int:
    if current is None:
        return scale
    # "two thousand three hundred": only the part below the scale is multiplied.
    rest = current % scale if current >= scale else current
    return current - rest + rest * scale if rest and current >= scale else current * scale


def _word_value(words: object, token: str, current: int | None) -> int:
    total = current or 0
    for part in token.replace("\u2011", "-").split("-"):
        value = words.code(part)  # type: ignore[attr-defined]
        total += int(value) if value is not None else 0
    return total
