"""Any valid table survives the way to a file and back in every tool."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from conflict_data.contract import Contract
from conflict_data.derive import strategies
from conflict_data.derive.arrow import arrow_table, parquet_bytes
from conflict_data.derive.compile import compile_contract, schema_folder

CONTRACT: Contract = compile_contract(schema_folder())


@st.composite
def any_table(draw: st.DrawFn) -> tuple[str, pa.Table]:
    name = draw(st.sampled_from(list(CONTRACT.tables)))
    key = CONTRACT.tables[name].key
    rows = draw(
        st.lists(strategies.rows(name, CONTRACT), max_size=4, unique_by=lambda r: tuple(str(r[k]) for k in key))
    )
    return name, arrow_table(CONTRACT, name, rows)


@given(any_table())
def test_any_valid_table_survives_write_and_read_in_every_tool(drawn: tuple[str, pa.Table]) -> None:
    name, table = drawn
    wanted = table.to_pylist()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.parquet"
        file.write_bytes(parquet_bytes(table))
        assert pq.read_table(file).to_pylist() == wanted
        assert pl.read_parquet(file).to_dicts() == wanted
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            columns = ", ".join(f'"{c}"' for c in table.column_names)
            assert connection.sql(f"SELECT {columns} FROM read_parquet('{file}')").pl().to_dicts() == wanted
        read = pd.read_parquet(file, dtype_backend="pyarrow")
        back = pa.Table.from_pandas(read, preserve_index=False)
        assert {c: back.column(c).to_pylist() for c in table.column_names} == {
            c: table.column(c).to_pylist() for c in table.column_names
        }


@given(any_table(), st.randoms(use_true_random=False))
def test_equal_tables_are_equal_bytes_whatever_the_order_of_rows(drawn: tuple[str, pa.Table], random: object) -> None:
    name, table = drawn
    rows = table.to_pylist()
    random.shuffle(rows)
    assert parquet_bytes(arrow_table(CONTRACT, name, rows)) == parquet_bytes(table)
