"""The first article: every word of its source page is on the built page, where a reader looks for it, and nothing is added.

The only tests that need the first article; where content/ holds others, they are skipped.
"""

import hashlib
from datetime import date

import pytest
from bs4 import BeautifulSoup

from edition.labels import day_in_words
from edition.proof.page import Page, read_page
from edition.source.order import read_order
from tests.conftest import FIRST_ARTICLE, LANG, ROOT, says

if not FIRST_ARTICLE.is_file():
    pytest.skip("content/ does not hold the first article", allow_module_level=True)

ORDER = read_order(ROOT / "content" / "source" / "jining-gaoxinqu.order")
SOURCE_SHA256 = "92fb5847d7f9fc58e812b30b7f33add0d2790477a779e305fa59a530dcdf7ec8"


@pytest.fixture(scope="module")
def html(first_article) -> str:
    """The article's page as it is published."""
    return first_article.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html) -> Page:
    """The page as the proof reads it."""
    return read_page(html)


@pytest.fixture(scope="module")
def soup(html) -> BeautifulSoup:
    """The page as a second parser reads it."""
    return BeautifulSoup(html, "html.parser")


def test_the_source_page_is_the_one_that_was_extracted():
    assert hashlib.sha256((ROOT / "content" / "source" / "page.txt").read_bytes()).hexdigest() == SOURCE_SHA256


def test_the_reading_order_uses_the_32_lines_of_the_source_once_each():
    lines = [line for unit in ORDER.units for line in unit.lines]
    assert len(lines) == len(set(lines)) == 32
    assert [unit.role for unit in ORDER.units].count("caption") == 4
    assert [unit.role for unit in ORDER.units].count("heading") == 3
    assert sum(len(unit.lines) == 2 for unit in ORDER.units) == 2, "two paragraphs are joined"


def test_the_page_is_each_part_of_the_source_once_in_its_reading_order_and_nothing_else(page):
    assert [block.key for block in page.blocks] == [unit.key for unit in ORDER.units]


def test_three_numbered_sections_stand_in_order_under_their_headings(soup):
    headings = [section.h2.get_text() for section in soup.select("article section")]
    assert headings == [
        "1 党建赋能园区建设 助力中小企业加速发展",
        "2 做实做优网格党建 持续提升基层治理效能",
        "3 小阵地激发大能量 织密民生服务幸福网",
    ]


def test_the_head_of_the_story_is_kicker_headline_and_byline(soup):
    header = soup.select_one("article > header")
    assert [tag.name for tag in header.hgroup.find_all(True, recursive=False)] == ["p", "h1"]
    assert header.hgroup.p.get_text() == "党建赋能，点燃发展红色引擎"
    assert header.h1.get_text() == "济宁高新区跑出高质量发展加速度"
    assert header.select_one(".byline").get_text() == "通讯员 绪言 苏恩孟 吴丛"


@pytest.mark.parametrize(
    ("caption", "section", "before"),
    [
        ("创新谷党建文化广场。", "section-1", "均和云谷·济宁创新谷科技园项目是"),
        ("均和云谷高新区政务服务e大厅。", "section-1", "为满足园区和企业办事需求"),
        ("洸河街道三郭社区党群服务中心。", "section-3", "在济宁高新区洸河街道三郭社区"),
        ("柳行街道党群服务中心声乐课堂。", "section-3", "柳行街道对街道幸福邻里"),
    ],
)
def test_each_caption_stands_in_a_figure_after_the_paragraph_it_illustrates(soup, caption, section, before):
    (figure,) = [f for f in soup.find_all("figure") if f.figcaption.get_text() == caption]
    assert figure.find_parent("section")["id"] == section
    assert figure.find_previous_sibling().get_text().startswith(before)
    assert figure.find("img") is None, "no photograph came with the source"
    assert says("原文配图，未随文提供") in figure.get_text()


def test_the_last_words_are_the_closing_paragraph_of_section_3(page):
    last = page.blocks[-1]
    assert last.text.startswith("如今的济宁高新区") and last.text.endswith("高质量发展新征程。")
    assert last.section == 3


@pytest.mark.parametrize("words", ["今年，上海均和集团与济宁创新谷再次合作", "同时，深化在职党员“双报到”工作"])
def test_a_break_of_the_source_is_marked_in_its_paragraph_and_explained(soup, words):
    (paragraph,) = [p for p in soup.select("article p") if p.get_text().startswith(words)]
    mark = paragraph.find_all(True, recursive=False)[-1]
    assert mark["data-edition"] == "gap"
    assert mark.next_sibling is None, "nothing follows the break"
    link = mark.find("a", role="doc-noteref")
    note = soup.find(id=link["href"][1:])
    assert note.find_parent(role="doc-endnotes") and not note.find_parent("article")
    assert note.find("a", role="doc-backlink")["href"] == f"#{mark['id']}"
    quoted = paragraph.get_text().split(mark.get_text())[0][-6:]
    assert quoted in note.get_text(), "the note says after which words the source breaks off"


def test_every_paragraph_and_section_can_be_linked_to(soup):
    ids = [tag["id"] for tag in soup.select("article section, article section p:not([data-edition]), .lede")]
    assert len(ids) == len(set(ids)) == 3 + 19 + 1
    assert all(i.isascii() for i in ids)


def test_the_only_date_is_that_of_the_web_edition(soup):
    (time,) = soup.find_all("time")
    assert time["datetime"] == "2026-11-22"
    colophon = soup.find("footer").get_text()
    assert says("网络版日期：%(day)s", day=day_in_words(date(2026, 11, 22), LANG)) in colophon
    assert says("来源未记录首次发表日期。") in colophon
