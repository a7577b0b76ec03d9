"""The checks of a whole bundle, wherever it lies: its files, its links, and every page against its source."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.checks import fidelity, reading_order, structure
from tests.checks.page import Page

SOURCES = Path(__file__).resolve().parents[2] / "content" / "source"
# Where an element names a file that the browser loads, follows or sends to (HTML Living Standard, index of attributes).
ADDRESSES = ("href", "src", "srcset", "poster", "data", "action", "formaction", "cite", "background", "ping")
ALLOWED_HIDDEN = frozenset([".nojekyll"])


def faults(site: Path, sources: Path = SOURCES) -> list[str]:
    """Return, a sentence each, what is wrong with the bundle in the folder site.

    sources: the folder with the source pages and their reading orders, which the bundle is laid against.
    """
    if not (site / "index.html").is_file():
        return [f"{site}: no bundle is here (there is no index.html): build it, or name another folder as SITE"]
    sentences = files(site)
    pages: dict[str, Page] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            sentences.append(f"{name}: line {line} is not UTF-8: the page was saved in another encoding")
            continue
        if not text.rstrip().endswith("</html>"):
            sentences.append(f"{name}: the page is cut off: it does not end with </html>")
        pages[name] = Page.load(path)
    for name, page in pages.items():
        sentences += [f"{name}: {sentence}" for sentence in [*structure.faults(page), *links(site, name, page, pages)]]
    return sentences + sources_faults(site, pages, sources)


def files(site: Path) -> list[str]:
    """Return what lies in the bundle and must not."""
    sentences = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.name.startswith(".") and path.name not in ALLOWED_HIDDEN:
            sentences.append(f"{name}: a hidden file is published")
        if path.is_symlink():
            sentences.append(f"{name}: a symbolic link is published, which may lead nowhere elsewhere")
        if path.name.endswith(("~", ".swp", ".md", ".order")):
            sentences.append(f"{name}: a working file is published")
    return sentences


def sources_faults(site: Path, pages: dict[str, Page], sources: Path) -> list[str]:
    """Return where the pages differ from their source pages."""
    sentences = []
    for path in sorted(sources.glob("*.order")):
        try:
            order = reading_order.load(path)
        except reading_order.OrderFault as fault:
            sentences.append(str(fault))
            continue
        name = page_of(order, pages)
        if name is None:
            sentences.append(f"no page of the bundle holds a line of {order.source.name}")
            continue
        sentences += [f"{name}: {sentence}" for sentence in fidelity.faults(pages[name], order)]
        copy = site / order.published
        if not copy.is_file() or copy.read_bytes() != order.source.read_bytes():
            sentences.append(f"{order.published}: the bundle's copy of the source page is missing or altered")
        if not any(target(name, a["href"]) == order.published for a in pages[name].soup.select("footer a[href]")):
            sentences.append(f"{name}: the colophon does not link to {order.published}")
    return sentences


def page_of(order: reading_order.ReadingOrder, pages: dict[str, Page]) -> str | None:
    """Return the name of the page that holds most of the source's lines, whatever it claims; None if none holds any."""
    keys = {unit.key for unit in order.units if unit.role != "heading"}
    held = {name: sum(block.key in keys for block in page.all_blocks) for name, page in pages.items()}
    best = max(held, key=lambda name: held[name], default=None)
    return best if best is not None and held[best] else None


def links(site: Path, name: str, page: Page, pages: dict[str, Page]) -> list[str]:
    """Return the links of the page that do not land: each is relative, names a file, and the file is there."""
    sentences = []
    if page.soup.find("base"):
        sentences.append("a base element bends every link of the page")
    for element in page.soup.find_all(True):
        for attribute in ADDRESSES:
            for address in addresses(element.get(attribute), attribute):
                remote_allowed = element.name == "a" or element.get("rel") == ["canonical"]
                if wrong := link_fault(site, name, address, pages, remote_allowed):
                    sentences.append(f"{wrong} (in <{element.name} {attribute}>)")
    for sheet in page.all_style_sheets:
        for match in re.finditer(r"@import|url\(\s*['\"]?(?!data:|#)([^)'\"]*)", sheet):
            sentences.append(f"the style sheet loads {match[1] or 'another one'}; a page must be complete in itself")
    return sentences


def addresses(value, attribute: str) -> list[str]:
    """Return the addresses in an attribute's value, none where the attribute is absent."""
    if value is None:
        return []
    if attribute == "srcset":
        return [candidate.split()[0] for candidate in value.split(",") if candidate.split()]
    return [value]


def target(name: str, address: str) -> str | None:
    """Return the path in the bundle that the address on page name leads to, None if it leads out of the bundle."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    if not parts.path:
        return name
    stack = name.split("/")[:-1]
    for step in unquote(parts.path).split("/"):
        if step == "..":
            if not stack:
                return None
            stack.pop()
        elif step != ".":
            stack.append(step)
    return "/".join(stack)


def link_fault(site: Path, name: str, address: str, pages: dict[str, Page], remote_allowed: bool) -> str:
    """Return what is wrong with an address on the page name, or ""."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", "mailto") and remote_allowed:
        return ""
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return f"{address} is loaded from elsewhere; the bundle must hold it"
    path = target(name, address)
    if path is None:
        return f"{address} leads out of the bundle; write it relative to the page"
    if not (site / path).is_file():
        return f"{address} leads to no file of the bundle"
    if parts.fragment and path in pages and not pages[path].soup.find(id=unquote(parts.fragment)):
        return f"{address} leads to no place on {path}"
    return ""


def report(site: Path, sources: Path = SOURCES) -> str:
    """Return what the checks read in a bundle that they found right, as one line for the editor."""
    pages = sorted(site.rglob("*.html"))
    orders = [reading_order.load(path) for path in sorted(sources.glob("*.order"))]
    lines = sum(len(unit.lines) for order in orders for unit in order.units)
    sections = sum(order.sections for order in orders)
    captions = sum(unit.role == "caption" for order in orders for unit in order.units)
    gaps = sum(unit.text.count(reading_order.GAP) for order in orders for unit in order.units)
    return (
        f"{site}: {len(pages)} page(s); {lines} source lines stand once each, in reading order, "
        f"in {sections} sections with {captions} captions; {gaps} breaks of the source are marked"
    )
