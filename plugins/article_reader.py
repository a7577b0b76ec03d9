"""Why: Pelican publishes without a word what it cannot understand, and skips an article that it cannot read.

A reader for articles in Markdown that refuses, with file and line, whatever would be lost, guessed or
published as text. The rules stand in metadata_rules and text_rules.
"""

import logging
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from markdown import Markdown
from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader, Readers
from pelican.urlwrappers import Author

from plugins.article_markup import Outline
from plugins.faults import Fault
from plugins.metadata_rules import check_metadata, metadata_line, split_authors
from plugins.text_rules import PICTURES, check_body, check_links

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Conversion:
    """An article as read from its file, sound by itself: its metadata, its HTML, and the outline of its text.

    values: the metadata as checked, by lower-case key. meta: as Python-Markdown has it, a list of lines for each key.
    """

    values: dict[str, str]
    meta: dict[str, list[str]]
    html: str
    outline: Outline


def convert(content: Path, markdown: dict, path: Path) -> Conversion:
    """Return the article in the file; raise Fault for the first thing that is wrong in it.

    content: the folder of all articles. markdown: the setting MARKDOWN. What it returns depends on nothing but
    these and the files that the article names.
    """
    lines = read_lines(path)
    values, body_start = check_metadata(path, lines, content)
    check_body(path, lines, body_start, content)
    converter = Markdown(**markdown)
    html = converter.convert("\n".join(lines))
    check_links(path, lines, converter.outline, content)
    return Conversion(values, converter.Meta, html, converter.outline)


def try_to_convert(content: Path, markdown: dict, path: Path) -> Conversion | Fault:
    """Return what convert returns, or the Fault that it raises."""
    try:
        return convert(content, markdown, path)
    except Fault as fault:
        return fault


class ArticleReader(MarkdownReader):
    """Read one article: ``read`` returns its HTML and its metadata, or raises a Fault."""

    def __init__(self, settings: dict) -> None:
        """Begin with no page claimed: Pelican makes a reader for each build."""
        super().__init__(settings)
        self.pages: dict[str, Path] = {}
        self.ahead: Iterator[tuple[Path, Conversion | Fault]] = iter(())

    def read_ahead(self, paths: list[Path]) -> None:
        """Begin to convert the articles in the files, which will be read in this order, where workers are at hand."""
        workers = self.settings.get("WORKERS")
        if workers:
            function = partial(try_to_convert, Path(self.settings["PATH"]), self.settings["MARKDOWN"])
            self.ahead = zip(paths, workers.map(function, paths, "Reading the articles"), strict=True)

    def converted(self, path: Path) -> Conversion:
        """Return the article in the file, begun ahead or not; raise Fault for the first thing that is wrong in it."""
        found = next((found for ahead, found in self.ahead if ahead == path), None)
        if isinstance(found, Fault):
            raise found
        return found or convert(Path(self.settings["PATH"]), self.settings["MARKDOWN"], path)

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
        path = Path(source_path)
        article = self.converted(path)
        values, outline = article.values, article.outline
        self.claim_page(path, values)
        metadata = {name: self.process_metadata(name, "\n".join(lines)) for name, lines in article.meta.items()}
        metadata.update(sections=outline.sections, gaps=outline.gaps, lede=outline.lede)
        metadata["photos"] = sum(tag == "img" for tag, _ in outline.links)
        metadata["phrases"] = values.get("phrases", "").split()
        metadata["note"] = article.meta.get("note", [])
        if "authors" in values:
            metadata["authors"] = [Author(name, self.settings) for name in split_authors(values["authors"])]
        if values.get("status") == "draft":
            # A draft has its own folder, and the published bundle holds nothing of it.
            metadata["status"] = "draft" if self.settings["DRAFT_SAVE_AS"] else "skip"
        return article.html, metadata

    def claim_page(self, path: Path, values: dict[str, str]) -> None:
        """Raise Fault if another article, read before, is published under the same name."""
        name = f"{values.get('slug', path.stem)}.html"
        if values.get("status") == "draft":
            name = f"drafts/{name}"
        first, second = sorted([path, self.pages.setdefault(name, path)])
        if first != second:
            lines_of_second = read_lines(second)
            line = metadata_line(lines_of_second, "slug") or 1
            wrong = f"{name} is already the page of {first.name}"
            raise Fault(second, line, wrong, "give this article another Slug")


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
    unseen = {c for c in set(text) - {"\n"} if unicodedata.category(c) in ("Cc", "Cf", "Co", "Zl", "Zp")}
    for number, line in enumerate(lines, start=1):
        for character in line if unseen else "":
            if character in unseen:
                name = {"\r": "a carriage return (CRLF)", "\t": "a tab"}.get(character, f"U+{ord(character):04X}")
                raise Fault(path, number, f"{name} is in this line, which no reader sees", "take it out")
    return [line.rstrip() for line in lines]


def check_articles(generator: ArticlesGenerator) -> None:
    """Raise Fault unless there is an article; make the only one the front page; publish the source page of each."""
    content = Path(generator.path)
    if not generator.articles:
        raise Fault(content, None, "no article to publish", "write one as content/NAME.md")
    if len(generator.articles) == 1 and not generator.settings["SINGLE_FILE"]:
        (article,) = generator.articles
        article.override_save_as = article.override_url = "index.html"
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


def add_reader(readers: Readers) -> None:
    """Put the strict reader in the place of Pelican's own."""
    for suffix in MarkdownReader.file_extensions:
        readers.reader_classes.pop(suffix, None)
    readers.reader_classes["md"] = ArticleReader


def read_ahead(generator: ArticlesGenerator) -> None:
    """Let the reader begin with all articles before Pelican asks for the first."""
    settings = generator.settings
    names = generator.get_files(settings["ARTICLE_PATHS"], exclude=settings["ARTICLE_EXCLUDES"], extensions=("md",))
    generator.readers.readers["md"].read_ahead([Path(generator.path, name) for name in names])


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(add_reader)
    signals.article_generator_init.connect(read_ahead)
    signals.article_generator_finalized.connect(check_articles)
