"""What the founding article says, and nothing else, comes out of it."""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from conflict_data.extraction import Count, Extraction, Gazetteer, extract, read_count

ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def article() -> str:
    path = next((ROOT / "seeds" / "documents").glob("*/*src_3a936shv.md"))
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


@lru_cache(maxsize=1)
def places() -> Gazetteer:
    rows = []
    for name in ("places.csv", "names.csv"):
        with (ROOT / "seeds" / "gazetteer" / name).open(encoding="utf-8", newline="") as handle:
            rows.append(list(csv.DictReader(handle)))
    return Gazetteer.from_rows(*rows)


@pytest.fixture(scope="module")
def found() -> Extraction:
    return extract(article(), published=date(2025, 5, 24), places=places())


def words_of(found: Extraction, record: str, field: str) -> list[str]:
    return [article()[one.start : one.end] for one in found.claims if (one.record, one.field) == (record, field)]


def test_one_main_attack_on_kyiv_by_russia_in_the_night(found: Extraction) -> None:
    (attack,) = [one for one in found.of("attack") if one.role == "main"]
    assert attack.status == "done"
    assert (attack.fields["date_start"], attack.fields["date_end"]) == (date(2025, 5, 23), date(2025, 5, 24))
    assert attack.fields["night_of"] is True
    assert attack.fields["date_basis"] == "inferred_relative"
    assert attack.fields["attacker"] == "RUS"
    assert attack.fields["place"] == "ukr-kyiv"
    assert attack.fields["debris_districts"] == Count.parse("at least 4")
    assert attack.fields["fires"] == Count.parse("2")


def test_more_than_twenty_drones_as_the_mayor_said(found: Extraction) -> None:
    (drones,) = [one for one in found.of("munition") if "launched" in one.fields]
    assert drones.fields["weapon_class"] == "owa_uav"
    assert drones.fields["launched"] == Count.parse("more than 20")
    (claim,) = [one for one in found.claims if (one.record, one.field) == (drones.key, "launched")]
    assert claim.party == "ukr_official"
    assert words_of(found, drones.key, "launched") == ["more than 20"]


def test_six_people_hurt_and_nobody_said_to_be_killed(found: Extraction) -> None:
    (toll,) = found.of("casualty")
    assert toll.fields["injured"] == Count.parse("6")
    assert "killed" not in toll.fields


def test_exchange_before_the_night_agreed_in_istanbul(found: Extraction) -> None:
    (exchange,) = found.of("exchange")
    (agreement,) = found.of("agreement")
    assert exchange.status == "done"
    assert exchange.fields["date_end"] == date(2025, 5, 23)
    assert exchange.fields["date_basis"] == "inferred_relative"
    assert exchange.fields["phase_index"] == 1
    assert exchange.fields["agreement"] == agreement.key
    assert agreement.fields["formula_to_a"] == agreement.fields["formula_to_b"] == Count.parse("1000")
    assert words_of(found, agreement.key, "formula_to_a") == ["1,000"]
    assert "Istanbul" in words_of(found, agreement.key, "place" if "place" in agreement.fields else "place_name")


def test_as_many_to_russia_as_to_ukraine(found: Extraction) -> None:
    home = {one.fields["receiving_party"]: one for one in found.of("return")}
    assert set(home) == {"UKR", "RUS"}
    assert home["UKR"].fields["total"] == home["RUS"].fields["total"] == Count.parse("390")
    (derived,) = [one for one in found.claims if one.reading == "derived" and one.record == home["RUS"].key]
    assert "equivalent number" in article()[derived.start : derived.end]
    base = found.claims[derived.derived_from or 0]
    assert (base.record, base.value) == (home["UKR"].key, "390")


def test_thousand_is_the_formula_and_nobody_who_returned(found: Extraction) -> None:
    assert {one.record[0] for one in found.claims if one.value == "1000"} == {"g"}


def test_hundreds_stay_a_vague_word(found: Extraction) -> None:
    vague = [one for one in found.claims if one.value == "hundreds"]
    assert vague
    assert all(Count.parse(one.value).best is None for one in vague)


def test_durations_and_years_yield_nothing(found: Extraction) -> None:
    words = {article()[one.start : one.end] for one in found.claims}
    assert not {"three", "three years", "two-hour", "2022"} & words
    assert not {"3", "2022"} & {one.value for one in found.claims if one.reading == "number"}


def test_words_of_a_number_read_as_the_number(found: Extraction) -> None:
    for claim in found.claims:
        if claim.reading == "number" and claim.field not in ("phase_index", "official_number"):
            assert Count.parse(claim.value) in read_count(article()[claim.start : claim.end])
