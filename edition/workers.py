"""Why: Pelican does everything on one core, one file after another, for however long a file makes it last.

The processes that share what is independent per file (reading articles, proving pages), one that may be ended when it
takes too much time or memory, and the progress bar for long work.
"""

import math
import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TypeVar, TypeVarTuple

FEW = 24  # so many files are done before the first worker is up and has caught up
CHUNK = 16  # so many go to a worker at once
SLOW = 4  # a machine with other work to do takes as many times the processor's seconds by the clock
SPAWN = multiprocessing.get_context("spawn")  # safe whatever threads this process has

Item = TypeVar("Item")
Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


class Workers:
    """Processes, one a core, started when there is enough for them to do; used as a context, which ends them.

    Functions and results cross to other processes, so they must be picklable.
    """

    def __init__(self) -> None:
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
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

    def submit(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Future[list[Result]]:
        """Begin function(item) for each item in one of the processes; the future holds the list of the results."""
        if self.pool is None:
            # A fork has all modules at once, and is safe while this process has one thread; macOS has no safe one.
            forks = sys.platform == "linux" and threading.active_count() == 1
            context = multiprocessing.get_context("fork") if forks else SPAWN
            self.pool = ProcessPoolExecutor(cores(), context, end_with_the_parent)
        with deaf_to_interrupts():
            return self.pool.submit(do, function, items)


class TooMuch(Exception):
    """A function was ended before its end: it took too much time or memory."""


def run_limited(
    function: Callable[[*Arguments], Result], *arguments: *Arguments, seconds: float, megabytes: int
) -> Result:
    """Return function(*arguments), computed in a process of its own, or raise what that raised.

    All must be picklable. seconds: of the processor, SLOW times as many by the clock, the start of Python among them.
    megabytes: of address space, Python's own among them; macOS has no such limit. Raises TooMuch where the process
    was ended for want of either, or ended itself, as a parser in C does that overflows its stack.
    """
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=send_result, args=(theirs, seconds, megabytes, function, arguments), daemon=True)
    with deaf_to_interrupts():
        process.start()
    theirs.close()
    try:
        if not ours.poll(SLOW * seconds):
            raise TooMuch
        result, error = ours.recv()
    except (EOFError, OSError) as ended:
        raise TooMuch from ended
    finally:
        ours.close()
        process.kill()
        process.join()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def send_result(
    caller: Connection,
    seconds: float,
    megabytes: int,
    function: Callable[[*Arguments], Result],
    arguments: tuple[*Arguments],
) -> None:
    """Send what function returns, and None, or None and what it raises; nothing where memory does not suffice."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a word
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    end_with_the_parent()
    for limit, most in ((resource.RLIMIT_CPU, math.ceil(seconds)), (resource.RLIMIT_AS, megabytes * 1_000_000)):
        with suppress(ValueError, OSError):  # a lower one stands, or the system has none
            resource.setrlimit(limit, (most, most))
    try:
        caller.send((function(*arguments), None))
    except MemoryError:
        os._exit(1)
    except Exception as error:
        caller.send((None, error))


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Let processes that begin within the block be born deaf to Ctrl-C, which reaches every process of a terminal."""
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def end_with_the_parent() -> None:
    """Let a worker end when its parent does, however that ends, and at once when it is told to."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # what it may have from its parent is not for it
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def do(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return function(item) for each item."""
    return [function(item) for item in items]


def results(futures: list[Future[list[Result]]]) -> Iterator[Result]:
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
    from rich.console import Console
    from rich.progress import track

    return iter(track(items, label, total, console=Console(stderr=True), transient=True))
