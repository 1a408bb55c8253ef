"""Run the examples and counter-examples of rules: alone, and with the whole pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conflict_data.extraction.api import read_document
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.pack import Pack, Rule, load_pack
from conflict_data.extraction.match import Mention, mentions


def alone(rule: Rule, language: str = "en") -> Pack:
    """A pack that holds this rule and no other."""
    return load_pack(language).only(rule.id)


def heard(pack: Pack, text: str) -> list[Mention]:
    """The mentions that the rules of a pack find in a text."""
    return mentions(pack, read_document(pack, text, Gazetteer.empty()), None)


def failures(rule: Rule, language: str = "en") -> list[str]:
    """What is wrong with a rule's examples, one line each; empty if all hold."""
    found: list[str] = []
    whole, single = load_pack(language), alone(rule, language)
    for example in rule.source["examples"]:
        own = [one for one in example["want"] if _mine(rule, one)]
        if not own:
            found.append(f"{rule.id}: {example['text']!r}: no wanted field is one the rule emits")
        found += _missing(rule, single, example, own, "alone")
        found += _missing(rule, whole, example, example["want"], "with the pack")
    for text in rule.source["not"]:
        if heard(single, text):
            found.append(f"{rule.id}: speaks in {text!r}")
    return found


def _mine(rule: Rule, wanted: Mapping[str, Any]) -> bool:
    return any(emission.field == wanted["field"] for emission in rule.emits)


def _missing(
    rule: Rule, pack: Pack, example: Mapping[str, Any], wanted: list[Mapping[str, Any]], how: str
) -> list[str]:
    text = example["text"]
    said = [(one.field, str(_value(pack, one, text)), text[one.start : one.end]) for one in heard(pack, text)]
    lines = []
    for want in wanted:
        fits = [
            one
            for one in said
            if one[0] == want["field"] and want.get("value", one[1]) == one[1] and want.get("words", one[2]) == one[2]
        ]
        if not fits:
            lines.append(f"{rule.id} {how}: {text!r}: wanted {dict(want)}, heard {said}")
    return lines


def _value(pack: Pack, mention: Mention, text: str) -> Any:
    if mention.value is not None and not isinstance(mention.value, str):
        return mention.value
    words = text[mention.start : mention.end]
    if mention.field == "none_reported":
        return "true"
    digits = "".join(char for char in words if char.isdigit())
    if mention.field in ("phase_index", "official_number") and digits:
        return digits
    code = getattr(mention.payload, "country", None) or pack.words.code(words)
    return code if code is not None else words
