"""What one process of a corpus run does: a shard in, a Parquet file and a list of failures out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from conflict_data.extraction_tools.batch import FAILURE, SCHEMA
from conflict_data.extraction_tools.shards import Shard, batches

BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]
DIED = "the process that read it died"


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


def read(task: Task, start: int, stop: int) -> Iterator[pa.RecordBatch]:
    """Rows of documents `start` to `stop`, failures among them as rows."""
    for first, batch, unread in batches(task.shard, start, stop, columns=task.columns, language=task.language):
        dead = [i for i in range(batch.num_rows) if first + i in task.deadly]
        for i in dead:
            unread.append((str(batch.column("id")[i].as_py()), DIED))
        alive = (
            batch.take(pa.array([i for i in range(batch.num_rows) if i not in set(dead)], pa.int64()))
            if dead
            else batch
        )
        if unread:
            yield _failures(unread)
        if alive.num_rows:
            yield task.function(alive)


def _failures(unread: list[tuple[str, str]]) -> pa.RecordBatch:
    from conflict_data.extraction_tools.batch import batch_of, failure_row

    return batch_of([failure_row(identifier, reason) for identifier, reason in unread])


def probe(task: Task, start: int, stop: int) -> int:
    """Read documents and throw the rows away: shows whether the process lives through it."""
    return sum(batch.num_rows for batch in read(task, start, stop))


def run_task(task: Task) -> int:
    """Write the records and failures of a shard, each file under its name only when it is whole; documents read.

    The records come last: where they are, the shard is done.
    """
    rest: list[dict[str, str]] = []
    task.records.parent.mkdir(parents=True, exist_ok=True)
    task.failed.parent.mkdir(parents=True, exist_ok=True)
    unfinished = task.records.with_name(f".{task.records.name}.tmp")
    with pq.ParquetWriter(unfinished, SCHEMA, compression="zstd") as writer:
        for batch in read(task, task.shard.start, task.shard.stop):
            is_failure = pc.equal(batch.column("kind"), FAILURE)
            told = batch.filter(is_failure)
            rest += [{"id": one["id"], "reason": one["value"]} for one in told.select(["id", "value"]).to_pylist()]
            good = batch.filter(pc.invert(is_failure))
            if good.num_rows:
                writer.write_batch(good)
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rest)
    listed = task.failed.with_name(f".{task.failed.name}.tmp")
    listed.write_text(lines, "utf-8")
    listed.replace(task.failed)
    unfinished.replace(task.records)
    return len(task.shard)
