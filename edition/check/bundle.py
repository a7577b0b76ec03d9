"""The checks of a whole bundle, wherever it lies: its files, its links, and every page against its source."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from edition.bundle.host_files import without_twins
from edition.check import listing, offline, own_address, photographs, sums
from edition.check.examination import OrderReport, PageReport, Proof, digests, examine, lay_file, read_order
from edition.proof import markdown as unsourced
from edition.proof.links import target, unresolved
from edition.proof.page import Page
from edition.workers import Workers

SOURCES = Path(__file__).resolve().parents[2] / "content" / "source"
ALLOWED_HIDDEN = frozenset([".nojekyll"])
KNOWN_FILES = re.compile(
    r"((drafts/)?[a-z0-9-]+\.html|source/[A-Za-z0-9_-]+\.txt|robots\.txt|(sitemap|feed)\.xml"
    rf"|{offline.FILES})(\.gz|\.br)?|images/[a-z0-9-]+-[0-9]+-[0-9a-f]{{12}}\.(webp|jpg)|_headers|\.nojekyll|SHA256SUMS"
)


@dataclass
class Bundle:
    """What the checks below know of a bundle: its folder, its files, and a report on each of its pages.

    site: the folder. sources: the folder of the source pages and their reading orders, which it is laid against.
    names: its files, by their path from site. pages: the report on each page, in the order of their paths.
    proofs: by the name of a reading order, the page that stands for it and what it holds of the source.
    sentences: what is wrong with it. notes: what was not checked. workers: the processes that share the work.
    """

    site: Path
    sources: Path
    names: frozenset[str] = frozenset()
    pages: dict[str, PageReport] = field(default_factory=dict)
    proofs: dict[str, tuple[str, Proof]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    workers: Workers = field(default_factory=Workers)

    @property
    def summary(self) -> str:
        """What its pages hold of their sources, in one line for the editor."""
        proofs = [proof for _, proof in self.proofs.values()]
        lines, sections, captions, breaks = (
            sum(getattr(proof, name) for proof in proofs) for name in ("lines", "sections", "captions", "breaks")
        )
        return (
            f"{len(self.pages)} page(s); {lines} source lines stand once each, in reading order, in "
            f"{sections} sections with {captions} captions; {breaks} breaks of the source are marked; "
            + "\n".join([offline.report(self.site), *self.notes])
        )


def faults(site: Path, sources: Path = SOURCES) -> list[str]:
    """Return, a sentence each, what is wrong with the bundle in the folder site.

    sources: the folder with the source pages and their reading orders, which the bundle is laid against.
    """
    return check(site, sources).sentences


def report(site: Path, sources: Path = SOURCES) -> str:
    """Return, as one line for the editor, what the pages of a sound bundle hold of their sources."""
    return f"{site}: {check(site, sources).summary}"


def check(
    site: Path, sources: Path = SOURCES, known: Iterable[PageReport] = (), workers: Workers | None = None
) -> Bundle:
    """Return the bundle in the folder site with all that is known of it, by one examination of each page.

    known: reports on pages of the bundle that were examined before; one counts if the page is still the same,
    and loads nothing.
    workers: the processes to use, and to end; without, some are started where there is much to do.
    """
    if not (site / "index.html").is_file():
        wrong = "no bundle is here (there is no index.html): build it, or name another folder as SITE"
        return Bundle(site, sources, sentences=[f"{site}: {wrong}"])
    with workers or Workers() as crew:
        bundle = Bundle(site, sources, workers=crew)
        examine_pages(bundle, known)
        bundle.sentences = [sentence for one in CHECKS for sentence in one(bundle)]
    return bundle


def examine_pages(bundle: Bundle, known: Iterable[PageReport]) -> None:
    """Note the bundle's files, and a report on each page: a known one of the same bytes, else by examining it."""
    site = bundle.site
    files = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
    bundle.names = frozenset(files)
    html = [name for name in files if name.endswith(".html")]
    same = {one.name: one for one in known if not one.loads_files and one.sha256 == hash_of(site / one.name)}
    others = [name for name in html if name not in same]
    function = partial(examine, site, bundle.sources)
    same |= {page.name: page for page in bundle.workers.map(function, others, "Checking the pages")}
    bundle.pages = {name: same[name] for name in html}


def hash_of(path: Path) -> bytes:
    """Return the SHA-256 of the file, b"" if it is not there."""
    return sha256(path.read_bytes()).digest() if path.is_file() else b""


# ----- the checks, each a function of the bundle that returns sentences; CHECKS at the end names them in their order


def known_files(bundle: Bundle) -> list[str]:
    """Return what lies in the bundle and must not."""
    sentences = []
    for path in sorted(bundle.site.rglob("*")):
        name = path.relative_to(bundle.site).as_posix()
        if path.name.startswith(".") and path.name not in ALLOWED_HIDDEN:
            sentences.append(f"{name}: a hidden file is published")
        elif path.is_symlink():
            sentences.append(f"{name}: a symbolic link is published, which may lead nowhere elsewhere")
        elif path.is_file() and not KNOWN_FILES.fullmatch(name):
            sentences.append(f"{name}: this is no file of an edition")
    return sentences


def pages(bundle: Bundle) -> list[str]:
    """Return what is wrong with each page by itself, and its links that do not land."""
    ids = {name: page.ids for name, page in bundle.pages.items() if page.readable}
    sentences = []
    for name, page in bundle.pages.items():
        sentences += [f"{name}: {sentence}" for sentence in page.sentences]
        for link in page.links:
            if wrong := unresolved(link, bundle.names, ids):
                sentences.append(f"{name}: {wrong} (in <{link.element} {link.attribute}>)")
    return sentences


def pictures(bundle: Bundle) -> list[str]:
    """Return what is wrong with the photographs, and which of them no page shows."""
    return photographs.faults(bundle.site, {name: page.pictures for name, page in bundle.pages.items()})


def lists(bundle: Bundle) -> list[str]:
    """Return where a page that lists articles does not say what their own pages say."""
    found = {name: page.listing for name, page in bundle.pages.items() if page.listing}
    base = own_address.base(claims(bundle))

    def story(name: str, address: str) -> str | None:
        # The page of a missing address, which a host shows anywhere, names whole addresses where it knows them.
        return address.removeprefix(base) if base and address.startswith(base) else target(name, address)

    return listing.faults(found, heads(bundle), story)


def addresses(bundle: Bundle) -> list[str]:
    """Return where the bundle claims an address of its own that is not the same everywhere."""
    return own_address.faults(
        bundle.site, claims(bundle), set(heads(bundle)), lambda name: Page.load(bundle.site / name)
    )


def claims(bundle: Bundle) -> dict[str, dict[str, str]]:
    """Return the addresses that each page claims as its own, by the page's name."""
    return {name: page.claims for name, page in bundle.pages.items() if page.readable}


def heads(bundle: Bundle) -> dict[str, dict[str, str]]:
    """Return how each article begins that front page, sitemap and feed name, by its page's name."""
    return {name: page.head for name, page in bundle.pages.items() if page.head}


def articles_without_source(bundle: Bundle) -> list[str]:
    """Return where the pages differ from the Markdown of those articles that name no source page."""
    names = {name for name, page in bundle.pages.items() if page.readable}
    sentences, notes = unsourced.bundle_faults(names, lambda name: Page.load(bundle.site / name), bundle.sources.parent)
    bundle.notes += notes
    return sentences


def worker(bundle: Bundle) -> list[str]:
    """Return what keeps the bundle from being read, whole, without a network."""
    front = bundle.site / "index.html"
    readable = "index.html" in bundle.pages and bundle.pages["index.html"].readable
    return offline.faults(bundle.site, Page.load(front) if readable else None)


def checksums(bundle: Bundle) -> list[str]:
    """Return which files are not those that SHA256SUMS lists."""
    return sums.faults(bundle.site)


def sources(bundle: Bundle) -> list[str]:
    """Return where the pages differ from their source pages; every source page published needs its proof."""
    orders = reading_orders(bundle)
    linking = defaultdict(list)
    for name, page in bundle.pages.items():
        linking[page.source].append(name)
    holding = pages_holding(bundle, orders)
    bundle.proofs = proofs(bundle, orders, linking, holding)
    sentences = []
    for order in orders:
        sentences += order_faults(bundle, order, linking[order.published], holding[order.file])
    bundle.notes += [
        f"{order.file}: its article is left out, since `status draft` stands there" for order in orders if order.draft
    ]
    proven = {order.published for order in orders}
    for path in without_twins(sorted((bundle.site / "source").glob("*"))):
        name = path.relative_to(bundle.site).as_posix()
        if name not in proven:
            sentences.append(f"{name}: no reading order proves it: write content/{name.removesuffix('.txt')}.order")
    return sentences


def order_faults(bundle: Bundle, order: OrderReport, linking: list[str], holding: list[str]) -> list[str]:
    """Return where the bundle differs from one source page.

    linking: the pages whose colophon links to it. holding: those that hold paragraphs of it, most first.
    """
    if order.fault:
        return [order.fault]
    if order.draft:
        published = [name for name in holding if not name.startswith("drafts/")]
        return [f"{name}: it is published, though {order.file} says status draft" for name in published]
    if order.file not in bundle.proofs:
        return [f"no page of the bundle holds a line of {order.source}"]
    name, proof = bundle.proofs[order.file]
    sentences = [f"{name}: {sentence}" for sentence in proof.sentences]
    others = {*linking, *holding} - {name}
    sentences += [f"{other}: this page, too, holds lines of {order.source}" for other in sorted(others)]
    copy = bundle.site / order.published
    if not copy.is_file() or copy.read_bytes() != (bundle.sources / order.source).read_bytes():
        sentences.append(f"{order.published}: the bundle's copy of the source page is missing or altered")
    if name not in linking:
        sentences.append(f"{name}: the colophon does not link to {order.published}")
    return sentences


def reading_orders(bundle: Bundle) -> list[OrderReport]:
    """Return the report on every reading order: those that came with a page, and the others, read now."""
    known = {page.proof.order.file: page.proof.order for page in bundle.pages.values() if page.proof}
    paths = sorted(path for path in bundle.sources.glob("*.order") if not path.name.startswith("."))
    others = [path for path in paths if path.name not in known]
    known |= {order.file: order for order in bundle.workers.map(read_order, others, "Reading the orders")}
    return [known[path.name] for path in paths]


def pages_holding(bundle: Bundle, orders: list[OrderReport]) -> dict[str, list[str]]:
    """Return, by reading order, the pages that hold paragraphs of it, the one that holds most first."""
    first: dict[int, str] = {}  # digest of a paragraph -> the order that has it
    further = defaultdict(list)  # the other orders that have it, too, which are few
    for order in orders:
        for paragraph in set(digests(order.paragraphs)):
            if first.setdefault(paragraph, order.file) != order.file:
                further[paragraph].append(order.file)
    counts: dict[str, Counter] = defaultdict(Counter)
    for name, page in bundle.pages.items():
        for block in digests(page.blocks):
            if block in first:
                for file in [first[block], *further.get(block, ())]:
                    counts[file][name] += 1
    return defaultdict(list, {file: [name for name, _ in held.most_common()] for file, held in counts.items()})


def proofs(bundle: Bundle, orders: list[OrderReport], linking: dict, holding: dict) -> dict[str, tuple[str, Proof]]:
    """Return, by reading order, the page that stands for it and its proof.

    It is the page that links to the source, else the one that holds most of it, which is laid against it now.
    """
    pages = {}
    for order in orders:
        if not order.fault and not order.draft and (names := linking[order.published] or holding[order.file]):
            pages[order.file] = names[0]
    found = {
        file: bundle.pages[name].proof
        for file, name in pages.items()
        if bundle.pages[name].proof and bundle.pages[name].proof.order.file == file
    }
    pairs = [(name, file) for file, name in pages.items() if file not in found]
    laid = bundle.workers.map(partial(lay_file, bundle.site, bundle.sources), pairs, "Laying sources over pages")
    found |= {file: proof for (_, file), proof in zip(pairs, laid, strict=True)}
    return {file: (name, found[file]) for file, name in pages.items()}


# A further check is one more function of the bundle, named here.
CHECKS = (known_files, pages, pictures, lists, addresses, sources, articles_without_source, worker, checksums)
