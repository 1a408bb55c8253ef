"""Places: names to ids, ids to what contains them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import Any

KINDS = (
    "country", "oblast", "raion", "city", "city_district", "town", "village", "region", "sea", "facility",
)  # fmt: skip

_LIKELY = ("country", "city", "town", "oblast", "region", "sea", "facility", "raion", "city_district", "village")
"""What a bare name means, the likeliest kind first: a city before the oblast that bears its name."""


class Gazetteer:
    """An immutable set of places with every spelling of their names."""

    def __init__(self, places: dict[str, dict[str, Any]], names: dict[str, tuple[str, ...]]) -> None:
        self.places = places
        self.names = names
        self._lines: dict[str, frozenset[str]] = {}

    @classmethod
    def from_rows(
        cls,
        places: Iterable[Mapping[str, Any]],
        names: Iterable[Mapping[str, Any]],
        *,
        defaults: Iterable[Mapping[str, Any]] = (),
    ) -> Gazetteer:
        """Build from rows of the tables `places` and `place_names`; ValueError names an unknown place.

        `defaults` are rows with `name` and `default_place_id`: which of several namesakes a bare name means. Without
        them the larger kind comes first, then the id that is nothing but the name (a smaller namesake bears its oblast).
        """
        known: dict[str, dict[str, Any]] = {str(row["place_id"]): dict(row) for row in places}
        spelt: dict[str, list[str]] = {}
        for key, row in known.items():
            if row.get("name"):
                spelt.setdefault(fold(str(row["name"])), []).append(key)
        for spelling in names:
            key = str(spelling["place_id"])
            if key not in known:
                raise ValueError(f"place_names: {spelling['name']!r}: place_id {key!r} is not in places")
            ids = spelt.setdefault(fold(str(spelling["name"])), [])
            if key not in ids:
                ids.append(key)
        meant = {fold(str(row["name"])): str(row["default_place_id"]) for row in defaults if row["default_place_id"]}
        sizes = _sizes(known)
        ordered = {
            name: tuple(sorted(ids, key=lambda one: (one != meant.get(name), *_rank(one, name, known, sizes))))
            for name, ids in spelt.items()
        }
        return cls(known, ordered)

    @classmethod
    def empty(cls) -> Gazetteer:
        """The gazetteer that knows no place; always the same one, since packs keep what they build for a gazetteer."""
        return _EMPTY

    @classmethod
    def default(cls) -> Gazetteer:
        """The places of the newest released data; an empty gazetteer where nothing is released."""
        return _released()

    def lookup(self, name: str) -> tuple[str, ...]:
        """Ids of all places that bear the name, the likeliest first; empty if none does."""
        return self.names.get(fold(name), ())

    def choose(self, ids: tuple[str, ...], context: Set[str]) -> str:
        """The one of some namesakes that lies in a place of the context, or holds one, else the first."""
        if len(ids) > 1 and context:
            near = [len(self._line(one) & context) for one in ids]
            best = max(near)
            if best:
                return ids[near.index(best)]
        return ids[0]

    def _line(self, place_id: str) -> frozenset[str]:
        known = self._lines.get(place_id)
        if known is None:
            known = self._lines[place_id] = frozenset((place_id, *self.ancestors(place_id)))
        return known

    def kind(self, place_id: str) -> str:
        """Kind of the place, one of KINDS; KeyError for an unknown id."""
        return str(self.places[place_id].get("kind") or "")

    def parent(self, place_id: str) -> str | None:
        """The place that contains this one, or None; KeyError for an unknown id."""
        return self.places[place_id].get("parent_place_id") or None

    def ancestors(self, place_id: str) -> tuple[str, ...]:
        """Ids of all containing places, the nearest first; KeyError for an unknown id."""
        found: list[str] = []
        parent = self.parent(place_id)
        while parent and parent not in found and parent in self.places:
            found.append(parent)
            parent = self.parent(parent)
        return tuple(found)


_EMPTY = Gazetteer({}, {})


def fold(name: str) -> str:
    """A name with every kind of apostrophe written as the plain one."""
    return name.replace("\u2019", "'").replace("\u02bc", "'")


def _sizes(places: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """How many places of each country there are."""
    sizes: dict[str, int] = {}
    for row in places.values():
        country = str(row.get("country") or "")
        sizes[country] = sizes.get(country, 0) + 1
    return sizes


def _rank(
    place_id: str, name: str, places: Mapping[str, Mapping[str, Any]], sizes: Mapping[str, int]
) -> tuple[int, bool, int, int, str]:
    row = places[place_id]
    kind = str(row.get("kind") or "")
    likely = _LIKELY.index(kind) if kind in _LIKELY else len(_LIKELY)
    slug = fold(name).lower().replace(" ", "-").replace("'", "")
    return (
        likely,
        not place_id.endswith(f"-{slug}"),
        place_id.count("-"),
        -sizes[str(row.get("country") or "")],
        place_id,
    )


@lru_cache(maxsize=1)
def _released() -> Gazetteer:
    try:
        from conflict_data import load

        return Gazetteer.from_rows(load("places").to_dicts(), load("place_names").to_dicts())
    except (ImportError, LookupError, FileNotFoundError):
        return Gazetteer.empty()
