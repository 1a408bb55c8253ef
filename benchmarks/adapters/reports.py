"""Sets about attacks: single sentences on events, and air raids."""

from __future__ import annotations

from typing import Any

from adapters.shared import weapon
from conflict_data.extraction import Extraction, Gazetteer, Record


def _records(extraction: Extraction, kind: str) -> list[dict[str, Any]]:
    return [record.fields for record in extraction.of(kind) if record.status != "superseded"]


def _done(extraction: Extraction) -> list[Record]:
    """Attacks that took place; the set has no label for threats and attempts."""
    return [record for record in extraction.of("attack") if record.status == "done"]


def case(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """The types of the attacks that a sentence is about; abductions have a label of their own in the set."""
    main = [record.fields for record in _done(extraction) if record.role == "main"]
    main = [fields for fields in main if fields.get("attack_type") != "kidnapping"]
    return {"attacks": [{"type": fields.get("attack_type", "attack")} for fields in main]}


def airraid(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """Weapons launched and downed."""
    return {"attacks": [{"weapons": [weapon(fields) for fields in _records(extraction, "munition")]}]}
