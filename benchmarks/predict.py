#!/usr/bin/env python3
"""Write the extractor's predictions for a benchmark set in the format of the benchmarks.

    python3 benchmarks/predict.py IN.jsonl OUT.jsonl [--set NAME]

Without --set the set is told from the ids of the rows.
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

from adapters import ADAPTERS, set_of  # noqa: E402

from conflict_data.extraction import Gazetteer, extract  # noqa: E402
from conflict_data.extraction.pack import languages  # noqa: E402


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


def predict(row: dict[str, Any], name: str, places: Gazetteer) -> dict[str, Any]:
    """The prediction for one row of a set."""
    adapter = ADAPTERS[name]
    published = row.get("published")
    day = date.fromisoformat(published[:10]) if published else None
    language = str(row.get("lang") or "en")
    extraction = extract(adapter.prepare(row["text"]), published=day, language=language, places=places)
    return {"id": row["id"], **adapter.translate(extraction, row, places)}


def main(arguments: list[str] | None = None) -> int:
    """Read the rows, write one prediction a line; the exit code is 0."""
    parser = argparse.ArgumentParser(description="Write predictions for a benchmark set.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--set", choices=sorted(ADAPTERS), dest="name")
    options = parser.parse_args(arguments)
    places = gazetteer()
    with options.source.open(encoding="utf-8") as handle:
        rows = [json.loads(line) for line in handle if line.strip()]
    known = languages()
    passed_over = [row for row in rows if str(row.get("lang") or "en") not in known]
    if passed_over:
        print(f"{len(passed_over)} rows passed over: there are packs for {', '.join(known)} only", file=sys.stderr)
    with options.target.open("w", encoding="utf-8") as handle:
        for row in (row for row in rows if row not in passed_over):
            name = options.name or set_of(str(row["id"]))
            handle.write(json.dumps(predict(row, name, places), ensure_ascii=False, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
