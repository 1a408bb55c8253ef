"""The extractor over a whole corpus: shards, processes, and a run that can be stopped and taken up again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from conflict_data.errors import ConflictDataError
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction_tools.batch import extract_batch
from conflict_data.extraction_tools.pool import run_all
from conflict_data.extraction_tools.shards import MOST_SHARDS, SHARD_FILES, SHARD_ROWS, Shard, plan
from conflict_data.extraction_tools.worker import BatchFunction, Task

PLAN, SUMMARY, FAILURES = "plan.json", "summary.json", "failures.jsonl"
READS = ("batch.py", "html_page.py", "page.py", "plain.py", "shards.py")
"""Modules beside the extractor on which rows depend."""
Progress = Callable[[int, int], None]


def run(
    source: Path,
    out: Path,
    *,
    language: str | None = None,
    workers: int | None = None,
    columns: dict[str, str] | None = None,
    restart: bool = False,
    function: BatchFunction = extract_batch,
    progress: Progress = lambda done, whole: None,
) -> dict[str, Any]:
    """Read a corpus into `out/records/part-*.parquet`; documents that fail go to `out/failures.jsonl`.

    Shards that an earlier run finished are kept; `ConflictDataError` where `out` belongs to another corpus, other
    settings or other rules, unless `restart` throws it away. `progress` is told how many documents are done, of how
    many. `function` must be importable. The result, and `out/summary.json`: documents, rows, failures, shards. The files
    are the same whatever the number of `workers` (as many as there are cores by default).
    """
    columns = columns or {}
    shards = plan(source, columns=columns)
    _prepare(out, _plan_of(shards, language, columns, function), restart=restart)
    tasks = [Task(shard, out, function, columns, language) for shard in shards]
    open_ = [task for task in tasks if not task.records.is_file()]
    whole = sum(map(len, shards))
    done = whole - sum(len(task.shard) for task in open_)
    progress(done, whole)
    for count in run_all(open_, workers=min(workers or os.cpu_count() or 1, max(1, len(open_)))):
        done += count
        progress(done, whole)
    return _finish(out, tasks, whole)


def _plan_of(
    shards: list[Shard], language: str | None, columns: dict[str, str], function: BatchFunction
) -> dict[str, Any]:
    """What the results depend on; two runs with equal plans may share a folder."""
    inputs = dict.fromkeys((shard.root / name, name) for shard in shards for name in shard.names)
    digest = hashlib.sha256()
    for path, name in inputs:
        about = path.stat()
        digest.update(f"{name}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return {
        "corpus": digest.hexdigest(),
        "shards": len(shards),
        "sizes": [SHARD_ROWS, MOST_SHARDS, SHARD_FILES],
        "language": language,
        "columns": columns,
        "function": f"{function.__module__}:{function.__qualname__}",
        "rules": rules_digest(),
        "places": places_digest(),
    }


@lru_cache(maxsize=1)
def rules_digest() -> str:
    """Hash of all that decides what is read in a text: code, lexicons, rules, and how a page becomes a text and rows."""
    digest = hashlib.sha256()

    def add(folder: Traversable) -> None:
        for item in sorted(folder.iterdir(), key=lambda one: one.name):
            if item.is_dir() and item.name != "__pycache__":
                add(item)
            elif item.is_file() and item.name.endswith((".py", ".yaml")):
                digest.update(item.name.encode() + b"\0" + item.read_bytes())

    add(files("conflict_data.extraction"))
    for name in READS:
        digest.update((files("conflict_data.extraction_tools") / name).read_bytes())
    return digest.hexdigest()


def places_digest() -> str:
    """Hash of the names of the gazetteer that is used."""
    names = Gazetteer.default().names
    return hashlib.sha256(json.dumps(sorted(names.items())).encode()).hexdigest()


def _prepare(out: Path, wanted: dict[str, Any], *, restart: bool) -> None:
    held = out / PLAN
    if restart and held.is_file():
        for name in ("records", "failed"):
            shutil.rmtree(out / name, ignore_errors=True)
        for name in (PLAN, SUMMARY, FAILURES):
            (out / name).unlink(missing_ok=True)
    if held.is_file():
        found = json.loads(held.read_text("utf-8"))
        other = [key for key in wanted if found.get(key) != wanted[key]]
        if other:
            raise ConflictDataError(
                f"{out}: belongs to a run with other {', '.join(other)}: choose another folder, or --restart to throw it away"
            )
    elif out.is_dir() and any(out.iterdir()):
        raise ConflictDataError(f"{out}: not empty and not of an earlier run: choose another folder")
    out.mkdir(parents=True, exist_ok=True)
    for stale in out.glob("*/.*.tmp"):
        stale.unlink()
    _write(held, json.dumps(wanted, indent=1) + "\n")


def _finish(out: Path, tasks: list[Task], documents: int) -> dict[str, Any]:
    failures = 0
    unfinished = out / f".{FAILURES}.tmp"
    with unfinished.open("wb") as whole:
        for task in tasks:
            lines = task.failed.read_bytes()
            failures += lines.count(b"\n")
            whole.write(lines)
    unfinished.replace(out / FAILURES)
    rows = sum(pq.read_metadata(task.records).num_rows for task in tasks)
    told = {"documents": documents, "rows": rows, "failures": failures, "shards": len(tasks)}
    _write(out / SUMMARY, json.dumps(told) + "\n")
    return told


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.tmp")
    unfinished.write_text(text, "utf-8")
    unfinished.replace(path)
