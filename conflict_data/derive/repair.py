"""Mend drawn rows rule by rule, so that valid test data need not be found by rejection."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from conflict_data.contract import Contract, Rule
from conflict_data.derive.examples import frame_of, minimal_row
from conflict_data.rules import all_rules, row_condition

STEPS = 30
"""Changes after which a repair gives up; mending one rule may break another, but not for long."""

Row = dict[str, Any]


class RowRules:
    """The row rules of one table, errors and warnings, ready to judge and to mend rows."""

    def __init__(self, contract: Contract, table: str) -> None:
        self.contract = contract
        self.table = contract.table(table)
        self.rules = {rule.id: rule for rule in all_rules(contract) if rule.table == table}
        self.conditions = {name: row_condition(rule).fill_null(True).alias(name) for name, rule in self.rules.items()}
        # Rules about one count hold by construction, since its parts are drawn, filled and emptied together.
        wholes = [set(parts.values()) for parts in self.table.counts.values()]
        held = {
            name for name, rule in self.rules.items() if any(set(self.columns_of(rule)) <= parts for parts in wholes)
        }
        self.mended = {name: condition for name, condition in self.conditions.items() if name not in held}
        self.minimal = minimal_row(contract, table)

    def judged(self, rows: list[Row]) -> pl.DataFrame:
        """Verdicts: one row for each row given, one column (true where it is kept) for each rule."""
        return self._verdicts(rows, self.conditions)

    def _verdicts(self, rows: list[Row], conditions: Mapping[str, pl.Expr]) -> pl.DataFrame:
        return frame_of(self.contract, self.table.name, rows).select(conditions.values())

    def _broken(self, row: Mapping[str, Any], conditions: Mapping[str, pl.Expr]) -> list[Rule]:
        if not conditions:
            return []
        verdicts = self._verdicts([dict(row)], conditions).row(0, named=True)
        return [self.rules[name] for name, holds in verdicts.items() if not holds]

    def broken_by(self, row: Mapping[str, Any]) -> list[Rule]:
        """Rules that a row breaks."""
        return self._broken(row, self.conditions)

    def columns_of(self, rule: Rule) -> list[str]:
        """Columns of the table of which a rule's SQL speaks."""
        words = set(re.findall(r"\w+", rule.sql))
        return [name for name in self.table.columns if name in words]

    def repaired(
        self, row: Row, *, spare: Row, fixed: Collection[str] = (), linked: Collection[str] = (), turn: int = 0
    ) -> Row:
        """The row changed as little as needed to keep every rule.

        `spare` has a value for every column, with which one that is null may be filled. Columns in `fixed` stay as they
        are, those in `linked` may only be emptied. `turn` varies which of several columns is given up. Raises
        `AssertionError` naming the rules that cannot be kept: they contradict each other, or a fixed value.
        """
        broken = self._broken(row, self.mended)
        for _ in range(STEPS):
            if not broken:
                return row
            changes = list(self._changes(row, spare, broken[turn % len(broken)], fixed, linked, turn))
            if not changes:
                break
            row, broken = self._best(changes, broken[turn % len(broken)])
        raise AssertionError(f"{self.table.name}: no repair keeps the rules {', '.join(rule.id for rule in broken)}")

    def _best(self, changes: list[Row], rule: Rule) -> tuple[Row, list[Rule]]:
        """Of the changed rows that keep the rule, the one that breaks fewest others, and which these are."""
        judged = self._verdicts(changes, self.mended).rows(named=True)
        ranked = sorted(
            range(len(changes)),
            key=lambda i: (not judged[i][rule.id], sum(not holds for holds in judged[i].values()), i),
        )
        return changes[ranked[0]], [self.rules[name] for name, holds in judged[ranked[0]].items() if not holds]

    def _changes(
        self, row: Row, spare: Row, rule: Rule, fixed: Collection[str], linked: Collection[str], turn: int
    ) -> Iterator[Row]:
        """The row with one column changed, then with several: the least change comes first."""
        involved = [c for c in self.columns_of(rule) if c not in fixed]
        if not involved:
            return
        turned = involved[turn % len(involved) :] + involved[: turn % len(involved)]
        given = [c for c in turned if not self.table.columns[c].nullable and c not in linked]
        nullable = [c for c in turned if self.table.columns[c].nullable]
        for column in given:
            yield row | {column: self.minimal[column]}
        for column in nullable:
            if row[column] is None and column not in linked:
                yield row | {c: spare[c] for c in self._together(column)}
        filled = [c for c in nullable if row[c] is not None]
        for column in filled:
            yield row | dict.fromkeys(self._together(column))
        for column in filled:
            row = row | dict.fromkeys(self._together(column))
            yield row
        yield row | {c: self.minimal[c] for c in given}

    def _together(self, column: str) -> list[str]:
        """The column, with the other parts of its count."""
        count = self.table.columns[column].count
        return list(self.table.counts[count].values()) if count else [column]


_KNOWN: dict[tuple[int, str], RowRules] = {}


def row_rules(contract: Contract, table: str) -> RowRules:
    """Row rules of a table, made once for each contract."""
    # A contract holds mappings and cannot be hashed; what is kept here keeps it alive, so its identity stands for it.
    key = (id(contract), table)
    if key not in _KNOWN:
        _KNOWN[key] = RowRules(contract, table)
    return _KNOWN[key]
