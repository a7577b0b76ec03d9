"""`make new` begins an article from an extracted page: it tells what it can, lists what it can't, loses nothing."""

import re

import pytest

from edition.bundle.build import build
from edition.desk.drafts import check_drafts
from edition.desk.new import new_article
<<<<<<< HEAD
=======
from edition.proof.markdown import units_of
from edition.source.guess import guess
>>>>>>> 2b5cdc4 (The parts of a newspaper: series, standfirst, preface, lede, two ranks of headings, credits, lists, quotations, questions, verse, tables, boxes, footnotes, sign-off)
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
    ("page.txt", "wangchao-du", "", "", ["n-003 wangchao-du.md"]),
    ("page.txt", "there", "", "标题\n\n文。", ["n-003 there.order"]),
    ("", "next", "", "", ["n-004 SOURCE"]),
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


<<<<<<< HEAD
=======
def test_every_line_of_a_page_can_be_said(desk, tmp_path):
    lines = (
        "标题 {{x}}|文。|/// photo|# 号|- 项|<b>粗</b>。|甲**乙**丙。|一[词](http://a)。|甲[[gap]]|## 题|尾\\。".split(
            "|"
        )
    )
    (tmp_path / "page.txt").write_text("\n".join(lines), encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "next", "", desk.settings)
    assert [unit.text for unit in units_of(desk.content / "next.md")] == lines


# A page; what its lines are taken for, what its head says, which lines are left to decide.
BYLINE = {"byline": "记者 王小禾"}
# fmt: off
PAGES = [
    ("引题句\n\n标题句\n\n记者 王小禾\n\n正文。", "kicker headline byline paragraph", {"kicker": "引题句", "title": "标题句", **BYLINE}, []),
    ("标题句\n\n记者\u3000王小禾\n\n正文。", "headline byline paragraph", {"title": "标题句", "byline": "记者\u3000王小禾"}, []),
    ("标题句\n\n本报记者 王小禾 李木\n\n正文。", "headline byline paragraph", {"title": "标题句", "byline": "本报记者 王小禾 李木"}, []),
    ("第一行\n\n第二行\n\n正文。", "headline paragraph paragraph", {"title": "第一行"}, [1, 3]),
    ("甲行\n\n乙行\n\n丙行\n\n记者 王小禾\n\n正文。", "paragraph paragraph headline byline paragraph", {"title": "丙行", **BYLINE}, [1, 3, 5]),
    ("标题句\n\n记者 王小禾 通讯员 李木\n\n正文。", "headline paragraph paragraph", {"title": "标题句"}, [1, 3]),
    ("标题句\n\n记者王小禾\n\n正文。", "headline paragraph paragraph", {"title": "标题句"}, [1, 3]),
    ("标题句\n\n记者 王小禾\n\n正文。\n\n通讯员 李木", "headline paragraph paragraph paragraph", {"title": "标题句"}, [1, 3, 7]),
    ("标题句\n\n1 小节\n\n正文。", "headline heading paragraph", {"title": "标题句"}, []),
    ("标题句\n\n2 小节\n\n正文。", "headline paragraph paragraph", {"title": "标题句"}, [3]),
    ("标题句\n\n1 小节\n\n2 小节\n\n正文。", "headline paragraph paragraph paragraph", {"title": "标题句"}, [3, 5]),
    ("标题句\n\n正文。\n\n1 小节", "headline paragraph paragraph", {"title": "标题句"}, [5]),
    ("标题句\n\n2022年春天很暖。", "headline paragraph", {"title": "标题句"}, []),
    ("标题句\n\n正文。\n\n正文二。\n\n\n\n江边。\n\n正文三。", "headline paragraph paragraph caption paragraph", {"title": "标题句"}, []),
    ("标题句\n\n正文。\n\n图为江边的书房。\n\n正文二。", "headline paragraph caption paragraph", {"title": "标题句"}, []),
    ("标题句\n\n正文。\n\n大家都说好。\n\n正文二。", "headline paragraph paragraph paragraph", {"title": "标题句"}, []),
    ("标题句\n\n正文说到这里，\n\n江边书房\n\n正文。", "headline paragraph paragraph paragraph", {"title": "标题句"}, [3, 5]),
]
# fmt: on


@pytest.mark.parametrize("text, roles, metadata, asked", PAGES)
def test_a_line_is_taken_for_more_than_a_paragraph_only_where_it_is_safe(text, roles, metadata, asked):
    found = guess({number: line for number, line in enumerate(text.split("\n"), start=1) if line})
    assert [line.role for line in found.lines] == roles.split()
    assert found.metadata == metadata and sorted(found.questions) == asked


def test_the_editor_may_name_the_headline():
    found = guess({1: "第一行", 3: "第二 行", 5: "正文。"}, "第二行")
    assert found.metadata == {"title": "第二 行"} and sorted(found.questions) == [1]


>>>>>>> 2b5cdc4 (The parts of a newspaper: series, standfirst, preface, lede, two ranks of headings, credits, lists, quotations, questions, verse, tables, boxes, footnotes, sign-off)
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


def test_words_that_look_like_markup_are_published_as_they_stand(desk, tmp_path):
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
        "/// photo。",
        "尾。",
    ]
    (tmp_path / "page.txt").write_text("\n\n".join(lines), encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "next", "", desk.settings)
    sign(desk.content / "source" / "next.order")
    build(desk.project / "output", settings=desk.settings)
    page = (desk.project / "output" / "next.html").read_text(encoding="utf-8")
    assert "甲**乙**丙。" in page and "&lt;b&gt;粗&lt;/b&gt;。" in page
