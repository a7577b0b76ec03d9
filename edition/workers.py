"""Why: Pelican does everything on one core, one file after another.

Not a plugin itself: the processes that share what is independent per file (reading articles, checking pages),
and the progress bar for long work.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from rich.console import Console
from rich.progress import track

FEW = 48  # so many files are done before the first worker is up and has caught up
CHUNK = 16  # so many go to a worker at once

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers:
    """Processes, one a core, started when there is enough for them to do; used as a context, which ends them.

    Functions and results cross to other processes, so they must be picklable.
    """

    def __init__(self) -> None:
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_) -> None:
        if self.pool:
            self.pool.shutdown(wait=True, cancel_futures=True)
            self.pool = None

    def map(self, function: Callable[[Item], Result], items: Sequence[Item], label: str = "") -> Iterator[Result]:
        """Return function(item) for each item, in their order, begun at once; here where they are FEW.

        On a terminal a bar with the label shows how far it is; in a log, or without label, there is nothing.
        """
        if len(items) <= FEW:
            return map(function, items)
        chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
        return progress(results([self.submit(function, chunk) for chunk in chunks]), len(items), label)

    def submit(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Future:
        """Begin function(item) for each item in one of the processes; the future holds the list of the results."""
        if self.pool is None:
            # Spawned, not forked: the same on every system, and safe whatever threads this process has.
            context = multiprocessing.get_context("spawn")
            self.pool = ProcessPoolExecutor(cores(), context, end_with_the_parent)
        # Ctrl-C reaches every process of a terminal: those begun here are born deaf to it, and this one ends them.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self.pool.submit(do, function, items)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def end_with_the_parent() -> None:
    """Let a worker end when its parent does, however that ends: else it would wait for work for ever."""

    def wait() -> None:
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def do(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return function(item) for each item."""
    return [function(item) for item in items]


def results(futures: list[Future]) -> Iterator:
    """Yield what the futures hold, in their order, and keep nothing of it."""
    futures.reverse()
    while futures:
        yield from futures.pop().result()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def progress(items: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """Yield the items; on a terminal, show how many of the total there are so far, and remove that at the end."""
    if not label or not sys.stderr.isatty():
        return iter(items)
    return iter(track(items, label, total, console=Console(stderr=True), transient=True))
