"""Rules on a terminal."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from conflict_data.extraction_tools.listing import console


def show_rows(rows: list[dict[str, Any]]) -> None:
    """Print one line a rule."""
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold", justify="right" if name.endswith("examples") else "left")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row.values()))
    out = console()
    out.print(table)
    out.print(Text(f"{len(rows)} rules"))


def show_rule(told: dict[str, Any]) -> None:
    """Print all that a rule is."""
    out = console()
    out.print(Text(told["rule"], style="bold"))
    out.print(Text(f"file      {told['file']}"))
    out.print(Text(f"pattern   {told['pattern']}"))
    _pairs("  where", told["names"])
    for one in told["emits"]:
        rest = [f"{key} {value}" for key, value in one.items() if key not in ("kind", "field")]
        out.print(Text(f"emits     {one['kind']}.{one['field']}" + (f" ({', '.join(rest)})" if rest else "")))
    _pairs("unless", told["unless"])
    for example in told["examples"]:
        out.print(Text(f"says      {example['text']}  →  {example['want']}"))
    for text in told["not"]:
        out.print(Text(f"silent    {text}"))
    out.print(Text(f"\n{NOTATION}", style="dim"))


NOTATION = (
    "name: what follows is captured · ~ any one chunk of the sentence · (?!…) not before this · (?<!…) not after this\n"
    "a group such as PEOPLE is words that belong together: `conflict-data extract FILE --explain` shows what a text has"
)


def _pairs(label: str, named: dict[str, str]) -> None:
    if not named:
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(width=8)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, (name, meaning) in enumerate(named.items()):
        table.add_row(label if number == 0 else "", Text(name), Text(meaning))
    console().print(table)
