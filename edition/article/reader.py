"""Why: Pelican publishes without a word what it cannot understand, and skips an article that it cannot read.

A reader for articles in Markdown that refuses, with file and line, whatever would be lost, guessed or
published as text. The rules stand in content_files, plain_text, metadata_rules, text_rules, photo_rules, link_rules.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from markdown import Markdown
from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader, Readers
from pelican.urlwrappers import Author

from edition.article.body import check_body
from edition.article.content_files import check_content
from edition.article.head import check_metadata, metadata_line, split_authors
from edition.article.links import check_fragment, check_links
from edition.article.markup import Outline
from edition.article.photographs import Photograph
from edition.faults import Fault
from edition.source.text import read_lines

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Conversion:
    """An article as read from its file, sound by itself: its metadata, its HTML, and the outline of its text.

    values: the metadata, by lower-case key. links: those to other articles (see link_rules.check_links).
    photographs: those it names, in order.
    """

    values: dict[str, str]
    html: str
    outline: Outline
    links: list[tuple[int, str, str]]
    photographs: list[Photograph]

    @property
    def ids(self) -> set[str]:
        """Every id that a link to the article may name."""
        return self.outline.ids | {f"note-{gap['number']}" for gap in self.outline.gaps}


def convert(content: Path, markdown: dict, path: Path) -> Conversion:
    """Return the article in the file; raise Fault for the first thing that is wrong in it.

    content: the folder of all articles. markdown: the setting MARKDOWN. What it returns depends on nothing but
    these and the files that the article names.
    """
    lines = read_lines(path)
    values, body_start = check_metadata(path, lines, content)
    if "source" in values and awaits_review((content / values["source"]).with_suffix(".order")):
        values["status"] = "draft"
    links, photographs = check_body(path, lines, body_start, content)
    converter = Markdown(**markdown)
    converter.photographs, converter.root = photographs, "../" * page_name(path, values).count("/")
    html = converter.convert("\n".join(lines[body_start:]))
    article = Conversion(values, html, converter.outline, [], list(photographs.values()))
    article.links.extend(check_links(path, links, article.ids, content))
    return article


def page_name(path: Path, values: dict[str, str]) -> str:
    """Return the name of an article's page in the bundle; values: its metadata."""
    name = f"{values.get('slug', path.stem)}.html"
    return f"drafts/{name}" if values.get("status") == "draft" else name


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
        phrases and note as lists, photographs, and its links to other articles (see link_rules.check_links).
        """
        try:
            return self.read_article(source_path)
        except Fault as fault:
            # Pelican says only that it could not process the file; the server for drafts shows this line, too.
            logger.error("%s", fault)
            raise

    def read_article(self, source_path: str) -> tuple[str, dict]:
        """Do what read says."""
        path = Path(source_path)
        article = self.converted(path)
        values, outline = article.values, article.outline
        self.claim_page(path, values)
        metadata = {key: self.process_metadata(key, value) for key, value in values.items()}
        metadata.update(sections=outline.sections, gaps=outline.gaps, lede=outline.lede)
        metadata["links"], metadata["photographs"] = article.links, article.photographs
        metadata["phrases"] = values.get("phrases", "").split()
        metadata["note"] = values["note"].split("\n") if "note" in values else []
        if "authors" in values:
            metadata["authors"] = [self.author(name) for name in split_authors(values["authors"])]
        if values.get("status") == "draft":
            # A draft has its own folder, and the published bundle holds nothing of it.
            metadata["status"] = "draft" if self.settings["DRAFT_SAVE_AS"] else "skip"
        return article.html, metadata

    def author(self, name: str) -> Author:
        """Return Pelican's author of this name; her slug is her name, which Pelican's may be unable to spell."""
        author = Author(name, self.settings)
        author.slug = name
        return author

    def claim_page(self, path: Path, values: dict[str, str]) -> None:
        """Raise Fault if another article, read before, is published under the same name."""
        if values.get("status") == "skip":
            return
        name = page_name(path, values)
        first, second = sorted([path, self.pages.setdefault(name, path)])
        if first != second:
            lines_of_second = read_lines(second)
            line = metadata_line(lines_of_second, "slug") or 1
            wrong = f"{name} is already the page of {first.name}"
            raise Fault(second, line, wrong, "give this article another Slug")


def awaits_review(order: Path) -> bool:
    """Return whether the reading order in the file says ``status draft``: nobody has reviewed it yet."""
    return order.is_file() and bool(re.search(rb"(?m)^status[ \t]+draft\s*$", order.read_bytes()))


def check_articles(generator: ArticlesGenerator) -> None:
    """Raise Fault unless there is an article; make the only one the front page; publish the source page of each."""
    content = Path(generator.path)
    if not generator.articles:
        raise Fault(content, None, "no article to publish", "write one as content/NAME.md")
    if len(generator.articles) == 1 and not generator.settings["SINGLE_FILE"]:
        (article,) = generator.articles
        article.override_save_as = article.override_url = "index.html"
    published = {
        Path(article.source_path).relative_to(content).as_posix(): article
        for article in [*generator.articles, *generator.hidden_articles, *generator.drafts]
    }
    for article in published.values():
        if hasattr(article, "source"):
            generator.context["static_links"].add(article.source)
        for line, target, fragment in article.links:
            if target not in published:
                wrong = f"{target} is not published, by its Status"
                raise Fault(article.source_path, line, wrong, "drop the link until it is")
            if fragment:
                # Read again, since such links are few and the ids of all articles many.
                ids = convert(content, generator.settings["MARKDOWN"], content / target).ids
                check_fragment(Path(article.source_path), line, fragment, ids, target)


def add_reader(readers: Readers) -> None:
    """Put the strict reader in the place of Pelican's own."""
    for suffix in MarkdownReader.file_extensions:
        readers.reader_classes.pop(suffix, None)
    readers.reader_classes["md"] = ArticleReader


def begin(generator: ArticlesGenerator) -> None:
    """Let the reader begin with all articles before Pelican asks for the first.

    Raises Fault for what lies in content/ and is no file that the build reads, before anything is read.
    """
    settings = generator.settings
    check_content(Path(generator.path), settings["IGNORE_FILES"])
    names = generator.get_files(settings["ARTICLE_PATHS"], exclude=settings["ARTICLE_EXCLUDES"], extensions=("md",))
    generator.readers.readers["md"].read_ahead([Path(generator.path, name) for name in names])


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(add_reader)
    signals.article_generator_init.connect(begin)
    signals.article_generator_finalized.connect(check_articles)
