"""The reader of articles that Pelican calls, in the place of its own.

Pelican publishes without a word what it cannot understand, and skips an article that it cannot read. This reader
refuses, with file and line, whatever would be lost, guessed or published as text. The rules stand beside it:
content_files, head, body, photo_block, links.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from markdown import Markdown
from pelican import Pelican, signals
from pelican.generators import ArticlesGenerator
from pelican.readers import MarkdownReader, Readers

from edition.article.body import check_body
from edition.article.byline import people_in, runs_of
from edition.article.content_files import check_content
from edition.article.escape import hidden
from edition.article.head import DAY, Head, checked_head, head_of, is_source_page, slug_of
from edition.article.links import check_fragment, check_links
from edition.article.markup import Outline
from edition.article.photographs import Photograph
from edition.faults import Fault
from edition.labels import day_in_words, set_language
from edition.names import FRONT_PAGE, published_order
from edition.parts import HEAD, SEVERAL_LINES
from edition.source.order import awaits_review, order_file, order_of
from edition.source.text import in_utf8, read_bytes, read_lines


@dataclass(frozen=True)
class Conversion:
    """An article as read from its file, sound by itself: its head, its HTML, and the outline of its text.

    links: those to other articles (see links.check_links). photographs: those it names, in order.
    """

    head: Head
    status: str
    html: str
    outline: Outline
    links: list[tuple[int, str, str]]
    photographs: list[Photograph]

    @property
    def ids(self) -> set[str]:
        """Every id that a link to the article may name."""
        return self.outline.ids | {f"note-{gap['number']}" for gap in self.outline.gaps}


def status_of(path: Path, head: Head, content: Path) -> str:
    """Return what an article's head says of its status; it is a draft while nobody has signed its reading order."""
    source = head.values.get("source", "")
    if is_source_page(source, content) and awaits_review(order_of(content, slug_of(path, head)), Path(source).name):
        return "draft"
    return head.values.get("status", "published")


def convert(content: Path, markdown: dict[str, object], lang: str, path: Path) -> Conversion:
    """Return the article in the file; raise Fault for the first thing that is wrong in it.

    content: the folder of all articles. markdown: the setting MARKDOWN. lang: of an article that says none. What it
    returns depends on nothing but these, the labels and the files that the article names.
    """
    lines = read_lines(path)
    head = checked_head(path, lines, content)
    status = status_of(path, head, content)
    links, photographs = check_body(path, lines, head.length, content)
    converter = converter_for(json.dumps(markdown)).reset()
    converter.lang = head.values.get("lang", lang)
    converter.photographs, converter.root = photographs, "../" * page_name(path, head, status).count("/")
    html = converter.convert("\n".join(map(hidden, lines[head.length :])))
    article = Conversion(head, status, html, converter.outline, [], list(photographs.values()))
    article.links.extend(check_links(path, links, article.ids, content))
    return article


@cache
def converter_for(markdown: str) -> Markdown:
    """Return the process's one converter for that setting MARKDOWN, in JSON; making one takes as long as a page."""
    return Markdown(**json.loads(markdown))


def phrases_in(value: str) -> dict[str, list[str]]:
    """Return the phrases of each line of Phrases, by the line without their spaces."""
    return {"".join(line.split()): line.split() for line in value.split("\n")}


def page_name(path: Path, head: Head, status: str) -> str:
    """Return the name of an article's page in the bundle."""
    name = f"{slug_of(path, head)}.html"
    return f"drafts/{name}" if status == "draft" else name


def try_to_convert(content: Path, markdown: dict[str, object], lang: str, path: Path) -> Conversion | Fault:
    """Return what convert returns, or the Fault that it raises."""
    try:
        return convert(content, markdown, lang, path)
    except Fault as fault:
        return fault


class ArticleReader(MarkdownReader):
    """Read one article: ``read`` returns its HTML and its metadata, or raises a Fault."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)  # Pelican makes a reader for each build: no page is claimed yet
        self.common = Path(settings["PATH"]), settings["MARKDOWN"], str(settings["DEFAULT_LANG"])
        self.pages: dict[str, Path] = {}
        self.ahead: Iterator[tuple[Path, Conversion | Fault]] = iter(())

    def read_ahead(self, paths: list[Path]) -> None:
        """Begin to convert the articles in the files, which will be read in this order, where workers are at hand."""
        workers = self.settings.get("WORKERS")
        if workers:
            function = partial(try_to_convert, *self.common)
            self.ahead = zip(paths, workers.map(function, paths, "Reading the articles"), strict=True)

    def converted(self, path: Path) -> Conversion:
        """Return the article in the file, begun ahead or not; raise Fault for the first thing that is wrong in it."""
        found = next((found for ahead, found in self.ahead if ahead == path), None)
        if isinstance(found, Fault):
            raise found
        return found or convert(*self.common, path)

    def read(self, source_path: str) -> tuple[str, dict[str, object]]:
        """Return the article's HTML and metadata; raise Fault for the first thing that is wrong in the file.

        The metadata holds, beside what the file says: sections, gaps, lede and styled (see markup.Outline); phrases, by
        line; note and whatever may have several lines as lists; byline, its runs, and people, the role of each by name;
        roles, the parts of its head; listed, role and words of what a list of articles shows; language; day_published, as
        YYYY-MM-DD or ""; photographs; links, those to other articles (see links.check_links).
        """
        path = Path(source_path)
        try:
            article = self.converted(path)
        except Fault:
            if not self.is_left_out(path):
                raise
            # A draft that has a fault stops nobody else's article; `make check` tells it.
            return "", {"title": path.stem, "date": datetime.now(), "status": "skip"}
        values, outline = article.head.values, article.outline
        self.claim_page(path, article.head, article.status)
        metadata = {key: self.process_metadata(key, value) for key, value in values.items()}
        metadata |= {key: value.split("\n") for key, value in values.items() if key in SEVERAL_LINES}
        metadata |= {"note": metadata.get("note", []), "phrases": phrases_in(values.get("phrases", ""))}
        byline = list(runs_of(values.get("byline", ""), self.settings["BYLINE_ROLES"]))
        metadata |= {"byline": byline, "people": people_in(byline)}
        metadata |= {"roles": [part.role for part in HEAD if part.words(values)]}
        metadata |= {"listed": [(part.role, part.words(values)) for part in HEAD if part.listed]}
        metadata |= {name: getattr(outline, name) for name in ("sections", "gaps", "lede", "styled")}
        # Popped, or Pelican would make a translation of the article.
        language = metadata.pop("lang", self.settings["DEFAULT_LANG"])
        days = DAY.findall(values.get("published", ""))
        metadata |= {"language": language, "day_published": days[0] if days else ""}
        if days:
            in_words = day_in_words(date.fromisoformat(days[0]), language)
            metadata["published"] = values["published"].replace(days[0], in_words)
        metadata |= {"links": article.links, "photographs": article.photographs}
        if article.status == "draft":
            # A draft has its own folder, and the published bundle holds nothing of it.
            metadata["status"] = "draft" if self.settings["DRAFT_SAVE_AS"] else "skip"
        return article.html, metadata

    def is_left_out(self, path: Path) -> bool:
        """Return whether the article in the file has no page in this build."""
        status = status_of(path, head_of(path), self.common[0])
        return status == "skip" or (status == "draft" and not self.settings["DRAFT_SAVE_AS"])

    def claim_page(self, path: Path, head: Head, status: str) -> None:
        """Raise Fault if another article, read before, is published under the same name."""
        if status == "skip":
            return
        name = page_name(path, head, status)
        first, second = sorted([path, self.pages.setdefault(name, path)])
        if first != second:
            raise Fault("m-020", second, head_of(second).where.get("slug", 1), name=name, first=first.name)


def check_articles(generator: ArticlesGenerator) -> None:
    """Raise Fault unless there is an article; make the only one the front page; publish the text of each source page."""
    content = Path(generator.path)
    if not (generator.articles or generator.drafts):
        raise Fault("m-021", content)
    if len(generator.articles) == 1 and not generator.settings["SINGLE_FILE"]:
        (article,) = generator.articles
        article.override_save_as = article.override_url = FRONT_PAGE
    published = {
        Path(article.source_path).relative_to(content).as_posix(): article
        for article in [*generator.articles, *generator.hidden_articles, *generator.drafts]
    }
    # Pelican would read each source page as a content of its own, and copy it in the end.
    for article in (article for article in published.values() if hasattr(article, "source")):
        order = order_of(content, article.slug)
        said = order_file(order).head.get("encoding", (0, ""))[1]
        texts = {article.source: in_utf8(content / article.source, said)}
        texts |= {published_order(article.slug): read_bytes(order)} if order.is_file() else {}
        for name, data in texts.items():
            copy = Path(generator.output_path, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)
    check_links_between(content, generator.settings, published)


def check_links_between(content: Path, settings: dict[str, Any], published: dict[str, Any]) -> None:
    """Raise Fault unless each link from article to article leads to one that is published, and to a place in it.

    published: Pelican's article of each file, named relative to the folder content.
    """
    common = content, settings["MARKDOWN"], str(settings["DEFAULT_LANG"])
    ids: dict[str, set[str]] = {}  # of the articles that such links name, which are few: those are read again
    for article in published.values():
        for line, target, fragment in article.links:
            if target not in published:
                raise Fault("l-001", article.source_path, line, target=target)
            if fragment:
                ids[target] = ids.get(target) or convert(*common, content / target).ids
                check_fragment(Path(article.source_path), line, fragment, ids[target], target)


def name_language(pelican: Pelican) -> None:
    """Let a Pelican that was started by itself know the site's language by its name."""
    set_language(pelican.settings)


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
    signals.initialized.connect(name_language)
    signals.readers_init.connect(add_reader)
    signals.article_generator_init.connect(begin)
    signals.article_generator_finalized.connect(check_articles)
