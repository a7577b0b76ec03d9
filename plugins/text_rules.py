"""Why: Python-Markdown prints what it does not understand as it is typed, and drops some of it.

The rules of an article's text: headings, paragraphs, photo blocks, gap marks, links. Whatever would be
published otherwise than its author means it is a Fault with file and line; used by article_reader.
"""

import re
import textwrap
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

from plugins.article_markup import GAP, Outline, Photo
from plugins.faults import Fault, suggestion
from plugins.metadata_rules import PLACEHOLDER
from plugins.photographs import PICTURES, Photograph, find, suffix_of

FENCE = re.compile(r"\s*/{3,}\s*(?P<name>[^|\s]*)\s*(\|\s*(?P<argument>.*?))?\s*$")
HEADING = re.compile(r"## (?P<number>\d{1,2}(?=\s))?.*\S")
LINK = re.compile(r"(?<!!)\[[^\[\]]+\]\([^()\s<>]+\)")
# What is Markdown elsewhere, or nearly Markdown here, and would be printed as it is typed: (what, its name, the mend).
NOT_TEXT = [
    (
        re.compile(r"[［\[【]+\s*gap\s*[\]】］]+|\[\[[^\]]*\]?\]?|\]\]"),
        "is no mark",
        f"write {GAP} where the source breaks off",
    ),
    (re.compile(r"</?[A-Za-z][^>]*>?|<[!?][^>]*>?"), "is HTML", "write Markdown; a photograph is a `/// photo` block"),
    (re.compile(r"!\["), "begins an image without a caption", "write a `/// photo` block"),
    (re.compile(r"\{[#:.][^}]*\}"), "is an attribute list", "drop it; the build gives every part its id"),
    (re.compile(r"\]\s*[(（\[]"), "is no link", "write [words](https://…) with no space in the address"),
    (re.compile(r"&#?\w+;"), "is an HTML entity", "write the character itself"),
    (re.compile(r"\*{3,}|~~|\[\^"), "is no mark of this Markdown", "write plain words"),
    (re.compile(r"\*\*"), "marks no strong words", "write `**words**` with no space inside"),
    (re.compile(r"^[#＃].*"), "is no heading of a section", "write `## ` before a section's heading"),
    (re.compile(r"^([-*_=]\s*){3,}$"), "would make a heading or a rule", "write `## ` before a section's heading"),
    (
        re.compile(r"^(```|~~~|[-*+>] |\|).*"),
        "begins a list, a quotation, a table or code",
        "an article has only paragraphs",
    ),
    (re.compile(r"^(//|／／).*"), "begins no block", "write `/// photo`"),
    (re.compile(r".*///.*"), "has a block inside other text", "put `///` at the beginning of a line of its own"),
    (re.compile(r"^\s.*"), "begins with typed spaces", "drop them; the page indents each paragraph"),
]


def check_body(path: Path, lines: list[str], start: int, content: Path) -> dict[str, Photograph]:
    """Return the photographs of the article, by their names in it.

    Raises Fault for whatever in the article's text would be published otherwise than its author means it.
    """
    photographs: dict[str, Photograph] = {}
    opened, block = 0, []
    headings: list[str] = []
    words = False
    for number, line in enumerate(lines[start:], start=start + 1):
        fence = FENCE.match(line) if line.lstrip().startswith("///") else None
        if fence and opened:
            if fence["name"]:
                raise Fault(path, opened, "this block is not closed", f"write `///` on a line before line {number}")
            if photograph := check_photo(path, opened, block, content):
                photographs.setdefault(photograph.name, photograph)
            opened = 0
        elif fence and fence["name"] == Photo.NAME and line.startswith("/// "):
            opened, block = number, [line]
        elif fence and fence["name"] == Photo.NAME:
            mend = "write `/// photo`, with one space, at the beginning of the line"
            raise Fault(path, number, "this block does not begin as a block does", mend)
        elif fence:
            wrong = f"there is no block named {fence['name']}" if fence["name"] else "this `///` closes no block"
            raise Fault(path, number, wrong, suggestion(fence["name"], [Photo.NAME], "write `/// photo` to begin one"))
        elif opened:
            block.append(line)
        else:
            words = words or (bool(line.replace(GAP, "")) and not line.startswith("#"))
            check_line(path, number, line, headings)
    if opened:
        raise Fault(path, opened, "this block is not closed", "write `///` on a line of its own after the caption")
    if not words:
        raise Fault(path, len(lines), "this article has no text", "write a paragraph, or `Status: skip`")
    return photographs


def check_line(path: Path, number: int, line: str, headings: list[str]) -> None:
    """Raise Fault for a line that is neither a heading nor words; add a heading to headings."""
    if match := HEADING.fullmatch(line):
        if line in headings:
            raise Fault(path, number, "this heading stands a second time", "give each section its own")
        headings.append(line)
        if match["number"] and int(match["number"]) != len(headings):
            wrong = f"section {match['number']} stands in place {len(headings)}"
            raise Fault(path, number, wrong, "put the sections in the order of their numbers")
        if line.endswith("#"):
            raise Fault(path, number, "Markdown drops a number sign at the end of a heading", "write ＃, or the word")
        if GAP in line:
            raise Fault(path, number, "this heading is broken off", "write the heading as it is printed")
        line = line.removeprefix("## ")
    check_words(path, number, line)


def check_words(path: Path, number: int, line: str) -> None:
    """Raise Fault for what the Markdown of an article cannot say and would print as it is typed."""
    plain = LINK.sub("", re.sub(r"(?<!\*)\*\*(?![\s*])(.+?)(?<!\s)\*\*", r"\1", line.replace(GAP, "")))
    for pattern, wrong, mend in NOT_TEXT:
        if match := pattern.search(plain):
            raise Fault(path, number, f"「{match[0][:20].strip()}」 {wrong}", mend)


def check_photo(path: Path, start: int, block: list[str], content: Path) -> Photograph | None:
    """Return the photograph that a photo block names, if any; raise Fault if the block or the photograph is not sound.

    block: its lines from the opening fence, the first at line start.
    """
    argument = FENCE.match(block[0])["argument"]
    indented = list(takewhile(lambda line: line.startswith("    "), block[1:]))
    rest = block[1 + len(indented) :]
    options = read_options(path, start, indented)
    if indented and rest and rest[0]:
        raise Fault(
            path, start + len(indented) + 1, "the caption follows its options at once", "leave a blank line between"
        )
    caption = [(number, line) for number, line in enumerate(rest, start + len(indented) + 1) if line]
    if not caption:
        raise Fault(path, start, "this photo has no caption", "write the printed caption before the closing `///`")
    for number, line in caption:
        if re.match(r"\s*alt\s*[:：]", line):
            raise Fault(
                path,
                number,
                "this option is not where options stand",
                "put it right below `/// photo`, after four spaces",
            )
        check_words(path, number, line)
    if len(caption) > 1:
        raise Fault(
            path, start, "this caption has more than one line", "put it on one line, and close the block after it"
        )
    if argument:
        if suffix_of(Path(argument)) not in PICTURES:
            raise Fault(path, start, f"{argument} is no photograph", f"name a file that ends in {', '.join(PICTURES)}")
        check_file(path, start, argument, content)
        if not options.get("alt", "").strip():
            mend = "write `alt: what the picture shows` below this line, after four spaces"
            raise Fault(path, start, f"{argument} has no alt text", mend)
        return find(path, start, argument, content)
    if options:
        raise Fault(path, start + 1, "alt text without a photograph", "name the file: `/// photo | images/name.jpg`")
    return None


def read_options(path: Path, start: int, indented: list[str]) -> dict[str, str]:
    """Return the options of the photo block that begins at line start; raise Fault unless they mean what they say."""
    if not indented:
        return {}
    try:
        options = yaml.safe_load(textwrap.dedent("\n".join(indented)))
    except yaml.YAMLError:
        options = None
    typed = {key.strip(): value.strip() for key, colon, value in (line.partition(":") for line in indented) if colon}
    if not isinstance(options, dict) or len(options) != len(indented):
        raise Fault(path, start + 1, "this option cannot be read", 'write `alt: words` once; put odd words in ""')
    for number, (key, value) in enumerate(options.items(), start=start + 1):
        if key not in Photo.OPTIONS:
            raise Fault(path, number, f"{key} is no option of a photo", suggestion(str(key), Photo.OPTIONS))
        if not isinstance(value, str) or (value != typed.get(key) and typed.get(key, "")[:1] not in "\"'"):
            raise Fault(path, number, f"{key} does not mean these words to YAML", 'put them in ""')
    return options


def check_links(path: Path, lines: list[str], outline: Outline, content: Path) -> None:
    """Raise Fault for a link whose target the bundle will not hold (WHATWG HTML, 2.4 URLs)."""
    for address in outline.links:
        line = next((i for i, text in enumerate(lines, 1) if f"]({address})" in text), 1)
        placeholder = PLACEHOLDER.match(address)
        target = unquote(address[placeholder.end() :].partition("#")[0]) if placeholder else ""
        if placeholder and placeholder[1] == "filename" and target.endswith(".md"):
            check_file(path, line, target.lstrip("/"), content if target.startswith("/") else path.parent)
        elif address.startswith("#"):
            known = outline.ids | {f"note-{gap['number']}" for gap in outline.gaps}
            if address[1:] not in known:
                raise Fault(path, line, f"{address} leads nowhere", suggestion(address[1:], known))
        elif not is_web_address(address):
            mend = "write {filename}article.md, #section-1 or https://…; a picture is a `/// photo` block"
            raise Fault(path, line, f"{address} is no link that works in every place", mend)


def is_web_address(address: str) -> bool:
    """Return whether the address is one of the web or of mail, whole and well formed (RFC 3986)."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.hostname)) or (
        parts.scheme == "mailto" and "@" in parts.path
    )


def check_file(path: Path, line: int, name: str, base: Path) -> None:
    """Raise Fault unless base/name is a file inside base."""
    try:
        target = (base / name).resolve()
    except (OSError, RuntimeError) as error:  # symbolic links that lead in a circle (RuntimeError before Python 3.13)
        raise Fault(path, line, f"{name} leads nowhere", "put the file itself there") from error
    if not target.is_relative_to(base.resolve()):
        raise Fault(path, line, f"{name} lies outside content/", "move the file into content/")
    if not target.is_file():
        near = [p.relative_to(base.resolve()).as_posix() for p in target.parent.glob("*") if p.suffix == target.suffix]
        raise Fault(path, line, f"{name} does not exist", suggestion(name, near, "put the file there or mend its name"))
