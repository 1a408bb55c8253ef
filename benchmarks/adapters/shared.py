"""What several sets share: numbers as bounds, families of weapons."""

from __future__ import annotations

from typing import Any

from conflict_data.extraction import Count

FAMILY = {
    "owa_uav": "drone", "decoy_uav": "drone", "fpv_uav": "drone", "uav_unspecified": "drone", "recon_uav": "drone",
    "loitering_munition": "drone", "guided_bomb": "bomb", "bomb_unspecified": "bomb", "unguided_bomb": "bomb",
    "cruise_missile": "missile", "ballistic_missile": "missile", "hypersonic_missile": "missile",
    "antiship_missile": "missile", "sam_land_attack": "missile", "missile_unspecified": "missile", "guided_air_missile": "missile",
}  # fmt: skip
COUNTED = ("launched", "downed_kinetic", "downed_ew", "downed_total")
NAMES = {
    "launched": "launched", "downed_kinetic": "intercepted", "downed_ew": "suppressed_or_lost",
    "downed_total": "neutralised_total",
}  # fmt: skip


def bounds(count: Count, *, vague: bool = True) -> dict[str, int | None] | None:
    """A count as the lowest and highest number; None for a vague word where the set codes none."""
    if count.word is not None and not vague:
        return None
    if count.qualifier == "about":
        return {"min": count.best, "max": count.best}
    return {"min": count.low, "max": count.high}


def weapon(fields: dict[str, Any]) -> dict[str, Any]:
    """A munition record as a weapon entry."""
    kind = fields["weapon_class"]
    entry: dict[str, Any] = {"type": kind, "family": FAMILY.get(kind, "other")}
    if kind == "mixed":
        entry["type"] = "all aerial targets (aggregate)"
    for field in COUNTED:
        count = fields.get(field)
        if count is not None and count.word is None:
            entry[NAMES[field]] = count.number
    hits = fields.get("hits")
    if hits is not None and hits.word is None and not any(name in entry for name in NAMES.values()):
        # Weapons said to have struck count as launched where that is the only number.
        entry["launched"] = hits.number
    return entry
