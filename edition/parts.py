"""The one table of parts: what an article of a newspaper is made of.

A row says of one part everything that the project needs to know of it. From the table are drawn: the metadata that
an article may have, the roles of a reading order, the places where the proof looks for words, what `make new` and
`make order` write, what lists and structured data show, and the table in the editor's guide. Templates, style and
the script that reads aloud are not: they are the other side of the proof.

A further part is one row here, its markup in a template, its style, and a case in the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of an article.

    role: its name in the field's terms; a reading order, a fault and the class of its element call it so.
    chinese: what newspapers call it. meaning: completes "write …". markdown: how an article says it.
    key: the metadata that says it, "" for a part of the text.
    element: its element on the page; it has the role as its class where it is marked. inside: the elements around it,
    outermost first, others between them or not. place: element and inside in words.
    repeats: whether an article may have several; as metadata, one a line.
    listed: whether a list of articles shows it. schema: its property of a NewsArticle (schema.org), or "".
    """

    role: str
    chinese: str
    meaning: str
    markdown: str
    element: str
    inside: tuple[str, ...]
    place: str
    key: str = ""
    marked: bool = True
    repeats: bool = False
    listed: bool = False
    schema: str = ""

    @property
    def in_section(self) -> bool:
        """Whether it is counted within its section."""
        return not self.key and self.role not in ("lede", "caption", "credit", "footnote")

    def words(self, metadata: Mapping[str, str]) -> list[str]:
        """Return the words that the metadata say for this part, one string for each time that it stands on the page."""
        if not self.key or self.key not in metadata:
            return []
        return metadata[self.key].split("\n") if self.repeats else [metadata[self.key]]


IN_HGROUP = ("article", "header", "hgroup")
IN_HEADER = ("article", "header")
IN_FIGURE = ("article", "figure", "figcaption")

# In the order in which a page prints them; a place that fits several is the first's.
PARTS = (
    Part("series", "栏目", "the name of the series, above all", "`Series:`",
        "p", IN_HGROUP, "a paragraph of the hgroup, above all", key="series", listed=True),
    Part("kicker", "引题", "the line above the headline", "`Kicker:`",
        "p", IN_HGROUP, "a paragraph of the hgroup above the headline", key="kicker", listed=True, schema="alternativeHeadline"),
    Part("headline", "主题", "the headline, as printed; its lines parted by a space", "`Title:`",
        "h1", IN_HGROUP, "the h1 of the hgroup", key="title", listed=True, schema="headline"),
    Part("deck", "副题", "the line below the headline; further ones on lines of their own, after four spaces", "`Deck:`",
        "p", IN_HGROUP, "a paragraph of the hgroup below the headline", key="deck", repeats=True, listed=True, schema="alternativeHeadline"),
    Part("standfirst", "提要", "the summary below the headlines; further lines after four spaces", "`Standfirst:`",
        "p", IN_HEADER, "a paragraph of the article's header", key="standfirst", repeats=True, schema="abstract"),
    Part("byline", "署名", "the byline, as printed: 本报记者 甲 乙 通讯员 丙", "`Byline:`",
        "p", IN_HEADER, "a paragraph of the article's header", key="byline", schema="author"),
    Part("preface", "编者按", "the editor's note before the text; further paragraphs after four spaces", "`Preface:`",
        "p", IN_HEADER, "a paragraph of the article's header", key="preface", repeats=True),
    Part("lede", "导语", "a paragraph that the print sets apart", "between `/// lede` and `///`",
        "p", ("article",), "a paragraph of the article, set apart", repeats=True),
    Part("heading", "分题", "the heading of a section", "`## ` and its words",
        "h2", ("article", "section"), "the h2 of a section", marked=False, repeats=True, schema="articleSection"),
    Part("subheading", "小标题", "a heading within a section", "`### ` and its words",
        "h3", ("article", "section"), "an h3 of a section", repeats=True),
    Part("caption", "图说", "the words below a photograph", "between `/// photo` and `///`",
        "figcaption", ("article", "figure"), "the figcaption of a figure", marked=False, repeats=True),
    Part("credit", "图片署名", "who took the photograph", "the line below the caption",
        "p", IN_FIGURE, "a paragraph of the figcaption", repeats=True),
    Part("quotation", "引文", "a paragraph of a quotation", "`> ` before each line",
        "p", ("article", "blockquote"), "a paragraph of a blockquote", repeats=True),
    Part("question", "提问", "a question; its answer is a paragraph", "between `/// question` and `///`",
        "p", ("article",), "a paragraph of the article, set apart", repeats=True),
    Part("item", "条目", "an item of a list", "`- ` or `1. ` before its line; the number is printed",
        "li", ("article",), "an item of a list", repeats=True),
    Part("verse", "诗行", "a line of verse", "a line between `/// verse` and `///`; a blank one parts stanzas",
        "p", ("article",), "a line of a paragraph that is a stanza", repeats=True),
    Part("row", "表格行", "a row of a table", "`| 甲 | 乙 |`; `|---|---|` below the head",
        "tr", ("article", "table"), "a row of a table", repeats=True),
    Part("box-heading", "链接标题", "the heading of a box", "`/// box | ` and its words",
        "p", ("article", "div"), "a paragraph of a box, set apart", repeats=True),
    Part("box-text", "链接", "a paragraph of a box", "between `/// box` and `///`",
        "p", ("article", "div"), "a paragraph of a box", repeats=True),
    Part("footnote", "注释", "a footnote with its mark", "`[^1]: ` and its words; `[^1]` in the text",
        "p", ("article",), "a paragraph of the article, set apart", repeats=True),
    Part("signoff", "文末", "author's post, place and date, editor", "a line between `/// signoff` and `///`",
        "p", ("article",), "a line of a paragraph, set apart", repeats=True),
    Part("paragraph", "正文", "a paragraph", "lines without a blank one between them",
        "p", ("article",), "a paragraph of the article", marked=False, repeats=True),
)  # fmt: skip

BY_ROLE = {part.role: part for part in PARTS}
ROLES = tuple(BY_ROLE)
HEAD = tuple(part for part in PARTS if part.key)

# Every metadata that an article may have; the value completes "write …". Beside the parts: what is printed nowhere, or
# outside the article.
METADATA = {
    "title": BY_ROLE["headline"].meaning,
    "phrases": "the headline again, with a space wherever a line of it may end; each line of the deck so, after four spaces",
    **{part.key: part.meaning for part in HEAD},
    "date": "the day of this web edition, as YYYY-MM-DD",
    "published": "the day of first publication, where the source records it: in words, or as YYYY-MM-DD, also with words around it",
    "source": "the extracted page in content/source/",
    "note": "remarks of the edition, one a line, further lines indented by four spaces",
    "lang": "the language, where it is not that of the site: zh-CN, zh-TW, zh-HK or en",
    "slug": "the name of the page, where the file's name is not to be it",
    "status": "published, hidden, draft or skip",
}
REQUIRED = ("title", "date")
# The metadata of several lines, each further one indented by four spaces.
SEVERAL_LINES = frozenset(["note", "phrases", *(part.key for part in HEAD if part.repeats)])


def place_of(role: str, section: int, number: int) -> str:
    """Return what an editor calls a part: "kicker", "section 2, heading", "section 2, paragraph 3", "caption 3".

    number: counts the parts of that role from 1, those of a section within it.
    """
    part = BY_ROLE[role]
    is_only = not part.repeats or role == "heading" or (role == "lede" and number == 1)
    return f"section {section}, " * bool(part.in_section and section) + role + f" {number}" * (not is_only)


def role_at(element: str, classes: tuple[str, ...], around: tuple[str, ...]) -> str:
    """Return the role of what stands in such an element, "" for none; around: the elements around it, outermost first."""
    for part in PARTS:
        if element == part.element and (not part.marked or part.role in classes) and stands_in(around, part.inside):
            return part.role
    return ""


def stands_in(around: tuple[str, ...], inside: tuple[str, ...]) -> bool:
    """Return whether the elements around a thing hold those of inside in their order, others between or not."""
    outer = iter(around)
    return all(name in outer for name in inside)
