"""What a draft still lacks: its page, as the build renders it, is compared with its source line by line.

A draft is in no order yet that could be proven: what is missing, what stands twice, what was changed, what the source
has not comes first, and only then its reading order.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from edition.article.head import head_of, slug_of
from edition.article.reader import status_of
from edition.bundle.settings import checked_settings
from edition.desk.preview import SETTINGS, articles_in, content_of, find_article, pages_of
from edition.faults import Fault, Faults
from edition.proof.compare import compare
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
    path, slug = order_of(source), slug_of(article, head)
    if not path.is_file() or awaits_review(path):  # whoever reviews it decides
        faults += unfinished(rows, article)
    if not path.is_file():
        return [*faults, *words, Fault("p-014", article, order=path.name, slug=slug)]
    order = read_order(path)
    faults += words or otherwise(rows, order, article, slug)
    return faults or compare(page.blocks, order.units, str(article))


def next_step(article: Path, content: Path) -> str:
    """Return what was compared of an article that lacks nothing, and what its editor does next."""
    head = head_of(article)
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
    found, blocks = [], []
    for block in page.blocks:
        pieces = pieces_of(block.text, keys, used)
        numbers = tuple(line for _, line in pieces if line is not None)
        used.update(numbers)
        # Words in a place for no part are called a paragraph; the proof knows better.
        found.append((block.role or "paragraph", numbers, block.text))
        blocks.append((pieces, block))
    return [Row(part, *block) for part, block in zip(placed(found), blocks, strict=True)]


def word_faults(rows: Sequence[Row], lines: Mapping[int, str], article: Path) -> list[Fault]:
    """Return which lines of the source are missing, changed or doubled, and which words the source has not."""
    absent = {line: Unit("paragraph", 0, "a line", (line,), text) for line, text in lines.items()}
    names = {line: unit.name for line, unit in absent.items()}
    faults = []
    for part, _, _ in rows:
        for line in part.lines:
            if absent.pop(line, None) is None:
                faults.append(Fault("p-004", article, part=names[line], after=f"in {part.place}"))
    blocks = []
    for _, pieces, block in rows:
        rest = block.text if pieces else block.key
        for line, unit in list(absent.items()):
            if not pieces and len(unit.key) >= FRAGMENT and unit.key in rest:  # it stands here, beside other words
                rest = rest.replace(unit.key, "", 1)
                del absent[line]
        blocks.append(replace(block, text=rest))
    units = [part for part, pieces, _ in rows if pieces]
    # The lines that stand nowhere have no place yet.
    return faults + [f for f in compare(blocks, [*units, *absent.values()], str(article)) if f.id != "p-009"]


def unfinished(rows: Sequence[Row], article: Path) -> list[Fault]:
    """Return a fault for each paragraph that ends within a sentence and is not marked as broken off."""
    faults = []
    for part, pieces, _ in rows:
        is_text = part.role in ("paragraph", "lede") and bool(pieces)
        if is_text and pieces[-1][1] is not None and not WHOLE.search(part.key):
            reads, fix = (
                "ends within a sentence",
                "join what goes on, write [[gap]] at its end, or move it to the head (Kicker, Deck, Byline)",
            )
            if re.match(r"\d{1,2}\s", part.text):
                reads, fix = "reads as a heading", "write `## ` before it"
            faults.append(Fault("d-003", article, lines=shown(pieces), words=part.key[-8:], reads=reads, fix=fix))
    return faults


def otherwise(rows: Sequence[Row], order: ReadingOrder, article: Path, slug: str) -> list[Fault]:
    """Return a fault for the first part that the reading order has elsewhere, as another part, or otherwise joined."""

    def told(part: Unit | None) -> str:
        return f"{part.role} {'+'.join(map(str, part.lines))}{'+?' * (GAP in part.text)}" if part else "nothing more"

    for part, unit in zip_longest((row.part for row in rows), order.units):
        if not part or not unit or (part.role, part.lines, part.key) != (unit.role, unit.lines, unit.key):
            name = order_of(order.source).name
            return [Fault("d-004", article, order=name, stated=told(unit), has=told(part), slug=slug)]
    return []
