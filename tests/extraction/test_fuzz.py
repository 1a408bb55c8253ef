"""A sample of what `fuzz.py` does at length: nothing raised, spans inside the text, no order that matters."""

from __future__ import annotations

import pytest
from extraction_tools import fuzz

SEED, NUMBERS = 20250524, range(30)
NOTES = [
    "Two people were killed and at least 15 injured in Kyiv on 24 May 2025, the mayor said.",
    "303 prisoners each.",
]


def test_any_text_keeps_the_promises_in_any_order() -> None:
    there = fuzz.digests(SEED, NUMBERS, NOTES)
    back = fuzz.digests(SEED, NUMBERS[::-1], NOTES)
    assert not [value for value in there.values() if value.startswith("FAULT")]
    assert there == back


def test_a_broken_promise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = fuzz.Claim("a1", "killed", "1", 0, 10**9, "rule", "number", None, None, (0, 0))
    monkeypatch.setattr(fuzz, "extract", lambda text, **how: fuzz.Extraction((), (claim,)))
    found = fuzz.digests(SEED, range(1), NOTES)
    assert "span outside the text" in found[0] and "claim of no record" in found[0]
