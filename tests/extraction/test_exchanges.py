"""Exchanges: who got how many back on which day, and what is a plan, a deal, a sum or a running total."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_data.extraction import Extraction, Gazetteer, extract, read_count

DAY = date(2031, 5, 24)


def read(text: str) -> Extraction:
    return extract(text, published=DAY, places=Gazetteer.empty())


def told(text: str, *, role: str = "main") -> dict[str, dict[str, str]]:
    """Receiving party to the numbers of its return, vague ones too."""
    found = read(text)
    wanted = {one.key for one in found.of("exchange") if one.role == role}
    return {
        one.fields["receiving_party"]: {
            field: str(value) for field, value in one.fields.items() if field != "receiving_party"
        }
        for one in found.of("return")
        if one.parent in wanted
    }


def test_each_side_got_the_number() -> None:
    both = {"total": "40", "military": "40"}
    assert told("Armenia and Azerbaijan exchanged 40 soldiers each on 24 May 2031.") == {"ARM": both, "AZE": both}


def test_a_sum_over_both_sides_belongs_to_neither() -> None:
    (one,) = read("Armenia and Azerbaijan exchanged 90 prisoners in all on 24 May 2031.").of("exchange")
    assert str(one.fields["both_sides_total"]) == "90"
    assert one.fields["counting_unit"] == "both_sides_sum"
    assert told("Armenia and Azerbaijan exchanged 90 prisoners in all on 24 May 2031.") == {}


def test_who_hands_over_gives_to_the_other_side() -> None:
    text = "After a prisoner swap with Armenia, Azerbaijan handed over 12 people and received 15 people."
    assert told(text) == {"ARM": {"total": "12"}, "AZE": {"total": "15"}}


def test_parts_of_the_number() -> None:
    text = (
        "Armenia got back 30 people in a prisoner exchange with Azerbaijan on 24 May 2031. "
        "24 are military, including two officers. Six of them are civilians. Five of those freed are women."
    )
    assert told(text)["ARM"] == {"total": "30", "military": "24", "officers": "2", "civilian": "6", "women": "5"}


def test_a_list_of_kinds_is_summed_with_the_whole_list_as_its_words() -> None:
    text = "In the exchange with Azerbaijan Armenia received 18 soldiers and two civilians."
    assert told(text)["ARM"] == {"total": "20", "military": "18", "civilian": "2"}
    (claim,) = [one for one in read(text).claims if one.field == "total"]
    words = text[claim.start : claim.end]
    assert words == "18 soldiers and two civilians"
    assert "20" in [str(one) for one in read_count(words)]


def test_an_equal_number_rests_on_the_other_one() -> None:
    found = read("Armenia received 50 prisoners and Azerbaijan received an equal number in the swap.")
    derived = [one for one in found.claims if one.reading == "derived"]
    assert [one.value for one in derived] == ["50"]
    assert derived[0].derived_from is not None
    assert found.claims[derived[0].derived_from].value == "50"


def test_remains_stand_apart_from_the_living() -> None:
    text = (
        "Armenia and Azerbaijan exchanged 40 prisoners each on 24 May 2031. "
        "The bodies of 12 Armenian soldiers were handed over too."
    )
    kinds = {one.fields["transfer_type"]: one.key for one in read(text).of("exchange")}
    assert set(kinds) == {"reciprocal_exchange", "remains_repatriation"}
    (dead,) = [one for one in read(text).of("return") if one.parent == kinds["remains_repatriation"]]
    assert (dead.fields["receiving_party"], str(dead.fields["remains"])) == ("ARM", "12")
    assert "total" not in dead.fields


def test_an_earlier_handover_is_background_with_its_own_day() -> None:
    text = (
        "Armenia and Azerbaijan exchanged 40 prisoners each on 24 May 2031. "
        "On 10 May 2031 the two sides had released 25 prisoners each."
    )
    days = {one.role: one.fields["date_start"] for one in read(text).of("exchange")}
    assert days == {"main": date(2031, 5, 24), "background": date(2031, 5, 10)}
    assert told(text, role="background")["ARM"]["total"] == "25"


def test_a_running_total_is_not_the_number_of_the_day() -> None:
    text = (
        "Armenia got back 30 prisoners in an exchange with Azerbaijan on 24 May 2031. "
        "Since the start of the war 1,250 people have been returned to Armenia."
    )
    (one,) = read(text).of("exchange")
    assert str(one.fields["stated_cumulative_returned"]) == "1250"
    assert told(text)["ARM"]["total"] == "30"


@pytest.mark.parametrize("form", ["205 for 205", "205-for-205"])
def test_a_formula_that_was_carried_out_is_a_return(form: str) -> None:
    text = f"Armenia and Azerbaijan exchanged prisoners on 24 May 2031 in the format {form}."
    assert {party: one["total"] for party, one in told(text).items()} == {"ARM": "205", "AZE": "205"}


def test_a_formula_of_a_deal_is_no_return() -> None:
    found = read("Armenia and Azerbaijan agreed to a 1,000 for 1,000 exchange of prisoners.")
    (deal,) = found.of("agreement")
    assert (str(deal.fields["formula_to_a"]), str(deal.fields["formula_to_b"])) == ("1000", "1000")
    assert found.of("return") == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Armenia and Azerbaijan plan an exchange of prisoners for 1 June 2031.", "planned"),
        ("The prisoner exchange between Armenia and Azerbaijan did not take place.", "cancelled"),
    ],
)
def test_what_did_not_happen_is_not_told_as_done(text: str, status: str) -> None:
    assert [one.status for one in read(text).of("exchange")] == [status]
    assert read(text).of("return") == []


def test_ordinals_of_series_and_phase() -> None:
    text = "In the 66th exchange of prisoners Armenia got back 20 soldiers; it was the second phase of the swap."
    (one,) = read(text).of("exchange")
    assert (one.fields["official_number"], one.fields["phase_index"]) == (66, 2)


def test_mediators_are_not_the_parties() -> None:
    text = "Armenia and Azerbaijan exchanged 40 prisoners each; Qatar and Oman mediated. Armenia thanked Azerbaijan."
    (one,) = read(text).of("exchange")
    assert one.fields["mediators"] == ("QAT", "OMN")


@given(st.integers(2, 900), st.integers(2, 900))
def test_claims_of_numbers_read_as_their_values(first: int, second: int) -> None:
    text = f"In the swap Armenia received {first} prisoners and Azerbaijan received {second} prisoners."
    for claim in read(text).claims:
        if claim.reading == "number":
            assert claim.value in [str(one) for one in read_count(text[claim.start : claim.end])]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("handed over 270 soldiers", ["270"]), ("took over 20 villages", ["20"]), ("all over 3 districts", ["3"]),
        ("over 300 drones", ["more than 300"]), ("1000-for-1000", ["1000", "1000"]), ("61st exchange", ["61"]),
        ("a married couple", ["2"]), ("120 of them civilians", ["120", "plural"]), ("injured people at eight", ["plural", "8"]),
        ("six of the 14 missiles", ["6", "14"]), ("4 officers and 18 soldiers", ["4", "18", "22"]),
    ],
)  # fmt: skip
def test_sums_and_hedges_are_read_only_where_they_stand(words: str, wanted: list[str]) -> None:
    assert [str(one) for one in read_count(words)] == wanted


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("A missile hit a house in Oxley. Three bodies were recovered from the rubble.", ["3"]),
        ("Rescuers recovered 11 bodies from the site of the strike.", ["11"]),
        ("Ukraine brought home 50 soldiers in a swap with Russia. The bodies of two people were recovered after a strike.", ["2"]),
    ],
)  # fmt: skip
def test_bodies_that_are_found_are_the_dead_of_an_attack(text: str, killed: list[str]) -> None:
    found = extract(text, published=date(2025, 5, 24))
    assert [str(one.fields["killed"]) for one in found.of("casualty") if "killed" in one.fields] == killed
    assert [one for one in found.of("return") if "remains" in one.fields] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine recovered the bodies of 212 fallen soldiers, its headquarters said.",
        "The bodies of 212 soldiers were recovered from Russia in May.",
    ],
)
def test_bodies_that_a_state_recovers_come_home(text: str) -> None:
    found = extract(text, published=date(2025, 5, 24))
    assert [str(one.fields["remains"]) for one in found.of("return")] == ["212"]
    assert [one for one in found.of("casualty") if "killed" in one.fields] == []


def test_the_injured_of_an_attack_are_no_wounded_prisoners() -> None:
    text = "Russia and Ukraine exchanged 100 prisoners of war each. A drone attack on Kharkiv left at least 15 injured."
    found = extract(text, published=date(2025, 5, 24))
    assert [str(one.fields["injured"]) for one in found.of("casualty")] == ["at least 15"]
    assert [one.fields.get("wounded_sick") for one in found.of("return")] == [None, None]


def test_a_day_since_which_there_was_no_swap_is_not_its_day() -> None:
    text = "The two armies swapped 115 prisoners. It is the first swap since the army launched a raid on 6 April."
    assert {str(one.fields["date_end"]) for one in read(text).of("exchange")} == {"2031-05-24"}


def test_a_number_of_soldiers_and_civilians_is_not_one_of_soldiers() -> None:
    text = "In the prisoner swap Ukraine brought home 230 soldiers and civilians. Russia received 248 soldiers."
    assert told(text) == {"UKR": {"total": "230"}, "RUS": {"total": "248", "military": "248"}}


@pytest.mark.parametrize(
    "text",
    [
        "Russia and Ukraine swapped prisoners after the United Arab Emirates (UAE) acted as an intermediary.",
        "A prisoner swap took place. The ministry was grateful for the UAE's role in facilitating it.",
    ],
)
def test_a_role_in_a_swap_is_a_mediator_s(text: str) -> None:
    assert [one.fields.get("mediators") for one in read(text).of("exchange")] == [("ARE",)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (
            "A planned exchange failed to take place on Saturday. Ukraine postponed the exchange, leaving 1,200 bodies at the "
            "exchange point.",
            "cancelled",
        ),
        ("Ukraine announced the possibility of a prisoner swap involving 1,000 detainees from Russia.", "planned"),
        ("Russia began an operation to hand over 6,000 bodies to Ukraine and to exchange prisoners.", "planned"),
    ],
)
def test_what_was_put_off_or_is_possible_brings_nobody_home(text: str, status: str) -> None:
    assert told(text) == {}
    assert {one.status for one in read(text).of("exchange")} == {status}


def test_a_planned_exchange_has_no_day_but_a_stated_one() -> None:
    (one,) = read("Ukraine and Russia will hold a prisoner swap.").of("exchange")
    assert (one.status, one.fields.get("date_end")) == ("planned", None)
    done = "Russia handed over the bodies of 27 soldiers to Ukraine in an exchange. The sides plan to exchange prisoners on Thursday."
    assert {str(one.fields["date_end"]) for one in read(done).of("exchange")} == {"2031-05-24"}


def test_victims_of_an_attack_beside_an_exchange_are_not_returned() -> None:
    text = "As Ukraine and Russia pursue a prisoner swap, a raid hit Kyiv. In Kyiv four people were killed and 16 were injured."
    assert told(text) == {}


def test_a_number_that_says_over_gives_way_to_the_exact_one() -> None:
    text = "Ukraine brings home over 200 soldiers in a swap\nUkraine brought home 205 soldiers from Russia in the swap."
    assert told(text)["UKR"] == {"total": "205", "military": "205"}


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine is holding 6,000 Russian prisoners of war. Talks on an exchange brought no result.",
        "Families rallied in Kyiv. The last exchange was three weeks ago, when 185 Ukrainian soldiers came home from Russia.",
    ],
)
def test_prisoners_held_and_swaps_of_weeks_ago_are_no_news(text: str) -> None:
    assert told(text) == {}


def test_bodies_that_one_side_got_and_gave() -> None:
    text = "Ukraine and Russia swapped prisoners. Kyiv also got 212 bodies of the fallen and gave 45 to Russia."
    assert {party: one["remains"] for party, one in told(text).items()} == {"UKR": "212", "RUS": "45"}


def test_lists_for_each_side_and_children_brought_home() -> None:
    text = "Russia and Ukraine swapped 185 soldiers and 20 civilians each."
    assert {one["total"] for one in told(text).values()} == {"205"}
    home = "The United Arab Emirates mediated. Ukraine brought 16 Ukrainian children home from Russia in an exchange."
    assert told(home)["UKR"]["total"] == "16"


def test_all_who_mediated_or_were_thanked() -> None:
    text = "Egypt, Qatar, Turkey and the United States had mediated the swap of prisoners between Israel and Lebanon."
    assert [set(one.fields["mediators"]) for one in read(text).of("exchange")] == [{"EGY", "QAT", "TUR", "USA"}]


@pytest.mark.parametrize("recalled", ["At the end of March, Ukraine", "Earlier, the agency reported that Ukraine had"])
def test_remains_of_an_earlier_handover_go_to_nobody_else(recalled: str) -> None:
    text = (
        f"The bodies of 503 fallen defenders were returned to Ukraine. {recalled} returned the bodies of 254 soldiers."
    )
    assert told(text) == {"UKR": {"remains": "503"}}


def test_the_day_of_the_agreement_is_not_that_of_the_handover() -> None:
    text = (
        "Russia and Ukraine held an exchange. On 20 May, in accordance with the agreements reached on 2 April in Poland, "
        "a group of Russian servicemen was returned."
    )
    assert {str(one.fields["date_end"]) for one in read(text).of("exchange")} == {"2031-05-20"}


def test_a_total_with_its_parts_behind_it_is_not_summed() -> None:
    text = "In a swap Ukraine brought home 130 defenders from Russia, 126 men and four women."
    assert told(text)["UKR"]["total"] == "130"
