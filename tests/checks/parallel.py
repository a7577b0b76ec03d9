"""The same function over many things: on all cores where they are many, with a progress bar on a terminal."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from rich.console import Console
from rich.progress import track

FEW = 32  # so many pages are examined before the first worker is up
CHUNK = 16  # so many go to a worker at once

Item = TypeVar("Item")
Result = TypeVar("Result")


def run(function: Callable[[Item], Result], items: Sequence[Item], label: str) -> Iterator[Result]:
    """Yield function(item) for each item, in their order.

    function and its results must be picklable, for they cross to worker processes where there are more than FEW
    items. On a terminal a bar with the label shows how far it is; in a log there is nothing.
    """
    if len(items) <= FEW or cores() == 1:
        yield from progress(map(function, items), len(items), label)
        return
    # Spawned, not forked: the same on every system, and safe whatever threads this process has.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(cores(), len(items) // CHUNK), context, leave_ctrl_c_to_the_parent) as pool:
        try:
            yield from progress(pool.map(function, items, chunksize=CHUNK), len(items), label)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def leave_ctrl_c_to_the_parent() -> None:
    """Let a worker ignore Ctrl-C, which reaches every process of the terminal: the parent ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def progress(results: Iterator[Result], total: int, label: str) -> Iterator[Result]:
    """Yield the results; on a terminal, show how many of the total there are so far, and remove that at the end."""
    if total <= FEW or not sys.stderr.isatty():
        return results
    return iter(track(results, label, total, console=Console(stderr=True), transient=True))
