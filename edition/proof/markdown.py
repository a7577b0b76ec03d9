"""The reference of an article that names no source page: its Markdown.

It proves that the build lost, added and moved nothing; whether the words are true to any source, it cannot say. The
text is read here a second time, apart from the build's reader and simply, so that a mistake there shows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborNode

from edition.article.head import read_head
from edition.faults import Fault
from edition.parts import HEAD
from edition.proof.compare import compare
from edition.proof.page import Page
from edition.source.order import GAP, Unit, placed
from edition.source.text import read_lines

FENCE = re.compile(r"/// photo(\s*\|\s*(?P<file>.*\S))?\s*")
LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<address>[^()\s]+)\)")
LINK_ALONE = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?!\{)[^()\s]+\)")  # that stays one on a page that is one file
STRONG = re.compile(r"\*\*(?P<words>.+?)\*\*")
# A line may end between any two of these without a space on the page.
HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u00b7\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"


@dataclass(frozen=True)
class Piece:
    """One part as the Markdown has it: its line, its text with marks, its photograph's file and alt text, or ""."""

    role: str
    line: int
    text: str
    file: str = ""
    alt: str = ""


def compare_with_markdown(page: Page, name: str, article: Path, *, alone: bool = False) -> list[Fault]:
    """Return where the page of that name differs from the article's Markdown: words, order, marks, pictures.

    alone: whether the page is one file, where a link to another article is no link.
    """
    pieces = list(pieces_of(article))
    units = placed([(piece.role, (piece.line,), plain(piece.text)) for piece in pieces], "Markdown")
    faults = compare(page.blocks, units, name, "Markdown")
    return faults or list(marks(page, name, pieces, units, LINK_ALONE if alone else LINK))


def pieces_of(article: Path) -> Iterator[Piece]:
    """Yield the parts of the article in the file, in their order; raise Fault if it is not UTF-8."""
    lines = read_lines(article)
    head = read_head(lines)
    for part in HEAD:
        for words in part.words(head.values):
            yield Piece(part.role, head.where[part.keys[-1]], words)
    heading_seen = False
    for piece in pieces_of_body(lines, head.length):
        heading_seen = heading_seen or piece.role == "heading"
        lede = piece.role == "paragraph" and not heading_seen
        yield Piece("lede", piece.line, piece.text) if lede else piece


def pieces_of_body(lines: list[str], start: int) -> Iterator[Piece]:
    """Yield the parts of the text, which begins after start lines."""
    paragraph: list[str] = []
    rest = iter(enumerate([*lines[start:], ""], start=start + 1))
    for number, line in rest:
        fence = FENCE.fullmatch(line)
        if line and not fence and not line.startswith("## "):
            paragraph.append(line)
            continue
        if paragraph:
            yield Piece("paragraph", number - len(paragraph), joined(paragraph))
            paragraph = []
        if fence:
            inside = []
            for _, inner in rest:
                if inner == "///":
                    break
                inside.append(inner)
            yield photograph(number, fence["file"] or "", inside)
        elif line:
            yield Piece("heading", number, line.removeprefix("## ").strip())


def photograph(number: int, file: str, inside: list[str]) -> Piece:
    """Return the caption of a photo block with its photograph; inside: the block's lines."""
    options = dict(option.strip().split(":", 1) for option in inside if option.startswith("    "))
    alt = options.get("alt", "").strip()
    alt = alt[1:-1] if alt[:1] in "\"'" and alt[-1:] == alt[:1] else alt
    caption = joined([text for text in inside if text and not text.startswith("    ")])
    return Piece("caption", number, caption, file, alt)


def joined(lines: list[str]) -> str:
    """Return the lines as one: between two Han characters a line's end is no space."""
    return re.sub(rf"(?<={HAN})\n(?={HAN})", "", "\n".join(line.strip() for line in lines)).replace("\n", " ")


def plain(text: str) -> str:
    """Return the text without its marks, GAP for each gap mark."""
    return STRONG.sub(r"\g<words>", LINK.sub(r"\g<words>", text)).replace("[[gap]]", GAP)


def marks(page: Page, name: str, pieces: list[Piece], units: list[Unit], link: re.Pattern[str]) -> Iterator[Fault]:
    """Yield where strong words, links and pictures are not those of the Markdown; all words are where they belong."""
    for kind, pattern, selector in [("strong words", STRONG, "strong"), ("links", link, "a")]:
        found = [words for tag in page.tree.css(f"article {selector}") if (words := own_words(tag)) is not None]
        wanted = [plain(match["words"]) for piece in pieces for match in pattern.finditer(piece.text)]
        if found != wanted:
            said, meant = "、".join(found), "、".join(wanted)
            yield Fault("p-011", name, None, part="the article", kind=kind, found=said, wanted=meant)
    captions = [(piece, unit) for piece, unit in zip(pieces, units, strict=True) if piece.role == "caption"]
    for (piece, unit), figure in zip(captions, page.tree.css("article figure"), strict=False):
        alts = [image.attributes.get("alt") for image in figure.css("img")]
        if len(alts) != bool(piece.file):
            yield Fault("p-012", name, None, part=unit.name, found=len(alts), wanted=piece.file or "none")
        elif alts and alts[0] != piece.alt:
            yield Fault("p-013", name, None, part=unit.name, found=alts[0], wanted=piece.alt)


def own_words(node: LexborNode) -> str | None:
    """Return the article's words in a node, GAP for a gap mark; None where the edition says them."""
    around: LexborNode | None = node
    while around is not None:
        if "data-edition" in around.attributes:
            return None
        around = around.parent
    words = ""
    for part in node.iter(include_text=True):
        if part.is_text_node:
            words += part.text_content or ""
        else:
            words += GAP if part.attributes.get("data-edition") == "gap" else own_words(part) or ""
    return words
