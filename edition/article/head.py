"""Why: Pelican guesses at metadata that it does not understand, or skips the article.

The rules of an article's metadata, each broken one a Fault with file and line; used by article_reader.
"""

import re
from datetime import date
from pathlib import Path

from edition.faults import Fault, suggestion

METADATA = {
    "title": "the headline, as printed",
    "phrases": "the headline again, with a space wherever a line of it may end",
    "kicker": "the line above the headline",
    "role": "what the byline calls its authors",
    "authors": "the names in the byline, parted by semicolons",
    "date": "the day of this web edition, as YYYY-MM-DD",
    "published": "the day of first publication in words, where the source records it",
    "source": "the extracted page in content/source/",
    "note": "remarks of the edition, one a line, further lines indented by four spaces",
    "slug": "the name of the page, where the file's name is not to be it",
    "status": "published, hidden, draft or skip",
}
REQUIRED = ("title", "date")
STATUSES = ("published", "hidden", "draft", "skip")

METADATA_LINE = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s*(?P<colon>[:：﹕︰∶])\s*(?P<value>.*)")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 100
# Names that a page of the edition's own has or may get, and those that Windows gives to devices.
RESERVED = re.compile(r"index(-[0-9]+)?|404|feed|sitemap|sw|con|prn|aux|nul|com[0-9]|lpt[0-9]")
YEARS = range(1991, 2101)  # of a web edition: the first web page is of 1991
PLACEHOLDER = re.compile(r"\{(static|filename|attach|index|author|category|tag)\}", re.IGNORECASE)
# What articles, templates and Pelican are written in: the checks refuse a page that shows it.
SYNTAX = re.compile(rf"///|\{{\{{|\}}\}}|\{{%|%\}}|\[\[|\]\]|{PLACEHOLDER.pattern}", re.IGNORECASE)
ENTITY = re.compile(r"&#?\w+;")
MARKUP = re.compile(rf"\*\*|\]\(|</?[A-Za-z!]|{ENTITY.pattern}|{SYNTAX.pattern}", re.IGNORECASE)


def check_metadata(path: Path, lines: list[str], content: Path) -> tuple[dict[str, str], int]:
    """Return the metadata by lower-case key and the number of body's first line (from 0); raise Fault if wrong.

    The remarks of Note are parted by line feeds.
    """
    values: dict[str, str] = {}
    where: dict[str, int] = {}
    key = ""
    end = next((i for i, line in enumerate(lines) if not line), len(lines))
    if not end:
        raise Fault(path, 1, "the file does not begin with metadata", "write `Title:` on its first line")
    for number, line in enumerate(lines[:end], start=1):
        if wrong := MARKUP.search(line):
            raise Fault(path, number, f"{wrong[0]} does nothing in metadata", "write plain words")
        if line.startswith("    ") and key == "note":
            values["note"] += "\n" + line.strip()
            continue
        match = METADATA_LINE.match(line)
        if not match:
            raise Fault(path, number, f"「{line[:20]}」 is not metadata", "write `Key: value`, then a blank line")
        key = match["key"].lower()
        if match["colon"] != ":":
            raise Fault(path, number, f"{match['key']} is followed by a full-width colon", "write `:` and a space")
        if key not in METADATA:
            raise Fault(path, number, f"{match['key']} is no metadata of an article", suggestion(key, METADATA))
        if key in values:
            mend = f"keep one; the first is line {where[key]}"
            raise Fault(path, number, f"{match['key']} stands a second time", mend)
        if not match["value"]:
            raise Fault(path, number, f"{match['key']} is empty", f"write {METADATA[key]}, or drop the line")
        values[key], where[key] = match["value"], number
    for key in REQUIRED:
        if key not in values:
            raise Fault(path, 1, f"{key.capitalize()} is missing", f"write `{key.capitalize()}:` and {METADATA[key]}")
    check_date(path, where["date"], values["date"])
    if values.get("status", "published") not in STATUSES:
        raise Fault(path, where["status"], f"{values['status']} is no status", f"write one of {', '.join(STATUSES)}")
    check_names(path, where, values)
    check_head(path, where, values)
    if "source" in values:
        source = values["source"]
        if not re.fullmatch(r"source/[A-Za-z0-9_-]{1,100}\.txt", source) or not (content / source).is_file():
            raise Fault(
                path, where["source"], f"content/{source} does not exist", "name a .txt file in content/source/"
            )
    return values, end


def check_head(path: Path, where: dict[str, int], values: dict[str, str]) -> None:
    """Raise Fault unless Phrases, Authors and Role say what the head of the story can print."""
    if "phrases" in values:
        if len(values["title"].split()) > 1:
            mend = "drop Phrases: a headline with spaces ends its lines there"
            raise Fault(path, where["phrases"], "the headline has spaces of its own", mend)
        if "".join(values["phrases"].split()) != values["title"]:
            mend = "write the words of Title, parted by spaces"
            raise Fault(path, where["phrases"], "Phrases is not the headline", mend)
    if "role" in values and "authors" not in values:
        raise Fault(path, where["role"], "Role stands without Authors, and would be lost", "write `Authors:`, too")
    names = split_authors(values.get("authors", "?"))
    if len(names) != len(set(names)) or not all(names) or re.search(r"[,，、]", "".join(names)):
        raise Fault(path, where["authors"], "these are not names parted by semicolons", "write `Authors: one; another`")


def split_authors(value: str) -> list[str]:
    """Return the names in the value of Authors."""
    return [name.strip() for name in re.split(r"[;；]", value)]


def check_date(path: Path, line: int, value: str) -> None:
    """Raise Fault unless value is a whole date of a web edition: Pelican completes a partial one with today's day."""
    try:
        year = date.fromisoformat(value).year
        whole = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
    except ValueError:
        year, whole = 0, None
    if not whole:
        raise Fault(path, line, f"{value} is not a whole date", "write it as YYYY-MM-DD, such as 2026-11-22")
    if year not in YEARS:
        mend = f"write a year from {YEARS[0]} to {YEARS[-1]}"
        raise Fault(path, line, f"{value} cannot be the day of a web edition", mend)


def check_names(path: Path, where: dict[str, int], values: dict[str, str]) -> None:
    """Raise Fault unless the page's file name is plain, so that it is the same file on every system."""
    slug = values.get("slug", path.stem)
    place = where.get("slug", 1)
    if not SLUG.fullmatch(slug):
        wrong = f"{slug[:LONGEST_SLUG]} cannot be the name of a page"
        raise Fault(path, place, wrong, "write `Slug:` with small letters a to z, digits and hyphens")
    if RESERVED.fullmatch(slug):
        raise Fault(path, place, f"{slug} is a name with another use", "write another `Slug:`")
    if len(slug) > LONGEST_SLUG:
        wrong = f"the page's name has {len(slug)} characters"
        raise Fault(path, place, wrong, f"write a `Slug:` of at most {LONGEST_SLUG}")


def metadata_line(lines: list[str], key: str) -> int | None:
    """Return the number of the line that sets the key, or None."""
    for number, line in enumerate(lines, start=1):
        match = METADATA_LINE.match(line)
        if not line:
            return None
        if match and match["key"].lower() == key:
            return number
    return None
