"""Why: Pelican reads whatever bytes a file has, waits for a pipe, and prints characters that nobody sees.

What a text file of the editor's may hold, whether article, source page or reading order; not a plugin itself.
"""

import unicodedata
from functools import cache
from pathlib import Path

from edition.faults import LooseFault

MOST_BYTES = 1_000_000  # some 330,000 Han characters: a thick book
# Drawn as nothing, beside what the category tells (Unicode, Default_Ignorable_Code_Point; U+2800); U+FFFC is what
# stands for a gap in the checks.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")


def read_lines(path: Path, controls: str = "") -> list[str]:
    """Return the file's lines without the spaces at their ends.

    controls: control characters to let pass, such as the form feeds of an extracted page.
    Raises Fault for what is no file, or too large to be an article; for the first byte that is not UTF-8 (RFC 3629);
    and for the first character that no reader sees as it is meant.
    """
    if not path.is_file():
        raise LooseFault(path, None, "no file that can be read is here", "put the text itself there")
    if path.stat().st_size > MOST_BYTES:
        wrong = f"the file has more than {MOST_BYTES:,} bytes"
        raise LooseFault(path, None, wrong, "divide it: an article is no book")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LooseFault(path, line, "this line is not UTF-8", "save the file as UTF-8") from error
    if text.startswith("\N{BYTE ORDER MARK}"):
        raise LooseFault(path, 1, "the file begins with a byte order mark", "save it as UTF-8 without BOM")
    lines = text.split("\n")
    if any(map(is_odd, {*text} - {*controls, "\n"})):
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
        if not is_odd(character) or character in controls:
            pass
        elif character == "\r":
            mend = "save the file with the line ends of Unix (LF)"
            raise LooseFault(path, number, "a carriage return (CRLF) is in this line", mend)
        elif character == "\N{REPLACEMENT CHARACTER}":
            wrong = "U+FFFD is in this line: a character was lost when the text was copied"
            raise LooseFault(path, number, wrong, "write the character that was there")
        elif unicodedata.category(character)[0] != "M" or character in BLANK:
            name = "a tab" if character == "\t" else f"U+{ord(character):04X}"
            raise LooseFault(path, number, f"{name} is in this line, which no reader sees", "take it out")
        elif before.isspace():
            wrong = f"U+{ord(character):04X} joins the character before it, and there is none"
            raise LooseFault(path, number, wrong, "write the character that it joins, or take it out")
        before = character
