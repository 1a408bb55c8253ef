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
