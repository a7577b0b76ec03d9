"""What a draft still lacks: its page, as the build renders it, is compared with its source line by line.

While nobody has signed its reading order there is none to be proven against: what is missing, what stands twice, what was
changed, what the source has not is all that is told, by the lines of the source.
"""

from collections.abc import Sequence
from dataclasses import replace
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
from edition.source.account import missing, taken_of
from edition.source.align import Stock
from edition.source.order import ASIDE, ReadingOrder, Unit, order_of, placed, quote, read_order
from edition.source.pieces import WHOLE, Lines, Piece, left_of, overlap, words_of
from edition.source.text import decode, odd_characters, raw_lines, read_bytes, read_lines

FRAGMENT = 6  # characters of a line by which it is known inside other words


class Part(NamedTuple):
    """A block of a page, and the part that it is; its pieces are () where they can't be told."""

    unit: Unit
    block: Block


def check_drafts(slug: str = "", settings: str = SETTINGS, *, to_sign: bool = False) -> list[str]:
    """Return what to do next with each draft, a line each, and what it still lacks.

    slug: of one article, a draft or not; then raise Faults for what it lacks. settings: the project's file of them.
    to_sign: whether its page must be as its order says, though nobody has signed that yet.
    """
    content = content_of(settings)
    lang = str(checked_settings(settings)["DEFAULT_LANG"])
    named = [find_article(content, slug)] if slug else []
    articles = named or [path for path in articles_in(content) if status_of(path, head_of(path), content) == "draft"]
    lines = []
    for path, page in pages_of(articles, settings).items():
        try:
            if isinstance(page, Fault):
                raise page
            name = path.relative_to(content.parent)
            lines += [f"{name}: {line}" for line in report_on(read_page(page), path, content, lang, to_sign)]
        except (Fault, Faults) as told:
            if slug:
                raise Faults(told.faults if isinstance(told, Faults) else [told]) from told
            lines += str(told).split("\n")
    return list(dict.fromkeys(lines))  # what is wrong with the project itself is told once


def report_on(page: Page, article: Path, content: Path, lang: str, to_sign: bool = False) -> list[str]:
    """Return what was compared of an article that lacks nothing, what to look at, and what its editor does next.

    Raises Faults for what it lacks, and Fault for a source page or a reading order that can't be read.
    """
    head = head_of(article)
    faults = rule_faults(page, str(article), head.values.get("lang", lang))
    if "source" not in head.values:
        if faults := faults + compare_with_markdown(page, str(article), article):
            raise Faults(faults)
        said = "fidelity to a source was not checked: the article names none"
        return [said + ("; take out `Status: draft` when it is done" if head.values.get("status") == "draft" else "")]
    slug = slug_of(article, head)
    path = order_of(content, slug)
    if not path.is_file():
        raise Faults([*faults, Fault("p-014", article, order=path.name, slug=slug)])
    order = read_order(path)
    parts = parts_of(page, order.lines)
    left = absent(parts, order.source, path, order.lines)
    faults += word_faults(parts, left, order.lines, article) or missing(order.source, left, order.lines)
    faults += taken_twice(parts, order)
    if (to_sign or not order.draft) and all(
        to_sign and fault.id == "o-009" for fault in faults
    ):  # what was signed is the proof
        faults += compare(page.blocks, order.units, str(article))
    if faults:
        raise Faults(faults)
    return next_steps(parts, order, slug) + to_compare(order, article)


def next_steps(parts: Sequence[Part], order: ReadingOrder, slug: str) -> list[str]:
    """Return what the editor of an article whose words are the source's does next."""
    count = len({line for unit, _ in parts for line in unit.lines})
    said = f"all {count} lines that it has of {order.source.name} stand in it once each, unaltered"
    if not order.draft:
        return [f"{said}, in the order of {order.path.name}"]
    if [(unit.role, unit.pieces) for unit, _ in parts] != [(unit.role, unit.pieces) for unit in order.units]:
        return [f"{said}: make order SLUG={slug} writes its reading order"]
    texts = [unit for unit, _ in parts if unit.role in ("paragraph", "lede") and unit.pieces[-1].line is not None]
    where = ", ".join(f"{unit.lines[-1]} 「{unit.key[-8:]}」" for unit in texts if not WHOLE.search(unit.key))
    asked = [f"without a full stop ends source line {where}: whole as it stands, or cut off?"] if where else []
    return [f"{said}: review {order.path.name}, then make sign SLUG={slug} BY=name", *asked]


def to_compare(order: ReadingOrder, article: Path) -> list[str]:
    """Return which characters of an article, and of its source page while nobody has signed, an editor should look at."""
    found = [f"line {number} {advice}" for number, _, advice in odd_characters(dict(enumerate(read_lines(article), 1)))]
    if order.draft:
        text, _ = decode(order.source, read_bytes(order.source), order.value("encoding"))
        raw = raw_lines(order.source, text, order.value("reads"))
        found += [f"source line {number} {advice}" for number, _, advice in odd_characters(raw)]
    return found


def absent(parts: Sequence[Part], source: Path, path: Path, lines: Lines) -> list[Piece]:
    """Return the pieces of the source that neither the article nor any order of its page has.

    source: the page. path: of the article's own order, of which only what is set aside counts.
    """
    taken = [piece for part in parts for piece in part.unit.pieces]
    of_orders = [piece for order, _, role, piece in taken_of(source, lines) if order != path or role == ASIDE]
    return left_of(lines, [*taken, *of_orders])


def taken_twice(parts: Sequence[Part], order: ReadingOrder) -> list[Fault]:
    """Return which rows of other orders of the page take what the article has, as the build's account would."""
    lines, taken = order.lines, [piece for part in parts for piece in part.unit.pieces]
    found = {
        (path, number): piece
        for path, number, _, piece in reversed(taken_of(order.source, lines))
        if path != order.path and any(overlap(piece, other, lines) for other in taken)
    }
    return [
        Fault("o-011", *row, number=piece.line, words=quote(words_of(piece, lines)), other=order.path.name)
        for row, piece in reversed(found.items())
    ]


# ----- the words, line by line


def parts_of(page: Page, lines: Lines) -> list[Part]:
    """Return the page's blocks in their order, each with the pieces of the source that it is made of."""
    stock = Stock(lines)
    # Words in a place for no part are called a paragraph; the proof knows better.
    found = [(block.role or "paragraph", stock.take(block.text), block.text) for block in page.blocks]
    return [Part(unit, block) for unit, block in zip(placed(found, lines), page.blocks, strict=True)]


def word_faults(parts: Sequence[Part], left: Sequence[Piece], lines: Lines, article: Path) -> list[Fault]:
    """Return which words of the source stand twice in an article or were changed, and which of its words it has not.

    left: the pieces that stand nowhere; one that stands beside other words is told as these. Of the others nothing is.
    """

    def piece_as_unit(piece: Piece) -> Unit:
        return Unit("paragraph", 0, "a line", (piece,), words_of(piece, lines), lines)

    taken: list[Piece] = []
    faults = []
    for unit, _ in parts:
        twice = [piece for piece in unit.pieces if any(overlap(piece, other, lines) for other in taken)]
        faults += [Fault("p-004", article, part=piece_as_unit(piece).name, after=f"in {unit.place}") for piece in twice]
        taken += unit.pieces
    unplaced = [piece_as_unit(piece) for piece in left]
    blocks = []
    for unit, block in parts:
        rest = block.text if unit.pieces else block.key
        for other in list(unplaced):
            if not unit.pieces and len(other.key) >= FRAGMENT and other.key in rest:
                rest = rest.replace(other.key, "", 1)
                unplaced.remove(other)
        blocks.append(replace(block, text=rest))
    units = [unit for unit, _ in parts if unit.pieces]
    told = compare(blocks, [*units, *unplaced], str(article))
    # What stands nowhere has no place yet, and is told by itself.
    return faults + [fault for fault in told if fault.id not in ("p-001", "p-009")]
