"""List, explain and test the rules of a language pack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from conflict_data.errors import ConflictDataError, choose, nearest
from conflict_data.extraction.language.pack import Pack, Rule, languages, load_pack
from conflict_data.extraction.ruletest import failures

NAME = re.compile(r"(?<![a-z])[A-Z][A-Z0-9]*")
SHOWN_WORDS = 8


def pack_of(language: str) -> Pack:
    """The pack of a language; `ConflictDataError` lists those that exist."""
    if language not in languages():
        raise ConflictDataError(f"no rules for the language {language!r}: {choose(language, languages())}")
    return load_pack(language)


def rule_of(pack: Pack, rule_id: str) -> Rule:
    """The rule of that id; `ConflictDataError` names the nearest."""
    found = next((rule for rule in pack.rules if rule.id == rule_id), None)
    if found is None:
        near = nearest(rule_id, [rule.id for rule in pack.rules])
        hint = f"did you mean {near!r}? " if near else ""
        raise ConflictDataError(f"no rule {rule_id!r}: {hint}`conflict-data rules list` shows all {len(pack.rules)}")
    return found


def listed(pack: Pack, *, topic: str | None = None) -> list[dict[str, Any]]:
    """One row a rule, in the order in which rules are tried: id, topic, what it emits, number of examples.

    `topic` keeps the rules of one file; `ConflictDataError` lists the topics.
    """
    topics = list(dict.fromkeys(rule.topic for rule in pack.rules))
    if topic is not None and topic not in topics:
        raise ConflictDataError(f"no topic {topic!r}: {choose(topic, topics)}")
    return [
        {
            "rule": rule.id,
            "topic": rule.topic,
            "emits": ", ".join(dict.fromkeys(f"{one.kind}.{one.field}" for one in rule.emits)),
            "examples": len(rule.source["examples"]),
            "counter-examples": len(rule.source["not"]),
        }
        for rule in pack.rules
        if topic in (None, rule.topic)
    ]


def explained(pack: Pack, rule: Rule) -> dict[str, Any]:
    """All that a rule is: pattern with the classes and macros in it, what it emits, filters, examples."""
    grammar = _grammar(pack.name)
    filters = {item["id"]: item for item in grammar["filters"]}
    return {
        "rule": rule.id,
        "topic": rule.topic,
        "file": f"conflict_data/extraction/packs/{pack.name}/rules/{rule.topic}.yaml",
        "pattern": rule.source["pattern"],
        "names": dict(_names(pack, rule.source["pattern"], grammar)),
        "emits": [dict(one) for one in rule.source["emit"]],
        "unless": {
            name: f"{filters[name]['where']}: {filters[name]['pattern']}" for name in rule.source.get("unless", ())
        },
        "examples": [_example(one) for one in rule.source["examples"]],
        "not": list(rule.source["not"]),
    }


@lru_cache(maxsize=4)
def _grammar(language: str) -> Mapping[str, Any]:
    path = files("conflict_data.extraction") / "packs" / language / "grammar.yaml"
    grammar: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return grammar


def _names(pack: Pack, pattern: str, grammar: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each name of a pattern with what it stands for: a macro's body, some words of a class, or a group of words."""
    macros = grammar["macros"]
    groups = {group["chunk"] for group in grammar["groups"]}
    words: dict[str, list[str]] = {}
    for word, name in pack.words.classes.items():
        words.setdefault(name, []).append(word)
    for name in dict.fromkeys(NAME.findall(pattern)):
        if name in macros:
            yield name, _macro(macros[name])
        elif name in words:
            more = len(words[name]) - SHOWN_WORDS
            yield name, ", ".join(words[name][:SHOWN_WORDS]) + (f" and {more} more" if more > 0 else "")
        elif name.lower() in groups:
            yield name, f"words joined by a group `{name.lower()}` of grammar.yaml"
        else:
            yield name, "given by the engine"


def _macro(body: Any) -> str:
    if isinstance(body, Mapping):
        return "; ".join(f"{how} of {' '.join(names)}" for how, names in body.items())
    return str(body)


def _example(example: Mapping[str, Any]) -> dict[str, str]:
    wanted = [f"{one['field']} = {one.get('value', '?')}" for one in example["want"]]
    return {"text": example["text"], "want": ", ".join(wanted)}


def faults(pack: Pack, rules: list[Rule]) -> dict[str, list[str]]:
    """Rule → what is wrong with its examples, run alone and with the whole pack; only rules with a fault."""
    found = {rule.id: failures(rule, pack.name) for rule in rules}
    return {rule_id: lines for rule_id, lines in found.items() if lines}
