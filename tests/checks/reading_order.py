"""The reading order of a source page: which of its lines stands where in the article.

A file ``content/source/NAME.order`` states it, a row for each part of the article; its own head explains the
form. Reading it proves it against the source: every line once, each as quoted, the source unaltered.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

GAP = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in a text where the source breaks off
ROLES = ("kicker", "headline", "byline", "lede", "heading", "paragraph", "caption")
CUT = " ... "
SEAM = " + "


class OrderFault(Exception):
    """What is wrong with a reading order: one line that names file, line, fault and mend."""


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
    """A source page and the order of its lines. published: the page's path in the bundle."""

    source: Path
    published: str
    units: tuple[Unit, ...]

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
    """Return the reading order that the file states; raise OrderFault for the first thing that is wrong."""
    rows = []
    for number, line in enumerate(read(path).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            rows.append((number, line.split(maxsplit=2)))
    head = {fields[0]: (number, " ".join(fields[1:])) for number, fields in rows[:2]}
    if set(head) != {"source", "sha256"}:
        raise OrderFault(f"{path}:1: the head is incomplete: write `source NAME` and `sha256 DIGEST` first")
    source = path.parent / head["source"][1]
    if not source.is_file():
        raise OrderFault(
            f"{path}:{head['source'][0]}: {source.name} does not exist: put the source page beside this file"
        )
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != head["sha256"][1]:
        mend = f"restore it, or review the order again and write sha256 {digest}"
        raise OrderFault(f"{path}:{head['sha256'][0]}: {source.name} was edited after the order was made: {mend}")
    lines = {number: text for number, text in enumerate(read(source).splitlines(), start=1) if text.strip()}
    return ReadingOrder(source, f"{path.parent.name}/{source.name}", tuple(read_units(path, rows[2:], lines)))


def read(path: Path) -> str:
    """Return the file's text; raise OrderFault if it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise OrderFault(f"{path}: not UTF-8: save it as UTF-8") from error


def read_units(path: Path, rows: list, lines: dict[int, str]) -> list[Unit]:
    """Return the parts that the rows state; raise OrderFault unless they use each source line once, as quoted."""
    units: list[Unit] = []
    used: dict[int, int] = {}
    section = 0
    counts = {"paragraph": 0, "caption": 0}
    for number, fields in rows:
        at = f"{path}:{number}"
        if len(fields) < 3 or fields[0] not in ROLES:
            raise OrderFault(
                f"{at}: not a row of a reading order: write one of {', '.join(ROLES)}, the line, its words"
            )
        role, pieces, words = fields
        if role == "heading":
            section, counts["paragraph"] = section + 1, 0
        if role in counts:
            counts[role] += 1
        text, numbers = "", []
        quotes = words.split(SEAM)
        if not re.fullmatch(r"(\d+|\?)(\+(\d+|\?))*", pieces) or len(quotes) != pieces.count("+") + 1:
            raise OrderFault(
                f"{at}: {pieces} and its words do not agree: write as many quotations, parted by 「{SEAM}」"
            )
        for piece, quotation in zip(pieces.split("+"), quotes, strict=True):
            if piece == "?":
                text += GAP
                continue
            line = int(piece)
            if line not in lines:
                raise OrderFault(f"{at}: the source has no words on line {line}: name a line that has")
            if line in used:
                raise OrderFault(f"{at}: line {line} stands here already on row {used[line]}: name each line once")
            check_quotation(at, line, lines[line], quotation)
            used[line] = number
            numbers.append(line)
            text += lines[line].strip()
        if not numbers:
            raise OrderFault(f"{at}: this row names no line of the source: name one")
        units.append(Unit(role, section, name_place(role, section, counts), tuple(numbers), text))
    for line, text in lines.items():
        if line not in used:
            raise OrderFault(f"{path}: line {line} of the source (「{quote(text)}」) stands nowhere: give it a row")
    return units


def check_quotation(at: str, line: int, text: str, quotation: str) -> None:
    """Raise OrderFault unless the source line begins and ends as quoted."""
    begin, _, end = quotation.strip().partition(CUT)
    text = text.strip()
    same = text.startswith(begin) and text.endswith(end) if end else text == begin
    if not same:
        raise OrderFault(f"{at}: line {line} of the source is not 「{quotation}」: quote how it begins and ends")


def name_place(role: str, section: int, counts: dict[str, int]) -> str:
    """Return what an editor calls a part: "kicker", "section 2, heading", "caption 3"."""
    if role == "caption":
        return f"caption {counts['caption']}"
    if role == "paragraph":
        return f"section {section}, paragraph {counts['paragraph']}"
    return f"section {section}, heading" if role == "heading" else role
