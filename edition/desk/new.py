"""Why: Pelican's quickstart begins a site, and nothing begins an article from an extracted page.

``python -m edition.desk.new --source PAGE.txt --slug NAME`` copies the page into content/source/ byte for byte and
writes beside it an article in Markdown, in the order found, and a reading order to review. What it can't tell stays a
paragraph, and is listed. The order says ``status draft``, so that nothing half-done is published. Without a source
page, ``--slug NAME --title WORDS`` writes an article that is all to be written.
"""

import argparse
import re
import sys
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import multimode
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup
from pelican.settings import read_settings

from edition.article.head import METADATA_LINE, SLUG
from edition.article.markup import GAP
from edition.article.reader import ArticleReader
from edition.bundle.build import fault_of, pelican_logs_raise
from edition.desk.order import head, rows_text
from edition.desk.preview import metadata_of
from edition.faults import ROOT, Fault, LooseFault
from edition.source import order as reading_order
from edition.source.align import WHOLE, source_lines
from edition.source.order import without_space
from edition.source.text import read_lines

RESERVED = frozenset(
    "404 archive drafts feed index offline robots search sitemap source sw".split()
)  # other files' names
TO_WRITE = "〔待写〕"
HEADING = re.compile(r"(?P<number>\d{1,2})\s+\S.*")
# A byline whose parts the page prints as they stand: one role, a space, names parted by spaces.
PROFESSION = "通讯员|记者|评论员|撰稿人|作者"
NAME = rf"(?!\S*({PROFESSION}|摄影|摄))[\u4e00-\u9fff·]{{2,6}}"
BYLINE = re.compile(
    rf"(?P<role>(本报|本刊|本台)?(特约|实习|见习|驻站)?(全媒体)?({PROFESSION}))\s+(?P<names>{NAME}(\s+{NAME})*)"
)
CAPTION_WORDS = re.compile(r"^[上下左右]?图为|[（(]?[\u4e00-\u9fff·\s]{2,12}[摄供绘]图?[）)]?。?$")
SENTENCE_ENDS = "。！？…；：，、"
LONGEST_HEADLINE = 40
LONGEST_CAPTION = 30
MOST_FAULTS = 20


@dataclass
class Line:
    """A line of the source that has words: its number, the words, blank lines before it, what it is taken for."""

    number: int
    text: str
    before: int
    role: str = "paragraph"


@dataclass
class Guess:
    """What the lines of a source were taken for. metadata: what they say of it. questions: what is left to decide."""

    lines: list[Line]
    metadata: dict[str, str] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)

    def of(self, role: str) -> list[int]:
        """Return the numbers of the lines that were taken for that."""
        return [line.number for line in self.lines if line.role == role]


# ----- what the lines are


def guess(source: Path, title: str) -> Guess:
    """Return what each line of the source page is taken for; title: the headline, where the editor names it.

    Raises Fault for a page that has no words, or no headline that could be told.
    """
    found = Guess(measured(source_lines(source)))
    if not found.lines:
        raise LooseFault(source, None, "this page has no words", "name the page that was extracted as SOURCE")
    find_byline(found)
    find_headline(found, source, title)
    find_headings(found)
    find_captions(found)
    for line in found.lines:
        if line.role == "paragraph" and line.number not in found.questions and not WHOLE.search(line.text):
            short = len(line.text) <= LONGEST_HEADLINE and line.text[-1] not in SENTENCE_ENDS
            what = "may be a heading (`## `), a caption, or a piece of a paragraph" if short else "is cut off"
            mend = "" if short else f": join the line that goes on, or write {GAP} at its end"
            found.questions[line.number] = what + mend
    return found


def measured(lines: dict[int, str]) -> list[Line]:
    """Return the lines with the number of blank lines before each."""
    before = [0, *lines]
    return [Line(number, text, number - last - 1) for (number, text), last in zip(lines.items(), before, strict=False)]


def find_byline(found: Guess) -> None:
    """Take the one line that names authors in a known form for the byline."""
    matches = [(line, match) for line in found.lines if (match := BYLINE.fullmatch(line.text))]
    for line, match in matches:
        if len(matches) > 1:
            found.questions[line.number] = "is one of several bylines: write Role and Authors by hand"
            continue
        line.role = "byline"
        found.metadata["Role"] = match["role"]
        found.metadata["Authors"] = "; ".join(match["names"].split())


def find_headline(found: Guess, source: Path, title: str) -> None:
    """Take the line of the title, else one above the byline or at the top, for the headline; one above it for kicker."""
    byline = next((number for number, line in enumerate(found.lines) if line.role == "byline"), None)
    first = 0
    while first < len(found.lines) and is_headline(found.lines[first]):
        first += 1  # so many short lines stand at the top
    above = found.lines[: byline if byline is not None and byline <= first else first]
    if title:
        chosen = [line for line in found.lines if "".join(line.text.split()) == "".join(title.split())][:1]
        if not chosen:
            raise LooseFault(
                source, None, f"no line of the page is 「{title}」", "write TITLE as the page has it, or drop it"
            )
    else:
        chosen = above[-1:] if byline is not None and byline <= first else above[:1]
        if not chosen:
            wrong = "no line at its top reads as a headline"
            raise LooseFault(source, None, wrong, "say which is: make new SOURCE=… SLUG=… TITLE=words")
    headline = chosen[0]
    headline.role = "headline"
    found.metadata["Title"] = headline.text
    others = [line for line in above if line is not headline]
    sure = byline is not None and byline <= first
    if sure and len(above) == 2 and above[1] is headline:
        above[0].role = "kicker"
        found.metadata["Kicker"] = above[0].text
    elif others:
        if not title:
            found.questions[headline.number] = "was taken for the headline, which others may be, too"
        for line in others:
            found.questions[line.number] = "may belong to the head of the story: Kicker or Title"


def is_headline(line: Line) -> bool:
    """Return whether a line could be one of the head of a story."""
    short = len(line.text) <= LONGEST_HEADLINE and line.text[-1] not in SENTENCE_ENDS
    return short and line.role == "paragraph" and not HEADING.fullmatch(line.text)


def find_headings(found: Guess) -> None:
    """Take a short numbered line for a section's heading, where its number and what follows allow it."""
    rest = [line for line in found.lines if line.role == "paragraph"]
    likely = [is_heading(line) for line in rest]
    count = 0
    for line, is_one, next_one in zip(rest, likely, [*likely[1:], True][: len(rest)], strict=True):
        if not is_one:
            continue
        number = int(HEADING.fullmatch(line.text)["number"])
        if number == count + 1 and not next_one:
            line.role, count = "heading", number
        elif number != count + 1:
            wrong = f"is the heading of section {number}, and section {count + 1} would be due"
            found.questions[line.number] = f"{wrong}: move it to its place and write `## ` before it"
        else:
            wrong = f"is the heading of section {number}, and no paragraph follows it"
            found.questions[line.number] = f"{wrong}: write `## ` before it and move its text below"


def is_heading(line: Line) -> bool:
    """Return whether the line reads as the heading of a numbered section."""
    return (
        bool(HEADING.fullmatch(line.text)) and len(line.text) <= LONGEST_HEADLINE and line.text[-1] not in SENTENCE_ENDS
    )


def find_captions(found: Guess) -> None:
    """Take a short sentence that stands apart, or that speaks of a photograph, for a caption.

    A line stands apart where more blank lines are before it than the page has between most of its lines.
    """
    usual = min(multimode(line.before for line in found.lines[1:]), default=0)
    for line in found.lines:
        one_sentence = not re.search("[。！？“”]", line.text[:-1]) and line.text[-1] in "。）)摄供绘图"
        apart = line.before > usual and line.text.endswith("。")
        names_photograph = bool(CAPTION_WORDS.search(line.text))
        short = len(line.text) <= LONGEST_CAPTION * (2 if names_photograph else 1)
        if (
            line.role == "paragraph"
            and line is not found.lines[-1]
            and short
            and one_sentence
            and (apart or names_photograph)
        ):
            line.role = "caption"


# ----- what is written


def compose(found: Guess, source_name: str, today: date) -> tuple[str, dict[int, int]]:
    """Return the article's Markdown, and the number of the source line by the number of its line there."""
    values = {key: found.metadata.get(key) for key in ("Title", "Kicker", "Role", "Authors")}
    values |= {"Date": today.isoformat(), "Source": source_name}
    text = [f"{key}: {value}" for key, value in values.items() if value]
    roles = {"Title": "headline", "Kicker": "kicker", "Authors": "byline", "Role": "byline"}
    came_from = {}
    for number, key in enumerate((key for key, value in values.items() if value), start=1):
        if key in roles and (lines := found.of(roles[key])):
            came_from[number] = lines[0]
    for line in found.lines:
        if line.role in ("headline", "kicker", "byline"):
            continue
        text.append("")
        if line.role == "caption":
            text += ["/// photo", line.text, "///"]
            came_from[len(text) - 1] = line.number
        else:
            text.append(f"## {line.text}" if line.role == "heading" else line.text)
            came_from[len(text)] = line.number
    return "\n".join(text) + "\n", came_from


def order_rows(found: Guess) -> list[tuple[str, tuple[int]]]:
    """Return the rows of the reading order: the head of the story, then all lines as they were found."""
    rows = [(role, (number,)) for role in ("kicker", "headline", "byline") for number in found.of(role)]
    section = 0
    for line in found.lines:
        section += line.role == "heading"
        if line.role in ("heading", "caption", "paragraph"):
            rows.append(("lede" if line.role == "paragraph" and not section else line.role, (line.number,)))
    return rows


def check_readable(files: dict[str, bytes], article: str, source: Path, came_from: dict[int, int]) -> list[Fault]:
    """Return a Fault for each line of the source that the article's Markdown cannot say, by reading it as a build does.

    files: what is to be written, by its path in content/. article: which of them is the Markdown.
    came_from: see compose. Raises Fault for an order that does not prove itself.
    """
    faults: dict[int | None, Fault] = {}
    with tempfile.TemporaryDirectory() as folder, pelican_logs_raise():
        for name, data in files.items():
            Path(folder, name).parent.mkdir(exist_ok=True)
            Path(folder, name).write_bytes(data)
        for order in Path(folder, "source").glob("*.order"):
            reading_order.load(order)
        path = Path(folder, article)
        settings = read_settings(str(ROOT / "pelicanconf.py"), override={"PATH": folder})
        while len(faults) < MOST_FAULTS:
            fault = first_fault(path, settings, came_from)
            if fault is None:
                break
            line = came_from.get(fault.line)
            if line in faults or line is None:
                faults[None] = LooseFault(source, line, fault.wrong, fault.mend)
                break
            mend = f"no article can say this: mend the extraction, not the words ({fault.mend})"
            faults[line] = LooseFault(source, line, fault.wrong, mend)
            # Words that are sound stand in for the line while the others are read.
            lines = path.read_text(encoding="utf-8").split("\n")
            lines[fault.line - 1] = (
                re.match(r"(## \d*|[A-Z][a-z]+: )?", lines[fault.line - 1])[0] + f" 第{fault.line}行"
            )
            path.write_text("\n".join(line.lstrip() for line in lines), encoding="utf-8")
    return [faults[line] for line in sorted(faults, key=lambda line: line or 0)]


def first_fault(path: Path, settings: dict, came_from: dict[int, int]) -> Fault | None:
    """Return the Fault of the first line that the reader refuses, or that its page would print otherwise, or None."""
    try:
        page = BeautifulSoup(ArticleReader(deepcopy(settings)).read(str(path))[0], "html.parser")
    except Exception as error:
        return fault_of(error)
    blocks = [block for block in page.find_all(["p", "h2", "figcaption"]) if not block.has_attr("data-edition")]
    lines = path.read_text(encoding="utf-8").split("\n")
    body = [
        number for number in sorted(came_from) if not METADATA_LINE.match(lines[number - 1]) or number > lines.index("")
    ]
    for number, block in zip(body, blocks, strict=False):
        typed = lines[number - 1].removeprefix("## ")
        if without_space(block.get_text()) != without_space(typed):
            return LooseFault(path, number, "these words have marks of Markdown in them", "`**` and `[](…)` are not printed")
    return None


def write_all(content: Path, files: dict[str, bytes]) -> None:
    """Write the files, by their paths in content/, all or none; raise Fault for one that exists."""
    written = []
    try:
        for name, data in files.items():
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("xb") as file:
                    written.append(path)
                    file.write(data)
            except FileExistsError as error:
                raise LooseFault(path, None, "this file exists, and is not overwritten", "choose another SLUG") from error
    except BaseException:
        for path in written:
            path.unlink()
        raise


# ----- the command


def check_slug(content: Path, slug: str) -> None:
    """Raise Fault unless slug may name a new article in content/."""
    if not slug:
        raise LooseFault("make new", None, "no name is given", "make new SOURCE=page.txt SLUG=name")
    if not SLUG.fullmatch(slug):
        raise LooseFault(
            "SLUG", None, f"{slug} cannot be the name of a page", "write small letters a to z, digits and hyphens"
        )
    if slug in RESERVED:
        raise LooseFault("SLUG", None, f"{slug} is the name of another file of the bundle", "choose another SLUG")
    for path in sorted(content.rglob("*.md")):
        if path.is_file() and metadata_of(path).get("slug", path.stem) == slug:
            raise LooseFault(path, None, f"this article has the slug {slug} already", "choose another SLUG")


def check_source(content: Path, source: Path) -> bytes:
    """Return the bytes of the source page; raise Fault unless it can be read and is no source page of content/ yet."""
    if not source.is_file():
        raise LooseFault(source, None, "there is no such file", "name the extracted page as SOURCE")
    read_lines(source)
    data = source.read_bytes()
    for path in sorted((content / "source").glob("*.txt")):
        if path.read_bytes() == data:
            users = [article for article in sorted(content.rglob("*.md")) if article.is_file()]
            users = [article for article in users if metadata_of(article).get("source") == f"source/{path.name}"]
            mend = (
                f"its article is content/{users[0].relative_to(content)}" if users else "move it out of content/ first"
            )
            raise LooseFault(source, None, f"this page is content/source/{path.name} already", mend)
    return data


def from_source(content: Path, source: Path, slug: str, title: str, today: date) -> list[str]:
    """Write article, source page and reading order; return what the editor should know, a line each.

    Raises Fault, or an ExceptionGroup of Faults, and then has written nothing.
    """
    check_slug(content, slug)
    data = check_source(content, source)
    found = guess(source, title)
    markdown, came_from = compose(found, f"source/{slug}.txt", today)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, f"{slug}.txt")
        copy.write_bytes(data)
        order = head(copy, slug) + "\n" + rows_text(order_rows(found), source_lines(copy))
    article = f"{slug}.md"
    files = {f"source/{slug}.txt": data, f"source/{slug}.order": order.encode(), article: markdown.encode()}
    if faults := check_readable(files, article, source, came_from):
        raise ExceptionGroup("lines that no article can say", faults)
    write_all(content, files)
    return told(found, content, slug)


def told(found: Guess, content: Path, slug: str) -> list[str]:
    """Return what was written and taken for what, what is left to decide, and what to do next."""
    shown = content.name
    lines = [
        f"{shown}/{slug}.md: the article, in the order found",
        f"{shown}/source/{slug}.txt: the source page, unaltered",
        f"{shown}/source/{slug}.order: the order of its lines, a draft to review",
    ]
    for role in ("kicker", "headline", "byline", "heading", "caption"):
        if numbers := found.of(role):
            lines.append(f"taken for {role}: source line {', '.join(map(str, numbers))}")
    lines += [f"to decide: source line {number} {question}" for number, question in sorted(found.questions.items())]
    first = next((line.role for line in found.lines if line.role in ("paragraph", "heading")), "")
    if first == "heading":
        lines.append("to decide: no lede stands before the first heading; if there is one, move it there")
    return [*lines, f"next: move, join and mark in {slug}.md; make check names what is left; make order SLUG={slug}"]


def without_source(content: Path, slug: str, title: str, today: date) -> list[str]:
    """Write an article that is to be written; return what the editor should know. Raises Fault, and writes nothing."""
    check_slug(content, slug)
    if not title:
        raise LooseFault("make new", None, "no source page is given", "make new SOURCE=page.txt SLUG=name, or TITLE=words")
    markdown = f"Title: {title}\nDate: {today.isoformat()}\nStatus: draft\n\n{TO_WRITE}\n"
    files = {f"{slug}.md": markdown.encode()}
    if faults := check_readable(files, f"{slug}.md", Path("TITLE"), {}):
        raise faults[0]
    write_all(content, files)
    return [f"{content.name}/{slug}.md: an article to be written; take out `Status: draft` when it is done"]


def main() -> int:
    """Begin the article that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m edition.desk.new")
    for name in ("source", "slug", "title"):
        parser.add_argument(f"--{name}", default="")
    options = parser.parse_args()
    content = ROOT / "content"
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        if options.source:
            source = Path(options.source).expanduser()
            lines = from_source(content, source, options.slug, options.title.strip(), today)
        else:
            lines = without_source(content, options.slug, options.title.strip(), today)
    except ExceptionGroup as group:
        for fault in group.exceptions:
            print(fault, file=sys.stderr)
        return 1
    except Exception as error:
        print(fault_of(error), file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
