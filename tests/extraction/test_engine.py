"""What holds for any text: spans inside it, the same output again, no stage that changes a length."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_data.extraction import Gazetteer, extract, read_count, read_date, read_ordinal
from conflict_data.extraction.api import read_document
from conflict_data.extraction.language.gate import build_gate
from conflict_data.extraction.language.pack import load_pack

DAY = date(2025, 5, 24)
WORDS = st.sampled_from(
    [
        "12",
        "people",
        "were",
        "killed",
        "and",
        "40",
        "others",
        "injured",
        "in",
        "Kyiv",
        ",",
        ".",
        ";",
        "on",
        "Friday",
        "24",
        "May",
        "at",
        "least",
        "more",
        "than",
        "205",
        "for",
        "205",
        "drones",
        "Russia",
        "launched",
        "shot",
        "down",
        "swap",
        "prisoners",
        "a",
        "the",
        "\n",
        "\n\n",
        "İ",
        "\u200f",
        "1,000",
        "hundreds",
        "of",
        "dozen",
        "-",
        "–",
        "'s",
        "No.",
        "(",
        ")",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_tokens_partition_the_text(text: str) -> None:
    document = read_document(load_pack("en"), text, Gazetteer.empty(), whole=True)
    assert "".join(document.tokens) == text
    assert len(document.classes) == len(document.tokens)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_claim_lies_inside_the_text_and_belongs_to_a_record(text: str) -> None:
    found = extract(text, published=DAY, places=Gazetteer.empty())
    keys = {record.key for record in found.records}
    for claim in found.claims:
        assert 0 <= claim.start < claim.end <= len(text)
        assert claim.record in keys
    assert all(record.parent is None or record.parent in keys for record in found.records)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_output(text: str) -> None:
    first = extract(text, published=DAY, places=Gazetteer.empty())
    assert extract(text, published=DAY, places=Gazetteer.empty()) == first


@given(st.text(max_size=200))
def test_both_gates_give_the_same_answer(text: str) -> None:
    stems = ["kill", "drone", "exchang", "\u0443\u0434\u0430\u0440"]
    assert build_gate(stems)(text) == build_gate(stems, pure=True)(text)


PACK = load_pack("en")
EXAMPLES = [example["text"] for rule in PACK.rules for example in rule.source["examples"]]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(EXAMPLES), max_size=4).map("\n".join) | TEXTS)
def test_no_rule_is_passed_over_that_would_match_and_no_filter_that_would_silence_it(text: str) -> None:
    document = read_document(PACK, text, Gazetteer.empty())
    letters = document.letters
    able = [rule for rule in PACK.rules if all(need & document.present for need in rule.text_needs)]
    every = [(rule.id, match.span()) for rule in able for match in rule.regex.finditer(letters)]
    spans = PACK.plan.spans(document)
    tried = [
        (rule.id, match.span())
        for rule, where in spans
        for one in where
        for match in rule.regex.finditer(letters, *one)
    ]
    assert tried == every
    for sentence, (low, high) in enumerate(document.ranges):
        mark = PACK.marks.in_sentence(document, sentence)
        passed = [one for one in PACK.filters.values() if one.needs & ~mark]
        assert not [one.id for one in passed if one.regex.search(letters[low:high])]


def test_the_trace_names_the_filter_that_refused() -> None:
    found = extract("The group planned to kill three officers in the attack.", places=Gazetteer.empty(), explain=True)
    assert any(step.outcome == "refused by intended" for step in found.trace)


def test_a_text_about_nothing_says_nothing() -> None:
    assert extract("The council opened a new library on Friday.", published=DAY, places=Gazetteer.empty()).records == ()


@pytest.mark.parametrize(
    "text",
    [
        "Two people were killed \ud800 in Kyiv.",
        "The 1\u00b2th exchange of prisoners brought 20 soldiers home, the \u2460st phase 30.",
        f"The {'9' * 5000}th exchange of prisoners brought {'9' * 5000} soldiers home, {'9' * 5000}-for-{'9' * 5000}.",
        f"Russia and Ukraine swapped 205-for-{'1' * 5000} prisoners on the {'9' * 5000}th of May.",
        "Prisoners were swapped k\u00b2-for-5 and \u00b2-for-\u00b2 and 5k-for-5k shortly before the attack of 0001-01-02 killed two.",
    ],
)
@pytest.mark.parametrize("published", [DAY, date.min, date.max, None])
def test_nothing_is_raised_for_numbers_and_characters_that_mean_nothing(text: str, published: date | None) -> None:
    found = extract(text + " Yesterday and on the night of 1 January two died.", published=published)
    assert all(0 <= claim.start < claim.end for claim in found.claims)
    read_ordinal(text)
    read_count(text)


def test_half_a_surrogate_pair_hides_nothing() -> None:
    found = extract("Two people \udfff were killed in Kyiv.", published=DAY, places=Gazetteer.empty())
    assert [one.fields["killed"].best for one in found.of("casualty")] == [2]
    assert build_gate(["killed"])("\udfff killed") and not build_gate(["killed"])("\udfff kill")


@pytest.mark.parametrize("published", [date.min, date.max])
def test_days_outside_the_calendar_are_no_days(published: date) -> None:
    assert (
        read_date("yesterday, last week and on the night of 31 December, 1 January, next year", published=published)
        is not None
    )
