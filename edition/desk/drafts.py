"""What a draft still lacks: its page, as the build renders it, is compared with its source line by line.

A draft is in no order yet that could be proven: what is missing, what stands twice, what was changed, what the source
has not comes first, and only then its reading order.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from edition.article.head import Head, head_of, slug_of
from edition.article.reader import status_of
from edition.bundle.settings import checked_settings
from edition.desk.preview import SETTINGS, articles_in, content_of, find_article, pages_of
from edition.faults import Fault, Faults
from edition.proof.compare import ALIKE, Tell, compare, difference, longest_rising, missing, ratio
from edition.proof.markdown import compare_with_markdown
from edition.proof.page import Block, Page, read_page
from edition.proof.rules import rule_faults
from edition.source.align import WHOLE, pieces_of
from edition.source.order import (
    GAP,
    Piece,
    ReadingOrder,
    Unit,
    awaits_review,
    order_of,
    placed,
    quote,
    read_order,
    shown,
    source_lines,
    without_space,
)

FRAGMENT = 6  # characters of a line by which it is known inside other words


class Row(NamedTuple):
    """A block of a page, the part that it is, and the source lines that it is made of, none where that can't be told."""

    part: Unit
    pieces: tuple[Piece, ...]
    block: Block


def check_drafts(slug: str = "", settings: str = SETTINGS) -> list[str]:
    """Return what to do next with each draft, a line each, and what it still lacks.

    slug: of one article, a draft or not; then raise Faults for what it lacks. settings: the project's file of them.
    """
    content = content_of(settings)
    lang = str(checked_settings(settings)["DEFAULT_LANG"])
    named = [find_article(content, slug)] if slug else []
    articles = named or [path for path in articles_in(content) if status_of(head_of(path), content) == "draft"]
    lines = []
    for path, page in pages_of(articles, settings).items():
        try:
            faults = [page] if isinstance(page, Fault) else faults_of(read_page(page), path, content, lang)
        except Fault as fault:  # a source page or a reading order that can't be read
            faults = [fault]
        if faults and slug:
            raise Faults(faults)
        shown_path = path.relative_to(content.parent)
        lines += [str(fault) for fault in faults] or [f"{shown_path}: {next_step(path, content)}"]
    return list(dict.fromkeys(lines))  # what is wrong with the project itself is told once


def faults_of(page: Page, article: Path, content: Path, lang: str) -> list[Fault]:
    """Return what the article's page lacks; raise Fault for a source page or a reading order that can't be read."""
    head = head_of(article)
    faults = rule_faults(page, str(article), lang)
    if "source" not in head.values:
        return faults + compare_with_markdown(page, str(article), article)
    source = content / head.values["source"]
    lines = source_lines(source)
    rows = rows_of(page, lines)
    words = word_faults(rows, lines, article)
    faults += words
    path = order_of(source)
    slug = slug_of(article, head)
    if not path.is_file() or awaits_review(path):  # whoever reviews it decides
        faults += unfinished(rows, article)
    if not path.is_file():
        return [*faults, Fault("p-014", article, order=path.name, slug=slug)]
    order = read_order(path)
    if not words:
        faults += order_faults(rows, order, partial(Fault, "d-004", article, None, order=path.name, slug=slug))
    return faults or compare(page.blocks, order.units, str(article))


def next_step(article: Path, content: Path) -> str:
    """Return what was compared of an article that lacks nothing, and what its editor does next."""
    head: Head = head_of(article)
    if "source" not in head.values:
        said = "fidelity to a source was not checked: the article names none"
        return said + ("; take out `Status: draft` when it is done" if head.values.get("status") == "draft" else "")
    order = read_order(order_of(content / head.values["source"]))
    count = sum(len(unit.lines) for unit in order.units)
    name = order_of(order.source).name
    said = f"all {count} lines of {order.source.name} stand once, in the order of {name}"
    return said + (": review that order, then take out its line `status draft`" if order.draft else "")


# ----- the words, line by line


def rows_of(page: Page, lines: Mapping[int, str]) -> list[Row]:
    """Return the page's blocks in their order, each with the source lines that it is made of."""
    keys = {number: without_space(text) for number, text in lines.items()}
    used: set[int] = set()
    found = []
    for block in page.blocks:
        pieces = pieces_of(block.text, keys, used)
        used.update(numbers(pieces))
        found.append(pieces)
    # Words in a place for no part are called a paragraph; the proof knows better.
    pairs = list(zip(page.blocks, found, strict=True))
    parts = placed((block.role or "paragraph", numbers(pieces), block.text) for block, pieces in pairs)
    return [Row(part, pieces, block) for part, (block, pieces) in zip(parts, pairs, strict=True)]


def numbers(pieces: Sequence[Piece]) -> tuple[int, ...]:
    """Return the numbers of the lines, without the gaps."""
    return tuple(line for _, line in pieces if line is not None)


def word_faults(rows: Sequence[Row], lines: Mapping[int, str], article: Path) -> list[Fault]:
    """Return which lines of the source are missing, changed or doubled, and which words the source has not."""

    def tell(id: str, **values: object) -> Fault:
        return Fault(id, article, None, origin="source", **values)

    units = {line: Unit("paragraph", 0, "a line", (line,), text) for line, text in lines.items()}
    faults = []
    absent = dict(units)
    for part, _, _ in rows:
        for line in part.lines:
            if absent.pop(line, None) is None:
                faults.append(tell("p-004", part=units[line].name, after=f"in {part.place}"))
    for row in rows:
        if not row.pieces:
            faults.append(loose_words(row, absent, units, tell))
    return faults + [missing(unit, [row.block for row in rows], tell) for unit in absent.values()]


def loose_words(row: Row, absent: dict[int, Unit], units: Mapping[int, Unit], tell: Tell) -> Fault:
    """Return the fault of a block that is not made of whole lines; take from absent the lines that it tells of."""
    place = f"in {row.part.place}"
    rest = row.block.key
    inside = [line for line, unit in absent.items() if len(unit.key) >= FRAGMENT and unit.key in rest]
    for line in inside:
        rest = rest.replace(absent.pop(line).key, "", 1)
    place += f", beside source line {', '.join(map(str, inside))}" if inside else ""
    rest = rest.strip(GAP) or rest
    likeness = {line: ratio(unit.key, rest) for line, unit in absent.items()}
    best = max(likeness, key=lambda line: likeness[line], default=0)
    if likeness.get(best, 0) >= ALIKE:
        words = Block(row.block.holder, row.block.element, row.block.role, row.block.section, row.block.id, rest)
        return difference(replace(absent.pop(best), place=row.part.place), words, tell)
    again = next((unit for unit in units.values() if len(unit.key) >= FRAGMENT and unit.key in rest), None)
    return tell("p-004", part=again.name, after=place) if again else tell("p-010", words=quote(rest, 30), after=place)


def unfinished(rows: Sequence[Row], article: Path) -> list[Fault]:
    """Return a fault for each paragraph that ends within a sentence and is not marked as broken off."""
    faults = []
    for part, pieces, _ in rows:
        is_text = part.role in ("paragraph", "lede") and bool(pieces)
        if is_text and pieces[-1][1] is not None and not WHOLE.search(part.key):
            is_heading = re.match(r"\d{1,2}\s", part.text.strip())
            reads, fix = "reads as a heading", "write `## ` before it"
            if not is_heading:
                reads, fix = "ends within a sentence", "join the paragraph that goes on, or write [[gap]] at its end"
            faults.append(Fault("d-003", article, None, lines=shown(pieces), words=part.key[-8:], reads=reads, fix=fix))
    return faults


# ----- the order


def order_faults(rows: Sequence[Row], order: ReadingOrder, tell: partial[Fault]) -> list[Fault]:
    """Return where lines stand otherwise than the reading order has them: out of order, as another part, otherwise joined.

    tell: makes the fault of a line, and of what it is on the page and in the order.
    """
    stated = {line: unit for unit in order.units for line in unit.lines}
    sequence = list(stated)
    place = {line: number for number, line in enumerate(sequence)}
    found = list(dict.fromkeys(line for row in rows for line in row.part.lines if line in place))
    in_order = longest_rising([place[line] for line in found])
    faults = []
    for number, line in enumerate(found):
        before, due = (
            f"after line {of[at - 1]}" if at else "first" for of, at in [(found, number), (sequence, place[line])]
        )
        if number not in in_order and before != due:  # of lines that were moved together, the first is told
            faults.append(tell(number=line, stands=before, belongs=due))
    joined = {unit.key for unit in order.units}
    for part, pieces, _ in rows:
        faults += [
            tell(number=line, stands=f"as {part.role}", belongs=f"as {stated[line].role}")
            for line in part.lines
            if line in stated and stated[line].role != part.role
        ]
        if pieces and part.key not in joined and part.lines[0] in stated:
            unit = stated[part.lines[0]]
            belongs = "+".join(map(str, unit.lines)) + ("+?" if GAP in unit.text else "")
            faults.append(tell(number=part.lines[0], stands=f"as {shown(pieces)}", belongs=f"as {belongs}"))
    return faults
