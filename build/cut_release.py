"""Cut a release: `python build/cut_release.py 0.2.0` (or `make release VERSION=0.2.0`)."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
import filelock
import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "build"))

from pipeline import release, texts  # noqa: E402

from conflict_data.derive.compile import compile_contract  # noqa: E402
from conflict_data.errors import ConflictDataError, InputError  # noqa: E402


def finish(place: release.Place, version: str, reasons: list[str]) -> None:
    """Write the texts of a release whose tables are published."""
    changed = pl.read_parquet(place.data / version / "changes.parquet").filter(pl.col("version") == version).to_dicts()
    entry = release.read_index(place)[version]
    rows = None if entry["previous"] else entry["rows"]
    for path in texts.write_texts(place, version, str(entry["released"]), reasons, changed, rows=rows):
        click.echo(f"written: {path.relative_to(place.root).as_posix()}")


@click.command()
@click.argument("version")
@click.option("--root", type=click.Path(path_type=Path), default=ROOT, help="Checkout in which to release.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the release, if not today.")
def main(version: str, root: Path, today: datetime | None) -> None:
    """Build, check, compare with the last release, and publish VERSION; then commit and tag what changed."""
    place = release.Place(root.resolve())
    day: date = today.date() if today else datetime.now(UTC).date()
    try:
        if version in release.read_index(place) and version == release.newest(place):
            finish(place, version, release.contract_changes(place, version))
            click.echo(f"{version} was released before; its texts are complete")
            return
        release.require_clean(place.root)
        prepared = release.prepare(
            place, compile_contract(place.root / "schema"), version, today=day, progress=lambda step, item: None
        )
        folder = release.publish_release(place, prepared)
        finish(place, version, [r.what for r in prepared.reasons])
    except InputError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"faults: {len(error.problems)}; nothing was released", err=True)
        sys.exit(1)
    except filelock.Timeout:
        click.echo("another release is being cut; nothing was released by this one", err=True)
        sys.exit(1)
    except (ConflictDataError, OSError) as error:
        click.echo(f"{error}\nnothing was released", err=True)
        sys.exit(1)
    for warning in prepared.warnings:
        click.echo(str(warning))
    click.echo(f"{version} is released in {folder}: commit it and tag v{version}")


if __name__ == "__main__":
    main()
