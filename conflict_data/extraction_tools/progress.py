"""How far a long run is, on the error stream: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 30.0
"""Time between two lines where there is no terminal."""


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """A function that is told how many documents are done, of how many."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "documents", TimeElapsedColumn(), "to go", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("read")
        yield lambda done, whole: shown.update(task, completed=done, total=whole)


def _lines() -> Callable[[int, int], None]:
    told = 0.0

    def tell(done: int, whole: int) -> None:
        nonlocal told
        if done == whole or time.monotonic() - told >= SECONDS:
            told = time.monotonic()
            print(f"{done} of {whole} documents", file=sys.stderr, flush=True)

    return tell
