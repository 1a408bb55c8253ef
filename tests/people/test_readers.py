"""What the README says of readers of the Parquet files: each is run over every table and gives the types that it promises.

Spark is run by the interpreter that SPARK_PYTHON names (pyspark brings warnings into an environment that has pandas 3), JavaScript where
`npm install --prefix tests/people hyparquet hyparquet-compressors` was run. With ALL_READERS=1, as in CI, a missing one is a failure, not
a skip. R is not run anywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conflict_data.contract import Contract

HERE = Path(__file__).parent
KINDS = ("code", "string", "integer", "number", "boolean", "date", "timestamp")


def expected(contract: Contract, table: str) -> dict[str, str]:
    """Column → kind, one of KINDS."""
    return {name: "code" if c.codelist else c.type for name, c in contract.tables[table].columns.items()}


def missing(reader: str) -> NoReturn:
    """Skip, or fail where all readers must be there."""
    if os.environ.get("ALL_READERS"):
        pytest.fail(f"{reader} is not installed")
    pytest.skip(f"{reader} is not installed")


@pytest.fixture(params=["attacks", "casualties", "exchanges", "evidence", "sources", "places", "changes"])
def table(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_polars_reads_codes_as_categories_and_times_in_utc(made_tables: Path, contract: Contract, table: str) -> None:
    types = {
        "code": pl.Categorical, "string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean,
        "date": pl.Date, "timestamp": pl.Datetime("us", "UTC"),
    }  # fmt: skip
    frame = pl.read_parquet(made_tables / f"{table}.parquet")
    assert dict(frame.schema) == {c: types[k] for c, k in expected(contract, table).items()}


def test_pyarrow_reads_codes_as_dictionaries_and_what_may_not_be_null(
    made_tables: Path, contract: Contract, table: str
) -> None:
    types = {
        "code": pa.dictionary(pa.int32(), pa.string()), "string": pa.string(), "integer": pa.int64(), "number": pa.float64(),
        "boolean": pa.bool_(), "date": pa.date32(), "timestamp": pa.timestamp("us", "UTC"),
    }  # fmt: skip
    schema = pq.read_schema(made_tables / f"{table}.parquet")
    columns = contract.tables[table].columns
    assert {f.name: (f.type, f.nullable) for f in schema} == {
        c: (types[k], columns[c].nullable) for c, k in expected(contract, table).items()
    }
    assert all(f.metadata[b"description"] for f in schema)


def test_pandas_keeps_integers_with_arrow_types_and_makes_floats_without(
    made_tables: Path, contract: Contract, table: str
) -> None:
    file = made_tables / f"{table}.parquet"
    plain, arrow = pd.read_parquet(file), pd.read_parquet(file, dtype_backend="pyarrow")
    for column, kind in expected(contract, table).items():
        if kind == "code":
            assert str(plain[column].dtype) == "category"
        if kind == "integer" and plain[column].isna().any():
            assert str(plain[column].dtype) in ("float64", "object")
        if kind == "integer":
            assert str(arrow[column].dtype) == "int64[pyarrow]"
        if kind == "date":
            assert str(arrow[column].dtype) == "date32[day][pyarrow]"


def test_duckdb_reads_codes_as_text(made_tables: Path, contract: Contract, table: str) -> None:
    types = {
        "code": "VARCHAR", "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE",
        "timestamp": "TIMESTAMP WITH TIME ZONE",
    }  # fmt: skip
    relation = duckdb.read_parquet(str(made_tables / f"{table}.parquet"))
    found = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert found == {c: types[k] for c, k in expected(contract, table).items()}


def test_spark_reads_every_table(made_tables: Path, contract: Contract) -> None:
    python = os.environ.get("SPARK_PYTHON")
    if python is None or shutil.which("java") is None:
        missing("pyspark with Java")
    types = {
        "code": "string", "string": "string", "integer": "bigint", "number": "double", "boolean": "boolean", "date": "date",
        "timestamp": "timestamp",
    }  # fmt: skip
    run = subprocess.run(
        [python, HERE / "read_all_spark.py", made_tables], capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert found.keys() == contract.tables.keys()
    for name in contract.tables:
        assert found[name]["rows"] == pq.read_metadata(made_tables / f"{name}.parquet").num_rows
        assert found[name]["types"] == {c: types[k] for c, k in expected(contract, name).items()}


def test_javascript_reads_every_table(made_tables: Path, contract: Contract) -> None:
    if shutil.which("node") is None or not (HERE / "node_modules" / "hyparquet").is_dir():
        missing("hyparquet with Node")
    kinds = {
        "code": "string", "string": "string", "integer": "bigint", "number": "number", "boolean": "boolean", "date": "date",
        "timestamp": "date",
    }  # fmt: skip
    run = subprocess.run(
        ["node", HERE / "read_all.mjs", made_tables], capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout)
    assert found.keys() == contract.tables.keys()
    for name in contract.tables:
        assert found[name]["rows"] == pq.read_metadata(made_tables / f"{name}.parquet").num_rows
        wanted = expected(contract, name)
        assert all(seen == [kinds[wanted[column]]] for column, seen in found[name]["kinds"].items())
