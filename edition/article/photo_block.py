"""Why: pymdownx publishes a misspelt block as text, and reads the words of an option as YAML.

The rules of a ``/// photo`` block: its first line, its options, its caption, its file; used by text_rules.
"""

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import yaml

from edition.article.head import SYNTAX
from edition.article.links import check_file
from edition.article.markup import Photo
from edition.article.photographs import PICTURES, Photograph, find, suffix_of
from edition.faults import LooseFault, suggestion
from edition.source.text import is_odd

MOST_OPTIONS = 1_000  # characters; screen readers cannot pause in an alt text

FENCE = re.compile(r"\s*/{3,}\s*(?P<name>[^|\s]*)\s*(\|.*)?$")
BEGIN = re.compile(r"/// photo( *\| *(?P<argument>\S.*))?")
# What an address, Windows or a shell would take for something else.
ODD_NAME = re.compile(r"""[\\:*?"'<>|#%&;{}()\[\]]|^[/.]|/\.|//|[ .]$""")


@dataclass
class PhotoBlock:
    """The lines of a block from its first; start: the number of that line."""

    start: int
    lines: list[str]


def check_begin(path: Path, number: int, line: str) -> None:
    """Raise Fault unless the line begins a block as pymdownx reads it."""
    if not BEGIN.fullmatch(line):
        mend = "write `/// photo`, or `/// photo | images/name.jpg`, with one space, at the beginning of the line"
        raise LooseFault(path, number, "this block does not begin as a block does", mend)


def check_photo(path: Path, block: PhotoBlock, content: Path) -> tuple[int, str, Photograph | None]:
    """Return number and words of the caption's line, and the photograph; raise Fault for a block that is not sound."""
    start = block.start
    indented = list(takewhile(lambda line: line.startswith("    "), block.lines[1:]))
    after = start + len(indented) + 1
    rest = block.lines[1 + len(indented) :]
    options = read_options(path, start, indented)
    if indented and rest and rest[0]:
        raise LooseFault(path, after, "the caption follows its options at once", "leave a blank line between")
    caption = [(number, line) for number, line in enumerate(rest, after) if line]
    if not caption:
        raise LooseFault(path, start, "this photo has no caption", "write the printed caption before the closing `///`")
    for number, line in caption:
        if re.match(r"\s*(alt|替代文字)\s*[:：]", line):
            mend = "put it right below `/// photo`, after four spaces"
            raise LooseFault(path, number, "this option is not where options stand", mend)
    if len(caption) > 1:
        mend = "put it on one line, and close the block after it"
        raise LooseFault(path, start, "this caption has more than one line", mend)
    name = BEGIN.fullmatch(block.lines[0])["argument"]
    return *caption[0], check_photograph(path, start, name, options, content)


def check_photograph(
    path: Path, start: int, name: str | None, options: dict[str, str], content: Path
) -> Photograph | None:
    """Return the photograph; raise Fault unless it is a sound file with alt text, or neither is there."""
    if name is None:
        if options:
            raise LooseFault(
                path, start + 1, "alt text without a photograph", "name the file: `/// photo | images/name.jpg`"
            )
        return None
    if suffix_of(Path(name)) not in PICTURES:
        raise LooseFault(path, start, f"{name} is no photograph", f"name a file that ends in {', '.join(PICTURES)}")
    check_file(path, start, name, content)
    if ODD_NAME.search(name) or not unicodedata.is_normalized("NFC", name):
        mend = "name the file with letters, digits, hyphens and low lines"
        raise LooseFault(path, start, f"{name} is no name that every system reads alike", mend)
    if not options.get("alt", "").strip():
        mend = "write `alt: what the picture shows` below this line, after four spaces"
        raise LooseFault(path, start, f"{name} has no alt text", mend)
    return find(path, start, name, content)


def read_options(path: Path, start: int, indented: list[str]) -> dict[str, str]:
    """Return the options of the photo block that begins at line start; raise Fault unless they mean what they say."""
    if not indented:
        return {}
    if sum(map(len, indented)) > MOST_OPTIONS:
        mend = "say in a few sentences what the picture shows"
        raise LooseFault(path, start + 1, f"the options have more than {MOST_OPTIONS:,} characters", mend)
    try:
        options = yaml.safe_load(textwrap.dedent("\n".join(indented)))
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date or number that is none
        options = None
    typed = {key.strip(): value.strip() for key, colon, value in (line.partition(":") for line in indented) if colon}
    if not isinstance(options, dict) or len(options) != len(indented):
        mend = 'write `alt: words` once; words with a colon and odd words stand in ""'
        raise LooseFault(path, start + 1, "this option cannot be read", mend)
    for number, (key, value) in enumerate(options.items(), start=start + 1):
        if key not in Photo.OPTIONS:
            raise LooseFault(path, number, f"{key} is no option of a photo", suggestion(str(key), Photo.OPTIONS))
        if not isinstance(value, str) or (value != typed.get(key) and typed.get(key, "")[:1] not in "\"'"):
            raise LooseFault(path, number, f"{key} does not mean these words to YAML", 'put them in ""')
        if wrong := SYNTAX.search(value):
            raise LooseFault(path, number, f"{wrong[0]} does nothing in alt text", "write plain words")
        if any(map(is_odd, value)):
            raise LooseFault(path, number, f"{key} holds a character that no reader sees", "write no escapes")
    return options
