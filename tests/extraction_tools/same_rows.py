"""Run one corpus through the loop, the pool, Spark and Ray, and compare all rows: `python same_rows.py`.

Run by `make test-cluster`, in an environment of its own. Exit code 1 where a driver is missing or gives other rows.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import made_texts
import pyarrow as pa
import pyarrow.parquet as pq

from conflict_data.extraction_tools.batch import FAILURE, extract_batch

DOCUMENTS = 2000


def loop(corpus: Path) -> pa.Table:
    return pa.Table.from_batches([extract_batch(batch) for batch in pq.ParquetFile(corpus).iter_batches(333)])


def pool(corpus: Path) -> pa.Table:
    from conflict_data.extraction_tools.corpus import run

    out = corpus.parent / "out"
    run(corpus, out, workers=2)
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text("utf-8").splitlines()]
    from conflict_data.extraction_tools.batch import batch_of, failure_row

    lost = batch_of([failure_row(one["id"], one["reason"]) for one in failures])
    parts = [pq.read_table(part) for part in sorted((out / "records").glob("*.parquet"))]
    return pa.concat_tables([*parts, pa.Table.from_batches([lost])])


def spark(corpus: Path) -> pa.Table:
    from pyspark.sql import SparkSession

    from conflict_data.extraction_tools.on_spark import extract_frame

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        return extract_frame(session.read.parquet(str(corpus)).repartition(4)).toArrow()
    finally:
        session.stop()


def ray(corpus: Path) -> pa.Table:
    import ray
    from ray.data import DataContext, read_parquet

    from conflict_data.extraction_tools.on_ray import extract_dataset

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    try:
        tables = extract_dataset(read_parquet(str(corpus)).repartition(4)).iter_batches(
            batch_format="pyarrow", batch_size=None
        )
        return pa.concat_tables(tables)
    finally:
        ray.shutdown()


def rows(table: pa.Table) -> list[str]:
    """All rows in one order, each as text."""
    return sorted(json.dumps(row, sort_keys=True) for row in table.select(sorted(table.column_names)).to_pylist())


DRIVERS: dict[str, Callable[[Path], pa.Table]] = {"loop": loop, "pool": pool, "spark": spark, "ray": ray}


def main(drivers: dict[str, Callable[[Path], pa.Table]], documents: int) -> int:
    """Run every driver over one corpus and compare with the first; 1 where one is missing or gives other rows."""
    folder = Path(tempfile.mkdtemp())
    failed = []
    try:
        corpus = folder / "corpus.parquet"
        pq.write_table(made_texts.table(documents), corpus, row_group_size=500)
        wanted: list[str] = []
        for name, driver in drivers.items():
            begun = time.monotonic()
            try:
                found = rows(driver(corpus))
            # Whatever stops one driver is told, and the others are tried all the same.
            except Exception as error:
                print(f"{name}: did not run: {type(error).__name__}: {error}", file=sys.stderr)
                failed.append(name)
                continue
            wanted = wanted or found
            same = found == wanted and len(found) > documents and sum(f'"{FAILURE}"' in row for row in found) == 2
            told = "the same" if same else "NOT the same"
            print(f"{name}: {len(found)} rows, {told}, {time.monotonic() - begun:.1f} s")
            failed += [] if same else [name]
    finally:
        shutil.rmtree(folder)
    print(f"failed: {', '.join(failed)}" if failed else f"{len(drivers)} drivers give the same rows")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(DRIVERS, DOCUMENTS))
