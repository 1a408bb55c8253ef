"""The command line: the same verbs as the package, for people (default) and for programs (`--json`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import conflict_data as cd
from conflict_data import cli_extract
from conflict_data.errors import ConflictDataError

if TYPE_CHECKING:
    import polars as pl

VERSION = click.option(
    "--version", default=None, help="Released version or folder of tables; the newest release if left out."
)
JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def _json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))


def _frame(frame: pl.DataFrame, *, as_json: bool) -> None:
    import polars as pl

    if as_json:
        _json(frame.to_dicts())
        return
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        fmt_str_lengths=90,
        tbl_width_chars=200,
    ):
        click.echo(str(frame))


def _guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Errors of this package become one message and exit code 1; a closed pipe is no error."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (ConflictDataError, ValueError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                sys.exit(0)
            click.echo(f"conflict-data: {error}", err=True)
            sys.exit(1)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="conflict-data")
def main() -> None:
    """Attacks, casualties and prisoner exchanges, with the words that prove every value."""


@main.command()
@VERSION
@JSON
@_guarded
def tables(version: str | None, as_json: bool) -> None:
    """List the tables with rows and what a row is."""
    import polars as pl

    about = cd.info(version=version)["tables"]
    _frame(
        pl.DataFrame([{"table": n, "rows": t["rows"], "one row is": t["description"]} for n, t in about.items()]),
        as_json=as_json,
    )


@main.command()
@JSON
@_guarded
def versions(as_json: bool) -> None:
    """List the released versions."""
    _frame(cd.versions(), as_json=as_json)


@main.command()
@click.argument("table", required=False)
@VERSION
@JSON
@_guarded
def info(table: str | None, version: str | None, as_json: bool) -> None:
    """Tell what a version or a table holds: rows, key, columns."""
    import polars as pl

    about = cd.info(table, version=version)
    if as_json:
        _json(about)
        return
    for key, value in about.items():
        if key not in ("columns", "tables"):
            click.echo(f"{key}: {value if not isinstance(value, list) else ', '.join(value)}")
    if table is None:
        _frame(pl.DataFrame([{"table": n, "rows": t["rows"]} for n, t in about["tables"].items()]), as_json=False)
    else:
        columns = ("name", "type", "nullable", "unit", "codelist", "evidence", "description")
        _frame(
            pl.DataFrame(about["columns"], schema=dict.fromkeys(columns, pl.String) | {"nullable": pl.Boolean}),
            as_json=False,
        )


@main.command()
@click.argument("codelist", required=False)
@VERSION
@JSON
@_guarded
def codes(codelist: str | None, version: str | None, as_json: bool) -> None:
    """List the codes of a code list, or of all, with definitions."""
    _frame(cd.codes(codelist, version=version), as_json=as_json)


@main.command()
@click.argument("table")
@click.option("-n", "rows", type=click.IntRange(0), default=10, show_default=True, help="Rows to show.")
@click.option("--columns", default=None, help="Columns, separated by commas; those that hold values if left out.")
@VERSION
@JSON
@_guarded
def head(table: str, rows: int, columns: str | None, version: str | None, as_json: bool) -> None:
    """Show the first rows of a table."""
    frame = cd.load(table, version=version, columns=columns.split(",") if columns else None).head(rows)
    if not columns and not as_json:
        frame = frame.select(c for c in frame.columns if frame[c].null_count() < len(frame))
    _frame(frame, as_json=as_json)


@main.command()
@click.argument("table")
@VERSION
@JSON
@_guarded
def path(table: str, version: str | None, as_json: bool) -> None:
    """Print the file of a table."""
    file = cd.path(table, version=version)
    _json({"table": table, "path": file}) if as_json else click.echo(file)


@main.command()
@click.argument("table")
@VERSION
@JSON
@_guarded
def schema(table: str, version: str | None, as_json: bool) -> None:
    """Print the contract of a table: its columns as JSON Schema, or in words, and the rules of its rows."""
    from conflict_data.describing import table_contract

    about = table_contract(table, version=version)
    if as_json:
        _json(about)
        return
    required = set(about["required"])
    for name, spec in about["properties"].items():
        bounds = [
            f"{k} {spec[k]}" for k in ("minimum", "maximum", "minLength", "maxLength", "pattern", "format") if k in spec
        ]
        kind = f"code of {spec['x-codes']}" if "x-codes" in spec else spec["type"]
        click.echo(f"{name}: {', '.join([kind, *bounds, 'never empty' if name in required else 'may be empty'])}")
    for rule in about["x-rules"]:
        click.echo(f"{rule['id']} ({rule['severity']}): {rule['words']}\n    {' '.join(rule['sql'].split())}")


@main.command()
@click.argument("table")
@click.option("--format", "form", type=click.Choice(["csv", "ndjson", "parquet"]), default="csv", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="File to write; standard output if left out."
)
@VERSION
@_guarded
def export(table: str, form: str, out: Path | None, version: str | None) -> None:
    """Write a table as CSV, JSON lines or Parquet."""
    frame = cd.load(table, version=version)
    target: Any = out or sys.stdout.buffer
    writers: dict[str, Callable[[Any], Any]] = {
        "csv": frame.write_csv, "ndjson": frame.write_ndjson, "parquet": frame.write_parquet,
    }  # fmt: skip
    writers[form](target)


@main.command()
@click.argument("record_id")
@click.option("--field", default=None, help="Only claims on this field.")
@click.option(
    "--chosen/--not-chosen", default=None, help="Only claims that the published values follow, or only the others."
)
@VERSION
@JSON
@_guarded
def evidence(record_id: str, field: str | None, chosen: bool | None, version: str | None, as_json: bool) -> None:
    """Show the words and sentences behind a record and its child rows."""
    rows = cd.evidence(record_id, field=field, chosen=chosen, version=version)
    if as_json:
        _frame(rows, as_json=True)
        return
    current = None
    for row in rows.iter_rows(named=True):
        if (row["table"], row["record_id"]) != current:
            current = (row["table"], row["record_id"])
            click.secho(f"\n{row['table']} {row['record_id']}", bold=True)
        found_by = f"rule {row['rule_id']}" if row["origin"] == "rule" else f"coder {row['coder'] or 'not named'}"
        click.echo(f"  {row['field']} = {row['value']}" + ("" if row["is_chosen"] else "   (not the published value)"))
        click.echo(f"      words     “{row['words']}”  [{row['reading']}, {found_by}, {row['claim_party']}]")
        click.echo(f"      sentence  {' '.join(row['sentence'].split())}")
        if row["reason"]:
            click.echo(f"      reason    {row['reason']}")
        if row["derived_from"]:
            click.echo(f"      rests on  {row['derived_from']}")
        click.echo(
            f"      source    {row['text']}, {row['published_date']}, {row['source_id']}{' ' + row['url'] if row['url'] else ''}, characters {row['start']}-{row['end']}"
        )
    if not len(rows):
        click.echo("no evidence fits")


@main.command()
@click.option("--as-of", default=None, help="Moment: 2025-07-31, 2025-07-31T09:00Z.")
@click.option("--attack", default=None, help="Only the tolls of this attack.")
@VERSION
@JSON
@_guarded
def tolls(as_of: str | None, attack: str | None, version: str | None, as_json: bool) -> None:
    """Show the tolls that were known at a moment."""
    rows = cd.tolls(as_of=as_of, attack=attack, version=version)
    if not as_json:
        shown = [
            "casualty_id",
            "attack_id",
            "scope_level",
            "scope_place_id",
            "as_of",
            "killed_low",
            "killed_best",
            "injured_low",
            "injured_best",
            "claim_party",
        ]
        rows = rows.select(shown)
    _frame(rows, as_json=as_json)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "table", required=True, help="Table whose contract is used.")
@click.option(
    "--map",
    "mapping",
    default=None,
    help="Mapping for a file with columns of its own: a name, or a YAML file of yours.",
)
@VERSION
@JSON
@_guarded
def validate(file: Path, table: str, mapping: str | None, version: str | None, as_json: bool) -> None:
    """Check a Parquet or CSV file against the contract of a table."""
    from conflict_data.errors import ValidationError

    if mapping is not None:
        report = cd.validate(file, table, mapping=mapping, version=version)
        _json(report.as_dict()) if as_json else click.echo(f"{file}: {report}")
        sys.exit(0 if report.ok else 1)
    try:
        frame = cd.validate(file, table, version=version)
    except ValidationError as error:
        if as_json:
            _json(error.failures.to_dicts())
        else:
            click.echo(f"{file}: {error}", err=True)
        sys.exit(1)
    _json([]) if as_json else click.echo(f"{file}: {len(frame)} rows, valid as {table}")


@main.command()
@click.option("--style", type=click.Choice(["text", "bibtex", "json"]), default="text", show_default=True)
@VERSION
@click.option("--json", "as_json", is_flag=True, help="The same as --style json.")
@_guarded
def cite(style: Any, version: str | None, as_json: bool) -> None:
    """Print how to cite a version."""
    click.echo(cd.cite(style="json" if as_json else style, version=version))


@main.command()
@click.option("--all", "every", is_flag=True, help="Every released version.")
@VERSION
@JSON
@_guarded
def verify(every: bool, version: str | None, as_json: bool) -> None:
    """Hash every file of a version and compare it with the manifest."""
    whole = cd.verify(version, every=every)
    _json({"whole": whole}) if as_json else click.echo("whole: " + ", ".join(whole))


@main.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--table", "only", default=None, help="Only this table.")
@click.option(
    "--html", type=click.Path(path_type=Path), default=None, help="Write a page that can be opened in a browser."
)
@JSON
@_guarded
def diff(old: str, new: str | None, only: str | None, html: Path | None, as_json: bool) -> None:
    """Show what differs between two versions, or a version and a folder of tables; removals first."""
    from conflict_data.differences import diff_all
    from conflict_data.states import tables_of

    names = [only] if only else [t for t in tables_of(old, new) if t not in ("changes", "evidence")]
    rows = diff_all(old, new, tables=names)
    if html is not None:
        from conflict_data.difference_page import page

        html.write_text(page(rows, old=old, new=new or "newest release"), "utf-8")
        click.echo(f"{len(rows)} differences written to {html}")
        return
    _frame(
        rows if as_json else rows.select(c for c in rows.columns if rows[c].null_count() < len(rows)), as_json=as_json
    )
    if not as_json:
        click.echo(f"{len(rows)} differences")


@main.command()
@click.argument("table")
@click.option("--record", default=None, help="Only this record.")
@JSON
@_guarded
def history(table: str, record: str | None, as_json: bool) -> None:
    """Show a table, or one record, in all released versions."""
    _frame(cd.history(table, record_id=record), as_json=as_json)


@main.command()
@click.argument("record_id")
@VERSION
@JSON
@_guarded
def resolve(record_id: str, version: str | None, as_json: bool) -> None:
    """Tell which record an identifier stands for now: follow merges, tell of retirements."""
    found = cd.resolve(record_id, version=version)
    if as_json:
        _json(found._asdict())
    else:
        why = f": {found.reason}" if found.reason else ""
        click.echo(f"{' -> '.join(found.path)} ({found.status}{why})")


@main.command()
@click.argument("kind")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of the event.")
@click.option("--coder", default="FILL_IN", help="Your name or handle.")
@click.option("--root", type=click.Path(path_type=Path, exists=True), default=Path(), help="Root of the checkout.")
@_guarded
def new(kind: str, day: datetime, coder: str, root: Path) -> None:
    """Scaffold a record file: attack, exchange, agreement or casualty."""
    from conflict_data.derive.compile import compile_contract, schema_folder

    contract = compile_contract(schema_folder())  # tells where there is no checkout, or no library to read its files
    from conflict_data.scaffold import new_record

    path = new_record(root.resolve(), contract, kind, day=day.date(), coder=coder)
    click.echo(path.relative_to(root.resolve()).as_posix())


cli_extract.register(main, _guarded)

if __name__ == "__main__":
    main()
