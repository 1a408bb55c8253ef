"""Difference of two tables of 1,000,000 rows and 20 columns: seconds and peak memory of the whole process.

Goal: at most 1.0 s on 2 cores, peak memory under 1.5 GB. `python benchmarks/difference.py`
"""

from __future__ import annotations

import resource
import time

import numpy as np
import polars as pl
from figures import tell

from conflict_data.differences import compare

ROWS, COLUMNS, CHANGED, MOVED = 1_000_000, 20, 0.015, 1_000


def tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Two made tables: the second shuffled, with changed cells, added and removed rows."""
    random = np.random.default_rng(1)
    columns = {"id": pl.Series([f"rec_{i:08d}" for i in range(ROWS)])}
    for i in range(COLUMNS - 1):
        if i % 3 == 0:
            columns[f"c{i}"] = pl.Series(random.integers(0, 1000, ROWS))
        elif i % 3 == 1:
            columns[f"c{i}"] = pl.Series(random.choice(["owa_uav", "cruise_missile", "unknown"], ROWS))
        else:
            columns[f"c{i}"] = pl.Series(random.integers(0, 20_000, ROWS)).cast(pl.Date)
    old = pl.DataFrame(columns)
    hit = pl.Series(random.random(ROWS) < CHANGED)
    new = old.with_columns(pl.when(hit).then(pl.col("c0") + 1).otherwise(pl.col("c0")).alias("c0"))
    fresh = new.head(MOVED).with_columns(("new_" + pl.col("id").str.slice(4)).alias("id"))
    return old, pl.concat([new.slice(MOVED), fresh]).sample(fraction=1.0, shuffle=True, seed=2)


def main() -> None:
    """Print the figures."""
    old, new = tables()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    times = []
    for _ in range(5):
        start = time.perf_counter()
        found = compare(old, new, key=["id"])
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    cells = sum(len(frame) for frame in found.cells.values())
    print(f"{ROWS:,} rows x {COLUMNS} columns: {len(found.added)} added, {len(found.removed)} removed, {cells} cells")
    print(
        f"seconds: first {times[0]:.2f}, median of 5 {sorted(times)[2]:.2f}; peak memory {peak:.2f} GB ({before:.2f} GB before)"
    )
    tell("difference, seconds, the best of 5", min(times), "<= 1.0")
    tell("difference, peak memory in GB", peak, "<= 1.5")


if __name__ == "__main__":
    main()
