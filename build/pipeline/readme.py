"""The table of tables in README.md, filled from the newest release; between its two markers nothing is written by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

START, STOP = "<!-- tables -->", "<!-- /tables -->"
PERIOD = {
    "attacks": ("date_start", "date_end"),
    "casualties": ("scope_start", "scope_end"),
    "exchanges": ("date_start", "date_end"),
    "agreements": ("date_start", "date_end"),
    "sources": ("published_date", "published_date"),
    "coverage": ("month", "month"),
}
"""Columns that tell from when to when a table reaches."""


def period(folder: Path, table: str) -> str:
    """First and last day of a table, where it has days."""
    if table not in PERIOD:
        return ""
    first, last = PERIOD[table]
    days = (
        pl.scan_parquet(folder / f"{table}.parquet")
        .select(pl.col(first).min().alias("a"), pl.col(last).max().alias("b"))
        .collect()
    )
    a, b = days.row(0)
    return "" if a is None else f"{a} to {b}"


def table_of_tables(data: Path) -> str:
    """Markdown for the newest release of a data folder; a sentence where nothing is released."""
    index = data / "index.json"
    versions: Mapping[str, Any] = json.loads(index.read_text("utf-8"))["versions"] if index.is_file() else {}
    if not versions:
        return "No version is released yet: `make tables` builds the tables from the seeds."
    newest = max(versions, key=lambda v: tuple(map(int, v.split("."))))
    folder = data / newest
    contract = json.loads((folder / "contract.json").read_text("utf-8"))
    lines = [
        f"Version {newest}, released {versions[newest]['released']}:",
        "",
        "| table | one row is | rows | period |",
        "|---|---|--:|---|",
    ]
    for name, rows in versions[newest]["rows"].items():
        lines.append(f"| `{name}` | {contract['tables'][name]['description']} | {rows:,} | {period(folder, name)} |")
    return "\n".join(lines)


def filled(text: str, data: Path) -> str:
    """README with the table of tables of the newest release; `ValueError` where the markers are not there exactly once."""
    if text.count(START) != 1 or text.count(STOP) != 1:
        raise ValueError(f"README.md needs one {START} and one {STOP}")
    head, rest = text.split(START)
    return f"{head}{START}\n{table_of_tables(data)}\n{STOP}{rest.split(STOP)[1]}"
