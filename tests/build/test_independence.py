"""How many of a record's documents are independent."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline.independence import independent, origins_of

NAMES = st.sampled_from("abcdefg")
PAGES = st.lists(st.frozensets(NAMES, min_size=1, max_size=3), max_size=7)


@pytest.mark.parametrize(
    ("pages", "number"),
    [
        ([], 0),
        (["Governor", "governor", " Governor "], 1),
        (["Headquarters; Ministry", "Headquarters"], 1),
        (["Headquarters; Ministry", "Ministry;Headquarters"], 1),
        (["Headquarters; Ministry", "Headquarters", "Ministry"], 2),
        (["Mayor; Police", "Police; Governor", "Governor; Mayor"], 1),
        (["Mayor; Police", "Police; Governor", "Governor; Prosecutor"], 2),
    ],
)
def test_pages_that_share_an_origin_are_not_independent(pages: list[str], number: int) -> None:
    assert independent(origins_of(page) for page in pages) == number


@given(PAGES)
def test_it_is_the_largest_number_of_which_no_two_share_an_origin(pages: list[frozenset[str]]) -> None:
    assert independent(pages) == max(
        size
        for size in range(len(pages) + 1)
        for some in combinations(pages, size)
        if not any(one & other for one, other in combinations(some, 2))
    )


@given(PAGES, st.frozensets(NAMES, min_size=1), st.randoms())
def test_a_further_page_never_takes_away_and_adds_one_at_most(
    pages: list[frozenset[str]], page: frozenset[str], random: Random
) -> None:
    before = independent(pages)
    more = [*pages, page]
    random.shuffle(more)
    assert before <= independent(more) <= before + 1


def test_many_pages_that_all_share_something_are_counted_in_good_time() -> None:
    grid = [frozenset({f"row {row}", f"column {column}"}) for row in range(5) for column in range(5)]
    assert independent(grid) == 5
