"""The rules of an article's text: headings, sections, paragraphs, marks.

Python-Markdown prints what it does not understand as it is typed, and drops some of it. Whatever would be published
otherwise than its author means it is a Fault here, with file and line. Each pattern takes time that grows with the
length of a line, and no faster.
"""

import re
from pathlib import Path

from edition.article.blocks import FOOTNOTE_MARK, LIST_MARK, PASSAGES, RULE, cells_of
from edition.article.escape import CAPTION_BEGINS, hidden, shown
from edition.article.head import ENTITY, SYNTAX
from edition.article.markup import GAP, LINK, NUMBER, STRONG
from edition.article.photo_block import BEGIN, PhotoBlock, check_photo
from edition.article.photographs import Photograph
from edition.faults import Fault

# More than these is no article, and would make its page slow to build and to read.
MOST_LINES = 10_000
MOST_CHARACTERS = 20_000  # of a paragraph: four pages of a newspaper; with more, the blank lines were lost

HEADING = re.compile(rf"(?P<marks>###?) (?P<number>{NUMBER})?.*\S")
BLOCK = re.compile(rf"/// (?P<name>{'|'.join(PASSAGES)}|box( *\| *(?P<heading>\S.*))?)")
# What a line is of, by how it begins; only a paragraph goes on in the next.
KIND = re.compile(
    rf"(?P<quotation>> ?)|(?P<item>{LIST_MARK})|(?P<row>\|)|{FOOTNOTE_MARK}:(?P<footnote>)|(?P<paragraph>)"
)
LINKS, STRONG_WORDS, FOOTNOTE = re.compile(LINK), re.compile(STRONG), re.compile(FOOTNOTE_MARK)
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
    r"(?P<mark>[（(【]?([图圖]|[图圖]片|配[图圖]|照片|[图圖]片[说說]明|[图圖][注註])\s*([0-9０-９一二三四五六七八九十]+\s*)?([：:】）)／]|/(?!/))"
    rf"|{CAPTION_BEGINS}(?!什[么麼]|何))"
)


class Body:
    """The text of one article as it is read, line by line: its sections, its words, its links."""

    def __init__(self, path: Path, content: Path) -> None:
        self.path, self.content = path, content
        self.numbered = 0  # of the sections from the first with a number
        self.rank = 0  # of the last heading
        self.empty: int | None = 0  # the line of a heading that no paragraph follows yet, 0 of the article's beginning
        self.length = 0  # of the paragraph so far
        self.kind = ""  # of its lines
        self.rows: list[str] = []  # of the table so far
        self.block: PhotoBlock | None = None  # the one that is not closed yet
        self.inside = ""  # which other block that is
        self.start = 0  # the line of its beginning
        self.is_bare = False  # whether it has no words yet
        self.links: list[tuple[int, str]] = []  # line, address
        self.photographs: dict[str, Photograph] = {}  # by name
        self.marks: dict[str, int] = {}  # of footnotes in the text, and the line of each
        self.footnotes: dict[str, int] = {}  # their marks, and the line of each

    def add(self, number: int, line: str) -> None:
        """Read the next line; raise Fault for whatever would be published otherwise than its author means it."""
        if self.block:
            self.add_to_block(self.block, line)
        elif self.inside and line == "///":
            if self.is_bare:
                raise Fault("t-011", self.path, self.start)
            self.inside, self.length = "", 0
        elif begin := BEGIN.fullmatch(line) or BLOCK.fullmatch(line):
            self.begin_block(number, begin)
        elif heading := HEADING.fullmatch(line):
            self.add_heading(number, line, heading)
        elif line:
            self.add_text(number, line)
        else:
            self.length = 0

    def begin_block(self, number: int, begin: re.Match[str]) -> None:
        """Begin the block that a line begins, outside any other."""
        if self.inside:
            raise Fault("t-012", self.path, self.start)
        said = begin.groupdict()
        self.length, self.start, self.is_bare = 0, number, True
        self.inside = said.get("name", "")
        if not self.inside:
            self.block = PhotoBlock(number, said["file"], [])
        elif said["heading"]:
            self.inside = "box"
            self.add_words(number, said["heading"], 0)

    def add_to_block(self, block: PhotoBlock, line: str) -> None:
        """Read a line of a photo block, or its end."""
        if line == "///":
            words, photographs = check_photo(self.path, block, self.content)
            for photograph in photographs:
                self.photographs.setdefault(photograph.name, photograph)
            for number, text in words:
                self.add_words(number, text, len(text))
                self.empty = self.empty or None  # a page of photographs has no other text
            self.block = None
        elif line.lstrip().startswith("///"):
            raise Fault("t-012", self.path, block.start)
        else:
            block.lines.append(line)

    def add_heading(self, number: int, line: str, heading: re.Match[str]) -> None:
        """Begin a section, or a part of one, whose heading must be sound and in its place."""
        rank = len(heading["marks"])
        if self.inside:
            raise Fault("t-012", self.path, self.start)
        if rank > 2 and not self.rank:
            raise Fault("t-028", self.path, number, words=line[:20])
        if self.empty and rank <= self.rank:
            raise Fault("t-011", self.path, self.empty)
        self.empty, self.length, self.rank = number, 0, rank
        stated = heading["number"] if rank == 2 else None
        if stated or (self.numbered and rank == 2):
            self.numbered += 1
        if stated and int(stated) != self.numbered:
            raise Fault("t-004", self.path, number, number=stated, place=self.numbered)
        if line.endswith(("#", "\\")):
            raise Fault("t-005", self.path, number, mark=line[-1])
        if GAP in line:
            raise Fault("t-010", self.path, number)
        self.add_words(number, line[rank + 1 :], len(line))

    def add_text(self, number: int, line: str) -> None:
        """Read a line of running text, of a list, a quotation, a table or a footnote."""
        begin = next(KIND.finditer(line))
        kind = str(begin.lastgroup)
        if self.inside in PASSAGES and kind != "paragraph":
            if not self.length:  # Markdown would make a list of it
                raise Fault("t-026", self.path, number, words=shown(line[:12]))
            begin, kind = next(KIND.finditer("")), "paragraph"
        if self.length and kind != self.kind:
            raise Fault("t-034", self.path, number, words=shown(line[:12]))
        if kind == "paragraph" and self.inside != "verse" and (caption := CAPTION.match(line)):
            raise Fault("t-007", self.path, number, words=shown(caption["mark"]))
        words = line[begin.end() :]
        if kind == "row":
            words = self.cells(number, line)
        elif kind == "footnote":
            mark, words = begin[4], words.strip()
            if number != self.footnotes.setdefault(mark, number):
                raise Fault("t-036", self.path, number, mark=shown(mark))
        self.length, self.kind, self.empty, self.is_bare = self.length + len(line), kind, None, False
        self.add_words(number, words, self.length)

    def cells(self, number: int, line: str) -> str:
        """Return the words of a table's row, which must have as many cells as the first, "" for the rule below its head."""
        self.rows = [*(self.rows if self.length else []), line]
        is_rule = bool(RULE.fullmatch(line))
        if (
            not line.endswith("|")
            or line.count("|") != self.rows[0].count("|")
            or (is_rule and (len(self.rows) not in (2, 3) or sum(map(bool, map(RULE.fullmatch, self.rows))) > 1))
        ):
            raise Fault("t-035", self.path, number)
        return "" if is_rule else " ".join(filter(None, cells_of(line)))

    def add_words(self, number: int, line: str, length: int) -> None:
        """Read words that Markdown will print, and must be able to; length: of their paragraph so far, with them.

        Its marks give way to NEUTRAL in the order in which the markup reads them; its links are noted.
        """
        if length > MOST_CHARACTERS:
            raise Fault("x-002", self.path, number, most=MOST_CHARACTERS, things="characters in one paragraph")
        if "***" in line:
            raise Fault("t-026", self.path, number, words="***")
        for mark in FOOTNOTE.finditer(line):
            if line.startswith(":", mark.end()) and not mark.start():  # of a quotation, or an item
                raise Fault("t-026", self.path, number, words=shown(line[:12]))
            self.marks.setdefault(mark[1], number)
        line = FOOTNOTE.sub(NEUTRAL, line)
        for link in LINKS.finditer(line):
            if NEUTRAL in link[0]:  # a link within a link, or within its address
                raise Fault("t-024", self.path, number, words=shown(line[link.start() :][:20]).replace(NEUTRAL, "…"))
            check_words(self.path, number, STRONG_WORDS.sub(r"\2", link[1]))
            self.links.append((number, shown(link[2])))
        plain = STRONG_WORDS.sub(r"\2", LINKS.sub(NEUTRAL, line))
        if GAP_WITHOUT_WORDS.search(plain):
            raise Fault("t-010", self.path, number)
        check_words(self.path, number, plain.replace(GAP, NEUTRAL))

    def end(self, number: int) -> None:
        """Raise Fault for what the text lacks at its end, after the last line, which has that number."""
        if self.block or self.inside:
            raise Fault("t-012", self.path, self.block.start if self.block else self.start)
        if self.empty is not None:
            raise Fault("t-011", self.path, self.empty or number)
        alone = self.marks.keys() ^ self.footnotes.keys()
        for mark, line in (self.marks | self.footnotes).items():
            if mark in alone:
                raise Fault("t-036", self.path, line, mark=shown(mark))


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
    body.end(len(lines))
    return body.links, body.photographs


def check_words(path: Path, number: int, plain: str) -> None:
    """Raise Fault for something in plain words that looks like Markdown."""
    for find, id in FINDERS:
        if match := find(plain):
            raise Fault(id, path, number, words=shown(" ".join(match[0][:20].split())).replace(NEUTRAL, "…"))
