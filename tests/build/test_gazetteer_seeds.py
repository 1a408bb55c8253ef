"""What the gazetteer in seeds/gazetteer promises to everything that reads it."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pycountry
import pytest

GAZETTEER = Path(__file__).resolve().parents[2] / "seeds" / "gazetteer"

PLACE_COLUMNS = [
    "place_id",
    "name",
    "kind",
    "parent_place_id",
    "country",
    "iso_3166_2",
    "iso_vintage",
    "pcode",
    "pcode_vintage",
    "katottg",
    "katottg_vintage",
    "geonames_id",
    "latitude",
    "longitude",
    "coordinates_source",
    "note",
]
NAME_COLUMNS = ["place_id", "name", "language", "kind"]
AMBIGUOUS_COLUMNS = ["name", "language", "place_ids", "default_place_id"]

PLACE_KINDS = {
    "country",
    "oblast",
    "raion",
    "city",
    "city_district",
    "town",
    "village",
    "region",
    "sea",
    "facility",
}
NAME_KINDS = {"official", "transliteration", "exonym", "historical", "short", "adjectival"}

PATTERNS = {
    "place_id": r"[a-z0-9]+(-[a-z0-9]+)*",
    "country": r"[A-Z]{2}",
    "iso_3166_2": r"[A-Z]{2}-[A-Z0-9]{2,3}",
    "pcode": r"UA\d{2}(\d{2})?",
    "katottg": r"UA\d{17}",
    "geonames_id": r"\d+",
    "latitude": r"-?\d{1,2}\.\d{4}",
    "longitude": r"-?\d{1,3}\.\d{4}",
}

# south, north, west, east in degrees; Ukraine within its internationally recognised borders
BOUNDING_BOXES = {
    "UA": (44.3, 52.4, 22.1, 40.3),
    "RU": (41.1, 82.0, 19.6, 180.0),
    "BY": (51.2, 56.2, 23.1, 32.8),
}

# A bare name must not be one of these: each also begins or fills ordinary sentences of a report.
STOP_WORDS = {
    "a", "all", "an", "and", "as", "at", "bar", "balky", "bile", "but", "by", "chop", "city", "district",
    "for", "from", "he", "his", "in", "is", "it", "its", "marks", "may", "more", "no", "not", "of", "on",
    "one", "or", "region", "same", "she", "so", "than", "that", "the", "there", "they", "this", "to", "two",
    "up", "us", "was", "we", "were", "with",
    # given names and units that war news use for people, not for the towns of that name
    "aidar", "azov", "nikita", "stanislav", "stepan", "vladimir", "volodymyr",
}  # fmt: skip


def read(name: str, columns: list[str]) -> list[dict[str, str]]:
    """Read one gazetteer file and hold it to its header."""
    with (GAZETTEER / name).open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert reader.fieldnames == columns, name
        return list(reader)


@pytest.fixture(scope="module")
def places() -> dict[str, dict[str, str]]:
    return {row["place_id"]: row for row in read("places.csv", PLACE_COLUMNS)}


@pytest.fixture(scope="module")
def names() -> list[dict[str, str]]:
    return read("names.csv", NAME_COLUMNS)


def first_level(places: dict[str, dict[str, str]], country: str) -> list[dict[str, str]]:
    return [row for row in places.values() if row["country"] == country and row["iso_3166_2"]]


def test_files_are_utf8_with_unix_line_ends_and_sorted() -> None:
    for name in ("places.csv", "names.csv", "ambiguous_names.csv"):
        assert b"\r" not in (GAZETTEER / name).read_bytes(), name
    ids = [row["place_id"] for row in read("places.csv", PLACE_COLUMNS)]
    assert ids == sorted(ids)
    keys = [(row["place_id"], row["name"]) for row in read("names.csv", NAME_COLUMNS)]
    assert keys == sorted(keys)


def test_place_ids_are_unique() -> None:
    counts = Counter(row["place_id"] for row in read("places.csv", PLACE_COLUMNS))
    assert [place_id for place_id, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("column", ["iso_3166_2", "pcode", "katottg", "geonames_id"])
def test_a_key_belongs_to_one_place(places: dict[str, dict[str, str]], column: str) -> None:
    counts = Counter(row[column] for row in places.values() if row[column])
    assert [key for key, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("column", sorted(PATTERNS))
def test_keys_have_the_form_of_their_scheme(places: dict[str, dict[str, str]], column: str) -> None:
    wrong = [row[column] for row in places.values() if row[column] and not re.fullmatch(PATTERNS[column], row[column])]
    assert wrong == []


def test_kinds_are_known(places: dict[str, dict[str, str]], names: list[dict[str, str]]) -> None:
    assert {row["kind"] for row in places.values()} <= PLACE_KINDS
    assert {row["kind"] for row in names} <= NAME_KINDS
    assert all(re.fullmatch(r"[a-z]{2}", row["language"]) for row in names)


def test_a_key_and_its_vintage_stand_together(places: dict[str, dict[str, str]]) -> None:
    for key, vintage in (
        ("iso_3166_2", "iso_vintage"),
        ("pcode", "pcode_vintage"),
        ("katottg", "katottg_vintage"),
        ("latitude", "longitude"),
        ("latitude", "coordinates_source"),
    ):
        broken = [p for p, row in places.items() if bool(row[key]) != bool(row[vintage])]
        assert broken == [], (key, vintage)


def test_every_place_reaches_its_country_or_sea_without_a_cycle(places: dict[str, dict[str, str]]) -> None:
    for place_id, row in places.items():
        seen = {place_id}
        while row["parent_place_id"]:
            parent = row["parent_place_id"]
            assert parent in places, f"{place_id}: parent {parent} does not exist"
            assert parent not in seen, f"{place_id}: cycle through {parent}"
            assert places[parent]["country"] == row["country"], f"{place_id}: parent in another country"
            seen.add(parent)
            row = places[parent]
        assert row["kind"] in {"country", "sea"}, place_id


def test_a_key_of_a_part_lies_under_the_key_of_the_whole(places: dict[str, dict[str, str]]) -> None:
    for place_id, row in places.items():
        parent = places.get(row["parent_place_id"])
        if parent and row["pcode"] and parent["pcode"]:
            assert row["pcode"].startswith(parent["pcode"]), place_id


def test_coordinates_lie_in_the_country(places: dict[str, dict[str, str]]) -> None:
    for place_id, row in places.items():
        if row["latitude"] and row["country"] in BOUNDING_BOXES:
            south, north, west, east = BOUNDING_BOXES[row["country"]]
            assert south <= float(row["latitude"]) <= north, place_id
            assert west <= float(row["longitude"]) <= east, place_id


@pytest.mark.parametrize(("country", "count"), [("UA", 27), ("RU", 83), ("BY", 7)])
def test_first_level_units_are_those_of_iso_3166_2(places: dict[str, dict[str, str]], country: str, count: int) -> None:
    codes = {row["iso_3166_2"] for row in first_level(places, country)}
    assert codes == {unit.code for unit in pycountry.subdivisions.get(country_code=country)}
    assert len(codes) == count


def test_first_level_units_of_ukraine_have_all_three_keys(places: dict[str, dict[str, str]]) -> None:
    for row in first_level(places, "UA"):
        assert row["pcode"] and row["katottg"] and row["latitude"], row["place_id"]


def test_known_crossings_of_the_schemes_are_kept(places: dict[str, dict[str, str]]) -> None:
    # Where a code derived from another scheme would be wrong.
    assert (places["ukr-luhanska"]["iso_3166_2"], places["ukr-luhanska"]["pcode"]) == ("UA-09", "UA44")
    assert (places["ukr-krym"]["iso_3166_2"], places["ukr-krym"]["pcode"]) == ("UA-43", "UA01")
    assert (places["ukr-kyiv"]["iso_3166_2"], places["ukr-kyiv"]["pcode"]) == ("UA-30", "UA80")
    assert (places["ukr-sevastopol"]["iso_3166_2"], places["ukr-sevastopol"]["pcode"]) == ("UA-40", "UA85")
    assert (places["ukr-chernivetska"]["iso_3166_2"], places["ukr-chernivetska"]["pcode"]) == ("UA-77", "UA73")


def test_ukraine_has_all_raions_and_kyiv_all_districts(places: dict[str, dict[str, str]]) -> None:
    assert sum(row["kind"] == "raion" for row in places.values()) == 136
    districts = [p for p, row in places.items() if row["parent_place_id"] == "ukr-kyiv"]
    assert sum(places[p]["kind"] == "city_district" for p in districts) == 10


def test_countries_are_those_of_iso_3166_1(places: dict[str, dict[str, str]]) -> None:
    for place_id, row in places.items():
        if row["kind"] == "country":
            assert pycountry.countries.get(alpha_2=row["country"]).alpha_3.lower() == place_id


def test_every_name_belongs_to_a_place_and_every_place_has_a_name(
    places: dict[str, dict[str, str]], names: list[dict[str, str]]
) -> None:
    assert {row["place_id"] for row in names} == set(places)
    spelt = {(row["place_id"], row["name"]) for row in names if row["language"] == "en"}
    assert [p for p, row in places.items() if (p, row["name"]) not in spelt] == []


def test_a_name_is_written_once_per_place_and_language(names: list[dict[str, str]]) -> None:
    counts = Counter((row["place_id"], row["name"], row["language"]) for row in names)
    assert [key for key, n in counts.items() if n > 1] == []


def test_names_are_clean_text(names: list[dict[str, str]]) -> None:
    for row in names:
        assert row["name"] == " ".join(row["name"].split()), row
        assert row["name"].count("(") == row["name"].count(")"), row
        if row["language"] in {"uk", "ru", "be"}:
            assert not re.search("[A-Za-z]", row["name"]), row
        if row["language"] == "en":
            assert not re.search("[А-Яа-яІіЇїЄєҐґ]", row["name"]), row


def test_no_bare_name_is_a_stop_word(names: list[dict[str, str]]) -> None:
    # "US" in capitals is the country, "us" the pronoun: the extractor compares case.
    wrong = [row["name"] for row in names if row["name"].lower() in STOP_WORDS and row["name"] != "US"]
    assert wrong == []


def test_names_of_several_places_are_listed_on_purpose(
    places: dict[str, dict[str, str]], names: list[dict[str, str]]
) -> None:
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in names:
        shared[row["name"], row["language"]].add(row["place_id"])
    found = {key: ids for key, ids in shared.items() if len(ids) > 1}
    rows = read("ambiguous_names.csv", AMBIGUOUS_COLUMNS)
    listed = {(row["name"], row["language"]): set(row["place_ids"].split("; ")) for row in rows}
    assert listed == found
    for row in rows:
        assert row["default_place_id"] in {"", *row["place_ids"].split("; ")}, row


@pytest.mark.parametrize(
    ("name", "language", "place_id"),
    [
        ("Kiev", "en", "ukr-kyiv"),
        ("Київ", "uk", "ukr-kyiv"),
        ("Kyiv region", "en", "ukr-kyivska"),
        ("Київська область", "uk", "ukr-kyivska"),
        ("Киевская область", "ru", "ukr-kyivska"),
        ("Odessa", "en", "ukr-odesa"),
        ("Kharkov", "en", "ukr-kharkiv"),
        ("Lvov", "en", "ukr-lviv"),
        ("Dnipropetrovsk", "en", "ukr-dnipro"),
        ("Solomianskyi district", "en", "ukr-kyiv-solomianskyi"),
        ("Brovary district", "en", "ukr-brovarskyi-raion"),
        ("Belgorod region", "en", "rus-belgorod-region"),
        ("Turkey", "en", "tur"),
        ("UAE", "en", "are"),
    ],
)
def test_spellings_that_reports_use_are_found(
    names: list[dict[str, str]], name: str, language: str, place_id: str
) -> None:
    assert {row["place_id"] for row in names if (row["name"], row["language"]) == (name, language)} == {place_id}
