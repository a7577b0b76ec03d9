"""A process that may be ended: its results and faults come back, and nothing keeps its caller waiting; a bar for long work."""

import ctypes
import io
import signal
import sys
from pathlib import Path

import pytest

from edition.faults import Fault
from edition.workers import TooMuch, progress, run_limited


def fail(id: str) -> None:
    """Raise a Fault."""
    raise Fault(id, "a.md", 3)


def spin() -> None:
    """Never end, and be busy."""
    while True:
        pass


def fill() -> int:
    """Take a gigabyte."""
    return len(bytearray(1_000_000_000))


def overflow() -> None:
    """End as a parser in C does that reads where it must not."""
    ctypes.string_at(0)


def test_what_a_function_returns_or_raises_comes_back():
    assert run_limited(divmod, 17, 5, seconds=60, megabytes=500) == (3, 2)
    with pytest.raises(Fault) as raised:
        run_limited(fail, "m-001", seconds=60, megabytes=500)
    assert (raised.value.id, raised.value.path, raised.value.line) == ("m-001", Path("a.md"), 3)


@pytest.mark.parametrize(("function", "seconds"), [(spin, 0.5), (signal.pause, 0.5), (fill, 60), (overflow, 60)])
def test_a_function_that_takes_too_much_is_ended(function, seconds):
    with pytest.raises(TooMuch):
        run_limited(function, seconds=seconds, megabytes=500)


@pytest.mark.parametrize(
    ("terminal", "label", "shown"), [(True, "Reading", True), (False, "Reading", False), (True, "", False)]
)
def test_a_bar_is_shown_on_a_terminal_alone(monkeypatch, terminal, label, shown):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stderr := io.StringIO())
    monkeypatch.setattr(stderr, "isatty", lambda: terminal)
    assert list(progress([1, 2, 3], 3, label)) == [1, 2, 3]
    assert ("Reading" in stderr.getvalue()) == shown == bool(stderr.getvalue())
