"""What a text says of the killed and injured: totals, parts, updates, and what is no casualty of the event."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_data.extraction import Count, Gazetteer, Record, extract, read_count

DAY = date(2025, 5, 24)
PLACES = Gazetteer.from_rows(
    [
        {"place_id": "xxa", "name": "Arland", "kind": "country"},
        {"place_id": "xxa-north", "name": "Nordia", "kind": "oblast", "parent_place_id": "xxa"},
        {"place_id": "xxa-south", "name": "Sudia", "kind": "oblast", "parent_place_id": "xxa"},
        {"place_id": "xxa-mill", "name": "Millport", "kind": "city", "parent_place_id": "xxa-north"},
        {"place_id": "xxa-ford", "name": "Oxley", "kind": "city", "parent_place_id": "xxa-north"},
    ],
    [],
)


def tolls(text: str, **wanted: Any) -> list[Record]:
    found = extract(text, published=DAY, places=PLACES).of("casualty")
    return [one for one in found if all(getattr(one, name) == value for name, value in wanted.items())]


def said(text: str, field: str, **wanted: Any) -> list[str]:
    return [str(one.fields[field]) for one in tolls(text, **wanted) if field in one.fields]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("12 people were killed and 40 others injured in the strike.", ["12"], ["40"]),
        ("Four children and six soldiers were killed in the raid.", ["10"], []),
        ("Nine people were killed, including three children.", ["9"], []),
        ("114 people, of whom 63 were children, were killed in the strikes.", ["114"], []),
        ("One man was killed and another was hurt when a drone struck.", ["1"], ["1"]),
        ("At least 25 people were killed and more than 50 others were injured in the attack.", ["at least 25"], ["more than 50"]),
        ("Two people or more were killed in the raid.", ["at least 2"], []),
        ("The driver was killed and his assistant wounded.", ["1"], ["1"]),
        ("The governor was injured. No one was killed in the attack.", [], ["1"]),
    ],
)  # fmt: skip
def test_numbers_of_one_sentence(text: str, killed: list[str], injured: list[str]) -> None:
    assert said(text, "killed") == killed
    assert said(text, "injured") == injured


@pytest.mark.parametrize(
    "text",
    [
        "Five people were killed in Millport. The five were killed by a missile, police said.",
        "The force killed several gunmen. Three gunmen were killed in the raid, the army said.",
        "Colonel Bo Ray was killed in the ambush. Ray was killed by a mine, police said.",
        "Three reporters were killed in the blast. Three journalists were killed when it struck, a colleague said.",
    ],
)
def test_a_number_said_again_is_one_record(text: str) -> None:
    assert len([one for one in tolls(text) if "killed" in one.fields]) == 1


def test_a_raised_toll_replaces_the_earlier_one() -> None:
    text = "Seven people were killed in Millport. The death toll later rose to nine."
    assert said(text, "killed", status="done") == ["9"]
    assert said(text, "killed", status="superseded") == ["7"]


def test_an_earlier_state_named_after_the_new_one_is_replaced() -> None:
    text = "The toll rose to 14 dead. Officials had earlier reported 11 dead."
    assert said(text, "killed", status="done") == ["14"]
    assert said(text, "killed", status="superseded") == ["11"]


def test_an_increment_is_marked_and_belongs_to_the_new_total() -> None:
    text = "5 people were killed in Oxley. Two more people were found dead, bringing the toll to seven."
    found = tolls(text)
    more = next(one for one in found if one.fields.get("is_cumulative") is False)
    whole = next(one for one in found if str(one.fields["killed"]) == "7")
    assert str(more.fields["killed"]) == "2"
    assert more.fields["part_of"] == whole.key


def test_parts_with_a_place_are_records_within_the_total() -> None:
    text = "Ten people died in the raid, four of them in Millport and two in Oxley."
    whole, *parts = tolls(text)
    assert str(whole.fields["killed"]) == "10"
    assert "scope_place" not in whole.fields
    assert {one.fields["scope_place"]: str(one.fields["killed"]) for one in parts} == {"xxa-mill": "4", "xxa-ford": "2"}
    assert {one.fields["part_of"] for one in parts} == {whole.key}


def test_who_was_injured_first_and_died_later_is_not_counted_twice() -> None:
    text = "A man was wounded in the strike. He later died in hospital."
    assert said(text, "injured", status="done") == []
    assert [one.fields["toll_phase"] for one in tolls(text, status="done")] == ["died_later"]


def test_children_and_civilians_are_parts_of_the_number() -> None:
    (one,) = tolls("Nine people, two of them children, were injured in Millport.")
    assert str(one.fields["injured"]) == "9"
    assert str(one.fields["injured_children"]) == "2"


def test_scope_side_and_moment_come_from_the_words() -> None:
    (one,) = tolls("As of 08:30, two Ukrainian soldiers were injured in Nordia region.")
    assert one.fields["scope_level"] == "oblast"
    assert one.fields["victim_side"] == "UKR"
    assert one.fields["as_of"] == "2025-05-24T08:30"


def test_totals_of_a_period_and_earlier_deeds_are_background() -> None:
    text = "Two people were killed in Millport. Since January 400 people were killed in the region."
    assert said(text, "killed", role="main") == ["2"]
    assert said(text, "killed", role="background") == ["400"]


@pytest.mark.parametrize(
    "text",
    [
        "The force searched the village to capture two leaders after the attack.",
        "Half of the aid was sent to the port after the attack.",
        "The group threatened to kill 20 hostages.",
        "No civilians were hurt in the strike.",
    ],
)
def test_no_number_where_nobody_was_hurt(text: str) -> None:
    assert all(not {"killed", "injured", "captured"} & one.fields.keys() for one in tolls(text))


NUMBERS = st.sampled_from(["3", "at least 12", "two", "up to six", "more than 50", "a", "several", "the two"])
NOUNS = st.sampled_from(["people", "soldiers", "children", "men", "civilians", "residents"])
DEEDS = st.sampled_from(["were killed", "were injured", "died", "were captured", "were wounded in Millport"])
SENTENCES = st.builds("{} {} {}".format, NUMBERS, NOUNS, DEEDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=5))
def test_the_words_of_a_number_read_as_the_number(sentences: list[str]) -> None:
    text = ". ".join(sentences) + "."
    for claim in extract(text, published=DAY, places=PLACES).claims:
        if claim.reading == "number":
            assert Count.parse(claim.value) in read_count(text[claim.start : claim.end])


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=5))
def test_a_part_points_to_a_record_of_the_same_text(sentences: list[str]) -> None:
    found = extract(". ".join(sentences) + ".", published=DAY, places=PLACES)
    keys = {record.key for record in found.records}
    assert all(record.fields.get("part_of", record.key) in keys for record in found.records)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Initial claims of 30 dead in Oxley were lowered to eight deaths.", ["8"]),
        ("Officials first said 14 people had died in the blast, but the figure was later lowered to nine.", ["9"]),
        ("A gunman killed two people in Oxley. Police put the death toll at three.", ["3"]),
    ],
)  # fmt: skip
def test_a_corrected_toll_takes_the_place_of_the_last_one(text: str, killed: list[str]) -> None:
    assert said(text, "killed", status="done") == killed


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Six farmers were wounded in the strike; one of them, Bo Ray, later died.", ["1"], ["6"]),
        ("Four clerks were killed and two injured in the blast, one of whom died the next day.", ["4", "1"], ["2"]),
        ("Four people were shot; two of them died.", ["2"], ["4"]),
        ("Seven people were killed in the raid. Two of them died in a burning car.", ["7"], []),
    ],
)  # fmt: skip
def test_a_part_is_one_of_the_group_told_of_last(text: str, killed: list[str], injured: list[str]) -> None:
    found = [one for one in tolls(text) if "killed" in one.fields and "part_of" not in one.fields]
    assert [str(one.fields["killed"]) for one in found] == killed
    assert said(text, "injured") == injured


def test_who_dies_of_wounds_comes_on_top_of_the_dead() -> None:
    text = "Three people were killed and five injured in the blast. One of the injured died on Friday."
    assert [(str(one.fields["killed"]), one.fields.get("is_cumulative")) for one in tolls(text)] == [
        ("3", None),
        ("1", False),
    ]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("The strike killed Abu Farid, a bomb maker, his driver and two guards.", ["4"]),
        ("Missiles hit a house, killing its owner and five guests.", ["6"]),
        ("The missile tore two shepherds to pieces as they rested.", ["2"]),
        ("The raid killed three gunmen. A gunman fired at the patrol, and was killed. A second gunman was killed.", ["3"]),
        ("A bomber killed himself and two policemen in the attack.", ["3"]),
        ("Nine people were killed in the strike. It killed Bo Ray and several others.", ["9"]),
        ("Salim al-Badri, who was convicted of the murder of nine men, died in the raid.", ["1"]),
        ("In Oxley a man was killed in the blast. A second man was killed by gunfire.", ["1", "1"]),
        ("Bo Ray and up to eight others were killed in the raid, some of them teenagers.", ["1 to 9"]),
        ("Two men were killed in the blast. Between two and six people were killed, the mayor said.", ["2 to 6"]),
    ],
)  # fmt: skip
def test_people_are_counted_once(text: str, killed: list[str]) -> None:
    found = [one for one in tolls(text, role="main", status="done") if "part_of" not in one.fields]
    assert [str(one.fields["killed"]) for one in found if "killed" in one.fields] == killed


def test_one_of_two_words_for_a_person_is_counted() -> None:
    assert said("The force detained one, a suspected bomb maker, and two clerks in the raid.", "captured") == ["3"]
    assert said(
        "Two guns were taken by border police officers and one man was detained after the raid.", "captured"
    ) == ["1"]


def test_the_state_of_the_hurt_is_no_new_number() -> None:
    text = "Five people were injured in the blast. One person is in serious condition."
    assert said(text, "injured") == ["5"]
    assert said("A boy is in critical condition after the shooting.", "injured") == ["1"]


def test_a_toll_of_the_injured_stays_one_of_the_injured() -> None:
    text = "At least 15 were injured in the attack on Oxley, the toll later rose to 18."
    assert said(text, "killed") == []
    assert said(text, "injured", status="done") == ["18"]
    both = "Six people were killed and 24 injured in Oxley; the toll later rose to eight."
    assert said(both, "killed", status="done") == ["8"]


def test_the_toll_of_raids_long_past_is_background() -> None:
    text = "Bombers raided the town on 13 February 1945. Estimates put the number of deaths in the raids at 900."
    assert {one.role for one in tolls(text)} == {"background"}


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Two men died in the raid. It was the first raid since a blast that killed 30 people.", ["2"]),
        ("Two men died in Oxley, the mayor said. The weekend death toll rose to 35.", ["2"]),
        ("Two men died in Oxley in the first raid. The second raid killed three clerks in Millport.", ["2", "3"]),
    ],
)
def test_what_came_before_and_sums_of_a_weekend_are_background(text: str, main: list[str]) -> None:
    assert [str(one.fields["killed"]) for one in tolls(text, role="main")] == main


@pytest.mark.parametrize(
    ("text", "captured"),
    [
        ("The patrol wounded two gunmen. It treated them before detaining them along with one other man.", ["3"]),
        ("The force arrested two named suspects and another wanted associate in the raid.", ["3"]),
        ("The force captured a courier and one suspect. It detained him along with one of his associates.", ["2"]),
    ],
)
def test_people_who_are_taken_up_again(text: str, captured: list[str]) -> None:
    assert said(text, "captured") == captured


def test_people_of_a_group_are_not_its_name() -> None:
    text = "Six to eight gunmen thought to be leaders of a Taliban faction were killed and two injured in a strike."
    assert said(text, "killed") == ["6 to 8"]


@pytest.mark.parametrize(
    "speaker", ["Mayor Bo Ray said", "the mayor of Millport, Bo Ray, said", "Bo Ray, the local governor, reported"]
)
def test_who_speaks_of_the_victims_is_none_of_them(speaker: str) -> None:
    assert said(f"The raid on Oxley killed two people, {speaker}.", "killed") == ["2"]
    assert said("The raid killed two guards, Bo Ray and a driver.", "killed") == ["4"]


def test_an_equal_number_of_others_elsewhere_is_no_repetition() -> None:
    text = "A raid on Millport killed two men and injured eight other people. In Oxley eight others were injured by shelling."
    assert said(text, "injured") == ["8", "8"]
    headline = "Raid injures eight others in Arland\nThe raid on Oxley injured eight others, police said."
    assert said(headline, "injured") == ["8"]


def test_a_headline_that_names_the_city_of_a_region_is_restated() -> None:
    text = "Drone attack kills one in Millport\nA drone attack killed one person in Nordia region on Friday."
    assert said(text, "killed") == ["1"]


def test_the_deadliest_attack_of_a_war_is_no_toll_of_the_war() -> None:
    text = "At least 25 people were killed in Oxley in the deadliest attack of the war so far."
    assert [one.role for one in tolls(text)] == ["main"]
    assert [one.role for one in tolls("At least 2,500 people were killed in attacks in the war so far.")] == [
        "background"
    ]


def test_wounded_among_the_returned_are_no_casualties() -> None:
    swap = "The two armies swapped prisoners on Monday. "
    assert said(swap + "28 of the returning soldiers were injured or ill.", "injured") == []
    assert said(swap + "In Oxley six people were injured in shelling.", "injured") == ["6"]


def test_remains_in_the_items_of_a_list_are_no_casualties() -> None:
    text = "The army brought home its fallen:\nthe bodies of 22 soldiers who fought near Oxley;\nother remains."
    assert said(text, "killed") == []


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Al-Masri and six of his men were killed in the strike.", ["7"], []),
        ("Its driver and two passengers were burned alive in the attack.", ["3"], []),
        ("The strike killed Omar Salih, his wife and their three children.", ["5"], []),
        ("He killed the pharmacist and owner, Bo Ray, and a customer in the attack.", ["2"], []),
        ("Up to 14 people were reported dead after the strike.", ["up to 14"], []),
        ("In the deadliest strike of the year, 60 people were killed.", ["60"], []),
        ("Two people were killed and a third was injured in the blast.", ["2"], ["1"]),
        ("The attack claimed the life of Ann Lee and her son.", ["2"], []),
        ("The blast left two dead and one fighting for his life.", ["2"], ["1"]),
        ("No coalition soldiers were hurt in the attack.", [], []),
        ("Eleven people were hit by gunfire. Two of them were killed.", ["2"], ["11"]),
        ("Four gunmen, one of whom was a leader of the cell, were killed in the raid.", ["4"], []),
        ("Two rescuers were killed in the strike. In total, nine people died.", ["9"], []),
        ("Eight people were wounded in the strike. Later the number of casualties rose to 12.", [], ["12"]),
        ("Between eight and 12 people were killed in the raid; reporters counted nine bodies.", ["8 to 12"], []),
    ],
)  # fmt: skip
def test_lists_states_and_sums(text: str, killed: list[str], injured: list[str]) -> None:
    found = [one for one in tolls(text, role="main", status="done") if "part_of" not in one.fields]
    assert [str(one.fields["killed"]) for one in found if "killed" in one.fields] == killed
    assert [str(one.fields["injured"]) for one in found if "injured" in one.fields] == injured


def test_names_behind_a_number_are_its_people() -> None:
    assert said("Police arrested two cell leaders, Ann Lee and Bo Ray, after the attack.", "captured") == ["2"]


def test_a_total_over_a_day_keeps_its_parts() -> None:
    text = "Over the past day, attacks killed three people and injured eight. Two died in Oxley and one in Millport."
    found = [one for one in tolls(text) if "part_of" not in one.fields]
    assert [(one.role, str(one.fields["killed"]), str(one.fields["injured"])) for one in found] == [("main", "3", "8")]


@pytest.mark.parametrize(
    "text",
    [
        "The number of people killed as a result of a missile strike on a house in the city of Oxley in Arland has risen to 29.",
        "The death toll in Oxley due to a missile attack climbed up to 29 on Sunday.",
    ],
)
def test_a_toll_may_stand_far_from_its_new_state(text: str) -> None:
    assert said(text, "killed") == ["29"]


def test_children_among_the_wounded_are_no_new_toll() -> None:
    text = "A raid on Oxley injured 75 people. Among the wounded are 14 children."
    assert "14" not in said(text, "injured")


def test_a_toll_of_the_last_hours_counts_for_its_own_place() -> None:
    text = (
        "Shelling killed two people in Oxley. In Millport, three people were killed in shelling over the past 24 hours."
    )
    assert {str(one.fields["killed"]): one.role for one in tolls(text)} == {"2": "main", "3": "main"}


def test_three_places_share_a_toll_and_an_age_is_no_toll() -> None:
    text = "At least 39 people were killed, 16 of them in Millport, nine in Oxley and eight in Nordia."
    assert {"16", "9", "8"} <= set(said(text, "killed"))
    aged = "A raid killed two people in Oxley. One of the injured, a woman of 58, died in hospital."
    assert "58" not in said(aged, "killed")


def test_an_offensive_from_which_people_flee_makes_no_toll_of_a_war() -> None:
    text = "A missile hit the station in Oxley, killing at least 52 in a crowd that tried to flee a new offensive."
    assert [one.role for one in tolls(text) if "killed" in one.fields] == ["main"]


@pytest.mark.parametrize(("region", "told"), [("Nordia", "Nordia"), ("Sudia", None)])
def test_a_region_of_the_sentence_before_is_that_of_a_place_which_lies_in_it(region: str, told: str | None) -> None:
    text = f"Houses burned in {region} region. In Millport the strike killed two people."
    (toll,) = extract(text, published=DAY, places=PLACES).of("casualty")
    assert toll.fields["scope_place"] == "xxa-mill"
    assert toll.fields.get("region_name") == told


def test_a_toll_that_reaches_the_number_of_the_injured_is_theirs() -> None:
    text = "Nine people were killed and 63 injured in the raid on Oxley. In the morning the number of casualties had increased to 70."
    assert said(text, "killed", status="done") == ["9"]
    assert said(text, "injured", status="done") == ["70"]
