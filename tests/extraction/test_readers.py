"""The readers of evidence: what a few words give as a date, a place, a code or an ordinal."""

from __future__ import annotations

from datetime import date

import pytest

from conflict_data.extraction import Gazetteer, read_code, read_date, read_ordinal, read_place

DONETSK = Gazetteer.from_rows(
    [
        {"place_id": "ukr", "name": "Ukraine", "kind": "country", "country": "UA"},
        {"place_id": "rus-donetsk", "name": "Donetsk", "kind": "city", "country": "RU"},
        {"place_id": "ukr-donetsk", "name": "Donetsk", "kind": "city", "country": "UA"},
        {"place_id": "ukr-donetska", "name": "Donetsk Oblast", "kind": "oblast", "country": "UA"},
        {"place_id": "ukr-slovianka", "name": "Slov\u2019ianka", "kind": "village", "country": "UA"},
    ],
    [{"place_id": "ukr-donetska", "name": "Donetsk region", "language": "en", "kind": "short"}],
    defaults=[{"name": "Donetsk", "default_place_id": "ukr-donetsk"}],
)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("the 66th exchange", [66]),
        ("first phase", [1]),
        ("the second stage", [2]),
        ("twenty-first round", [21]),
        ("the 3rd and 4th stages", [3, 4]),
        ("the last stage", []),
        ("66 prisoners", []),
    ],
)
def test_ordinals(words: str, numbers: list[int]) -> None:
    assert read_ordinal(words) == numbers


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("night to 7 September 2025", date(2025, 9, 6), date(2025, 9, 7)),
        ("the night of 7 September 2025", date(2025, 9, 6), date(2025, 9, 7)),
        ("the night of 7 September 2025", date(2025, 9, 7), date(2025, 9, 8)),
        ("in the night after 6 September 2025", date(2025, 9, 6), date(2025, 9, 7)),
        ("overnight into Sunday", date(2025, 9, 6), date(2025, 9, 7)),
        ("early hours of 7 September 2025", date(2025, 9, 6), date(2025, 9, 7)),
        ("on 7 September", date(2025, 9, 7), date(2025, 9, 7)),
    ],
)
def test_a_night_has_two_days(words: str, first: date, last: date) -> None:
    assert (first, last) in [(span.start, span.end) for span in read_date(words, published=date(2025, 9, 7))]


def test_the_default_of_a_name_comes_first_and_its_namesakes_after_it() -> None:
    assert DONETSK.lookup("Donetsk") == ("ukr-donetsk", "rus-donetsk")


def test_a_bare_name_may_mean_the_region_too() -> None:
    assert read_place("Donetsk", DONETSK) == ["ukr-donetsk", "rus-donetsk", "ukr-donetska"]


def test_an_adjective_names_its_state() -> None:
    assert read_place("Ukrainian Air Force", DONETSK) == ["ukr"]


@pytest.mark.parametrize("mark", ["'", "\u2019", "\u02bc"])
def test_any_apostrophe_will_do(mark: str) -> None:
    assert read_place(f"Slov{mark}ianka", DONETSK) == ["ukr-slovianka"]


@pytest.mark.parametrize(
    ("words", "codelist", "code"),
    [
        ("Shahed drones", "weapon_class", "owa_uav"),
        ("a Kh-59 missile", "weapon_class", "guided_air_missile"),
        ("Iskander-M or KN-23", "weapon_model", "Iskander-M/KN-23"),
        ("the Kremlin", "claim_party", "rus_official"),
        ("Kyiv", "party", "UKR"),
        ("the United Arab Emirates", "mediator", "ARE"),
        ("a cafe and a shop", "target_type", "commerce"),
        ("an oil refinery", "target_type", "energy"),
        ("soldiers under the age of 25", "selection_category", "under_25"),
        ("the seriously ill", "selection_category", "seriously_ill"),
        ("the bodies of soldiers", "transfer_type", "remains_repatriation"),
        ("shot down or suppressed", "downed_definition", "kinetic_or_ew"),
    ],
)
def test_words_stand_for_codes(words: str, codelist: str, code: str) -> None:
    assert code in read_code(words, codelist)


def test_words_that_stand_for_no_code_give_none() -> None:
    assert read_code("on Tuesday", "target_type") == set()


def test_an_unknown_code_list_is_named_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="unknown code list 'colour'"):
        read_code("a drone", "colour")
