"""A corpus run: the same files whatever the number of processes, taken up after a kill, with what failed on a list."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from extraction_tools import functions, made_texts

from conflict_data.cli import main
from conflict_data.errors import ConflictDataError
from conflict_data.extraction_tools import shards
from conflict_data.extraction_tools.batch import FAILURE, extract_batch
from conflict_data.extraction_tools.corpus import run
from conflict_data.extraction_tools.shards import DIED
from conflict_data.extraction_tools.worker import Task, run_task

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD_ROWS", 20)
    monkeypatch.setattr(shards, "SHARD_FILES", 3)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.parquet"
    pq.write_table(made_texts.table(88), path, row_group_size=50)
    return path


def contents(out: Path) -> dict[str, bytes]:
    """All that a run left, by name; records as rows, as their bytes hold no promise of ours."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            name = path.relative_to(out).as_posix()
            found[name] = (
                json.dumps(pq.read_table(path).to_pylist()).encode() if path.suffix == ".parquet" else path.read_bytes()
            )
    return found


def read_all(out: Path) -> list[dict[str, object]]:
    return [row for part in sorted((out / "records").glob("*.parquet")) for row in pq.read_table(part).to_pylist()]


def test_any_number_of_processes_gives_the_files_of_a_plain_loop(corpus: Path, tmp_path: Path) -> None:
    told = run(corpus, tmp_path / "one", workers=1)
    assert run(corpus, tmp_path / "two", workers=2) == told
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    loop = extract_batch(made_texts.table(88).combine_chunks().to_batches()[0]).to_pylist()
    assert read_all(tmp_path / "one") == [row for row in loop if row["kind"] != FAILURE]
    assert told == {"documents": 90, "rows": len(read_all(tmp_path / "one")), "failures": 2, "shards": 5}


def test_a_killed_run_is_taken_up_where_it_stopped(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from extraction_tools import functions\n"
        "from conflict_data.extraction_tools import shards; from conflict_data.extraction_tools.corpus import run\n"
        "shards.SHARD_ROWS = 20\n"
        "if __name__ == '__main__': run(Path(sys.argv[2]), Path(sys.argv[3]), workers=1, function=functions.slow)\n"
    )
    script = tmp_path / "killed.py"
    script.write_text(code)
    process = subprocess.Popen([sys.executable, script, TESTS, corpus, out], start_new_session=True)
    deadline = time.monotonic() + 60
    while len(list(out.glob("records/part-*.parquet"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert _nobody_left(process.pid), "a worker outlives the run that was killed"
    done = {path.name: path.stat().st_mtime_ns for path in out.glob("records/part-*.parquet")}
    assert 2 <= len(done) < 5
    seen: list[int] = []
    told = run(corpus, out, workers=1, function=functions.slow, progress=lambda count, whole: seen.append(count))
    assert seen[0] >= 2 * 20 > 0 and seen[-1] == told["documents"] == 90
    assert {name: (out / "records" / name).stat().st_mtime_ns for name in done} == done
    loop = functions.lengths(made_texts.table(88).combine_chunks().to_batches()[0]).to_pylist()
    assert read_all(out) == [row for row in loop if row["kind"] != FAILURE]
    assert not list(out.rglob("*.tmp"))


def _nobody_left(group: int) -> bool:
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    return False


def test_documents_that_kill_their_process_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    texts = ["one", functions.DEADLY, "", "four", "five", functions.DEADLY]
    path = tmp_path / "corpus.parquet"
    pq.write_table(pa.table({"id": [str(k) for k in range(6)], "text": texts}), path)
    told = run(path, tmp_path / "out", workers=1, function=functions.fragile)
    lines = [json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines()]
    assert lines == [{"id": "1", "reason": DIED}, {"id": "5", "reason": DIED}, {"id": "2", "reason": "no text"}]
    assert (told["documents"], told["failures"]) == (6, 3)
    assert [row["id"] for row in read_all(tmp_path / "out")] == ["0", "3", "4"]


def test_texts_that_kill_their_process_are_passed_over_by_number(tmp_path: Path) -> None:
    for name, text in {"a": "x", "b": "y", "c": "z"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    (tmp_path / "ab.txt").write_bytes(b"\xff")
    (shard, *_) = shards.plan(tmp_path, columns={})
    assert shard.names == ("a.txt", "ab.txt", "b.txt")
    ((batch, unread),) = shards.batches(shard, 0, 3, columns={}, language=None, skip=frozenset({2}))
    assert batch.column("id").to_pylist() == ["a.txt"]
    assert [name for name, _ in unread] == ["b.txt", "ab.txt"]


def test_a_folder_of_texts_and_pages_is_read_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text, _ in made_texts.texts(4):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    (folder / "broken.txt").write_bytes(b"\xff\xfe")
    (folder / "empty.html").write_text("<html></html>", "utf-8")
    tasks = [Task(one, tmp_path / "out", extract_batch, {}, None) for one in shards.plan(folder, columns={})]
    assert [run_task(task) for task in tasks] == [3, 3]
    failed = "".join(task.failed.read_text("utf-8") for task in tasks)
    assert [json.loads(line)["id"] for line in failed.splitlines()] == ["broken.txt", "empty.html"]
    assert "save the file as UTF-8" in failed and "no main text" in failed
    assert {row["id"] for row in read_all(tmp_path / "out")} == {f"doc-0000{k}.txt" for k in range(4)}


def test_a_large_row_group_is_cut_into_few_shards_without_a_gap(tmp_path: Path) -> None:
    rows = 20 * shards.MOST_SHARDS + 3
    pq.write_table(pa.table({"id": ["x"] * rows, "text": ["y"] * rows}), tmp_path / "corpus.parquet")
    cut = shards.plan(tmp_path / "corpus.parquet", columns={})
    assert len(cut) <= shards.MOST_SHARDS
    assert [n for shard in cut for n in range(shard.start, shard.stop)] == list(range(rows))


def test_large_documents_make_small_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BATCH_BYTES", 250)
    (tmp_path / "texts").mkdir()
    for number in range(3):
        (tmp_path / "texts" / f"{number}.txt").write_text("x" * 200, "utf-8")
    pq.write_table(pa.table({"id": list("abc"), "text": [c * 200 for c in "abc"]}), tmp_path / "corpus.parquet")
    for source in (tmp_path / "texts", tmp_path / "corpus.parquet"):
        (shard,) = shards.plan(source, columns={})
        read = list(shards.batches(shard, 0, 3, columns={}, language=None))
        assert [batch.num_rows for batch, _ in read] == [1, 1, 1]


def cli(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["extract", *map(str, arguments)])
    return result.exit_code, result.output


def test_what_is_wrong_with_a_corpus_is_said_before_anything_is_read(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pq.write_table(made_texts.table(1).rename_columns(["key", "text", "published", "language"]), corpus)
    code, told = cli("--corpus", corpus, "--out", out)
    assert (code, "no column 'id' for id" in told, "--column id=THEIRS" in told) == (1, True, True)
    assert "write OURS=THEIRS" in cli("--corpus", corpus, "--out", out, "--column", "key")[1]
    assert "needs --out" in cli("--corpus", corpus)[1]
    (tmp_path / "none").mkdir()
    assert "no .parquet and no .txt" in cli("--corpus", tmp_path / "none", "--out", out)[1]
    (tmp_path / "none" / "a.parquet").write_bytes(b"PAR1")
    assert "not a Parquet file" in cli("--corpus", tmp_path / "none", "--out", out)[1]
    (tmp_path / "none" / "a.txt").write_text("x")
    assert "holds both" in cli("--corpus", tmp_path / "none", "--out", out)[1]
    out.mkdir()
    (out / "mine").write_text("x")
    assert "not empty and not of an earlier run" in cli("--corpus", corpus, "--out", out, "--column", "id=key")[1]
    assert (out / "mine").read_text() == "x"


def test_a_folder_belongs_to_one_corpus_and_the_finished_run_costs_nothing(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pq.write_table(made_texts.table(4), corpus)
    first = run(corpus, out, workers=1)
    seen: list[tuple[int, int]] = []
    assert run(corpus, out, progress=lambda *told: seen.append(told)) == first
    assert seen == [(6, 6)]
    with pytest.raises(ConflictDataError, match="other language: choose another folder, or --restart"):
        run(corpus, out, language="en")
    pq.write_table(made_texts.table(5), corpus)
    with pytest.raises(ConflictDataError, match="other corpus"):
        run(corpus, out)


MEASURED = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from extraction_tools import functions
from conflict_data.extraction_tools.corpus import run
if __name__ == "__main__":
    run(Path(sys.argv[2]), Path(sys.argv[3]), workers=1, function=functions.measured)
    print(functions.peak_megabytes())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_memory_does_not_grow_with_the_corpus_even_in_one_row_group(tmp_path: Path) -> None:
    script = tmp_path / "measured.py"
    script.write_text(MEASURED)
    noise = [os.urandom(2_000).hex() for _ in range(500)]
    peaks = []
    for count in (20_000, 80_000):  # allocators have taken their fill by the end of the first
        corpus, out = tmp_path / f"{count}.parquet", tmp_path / f"out{count}"
        table = pa.table(
            {"id": [str(n) for n in range(count)], "text": [f"{n} {noise[n % 500]}" for n in range(count)]}
        )
        pq.write_table(table, corpus, row_group_size=count, use_dictionary=False, compression="none")
        command = [sys.executable, script, TESTS, corpus, out]
        parent = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        peaks.append((parent, max(int(str(row["value"])) for row in read_all(out))))
    assert corpus.stat().st_size > 300 * 2**20
    for small, large in zip(*peaks, strict=True):
        assert large < small + 60, f"megabytes of the run and of its worker, small and large corpus: {peaks}"
