"""Reports on the war: records as attacks, casualties and exchanges of the news format."""

from __future__ import annotations

from typing import Any

from adapters.shared import bounds, weapon
from conflict_data.extraction import Extraction, Gazetteer

_STATES = {"UKR": "ukraine", "RUS": "russia"}
_MEDIATORS = {
    "ARE": "United Arab Emirates", "USA": "United States", "TUR": "Turkey", "VAT": "Vatican", "SAU": "Saudi Arabia",
    "QAT": "Qatar", "EGY": "Egypt", "JOR": "Jordan", "OMN": "Oman", "FRA": "France", "ICRC": "International Committee of the Red Cross", "BLR": "Belarus", "CHE": "Switzerland",
}  # fmt: skip
_PARTS = {"military": "soldiers", "civilian": "civilians", "remains": "remains"}


def translate(extraction: Extraction, row: dict[str, Any], places: Gazetteer) -> dict[str, Any]:
    """Main records of a report; vague words and background are left out."""
    attacks, casualties, exchanges = [], [], []
    for record in extraction.records:
        fields = record.fields
        if record.kind == "attack" and record.role == "main" and record.status == "done":
            weapons = [weapon(one.fields) for one in extraction.of("munition") if one.parent == record.key]
            names = list(fields.get("places", ()))
            attacks.append({"date": _day(fields), "target_places": names, "weapons": weapons})
        elif record.kind == "casualty" and record.role == "main" and "in_accident" not in fields:
            casualties.append(_casualty(fields, record.status, _written(extraction, record.key, row["text"])))
        elif record.kind == "exchange" and record.role == "main":
            exchanges.append(_exchange(extraction, record.key, fields, record.status))
    casualties = [one for one in casualties if one.get("killed") or one.get("injured")]
    return {"attacks": attacks, "casualties": casualties, "exchanges": exchanges}


def _day(fields: dict[str, Any]) -> str | None:
    day = fields.get("date_end") or fields.get("date_start")
    return day.isoformat() if day else None


def _written(extraction: Extraction, key: str, text: str) -> str | None:
    """The place of a casualty statement as the text spells it."""
    fields = ("place_name", "scope_place")
    spans = [(one.start, one.end) for one in extraction.claims if one.record == key and one.field in fields]
    return text[slice(*spans[0])] if spans else None


def _casualty(fields: dict[str, Any], status: str, place: str | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"status": "superseded" if status == "superseded" else "latest"}
    for kind in ("killed", "injured"):
        if kind in fields and status != "superseded":
            entry[kind] = bounds(fields[kind], vague=False)
    entry["place"] = place
    return entry


def _exchange(extraction: Extraction, key: str, fields: dict[str, Any], status: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "status": "completed" if status == "done" else status,
        "date": _day(fields),
        "mediators": [_MEDIATORS.get(code, code) for code in fields.get("mediators", ())],
    }
    for one in extraction.of("return"):
        if one.parent != key:
            continue
        party = one.fields["receiving_party"]
        state = _STATES.get(party)
        total = one.fields.get("total")
        if total is not None and total.word is None:
            if state:
                entry[f"returned_to_{state}"] = total.number
            else:
                entry.setdefault("returned_other", {})[f"to {party}"] = total.number
        for part, name in _PARTS.items():
            count = one.fields.get(part)
            if state and count is not None and count.word is None:
                entry.setdefault(name, {})[f"to_{state}"] = count.number
    return entry
