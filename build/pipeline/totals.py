"""Which rows a plain sum may count: toll series, their latest statements, the widest scopes that do not overlap.

An attack's family is a wave with its strikes and their impacts, or a strike that stands alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pipeline.places import Places
from pipeline.records import Row

WIDTH = {
    "site": 0,
    "settlement_part": 1,
    "settlement": 2,
    "raion": 3,
    "oblast": 4,
    "front_line": 4,
    "multi_oblast": 5,
    "nationwide": 6,
}
RULE_MADE = "rule"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Values = dict[str, Any]


def family_of(attack_id: str, attacks: dict[str, Values]) -> str:
    """The attack at the top: the wave of a strike, of an impact's strike, or the attack itself."""
    seen: set[str] = set()
    while attack_id in attacks and attacks[attack_id].get("wave_id") and attack_id not in seen:
        seen.add(attack_id)
        attack_id = attacks[attack_id]["wave_id"]
    return attack_id


def _moment(values: Values) -> datetime:
    moment: datetime | None = values.get("as_of")
    return moment or EPOCH


def mark_series(casualties: Iterable[Row]) -> dict[str, list[Row]]:
    """Set `toll_series_id` and return the series, each in order of time."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in casualties:
        v = row.values
        key = (
            v.get("attack_id") or row.record_id,
            v["scope_level"],
            v.get("scope_place_id"),
            v.get("scope_name"),
            v["victim_side"],
            v["is_cumulative"],
        )
        groups[key].append(row)
    series: dict[str, list[Row]] = {}
    for rows in groups.values():
        rows.sort(key=lambda r: (_moment(r.values), r.record_id))
        for row in rows:
            row.values["toll_series_id"] = rows[0].record_id
        series[rows[0].record_id] = rows
    return series


def number(values: Values, count: str) -> int | None:
    """Best number of a count, else its lower bound."""
    best = values.get(f"{count}_best", values.get(count))
    found = best if best is not None else values.get(f"{count}_low")
    return None if found is None else int(found)


def latest(rows: list[Row], counts: tuple[str, ...]) -> Row | None:
    """The latest statement that stands, neither superseded nor discounted, and tells the first of the counts that any does."""
    superseded = {row.values.get("supersedes") for row in rows}
    standing = [r for r in rows if r.record_id not in superseded and r.values.get("verification") != "discounted"]
    for count in counts:
        told = [r for r in standing if number(r.values, count) is not None]
        if told:
            return told[-1]
    return None


FLAGS = {"use_in_totals": ("killed", "injured"), "use_injured_in_totals": ("injured",)}
"""Mark → the counts that its rows tell: the last word on the killed is often silent on the injured."""


def mark_casualties(casualties: list[Row], attacks: dict[str, Values], places: Places) -> None:
    """Set `toll_series_id` and the marks of what a plain sum may count on all toll statements."""
    series = mark_series(casualties)
    for flag, counts in FLAGS.items():
        families: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in casualties:
            row.values[flag] = False
        for rows in series.values():
            last = latest(rows, counts)
            if last is not None and _is_counted(last.values):
                families[(family_of(last.values["attack_id"], attacks), last.values["victim_side"])].append(last)
        for candidates in families.values():
            for row in _widest(candidates, places, counts[0]):
                row.values[flag] = True


def _is_counted(values: Values) -> bool:
    """A toll of an attack, whole, that a person stands for: what rules made alone is in no total."""
    told = values.get("attack_id") and values["is_cumulative"]
    return bool(told) and values.get("coding_method") != RULE_MADE


def _covers(outer: Row, inner: Row, places: Places) -> bool:
    a, b = outer.values, inner.values
    if outer is inner or WIDTH[a["scope_level"]] < WIDTH[b["scope_level"]]:
        return False
    place_a, place_b = a.get("scope_place_id"), b.get("scope_place_id")
    if place_a is None or place_b is None:
        return True
    return places.related(place_a, place_b)


def _widest(candidates: list[Row], places: Places, count: str) -> list[Row]:
    """Widest first; a wide toll gives way to its parts where they already add up to more people than it tells."""
    chosen: list[Row] = []
    for row in sorted(
        candidates, key=lambda r: (-WIDTH[r.values["scope_level"]], -(number(r.values, count) or 0), r.record_id)
    ):
        if any(_covers(other, row, places) or _covers(row, other, places) for other in chosen):
            continue
        inner = [
            c
            for c in candidates
            if c is not row
            and _covers(row, c, places)
            and WIDTH[c.values["scope_level"]] < WIDTH[row.values["scope_level"]]
        ]
        parts = _widest(inner, places, count) if inner else []
        if sum(number(p.values, count) or 0 for p in parts) > (number(row.values, count) or 0):
            chosen += [p for p in parts if not any(_covers(o, p, places) or _covers(p, o, places) for o in chosen)]
        else:
            chosen.append(row)
    return chosen


def mark_munitions(munitions: list[Row], attacks: dict[str, Values]) -> None:
    """Set `use_in_totals`: on the widest attack of a family that has munitions, one row for each kind; parts before mixed.

    Attacks that rules made alone have no munitions in totals.
    """
    superseded = {row.values.get("supersedes") for row in munitions}
    families: dict[str, list[Row]] = defaultdict(list)
    for row in munitions:
        row.values["use_in_totals"] = False
        made_by = attacks.get(row.values["attack_id"], {}).get("coding_method")
        if row.record_id not in superseded and made_by != RULE_MADE:
            families[family_of(row.values["attack_id"], attacks)].append(row)
    for family, rows in families.items():
        on_top = [r for r in rows if r.values["attack_id"] == family]
        levels = {r.values["attack_id"]: attacks[r.values["attack_id"]]["level"] for r in rows}
        strikes = [r for r in rows if levels[r.values["attack_id"]] == "strike"]
        pool = on_top or strikes or rows
        by_kind: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in pool:
            by_kind[(row.values["attack_id"], row.values["weapon_class"], row.values.get("weapon_model"))].append(row)
        best = {key: max(group, key=_rank) for key, group in by_kind.items()}
        for (attack_id, weapon, _), row in best.items():
            parts = any(key[0] == attack_id and key[1] != "mixed" for key in best)
            row.values["use_in_totals"] = not (weapon == "mixed" and parts)


def _rank(row: Row) -> tuple[Any, ...]:
    told = number(row.values, "launched") is not None
    return (told, _moment(row.values), row.record_id)
