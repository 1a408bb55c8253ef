"""What holds for any text: spans inside it, the same output again, no stage that changes a length."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_data.extraction import Gazetteer, extract
from conflict_data.extraction.api import read_document
from conflict_data.extraction.gate import build_gate
from conflict_data.extraction.pack import load_pack

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


def test_the_trace_names_the_filter_that_refused() -> None:
    found = extract("The group planned to kill three officers in the attack.", places=Gazetteer.empty(), explain=True)
    assert any(step.outcome == "refused by intended" for step in found.trace)


def test_a_text_about_nothing_says_nothing() -> None:
    assert extract("The council opened a new library on Friday.", published=DAY, places=Gazetteer.empty()).records == ()
