"""What an editor brings to ``make new``: a text, or one page of a PDF (SOURCE=page.pdf PAGE=3).

PDFium gives each character and its place, in the order in which the file draws them, column after column in most. Here
they become lines and blocks; where a file draws across its columns, they are read one after another. The editor decides.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from edition.faults import Fault
from edition.source.pieces import WHOLE
from edition.source.text import GETA, decode, is_odd, read_bytes
from edition.workers import TooMuch, run_limited

MOST_BYTES = 100_000_000
SECONDS, MEGABYTES = 60, 2_000  # of the processor and of memory; a full page takes a tenth of a second
HAN = re.compile("[\u3000-\u9fff\uff00-\uffef]")
VERTICAL = re.compile(f"(?:^{HAN.pattern}\n+){{4,}}", re.MULTILINE)  # lines of a character each, one under another
SPREAD = re.compile(f"{HAN.pattern}(?: {HAN.pattern}){{4,}}")  # a line whose letters were parted to fill its column
HYPHEN = "\x02"  # what PDFium gives for one that ends a line, and breaks no line there
GAP = 1.4  # em, between columns or the cells of a row
COLUMN = 8  # characters; what stands side by side and is shorter is a row of a table


@dataclass
class Line:
    """What is printed on a line, and where, in points; beside: whether a gap parts it from the one before."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    beside: bool = False

    def is_above(self, line: "Line") -> bool:
        """Return whether the other line is the next one in the same column."""
        height = line.top - line.bottom
        return -height / 2 < self.bottom - line.top < 2 * height and abs(self.left - line.left) < 3 * height


class Source(NamedTuple):
    """A source page that an editor brings. data: what is kept of it. entries: what its reading order says of it."""

    path: Path
    text: str
    data: bytes
    entries: dict[str, str]


def read_source(path: Path, page: str = "", encoding: str = "") -> Source:
    """Return what an editor brings: a text, kept as it is, or of a PDF the text of a page, a blank line between its blocks.

    page: its number from 1, as typed. encoding: as for decode. Raises Fault as decode does, and for what is no PDF or is
    damaged, asks for a password, has no such page, or no text there.
    """
    if not page and path.suffix.lower() != ".pdf":
        data = read_bytes(path)
        text, name = decode(path, data, encoding)
        return Source(path, text, data, {} if name == "utf-8" else {"encoding": name})
    data = read_bytes(path, MOST_BYTES)
    try:  # in a process of its own, which nothing in a file can keep busy for ever
        text, library = run_limited(read_page, path, data, page, seconds=SECONDS, megabytes=MEGABYTES)
    except TooMuch as error:
        raise Fault("s-003", path, said=f"it takes more than {SECONDS} seconds or {MEGABYTES} MB") from error
    except (ImportError, OSError) as error:  # what little memory may come to
        raise Fault("s-003", path, said=error) from error
    name = "".join(character if character.isprintable() else "_" for character in path.name)
    extracted = f"page {int(page)} of {name}, sha256 {hashlib.sha256(data).hexdigest()}, by {library}"
    return Source(path, text, text.encode(), {"extracted": extracted})


def read_page(path: Path, data: bytes, page: str) -> tuple[str, str]:
    """Return the text of a page, and the library that told it; raise Fault as read_source does."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
        if not re.fullmatch("[0-9]{1,6}", page) or not 1 <= int(page) <= len(pdf):
            raise Fault("s-001", path, page=page, count=len(pdf))
        text = pdf[int(page) - 1].get_textpage()
        places = range(text.count_chars())
        signs = [(chr(raw.FPDFText_GetUnicode(text, n)), *text.get_charbox(n, loose=True)) for n in places]
    except pypdfium2.PdfiumError as error:
        raise Fault("s-002" if error.err_code == raw.FPDF_ERR_PASSWORD else "s-003", path, said=error) from error
    words = text_of(lines_of(signs)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if 2 * words.count(GETA) >= len("".join(words.split())):  # nothing, or letters of a font that does not name them
        raise Fault("s-004", path, page=int(page))
    return words, f"pypdfium2 {pypdfium2.PYPDFIUM_INFO}"


def lines_of(signs: Iterable[tuple[str, float, float, float, float]]) -> list[Line]:
    """Return the lines that characters make, each given with its left, bottom, right and top."""
    lines: list[Line] = []
    fresh, spaced, last = True, False, 0.0  # a line has ended; a space stands between; the last one's left
    for sign, left, bottom, right, top in signs:
        if sign in "\r\n":
            fresh = True
        elif sign == " " and left == right:  # PDFium's own, where there is a gap
            spaced = True
        else:
            # PDFium may know a letter's shape, and not which it is.
            unnamed = is_odd(sign) and not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Co", "Mn")
            letter = "-" if sign == HYPHEN else GETA if unnamed else sign
            is_han = bool(HAN.match(sign))
            flat = (right - left - top + bottom) / 2 if is_han and 2 * (top - bottom) < right - left else 0
            bottom, top = bottom - flat, top + flat  # 一 in a font (of type 3) whose letters have no common height
            em = right - left if is_han else 0.8 * (top - bottom)
            line = lines[-1] if lines else Line("", left, bottom, left, top)
            gap = left - line.right
            level = line.bottom <= (bottom + top) / 2 <= line.top and left >= last - em
            if level and gap <= GAP * em and not fresh:
                # Beside Chinese, layout parts what is not by a quarter of an em, which is no space.
                mixed = is_han != bool(HAN.match(line.text[-1])) and gap < em / 2 and not line.text.isdigit()
                line.text += " " * (spaced and not mixed) + letter
                line.bottom, line.right, line.top = min(line.bottom, bottom), max(line.right, right), max(line.top, top)
            else:
                lines.append(Line(letter, left, bottom, right, top, level and gap > GAP * em))
            fresh, spaced, last = False, False, left
    return [line for line in lines if line.text.strip()]


def text_of(lines: Sequence[Line]) -> str:
    """Return the text of a page's lines in the order of its columns, a blank line between blocks.

    A block begins with an indent, another size, a gap above, or a column, unless the column before breaks off.
    """
    across = 3 * sum(b.beside and min(len(a.text), len(b.text)) >= COLUMN for a, b in pairwise(lines)) > len(lines)
    columns: list[list[Line]] = []
    for line in lines:
        if line.beside and columns and not across:
            columns[-1][-1].text += f"\t{line.text}"
            continue
        above = [column for column in (columns if across else columns[-1:]) if column[-1].is_above(line)]
        above[-1].append(line) if above else columns.append([line])
    text, last, alone = "", Line("", 0, 0, 0, 0), True
    for column in columns:
        margin = min(line.left for line in column)
        usual = median([a.bottom - b.top for a, b in pairwise(column)] or [0])
        for line in column:
            height, before = line.top - line.bottom, last.top - last.bottom
            begins = line.text[0] == "\u3000" or (line is column[0] and (alone or WHOLE.search(last.text)))
            begins = begins or line.left > margin + 0.8 * height or not 0.83 * before < height < 1.2 * before
            text += "\n" * bool(begins or last.bottom - line.top > usual + 0.4 * height)
            indent = "\u3000\u3000" * (1.2 * height < line.left - margin < 2.5 * height)  # of a paragraph, two letters
            text += indent + line.text.rstrip() + "\n"
            last = line
        alone = len(column) == 1
    text = SPREAD.sub(lambda match: match[0].replace(" ", ""), text)
    return VERTICAL.sub(lambda match: "".join(match[0].split()) + "\n", text).lstrip("\n")
