"""What a type checker knows of the package in a user's script: the frame of the engine asked for, and misspelt names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import made_up
import pytest

SCRIPT = """
import conflict_data as cd
reveal_type(cd.load("attacks"))
reveal_type(cd.load("attacks", engine="duckdb"))
reveal_type(cd.scan("attacks"))
reveal_type(cd.schema("attacks"))
reveal_type(cd.validate(cd.load("munitions"), "munitions"))
reveal_type(cd.resolve("exc_gb6khacn").path)
reveal_type(cd.__data_version__)
def by(engine: cd.Engine) -> object:
    return cd.load("attacks", engine=engine)
cd.laod("attacks")
cd.load("attacks", engine="spark")
cd.load("attacks", "0.1.0")
"""
REVEALED = (
    "polars.dataframe.frame.DataFrame", "duckdb._relation.DuckDBPyRelation", "polars.lazyframe.frame.LazyFrame",
    "pandera.api.polars.container.DataFrameSchema", "polars.dataframe.frame.DataFrame", "tuple[str, ...]", "str",
)  # fmt: skip


@pytest.mark.slow
def test_a_checker_sees_exact_types_and_mistakes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(script)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env={"MYPYPATH": str(made_up.ROOT), "PATH": ""})  # fmt: skip
    assert tuple(re.findall(r'Revealed type is "(.*?)"', run.stdout)) == REVEALED, run.stdout
    wrong = [int(line) for line in re.findall(r"script\.py:(\d+): error", run.stdout)]
    assert wrong == [12, 13, 14], run.stdout
