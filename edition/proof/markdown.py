"""The reference of an article that names no source page: the words of its Markdown, in their order.

It proves that the build lost, added and moved no word. Whether the words are true to any source it cannot say, nor what
each is: roles are proven of an article with a source alone. Marks are taken off line by line, apart from the build's
reader and simply, so that a mistake there shows.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from edition.article.escape import hidden, shown
from edition.article.head import read_head
from edition.faults import Fault
from edition.parts import HEAD
from edition.proof.compare import difference
from edition.proof.page import Block, Page
from edition.source.order import Unit, quote
from edition.source.pieces import GAP, Piece, without_space
from edition.source.text import plain, read_lines

# What is not printed of a line: all of a block's beginning, end and options, but for the heading of a box; how a line
# begins; a mark within it.
SILENT = re.compile(r"///( (?!box)\w.*)?|/// box|    .*|\|(\s*(-{3,}|:-+:?|-+:)\s*\|)+")
BEGINS = re.compile(r"^(?:##+ |> ?|- |/// box \| )")
WITHIN = [
    *((r"\[\[gap\]\]", GAP), (r"^\[\^([^\]]+)\]:", r"\1"), (r"\[\^([^\[\]]+)\]", r"\1")),
    *((r"\[([^\[\]]+)\]\([^()\s]+\)", r"\1"), (r"\*\*", "")),
]


def compare_with_markdown(page: Page, name: str, article: Path) -> list[Fault]:
    """Return where the words of the page of that name first differ from those of the article; [] if nowhere.

    Raises Fault if the file can't be read.
    """

    def tell(id: str, **values: object) -> Fault:
        return Fault(id, name, None, origin="Markdown", **values)

    found, start = "".join(block.key for block in page.blocks), 0
    for unit in units_of(article):
        if not found.startswith(unit.key, start):
            beginning = Block(0, "", "", 0, "", found[start : start + len(unit.key) + 12])
            return [difference(unit, beginning, tell)]
        start += len(unit.key)
    more = found[start:]
    return [tell("p-010", words=quote(more, 30), after=f"after 「{found[:start][-12:]}」")] if more else []


def units_of(article: Path) -> Iterator[Unit]:
    """Yield the printed words of the article in the file, line by line in the order of the page, as parts of no role."""
    lines = read_lines(article)
    head = read_head(lines)
    said = [(head.where[part.key], words) for part in HEAD for words in part.words(head.values)]
    said += [(number, printed(line)) for number, line in enumerate(lines[head.length :], start=head.length + 1)]
    for number, words in said:
        if without_space(words):
            yield Unit("", 0, "a line", (Piece("", number),), plain(words), origin="Markdown")


def printed(line: str) -> str:
    """Return the words of a line of the text without its marks, GAP for each gap mark."""
    text = hidden(line)
    if SILENT.fullmatch(text):
        return ""
    text = text.replace("|", " ") if text.startswith("|") else BEGINS.sub("", text, count=1)
    for pattern, words in WITHIN:
        text = re.sub(pattern, words, text)
    return shown(text)
