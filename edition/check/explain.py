"""What was changed in a copy, in a reader's terms. A page may be hostile: it is read in a process that can be ended."""

import tempfile
from bisect import bisect_left
from pathlib import Path

from edition.faults import Fault
from edition.proof.prove import Job, Proof, prove
from edition.source.order import quote
from edition.workers import TooMuch, run_limited

MOST_TOLD = 50  # of a kind, on one page
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
            faults = run_limited(word_faults, Path(folder), fresh.job, fresh.said, **LIMITS)
        except (TooMuch, ValueError):
            return [Fault("k-012", name)]
    return faults or [difference(name, data, wanted)]


def word_faults(folder: Path, job: Job, said: list[str]) -> list[Fault]:
    """Return the first faults of the words of a page in the folder; said: by the edition on the fresh one."""
    proof = prove(folder, job)
    here, there = dict.fromkeys(proof.said), dict.fromkeys(said)
    faults = [fault for fault in proof.faults if fault.id.startswith("p-")][:MOST_TOLD]
    added, lost = ([words for words in one if words not in other] for one, other in ((here, there), (there, here)))
    faults += [Fault("k-013", job.name, words=quote(words, 60)) for words in added[:MOST_TOLD]]
    return faults + [Fault("k-014", job.name, words=quote(words, 60)) for words in lost[:MOST_TOLD]]


def difference(name: str, data: bytes, wanted: bytes) -> Fault:
    """Return the fault of a file that has other bytes than the fresh build, with the place where they begin to differ."""
    least = min(len(data), len(wanted))
    at = bisect_left(range(least), True, key=lambda at: data[: at + 1] != wanted[: at + 1])
    line = data.count(b"\n", 0, at) + 1
    begin = max(at - 12, data.rfind(b"\n", 0, at) + 1)
    found, meant = (
        one[begin : at + 40].decode("utf-8", "replace").strip("\ufffd") if at < len(one) else "nothing more"
        for one in (data, wanted)
    )
    return Fault("k-010", name, line, found=found, wanted=meant)
