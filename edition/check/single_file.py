"""The checks of an edition in one file: the page, and the source page that stands in it."""

from pathlib import Path

from edition.check import examination
from edition.check.bundle import SOURCES
from edition.proof import compare as fidelity
from edition.proof.links import unresolved
from edition.proof.page import Page
from edition.source import order as reading_order


def faults(path: Path, sources: Path = SOURCES) -> list[str]:
    """Return, a sentence each, what is wrong with the edition in the file; sources: as in bundle.faults."""
    return check(path, sources)[0]


def check(path: Path, sources: Path = SOURCES) -> tuple[list[str], str]:
    """Return what faults returns, and in one line what the file holds."""
    report = examination.examine(path.parent, sources, path.name)
    wrong = [*report.sentences, *filter(None, (unresolved(link, frozenset(), {}) for link in report.links))]
    if not report.readable:
        return [f"{path.name}: {sentence}" for sentence in wrong], ""
    page = Page.load(path)
    orders = [reading_order.load(order) for order in sorted(sources.glob("*.order"))]
    keys = {block.key for block in page.all_blocks}
    held = [order for order in orders if any(unit.role == "paragraph" and unit.key in keys for unit in order.units)]
    for order in held:
        wrong += fidelity.faults(page, order)
        if source_text(page) != " ".join(order.source.read_text(encoding="utf-8").splitlines()):
            wrong.append(f"the source page in the file is not {order.source.name}, letter by letter")
    if not held and source_text(page):
        wrong.append("no reading order proves the source page in the file")
    said = "was laid over it" if held else "is not known"
    return (
        [f"{path.name}: {sentence}" for sentence in wrong],
        f"one file; {len(page.sections)} sections, {len(page.soup.find_all('figcaption'))} captions; its source page {said}",
    )


def source_text(page: Page) -> str:
    """Return the source page that stands in the page, its lines joined by spaces."""
    found = page.soup.select_one("[data-edition=source] pre")
    # The line feed after the tag is no part of the text (HTML, 13.1.2.5).
    return " ".join(found.get_text().removeprefix("\n").splitlines()) if found else ""
