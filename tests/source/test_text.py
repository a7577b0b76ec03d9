"""A source page is read as it comes, whatever its encoding and line ends; what is no text is told in one line."""

import unicodedata

import pytest

from edition.faults import Fault
from edition.source.text import RARE, decode, is_odd, odd_characters, plain, raw_lines, read_lines, source_lines

SIMPLIFIED = """渔火节开幕\n\n昨晚六点，望潮渡镇的老码头上人声鼎沸，四百盏渔灯同时点亮。
“小时候听爷爷说，点灯是为了给晚归的船指路。”\n\n　　责任编辑：孙岚\t第3版 \n"""
TRADITIONAL = """漁火節開幕\n\n昨晚六時，望潮渡鎮的老碼頭上人聲鼎沸，四百盞漁燈同時點亮。
「小時候聽爺爺說，點燈是為了給晚歸的船指路。」\n\n　　責任編輯：孫嵐\t第3版 \n"""
ENGLISH = (
    "Lamps on the bay\n\nThe café by the ferry was “always open”, said Marie Dupré.\nFour hundred lanterns’ light.\n"
)
# The encoding that writes the page, what it begins with, and the one that is told.
ENCODINGS = [
    ("utf-8", b"", "utf-8", SIMPLIFIED),
    ("utf-8", b"\xef\xbb\xbf", "utf-8", SIMPLIFIED),
    ("utf-16-le", b"\xff\xfe", "utf-16", SIMPLIFIED),
    ("utf-16-be", b"\xfe\xff", "utf-16", TRADITIONAL),
    ("gb18030", b"", "gb18030", SIMPLIFIED),
    ("gbk", b"", "gb18030", TRADITIONAL),
    ("big5", b"", "big5", TRADITIONAL),
    ("big5hkscs", b"", "big5hkscs", TRADITIONAL + "渡海小輪喺碼頭等緊客，嗰個叫啲人行快啲。\n"),
    ("cp1252", b"", "cp1252", ENGLISH),
]


def fault_of(function, *arguments) -> tuple[str, int | None]:
    """Return id and line of the fault that the call raises."""
    with pytest.raises(Fault) as raised:
        function(*arguments)
    return raised.value.id, raised.value.line


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("written, mark, told, text", ENCODINGS)
def test_the_text_of_a_page_is_the_same_in_every_encoding(tmp_path, written, mark, told, text, line_end):
    path = tmp_path / "page.txt"
    path.write_bytes(mark + text.replace("\n", line_end).encode(written))
    assert decode(path, path.read_bytes()) == (text, told)
    assert decode(path, path.read_bytes(), told) == (text, told), "what is stated in the order is what was told"
    expected = {number: line.rstrip() for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert source_lines(path) == source_lines(path, told) == expected


def test_a_short_page_has_the_encoding_of_its_words(tmp_path):
    for text, name in ((SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5")):
        words = text.replace("\n", "")
        for start in range(0, len(words) - 20, 7):
            part = words[start : start + 20]
            assert decode(tmp_path, part.encode(name))[0] == part


# What the file holds, the encoding that is stated, the id and the line of the fault.
NO_TEXT = [
    (b"PK\x03\x04\x14\0\6\0\n\0", "", "x-003", 1),
    (b"\x89PNG\r\n\x1a\n\0\0", "", "x-003", 1),
    ("标题\n正文\0。".encode(), "", "x-003", 2),
    ("标题\n".encode("utf-16-le"), "", "x-003", 1),
    (SIMPLIFIED.encode()[:-4] + b"\xe3\n", "", "x-003", 6),
    (SIMPLIFIED.encode().replace("岚".encode(), b"\xe5\xb2"), "", "x-003", 6),
    (SIMPLIFIED.encode("gb18030"), "utf-8", "x-003", 1),
    (TRADITIONAL.encode("big5"), "gb2312", "x-003", 1),
    ("一\n二".encode(), "utf-16", "x-003", 2),
    (b"+2AA-", "utf-7", "x-003", 1),
    ("标题".encode(), "gb18300", "x-004", None),
    ("标题".encode(), "rot13", "x-004", None),
    ("标题".encode(), "\0", "x-003", 1),
]


@pytest.mark.parametrize("data, encoding, id, line", NO_TEXT)
def test_what_is_no_text_is_told_in_one_line(tmp_path, data, encoding, id, line):
    assert fault_of(decode, tmp_path / "page.txt", data, encoding) == (id, line)


# A line of a source page, and as it is read: None where it is refused.
LINES = [
    ("\f　　甲\u00a0乙\t丙\v丁\x85戊\u2028己", "\f　　甲\u00a0乙\t丙\v丁 戊 己"),
    ("\ufeff甲\u200b乙\u00ad丙\u2060丁\u200e戊\u202e", "甲乙丙丁戊"),
    ("一家人👨‍👩‍👧合影❤️‍🔥🏴󠁧󠁢󠁥󠁮󠁧󠁿", "一家人👨‍👩‍👧合影❤️‍🔥🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    ("甲\u200d乙👨\u200d", "甲乙👨"),
    ("⽂化，⼈⺠⽇报，豈⺮\U0002f800", "文化，人民日报，豈⺮丽"),
    ("职工王\ue863，\ue000\U00100000", "职工王䶮，〓〓"),
    ("甲\ufffd", "x-006"),
    ("甲\x07", "x-007"),
    ("甲 \u0301乙", "x-007"),
    ("甲\ufffc乙", "x-007"),
    ("甲\ufffe", "x-007"),
    ("甲\u3164", "x-007"),
]


@pytest.mark.parametrize("line, read", LINES)
def test_a_line_of_a_page_is_read_without_what_nobody_sees(tmp_path, line, read):
    path = tmp_path / "page.txt"
    path.write_text(f"标题\n\n{line}\n", encoding="utf-8")
    if read.startswith("x-"):
        assert fault_of(source_lines, path) == (read, 3)
    else:
        assert source_lines(path) == {1: "标题", 3: read}


def test_what_an_order_reads_is_for_private_use(tmp_path):
    (tmp_path / "page.txt").write_text("王\ue863\ue000，一\n", encoding="utf-8")
    assert source_lines(tmp_path / "page.txt", "", "U+E863 龑, U+4E00 乙") == {1: "王龑〓，一"}


@pytest.mark.parametrize("line", ["职工王\ue863", "甲\u200b乙", "甲\u200d乙", "👨\u200d", "甲\U000e0067", "甲\t乙"])
def test_an_article_holds_nothing_that_a_device_does_not_show(tmp_path, line):
    (tmp_path / "a.md").write_text(f"甲\n{line}", encoding="utf-8")
    assert fault_of(read_lines, tmp_path / "a.md") == ("x-005" if "\ue863" in line else "x-007", 2)


def test_what_looks_like_an_ideograph_is_told_with_the_one_that_it_stands_for(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("标题\n⽂化，⼈⺠⽇报\n又⽂，王\ue863\n\ue000⺮\n", encoding="utf-8")
    radicals, private = odd_characters(raw_lines(path, path.read_text("utf-8")))
    assert radicals[:2] == (2, "⽂⼈⺠⽇") and "⽂ for 文, ⼈ for 人, ⺠ for 民, ⽇ for 日" in radicals[2]
    assert private[:2] == (3, "\ue863\ue000") and "U+E863 for 䶮, U+E000 for 〓" in private[2]
    assert odd_characters({1: "文化，人民日报，〓", 2: "﨎"}) == []


def test_each_unusual_character_stands_for_one_other():
    text = "".join(map(chr, [*range(0x2E80, 0x2FD6), *range(0xE000, 0xFB00), *range(0x2F800, 0x2FA20)]))
    assert len(plain(text)) == len(text) and plain(plain(text)) == plain(text)
    for character in text[text.index("⼀") : text.index("⼀") + 214]:
        assert unicodedata.name(plain(character)).startswith("CJK UNIFIED IDEOGRAPH"), character
    assert plain("⺟⻳⻓⻔⻛⻢⺝⺼") == "母龟长门风马月肉"


def test_no_character_of_which_texts_are_made_is_odd():
    common = [character for character in map(chr, range(0x20, 0x10000)) if not RARE.match(character)]
    assert len(common) > 21_000 and not any(map(is_odd, common))
