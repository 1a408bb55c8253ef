"""Sets that ask for people: press releases, strikes, shootings, agency reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from adapters.shared import bounds
from conflict_data.extraction import Count, Extraction, Gazetteer, read_date

_ISAF_VAGUE = {"plural": 2, "several": 3, "a few": 3, "numerous": 4, "a number": 5, "a couple": 2}
_ISAF_PROVINCES = {"paktiya": "paktya", "sar-e-pul": "sar-e pul", "oruzgan": "uruzgan", "hilmand": "helmand"}
_MUC_TYPES = {"kidnapping": "kidnapping", "arson": "arson", "bombing": "bombing", "suicide": "bombing"}
_LEFT_OUT = ("is_period_total", "is_history", "in_combat", "in_accident", "is_generic", "part_of")
"""Fields of records that the key of the agency reports has no entry for: statistics, combat, parts of a toll."""
_FIGHTERS = {"military", "attacker"}
"""Kinds of people whose fate the same key leaves out."""


def _records(extraction: Extraction, kind: str) -> list[dict[str, Any]]:
    return [record.fields for record in extraction.of(kind) if record.status == "done"]


def _first_day(day: str, words: str) -> str:
    """The day on which a night began that the words name and that ended on `day`; other days stay as they are."""
    spans = read_date(words, published=date.fromisoformat(day))
    nights = [span.start for span in spans if span.night and span.end.isoformat() == day]
    return min(nights).isoformat() if nights else day


def _tolls(extraction: Extraction) -> list[dict[str, Any]]:
    """Casualty statements that the report is about."""
    return [record.fields for record in extraction.of("casualty") if record.role == "main" and record.status == "done"]


def isaf(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """Least numbers killed and captured (more than n is n + 1 here), day, provinces, air strike."""
    totals: dict[str, Any] = {}
    for kind in ("killed", "captured"):
        numbers = [
            sum(_least(group.amount) for group in fields["groups"][kind])
            for fields in _tolls(extraction)
            if kind in fields and "part_of" not in fields
        ]
        totals[kind] = {"min": sum(numbers), "max": None}
    attacks = _records(extraction, "attack")
    dated = [claim for claim in extraction.claims if claim.field in ("date_start", "date")]
    days = [_first_day(claim.value, row["text"][claim.start : claim.end]) for claim in dated]
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
    """The numbers killed and injured of a document; people besides those counted before are added to them."""
    found: list[dict[str, Any]] = []
    for kind in ("killed", "injured"):
        known: Count | None = None
        for fields in (fields for fields in _tolls(extraction) if kind in fields and "part_of" not in fields):
            amount: Count = fields[kind]
            if known is not None and fields.get("is_cumulative") is False:
                amount = known.plus(amount)
            known = amount
            found.append({"kind": kind, **(bounds(amount) or {})})
    return {"casualties": found}


def _muc_numbers(group: Any, part: Count | None) -> list[dict[str, Any]]:
    """The key has an entry for each named victim, one for the children of a group, and one for whoever is left."""
    if group.amount.word:
        return [{"min": None, "max": None}]
    exact = group.amount.qualifier == "exact" and part is not None and part.qualifier == "exact"
    if exact and part is not None and part.number < group.amount.number and "child" not in group.kinds:
        rest = group.amount.number - part.number
        return [{"min": rest, "max": rest}, {"min": part.number, "max": part.number}]
    whole = [] if group.named == group.amount.number else [dict(bounds(group.amount) or {})]
    return whole + [{"min": 1, "max": 1}] * group.named


def muc4(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """Incident types, and people killed, injured and released, group by group.

    The key leaves out those who fall in combat: fighters, soldiers, and whoever dies in a clash.
    """
    found = []
    for record in extraction.of("casualty"):
        fields = record.fields
        if record.status != "done" or not fields.keys().isdisjoint(_LEFT_OUT):
            continue
        for kind in ("killed", "injured", "released"):
            for group in fields.get("groups", {}).get(kind, ()):
                if not _FIGHTERS.isdisjoint(group.kinds):
                    continue
                part = fields.get(f"{kind}_children")
                found += [{"kind": kind, **number} for number in _muc_numbers(group, part)]
    # Combat between armed sides is no incident of the set; threats and attempts are, and deeds that are only recalled.
    attacks = [record for record in extraction.of("attack") if "in_combat" not in record.fields]
    attacks = [one for one in attacks if one.role == "main" or one.fields.get("attack_type") == "killing"]
    types = sorted({_MUC_TYPES.get(str(one.fields.get("attack_type")), "attack") for one in attacks})
    return {"attacks": [{"type": name} for name in types], "casualties": found}
