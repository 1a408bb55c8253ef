"""The scripts of `benchmarks/` do what its README says."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Predict = Callable[..., list[dict[str, object]]]
IDS = {
    "news": "news-901", "wiki_en": "gen-901", "bulletins_uk": "uk-901", "isaf": "isaf-9901", "drone": "drone-9901",
    "gva": "gva-9901-a", "muc4": "TST9-MUC9-0001", "case": "case-9901", "airraid": "synth-2031-03-04",
}  # fmt: skip
TEXT = "Russia launched 40 drones at Ukraine overnight and 31 were shot down. Two people were killed in Kyiv."


@pytest.fixture
def predict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Predict:
    """Writes the predictions for some rows and reads them back."""
    monkeypatch.setattr(sys, "path", list(sys.path))  # the script adds its folder
    module = runpy.run_path(str(ROOT / "benchmarks/predict.py"))

    def run(rows: list[dict[str, str]], *options: str) -> list[dict[str, object]]:
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        target.unlink(missing_ok=True)
        assert module["main"]([str(source), str(target), *options]) == 0
        return [json.loads(line) for line in target.read_text("utf-8").splitlines()]

    return run


def test_every_set_is_told_from_the_ids_of_its_rows(predict: Predict) -> None:
    rows = [{"id": row_id, "lang": "en", "published": "2031-03-04", "text": TEXT} for row_id in IDS.values()]
    for row, name, told in zip(rows, IDS, predict(rows), strict=True):
        assert predict([row], "--set", name) == [told]
        assert told.keys() > {"id"}


@pytest.mark.parametrize("name", ["case2021t2", "airraid_synth"])
def test_a_set_is_known_by_the_name_of_its_file(predict: Predict, name: str) -> None:
    assert predict([{"id": "one", "text": TEXT}], "--set", name)[0]["attacks"]


def test_a_row_in_a_language_without_a_pack_gets_an_empty_prediction(
    predict: Predict, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, full = predict([{"id": "uk-901", "lang": "tlh", "text": "Hab SoSlI'"}, {"id": "uk-902", "text": TEXT}])
    assert "1 of 2 rows left empty" in capsys.readouterr().err
    assert empty == {"id": "uk-901"}
    assert full["attacks"]


def test_an_id_of_no_set_is_named_and_nothing_written(
    predict: Predict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        predict([{"id": "other-1", "text": TEXT}])
    assert ended.value.code == 2
    assert "'other-1' belongs to no known set" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


def test_the_table_of_scores_is_that_of_the_ledger() -> None:
    ledger = runpy.run_path(str(ROOT / "benchmarks/ledger.py"))
    written = (ROOT / "benchmarks/README.md").read_text("utf-8")
    assert ledger["filled"](written, ledger["rows_of"](ledger["SCORES"])) == written, (
        "run python benchmarks/ledger.py --table"
    )


def test_the_table_of_scores_shows_the_first_and_the_newest_run_of_each_measure() -> None:
    ledger = runpy.run_path(str(ROOT / "benchmarks/ledger.py"))
    row = dict.fromkeys(ledger["COLUMNS"], "") | {"set": "isaf", "measure": "min_killed", "goal": "0.95"}
    runs = [row | {"value": value, "commit": value} for value in ("0.900", "0.700", "0.960")]
    table = ledger["table"]([*runs, row | {"measure": "other", "value": "0.1", "goal": "0.2"}])
    assert table.splitlines()[2:] == [
        "| isaf | min_killed |  |  | 0.95 | 0.900 | 0.960 | yes |  | 0.960 |",
        "| isaf | other |  |  | 0.2 | 0.1 | 0.1 | **no** |  |  |",
    ]


def test_the_ledger_keeps_what_the_scorer_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scorer = tmp_path / "scorer.py"
    scorer.write_text(
        "import sys\nprint('SCORE set=' + sys.argv[1], 'launched_acc=0.5 intercepted_acc=1.0')\n", "utf-8"
    )
    (tmp_path / "airraid_made.jsonl").write_text(json.dumps({"id": "synth-1", "text": TEXT}) + "\n", "utf-8")
    ledger = runpy.run_path(str(ROOT / "benchmarks/ledger.py"))
    ledger["main"]([str(scorer), str(tmp_path), "--set", "airraid", "--dry-run"])
    assert [line.split()[:3] for line in capsys.readouterr().out.splitlines()] == [
        ["airraid", "launched_acc", "0.5"],
        ["airraid", "intercepted_acc", "1.0"],
    ]
    with pytest.raises(SystemExit, match=r"one file isaf\*\.jsonl is needed"):
        ledger["main"]([str(scorer), str(tmp_path), "--set", "isaf", "--dry-run"])
    with pytest.raises(SystemExit):
        ledger["main"]([])
    assert "not part of the project" in capsys.readouterr().err
