"""A process pool that outlives its workers: a document that kills its process is found and left out."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any

from conflict_data.errors import ConflictDataError
from conflict_data.extraction_tools.worker import Task, probe, run_task

AHEAD = 2
"""Tasks handed out for each worker: enough to keep it busy, few enough to lose little when one dies."""


def _pool(workers: int) -> ProcessPoolExecutor:
    # A forked child would share locks of Arrow's threads that nobody in it will ever open.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def run_all(tasks: Iterable[Task], *, workers: int) -> Iterator[int]:
    """Run tasks in `workers` processes; the number of documents of each as it is done, in no fixed order.

    When a process dies, the tasks that were under way are done again one by one, each in a process of its own.
    """
    waiting = deque(tasks)
    while waiting:
        running: dict[Future[int], Task] = {}
        pool = _pool(workers)
        try:
            while waiting or running:
                while waiting and len(running) < AHEAD * workers:
                    running[pool.submit(run_task, waiting[0])] = waiting[0]
                    waiting.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    count = future.result()
                    del running[future]
                    yield count
        except BrokenProcessPool:
            suspects = list(running.values())
        else:
            suspects = []
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        for task in suspects:
            yield _alone(task)


def _alone(task: Task) -> int:
    """A task in a process of its own, without the documents that kill it."""
    done = _survives(run_task, task)
    if done is None:
        deadly = frozenset(_deadly(task, task.shard.start, task.shard.stop))
        done = _survives(run_task, replace(task, deadly=deadly))
    if done is None:
        name = f"{task.shard.root / task.shard.names[0]}, documents {task.shard.start} to {task.shard.stop}"
        raise ConflictDataError(f"{name}: the process dies, but on no single document: is there enough memory?")
    return done


def _deadly(task: Task, start: int, stop: int) -> Iterator[int]:
    """Numbers of the documents between `start` and `stop` on which a process dies, found by halving."""
    if _survives(probe, task, start, stop) is not None:
        return
    if stop - start == 1:
        yield start
        return
    middle = (start + stop) // 2
    yield from _deadly(task, start, middle)
    yield from _deadly(task, middle, stop)


def _survives(function: Callable[..., int], *arguments: Any) -> int | None:
    """The result of a call in a new process; None where the process died."""
    with _pool(1) as pool:
        try:
            return pool.submit(function, *arguments).result()
        except BrokenProcessPool:
            return None
