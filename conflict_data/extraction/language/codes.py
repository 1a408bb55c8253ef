"""Words that stand for a code of the contract, beyond what the lexicon's classes say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import yaml


@lru_cache(maxsize=8)
def readings(language: str) -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """Code list to code to the expression of the words that stand for it, of the pack of a language."""
    path = files("conflict_data.extraction") / "packs" / language / "readings.yaml"
    if not path.is_file():
        return {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    listed = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return {codelist: {code: _expression(words) for code, words in codes.items()} for codelist, codes in listed.items()}


def _expression(words: list[str]) -> re.Pattern[str]:
    parts = (re.escape(word.removesuffix("*")) + ("" if word.endswith("*") else r"(?!\w)") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})")


def codes_of(words: str, codelist: str, language: str) -> set[str]:
    """Codes of a list that the words stand for by the readings of the language's pack."""
    spelt = " ".join(words.lower().replace("\u2019", "'").split())
    return {code for code, expression in readings(language).get(codelist, {}).items() if expression.search(spelt)}
