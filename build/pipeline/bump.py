"""Which version number a change asks for, computed from contract and records.

| bump  | change |
|-------|--------|
| major | table or column removed, retyped or moved; column that may be null becomes required or the reverse, new required column;
|       | tighter constraint; code removed; key or unit changed; new error rule that a released row breaks |
| minor | new table; new nullable column at the end; new code; looser constraint; rule removed; new warning rule, or new error rule
|       | that no released row breaks; record added, retired or merged |
| patch | value of a record corrected; evidence, source or gazetteer changed; label, description or definition changed; anything
|       | else of the contract |

Below 1.0.0 what would be major raises the minor number, all else the patch number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from conflict_data import store
from conflict_data.contract import Column, Contract, Table
from conflict_data.differences import Difference


class Bump(IntEnum):
    """Levels, in order."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Reason:
    """One change and what it asks for."""

    bump: Bump
    what: str


RECORDS = ("attacks", "munitions", "casualties", "exchanges", "returns", "agreements")
"""Tables whose rows are records: a new or gone one is more than a correction."""
LOOSER = {"minimum": -1, "maximum": 1, "minLength": -1, "maxLength": 1}
"""Constraint → the direction in which its number gets looser."""


def contract_reasons(
    old: Contract, new: Contract, *, breaks: Callable[[str], bool] = lambda _: False
) -> Iterator[Reason]:
    """What differs between two contracts; `breaks(rule_id)` tells whether a released row breaks a new error rule."""
    found = list(_reasons(old, new, breaks))
    if not found and old != new:
        found.append(Reason(Bump.PATCH, "contract: what no reader of the tables sees"))
    yield from found


def _reasons(old: Contract, new: Contract, breaks: Callable[[str], bool]) -> Iterator[Reason]:
    for name in old.tables:
        if name not in new.tables:
            yield Reason(Bump.MAJOR, f"table {name} removed")
    for name, table in new.tables.items():
        if name not in old.tables:
            yield Reason(Bump.MINOR, f"table {name} added")
        else:
            yield from _table_reasons(old.tables[name], table)
    yield from _code_reasons(old, new)
    yield from _rule_reasons(old, new, breaks)


def _table_reasons(old: Table, new: Table) -> Iterator[Reason]:
    name = new.name
    if old.key != new.key:
        yield Reason(Bump.MAJOR, f"{name}: key changed")
    if old.description != new.description:
        yield Reason(Bump.PATCH, f"{name}: description reworded")
    kept = [c for c in old.columns if c in new.columns]
    for column in old.columns:
        if column not in new.columns:
            yield Reason(Bump.MAJOR, f"{name}.{column} removed")
    if [c for c in new.columns if c in old.columns] != kept:
        yield Reason(Bump.MAJOR, f"{name}: columns reordered")
    before_last = set(list(new.columns)[: list(new.columns).index(kept[-1])]) if kept else set()
    for column, spec in new.columns.items():
        if column not in old.columns:
            level = Bump.MINOR if spec.nullable and column not in before_last else Bump.MAJOR
            yield Reason(
                level,
                f"{name}.{column} added" + ("" if level is Bump.MINOR else " (required, or before other columns)"),
            )
        else:
            yield from _column_reasons(name, old.columns[column], spec)


def _column_reasons(table: str, old: Column, new: Column) -> Iterator[Reason]:
    where = f"{table}.{new.name}"
    if (old.type, bool(old.codelist)) != (new.type, bool(new.codelist)):
        yield Reason(Bump.MAJOR, f"{where}: type changed")
    if old.nullable != new.nullable:
        yield Reason(Bump.MAJOR, f"{where}: {'may now be null' if new.nullable else 'is now required'}")
    if old.unit != new.unit:
        yield Reason(Bump.MAJOR, f"{where}: unit changed")
    if (old.codelist, old.items_codelist, old.ref, old.items_ref) != (
        new.codelist,
        new.items_codelist,
        new.ref,
        new.items_ref,
    ):
        yield Reason(Bump.MAJOR, f"{where}: refers to another code list or table")
    if old.spec.get("pattern") != new.spec.get("pattern"):
        looser = new.spec.get("pattern") is None
        yield Reason(Bump.MINOR if looser else Bump.MAJOR, f"{where}: pattern changed")
    for key, direction in LOOSER.items():
        a, b = old.spec.get(key), new.spec.get(key)
        if a != b:
            looser = b is None or (a is not None and (b - a) * direction > 0)
            yield Reason(Bump.MINOR if looser else Bump.MAJOR, f"{where}: {key} {'looser' if looser else 'tighter'}")
    if old.evidence != new.evidence:
        tighter = new.evidence == "required"
        yield Reason(Bump.MAJOR if tighter else Bump.MINOR, f"{where}: evidence now {new.evidence}")
    if old.description != new.description:
        yield Reason(Bump.PATCH, f"{where}: description reworded")


def _code_reasons(old: Contract, new: Contract) -> Iterator[Reason]:
    for name, codes in new.codes.items():
        before = {c.code: c for c in old.codes.get(name, ())}
        for code in codes:
            if code.code not in before:
                yield Reason(Bump.MINOR, f"code {name}.{code.code} added")
            elif code != before[code.code]:
                yield Reason(Bump.PATCH, f"code {name}.{code.code} reworded")
    for name, codes in old.codes.items():
        now = {c.code for c in new.codes.get(name, ())}
        for code in codes:
            if code.code not in now:
                yield Reason(Bump.MAJOR, f"code {name}.{code.code} removed")


def _rule_reasons(old: Contract, new: Contract, breaks: Callable[[str], bool]) -> Iterator[Reason]:
    before = {r.id: r for r in old.rules}
    now = {r.id: r for r in new.rules}
    for rule_id in before:
        if rule_id not in now:
            yield Reason(Bump.MINOR, f"rule {rule_id} removed")
    for rule_id, rule in now.items():
        was = before.get(rule_id)
        if was is None or was.sql != rule.sql or was.severity != rule.severity:
            broken = rule.severity == "error" and breaks(rule_id)
            yield Reason(
                Bump.MAJOR if broken else Bump.MINOR, f"rule {rule_id} {'added' if was is None else 'changed'}"
            )
        elif was != rule:
            yield Reason(Bump.PATCH, f"rule {rule_id} reworded")


def record_reasons(differences: Mapping[str, Difference]) -> Iterator[Reason]:
    """What differs in the rows, table by table."""
    for name, difference in differences.items():
        level = Bump.MINOR if name in RECORDS else Bump.PATCH
        if len(difference.added):
            yield Reason(level, f"{name}: {len(difference.added)} added")
        if len(difference.removed):
            yield Reason(level, f"{name}: {len(difference.removed)} gone")
        cells = sum(len(frame) for frame in difference.cells.values())
        if cells:
            yield Reason(Bump.PATCH, f"{name}: {cells} cells corrected")


def required(reasons: Iterable[Reason]) -> Bump:
    """The highest level that any change asks for."""
    return max((r.bump for r in reasons), default=Bump.NONE)


def lowest_version(previous: str | None, bump: Bump) -> str:
    """The lowest version number that a change of that level may have after `previous`."""
    if previous is None:
        return "0.1.0"
    major, minor, patch = store.number(previous)
    if bump is Bump.MAJOR and major > 0:
        return f"{major + 1}.0.0"
    if bump is Bump.MAJOR or (bump is Bump.MINOR and major > 0):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
