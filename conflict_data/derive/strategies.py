"""Hypothesis strategies: rows, sets of tables and record files that keep the contract.

Rows are built column by column and then repaired rule by rule, never found by rejection, so that drawing stays fast
and every column is filled often. What is broken on purpose is in `conflict_data.derive.broken`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from hypothesis import strategies as st

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract, Table
from conflict_data.derive.record_schema import RecordKind, claimed_fields, parent_column, record_kind, written_columns
from conflict_data.derive.repair import Row, RowRules, row_rules
from conflict_data.derive.values import count_columns, counts, identifiers, references, texts, values
from conflict_data.extraction.counts import Count

Draw = Callable[[st.SearchStrategy[Any]], Any]
Record = dict[str, Any]

PRESENT = st.integers(0, 9).map(lambda n: n >= 1)
"""Whether a value that may be null is there; repairs take some away again."""
READINGS = st.sampled_from(["left out", "left out", "judged", "derived"])
TURNS = st.integers(0, 6)
SPANS = st.sampled_from([0, 1, 1, 2, 3])
"""Days or hours from a start to its end; one day often, as nights do."""


def _set_span(row: Row, column: Column, length: int) -> None:
    """An end lies some days or hours after its start."""
    start = row.get(column.name.removesuffix("_end") + "_start")
    if start is not None:
        row[column.name] = start + (timedelta(hours=length) if isinstance(start, datetime) else timedelta(days=length))


def rows(table: str, contract: Contract, *, fixed: Mapping[str, Any] | None = None) -> st.SearchStrategy[Row]:
    """Rows of a table (column → Python value or None) that keep its types, code lists and row rules.

    `fixed` gives columns values that stay. References point to keys of the right form that belong to no row; `tables`
    draws sets whose references hold.
    """
    return _rows(row_rules(contract, table), dict(fixed or {}), {})


@cache
def _parts(rules: RowRules) -> list[tuple[Column, st.SearchStrategy[Row]]]:
    """What a row is drawn from: for each column or count the strategy of its values, made once."""
    made: dict[str, tuple[Column, st.SearchStrategy[Row]]] = {}
    for column in rules.table.columns.values():
        if column.count is None:
            value = values(rules.contract, rules.table.name, column)
            made[column.name] = column, st.fixed_dictionaries({column.name: value})
        elif column.count not in made:
            whole = partial(count_columns, rules.table, column.count)
            made[column.count] = column, counts(column.count).map(whole)
    return list(made.values())


@st.composite
def _rows(draw: Draw, rules: RowRules, fixed: Row, linked: Row) -> Row:
    full: Row = {}
    absent: Row = {}
    for column, strategy in _parts(rules):
        part = draw(strategy)
        full |= part
        if column.name.endswith("_end"):
            _set_span(full, column, draw(SPANS))
        if column.nullable and not draw(PRESENT):
            absent |= dict.fromkeys(part)
    row = {name: full[name] for name in rules.table.columns} | absent | linked | fixed
    return rules.repaired(row, spare=full, fixed=fixed.keys(), linked=linked.keys(), turn=draw(TURNS))


def tables(contract: Contract, *, most: int = 2) -> st.SearchStrategy[dict[str, list[Row]]]:
    """Small sets of tables (1 to `most` rows each) whose keys are unique and whose references hold.

    Row rules hold; rules over several tables need not.
    """

    @st.composite
    def drawn(draw: Draw) -> dict[str, list[Row]]:
        keys = {name: draw(_keys(contract, name, draw(st.integers(1, most)))) for name in contract.tables}
        made = {name: draw(_linked(contract, name, keys)) for name in contract.tables}
        for row in made["evidence"]:
            row["table"] = draw(st.sampled_from(["attacks", "casualties", "exchanges", "returns"]))
            row["record_id"] = keys[row["table"]][0]
        return made

    return drawn()


def _has_own_key(contract: Contract, table: str) -> bool:
    spec = contract.table(table)
    return len(spec.key) == 1 and "pattern" in spec.columns[spec.key[0]].spec


def _keys(contract: Contract, table: str, number: int) -> st.SearchStrategy[list[str]]:
    """Keys of a table's rows; for one whose key is made of other things, texts that only count them."""
    key = references(contract, table) if _has_own_key(contract, table) else texts()
    return st.lists(key, min_size=number, max_size=number, unique=True)


def _linked(contract: Contract, table: str, keys: dict[str, list[str]]) -> st.SearchStrategy[list[Row]]:
    """Rows of one table that refer to rows that exist."""
    spec = contract.table(table)

    @st.composite
    def drawn(draw: Draw) -> list[Row]:
        found = []
        for i, own in enumerate(keys[table]):
            fixed: Row = {spec.key[0]: own} if _has_own_key(contract, table) else {}
            linked: Row = {}
            for column in spec.columns.values():
                if target := column.ref or column.items_ref:
                    # Within a table only to earlier rows, so that nothing runs in circles.
                    there = keys[table][:i] if target == table else keys[target]
                    linked[column.name] = _reference(draw, column, there, own)
            found.append(draw(_rows(row_rules(contract, table), fixed, linked)))
        # Keys of several columns may meet by chance.
        return list({tuple(row[k] for k in spec.key): row for row in found}.values())

    return drawn()


def _reference(draw: Draw, column: Column, there: list[str], own: str) -> str | None:
    if there and (not column.nullable or draw(PRESENT)):
        return str(draw(st.sampled_from(there)))
    return None if column.nullable else own


def _written(column: Column, value: Any) -> Any:
    """A value as record files write it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value.split(ITEM_SEPARATOR) if column.items_codelist or column.items_ref else value


def _count(table: Table, name: str, row: Row) -> int | str | None:
    parts = {part: row[column] for part, column in table.counts[name].items()}
    if parts["qualifier"] is None:
        return None
    count = Count(**parts)
    return count.best if count.qualifier == "exact" else str(count)


def record_row(table: Table, columns: list[Column], row: Row) -> Record:
    """A row as record files write it: counts in one key, places without `_id`, nothing that is empty."""
    made: Record = {}
    for column in columns:
        name = column.count or column.record_name
        value = _count(table, name, row) if column.count else row[column.name]
        if name not in made and value is not None:
            made[name] = value if column.count else _written(column, value)
    return made


def _evidence(
    draw: Draw, contract: Contract, table: Table, fields: list[str], row: Record, *, main: bool
) -> list[Record]:
    """One entry for each value that needs evidence; for a row without such a value one for its first field."""
    key = row[table.key[0]]
    needed = {c.count or c.record_name for c in table.columns.values() if c.evidence == "required"}
    there = [f for f in fields if f in row]
    parties = st.sampled_from(contract.code_values("claim_party"))
    entries = []
    for name in [f for f in there if f in needed] or there[:1]:
        entry: Record = {} if main and draw(st.booleans()) else {"of": key}
        entry |= {"source": draw(identifiers("src")), "party": draw(parties)}
        entry |= {"words": draw(texts()), "says": {name: row[name]}}
        reading = draw(READINGS)
        if reading == "judged":
            entry |= {"reading": "judged", "reason": draw(texts())}
        elif reading == "derived":
            entry |= {"reading": "derived", "rests_on": {"of": key, "field": name}}
        entries.append(entry)
    return entries


def records(kind: str, contract: Contract) -> st.SearchStrategy[Record]:
    """Record files of a kind (attack, exchange, agreement, casualty) as their YAML is read, with evidence for every value.

    They pass the record schema and, filled in, the row rules. Their evidence points to documents that do not exist.
    """
    spec = record_kind(kind)

    @st.composite
    def drawn(draw: Draw) -> Record:
        record: Record = {}
        evidence: list[Record] = []
        main_key = draw(references(contract, spec.table))
        for section, name in spec.sections.items():
            main = section == kind
            written = draw(_section(contract, spec, name, main_key, main=main))
            if written:
                record[section] = written[0] if main else written
            fields = claimed_fields(contract, spec, name)
            for row in written:
                evidence += _evidence(draw, contract, contract.table(name), fields, row, main=main)
        return {**record, "evidence": evidence}

    return drawn()


def _section(
    contract: Contract, kind: RecordKind, name: str, main_key: str, *, main: bool
) -> st.SearchStrategy[list[Record]]:
    """Rows of one section as record files write them: one of the main section, up to two of another."""
    table, parent = contract.table(name), parent_column(contract, kind, name)
    fixed: Row = {table.key[0]: main_key} if main else {}
    if parent:
        fixed[parent] = None if main else main_key
    columns = written_columns(contract, kind, name)
    number = (1, 1) if main else (0, 2)
    drawn = st.lists(
        rows(name, contract, fixed=fixed),
        min_size=number[0],
        max_size=number[1],
        unique_by=lambda row: row[table.key[0]],
    )
    return drawn.map(lambda found: [record_row(table, columns, row) for row in found])
