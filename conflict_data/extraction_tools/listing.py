"""What the extractor read in a page, for a terminal and for programs."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conflict_data.extraction_tools.plain import is_chosen, plain_value, shortened, unclaimed, visible

if TYPE_CHECKING:
    from conflict_data.extraction import Claim, Extraction, Record, Step
    from conflict_data.extraction_tools.page import Page

WIDTH = 160
"""Columns of a table that goes into a file or another program."""


def console() -> Console:
    """A console that takes text as it is."""
    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDTH)


def claims_of(read: Extraction) -> dict[str, list[Claim]]:
    """Record → its claims."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in read.claims:
        found[claim.record].append(claim)
    return found


def family(read: Extraction) -> Iterator[tuple[int, Record]]:
    """All records with their depth, each followed by those that belong to it."""
    children: dict[str | None, list[Record]] = defaultdict(list)
    keys = {record.key for record in read.records}
    for record in read.records:
        children[record.parent if record.parent in keys else None].append(record)

    def below(parent: str | None, depth: int) -> Iterator[tuple[int, Record]]:
        for record in children[parent]:
            yield depth, record
            yield from below(record.key, depth + 1)

    yield from below(None, 0)


def describe(record: Record) -> str:
    """`attack a1`, with what sets it apart from an event that the report is about and that happened."""
    told = [f"{record.kind} {record.key}"]
    told += [f"of {record.parent}"] if record.parent else []
    told += [word for word in (record.role, record.status) if word not in ("main", "done")]
    return ", ".join(told)


def show(page: Page, read: Extraction) -> None:
    """Print the records of a page: fields, the words that say them, the rule and who claims it."""
    out = console()
    out.print(Text(f"{visible(page.name)}: {_summary(page, read)}", style="bold"))
    claims = claims_of(read)
    for depth, record in family(read):
        table = Table(title=Text(describe(record), style="bold"), title_justify="left", box=None, pad_edge=False)
        for name, limit in (("field", 24), ("value", 36), ("words", 60), ("rule", 34), ("party", 22)):
            table.add_column(name, max_width=limit, overflow="fold")
        for name, value in unclaimed(record, claims[record.key]):
            table.add_row(name, Text(visible(value)), "", Text("concluded", style="dim"), "")
        for claim in claims[record.key]:
            style = "" if is_chosen(record, claim) else "dim"
            value = visible(claim.value) + ("" if is_chosen(record, claim) else " (not chosen)")
            words = f"“{shortened(page.text[claim.start : claim.end])}”"
            cells = (claim.field, value, words, claim.rule_id, claim.party or "")
            table.add_row(*(Text(cell, style=style) for cell in cells))
        out.print()
        out.print(Padding(table, (0, 0, 0, 4 * depth)))


def _summary(page: Page, read: Extraction) -> str:
    day = f"published {page.published}" if page.published else "day of publication not known: relative dates stay open"
    found = f"{len(read.records)} records, {len(read.claims)} values with words" if read.records else "no records"
    return f"{day}; {found}"


def show_trace(page: Page, read: Extraction) -> None:
    """Print which stage matched or refused what, in the order of the text, and what became of each match."""
    table = Table(title=Text("Trace", style="bold"), title_justify="left", box=None, pad_edge=False)
    for name, limit in (("at", 9), ("stage", 8), ("rule", 34), ("outcome", 24), ("words", 60), ("made", 48)):
        table.add_column(name, max_width=limit, overflow="fold")
    for step in sorted(read.trace, key=lambda one: (one.start, one.end)):
        made = "; ".join(made_of(step, read.claims))
        style = "" if made else "dim"
        cells = (
            str(step.start),
            step.stage,
            step.rule_id,
            step.outcome,
            shortened(page.text[step.start : step.end], 60),
            made,
        )
        table.add_row(*(Text(cell, style=style) for cell in cells))
    out = console()
    out.print()
    out.print(table)
    found = {step.rule_id for step in read.trace}
    others = sorted({claim.rule_id for claim in read.claims} - found)
    if others:
        out.print(
            Text("Values that the merge stage concluded from words near a record: " + ", ".join(others), style="dim")
        )


def made_of(step: Step, claims: tuple[Claim, ...]) -> list[str]:
    """What came of a step: `c1.injured = 6`; nothing for a match that another took over, restated or only opened a record."""
    return [
        f"{claim.record}.{claim.field} = {visible(claim.value)}"
        for claim in claims
        if claim.rule_id == step.rule_id and step.start <= claim.start < step.end
    ]


def document(page: Page, read: Extraction, *, language: str) -> dict[str, Any]:
    """The extraction as plain data; `start` and `end` are code points of `text`, end exclusive."""
    told: dict[str, Any] = {
        "file": page.name,
        "form": page.form,
        "language": language,
        "published": page.published,
        "title": page.title,
        "publisher": page.publisher,
        "url": page.url,
        "text": page.text,
        "records": [
            {
                "key": record.key, "kind": record.kind, "parent": record.parent, "role": record.role,
                "status": record.status, "fields": _fields(record),
            }
            for record in read.records
        ],
        "claims": [
            {**claim._asdict(), "words": page.text[claim.start : claim.end], "sentence": list(claim.sentence)}
            for claim in read.claims
        ],
    }  # fmt: skip
    if read.trace:
        told["trace"] = [{**step._asdict(), "made": made_of(step, read.claims)} for step in read.trace]
    return told


def _fields(record: Record) -> dict[str, str]:
    named = ((name, plain_value(value)) for name, value in record.fields.items())
    return {name: value for name, value in named if value is not None}
