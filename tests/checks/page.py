"""A built page as its reader meets it: the article's words, block by block, without what nobody sees."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import tinycss2
from bs4 import BeautifulSoup, CData, NavigableString, Tag
from soupsieve import SelectorSyntaxError

from tests.checks.reading_order import GAP, without_space

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
        soup = parse(path.read_bytes().decode("utf-8"))
        sheets = [
            path.parent / link["href"] for link in soup.select("link[href]") if "stylesheet" in link.get("rel", "")
        ]
        return cls(soup, [sheet.read_text(encoding="utf-8", errors="replace") for sheet in sheets if sheet.is_file()])

    @cached_property
    def all_style_sheets(self) -> list[str]:
        """The text of each style sheet, loaded or within the page."""
        own = ["".join(map(str, style.contents)) for style in self.soup.find_all("style")]
        return [*self.style_sheets, *own]

    @cached_property
    def rules(self) -> list[tuple[str, list]]:
        """Selector and declarations of every rule, whatever its layer or medium."""
        return [rule for sheet in self.all_style_sheets for rule in style_rules(sheet)]

    @cached_property
    def unseen_by_style(self) -> dict[int, str]:
        """Why the style sheets hide an element, by the element's id()."""
        unseen: dict[int, str] = {}
        for selector, declarations in self.rules:
            reason = hiding(declarations)
            if not reason:
                continue
            try:
                # What is hidden of a line or letter is hidden; other pseudo-elements hold no words of the article.
                selector = re.sub(r"::?first-(line|letter)", "", selector)
                selector = ", ".join(one for one in split_selectors(selector) if "::" not in one)
                matches = self.soup.select(selector) if selector else []
            except SelectorSyntaxError:
                # A selector that cannot be judged might hide anything.
                matches = self.soup.select("body")
                reason = f"{reason} under a selector that the checks cannot read ({selector})"
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
        if reason := hiding(tinycss2.parse_blocks_contents(element.get("style", ""))):
            return f"by its style attribute ({reason})"
        if reason := self.unseen_by_style.get(id(element)):
            return f"by the style sheet ({reason})"
        return ""

    @cached_property
    def sections(self) -> list[Tag]:
        """The article's own sections, in order."""
        found = self.soup.select("section")
        return [s for s in found if not s.has_attr("data-edition") and not s.find_parent(attrs={"data-edition": True})]

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
