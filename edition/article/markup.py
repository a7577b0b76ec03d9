"""Why: Python-Markdown has no section around a heading and no editor's gap mark.

A Markdown extension that turns the article's text into its semantics:

- the blocks of article.blocks become figures, verse, lists, tables, …;
- ``[words](address)`` becomes a link, with no title and no nesting;
- ``[[gap]]`` becomes the mark of a place where the source breaks off;
- each ``##`` heading opens a ``section`` that it labels;
- every section, paragraph, figure, footnote and gap gets a stable ASCII id.

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

from edition.article.blocks import (
    FOOTNOTE_MARK,
    LINES,
    PASSAGES,
    ArticleBlocks,
    FootnoteMark,
    FootnoteProcessor,
    ListProcessor,
    TableProcessor,
)
from edition.article.escape import shown
from edition.labels import label
from edition.parts import ROLES

GAP = "[[gap]]"
WITHIN = "gap-within"  # the class of a gap mark that words of its paragraph follow
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"  # of a gap mark, in a text that can hold none
# The text of neither holds another mark of its kind, so that both are found in one pass over the longest line.
STRONG = r"(\*\*)(?![\s*])((?:(?!\*\*).)+)(?<!\s)\*\*"
LINK = r"(?<!!)\[([^\[\]]+)\]\(([^()\s<>]+)\)"
HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u00b7\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"
LINE_BREAK_IN_HAN = re.compile(rf"(?<={HAN})(?<!\s)\s*\n\s*(?={HAN})")
# Where a browser would break a line that Chinese keeps together, or keeps together what may be broken: a single
# — or · does not begin a line (GB/T 15834 5.1.6); between ” and “ a line may end (Unicode LB19 forbids it).
LINE_RULES = re.compile(r"(?P<span>[^\s—·][·—](?!—))|(?<=”)(?P<wbr>)(?=“)")
LINE_END = re.compile(r"(?P<br>\n)")  # of a verse, which has no spaces there
NUMBER = r"[0-9０-９]{1,2}(?=\s)"  # of a section, which the rules of a text count; a year begins the words of a heading
ENTITY = re.compile(r"&(?=#?\w+;)")
# The words up to a mark that ends them; that of a Latin text only before a space.
CLAUSE = re.compile(r"([^，。；：！？,.;:!?]|[,.;:!?](?!\s))*([，。；：！？]|[,.;:!?](?=\s)|(?<=.)$)[”’」』）》]*")
# A printed number of a photograph, beside which the edition's own would mislead.
OWN_LABEL = re.compile(r"[（(【]?([图圖]|fig(ure|\.)?|photo)\s*[0-9０-９一二三四五六七八九十①-⑳]", re.IGNORECASE)


@dataclass
class Outline:
    """What the templates and the reader need to know of one article's body."""

    lede: str = ""
    sections: list[dict[str, str]] = field(default_factory=list)  # id, heading
    gaps: list[dict[str, object]] = field(default_factory=list)  # number, after
    ids: set[str] = field(default_factory=set)
    styled: list[str] = field(default_factory=list)  # the classes that have a style of their own


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
        for heading in root.iter("h2"):
            mark_number(heading)
        show_escaped(root)
        take_out_passages(root)
        for number, part in enumerate(self.wrap_sections(root)):
            self.number_paragraphs(part, number)
        for block in list(root.iter()):
            if block.tag in ("p", "figcaption", "li", "th", "td"):
                if block.tag == "figcaption" or block.get("class") in LINES:
                    mark_line_rules(block, LINE_END)
                join_lines(block)
                if self.md.lang.startswith("zh"):
                    mark_line_rules(block, LINE_RULES)
                self.fill_gaps(block)
        finish_figures(list(root.iter("figure")))
        link_footnotes(root)
        for paragraph in root.iter("p"):
            if not self.outline.lede and paragraph.get("id") and paragraph.get("class") in (None, "lede"):
                self.outline.lede = "".join(paragraph.itertext())
        found = {name for element in root.iter() for name in element.get("class", "").split()}
        self.outline.styled = [name for name in (*ROLES, "box", WITHIN) if name in found]
        self.outline.ids = {element.get("id", "") for element in root.iter()} - {""}
        keep_ampersands(root)

    def wrap_sections(self, root: Element) -> list[list[Element]]:
        """Open a section at each h2, labelled by it; return what stands before the first and in each."""
        parts: list[list[Element]] = [[]]
        for child in list(root):
            if child.tag == "h2":
                name = f"section-{len(parts)}"
                child.set("id", f"{name}-heading")
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
        """Give the paragraphs of one section ids by their place; section 0 stands before the first."""
        numbered = [p for child in part for p in child.iter("p") if not {"data-edition", "id"} & p.attrib.keys()]
        ledes = [p for p in numbered if p.get("class") == "lede"] if not section else []
        for number, paragraph in enumerate(ledes, start=1):
            paragraph.set("id", "lede" if number == 1 else f"lede-p{number}")
        for number, paragraph in enumerate([p for p in numbered if p not in ledes], start=1):
            paragraph.set("id", f"section-{section}-p{number}" if section else f"p{number}")

    def fill_gaps(self, block: Element) -> None:
        """Write the words of the block's gap marks and note after which words of the source each stands."""
        marks = [mark for mark in block.iter("span") if mark.get("data-edition") == "gap"]
        for mark in marks:
            mark.text = PLACE
        texts = "".join(block.itertext()).split(PLACE)
        for place, (mark, before) in enumerate(zip(marks, texts, strict=False), start=1):
            number = len(self.outline.gaps) + 1
            mark.set("id", f"gap-{number}")
            self.outline.gaps.append(
                {"number": number, "after": [match[0] for match in CLAUSE.finditer(before) if match[0]][-1].strip()}
            )
            words = label(self.md.lang, "〔原文此处中断，见%(note)s〕", note="\0")
            mark.text, _, after = words.partition("\0")
            if "".join(texts[place:]).strip():  # whoever copies what is around it copies its words, but for the link
                mark.set("class", f"gap {WITHIN}")
                words = label(self.md.lang, "〔原文此处中断〕")
                mark.text, after = words[:-1], words[-1]
            link = SubElement(mark, "a", {"href": f"#note-{number}", "role": "doc-noteref"})
            link.text, link.tail = label(self.md.lang, "注%(number)s", number=number), after


def show_escaped(root: Element) -> None:
    """Bring back the characters that were escaped, now that all markup is read."""
    for element in root.iter():
        element.text, element.tail = (text and shown(text) for text in (element.text, element.tail))
        for name, value in element.items():
            element.set(name, shown(value))


def keep_ampersands(root: Element) -> None:
    """Let what looks like an entity be printed as it stands: Python-Markdown would write it as one."""
    for element in root.iter():
        element.text, element.tail = (text and ENTITY.sub("&amp;", text) for text in (element.text, element.tail))
        for name, value in element.items():
            element.set(name, ENTITY.sub("&amp;", value))


def take_out_passages(root: Element) -> None:
    """Put the paragraphs of each passage in its place; say of those of a quotation that they are its."""
    for passage in [child for child in root if child.tag == "div" and child.get("class") in PASSAGES]:
        place = list(root).index(passage)
        root[place : place + 1] = list(passage)
    for quotation in root.iter("blockquote"):
        for paragraph in quotation.iter("p"):
            paragraph.set("class", "quotation")
    for heading in root.iter("h3"):
        heading.set("class", "subheading")


def finish_figures(figures: list[Element]) -> None:
    """Part each caption from its credit, its second line; leave out an empty caption, and labels where the print has its own."""
    captions = [caption for figure in figures for caption in figure.iter("figcaption")]
    has_own = any(OWN_LABEL.match("".join(caption.itertext())) for caption in captions)
    for figure in figures:
        note, caption = figure[-2:]
        if (end := caption.find("br")) is not None:
            place = list(caption).index(end)
            credit = Element("p", {"class": "credit"})
            credit.text, credit[:] = end.tail, caption[place + 1 :]
            caption[place:] = [credit]
        if not "".join(caption.itertext()):
            figure.remove(caption)
        if has_own:
            note.remove(note[0])
        if not len(note):
            figure.remove(note)


def link_footnotes(root: Element) -> None:
    """Lead each mark of a footnote to it, and it back to the first of its marks."""
    notes = {}
    for number, note in enumerate(root.iterfind(".//p[@class='footnote']"), start=1):
        notes[note[0].text] = number
        note.set("id", f"footnote-{number}")
        note[0].set("href", f"#footnote-{number}-mark")
    for mark in root.iterfind(".//a[@class='footnote-mark']"):
        mark.set("href", f"#footnote-{notes[mark.text]}")
    for mark in {mark.text: mark for mark in reversed(root.findall(".//a[@class='footnote-mark']"))}.values():
        mark.set("id", f"footnote-{notes[mark.text]}-mark")


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


def mark_line_rules(block: Element, rules: re.Pattern[str]) -> None:
    """Say where the block's lines may, may not and must break; its text stays the same.

    rules: what to find; the name of its group is the element to make of it.
    """
    for element in list(block.iter()):
        before = list(element)
        element.text, children = split_by_line_rules(element.text or "", rules)
        for child in before:
            children.append(child)
            if element is block:
                child.tail, following = split_by_line_rules(child.tail or "", rules)
                children += following
        if len(children) > len(before):
            element[:] = children


def split_by_line_rules(text: str, rules: re.Pattern[str]) -> tuple[str, list[Element]]:
    """Return the text up to the first line rule, and an element for each rule with the text after it as its tail."""
    first, end = text, 0
    elements: list[Element] = []
    for match in rules.finditer(text):
        if elements:
            elements[-1].tail = text[end : match.start()]
        else:
            first = text[: match.start()]
        element = Element(match.lastgroup or "")
        if element.tag == "span":
            element.text = match[0]
            element.set("class", "together")
        elements.append(element)
        end = match.end()
    if elements:
        elements[-1].tail = text[end:]
    return first, elements


class ArticleMarkup(Extension):
    """The Markdown extension: the blocks of an article, headings, strong words, links, gap marks; all else is text."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the parts with Python-Markdown."""
        md.lang = "zh-CN"  # until the reader says another
        ArticleBlocks().extendMarkdown(md)
        # Whatever an article does not need is printed as it is typed: a year and a full stop begin no list, a
        # bracket and a colon define nothing. The reader refuses what looks like Markdown beyond these.
        for registry, kept in [
            (md.preprocessors, {"normalize_whitespace"}),
            (md.parser.blockprocessors, {"empty", "hashheader", "quote", "paragraph", "blocks"}),
            (md.inlinePatterns, set()),
            (md.treeprocessors, {"inline", "blocks_on_inline_end", "prettify"}),  # nothing was escaped
            (md.postprocessors, set()),
        ]:
            for name in [item.name for item in registry._priority if item.name not in kept]:
                registry.deregister(name)
        for priority, processor in enumerate((ListProcessor, TableProcessor, FootnoteProcessor), start=30):
            md.parser.blockprocessors.register(processor(md.parser), processor.__name__, priority)
        md.inlinePatterns.register(FootnoteMark(FOOTNOTE_MARK, md), "footnote", 185)
        md.inlinePatterns.register(SimpleTagInlineProcessor(STRONG, "strong"), "strong", 60)
        md.inlinePatterns.register(GapProcessor(re.escape(GAP), md), "gap", 175)
        md.inlinePatterns.register(LinkProcessor(LINK, md), "link", 180)
        # After the inline processors (20), so that the gap marks exist, and before the pretty-printer (10).
        md.treeprocessors.register(StructureProcessor(md), "structure", 15)


def makeExtension(**kwargs: object) -> ArticleMarkup:
    """Return the extension, for Python-Markdown's loading by name."""
    return ArticleMarkup(**kwargs)
