"""The chapter on coding names records that exist, so that its cases can be looked up."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IDENTIFIER = re.compile(r"\b(?:atk|mun|cas|exc|ret|agr)_[0-9a-z]{8}\b")


def test_every_case_of_the_chapter_is_a_record_of_the_seeds() -> None:
    named = set(IDENTIFIER.findall((ROOT / "schema" / "CODING.md").read_text("utf-8")))
    coded = {
        found
        for path in (ROOT / "seeds" / "records").rglob("*.yaml")
        for found in IDENTIFIER.findall(path.read_text("utf-8"))
    }
    assert named, "the chapter has no case"
    assert named <= coded, f"the chapter names what is no record: {sorted(named - coded)}"


def test_rules_are_numbered_within_their_section() -> None:
    text = (ROOT / "schema" / "CODING.md").read_text("utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        number = section.split(".", 1)[0]
        rules = re.findall(r"^\*\*(\d+)\.(\d+) ", section, flags=re.MULTILINE)
        assert rules == [(number, str(i)) for i in range(1, len(rules) + 1)]
