"""What a text file of the editor's may hold, whether article, source page or reading order.

Python would read whatever bytes a file has, wait for a pipe, and print characters that nobody sees.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from edition.faults import Fault

MOST_BYTES = 1_000_000  # some 330,000 Han characters: a thick book
# Whatever texts are not made of: none of the characters that this leaves out is odd.
RARE = re.compile(r"[^\n !-~\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e‘’“”…—·]")
# Drawn as nothing, beside what the category tells (Unicode, Default_Ignorable_Code_Point; U+2800); U+FFFC is what
# stands for a gap in the checks.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return what the file holds; raise Fault unless it can be read and has at most so many bytes."""
    if not path.is_file():
        raise Fault("x-001", path)
    if path.stat().st_size > most:
        raise Fault("x-002", path, most=most, things="bytes")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Fault("x-001", path) from error


def read_lines(path: Path, controls: str = "") -> list[str]:
    """Return the file's lines without the spaces at their ends.

    controls: control characters to let pass, such as the form feeds of an extracted page. Raises Fault for what is no
    file, or too large to be an article; for the first byte that is not UTF-8 (RFC 3629); and for the first character
    that no reader sees as it is meant.
    """
    data = read_bytes(path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault("x-003", path, data.count(b"\n", 0, error.start) + 1) from error
    lines = text.split("\n")
    if any(map(is_odd, {*RARE.findall(text)} - {*controls})):
        for number, line in enumerate(lines, start=1):
            check_characters(path, number, line, controls)
    return [line.rstrip() for line in lines]


@cache
def is_odd(character: str) -> bool:
    """Return whether the character is one that no reader sees, or sees only with another."""
    code = ord(character)
    # Noncharacters (Unicode, 23.7). What is merely unassigned today may be a rare character of a name tomorrow.
    never = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    odd = unicodedata.category(character) in ("Cc", "Cf", "Co", "Zl", "Zp", "Mn", "Mc", "Me")
    return odd or never or character in BLANK or character == "\N{REPLACEMENT CHARACTER}"


def check_characters(path: Path, number: int, line: str, controls: str) -> None:
    """Raise Fault for the first character of the line that no reader sees as it is meant."""
    before = " "
    for character in line:
        if is_odd(character) and character not in controls:
            if character in "\r\N{BYTE ORDER MARK}":
                raise Fault("x-003", path, number)
            if character == "\N{REPLACEMENT CHARACTER}":
                raise Fault("x-006", path, number)
            joins = unicodedata.category(character)[0] == "M" and character not in BLANK
            if before.isspace() or not joins:
                raise Fault("x-007", path, number, name="a tab" if character == "\t" else f"U+{ord(character):04X}")
        before = character
