"""The checks of an edition in one file: the page, and the source page that stands in it."""

from pathlib import Path

from tests.checks import bundle, fidelity, reading_order, structure
from tests.checks.page import Page


def faults(path: Path, sources: Path = bundle.SOURCES) -> list[str]:
    """Return, a sentence each, what is wrong with the edition in the file; sources: as in bundle.faults."""
    wrong = bundle.text_faults(path.read_bytes())
    if any("UTF-8" in sentence for sentence in wrong):
        return [f"{path.name}: {sentence}" for sentence in wrong]
    page = Page.load(path)
    wrong += [*structure.faults(page), *bundle.links(frozenset([path.name]), path.name, page, {path.name: page})]
    orders = [reading_order.load(order) for order in sorted(sources.glob("*.order"))]
    held = [order for order in orders if bundle.pages_holding(order, {path.name: page})]
    for order in held:
        wrong += fidelity.faults(page, order)
        if source_text(page) != " ".join(order.source.read_text(encoding="utf-8").splitlines()):
            wrong.append(f"the source page in the file is not {order.source.name}, letter by letter")
    if not held and source_text(page):
        wrong.append("no reading order proves the source page in the file")
    return [f"{path.name}: {sentence}" for sentence in wrong]


def source_text(page: Page) -> str:
    """Return the source page that stands in the page, its lines joined by spaces."""
    found = page.soup.select_one("[data-edition=source] pre")
    # The line feed after the tag is no part of the text (HTML, 13.1.2.5).
    return " ".join(found.get_text().removeprefix("\n").splitlines()) if found else ""


def report(path: Path) -> str:
    """Return, as one line for the editor, what a sound file holds."""
    page = Page.load(path)
    return (
        f"{path}: one file; {len(page.sections)} sections with {len(page.soup.find_all('figcaption'))} captions; "
        + ("its source page stands in it and was laid over it" if source_text(page) else "no source page is known")
    )
