"""A built page as its reader meets it: the article's words, block by block, without what nobody sees."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import soupsieve
import tinycss2
from bs4 import BeautifulSoup, CData, NavigableString, Tag
from soupsieve import SelectorSyntaxError, SoupSieve

from edition.faults import ROOT
from edition.pages.filters import minify_css
from edition.source.order import GAP, without_space

# Whatever stands in another element is a block of its own (HTML Living Standard, 4.5 Text-level semantics).
INLINE = frozenset(
    "a abbr b bdi bdo br cite code data dfn em i kbd mark q ruby rb samp small span strong sub sup time u var wbr".split()
)
WORDLESS = frozenset(["script", "style", "title"])
UNSEEN_ELEMENTS = frozenset(
    "audio canvas datalist head iframe noscript object option rp rt select svg template textarea video".split()
)
ZERO = re.compile(r"[+-]?(0+\.?0*|\.0+)(%|[a-z]+)?")
FAR_AWAY = re.compile(r"-(\d{3,})(\.\d+)?(px|em|rem|vw|vh|%|pt|cm|ch|ic)?|-\d{2,}(\.\d+)?(em|rem|vw|vh|cm|ch|ic)")
# The colours of words: the roles of the theme, or whatever the words around have. Any other may be the paper's.
COLOURS = re.compile(r"var\(--(ink|quiet|accent)\)|inherit|currentcolor")
# What style may put on the page: nothing, or the address of a link, for print.
ADDITIONS = ('""', "none", '" (" attr(href) ")"')
ALTERING = frozenset(
    "-webkit-line-clamp -webkit-text-security animation animation-name direction filter flex-direction letter-spacing "
    "line-clamp mask mask-image order perspective quotes rotate text-transform unicode-bidi z-index".split()
)
SIZES = frozenset("width height max-width max-height inline-size block-size max-inline-size max-block-size".split())
OFFSETS = ("left", "top", "right", "bottom", "inset", "margin", "text-indent", "translate")


class HidingRule(NamedTuple):
    """A selector whose elements a style sheet hides: compiled, or None where it cannot be read; and why."""

    selector: SoupSieve | None
    reason: str


class Style(NamedTuple):
    """What a style sheet does to the words of a page.

    hiding: what hides words, in order. other_words: the declarations that add, alter or reorder words.
    """

    hiding: tuple[HidingRule, ...]
    other_words: tuple[str, ...]


@dataclass
class Block:
    """Words that stand together: in one element, with no other block between them.

    text: the words, GAP where a gap mark stands. element: the nearest block element around them.
    section: the number of the section they stand in, 0 outside. unseen: why no reader sees them, or "".
    """

    element: Tag
    section: int
    text: str = ""
    unseen: str = ""

    @cached_property
    def key(self) -> str:
        """The words without white space, as they are compared."""
        return without_space(self.text)


@dataclass
class Page:
    """A parsed page. style_sheets: the text of each style sheet it loads, in any order."""

    soup: BeautifulSoup
    style_sheets: list[str] = field(default_factory=list)

    @classmethod
    def load(cls, path: Path) -> "Page":
        """Return the page in the file; raise UnicodeDecodeError if it is not UTF-8."""
        return cls.read(path.read_bytes().decode("utf-8"), path.parent)

    @classmethod
    def read(cls, text: str, folder: Path) -> "Page":
        """Return the page of that text, with the style sheets that it loads; folder: where it lies."""
        page = cls(parse(text))
        links = [link for link in page.named("link") if link.has_attr("href")]
        sheets = [folder / link["href"] for link in links if "stylesheet" in link.get("rel", "")]
        page.style_sheets += [
            sheet.read_text(encoding="utf-8", errors="replace") for sheet in sheets if sheet.is_file()
        ]
        return page

    @cached_property
    def all_style_sheets(self) -> list[str]:
        """The text of each style sheet, loaded or within the page."""
        own = ["".join(map(str, style.contents)) for style in self.named("style")]
        return [*self.style_sheets, *own]

    @cached_property
    def styles(self) -> list[Style]:
        """What each style sheet does to the words, in order."""
        return [read_style(part) for sheet in self.all_style_sheets for part in divided(sheet)]

    @cached_property
    def elements(self) -> list[Tag]:
        """Every element, in order."""
        return self.soup.find_all(True)

    def named(self, name: str) -> list[Tag]:
        """Return the elements of that name, in order."""
        return self.elements_by_name.get(name, [])

    def first(self, name: str) -> Tag | None:
        """Return the first element of that name, or None."""
        return next(iter(self.named(name)), None)

    @cached_property
    def elements_by_name(self) -> dict[str, list[Tag]]:
        """The elements of each name, in order."""
        found = defaultdict(list)
        for element in self.elements:
            found[element.name].append(element)
        return found

    @cached_property
    def texts(self) -> list[NavigableString]:
        """Every text between the elements, comments and style included, in order."""
        return [node for node in self.soup.descendants if isinstance(node, NavigableString)]

    @cached_property
    def attribute_values(self) -> list[str]:
        """The value of every attribute of every element."""
        values = [value for element in self.elements for value in element.attrs.values() if value is not None]
        return [value if isinstance(value, str) else " ".join(value) for value in values]

    @cached_property
    def ids(self) -> list[str]:
        """The id of every element that has one, in order."""
        return [element["id"] for element in self.elements if element.get("id") is not None]

    @cached_property
    def of_the_edition(self) -> list[Tag]:
        """The elements that the edition marks as its own, in order."""
        return [element for element in self.elements if "data-edition" in element.attrs]

    def marked(self, kind: str) -> list[Tag]:
        """Return the elements that the edition marks as of that kind, in order."""
        return [element for element in self.of_the_edition if element["data-edition"] == kind]

    @cached_property
    def unseen_by_style(self) -> dict[int, str]:
        """Why the style sheets hide an element, by the element's id()."""
        unseen: dict[int, str] = {}
        candidates = defaultdict(list)
        for element in self.elements:
            for feature in features(element):
                candidates[feature].append(element)
        for selector, reason in [rule for style in self.styles for rule in style.hiding]:
            if selector is None:
                # A selector that cannot be judged might hide anything.
                matches = self.named("body")
            else:
                found = candidates.get(demanded(selector)) or []
                matches = [element for element in found if selector.match(element)]
            unseen.update((id(element), reason) for element in matches)
        return unseen

    def unseen(self, element: Tag) -> str:
        """Return why no reader sees what stands in the element itself, or ""."""
        if element.name in UNSEEN_ELEMENTS:
            return f"inside <{element.name}>"
        for attribute in ("hidden", "inert"):
            if element.has_attr(attribute):
                return f"by the attribute {attribute}"
        if element.get("aria-hidden") == "true":
            return "from screen readers by aria-hidden"
        if element.name in ("details", "dialog") and not element.has_attr("open"):
            return f"inside a closed <{element.name}>"
        style = element.get("style")
        if style and (reason := hiding(tinycss2.parse_blocks_contents(style))):
            return f"by its style attribute ({reason})"
        if reason := self.unseen_by_style.get(id(element)):
            return f"by the style sheet ({reason})"
        return ""

    @cached_property
    def sections(self) -> list[Tag]:
        """The article's own sections, in order."""
        return [section for section in self.named("section") if not within_the_edition(section)]

    @cached_property
    def all_blocks(self) -> list[Block]:
        """Every block of words that the edition does not mark as its own, seen or not, in order."""
        numbers = {id(section): number for number, section in enumerate(self.sections, start=1)}
        blocks: list[Block] = []

        def add(text: str, holder: Tag, section: int, unseen: str) -> None:
            last = blocks[-1] if blocks else None
            if last is None or last.element is not holder or last.unseen != unseen:
                if not text.strip():
                    return
                blocks.append(Block(holder, section, unseen=unseen))
            blocks[-1].text += text

        def walk(node: Tag, holder: Tag, section: int, unseen: str) -> None:
            for child in node.children:
                if getattr(child, "name", None) in WORDLESS:
                    continue
                if type(child) in (NavigableString, CData):
                    add(str(child), holder, section, unseen)
                if not isinstance(child, Tag):
                    continue
                why = unseen or self.unseen(child)
                if child.has_attr("data-edition"):
                    if child["data-edition"] == "gap":
                        add(GAP, holder, section, why)
                elif child.name == "br":
                    add("\n", holder, section, why)
                else:
                    inner = child if child.name not in INLINE else holder
                    walk(child, inner, numbers.get(id(child), section), why)

        walk(self.soup, self.soup, 0, "")
        return [block for block in blocks if block.key]

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks that a reader sees."""
        return [block for block in self.all_blocks if not block.unseen]

    @cached_property
    def unseen_text(self) -> dict[str, str]:
        """Why nobody sees them, by the words, for each block that nobody sees."""
        return {block.key: block.unseen for block in self.all_blocks if block.unseen}


def parse(text: str) -> BeautifulSoup:
    """Return the parsed page; an attribute that stands twice is kept as one named ``repeated``."""

    def repeated(attributes: dict, name: str, value: str) -> None:
        attributes["repeated"] = name

    return BeautifulSoup(text, "html.parser", on_duplicate_attribute=repeated)


def within_the_edition(element: Tag) -> bool:
    """Return whether the element, or one around it, is marked as the edition's own."""
    return any("data-edition" in tag.attrs for tag in [element, *element.parents])


def within(element: Tag, name: str) -> bool:
    """Return whether the element stands in another of that name."""
    return any(parent.name == name for parent in element.parents)


def features(element: Tag) -> list[str]:
    """Return what a selector may demand of the element, as demanded says it."""
    return [
        *("*", element.name.lower()),
        *(f".{name}".lower() for name in element.get_attribute_list("class") if name),
        *(f"[{name}]".lower() for name in element.attrs),
    ]


def demanded(selector: SoupSieve) -> str:
    """Return one thing that each element must have which the selector selects: a class, an attribute or a name.

    So that few elements need to be matched against it; "*" where it may select any.
    """
    subject = selector.selectors[0] if len(selector.selectors) == 1 else None
    for name in getattr(subject, "classes", ()):
        return f".{name}".lower()
    for attribute in getattr(subject, "attributes", ()):
        return f"[{attribute.attribute}]".lower()
    tag = getattr(subject, "tag", None)
    return tag.name.lower() if tag else "*"


@cache
def theme_style(*names: str) -> str:
    """Return the theme's style sheets of these names as the build puts them into a page, before the running title."""
    return str(minify_css(theme_text(*names)))


def theme_text(*names: str) -> str:
    """Return the theme's style sheets or scripts of these names, one after another as Jinja includes them."""
    return "".join((ROOT / "theme" / "inline" / name).read_text(encoding="utf-8").removesuffix("\n") for name in names)


def divided(sheet: str) -> list[str]:
    """Return the parts of a style sheet: what all pages have of the theme, which is read once, and the rest."""
    theme = theme_style("main.css")  # whole rules, so that the rest begins with a rule
    return [theme, sheet.removeprefix(theme)] if sheet.startswith(theme) else [sheet]


@lru_cache(maxsize=8)  # the theme's stays; the others are a running title, or a fault of one page
def read_style(sheet: str) -> Style:
    """Return what the style sheet does to the words of a page."""
    rules = style_rules(sheet)
    hides = []
    for selector, declarations in rules:
        reason = hiding(declarations)
        if not reason:
            continue
        # What is hidden of a line or letter is hidden; other pseudo-elements hold no words of the article.
        selector = re.sub(r"::?first-(line|letter)", "", selector)
        singles = [one for one in split_selectors(selector) if "::" not in one]
        try:
            hides += [HidingRule(soupsieve.compile(one), reason) for one in singles]
        except SelectorSyntaxError:
            selector = ", ".join(singles)
            reason = f"{reason} under a selector that the checks cannot read ({selector})"
            hides.append(HidingRule(None, reason))
    last = dict.fromkeys(reversed(hides))  # of two that are alike the last counts, as in the cascade
    return Style(tuple(reversed(last)), tuple(other_words(rules)))


def split_selectors(selector: str) -> list[str]:
    """Return the selectors of a list; a comma in brackets does not part them."""
    parts, depth = [""], 0
    for character in selector:
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def style_rules(css: str) -> list[tuple[str, list]]:
    """Return selector and declarations of each rule in the sheet, those inside at-rules and rules included."""
    found: list[tuple[str, list]] = []

    def walk(nodes: list, outer: str) -> None:
        for node in nodes:
            if (
                node.type == "at-rule"
                and node.content is not None
                and node.lower_at_keyword not in ("page", "font-face")
            ):
                parse = tinycss2.parse_blocks_contents if outer else tinycss2.parse_rule_list
                walk(parse(node.content, skip_comments=True, skip_whitespace=True), outer)
            elif node.type == "qualified-rule":
                selector = tinycss2.serialize(node.prelude).strip()
                if outer:
                    inner = f":is({outer})"
                    selector = selector.replace("&", inner) if "&" in selector else f"{inner} {selector}"
                content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                found.append((selector, [item for item in content if item.type == "declaration"]))
                walk(content, selector)
            elif node.type == "declaration" and outer:
                # Inside a rule, an at-rule's own declarations apply to the rule's selector (CSS Nesting 1, 3.3).
                found.append((outer, [node]))

    walk(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), "")
    return found


def hiding(declarations: list) -> str:
    """Return the first of the declarations that hides words from a reader, as text, or ""."""
    for declaration in declarations:
        if declaration.type != "declaration":
            continue
        name = declaration.lower_name
        value = tinycss2.serialize(declaration.value).strip().lower()
        hides = (
            (name == "display" and value == "none")
            or (name == "visibility" and value in ("hidden", "collapse"))
            or (name == "content-visibility" and value == "hidden")
            or (name in ("opacity", "font-size", "scale", "zoom", *SIZES) and bool(ZERO.fullmatch(value)))
            or (name == "opacity" and bool(re.fullmatch(r"0?\.[0-6]\d*|[0-6]?\d%", value)))
            or (name == "font-size" and bool(re.fullmatch(r"[0-8](\.\d+)?px|0?\.[0-4]\d*r?em|calc.*|var.*", value)))
            or (name in ("display", "visibility") and "var(" in value)
            or (name in ("color", "-webkit-text-fill-color") and not COLOURS.fullmatch(value))
            or (name in ("clip", "clip-path") and value not in ("auto", "none"))
            or (name.startswith(OFFSETS) and bool(FAR_AWAY.search(value)))
            or (name == "transform" and bool(re.search(r"scale[xy3d]*\(\s*0|translate[^)]*-\d{3}", value)))
        )
        if hides:
            return f"{name}: {value}"
    return ""


def other_words(rules: list[tuple[str, list]]) -> list[str]:
    """Return each declaration that adds, alters or reorders what a reader reads, with its selector."""
    found = []
    for selector, declarations in rules:
        for declaration in declarations:
            name, value = declaration.lower_name, tinycss2.serialize(declaration.value).strip()
            adds = name == "content" and value not in ADDITIONS
            if adds or name in ALTERING or (name.startswith("list-style") and value != "none"):
                found.append(f"{name}: {value} ({selector})")
    return found
