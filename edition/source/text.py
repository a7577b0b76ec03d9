"""What a text file of the editor's may hold, whether article, source page or reading order.

Python would read whatever bytes a file has, wait for a pipe, and print characters that nobody sees. A source page comes
as somebody's tool wrote it, and is kept so; articles and reading orders are UTF-8.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from edition.faults import Fault

MOST_LINES = 10_000  # of a source page, with words: some hundred pages of a newspaper, and no article can have more
MOST_BYTES = 1_000_000  # some 330,000 Han characters: a thick book
# What a page is in that is no UTF-8: the mainland's, Hong Kong's and Taiwan's, and Western Europe's, in Python's names.
ENCODINGS = ("gb18030", "big5hkscs", "cp1252")
# Whatever texts are not made of: none of the characters that this leaves out is odd.
RARE = re.compile(r"[^\n !-~\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e‘’“”…—·]")
# Drawn as nothing, beside what the category tells (Unicode, Default_Ignorable_Code_Point; U+2800); U+FFFC is what
# stands for a gap in the checks.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
ZWJ = "\N{ZERO WIDTH JOINER}"
TAGS = range(0xE0020, 0xE0080)  # letters that nobody sees, which make a flag of U+1F3F4 (UTS #51, ED-14a)
# Radicals, ideographs of older character sets, and what is for private use.
UNUSUAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d\ue000-\uf8ff\U000f0000-\U0010fffd]")
# What the CJK radicals from U+2E80 are as ideographs (Unicode, EquivalentUnifiedIdeograph.txt), themselves where they are
# none, or one that few fonts have.
RADICALS = (
    "⺀厂乛乚乙亻冂⺇刀刂卜㔾小小兀尣尢⺑巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王⺪目示礻⺮糹纟罓罒㓁冗⺵羊⺷⺸耂"
    "肀聿肉⺽艹艹艹虎衤覀西见角⻇讠贝⻊车辶辶辶邑钅長镸长门⻕阝雨青韦页风飞食⻞飠饣⻡马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
ALIKE = "codes of radicals or of older character sets, which no search finds; an article has the ideographs"
PRIVATE = "codes that mean something in one font only; the article has what GBK means by them, or 〓, until `reads U+E000 字` in the order says what the paper prints"
BLANKS = dict.fromkeys(map(ord, "\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " ")  # white space of no page
READ = r"U\+(E[0-9A-F]{3}|F[0-8][0-9A-F]{2}|(?:F|10)[0-9A-F]{4}) (\S)"  # what an order says of such a code
GETA = "〓"  # what Chinese and Japanese printers set for a character that they do not have


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


def decode(path: Path, data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file, each line ended by LF, without byte order mark, and the name of its encoding.

    encoding: the only one that it can be; "" where the bytes tell: a byte order mark first, then strict UTF-8
    (RFC 3629), then what chardet takes it for. The name is Python's, such as utf-8, utf-16, gb18030. Raises Fault for
    an encoding that Python has not, and for the first byte, or the NUL, that is no text in it.
    """
    try:
        name = codecs.lookup(encoding or encoding_of(data)).name
        text = data.decode(name)
    except LookupError as error:
        raise Fault("x-004", path, encoding=encoding) from error
    except ValueError as error:
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise Fault("x-003", path, line, encoding=encoding or "any known encoding") from error
    if nothing := re.search("[\0\ud800-\udfff]", text):
        raise Fault("x-003", path, text.count("\n", 0, nothing.start()) + 1, encoding=name)
    return re.sub("\r\n?", "\n", text.removeprefix("\N{BYTE ORDER MARK}")), name


def in_utf8(path: Path, encoding: str = "") -> bytes:
    """Return the text of a file in UTF-8; its own bytes, whatever ends its lines, where it is in UTF-8 already.

    encoding, and the faults: as for decode.
    """
    data = read_bytes(path)
    text, name = decode(path, data, encoding)
    return data if name == "utf-8" else text.encode()


def encoding_of(data: bytes) -> str:
    """Return the name of the encoding that the bytes are most likely in; raise UnicodeDecodeError where none is likely."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        read = data.decode("utf-8", "replace")
        is_damaged = 10 * read.count("\N{REPLACEMENT CHARACTER}") < sum(not c.isascii() for c in read)
        import chardet  # which brings its models, and few pages need it

        found = None if is_damaged else chardet.detect(data, include_encodings=ENCODINGS)["encoding"]
        if not found:
            raise
        return found
    return "utf-8"


def read_lines(path: Path) -> list[str]:
    """Return the lines of an article or a reading order, in UTF-8, without the spaces at their ends.

    Raises Fault for what is no file, or too large to be an article; for the first byte that is not UTF-8; and for the
    first character that no reader sees as it is meant.
    """
    text, _ = decode(path, read_bytes(path), "utf-8")
    return [line.rstrip() for line in checked(path, text.split("\n"))]


def source_lines(path: Path, encoding: str = "", reads: str = "") -> dict[int, str]:
    """Return the lines of a source page that have words, by their number from 1, without the spaces at their ends.

    encoding: as for decode. reads: what an order says of characters for private use. They stand as the file has them, but for what is drawn as nothing (Unicode, category Cf),
    which no article has, and of what merely looks like an ideograph, which stands here as that (see plain). Raises Fault
    as read_lines does.
    """
    text, _ = decode(path, read_bytes(path), encoding)
    return {number: plain(line) for number, line in raw_lines(path, text, reads).items()}


def raw_lines(path: Path, text: str, reads: str = "") -> dict[int, str]:
    """Return what source_lines does of the text of a file, with the characters that plain would replace."""
    lines: Iterable[str] = text.split("\n")
    if any(map(is_odd, {*RARE.findall(text)})):
        known = {int(code, 16): read for code, read in re.findall(READ, reads)}
        lines = checked(path, map(without_unseen, text.translate(known | BLANKS).split("\n")), of_a_page=True)
    found = {number: line.rstrip() for number, line in enumerate(lines, start=1) if line.strip()}
    if len(found) > MOST_LINES:
        raise Fault("x-002", path, list(found)[MOST_LINES], most=MOST_LINES, things="lines with words")
    return found


def checked(path: Path, lines: Iterable[str], *, of_a_page: bool = False) -> Iterator[str]:
    """Yield the lines; raise Fault for the first character that no reader sees as it is meant.

    of_a_page: whether white space of all kinds and what is for private use may stand there, as in a source page.
    """
    for number, line in enumerate(lines, start=1):
        if any(map(is_odd, RARE.findall(line))):
            for before, character, after in neighbours(line):
                private = is_private(character)
                passes = joins(before, character, after) or (of_a_page and (private or character.isspace()))
                if is_odd(character) and not passes:
                    id = "x-006" if character == "\N{REPLACEMENT CHARACTER}" else "x-005" if private else "x-007"
                    name = "a tab" if character == "\t" else f"U+{ord(character):04X}"
                    raise Fault(id, path, number, name=name, meant=meant(character))
        yield line


def is_private(character: str) -> bool:
    """Return whether Unicode leaves the character to private use."""
    return unicodedata.category(character) == "Co"


@cache
def is_odd(character: str) -> bool:
    """Return whether the character is one that no reader sees, or sees only with another."""
    code = ord(character)
    # Noncharacters (Unicode, 23.7). What is merely unassigned today may be a rare character of a name tomorrow.
    never = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    odd = unicodedata.category(character) in ("Cc", "Cf", "Co", "Zl", "Zp", "Mn", "Mc", "Me")
    return odd or never or character in BLANK or character == "\N{REPLACEMENT CHARACTER}"


def neighbours(line: str) -> Iterator[tuple[str, str, str]]:
    """Yield each character of a line between the one before it and the one after it, a space at the line's ends."""
    return zip(f" {line}", line, f"{line[1:]} ", strict=False)


def joins(before: str, character: str, after: str) -> bool:
    """Return whether the character makes one sign with its neighbours: a mark on a letter, or parts of an emoji."""
    if character == ZWJ:  # a picture, its skin colour or its variation, then a picture (UTS #51, ED-16)
        return unicodedata.category(before) in ("So", "Sk", "Mn") and unicodedata.category(after) == "So"
    if ord(character) in TAGS:
        return before == "\N{WAVING BLACK FLAG}" or ord(before) in TAGS
    return unicodedata.category(character)[0] == "M" and character not in BLANK and not before.isspace()


def without_unseen(line: str) -> str:
    """Return the line without the characters of format that join nothing, such as soft hyphens and zero-width spaces."""
    if not any(unicodedata.category(character) == "Cf" for character in RARE.findall(line)):
        return line
    return "".join(c for b, c, a in neighbours(line) if unicodedata.category(c) != "Cf" or joins(b, c, a))


# ----- what is not the character that it looks like


def plain(text: str) -> str:
    """Return the text with the character that is meant in the place of each unusual one: as many characters."""
    return UNUSUAL.sub(lambda match: meant(match[0]), text)


@cache
def meant(character: str) -> str:
    """Return the ideograph that an unusual character stands for, itself where it stands for none.

    Of a character for private use it is the one that GBK has at its place, which Unicode had not yet, else 〓.
    """
    code = ord(character)
    if is_private(character):
        place = code - 0xE815  # GBK has FE50 to FEA0 there, without FE7F (GB 18030-2005, Annex E)
        said = bytes((0xFE, 0x50 + place + (place >= 47))).decode("gb18030") if 0 <= place < 80 else character
        return GETA if is_private(said) else meant(said)
    return RADICALS[code - 0x2E80] if 0x2E80 <= code <= 0x2EF3 else unicodedata.normalize("NFKC", character)


def odd_characters(lines: Mapping[int, str]) -> list[tuple[int, str, str]]:
    """Return what an editor should compare with the paper: the line, the characters, and the advice as a sentence's end.

    lines: of an article, or of a source page from raw_lines. Those of a kind are told at once, at the first.
    """
    first: dict[str, int] = {}
    for number, line in lines.items():
        for character in UNUSUAL.findall(line):
            first.setdefault(character, number)
    found = []
    for advice, private, sign in ((ALIKE, False, "{}"), (PRIVATE, True, "U+{1:04X}")):
        some = [c for c in first if is_private(c) == private and meant(c) != c]
        pairs = ", ".join(f"{sign.format(c, ord(c))} for {meant(c)}" for c in some[:12]) + " …" * (len(some) > 12)
        found += [(first[some[0]], "".join(some), f"has {pairs}: {advice}")] if some else []
    return found
