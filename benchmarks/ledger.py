#!/usr/bin/env python3
"""Measure the extractor on benchmark sets and keep the scores: rows of `scores.csv`, the table of `README.md` from them.

    python benchmarks/ledger.py SCORER SETS [--set NAME ...] [--note WHY] [--dry-run]
    python benchmarks/ledger.py --table

The scorer and the sets are not part of the project (most texts have no licence), so both are given: SCORER is a
script that is called `SCORER SET PREDICTIONS GOLD` and prints at its end `SCORE set=... measure=value ...`; SETS is a
folder with a file `<set>*.jsonl` for each set. `--table` only writes the table of the README from `scores.csv`.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
GOALS, SCORES, README = HERE / "goals.csv", HERE / "scores.csv", HERE / "README.md"
START, STOP = "<!-- scores -->", "<!-- /scores -->"
COLUMNS = ["date", "commit", "set", "measure", "value", "simple_rules", "best_in_print", "goal", "note"]
MEASURED = ["conflict_data/extraction", "seeds/gazetteer", "benchmarks/predict.py", "benchmarks/adapters"]
"""What a score depends on; a row names the last commit that changed any of it."""
SCORED_AS = {"wiki_en": "news", "bulletins_uk": "news"}
"""Sets that have the gold and the measures of another."""
SHOWN_AS = {"airraid": "airraid (synthetic)"}
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV file; none where it does not exist."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def output(*command: str) -> str:
    """What a command prints; what it says of itself goes to the terminal."""
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def gold_file(folder: Path, name: str) -> Path:
    """The one file of a set."""
    found = sorted(folder.glob(f"{name}*.jsonl"))
    if len(found) != 1:
        sys.exit(f"{folder}: one file {name}*.jsonl is needed for the set {name}, there are {len(found)}")
    return found[0]


def scores(scorer: Path, gold: Path, name: str) -> dict[str, str]:
    """Measure → value of the extractor on a set."""
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        output(sys.executable, str(HERE / "predict.py"), str(gold), str(predictions), "--set", name)
        told = output(sys.executable, str(scorer), SCORED_AS.get(name, name), str(predictions), str(gold))
    last = told.splitlines()[-1]
    if not last.startswith("SCORE "):
        sys.exit(f"{scorer}: its last line must begin with SCORE, it is {last!r}")
    return dict(pair.split("=", 1) for pair in last.split()[1:])


def table(kept: Iterable[Row]) -> str:
    """Markdown: for each measure its first and its newest run beside what others reach and what is aimed at."""
    runs: dict[tuple[str, str], list[Row]] = {}
    for row in kept:
        runs.setdefault((row["set"], row["measure"]), []).append(row)
    lines = [
        "| set | measure | simple rules | best in print | goal | first run | newest run | goal met | on | commit |",
        "|---|---|--:|--:|--:|--:|--:|---|---|---|",
    ]
    for (name, measure), own in runs.items():
        new = own[-1]
        met = "" if not new["goal"] else "yes" if float(new["value"]) >= float(new["goal"]) else "**no**"
        cells = [
            SHOWN_AS.get(name, name),
            measure,
            new["simple_rules"],
            new["best_in_print"],
            new["goal"],
            own[0]["value"],
            new["value"],
        ]
        lines.append(f"| {' | '.join([*cells, met, new['date'], new['commit']])} |")
    return "\n".join(lines)


def filled(text: str, kept: Iterable[Row]) -> str:
    """The README with the table of the scores between its marks."""
    head, rest = text.split(START)
    return f"{head}{START}\n{table(kept)}\n{STOP}{rest.split(STOP)[1]}"


def measure(options: argparse.Namespace) -> list[Row]:
    """One row for each measure that has a place in `goals.csv`."""
    changed = output("git", "status", "--porcelain", "--", *MEASURED)
    if changed and not options.dry_run:
        sys.exit(f"a row names the commit that was measured; commit these first, or take --dry-run:\n{changed}")
    today = datetime.now(UTC).date().isoformat()
    commit = output("git", "log", "-1", "--format=%h", "--abbrev=7", "--", *MEASURED)
    goals = rows_of(GOALS)
    wanted = options.sets or [row["set"] for row in goals if row["goal"]]
    unknown = set(wanted) - {row["set"] for row in goals}
    if unknown:
        sys.exit(f"{GOALS.name} knows no set {', '.join(sorted(unknown))}")
    found: list[Row] = []
    for name in dict.fromkeys(wanted):
        values = scores(options.scorer, gold_file(options.data, name), name)
        for goal in (row for row in goals if row["set"] == name):
            row = goal | {"date": today, "commit": commit, "value": values[goal["measure"]], "note": options.note}
            found.append({column: row[column] for column in COLUMNS})
            print(f"{name:12} {goal['measure']:20} {row['value']:>6}  goal {goal['goal'] or '-'}", flush=True)
    return found


def main(arguments: list[str] | None = None) -> None:
    """Measure, keep, and write the table."""
    parser = argparse.ArgumentParser(description="Measure the extractor on benchmark sets and keep the scores.")
    parser.add_argument("scorer", type=Path, nargs="?", help="the scorer's script")
    parser.add_argument("data", type=Path, nargs="?", help="the folder of the sets")
    parser.add_argument(
        "--set", action="append", dest="sets", metavar="NAME", help="a set; without it all that have a goal"
    )
    parser.add_argument("--note", default="", help="what the run shows, or why a score fell")
    parser.add_argument("--dry-run", action="store_true", help="print the scores and keep nothing")
    parser.add_argument("--table", action="store_true", help="only write the table of the README")
    options = parser.parse_args(arguments)
    kept = rows_of(SCORES)
    if not options.table:
        if options.scorer is None or options.data is None:
            parser.error("the scorer and the folder of the sets are needed: they are not part of the project")
        options.scorer, options.data = options.scorer.resolve(), options.data.resolve()
        found = measure(options)
        if options.dry_run:
            return
        kept += found
        with SCORES.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
    README.write_text(filled(README.read_text("utf-8"), kept), "utf-8")


if __name__ == "__main__":
    main()
