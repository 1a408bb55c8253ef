"""Numbers in every written form are read with their bounds, and what is no count is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_data.extraction import Count, extract, read_count

READ = {
    "390": "390", "1,000": "1000", "at least 50": "at least 50", "no fewer than 12 people": "at least 12",
    "more than 20": "more than 20", "over 300 drones": "more than 300", "up to 40": "up to 40",
    "fewer than 10": "fewer than 10", "about 30": "about 30", "nearly 300": "about 300", "30 or more": "at least 30",
    "12 to 15": "12 to 15", "3-4": "3 to 4", "between 12 and 15": "12 to 15", "dozens": "dozens",
    "two dozen": "24", "hundreds": "hundreds", "several": "several", "a few": "a few", "a couple of": "a couple",
    "both": "2", "a man": "1", "twenty-three": "23", "two hundred and ten": "210", "three thousand": "3000",
    "six individuals": "6", "a hundred people": "100", "as many as 60": "up to 60",
}  # fmt: skip
REFUSED = [
    "half of", "a third", "one third", "54-year-old", "three years", "two-hour", "$5 million", "40 percent", "12%",
    "30 km", "Kh-101", "Su-34", "T-72", "4:27 p.m.", "16:51", "2.5", "1/3", "24 May 2025", "aged 35", "5th",
    "seven minutes", "155-mm",
]  # fmt: skip


@pytest.mark.parametrize(("words", "wanted"), READ.items())
def test_written_forms_are_read(words: str, wanted: str) -> None:
    assert [str(count) for count in read_count(words)] == [wanted]


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_no_count_is_refused(words: str) -> None:
    assert read_count(words) == []


@given(
    st.integers(0, 10**6),
    st.sampled_from(["exact", "at_least", "more_than", "at_most", "fewer_than", "about"]),
)
def test_canonical_text_and_count_are_the_same_thing(number: int, qualifier: str) -> None:
    count = Count.of(number, qualifier)
    assert Count.parse(str(count)) == count


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_range_survives_its_text(low: int, more: int) -> None:
    count = Count.of(low, high=low + more)
    assert Count.parse(str(count)) == count


def test_an_unknown_form_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="allowed"):
        Count.parse("a lot")


@pytest.mark.parametrize("word", ["many", "hundred", "two", "both", "at least"])
def test_a_compound_of_a_weapon_and_a_number_word_is_a_weapon(word: str) -> None:
    name = f"Iskander-M\u2011{word}"
    found = extract(f"Russia attacked with {name} drones; {name} were shot down, {name} people killed.").claims
    assert all(claim.value != word for claim in found)
