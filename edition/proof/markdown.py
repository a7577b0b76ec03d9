"""The checks of a page whose article names no source page: it is laid over its own Markdown.

They prove that the build lost, added and moved nothing; whether the words are true to any source, they cannot say.
The Markdown is read here a second time, apart from the build's reader and simply, so that a mistake there shows.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import NavigableString, Tag

from edition.faults import Fault
from edition.proof import compare as fidelity
from edition.proof.page import Block, Page
from edition.source.order import GAP, ReadingOrder, Unit, name_place, quote
from edition.source.text import read_lines

METADATA = re.compile(r"(?P<key>[A-Za-z_]+)\s*:\s*(?P<value>.*)")
FENCE = re.compile(r"/// photo(\s*\|\s*(?P<file>.*\S))?\s*")
LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<address>[^()\s]+)\)")
STRONG = re.compile(r"\*\*(?P<words>.+?)\*\*")
# A line may end between any two of these without a space on the page.
HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u00b7\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"


@dataclass(frozen=True)
class Part(Unit):
    """One part of an article as its Markdown has it; lines holds the number of its first line there.

    strong, links: the words of each, in order. file, alt: of a photograph, or "".
    """

    strong: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    file: str = ""
    alt: str = ""

    @property
    def name(self) -> str:
        """The part as a sentence names it."""
        return f"{self.place} (Markdown line {self.lines[0]}, 「{quote(self.text)}」)"


@dataclass(frozen=True)
class Article:
    """An article's Markdown.

    lines: of the file. head: how many of them are metadata. metadata: each value, and where: the number of its line,
    by its key in small letters.
    """

    path: Path
    lines: list[str]
    head: int
    metadata: dict[str, str]
    where: dict[str, int]

    @property
    def slug(self) -> str:
        """What its page is named by."""
        return self.metadata.get("slug", self.path.stem)

    @property
    def in_bundle(self) -> bool:
        """Whether every bundle holds its page: drafts and skipped articles are not published."""
        return self.metadata.get("status", "published") in ("published", "hidden")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All that the article says, in order."""
        names = " ".join(name.strip() for name in re.split("[;；]", self.metadata.get("authors", "")) if name.strip())
        byline = f"{self.metadata.get('role', '')} {names}".strip() if names else ""
        head = [
            ("kicker", self.where.get("kicker", 0), self.metadata.get("kicker", ""), {}),
            ("headline", self.where.get("title", 0), self.metadata.get("title", ""), {}),
            ("byline", self.where.get("authors", 0), byline, {}),
        ]
        return tuple(placed([piece for piece in head if piece[2]] + body_pieces(self.lines, self.head)))


def read(path: Path) -> Article:
    """Return the article in the file; raise Fault if it is not UTF-8."""
    lines = read_lines(path)
    end = next((number for number, line in enumerate(lines) if not line), len(lines))
    metadata, where = {}, {}
    for number, line in enumerate(lines[:end], start=1):
        if match := METADATA.fullmatch(line):
            metadata[match["key"].lower()], where[match["key"].lower()] = match["value"], number
    return Article(path, lines, end, metadata, where)


def body_pieces(lines: list[str], start: int) -> list[tuple[str, int, str, dict]]:
    """Return role, line number, text and photograph of each part of the body, which begins after start lines."""
    pieces: list[tuple[str, int, str, dict]] = []
    paragraph: list[str] = []

    def close(number: int) -> None:
        if paragraph:
            pieces.append(("paragraph", number - len(paragraph), joined(paragraph), {}))
            paragraph.clear()

    rest = iter(enumerate(lines[start:], start=start + 1))
    for number, line in rest:
        fence = FENCE.fullmatch(line)
        if line and not fence and not line.startswith("## "):
            paragraph.append(line)
            continue
        close(number)
        if fence:
            inside = []
            for _, inner in rest:
                if inner == "///":
                    break
                inside.append(inner)
            options = dict(option.strip().split(":", 1) for option in inside if option.startswith("    "))
            alt = options.get("alt", "").strip()
            alt = alt[1:-1] if alt[:1] in "\"'" and alt[-1:] == alt[:1] else alt
            caption = joined([text for text in inside if text and not text.startswith("    ")])
            pieces.append(("caption", number, caption, {"file": fence["file"] or "", "alt": alt}))
        elif line:
            pieces.append(("heading", number, line.removeprefix("## ").strip(), {}))
    close(len(lines) + 1)
    return pieces


def joined(lines: list[str]) -> str:
    """Return the lines as one: between two Han characters a line's end is no space."""
    return re.sub(rf"(?<={HAN})\n(?={HAN})", "", "\n".join(line.strip() for line in lines)).replace("\n", " ")


def placed(pieces: list[tuple[str, int, str, dict]]) -> list[Part]:
    """Return the parts, each with its section and its place, and without its marks."""
    parts, section = [], 0
    counts = {"paragraph": 0, "caption": 0}
    for role, line, text, photograph in pieces:
        if role == "heading":
            section, counts["paragraph"] = section + 1, 0
        if role in counts:
            counts[role] += 1
        role = "lede" if role == "paragraph" and not section else role
        text = text.replace("[[gap]]", GAP)
        strong = tuple(LINK.sub(r"\g<words>", match["words"]) for match in STRONG.finditer(text))
        links = tuple(STRONG.sub(r"\g<words>", match["words"]) for match in LINK.finditer(text))
        plain = STRONG.sub(r"\g<words>", LINK.sub(r"\g<words>", text))
        place = name_place(role, section, counts)
        parts.append(Part(role, section, place, (line,), plain, strong=strong, links=links, **photograph))
    return parts


def faults(page: Page, article: Article) -> list[str]:
    """Return, a sentence each, where the page's article differs from its Markdown: words, order, marks, pictures."""
    laid = fidelity.faults(page, ReadingOrder(article.path, "", article.parts))
    sentences = [re.sub("the source(?![^「]*」)", "the Markdown", sentence) for sentence in laid]
    blocks: dict[str, list[Block]] = {}
    for block in page.blocks:
        blocks.setdefault(block.key, []).append(block)
    for part in article.parts:
        if blocks.get(part.key):
            sentences += marks(part, blocks[part.key].pop(0).element)
    return sentences


def marks(part: Part, element: Tag) -> list[str]:
    """Return where strong words, links and picture of the element are not those of the part."""
    sentences = []
    for kind, name, wanted in [("strong words", "strong", part.strong), ("links", "a", part.links)]:
        own = [tag for tag in element.find_all(name) if not tag.find_parent(attrs={"data-edition": True})]
        found = tuple(words_of(tag) for tag in own)
        if found != wanted:
            sentences.append(f"{part.name} has the {kind} 「{'、'.join(found)}」, not 「{'、'.join(wanted)}」")
    if part.role == "caption" and (figure := element.find_parent("figure")):
        images = figure.find_all("img")
        if len(images) != bool(part.file):
            sentences.append(
                f"{part.name} has {len(images)} photograph(s), and the Markdown names {part.file or 'none'}"
            )
        elif images and images[0].get("alt") != part.alt:
            sentences.append(
                f"{part.name}: the photograph's alt text is 「{images[0].get('alt')}」, not 「{part.alt}」"
            )
    return sentences


def words_of(element: Tag) -> str:
    """Return an element's words, GAP for a gap mark, without what the edition adds otherwise."""
    kinds = {id(mark): mark["data-edition"] for mark in element.find_all(attrs={"data-edition": True})}
    words = ""
    for node in element.descendants:
        if kinds.get(id(node)) == "gap":
            words += GAP
        elif isinstance(node, NavigableString) and not node.find_parent(attrs={"data-edition": True}):
            words += node
    return words


def articles(content: Path) -> list[Article]:
    """Return the published articles in content/ that name no source page; what is no article is left out."""
    found = []
    for path in sorted(content.rglob("*.md")):
        if path.is_file() and not path.name.startswith("."):
            article = read(path)
            if "source" not in article.metadata and article.in_bundle:
                found.append(article)
    return found


def page_name(article: Article, names: Collection[str], load: Callable[[str], Page]) -> str | None:
    """Return which of the names is the article's page: as its slug says, else the front page; load gives a page.

    The only article of a bundle is its front page.
    """
    name = f"{article.slug}.html"
    if name in names:
        return name
    front = load("index.html") if "index.html" in names else None
    headline = front and front.soup.find("h1")
    same = headline and "".join(headline.get_text().split()) == "".join(article.metadata.get("title", "").split())
    return "index.html" if same else None


def bundle_faults(names: Collection[str], load: Callable[[str], Page], content: Path) -> tuple[list[str], list[str]]:
    """Return where pages differ from those articles in content/ that name no source page, and a note on each of these.

    names: of the bundle's pages. load: gives the page of a name.
    """
    sentences, notes = [], []
    try:
        found = articles(content)
    except Fault as fault:
        return [str(fault)], []
    for article in found:
        name = page_name(article, names, load)
        if name is None:
            sentences.append(f"no page of the bundle is that of {article.path.name}")
        else:
            sentences += [f"{name}: {sentence}" for sentence in faults(load(name), article)]
            notes.append(f"{name}: fidelity to a source was not checked: the article names none")
    return sentences, notes
