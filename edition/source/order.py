"""The reading order of an article: which words of its source page stand where in it.

A file ``content/source/SLUG.order`` states it, a row for each part of the article and for whatever is set aside; its own
head explains the form. Reading it proves it against the source page: each piece once, each as quoted, the page unaltered.
Several articles may share a page: edition.source.account tells whether together they take all of it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from edition.faults import Fault
from edition.names import SOURCE_PAGE
from edition.parts import BY_ROLE, ROLES, place_of
from edition.source.pieces import (
    BETWEEN,
    GAP,
    Lines,
    Piece,
    is_quoted,
    joined,
    overlap,
    quoted,
    read_items,
    shown,
    without_space,
    words_of,
)
from edition.source.text import READ, read_bytes, read_lines, source_lines

VERSION = "2"
ASIDE = "aside"  # the role of what is set aside
# Why it may be set aside, beside free words.
REASONS = ("folio", "date", "masthead", "jump", "advertisement", "editor", "mail", "other")
ENTRIES = ("version", "source", "sha256", "encoding", "reads", "origin", "extracted", "reviewed", "rows", "status")
READS = re.compile(f"{READ}(, {READ})*")
REVIEWED = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<name>\S.*)")
HEAD = """\
# The reading order of {name}, the page as it was extracted. Review it against {name}:
# is each piece where its sense asks for it? Then `make sign SLUG={slug} BY=name` signs it; until then, and
# after each change of it, the article is a draft. `make order SLUG={slug}` writes the rows anew from the article.
#
# A row: what the words are on the page; their line in {name}; how they begin and end there.
#   67+41    line 67 goes on with line 41; 67_41: with a space between; 67-41: without the hyphen that ends line 67
#   11..22   each line with words from 11 to 22, nothing between them; 11__22: a space between each
#   3[1-9]   the characters 1 to 9 of line 3; 3[10-]: from the 10th to its end
#   21+?     the source breaks off here, and goes on nowhere in it
#   aside    what no article takes, with the reason: {reasons}, or other words
# Each character of {name}, white space apart, stands in one row of one article's order.

"""


@dataclass(frozen=True)
class Unit:
    """One part of an article, in its place.

    role: of edition.parts. section: its number from 1, 0 before the first heading. place: what an editor calls it.
    pieces: of the page that it is made of, with a gap where the page breaks off. text: their words.
    page: the lines that the pieces are of. origin: the file that they are of, in words.
    """

    role: str
    section: int
    place: str
    pieces: tuple[Piece, ...]
    text: str
    page: Lines = field(default_factory=dict, compare=False, repr=False)
    origin: str = "source"

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of its lines, in order."""
        return tuple(dict.fromkeys(piece.line for piece in self.pieces if piece.line is not None))

    @property
    def name(self) -> str:
        """The part as a sentence names it."""
        said = shown([piece for piece in self.pieces if piece.line is not None], self.page)
        return f"{self.place} ({self.origin} line {said}, 「{quote(self.text)}」)"

    @cached_property
    def key(self) -> str:
        """The words without white space, as they are compared."""
        return without_space(self.text)


@dataclass(frozen=True)
class Row:
    """A row of an order: its line in the file, the role, the pieces, their words; reason: why they are set aside, or ""."""

    line: int
    role: str
    pieces: tuple[Piece, ...]
    text: str
    reason: str = ""


@dataclass(frozen=True)
class ReadingOrder:
    """A reading order in the file path. source: its page. lines: of the page. head: line and value of each entry.

    draft: whether nobody has signed it as it is.
    """

    path: Path
    source: Path
    lines: Lines
    head: dict[str, tuple[int, str]]
    rows: tuple[Row, ...]
    draft: bool

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The parts of the article, each in its place."""
        parts = [(row.role, row.pieces, row.text) for row in self.rows if row.role != ASIDE]
        return tuple(placed(parts, self.lines))

    @property
    def asides(self) -> list[Row]:
        """What is set aside."""
        return [row for row in self.rows if row.role == ASIDE]

    @property
    def pieces(self) -> list[Piece]:
        """Every piece of the page that a row takes."""
        return [piece for row in self.rows for piece in row.pieces]

    def value(self, entry: str) -> str:
        """Return what the head says of an entry, "" where it says nothing."""
        return self.head.get(entry, (0, ""))[1]


@dataclass
class OrderFile:
    """An order as its file has it. head: line and value of each entry. rows: line and fields of each row."""

    head: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The digest of all that a reviewer signs, name and day among it: every entry and row, whatever their white space."""
        signed = [f"{name} {value}" for name, (_, value) in self.head.items() if name != "rows"]
        signed += [" ".join(" ".join(fields).split()) for _, fields in self.rows]
        return hashlib.sha256("\n".join(signed).encode()).hexdigest()

    @property
    def is_draft(self) -> bool:
        """Whether nobody has signed it as it is; one of the first form says so itself."""
        if "version" not in self.head:
            return "status" in self.head
        return "reviewed" not in self.head or self.head.get("rows", (0, ""))[1] != self.digest


def quote(text: str, limit: int = 12) -> str:
    """Return the text's beginning, to recognise it by: limit characters, gaps as words."""
    text = text.replace(GAP, "〔中断〕").strip()
    return text if len(text) <= limit else f"{text[:limit]}…"


def order_of(content: Path, slug: str) -> Path:
    """Return the file of the reading order of the article of that slug."""
    return content / "source" / f"{slug}.order"


def order_file(path: Path) -> OrderFile:
    """Return the entries and rows of the file, whatever it holds; nothing where there is none."""
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""  # as read_lines reads it
    return split(path, text.split("\n"), strict=False)


def awaits_review(path: Path, page: str = "") -> bool:
    """Return whether nobody has signed the reading order in the file as it is, of the page of that name, or there is none."""
    file = order_file(path)
    return not path.is_file() or file.is_draft or bool(page and file.head.get("source", (0, ""))[1] != page)


# ----- reading


def read_order(path: Path) -> ReadingOrder:
    """Return the reading order that the file states; raise Fault for the first thing that is wrong with it."""
    file = split(path, read_lines(path))
    head = file.head
    if not {"source", "sha256"} <= head.keys():
        raise Fault("o-001", path, 1)
    if head.get("version", (1, "1"))[1] != VERSION:
        raise Fault("o-014", path, head.get("version", (1, ""))[0], slug=path.stem)
    for name, form in (("reads", READS), ("reviewed", REVIEWED), ("status", re.compile("(?!)"))):
        if name in head and not form.fullmatch(head[name][1]):
            raise Fault("o-001", path, head[name][0])
    line, name = head["source"]
    source = path.parent / name
    if not SOURCE_PAGE.fullmatch(f"source/{name}") or not source.is_file():
        raise Fault("o-004", path, line, name=source.name)
    line, stated = head["sha256"]
    digest = hashlib.sha256(read_bytes(source)).hexdigest()
    if digest != stated:
        raise Fault("o-005", path, line, name=name, digest=digest)
    lines = source_lines(source, *(head.get(name, (0, ""))[1] for name in ("encoding", "reads")))
    return ReadingOrder(path, source, lines, head, tuple(read_rows(path, file.rows, lines)), file.is_draft)


def split(path: Path, lines: Iterable[str], *, strict: bool = True) -> OrderFile:
    """Return the entries and rows of an order's lines; raise Fault for an entry that stands a second time, where strict."""
    found = OrderFile()
    for number, line in enumerate(lines, start=1):
        fields = line.split(maxsplit=2)
        if not fields or line.startswith("#"):
            continue
        if fields[0] in ENTRIES and not found.rows:
            if fields[0] in found.head and strict:
                raise Fault("o-001", path, number)
            found.head[fields[0]] = (number, " ".join(" ".join(fields[1:]).split()))
        else:
            found.rows.append((number, fields))
    return found


def read_rows(path: Path, rows: Iterable[tuple[int, list[str]]], lines: Lines) -> list[Row]:
    """Return what the rows state; raise Fault unless each piece of the page stands in one, and as quoted."""
    found: list[Row] = []
    taken: dict[int | None, list[tuple[Piece, int]]] = {}
    for number, fields in rows:
        found.append(read_row(path, number, fields, lines))
        for piece in found[-1].pieces:
            there = taken.setdefault(piece.line, [])
            if first := next((row for other, row in there if overlap(piece, other, lines)), 0):
                raise Fault(
                    "o-011", path, number, number=piece.line, words=quote(words_of(piece, lines)), other=f"row {first}"
                )
            there.append((piece, number))
    return found


def read_row(path: Path, number: int, fields: Sequence[str], lines: Lines) -> Row:
    """Return what one row states; raise Fault unless the page has its pieces, as quoted."""
    role, place, quotations = fields if len(fields) == 3 else ("", "", "")
    reason = ""
    if role == ASIDE:
        reason, quotations = (*re.split(r": |：", quotations, maxsplit=1), "")[:2]
    items = read_items(place, lines)
    quotes = quotations.split(BETWEEN)
    if (
        role not in (*ROLES, ASIDE)
        or (role == ASIDE and not (reason and quotations))
        or not items
        or len(items) != len(quotes)
    ):
        raise Fault("o-006", path, number, roles=", ".join((*ROLES, ASIDE)), between=BETWEEN)
    for item, quotation in zip(items, quotes, strict=True):
        if not is_quoted(quotation, item, lines):
            raise Fault("o-012", path, number, number=item[0].line, quotation=quotation)
    pieces = tuple(piece for item in items for piece in item)
    try:
        return Row(number, role, pieces, joined(pieces, lines), reason)
    except ValueError as error:
        raise Fault("o-013", path, number, words=str(error)[-8:]) from error


def placed(found: Iterable[tuple[str, Sequence[Piece], str]], lines: Lines, origin: str = "source") -> list[Unit]:
    """Return the parts of an article, given by role, pieces and text in their order, each with its place."""
    units, section = [], 0
    counts: Counter[str] = Counter()
    for role, pieces, text in found:
        if role == "heading":
            section += 1
            counts.update({counted: -count for counted, count in counts.items() if BY_ROLE[counted].in_section})
        counts[role] += 1
        units.append(Unit(role, section, place_of(role, section, counts[role]), tuple(pieces), text, lines, origin))
    return units


# ----- writing


def order_head(slug: str, entries: Mapping[str, str]) -> str:
    """Return the head of a reading order for the article of that slug; entries: what it says, by ENTRIES."""
    text = HEAD.format(name=entries["source"], slug=slug, reasons=", ".join(REASONS))
    return text + "".join(f"{name:<10} {entries[name]}\n" for name in ENTRIES if entries.get(name))


def order_row(role: str, pieces: Sequence[Piece], lines: Lines, reason: str = "") -> str:
    """Return a row of an order; reason: why the words are set aside, or "". A blank line parts sections."""
    before = "\n" if role == "heading" else ""
    return f"{before}{role:<10} {shown(pieces, lines):<7} {f'{reason}: ' if reason else ''}{quoted(pieces, lines)}\n"


def signed(text: str, day: str, name: str) -> str:
    """Return the text of an order's file with the entries that say who has reviewed it, and on which day (YYYY-MM-DD)."""
    lines = [line for line in text.split("\n") if line.split(maxsplit=1)[:1] not in (["reviewed"], ["rows"])]
    file = split(Path(), lines, strict=False)
    at = max(number for number, _ in file.head.values())
    lines.insert(at, f"{'reviewed':<10} {day} {name}")
    lines.insert(at + 1, f"{'rows':<10} {split(Path(), lines, strict=False).digest}")
    return "\n".join(lines)
