"""Cold `load('attacks')` against what it cannot do without: ratio pair by pair, each in a process of its own.

Goal: at most 1.1 times `import polars; read_parquet`. `python benchmarks/load.py [PAIRS]`. The ratio of processor time is
told too: it holds on a machine that has other work.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import tell

import conflict_data as cd

FILE = cd.path("attacks")
AIM = "polars read_parquet"
WAYS = {
    AIM: f"import polars as pl; pl.read_parquet({str(FILE)!r})",
    "pandas read_csv": "import pandas as pd; pd.read_csv({csv!r})",
}
OURS = "import conflict_data as cd; cd.load('attacks')"


def processor() -> float:
    """Processor time of all processes that were started so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(code: str) -> tuple[float, float]:
    """One cold process: time that passed, processor time."""
    start, before = time.perf_counter(), processor()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return time.perf_counter() - start, processor() - before


def main(pairs: int) -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        csv = str(Path(folder) / "attacks.csv")
        cd.load("attacks").write_csv(csv)
        for name, code in WAYS.items():
            other = code.format(csv=csv)
            seconds(other), seconds(OURS)
            found = [(seconds(OURS), seconds(other)) for _ in range(pairs)]
            ratios = [ours[0] / theirs[0] for ours, theirs in found]
            busy = statistics.median(ours[1] / theirs[1] for ours, theirs in found)
            ours, theirs = (statistics.median(passed for passed, _ in side) for side in zip(*found, strict=True))
            print(
                f"load('attacks') / {name}: median ratio {statistics.median(ratios):.2f} "
                f"(of {pairs}: {min(ratios):.2f} to {max(ratios):.2f}; of processor time {busy:.2f}); "
                f"medians {ours * 1000:.0f} and {theirs * 1000:.0f} ms"
            )
            if name == AIM:
                tell(f"load('attacks') / {name}, cold", statistics.median(ratios), "<= 1.1")
                tell("the same, processor time", busy, "<= 1.1")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
