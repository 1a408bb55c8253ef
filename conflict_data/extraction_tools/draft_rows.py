"""What a drafted row needs before the rules of single rows can be asked: what follows from its other cells, what stays open."""

from __future__ import annotations

from typing import Any

from conflict_data.contract import Table
from conflict_data.scaffold import OPEN

DOWNED = ("downed_kinetic", "downed_ew", "downed_total")


def settle(row: dict[str, Any]) -> None:
    """Bring cells into line with one another, as the contract's rules A7, A9, S9b and X4 ask."""
    if any(name in row for name in DOWNED):
        row.setdefault("downed_definition", OPEN)
    if row.get("night_of") is True and row.get("date_end", row.get("date_start")) == row.get("date_start"):
        row["night_of"] = OPEN
    if "as_of" not in row:
        row.pop("as_of_precision", None)
    if "both_sides_total" in row:
        row["counting_unit"] = "both_sides_total"


def tells_nothing(table: Table, row: dict[str, Any]) -> bool:
    """True for a toll without a number and without the word that nobody was hurt."""
    return table.name == "casualties" and not row.get("is_none_reported") and not any(n in row for n in table.counts)
