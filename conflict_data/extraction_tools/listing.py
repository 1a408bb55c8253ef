"""What the extractor read in a page, for a terminal and for programs."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import zip_longest
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

NOT_CHOSEN = " (not chosen)"
HEADS = ("gate", "topics", "sentences")
"""Stages that say what a stretch of text is to the rules, before any of them speaks."""


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
    out.print(Text(headline(page, read), style="bold"))
    claims = claims_of(read)
    for depth, record in family(read):
        table = Table(title=Text(describe(record), style="bold"), title_justify="left", box=None, pad_edge=False)
        for name, limit in (("field", 24), ("value", 36), ("words", 60), ("rule", 34), ("party", 22)):
            table.add_column(name, max_width=limit, overflow="fold")
        for name, value in unclaimed(record, claims[record.key]):
            table.add_row(name, Text(visible(value)), "", Text("concluded", style="dim"), "")
        told: Counter[tuple[str, ...]] = Counter()
        for claim in dict.fromkeys(claims[record.key]):
            value = visible(claim.value) + ("" if is_chosen(record, claim) else NOT_CHOSEN)
            words = f"“{shortened(page.text[claim.start : claim.end])}”"
            told[claim.field, value, words, claim.rule_id, claim.party or ""] += 1
        for (field, value, words, *rest), times in told.items():
            style = "dim" if value.endswith(NOT_CHOSEN) else ""
            often = f" {times} times" if times > 1 else ""
            table.add_row(*(Text(cell, style=style) for cell in (field, value, words + often, *rest)))
        out.print()
        out.print(Padding(table, (0, 0, 0, 4 * depth)))


def headline(page: Page, read: Extraction) -> str:
    """One line on a page: its name, day of publication, how much was found in it."""
    day = f"published {page.published}" if page.published else "day of publication not known: relative dates stay open"
    found = f"{len(read.records)} records, {len(read.claims)} values with words" if read.records else "no records"
    return f"{visible(page.name)}: {day}; {found}"


def show_trace(page: Page, read: Extraction) -> None:
    """Print sentence by sentence what rules saw, which stage matched or refused what, and what became of it."""
    out = console()
    out.print(Text("\nTrace", style="bold"))
    heads = [step for step in read.trace if step.stage in HEADS]
    rest = sorted((step for step in read.trace if step.stage not in HEADS), key=lambda one: (one.start, one.end))
    starts = [step.start for step in rest]
    if not heads:
        out.print("  the text is empty")
    for head, after in zip_longest(heads, heads[1:]):
        out.print()
        out.print(Text(f"{head.start}  {shortened(page.text[head.start : head.end], 140)}", style="bold"))
        if head.stage == "sentences" and head.detail:
            out.print(Padding(Text(f"read as  {visible(head.detail)}", style="dim"), (0, 0, 0, 2)))
        else:
            about = f"{head.rule_id}: " if head.stage == "topics" else ""
            out.print(Padding(Text(f"{head.stage}  {about}{head.outcome}"), (0, 0, 0, 2)))
        begin = bisect_left(starts, head.start)
        own = rest[begin : bisect_left(starts, after.start) if after else len(rest)]
        if own:
            out.print(Padding(_steps(own, page, read), (0, 0, 0, 2)))
    if any(step.outcome.startswith("refused") for step in read.trace):
        out.print(Text("\n`conflict-data rules explain RULE` shows a rule's pattern and its filters.", style="dim"))


def _steps(steps: list[Step], page: Page, read: Extraction) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for width in (6, 34, 60, 70):
        table.add_column(max_width=width, overflow="fold")
    matched = {_place(step) for step in steps if step.stage == "rules"}
    became = {_place(step): step.outcome for step in steps if step.stage == "merge"}
    for step in steps:
        if step.stage == "merge" and _place(step) in matched:
            continue  # told beside the match
        made = "; ".join(dict.fromkeys(made_of(step, read.claims))) if step.stage == "rules" else ""
        shown = step.outcome if step.outcome != "matched" else made or became.get(_place(step), "")
        style = "" if made or step.stage == "merge" else "dim"
        words = f"“{shortened(page.text[step.start : step.end], 58)}”"
        table.add_row(*(Text(cell, style=style) for cell in (step.stage, step.rule_id, words, visible(shown))))
    return table


def _place(step: Step) -> tuple[str, int, int]:
    return step.rule_id, step.start, step.end


def made_of(step: Step, claims: tuple[Claim, ...]) -> list[str]:
    """What a rule's match made: `c1.injured = 6`; nothing where the match made no value."""
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
