"""A built page as a browser's parser reads it, and its words, block by block.

Lexbor builds the tree that the HTML standard prescribes (HTML, 13.2), also of broken markup, so that nothing is a
paragraph here and something else in a browser. Style is not looked at: what readers see, real browsers tell in tests.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from edition.parts import role_at
from edition.source.pieces import GAP, without_space
from edition.source.text import plain

# Whatever stands in another element is a block of its own (HTML, 4.5 Text-level semantics).
INLINE = frozenset(
    "a abbr b bdi bdo br cite code data dfn em i kbd label mark q s samp small span strong sub sup time u var wbr".split()
)
CELLS = ("td", "th")  # the words of a row, parted by spaces
WORDLESS = frozenset("script style template title".split())


@dataclass
class Block:
    """Words that stand together, in one element with no other block and no line's end between them.

    holder: tells that element from others. element: its name. role: the part of an article that such a place is for,
    "" for none. section: the number of the article's section around it, 0 outside. id: the element's; anchor: that, or the
    nearest around it.
    text: the words, with GAP where a mark says that the source breaks off, and as they are compared (see text.plain).
    """

    holder: int
    element: str
    role: str
    section: int
    id: str
    text: str = ""
    anchor: str = ""

    @cached_property
    def key(self) -> str:
        """The words without white space, as they are compared; asked for when all of them are there."""
        return without_space(self.text)


@dataclass
class Page:
    """A parsed page.

    tree: what Lexbor built, for the rules to look at. blocks: the article's own words. edition: those that stand in an
    element with data-edition.
    """

    tree: LexborHTMLParser
    blocks: list[Block] = field(default_factory=list)
    edition: list[Block] = field(default_factory=list)


class Around(NamedTuple):
    """What stands around a node.

    names: its elements, outermost first. holder: the nearest that is not inline; number: what tells it from others;
    above: how many names are around it.
    section: see Block. edition: whether one of them has data-edition.
    """

    names: tuple[str, ...] = ()
    holder: LexborNode | None = None
    number: int = 0
    above: int = 0
    section: int = 0
    edition: bool = False


def read_page(html: str) -> Page:
    """Return the page of that HTML, whatever it holds; raise RecursionError where elements are nested too deeply."""
    page = Page(LexborHTMLParser(html))
    if page.tree.root is not None:
        Walk(page).inside(page.tree.root, Around())
    return page


class Walk:
    """One walk over the tree of a page; it fills the lists of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sections = 0
        self.line_ended = False  # by a br, after the last block
        # Attributes are costly to ask for: the parser finds the few elements that have this one.
        self.marked = {node.mem_id: node.attributes["data-edition"] for node in page.tree.css("[data-edition]")}

    def inside(self, node: LexborNode, around: Around) -> None:
        """Note the words inside a node."""
        child = node.child
        while child is not None:
            tag = child.tag or "-"
            if tag == "-text":
                self.add(child.text_content or "", around)
            elif tag not in WORDLESS and not tag.startswith("-"):
                self.inside(child, self.enter(child, tag, around))
            child = child.next

    def enter(self, node: LexborNode, tag: str, around: Around) -> Around:
        """Return what stands around the words in an element; note the mark of a gap, a br and the begin of a cell."""
        marked = node.mem_id in self.marked
        if marked and self.marked[node.mem_id] == "gap" and not around.edition:
            self.add(GAP, around)
        self.line_ended |= tag == "br"
        if tag in CELLS:
            self.add(" ", around)
        if tag in INLINE or tag in CELLS:
            return around._replace(edition=True) if marked else around
        edition = around.edition or marked
        section = around.section
        if tag == "section" and not edition:
            self.sections += 1
            section = self.sections
        return Around((*around.names, tag), node, node.mem_id, len(around.names), section, edition)

    def add(self, text: str, around: Around) -> None:
        """Note words, in the block that they go on with or in a new one."""
        blocks = self.page.edition if around.edition else self.page.blocks
        holder = around.number
        if not blocks or blocks[-1].holder != holder or self.line_ended:
            if not text.strip():
                return
            self.line_ended = False
            attributes = around.holder.attributes if around.holder is not None else {}
            classes = tuple((attributes.get("class") or "").split())
            element = around.names[around.above] if around.names else ""
            role = role_at(element, classes, around.names[: around.above])
            blocks.append(Block(holder, element, role, around.section, attributes.get("id") or ""))
            blocks[-1].anchor = anchor_of(around.holder)
        blocks[-1].text += plain(text)


def anchor_of(node: LexborNode | None) -> str:
    """Return the id of the node, or of the nearest element around it that has one, "" where none has."""
    while node is not None:
        if id := node.attributes.get("id"):
            return id
        node = node.parent
    return ""
