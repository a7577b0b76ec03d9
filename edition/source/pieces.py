"""Pieces of a source page: whole lines, runs of lines, parts of a line, and the seams between them.

A reading order writes them so: ``67+41`` line 67 goes on with line 41; ``67_41`` with a space where they meet; ``67-41``
without the hyphen that ends line 67; ``11..22`` each line with words from 11 to 22, nothing between them; ``11__22``
the same with a space; ``3[1-9]`` the characters 1 to 9 of line 3; ``21+?`` line 21, where the source breaks off.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

# How a paragraph ends; one that ends otherwise may be whole, such as a date, or was cut.
WHOLE = re.compile(r"[。！？…：；”’」』）》】.!?\"')]$")
GAP = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in a text where the source breaks off
CUT = " ... "
BETWEEN = " + "
QUOTED_WHOLE = 24  # characters of a piece that is quoted whole
QUOTED_END = 12  # characters of a longer piece's beginning and end
RUN = {"+": "..", "_": "__"}  # how a run is written, by the seam between its lines
SEAM_OF_RUN = {mark: seam for seam, mark in RUN.items()}
SHORTEST_RUN = 3  # lines; two are quoted each
ITEM = re.compile(
    r"(?P<seam>[+_-]?)(?:\?|(?P<line>[0-9]{1,9})"
    r"(?:\[(?P<begin>[0-9]{1,9})-(?P<end>[0-9]{0,9})\]|(?P<run>\.\.|__)(?P<last>[0-9]{1,9}))?)"
)


class Piece(NamedTuple):
    """A line of a source page, or a part of it.

    seam: what joins it to the one before: + nothing, _ a space, - nothing in the place of that one's hyphen; "" before
    the first. line: its number from 1, None for a gap. begin, end: the first character and the one after the last, in
    code points of the line from 0; None for its end.
    """

    seam: str
    line: int | None
    begin: int = 0
    end: int | None = None


# The lines of a source page that have words, by their number, as the file has them.
Lines = Mapping[int, str]


def without_space(text: str) -> str:
    """Return text with all white space removed."""
    return "".join(text.split())


def words_of(piece: Piece, lines: Lines) -> str:
    """Return the words of a piece, GAP for a gap, "" for a line that has none."""
    words = lines.get(piece.line or 0, "")[piece.begin : piece.end].strip()
    return GAP if piece.line is None else words.replace("\t", " ")  # which a text must not hold


def joined(pieces: Iterable[Piece], lines: Lines) -> str:
    """Return the words of the pieces, joined as their seams say; raise ValueError where no hyphen is to be dropped."""
    text = ""
    for piece in pieces:
        if piece.seam == "-" and not text.endswith("-"):
            raise ValueError(text)
        text = text.removesuffix("-") if piece.seam == "-" else text + " " * (piece.seam == "_")
        text += words_of(piece, lines)
    return text


def left_of(lines: Lines, taken: Iterable[Piece]) -> list[Piece]:
    """Return what the pieces leave of the lines: every word that they do not take, in the order of the page."""
    spans: dict[int, list[Piece]] = {}
    for piece in taken:
        if piece.line is not None:
            spans.setdefault(piece.line, []).append(piece)
    left = []
    for number, line in lines.items():
        begin = 0
        for piece in sorted(spans.get(number, []), key=lambda piece: piece.begin):
            left.append(Piece("", number, begin, piece.begin))
            begin = max(begin, len(line) if piece.end is None else piece.end)
        left.append(Piece("", number, begin, None))
    return [piece for piece in left if words_of(piece, lines)]


def overlap(one: Piece, other: Piece, lines: Lines) -> bool:
    """Return whether both pieces take a word of the same line."""
    if one.line is None or one.line != other.line:
        return False
    length = len(lines[one.line])
    end = min(length if piece.end is None else piece.end for piece in (one, other))
    return bool(lines[one.line][max(one.begin, other.begin) : end].strip())


# ----- as a reading order writes them


def read_items(place: str, lines: Lines) -> list[list[Piece]] | None:
    """Return the pieces that the place of a row names, those of a run together; None where it names none."""
    items: list[list[Piece]] = []
    at = 0
    while at < len(place):
        match = ITEM.match(place, at)
        if not match or bool(match["seam"]) != bool(items):
            return None
        at = match.end()
        items.append(list(pieces_of_item(match, lines)))
        if not items[-1]:
            return None
    return items if any(piece.line is not None for item in items for piece in item) else None


def pieces_of_item(match: re.Match[str], lines: Lines) -> Iterator[Piece]:
    """Yield the pieces of one item; none where a part or a run ends before it begins."""
    seam, line = match["seam"], int(match["line"] or 0)
    if match["run"]:
        numbers = [number for number in lines if line <= number <= int(match["last"])]
        if len(numbers) > 1 and (numbers[0], numbers[-1]) == (line, int(match["last"])):
            yield Piece(seam, line)
            yield from (Piece(SEAM_OF_RUN[match["run"]], number) for number in numbers[1:])
    elif match["begin"]:
        begin, end = int(match["begin"]) - 1, int(match["end"]) if match["end"] else None
        if begin >= 0 and (end is None or begin < end):
            yield Piece(seam, line, begin, end)
    else:
        yield Piece(seam, line if match["line"] else None)


def in_runs(pieces: Sequence[Piece], lines: Lines) -> list[list[Piece]]:
    """Return the pieces as the items of a row: whole lines that follow each other with one seam are a run."""
    following = dict(pairwise(lines))
    items: list[list[Piece]] = []
    for piece in pieces:
        last = items[-1] if items else []
        goes_on = bool(last) and piece.seam in RUN and piece[2:] == last[-1][2:] == (0, None)
        goes_on = goes_on and last[-1].line is not None and following.get(last[-1].line) == piece.line
        if goes_on and (len(last) == 1 or last[1].seam == piece.seam):
            last.append(piece)
        else:
            items.append([piece])
    return [part for item in items for part in ([item] if len(item) >= SHORTEST_RUN else [[piece] for piece in item])]


def shown(pieces: Sequence[Piece], lines: Lines) -> str:
    """Return the pieces as a reading order writes them: 67+41, 11..22, 3[1-9], 21+?."""
    text = ""
    for item in in_runs(pieces, lines):
        first = item[0]
        text += first.seam + ("?" if first.line is None else str(first.line))
        if first[2:] != (0, None):
            text += f"[{first.begin + 1}-{'' if first.end is None else first.end}]"
        if len(item) > 1:
            text += f"{RUN[item[1].seam]}{item[-1].line}"
    return text


def quoted(pieces: Sequence[Piece], lines: Lines) -> str:
    """Return how each item of the pieces begins and ends, for a row; a run of white space is one space there."""
    return BETWEEN.join(quotation_of(*ends_of(item, lines)) for item in in_runs(pieces, lines))


def ends_of(item: Sequence[Piece], lines: Lines) -> tuple[str, str]:
    """Return the words of the first and of the last line of an item, a space for each run of white space."""
    first, last = (" ".join(words_of(piece, lines).split()) for piece in (item[0], item[-1]))
    return first, last


def quotation_of(first: str, last: str) -> str:
    """Return how an item begins and ends, or all of a short piece, without the marks that part quotations; ? for a gap.

    first, last: the words of its first and its last line.
    """
    if first == GAP:
        return "?"
    if first == last and len(first) <= QUOTED_WHOLE and BETWEEN not in first and CUT not in first:
        return first
    most = min(QUOTED_END, max(1, len(first) // 2), max(1, len(last) // 2))
    quotations = ((first[:length], CUT, last[-length:]) for length in range(most, 0, -1))
    fits = (
        "".join(parts)
        for parts in quotations
        if BETWEEN not in "".join(parts) and "".join(parts).partition(CUT) == parts and parts[0].strip() == parts[0]
    )
    return next(fits, f"{first[0]}{CUT}{last[-1]}")


def is_quoted(quotation: str, item: Sequence[Piece], lines: Lines) -> bool:
    """Return whether the quotation is how that item begins and ends."""
    begin, _, end = " ".join(quotation.split()).partition(CUT)
    first, last = ends_of(item, lines)
    if end:
        return bool(first) and first.startswith(begin) and last.endswith(end)
    return len(item) == 1 and bool(first) and begin == ("?" if first == GAP else first)
