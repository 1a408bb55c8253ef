"""Draw events of a version for an audit: `python build/draw_audit.py .tables --seed 4 --form audit.csv --sheet reader.csv`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "build"))

from pipeline import audit  # noqa: E402

TABLES = (*audit.EVENTS, *audit.PARTS, "evidence", "sources")


@click.command()
@click.argument("version")
@click.option("--seed", type=int, required=True, help="The same seed draws the same events.")
@click.option("--events", type=click.IntRange(1), default=40, show_default=True, help="How many are drawn.")
@click.option("--skip", type=click.IntRange(0), default=0, help="Leave out so many: for replacements.")
@click.option("--without", "before", multiple=True, type=click.Path(exists=True, path_type=Path), help="Leave out the events of this earlier audit.")  # fmt: skip
@click.option("--form", type=click.Path(path_type=Path), help="Where the file for the verdicts goes; `-`: printed.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Where the list with words, notes and addresses goes.")
def main(
    version: str, seed: int, events: int, skip: int, before: tuple[Path, ...], form: Path | None, sheet: Path | None
) -> None:
    """List every hand-coded value of events drawn at random from VERSION (a number, or a folder of tables)."""
    released = ROOT / "conflict_data" / "data" / version
    folder = released if released.is_dir() else Path(version)
    if not folder.is_dir():
        raise click.BadParameter(f"{version} is no released version and no folder", param_hint="VERSION")
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}
    known = {row["event_id"] for path in before for row in audit.from_csv(path)}
    drawn = [item for item in audit.order(frames, seed) if item[1] not in known][skip : skip + events]
    rows = audit.listing(frames, drawn, first=skip + 1)
    for path, columns in ((form, audit.FORM), (sheet, (*audit.FORM, *audit.SHEET))):
        if path == Path("-"):
            click.echo(audit.to_csv(rows, columns), nl=False)
        elif path:
            path.write_text(audit.to_csv(rows, columns), "utf-8")
    click.echo(f"{len(drawn)} events, {len(rows)} values", err=True)


if __name__ == "__main__":
    main()
