"""核对页: for each article with a source page, one more page that shows the proof.

It shows the source line by line with the place of each piece in the edition, and the edition part by part with its
lines. All that it says is drawn from the reading order and the built page; the proof compares both with it.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.writers import Writer

from edition.faults import ROOT, Fault
from edition.names import SOURCE_VIEW, VERIFIER
from edition.parts import HEAD
from edition.proof.page import read_page
from edition.source.account import orders_by_page
from edition.source.order import REVIEWED, ReadingOrder, Unit, order_of, read_order
from edition.source.pieces import Piece, left_of, without_space, words_of
from edition.source.text import decode, in_utf8, raw_lines, read_bytes


@dataclass(frozen=True)
class Part:
    """A part of the article. anchor: the id of its place on the page, or the nearest one, or "". id: in the view, its own."""

    unit: Unit
    anchor: str
    id: str

    @property
    def count(self) -> str:
        """How many of its kind there are up to it, in its section; "" of a kind that there is one of."""
        last = self.unit.place.rpartition(" ")[2]
        return last if last.isdigit() else ""

    @property
    def words(self) -> list[tuple[Piece, str]]:
        """Each piece with its words as the page has them: a hyphen that its seam drops is gone."""
        pieces = self.unit.pieces
        drops = [after.seam == "-" for after in pieces[1:]] + [False]
        texts = [words_of(piece, self.unit.page) for piece in pieces]
        return [(p, text[:-1] if drop else text) for p, text, drop in zip(pieces, texts, drops, strict=True)]


@dataclass(frozen=True)
class Bit:
    """A piece of a line, with the space up to the next one. part: of the article that it stands in, or None.

    before, after: the piece of the part that it goes on from, and the one that goes on with it, where these do not stand
    next to it on the source page. reason: why it is set aside. other: Pelican's article that has it.
    """

    words: str
    part: Part | None = None
    before: Piece | None = None
    after: Piece | None = None
    reason: str = ""
    other: Any = None

    @property
    def kind(self) -> str:
        """Where it went: part, aside, other or left, for it is nobody's yet."""
        return "part" if self.part else "aside" if self.reason else "other" if self.other else "left"


class View:
    """What the page of an article shows, and what it counts.

    order: the article's. content: its HTML. sharing: the other signed orders of its source page, with Pelican's article
    of each. parts, lines: see Part and Bit. wraps: how many seams are between neighbouring lines; hyphens: how many seams
    drop one. unusual: how many characters have another code than in the source. text: the source as it is published.
    """

    def __init__(self, order: ReadingOrder, content: str, sharing: Sequence[tuple[Any, ReadingOrder]]) -> None:
        self.order, self.following = order, dict(pairwise(order.lines))
        outside = {part.role for part in HEAD}
        anchors = iter([block.anchor for block in read_page(f"<article>{content}</article>").blocks])
        self.parts: list[Part] = []
        for number, unit in enumerate(order.units, start=1):
            anchor = "" if unit.role in outside else next(anchors, "")
            taken = anchor in {"", *(part.id for part in self.parts)}
            self.parts.append(Part(unit, anchor, f"part-{number}" if taken else anchor))
        self.lines = list(self.bits([(None, order), *sharing]))
        seams = [seam for unit in order.units for seam in pairwise(unit.pieces)]
        self.wraps = sum(not self.apart(*seam) for seam in seams)
        self.hyphens = sum(after.seam == "-" for _, after in seams)
        self.text = in_utf8(order.source, order.value("encoding"))
        self.digest, self.order_digest = (sha256(data).hexdigest() for data in (self.text, read_bytes(order.path)))
        raw = raw_lines(order.source, decode(order.source, read_bytes(order.source), order.value("encoding"))[0])
        self.unusual = sum(a != b for n, line in order.lines.items() for a, b in zip(line, raw[n], strict=True))

    @property
    def signature(self) -> tuple[date, str] | None:
        """The day on which the order was signed as it is, and by whom; None where nobody has."""
        match = None if self.order.draft else REVIEWED.fullmatch(self.order.value("reviewed"))
        return (date.fromisoformat(match["day"]), match["name"]) if match else None

    def bits(self, orders: Sequence[tuple[Any, ReadingOrder]]) -> Iterator[tuple[int, list[Bit]]]:
        """Yield each line's number and its bits, in the order of the source page; orders: of the page, with articles."""
        placed: list[tuple[Piece, dict[str, Any]]] = [each for part in self.parts for each in self.ends_of(part)]
        for other, order in orders:
            placed += [(piece, {"reason": row.reason or "other"}) for row in order.asides for piece in row.pieces]
            placed += [(piece, {"other": other}) for unit in order.units for piece in unit.pieces if other]
        taken = [piece for _, order in orders for piece in order.pieces]
        placed += [(piece, {}) for piece in left_of(self.order.lines, taken)]
        by_line: dict[int | None, list[tuple[Piece, dict[str, Any]]]] = {}
        for piece, told in sorted(placed, key=lambda each: each[0].begin):
            by_line.setdefault(piece.line, []).append((piece, told))
        for number, line in self.order.lines.items():
            begins = [0, *(piece.begin for piece, _ in by_line[number][1:]), len(line)]
            found = zip(by_line[number], pairwise(begins), strict=True)
            yield number, [Bit(line[begin:end], **told) for (_, told), (begin, end) in found]

    def ends_of(self, part: Part) -> Iterator[tuple[Piece, dict[str, Any]]]:
        """Yield each piece of a part with what the view says of its two ends."""
        pieces = [None, *part.unit.pieces, None]
        for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
            if piece and piece.line is not None:
                told = before and self.apart(before, piece), after and self.apart(piece, after)
                yield piece, {"part": part, "before": before if told[0] else None, "after": after if told[1] else None}

    def apart(self, one: Piece, two: Piece) -> bool:
        """Return whether anything stands between the pieces on the source page, or one of them is a gap."""
        whole = (0, None) == one[2:] == two[2:]
        return one.line is None or two.line is None or not whole or self.following.get(one.line) != two.line

    def characters(self, kind: str = "") -> int:
        """Return how many characters of the source, white space apart, went there (see Bit.kind); of all where it is ""."""
        bits = [bit for _, line in self.lines for bit in line]
        return sum(len(without_space(bit.words)) for bit in bits if kind in ("", bit.kind))

    def numbers(self, kind: str) -> list[int]:
        """Return the number of the line of each piece of the source that went there (see Bit.kind)."""
        return [number for number, line in self.lines for bit in line if bit.kind == kind]

    @property
    def ends(self) -> list[tuple[int, int | None]]:
        """The lines that the article joins with one that stands apart, with its number; None where the source breaks off."""
        bits = [(number, bit) for number, line in self.lines for bit in line]
        first = [(number, None) for number, bit in bits if bit.before and bit.before.line is None]
        return [*first, *((number, bit.after.line) for number, bit in bits if bit.after)]


# ----- in Pelican


def find_orders(generator: ArticlesGenerator) -> None:
    """Note on each article its reading order, or None, and the name of the page that shows it.

    None also where the order is unsound: of a published article that stops the build, when its page is proven.
    """
    content = Path(generator.path)
    pages = orders_by_page(content / "source")
    known = {article.slug: article for article in [*generator.articles, *generator.hidden_articles]}
    for article in [*known.values(), *generator.drafts]:
        article.reading_order, article.sharing = None, []
        article.source_view = str(PurePosixPath(article.save_as).with_name(article.slug + SOURCE_VIEW))
        if hasattr(article, "source"):
            with suppress(Fault):
                article.reading_order = read_order(order_of(content, article.slug))
            signed = [path for path in pages.get(Path(article.source).name, ([], []))[0] if path.stem != article.slug]
            article.sharing = [(known[path.stem], path) for path in signed if path.stem in known]


def view_of(article: Any) -> View:
    """Return what the template shows of an article that has a reading order."""
    sharing = [(other, read_order(path)) for other, path in article.sharing]
    return View(article.reading_order, article._content, sharing)


def write_views(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the page of each article that has a reading order, when its own is written, and the program that verifies."""
    settings = generator.settings
    articles = [*generator.articles, *generator.hidden_articles, *generator.drafts]
    shown = [article for article in articles if article.reading_order and not settings["SINGLE_FILE"]]
    for article in shown:
        page = sha256(Path(generator.output_path, article.save_as).read_bytes()).hexdigest()
        template, context = generator.get_template("source"), generator.context
        name, relative = article.source_view, settings["RELATIVE_URLS"]
        writer.write_file(name, template, context, relative, article=article, page_digest=page, url=name)
    if shown:
        shutil.copyfile(ROOT / "theme" / VERIFIER, Path(generator.output_path, VERIFIER))


def add_filter(generator: ArticlesGenerator) -> None:
    """Give the view to the generator's templates."""
    generator.env.filters["source_view"] = view_of


def register() -> None:
    """Connect to Pelican."""
    signals.generator_init.connect(add_filter)
    signals.article_generator_finalized.connect(find_orders)
    signals.article_writer_finalized.connect(write_views)
