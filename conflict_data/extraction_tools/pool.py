"""A process pool that outlives its workers: a document that kills its process is found and left out."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.connection import wait as wait_for
from threading import Thread
from typing import Any

from conflict_data.errors import ConflictDataError
from conflict_data.extraction_tools.worker import Task, probe, run_task

AHEAD = 2
"""Tasks handed out for each worker: enough to keep it busy, few enough to lose little when one dies."""

POLL_SECONDS = 0.5


def _pool(workers: int) -> ProcessPoolExecutor:
    # A forked child would share locks of Arrow's threads that nobody in it will ever open.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A worker whose run was killed ends too, instead of waiting for work for ever; Ctrl-C is for the run to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        Thread(target=lambda: (wait_for([sentinel]), os._exit(1)), daemon=True).start()


def run_all(tasks: Iterable[Task], *, workers: int) -> Iterator[int]:
    """Run tasks in `workers` processes; the number of documents of each as it is done, in no fixed order.

    When a process dies, the tasks that were under way are done again one by one, each in a process of its own.
    """
    waiting = deque(tasks)
    while waiting:
        running: dict[Future[int], Task] = {}
        others = set(multiprocessing.active_children())
        pool = _pool(workers)
        try:
            while waiting or running:
                while waiting and len(running) < AHEAD * workers:
                    running[pool.submit(run_task, waiting[0])] = waiting[0]
                    waiting.popleft()
                # Libraries of other languages may catch Ctrl-C in a way that wakes no wait without an end.
                for future in wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED).done:
                    count = future.result()
                    del running[future]
                    yield count
        except BrokenProcessPool:
            suspects = list(running.values())
        except BaseException:
            # Whoever stops a run does not want to wait for the shards under way; what is not whole is not kept.
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise
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
        done = _survives(run_task, replace(task, deadly=_deadly(task)))
    if done is None:
        name = f"{task.shard.root / task.shard.names[0]}, documents {task.shard.start} to {task.shard.stop}"
        raise ConflictDataError(f"{name}: the process dies, but on no single document: is there enough memory?")
    return done


def _deadly(task: Task) -> frozenset[int]:
    """Numbers of the documents on which a process dies: each time one does, the next goes on behind that document."""
    found: set[int] = set()
    start = task.shard.start
    while start < task.shard.stop:
        task.mark.unlink(missing_ok=True)
        if _survives(probe, task, start, task.shard.stop) is not None or not task.mark.is_file():
            break
        found.add(int(task.mark.read_text()))
        start = max(found) + 1
    task.mark.unlink(missing_ok=True)
    return frozenset(found)


def _survives(function: Callable[..., int], *arguments: Any) -> int | None:
    """The result of a call in a new process; None where the process died."""
    with _pool(1) as pool:
        try:
            return pool.submit(function, *arguments).result()
        except BrokenProcessPool:
            return None
