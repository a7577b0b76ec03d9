"""Why: an editor needs a draft's page before it is fit to be published, and Pelican tells its faults in many lines.

Not a plugin itself: what the server for drafts, the report on drafts and the reading orders are made from.
"""

from pathlib import Path

from pelican import Pelican

from edition.article.head import METADATA_LINE, SLUG
from edition.bundle.build import checked_settings, fault_of, pelican_logs_raise
from edition.faults import ROOT, LooseFault


def write_pages(folder: Path, settings_file: Path = ROOT / "pelicanconf.py") -> None:
    """Write all pages, drafts included, into the folder, unchecked; raise Fault for the first thing that is wrong."""
    try:
        with pelican_logs_raise():
            Pelican(checked_settings(settings_file, {"OUTPUT_PATH": str(folder)})).run()
    except Exception as error:
        raise fault_of(error) from error


def metadata_of(path: Path) -> dict[str, str]:
    """Return what an article's head says, by keys in small letters; nothing is judged, that is the reader's part."""
    head = path.read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]
    matches = [METADATA_LINE.match(line) for line in head.splitlines()]
    return {match["key"].lower(): match["value"].strip() for match in matches if match}


def find_article(content: Path, slug: str) -> Path:
    """Return the article of that slug in content/; raise Fault if there is none."""
    if not SLUG.fullmatch(slug):
        wrong = f"{slug} is no slug" if slug else "no article is named"
        raise LooseFault("SLUG", None, wrong, "write SLUG=name, with small letters a to z, digits and hyphens")
    for path in sorted(content.rglob("*.md")):
        if path.is_file() and metadata_of(path).get("slug", path.stem) == slug:
            return path
    raise LooseFault(content / f"{slug}.md", None, "this article does not exist", f"make new SLUG={slug} begins one")
