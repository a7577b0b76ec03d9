"""The rules of a ``/// photo`` block: its first line, its options, its caption, its file.

pymdownx would publish a misspelt block as text, and read the words of an option as YAML.
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
from edition.faults import Fault, suggestion
from edition.source.text import is_odd

MOST_OPTIONS = 1_000  # characters; screen readers cannot pause in an alt text

# Possessive, so that a line of any length is read once.
FENCE = re.compile(r"\s*+/{3,}+\s*+(?P<name>[^|\s]*+)\s*+(\|.*)?$")
BEGIN = re.compile(r"/// photo( *\| *(?P<file>\S.*))?")
STRAY_OPTION = re.compile(r"\s*(alt|替代文字)\s*[:：]")
# What an address, Windows or a shell would take for something else.
ODD_NAME = re.compile(r"""[\\:*?"'<>|#%&;{}()\[\]]|^[/.]|/\.|//|[ .]$""")
NO_WORDS = frozenset("[{&*!|>%@`")  # what begins a list, a reference and other things than words (YAML 1.2, 5.3)


@dataclass
class PhotoBlock:
    """A block as it is read; start: the number of its first line. file: that it names. lines: those after its first."""

    start: int
    file: str | None
    lines: list[str]


def begin_photo(path: Path, number: int, line: str) -> PhotoBlock:
    """Return the block that the line begins; raise Fault unless it does so as pymdownx reads it."""
    begin = BEGIN.fullmatch(line)
    if not begin:
        raise Fault("f-101", path, number)
    return PhotoBlock(number, begin["file"], [])


def check_photo(path: Path, block: PhotoBlock, content: Path) -> tuple[int, str, Photograph | None]:
    """Return number and words of the caption's line, and the photograph; raise Fault for a block that is not sound."""
    indented = list(takewhile(lambda line: line.startswith("    "), block.lines))
    after = block.start + 1 + len(indented)
    rest = block.lines[len(indented) :]
    alt = read_options(path, block.start, indented).get("alt")
    if indented and rest and rest[0]:
        raise Fault("f-102", path, after)
    caption = [(number, line) for number, line in enumerate(rest, after) if line]
    if not caption:
        raise Fault("f-103", path, block.start)
    for number, line in caption:
        if STRAY_OPTION.match(line):
            raise Fault("f-104", path, number)
    if len(caption) > 1:
        raise Fault("f-105", path, block.start)
    return *caption[0], check_photograph(path, block, alt, content)


def check_photograph(path: Path, block: PhotoBlock, alt: str | None, content: Path) -> Photograph | None:
    """Return the photograph; raise Fault unless it is a sound file with alt text, or neither is there."""
    name, line = block.file, block.start
    if name is None:
        if alt is not None:
            raise Fault("f-106", path, line + 1)
        return None
    if suffix_of(Path(name)) not in PICTURES:
        raise Fault("f-107", path, line, name=name, known=", ".join(PICTURES))
    check_file(path, line, name, content)
    if ODD_NAME.search(name) or not unicodedata.is_normalized("NFC", name):
        raise Fault("f-108", path, line, name=name)
    if not (alt or "").strip():
        raise Fault("f-109", path, line, name=name)
    return find(path, line, name, content)


def read_options(path: Path, start: int, indented: list[str]) -> dict[str, str]:
    """Return the options of the block that begins at line start; raise Fault unless YAML reads them as they are typed."""
    if not indented:
        return {}
    if sum(map(len, indented)) > MOST_OPTIONS:
        raise Fault("f-110", path, start + 1, most=MOST_OPTIONS)
    typed: dict[str, str] = {}
    for number, line in enumerate(indented, start=start + 1):
        key, colon, words = map(str.strip, line.partition(":"))
        if not colon or key in typed:
            raise Fault("f-111", path, number)
        if key not in Photo.OPTIONS:
            raise Fault("f-112", path, number, key=key, suggestion=suggestion(key, Photo.OPTIONS))
        if words[:1] in NO_WORDS:  # before YAML reads it: a few references can stand for more than memory holds
            raise Fault("f-113", path, number, key=key)
        typed[key] = words
    try:
        read = yaml.safe_load(textwrap.dedent("\n".join(indented)))
    except (yaml.YAMLError, ValueError):  # ValueError: a date or number that is none
        read = None
    if not isinstance(read, dict) or read.keys() != typed.keys():
        raise Fault("f-111", path, start + 1)
    for number, (key, words) in enumerate(typed.items(), start=start + 1):
        check_option(path, number, key, words, read[key])
    return read


def check_option(path: Path, number: int, key: str, typed: str, read: object) -> None:
    """Raise Fault unless what YAML read are the words that were typed, and each is one that a reader hears."""
    quoted = len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "\"'"
    if not isinstance(read, str) or (read != typed and not quoted):
        raise Fault("f-113", path, number, key=key)
    if syntax := SYNTAX.search(read):
        raise Fault("f-114", path, number, words=syntax[0])
    if any(map(is_odd, read)):
        raise Fault("f-115", path, number, key=key)
