"""The rules of a page that protect an editor or the author of a theme from a mistake of their own.

Each rule is a function of the page that yields an id and the values of its fault; RULES at the end names them all.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from selectolax.lexbor import LexborNode

from edition.faults import Fault
from edition.proof.page import Page
from edition.source.order import quote

Told = Iterator[tuple[str, Mapping[str, object]]]  # id and values of each fault

# Where an element names a file that a browser loads, follows or sends to (HTML, index of attributes).
ADDRESSES = ("href", "src", "srcset", "poster", "data", "action", "formaction")
WITH_ID = ("lede", "paragraph", "quotation", "question", "verse", "box-text", "footnote", "signoff")
AMONG_THE_ARTICLES_WORDS = frozenset(["gap", "figure", "contents"])


class Link(NamedTuple):
    """A link to another file: the file, from the bundle's root, the place on it or "", and how the page says it."""

    path: str
    fragment: str
    address: str
    element: str


def rule_faults(page: Page, name: str, lang: str) -> list[Fault]:
    """Return what is wrong with the markup of the page of that name, by itself. lang: the language that it should say."""
    found: list[tuple[str, Mapping[str, object]]] = [told for rule in RULES for told in rule(page)]
    said = attribute(page.tree.css_first("html"), "lang")
    if said.lower() != lang.lower():
        found.append(("r-002", {"lang": lang}))
    return [Fault(id, name, None, **values) for id, values in found]


def attribute(node: LexborNode | None, name: str) -> str:
    """Return the value of a node's attribute, "" where it has none or there is no node."""
    return (node.attributes.get(name) or "") if node is not None else ""


def ids_of(page: Page) -> list[str]:
    """Return every id on the page, in order."""
    return [attribute(node, "id") for node in page.tree.css("[id]")]


# ----- the rules


def headings(page: Page) -> Told:
    """One h1, before every other heading, which is the title; no rank is skipped (WCAG 2.2, 1.3.1)."""
    found = [(int((node.tag or "h0")[1]), node.text()) for node in page.tree.css("h1, h2, h3, h4, h5, h6")]
    ranks = [rank for rank, _ in found]
    if ranks.count(1) != 1:
        yield "r-004", {"count": ranks.count(1)}
    elif ranks[0] != 1:
        yield "r-005", {"words": found[0][1]}
    title = page.tree.css_first("title")
    headline = next((words for rank, words in found if rank == 1), "")
    if title is None or title.text() != headline:
        yield "r-003", {"title": title.text() if title is not None else ""}
    for (before, _), (rank, words) in itertools.pairwise(found):
        if rank > before + 1:
            yield "r-006", {"words": words, "before": before, "rank": rank, "next": before + 1}


def ids(page: Page) -> Told:
    """Every id stands once; every paragraph of the article's text has one to link to."""
    yield from (("r-007", {"name": name}) for name, count in Counter(ids_of(page)).items() if count > 1)
    for block in page.blocks:
        if block.role in WITH_ID and not block.id:
            yield "r-008", {"words": quote(block.text)}


def landmarks(page: Page) -> Told:
    """One main, and in it one article or list; every nav has a name."""
    for name, selector in [("main", "main"), ("article", "main article, main .listing, main > .source-view")]:
        count = len(page.tree.css(selector))
        if count != 1:
            yield "r-009", {"count": count, "name": name}
    yield from (("r-010", {}) for nav in page.tree.css("nav") if not attribute(nav, "aria-label"))


def sections(page: Page) -> Told:
    """Each section of the article begins with its heading, and is labelled by it."""
    for number, section in enumerate(page.tree.css("article section"), start=1):
        label = attribute(section, "aria-labelledby")
        heading = section.css_first("h2")
        if not label or heading is None or attribute(heading, "id") != label:
            yield "r-011", {"number": number}


def gaps(page: Page) -> Told:
    """Each gap mark leads to a note that leads back (DPUB-ARIA 1.1, doc-noteref and doc-backlink)."""
    notes = {attribute(note, "id"): note for note in page.tree.css("[role=doc-endnotes] [id]")}
    for mark in page.tree.css("[data-edition=gap]"):
        note = notes.get(attribute(mark.css_first("[role=doc-noteref]"), "href").removeprefix("#"))
        back = attribute(note.css_first("[role=doc-backlink]"), "href") if note is not None else ""
        if not back or back != f"#{attribute(mark, 'id')}":
            before = mark.prev.text_content if mark.prev is not None and mark.prev.is_text_node else mark.text()
            yield "r-015", {"words": (before or "")[-12:]}


def figures(page: Page) -> Told:
    """Each figure has one caption at most, and either a picture with alt text or the statement that there is none."""
    for number, figure in enumerate(page.tree.css("figure"), start=1):
        captions = figure.css("figcaption")
        pictures = figure.css("img")
        if len(captions) > 1:
            yield "r-016", {"number": number, "count": len(captions)}
        if any(not attribute(picture, "alt").strip() for picture in pictures):
            yield "r-017", {"number": number}
        if not pictures and not any(said.text().strip() for said in figure.css(".figure__missing")):
            yield "r-018", {"number": number}
    yield from [("r-019", {})] * (len(page.tree.css("img")) - len(page.tree.css("figure img")))


def words_of_the_edition(page: Page) -> Told:
    """Among the article's words the edition says nothing but labels, gap marks and the contents list."""
    for node in page.tree.css("article [data-edition]"):
        if attribute(node, "data-edition") not in AMONG_THE_ARTICLES_WORDS:
            yield "r-021", {"words": quote(node.text(), 30)}


RULES = (headings, ids, landmarks, sections, gaps, figures, words_of_the_edition)


# ----- links, which only the whole bundle can judge


def links_of(page: Page, name: str) -> tuple[list[Link], list[Fault]]:
    """Return the page's links to files of the bundle, each once, and what is wrong with its addresses by themselves.

    name: the page's path in the bundle. An address is relative; only links that a reader follows lead out of it.
    """
    links: dict[Link, None] = {}
    faults = []
    for node in page.tree.css(", ".join(f"[{name}]" for name in ADDRESSES)):
        element = node.tag or ""
        for address in addresses(node):
            parts = split_address(address)
            if is_outside(element, attribute(node, "rel"), parts.scheme):
                continue
            path = target(name, parts.path)
            if parts.scheme or parts.netloc or path is None:
                faults.append(Fault("r-014", name, None, address=address[:80], element=element))
            else:
                links[Link(path, unquote(parts.fragment), address, element)] = None
    return list(links), faults


def addresses(node: LexborNode) -> Iterator[str]:
    """Yield each address that the element names."""
    for name in ADDRESSES:
        value = node.attributes.get(name)
        if value and name == "srcset":
            yield from (candidate.split()[0] for candidate in value.split(",") if candidate.split())
        elif value:
            yield value


def split_address(address: str) -> SplitResult:
    """Return the parts of an address, and those of one that leads nowhere where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("invalid:")


def is_outside(element: str, rel: str, scheme: str) -> bool:
    """Return whether an address may lead out of the bundle: a link, the page's own address, data that it holds."""
    if element == "a":
        return scheme in ("http", "https", "mailto")
    return scheme == "data" or (element == "link" and rel == "canonical" and scheme in ("http", "https"))


def target(name: str, path: str) -> str | None:
    """Return the file that a relative path on page name means, None where it leads out of the bundle or to a folder."""
    if not path:
        return name
    if path.startswith("/") or path.endswith("/"):
        return None
    stack = name.split("/")[:-1]
    for step in unquote(path).split("/"):
        if step == "..":
            if not stack:
                return None
            stack.pop()
        elif step not in (".", ""):
            stack.append(step)
    return "/".join(stack)
