#!/usr/bin/env python3
"""Write the extractor's predictions for a benchmark set in the format of the benchmarks.

    python3 benchmarks/predict.py IN.jsonl OUT.jsonl [--set NAME]

Without --set the set is told from the ids of the rows. A row in a language that no pack reads gets an empty prediction.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from adapters import ADAPTERS, ALIASES, set_of  # noqa: E402

from conflict_data.extraction import Gazetteer, extract  # noqa: E402
from conflict_data.extraction.language.pack import languages  # noqa: E402


def gazetteer() -> Gazetteer:
    """The places of the checkout's seeds; those of the newest release where there are none."""
    folder = ROOT / "seeds" / "gazetteer"
    if not (folder / "places.csv").exists():
        return Gazetteer.default()
    rows: list[list[dict[str, str]]] = []
    for name in ("places.csv", "names.csv", "ambiguous_names.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as handle:
            rows.append(list(csv.DictReader(handle)))
    return Gazetteer.from_rows(rows[0], rows[1], defaults=rows[2])


def language(row: dict[str, Any]) -> str:
    """The language of a row; English where it names none."""
    return str(row.get("lang") or "en")


def predict(row: dict[str, Any], name: str, places: Gazetteer) -> dict[str, Any]:
    """The prediction for one row of a set."""
    published = row.get("published")
    day = date.fromisoformat(published[:10]) if published else None
    extraction = extract(row["text"], published=day, language=language(row), places=places)
    return {"id": row["id"], **ADAPTERS[name](extraction, row, places)}


def main(arguments: list[str] | None = None) -> int:
    """Read the rows, write one prediction a line; the exit code is 0, and 2 where a row belongs to no set."""
    parser = argparse.ArgumentParser(description="Write predictions for a benchmark set.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--set", choices=sorted([*ADAPTERS, *ALIASES]), dest="name")
    options = parser.parse_args(arguments)
    with options.source.open(encoding="utf-8") as handle:
        rows = [json.loads(line) for line in handle if line.strip()]
    named = ALIASES.get(options.name, options.name)
    try:
        names = [named or set_of(str(row["id"])) for row in rows]
    except ValueError as error:
        parser.error(str(error))
    places = gazetteer()
    known = languages()
    unread = sum(language(row) not in known for row in rows)
    if unread:
        print(f"{unread} of {len(rows)} rows left empty: packs read {', '.join(known)} only", file=sys.stderr)
    with options.target.open("w", encoding="utf-8") as handle:
        for row, name in zip(rows, names, strict=True):
            prediction = predict(row, name, places) if language(row) in known else {"id": row["id"]}
            handle.write(json.dumps(prediction, ensure_ascii=False, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
