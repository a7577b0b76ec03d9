"""Everything that can be wrong has an id, its words and a place, and is told in one line.

The words stand in tables, one for each folder of the package, named like it; docs/faults.md is made from them.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# What would break the line, move a terminal's cursor, turn the order of its words (Unicode, UAX #9), or is no text.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
USER = re.compile(r"(?<=:/)(/?)[^\s/]*@")  # name and password or token in an address (RFC 3986, 3.2.1)
TABLES = ("article", "source", "proof", "desk", "bundle", "check", "deploy")
LONGEST = 300  # characters of a problem; its beginning and its end are told of a longer one


class Kind(NamedTuple):
    """One kind of fault, in words with {names} for what differs from case to case.

    problem: what is wrong. fix: what to do about it, "" where the problem says it. No full stop at the end of either.
    cause: why it is a fault, for the editor's documentation. example: what was typed, or what had happened.
    """

    problem: str
    fix: str
    cause: str = ""
    example: str = ""


class Fault(Exception):
    """One thing that is wrong; as text, the one line that names file, line, problem, fix and id.

    id: of a Kind. path: the file (shown relative to the project where it lies inside), or what else is meant, such as
    a variable. line: counted from 1, or None. values: what the Kind's words name.
    """

    def __init__(self, id: str, path: Path | str, line: int | None = None, **values: object) -> None:
        self.id, self.path, self.line, self.values = id, Path(path), line, values
        self.said = str(path)
        super().__init__(id, self.said, line)

    def __reduce__(self) -> tuple[partial["Fault"], tuple[()]]:
        """Say how it crosses to another process."""
        return partial(Fault, self.id, self.said, self.line, **self.values), ()

    @property
    def problem(self) -> str:
        """What is wrong, shortened where it is too long for a line."""
        said = kinds()[self.id].problem.format(**self.values)
        return said if len(said) <= LONGEST else f"{said[: LONGEST // 2]} … {said[-LONGEST // 3 :]}"

    @property
    def fix(self) -> str:
        """What to do about it."""
        return kinds()[self.id].fix.format(**self.values)

    @property
    def place(self) -> str:
        """File and line."""
        place = self.said if "://" in self.said else shown(self.path, self.said)
        return f"{place}:{self.line}" if self.line else place

    def __str__(self) -> str:
        told = ": ".join(part for part in (self.place, self.problem, self.fix) if part)
        return CONTROLS.sub(" ", USER.sub(r"\1…@", f"{told} [{self.id}]"))


class Faults(Exception):
    """Several faults at once, each told in its line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def shown(path: Path, otherwise: str = "") -> str:
    """Return the path as an editor is told it: relative to the project where it lies inside, else otherwise or whole."""
    whole = path.absolute()
    return str(whole.relative_to(ROOT)) if whole.is_relative_to(ROOT) else otherwise or str(path)


def tables() -> list[ModuleType]:
    """Return the tables of words, in the order of an editor's work; each has KINDS."""
    return [import_module(f"edition.faults.{name}") for name in TABLES]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of fault, by its id."""
    return {id: kind for table in tables() for id, kind in table.KINDS.items()}


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return what to write instead of word: the known name most like it, else otherwise, else all of them."""
    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.65)
    return f"did you mean {close[0]}?" if close else otherwise or f"write one of {', '.join(sorted(names))}"
