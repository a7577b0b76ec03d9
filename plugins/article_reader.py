"""Why: Pelican publishes without a word what it cannot understand, and skips an article that it cannot read.

A reader for articles in Markdown that refuses, with file and line, whatever would be lost, guessed or
published as text: in the metadata, in blocks and marks, in links and in the files that they name.
"""

import logging
import re
import textwrap
import unicodedata
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from markdown import Markdown
from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader, Readers
from pelican.urlwrappers import Author

from plugins.article_markup import GAP, Outline, Photo
from plugins.faults import Fault

logger = logging.getLogger(__name__)

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
    "save_as": "index.html for the article of the front page",
    "slug": "the name of the page, where the file's name is not to be it",
    "status": "published, hidden, draft or skip",
}
REQUIRED = ("title", "date")
STATUSES = ("published", "hidden", "draft", "skip")
PICTURES = ("jpg", "jpeg", "png", "webp", "avif")

METADATA_LINE = re.compile(r"(?P<key>[A-Za-z0-9_-]+)\s*(?P<colon>[:：])\s*(?P<value>.*)")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FENCE = re.compile(r"\s*/{3,}\s*(?P<name>[^|\s]*)\s*(\|\s*(?P<argument>.*?))?\s*$")
PLACEHOLDER = re.compile(r"\{(static|filename|attach|index|author|category|tag)\}", re.IGNORECASE)
HEADING = re.compile(r"## (?P<number>\d+(?=\s))?.*\S")
LINK = re.compile(r"(?<!!)\[[^\[\]]+\]\([^()\s<>]+\)")
# What is Markdown elsewhere, or nearly Markdown here, and would be printed as it is typed: (what, its name, the mend).
NOT_TEXT = [
    (
        re.compile(r"[［\[【]+\s*gap\s*[\]】］]+|\[\[[^\]]*\]?\]?|\]\]"),
        "is no mark",
        f"write {GAP} where the source breaks off",
    ),
    (re.compile(r"</?[A-Za-z][^>]*>?|<[!?][^>]*>?"), "is HTML", "write Markdown; a photograph is a `/// photo` block"),
    (re.compile(r"!\["), "begins an image without a caption", "write a `/// photo` block"),
    (re.compile(r"\{[#:.][^}]*\}"), "is an attribute list", "drop it; the build gives every part its id"),
    (re.compile(r"\]\s*[(（\[]"), "is no link", "write [words](https://…) with no space in the address"),
    (re.compile(r"&#?\w+;"), "is an HTML entity", "write the character itself"),
    (re.compile(r"\*\*"), "marks no strong words", "write `**words**` with no space inside"),
    (re.compile(r"^[#＃].*"), "is no heading of a section", "write `## ` before a section's heading"),
    (re.compile(r"^([-*_=]\s*){3,}$"), "would make a heading or a rule", "write `## ` before a section's heading"),
    (
        re.compile(r"^(```|~~~|[-*+>] |\|).*"),
        "begins a list, a quotation, a table or code",
        "an article has only paragraphs",
    ),
    (re.compile(r"^(//|／／).*"), "begins no block", "write `/// photo`"),
    (re.compile(r".*///.*"), "has a block inside other text", "put `///` at the beginning of a line of its own"),
    (re.compile(r"^\s.*"), "begins with typed spaces", "drop them; the page indents each paragraph"),
]


class ArticleReader(MarkdownReader):
    """Read one article: ``read`` returns its HTML and its metadata, or raises a Fault."""

    def __init__(self, settings: dict) -> None:
        """Begin with no page claimed: Pelican makes a reader for each build."""
        super().__init__(settings)
        self.pages: dict[str, Path] = {}

    def read(self, source_path: str) -> tuple[str, dict]:
        """Return the article's HTML and metadata; raise Fault for the first thing that is wrong in the file.

        The metadata holds, beside what the file says: sections, gaps and lede (see article_markup.Outline),
        phrases and note as lists, photos as a count.
        """
        try:
            return self.read_article(source_path)
        except Fault as fault:
            # Pelican says only that it could not process the file; the server for drafts shows this line, too.
            logger.error("%s", fault)
            raise

    def read_article(self, source_path: str) -> tuple[str, dict]:
        """Do what read says."""
        self._source_path = source_path
        path, content = Path(source_path), Path(self.settings["PATH"])
        lines = read_lines(path)
        values, body_start = check_metadata(path, lines, content)
        self.claim_page(path, values)
        check_body(path, lines, body_start, content)
        self._md = Markdown(**self.settings["MARKDOWN"])
        html = self._md.convert("\n".join(lines))
        outline: Outline = self._md.outline
        check_links(path, lines, outline, content)
        metadata = self._parse_metadata(self._md.Meta)
        metadata.update(sections=outline.sections, gaps=outline.gaps, lede=outline.lede)
        metadata["photos"] = sum(tag == "img" for tag, _ in outline.links)
        metadata["phrases"] = values.get("phrases", "").split()
        metadata["note"] = self._md.Meta.get("note", [])
        if "authors" in values:
            metadata["authors"] = [Author(name, self.settings) for name in split_authors(values["authors"])]
        if values.get("status") == "draft":
            # A draft has its own folder, and the published bundle holds nothing of it.
            metadata.pop("save_as", None)
            metadata["status"] = "draft" if self.settings["DRAFT_SAVE_AS"] else "skip"
        elif "save_as" in values:
            metadata["url"] = values["save_as"]
        return html, metadata

    def claim_page(self, path: Path, values: dict[str, str]) -> None:
        """Raise Fault if another article, read before, is published under the same name."""
        name = values.get("save_as") or f"{values.get('slug', path.stem)}.html"
        if values.get("status") == "draft":
            name = f"drafts/{values.get('slug', path.stem)}.html"
        first, second = sorted([path, self.pages.setdefault(name, path)])
        if first != second:
            line = metadata_line(second, "save_as") or metadata_line(second, "slug") or 1
            wrong = f"{name} is already the page of {first.name}"
            raise Fault(second, line, wrong, "give this article another Save_as or Slug")


def read_lines(path: Path) -> list[str]:
    """Return the file's lines without the spaces at their ends.

    Raises Fault for the first byte that is not UTF-8 (RFC 3629), and for the first character that nobody sees.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Fault(path, line, "this line is not UTF-8", "save the file as UTF-8") from error
    if text.startswith("\N{BYTE ORDER MARK}"):
        raise Fault(path, 1, "the file begins with a byte order mark", "save it as UTF-8 without BOM")
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        for character in line:
            if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp"):
                name = {"\r": "a carriage return (CRLF)", "\t": "a tab"}.get(character, f"U+{ord(character):04X}")
                raise Fault(path, number, f"{name} is in this line, which no reader sees", "take it out")
    return [line.rstrip() for line in lines]


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
    name = values.get("save_as", "index.html")
    if not SLUG.fullmatch(name.removesuffix(".html")) or not name.endswith(".html"):
        wrong = f"{name} is not an HTML file inside the output folder"
        raise Fault(path, where["save_as"], wrong, "write a plain name such as index.html")
    slug = values.get("slug", path.stem)
    if not SLUG.fullmatch(slug):
        wrong = f"{slug} cannot be the name of a page"
        raise Fault(path, where.get("slug", 1), wrong, "write `Slug:` with small letters a to z, digits and hyphens")


def check_body(path: Path, lines: list[str], start: int, content: Path) -> None:
    """Raise Fault for whatever in the article's text would be published otherwise than its author means it."""
    opened, block = 0, []
    headings: list[str] = []
    words = False
    for number, line in enumerate(lines[start:], start=start + 1):
        fence = FENCE.match(line) if line.lstrip().startswith("///") else None
        if fence and opened:
            if fence["name"]:
                raise Fault(path, opened, "this block is not closed", f"write `///` on a line before line {number}")
            check_photo(path, opened, block, content)
            opened = 0
        elif fence and fence["name"] == Photo.NAME and line.startswith("/// "):
            opened, block = number, [line]
        elif fence and fence["name"] == Photo.NAME:
            mend = "write `/// photo`, with one space, at the beginning of the line"
            raise Fault(path, number, "this block does not begin as a block does", mend)
        elif fence:
            wrong = f"there is no block named {fence['name']}" if fence["name"] else "this `///` closes no block"
            raise Fault(path, number, wrong, suggestion(fence["name"], [Photo.NAME], "write `/// photo` to begin one"))
        elif opened:
            block.append(line)
        else:
            words = words or (bool(line.replace(GAP, "")) and not line.startswith("#"))
            check_line(path, number, line, headings)
    if opened:
        raise Fault(path, opened, "this block is not closed", "write `///` on a line of its own after the caption")
    if not words:
        raise Fault(path, len(lines), "this article has no text", "write a paragraph, or `Status: skip`")


def check_line(path: Path, number: int, line: str, headings: list[str]) -> None:
    """Raise Fault for a line that is neither a heading nor words; add a heading to headings."""
    if match := HEADING.fullmatch(line):
        if line in headings:
            raise Fault(path, number, "this heading stands a second time", "give each section its own")
        headings.append(line)
        if match["number"] and int(match["number"]) != len(headings):
            wrong = f"section {match['number']} stands in place {len(headings)}"
            raise Fault(path, number, wrong, "put the sections in the order of their numbers")
        if GAP in line:
            raise Fault(path, number, "this heading is broken off", "write the heading as it is printed")
        line = line.removeprefix("## ")
    check_words(path, number, line)


def check_words(path: Path, number: int, line: str) -> None:
    """Raise Fault for what the Markdown of an article cannot say and would print as it is typed."""
    plain = LINK.sub("", re.sub(r"\*\*(?!\s)(.+?)(?<!\s)\*\*", r"\1", line.replace(GAP, "")))
    for pattern, wrong, mend in NOT_TEXT:
        if match := pattern.search(plain):
            raise Fault(path, number, f"「{match[0][:20].strip()}」 {wrong}", mend)


def check_photo(path: Path, start: int, block: list[str], content: Path) -> None:
    """Raise Fault for a photo block (its lines from the opening fence, the first at line start) that is not sound."""
    argument = FENCE.match(block[0])["argument"]
    indented = list(takewhile(lambda line: line.startswith("    "), block[1:]))
    rest = block[1 + len(indented) :]
    options = read_options(path, start, indented)
    if indented and rest and rest[0]:
        raise Fault(
            path, start + len(indented) + 1, "the caption follows its options at once", "leave a blank line between"
        )
    caption = [(number, line) for number, line in enumerate(rest, start + len(indented) + 1) if line]
    if not caption:
        raise Fault(path, start, "this photo has no caption", "write the printed caption before the closing `///`")
    for number, line in caption:
        if re.match(r"\s*alt\s*[:：]", line):
            raise Fault(
                path,
                number,
                "this option is not where options stand",
                "put it right below `/// photo`, after four spaces",
            )
        check_words(path, number, line)
    if len(caption) > 1:
        raise Fault(
            path, start, "this caption has more than one line", "put it on one line, and close the block after it"
        )
    if argument:
        if Path(argument).suffix[1:] not in PICTURES:
            raise Fault(path, start, f"{argument} is no photograph", f"name a file that ends in {', '.join(PICTURES)}")
        check_file(path, start, argument, content)
        if not options.get("alt", "").strip():
            mend = "write `alt: what the picture shows` below this line, after four spaces"
            raise Fault(path, start, f"{argument} has no alt text", mend)
    elif options:
        raise Fault(path, start + 1, "alt text without a photograph", "name the file: `/// photo | images/name.jpg`")


def read_options(path: Path, start: int, indented: list[str]) -> dict[str, str]:
    """Return the options of the photo block that begins at line start; raise Fault unless they mean what they say."""
    if not indented:
        return {}
    try:
        options = yaml.safe_load(textwrap.dedent("\n".join(indented)))
    except yaml.YAMLError:
        options = None
    typed = {key.strip(): value.strip() for key, colon, value in (line.partition(":") for line in indented) if colon}
    if not isinstance(options, dict) or len(options) != len(indented):
        raise Fault(path, start + 1, "this option cannot be read", 'write `alt: words` once; put odd words in ""')
    for number, (key, value) in enumerate(options.items(), start=start + 1):
        if key not in Photo.OPTIONS:
            raise Fault(path, number, f"{key} is no option of a photo", suggestion(str(key), Photo.OPTIONS))
        if not isinstance(value, str) or (value != typed.get(key) and typed.get(key, "")[:1] not in "\"'"):
            raise Fault(path, number, f"{key} does not mean these words to YAML", 'put them in ""')
    return options


def check_links(path: Path, lines: list[str], outline: Outline, content: Path) -> None:
    """Raise Fault for a link whose target the bundle will not hold (WHATWG HTML, 2.4 URLs)."""
    for tag, address in outline.links:
        if tag == "img":
            continue  # check_photo knows its line
        line = next((i for i, text in enumerate(lines, 1) if f"]({address})" in text), 1)
        placeholder = PLACEHOLDER.match(address)
        target = unquote(address[placeholder.end() :].partition("#")[0]) if placeholder else ""
        if placeholder and placeholder[1] == "filename" and target.endswith(".md"):
            check_file(path, line, target.lstrip("/"), content if target.startswith("/") else path.parent)
        elif placeholder and placeholder[1] == "static" and target.rpartition(".")[2] in PICTURES:
            check_file(path, line, target.lstrip("/"), content)
        elif address.startswith("#"):
            known = outline.ids | {f"note-{gap['number']}" for gap in outline.gaps}
            if address[1:] not in known:
                raise Fault(path, line, f"{address} leads nowhere", suggestion(address[1:], known))
        elif not is_web_address(address):
            mend = "write {filename}article.md, {static}/images/file.jpg, #section-1 or https://…"
            raise Fault(path, line, f"{address} is no link that works in every place", mend)


def is_web_address(address: str) -> bool:
    """Return whether the address is one of the web or of mail, whole and well formed (RFC 3986)."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
        parts.scheme == "mailto" and "@" in parts.path
    )


def check_file(path: Path, line: int, name: str, base: Path) -> None:
    """Raise Fault unless base/name is a file inside base."""
    target = (base / name).resolve()
    if not target.is_relative_to(base.resolve()):
        raise Fault(path, line, f"{name} lies outside content/", "move the file into content/")
    if not target.is_file():
        near = [p.relative_to(base.resolve()).as_posix() for p in target.parent.glob("*") if p.suffix == target.suffix]
        raise Fault(path, line, f"{name} does not exist", suggestion(name, near, "put the file there or mend its name"))


def suggestion(word: str, known, otherwise: str = "") -> str:
    """Return what to write instead of word: the known name most like it, else otherwise, else all of them."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.65)
    return f"did you mean {close[0]}?" if close else otherwise or f"write one of {', '.join(sorted(known))}"


def check_articles(generator: ArticlesGenerator) -> None:
    """Raise Fault unless there is an article and one is the front page; publish the source page of each."""
    content = Path(generator.path)
    if not generator.articles:
        raise Fault(content, None, "no article to publish", "write one as content/NAME.md, with `Save_as: index.html`")
    if not any(article.save_as == "index.html" for article in generator.articles):
        path = Path(generator.articles[0].source_path)
        raise Fault(path, 1, "no article is the front page", "write `Save_as: index.html` in the one that is")
    check_content_files(content, generator.settings["IGNORE_FILES"])
    for article in [*generator.articles, *generator.hidden_articles, *generator.drafts]:
        if hasattr(article, "source"):
            generator.context["static_links"].add(article.source)


def check_content_files(content: Path, ignored: list[str]) -> None:
    """Raise Fault for a file in content/ that nothing reads, so that no article is lost by its name."""
    for path in sorted(content.rglob("*")):
        parts = path.relative_to(content).parts
        if path.is_dir() or any(fnmatch(part, pattern) for part in parts for pattern in ignored):
            continue
        known = ("txt",) if parts[0] == "source" else ("md", *PICTURES)
        if path.suffix[1:] not in known:
            mend = "an article is NAME.md, a photograph NAME.jpg, .png, .webp or .avif, a source page source/NAME.txt"
            raise Fault(path, None, "nothing reads this file", mend)


def metadata_line(path: Path, key: str) -> int | None:
    """Return the number of the line on which the file sets the key, or None."""
    for number, line in enumerate(read_lines(path), start=1):
        match = METADATA_LINE.match(line)
        if not line:
            return None
        if match and match["key"].lower() == key:
            return number
    return None


def add_reader(readers: Readers) -> None:
    """Put the strict reader in the place of Pelican's own."""
    for suffix in MarkdownReader.file_extensions:
        readers.reader_classes.pop(suffix, None)
    readers.reader_classes["md"] = ArticleReader


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(add_reader)
    signals.article_generator_finalized.connect(check_articles)
