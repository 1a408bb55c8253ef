"""How far two coders, and rules and coders, say the same of the same pages: percentages and Krippendorff's alpha, with support.

`seeds/recoding/` holds what a second coder read in a random part of the pages, from the page and without having seen the first values.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import krippendorff
import numpy as np

from conflict_data.contract import ITEM_SEPARATOR
from conflict_data.errors import InputError, Problem
from conflict_data.extraction.counts import Count
from pipeline import strict_yaml
from pipeline.coding import Agreement
from pipeline.records import Row

COLUMNS = (
    "comparison", "table", "field", "same", "different", "first_only", "second_only", "support",
    "percent_same_where_both", "percent_same_of_all", "alpha", "alpha_level",
)  # fmt: skip
OF = {
    "casualties": ("place", "scope_place_id"),
    "munitions": ("weapon", "weapon_class"),
    "returns": ("party", "receiving_party"),
}
"""Table → the key of a recoded entry that tells which row is meant, and the row's column."""
FIELDS = {"place": "place_id"}
Level = Literal["interval", "nominal"]
Key = tuple[str, str, str, str]
"""Document, table, field, and what the value is of."""


@dataclass
class Tally:
    """How two readings of one field compare."""

    counts: Agreement = field(default_factory=Agreement)
    pairs: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Round:
    """What was read again under one state of the coding rules."""

    values: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: set[str] = field(default_factory=set)
    """Documents whose pages were found."""
    mended: dict[Key, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    """Values of the first coder that this reading mended: what stands now → what stood before, None for nothing."""
    removed: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Values of the first coder in whose place nothing stands now."""


def read(seeds: Path) -> dict[int, Round]:
    """Second values by round; `InputError` names the file of a recoding that lacks something."""
    rounds: dict[int, Round] = defaultdict(Round)
    for path in sorted((seeds / "recoding").glob("*.yaml")):
        name = path.relative_to(seeds.parent).as_posix()
        parsed = strict_yaml.parse(strict_yaml.read_text(path, name=name), file=name)
        if not isinstance(parsed.data, dict) or "source" not in parsed.data or "found" not in parsed.data:
            raise InputError([Problem(name, 1, "", "a recoding has the keys source, found, round, coder and says")])
        if not parsed.data["found"]:
            continue
        source = parsed.data["source"]
        one = rounds[int(parsed.data.get("round", 1))]
        one.sources.add(source)
        for entry, key in _entries(parsed, "says", "value"):
            # Evidence says one item of a joined value at a time, and so a joined value is compared item by item.
            one.values[key].update(str(entry["value"]).split(ITEM_SEPARATOR))
            if "first" in entry:
                before = entry["first"]
                one.mended[key][str(entry["value"])] = None if before is None else str(before)
        for entry, key in _entries(parsed, "mended", "was", "now"):
            before = None if entry["was"] is None else str(entry["was"])
            if entry["now"] is not None:
                one.mended[key][str(entry["now"])] = before
            elif before is not None:
                one.removed[key].add(before)
    return dict(rounds)


def _entries(parsed: strict_yaml.Parsed, part: str, *needed: str) -> Iterator[tuple[dict[str, Any], Key]]:
    """Entries of a part of a recoding, with what each value is of; `InputError` names the entry that lacks something."""
    for number, entry in enumerate(parsed.data.get(part) or []):
        missing = [key for key in ("table", "field", *needed) if key not in entry]
        if missing:
            raise InputError([parsed.problem(f"missing: {', '.join(missing)}", part, number)])
        table = entry["table"]
        of = str(entry.get(OF[table][0], "")) if table in OF else ""
        yield entry, (parsed.data["source"], table, FIELDS.get(entry["field"], entry["field"]), of)


def first_values(evidence: Iterable[Mapping[str, Any]], rows: Mapping[str, Row], again: Round) -> dict[Key, set[str]]:
    """Hand-coded values of the same documents, chosen or not, by the same keys, as they were before the second reading."""
    values: dict[Key, set[str]] = defaultdict(set)
    for item in evidence:
        if item["origin"] != "hand" or item["source_id"] not in again.sources:
            continue
        table = item["table"]
        of = str(rows[item["record_id"]].values.get(OF[table][1]) or "") if table in OF else ""
        key = (item["source_id"], table, item["field"], of)
        value = again.mended.get(key, {}).get(item["value"], item["value"])
        if value is not None:
            values[key].add(value)
    for key, gone in again.removed.items():
        values[key] |= gone
    return dict(values)


def compare(first: Mapping[Key, set[str]], second: Mapping[Key, set[str]]) -> dict[tuple[str, str], Tally]:
    """Tallies by table and field; fields that the second coder was not asked for are left out."""
    asked = {(table, name) for _, table, name, _ in second}
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for key in sorted({*first, *second}):
        _, table, name, _ = key
        if (table, name) not in asked:
            continue
        tally = tallies[table, name]
        a, b = first.get(key, set()), second.get(key, set())
        both = a & b
        tally.counts.same += len(both)
        tally.pairs += [(v, v) for v in both]
        rest_a, rest_b = sorted(a - b), sorted(b - a)
        if a and b:
            # What is left on both sides was read differently; what is left on one side was read by one alone.
            paired = list(zip(rest_a, rest_b, strict=False)) if not both else []
            tally.counts.different += len(paired)
            tally.pairs += paired
            rest_a, rest_b = rest_a[len(paired) :], rest_b[len(paired) :]
        tally.counts.hand_only += len(rest_a)
        tally.counts.rule_only += len(rest_b)
    return dict(tallies)


def alpha(pairs: list[tuple[str, str]]) -> tuple[float | None, Level]:
    """Krippendorff's alpha of two coders: interval for numbers, nominal for anything else; None where nothing varies."""
    level: Level
    numbers = [(_number(a), _number(b)) for a, b in pairs]
    if pairs and all(a is not None and b is not None for a, b in numbers):
        level, data = "interval", np.array(numbers, dtype=float).T
    else:
        codes = {v: i for i, v in enumerate(sorted({v for pair in pairs for v in pair}))}
        level, data = "nominal", np.array([[codes[a], codes[b]] for a, b in pairs], dtype=float).T
    if len(pairs) < 2 or len(np.unique(data)) < 2:
        return None, level
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement=level)), level


def _number(value: str) -> int | None:
    try:
        return Count.parse(value).number
    except ValueError:
        return None


def _row(comparison: str, table: str, name: str, tally: Tally) -> dict[str, object]:
    c = tally.counts
    both, every = c.same + c.different, c.same + c.different + c.hand_only + c.rule_only
    coefficient, level = alpha(tally.pairs)
    return {
        "comparison": comparison, "table": table, "field": name, "same": c.same, "different": c.different,
        "first_only": c.hand_only, "second_only": c.rule_only, "support": both,
        "percent_same_where_both": f"{100 * c.same / both:.1f}" if both else "", "percent_same_of_all": f"{100 * c.same / every:.1f}" if every else "",
        "alpha": "" if coefficient is None else f"{coefficient:.3f}", "alpha_level": level if tally.pairs else "",
    }  # fmt: skip


def report(
    hand: Mapping[int, Mapping[tuple[str, str], Tally]], rules: Mapping[tuple[str, str, str], Agreement], pairs: Mapping[tuple[str, str, str], list[tuple[str, str]]]
) -> str:  # fmt: skip
    """`agreement.csv`: hand against hand by round, then hand against rule apart for notes and original texts."""
    rows = [
        _row(f"hand_hand_round_{number}", table, name, tally)
        for number, tallies in sorted(hand.items())
        for (table, name), tally in sorted(tallies.items())
    ]
    for (kind, table, name), counts in sorted(rules.items()):
        rows.append(_row(f"hand_rule_{kind}", table, name, Tally(counts, pairs.get((kind, table, name), []))))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
