"""The checks of a whole bundle, wherever it lies: its files, its links, and every page against its source."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from plugins.faults import Fault
from plugins.host_files import without_twins
from tests.checks import fidelity, listing, own_address, photographs, reading_order, structure, sums
from tests.checks.page import Page

SOURCES = Path(__file__).resolve().parents[2] / "content" / "source"
# Where an element names a file that the browser loads, follows or sends to (HTML Living Standard, index of attributes).
ADDRESSES = ("href", "src", "srcset", "poster", "data", "action", "formaction", "cite", "background", "ping")
ALLOWED_HIDDEN = frozenset([".nojekyll"])
KNOWN_FILES = re.compile(
    r"((drafts/)?[a-z0-9-]+\.html|source/[A-Za-z0-9_-]+\.txt|robots\.txt|(sitemap|feed)\.xml)(\.gz|\.br)?"
    r"|images/[a-z0-9-]+-[0-9]+-[0-9a-f]{12}\.(webp|jpg)|_headers|\.nojekyll|SHA256SUMS"
)


def faults(site: Path, sources: Path = SOURCES) -> list[str]:
    """Return, a sentence each, what is wrong with the bundle in the folder site.

    sources: the folder with the source pages and their reading orders, which the bundle is laid against.
    """
    if not (site / "index.html").is_file():
        return [f"{site}: no bundle is here (there is no index.html): build it, or name another folder as SITE"]
    sentences = files(site)
    pages: dict[str, Page] = {}
    for path in sorted(path for path in site.rglob("*.html") if path.is_file()):
        name = path.relative_to(site).as_posix()
        wrong = text_faults(path.read_bytes())
        sentences += [f"{name}: {sentence}" for sentence in wrong]
        if not any("UTF-8" in sentence for sentence in wrong):
            pages[name] = Page.load(path)
    names = frozenset(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    for name, page in list(pages.items()):
        try:
            found = [*structure.faults(page), *links(names, name, page, pages)]
        except RecursionError:
            found = ["its elements are nested too deeply to be read"]
            del pages[name]
        sentences += [f"{name}: {sentence}" for sentence in found]
    heads = {name: listing.head(page) for name, page in pages.items() if is_listed_story(name, page)}
    lists = {name: found for name, page in pages.items() if (found := listing.listing(page))}
    claims = {name: own_address.claimed(page) for name, page in pages.items()}
    sentences += listing.faults(lists, heads, target)
    sentences += own_address.faults(site, claims, set(heads), pages.__getitem__)
    sentences += photographs.faults(site, pages)
    return sentences + sources_faults(site, pages, sources) + sums.faults(site)


def is_listed_story(name: str, page: Page) -> bool:
    """Return whether the page holds an article that lists, sitemap and feed name: not a hidden one, no draft."""
    is_story = bool(page.soup.select_one("main > article")) and not name.startswith("drafts/")
    return is_story and not page.soup.select_one("meta[name=robots]")


def text_faults(data: bytes) -> list[str]:
    """Return what is wrong with a page before it is parsed."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [f"line {line} is not UTF-8: the page was saved in another encoding"]
    sentences = []
    if not text.lstrip().lower().startswith("<!doctype html>"):
        sentences.append("the page does not begin with <!doctype html>")
    if not text.rstrip().endswith("</html>"):
        sentences.append("the page is cut off, or goes on after </html>")
    if b'<meta charset="utf-8">' not in data[:1024]:
        sentences.append("the page does not declare charset utf-8 in its first 1024 bytes (HTML, 4.2.5.4)")
    if re.search(r"<!(?!doctype html>)|<\?", text, re.IGNORECASE):
        sentences.append("the page has a comment or another declaration, in which words may hide")
    if odd := re.search(r"</(?![a-z][a-z0-9]*>)[^>]{0,20}", text):
        sentences.append(f"the end tag {odd[0]} is none that all browsers read alike")
    return sentences


def files(site: Path) -> list[str]:
    """Return what lies in the bundle and must not."""
    sentences = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.name.startswith(".") and path.name not in ALLOWED_HIDDEN:
            sentences.append(f"{name}: a hidden file is published")
        elif path.is_symlink():
            sentences.append(f"{name}: a symbolic link is published, which may lead nowhere elsewhere")
        elif path.is_file() and not KNOWN_FILES.fullmatch(name):
            sentences.append(f"{name}: this is no file of an edition")
    return sentences


def sources_faults(site: Path, pages: dict[str, Page], sources: Path) -> list[str]:
    """Return where the pages differ from their source pages; every source page published needs its proof."""
    sentences = []
    proven = set()
    for path in sorted(sources.glob("*.order")):
        try:
            order = reading_order.load(path)
        except Fault as fault:
            sentences.append(str(fault))
            proven.add(f"source/{path.stem}.txt")
            continue
        proven.add(order.published)
        linking = [name for name, page in pages.items() if links_to(name, page, order.published)]
        holding = pages_holding(order, pages)
        if order.draft:
            published = [name for name in holding if not name.startswith("drafts/")]
            sentences += [f"{name}: it is published, though {path.name} says status draft" for name in published]
            continue
        name = (linking or holding or [None])[0]
        if name is None:
            sentences.append(f"no page of the bundle holds a line of {order.source.name}")
            continue
        sentences += [f"{name}: {sentence}" for sentence in fidelity.faults(pages[name], order)]
        others = {*linking, *holding} - {name}
        sentences += [f"{other}: this page, too, holds lines of {order.source.name}" for other in sorted(others)]
        copy = site / order.published
        if not copy.is_file() or copy.read_bytes() != order.source.read_bytes():
            sentences.append(f"{order.published}: the bundle's copy of the source page is missing or altered")
        if name not in linking:
            sentences.append(f"{name}: the colophon does not link to {order.published}")
    for path in without_twins(sorted((site / "source").glob("*"))):
        name = path.relative_to(site).as_posix()
        if name not in proven:
            sentences.append(f"{name}: no reading order proves it: write content/{name.removesuffix('.txt')}.order")
    return sentences


def links_to(name: str, page: Page, published: str) -> bool:
    """Return whether the page's colophon links to the source page, once and to no other."""
    found = [target(name, a["href"]) for a in page.soup.select("footer[data-edition=colophon] a[href]")]
    return [path for path in found if path and path.startswith("source/")] == [published]


def pages_holding(order: reading_order.ReadingOrder, pages: dict[str, Page]) -> list[str]:
    """Return the names of the pages that hold paragraphs of the source, the one that holds most first."""
    keys = {unit.key for unit in order.units if unit.role == "paragraph"}
    held = {name: sum(block.key in keys for block in page.all_blocks) for name, page in pages.items()}
    return sorted((name for name in held if held[name]), key=lambda name: -held[name])


def links(names: frozenset[str], name: str, page: Page, pages: dict[str, Page]) -> list[str]:
    """Return the links of the page that do not land: each is relative, names a file, and the file is there."""
    sentences = []
    if page.soup.find("base"):
        sentences.append("a base element bends every link of the page")
    for element in page.soup.find_all(True):
        for attribute in ADDRESSES:
            for address in addresses(element.get(attribute), attribute):
                if wrong := link_fault(names, name, address, pages, element):
                    sentences.append(f"{wrong} (in <{element.name} {attribute}>)")
    for sheet in page.all_style_sheets:
        for match in re.finditer(r"@import|url\(|@font-face|@counter-style|\\(?![0-9a-f]+ )", sheet):
            sentences.append(f"the style sheet has {match[0]}; a page must be complete in itself")
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
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
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
        elif step not in (".", ""):
            stack.append(step)
    return "/".join(stack)


def link_fault(names: frozenset[str], name: str, address: str, pages: dict[str, Page], element: Tag) -> str:
    """Return what is wrong with an address in an element of the page name, or ""; names: the bundle's files."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{address} is no address"
    if parts.scheme in ("http", "https", "mailto") and element.name == "a":
        return ""
    if parts.scheme == "data" and element.name == "link" and element.get("rel") == ["icon"]:
        return ""
    if parts.scheme in ("http", "https") and element.name == "link" and element.get("rel") == ["canonical"]:
        return ""  # own_address.faults compares it
    if parts.scheme or parts.netloc:
        return f"{address} is loaded from elsewhere; the bundle must hold it"
    path = target(name, address)
    if path is None:
        return f"{address} leads out of the bundle; write it relative to the page"
    if parts.path.endswith("/") or path not in names:
        return f"{address} leads to no file of the bundle"
    if parts.fragment and path in pages and not pages[path].soup.find(id=unquote(parts.fragment)):
        return f"{address} leads to no place on {path}"
    return ""


def report(site: Path, sources: Path = SOURCES) -> str:
    """Return, as one line for the editor, what the pages of a sound bundle hold of their sources."""
    pages = {path.name: Page.load(path) for path in sorted(site.rglob("*.html"))}
    counts = dict.fromkeys(["lines", "sections", "captions", "breaks"], 0)
    for order in [order for path in sorted(sources.glob("*.order")) if not (order := reading_order.load(path)).draft]:
        page = pages[pages_holding(order, pages)[0]]
        keys = {block.key for block in page.blocks}
        counts["lines"] += sum(len(unit.lines) for unit in order.units if unit.key in keys)
        counts["sections"] += len(page.sections)
        counts["captions"] += len(page.soup.find_all("figcaption"))
        counts["breaks"] += sum(block.text.count(reading_order.GAP) for block in page.blocks)
    return (
        f"{site}: {len(pages)} page(s); {counts['lines']} source lines stand once each, in reading order, in "
        f"{counts['sections']} sections with {counts['captions']} captions; {counts['breaks']} breaks of the source are marked"
    )
