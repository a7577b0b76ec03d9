"""`make new` begins an article from an extracted page: it tells what it can, lists what it can't, loses nothing."""

import re
from pathlib import Path

import pytest

from edition.bundle.build import build
from edition.desk.drafts import check_drafts
from edition.desk.new import new_article
from edition.source.order import read_order
from tests.conftest import CONTENT, sign

EXTRACTION = CONTENT / "source" / "wangchao-du.txt"


def test_an_extraction_becomes_a_draft_that_holds_each_line_once_and_as_it_stands(desk, tmp_path):
    page = tmp_path / "extracted page.txt"
    page.write_bytes(EXTRACTION.read_bytes().replace("，".encode(), "；".encode()))  # the page itself is in content/
    said = "\n".join(new_article(str(page), "next", "", desk.settings))
    assert (desk.content / "source" / "next.txt").read_bytes() == page.read_bytes()
    assert read_order(desk.content / "source" / "next.order").draft
    head, _, body = desk.read("content/next.md").partition("\n\n")
    assert re.fullmatch(
        "Title: 望潮镇把旧渡口变成了大书房\nPhrases: 望潮镇 把旧渡口 变成了 大书房\nKicker: 江风吹进老渡口；书声留住望潮人\n"
        r"Byline: 本报记者 沈一苇 陶知白\nDate: 20\d\d-\d\d-\d\d\nSource: source/next\.txt",
        head,
    )
    assert re.findall("^## .*", body, re.MULTILINE) == ["## 1 渡船停了 人不能散", "## 2 一个书架 一户人家"]
    assert len(re.findall("/// photo\n.*。\n///\n", body)) == 3
    asked = re.findall(r"^to decide: source line (\d+) ", said, re.MULTILINE)
    assert asked == ["15", "23", "57", "5"], "a heading out of its place, two lines that are cut off, two headlines"
    left = [line for line in check_drafts(settings=desk.settings) if "next.md" in line]
    assert len(left) == 2 and "all 25 lines" in left[0], "of its words nothing is lost"
    assert re.findall(r"(\d+) 「", left[1]) == asked[:3]

    output = desk.project / "output"
    build(output, settings=desk.settings)
    assert not list(output.rglob("next.*"))
    sign(desk.content / "source" / "next.order")
    build(output, settings=desk.settings)
    assert (output / "next.html").is_file(), "a signature is missing, and nothing else"


def test_an_article_without_a_source_is_begun_as_a_draft(desk):
    new_article("", "next", "说“好” & 不好", desk.settings)
    assert re.match("Title: 说“好” & 不好\nDate: .*\nStatus: draft\n\n.", desk.read("content/next.md"))
    assert [line.partition(": ")[0] for line in check_drafts(settings=desk.settings)] == ["content/next.md"]


# SOURCE, SLUG, TITLE, the words of a page that is written as page.txt; the ids and places of the faults.
# fmt: off
REFUSED = [
    ("page.txt", "", "", "", ["n-001 SLUG"]),
    ("page.txt", "../x", "", "", ["m-012 SLUG"]),
    ("page.txt", "index", "", "", ["m-013 SLUG"]),
    ("page.txt", "next", "", "标题\n" + "文。\n" * 60_000, ["x-002 page.txt:10001"]),
    ("page.txt", "wangchao-du", "", "", ["n-003 wangchao-du.md"]),
    ("page.txt", "there", "", "标题\n\n文。", ["n-003 there.order"]),
    ("", "next", "", "", ["n-004 SOURCE"]),
    ("", "next", "甲**乙**", "", ["n-007 TITLE"]),
    ("none.txt", "next", "", "", ["x-0 none.txt"]),
    ("page.txt", "next", "", "标题\0\n正文。\n", ["x-0 page.txt:1"]),
    ("page.txt", "next", "", "\n \n\u3000\n", ["n-005 page.txt"]),
    ("page.txt", "next", "", "正文。\n\n又一段。\n", ["n-005 page.txt"]),
    ("page.txt", "next", "别的", "标题\n正文。", ["n-005 page.txt"]),
    (str(EXTRACTION), "next", "", "", ["n-006 wangchao-du.txt"]),
    ("page.txt", "next", "", "标题\n", ["n-007 page.txt"]),
]
# fmt: on


@pytest.mark.parametrize("source, slug, title, text, told", REFUSED)
def test_what_cannot_begin_an_article_is_refused(desk, tmp_path, monkeypatch, source, slug, title, text, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_bytes(text.encode())
    desk.write("content/source/there.order", "mine")
    faults = desk.faults(new_article, source, slug, title)
    assert len(faults) == len(told)
    for fault, (id, place) in zip(faults, map(str.split, told), strict=True):
        assert fault.id.startswith(id) and fault.place.endswith(place)


def test_words_that_part_quotations_in_an_order_do_no_harm(desk, tmp_path):
    lines = [
        "标题",
        "甲 + 乙 + 丙。",
        "甲 ... 乙。",
        "长长的一段话里有 + 号和 ... 号，还有很多别的字，一直写到这里才完。",
    ]
    (tmp_path / "page.txt").write_text("\n".join(lines), encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "next", "", desk.settings)
    assert [unit.text for unit in read_order(desk.content / "source" / "next.order").units] == lines


def test_words_that_look_like_markup_and_photographs_alone_are_published_as_they_stand(desk, tmp_path):
    lines = [
        "标题",
        "文。",
        "# 号",
        "- 项",
        "<b>粗</b>。",
        "甲**乙**丙。",
        "一[词](http://a)。",
        "甲[[gap]]",
        "三 /// 杠。",
    ]
    lines += ["/// photo。", "写&nbsp;与&。", "甲\t乙。", "尾。"]
    (tmp_path / "page.txt").write_text("\n\n".join(lines), encoding="utf-8")
    (tmp_path / "photo.txt").write_text("标题\n\n图为渡口。\n王五摄\n", encoding="utf-8")
    (tmp_path / "section.txt").write_text("标题\n\n文。\n\n小节\n\n图为渡口。\n", encoding="utf-8")
    for name in ("page", "photo", "section"):
        new_article(str(tmp_path / f"{name}.txt"), name, "", desk.settings)
        sign(desk.content / "source" / f"{name}.order")
    build(desk.project / "output", settings=desk.settings)
    page = (desk.project / "output" / "page.html").read_text(encoding="utf-8")
    assert all(
        words in page for words in ("甲**乙**丙。", "&lt;b&gt;粗&lt;/b&gt;。", "写&amp;nbsp;与&amp;。", "甲 乙。")
    )
    assert "图为渡口。" in (desk.project / "output" / "photo.html").read_text(encoding="utf-8")
    assert desk.read("content/section.md").endswith("\n小节\n\n\\图为渡口。\n"), "no section of a caption alone"


@pytest.mark.parametrize("encoding, says", [("big5", True), ("gb18030", False)])
def test_a_page_in_an_encoding_of_traditional_chinese_says_its_language(desk, tmp_path, encoding, says):
    (tmp_path / "page.txt").write_bytes(
        "望海日報　2026年3月5日\n\n守窯人的火與字\n\n白石窯最後一次點火，是在去年冬至的那個夜裡。\n".encode(encoding)
    )
    new_article(str(tmp_path / "page.txt"), "kiln", "", desk.settings)
    assert "\nPublished: 2026年3月5日\n" in desk.read("content/kiln.md")
    assert ("\nLang: zh-TW\n" in desk.read("content/kiln.md")) == says


def test_what_is_begun_from_any_page_lacks_no_word_and_agrees_with_its_order(desk):
    pages = sorted((Path(__file__).parents[1] / "source" / "pages").glob("*.txt"))
    for page in pages:
        new_article(str(page), page.stem, "", desk.settings)
    said = [line for line in check_drafts(settings=desk.settings) if ".md: all " in line]
    assert len(said) == len(pages) and all("make sign" in line for line in said)
