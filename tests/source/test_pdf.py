"""A page of a PDF gives its text in the order of its columns, in blocks; what gives none is told in one line."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader, PdfWriter

from edition.faults import Fault
from edition.source import pdf
from edition.source.text import source_lines

LONG = "望潮渡镇的老码头上人声鼎沸，四百盏渔灯同时点亮，来自周边七个村的渔民驾着三十六条木船，绕海湾一周，把灯火送到每一户人家的门前。"
PARAGRAPHS = [f"{mark}。{LONG[start:]}{LONG}" for start, mark in enumerate("甲乙丙丁戊己庚")]
STYLE = """<meta charset=utf-8><style>@page { size: 240mm 300mm; margin: 10mm } h1, .b { text-align: center }
body { font: 10pt/1.5 "Noto Sans CJK SC", sans-serif } p { margin: 0; text-indent: 2em } h2 { margin: 0; font-size: 14pt; line-height: 1 } table { border-spacing: 20pt 0 }
.c { columns: %s; column-gap: 7mm; text-align: justify } .v { writing-mode: vertical-rl; text-indent: 0 }</style>"""
# A story in columns, then another one below it.
STORY = "<h1>%s</h1><p class=b>本报记者 林晓雨 通讯员 周启明</p><div class=c>%s</div>"
FIRST = STORY % ("渔火节开幕", "<h2>1 灯亮了</h2>".join(f"<p>{words}</p>" for words in PARAGRAPHS[:4]))
SECOND = STORY % ("码头修好了", "".join(f"<p>{words}</p>" for words in PARAGRAPHS[4:]))
# The same words where the file draws the first line of each column, then the second ones.
ROWS = [LONG[start : start + 12] for start in range(0, 60, 12)]
ACROSS = "".join(f"<tr>{''.join(f'<td>{column}{row}</td>' for column in '左中右')}</tr>" for row in ROWS)
SIGNS = """<p lang=en>It was a wonder-<br>ful night; the oﬃce was shut.</p><p>第<span style="padding: 0 .25em">3</span>版𠮷野家</p>
<p class=v>竖排的标题</p><table><tr><td>公司</td><td>上会</td></tr><tr><td>甲公司</td><td>1月2日</td></tr></table>
<p>⽂化⼈</p>"""


@pytest.fixture(scope="module")
def printed(chromium, tmp_path_factory):
    """Return what prints HTML in columns into a PDF."""
    folder = tmp_path_factory.mktemp("printed")
    page = chromium.new_page()

    def print_page(html: str, columns: int = 1):
        path = folder / f"page {columns}.pdf"
        page.set_content(STYLE % columns + html)
        page.pdf(path=path, prefer_css_page_size=True)
        return path

    yield print_page
    page.close()


def blocks_of(text: str) -> list[str]:
    """Return the blocks of a text, without their white space."""
    return ["".join(block.split()) for block in text.strip().split("\n\n")]


@pytest.mark.parametrize("columns", [1, 3, 4])
def test_a_page_in_columns_is_read_in_their_order_and_in_paragraphs(printed, columns):
    path = printed(FIRST + SECOND, columns)
    assert len(PdfReader(path).pages) == 1
    _, text, _, entries = pdf.read_source(path, "1")
    byline, heading = "本报记者林晓雨通讯员周启明", "1灯亮了"
    first = [part for words in PARAGRAPHS[:4] for part in (words, heading)][:-1]
    assert blocks_of(text) == ["渔火节开幕", byline, *first, "码头修好了", byline, *PARAGRAPHS[4:]]
    assert all(f"\n　　{words[:8]}" in text for words in PARAGRAPHS) and "　　1 灯" not in text
    assert "本报记者 林晓雨 通讯员 周启明\n" in text and "1 灯亮了\n" in text
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert re.fullmatch(rf"page 1 of page {columns}\.pdf, sha256 {digest}, by pypdfium2 [0-9.]+", entries["extracted"])


@pytest.mark.parametrize("style, before", [("margin: 0", "　　"), ("margin: 1em 0", "")])
def test_a_paragraph_is_told_by_typed_spaces_or_by_a_gap(printed, style, before):
    html = "".join(f"<p style='text-indent: 0; {style}'>{before}{words}</p>" for words in PARAGRAPHS)
    assert blocks_of(pdf.read_source(printed(html), "1").text) == PARAGRAPHS


def test_a_paragraph_with_typed_spaces_that_are_drawn_begins_a_block():
    lines = [
        pdf.Line(words, 0, 90 - 12 * n, 100, 100 - 12 * n) for n, words in enumerate(["　　甲。", "乙。", "　　丙。"])
    ]
    assert pdf.text_of(lines) == "　　甲。\n乙。\n\n　　丙。\n"


def test_a_blank_or_a_letter_without_size_at_the_head_of_a_page_is_no_line():
    signs = [
        ("\u3000", 0, 0, 10, 10),
        ("甲", 40, 0, 50, 10),
        ("\r", 50, 0, 50, 0),
        ("a", 9, 9, 9, 9),
        ("b", 9, 3, 9, 3),
    ]
    assert pdf.text_of(pdf.lines_of(signs)).split() == ["甲", "a", "b"]


def test_a_flat_letter_stands_on_its_line_and_letters_parted_to_fill_it_are_no_words():
    signs = [("一", 0, 4, 10, 6)]
    for n, sign in enumerate("艘船，要钉乙", 1):
        signs += [(" ", 12 * n, 0, 12 * n, 0), (sign, 12 * n, 0, 12 * n + 10, 10)]
    assert pdf.text_of(pdf.lines_of(signs)) == "一艘船，要钉乙\n"
    assert pdf.text_of(pdf.lines_of(signs[:-6])) == "一 艘 船 ，\n", "a name may be parted so"


def test_a_letter_that_the_file_does_not_name_leaves_a_mark():
    signs = [(sign, 10 * n, 0, 10 * n + 10, 10) for n, sign in enumerate("甲\0\x90\ufffd\ufffe\ufdd0乙\ue863e\u0301")]
    assert pdf.text_of(pdf.lines_of(signs)) == "甲〓〓〓〓〓乙\ue863e\u0301\n"


def test_a_page_drawn_across_its_columns_is_read_one_column_after_another(printed):
    text = pdf.read_source(printed(f"<h1>标题在此</h1><table>{ACROSS}</table>"), "1").text
    assert text.split() == ["标题在此", *(column + row for column in "左中右" for row in ROWS)]


def test_what_is_drawn_becomes_the_characters_that_are_read(printed, tmp_path):
    path = printed(SIGNS)
    _, text, data, entries = pdf.read_source(path, "1")
    for words in ("wonder-\nful night; the office was shut.", "第3版𠮷野家\n", "\n竖排的标题\n", "甲公司\t1月2日\n"):
        assert words in text
    (tmp_path / "page.txt").write_bytes(data)
    assert "　　文化人" in source_lines(tmp_path / "page.txt").values()
    assert data.decode() == text and entries.keys() == {"extracted"}


def test_a_text_is_kept_as_it_is(tmp_path):
    (tmp_path / "page.txt").write_bytes("标题\r\n正文。\r\n".encode("gb18030"))
    _, text, data, entries = pdf.read_source(tmp_path / "page.txt", "", "gbk")
    assert (text, data, entries) == ("标题\n正文。\n", (tmp_path / "page.txt").read_bytes(), {"encoding": "gbk"})
    (tmp_path / "page.txt").write_bytes("标题\n".encode())
    assert pdf.read_source(tmp_path / "page.txt").entries == {}


def written(change) -> bytes:
    """Return a PDF of two pages without a word, changed."""
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(200, 200)
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


BLANK = written(lambda writer: None)
# The bytes of the file, the page that is asked for, the fault.
REFUSED = {
    "no text": (BLANK, "2", "s-004"),
    "no number": (BLANK, "", "s-001"),
    "page 0": (BLANK, "0", "s-001"),
    "page 3 of 2": (BLANK, "3", "s-001"),
    "a number of many digits": (BLANK, "9" * 5000, "s-001"),
    "a full-width number": (BLANK, "１", "s-001"),
    "words": (BLANK, "one", "s-001"),
    "locked": (written(lambda writer: writer.encrypt("secret", algorithm="RC4-128")), "1", "s-002"),
    "cut off": (BLANK[:100], "1", "s-003"),
    "empty": (b"", "1", "s-003"),
    "a text": ("标题\n正文。\n".encode(), "1", "s-003"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_pdf_that_gives_no_page_is_told_in_one_line(tmp_path, name):
    data, page, id = REFUSED[name]
    path = tmp_path / "page.pdf"
    path.write_bytes(data)
    with pytest.raises(Fault) as raised:
        pdf.read_source(path, page)
    assert (raised.value.id, raised.value.path) == (id, path) and len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize("limit, most", [("SECONDS", 0), ("MEGABYTES", 1)])
def test_a_pdf_that_takes_too_much_is_given_up(tmp_path, monkeypatch, limit, most):
    (tmp_path / "page.pdf").write_bytes(BLANK)
    monkeypatch.setattr(pdf, limit, most)
    with pytest.raises(Fault) as raised:
        pdf.read_source(tmp_path / "page.pdf", "1")
    assert raised.value.id == "s-003"
