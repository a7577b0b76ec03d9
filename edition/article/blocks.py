"""Why: Python-Markdown has no figure with a caption, no verse and no box, and drops the numbers of a list.

The blocks of an article's text, on pymdownx.blocks where Markdown has none (``/// photo``, ``/// verse``), else on
Python-Markdown: lists, tables, footnotes. Each part of the text gets its role as its class; see edition.parts.
"""

import re
from itertools import takewhile
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block, type_string

from edition.article.escape import shown
from edition.labels import label

LIST_MARK = r"- (?=\S)(?![-\s]*$)|(?=\d{1,3}\. \S)"  # a number is printed as it is typed
FOOTNOTE_MARK = r"\[\^([^\[\]\s]+)\]"
RULE = re.compile(r"\|(\s*(-{3,}|:-+:?|-+:)\s*\|)+")  # below the head of a table; a cell with one hyphen is printed
AMOUNT = re.compile(r"[-+−－]?\d[\d,.]*%?|[—–-]*")  # or that there is none
LINES = ("verse", "signoff")  # whose lines end where they are typed
PASSAGES = ("lede", "question", *LINES)


def several(text: str) -> list[str]:
    """Return the photographs of one caption, or their alt texts, which stand between ``|``."""
    return [one.strip() for one in text.split("|")]


class Photo(Block):
    """Photographs with their printed caption; without a file, the caption and a note that the photograph is missing.

    The reader has put on ``md`` the article's lang, the photographs by name, and as root what leads from the page to the
    bundle's root.
    """

    NAME = "photo"
    ARGUMENT = None
    OPTIONS = {"alt": ("", type_string)}

    def on_create(self, parent: Element) -> Element:
        """Make the figure; its number counts the figures of the article from 1."""
        number = self.tracker["figures"] = self.tracker.get("figures", 0) + 1
        figure = SubElement(parent, "figure", {"id": f"figure-{number}", "class": "figure"})
        names = several(self.argument) if self.argument else []
        alts = several(self.options["alt"]) if len(names) > 1 else [self.options["alt"]]
        for name, alt in zip(names, alts, strict=False):
            figure.append(self.md.photographs[shown(name)].picture(alt, self.md.root))
        note = SubElement(figure, "p", {"class": "figure__note", "data-edition": "figure"})
        SubElement(note, "span", {"class": "figure__label"}).text = label(self.md.lang, "图%(number)s", number=number)
        if not self.argument:
            SubElement(note, "span", {"class": "figure__missing"}).text = label(self.md.lang, "原文配图，未随文提供")
        self.caption = SubElement(figure, "figcaption", {"class": "figure__caption"})
        return figure

    def on_add(self, block: Element) -> Element:
        """Put the block's text into the caption."""
        return self.caption

    def on_markdown(self) -> str:
        """A caption holds running text, no paragraphs."""
        return "inline"


class Passage(Block):
    """Paragraphs that are one part of the article; the structure processor takes them out of their div."""

    def on_create(self, parent: Element) -> Element:
        """Make the div."""
        return SubElement(parent, "div", {"class": self.NAME})

    def on_end(self, block: Element) -> None:
        """Say of each paragraph which part it is."""
        for paragraph in block:
            paragraph.set("class", self.NAME)


class Box(Block):
    """A text beside the article, with a heading of its own or none; a reader mode would drop it as an aside."""

    NAME = "box"
    ARGUMENT = None

    def on_create(self, parent: Element) -> Element:
        """Make the box; its number counts those of the article from 1."""
        number = self.tracker["boxes"] = self.tracker.get("boxes", 0) + 1
        box = SubElement(parent, "div", {"class": "box"})
        if self.argument:
            box.attrib |= {"role": "group", "aria-labelledby": f"box-{number}"}
            SubElement(box, "p", {"class": "box-heading", "id": f"box-{number}"}).text = self.argument
        return box

    def on_end(self, block: Element) -> None:
        """Say of each paragraph that it is the box's."""
        for paragraph in block.findall("p"):
            paragraph.set("class", paragraph.get("class", "box-text"))


class ArticleBlocks(BlocksExtension):
    """Offer the blocks that Markdown has not."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Register the blocks with pymdownx's manager."""
        for block in (Photo, Box, *(type(name, (Passage,), {"NAME": name}) for name in PASSAGES)):
            block_mgr.register(block, self.getConfigs())


class ListProcessor(BlockProcessor):
    """A list: each line an item, which begins with ``- `` or with the number that is printed."""

    def test(self, parent: Element, block: str) -> bool:
        """Return whether the block is a list."""
        return bool(re.match(LIST_MARK, block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the items, of the list before them where there is one. role: Safari tells of no list without a marker."""
        lines = blocks.pop(0).split("\n")
        tag = "ul" if lines[0].startswith("- ") else "ol"
        last = self.lastChild(parent)
        items = (
            last if last is not None and last.tag == tag else SubElement(parent, tag, {"class": "list", "role": "list"})
        )
        for line in lines:
            SubElement(items, "li", {"class": "item"}).text = line.removeprefix("- ")


class TableProcessor(BlockProcessor):
    """A table: each line a row, its cells between ``|``; what stands above the rule is its head, of several rows or one."""

    def test(self, parent: Element, block: str) -> bool:
        """Return whether the block is a table."""
        return block.startswith("|")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the table, in an element that scrolls where it is wider than the page, by keys, too (WCAG 2.2, 2.1.1)."""
        lines = blocks.pop(0).split("\n")
        rules = [number for number, line in enumerate(lines) if RULE.fullmatch(line)]
        head = rules[0] if rules else 0
        table = SubElement(SubElement(parent, "div", {"class": "table", "tabindex": "0"}), "table")
        rows = [cells_of(line) for line in lines]
        columns = zip(*rows[head + len(rules) :], strict=True)
        numbers = {place for place, cells in enumerate(columns) if place and all(map(AMOUNT.fullmatch, cells))}
        if rules:
            add_head(SubElement(table, "thead"), rows[:head], numbers)
        body = SubElement(table, "tbody")
        for cells in rows[head + len(rules) :]:
            row = SubElement(body, "tr", {"class": "row"})
            for place, cell in enumerate(cells):
                SubElement(row, "td", {"class": "number"} if place in numbers else {}).text = cell


def cells_of(line: str) -> list[str]:
    """Return the words of each cell in a line of a table."""
    return [cell.strip() for cell in line[1:-1].split("|")]


def add_head(head: Element, rows: list[list[str]], numbers: set[int]) -> None:
    """Add the rows of a table's head: an empty cell belongs to the one on its left, in the second row to the one above.

    numbers: the columns of numbers, whose digits stand below each other, and the head with them.
    """
    for number, cells in enumerate(rows):
        row, is_last = SubElement(head, "tr", {"class": "row"}), number == len(rows) - 1
        for place, words in enumerate(cells):
            # Below a cell that is wide stands a cell of its own, or those on its right would move.
            if not words and (number and "" not in rows[0][place or 1 : place + 2] if is_last else place):
                continue
            cell = SubElement(row, "th" if words else "td", {"scope": "col"} if words else {})
            cell.text = words
            if not is_last and (wide := len(list(takewhile(lambda word: not word, cells[place + 1 :])))):
                cell.attrib |= {"scope": "colgroup", "colspan": str(wide + 1)}
                continue
            if place in numbers:
                cell.set("class", "number")
            if high := sum(not below[place] for below in rows[number + 1 :]):
                cell.set("rowspan", str(high + 1))


class FootnoteProcessor(BlockProcessor):
    """A footnote: ``[^1]: words``; its mark is printed as it is typed, and leads back to that in the text."""

    def test(self, parent: Element, block: str) -> bool:
        """Return whether the block is one of footnotes."""
        return bool(re.match(FOOTNOTE_MARK + ":", block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make a paragraph of each."""
        for mark in re.finditer(rf"(?m)^{FOOTNOTE_MARK}:(.*)", blocks.pop(0)):
            note = SubElement(parent, "p", {"class": "footnote", "id": "footnote"})
            back = SubElement(note, "a", {"role": "doc-backlink"})
            back.text, back.tail = mark.groups()


class FootnoteMark(InlineProcessor):
    """The mark of a footnote in the text, ``[^1]``, printed as it is typed."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        """Return the mark and the span of text it replaces; the structure processor says where it leads."""
        mark = Element("a", {"class": "footnote-mark", "role": "doc-noteref"})
        mark.text = m[1]
        return mark, m.start(0), m.end(0)
