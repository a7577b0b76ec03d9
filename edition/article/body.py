"""Why: Python-Markdown prints what it does not understand as it is typed, and drops some of it.

The rules of an article's text: headings, sections, paragraphs, marks. Whatever would be published otherwise than its
author means it is a Fault with file and line; used by article_reader. Photo blocks and links have rules of their own.
"""

import re
from pathlib import Path

from edition.article.head import ENTITY, SYNTAX
from edition.article.markup import GAP, LINK, STRONG, Photo
from edition.article.photo_block import FENCE, PhotoBlock, check_begin, check_photo
from edition.article.photographs import Photograph
from edition.faults import Fault, LooseFault, suggestion

# More than these is no article, and would make its page slow to check and to read.
MOST_CHARACTERS = 20_000  # of a paragraph: four pages of a newspaper
MOST_SECTIONS = 1_000
MOST_PHOTOS = 500
MOST_GAPS = 100

HEADING = re.compile(r"## (?P<number>[0-9０-９]{1,2}(?=\s))?.*\S")
NEUTRAL = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what was understood; read_lines lets none in
# What is Markdown elsewhere, or nearly Markdown here, and would be printed as it is typed: (what, its name, the mend).
NOT_TEXT = [
    (
        re.compile(r"[［\[【〔]\s*(gap|GAP|Gap)\s*[\]】］〕]|\[\[[^\]]*\]?\]?|\]\]"),
        "is no mark",
        f"write {GAP} where the source breaks off",
    ),
    (re.compile(r"〔原文此处中断"), "is the edition's own mark", f"write {GAP}"),
    (
        re.compile(r"</?[A-Za-z][^<>]*>?|<[!?][^<>]*>?"),
        "is HTML",
        "write Markdown; a photograph is a `/// photo` block",
    ),
    (re.compile(r"!\["), "begins an image without a caption", "write a `/// photo` block"),
    (re.compile(r"\{[#:.][^{}]*\}"), "is an attribute list", "drop it; the build gives every part its id"),
    (
        re.compile(r"\]\s*[(（\[]|[】］]\s*[(（]\s*(?=[A-Za-z]+:|www\.|[#{/.])|[)）]\[(?=[A-Za-z]+:)"),
        "is no link",
        "write [words](https://…) with no space in the address, %28 and %29 for its brackets",
    ),
    (re.compile(r"^\[[^\]]+\][:：]\s*(?=https?:|<)"), "is no link", "write [words](https://…)"),
    (ENTITY, "is an HTML entity", "write the character itself"),
    (re.compile(r"\*{3,}|~~|\[\^|＊＊|`[^`]+`"), "is no mark of this Markdown", "write plain words"),
    (re.compile(r"\*\*"), "marks no strong words", "write `**words**` with no space inside"),
    (re.compile(r"^[#＃].*"), "is no heading of a section", "write `## ` before a section's heading"),
    (re.compile(r"^([-*_=]\s*){3,}$"), "would make a heading or a rule", "write `## ` before a section's heading"),
    (
        re.compile(r"^(```|~~~|[-*+] |>|\|).*"),
        "begins a list, a quotation, a table or code",
        "an article has only paragraphs",
    ),
    (re.compile(r"^(//|／／).*"), "begins no block", "write `/// photo`"),
    (re.compile(r"///"), "stands inside other text", "put `///` at the beginning of a line of its own"),
    (SYNTAX, "is what templates are written in", "write other characters"),
    (re.compile(r"^\s.*"), "begins with typed spaces", "drop them; the page indents each paragraph"),
]
# How newspapers begin a caption that no figure holds.
CAPTION = re.compile(
    r"(?P<mark>[（(【]?(图|图片|配图|照片|图片说明|图注)\s*[0-9０-９一二三四五六七八九十]*\s*([：:】）)／]|/(?!/))"
    r"|[上下左右本附题]?图为(?!什么|何))"
)


class Body:
    """The text of one article as it is read, line by line: its sections, its words, its links."""

    def __init__(self, path: Path, content: Path) -> None:
        """Begin before the first line."""
        self.path, self.content = path, content
        self.headings: dict[str, int] = {}  # words -> line
        self.numbered = 0
        self.unnumbered: int | None = None  # the line of a heading without a number that follows one with
        self.empty: int | None = None  # the line of a heading that no paragraph follows yet
        self.words = False
        self.photos = self.gaps = 0
        self.length = 0  # of the paragraph so far
        self.links: list[tuple[int, str]] = []  # line, address
        self.photographs: dict[str, Photograph] = {}  # by name

    def fault(self, line: int, wrong: str, mend: str) -> Fault:
        """Return the Fault for a line of this text."""
        return LooseFault(self.path, line, wrong, mend)

    def add_heading(self, number: int, line: str) -> None:
        """Begin a section; raise Fault unless its heading is sound and in its place."""
        heading = HEADING.fullmatch(line)
        self.length = 0
        words = " ".join(line.split()[1:])
        if self.empty:
            raise self.empty_section()
        if first := self.headings.get(words):
            raise self.fault(
                number, "this heading stands a second time", f"give each section its own; see line {first}"
            )
        self.headings[words], self.empty = number, number
        if len(self.headings) > MOST_SECTIONS:
            raise self.fault(number, f"the article has more than {MOST_SECTIONS} sections", "divide it")
        if heading["number"]:
            self.numbered += 1
            if self.unnumbered:
                wrong = "this heading has no number, and stands between some that have"
                raise self.fault(self.unnumbered, wrong, "number all sections, or none")
            if int(heading["number"]) != self.numbered:
                wrong = f"section {heading['number']} stands in place {self.numbered}"
                raise self.fault(number, wrong, "put the sections in the order of their numbers")
        elif self.numbered and not self.unnumbered:
            self.unnumbered = number
        if line.endswith("#"):
            raise self.fault(number, "Markdown drops a number sign at the end of a heading", "write ＃, or the word")
        if line.endswith("\\"):
            raise self.fault(number, "Markdown knows no heading that ends in a backslash", "write ＼")
        if GAP in line:
            raise self.fault(number, "this heading is broken off", "write the heading as it is printed")
        self.add_words(number, line.removeprefix("## "))

    def add_paragraph(self, number: int, line: str) -> None:
        """Read one line of a paragraph; raise Fault unless it is words."""
        if caption := CAPTION.match(line):
            wrong = f"「{caption['mark']}」 begins a caption, and no figure holds it"
            raise self.fault(number, wrong, "write it between `/// photo` and `///`")
        self.add_words(number, line)
        self.words, self.empty = True, None

    def add_words(self, number: int, line: str) -> None:
        """Read words that Markdown will print; raise Fault for what it cannot say and would print as it is typed."""
        self.length += len(line)
        if self.length > MOST_CHARACTERS:
            wrong = f"this paragraph has more than {MOST_CHARACTERS:,} characters"
            raise self.fault(number, wrong, "divide it")
        self.gaps += line.count(GAP)
        if self.gaps > MOST_GAPS:
            raise self.fault(number, f"the article has more than {MOST_GAPS} gap marks", "divide it")
        if re.search(r"\*{3}", line):
            raise self.fault(number, "「***」 is no mark of this Markdown", "write `**words**`")
        # In the order in which the markup reads them: links, gaps, strong words.
        for link in re.finditer(LINK, line):
            check_words(self.path, number, strong_words(link[1]))
            self.links.append((number, link[2]))
            rest = line[link.end() :]
            if re.match(r"[!-'*-~]*\)", rest) and not re.search(r"[(（][^)）]*$", line[: link.start()]):
                wrong = f"the address {link[2]} ends at its first bracket"
                raise self.fault(number, wrong, "write %28 and %29 for brackets in an address")
        plain = strong_words(re.sub(LINK, NEUTRAL, line))
        if re.search(rf"(^|{re.escape(GAP)}\s*){re.escape(GAP)}", plain):
            wrong = "a gap mark has no words of its paragraph before it"
            raise self.fault(number, wrong, f"write {GAP} once, after the last words before the break")
        check_words(self.path, number, plain.replace(GAP, NEUTRAL))

    def add_photo(self, block: PhotoBlock) -> None:
        """Read one photo block; raise Fault unless it is sound."""
        self.photos += 1
        if self.photos > MOST_PHOTOS:
            raise self.fault(block.start, f"the article has more than {MOST_PHOTOS} photos", "divide it")
        number, caption, photograph = check_photo(self.path, block, self.content)
        if photograph:
            self.photographs.setdefault(photograph.name, photograph)
        self.length = 0
        self.add_words(number, caption)

    def empty_section(self) -> Fault:
        """Return the Fault for a heading that no paragraph follows."""
        return self.fault(self.empty, "this section has no paragraph", "write its text below the heading, or drop it")


def check_body(
    path: Path, lines: list[str], start: int, content: Path
) -> tuple[list[tuple[int, str]], dict[str, Photograph]]:
    """Return line and address of each link in the article's text, and its photographs by name.

    The text begins after the first start lines. Raises Fault for whatever would be published otherwise than its author means it.
    """
    body = Body(path, content)
    block: PhotoBlock | None = None
    for number, line in enumerate(lines[start:], start=start + 1):
        fence = FENCE.match(line) if line.lstrip().startswith("///") else None
        if block and fence and fence["name"]:
            raise LooseFault(path, block.start, "this block is not closed", f"write `///` on a line before line {number}")
        if block and line == "///":
            body.add_photo(block)
            block = None
        elif block and fence:
            raise LooseFault(path, number, "this closes no block", "write `///`, three strokes and nothing else")
        elif block:
            block.lines.append(line)
        elif fence and fence["name"] == Photo.NAME:
            check_begin(path, number, line)
            block = PhotoBlock(number, [line])
        elif fence:
            wrong = f"there is no block named {fence['name']}" if fence["name"] else "this `///` closes no block"
            raise LooseFault(path, number, wrong, suggestion(fence["name"], [Photo.NAME], "write `/// photo` to begin one"))
        elif HEADING.fullmatch(line):
            body.add_heading(number, line)
        elif line:
            body.add_paragraph(number, line)
        else:
            body.length = 0
    if block:
        raise LooseFault(path, block.start, "this block is not closed", "write `///` on a line of its own after the caption")
    if body.empty:
        raise body.empty_section()
    if not body.words:
        raise LooseFault(path, len(lines), "this article has no text", "write a paragraph, or `Status: skip`")
    return body.links, body.photographs


def strong_words(line: str) -> str:
    """Return the line without the marks of its strong words."""
    return re.sub(STRONG, r"\2", line)


def check_words(path: Path, number: int, plain: str) -> None:
    """Raise Fault for the first thing in plain words that looks like Markdown."""
    for pattern, wrong, mend in NOT_TEXT:
        if match := pattern.search(plain):
            raise LooseFault(path, number, f"「{match[0][:20].strip()}」 {wrong}".replace(NEUTRAL, "…"), mend)
