"""What the lines of an extracted page are taken for, where that is safe; what can't be told is a question.

``make new`` writes an article from it. A line that is taken for nothing else stays a paragraph.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from statistics import multimode

from edition.parts import BY_ROLE
from edition.source.pieces import WHOLE, without_space

# How an article says a part of its text, where it is not a plain paragraph.
MARKDOWN = {"heading": "## {}", "caption": "/// photo\n{}\n///"}
HEADING = re.compile(r"(?P<number>\d{1,2})\s+\S.*")
# A byline whose parts the page prints as they stand: one role, a space, names parted by spaces.
PROFESSION = "通讯员|记者|评论员|撰稿人|作者"
NAME = rf"(?!\S*({PROFESSION}|摄影|摄))[\u4e00-\u9fff·]{{2,6}}"
BYLINE = re.compile(
    rf"(?P<role>(本报|本刊|本台)?(特约|实习|见习|驻站)?(全媒体)?({PROFESSION}))\s+(?P<names>{NAME}(\s+{NAME})*)"
)
CAPTION_WORDS = re.compile(r"^[上下左右]?图为|[（(]?[\u4e00-\u9fff·\s]{2,12}[摄供绘]图?[）)]?。?$")
CAPTION_ENDS = "。）)摄供绘图"
SENTENCE_ENDS = "。！？…；：，、"
LONGEST_HEADLINE = 40
LONGEST_CAPTION = 30


@dataclass
class Line:
    """A line of the source that has words: its number, the words, blank lines before it, what it is taken for.

    metadata: what it says as a part of the article's head, by key.
    """

    number: int
    text: str
    before: int
    role: str = "paragraph"
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def is_short(self) -> bool:
        """Whether it is short and no sentence, as headlines and headings are."""
        return len(self.text) <= LONGEST_HEADLINE and self.text[-1] not in SENTENCE_ENDS

    @property
    def section(self) -> int:
        """The number of the section that it may be the heading of, 0 for none."""
        match = HEADING.fullmatch(self.text) if self.is_short else None
        return int(match["number"]) if match else 0

    def take_for(self, role: str) -> None:
        """Note which part of the head the line is."""
        self.role = role
        self.metadata = {BY_ROLE[role].key: self.text}


@dataclass
class Guess:
    """What the lines of a source were taken for. questions: what is left to decide, by the number of the line."""

    lines: list[Line]
    questions: dict[int, str] = field(default_factory=dict)

    @property
    def metadata(self) -> dict[str, str]:
        """What the lines say as the head of the article."""
        return {key: value for line in self.lines for key, value in line.metadata.items()}

    def of(self, role: str) -> list[int]:
        """Return the numbers of the lines that were taken for that."""
        return [line.number for line in self.lines if line.role == role]


def guess(lines: Mapping[int, str], title: str = "") -> Guess:
    """Return what each line of a source page is taken for; no line is the headline where that can't be told.

    lines: those that have words, by number. title: the headline, where the editor names it.
    """
    before = [0, *lines]
    found = Guess([Line(n, text, n - last - 1) for (n, text), last in zip(lines.items(), before, strict=False)])
    find_byline(found)
    find_headline(found, title)
    find_headings(found)
    find_captions(found)
    for line in found.lines:
        is_open = bool(line.section) or not WHOLE.search(line.text)
        if line.role == "paragraph" and line.number not in found.questions and is_open:
            found.questions[line.number] = (
                "may be a heading (`## `) that belongs elsewhere, a caption, or a piece of a paragraph"
                if line.is_short
                else "is cut off: join the line that goes on, or write [[gap]] at its end"
            )
    for line in takewhile(lambda line: line.role != "heading", found.lines):
        line.role = line.role.replace("paragraph", "lede")
    return found


def find_byline(found: Guess) -> None:
    """Take the one line that names authors in a known form for the byline."""
    matches = [line for line in found.lines if BYLINE.fullmatch(line.text)]
    for line in matches:
        if len(matches) > 1:
            found.questions[line.number] = "is one of several bylines"
        else:
            line.take_for("byline")


def find_headline(found: Guess, title: str) -> None:
    """Take the line of the title, else one above the byline or at the top, for the headline; one above it for kicker."""
    above = list(takewhile(lambda line: line.role == "paragraph" and line.is_short and not line.section, found.lines))
    sure = "byline" in [line.role for line in found.lines[len(above) :][:1]]
    if title:
        chosen = [line for line in found.lines if without_space(line.text) == without_space(title)][:1]
    else:
        chosen = above[-1:] if sure else above[:1]
    if not chosen:
        return
    headline = chosen[0]
    headline.take_for("headline")
    others = [line for line in above if line is not headline]
    if sure and len(above) == 2 and above[1] is headline:
        above[0].take_for("kicker")
        return
    for line in others:
        found.questions[line.number] = "may belong to the head of the story"
    if others and not title:
        found.questions[headline.number] = "was taken for the headline, which others may be, too"


def find_headings(found: Guess) -> None:
    """Take a short numbered line for a section's heading, where its number is due and a paragraph follows it."""
    rest = [line for line in found.lines if line.role == "paragraph"]
    count = 0
    for line, following in pairwise(rest):
        if line.section == count + 1 and not following.section:
            line.role, count = "heading", line.section


def find_captions(found: Guess) -> None:
    """Take a short sentence that stands apart, or that speaks of a photograph, for a caption.

    A line stands apart where more blank lines are before it than the page has between most of its lines.
    """
    usual = min(multimode(line.before for line in found.lines[1:]), default=0)
    for line in found.lines[:-1]:
        one_sentence = not re.search("[。！？“”]", line.text[:-1]) and line.text[-1] in CAPTION_ENDS
        apart = line.before > usual and line.text.endswith("。")
        names_photograph = bool(CAPTION_WORDS.search(line.text))
        is_short = len(line.text) <= LONGEST_CAPTION * (2 if names_photograph else 1)
        if line.role == "paragraph" and is_short and one_sentence and (apart or names_photograph):
            line.role = "caption"
