"""The rules of a ``/// photo`` block: its file, its alt text, its caption.

pymdownx would publish a misspelt block as text, and read the words of an option as YAML.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import yaml

from edition.article.blocks import several
from edition.article.escape import shown
from edition.article.head import ENTITY, SYNTAX
from edition.article.links import check_file
from edition.article.photographs import PICTURES, Photograph, find
from edition.faults import Fault

BEGIN = re.compile(r"/// photo( *\| *(?P<file>\S.*))?")
ALT = re.compile(r"    alt: +(?P<typed>[^\s\[{&*!|>%@`].*)")  # what begins no list, reference, … (YAML 1.2, 5.3)
STRAY_OPTION = re.compile(r"\s*(alt|替代文字)\s*[:：]")
# What an address, Windows or a shell would take for something else.
ODD_NAME = re.compile(r"""[\\:*?"'<>|#%&;{}()\[\]]|^[/.]|/\.|//|[ .]$""")


@dataclass
class PhotoBlock:
    """A block as it is read; start: the number of its first line. file: that it names. lines: those after its first."""

    start: int
    file: str | None
    lines: list[str]


def check_photo(path: Path, block: PhotoBlock, content: Path) -> tuple[list[tuple[int, str]], list[Photograph]]:
    """Return number and words of the lines of caption and credit, and the photographs; raise Fault for an unsound block.

    A photograph may stand without words. A second line of words is the credit; what a blank line parts is neither.
    """
    options = list(takewhile(lambda line: line.startswith("    "), block.lines))
    rest = block.lines[len(options) :]
    alt = read_alt(path, block.start + 1, options) if options else ""
    if options and rest and rest[0]:
        raise Fault("f-111", path, block.start + 1)
    after = block.start + 1 + len(options)
    words = [(number, line) for number, line in enumerate(rest, after) if line]
    together = len(words) < 2 or (len(words) == 2 and words[1][0] == words[0][0] + 1)
    if not together or not (words or block.file) or any(STRAY_OPTION.match(line) for _, line in words):
        raise Fault("f-103", path, block.start)
    names = several(shown(block.file)) if block.file else []
    if bool(names) != bool(alt) or (len(names) > 1 and sum(map(bool, several(alt))) != len(names)):
        raise Fault("f-109", path, block.start)
    alts = several(alt) if len(names) > 1 else [alt]
    found = [find_photograph(path, block.start, name, content) for name in names]
    return words, [replace(photograph, alt=shown(alt)) for photograph, alt in zip(found, alts, strict=False)]


def find_photograph(path: Path, line: int, name: str, content: Path) -> Photograph:
    """Return the photograph of that name; raise Fault unless it is a sound file, whose name every system reads alike."""
    is_picture = name.lower().endswith(tuple(f".{suffix}" for suffix in PICTURES))
    if not is_picture or ODD_NAME.search(name) or not unicodedata.is_normalized("NFC", name):
        raise Fault("f-107", path, line, name=name[:80], known=", ".join(PICTURES))
    check_file(path, line, name, content, content)
    return find(path, line, name, content)


def read_alt(path: Path, number: int, options: list[str]) -> str:
    """Return the alt text that the options say; raise Fault unless YAML reads it as it is typed, quotes aside.

    number: of the first option's line. Lists and references are refused before YAML reads them: a few can stand for
    more than memory holds.
    """
    typed = ALT.fullmatch(options[0])
    try:
        read = yaml.safe_load(options[0]) if typed and len(options) == 1 else None
    except (yaml.YAMLError, ValueError):  # ValueError: a date or number that is none
        read = None
    alt = read.get("alt") if isinstance(read, dict) else None
    if not typed or not isinstance(alt, str) or typed["typed"] not in (alt, f'"{alt}"', f"'{alt}'"):
        raise Fault("f-111", path, number)
    if syntax := SYNTAX.search(alt) or ENTITY.search(alt):
        raise Fault("m-002", path, number, markup=syntax[0])
    return alt.strip()
