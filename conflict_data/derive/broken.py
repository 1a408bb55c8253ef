"""Hypothesis strategies for what a gate must refuse: rows and record files broken in exactly one named way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from conflict_data.contract import Column, Contract
from conflict_data.derive.examples import minimal_row
from conflict_data.derive.record_schema import record_kind, record_schema, written_columns
from conflict_data.derive.repair import Row, row_rules
from conflict_data.derive.strategies import Draw, Record, records, rows

Path = tuple[str | int, ...]
Places = Callable[[Contract, str], list[Path]]
MISSING = object()
"""Stands for a key taken out."""


def _main(test: Callable[[Column], bool], *, joined: bool = False) -> Places:
    """Every field of the main section whose column the test picks."""

    def places(contract: Contract, kind: str) -> list[Path]:
        spec = record_kind(kind)
        columns = [
            c for c in written_columns(contract, spec, spec.table) if bool(c.items_codelist or c.items_ref) == joined
        ]
        return list(dict.fromkeys((kind, c.count or c.record_name) for c in columns if test(c)))

    return places


def _at(*path: str | int) -> Places:
    """One place, the same for every kind; `KIND` stands for the main section."""
    return lambda contract, kind: [tuple(kind if step == "KIND" else step for step in path)]


def _required(contract: Contract, kind: str) -> list[Path]:
    return [(kind, name) for name in record_schema(contract, kind)["properties"][kind]["required"]]


def _computed(contract: Contract, kind: str) -> list[Path]:
    columns = contract.table(record_kind(kind).table).columns.values()
    return [(kind, c.record_name) for c in columns if c.is_derived]


def _key(contract: Contract, kind: str) -> list[Path]:
    return [(kind, contract.table(record_kind(kind).table).key[0])]


def _is_text(column: Column) -> bool:
    return column.type == "string" and not (column.codelist or column.ref or column.count or "pattern" in column.spec)


def _is_number(column: Column) -> bool:
    return column.type == "integer" and not column.count


RECORD_FAULTS: dict[str, tuple[Places, Any]] = {
    "missing field": (_required, MISSING),
    "missing main section": (_at("KIND"), MISSING),
    "missing evidence": (_at("evidence"), MISSING),
    "empty evidence": (_at("evidence"), []),
    "unknown key": (_at("KIND", "colour"), "red"),
    "unknown section": (_at("comments"), []),
    "computed column": (_computed, 1),
    "unknown code": (_main(lambda c: bool(c.codelist) and not c.count), "no such code"),
    "code in other case": (_main(lambda c: c.codelist == "party"), "ukr"),
    "number for text": (_main(_is_text), 7),
    "empty text": (_main(_is_text), ""),
    "text for truth": (_main(lambda c: c.type == "boolean"), "yes"),
    "null": (_main(lambda c: not c.count), None),
    "fraction": (_main(_is_number), 1.5),
    "number above range": (_main(_is_number), 1_000_000_000),
    "fraction of a count": (_main(lambda c: bool(c.count)), 1.5),
    "count below range": (_main(lambda c: bool(c.count)), -1),
    "count above range": (_main(lambda c: bool(c.count)), 10_000_001),
    "count not canonical": (_main(lambda c: bool(c.count)), "around 12"),
    "no such day": (_main(lambda c: c.type == "date"), "2025-02-30"),
    "day in other order": (_main(lambda c: c.type == "date"), "24.05.2025"),
    "moment without zone": (_main(lambda c: c.type == "timestamp"), "2025-05-24T09:00"),
    "no such hour": (_main(lambda c: c.type == "timestamp"), "2025-05-24T25:00Z"),
    "bad identifier": (_key, "atk_ILOU0000"),
    "name for a place": (_main(lambda c: c.ref == "places"), "Kyiv City"),
    "empty list": (_main(lambda c: True, joined=True), []),
    "text for a list": (_main(lambda c: True, joined=True), "other"),
    "repeated item": (_main(lambda c: True, joined=True), ["other", "other"]),
    "evidence without words": (_at("evidence", 0, "words"), MISSING),
    "evidence of nobody": (_at("evidence", 0, "party"), "somebody"),
    "evidence of no row here": (_at("evidence", 0, "of"), "zzz_00000000"),
    "evidence that says nothing": (_at("evidence", 0, "says"), {}),
    "evidence for an unknown field": (_at("evidence", 0, "says"), {"colour": "red"}),
    "judged without reason": (_at("evidence", 0, "reading"), "judged"),
    "derived from nothing": (_at("evidence", 0, "reading"), "derived"),
}
"""Name of a fault → where it can be put (in the main section, in the first evidence) and what is put there."""


def _broken(record: Record, path: Path, value: Any) -> Record:
    made: Any = copy.deepcopy(record)
    if path[0] == "evidence" and len(path) > 1:
        for key in ("reading", "reason", "rests_on"):  # else they could excuse or repeat the fault
            made["evidence"][0].pop(key, None)
    node = made
    for step in path[:-1]:
        node = node[step]
    if value is MISSING:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value
    return dict(made)


def broken_records(kind: str, contract: Contract) -> st.SearchStrategy[tuple[Record, str, str]]:
    """Record files with one fault: the record, the fault's name and the field where it is (`attack.date_start`)."""
    possible = {name: found for name, (places, _) in RECORD_FAULTS.items() if (found := places(contract, kind))}

    @st.composite
    def drawn(draw: Draw) -> tuple[Record, str, str]:
        fault = draw(st.sampled_from(list(possible)))
        path = draw(st.sampled_from(possible[fault]))
        record = draw(records(kind, contract))
        return _broken(record, path, RECORD_FAULTS[fault][1]), fault, ".".join(map(str, path))

    return drawn()


def broken_rows(table: str, contract: Contract) -> st.SearchStrategy[tuple[Row, str]]:
    """Rows that break a row rule, and the rule's id: what the rule speaks of is its failing example, the rest is drawn.

    The row may break other rules of the same columns too. `ValueError` for a table without row rules.
    """
    known = row_rules(contract, table)
    failing = [(rule, example) for rule in known.rules.values() for example in rule.failing]
    if not failing:
        raise ValueError(f"{table} has no row rules to break")

    @st.composite
    def drawn(draw: Draw) -> tuple[Row, str]:
        rule, example = draw(st.sampled_from(failing))
        broken = minimal_row(contract, table, example)
        row = draw(rows(table, contract)) | {c: broken[c] for c in {*known.columns_of(rule), *example}}
        return row, rule.id

    return drawn()
