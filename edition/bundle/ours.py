"""Why: what takes a place for its own by its looks replaces and removes files that somebody else put there.

One rule for every place that a bundle is put, a folder, a bucket, a branch or a server: nothing is replaced or removed
but what the last bundle's own list, SHA256SUMS, names there. All else stays, or stops the command before it begins.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from edition.faults import CONTROLS, Fault, shown
from edition.names import FRONT_PAGE, HEADERS, MISSING_PAGE, NO_JEKYLL, SUMS, WORKER

PART = r"(?!\.{1,2}(?:/|$))[^/\\\x00-\x1f\x7f]+"  # of a name: no step up, and nothing that a terminal obeys
LINE = re.compile(rf"(?P<digest>[0-9a-f]{{64}})  (?P<name>{PART}(?:/{PART})*)")
# Together in one list they are a mark that no other site has.
ALWAYS = {FRONT_PAGE, MISSING_PAGE, WORKER, HEADERS, NO_JEKYLL}
MARK = b"data-edition="  # on every front page of ours
MADE = ".made-by-edition"  # in a folder that holds no bundle: names what of it we wrote, a line each
NOBODYS = (".DS_Store", "Thumbs.db", "desktop.ini")  # what a desktop leaves in a folder that was looked at
TOLD = 10
MOST_BYTES = 100_000_000  # of a list or a front page that may be ours


def read_sums(text: str) -> dict[str, str]:
    """Return the digests by name that a SHA256SUMS says; {} where a line is none, or names a file outside its folder."""
    lines = [LINE.fullmatch(line) for line in text.removesuffix("\n").split("\n")]
    return {line["name"]: line["digest"] for line in lines if line} if all(lines) else {}


def sums_text(sums: dict[str, str]) -> str:
    """Return what SHA256SUMS says of digests, by the names of their files."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def last_bundle(sums: bytes | None, front_page: bytes | None) -> dict[str, str]:
    """Return the digests by name of the bundle that a place holds; {} where no bundle of ours is.

    sums, front_page: the place's SHA256SUMS and index.html, None for one that it lacks. The front page need not be the
    one that the list means, since an upload may have been cut off between the two; but it must be one of ours.
    """
    listed = read_sums((sums or b"").decode(errors="replace"))
    if not listed.keys() >= ALWAYS or listed[NO_JEKYLL] != hashlib.sha256().hexdigest():
        return {}
    ours = front_page is None or MARK in front_page or hashlib.sha256(front_page).hexdigest() == listed[FRONT_PAGE]
    return listed if ours else {}


@dataclass(frozen=True)
class Plan:
    """What an upload does at a place: new and old are the digests by name of the bundle to come and of the one there.

    So that an upload that is cut off anywhere can be run again, a place's list names at every instant whatever of ours
    may be there: if anything is added, first the list `claim` goes there; what is stale goes last; then the new list.
    """

    new: dict[str, str]
    old: dict[str, str]

    @property
    def added(self) -> list[str]:
        """The files to come that the list there does not name."""
        named = {*self.old, SUMS} if self.old else set()
        return [name for name in (*self.new, SUMS) if name not in named]

    @property
    def changed(self) -> list[str]:
        """The files to come that are not there, or have other bytes there."""
        return [name for name, digest in self.new.items() if self.old.get(name) != digest]

    @property
    def stale(self) -> list[str]:
        """The files that the list there names and the new one does not."""
        return sorted(self.old.keys() - self.new.keys())

    @property
    def claim(self) -> str:
        """The text of a SHA256SUMS that names the files of both."""
        return sums_text(self.old | self.new)

    def refuse_strangers(self, place: str, there: Iterable[str]) -> None:
        """Raise Fault, naming the first, if a file there that no list of ours names stands where one is to come.

        place: the setting that names it. there: the names of the files that were found there.
        """
        coming = set(self.added)
        folders = {str(folder) for name in coming for folder in PurePosixPath(name).parents}
        for name in sorted(there):
            above = {str(folder) for folder in PurePosixPath(name).parents}
            if name not in self.old and (name in coming | folders or above & coming):
                raise Fault("b-007", place, name=name)


def report(place: str, sent: Collection[str], removed: Collection[str], dry_run: bool, do: str = "send") -> str:
    """Return what to tell the editor: what was sent to the place and removed there, or would be; do: the word for it."""
    if dry_run:
        lines = [f"would {do} {name}" for name in sent] + [f"would remove {name}" for name in removed]
        return "\n".join([*lines, f"{place}: nothing was changed: DRY_RUN"])
    told = f": {some(removed)}" if removed else ""
    return f"{place}: {len(sent)} file(s) sent, {len(removed)} removed{told}"


# ----- a folder on this machine


def bundle_in(folder: Path) -> dict[str, str]:
    """Return the digests by name of the bundle in the folder; {} where no bundle of ours is."""

    def read(path: Path) -> bytes | None:
        if not path.is_file():
            return None
        return path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""

    return last_bundle(read(folder / SUMS), read(folder / FRONT_PAGE))


def check_place(output: Path) -> None:
    """Raise Fault, naming the first, if anything is at output but a bundle of ours; where nothing is, all is well."""
    if strangers := strangers_in(output):
        raise Fault("b-007", output, name=strangers[0])


def strangers_in(output: Path) -> list[str]:
    """Return the names of what is at output and is no bundle's of ours."""
    return sorted_out(output)[1] if output.is_dir() else [output.name] if os.path.lexists(output) else []


def remove_bundle(output: Path, dry_run: bool = False) -> str:
    """Remove the bundle at output, and no other file; return what was removed and what was left.

    dry_run: return it only. Raises OSError for a file that can't be removed. It may be run again then: the list goes last.
    """
    ours, left = sorted_out(output) if output.is_dir() and bundle_in(output) else ([], [])
    if not ours:
        return f"{shown(output)}: no bundle is here, nothing was removed"
    told = f"; left, for no build wrote it: {some(left)}" if left else ""
    return remove(output, ours, dry_run) + told


def remove(folder: Path, names: Collection[str], dry_run: bool = False) -> str:
    """Remove the files of these names from the folder, and the folders that are empty then; return what was removed."""
    for name in () if dry_run else names:
        (folder / name).unlink()
    folders = {above for name in names for above in (folder / name).parents if above.is_relative_to(folder)}
    for above in () if dry_run else sorted(folders, key=lambda above: len(above.parts), reverse=True):
        with suppress(OSError):  # something else is in it
            above.rmdir()
    return f"{shown(folder)}: {'would remove' if dry_run else 'removed'} {len(names)} file(s): {some(names)}"


def sorted_out(folder: Path) -> tuple[list[str], list[str]]:
    """Return the names of what is in the folder: what is its bundle's or nobody's, the list last, and all else."""
    listed = bundle_in(folder)
    named = {*listed, SUMS} if listed else set()
    ours: list[str] = []
    left: list[str] = []
    for name in sorted(entries(folder), key=lambda name: (name == SUMS, name)):
        (ours if name in named or name.rpartition("/")[2] in NOBODYS else left).append(name)
    return ours, left


def entries(folder: Path, below: str = "") -> Iterator[str]:
    """Yield the names of all that is in the folder, an empty folder's with a slash at its end; links are not followed."""
    for path in folder.iterdir():
        name = below + path.name
        if path.is_symlink() or not path.is_dir():
            yield name
        else:
            yield from list(entries(path, f"{name}/")) or [f"{name}/"]


# ----- a folder for what is no bundle


def claim(folder: Path, *names: str) -> None:
    """Note in the folder that its files of these names are ours, before they are written; faults as in check_claim."""
    check_claim(folder, *names)
    folder.mkdir(parents=True, exist_ok=True)
    noted = "".join(f"{name}\n" for name in sorted({*made_in(folder), *names}))
    (folder / MADE).write_text(noted, encoding="utf-8")


def check_claim(folder: Path, *names: str) -> None:
    """Raise Fault, naming the first, if something of such a name is in the folder that was not noted as ours."""
    for name in names:
        if not re.fullmatch(PART, name) or (name not in made_in(folder) and os.path.lexists(folder / name)):
            raise Fault("b-007", folder, name=name)


def made_in(folder: Path) -> list[str]:
    """Return the names that were noted in the folder as ours."""
    names = (folder / MADE).read_text(encoding="utf-8").splitlines() if (folder / MADE).is_file() else []
    return [name for name in names if re.fullmatch(PART, name)]


def some(names: Collection[str]) -> str:
    """Return the first of the names, and how many more there are."""
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return CONTROLS.sub(" ", ", ".join(list(names)[:TOLD])) + more
