"""Sets that ask for people: press releases, strikes, shootings, agency reports."""

from __future__ import annotations

from typing import Any

from adapters.shared import bounds
from conflict_data.extraction import Count, Extraction, Gazetteer

_ISAF_VAGUE = {"plural": 2, "several": 3, "a few": 3, "numerous": 4, "a number": 5, "a couple": 2}
_ISAF_PROVINCES = {"paktiya": "paktya", "sar-e-pul": "sar-e pul", "oruzgan": "uruzgan", "hilmand": "helmand"}
_MUC_TYPES = {"kidnapping": "kidnapping", "arson": "arson", "bombing": "bombing", "suicide": "bombing"}


def _records(extraction: Extraction, kind: str) -> list[dict[str, Any]]:
    return [record.fields for record in extraction.of(kind) if record.status != "superseded"]


def _tolls(extraction: Extraction) -> list[dict[str, Any]]:
    """Casualty statements that the report is about."""
    return [record.fields for record in extraction.of("casualty") if record.role == "main" and record.status == "done"]


def isaf(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """Least numbers killed and captured (more than n is n + 1 here), day, provinces, air strike."""
    totals: dict[str, Any] = {}
    for kind in ("killed", "captured"):
        numbers = [
            sum(map(_least, fields["groups"][kind]))
            for fields in _tolls(extraction)
            if kind in fields and "part_of" not in fields
        ]
        totals[kind] = {"min": sum(numbers), "max": None}
    attacks = _records(extraction, "attack")
    days = [claim.value for claim in extraction.claims if claim.field in ("date_start", "date")]
    days += [fields["date_start"].isoformat() for fields in attacks if "date_start" in fields]
    provinces = sorted(
        {
            _ISAF_PROVINCES.get(claim.value.lower(), claim.value.lower())
            for claim in extraction.claims
            if claim.field == "region_name"
        }
    )
    return {
        "totals": totals,
        "date": days[0] if days else None,
        "province": provinces,
        "airstrike": any(fields.get("attack_type") == "airstrike" for fields in attacks),
    }


def _least(count: Count) -> int:
    if count.word is not None:
        return _ISAF_VAGUE.get(count.word, count.low or 0)
    return count.number + 1 if count.qualifier == "more_than" else count.number


def counts(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """The largest number killed and injured of a document."""
    return {
        "casualties": [
            {"kind": kind, **(bounds(fields[kind]) or {})}
            for fields in _tolls(extraction)
            for kind in ("killed", "injured")
            if kind in fields
        ]
    }


def muc4(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """Incident types, and people killed, injured and released, group by group."""
    found = []
    for fields in _tolls(extraction):
        for kind in ("killed", "injured", "released"):
            for count in fields.get("groups", {}).get(kind, ()):
                number = {"min": None, "max": None} if count.word else bounds(count)
                found.append({"kind": kind, **(number or {})})
    attacks = _records(extraction, "attack")
    types = {_MUC_TYPES.get(str(fields.get("attack_type")), "attack") for fields in attacks}
    if any("abducted" in fields for fields in _records(extraction, "casualty")):
        types.add("kidnapping")
    return {"attacks": [{"type": name} for name in sorted(types)], "casualties": found}
