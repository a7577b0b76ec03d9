"""The head of an article, its metadata: read in one place, and judged here, since Pelican guesses at what it does not know."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from edition import names
from edition.article.escape import hidden, shown
from edition.faults import Fault, suggestion
from edition.labels import check_language
from edition.parts import METADATA, REQUIRED, SEVERAL_LINES

STATUSES = ("published", "hidden", "draft", "skip")
ENTRY = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s*:\s*(?P<value>.*)")
SLUG = re.compile(r"(?=.{1,100}$)[a-z0-9]+(-[a-z0-9]+)*")
DATE = re.compile(r"(199[1-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}")  # of a web edition: the first web page is of 1991
DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")  # in the words on the first publication
PLACEHOLDER = re.compile(r"\{(static|filename|attach|index|author|category|tag)\}", re.IGNORECASE)
# What articles, templates and Pelican are written in: a page that shows it was built wrongly.
SYNTAX = re.compile(rf"///|\{{\{{|\}}\}}|\{{%|%\}}|\[\[|\]\]|{PLACEHOLDER.pattern}", re.IGNORECASE)
ENTITY = re.compile(r"&#?\w+;")
MARKUP = re.compile(rf"\*\*|\]\(|</?[A-Za-z!]|{ENTITY.pattern}|{SYNTAX.pattern}", re.IGNORECASE)


# Below the blank line that ends a head, it would publish a draft, or an article without its proof.
LOST = re.compile(rf"(status\s*[:：]\s*({'|'.join(STATUSES)})|source\s*[:：]\s*source/\S+\.txt)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """The metadata of an article: each value, several lines of it parted by line feeds, and the number of its line.

    values, where: by the key in small letters. length: how many lines of the file are metadata. lost: the number of a
    line whose words are in no value, or None.
    """

    values: dict[str, str]
    where: dict[str, int]
    length: int
    lost: int | None


def read_head(lines: Sequence[str]) -> Head:
    """Return what the head of an article's lines says, without judging it; of two entries the first counts.

    A character that is escaped stands there as it is printed.
    """
    values: dict[str, str] = {}
    where: dict[str, int] = {}
    length = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    key, lost = "", None
    for number, line in enumerate(lines[:length], start=1):
        entry = ENTRY.match(line)
        if line.startswith("    ") and key in SEVERAL_LINES:
            values[key] += "\n" + line.strip()
        elif entry and entry["key"].lower() not in values:
            key = entry["key"].lower()
            values[key], where[key] = entry["value"].strip(), number
        else:
            lost = lost or number
    values = {key: shown(hidden(value)) for key, value in values.items()}
    return Head(values, where, length, lost)


def head_of(path: Path) -> Head:
    """Return what the head of the article in the file says, without judging it or its encoding."""
    return read_head(path.read_text(encoding="utf-8-sig", errors="replace").split("\n"))


def slug_of(path: Path, head: Head) -> str:
    """Return the name of the page of the article in the file, without its suffix."""
    return head.values.get("slug", path.stem)


def checked_head(path: Path, lines: Sequence[str], content: Path) -> Head:
    """Return the head of the article in the file; raise Fault for the first thing that is wrong with it.

    lines: of the file. content: the folder of all articles.
    """
    head = read_head(lines)
    values, where = head.values, head.where
    if not head.length:
        raise Fault("m-001", path, 1)
    check_lines(path, lines, head)
    if below := next(
        (number for number, line in enumerate(lines[head.length :], head.length + 1) if LOST.fullmatch(line)), 0
    ):
        raise Fault("m-004", path, below, words=lines[below - 1][:20])
    if not (DATE.fullmatch(values["date"]) and is_day(values["date"])):
        raise Fault("m-009", path, where["date"], value=values["date"])
    for day in DAY.findall(values.get("published", "")):
        if not is_day(day):
            raise Fault("m-010", path, where["published"], day=day)
    if values.get("status", "published") not in STATUSES:
        raise Fault("m-011", path, where["status"], status=values["status"], known=", ".join(STATUSES))
    if "lang" in values:
        check_language(values["lang"], path, where["lang"])
    check_slug(path, slug_of(path, head), where.get("slug", 1))
    wrapped = [values["title"], *values.get("deck", "").split("\n")]
    if "phrases" in values and not all("".join(line.split()) in wrapped for line in values["phrases"].split("\n")):
        raise Fault("m-016", path, where["phrases"])
    source = values.get("source")
    if source is not None and not is_source_page(source, content):
        raise Fault("m-019", path, where["source"], source=source)
    return head


def is_source_page(name: str, content: Path) -> bool:
    """Return whether the value of Source names a page that is there."""
    return bool(names.SOURCE_PAGE.fullmatch(name)) and (content / name).is_file()


def check_lines(path: Path, lines: Sequence[str], head: Head) -> None:
    """Raise Fault for the first line of a head that is no metadata, or is some that no article has."""
    for number, line in enumerate(lines[: head.length], start=1):
        if markup := MARKUP.search(hidden(line)):
            raise Fault("m-002", path, number, markup=markup[0])
    if head.lost:
        raise Fault("m-004", path, head.lost, words=lines[head.lost - 1][:20])
    for key, number in head.where.items():
        if key not in METADATA:
            raise Fault("m-005", path, number, key=key.capitalize(), suggestion=suggestion(key, METADATA))
    for key in (*REQUIRED, *head.values):
        if not head.values.get(key):
            raise Fault("m-007", path, head.where.get(key, 1), key=key.capitalize(), meaning=METADATA[key])


def is_day(value: str) -> bool:
    """Return whether the calendar has the day, written as YYYY-MM-DD."""
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def check_slug(path: Path | str, slug: str, line: int | None) -> None:
    """Raise Fault unless slug may name a page, so that its file is the same on every system; path, line: where it stands."""
    if not SLUG.fullmatch(slug):
        raise Fault("m-012", path, line, slug=slug[:100])
    if names.RESERVED.fullmatch(slug):
        raise Fault("m-013", path, line, slug=slug)
