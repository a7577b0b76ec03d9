"""What the lines of an extracted page are taken for; what cannot be told stays a paragraph, and the doubtful is asked.

``make new`` writes an article and its reading order from it. The words by which newspapers mark a part stand in
edition.source.marks; measures (the width of a column, whether paragraphs are indented) are taken from the page itself.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import inf
from statistics import median, multimode

from edition.parts import HEAD
from edition.source.marks import (
    ADDRESS,
    BYLINE,
    CHINESE,
    COLUMNS,
    DATE,
    DATELINE,
    DECK,
    ENDS,
    FURNITURE,
    HAN,
    JUMP,
    LABEL,
    NAMES,
    NOTES,
    NUMBER,
    SAYS_ITSELF,
    SERIAL,
    SERIES,
    SET_ASIDE,
    SIGNS,
    SUMMARY,
    THING,
)
from edition.source.pieces import Piece, without_space

SHORT, LONG = 48, 80  # half-widths: what a heading, and a line of a story's head, has at most
COLUMN = range(16, 101)  # half-widths of a column whose lines are joined
BRIEF = 12  # half-widths that a kicker has at least
WIDE = 20  # half-widths that a column of text has at least, and few cells of a table
CELLS = re.compile(r"\t+|\s{2,}|\u3000")  # parts the cells of a row
PER_QUESTION = 5  # lines
IN_HEAD = [part.role for part in HEAD]  # as an article has them


@dataclass
class Line:
    """What is left of a line of the page. end: where what was cut off it begins, None for nothing.

    indent: half-widths beyond the page's margin. before: blank lines above. edge: top or bottom of a page, or "".
    outer: whether it is the first or last of one.
    """

    number: int
    text: str
    indent: int
    before: int
    edge: str
    outer: bool
    end: int | None = None

    @property
    def reach(self) -> int:
        """How far it reaches, in half-widths, were each of its characters wide."""
        return self.indent + max(width(self.text), 2 * len(self.text))

    @property
    def is_whole(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(ENDS.search(self.text))


@dataclass(eq=False)
class Found:
    """A part of the article, or what is set aside: its role ("aside" with the reason), its pieces and their words.

    question: what to decide about it, "" for nothing. doubt: how much is doubtful, from 0.
    """

    role: str
    pieces: list[Piece]
    text: str
    lines: list[Line]
    reason: str = ""
    question: str = ""
    doubt: int = 0

    @property
    def is_short(self) -> bool:
        """Whether it may be a heading, or a signature."""
        return width(self.text) <= SHORT and not re.search(
            r"[。，；：:.,;]$|\t|。|，.*[？！]$|^\W*$|^\w{1,4}[:：]", self.text
        )

    @property
    def is_plain(self) -> bool:
        """Whether it may be a line of the head."""
        forms = [form for _, form in SAYS_ITSELF] + [ADDRESS.pattern, BYLINE.pattern]
        begins = NUMBER.match(self.text) or DATELINE.match(self.text) or re.search(r"[。，；：:.,;]$|\t", self.text)
        is_line = (len(self.lines) == 1 or self.lines[0].text[-1] in "，、") and width(self.text) <= (
            3 * WIDE if is_beside(self.text) else LONG
        )
        return is_line and not begins and not any(re.fullmatch(form, self.text) for form in forms)

    @property
    def is_other(self) -> bool:
        """Whether its form is that of neither heading nor verse."""
        return bool(DATELINE.match(self.text)) or any(form.fullmatch(self.text) for form in (SIGNS, ADDRESS, BYLINE))

    def go_on(self, other: "Found") -> None:
        """Go on with the words of another part, which is one line."""
        mark = seam(self.lines[-1].text, other.text)
        self.text = (self.text[:-1] if mark == "-" else self.text + " " * (mark == "_")) + other.text
        self.pieces.append(other.pieces[0]._replace(seam=mark))
        self.lines += other.lines

    def ask(self, doubt: int, question: str) -> None:
        """Ask about it; of two questions the more doubtful stays."""
        if doubt > self.doubt:
            self.doubt, self.question = doubt, question


@dataclass
class Guess:
    """What the lines of a page were taken for: the parts in the article's order, and what is set aside."""

    parts: list[Found]
    asides: list[Found]

    @property
    def asked(self) -> list[Found]:
        """What is to be decided, the doubtful first: at most one part for five lines, each with its question."""
        found = sorted((*self.parts, *self.asides), key=lambda part: -part.doubt)
        lines = {line.number for part in found for line in part.lines}
        return [part for part in found if part.question][: max(1, len(lines) // PER_QUESTION)]


def guess(lines: Mapping[int, str], title: str = "") -> Guess:
    """Return what each line of a source page is taken for; no part is the headline where that cannot be told.

    lines: those that have words, by number, as the file has them. title: the headline, where the editor names it.
    """
    asides, rest = set_aside(lines)
    parts = in_parts(rest)
    head = find_head(parts, title)
    body = [part for part in parts if part not in head]
    for find in (find_listed, find_worded, find_ends, find_verse, find_headings, find_doubts):
        find(body)
    parts.sort(key=lambda part: IN_HEAD.index(part.role) if part.role in IN_HEAD else len(IN_HEAD))
    return Guess(parts, asides)


def width(text: str) -> int:
    """Return how many half-widths a text takes; what Unicode calls ambiguous is wide beside Han (UAX 11)."""
    wide = "WFA" if re.search(f"[{HAN}]", text) else "WF"
    return sum(1 + (unicodedata.east_asian_width(character) in wide) for character in text)


def measured(lines: Mapping[int, str]) -> Iterator[Line]:
    """Yield the lines with what is white around them."""
    indents = [width(text) - width(text.lstrip()) for text in lines.values()]
    turns = [bool(re.fullmatch(SET_ASIDE[0][1], text.strip())) for text in lines.values()]  # to another page
    tops = [0, *(at for at in range(1, len(lines)) if turns[at - 1]), len(lines)]
    last = 0
    for at, (number, text) in enumerate(lines.items()):
        top, bottom = (any(page + first <= at < page + end for page in tops) for first, end in ((0, 4), (-3, 0)))
        outer = at in tops or at + 1 in tops
        edge = "top" if top else "bottom" if bottom else ""
        yield Line(number, text.strip(), indents[at] - min(indents), number - last - 1, edge, outer)
        last = number


def set_aside(lines: Mapping[int, str]) -> tuple[list[Found], list[Line]]:
    """Return what is set aside, and the lines that are left; of one that ends with a jump, the words before it."""
    asides: list[Found] = []
    rest: list[Line] = []
    gap = 0
    for line in measured(lines):
        ends = line.is_whole and not line.before and rest and rest[-1].number == line.number - 1
        if (reason := reason_of(line)) and not (ends and reason == "mail"):  # an address that ends a paragraph
            asides.append(Found("aside", [Piece("", line.number)], line.text, [line], reason))
            gap += line.before
            continue
        if (jump := JUMP.search(line.text)) and line.text[: jump.start()].strip():
            line.text, line.end = line.text[: jump.start()].rstrip(), lines[line.number].index(jump[0])
            asides.append(Found("aside", [Piece("", line.number, line.end)], jump[0], [line], "jump"))
        line.before, gap = line.before + gap, 0
        rest.append(line)
    return asides, rest


def reason_of(line: Line) -> str:
    """Return why a line is set aside, "" for one that is not."""
    text = re.sub(r" {2,}|\t", "  ", line.text)
    text = re.sub(rf"(?<!\S)(?:[{HAN}] ){{2,}}[{HAN}](?!\S)", lambda spread: spread[0].replace(" ", ""), text)
    reason = next((reason for reason, form in SET_ASIDE if re.fullmatch(form, text)), "")
    if reason or not line.edge or len(text) > LONG:
        return reason
    reasons = []
    for reason, form in [*FURNITURE, *([("folio", r"(?<!\S)\d{1,3}(?!\S)")] if line.outer else [])]:
        text, count = re.subn(form, " ", text)
        reasons += [reason] * count
    is_said = line.edge == "bottom" or line.text[0] in "（("  # when it was signed, or said
    left = re.sub(r"[^\w<>]", "", text)
    if (
        len(reasons) < 1 + (len(line.text) > SHORT or "\t" in line.text)
        or len(left) > 6
        or re.search(f"[^{HAN}]", left)
        or (reasons == ["date"] and is_said)
    ):
        return ""
    return reasons[0]


# ----- lines that are one part


def in_parts(lines: list[Line]) -> list[Found]:
    """Return the lines as paragraphs, those of a hard-wrapped one joined."""
    column, prose = column_of(lines), prose_of(lines)
    indents = 2 <= sum(line.indent >= 3 for line in lines) < len(lines) * 0.6
    apart = any(line.before for line in lines[1:]) or indents  # how the page parts paragraphs
    most = median([line.reach for line in lines]) if indents else inf
    first = (
        next((line.number for line in lines if line.indent >= 3), 0) if indents else 0
    )  # of a text, below its titles
    parts: list[Found] = []
    for last, line, following in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        part = Found("paragraph", [Piece("", line.number, 0, line.end)], line.text, [line])
        marked = begins(line) or (indents and line.indent >= 3)
        inside = last and (len(parts[-1].lines) > 1 or not line.before)  # a headline is no piece of a paragraph
        begun = not indents or (bool(parts) and parts[-1].lines[0].indent >= 3)
        goes_on = last and (fills(last, line, following, column) or hangs_below(last, line, following, most))
        title = last and line.number < first and last.text[-1] in "，、" and not line.before
        if last and inside and not marked and (line.number in prose or title or (begun and goes_on)):
            parts[-1].go_on(part)
            if last.is_whole and not apart:
                parts[-1].ask(2, f"goes on after line {last.number}: if a paragraph ends there, begin a new one")
        else:
            parts.append(part)
    return parts


def begins(line: Line) -> bool:
    """Return whether the words of the line begin a part."""
    number = NUMBER.match(line.text)
    numbered = number and width(line.text) <= SHORT and not re.fullmatch(r"\d+\s+", number[0])
    marked = re.match(rf"{NOTES}|{LABEL}|[①-⑳●▲■◆]", line.text) or re.search(r"\t|\S {2,}\S.* {2,}\S", line.text)
    return bool(marked or numbered or (line.edge == "top" and BYLINE.fullmatch(line.text)))


def fills(last: Line, line: Line, following: Line | None, column: int) -> bool:
    """Return whether the line goes on with the paragraph of the last one, which fills the column; following: the next."""
    if not is_full(last, line, column) or line.indent + width(line.text) > column + 2:
        return False
    goes_on = line.is_whole or bool(following and is_full(line, following, column))
    return goes_on and not line.before if last.is_whole else goes_on or not line.before


def hangs_below(last: Line, line: Line, following: Line | None, usual: float) -> bool:
    """Return whether a line without indent goes on with the paragraph of the last one, which has one; following: the next.

    usual: how far a line reaches.
    """
    if line.indent >= 3 or line.before or last.reach < 0.8 * usual:
        return False
    goes_on = line.is_whole or bool(following and not following.before and following.indent < 3)
    return goes_on or not last.is_whole


def is_full(line: Line, following: Line, column: int) -> bool:
    """Return whether the line fills its column: what follows would not have fitted, or it ends with a hyphen."""
    first = re.match(rf"[（「『“‘《〈【(]*(?:(?:(?![{HAN}])[\w.%'’&-])+|.)", following.text)
    space = bool(re.search("[!-~]$", line.text) and re.match("[!-~]", following.text))
    taken = line.indent + width(line.text)
    need = space + (width(first[0]) if first else 0)
    loose = 2 if re.search(f"[{HAN}]", line.text) else 0  # what is set tighter, or hangs
    return 0 < taken <= column + loose and (taken + need > column - loose or line.text.endswith("-"))


def column_of(lines: list[Line]) -> int:
    """Return the width of the column that most lines fill without ending a sentence, 0 where they are not wrapped."""
    pairs = [(one, two) for one, two in pairwise(lines[:1000]) if not two.before]
    ends = [one.indent + width(one.text) for one, _ in pairs]
    best, most = 0, 0
    for column in {*ends} & {*COLUMN}:
        full = [one for one, two in pairs if is_full(one, two, column) and one.text[-1] not in "。，、；：！？”"]
        spoken = sum(bool(re.search("[，。、,.“”]", one.text)) for one in full)
        if len(full) > 2 and 4 * len(full) >= len(pairs) and 3 * spoken >= len(full):
            most, best = max((most, best), (len(full) + ends.count(column), column))
    return best


def prose_of(lines: list[Line]) -> set[int]:
    """Return the lines that go on with the one above: in a group between blank lines whose last line alone ends a sentence.

    Lines of one width, or most of which end with a comma, are verse or columns.
    """
    groups: list[list[Line]] = []
    for line in lines:
        if line.before or not groups:
            groups.append([])
        groups[-1].append(line)
    found = set()
    for *above, last in groups if any(line.before for line in lines[1:]) else []:
        commas = sum(line.text[-1] in "，、,；" for line in above)
        widths = {width(line.text) for line in (*above, last)}
        whole = any(line.is_whole or "\t" in line.text for line in above)
        if not above or whole or commas * 2 > len(above) or len(widths) == 1 or not last.is_whole:
            continue
        inner = [width(line.text) for line in above]
        if width(last.text) <= max(inner) + 2 and min(inner) * 5 >= max(inner) * 3:
            found |= {line.number for line in (*above[1:], last)}
    return found


def seam(last: str, line: str) -> str:
    """Return what joins two lines of a paragraph: + nothing, _ a space, - nothing in the place of the hyphen."""
    one, two = last[-1], line[0]
    if one == "-" and last[-2:-1].isalpha() and two.islower():
        return "+" if re.search(r"\b(?:\w+ty|self|well|half|ex|vice|so)-$", last) else "-"  # thirty-four
    if not re.search(f"[{HAN}]", last + line):
        return "+" if one in "—-" or two == "—" else "_"
    latin = re.match("[A-Za-z0-9]", two) and re.match("[A-Za-z0-9,.;:)]", one)
    return "_" if latin and not one.isdigit() else "+"


# ----- the head of the story


def find_head(parts: list[Found], title: str) -> list[Found]:
    """Return the parts of the head with their roles: the lines around the title, or above the byline, or at the top.

    A headline of several lines is joined, and the others leave the parts.
    """
    runs = [parts[at : at + size] for size in (1, 2, 3) for at in range(len(parts) - size + 1)]
    key = without_space(title)
    run = next((run for run in runs if key and key == without_space("".join(part.text for part in run))), [])
    if title and not run:
        return []
    named = next((at for at in range(1, len(parts)) if is_byline(parts, at)), 0)
    leading = next((at for at, part in enumerate(parts) if not part.is_plain), len(parts))
    named = named if not leading or named <= leading else 0  # another article's
    begin = end = parts.index(run[0]) if run else named or (leading if leading < 5 else 1)
    while begin and end - begin < 5 and parts[begin - 1].is_plain:
        begin -= 1
    end += len(run)
    while run and end < len(parts) and DECK.fullmatch(parts[end].text):
        end += 1
    at = end  # or below what sums up the story
    while at and at < len(parts) and re.match(rf"{NOTES}|{SUMMARY}", parts[max(at - (at > end), end)].text):
        at += 1
    byline = parts[at : at + 1] if 0 < at < len(parts) and (at > end or is_byline(parts, at)) else []
    head = name_head(parts[begin:end], run, doubt=4 if byline else 9)
    for part in byline:
        part.role = "byline"
    parts[:] = [part for part in parts if part.lines]
    return [part for part in head + byline if part.role in IN_HEAD and part.lines]


def is_byline(parts: list[Found], at: int) -> bool:
    """Return whether the part at that place names authors: by what they are, or as bare names below a headline."""
    text, above = parts[at].text, parts[at - 1]
    if not above.is_plain or NAMES.fullmatch(above.text):
        return False
    return bool(BYLINE.fullmatch(text) or (at < 5 and NAMES.fullmatch(text)))


def name_head(head: list[Found], run: list[Found], doubt: int) -> list[Found]:
    """Give the lines of the head their roles, and return them. run: the headline, where it is known."""
    for part in head:
        form = SERIES if SERIES.fullmatch(part.text) else DECK if part is not head[0] else None
        if part not in run and form and form.fullmatch(part.text):
            part.role = "series" if form is SERIES else "deck"
    kept = takewhile(lambda part: bool(run) or part.role != "deck", head)
    plain = [part for part in kept if part.role == "paragraph"]
    run = run or headline_of(plain)
    if not run:
        return head
    at = plain.index(run[0])
    above, below = plain[:at], plain[at + len(run) :]
    beside = [*above[-1:], *below[:1]][:1]
    if above and width(above[0].text) < min(BRIEF, width(run[0].text) * 2 / 3):
        above.pop(0).role = "series"
    for part in below:
        part.role = "deck"
    merge([part for part in head if part.role == "series"], "series")
    merge(above, "kicker")
    merge(run, "headline")
    for part in beside:
        asked = f"was taken for the headline, line {part.pieces[0].line} for {part.role}; are they so, or both one?"
        run[0].ask(doubt, asked)
    return head


def merge(run: list[Found], role: str) -> None:
    """Make the lines one part of that role; the others are left without lines."""
    for part in run[1:]:
        run[0].go_on(part)
        part.lines = []
    for part in run:
        part.role = role


def headline_of(plain: list[Found]) -> list[Found]:
    """Return which lines of the head are the headline: the last, with the one above where it goes on; in English the first."""
    if not re.search(f"[{HAN}]", "".join(part.text for part in plain)):
        plain = plain[len(plain) > 1 and width(plain[0].text) < BRIEF :]
        capital = plain[0].text.isupper() if plain else False
        near = takewhile(lambda part: not part.lines[0].before and part.text.isupper() == capital, plain[1:])
        return [*plain[:1], *near]
    if len(plain) < 2:
        return plain
    one, two = (part.text for part in plain[-2:])
    is_open = any(one.count(left) > one.count(right) for left, right in ("“”", "《》", "（）", "「」"))
    paper = "关于" in one and re.search("(?:通知|意见|办法|公告|决定|通告|批复|讲话)$", two)
    goes_on = is_open or paper or re.search("[的和与及为在向把对、，]$", one) or two[0] in "的和与及"
    long = 5 * width(one) < 3 * width(two) > 96 and width(one) >= BRIEF  # as what a deck tells
    return plain[-2:] if goes_on else headline_of(plain[:-1]) if long else plain[-1:]


# ----- the body


def find_listed(body: list[Found]) -> None:
    """Take what stands in a series for one: cells, and numbered lines."""
    photographs = any(re.search("[摄攝]|图片|影像", part.text) for part in body)
    for last, part in pairwise(body):
        cells = [len(CELLS.split(one.text)) for one in (last, part)]
        form = next((form for form in SERIAL if form.match(last.text) and form.match(part.text)), None)
        even = cells[0] == cells[1] > 2 - ("\t" in last.text) and not (is_beside(last.text) and is_beside(part.text))
        if even and {last.role, part.role} <= {"paragraph", "row"}:
            last.role = part.role = "row"
        elif form:
            last.role = part.role = "caption" if form is SERIAL[0] and photographs else "item"


def is_beside(text: str) -> bool:
    """Return whether a line seems to hold the text of columns that stand side by side."""
    cells = CELLS.split(text)
    return bool(COLUMNS.search(text)) or (len(cells) > 1 and width(text) >= WIDE * len(cells))


def find_worded(body: list[Found]) -> None:
    """Take each part for what its own words, or the distance above it, say that it is."""
    usual = max(multimode(part.lines[0].before for part in body[1:]), default=0)
    begun = False  # the text, which what is said before it cannot stand in
    for part, following in zip(body, [*body[1:], None], strict=False):
        worded = (role for role, form in SAYS_ITSELF if part.role == "paragraph" and re.fullmatch(form, part.text))
        role = next(worded, part.role)
        alone = min(one.lines[0].before for one in (part, following or part)) > usual
        apart = alone and re.fullmatch(r"[^。！？“”]{2,30}。", part.text)
        above_long = following and (width(following.text) > SHORT or NUMBER.match(following.text))
        names = apart or (above_long and THING.fullmatch(part.text))
        if role == "standfirst" and part.is_short and following and not begun:
            following.role = role  # its label stands alone
        begun = begun or role not in IN_HEAD
        if (role == "caption" and len(part.text) > LONG) or (begun and role in IN_HEAD):
            role = "paragraph"
        elif role == "paragraph" and names and following and following.role == "paragraph":
            role = "caption"
        part.role = role
    for part, following in pairwise(body):
        if following.role == "credit" and part.role == "paragraph" and width(part.text) <= LONG:
            part.role = "caption"


def find_ends(body: list[Found]) -> None:
    """Take what stands below the text for the sign-off: who signs it, and when."""
    for part, below in zip(reversed(body), [None, *reversed(body)], strict=False):
        if part.role in ("caption", "credit") or re.match(NOTES, part.text):
            continue
        signs = SIGNS.fullmatch(part.text) or BYLINE.fullmatch(part.text) or NAMES.fullmatch(part.text.split()[-1])
        dated = below and part.is_short and re.fullmatch(DATE, below.text) and re.fullmatch(f"[{HAN}\\s]+", part.text)
        if part.role != "paragraph" or not (dated or (signs and width(part.text) <= SHORT)):
            break
        part.role = "signoff"


def find_verse(body: list[Found]) -> None:
    """Take short lines that stand in a group, half of them within a sentence, for verse."""
    groups: list[list[Found]] = []
    for part in body:
        fits = part.role == "paragraph" and width(part.text) <= SHORT and len(part.lines) == 1
        fits = fits and not re.match(r"【|\w{1,4}[:：]", part.text)  # a box, or what is told by name
        fits = fits and not (NUMBER.match(part.text) or is_beside(part.text) or part.is_other)
        if not groups or part.lines[0].before or not fits or not groups[-1]:
            groups.append([])
        if fits:
            groups[-1].append(part)
    for group in groups:
        commas = sum(part.text[-1] in "，、" for part in group)
        if len(group) > 1 and (3 * commas >= len(group) or not any(ENDS.search(part.text) for part in group)):
            for part in group:
                part.role = "verse"
            group[0].ask(1, "begins what was taken for verse")


def find_headings(body: list[Found]) -> None:
    """Take a short line above something else, numbered or not, for a heading; ask where it may be another thing."""
    found, due = [], 1
    for part, following in pairwise(body):
        if part.role != "paragraph" or not part.is_short or following.role in ("signoff", "credit"):
            continue
        if part.is_other and not NUMBER.fullmatch(part.text):
            continue
        counts = re.match(r"(\d{1,2})\s", part.text)  # what is printed as a section's number
        if counts and int(counts[1]) != due:
            part.ask(8, f"may be a heading (`## `) that belongs elsewhere: number {due} is due here")
            continue
        due += bool(counts)
        part.role = "heading"
        found.append((part, following, bool(NUMBER.match(part.text))))
    rank_headings(found)
    for part, following in pairwise(body):
        ranks = [one.role for one in (part, following) if one.role in ("heading", "subheading")]
        if len(ranks) == 2 and ranks != ["heading", "subheading"]:
            part.role = "paragraph"  # a heading has words below it


def rank_headings(found: list[tuple[Found, Found, bool]]) -> None:
    """Say which headings stand below others; ask of those without a number. found: what follows each, whether it has one."""
    plain = sum(not numbered for *_, numbered in found)
    for part, following, numbered in found:
        dated = DATELINE.match(following.text)
        if not numbered and (plain == 1 or dated):
            part.ask(8 if dated else 3, "is a heading, or the headline of another article")
        elif not numbered and following.role == "heading" and not NUMBER.match(following.text):
            following.role = "subheading"
            part.ask(5, f"was taken for a heading, line {following.lines[0].number} for one below it; are both one?")
        elif numbered and form_of(part.text) != next(form_of(one.text) for one, *_, counts in found if counts):
            part.role = "subheading"


def form_of(text: str) -> str:
    """Return the form of the number that the text begins with: 1、 for each of 2、 and 13、."""
    return re.sub(rf"{CHINESE}|\d+", lambda number: "1" if number[0].isdigit() else "一", NUMBER.match(text)[0])  # type: ignore[index]


def find_doubts(body: list[Found]) -> None:
    """Ask about what is doubtful in the rest of the text."""
    for last, part in zip([None, *body], body, strict=False):
        text, lines = part.text, part.lines
        if sum(is_beside(line.text) for line in [*(last.lines[-1:] if last else []), *lines]) > 1:
            part.ask(9, "may be columns side by side: take them apart, 3[1-9] are the characters 1 to 9 of line 3")
        elif part.role == "paragraph" and last and BYLINE.fullmatch(text):
            part.ask(8, f"names authors: does another article begin with line {last.lines[0].number}?")
        elif part.role == "paragraph" and not ENDS.search(text):
            kind = "may be a heading, a caption, a signature" if part.is_short else "ends without a mark"
            part.ask(7, f"{kind}: where it goes on, join that to its end, 「{text[-8:]}」; else it is whole")
