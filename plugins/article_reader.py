"""Why: Pelican publishes without a word what it cannot understand, and skips an article that it cannot read.

A reader for articles in Markdown that refuses, with file and line, whatever would be lost, guessed or
published as text: in the metadata, in blocks and marks, in links and in the files that they name.
"""

import re
import textwrap
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import yaml
from markdown import Markdown
from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader, Readers

from plugins.article_markup import GAP, Outline, Photo
from plugins.faults import Fault

METADATA = {
    "title": "the headline, as printed",
    "kicker": "the line above the headline",
    "phrases": "the headline again, with a space wherever a line of it may end",
    "role": "what the byline calls its authors",
    "authors": "the names in the byline, parted by semicolons",
    "date": "the day of this web edition, as YYYY-MM-DD",
    "published": "the day of first publication in words, where the source records it",
    "source": "the extracted page in content/source/",
    "note": "remarks of the edition, one a line, further lines indented by four spaces",
    "save_as": "index.html for the article of the front page",
    "slug": "the name of the page, where the file's name is not to be it",
    "status": "published, hidden, draft or skip",
}
REQUIRED = ("title", "date")
PICTURES = ("jpg", "jpeg", "png", "webp", "avif")
STATUSES = ("published", "hidden", "draft", "skip")

METADATA_LINE = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s*(?P<colon>[:：])\s*(?P<value>.*?)\s*$")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FENCE = re.compile(r"\s*/{3,}\s*(?P<name>[^|\s]*)\s*(\|\s*(?P<argument>.*?))?\s*$")
TAG = re.compile(r"<[/!?]?[A-Za-z!?][^>]*>?")
AUTOLINK = re.compile(r"<(https?|mailto):[^>\s]+>")
PLACEHOLDER = re.compile(r"\{(static|filename|attach|index|author|category|tag)\}", re.IGNORECASE)
HEADING = re.compile(r"(?P<marks>#+)\s*(?P<text>.*)")


class ArticleReader(MarkdownReader):
    """Read one article: ``read`` returns its HTML and its metadata, or raises a Fault."""

    def __init__(self, settings: dict) -> None:
        """Begin with no page claimed: Pelican makes a reader for each build."""
        super().__init__(settings)
        self.pages: dict[str, Path] = {}

    def read(self, source_path: str) -> tuple[str, dict]:
        """Return the article's HTML and metadata; raise Fault for the first thing that is wrong in the file.

        The metadata holds, beside what the file says: sections, gaps and lede (see article_markup.Outline).
        """
        self._source_path = source_path
        path = Path(source_path)
        lines = read_text(path).splitlines()
        values, body_start = check_metadata(path, lines, Path(self.settings["PATH"]))
        self.claim_page(path, values)
        check_body(path, lines, body_start, Path(self.settings["PATH"]))
        self._md = Markdown(**self.settings["MARKDOWN"])
        content = self._md.convert("\n".join(lines))
        outline: Outline = self._md.outline
        check_links(path, lines, outline, Path(self.settings["PATH"]))
        metadata = self._parse_metadata(self._md.Meta)
        metadata.update(sections=outline.sections, gaps=outline.gaps, lede=outline.lede)
        metadata["photos"] = sum(tag == "img" for tag, _ in outline.links)
        metadata["phrases"] = values.get("phrases", "").split()
        metadata["note"] = self._md.Meta.get("note", [])
        if "save_as" in values:
            metadata["url"] = values["save_as"]
        return content, metadata

    def claim_page(self, path: Path, values: dict[str, str]) -> None:
        """Raise Fault if another article, read before, is published under the same name."""
        name = values.get("save_as") or f"{values.get('slug', path.stem)}.html"
        name = name if values.get("status") != "draft" else f"drafts/{name}"
        first, second = sorted([path, self.pages.setdefault(name, path)])
        if first != second:
            line = metadata_line(second, "save_as") or metadata_line(second, "slug") or 1
            wrong = f"{name} is already the page of {first.name}"
            raise Fault(second, line, wrong, "give this article another Save_as or Slug")


def read_text(path: Path) -> str:
    """Return the file's text; raise Fault with the line of the first byte that is not UTF-8 (RFC 3629)."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Fault(path, line, "this line is not UTF-8", "save the file as UTF-8") from error


def check_metadata(path: Path, lines: list[str], content: Path) -> tuple[dict[str, str], int]:
    """Return the metadata by lower-case key and the number of body's first line (from 0); raise Fault if wrong."""
    values: dict[str, str] = {}
    where: dict[str, int] = {}
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    for number, line in enumerate(lines[:end], start=1):
        if line.startswith("    ") and values:
            continue
        match = METADATA_LINE.match(line)
        if not match:
            raise Fault(path, number, f"“{line[:20]}” is not metadata", "write `Key: value`, then a blank line")
        key = match["key"].lower()
        if match["colon"] == "：":
            raise Fault(path, number, f"{match['key']} is followed by a full-width colon", "write `:` and a space")
        if key not in METADATA:
            raise Fault(path, number, f"{match['key']} is no metadata of an article", suggestion(key, METADATA))
        if key in values:
            raise Fault(
                path, number, f"{match['key']} stands a second time", f"keep one; the first is line {where[key]}"
            )
        if not match["value"]:
            raise Fault(path, number, f"{match['key']} is empty", f"write {METADATA[key]}, or drop the line")
        check_marks(path, number, match["value"])
        if placeholder := PLACEHOLDER.search(match["value"]):
            raise Fault(
                path, number, f"{placeholder[0]} does nothing here", "write the name as it is, or link from the text"
            )
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
    if "source" in values and not (content / values["source"]).is_file():
        raise Fault(
            path, where["source"], f"content/{values['source']} does not exist", "name a file in content/source/"
        )
    return values, end


def check_date(path: Path, line: int, value: str) -> None:
    """Raise Fault unless value is a whole date: Pelican completes a partial one with today's day."""
    try:
        date.fromisoformat(value)
        whole = re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    except ValueError:
        whole = None
    if not whole:
        raise Fault(path, line, f"{value} is not a whole date", "write it as YYYY-MM-DD, such as 2026-11-22")


def check_names(path: Path, where: dict[str, int], values: dict[str, str]) -> None:
    """Raise Fault unless the page's file name is plain ASCII and stays inside the output folder."""
    if "save_as" in values:
        name = PurePosixPath(values["save_as"])
        if name.is_absolute() or ".." in name.parts or "\\" in str(name) or name.suffix != ".html":
            wrong = f"{name} is not an HTML file inside the output folder"
            raise Fault(path, where["save_as"], wrong, "write a relative name such as index.html")
    slug = values.get("slug", path.stem)
    if not SLUG.fullmatch(slug):
        wrong = f"{slug} cannot be the name of a page"
        raise Fault(path, where.get("slug", 1), wrong, "write `Slug:` with small letters a to z, digits and hyphens")


def check_body(path: Path, lines: list[str], start: int, content: Path) -> None:
    """Raise Fault for a block, mark, heading or tag in the article's text that would be published as text."""
    opened, block = 0, []
    for number, line in enumerate(lines[start:], start=start + 1):
        if line.lstrip().startswith("///"):
            name = FENCE.match(line)["name"] if FENCE.match(line) else line.strip()
            if opened and not name:
                check_photo(path, opened, block, content)
                opened, block = 0, []
            elif opened:
                raise Fault(
                    path, opened, "this block is not closed", f"write `///` on a line of its own before line {number}"
                )
            elif name != Photo.NAME:
                wrong = f"there is no block named {name}" if name else "this `///` closes no block"
                raise Fault(path, number, wrong, suggestion(name, [Photo.NAME], "write `/// photo`"))
            else:
                opened, block = number, [line]
        elif opened:
            block.append(line)
        elif "///" in line:
            raise Fault(
                path, number, "a block begins inside other text", "put `///` at the beginning of a line of its own"
            )
        elif line.strip() and line[0].isspace():
            raise Fault(
                path, number, "this line begins with typed spaces", "drop them; the page indents each paragraph"
            )
        check_marks(path, number, line)
    if opened:
        raise Fault(path, opened, "this block is not closed", "write `///` on a line of its own after the caption")


def check_photo(path: Path, start: int, block: list[str], content: Path) -> None:
    """Raise Fault for a photo block (its lines from the opening fence, the first at line start) that is not sound."""
    argument = FENCE.match(block[0])["argument"]
    indented = list(takewhile(lambda line: line.startswith("    ") and line.strip(), block[1:]))
    rest = block[1 + len(indented) :]
    options = {}
    if indented:
        try:
            options = yaml.safe_load(textwrap.dedent("\n".join(indented)))
        except yaml.YAMLError:
            options = None
        if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
            raise Fault(
                path, start + 1, "this option cannot be read", 'write `    alt: words`; put words with a colon in ""'
            )
        for number, key in enumerate(options, start=start + 1):
            if key not in Photo.OPTIONS:
                raise Fault(path, number, f"{key} is no option of a photo", suggestion(key, Photo.OPTIONS))
        if rest and rest[0].strip():
            raise Fault(
                path, start + len(indented) + 1, "the caption follows its options at once", "put a blank line between"
            )
    caption = [line for line in rest if line.strip()]
    if not caption:
        raise Fault(path, start, "this photo has no caption", "write the printed caption before the closing `///`")
    if len(caption) > 1:
        raise Fault(
            path, start, "this caption has more than one line", "put it on one line, and close the block after it"
        )
    if argument:
        check_file(path, start, argument, content)
        if not options.get("alt"):
            raise Fault(
                path, start, f"{argument} has no alt text", "write `    alt: what the picture shows` below this line"
            )
    elif options:
        raise Fault(
            path, start + 1, "alt text without a photograph", f"name the file: `/// {Photo.NAME} | images/name.jpg`"
        )


def check_marks(path: Path, number: int, line: str) -> None:
    """Raise Fault for what the Markdown of an article cannot say and would print as it stands."""
    if match := re.search(r"\[\[.*?(\]\]|$)|\]\]", line.replace(GAP, "")):
        raise Fault(path, number, f"{match[0]} is no mark", f"write {GAP} where the source breaks off")
    if match := TAG.search(AUTOLINK.sub("", line)):
        raise Fault(path, number, f"{match[0]} is HTML", "write Markdown; a photograph is a `/// photo` block")
    if match := re.search(r"\{[#:.][^}]*\}", line):
        raise Fault(path, number, f"{match[0]} is an attribute list", "drop it; the build gives every part its id")
    if match := HEADING.match(line):
        if match["marks"] != "##":
            raise Fault(
                path, number, f"{match['marks']} is no heading of a section", "write `## ` before a section's heading"
            )
        if not match["text"] or GAP in line:
            raise Fault(path, number, "this heading is empty or broken off", "write the heading as it is printed")
    if re.fullmatch(r"\s*(=+|-+)\s*", line):
        raise Fault(path, number, "this line would make a heading or a rule", "write `## ` before a section's heading")


def check_links(path: Path, lines: list[str], outline: Outline, content: Path) -> None:
    """Raise Fault for a link or image whose target the bundle will not hold (WHATWG HTML, 2.4 URLs)."""
    for tag, address in outline.links:
        line = next((i for i, text in enumerate(lines, 1) if unquote(address) in unquote(text)), 1)
        if tag == "img" and not any(f"| {address.removeprefix('{static}/')}" in text for text in lines):
            raise Fault(path, line, f"![…]({address}) has no caption", "write a `/// photo` block")
        parts = urlsplit(address)
        if placeholder := PLACEHOLDER.match(address):
            target = unquote(parts.path)[len(placeholder[0]) :]
            base = content if target.startswith("/") else path.parent
            check_file(path, line, target.lstrip("/"), base)
        elif address.startswith("#"):
            known = outline.ids | {f"note-{gap['number']}" for gap in outline.gaps}
            if address[1:] not in known:
                raise Fault(path, line, f"{address} leads nowhere", suggestion(address[1:], known))
        elif parts.scheme not in ("http", "https", "mailto") or (parts.scheme != "mailto" and not parts.netloc):
            mend = "write {static}/images/file, {filename}article.md, #section-1 or https://…"
            raise Fault(path, line, f"{address} is no link that works in every place", mend)


def check_file(path: Path, line: int, name: str, base: Path) -> None:
    """Raise Fault unless base/name is a file inside base."""
    target = (base / name).resolve()
    if not target.is_relative_to(base.resolve()):
        raise Fault(path, line, f"{name} lies outside content/", "move the file into content/")
    if not target.is_file():
        near = [p.relative_to(base.resolve()).as_posix() for p in target.parent.glob("*") if p.is_file()]
        raise Fault(path, line, f"{name} does not exist", suggestion(name, near, "put the file there or mend its name"))


def suggestion(word: str, known, otherwise: str = "") -> str:
    """Return what to write instead of word: the known name most like it, else otherwise, else all of them."""
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]}?" if close else otherwise or f"write one of {', '.join(sorted(known))}"


def check_articles(generator: ArticlesGenerator) -> None:
    """Raise Fault unless there is an article, one is the front page, and every file in content/ is of use."""
    content = Path(generator.path)
    known = (*generator.readers.extensions, *PICTURES)
    ignored = generator.settings["IGNORE_FILES"]
    for path in sorted(content.rglob("*")):
        parts = path.relative_to(content).parts
        if any(fnmatch(part, pattern) for part in parts for pattern in ignored) or parts[0] == "source":
            continue
        if path.is_file() and path.suffix[1:].lower() not in known:
            mend = (
                "an article is NAME.md, a photograph a JPEG, PNG, WebP or AVIF, a source page lies in content/source/"
            )
            raise Fault(path, None, "nothing reads this file", mend)
    if not generator.articles:
        raise Fault(content, None, "no article to publish", "write one as content/NAME.md, with `Save_as: index.html`")
    if not any(article.save_as == "index.html" for article in generator.articles):
        path = Path(generator.articles[0].source_path)
        raise Fault(path, 1, "no article is the front page", "write `Save_as: index.html` in the one that is")


def metadata_line(path: Path, key: str) -> int | None:
    """Return the number of the line on which the file sets the key, or None."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        match = METADATA_LINE.match(line)
        if not match:
            return None
        if match["key"].lower() == key:
            return number
    return None


def add_reader(readers: Readers) -> None:
    """Put the strict reader in the place of Pelican's own for every Markdown suffix."""
    for suffix in ArticleReader.file_extensions:
        readers.reader_classes[suffix] = ArticleReader


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(add_reader)
    signals.article_generator_finalized.connect(check_articles)
