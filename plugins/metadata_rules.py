"""Why: Pelican guesses at metadata that it does not understand, or skips the article.

The rules of an article's metadata, each broken one a Fault with file and line; used by article_reader.
"""

import re
from datetime import date
from pathlib import Path

from plugins.faults import Fault, suggestion

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

METADATA_LINE = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s*(?P<colon>[:：])\s*(?P<value>.*)")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = re.compile(r"index(-[0-9]+)?|404")
PLACEHOLDER = re.compile(r"\{(static|filename|attach|index|author|category|tag)\}", re.IGNORECASE)


def check_metadata(path: Path, lines: list[str], content: Path) -> tuple[dict[str, str], int]:
    """Return the metadata by lower-case key and the number of body's first line (from 0); raise Fault if wrong."""
    values: dict[str, str] = {}
    where: dict[str, int] = {}
    key = ""
    end = next((i for i, line in enumerate(lines) if not line), len(lines))
    if not end:
        raise Fault(path, 1, "the file does not begin with metadata", "write `Title:` on its first line")
    for number, line in enumerate(lines[:end], start=1):
        if line.startswith("    ") and key == "note":
            continue
        match = METADATA_LINE.match(line)
        if not match:
            raise Fault(path, number, f"「{line[:20]}」 is not metadata", "write `Key: value`, then a blank line")
        key = match["key"].lower()
        if match["colon"] == "：":
            raise Fault(path, number, f"{match['key']} is followed by a full-width colon", "write `:` and a space")
        if key not in METADATA:
            raise Fault(path, number, f"{match['key']} is no metadata of an article", suggestion(key, METADATA))
        if key in values:
            mend = f"keep one; the first is line {where[key]}"
            raise Fault(path, number, f"{match['key']} stands a second time", mend)
        if not match["value"]:
            raise Fault(path, number, f"{match['key']} is empty", f"write {METADATA[key]}, or drop the line")
        if wrong := re.search(r"\*\*|\]\(|\[\[|<[A-Za-z/!]|///", match["value"]) or PLACEHOLDER.search(match["value"]):
            raise Fault(path, number, f"{wrong[0]} does nothing in metadata", "write plain words")
        values[key], where[key] = match["value"], number
    for key in REQUIRED:
        if key not in values:
            raise Fault(path, 1, f"{key.capitalize()} is missing", f"write `{key.capitalize()}:` and {METADATA[key]}")
    check_date(path, where["date"], values["date"])
    if values.get("status", "published") not in STATUSES:
        raise Fault(path, where["status"], f"{values['status']} is no status", f"write one of {', '.join(STATUSES)}")
    check_names(path, where, values)
    if "phrases" in values and "".join(values["phrases"].split()) != "".join(values["title"].split()):
        raise Fault(path, where["phrases"], "Phrases is not the headline", "write the words of Title, parted by spaces")
    names = split_authors(values.get("authors", "?"))
    if len(names) != len(set(names)) or not all(names) or re.search(r"[,，、]", "".join(names)):
        raise Fault(path, where["authors"], "these are not names parted by semicolons", "write `Authors: one; another`")
    if "source" in values:
        source = values["source"]
        if not re.fullmatch(r"source/[A-Za-z0-9_-]+\.txt", source) or not (content / source).is_file():
            raise Fault(
                path, where["source"], f"content/{source} does not exist", "name a .txt file in content/source/"
            )
    return values, end


def split_authors(value: str) -> list[str]:
    """Return the names in the value of Authors."""
    return [name.strip() for name in re.split(r"[;；]", value)]


def check_date(path: Path, line: int, value: str) -> None:
    """Raise Fault unless value is a whole date: Pelican completes a partial one with today's day."""
    try:
        date.fromisoformat(value)
        whole = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
    except ValueError:
        whole = None
    if not whole:
        raise Fault(path, line, f"{value} is not a whole date", "write it as YYYY-MM-DD, such as 2026-11-22")


def check_names(path: Path, where: dict[str, int], values: dict[str, str]) -> None:
    """Raise Fault unless the page's file name is plain, so that it is the same file on every system."""
    slug = values.get("slug", path.stem)
    if not SLUG.fullmatch(slug):
        wrong = f"{slug} cannot be the name of a page"
        raise Fault(path, where.get("slug", 1), wrong, "write `Slug:` with small letters a to z, digits and hyphens")
    if RESERVED.fullmatch(slug):
        raise Fault(path, where.get("slug", 1), f"{slug}.html is a page of the edition's own", "write another `Slug:`")


def metadata_line(lines: list[str], key: str) -> int | None:
    """Return the number of the line that sets the key, or None."""
    for number, line in enumerate(lines, start=1):
        match = METADATA_LINE.match(line)
        if not line:
            return None
        if match and match["key"].lower() == key:
            return number
    return None
