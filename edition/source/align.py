"""Which lines of a source page stand where on a built page, whatever their order.

A draft is in no order yet that could be proven, so it is laid over the source line by line: what is missing, what
stands twice, what was changed, what the source has not; and only then over its reading order.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from edition.proof import compare as fidelity
from edition.proof.page import Block, Page
from edition.source.order import CONTROLS, GAP, ReadingOrder, Unit, name_place, quote, without_space
from edition.source.text import read_lines

# How a paragraph ends; one that ends otherwise was cut by the page or by the extraction.
WHOLE = re.compile(r"[。！？…：；”’」』）》】.!?\"')]$")
HEAD_ROLES = {"kicker": "article header hgroup p", "headline": "h1", "byline": "article header p"}
FRAGMENT = 6  # characters of a line by which it is known inside other words


@dataclass(frozen=True)
class Row:
    """One block of a page and the source lines that it is made of.

    role: what it is, as in reading_order.ROLES. section: its number, 0 before the first heading.
    pieces: numbers of lines, None for a gap mark; empty where the block is not made of whole lines.
    place: what an editor calls it. block: the block.
    """

    role: str
    section: int
    pieces: tuple[int | None, ...]
    place: str
    block: Block

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of its lines, without the gaps."""
        return tuple(piece for piece in self.pieces if piece is not None)


class SourceLine(Unit):
    """A line of the source that has no place on the page."""

    @property
    def name(self) -> str:
        """The line as a sentence names it."""
        return f"source line {self.lines[0]} (「{quote(self.text)}」)"


def source_lines(path: Path) -> dict[int, str]:
    """Return the lines of a source page that have words, by their number from 1; raise Fault if it is not UTF-8."""
    lines = enumerate(read_lines(path, CONTROLS), start=1)
    return {number: line.strip() for number, line in lines if line.strip()}


def lay(page: Page, lines: dict[int, str]) -> list[Row]:
    """Return the page's blocks in their order, each with the source lines that it is made of."""
    keys = {number: without_space(text) for number, text in lines.items()}
    rows: list[Row] = []
    used: set[int] = set()
    counts = {"paragraph": 0, "caption": 0}
    section = 0
    for block in page.blocks:
        if block.section != section:
            section, counts["paragraph"] = block.section, 0
        role = role_of(block)
        if role in counts:
            counts[role] += 1
        pieces = pieces_of(block.key, keys, used)
        used.update(piece for piece in pieces if piece is not None)
        rows.append(Row(role, section, pieces, name_place(role, section, counts), block))
    return rows


def role_of(block: Block) -> str:
    """Return what the block is, by its element and what that stands in."""
    element = block.element
    for role, selector in HEAD_ROLES.items():
        if element.css.match(selector):
            return role
    if element.name in ("h2", "figcaption"):
        return {"h2": "heading", "figcaption": "caption"}[element.name]
    return "paragraph" if block.section else "lede"


def pieces_of(key: str, keys: dict[int, str], used: set[int]) -> tuple[int | None, ...]:
    """Return the lines that make up the words of a block, None for each gap mark; () where none do.

    keys: the words of each line. used: the lines that stand elsewhere, taken only where no other fits.
    """
    pieces: list[int | None] = []
    for number, part in enumerate(key.split(GAP)):
        if number:
            pieces.append(None)
        if part:
            found = split_into_lines(part, keys, used)
            if not found:
                return ()
            pieces += found
    return tuple(pieces) if any(piece is not None for piece in pieces) else ()


def split_into_lines(words: str, keys: dict[int, str], used: set[int]) -> list[int]:
    """Return lines that make up the words when they are put together, [] where none do; a whole line goes first."""
    ways: list[tuple[int, list[int]]] = [(0, [])]
    dead: set[int] = set()
    while ways:
        start, found = ways.pop()
        if start == len(words):
            return found
        if start in dead:
            continue
        dead.add(start)  # each place is tried once, with the lines that are best there
        fitting = [number for number, key in keys.items() if words.startswith(key, start) and number not in found]
        # The last pushed is tried first: the unused before the used, the longest, the first in the source.
        fitting.sort(key=lambda number: (number in used, -len(keys[number]), number), reverse=True)
        ways += [(start + len(keys[number]), [*found, number]) for number in fitting]
    return []


def faults(page: Page, lines: dict[int, str], rows: list[Row]) -> list[str]:
    """Return, a sentence each, which lines are missing, changed or doubled, and which words the source has not."""
    places = defaultdict(list)
    for row in rows:
        for line in row.lines:
            places[line].append(row.place)
    sentences = [
        f"source line {line} (「{quote(lines[line])}」) stands {len(found)} times: {'; '.join(found)}"
        for line, found in sorted(places.items())
        if len(found) > 1
    ]
    missing = {line: SourceLine("paragraph", 0, "", (line,), lines[line]) for line in lines if line not in places}
    copies = {without_space(text) for text in lines.values()}
    for row in rows:
        if row.pieces:
            continue
        sentences += loose(row, missing, copies)
    return sentences + [fidelity.missing(unit, page) for _, unit in sorted(missing.items())]


def loose(row: Row, missing: dict[int, SourceLine], copies: set[str]) -> list[str]:
    """Return the sentences on a block that is not made of whole lines, and take from missing the lines it tells of."""
    rest = row.block.key
    inside = [line for line, unit in missing.items() if len(unit.key) >= FRAGMENT and unit.key in rest]
    for line in inside:
        rest = rest.replace(missing.pop(line).key, "", 1)
    rest = rest.strip(GAP) or rest
    likeness = {line: ratio(unit.key, rest) for line, unit in missing.items()}
    best = max(likeness, key=likeness.get, default=None)
    if best is not None and likeness[best] >= fidelity.ALIKE:
        unit = missing.pop(best)
        return [f"{row.place}: {fidelity.difference(unit, Block(row.block.element, row.section, rest))}"]
    known = f", beside source line {'+'.join(map(str, inside))}" if inside else ""
    again = next((copy for copy in copies if len(copy) >= FRAGMENT and copy in rest), "")
    if again:
        return [f"{row.place}: the page has the words 「{quote(again)}」 a second time{known}"]
    return [f"{row.place}: the page has words that the source has not: 「{quote(rest, 30)}」{known}"]


def ratio(one: str, other: str) -> float:
    """Return how much of two texts agrees, from 0 to 1; 0 where that is surely less than fidelity.ALIKE."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < fidelity.ALIKE:
        return 0
    return matcher.ratio()


def order_faults(rows: list[Row], order: ReadingOrder, file: str) -> list[str]:
    """Return, a sentence each, where the rows stand otherwise than the reading order in that file says."""
    stated = {line: (number, unit) for number, unit in enumerate(order.units) for line in unit.lines}
    sequence = list(dict.fromkeys(line for unit in order.units for line in unit.lines))
    place = {line: number for number, line in enumerate(sequence)}
    found = list(dict.fromkeys(line for row in rows for line in row.lines if line in place))
    in_order = fidelity.longest_rising([place[line] for line in found])
    sentences = []
    for number, line in enumerate(found):
        after_the_same = number and place[line] and sequence[place[line] - 1] == found[number - 1]
        if number not in in_order and not after_the_same:  # a run of lines moved together is told by its first
            stands = f"after line {found[number - 1]}" if number else "at the beginning"
            before = place[line] - 1
            belongs = f"after line {sequence[before]}" if before >= 0 else "at the beginning"
            sentences.append(f"source line {line} is out of order: it stands {stands}; {file} has it {belongs}")
    for row in rows:
        for line in row.lines:
            unit = stated[line][1] if line in stated else None
            if unit and unit.role != row.role:
                sentences.append(f"source line {line} stands as {row.role}; {file} says {unit.role}")
    joined = {without_space(unit.text): unit for unit in order.units}
    for row in rows:
        if row.pieces and row.block.key not in joined:
            unit = stated[row.lines[0]][1]
            told = "+".join(map(str, unit.lines)) + ("+?" if unit.text.endswith(GAP) else "")
            sentences.append(f"source line {shown(row.pieces)} stands so in {row.place}; {file} says {told}")
    return sentences


def shown(pieces: tuple[int | None, ...]) -> str:
    """Return the pieces as a reading order writes them: 67+41, 21+?."""
    return "+".join("?" if piece is None else str(piece) for piece in pieces)


def unfinished(rows: list[Row]) -> list[str]:
    """Return a sentence for each paragraph that ends within a sentence and is not marked as broken off."""
    sentences = []
    for row in rows:
        if row.role not in ("paragraph", "lede") or not row.pieces or row.pieces[-1] is None:
            continue
        if WHOLE.search(row.block.key):
            continue
        if re.match(r"\d{1,2}\s", row.block.text.strip()):
            wrong, mend = "reads as a heading", "write `## ` before it"
        else:
            wrong, mend = "ends within a sentence", "join the paragraph that goes on, or write [[gap]] at its end"
        words = f"「{row.block.text.strip()[-8:]}」, in {row.place}"
        sentences.append(f"source line {shown(row.pieces)} {wrong}, {words}: {mend}")
    return sentences
