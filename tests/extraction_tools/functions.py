"""Functions for corpus runs of tests: importable by their names in the processes of a pool, and without the extractor."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pyarrow as pa

from conflict_data.extraction_tools.batch import NAMES, batch_of, failure_row

DEADLY = "this text ends its reader"


def lengths(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One row a document: the length of its text; a failure where it has none."""
    rows = []
    for one in batch.select(["id", "text"]).to_pylist():
        told = {"id": one["id"], "kind": "text", "field": "length", "value": str(len(one["text"] or ""))}
        rows.append(tuple(map(told.get, NAMES)) if one["text"] else failure_row(one["id"], "no text"))
    return batch_of(rows)


def peak_megabytes() -> int:
    """The most memory that this process has held so far (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def measured(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One row a document: the most memory that the process has held so far."""
    peak = str(peak_megabytes())
    told = [{"id": one, "kind": "text", "field": "peak", "value": peak} for one in batch.column("id").to_pylist()]
    return batch_of([tuple(map(one.get, NAMES)) for one in told])


def slow(batch: pa.RecordBatch) -> pa.RecordBatch:
    """As `lengths`, with time to be killed meanwhile."""
    time.sleep(0.4)
    return lengths(batch)


def fragile(batch: pa.RecordBatch) -> pa.RecordBatch:
    """As `lengths`, but its process dies of some texts, as of a fault in a library of C."""
    if DEADLY in batch.column("text").to_pylist():
        os._exit(9)
    return lengths(batch)
