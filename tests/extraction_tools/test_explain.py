"""`conflict-data extract` shows records with their words; `--explain` shows what each stage made or refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_data.cli import main
from conflict_data.extraction import extract
from conflict_data.extraction_tools.plain import HIDDEN, shortened, visible

TEXT = (
    "Russia attacked Kyiv overnight. At least 12 people were injured in Kyiv, the mayor said. "
    "The council met to speak of the harvest of this year and of the next one and of the roads that lead there. "
    "The army planned to attack the town. Two people died; the two were miners."
)
DAY = date(2031, 3, 5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "report.txt"
    file.write_text(TEXT, "utf-8")
    return file


def told(*arguments: object) -> str:
    result = CliRunner().invoke(main, ["extract", *map(str, arguments), "--published", "2031-03-05"])
    assert result.exit_code == 0, result.output
    return result.output


def row(output: str, *cells: str) -> str:
    """The line that holds all cells in that order."""
    found = [line for line in output.split("\n") if all(cell in line for cell in cells)]
    assert found, f"no line with {cells} in\n{output}"
    return " ".join(found[0].split())


def test_records_show_values_words_rules_and_who_says_so(path: Path) -> None:
    output = told(path)
    assert "published 2031-03-05" in output
    row(output, "casualty c1, of a1")
    row(output, "injured", "at least 12", "“At least 12”", "casualty.injured.passive")
    row(output, "attacker", "RUS", "“Russia”", "attack.attacker.subject")
    row(output, "date_precision", "1", "concluded")
    assert "Trace" not in output


def test_the_trace_says_of_each_match_what_became_of_it(path: Path) -> None:
    output = told(path, "--explain").split("Trace")[1]
    row(output, "rules", "casualty.injured.passive", "“At least 12 people were injured”", "c1.injured = at least 12")
    row(output, "rules", "attack.noun", "“attack”", "refused by planned")
    row(output, "rules", "casualty.injured.reduced", "its words were read by casualty.injured.passive")
    row(output, "merge", "date.nearest", "“overnight”", "a1.date_start = 2031-03-04")
    assert "rules explain RULE" in output


def test_the_trace_shows_what_rules_see_of_a_sentence_and_which_are_passed_over(path: Path) -> None:
    output = " ".join(told(path, "--explain").split("Trace")[1].split())
    assert "read as At least 12 people/PEOPLE were/BE injured/INJURE in/IN Kyiv/PLACE" in output
    long = TEXT + " The council of the town met again." * 12
    path.write_text(long, "utf-8")
    assert "passed over: no word of an event in it" in told(path, "--explain")


@pytest.mark.parametrize(
    ("text", "stage"),
    [("The council met.", "gate nothing to look for"), ("", "gate nothing to look for")],
)
def test_a_text_without_conflict_says_at_which_stage_it_was_left(path: Path, text: str, stage: str) -> None:
    path.write_text(text, "utf-8")
    output = " ".join(told(path, "--explain").split())
    assert "no records" in output and stage in output


def test_json_holds_text_records_claims_and_the_trace(path: Path) -> None:
    (document,) = json.loads(told(path, "--explain", "--json"))
    assert document["text"] == TEXT and document["published"] == "2031-03-05"
    for claim in document["claims"]:
        assert TEXT[claim["start"] : claim["end"]] == claim["words"]
    keys = {record["key"] for record in document["records"]}
    assert {claim["record"] for claim in document["claims"]} <= keys
    assert {step["stage"] for step in document["trace"]} == {"sentences", "rules", "merge"}
    (plain,) = json.loads(told(path, "--json"))
    assert "trace" not in plain and plain["records"] == document["records"]


def test_what_is_misused_is_refused_with_what_to_give(path: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert "name the files to read, or give --corpus" in run(main, ["extract"]).output
    assert (
        "for files, not for a corpus"
        in run(main, ["extract", "--corpus", str(tmp_path), "--out", str(tmp_path / "o"), "--explain"]).output
    )
    assert "no rules for the language 'xx': allowed: en" in run(main, ["extract", str(path), "--language", "xx"]).output
    assert "does not exist" in run(main, ["extract", str(tmp_path / "none.txt")]).output


PIECES = st.sampled_from(
    [*TEXT.split(". "), "Five were freed in a swap.", "\n\n", "…", "\u202e", "999", "no one was hurt"]
)


@settings(max_examples=40)
@given(st.lists(PIECES | st.text(max_size=12), max_size=12).map(". ".join))
def test_explaining_changes_nothing_and_stays_within_the_text(text: str) -> None:
    plain, explained = extract(text, published=DAY), extract(text, published=DAY, explain=True)
    assert (explained.records, explained.claims) == (plain.records, plain.claims)
    assert plain.trace == ()
    assert explained.trace
    made = {step.rule_id for step in explained.trace}
    assert {claim.rule_id for claim in explained.claims} <= made
    for step in explained.trace:
        assert 0 <= step.start <= step.end <= len(text)


@given(st.text())
def test_nothing_that_hides_reaches_a_terminal(text: str) -> None:
    line = visible(text)
    assert not HIDDEN.search(line) and "\n" not in line and "\x1b" not in line
    assert len(shortened(text, 20)) <= 20
