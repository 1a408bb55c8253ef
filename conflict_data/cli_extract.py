"""The verbs of the extractor on the command line: `extract` and `draft`, and `rules` from its own module."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from conflict_data.errors import MissingExtraError
from conflict_data.extraction_tools.rule_commands import rules

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
DAY = click.DateTime(["%Y-%m-%d"])
LANGUAGE = click.option("--language", default=None, help="Language pack (ISO 639-1); told from the file, else en.")


def register(main: click.Group, guarded: Callable[..., Any]) -> None:
    """Add the verbs to the command; `guarded` turns errors of the package into one message."""
    for command in (extract, draft, *rules.commands.values()):
        if command.callback is not None:
            command.callback = guarded(_with_extra(command.callback))
    for verb in (extract, draft, rules):
        main.add_command(verb)


def _with_extra(command: Callable[..., Any]) -> Callable[..., Any]:
    """A library of the extra that is not installed becomes an error that says how to install it."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ModuleNotFoundError as error:
            raise MissingExtraError(f"conflict-data {command.__name__}", "extract", str(error.name)) from error

    return run


def _json(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, type=FILE)
@click.option("--published", type=DAY, default=None, help="Day of publication; told from the file if left out.")
@LANGUAGE
@JSON
@click.option("--explain", is_flag=True, help="Also show, sentence by sentence, what each stage made or refused.")
@click.option(
    "--html", type=click.Path(path_type=Path), default=None, help="Write a page that shows the values in the text."
)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="Parquet file, or folder of Parquet files or of texts.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder for what is read in a corpus."
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=None,
    help="Processes for a corpus; as many as there are cores if left out.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="OURS=THEIRS",
    help="Column of a corpus that holds id, text, published or language.",
)
@click.option("--restart", is_flag=True, help="Throw away what an earlier run left in the folder.")
def extract(
    paths: tuple[Path, ...],
    published: datetime | None,
    language: str | None,
    as_json: bool,
    explain: bool,
    html: Path | None,
    corpus: Path | None,
    out: Path | None,
    workers: int | None,
    columns: tuple[str, ...],
    restart: bool,
) -> None:
    """Read reports (texts, documents with front matter, saved HTML pages) and show records and the words that say them.

    With --corpus: read a Parquet file with columns id, text, published and language, or a folder, into Parquet files.
    """
    if bool(paths) == bool(corpus):
        raise click.UsageError("name the files to read, or give --corpus and --out")
    if corpus is not None:
        if out is None:
            raise click.UsageError("--corpus needs --out, the folder to write to")
        if html or explain:
            raise click.UsageError("--html and --explain are for files, not for a corpus")
        _corpus(corpus, out, language=language, workers=workers, columns=columns, restart=restart, as_json=as_json)
        return
    _files(paths, published.date() if published else None, language, as_json=as_json, explain=explain, html=html)


def _files(
    paths: tuple[Path, ...],
    published: date | None,
    language: str | None,
    *,
    as_json: bool,
    explain: bool,
    html: Path | None,
) -> None:
    from conflict_data.extraction_tools import listing
    from conflict_data.extraction_tools.reading import read_file

    found = [read_file(path, published=published, language=language, explain=explain) for path in paths]
    if html is not None:
        from conflict_data.extraction_tools.report import report

        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(report([(one.page, one.extraction) for one in found]), "utf-8")
        click.echo(f"report written to {html}: open it in a browser", err=True)
    if as_json:
        _json([listing.document(one.page, one.extraction, language=one.language) for one in found])
        return
    for number, one in enumerate(found):
        if html is not None and not explain:
            click.echo(listing.headline(one.page, one.extraction))
            continue
        if number:
            click.echo()
        listing.show(one.page, one.extraction)
        if explain:
            listing.show_trace(one.page, one.extraction)


def _corpus(
    source: Path,
    out: Path,
    *,
    language: str | None,
    workers: int | None,
    columns: tuple[str, ...],
    restart: bool,
    as_json: bool,
) -> None:
    from conflict_data.extraction_tools.corpus import run
    from conflict_data.extraction_tools.progress import bar
    from conflict_data.extraction_tools.shards import renamed

    try:
        with bar() as progress:
            told = run(
                source,
                out,
                language=language,
                workers=workers,
                columns=renamed(columns),
                restart=restart,
                progress=progress,
            )
    except KeyboardInterrupt:
        click.echo("stopped: the same command goes on from here", err=True)
        sys.exit(130)
    if as_json:
        _json(told)
        return
    click.echo(f"{told['documents']} documents, {told['rows']} rows in {out / 'records'}")
    if told["failures"]:
        click.echo(f"{told['failures']} documents could not be read: {out / 'failures.jsonl'}", err=True)


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--published", type=DAY, default=None, help="Day of publication; told from the page if left out.")
@LANGUAGE
@click.option("--coder", default="FILL_IN", help="Your name or handle.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where seeds/ and reports/ lie; here if left out.",
)
def draft(path: Path, published: datetime | None, language: str | None, coder: str, out: Path) -> None:
    """Draft the record files and the document that a contributor would hand in for a page, and a report to work from."""
    from conflict_data.extraction_tools.draft_files import write_draft

    for line in write_draft(
        path, out, published=published.date() if published else None, language=language, coder=coder
    ):
        click.echo(line)
