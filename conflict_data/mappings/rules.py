"""Which rules of the contract can be run on the rows that a mapping gives, and which rows break them.

A rule is run only where the mapping gives every column that it needs, at least one of them from the file, and where one of the rule's own failing
examples can be written with what is given: a rule that could not fail must not seem to be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

import polars as pl

from conflict_data.contract import Contract, Rule, Table
from conflict_data.derive.uniform_rules import MARK, MARK_PREFIX, quoted, unmarked_condition
from conflict_data.mappings.model import Mapping, Section, Source
from conflict_data.mappings.terms import required_id
from conflict_data.mappings.values import reading
from conflict_data.rules import all_rules


@dataclass(frozen=True)
class MappedRule:
    """A rule as it is to be run on mapped rows, or the reason why it is not."""

    rule: Rule
    needs: tuple[str, ...] = ()
    reason: str | None = None
    lacking: tuple[str, ...] = ()
    """Columns of ours for want of which it is not run."""


def rules_for(section: Section, given: Map[str, Source], contract: Contract) -> Iterator[MappedRule]:
    """Every rule that speaks of the section's table, with the reason where it is not run."""
    table = contract.table(section.table)
    for rule in all_rules(contract):
        if rule.is_row_rule and rule.table == table.name:
            yield _mapped(rule, section, given, table)
        elif rule.table is None and rule.id != f"S1.{table.name}" and re.search(rf"\b{table.name}\b", rule.sql):
            reason = section.skip.get(rule.id, "compares several rows or tables; a file is checked row by row")
            yield MappedRule(rule, reason=reason)
    for check in section.checks:
        yield _mapped(check, section, given, table)
    for name, source in given.items():
        if not table.columns[name].nullable and source.columns:
            words = f"Every row tells {name}."
            rule = Rule(
                required_id(table.name, name), "error", words, table.name, f"{quoted(name)} IS NOT NULL", (), ({},)
            )
            yield _mapped(rule, section, given, table)


def _mapped(rule: Rule, section: Section, given: Map[str, Source], table: Table) -> MappedRule:
    if MARK not in given and rule.sql.startswith(MARK_PREFIX):
        rule = rule._replace(sql=unmarked_condition(rule))
    needs = tuple(dict.fromkeys(pl.sql_expr(rule.sql).meta.root_names()))
    if rule.id in section.skip:
        return MappedRule(rule, needs, section.skip[rule.id])
    for count in section.exact:
        if set(needs) <= set(table.counts[count].values()):
            return MappedRule(rule, needs, f"cannot fail: the file has one number for {count}")
    lacking = tuple(n for n in needs if n not in given and n not in section.untold)
    if lacking:
        return MappedRule(rule, needs, _not_given(lacking, section), lacking)
    if not any(n in given and given[n].columns for n in needs):
        return MappedRule(rule, needs, "nothing of it comes from the file")
    if not any(_can_be_told(example, needs, given) for example in rule.failing):
        fixed = tuple(n for n in needs if n in given and not given[n].columns)
        lacking = tuple(n for n in needs if n not in given)
        why = f"without {', '.join(lacking)}" if lacking else f"with the mapping's own {', '.join(fixed)}"
        return MappedRule(rule, needs, f"cannot fail {why}", lacking)
    return MappedRule(rule, needs)


def _can_be_told(example: Map[str, Any], needs: tuple[str, ...], given: Map[str, Source]) -> bool:
    """Whether a row as in an example can be had: each of its values by a column of the file, or equal to the mapping's own."""

    def can_be(name: str) -> bool:
        own = given[name].value if name in given and not given[name].columns else None
        return name in given and (own is None or own == str(example[name]).lower() or own == str(example[name]))

    return all(can_be(name) for name in needs if name in example)


def _not_given(lacking: tuple[str, ...], section: Section) -> str:
    absent = {n: section.columns[n].columns for n in lacking if n in section.columns}
    unmapped = [n for n in lacking if n not in absent]
    parts = [f"needs {', '.join(unmapped)}, not mapped"] if unmapped else []
    parts += [f"needs {n}, and the file has no column {' and '.join(columns)}" for n, columns in absent.items()]
    return "; ".join(parts)


@dataclass(frozen=True)
class Mapped:
    """The rows of a file as rows of one table of ours."""

    section: Section
    given: Map[str, Source]
    texts: pl.DataFrame
    """The file's cells as texts, with `row` (number in the file, from 0) and `key`."""
    values: pl.DataFrame
    """Our columns, row by row as `texts`."""
    faults: Map[str, tuple[tuple[str, str], ...]]
    """Our column → (column of the file, column of `kinds` with the kind of fault)."""
    kinds: pl.DataFrame

    def from_file(self, names: tuple[str, ...]) -> list[str]:
        """Columns of the file from which columns of ours are had."""
        found = {c for n in names if n in self.given for c in self.given[n].columns}
        return [c for c in self.texts.columns if c in found]


def read_rows(section: Section, given: Map[str, Source], texts: pl.DataFrame, contract: Contract, mapping: Mapping) -> Mapped:  # fmt: skip
    """Read the texts of the section's rows as values of our columns."""
    table = contract.table(section.table)
    # The bounds of an exact count are read from one source: it is read once.
    first: dict[int, str] = {}
    same = {n: first.setdefault(id(source), n) for n, source in given.items()}
    readings = {n: reading(given[n], table.columns[n], contract, mapping) for n in first.values()}
    faults = {n: tuple((c, f"{same[n]}?{i}") for i, (c, _) in enumerate(readings[same[n]].faults)) for n in given}
    values = [r.value.alias(n) for n, r in readings.items()]
    kinds = [fault.alias(f"{n}?{i}") for n, r in readings.items() for i, (_, fault) in enumerate(r.faults)]
    read = texts.lazy().select(values + kinds).collect()
    return Mapped(
        section,
        given,
        texts,
        read.select(pl.col(one).alias(n) for n, one in same.items()),
        faults,
        read.select(f for n in readings for _, f in faults[n]),
    )


def run(rules: list[MappedRule], mapped: Mapped, contract: Contract) -> pl.DataFrame:
    """For each rule that is run three columns of booleans: `<id>` broken, `<id>?` a value unread, `<id>-` a value missing."""
    from conflict_data.derive.frames import polars_type

    table = contract.table(mapped.section.table)
    untold = [
        pl.lit(None, polars_type(table.columns[name], contract)).alias(name)
        for name in mapped.section.untold
        if name not in mapped.given
    ]
    frame = pl.concat([mapped.values, mapped.kinds], how="horizontal").lazy().with_columns(untold)
    outcomes = []
    for one in rules:
        kinds = [kind for n in one.needs for _, kind in mapped.faults.get(n, ())]
        told = [n for n in one.needs if n in mapped.given and mapped.given[n].columns]
        kept = pl.sql_expr(one.rule.sql)
        unread = pl.any_horizontal(pl.col(k).is_not_null() for k in kinds) if kinds else pl.lit(False)
        missing = kept.is_null() & pl.any_horizontal(pl.col(n).is_null() for n in told)
        outcomes += [
            ((~kept).fill_null(False) & ~unread).alias(one.rule.id),
            unread.alias(f"{one.rule.id}?"),
            (missing & ~unread).alias(f"{one.rule.id}-"),
        ]
    return frame.select(outcomes).collect() if outcomes else pl.DataFrame()
