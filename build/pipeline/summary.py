"""What `make tables` tells at its end: rows, claims, agreement of rules and people, warnings, where the files are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.minted import Unminted
from pipeline.release import State

SHOWN_WARNINGS = 20


def show(state: State, folder: Path, console: Console) -> None:
    """Print the summary."""
    built = state.built
    rows = Table(title="Tables", title_justify="left")
    rows.add_column("table")
    rows.add_column("rows", justify="right")
    for name, table in state.tables.items():
        rows.add_row(name, f"{table.num_rows:,}")
    console.print(rows)
    evidence = built.tables["evidence"].select(["origin", "is_chosen"]).to_pylist()
    claims = Table(title="Claims", title_justify="left")
    for head in ("origin", "chosen", "not chosen"):
        claims.add_column(head, justify="left" if head == "origin" else "right")
    for origin in ("hand", "rule"):
        own = [e["is_chosen"] for e in evidence if e["origin"] == origin]
        claims.add_row(origin, f"{sum(own):,}", f"{len(own) - sum(own):,}")
    console.print(claims)
    agreement = Table(
        title="Rules against hand coding (documents that both read; support = same + different + hand only)",
        title_justify="left",
    )
    for head in ("text", "table", "field", "same", "different", "hand only", "rule only", "support"):
        agreement.add_column(head, justify="left" if head in ("text", "table", "field") else "right")
    for (kind, table_name, name), counts in sorted(built.coded.agreement.items()):
        support = counts.same + counts.different + counts.hand_only
        numbers = (counts.same, counts.different, counts.hand_only, counts.rule_only, support)
        agreement.add_row(kind, table_name, name, *(str(n) for n in numbers))
    console.print(agreement)
    console.print(f"Fields that rules filled: {built.coded.filled}")
    show_unminted(built.unminted, console)
    for warning in built.warnings[:SHOWN_WARNINGS]:
        console.print(str(warning), style="yellow", markup=False, highlight=False)
    if len(built.warnings) > SHOWN_WARNINGS:
        console.print(f"... and {len(built.warnings) - SHOWN_WARNINGS} more warnings")
    if state.before:
        told = len(state.explained.unexplained)
        console.print(
            f"Changes since {state.before}: {len(state.explained.rows)}; {told} of them without a reason that a release asks for"
        )
        for problem in state.explained.unexplained[:SHOWN_WARNINGS]:
            console.print(str(problem), style="yellow", markup=False, highlight=False)
    console.print(f"{len(built.warnings)} warnings; tables are in {folder}", markup=False)


def show_unminted(unminted: Iterable[Unminted], console: Console) -> None:
    """Events that rules read and nobody coded: those that may be minted one by one, the others by why not."""
    listed = list(unminted)
    free = [one for one in listed if not one.reason]
    console.print(f"Events that rules read and nobody coded: {len(listed)}; `make mint` would mint {len(free)} of them")
    for one in free:
        record = one.unlinked.record
        place = record.fields.get("place") or "no place"
        where = f"{record.kind} of {record.fields.get('date_start')}, {place}, in {one.unlinked.source_id}"
        console.print(f"  {where}", markup=False, highlight=False)
    for reason, number in sorted(Counter(one.reason.split(":")[0] for one in listed if one.reason).items()):
        console.print(f"  {number} not: {reason}", markup=False, highlight=False)
