"""Draw pages for a second coder: `python build/draw_recoding.py --seed 7 --count 60`.

Prints documents drawn at random that nobody has read again, with all that is needed to find their pages and none of what was coded.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "build")]

from pipeline import documents  # noqa: E402

from conflict_data.derive.compile import compile_contract  # noqa: E402


@click.command()
@click.option("--seed", type=int, required=True, help="Any number; the same one draws the same pages.")
@click.option("--count", type=int, required=True, help="How many pages.")
def main(seed: int, count: int) -> None:
    """Print the drawn documents, one a line: identifier, day of publication, publisher, title, address."""
    found, _ = documents.read_all(ROOT / "seeds", compile_contract(ROOT / "schema"))
    again = {path.stem for path in (ROOT / "seeds" / "recoding").glob("*.yaml")}
    left = sorted(key for key, one in found.items() if key not in again and one.values["text_kind"] == "note")
    for key in random.Random(seed).sample(left, min(count, len(left))):
        values = found[key].values
        told = (values.get(name) or "" for name in ("publisher", "title", "url"))
        click.echo("\t".join([key, found[key].published.isoformat(), *told]))


if __name__ == "__main__":
    main()
