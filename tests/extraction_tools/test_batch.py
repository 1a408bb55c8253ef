"""The batch function: one row a value, a failure beside the rest, the same rows however documents are cut and ordered."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest
from extraction_tools import made_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_data.extraction import extract
from conflict_data.extraction_tools.batch import FAILURE, SCHEMA, day_of, extract_batch

TEXT = "Russia attacked Kyiv and Sumy overnight. At least 12 people were injured in Kyiv and two were killed, the mayor said."


def batch(*rows: dict[str, object]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows))


def test_each_claim_is_a_row_with_its_words_and_bounds() -> None:
    read = extract(TEXT, published=date(2031, 3, 5))
    rows = extract_batch(batch({"id": "a", "text": TEXT, "published": date(2031, 3, 5)})).to_pylist()
    assert {row["claim"] for row in rows} == {None, *range(len(read.claims))}
    injured = next(row for row in rows if row["field"] == "injured")
    assert (injured["value"], injured["low"], injured["best"], injured["chosen"]) == ("at least 12", 12, None, True)
    for row in rows:
        if row["claim"] is not None:
            assert TEXT[row["start"] : row["end"]] == row["words"]
            assert row["sentence_start"] <= row["start"] < row["end"] <= row["sentence_end"] + 1


def test_what_a_record_lists_is_chosen_and_told_once() -> None:
    rows = extract_batch(batch({"id": "a", "text": TEXT, "published": date(2031, 3, 5)})).to_pylist()
    places = [row for row in rows if row["kind"] == "attack" and row["field"] in ("place", "places")]
    assert [(row["value"], row["chosen"]) for row in places] == [("ukr-kyiv", True), ("ukr-sumy", True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": None}, "the document has no text"),
        ({"text": TEXT, "language": "xx"}, "no language pack 'xx'; there is: en"),
        ({"text": TEXT, "published": "last week"}, "published: 'last week' is not a day such as 2025-05-24"),
    ],
)
def test_a_document_that_fails_is_one_row_that_says_why(row: dict[str, object], reason: str) -> None:
    good = {"text": TEXT, "published": "2031-03-05", "language": "en"}
    given_rows = [{"id": "bad"} | dict.fromkeys(good) | row, {"id": "good"} | good]
    told = extract_batch(batch(*given_rows)).to_pylist()
    (failure,) = [one for one in told if one["kind"] == FAILURE]
    assert (failure["id"], failure["field"]) == ("bad", "reason")
    assert reason in failure["value"]
    assert sum(one["id"] == "good" for one in told) > 5


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match=r"no column text: there is id, body"):
        extract_batch(batch({"id": "a", "body": TEXT}))


def test_days_are_taken_in_every_form() -> None:
    day = date(2031, 3, 5)
    assert [day_of(one) for one in (day, datetime(2031, 3, 5, 9), "2031-03-05T09:00Z", "", None)] == [day] * 3 + [
        None
    ] * 2


def test_an_empty_batch_gives_an_empty_one_with_the_schema() -> None:
    empty = pa.RecordBatch.from_pylist([], schema=pa.schema([("id", pa.string()), ("text", pa.string())]))
    assert extract_batch(empty).schema == SCHEMA


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from(range(40)) | st.text(max_size=60), min_size=1, max_size=8),
    st.data(),
)
def test_rows_depend_on_their_document_alone(texts: list[int | str], data: st.DataObject) -> None:
    made = made_texts.texts(40)
    rows = [
        {"id": str(k), "text": made[one][1] if isinstance(one, int) else one, "published": made[0][2]}
        for k, one in enumerate(texts)
    ]
    whole = extract_batch(batch(*rows))
    assert whole.schema == SCHEMA
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = [extract_batch(batch(*part)) for part in (shuffled[:cut], shuffled[cut:]) if part]
    found = [row for part in parts for row in part.to_pylist()]
    assert sorted(found, key=lambda row: int(row["id"])) == whole.to_pylist()
