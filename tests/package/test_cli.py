"""The command line says what the package says, as a table or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import conflict_data as cd
from conflict_data.cli import main


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    "arguments",
    [("tables",), ("info",), ("info", "exchanges"), ("codes", "party"), ("head", "exchanges"), ("evidence", "exc_aaaa1111"), ("tolls",), ("verify",)],
)  # fmt: skip
def test_each_verb_speaks_json_and_tables(made_tables: Path, arguments: tuple[str, ...]) -> None:
    code, text, error = run(*arguments, "--version", str(made_tables))
    assert (code, error) == (0, "")
    assert text.strip()
    code, text, error = run(*arguments, "--version", str(made_tables), "--json")
    assert (code, error) == (0, "")
    assert json.loads(text)


def test_evidence_prints_value_words_sentence_source_and_coder(made_tables: Path) -> None:
    _, text, _ = run("evidence", "exc_aaaa1111", "--version", str(made_tables))
    for part in ("total = 55", "“55 people”", "coder tester", "our note of Example Times", "derived", "rests on"):
        assert part in text


def test_our_notes_are_never_called_quotes(made_tables: Path) -> None:
    _, text, _ = run("evidence", "exc_aaaa1111", "--version", str(made_tables))
    assert "quote" not in text.lower()


def test_errors_are_one_message_and_exit_code_one(made_tables: Path) -> None:
    code, text, error = run("head", "exchange", "--version", str(made_tables))
    assert (code, text) == (1, "")
    assert error.startswith("conflict-data: unknown table 'exchange': did you mean 'exchanges'?")


def test_validate_tells_rows_that_break_the_contract(made_tables: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.parquet"
    cd.load("munitions", version=made_tables).write_parquet(good)
    assert run("validate", str(good), "--as", "munitions", "--version", str(made_tables))[0] == 0
    bad = tmp_path / "bad.parquet"
    frame = cd.load("munitions", version=made_tables)
    frame.with_columns(launched_low=1, launched=1, launched_high=1).cast(dict(frame.schema)).write_parquet(bad)
    code, text, _ = run("validate", str(bad), "--as", "munitions", "--version", str(made_tables), "--json")
    assert code == 1
    assert "A1" in {failure["rule"] for failure in json.loads(text)}


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet"])
def test_export_writes_the_whole_table(made_tables: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"x.{form}"
    assert run("export", "returns", "--format", form, "--out", str(out), "--version", str(made_tables))[0] == 0
    assert out.stat().st_size > 100


def test_new_scaffolds_a_file_that_the_check_can_name_the_gaps_of(tmp_path: Path) -> None:
    code, text, error = run("new", "exchange", "--date", "2031-05-01", "--coder", "me", "--root", str(tmp_path))
    assert (code, error) == (0, "")
    path = tmp_path / text.strip()
    content = path.read_text()
    assert content.startswith("# yaml-language-server: $schema=../../../../schema/records/exchange.schema.json")
    assert "coder: me" in content
    other = tmp_path / run("new", "exchange", "--date", "2031-05-01", "--root", str(tmp_path))[1].strip()
    assert other != path
    code, _, error = run("new", "raid", "--date", "2031-05-01", "--root", str(tmp_path))
    assert code == 1
    assert "allowed: attack, exchange, agreement, casualty" in error
