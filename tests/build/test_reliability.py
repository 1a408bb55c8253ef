"""How far two coders agree is computed as published, round by round, and a recoding that lacks something is named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline import reliability
from pipeline.records import Row

from conflict_data.errors import InputError

RECODING = """source: src_aaaa1111
found: true
round: 2
coder: second
says:
  - {table: munitions, weapon: owa_uav, field: launched, value: 40}
  - {table: attacks, field: place, value: ukr-kyiv}
"""


def write(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "seeds" / "recoding"
    folder.mkdir(parents=True)
    (folder / "src_aaaa1111.yaml").write_text(text)
    return folder.parent


def test_a_recoding_is_read_by_round_with_the_row_that_each_value_is_of(tmp_path: Path) -> None:
    again = reliability.read(write(tmp_path, RECODING))[2]
    assert again.sources == {"src_aaaa1111"}
    assert again.values == {
        ("src_aaaa1111", "munitions", "launched", "owa_uav"): {"40"},
        ("src_aaaa1111", "attacks", "place_id", ""): {"ukr-kyiv"},
    }


def test_a_joined_value_is_read_item_by_item_as_evidence_says_it(tmp_path: Path) -> None:
    joined = RECODING + '  - {table: exchanges, field: mediators, value: "BLR; ICRC"}\n'
    again = reliability.read(write(tmp_path, joined))[2]
    assert again.values["src_aaaa1111", "exchanges", "mediators", ""] == {"BLR", "ICRC"}


def test_what_a_second_reading_mended_is_compared_as_it_was_before(tmp_path: Path) -> None:
    text = RECODING.replace("value: 40", "value: 40, first: 41").replace("ukr-kyiv", "ukr-kyiv, first: null")
    again = reliability.read(write(tmp_path, text))[2]
    rows = {"mun_1": Row("munitions", "mun_1", {"weapon_class": "owa_uav"}, "", 0)}
    now = [("munitions", "launched", "40"), ("munitions", "launched", "39"), ("attacks", "place_id", "ukr-kyiv")]
    evidence = [
        {
            "origin": "hand",
            "source_id": "src_aaaa1111",
            "table": table,
            "record_id": "mun_1",
            "field": name,
            "value": value,
        }
        for table, name, value in now
    ]
    assert reliability.first_values(evidence, rows, again) == {
        ("src_aaaa1111", "munitions", "launched", "owa_uav"): {"41", "39"}
    }


def test_what_was_mended_beside_the_second_values_is_undone_as_well(tmp_path: Path) -> None:
    mended = """mended:
  - {table: attacks, field: place, was: ukr-kyivska, now: ukr-kyiv}
  - {table: attacks, field: date_start, was: null, now: 2031-03-04}
  - {table: attacks, field: fires, was: 2, now: null}
"""
    again = reliability.read(write(tmp_path, RECODING + mended))[2]
    now = [("place_id", "ukr-kyiv"), ("date_start", "2031-03-04")]
    evidence = [
        {"origin": "hand", "source_id": "src_aaaa1111", "table": "attacks", "record_id": "atk_1", "field": name, "value": value}
        for name, value in now
    ]  # fmt: skip
    assert reliability.first_values(evidence, {}, again) == {
        ("src_aaaa1111", "attacks", "place_id", ""): {"ukr-kyivska"},
        ("src_aaaa1111", "attacks", "fires", ""): {"2"},
    }
    assert ("src_aaaa1111", "attacks", "fires", "") not in again.values


def test_a_page_that_was_not_found_counts_for_nothing(tmp_path: Path) -> None:
    assert reliability.read(write(tmp_path, "source: src_aaaa1111\nfound: false\n")) == {}


@pytest.mark.parametrize(
    ("there", "instead", "message"),
    [
        ("found: true\n", "", r"src_aaaa1111\.yaml:1: .*source, found, round"),
        (", value: 40", "", r"src_aaaa1111\.yaml:6: .*missing: value"),
        ("says:", "mended: [{table: attacks, field: fires, was: 2}]\nsays:", r"src_aaaa1111\.yaml:5: .*missing: now"),
    ],
)
def test_a_recoding_that_lacks_something_is_named(tmp_path: Path, there: str, instead: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        reliability.read(write(tmp_path, RECODING.replace(there, instead)))


def test_alpha_is_that_of_the_textbook() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A: two coders, ten units, alpha 0.095."""
    pairs = list(zip("nynnnnnnyn", "yyynnynnnn", strict=True))
    assert reliability.alpha(pairs) == (pytest.approx(0.095, abs=0.0005), "nominal")


values = st.dictionaries(
    st.tuples(
        st.sampled_from(["src_1", "src_2"]), st.just("casualties"), st.sampled_from(["killed", "injured"]), st.just("")
    ),
    st.sets(st.integers(0, 5).map(str), min_size=1, max_size=3),
)


@given(values, values)
def test_every_value_is_counted_once_and_sides_may_change_places(
    first: dict[reliability.Key, set[str]], second: dict[reliability.Key, set[str]]
) -> None:
    forth, back = reliability.compare(first, second), reliability.compare(second, first)
    asked = {(table, name) for _, table, name, _ in second}
    for (table, name), tally in forth.items():
        counts = tally.counts
        own = sum(len(v) for (_, t, n, _), v in first.items() if (t, n) == (table, name))
        other = sum(len(v) for (_, t, n, _), v in second.items() if (t, n) == (table, name))
        assert counts.same + counts.different + counts.hand_only == own
        assert counts.same + counts.different + counts.rule_only == other
        assert (table, name) in asked
        if (table, name) in back:
            mirrored = back[table, name].counts
            assert (counts.same, counts.different) == (mirrored.same, mirrored.different)


@given(values)
def test_a_coder_agrees_with_himself(first: dict[reliability.Key, set[str]]) -> None:
    for tally in reliability.compare(first, first).values():
        assert (tally.counts.different, tally.counts.hand_only, tally.counts.rule_only) == (0, 0, 0)


def test_the_report_tells_each_round_apart() -> None:
    tally = reliability.Tally()
    tally.counts.same, tally.pairs = 2, [("3", "3"), ("4", "4")]
    text = reliability.report({1: {("casualties", "killed"): tally}, 2: {("casualties", "killed"): tally}}, {}, {})
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["comparison"] for row in rows] == ["hand_hand_round_1", "hand_hand_round_2"]
    assert {(row["percent_same_of_all"], row["alpha"]) for row in rows} == {("100.0", "1.000")}
