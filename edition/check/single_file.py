"""An edition in one file is compared with a fresh one."""

import base64
import re
import tempfile
from pathlib import Path

from edition.article.pixels import same_picture
from edition.bundle.single_file import write_pages_whole
from edition.check.explain import LIMITS, explain_page
from edition.faults import Fault, Faults
from edition.workers import TooMuch, run_limited

MOST_BYTES = 100_000_000
PICTURE = re.compile(rb"data:image/jpeg;base64,([A-Za-z0-9+/=]*)")


def check_file(path: Path, *, settings: str, address: str) -> list[str]:
    """Return a line that says what was proven of an edition in one file; raise Faults where it is not a fresh one's.

    settings, address: as in edition.bundle.build. The file may have any name.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    with tempfile.TemporaryDirectory() as folder:
        proofs = write_pages_whole(Path(folder), settings=settings, address=address)
        pages = {proof.job.name: Path(folder, proof.job.name).read_bytes() for proof in proofs}
    for proof in proofs:
        if is_same(data, pages[proof.job.name]):
            return [f"{path}: equal to a fresh build, byte for byte; {proof.in_one_file}"]
    if len(data) > MOST_BYTES:
        raise Fault("k-012", path)
    # None is the same: the one with the same headline is what it should be, else the one with the same name.
    names = {name: (headline(page) not in data, name != path.name) for name, page in pages.items()}
    likely = min(proofs, key=lambda proof: names[proof.job.name])
    raise Faults(explain_page(data, pages[likely.job.name], likely))


def headline(page: bytes) -> bytes:
    """Return the markup of a fresh page's h1."""
    return page[page.index(b"<h1") : page.index(b"</h1>")]


def is_same(one: bytes, fresh: bytes) -> bool:
    """Return whether a page is the fresh one; a photograph may have other bytes, if it shows the same."""
    if one == fresh:
        return True
    if PICTURE.sub(b"", one) != PICTURE.sub(b"", fresh):
        return False
    pairs = zip(PICTURE.findall(fresh), PICTURE.findall(one), strict=True)
    try:
        return all(
            ours == theirs
            or run_limited(same_picture, base64.b64decode(ours), base64.b64decode(theirs), ".jpg", **LIMITS)
            for ours, theirs in pairs
        )
    except (TooMuch, ValueError):
        return False
