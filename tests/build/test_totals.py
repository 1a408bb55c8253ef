"""Plain sums over the marked rows count everybody once, the killed and the injured each by the last that was told of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pipeline.places import Places
from pipeline.records import Row
from pipeline.totals import mark_casualties

ATTACKS: dict[str, dict[str, Any]] = {"atk_wave": {}, "atk_strike": {"wave_id": "atk_wave"}}
PLACES = Places(
    [
        Row("places", "land", {}, "", 0),
        Row("places", "city", {"parent_place_id": "land"}, "", 0),
        Row("places", "district", {"parent_place_id": "city"}, "", 0),
        Row("places", "town", {"parent_place_id": "land"}, "", 0),
    ]
)
LEVELS = {"land": "nationwide", "city": "settlement", "district": "settlement_part", "town": "settlement"}


def toll(number: int, place: str, hour: int, killed: int | None, injured: int | None) -> Row:
    values = {
        "attack_id": "atk_wave" if place == "land" else "atk_strike", "scope_level": LEVELS[place], "scope_place_id": place,
        "victim_side": "UKR", "is_cumulative": True, "as_of": datetime(2031, 3, 4, hour, tzinfo=UTC),
        "killed_best": killed, "injured_best": injured,
    }  # fmt: skip
    return Row("casualties", f"cas_{number:08d}", values, "", 0)


def total(rows: list[Row], mark: str, count: str) -> int:
    return sum(row.values[f"{count}_best"] or 0 for row in rows if row.values[mark])


def test_the_last_word_on_the_killed_does_not_hide_the_injured() -> None:
    rows = [toll(1, "city", 6, 3, 40), toll(2, "city", 9, 5, 62), toll(3, "city", 20, 6, None)]
    mark_casualties(rows, ATTACKS, PLACES)
    assert (total(rows, "use_in_totals", "killed"), total(rows, "use_injured_in_totals", "injured")) == (6, 62)


def test_parts_give_way_to_the_whole_and_the_whole_to_parts_that_add_up_to_more() -> None:
    rows = [
        toll(1, "land", 9, 5, 10),
        toll(2, "city", 9, 4, 15),
        toll(3, "town", 9, 1, 2),
        toll(4, "district", 9, 4, 3),
    ]
    mark_casualties(rows, ATTACKS, PLACES)
    assert (total(rows, "use_in_totals", "killed"), total(rows, "use_injured_in_totals", "injured")) == (5, 17)


some = st.none() | st.integers(0, 50)


@given(st.lists(st.tuples(st.sampled_from(sorted(LEVELS)), st.integers(0, 23), some, some), max_size=8))
def test_marked_rows_never_nest_and_never_stand_twice_in_a_series(
    drawn: list[tuple[str, int, int | None, int | None]],
) -> None:
    rows = [toll(number, *one) for number, one in enumerate(drawn)]
    mark_casualties(rows, ATTACKS, PLACES)
    for mark in ("use_in_totals", "use_injured_in_totals"):
        counted = [row.values["scope_place_id"] for row in rows if row.values[mark]]
        pairs = [(a, b) for i, a in enumerate(counted) for b in counted[i + 1 :]]
        assert not any(PLACES.related(a, b) for a, b in pairs)
