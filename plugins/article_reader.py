"""Why: Pelican publishes without a word what it cannot understand, and skips an article that it cannot read.

A reader for articles in Markdown that refuses, with file and line, whatever would be lost, guessed or
published as text. The rules stand in content_files, plain_text, metadata_rules, text_rules, photo_rules, link_rules.
"""

import logging
from pathlib import Path

from markdown import Markdown
from pelican import signals
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader, Readers
from pelican.urlwrappers import Author

from plugins.article_markup import Outline
from plugins.content_files import check_content
from plugins.faults import Fault
from plugins.link_rules import check_fragment, check_links
from plugins.metadata_rules import check_metadata, metadata_line, split_authors
from plugins.plain_text import read_lines
from plugins.text_rules import check_body

logger = logging.getLogger(__name__)


class ArticleReader(MarkdownReader):
    """Read one article: ``read`` returns its HTML and its metadata, or raises a Fault."""

    def __init__(self, settings: dict) -> None:
        """Begin with no page claimed: Pelican makes a reader for each build."""
        super().__init__(settings)
        self.pages: dict[str, Path] = {}

    def read(self, source_path: str) -> tuple[str, dict]:
        """Return the article's HTML and metadata; raise Fault for the first thing that is wrong in the file.

        The metadata holds, beside what the file says: sections, gaps, lede and photos (see article_markup.Outline),
        phrases and note as lists, the ids of the page, and its links to other articles (see link_rules.check_links).
        """
        try:
            return self.read_article(source_path)
        except Fault as fault:
            # Pelican says only that it could not process the file; the server for drafts shows this line, too.
            logger.error("%s", fault)
            raise

    def read_article(self, source_path: str) -> tuple[str, dict]:
        """Do what read says."""
        path, content = Path(source_path), Path(self.settings["PATH"])
        lines = read_lines(path)
        values, body_start = check_metadata(path, lines, content)
        self.claim_page(path, values)
        links = check_body(path, lines, body_start, content)
        markdown = Markdown(**self.settings["MARKDOWN"])
        html = markdown.convert("\n".join(lines[body_start:]))
        outline: Outline = markdown.outline
        metadata = {key: self.process_metadata(key, value) for key, value in values.items()}
        metadata.update(sections=outline.sections, gaps=outline.gaps, lede=outline.lede, photos=outline.photos)
        metadata["ids"] = outline.ids | {f"note-{gap['number']}" for gap in outline.gaps}
        metadata["links"] = check_links(path, links, metadata["ids"], content)
        metadata["phrases"] = values.get("phrases", "").split()
        metadata["note"] = values["note"].split("\n") if "note" in values else []
        if "authors" in values:
            metadata["authors"] = [self.author(name) for name in split_authors(values["authors"])]
        if values.get("status") == "draft":
            # A draft has its own folder, and the published bundle holds nothing of it.
            metadata["status"] = "draft" if self.settings["DRAFT_SAVE_AS"] else "skip"
        return html, metadata

    def author(self, name: str) -> Author:
        """Return Pelican's author of this name; her slug is her name, which Pelican's may be unable to spell."""
        author = Author(name, self.settings)
        author.slug = name
        return author

    def claim_page(self, path: Path, values: dict[str, str]) -> None:
        """Raise Fault if another article, read before, is published under the same name."""
        if values.get("status") == "skip":
            return
        name = f"{values.get('slug', path.stem)}.html"
        if values.get("status") == "draft":
            name = f"drafts/{name}"
        first, second = sorted([path, self.pages.setdefault(name, path)])
        if first != second:
            lines_of_second = read_lines(second)
            line = metadata_line(lines_of_second, "slug") or 1
            wrong = f"{name} is already the page of {first.name}"
            raise Fault(second, line, wrong, "give this article another Slug")


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
                check_fragment(Path(article.source_path), line, fragment, published[target].ids, target)


def check_files(generator: ArticlesGenerator) -> None:
    """Raise Fault for what lies in content/ and is no file that the build reads."""
    check_content(Path(generator.path), generator.settings["IGNORE_FILES"])


def add_reader(readers: Readers) -> None:
    """Put the strict reader in the place of Pelican's own."""
    for suffix in MarkdownReader.file_extensions:
        readers.reader_classes.pop(suffix, None)
    readers.reader_classes["md"] = ArticleReader


def register() -> None:
    """Connect to Pelican."""
    signals.readers_init.connect(add_reader)
    signals.article_generator_init.connect(check_files)
    signals.article_generator_finalized.connect(check_articles)
