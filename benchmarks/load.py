"""Cold `load('attacks')` against what it cannot do without: ratio pair by pair, each in a process of its own.

Goal: at most 1.1 times `import polars; read_parquet`. `python benchmarks/load.py [PAIRS]`
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import conflict_data as cd

FILE = cd.path("attacks")
WAYS = {
    "polars read_parquet": f"import polars as pl; pl.read_parquet({str(FILE)!r})",
    "pandas read_csv": "import pandas as pd; pd.read_csv({csv!r})",
}
OURS = "import conflict_data as cd; cd.load('attacks')"


def seconds(code: str) -> float:
    """One cold process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.perf_counter() - start


def main(pairs: int) -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        csv = str(Path(folder) / "attacks.csv")
        cd.load("attacks").write_csv(csv)
        for name, code in WAYS.items():
            other = code.format(csv=csv)
            seconds(other), seconds(OURS)
            found = [(seconds(OURS), seconds(other)) for _ in range(pairs)]
            ratios = [a / b for a, b in found]
            ours, theirs = (statistics.median(side) for side in zip(*found, strict=True))
            print(
                f"load('attacks') / {name}: median ratio {statistics.median(ratios):.2f} "
                f"(of {pairs}: {min(ratios):.2f} to {max(ratios):.2f}); medians {ours * 1000:.0f} and {theirs * 1000:.0f} ms"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
