"""Every rule says what its examples want, alone and with the pack, and keeps silent on its counter-examples."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
import yaml

from conflict_data.extraction.language.pack import languages, load_pack
from conflict_data.extraction.ruletest import failures

PACKS = files("conflict_data.extraction") / "packs"
RULES = [(language, rule) for language in languages() for rule in load_pack(language).rules]


@pytest.mark.parametrize(("language", "rule"), RULES, ids=[f"{name}:{rule.id}" for name, rule in RULES])
def test_examples_hold_and_counter_examples_stay_silent(language: str, rule: object) -> None:
    assert failures(rule, language) == []


@pytest.mark.parametrize("language", languages())
def test_rule_files_follow_their_schema(language: str) -> None:
    schema = json.loads((PACKS / "rules.schema.json").read_text(encoding="utf-8"))
    for path in (PACKS / language / "rules").iterdir():
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


def test_rule_ids_are_unique() -> None:
    ids = [(language, rule.id) for language, rule in RULES]
    assert len(ids) == len(set(ids))


def test_every_rule_names_something_it_keeps_silent_on() -> None:
    assert [rule.id for _, rule in RULES if not rule.source["not"] or not rule.source["examples"]] == []
