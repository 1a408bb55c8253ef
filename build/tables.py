"""Build the tables from the seeds into `.tables/`: `python build/tables.py` (or `make tables`)."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "build"))

from pipeline import check, publish, release, summary  # noqa: E402

from conflict_data.derive.compile import compile_contract, schema_folder  # noqa: E402
from conflict_data.errors import ConflictDataError, InputError  # noqa: E402


@click.command()
@click.option("--seeds", type=click.Path(path_type=Path), default=ROOT / "seeds", help="Folder of the seeds.")
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / ".tables", help="Where the tables go.")
@click.option("--quiet", is_flag=True, help="Tell faults only.")
def main(seeds: Path, out: Path, quiet: bool) -> None:
    """Build, check and write all tables; whatever goes wrong, the tables that were there stay."""
    # A log has no width of its own; with the 80 columns that are assumed for it the table of agreement would be cut to stumps.
    console = Console(quiet=quiet, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:18}"),
        TextColumn("{task.fields[item]}"),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console, transient=not sys.stdout.isatty()) as bar:
            tasks: dict[str, object] = {}

            def progress(step: str, item: str) -> None:
                if step not in tasks:
                    tasks[step] = bar.add_task(step, item=item, total=None)
                bar.update(tasks[step], item=item, advance=1)  # type: ignore[arg-type]

            contract = compile_contract(schema_folder())
            place = release.Place(seeds.resolve().parent)
            metadata = {"version": "unreleased"}
            made = release.state(
                place, contract, version="unreleased", metadata=metadata, today=None, progress=progress
            )
            check.refuse(made.explained.wrong)
            progress("publish", out.name)
            files = publish.build_files(
                contract, made.tables, version="unreleased", released=None, reports=made.reports
            )
            publish.publish_unreleased(out.parent, files, name=out.name)
    except InputError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(f"faults: {len(error.problems)}; nothing was published", err=True)
        sys.exit(1)
    except (ConflictDataError, OSError) as error:
        click.echo(f"{error}; nothing was published", err=True)
        sys.exit(1)
    if not quiet:
        summary.show(made, out, console)


if __name__ == "__main__":
    main()
