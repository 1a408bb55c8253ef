"""What one process of a corpus run does: a shard in, a Parquet file and a list of failures out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from conflict_data.extraction_tools.batch import FAILURE, SCHEMA, batch_of, failure_row
from conflict_data.extraction_tools.shards import Shard, Unread, batches

BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True)
class Task:
    """A shard, where its results go, and the documents that no process may touch again."""

    shard: Shard
    out: Path
    function: BatchFunction
    """Must be importable by its name, as processes are started afresh."""
    columns: dict[str, str]
    language: str | None
    deadly: frozenset[int] = field(default=frozenset())

    @property
    def records(self) -> Path:
        return self.out / "records" / f"part-{self.shard.index:05}.parquet"

    @property
    def failed(self) -> Path:
        return self.out / "failed" / f"part-{self.shard.index:05}.jsonl"

    @property
    def mark(self) -> Path:
        """Where a process that may die writes down which document it is at."""
        return self.out / "failed" / f".part-{self.shard.index:05}.at.tmp"


def read(task: Task, start: int, stop: int) -> Iterator[pa.RecordBatch]:
    """Rows of documents `start` to `stop`, failures among them as rows."""
    for batch, unread in _batches(task, start, stop):
        if unread:
            yield batch_of([failure_row(identifier, reason) for identifier, reason in unread])
        if batch.num_rows:
            yield task.function(batch)


def _batches(task: Task, start: int, stop: int) -> Iterator[tuple[pa.RecordBatch, Unread]]:
    return batches(task.shard, start, stop, columns=task.columns, language=task.language, skip=task.deadly)


def probe(task: Task, start: int, stop: int) -> int:
    """Read documents one by one and throw the rows away; the number of each is written down before it is touched."""
    if task.shard.row_group is None:
        for number in range(start, stop):
            task.mark.write_text(str(number))
            for batch, _ in _batches(task, number, number + 1):
                task.function(batch)
        return stop - start
    number = start
    for batch, _ in _batches(task, start, stop):
        for row in range(batch.num_rows):
            task.mark.write_text(str(number))
            task.function(batch.slice(row, 1))
            number += 1
    return stop - start


def _unfinished(path: Path) -> Path:
    # The process is in the name: one that outlived a broken run must not finish a file that another has begun.
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def run_task(task: Task) -> int:
    """Write the records and failures of a shard, each file under its name only when it is whole; documents read.

    The records come last: where they are, the shard is done.
    """
    rest: list[dict[str, str]] = []
    task.records.parent.mkdir(parents=True, exist_ok=True)
    task.failed.parent.mkdir(parents=True, exist_ok=True)
    unfinished = _unfinished(task.records)
    with pq.ParquetWriter(unfinished, SCHEMA, compression="zstd") as writer:
        for batch in read(task, task.shard.start, task.shard.stop):
            is_failure = pc.equal(batch.column("kind"), FAILURE)
            told = batch.filter(is_failure)
            rest += [{"id": one["id"], "reason": one["value"]} for one in told.select(["id", "value"]).to_pylist()]
            good = batch.filter(pc.invert(is_failure))
            if good.num_rows:
                writer.write_batch(good)
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rest)
    listed = _unfinished(task.failed)
    listed.write_text(lines, "utf-8")
    listed.replace(task.failed)
    unfinished.replace(task.records)
    return len(task.shard)
