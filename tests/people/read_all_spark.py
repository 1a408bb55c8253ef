"""Read every table of a folder with Spark and print, as JSON, its rows and types: `python read_all_spark.py FOLDER`. Run by test_readers.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
tables = {}
for file in sorted(Path(sys.argv[1]).glob("*.parquet")):
    frame = spark.read.parquet(str(file))
    tables[file.stem] = {"rows": frame.count(), "types": dict(frame.dtypes)}
spark.stop()
print(json.dumps(tables))
