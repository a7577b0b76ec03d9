"""What was changed in a copy, in a reader's terms. A page may be hostile: it is read in a process that can be ended."""

import tempfile
from pathlib import Path

from edition.faults import Fault
from edition.proof.prove import Proof, prove
from edition.source.order import quote
from edition.workers import TooMuch, run_limited

LIMITS = {"seconds": 10, "megabytes": 400}


def explain_page(data: bytes, wanted: bytes, fresh: Proof) -> list[Fault]:
    """Return how the words of a page, and what the edition says on it, differ from the fresh page and its source.

    data, wanted: the page and the fresh one. fresh: the proof of the fresh one.
    """
    name = fresh.job.name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        try:
            proof = run_limited(prove, Path(folder), fresh.job, **LIMITS)
        except (TooMuch, UnicodeDecodeError):
            return [Fault("k-012", name)]
    faults = [fault for fault in proof.faults if fault.id.startswith("p-")]
    faults += [Fault("k-013", name, words=quote(words, 60)) for words in proof.said if words not in fresh.said]
    faults += [Fault("k-014", name, words=quote(words, 60)) for words in fresh.said if words not in proof.said]
    return faults or [difference(name, data, wanted)]


def difference(name: str, data: bytes, wanted: bytes) -> Fault:
    """Return the fault of a file that has other bytes than the fresh build, with the first line that differs."""
    ours, theirs = data.split(b"\n"), wanted.split(b"\n")
    line = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    found, meant = (around_difference(lines, other, line) for lines, other in ((ours, theirs), (theirs, ours)))
    return Fault("k-010", name, line + 1, found=found, wanted=meant)


def around_difference(lines: list[bytes], others: list[bytes], number: int) -> str:
    """Return the piece of a line that begins where the other differs, "nothing more" where there is no such line."""
    if number >= len(lines):
        return "nothing more"
    other = others[number] if number < len(others) else b""
    at = next(
        (n for n, (a, b) in enumerate(zip(lines[number], other, strict=False)) if a != b),
        min(len(lines[number]), len(other)),
    )
    return lines[number][max(0, at - 12) : at + 40].decode("utf-8", "replace").strip("\ufffd")
