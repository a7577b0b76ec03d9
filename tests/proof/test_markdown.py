"""An article that names no source page is laid over its Markdown, and the checks say what that does not prove."""

import re

import pytest

from edition.check import bundle
from edition.proof import markdown as unsourced
from edition.proof.page import Page
from tests.conftest import copy_tree, run_build, run_module

TEXT = """Title: 无来源的一篇
Kicker: 引题
Role: 记者
Authors: 王小禾; 李木
Date: 2026-11-23
Note: 说明一。
    说明二。

导语，写在
两行上，还有 English
words。

## 1 第一节

甲段有**重点**，也有[去处](https://example.org/)。

/// photo | images/wangchao-du-river.jpg
    alt: "画：江边"

图说甲。
///

乙段断在这里[[gap]]

## 2 第二节

丙段。

/// photo
图说乙。
///
丁段紧跟其后。
"""


@pytest.fixture(scope="module")
def built(example_project, tmp_path_factory):
    """A project with the article beside the front page, and its bundle in output/. Read it, never write to it."""
    project = copy_tree(example_project, tmp_path_factory.mktemp("unsourced") / "project")
    for path in [*(project / "content").rglob("wangchao-du.*")]:
        path.unlink()
    (project / "content" / "unsourced.md").write_text(TEXT, encoding="utf-8")
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def article(built):
    """The article's Markdown."""
    return unsourced.read(built / "content" / "unsourced.md")


def spoilt(built, old: str, new: str) -> Page:
    """Return the article's page with its HTML changed."""
    text = (built / "output" / "unsourced.html").read_text(encoding="utf-8")
    changed = re.sub(old, new, text, count=1, flags=re.DOTALL)
    assert changed != text, f"the page has no {old}"
    path = built / "spoilt.html"
    path.write_text(changed, encoding="utf-8")
    return Page.load(path)


def test_the_parts_of_the_markdown_are_read_with_their_places_and_lines(article):
    told = [(part.place, part.lines[0], part.text.replace("\ufffc", "…")) for part in article.parts]
    assert told == [
        ("kicker", 2, "引题"),
        ("headline", 1, "无来源的一篇"),
        ("byline", 4, "记者 王小禾 李木"),
        ("lede", 9, "导语，写在两行上，还有 English words。"),
        ("section 1, heading", 13, "1 第一节"),
        ("section 1, paragraph 1", 15, "甲段有重点，也有去处。"),
        ("caption 1", 17, "图说甲。"),
        ("section 1, paragraph 2", 23, "乙段断在这里…"),
        ("section 2, heading", 25, "2 第二节"),
        ("section 2, paragraph 1", 27, "丙段。"),
        ("caption 2", 29, "图说乙。"),
        ("section 2, paragraph 2", 32, "丁段紧跟其后。"),
    ]


def test_a_page_that_is_its_markdown_has_no_fault(built, article):
    assert unsourced.faults(Page.load(built / "output" / "unsourced.html"), article) == []


def test_the_checks_say_that_fidelity_to_a_source_was_not_checked(built):
    done = run_module(built, "tests.checks", "output")
    assert done.returncode == 0, done.stderr
    assert "unsourced.html: fidelity to a source was not checked: the article names none" in done.stdout
    assert "index.html: fidelity" not in done.stdout


SPOILT = {
    "paragraph lost": (r"<p id=section-2-p1>.*?</p>|<p id=\"section-2-p1\">.*?</p>", "", "section 2, paragraph 1 (Markdown line 27, 「丙段。」) is missing"),
    "word changed": ("丙段。", "丙断。", "section 2, paragraph 1 (Markdown line 27"),
    "paragraph doubled": (r"(<p id=\"section-2-p2\">.*?</p>)", r"\1\1", "stands a second time"),
    "paragraph moved": (r"(<p id=\"section-2-p1\">.*?</p>)(.*?)(</section>)", r"\2\1\3", "out of order"),
    "paragraph in another section": (r"(</section>)(.*?)(<p id=\"section-2-p1\">.*?</p>)", r"\3\1\2", "stands in section 1"),
    "caption lost": (r"<figcaption[^>]*>图说乙。</figcaption>", "", "caption 2 (Markdown line 29, 「图说乙。」) is missing"),
    "words added": (r"(<p id=\"section-2-p2\">)", r"<p>多出来的话。</p>\1", "words that the Markdown has not"),
    "headline changed": ("<h1[^>]*>无来源的一篇", '<h1 class="headline">有来源的一篇', "headline (Markdown line 1"),
    "heading of other words": ("第二节</h2>", "第三节</h2>", "section 2, heading (Markdown line 25"),
    "strong words lost": ("<strong>重点</strong>", "重点", "has the strong words 「」, not 「重点」"),
    "link lost": (r"<a href=\"https://example.org/\">去处</a>", "去处", "has the links 「」, not 「去处」"),
    "photograph lost": (r"<img [^>]*>", "", "has 0 photograph(s)"),
    "other alt text": ("画：江边", "画：山边", "the photograph's alt text is 「画：山边」"),
    "break not marked": (r"<span [^>]*data-edition=\"gap\"[^>]*>.*?</span>", "", "section 1, paragraph 2 (Markdown line 23"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_page_that_is_not_its_markdown_is_caught(built, article, name):
    old, new, says = SPOILT[name]
    sentences = unsourced.faults(spoilt(built, old, new), article)
    assert any(says in sentence for sentence in sentences), sentences


def test_a_bundle_without_the_articles_page_is_refused(built, tmp_path):
    copy = copy_tree(built / "output", tmp_path / "copy")
    (copy / "unsourced.html").unlink()
    sentences = bundle.faults(copy, built / "content" / "source")
    assert "no page of the bundle is that of unsourced.md" in sentences


def test_markdown_that_is_not_utf_8_is_told_in_one_line(built, tmp_path):
    content = copy_tree(built / "content", tmp_path / "content")
    (content / "unsourced.md").write_bytes(TEXT.encode("gb18030"))
    sentences = bundle.faults(built / "output", content / "source")
    assert [sentence for sentence in sentences if "unsourced.md:1: this line is not UTF-8" in sentence] == sentences


def test_a_build_that_loses_a_paragraph_is_refused(project):
    (project / "content" / "unsourced.md").write_text(
        "Title: 甲\nDate: 2026-11-23\n\n正文。\n\n又一段。\n", encoding="utf-8"
    )
    markup = project / "plugins" / "article_markup.py"
    text = markup.read_text(encoding="utf-8")
    wrong = text.replace(
        '        """Rearrange the finished tree in place."""\n', '        """Lose."""\n        root.remove(root[-1])\n'
    )
    assert wrong != text
    markup.write_text(wrong, encoding="utf-8")
    done = run_build(project, project / "output")
    assert done.returncode == 1 and "section" not in done.stdout
    assert "unsourced.html: lede (Markdown line 6, 「又一段。」) is missing" in done.stderr


def test_the_only_article_is_found_on_the_front_page(built, article):
    page = Page.load(built / "output" / "unsourced.html")
    assert unsourced.page_name(article, {"index.html": page}, lambda name: page) == "index.html"
    front = Page.load(built / "output" / "index.html")
    assert unsourced.page_name(article, {"index.html": front}, lambda name: front) is None
