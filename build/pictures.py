"""Draw the README's pictures from the newest released tables: `python build/pictures.py` (or `make pictures`); `--check` only compares.

Each is an SVG under `.github/pictures/` whose first line says where it comes from; same tables, same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "build")]

from pipeline import pictures  # noqa: E402

FOLDER = ROOT / ".github" / "pictures"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail if a picture is not that of the newest release.")
def main(check: bool) -> None:
    """Write the pictures, or tell which are out of date."""
    stale = []
    for name, svg in pictures.draw_all().items():
        path = FOLDER / f"{name}.svg"
        if path.is_file() and path.read_text("utf-8") == svg:
            continue
        stale.append(path.relative_to(ROOT).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(svg, "utf-8")
    for name in stale:
        click.echo(f"{'out of date' if check else 'written'}: {name}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
