"""What the gazetteer adds to records: coordinates, country, first-level unit, and which place contains which."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pipeline.records import Row


class Places:
    """Hierarchy and attributes of the places of one build."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = {row.record_id: row.values for row in rows if row.table == "places"}
        self.ancestors = cache(self._ancestors)

    def _ancestors(self, place_id: str) -> tuple[str, ...]:
        """The place and all that contain it, from the nearest to the country."""
        chain: list[str] = []
        current: str | None = place_id
        while current is not None and current in self.rows and current not in chain:
            chain.append(current)
            current = self.rows[current].get("parent_place_id")
        return tuple(chain)

    def contains(self, outer: str, inner: str) -> bool:
        """True where `inner` is `outer` or lies in it."""
        return outer in self.ancestors(inner)

    def related(self, one: str, other: str) -> bool:
        """True where one of the two contains the other."""
        return self.contains(one, other) or self.contains(other, one)

    def describe(self, place_id: str) -> dict[str, Any]:
        """Derived columns of a record at that place."""
        place = self.rows.get(place_id, {})
        chain = self.ancestors(place_id)
        admin1 = next((p for p in chain if self.rows[p]["kind"] == "oblast"), None)
        return {
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "country": place.get("country"),
            "admin1_place_id": admin1,
            "admin1_name": self.rows[admin1]["name"] if admin1 else None,
        }
