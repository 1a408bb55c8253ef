"""`conflict-data rules` lists, explains and tests the rules."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from conflict_data.cli import main
from conflict_data.extraction.language.pack import load_pack
from conflict_data.extraction_tools import rule_listing


def rules(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["rules", *arguments])
    return result.exit_code, result.output


def test_the_list_names_every_rule_in_the_order_in_which_they_are_tried() -> None:
    code, told = rules("list", "--json")
    rows = json.loads(told)
    assert code == 0
    assert [row["rule"] for row in rows] == [rule.id for rule in load_pack("en").rules]
    assert all(row["examples"] for row in rows)
    _, text = rules("list", "--topic", "exchanges")
    assert f"{sum(row['topic'] == 'exchanges' for row in rows)} rules" in text
    assert "casualty.killed.active" not in text


def test_a_rule_is_explained_with_the_words_behind_every_name() -> None:
    rule = load_pack("en").rules[0]
    code, told = rules("explain", rule.id)
    assert code == 0
    for part in (rule.id, rule.source["pattern"], f"rules/{rule.topic}.yaml", rule.source["examples"][0]["text"]):
        assert part in told
    for text in rule.source["not"]:
        assert text in told


def test_no_name_in_a_pattern_is_left_unexplained() -> None:
    pack = load_pack("en")
    for rule in pack.rules:
        told = rule_listing.explained(pack, rule)
        assert told["emits"] and told["examples"], rule.id
        assert set(rule_listing.NAME.findall(told["pattern"])) == {
            name for name, meaning in told["names"].items() if meaning
        }
        assert all(": " in meaning for meaning in told["unless"].values()), rule.id


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "casualty.killed.activ"), "did you mean 'casualty.killed.active'?"),
        (("list", "--topic", "exchange"), "no topic 'exchange': did you mean 'exchanges'?"),
        (("list", "--language", "xx"), "no rules for the language 'xx': allowed: en"),
        (("test", "nothing.like.it"), "no rule 'nothing.like.it'"),
    ],
)
def test_a_wrong_name_is_answered_with_what_there_is(arguments: tuple[str, ...], message: str) -> None:
    code, told = rules(*arguments)
    assert (code, message in told) == (1, True), told


def test_one_rule_is_tested_alone_and_in_the_pack() -> None:
    rule = load_pack("en").rules[0]
    count = len(rule.source["examples"]) + len(rule.source["not"])
    assert rules("test", rule.id) == (0, f"1 rule, {count} examples: all hold\n")


def test_an_example_that_does_not_hold_is_told_and_the_exit_code_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(one for one in load_pack("en").rules if one.id == "casualty.killed.active")
    wrong = {
        "examples": [{"text": "The blast killed two people.", "want": [{"field": "killed", "value": "3"}]}],
        "not": ["The blast killed two people."],
    }
    broken = replace(rule, source={**rule.source, **wrong})
    monkeypatch.setattr(rule_listing, "rule_of", lambda pack, rule_id: broken)
    code, told = rules("test", rule.id)
    assert code == 1
    assert "1 rule, 2 examples: 1 rule fails" in told
    assert (
        "casualty.killed.active alone: 'The blast killed two people.': wanted {'field': 'killed', 'value': '3'}" in told
    )
    assert "casualty.killed.active: speaks in 'The blast killed two people.'" in told
    code, told = rules("test", rule.id, "--json")
    assert (code, list(json.loads(told)["faults"])) == (1, ["casualty.killed.active"])
