"""A page goes from the file that an editor brings to the published article, whatever its encoding and its characters."""

import hashlib
import re

import pytest

from edition.bundle.build import build
from edition.bundle.single_file import write_single_files
from edition.desk.drafts import check_drafts
from edition.desk.new import new_article
from edition.desk.order import write_order
from edition.source.order import read_order
from tests.conftest import sign

TEXT = "渔火节开幕\n\n本报记者 林晓雨\n\n昨晚六点，望潮渡镇的老码头上人声鼎沸，四百盏渔灯同时点亮。\n\n职工都来了。\n"
ODD = TEXT.replace("人声", "⼈声").replace("职工", "职工王\ue863\ue001，")
TOLD = "line 5 has ⼈ for 人", "line 7 has U+E863 for 䶮, U+E001 for 〓"
# The bytes of a page, what ENCODING= says, what the order says of it, and the characters that are asked about.
PAGES = [
    (TEXT.encode("utf-8-sig"), "", "", ()),
    (TEXT.replace("\n", "\r\n").encode("gb18030"), "", "gb18030", ()),
    (TEXT.replace("\n", "\r").encode("utf-16"), "", "utf-16", ()),
    (TEXT.encode("utf-16-le"), "UTF-16LE", "utf-16-le", ()),
    (ODD.encode(), "", "", TOLD),
]


@pytest.mark.parametrize("data, encoding, stated, told", PAGES, ids=["BOM", "GB 18030", "CR", "stated", "odd"])
def test_a_page_is_published_from_its_bytes(desk, tmp_path, data, encoding, stated, told):
    (tmp_path / "page.txt").write_bytes(data)
    (desk.content / "source" / "b.txt").mkdir()  # or a pipe: it is no page, and is not read
    said = new_article(str(tmp_path / "page.txt"), "next", "", desk.settings, encoding=encoding)
    (desk.content / "source" / "b.txt").rmdir()
    order = read_order(desk.content / "source" / "next.order")
    assert order.source.read_bytes() == data and order.value("encoding") == stated
    assert order.value("sha256") == hashlib.sha256(data).hexdigest()
    report = "\n".join(check_drafts("next", desk.settings))
    for words in told:
        assert words in "\n".join(said) and f"source {words}" in report
    sign(order.path)
    build(desk.project / "output", settings=desk.settings)
    published = (desk.project / "output" / "next.html").read_text(encoding="utf-8")
    words = "职工王䶮〓，都来了。" if told else "职工都来了。"
    assert "老码头上人声鼎沸" in published and words in published
    text = ODD if told else TEXT
    assert (desk.project / "output" / "source" / "next.txt").read_bytes() == (text.encode() if stated else data)
    if stated == "gb18030":
        write_single_files(desk.project / "dist", settings=desk.settings)
        whole = (desk.project / "dist" / "next.html").read_text(encoding="utf-8")
        assert whole.count("老码头上人声鼎沸") > 1, "the page as text, whatever its encoding"


def test_the_order_may_say_what_the_paper_prints_for_private_characters(desk, tmp_path):
    (tmp_path / "page.txt").write_text(ODD, encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "next", "", desk.settings)
    desk.edit("content/source/next.order", "\nsha256 ", "\nreads U+E001 镕, U+E863 龑\nsha256 ")
    assert [fault.id for fault in desk.faults(check_drafts, "next")] == ["o-012"], "the row quotes what was guessed"
    desk.edit("content/next.md", "王䶮〓", "王龑镕")
    write_order("next", desk.settings)
    assert "U+E" not in "\n".join(check_drafts("next", desk.settings))
    sign(desk.content / "source" / "next.order")
    build(desk.project / "output", settings=desk.settings)
    assert "王龑镕" in (desk.project / "output" / "next.html").read_text(encoding="utf-8")
    desk.edit("content/source/next.order", "reads U+E001 镕", "reads U+E001 镕镕")
    assert [fault.id for fault in desk.faults(check_drafts, "next")] == ["o-001"]


def test_an_article_may_print_a_radical_where_the_page_has_one_and_is_told(desk, tmp_path):
    (tmp_path / "page.txt").write_text(ODD, encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "next", "", desk.settings)
    desk.edit("content/next.md", "人声", "⼈声")
    sign(desk.content / "source" / "next.order")
    build(desk.project / "output", settings=desk.settings)
    assert "⼈声" in (desk.project / "output" / "next.html").read_text(encoding="utf-8")
    assert re.search("next.md: line [0-9]+ has ⼈ for 人", "\n".join(check_drafts("next", desk.settings)))


def test_a_page_of_a_pdf_is_kept_as_text_and_the_order_says_where_it_is_from(desk, tmp_path, monkeypatch):
    monkeypatch.setattr("edition.source.pdf.run_limited", lambda function, *args, **limits: (TEXT, "a library"))
    (tmp_path / "paper.PDF").write_bytes(b"%PDF-")
    new_article(str(tmp_path / "paper.PDF"), "next", "", desk.settings, page="3")
    order = read_order(desk.content / "source" / "next.order")
    assert order.source.read_text(encoding="utf-8") == TEXT and order.value("extracted").startswith(
        "page 3 of paper.PDF, sha256 "
    )
    assert [path.name for path in desk.content.rglob("*[pP][dD][fF]")] == []


def test_an_encoding_that_nobody_knows_is_told(desk, tmp_path):
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")

    def begin(*, settings):
        new_article(str(tmp_path / "page.txt"), "next", "", settings, encoding="gb18300")

    assert [fault.id for fault in desk.faults(begin)] == ["x-004"]
