"""The comparison of drivers that `make test-cluster` runs: it fails where a driver is missing or differs; adapters name what they lack."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from conflict_data.errors import MissingExtraError
from conflict_data.extraction_tools.batch import SCHEMA, extract_batch
from conflict_data.extraction_tools.on_ray import extract_dataset, extract_table
from conflict_data.extraction_tools.on_spark import extract_frame, spark_schema

HERE = Path(__file__).resolve().parent


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as `python same_rows.py` runs it, with its folder on the path."""
    monkeypatch.syspath_prepend(str(HERE))
    spec = importlib.util.spec_from_file_location("same_rows", HERE / "same_rows.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("made_texts", None)


def test_drivers_that_agree_pass(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main({"loop": script.loop, "again": script.loop}, 40) == 0
    assert "2 drivers give the same rows" in capsys.readouterr().out


def test_a_driver_that_cannot_run_fails(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def missing(corpus: Path) -> pa.Table:
        raise ModuleNotFoundError("No module named 'pyspark'")

    assert script.main({"spark": missing, "loop": script.loop}, 40) == 1
    told = capsys.readouterr()
    assert "spark: did not run: ModuleNotFoundError: No module named 'pyspark'" in told.err
    assert "failed: spark" in told.out


def test_a_driver_that_loses_or_changes_a_row_fails(script: ModuleType) -> None:
    def loses(corpus: Path) -> pa.Table:
        return script.loop(corpus).slice(1)

    def changes(corpus: Path) -> pa.Table:
        table = script.loop(corpus)
        place = table.schema.get_field_index("value")
        return table.set_column(place, table.schema.field(place), pa.array(["x"] * table.num_rows))

    assert script.main({"loop": script.loop, "loses": loses}, 40) == 1
    assert script.main({"loop": script.loop, "changes": changes}, 40) == 1


def test_spark_is_told_every_column_with_its_type() -> None:
    columns = spark_schema().split(", ")
    assert len(columns) == len(SCHEMA)
    assert columns[0] == "`id` string not null" and "`low` bigint" in columns and "`start` int" in columns


def test_a_table_is_read_as_its_batches_are(script: ModuleType) -> None:
    table = script.made_texts.table(12)
    assert extract_table(table).to_pylist() == extract_batch(table.combine_chunks().to_batches()[0]).to_pylist()


@pytest.mark.parametrize(("adapter", "names"), [(extract_frame, "pyspark"), (extract_dataset, "ray[data]")])
def test_an_adapter_without_its_engine_says_what_to_install(
    adapter: object, names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, names.removesuffix("[data]"), None)
    with pytest.raises(MissingExtraError, match=re.escape(f"pip install '{names}'")):
        adapter(object())
