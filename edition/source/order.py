"""The reading order of a source page: which of its lines stands where in the article.

A file ``content/source/NAME.order`` states it, a row for each part of the article; its own head explains the
form. Reading it proves it against the source: every line once, each as quoted, the source unaltered.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from edition.faults import Fault
from edition.source.text import read_lines

GAP = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in a text where the source breaks off
HEAD = ("source", "sha256", "status")
CONTROLS = "\t\v\f\r"  # white space of an extracted page
ROLES = ("kicker", "headline", "byline", "lede", "heading", "paragraph", "caption")
CUT = " ... "
SEAM = " + "


@dataclass(frozen=True)
class Unit:
    """One part of the article, in its place.

    role: one of ROLES. section: its number from 1, 0 before the first heading.
    place: what an editor calls it, such as "section 1, paragraph 6".
    lines: the numbers of its source lines, in order. text: their words, with GAP where the source breaks off.
    """

    role: str
    section: int
    place: str
    lines: tuple[int, ...]
    text: str

    @property
    def name(self) -> str:
        """The part as a sentence names it."""
        lines = "+".join(map(str, self.lines))
        return f"{self.place} (source line {lines}, 「{quote(self.text)}」)"

    @cached_property
    def key(self) -> str:
        """The words without white space, as they are compared."""
        return without_space(self.text)


@dataclass(frozen=True)
class ReadingOrder:
    """A source page and the order of its lines.

    published: the source page's path in the bundle. draft: whether its article is not to be published yet.
    """

    source: Path
    published: str
    units: tuple[Unit, ...]
    draft: bool = False

    @property
    def sections(self) -> int:
        """How many headings there are."""
        return sum(unit.role == "heading" for unit in self.units)


def without_space(text: str) -> str:
    """Return text with all white space removed."""
    return "".join(text.split())


def quote(text: str, limit: int = 12) -> str:
    """Return the text's beginning, to recognise it by: limit characters, gaps as words."""
    text = text.replace(GAP, "〔中断〕")
    return text if len(text) <= limit else f"{text[:limit]}…"


def load(path: Path) -> ReadingOrder:
    """Return the reading order that the file states; raise Fault for the first thing that is wrong."""
    head: dict[str, tuple[int, str]] = {}
    rows = []
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split(maxsplit=2)
        if fields and fields[0] in HEAD and not rows:
            if fields[0] in head:
                mend = f"keep one; the first is line {head[fields[0]][0]}"
                raise Fault(path, number, f"{fields[0]} stands a second time", mend)
            head[fields[0]] = (number, " ".join(fields[1:]))
        elif fields and not line.startswith("#"):
            rows.append((number, fields))
    if not {"source", "sha256"} <= set(head):
        raise Fault(path, 1, "the head is incomplete", "write `source NAME.txt` and `sha256 DIGEST` before the rows")
    if head.get("status", (0, "draft"))[1] != "draft":
        raise Fault(
            path, head["status"][0], f"{head['status'][1]} is no status", "write `status draft`, or drop the line"
        )
    source = path.parent / head["source"][1]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}\.txt", head["source"][1]) or not source.is_file():
        raise Fault(path, head["source"][0], f"{source.name} does not exist", "name the source page beside this file")
    text_lines = read_lines(source, CONTROLS)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != head["sha256"][1]:
        mend = f"restore it, or review the order again and write sha256 {digest}"
        raise Fault(path, head["sha256"][0], f"{source.name} was edited after the order was made", mend)
    lines = {number: text for number, text in enumerate(text_lines, start=1) if text.strip()}
    units = tuple(read_units(path, rows, lines))
    return ReadingOrder(source, f"{path.parent.name}/{source.name}", units, head.get("status", (0, ""))[1] == "draft")


def read_units(path: Path, rows: list, lines: dict[int, str]) -> list[Unit]:
    """Return the parts that the rows state; raise Fault unless they use each source line once, as quoted."""
    units: list[Unit] = []
    used: dict[int, int] = {}
    section = 0
    counts = {"paragraph": 0, "caption": 0}
    for number, fields in rows:
        if len(fields) < 3 or fields[0] not in ROLES:
            mend = f"write one of {', '.join(ROLES)}, the line, its words"
            raise Fault(path, number, "this is no row of a reading order", mend)
        role, pieces, words = fields
        if role == "heading":
            section, counts["paragraph"] = section + 1, 0
        if role in counts:
            counts[role] += 1
        text, numbers = "", []
        quotes = words.split(SEAM)
        if not re.fullmatch(r"([0-9]{1,9}|\?)(\+([0-9]{1,9}|\?))*", pieces) or len(quotes) != pieces.count("+") + 1:
            mend = f"write as many quotations, parted by 「{SEAM}」"
            raise Fault(path, number, f"{pieces} and its words do not agree", mend)
        for piece, quotation in zip(pieces.split("+"), quotes, strict=True):
            if piece == "?":
                text += GAP
                continue
            line = int(piece)
            if line not in lines:
                raise Fault(path, number, f"the source has no words on line {line}", "name a line that has")
            if line in used:
                raise Fault(path, number, f"line {line} stands here already on row {used[line]}", "name each line once")
            check_quotation(path, number, line, lines[line], quotation)
            used[line] = number
            numbers.append(line)
            text += lines[line].strip()
        if not numbers:
            raise Fault(path, number, "this row names no line of the source", "name one")
        units.append(Unit(role, section, name_place(role, section, counts), tuple(numbers), text))
    last = rows[-1][0] if rows else 1
    for line, text in lines.items():
        if line not in used:
            raise Fault(path, last, f"line {line} of the source (「{quote(text)}」) stands nowhere", "give it a row")
    return units


def check_quotation(path: Path, row: int, line: int, text: str, quotation: str) -> None:
    """Raise Fault unless the source line begins and ends as quoted."""
    begin, _, end = quotation.strip().partition(CUT)
    text = text.strip()
    same = text.startswith(begin) and text.endswith(end) if end else text == begin
    if not same:
        raise Fault(path, row, f"line {line} of the source is not 「{quotation}」", "quote how it begins and ends")


def name_place(role: str, section: int, counts: dict[str, int]) -> str:
    """Return what an editor calls a part: "kicker", "section 2, heading", "caption 3"."""
    if role == "caption":
        return f"caption {counts['caption']}"
    if role == "paragraph":
        return f"section {section}, paragraph {counts['paragraph']}"
    return f"section {section}, heading" if role == "heading" else role
