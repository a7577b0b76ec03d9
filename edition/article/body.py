"""The rules of an article's text: headings, sections, paragraphs, marks.

Python-Markdown prints what it does not understand as it is typed, and drops some of it. Whatever would be published
otherwise than its author means it is a Fault here, with file and line. Each pattern takes time that grows with the
length of a line, and no faster.
"""

import re
from collections import Counter
from pathlib import Path

from edition.article.head import ENTITY, SYNTAX
from edition.article.markup import GAP, LINK, STRONG, Photo
from edition.article.photo_block import FENCE, PhotoBlock, begin_photo, check_photo
from edition.article.photographs import Photograph
from edition.faults import Fault, suggestion

# More than these is no article, and would make its page slow to build and to read.
MOST_CHARACTERS = 20_000  # of a paragraph: four pages of a newspaper
MOST = {"sections": 1_000, "paragraphs": 5_000, "photos": 500, "gap marks": 100}

HEADING = re.compile(r"## (?P<number>[0-9０-９]{1,2}(?=\s))?.*\S")
LINKS, STRONG_WORDS = re.compile(LINK), re.compile(STRONG)
NEUTRAL = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what was understood; read_lines lets none in
# What is Markdown elsewhere, or nearly Markdown here, and would be printed as it is typed: at the beginning of a line …
AT_BEGINNING = [
    (re.compile(r"\[[^\]]+\][:：]\s*(?=https?:|<)").match, "t-024"),
    (re.compile(r"[#＃].*|[-*_=]\s*[-*_=]\s*[-*_=][-*_=\s]*$").match, "t-028"),
    (re.compile(r"(```|~~~|[-*+] |>|\|).*").match, "t-029"),
    (re.compile(r"(//|／／).*").match, "t-030"),
    (re.compile(r"\s.*").match, "t-032"),
]
# … and anywhere in it, where it has one of MARKS, as few lines have.
MARKS = re.compile(r"[\[\]［］【】〔<!{}&*＊~`/]")
ANYWHERE = [
    (re.compile(r"[［\[【〔]\s*(gap|GAP|Gap)\s*[\]】］〕]|\[\[[^\]]*\]?\]?|\]\]|〔原文此处中断").search, "t-020"),
    (re.compile(r"</?[A-Za-z][^<>]*>?|<[!?][^<>]*>?").search, "t-021"),
    (re.compile(r"!\[").search, "t-022"),
    (re.compile(r"\{[#:.][^{}]*\}").search, "t-023"),
    (re.compile(r"\]\s*[(（\[]|[】］]\s*[(（]\s*(?=[A-Za-z]+:|www\.|[#{/.])|[)）]\[(?=[A-Za-z]+:)").search, "t-024"),
    (ENTITY.search, "t-025"),
    (re.compile(r"\*{3,}|~~|\[\^|＊＊|`[^`]+`").search, "t-026"),
    (re.compile(r"\*\*").search, "t-027"),
    (re.compile(r"///").search, "t-030"),
    (SYNTAX.search, "t-031"),
    *AT_BEGINNING,
]
BRACKET = re.compile(r"[(（)）]")
REST_OF_ADDRESS = re.compile(r"[!-'*-~]*\)")
GAP_WITHOUT_WORDS = re.compile(rf"(^|{re.escape(GAP)}\s*){re.escape(GAP)}")
# How newspapers begin a caption that no figure holds.
CAPTION = re.compile(
    r"(?P<mark>[（(【]?(图|图片|配图|照片|图片说明|图注)\s*([0-9０-９一二三四五六七八九十]+\s*)?([：:】）)／]|/(?!/))"
    r"|[上下左右本附题]?图为(?!什么|何))"
)


class Body:
    """The text of one article as it is read, line by line: its sections, its words, its links."""

    def __init__(self, path: Path, content: Path) -> None:
        self.path, self.content = path, content
        self.counts: Counter[str] = Counter()  # of each of MOST
        self.headings: dict[str, int] = {}  # words -> line
        self.numbered = 0
        self.unnumbered: int | None = None  # the line of a heading without a number that follows one with
        self.empty: int | None = None  # the line of a heading that no paragraph follows yet
        self.length = 0  # of the paragraph so far
        self.block: PhotoBlock | None = None  # the one that is not closed yet
        self.links: list[tuple[int, str]] = []  # line, address
        self.photographs: dict[str, Photograph] = {}  # by name

    def count(self, things: str, line: int, more: int = 1) -> None:
        """Count things of the article; raise Fault for too many."""
        self.counts[things] += more
        if self.counts[things] > MOST[things]:
            raise Fault("t-002", self.path, line, most=MOST[things], things=things)

    def add(self, number: int, line: str) -> None:
        """Read the next line; raise Fault for whatever would be published otherwise than its author means it."""
        fence = FENCE.match(line) if line.lstrip().startswith("///") else None
        if self.block:
            self.add_to_block(self.block, number, line, fence)
        elif fence:
            self.begin_block(number, line, fence["name"])
        elif HEADING.fullmatch(line):
            self.add_heading(number, line)
        elif line:
            self.add_paragraph(number, line)
        else:
            self.length = 0

    def begin_block(self, number: int, line: str, name: str) -> None:
        """Read the first line of a block of that name."""
        if not name:
            raise Fault("t-013", self.path, number)
        if name != Photo.NAME:
            hint = suggestion(name, [Photo.NAME], "write `/// photo` to begin one")
            raise Fault("t-014", self.path, number, name=name, suggestion=hint)
        self.block, self.length = begin_photo(self.path, number, line), 0

    def add_to_block(self, block: PhotoBlock, number: int, line: str, fence: re.Match[str] | None) -> None:
        """Read a line of a photo block, or its end."""
        if fence and fence["name"]:
            raise Fault("t-012", self.path, block.start)
        if line == "///":
            self.add_photo(block)
            self.block = None
        elif fence:
            raise Fault("t-013", self.path, number)
        else:
            block.lines.append(line)

    def add_photo(self, block: PhotoBlock) -> None:
        """Read a whole photo block."""
        self.count("photos", block.start)
        number, caption, photograph = check_photo(self.path, block, self.content)
        if photograph:
            self.photographs.setdefault(photograph.name, photograph)
        self.add_words(number, caption, len(caption))

    def add_heading(self, number: int, line: str) -> None:
        """Begin a section, whose heading must be sound and in its place."""
        self.check_section()
        words = " ".join(line.split()[1:])
        if words in self.headings:
            raise Fault("t-001", self.path, number, first=self.headings[words])
        self.headings[words] = self.empty = number
        self.length = 0
        self.count("sections", number)
        self.check_number(number, line)
        if line.endswith(("#", "\\")):
            raise Fault("t-005", self.path, number, mark=line[-1], instead="＃" if line[-1] == "#" else "＼")
        if GAP in line:
            raise Fault("t-006", self.path, number)
        self.add_words(number, line.removeprefix("## "), len(line))

    def check_number(self, number: int, line: str) -> None:
        """Raise Fault unless the heading's number, if it has one, is the next."""
        heading = HEADING.fullmatch(line)
        if heading and heading["number"]:
            self.numbered += 1
            if self.unnumbered:
                raise Fault("t-003", self.path, self.unnumbered)
            if int(heading["number"]) != self.numbered:
                raise Fault("t-004", self.path, number, number=heading["number"], place=self.numbered)
        elif self.numbered and not self.unnumbered:
            self.unnumbered = number

    def check_section(self) -> None:
        """Raise Fault if the section so far has no paragraph."""
        if self.empty:
            raise Fault("t-011", self.path, self.empty)

    def add_paragraph(self, number: int, line: str) -> None:
        """Read one line of a paragraph."""
        if not self.length:
            self.count("paragraphs", number)
        if caption := CAPTION.match(line):
            raise Fault("t-007", self.path, number, words=caption["mark"])
        self.length += len(line)
        self.add_words(number, line, self.length)
        self.empty = None

    def add_words(self, number: int, line: str, length: int) -> None:
        """Read words that Markdown will print, and must be able to; length: of their paragraph so far, with them."""
        if length > MOST_CHARACTERS:
            raise Fault("t-008", self.path, number, most=MOST_CHARACTERS)
        if MARKS.search(line):
            line = self.without_marks(number, line)
        check_words(self.path, number, line)

    def without_marks(self, number: int, line: str) -> str:
        """Return the line with NEUTRAL for each mark, in the order in which the markup reads them; note its links."""
        if "***" in line:
            raise Fault("t-026", self.path, number, words="***")
        self.add_links(number, line)
        plain = strong_words(LINKS.sub(NEUTRAL, line))
        self.count("gap marks", number, line.count(GAP))
        if GAP_WITHOUT_WORDS.search(plain):
            raise Fault("t-010", self.path, number)
        return plain.replace(GAP, NEUTRAL)

    def add_links(self, number: int, line: str) -> None:
        """Note the links of a line; raise Fault for one with odd words, or whose address has a bracket."""
        end, bracket = 0, ""
        for link in LINKS.finditer(line):
            check_words(self.path, number, strong_words(link[1]))
            self.links.append((number, link[2]))
            bracket = (BRACKET.findall(line, end, link.start()) or [bracket])[-1]
            end = link.end()
            if bracket not in ("(", "（") and REST_OF_ADDRESS.match(line, end):
                raise Fault("t-009", self.path, number, address=link[2])


def check_body(
    path: Path, lines: list[str], start: int, content: Path
) -> tuple[list[tuple[int, str]], dict[str, Photograph]]:
    """Return line and address of each link in the article's text, and its photographs by name.

    The text begins after the first start lines. Raises Fault for whatever would be published otherwise than its author
    means it.
    """
    body = Body(path, content)
    for number, line in enumerate(lines[start:], start=start + 1):
        body.add(number, line)
    if body.block:
        raise Fault("t-012", path, body.block.start)
    body.check_section()
    if not body.counts["paragraphs"]:
        raise Fault("t-015", path, len(lines))
    return body.links, body.photographs


def strong_words(line: str) -> str:
    """Return the line without the marks of its strong words."""
    return STRONG_WORDS.sub(r"\2", line) if "**" in line else line


def check_words(path: Path, number: int, plain: str) -> None:
    """Raise Fault for something in plain words that looks like Markdown."""
    for find, id in ANYWHERE if MARKS.search(plain) else AT_BEGINNING:
        if match := find(plain):
            raise Fault(id, path, number, words=match[0][:20].strip().replace(NEUTRAL, "…"))
