"""Why: Pelican's quickstart begins a site, and nothing begins an article from an extracted page.

``make new SOURCE=page.txt SLUG=name`` copies the page into content/source/ byte for byte and writes beside it an
article in Markdown and a reading order, both in the order found: what each line was taken for, joined to what and set
aside is said, and what can't be told is asked. Nobody has signed the order yet. Without a source page, ``SLUG=name
TITLE=words`` begins an article that is all to be written. A page that is there already gives what no order takes yet.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from edition.article.escape import escaped
from edition.article.reader import convert
from edition.bundle.settings import Settings, checked_settings
from edition.desk.preview import SETTINGS, article_named
from edition.faults import Fault
from edition.parts import HEAD, ROLES
from edition.source.account import taken_of
from edition.source.guess import CELLS, Found, Guess, guess
from edition.source.marks import DATE
from edition.source.order import ASIDE, VERSION, order_head, order_of, order_row
from edition.source.pdf import Source, read_source
from edition.source.phrases import phrases_of
from edition.source.pieces import Lines, left_of, shown
from edition.source.text import odd_characters, plain, raw_lines

KEYS = tuple(
    dict.fromkeys(["title", "phrases", *(part.key for part in HEAD), "date", "published", "lang", "source", "status"])
)
IN_HEAD = frozenset(part.role for part in HEAD)
TO_WRITE = "〔待写〕"
# How an article says a line of a part that is no paragraph, and what it says around its lines.
LINES = {"heading": "## {}", "subheading": "### {}", "item": "- {}", "quotation": "> {}", "row": "| {} |"}
AROUND = {"verse": "/// verse\n{}\n///", "signoff": "/// signoff\n{}\n///", "caption": "/// photo\n{}\n///"}
AROUND |= {"question": "/// question\n{}\n///", "credit": AROUND["caption"]}
ALONE = frozenset(["paragraph", "heading", "subheading", "caption", "question"])  # no other goes on with it


def new_article(
    source: str, slug: str, title: str, settings: str = SETTINGS, *, page: str = "", encoding: str = ""
) -> list[str]:
    """Begin an article of that slug from the source page, or from the title alone; return what the editor should know.

    source: the path of the extracted page, or "". title: the headline, "" where it is to be found on the page.
    settings: the name of the project's file of settings. page: its number, of a PDF. encoding: of a text, where it can't
    be told. Raises Fault or Faults, and then has written nothing.
    """
    pelican = checked_settings(settings)
    content = Path(str(pelican["PATH"]))
    if there := article_named(content, slug):
        raise Fault("n-003", there, slug=slug)
    head = {"date": datetime.now(ZoneInfo(str(pelican["TIMEZONE"]))).date().isoformat()}
    article = content / f"{slug}.md"
    if source:
        return from_source(
            article, read_source(Path(source).expanduser(), page, encoding), title.strip(), head, pelican
        )
    if not title.strip():
        raise Fault("n-004", "SOURCE", slug=slug)
    markdown = article_text({"title": title.strip(), **head, "status": "draft"}, [TO_WRITE])
    if problem := refused(markdown, pelican):
        raise Fault("n-007", "TITLE", said=problem.problem)
    write_all({article: markdown.encode()})
    return [f"{article.relative_to(content.parent)}: to be written; take out `Status: draft` when it is done"]


def from_source(article: Path, brought: Source, title: str, head: dict[str, str], pelican: Settings) -> list[str]:
    """Write article, source page and reading order; head: what the article's has beside what the page says.

    Returns what the editor should know. Faults as in new_article.
    """
    source, text, data, said_of_it = brought
    raw = raw_lines(source, text)
    lines = {number: plain(line) for number, line in raw.items()}
    page = article.parent / "source" / f"{article.stem}.txt"
    page = next(
        (there for there in sorted(page.parent.glob("*.txt")) if there.is_file() and there.read_bytes() == data), page
    )
    free = free_lines(page, lines) if page.is_file() else lines
    if page.is_file() and not free:
        raise Fault("n-006", source, name=f"content/source/{page.name}")
    found = guess(free, title)
    values = {**metadata_of(found), **head}
    if day := next(filter(None, (re.search(DATE, part.text) for part in found.asides)), None):
        values["published"] = day[0]
    if said_of_it.get("encoding", "").startswith("big5") and str(pelican["DEFAULT_LANG"]) == "zh-CN":
        values["lang"] = "zh-TW"  # or zh-HK: the encoding is of Traditional Chinese
    if "title" not in values:
        raise Fault("n-005", source, title=f" 「{title}」" if title else "")
    body = sound_body(found, values, pelican, source)
    markdown = article_text({**values, "source": f"source/{page.name}"}, body)
    rows = "".join(order_row(part.role, part.pieces, lines, part.reason) for part in (*found.parts, *found.asides))
    entries = {"version": VERSION, "source": page.name, "sha256": hashlib.sha256(data).hexdigest(), **said_of_it}
    order = order_head(article.stem, entries) + "\n" + rows
    written = {order_of(article.parent, article.stem): order.encode(), article: markdown.encode()}
    write_all(written if page.is_file() else {page: data, **written})
    odd = [f"to compare: source line {number} {advice}" for number, _, advice in odd_characters(raw)]
    *said, what_next = told(found, article, page, lines)
    if phrases := values.get("phrases", "").replace("\n", " | "):
        odd.append(f"to review: Phrases, where a line of headline and deck may end: {phrases}")
    if "published" in values:
        odd.append(f"to review: Published, from a line that is set aside: {values['published']}")
    return [*said, *odd, what_next]


def free_lines(page: Path, lines: Lines) -> dict[int, str]:
    """Return the lines of the page that no order takes; what is left of a divided one is for the editor to place."""
    free = left_of(lines, (piece for *_, piece in taken_of(page, lines)))
    return {piece.line: lines[piece.line] for piece in free if piece.line and piece[2:] == (0, None)}


def sound_body(found: Guess, values: Mapping[str, str], pelican: Settings, source: Path) -> list[str]:
    """Return the parts of the text in Markdown, as paragraphs where the reader refuses what they were taken for.

    Raises Fault where it refuses even these.
    """
    parts = [part for part in found.parts if part.role not in IN_HEAD]
    if refused(article_text(values, list(in_markdown(parts))), pelican):
        for part in parts:
            part.role = "paragraph"
    body = list(in_markdown(parts))
    if problem := refused(article_text(values, body), pelican):
        raise Fault("n-007", source, said=problem.problem)
    return body


# ----- what is written


def in_markdown(parts: Sequence[Found]) -> Iterator[str]:
    """Yield how an article says the parts of its text; lines of one part, and a caption with its credit, go together."""
    for part, following in pairwise([None, *parts]):
        if following and following.role == "credit" and (not part or part.role != "caption"):
            following.role = "caption"  # the only words of a photograph
    lines: list[str] = []
    for part, following in zip(parts, [*parts[1:], None], strict=False):
        words = [
            escaped(cell) for cell in (CELLS.split(part.text) if part.role == "row" else [part.text.replace("\t", " ")])
        ]
        stanza = "\n" if part.role == "verse" and lines and part.lines[0].before else ""
        lines.append(stanza + LINES.get(part.role, "{}").format(" | ".join(words)))
        together = following and (part.role, following.role) == ("caption", "credit")
        if following and part.role == following.role and part.role not in ALONE:
            together = len(words) == (len(CELLS.split(following.text)) if part.role == "row" else 1)
        if not together:
            yield AROUND.get(part.role, "{}").format("\n".join(lines))
            lines = []


def article_text(values: Mapping[str, str], body: Sequence[str]) -> str:
    """Return an article in Markdown: its metadata by key, and the parts of its text."""
    head = [f"{key.capitalize()}: {values[key]}".replace("\n", "\n    ") for key in KEYS if key in values]
    return "\n\n".join(["\n".join(head), *body]) + "\n"


def metadata_of(found: Guess) -> dict[str, str]:
    """Return what the parts of the head say, by key, and where the lines of headline and deck may end."""
    values: dict[str, str] = {}
    for part in found.parts:
        for key in [one.key for one in HEAD if one.role == part.role]:
            values[key] = f"{values[key]}\n{escaped(part.text)}" if key in values else escaped(part.text)
        if part.role in ("headline", "deck") and (phrases := phrases_of(part.text)):
            values["phrases"] = "\n".join(filter(None, [values.get("phrases"), escaped(phrases)]))
    return values


def refused(markdown: str, pelican: Settings) -> Fault | None:
    """Return the Fault for which the reader refuses an article, None for one that is sound."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "article.md")
        article.write_text(markdown, encoding="utf-8")
        try:
            convert(Path(folder), pelican["MARKDOWN"], str(pelican["DEFAULT_LANG"]), article)  # type: ignore[arg-type]
        except Fault as fault:
            return fault
    return None


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write the files, all or none; raise Fault for one that exists."""
    with ExitStack() as undo:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("xb") as file:
                    undo.callback(path.unlink)
                    file.write(data)
            except FileExistsError as error:
                raise Fault("n-003", path, slug=path.stem) from error
        undo.pop_all()


def told(found: Guess, article: Path, page: Path, lines_of_page: Mapping[int, str]) -> list[str]:
    """Return what was written and taken for what, what is left to decide, and what to do next."""
    lines = [
        f"{page.name}, its order and {article.name}: written in {article.parent.name}/; the order is a draft to review"
    ]
    for role in (*ROLES, ASIDE):
        numbers = [shown(part.pieces, lines_of_page) for part in (*found.parts, *found.asides) if part.role == role]
        if numbers and role != "paragraph":
            lines.append(f"taken for {role}: source line {', '.join(numbers)}")
    lines += [f"to decide: source line {part.lines[0].number} {part.question}" for part in found.asked]
    return [*lines, f"next: move, join and mark in {article.name}; make check DRAFT={article.stem} names what is left"]
