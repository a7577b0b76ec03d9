"""The reading order of a source page: which of its lines stands where in the article.

A file ``content/source/NAME.order`` states it, a row for each part of the article; its own head explains the
form. Reading it proves it against the source: every line once, each as quoted, the source unaltered.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from edition.faults import Fault
from edition.names import SOURCE_PAGE
from edition.parts import ROLES, place_of
from edition.source import text as texts
from edition.source.text import read_lines

GAP = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in a text where the source breaks off
CUT = " ... "
BETWEEN = " + "
PIECE = re.compile(r"([+_-]?)([0-9]{1,9}|\?)")
PIECES = re.compile(r"(\?[+_-])*[0-9]{1,9}([+_-]([0-9]{1,9}|\?))*")  # one line at least
QUOTED_WHOLE = 24  # characters of a line that is quoted whole
QUOTED_END = 12  # characters of a longer line's beginning and end
HEAD = """\
# The reading order of {name}, the page as it was extracted. Review it against {name}:
# is each line where its sense asks for it? Then take out the line `status draft`; until then
# the article is a draft. `make order SLUG={slug}` writes the rows anew from the article.
#
# A row: what the words are on the page; the number of their line in {name}; how that
# line begins and ends.
#   67+41   one paragraph that the source cuts in two: line 67 goes on with line 41
#   67_41   the same, with a space where they meet; 67-41: without the hyphen that ends line 67
#   21+?    a paragraph that breaks off in the source and goes on nowhere in it
# Each line of {name} that is not blank stands here once.

source     {name}
sha256     {digest}
status     draft
"""

# What joins a line to the one before it (+ nothing, _ a space, - nothing in the place of that one's hyphen; "" before the
# first), and its number, None for a gap.
Piece = tuple[str, int | None]


@dataclass(frozen=True)
class Unit:
    """One part of an article, in its place.

    role: of edition.parts. section: its number from 1, 0 before the first heading. place: what an editor calls it.
    lines: the numbers of its lines, in order. text: their words, with GAP where the source breaks off.
    origin: the file that the lines are of, in words.
    """

    role: str
    section: int
    place: str
    lines: tuple[int, ...]
    text: str
    origin: str = "source"

    @property
    def name(self) -> str:
        """The part as a sentence names it."""
        return f"{self.place} ({self.origin} line {'+'.join(map(str, self.lines))}, 「{quote(self.text)}」)"

    @cached_property
    def key(self) -> str:
        """The words without white space, as they are compared."""
        return without_space(self.text)


@dataclass(frozen=True)
class ReadingOrder:
    """A source page and the order of its lines. draft: whether its article is not to be published yet."""

    source: Path
    units: tuple[Unit, ...]
    draft: bool = False


def without_space(text: str) -> str:
    """Return text with all white space removed."""
    return "".join(text.split())


def quote(text: str, limit: int = 12) -> str:
    """Return the text's beginning, to recognise it by: limit characters, gaps as words."""
    text = text.replace(GAP, "〔中断〕").strip()
    return text if len(text) <= limit else f"{text[:limit]}…"


def order_of(source: Path) -> Path:
    """Return the file of the reading order of a source page."""
    return source.with_suffix(".order")


def source_lines(source: Path) -> dict[int, str]:
    """Return the lines of a source page that have words, by their number from 1; raise Fault if it can't be read."""
    return {number: line.strip() for number, line in texts.source_lines(source).items()}


def awaits_review(order: Path) -> bool:
    """Return whether the reading order in the file says ``status draft``: nobody has reviewed it yet."""
    return order.is_file() and bool(re.search(rb"(?m)^status[ \t]+draft\s*$", order.read_bytes()))


# ----- reading


def read_order(path: Path) -> ReadingOrder:
    """Return the reading order that the file states; raise Fault for the first thing that is wrong with it."""
    head, rows = split(path, read_lines(path))
    status = head.get("status", (1, "draft"))
    if not {"source", "sha256"} <= head.keys() or status[1] != "draft":
        raise Fault("o-001", path, status[0])
    line, name = head["source"]
    source = path.parent / name
    if not SOURCE_PAGE.fullmatch(f"source/{name}") or not source.is_file():
        raise Fault("o-004", path, line, name=source.name)
    lines = source_lines(source)
    line, stated = head["sha256"]
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != stated:
        raise Fault("o-005", path, line, name=name, digest=digest)
    return ReadingOrder(source, tuple(read_units(path, rows, lines)), "status" in head)


def split(path: Path, lines: Iterable[str]) -> tuple[dict[str, tuple[int, str]], list[tuple[int, list[str]]]]:
    """Return line and value of each entry in the head of an order's lines, and line and fields of each row.

    Raises Fault for an entry that stands a second time.
    """
    head: dict[str, tuple[int, str]] = {}
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        fields = line.split(maxsplit=2)
        if fields and fields[0] in ("source", "sha256", "status") and not rows:
            if fields[0] in head:
                raise Fault("o-001", path, number)
            head[fields[0]] = (number, " ".join(fields[1:]))
        elif fields and not line.startswith("#"):
            rows.append((number, fields))
    return head, rows


def read_units(path: Path, rows: list[tuple[int, list[str]]], lines: Mapping[int, str]) -> list[Unit]:
    """Return the parts that the rows state; raise Fault unless they use each source line once, as quoted."""
    found: list[tuple[str, tuple[int, ...], str]] = []
    used: dict[int, int] = {}
    for row, fields in rows:
        role, numbers, quotations = fields if len(fields) == 3 else ("", "", "")
        pieces = PIECE.findall(numbers)
        quotes = quotations.split(BETWEEN)
        if role not in ROLES or not PIECES.fullmatch(numbers) or len(pieces) != len(quotes):
            raise Fault("o-006", path, row, roles=", ".join(ROLES), between=BETWEEN)
        text = ""
        for (seam, number), quotation in zip(pieces, quotes, strict=True):
            if seam == "-" and not text.endswith("-"):
                raise Fault("o-013", path, row, words=text[-8:])
            text = text.removesuffix("-") if seam == "-" else text + " " * (seam == "_")
            text += GAP if number == "?" else quoted_line(path, row, int(number), lines, used, quotation)
        found.append((role, tuple(int(number) for _, number in pieces if number != "?"), text))
    for line, text in lines.items():
        if line not in used:
            raise Fault("o-009", path, rows[-1][0] if rows else 1, number=line, words=quote(text))
    return placed(found)


def quoted_line(path: Path, row: int, line: int, lines: Mapping[int, str], used: dict[int, int], quotation: str) -> str:
    """Return the source's line and note that it is used; raise Fault if it is already, or is not as quoted."""
    begin, _, end = quotation.strip().partition(CUT)
    text = lines.get(line, "")
    if not text or not (text.startswith(begin) and text.endswith(end) if end else text == begin):
        raise Fault("o-012", path, row, number=line, quotation=quotation)
    if line in used:
        raise Fault("o-011", path, row, number=line, first=used[line])
    used[line] = row
    return text


def placed(found: Iterable[tuple[str, tuple[int, ...], str]], origin: str = "source") -> list[Unit]:
    """Return the parts of an article, given by role, lines and text in their order, each with its place."""
    units, section = [], 0
    counts: Counter[str] = Counter()
    for role, lines, text in found:
        if role == "heading":
            section, counts["paragraph"] = section + 1, 0
        counts[role] += 1
        units.append(Unit(role, section, place_of(role, section, counts[role]), lines, text, origin))
    return units


# ----- writing


def order_head(source: Path, slug: str) -> str:
    """Return the head of a new reading order of the source page, for the article of that slug."""
    return HEAD.format(name=source.name, slug=slug, digest=hashlib.sha256(source.read_bytes()).hexdigest())


def order_rows(rows: Iterable[tuple[str, Iterable[Piece]]], lines: Mapping[int, str]) -> str:
    """Return the rows of an order, given by role and pieces, as its file has them, a blank line before each section."""
    text = ""
    for role, row in rows:
        pieces = list(row)
        quotations = ["?" if line is None else quotation_of(lines[line]) for _, line in pieces]
        text += "\n" if role == "heading" else ""
        text += f"{role:<10} {shown(pieces):<7} {BETWEEN.join(quotations)}\n"
    return text


def shown(pieces: Iterable[Piece]) -> str:
    """Return the pieces as a reading order writes them: 67+41, 21+?."""
    return "".join(seam + ("?" if line is None else str(line)) for seam, line in pieces)


def quotation_of(text: str) -> str:
    """Return how the line begins and ends, or all of a short one, without the marks that part quotations."""
    if len(text) <= QUOTED_WHOLE and BETWEEN not in text and CUT not in text:
        return text
    for length in range(min(QUOTED_END, len(text) // 2), 0, -1):
        begin, end = text[:length], text[-length:]
        quoted = f"{begin}{CUT}{end}"
        if BETWEEN not in quoted and quoted.partition(CUT) == (begin, CUT, end) and begin.strip() and end.strip():
            return quoted
    return text[0]
