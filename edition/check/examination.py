"""The examination of one page, in a worker process or here: what it finds is small, and the page is forgotten.

What needs the whole bundle (does a link land, which page stands for which source) is left to bundle.py; the
report holds what it needs for that. A report depends on nothing but the page's bytes and the reading order of its
source, for a build examines a page while others are still to be written, and an earlier build's report may be used
again: whatever looks at another file of the bundle belongs into bundle.py.
"""

import re
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from pathlib import Path

from edition.check import listing, own_address, photographs
from edition.check.listing import Listing
from edition.check.photographs import Picture
from edition.faults import Fault
from edition.proof import compare as fidelity
from edition.proof import rules as structure
from edition.proof.links import Link, addresses, judge, target
from edition.proof.page import Page
from edition.source import order as reading_order
from edition.source.order import GAP, ReadingOrder

DIGEST = 8  # bytes that stand for a paragraph's words


@dataclass(frozen=True, slots=True)
class OrderReport:
    """What a reading order asks of a bundle.

    file: its name. source: its source page's name. published: that page's path in the bundle.
    draft: whether its article is not to be published yet.
    paragraphs: a digest of each paragraph's words, one after another.
    fault: why it cannot be read, or "".
    """

    file: str
    source: str = ""
    published: str = ""
    draft: bool = False
    paragraphs: bytes = b""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A page laid against a reading order: what differs, a sentence each, and what of the source stands on it."""

    order: OrderReport
    sentences: tuple[str, ...]
    lines: int
    sections: int
    captions: int
    breaks: int


@dataclass(frozen=True, slots=True)
class PageReport:
    """What one page tells by itself.

    name: its path from the bundle's root. sha256: of its bytes. sentences: what is wrong with it.
    readable: whether it could be read at all.
    links: those to other files. pictures: those it shows. ids: every id on it, a line each.
    source: the one source page that its colophon links to, or "".
    blocks: a digest of the words of each of the article's blocks, one after another.
    proof: the page against the reading order of its source, where that order has the source page's name.
    listing: what it lists, None for a page that holds an article. head: how the article begins that a list names,
    by part, None for a list, a hidden article or a draft. claims: the addresses that it claims as its own.
    """

    name: str
    sha256: bytes
    sentences: tuple[str, ...]
    readable: bool = False
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    ids: str = ""
    source: str = ""
    blocks: bytes = b""
    proof: Proof | None = None
    listing: Listing | None = None
    head: dict[str, str] | None = None
    claims: dict[str, str] = field(default_factory=dict)

    @property
    def loads_files(self) -> bool:
        """Whether the page loads files, such as style sheets, on which the report depends, too."""
        return any(link.element == "link" for link in self.links)


def examine(site: Path, sources: Path, name: str) -> PageReport:
    """Return the report on the page of that name in the bundle site; sources: the folder of the reading orders."""
    data = (site / name).read_bytes()
    sentences = text_faults(data)
    told = PageReport(name, sha256(data).digest(), tuple(sentences))
    if any("UTF-8" in sentence for sentence in sentences):
        return told
    try:
        return report(told, Page.read(data.decode("utf-8"), (site / name).parent), sources)
    except RecursionError:
        return replace(told, sentences=(*sentences, "its elements are nested too deeply to be read"))


def report(told: PageReport, page: Page, sources: Path) -> PageReport:
    """Return the report on the parsed page; told: what there is to tell before it is parsed."""
    wrong, links = page_links(told.name, page)
    shown, pictures = photographs.page_pictures(told.name, page)
    source = source_of(told.name, page)
    return replace(
        told,
        sentences=(*told.sentences, *structure.faults(page), *wrong, *shown),
        readable=True,
        links=links,
        pictures=pictures,
        ids="\n".join(page.ids),
        source=source,
        blocks=b"".join(digest(block.key) for block in page.all_blocks),
        proof=proof_by_name(page, sources, source),
        listing=listing.listing(page),
        head=listing.head(page) if is_listed_story(told.name, page) else None,
        claims=own_address.claimed(page),
    )


def is_listed_story(name: str, page: Page) -> bool:
    """Return whether the page holds an article that lists, sitemap and feed name: not a hidden one, no draft."""
    is_story = any(article.parent.name == "main" for article in page.named("article"))
    hidden = any(meta.get("name") == "robots" for meta in page.named("meta"))
    return is_story and not hidden and not name.startswith("drafts/")


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


def page_links(name: str, page: Page) -> tuple[list[str], tuple[Link, ...]]:
    """Return what is wrong with the page's addresses by themselves, and the links to other files, each once.

    An address is relative, and names a place on the page or a file; the page loads nothing from elsewhere.
    """
    sentences = []
    if page.named("base"):
        sentences.append("a base element bends every link of the page")
    ids = set(page.ids)
    links: dict[Link, None] = {}
    for element in page.elements:
        for attribute, address in addresses(element):
            found = judge(name, element, attribute, address)
            if isinstance(found, Link) and found.path != name:
                links[found] = None
                continue
            if isinstance(found, Link):
                lost = found.fragment and found.fragment not in ids
                found = f"{address} leads to no place on {name}" if lost else ""
            if found:
                sentences.append(f"{found} (in <{element.name} {attribute}>)")
    for sheet in page.all_style_sheets:
        for match in re.finditer(r"@import|url\(|@font-face|@counter-style|\\(?![0-9a-f]+ )", sheet):
            sentences.append(f"the style sheet has {match[0]}; a page must be complete in itself")
    return sentences, tuple(links)


def source_of(name: str, page: Page) -> str:
    """Return the path of the source page that the page's colophon links to, "" unless it is one and no other."""
    found = [
        target(name, anchor["href"])
        for anchor in page.named("a")
        if anchor.has_attr("href")
        and any(tag.name == "footer" and tag.get("data-edition") == "colophon" for tag in anchor.parents)
    ]
    found = [path for path in found if path and path.startswith("source/")]
    return found[0] if len(found) == 1 else ""


def digests(joined: bytes) -> list[int]:
    """Return the digests that stand in joined one after another, as numbers."""
    return [int.from_bytes(joined[start : start + DIGEST], "big") for start in range(0, len(joined), DIGEST)]


def digest(key: str) -> bytes:
    """Return what stands for the words of a block, small and the same in every process."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=DIGEST).digest()


def proof_by_name(page: Page, sources: Path, source: str) -> Proof | None:
    """Return the page's proof against the order that has its source page's name, None if there is none to lay."""
    path = order_path(sources, source)
    if not source or not path.is_file():
        return None
    try:
        order = reading_order.load(path)
    except Fault:
        return None  # bundle.py tells it
    return lay(page, path, order) if order.published == source and not order.draft else None


def order_path(sources: Path, source: str) -> Path:
    """Return the file of the reading order that has the name of the source page."""
    return sources / f"{Path(source).stem}.order"


def lay(page: Page, path: Path, order: ReadingOrder) -> Proof:
    """Return the proof of the page against the order in the file path."""
    keys = {block.key for block in page.blocks}
    return Proof(
        summary(path, order),
        tuple(fidelity.faults(page, order)),
        lines=sum(len(unit.lines) for unit in order.units if unit.key in keys),
        sections=len(page.sections),
        captions=len(page.named("figcaption")),
        breaks=sum(block.text.count(GAP) for block in page.blocks),
    )


def summary(path: Path, order: ReadingOrder) -> OrderReport:
    """Return what bundle.py needs to know of the order in the file path."""
    paragraphs = b"".join(digest(unit.key) for unit in order.units if unit.role == "paragraph")
    return OrderReport(path.name, order.source.name, order.published, order.draft, paragraphs)


def read_order(path: Path) -> OrderReport:
    """Return the report on the order in the file; its fault says why it cannot be used."""
    try:
        return summary(path, reading_order.load(path))
    except Fault as fault:
        return OrderReport(path.name, published=f"source/{path.stem}.txt", fault=str(fault))


def lay_file(site: Path, sources: Path, pair: tuple[str, str]) -> Proof:
    """Return the proof of a page of the bundle against a reading order; pair: the names of both."""
    name, file = pair
    return lay(Page.load(site / name), sources / file, reading_order.load(sources / file))
