"""The rules of an article's text: headings, sections, paragraphs, marks.

Python-Markdown prints what it does not understand as it is typed, and drops some of it. Whatever would be published
otherwise than its author means it is a Fault here, with file and line. Each pattern takes time that grows with the
length of a line, and no faster.
"""

import re
from pathlib import Path

from edition.article.escape import CAPTION_BEGINS, hidden, shown
from edition.article.head import ENTITY, SYNTAX
from edition.article.markup import GAP, LINK, NUMBER, STRONG
from edition.article.photo_block import BEGIN, PhotoBlock, check_photo
from edition.article.photographs import Photograph
from edition.faults import Fault

# More than these is no article, and would make its page slow to build and to read.
MOST_LINES = 10_000
MOST_CHARACTERS = 20_000  # of a paragraph: four pages of a newspaper; with more, the blank lines were lost

HEADING = re.compile(rf"## (?P<number>{NUMBER})?.*\S")
LINKS, STRONG_WORDS = re.compile(LINK), re.compile(STRONG)
NEUTRAL = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what was understood; read_lines lets none in
# What is Markdown elsewhere, or nearly Markdown here, and would be printed as it is typed.
MARKS = [
    (r"[［\[【〔]\s*gap\s*[\]】］〕]|\[\[[^\]]*\]?\]?|\]\]|〔原文此处中断", "t-020"),
    (r"^(//|／／).*|///", "t-014"),
    (rf"</?[A-Za-z][^<>]*>?|<[!?][^<>]*>?|!\[|\{{[#:.][^{{}}]*\}}|{ENTITY.pattern}|{SYNTAX.pattern}", "t-026"),
    (r"^[#＃].*|^[-*_=]\s*[-*_=]\s*[-*_=][-*_=\s]*$", "t-028"),
    (r"\*\*|~~|\[\^|＊＊|`[^`]+`|^(```|~~~|[-*+] |>|\|).*", "t-026"),
    (r"\]\s*[(（\[]|[】］]\s*[(（]\s*(?=[A-Za-z]+:|www\.|[#{/.])|[)）]\[(?=[A-Za-z]+:)", "t-024"),
    (r"^\[[^\]]+\][:：]\s*(?=https?:|<)", "t-024"),
    (r"^\s.*", "t-032"),
]
FINDERS = [(re.compile(pattern, re.IGNORECASE).search, id) for pattern, id in MARKS]
GAP_WITHOUT_WORDS = re.compile(rf"(^|{re.escape(GAP)}\s*){re.escape(GAP)}")
# How newspapers begin a caption that no figure holds.
CAPTION = re.compile(
    r"(?P<mark>[（(【]?(图|图片|配图|照片|图片说明|图注)\s*([0-9０-９一二三四五六七八九十]+\s*)?([：:】）)／]|/(?!/))"
    rf"|{CAPTION_BEGINS}(?!什么|何))"
)


class Body:
    """The text of one article as it is read, line by line: its sections, its words, its links."""

    def __init__(self, path: Path, content: Path) -> None:
        self.path, self.content = path, content
        self.numbered = 0  # of the sections from the first with a number
        self.empty: int | None = 0  # the line of a heading that no paragraph follows yet, 0 of the article's beginning
        self.length = 0  # of the paragraph so far
        self.block: PhotoBlock | None = None  # the one that is not closed yet
        self.links: list[tuple[int, str]] = []  # line, address
        self.photographs: dict[str, Photograph] = {}  # by name

    def add(self, number: int, line: str) -> None:
        """Read the next line; raise Fault for whatever would be published otherwise than its author means it."""
        if self.block:
            self.add_to_block(self.block, line)
        elif begin := BEGIN.fullmatch(line):
            self.block, self.length = PhotoBlock(number, begin["file"], []), 0
        elif HEADING.fullmatch(line):
            self.add_heading(number, line)
        elif not line:
            self.length = 0
        else:
            if caption := CAPTION.match(line):
                raise Fault("t-007", self.path, number, words=shown(caption["mark"]))
            self.length += len(line)
            self.empty = None
            self.add_words(number, line, self.length)

    def add_to_block(self, block: PhotoBlock, line: str) -> None:
        """Read a line of a photo block, or its end."""
        if line == "///":
            number, caption, photograph = check_photo(self.path, block, self.content)
            if photograph:
                self.photographs.setdefault(photograph.name, photograph)
            self.add_words(number, caption, len(caption))
            self.block = None
        elif line.lstrip().startswith("///"):
            raise Fault("t-012", self.path, block.start)
        else:
            block.lines.append(line)

    def add_heading(self, number: int, line: str) -> None:
        """Begin a section, whose heading must be sound and in its place."""
        if self.empty:
            raise Fault("t-011", self.path, self.empty)
        self.empty, self.length = number, 0
        heading = HEADING.fullmatch(line)
        stated = heading and heading["number"]
        if stated or self.numbered:
            self.numbered += 1
        if stated and int(stated) != self.numbered:
            raise Fault("t-004", self.path, number, number=stated, place=self.numbered)
        if line.endswith(("#", "\\")):
            raise Fault("t-005", self.path, number, mark=line[-1])
        if GAP in line:
            raise Fault("t-010", self.path, number)
        self.add_words(number, line.removeprefix("## "), len(line))

    def add_words(self, number: int, line: str, length: int) -> None:
        """Read words that Markdown will print, and must be able to; length: of their paragraph so far, with them.

        Its marks give way to NEUTRAL in the order in which the markup reads them; its links are noted.
        """
        if length > MOST_CHARACTERS:
            raise Fault("x-002", self.path, number, most=MOST_CHARACTERS, things="characters in one paragraph")
        if "***" in line:
            raise Fault("t-026", self.path, number, words="***")
        for link in LINKS.finditer(line):
            check_words(self.path, number, STRONG_WORDS.sub(r"\2", link[1]))
            self.links.append((number, shown(link[2])))
        plain = STRONG_WORDS.sub(r"\2", LINKS.sub(NEUTRAL, line))
        if GAP_WITHOUT_WORDS.search(plain):
            raise Fault("t-010", self.path, number)
        check_words(self.path, number, plain.replace(GAP, NEUTRAL))


def check_body(
    path: Path, lines: list[str], start: int, content: Path
) -> tuple[list[tuple[int, str]], dict[str, Photograph]]:
    """Return line and address of each link in the article's text, and its photographs by name.

    The text begins after the first start lines. Raises Fault for whatever would be published otherwise than its author
    means it.
    """
    if len(lines) > MOST_LINES:
        raise Fault("x-002", path, MOST_LINES + 1, most=MOST_LINES, things="lines")
    body = Body(path, content)
    for number, line in enumerate(map(hidden, lines[start:]), start=start + 1):
        body.add(number, line)
    if body.block:
        raise Fault("t-012", path, body.block.start)
    if body.empty is not None:
        raise Fault("t-011", path, body.empty or len(lines))
    return body.links, body.photographs


def check_words(path: Path, number: int, plain: str) -> None:
    """Raise Fault for something in plain words that looks like Markdown."""
    for find, id in FINDERS:
        if match := find(plain):
            raise Fault(id, path, number, words=shown(" ".join(match[0][:20].split())).replace(NEUTRAL, "…"))
