"""All benchmarks of our own, one after another, each in a process of its own, and their goals: `make bench`.

A figure of time holds for an idle machine; the load while it was measured stands above the table.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from figures import MARK
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
SCRIPTS = ("load.py", "validation.py", "difference.py", "scale.py 1 10", "speed.py 2")


def main() -> int:
    """Run the scripts; 1 where one of them fails, never for a goal that is not met."""
    table = Table("figure", "goal", "", title="Figures with a goal", title_justify="left")
    failed = False
    for script in SCRIPTS:
        name, *arguments = script.split()
        print(f"-- {script}", flush=True)
        with subprocess.Popen(
            [sys.executable, str(HERE / name), *arguments], stdout=subprocess.PIPE, text=True
        ) as process:
            for line in process.stdout or ():
                if line.startswith(MARK):
                    table.add_row(*line.rstrip("\n").split("\t")[1:])
                else:
                    print(line, end="", flush=True)
        failed |= process.returncode != 0
    console = Console(soft_wrap=True)
    console.print(f"{os.cpu_count()} processors, load of the last five minutes {os.getloadavg()[1]:.1f}")
    console.print(table)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
