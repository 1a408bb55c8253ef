"""Write what differs between two folders of tables as plain text: `python .github/scripts/difference.py OLD NEW > difference.txt`.

Removals come first, then corrections, then additions; rows of evidence, of which every record has many, are only counted.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conflict_data.differences import diff_all

SHOWN = 150
"""Lines of a section; the page that comes with the report has all of them."""
WIDTH = 160
COUNTED_ONLY = ("evidence", "changes")
SECTIONS = (("Gone", ("removed", "retired", "merged")), ("Corrected", ("corrected",)), ("Added", ("added",)))


def short(value: object) -> str:
    """A value on one line, cut where it is long."""
    text = "(empty)" if value is None else " ".join(str(value).split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def line(row: Mapping[str, Any]) -> str:
    """One change."""
    what = (
        row["change"]
        if row["field"] == "*"
        else f"{row['field']}: {short(row['old_value'])} -> {short(row['new_value'])}"
    )
    because = f"  ({short(row['reason'])})" if row["reason"] else ""
    return f"  [{row['risk']}] {row['table']} {row['record_id']}  {what}{because}"


def report(rows: Iterable[Mapping[str, Any]]) -> str:
    """Text of the rows that `conflict_data.diff` gives for all tables."""
    every = list(rows)
    counts = Counter((row["table"], row["change"]) for row in every)
    if not every:
        return "No record differs.\n"
    lines = ["What differs, in records and cells:"]
    lines += [f"  {table}: {n} {change}" for (table, change), n in sorted(counts.items())]
    for title, kinds in SECTIONS:
        found = [row for row in every if row["change"] in kinds and row["table"] not in COUNTED_ONLY]
        if found:
            lines += ["", f"{title} ({len(found)})", *[line(row) for row in found[:SHOWN]]]
        if len(found) > SHOWN:
            lines.append(f"  ... and {len(found) - SHOWN} more, all in difference.html")
    return "\n".join(lines) + "\n"


def differences(old: Path, new: Path) -> list[dict[str, Any]]:
    """Changes of all tables of either state."""
    return diff_all(old, new).to_dicts()


if __name__ == "__main__":
    sys.stdout.write(report(differences(Path(sys.argv[1]), Path(sys.argv[2]))))
