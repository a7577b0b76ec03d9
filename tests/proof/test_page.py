"""A page is read as browsers read it: the tricks of broken markup, and a second parser that finds the same words."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from edition.proof.page import INLINE, WORDLESS, Page, read_page
from edition.source.pieces import GAP

# What is written, and the blocks that a browser makes of it: element, and words.
TRICKS = {
    "style does not close itself": ("<p>甲<style/><p>乙</p></style>丙", [("p", "甲丙")]),
    "script does not close itself": ("<script/><p>乙</p></script><p>丙", [("p", "丙")]),
    "a title's tags are words": ("<p>甲<svg><title><b>乙</b></title></svg>丙", [("p", "甲丙")]),
    "any heading's end tag ends a heading": ("<section><h2>甲</h1>乙</h2></section>", [("h2", "甲"), ("section", "乙")]),
    "an entity without its semicolon": ("<p>a&hellipb &copyb &hellip;</p>", [("p", "a&hellipb ©b …")]),
    "a paragraph ends where the next begins": ("<p>甲<p>乙<div>丙</div>丁", [("p", "甲"), ("p", "乙"), ("div", "丙"), ("body", "丁")]),
    "words in a table stand before it": ("<table>甲<tr><td>乙</table>", [("body", "甲"), ("tr", "乙")]),
    "a comment ends early": ("<p>甲<!-->乙--></p>", [("p", "甲乙-->")]),
    "a comment that never ends": ("<p>甲<!-- 乙</p>", [("p", "甲")]),
    "a template's words are none": ("<template><p>甲</p></template><p>乙", [("p", "乙")]),
    "an inline element breaks no block": ("<p>甲<b>乙<i>丙</b>丁</i></p>", [("p", "甲乙丙丁")]),
    "a line break ends a line": ("<p>甲<br>乙<b>丙<br></b></p>丁", [("p", "甲"), ("p", "乙丙"), ("body", "丁")]),
    "the cells of a row": ("<table><tr><th>甲<td> 乙</table>", [("tr", "甲  乙")]),
    "an attribute given twice": ("<p data-edition=x data-edition>甲</p><p>乙", [("p", "乙")]),
    "a mark for a gap": ("<p>甲<span data-edition=gap>〔断〕</span></p>", [("p", f"甲{GAP}")]),
    "a mark within the edition's words": ("<p data-edition=notes>甲<i data-edition=gap>〔断〕</i></p>乙", [("body", "乙")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_a_page_is_read_as_a_browser_reads_it(name):
    html, blocks = TRICKS[name]
    page = read_page(f"<!doctype html>{html}")
    assert [(block.element, block.text) for block in page.blocks] == blocks


@pytest.mark.parametrize(
    ("html", "role"),
    [
        ("<article><p class=lede>甲", "lede"),
        ("<article><p class=' x  lede\ty'>甲", "lede"),
        ('<article><p class=="x lede y">甲', "paragraph"),
        ("<article><p id=x class=lede class=y>甲", "lede"),
        ("<article><p class=y class=lede>甲", "paragraph"),
        ("<article><section><p class=lede>甲", "lede"),
        ("<article><section><p>甲", "paragraph"),
        ("<article><section><blockquote><p>甲", "paragraph"),
        ("<article><section><h2><b>甲", "heading"),
        ("<article><h2>甲", ""),
        ("<main><section><p>甲", ""),
        ("<article><header><hgroup><h1>甲", ""),
        ("<article><header><hgroup><h1 class=headline>甲", "headline"),
        ("<article><hgroup><h1 class=headline>甲", ""),
        ("<article><figure><div><figcaption>甲", "caption"),
        ("<article><figure><figcaption><p class=credit>甲", "credit"),
        ("<article><p class=credit>甲", "paragraph"),
        ("<article><section><h3 class=subheading>甲", "subheading"),
        ("<article><section><blockquote><p class=quotation>甲", "quotation"),
        ("<article><ul><li class=item>甲", "item"),
        ("<article><ul><li class=item><p>甲", "paragraph"),
        ("<article><table><tr class=row><td>甲", "row"),
        ("<article><div><p class=box-text>甲", "box-text"),
        ("<article><p class=box-text>甲", "paragraph"),
        ("<article><p class=verse>甲", "verse"),
    ],
)
def test_the_place_of_words_tells_their_role(html, role):
    (block,) = read_page(f"<!doctype html>{html}").blocks
    assert block.role == role


# ----- the second parser

LINE_END = "\0"


def words_by_blocks(html: str) -> list[str]:
    """Return the words of a page, block by block: another parser, another walk, the same rules."""
    found = list(texts_in(BeautifulSoup(html, "html.parser"), 1, False))
    blocks: list[list[str]] = []
    for of_the_edition in (False, True):
        last = 0
        for _, holder, text in (it for it in found if it[0] == of_the_edition):
            if text == LINE_END:
                last = 0
            elif holder == last:
                blocks[-1].append(text)
            elif text.strip():
                blocks.append([text])
                last = holder
    return [re.sub(r"\s+", " ", "".join(texts)).strip() for texts in blocks]


def texts_in(node: Tag, holder: int, edition: bool) -> Iterator[tuple[bool, int, str]]:
    """Yield each text in a node: whether the edition says it, what tells its element from others, and the text."""
    for child in node.children:
        if isinstance(child, PreformattedString):
            continue
        if isinstance(child, NavigableString):
            yield edition, holder, str(child)
        elif child.name not in WORDLESS:
            if child.get("data-edition") == "gap" and not edition:
                yield False, holder, GAP
            inner = holder if child.name in INLINE or child.name in ("td", "th") else id(child)
            if child.name in ("td", "th"):
                yield edition, holder, " "
            if child.name == "br":
                yield edition, holder, LINE_END
            yield from texts_in(child, inner, edition or "data-edition" in child.attrs)


def words_of(page: Page) -> list[str]:
    """Return the words of a page as the proof has them, the article's blocks, then the edition's."""
    return [re.sub(r"\s+", " ", block.text).strip() for block in [*page.blocks, *page.edition]]


@pytest.mark.parametrize("name", ["index.html", "404.html"])
def test_a_second_parser_finds_the_same_words_block_by_block(site, name):
    html = (site / name).read_text(encoding="utf-8")
    words = words_of(read_page(html))
    assert words == words_by_blocks(html) and len(words) > 8


def test_the_second_parser_finds_what_a_page_has_more_or_less(site):
    html = (site / "index.html").read_text(encoding="utf-8")
    for old, new in [("丁阿满说", "丁阿满讲"), ('</p>\n<p id="section-1-p2">', "")]:
        assert old in html
        assert words_by_blocks(html.replace(old, new)) != words_of(read_page(html))
