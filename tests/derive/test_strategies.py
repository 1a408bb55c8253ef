"""Drawn rows and records keep the contract; broken ones break it in the way that they say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from conflict_data.contract import Contract
from conflict_data.derive.arrow import arrow_table
from conflict_data.derive.broken import RECORD_FAULTS, broken_records, broken_rows
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.derive.record_schema import KINDS, record_schema, validator
from conflict_data.derive.repair import row_rules
from conflict_data.derive.strategies import records, rows, tables

CONTRACT = compile_contract(schema_folder())
TABLES = list(CONTRACT.tables)
WITH_ROW_RULES = [t for t in TABLES if row_rules(CONTRACT, t).rules]
BATCHES, BATCH = 30, 8


def drawn(strategy: st.SearchStrategy[Any], *, batches: int = BATCHES, batch: int = BATCH) -> list[Any]:
    """Values, the same each time: a share is measured, and chance must not decide.

    Hypothesis varies what it has just drawn, so that one long run holds many rows that are much alike; short ones differ.
    The first of each run is left out: it is always the simplest, which is nearly empty.
    """
    return [value for number in range(batches) for value in run(strategy, number, batch + 1)[1:]]


def run(strategy: st.SearchStrategy[Any], number: int, size: int) -> list[Any]:
    found: list[Any] = []

    @seed(number)
    @settings(max_examples=size, phases=[Phase.generate], database=None)
    @given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    collect()
    return found


@pytest.mark.parametrize("table", TABLES)
def test_rows_keep_types_and_rules_and_fill_every_column_in_a_fifth_of_them(table: str) -> None:
    found = drawn(rows(table, CONTRACT))
    columns = CONTRACT.table(table).columns
    for row in found:
        assert list(row) == list(columns)
        assert not [c for c in columns.values() if not c.nullable and row[c.name] is None]
    rules = row_rules(CONTRACT, table)
    verdicts = rules.judged(found).to_dict(as_series=False) if rules.rules else {}
    assert [name for name, kept in verdicts.items() if not all(kept)] == []
    assert arrow_table(CONTRACT, table, found).num_rows == len(found)
    filled = {name: sum(row[name] is not None for row in found) / len(found) for name in columns}
    assert {name: share for name, share in filled.items() if share < 0.2} == {}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_records_pass_the_record_schema(kind: str, data: st.DataObject) -> None:
    record = data.draw(records(kind, CONTRACT))
    errors = validator(record_schema(CONTRACT, kind)).iter_errors(record)
    assert [f"{e.json_path}: {e.message}" for e in errors] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_record_is_refused_at_the_field_that_is_broken(kind: str) -> None:
    check = validator(record_schema(CONTRACT, kind))
    told = Counter()
    for record, fault, field in drawn(broken_records(kind, CONTRACT), batches=3, batch=6):
        paths = [list(map(str, error.absolute_path)) for error in check.iter_errors(record)]
        assert paths, fault
        # What is missing or too much is told of what should hold it, so a path may end early.
        assert all(field.split(".")[: len(path)] == path[: len(field.split("."))] for path in paths), (
            fault,
            field,
            paths,
        )
        told[fault] += 1
    assert len(told) > 8


def test_every_kind_of_fault_can_be_put_somewhere() -> None:
    for places, _ in RECORD_FAULTS.values():
        assert any(places(CONTRACT, kind) for kind in KINDS)


@pytest.mark.parametrize("table", WITH_ROW_RULES)
@given(data=st.data())
def test_a_broken_row_breaks_the_rule_that_it_names(table: str, data: st.DataObject) -> None:
    row, rule = data.draw(broken_rows(table, CONTRACT))
    assert rule in {broken.id for broken in row_rules(CONTRACT, table).broken_by(row)}


def test_a_table_without_row_rules_says_so() -> None:
    for table in set(TABLES) - set(WITH_ROW_RULES):
        with pytest.raises(ValueError, match="no row rules"):
            broken_rows(table, CONTRACT)


@settings(max_examples=4)
@given(tables(CONTRACT))
def test_sets_of_tables_have_unique_keys_and_references_that_hold(found: dict[str, list[dict[str, Any]]]) -> None:
    keys = {name: [tuple(r[k] for k in CONTRACT.table(name).key) for r in made] for name, made in found.items()}
    assert list(found) == TABLES
    for name, made in found.items():
        assert len(set(keys[name])) == len(keys[name])
        for row in made:
            assert row_rules(CONTRACT, name).broken_by(row) == []
            for column in CONTRACT.table(name).columns.values():
                target = column.ref or column.items_ref
                assert target is None or row[column.name] is None or (row[column.name],) in keys[target], (
                    name,
                    column.name,
                )


def test_a_fixed_value_stays(contract: Contract) -> None:
    for row in drawn(rows("attacks", contract, fixed={"place_id": "ukr-kyiv", "level": "strike"}), batches=1):
        assert (row["place_id"], row["level"]) == ("ukr-kyiv", "strike")
