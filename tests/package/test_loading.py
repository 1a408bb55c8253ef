"""Loading: every version and engine gives the same table, with exact types, and errors list what exists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

import conflict_data as cd
from conflict_data import store
from conflict_data.contract import Contract
from conflict_data.contract import read as read_contract
from conflict_data.derive.frames import polars_schema
from conflict_data.loading import ENGINES

VERSIONS = list(store.released())


def states(made: Path) -> list[str | Path]:
    return [*VERSIONS, made]


def as_rows(frame: object) -> list[dict[str, object]]:
    if isinstance(frame, pd.DataFrame):
        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
        return [{k: v.to_pydatetime() if isinstance(v, pd.Timestamp) else v for k, v in r.items()} for r in rows]
    if hasattr(frame, "to_pylist"):
        return frame.to_pylist()
    if hasattr(frame, "pl"):
        return frame.pl().to_dicts()
    return frame.to_dicts()


def test_every_table_of_every_version_is_equal_in_every_engine(made_tables: Path) -> None:
    for version in states(made_tables):
        for table in cd.tables(version=version):
            wanted = cd.load(table, version=version).to_dicts()
            for engine in ENGINES[1:]:
                assert as_rows(cd.load(table, version=version, engine=engine)) == wanted, (version, table, engine)
            assert cd.scan(table, version=version).collect().to_dicts() == wanted, (version, table)


def test_loaded_frames_have_the_types_of_their_own_contract(made_tables: Path) -> None:
    for version in states(made_tables):
        contract = read_contract(store.folder(version))
        for table in cd.tables(version=version):
            assert cd.load(table, version=version).schema == polars_schema(contract, table)


def test_the_plain_file_says_the_same_as_load(made_tables: Path) -> None:
    for table in cd.tables(version=made_tables):
        plain = pl.read_parquet(cd.path(table, version=made_tables))
        assert plain.to_dicts() == cd.load(table, version=made_tables).to_dicts()


def test_files_mark_what_may_not_be_null_and_describe_every_column(made_tables: Path, contract: Contract) -> None:
    for name, table in contract.tables.items():
        schema = pq.read_schema(cd.path(name, version=made_tables))
        for column in table.columns.values():
            field = schema.field(column.name)
            assert field.nullable == column.nullable
            assert field.metadata[b"description"].decode() == column.description


def test_code_columns_hold_all_codes_even_those_that_no_row_has(made_tables: Path) -> None:
    frame = cd.load("munitions", version=made_tables)
    assert (
        frame["weapon_class"].dtype.categories.to_list()
        == cd.codes("weapon_class", version=made_tables)["code"].to_list()
    )
    assert (
        list(cd.load("munitions", version=made_tables, engine="pandas")["weapon_class"].cat.categories)
        == frame["weapon_class"].dtype.categories.to_list()
    )


def test_pandas_keeps_integers_with_nulls_and_dates(made_tables: Path) -> None:
    frame = cd.load("casualties", version=made_tables, engine="pandas")
    assert str(frame["killed_best"].dtype) == "int64[pyarrow]"
    assert str(frame["scope_start"].dtype) == "date32[day][pyarrow]"


def test_columns_are_given_in_the_order_asked_for(made_tables: Path) -> None:
    wanted = ["date_end", "exchange_id"]
    for engine in ENGINES:
        assert (
            list(
                cd.load("exchanges", version=made_tables, columns=wanted, engine=engine).columns
                if engine != "pyarrow"
                else cd.load("exchanges", version=made_tables, columns=wanted, engine=engine).column_names
            )
            == wanted
        )


def test_filters_on_codes_are_pushed_down_to_the_file(made_tables: Path) -> None:
    plan = cd.scan("evidence", version=made_tables).filter(pl.col("origin") == "hand").explain()
    assert 'SELECTION: col("origin") == "hand"' in plan


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda v: cd.load("exchange", version=v), cd.UnknownTableError, "did you mean 'exchanges'"),
        (lambda v: cd.load("exchanges", version="9.9.9"), cd.UnknownVersionError, "unknown version '9.9.9'"),
        (lambda v: cd.load("exchanges", version=v, engine="spark"), cd.UnknownEngineError, "allowed: polars, pandas, pyarrow, duckdb"),
        (lambda v: cd.load("exchanges", version=v, columns=["date"]), cd.UnknownColumnError, "no column 'date'"),
        (lambda v: cd.load("exchanges", version=v, columns="date_start"), TypeError, "a list of names"),
        (lambda v: cd.codes("weapons", version=v), cd.UnknownCodeListError, "did you mean 'weapon_class'"),
        (lambda v: cd.evidence("exc_aaaa1112", version=v), cd.UnknownRecordError, "did you mean exc_aaaa1111"),
        (lambda v: cd.evidence("xyz_1", version=v), cd.UnknownRecordError, "they begin with atk_"),
        (lambda v: cd.cite(style="apa", version=v), ValueError, "allowed: text, bibtex, json"),
        (lambda v: cd.tolls(as_of="noon", version=v), ValueError, "write 2025-07-31"),
        (lambda v: cd.validate(pl.LazyFrame(), "exchanges", version=v), TypeError, "needs an eager frame"),
        (lambda v: cd.load("exchanges", version=v.parent), cd.UnknownVersionError, "holds no contract.json"),
    ],
)  # fmt: skip
def test_errors_say_what_is_allowed(made_tables: Path, call: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call(made_tables)
    assert message in str(caught.value)


def test_a_truncated_file_is_named(made_tables: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in made_tables.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    target = folder / "exchanges.parquet"
    target.write_bytes(target.read_bytes()[:-20])
    for engine in ENGINES:
        with pytest.raises(cd.IntegrityError, match=r"exchanges\.parquet: not readable as Parquet"):
            relation = cd.load("exchanges", version=folder, engine=engine)
            relation.fetchall()
    with pytest.raises(cd.IntegrityError, match=r"exchanges\.parquet: sha256 is"):
        cd.verify(folder)
    with pytest.raises(cd.IntegrityError, match=r"exchanges\.parquet: not readable as Parquet"):
        cd.scan("exchanges", version=folder)


def test_every_changed_byte_is_found(made_tables: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in made_tables.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    assert cd.verify(folder) == [str(folder)]
    for file in sorted(folder.iterdir()):
        if file.name == "manifest.json":
            continue
        whole = file.read_bytes()
        changed = bytearray(whole)
        changed[len(changed) // 2] ^= 1
        file.write_bytes(bytes(changed))
        with pytest.raises(cd.IntegrityError, match=file.name):
            cd.verify(folder)
        file.write_bytes(whole)
    (folder / "extra.txt").write_text("x")
    with pytest.raises(cd.IntegrityError, match=r"extra\.txt: not in the manifest"):
        cd.verify(folder)


def test_importing_loads_no_heavy_library() -> None:
    code = "import sys, conflict_data; print([m for m in ('polars', 'pandas', 'pyarrow', 'pandera', 'duckdb', 'yaml', 'jsonschema', 'jinja2') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_loading_and_the_reading_verbs_need_polars_alone(made_tables: Path) -> None:
    blocked = ("pandas", "pyarrow", "pandera", "duckdb", "yaml", "jsonschema", "jinja2", "hypothesis")
    code = f"""
import sys
for name in {blocked!r}: sys.modules[name] = None
import conflict_data as cd
v = {str(made_tables)!r}
print(len(cd.load("exchanges", version=v)), len(cd.evidence("exc_aaaa1111", version=v)), cd.verify(v), len(cd.tolls(version=v)), cd.cite(version=v)[:3], len(cd.codes(version=v)), cd.info(version=v)["tables"]["returns"]["rows"])
for call, extra in ((lambda: cd.load("exchanges", version=v, engine="pandas"), "pandas"), (lambda: cd.schema("exchanges", version=v), "validate"), (lambda: cd.extract("Twelve people were killed in Kyiv."), "extract")):
    try: call()
    except cd.MissingExtraError as error: assert f"extra [{{extra}}]" in str(error), error
    else: raise SystemExit("no error")
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_tolls_tell_what_was_known_at_a_moment(made_tables: Path) -> None:
    assert cd.tolls(as_of="2031-03-04T07:00Z", version=made_tables)["injured_low"].to_list() == [12]
    assert cd.tolls(as_of="2031-03-04T12:00+02:00", version=made_tables)["injured_best"].to_list() == [15]
    assert len(cd.tolls(as_of="2031-03-03", version=made_tables)) == 0
    assert cd.tolls(version=made_tables)["killed_best"].to_list() == [2]
