"""Why: an editor needs a draft's page before it is fit to be published, and the build refuses it until then.

What the editor's commands have in common: articles, found by name, and their pages, written without proof.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from glob import escape
from pathlib import Path

from pelican import Pelican, signals

from edition.article.head import check_slug, head_of, slug_of
from edition.article.reader import status_of
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


def articles_in(content: Path) -> list[Path]:
    """Return the files of the articles in content/ that can be read, in the order of their names."""
    return [path for path in sorted(content.rglob("[!.]*.md")) if path.is_file() and os.access(path, os.R_OK)]


def article_named(content: Path, slug: str) -> Path | None:
    """Return the article of that slug in content/, None where there is none; raise Fault for what can't be a slug."""
    if not slug:
        raise Fault("n-001", "SLUG")
    check_slug("SLUG", slug, None)
    return next((path for path in articles_in(content) if slug_of(path, head_of(path)) == slug), None)


def find_article(content: Path, slug: str) -> Path:
    """Return the article of that slug in content/; raise Fault where there is none, and for what can't be a slug."""
    path = article_named(content, slug)
    if path is None:
        raise Fault("d-001", content / f"{slug}.md", slug=slug)
    return path


def pages_of(articles: Sequence[Path], settings: str = SETTINGS) -> dict[Path, str | Fault]:
    """Return the HTML of the page of each of the articles, or what is wrong with it.

    settings: the name of the project's file of settings. What is wrong elsewhere, such as in a template, is told for
    each of them.
    """
    pages: dict[Path, str] = {}

    def keep(path: str, context: dict[str, object]) -> None:
        article = context.get("article")
        if article and Path(path) == Path(folder, "pages", article.save_as):  # type: ignore[attr-defined]
            pages[Path(article.source_path)] = Path(path).read_text(encoding="utf-8")  # type: ignore[attr-defined]

    faulty: dict[Path, Fault] = {}
    with tempfile.TemporaryDirectory() as folder, signals.content_written.connected_to(keep):
        try:
            write_sound_pages(Path(folder, "pages"), settings, faulty)
        except Fault as fault:
            return {path: faulty.get(path, fault) for path in articles}
    return {path: faulty.get(path) or pages.get(path) or Fault("d-002", path) for path in articles}


def write_sound_pages(folder: Path, settings: str, faulty: dict[Path, Fault], *, needs_published: bool = False) -> None:
    """Write all pages into the folder, drafts included, unproven, but for those of articles that have a fault.

    settings: the name of the project's file of settings. faulty: gets the files that are left out, with their faults.
    needs_published: whether only drafts are left out. Raises Fault for what is wrong elsewhere, and where no article
    is left.
    """
    pelican = preview_settings(settings, folder)
    content = Path(str(pelican["PATH"]))
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        ignored = [escape(path.name) for path in faulty]
        try:
            return write_pages(pelican | {"IGNORE_FILES": [*pelican["IGNORE_FILES"], *ignored]})  # type: ignore[misc]
        except Fault as fault:
            path = content / fault.path
            if fault.id == "m-021":
                raise next(iter(faulty.values()), fault) from fault
            if path in faulty or path.suffix != ".md":
                raise
            if needs_published and status_of(path, head_of(path), content) != "draft":
                raise
            target = content / str(fault.values.get("target"))
            linked = fault.id == "l-001" and target in faulty
            faulty[path] = Fault("d-005", path, fault.line, target=target.name) if linked else fault
