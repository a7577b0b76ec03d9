"""Why: Pelican reports a fault as a traceback or a wrapped log record; an editor needs one line.

Not a plugin itself: the word that the plugins beside it share.
"""

import re
from difflib import get_close_matches
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # would break the line, or move a terminal's cursor


class Fault(Exception):
    """One thing that is wrong in a file; as text, the one line that names file, line, fault and mend.

    path: the file (shown relative to the project where it lies inside).
    line: counted from 1, or None where the fault has no line.
    wrong, mend: what is wrong, and what to do about it; no full stop at the end.
    """

    def __init__(self, path, line: int | None, wrong: str, mend: str) -> None:
        self.path = Path(path)
        self.line = line
        self.wrong = wrong
        self.mend = mend
        super().__init__(path, line, wrong, mend)

    def __str__(self) -> str:
        path = self.path.absolute()
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else self.path
        place = f"{shown}:{self.line}" if self.line else str(shown)
        wrong = self.wrong if len(self.wrong) <= 300 else f"{self.wrong[:150]} … {self.wrong[-100:]}"
        return CONTROLS.sub(" ", f"{place}: {wrong}: {self.mend}")


def suggestion(word: str, known, otherwise: str = "") -> str:
    """Return what to write instead of word: the known name most like it, else otherwise, else all of them."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.65)
    return f"did you mean {close[0]}?" if close else otherwise or f"write one of {', '.join(sorted(known))}"
