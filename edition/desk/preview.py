"""Why: an editor needs a draft's page before it is fit to be published, and the build refuses it until then.

What the server for drafts, the report on drafts and the reading orders have in common: articles, found by name, and
their pages, written by Pelican without proof.
"""

import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from glob import escape
from pathlib import Path

from pelican import Pelican, signals
from pelican.writers import Writer

from edition.article.head import check_slug, head_of, slug_of
from edition.bundle.build import fault_of, pelican_logs_raise
from edition.bundle.settings import Settings, checked_settings
from edition.faults import Fault

SETTINGS = "pelicanconf.py"
DRAFT = "drafts/{slug}.html"  # Pelican's name of a draft's page


def preview_settings(settings: str, folder: Path) -> Settings:
    """Return the project's settings in the file of that name, for pages in the folder, drafts among them."""
    return checked_settings(settings, OUTPUT_PATH=str(folder), DRAFT_SAVE_AS=DRAFT, DRAFT_URL=DRAFT)


def content_of(settings: str) -> Path:
    """Return the folder of the articles, as the settings name it."""
    return Path(str(checked_settings(settings)["PATH"]))


def write_pages(settings: Settings) -> None:
    """Write all pages, drafts included, unproven; raise Fault for the first thing that is wrong."""
    try:
        with pelican_logs_raise():
            Pelican(settings).run()
    except Exception as error:
        raise fault_of(error) from error


# ----- articles


def articles_in(content: Path) -> list[Path]:
    """Return the files of the articles in content/ that can be read, in the order of their names."""
    return [path for path in sorted(content.rglob("[!.]*.md")) if path.is_file() and os.access(path, os.R_OK)]


def find_article(content: Path, slug: str) -> Path:
    """Return the article of that slug in content/; raise Fault if there is none."""
    if not slug:
        raise Fault("n-001", "SLUG")
    check_slug("SLUG", slug, None)
    for path in articles_in(content):
        if slug_of(path, head_of(path)) == slug:
            return path
    raise Fault("d-001", content / f"{slug}.md", slug=slug)


def pages_of(articles: Sequence[Path], settings: str = SETTINGS) -> dict[Path, str | Fault]:
    """Return the HTML of the page of each of the articles, or what is wrong with it.

    settings: the name of the project's file of settings. An article that is faulty is left out, and the others are
    read again. What is wrong elsewhere, such as in a template, is told for each of them.
    """
    content = content_of(settings)
    faulty: dict[Path, Fault] = {}
    while True:
        rest = [path for path in articles_in(content) if path not in faulty]
        wanted = [path for path in articles if path in rest]
        # What content/ may not hold is passed over by its name.
        ignored = {path.name for path in faulty} - {path.name for path in rest}
        try:
            written = selected_pages(wanted, rest, ignored, settings) if wanted else {}
        except Fault as fault:
            path = content / fault.path
            if path not in faulty and path.suffix == ".md":
                target = content / str(fault.values.get("target"))
                linked = fault.id == "l-001" and target in faulty
                faulty[path] = Fault("d-005", path, fault.line, target=target.name) if linked else fault
                continue
            return {path: faulty.get(path, fault) for path in articles}
        return {path: faulty.get(path) or written.get(path) or Fault("d-002", path) for path in articles}


def selected_pages(
    wanted: Collection[Path], articles: Iterable[Path], ignored: Iterable[str], settings: str
) -> dict[Path, str]:
    """Return the HTML of those articles that are wanted; articles: all that are to be read, to which they may link."""
    pages: dict[Path, str] = {}
    content = content_of(settings)

    class SelectiveWriter(Writer):
        """Pelican's writer, which writes only what is wanted."""

        def write_file(self, name, *arguments, **keywords) -> None:  # type: ignore[no-untyped-def]
            article = keywords.get("article")
            if article and Path(article.source_path) in wanted:
                super().write_file(name, *arguments, **keywords)
                pages[Path(article.source_path)] = Path(self.output_path, name).read_text(encoding="utf-8")

    def writer(sender: object) -> type[Writer]:
        return SelectiveWriter

    with tempfile.TemporaryDirectory() as folder, signals.get_writer.connected_to(writer):
        pelican = preview_settings(settings, Path(folder))
        pelican["ARTICLE_PATHS"] = [path.relative_to(content).as_posix() for path in articles]
        pelican["IGNORE_FILES"] = [*pelican["IGNORE_FILES"], *map(escape, ignored)]  # type: ignore[misc]
        write_pages(pelican)
    return pages
