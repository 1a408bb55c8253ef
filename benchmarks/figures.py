"""How a benchmark tells a figure that has a goal, so that `bench.py` can put all of them into one table."""

from __future__ import annotations

import operator

MARK = "FIGURE"
HOLDS = {"<=": operator.le, ">=": operator.ge}


def tell(name: str, value: float, goal: str) -> None:
    """Print a figure beside its goal, which is written as `<= 1.1`."""
    sign, bound = goal.split()
    met = "met" if HOLDS[sign](value, float(bound)) else "not met"
    print(MARK, f"{name}: {value:.2f}", f"goal {goal}", met, sep="\t", flush=True)
