"""Attacks of a text: what is one and what is not, where it struck, with what, and what was brought down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from conflict_data.extraction import Count, Extraction, Gazetteer, Record, extract, read_code, read_count, read_date
from conflict_data.extraction import read_place as place_of

PLACES = Gazetteer.from_rows(
    [
        {"place_id": "ukr", "name": "Ukraine", "kind": "country", "parent_place_id": "", "country": "UA"},
        {"place_id": "rus", "name": "Russia", "kind": "country", "parent_place_id": "", "country": "RU"},
        {"place_id": "ukr-kyiv", "name": "Kyiv", "kind": "city", "parent_place_id": "ukr", "country": "UA"},
        {"place_id": "ukr-sumska", "name": "Sumy Oblast", "kind": "oblast", "parent_place_id": "ukr", "country": "UA"},
        {"place_id": "ukr-sumy", "name": "Sumy", "kind": "city", "parent_place_id": "ukr-sumska", "country": "UA"},
        {"place_id": "ukr-odeska", "name": "Odesa Oblast", "kind": "oblast", "parent_place_id": "ukr", "country": "UA"},
        {"place_id": "ukr-odesa", "name": "Odesa", "kind": "city", "parent_place_id": "ukr-odeska", "country": "UA"},
        {"place_id": "rus-oryol", "name": "Oryol", "kind": "city", "parent_place_id": "rus", "country": "RU"},
        {"place_id": "ukr-sumska-yampil", "name": "Yampil", "kind": "town", "parent_place_id": "ukr-sumska", "country": "UA"},
        {"place_id": "ukr-odeska-yampil", "name": "Yampil", "kind": "town", "parent_place_id": "ukr-odeska", "country": "UA"},
    ],
    [
        {"place_id": "ukr-sumska", "name": "Sumy region", "language": "en", "kind": "short"},
        {"place_id": "ukr-odeska", "name": "Odesa region", "language": "en", "kind": "short"},
    ],
)  # fmt: skip
PUBLISHED = date(2025, 3, 8)


def read(text: str) -> Extraction:
    return extract(text, published=PUBLISHED, places=PLACES)


def main(text: str, kind: str = "attack") -> list[Record]:
    return [record for record in read(text).of(kind) if record.role == "main"]


def weapons(text: str) -> dict[str, dict[str, str]]:
    """Numbers of the munitions of a text by weapon class."""
    names = ("launched", "downed_kinetic", "downed_ew", "downed_total", "hits")
    return {
        str(one.fields["weapon_class"]): {name: str(one.fields[name]) for name in names if name in one.fields}
        for one in read(text).of("munition")
    }


@pytest.mark.parametrize(
    "text",
    [
        "Drones struck a warehouse in Odesa on Friday.",
        "Rebels fired rockets at the barracks.",
        "Two suicide bombers killed eight people at a checkpoint.",
        "A car bomb went off near the station, killing three people.",
        "Grenades were hurled at the mayor's house.",
        "Gunmen stormed the hotel and opened fire on the guests.",
    ],
)
def test_an_attack_is_found(text: str) -> None:
    assert main(text)


@pytest.mark.parametrize(
    "text",
    [
        "Protesters clashed with police outside parliament.",
        "The army planned to attack the town.",
        "Troops attacked a model village during an exercise.",
        "Police seized rifles and grenades in a raid on a farm.",
        "A gas explosion tore through a block of flats.",
        "The coast was hit by an earthquake and heavy flooding.",
        "Hackers attacked the company with ransomware.",
        "Sappers defused a mine found near the road.",
        "The striker struck in the second half; the match ended with two goals and a penalty before half-time.",
        "The country test-fired two ballistic missiles into the sea.",
        "A shark attacked a swimmer; another shark was seen later, and dogs on the beach barked.",
    ],
)
def test_what_only_sounds_like_an_attack_is_none(text: str) -> None:
    assert not main(text)


@pytest.mark.parametrize(
    "text",
    [
        "The group claimed responsibility for the attack on the port.",
        "The president condemned the missile strike and called for sanctions.",
        "Residents who are fleeing the attacks on the border town on Monday reached the capital.",
    ],
)
def test_an_attack_that_the_news_only_refers_to_is_background(text: str) -> None:
    assert not main(text)
    assert read(text).of("attack")


def test_an_attack_told_late_in_a_report_on_an_exchange_is_background() -> None:
    text = (
        "Ukraine and Russia exchanged 50 prisoners each on Friday. The soldiers went to hospital for checks. "
        "Relatives waited for hours. On Tuesday drones hit Odesa."
    )
    assert not main(text)


def test_places_hit_are_told_from_where_weapons_came_and_who_spoke() -> None:
    text = "Russia attacked Sumy with drones from Oryol on Friday, officials in Kyiv said."
    (attack,) = main(text)
    assert attack.fields["places"] == ("Sumy",)
    assert attack.fields["attacker"] == "RUS"


def test_capitals_that_speak_are_governments() -> None:
    (attack,) = main("Kyiv says that Russian missiles struck Odesa.")
    assert attack.fields["places"] == ("Odesa",)


def test_a_noun_shared_by_a_list_belongs_to_every_name() -> None:
    (attack,) = main("Russian drones hit targets in Sumy and Odesa regions.")
    claims = [claim.value for claim in read("Russian drones hit targets in Sumy and Odesa regions.").claims]
    assert attack.fields["place"] == "ukr-sumska"
    assert "ukr-odesa" not in claims


def test_namesakes_are_told_apart_by_the_region_of_the_text() -> None:
    (attack,) = main("Drones attacked Yampil in Odesa region.")
    assert attack.fields["place"] == "ukr-odeska-yampil"


def test_launched_downed_and_lost_weapons_keep_their_kind() -> None:
    text = "Russia launched 40 attack drones and 3 cruise missiles. Air defences shot down 30 attack drones and 2 cruise missiles; another 8 attack drones were lost from radar."
    assert weapons(text) == {
        "owa_uav": {"launched": "40", "downed_kinetic": "30", "downed_ew": "8"},
        "cruise_missile": {"launched": "3", "downed_kinetic": "2"},
    }


@pytest.mark.parametrize(
    ("text", "launched", "downed"),
    [
        ("Air defences shot down 18 of 51 missiles.", "51", "18"),
        ("Of 51 missiles that Russia launched overnight 18 were shot down.", "51", "18"),
        ("Russia fired 51 missiles, of which 18 were shot down.", "51", "18"),
        ("The air force counted 51 missiles. It destroyed 18 of the 51 missiles.", "51", "18"),
    ],
)
def test_shares_are_divided_in_every_order(text: str, launched: str, downed: str) -> None:
    (numbers,) = weapons(text).values()
    assert numbers == {"launched": launched, "downed_kinetic": downed}


def test_weapons_that_struck_are_hits_and_the_sites_are_counted() -> None:
    text = "Nine missiles struck 12 sites in Odesa; debris fell at three locations."
    (attack,) = main(text)
    assert weapons(text) == {"missile_unspecified": {"hits": "9"}}
    assert (str(attack.fields["hit_sites"]), str(attack.fields["debris_sites"])) == ("12", "3")


def test_an_attack_of_which_nothing_is_told_is_background() -> None:
    assert not main("The minister spoke for an hour. He mentioned the attack.")


def test_a_part_over_one_region_is_a_munition_with_a_place() -> None:
    text = "The ministry said 40 drones were shot down on Friday, 9 of them over Sumy region."
    local = [one.fields for one in read(text).of("munition") if "place" in one.fields]
    assert [(one["place"], str(one["downed_kinetic"])) for one in local] == [("ukr-sumska", "9")]


def test_what_downed_means_follows_the_words() -> None:
    (munition,) = read("In an attack on Odesa 20 drones were shot down or suppressed.").of("munition")
    assert munition.fields["downed_definition"] == "kinetic_or_ew"


def test_attacks_of_two_sides_are_two_records() -> None:
    text = "On Friday Russia attacked Odesa with drones. On Friday Ukraine attacked Oryol with drones."
    assert [one.fields["attacker"] for one in read(text).of("attack")] == ["RUS", "UKR"]


def test_an_attack_of_another_day_is_a_record_of_its_own() -> None:
    text = "Missiles struck Odesa on 7 March 2025. On 1 March 2025 drones had hit Sumy."
    first, second = read(text).of("attack")
    assert (first.role, second.role) == ("main", "background")
    assert second.fields["date_start"] == date(2025, 3, 1)


def test_every_claim_reads_as_its_value_by_the_readers_of_evidence() -> None:
    text = (
        "In the night to 8 March 2025 Russia launched about 60 Shahed drones and two Iskander-M missiles at Ukraine. "
        "Drones hit an oil refinery in Odesa and apartment buildings in Sumy region. "
        "Ukraine's Air Force shot down 41 of 60 Shahed drones."
    )
    lists = {"attacker": "party", "target_party": "party", "target_type": "target_type"}
    claims = [claim for claim in read(text).claims if claim.record[0] in "am"]
    assert len(claims) > 8
    for claim in claims:
        words = text[claim.start : claim.end]
        assert claim.value in _values(claim.reading, lists.get(claim.field, claim.field), words), claim


def _values(reading: str, codelist: str, words: str) -> Iterable[Any]:
    if reading == "number":
        return [str(count) for count in read_count(words)]
    if reading == "date":
        spans = read_date(words, published=PUBLISHED)
        return [day.isoformat() for span in spans for day in (span.start, span.end)]
    if reading == "place":
        return [*place_of(words, PLACES), words, words.removesuffix(" region")]
    return read_code(words, codelist)


def test_a_count_of_weapons_with_a_bound_keeps_it() -> None:
    (munition,) = read("More than 20 attack drones were launched at Odesa.").of("munition")
    assert munition.fields["launched"] == Count.parse("more than 20")


def test_a_few_words_of_sport_do_not_silence_a_long_report() -> None:
    report = (
        "Missiles hit Odesa on Friday, killing two people. Drones struck a depot in Sumy and injured three guards. "
        "Rescuers worked at the depot through the night, and firefighters put out a fire there by morning. "
        "The governor said that 14 drones were shot down over the region and that two hit a warehouse. "
        "One of the dead was a referee of the football league who was on his way home from a hockey match. "
        "Debris of a missile damaged a school and two shops, and 40 people were moved to a shelter after the strike."
    )
    assert main(report)
    assert not main("The striker hit the post; the match ended with a goal, a penalty and an attack on the referee.")


@pytest.mark.parametrize(
    ("text", "attacker"),
    [
        ("Ten Iranian drones hit Odesa on Friday.", None),
        ("Iran attacked the base with ten Iranian drones on Friday.", "IRN"),
        ("Ten Russian drones hit Odesa on Friday.", "RUS"),
        ("Missiles struck Kyiv on Friday; Poland sent up aircraft.", None),
        ("Russia sent up 30 drones on Friday.", "RUS"),
    ],
)
def test_who_makes_a_weapon_or_only_scrambles_is_no_attacker(text: str, attacker: str | None) -> None:
    (attack,) = main(text)
    assert attack.fields.get("attacker") == attacker


@pytest.mark.parametrize(
    "text",
    [
        "Aerial bombs fell on Odesa on Friday.",
        "A missile damaged an apartment building in Odesa in the night.",
        "Russia struck a supermarket in Odesa on Friday.",
    ],
)
def test_weapons_that_fall_and_damage_and_states_that_strike_are_attacks(text: str) -> None:
    assert [one.fields["places"] for one in main(text)] == [("Odesa",)]


@pytest.mark.parametrize(
    "text",
    [
        "A drone, damaged and without a motor, was found in a field near Odesa on Friday.",
        "Ukraine was struck by a heat wave on Friday, and Odesa suffered most.",
        "Debris of a satellite fell on Odesa on Friday.",
        "Sappers have destroyed 342 mines and two bombs near Odesa since Friday.",
        "Two pistols, one of them linked to a murder, were seized near Odesa on Friday.",
    ],
)
def test_damaged_weapons_and_stricken_states_are_none(text: str) -> None:
    assert not main(text)


def test_a_share_belongs_to_the_weapons_before_its_which() -> None:
    text = (
        "Russia launched five missiles and 12 drones at Odesa. The missiles, of which it shot down two, came from "
        "the sea, while the drones, of which 11 were downed, came from the north."
    )
    found = {one.fields["weapon_class"]: str(one.fields["downed_kinetic"]) for one in read(text).of("munition")}
    assert found == {"missile_unspecified": "2", "uav_unspecified": "11"}


def test_drones_used_as_decoys_do_not_make_decoys_of_all() -> None:
    text = "Crews downed 74 drones over Odesa, while another 46 dropped off radars, likely used as decoys."
    (one,) = read(text).of("munition")
    assert (one.fields["weapon_class"], str(one.fields["downed_ew"])) == ("uav_unspecified", "46")


def test_a_kind_of_violence_named_late_and_without_detail_is_no_news() -> None:
    lead = "Ministers met in the capital on Friday. They spoke of trade. They spoke of roads. A dinner was held. All went home. "
    assert not main(lead + "The speaker called the bombing of towns a crime.")
    assert main(lead + "On Thursday a bombing in Odesa killed two guests.")


@pytest.mark.parametrize(
    "text",
    [
        "Russia attacked Sumy with 65 drones launched from the areas of Oryol and Yampil.",
        "The launch areas were Oryol and Yampil; drones hit Sumy on Friday.",
        "Russian troops in Oryol shelled Sumy on Friday.",
        "A Kinzhal hit Sumy on Friday.",
    ],
)
def test_launch_areas_and_seats_of_troops_are_no_sites(text: str) -> None:
    assert [one.fields["places"] for one in main(text)] == [("Sumy",)]


def test_weapons_of_a_month_are_no_weapons_of_the_raid() -> None:
    text = "On Wednesday Russia attacked Odesa with 309 drones. In July alone, Russia used over 5,100 glide bombs against Ukraine."
    assert [str(one.fields["launched"]) for one in read(text).of("munition")] == ["309"]


def test_all_of_so_many_are_those_launched() -> None:
    launched = "Russia launched 10 drones at Odesa. "
    assert str(read(launched + "All 10 were shot down.").of("munition")[0].fields.get("downed_kinetic")) == "10"
    assert read(launched + "Only 4 were shot down in May.").of("munition")[0].fields.get("downed_kinetic") is None


@pytest.mark.parametrize("beside", [", west of Sumy", ", the head of the Sumy Regional Military Administration said"])
def test_a_place_that_only_says_where_another_lies_or_who_speaks_is_no_target(beside: str) -> None:
    (one,) = main(f"A drone strike hit a house in Yampil{beside}.")
    assert one.fields["places"] == ("Yampil",)


def test_two_numbers_behind_which_belong_to_two_weapons() -> None:
    text = "Russia attacked Odesa with 127 missiles and 109 drones, of which 102 and 99 were shot down."
    found = {one.fields["weapon_class"]: str(one.fields["downed_kinetic"]) for one in read(text).of("munition")}
    assert found == {"missile_unspecified": "102", "uav_unspecified": "99"}


def test_drones_of_the_other_side_are_another_attack() -> None:
    text = "Russia launched 96 drones, and 88 were shot down. Moscow said that 61 Ukrainian drones had been destroyed over Oryol."
    assert sorted(str(one.fields["downed_kinetic"]) for one in read(text).of("munition")) == ["61", "88"]
    assert len(main(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "A drone strike on the depot in Odesa never happened, the mayor said, denying reports of an attack.",
        "The striker fired two rockets from outside the box, and a late goal killed off the game before the final whistle.",
    ],
)
def test_denied_attacks_and_matches_are_none(text: str) -> None:
    assert not main(text)
    assert not read(text).of("munition")


def test_the_number_of_the_country_stands_beside_that_of_a_town() -> None:
    text = "Russia attacked Odesa with at least 10 drones. Ukraine's air force said Russia launched 86 drones, of which 70 were shot down."
    found = [
        (str(one.fields.get("launched")), str(one.fields.get("downed_kinetic"))) for one in read(text).of("munition")
    ]
    assert found == [("at least 10", "None"), ("86", "70")]
    over = (
        "Air defences shot down 37 Ukrainian drones overnight. The ministry also reported downing 13 drones over Oryol."
    )
    assert sorted(str(one.fields["downed_kinetic"]) for one in read(over).of("munition")) == ["13", "37"]
