"""Readers of groups: what the number, the people, the weapons or the place of a chunk are."""

from __future__ import annotations

from typing import Any, NamedTuple

from conflict_data.extraction.counts import Count
from conflict_data.extraction.language.pack import Pack
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.numbers import read_number, read_pair


class People(NamedTuple):
    """A group of people: how many, the span of the number, of which side, and what they are."""

    amount: Count | None
    start: int
    end: int
    side: str | None
    kinds: tuple[str, ...]
    added: bool


class Arms(NamedTuple):
    """Weapons of one kind: how many, the span of the number, class and model, and the span of the name.

    `single` where an article is the number ("a drone").
    """

    amount: Count | None
    start: int
    end: int
    weapon_class: str
    model: str | None
    name_start: int
    name_end: int
    side: str | None = None
    single: bool = False


class Spot(NamedTuple):
    """A named place: its name as written, the kind of area the text says, ids of the gazetteer, a side.

    `plural` where the noun of the area is ("regions"): other names beside this one share it.
    """

    name: str
    area: str | None
    ids: tuple[str, ...]
    country: str | None
    plural: bool = False


class Reader:
    """Turns the groups that the scan found into chunks with a payload."""

    def __init__(self, pack: Pack, places: Any) -> None:
        self.pack = pack
        self.letters = pack.letters
        self.names = pack.alphabet.names
        self.places = places
        kinds = {
            "refused": self._refused, "date": self._date, "formula": self._formula, "place": self._place,
            "arms": self._arms, "people": self._people, "folk": self._people, "things": self._things, "num": self._num,
        }  # fmt: skip
        self.readers = {name: kinds[name.rsplit("_", 1)[0]] for name in pack.groups.groupindex}

    def __call__(self, document: Document, kind: str, begin: int, end: int) -> Any:
        return self.readers[kind](document, begin, end)

    def _letter(self, name: str) -> str:
        return self.letters[name]

    def _people(self, document: Document, begin: int, end: int) -> Any:
        count, low, high, added = read_number(self.pack, document, begin, end)
        kinds, side, plural = [], None, False
        for k in range(begin, end):
            cls = self.names[document.classes[k]]
            if cls in ("PERSON", "PERSONS", "CROWD", "BODYW"):
                plural = cls != "PERSON"
                code = self.pack.words.code(document.tokens[k])
                if code:
                    kinds.append(str(code))
            elif cls == "OTHERADJ":
                added = True
            elif cls in ("NAT", "COUNTRY", "NATS", "GOV"):
                side = self.pack.words.code(document.tokens[k]) or side
                plural = plural or cls == "NATS"
        if count is None:
            low, high = begin, end
            if not plural:
                return self._letter("ONE"), People(
                    Count.of(1), document.starts[begin], _end(document, end), side, tuple(kinds), False
                )
            count = Count.vague("plural")
            people = People(count, document.starts[begin], _end(document, end), side, tuple(kinds), added)
            return self._letter("FOLK"), people
        if self.names[document.classes[end - 1]] == "ORMORE" and count.qualifier == "exact":
            count = Count.of(count.number, str(self.pack.words.code(document.tokens[end - 1])))
            high = end
        stop = _end(document, high) if high - low > 1 or not self._is_article(document, low) else _end(document, end)
        people = People(count, document.starts[low], stop, side, tuple(kinds), added)
        return self._letter("PEOPLE"), people

    def _is_article(self, document: Document, k: int) -> bool:
        return document.classes[k] in (self._letter("DETA"), self._letter("ANOTHER"))

    def _num(self, document: Document, begin: int, end: int) -> Any:
        count, low, high, added = read_number(self.pack, document, begin, end)
        if count is None and self.pack.words.code(document.tokens[end - 1]) == "other":
            count, low, high = Count.of(1), begin, end  # the other
        if count is None:
            return None
        people = People(count, document.starts[low], _end(document, high), None, (), added)
        return self._letter("NUM"), people

    def _things(self, document: Document, begin: int, end: int) -> Any:
        count, low, high, _ = read_number(self.pack, document, begin, end)
        if count is None:
            return None
        noun = self.pack.words.code(document.tokens[end - 1])
        return self._letter("THINGS"), People(
            count, document.starts[low], _end(document, high), None, (str(noun),) if noun else (), False
        )

    def _refused(self, document: Document, begin: int, end: int) -> Any:
        return self._letter("OTHER"), None

    def _formula(self, document: Document, begin: int, end: int) -> Any:
        if document.classes[begin] == self._letter("PAIR"):
            start, stop = document.starts[begin], _end(document, begin + 1)
            pair = read_pair(self.pack, document.tokens[begin].strip())
            return self._letter("FORMULA"), tuple(People(one, start, stop, None, (), False) for one in pair)
        marks = [k for k in range(begin, end) if document.classes[k] == self._letter("FOR")]
        if not marks:
            return None
        parts = [self._people(document, *span)[1] for span in ((begin, marks[0]), (marks[0] + 1, end))]
        if any(part.amount is None or part.amount.word for part in parts):
            return None
        return self._letter("FORMULA"), tuple(parts)

    def _arms(self, document: Document, begin: int, end: int) -> Any:
        count, low, high, _ = read_number(self.pack, document, begin, end)
        best, model, first, side = "unknown", None, end, None
        for k in range(begin, end):
            cls = self.names[document.classes[k]]
            if cls in ("NAT", "GOV", "COUNTRY"):
                side = side or self.pack.words.code(document.tokens[k])
            if cls != "WEAPON":
                continue
            first = min(first, k)
            code = self.pack.words.code(document.tokens[k])
            if not code:
                continue
            cls, _, made = str(code).partition("/")
            model = made or model
            if best == "unknown" or best.endswith("_unspecified") or made:
                best = cls
        joined = self._letter("AND") in document.classes[first - 2 : first] if first - 2 >= begin else False
        if joined and best.endswith("_missile"):
            # "30 ballistic and cruise missiles": the number is that of both kinds.
            best, model, first = "missile_unspecified", None, first - 2
        span = (document.starts[low], _end(document, high)) if count else (0, 0)
        single = count is not None and high - low == 1 and self._is_article(document, low)
        arms = Arms(count, *span, best, model, document.starts[first], _end(document, end), side, single)
        return self._letter("ARMS" if count else "ARM"), arms

    def _place(self, document: Document, begin: int, end: int) -> Any:
        kept, area, country, plural, seat = [], None, None, False, False
        for k in range(begin, end):
            cls = self.names[document.classes[k]]
            if cls == "AREAW":
                # A code that ends in "+" is that of a plural.
                code = str(self.pack.words.code(document.tokens[k]) or "")
                area, plural = code.removesuffix("+"), code.endswith("+")
            elif cls in ("PLACEW", "COUNTRY", "NAME", "GOV"):
                kept.append(k)
                seat = seat or cls == "GOV"
                if cls == "COUNTRY":
                    country = str(self.pack.words.code(document.tokens[k]))
        if not kept:
            return None
        low, high = kept[0], kept[-1] + 1
        written = document.words(low, high)
        ids = self.ids(written, area, document.words(begin, end))
        if seat and not ids:
            return None
        return self._letter("PLACE"), Spot(written, area, ids, country, plural)

    def ids(self, name: str, area: str | None, whole: str) -> tuple[str, ...]:
        """Ids of a name, the likeliest first; those of the kind of area that the text says, if it says one."""
        for spelt in (whole, name):
            spelt = " ".join(spelt.split())
            found = self.places.lookup(spelt) or (self.places.lookup(spelt.title()) if spelt.isupper() else ())
            if area and spelt != whole:
                # "Mykolaiv regions" means what "Mykolaiv region" does.
                nouns = self.pack.area_nouns.get(area, ())
                found = next(filter(None, (self.places.lookup(f"{spelt} {noun}") for noun in nouns)), found)
            if found:
                fitting = tuple(one for one in found if not area or self.places.kind(one).startswith(area))
                return fitting or found
        return ()

    def _date(self, document: Document, begin: int, end: int) -> Any:
        return self._letter("DATE"), (begin, end)


def _end(document: Document, token: int) -> int:
    return document.starts[token - 1] + len(document.tokens[token - 1].rstrip())
