"""The row rules on what people wrote, before anything is derived: the fault is told with the line on which it was written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from conflict_data import rules
from conflict_data.contract import Contract
from conflict_data.derive.examples import frame_of
from conflict_data.errors import Problem
from pipeline.records import Row


def problems(contract: Contract, rows: Iterable[Row]) -> list[Problem]:
    """Failures of row rules that rest on no derived column, errors and warnings."""
    by_table: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    found: list[Problem] = []
    for name, group in by_table.items():
        table = contract.table(name)
        derived = {c.name for c in table.columns.values() if c.is_derived}
        known = {row.record_id: row for row in group}
        frame = frame_of(contract, name, [row.values for row in known.values()])
        for rule in rules.all_rules(contract):
            if rule.table != name or derived & set(rule.columns):
                continue
            for broken in rules.row_failures(rule, frame).iter_rows(named=True):
                row = known[broken[table.key[0]]]
                shown = ", ".join(f"{c} {'empty' if broken[c] is None else broken[c]}" for c in rule.columns)
                place = next((c for c in rule.columns if c in row.lines), "")
                found.append(row.problem(f"{rule.words} Here: {shown}.", place, rule=rule.id, severity=rule.severity))
    return found
