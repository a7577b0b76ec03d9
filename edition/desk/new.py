"""Why: Pelican's quickstart begins a site, and nothing begins an article from an extracted page.

``make new SOURCE=page.txt SLUG=name`` copies the page into content/source/ byte for byte and writes beside it an
article in Markdown, in the order found, and a reading order to review. What it can't tell stays a paragraph, and is
listed. The order says ``status draft``, so that nothing half-done is published. Without a source page, ``SLUG=name
TITLE=words`` begins an article that is all to be written.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edition.article.head import check_slug, head_of, slug_of
from edition.article.markup import GAP, LINK, STRONG
from edition.article.reader import convert
from edition.bundle.settings import Settings, checked_settings
from edition.desk.preview import SETTINGS, articles_in
from edition.faults import Fault, Faults
from edition.parts import HEAD, ROLES
from edition.source.guess import MARKDOWN, Guess, Line, guess
from edition.source.order import order_head, order_of, order_rows, read_order, source_lines
from edition.source.text import read_lines

KEYS = tuple(dict.fromkeys(["title", *(key for part in HEAD for key in part.keys), "date", "source", "status"]))
IN_HEAD = frozenset(part.role for part in HEAD)
TO_WRITE = "〔待写〕"
MARKS = re.compile(rf"{STRONG}|{LINK}|{re.escape(GAP)}|^##\s|^///")  # what an article has and its page does not print
MOST_FAULTS = 20


def new_article(source: str, slug: str, title: str, settings: str = SETTINGS) -> list[str]:
    """Begin an article of that slug from the source page, or from the title alone; return what the editor should know.

    source: the path of the extracted page, or "". title: the headline, "" where it is to be found on the page.
    settings: the name of the project's file of settings. Raises Fault or Faults, and then has written nothing.
    """
    pelican = checked_settings(settings)
    content = Path(str(pelican["PATH"]))
    check_new(content, slug)
    today = datetime.now(ZoneInfo(str(pelican["TIMEZONE"]))).date().isoformat()
    title = title.strip()
    if source:
        return from_source(content, Path(source).expanduser(), slug, title, today, pelican)
    if not title:
        raise Fault("n-004", "SOURCE", slug=slug)
    article = content / f"{slug}.md"
    markdown = article_text({"title": title, "date": today, "status": "draft"}, [TO_WRITE])
    if problem := refused(markdown, pelican):
        raise Fault("n-008", "TITLE", said=problem.problem)
    write_all({article: markdown.encode()}, slug)
    return [f"{article.relative_to(content.parent)}: to be written; take out `Status: draft` when it is done"]


def check_new(content: Path, slug: str) -> None:
    """Raise Fault unless slug may name a new article in content/."""
    if not slug:
        raise Fault("n-001", "SLUG")
    check_slug("SLUG", slug, None)
    for path in articles_in(content):
        if slug_of(path, head_of(path)) == slug:
            raise Fault("n-003", path, slug=slug)


def from_source(content: Path, source: Path, slug: str, title: str, today: str, pelican: Settings) -> list[str]:
    """Write article, source page and reading order; return what the editor should know. Faults as in new_article."""
    check_source(content, source)
    page = content / "source" / f"{slug}.txt"
    found = guess(source_lines(source), title)
    if not found.lines:
        raise Fault("n-005", source)
    if not found.of("headline"):
        raise Fault("n-006", source, title=f"「{title}」" if title else "")
    values = {**found.metadata, "date": today, "source": page.relative_to(content).as_posix()}
    body = [in_markdown(line) for line in found.lines if line.role not in IN_HEAD]
    markdown = article_text(values, body)
    problem = refused(markdown, pelican, page.name)
    if problem or any(MARKS.search(line.text) for line in found.lines):
        faults = [Fault("n-008", source, line, said=said) for line, said in unsayable(found, today, pelican)]
        raise Faults(faults[:MOST_FAULTS] or [Fault("n-008", source, said=problem and problem.problem)])
    data = source.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, page.name)
        copy.write_bytes(data)
        order = order_head(copy, slug) + "\n" + order_rows(rows_of(found), source_lines(copy))
        order_of(copy).write_text(order, encoding="utf-8")
        read_order(order_of(copy))  # which proves that each line stands there once
    article = content / f"{slug}.md"
    write_all({page: data, order_of(page): order.encode(), article: markdown.encode()}, slug)
    return told(found, article, page, content.parent)


def check_source(content: Path, source: Path) -> None:
    """Raise Fault unless the source page can be read, and is no source page of content/ yet."""
    read_lines(source)
    data = source.read_bytes()
    for path in sorted((content / "source").glob("*.txt")):
        if path.read_bytes() == data:
            name = path.relative_to(content).as_posix()
            users = [article.name for article in articles_in(content) if head_of(article).values.get("source") == name]
            fix = f"its article is {users[0]}" if users else "move it out of content/ first"
            raise Fault("n-007", source, name=f"content/{name}", fix=fix)


# ----- what is written


def article_text(values: Mapping[str, str], body: Sequence[str]) -> str:
    """Return an article in Markdown: its metadata by key, and the parts of its text."""
    head = [f"{key.capitalize()}: {values[key]}".replace("\n", "\n    ") for key in KEYS if key in values]
    return "\n\n".join(["\n".join(head), *body]) + "\n"


def in_markdown(line: Line) -> str:
    """Return how an article says a line of its text."""
    return MARKDOWN.get(line.role, "{}").format(line.text)


def rows_of(found: Guess) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return the rows of the reading order: the head of the story, then all lines as they were found."""
    head = sorted((line for line in found.lines if line.role in IN_HEAD), key=lambda line: ROLES.index(line.role))
    return [(line.role, [("", line.number)]) for line in [*head, *(x for x in found.lines if x.role not in IN_HEAD)]]


def unsayable(found: Guess, today: str, pelican: Settings) -> Iterator[tuple[int, str]]:
    """Yield number and problem of each line that no article can say, each tried in an article of its own."""
    for line in found.lines:
        if line.role in IN_HEAD:
            text = article_text({"title": "题", "date": today, **line.metadata}, ["文。"])
        else:
            # A section's number depends on those before it.
            part = re.sub(r"^## \d+\s+", "## ", in_markdown(line))
            text = article_text({"title": "题", "date": today}, ["文。", part, "文。"])
        if problem := refused(text, pelican):
            yield line.number, problem.problem
        elif marks := MARKS.search(line.text):
            yield line.number, f"「{marks[0][:20]}」 is Markdown, whose marks are not printed"


def refused(markdown: str, pelican: Settings, source: str = "") -> Fault | None:
    """Return the Fault for which the reader refuses an article, None for one that is sound; source: its page's name."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "article.md")
        article.write_text(markdown, encoding="utf-8")
        if source:
            Path(folder, "source").mkdir()
            Path(folder, "source", source).touch()
        try:
            convert(Path(folder), pelican["MARKDOWN"], article)  # type: ignore[arg-type]
        except Fault as fault:
            return fault
    return None


def write_all(files: Mapping[Path, bytes], slug: str) -> None:
    """Write the files, all or none; raise Fault for one that exists."""
    written = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(data)
    except BaseException as error:
        for path in written:
            path.unlink()
        if isinstance(error, FileExistsError):
            raise Fault("n-003", error.filename, slug=slug) from error
        raise


def told(found: Guess, article: Path, page: Path, project: Path) -> list[str]:
    """Return what was written and taken for what, what is left to decide, and what to do next."""
    lines = [
        f"{article.relative_to(project)}: the article, in the order found",
        f"{page.relative_to(project)}: the source page, unaltered",
        f"{order_of(page).relative_to(project)}: the order of its lines, a draft to review",
    ]
    for role in ROLES:
        numbers = found.of(role)
        if numbers and role not in ("lede", "paragraph"):
            lines.append(f"taken for {role}: source line {', '.join(map(str, numbers))}")
    lines += [f"to decide: source line {number} {question}" for number, question in sorted(found.questions.items())]
    if not found.of("lede"):
        lines.append("to decide: no lede stands before the first heading; if there is one, move it there")
    slug = article.stem
    return [*lines, f"next: move, join and mark in {slug}.md; make check DRAFT={slug} names what is left"]
