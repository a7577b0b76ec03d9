"""Why: Python-Markdown has no figure with a caption, no section around a heading and no editor's gap mark.

A Markdown extension that turns the article's text into its semantics:

- ``/// photo`` blocks become ``figure`` and ``figcaption`` (on pymdownx.blocks);
- ``[words](address)`` becomes a link, with no title, no nesting and no escapes to guess at;
- ``[[gap]]`` becomes the mark of a place where the source breaks off;
- each ``##`` heading opens a ``section`` that it labels;
- every section, paragraph, figure and gap gets a stable ASCII id.

What the edition adds carries ``data-edition``, so that readers, checks and the style sheet
can tell it from the article's own words.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block, type_string

from edition.article.escape import shown
from edition.labels import label

GAP = "[[gap]]"
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"  # of a gap mark, in a text that can hold none
# The text of neither holds another mark of its kind, so that both are found in one pass over the longest line.
STRONG = r"(\*\*)(?![\s*])((?:(?!\*\*).)+)(?<!\s)\*\*"
LINK = r"(?<!!)\[([^\[\]]+)\]\(([^()\s<>]+)\)"
HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u00b7\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"
LINE_BREAK_IN_HAN = re.compile(rf"(?<={HAN})\s*\n\s*(?={HAN})")
# Where a browser would break a line that Chinese keeps together, or keeps together what may be broken: a single
# — or · does not begin a line (GB/T 15834 5.1.6); between ” and “ a line may end (Unicode LB19 forbids it).
LINE_RULES = re.compile(r"(?P<together>[^\s—·][·—](?!—))|(?<=”)(?P<apart>)(?=“)")
NUMBER = r"[0-9０-９]{1,2}(?=\s)"  # of a section, which the rules of a text count; a year begins the words of a heading
# The words up to a mark that ends them; that of a Latin text only before a space.
CLAUSE = re.compile(r"([^，。；：！？,.;:!?]|[,.;:!?](?!\s))*([，。；：！？]|[,.;:!?](?=\s)|(?<=.)$)[”’」』）》]*")


@dataclass
class Outline:
    """What the templates and the reader need to know of one article's body."""

    lede: str = ""
    sections: list[dict[str, str]] = field(default_factory=list)  # id, heading
    gaps: list[dict[str, object]] = field(default_factory=list)  # number, after
    ids: set[str] = field(default_factory=set)


class Photo(Block):
    """A photograph with its printed caption; without a file, the caption and a note that the photograph is missing.

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
        if self.argument:
            figure.append(self.md.photographs[shown(self.argument)].picture(self.options["alt"], self.md.root))
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


class PhotoExtension(BlocksExtension):
    """Offer the photo block."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Register the block with pymdownx's manager."""
        block_mgr.register(Photo, self.getConfigs())


class LinkProcessor(InlineProcessor):
    """Make a link of ``[words](address)``."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        """Return the link and the span of text it replaces; its words may hold strong ones."""
        link = Element("a", {"href": m[2]})
        link.text = m[1]
        return link, m.start(0), m.end(0)


class GapProcessor(InlineProcessor):
    """Leave a mark where the text says ``[[gap]]``; the structure processor fills it in document order."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        """Return the mark and the span of text it replaces."""
        return Element("span", {"class": "gap", "data-edition": "gap"}), m.start(0), m.end(0)


class StructureProcessor(Treeprocessor):
    """Wrap sections, give ids, number the gaps and note the outline on ``md.outline``."""

    def run(self, root: Element) -> None:
        """Rearrange the finished tree in place."""
        self.outline = self.md.outline = Outline()
        show_escaped(root)
        parts = self.wrap_sections(root)
        for number, part in enumerate(parts):
            self.number_paragraphs(part, number)
        for block in root.iter():
            if block.tag in ("p", "figcaption"):
                join_lines(block)
                if self.md.lang.startswith("zh"):
                    mark_line_rules(block)
                self.fill_gaps(block)
        if parts[0] and parts[0][0].tag == "p":
            self.outline.lede = "".join(parts[0][0].itertext())
        for element in root.iter():
            self.outline.ids |= {element.get("id", "")} - {""}

    def wrap_sections(self, root: Element) -> list[list[Element]]:
        """Open a section at each h2, labelled by it; return what stands before the first and in each."""
        parts: list[list[Element]] = [[]]
        for child in list(root):
            if child.tag == "h2":
                name = f"section-{len(parts)}"
                child.set("id", f"{name}-heading")
                mark_number(child)
                section = Element("section", {"id": name, "class": "section", "aria-labelledby": f"{name}-heading"})
                root.append(section)
                parts.append([])
                self.outline.sections.append({"id": name, "heading": "".join(child.itertext())})
            if self.outline.sections:
                root.remove(child)
                section.append(child)
            parts[-1].append(child)
        return parts

    def number_paragraphs(self, part: list[Element], section: int) -> None:
        """Give the paragraphs of one section ids by their place; section 0 is the lede."""
        paragraphs = [p for child in part for p in child.iter("p") if "data-edition" not in p.attrib]
        for number, paragraph in enumerate(paragraphs, start=1):
            if section:
                paragraph.set("id", f"section-{section}-p{number}")
            else:
                paragraph.set("id", "lede" if number == 1 else f"lede-p{number}")
                paragraph.set("class", "lede")

    def fill_gaps(self, block: Element) -> None:
        """Write the words of the block's gap marks and note after which words of the source each stands."""
        marks = [mark for mark in block.iter("span") if mark.get("data-edition") == "gap"]
        for mark in marks:
            mark.text = PLACE
        for mark, before in zip(marks, "".join(block.itertext()).split(PLACE), strict=False):
            number = len(self.outline.gaps) + 1
            mark.set("id", f"gap-{number}")
            self.outline.gaps.append(
                {"number": number, "after": [match[0] for match in CLAUSE.finditer(before) if match[0]][-1].strip()}
            )
            words = label(self.md.lang, "〔原文此处中断，见%(note)s〕", note="\0")
            mark.text, _, after = words.partition("\0")
            link = SubElement(mark, "a", {"href": f"#note-{number}", "role": "doc-noteref"})
            link.text, link.tail = label(self.md.lang, "注%(number)s", number=number), after


def show_escaped(root: Element) -> None:
    """Bring back the characters that were escaped, now that all markup is read."""
    for element in root.iter():
        element.text, element.tail = (text and shown(text) for text in (element.text, element.tail))
        for name, value in element.items():
            element.set(name, shown(value))


def join_lines(block: Element) -> None:
    """Join the block's source lines: browsers draw a line feed between two Han characters as a space."""
    for element in block.iter():
        element.text = element.text and LINE_BREAK_IN_HAN.sub("", element.text)
        if element is not block:
            element.tail = element.tail and LINE_BREAK_IN_HAN.sub("", element.tail)


def mark_number(heading: Element) -> None:
    """Put the heading's leading number into an element of its own; the text stays the same."""
    text = heading.text or ""
    if match := re.match(NUMBER, text):
        number = Element("span", {"class": "section__number"})
        number.text, number.tail = match[0], text[match.end() :]
        heading.text = ""
        heading.insert(0, number)


def mark_line_rules(block: Element) -> None:
    """Say where the block's lines may and may not break; its text stays the same."""
    for element in list(block.iter()):
        before = list(element)
        element.text, children = split_by_line_rules(element.text or "")
        for child in before:
            children.append(child)
            if element is block:
                child.tail, following = split_by_line_rules(child.tail or "")
                children += following
        if len(children) > len(before):
            element[:] = children


def split_by_line_rules(text: str) -> tuple[str, list[Element]]:
    """Return the text up to the first line rule, and an element for each rule with the text after it as its tail."""
    first, end = text, 0
    elements: list[Element] = []
    for match in LINE_RULES.finditer(text):
        if elements:
            elements[-1].tail = text[end : match.start()]
        else:
            first = text[: match.start()]
        if match["together"]:
            element = Element("span", {"class": "together"})
            element.text = match["together"]
        else:
            element = Element("wbr")
        elements.append(element)
        end = match.end()
    if elements:
        elements[-1].tail = text[end:]
    return first, elements


class ArticleMarkup(Extension):
    """The Markdown extension: headings, strong words, links, photo blocks, gap marks; all else is text."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the parts with Python-Markdown."""
        md.lang = "zh-CN"  # until the reader says another
        PhotoExtension().extendMarkdown(md)
        # Whatever an article does not need is printed as it is typed: a year and a full stop begin no list, a
        # bracket and a colon define nothing. The reader refuses what looks like Markdown beyond these.
        for registry, kept in [
            (md.preprocessors, {"normalize_whitespace"}),
            (md.parser.blockprocessors, {"empty", "hashheader", "paragraph", "blocks"}),
            (md.inlinePatterns, set()),
            (md.treeprocessors, {"inline", "blocks_on_inline_end", "prettify"}),  # nothing was escaped
            (md.postprocessors, set()),
        ]:
            for name in [item.name for item in registry._priority if item.name not in kept]:
                registry.deregister(name)
        md.inlinePatterns.register(SimpleTagInlineProcessor(STRONG, "strong"), "strong", 60)
        md.inlinePatterns.register(GapProcessor(re.escape(GAP), md), "gap", 175)
        md.inlinePatterns.register(LinkProcessor(LINK, md), "link", 180)
        # After the inline processors (20), so that the gap marks exist, and before the pretty-printer (10).
        md.treeprocessors.register(StructureProcessor(md), "structure", 15)


def makeExtension(**kwargs: object) -> ArticleMarkup:
    """Return the extension, for Python-Markdown's loading by name."""
    return ArticleMarkup(**kwargs)
