"""The one pass over a clean frame and pandera come to one verdict."""

from __future__ import annotations

import pandera.errors
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_data.derive import strategies
from conflict_data.derive.arrow import arrow_table
from conflict_data.derive.broken import broken_rows
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.derive.frames import polars_schema
from conflict_data.derive.pandera import pandera_schema
from conflict_data.derive.violations import is_clean

CONTRACT = compile_contract(schema_folder())
BROKEN = [t for t in CONTRACT.tables if any(r.table == t and r.severity == "error" for r in CONTRACT.rules)]


def frame(table: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    plain = pl.DataFrame(pl.from_arrow(arrow_table(CONTRACT, table, rows)))
    return plain.cast(dict(polars_schema(CONTRACT, table)))


def passes_pandera(data: pl.DataFrame, table: str) -> bool:
    try:
        pandera_schema(CONTRACT, table).validate(data, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@settings(max_examples=30)
@given(st.data())
def test_valid_tables_are_clean(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(list(CONTRACT.tables)))
    key = CONTRACT.tables[table].key
    rows = data.draw(
        st.lists(strategies.rows(table, CONTRACT), max_size=3, unique_by=lambda r: tuple(str(r[k]) for k in key))
    )
    assert is_clean(frame(table, rows), CONTRACT, table)
    assert passes_pandera(frame(table, rows), table)


@settings(max_examples=40)
@given(st.data())
def test_rows_that_break_a_rule_are_clean_for_neither(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(BROKEN))
    row, _ = data.draw(broken_rows(table, CONTRACT))
    try:
        broken = frame(table, [row])
    except (KeyError, ValueError, OverflowError):
        return  # the row cannot even be made a frame of this table
    assert is_clean(broken, CONTRACT, table) == passes_pandera(broken, table)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda f: pl.concat([f, f]), "repeated key"),
        (lambda f: f.with_columns(pl.lit("x").alias("extra")), "extra column"),
        (lambda f: f.drop("note"), "missing column"),
        (lambda f: f.with_columns(pl.lit(-1).alias("officers")), "below the minimum"),
        (lambda f: f.with_columns(pl.lit(None, dtype=pl.String).alias("exchange_id")), "null that may not be"),
        (lambda f: f.with_columns(pl.lit("ret_x").alias("return_id")), "pattern"),
        (lambda f: f.with_columns(pl.lit("x" * 5000).alias("note")), "too long"),
        (lambda f: f.with_columns(pl.col("officers").cast(pl.Int32)), "type"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_seen_by_both(change: object, what: str) -> None:
    from conflict_data.derive.examples import minimal_row

    good = frame("returns", [minimal_row(CONTRACT, "returns", {})])
    assert is_clean(good, CONTRACT, "returns"), what
    bad = change(good)
    assert not is_clean(bad, CONTRACT, "returns"), what
    assert not passes_pandera(bad, "returns"), what
