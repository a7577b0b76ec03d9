"""Every character can be published: what looks like markup is escaped, and printed as it is."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from edition.article.body import check_body
from edition.article.escape import escaped, hidden, shown
from edition.article.head import checked_head
from edition.faults import Fault
from tests.article.test_fuzz import PRINTED, SYNTAX, odd, weighted, words

# Lines of real pages that are no markup, and their characters that need a backslash.
PAGES = {
    "#济宁话题# 讨论正在进行中。": r"\#济宁话题# 讨论正在进行中。",
    "* 注：本文作者系记者。": r"\* 注：本文作者系记者。",
    "- 建设园区，推动发展。": r"\- 建设园区，推动发展。",
    ">引用一句。": r"\>引用一句。",
    "当x<y且y>z时，结论成立。": r"当x\<y且y>z时，结论成立。",
    "写作&nbsp;与{{变量}}、`代码`、**强调**、[[双括号]]、///三斜线。": r"写作\&nbsp;与\{\{变量\}\}、\`代码\`、\*\*强调\*\*、\[\[双括号\]\]、\///三斜线。",
    "正文用http://www.example.com/a_b?x=1&y=2一句。": "正文用http://www.example.com/a_b?x=1&y=2一句。",
    "* * *": r"\* \* \*",
    "图为渡口。": r"\图为渡口。",
    "上图为渡口。": r"\上图为渡口。",
    "圖為渡口。": r"\圖為渡口。",
    "图1：渡口": r"图1\：渡口",
    "（图）渡口": r"\（图）渡口",
    "图/张三": r"图\/张三",
    "1. 一是": r"1\. 一是",
    "2022. 年底": "2022. 年底",
    "网格(小区)党支部1<2，A&B，3~5天": "网格(小区)党支部1<2，A&B，3~5天",
    "正文[1]。": r"正文\[1\]。",
    "用 C#": r"用 C\#",
    r"C:\图片": r"C:\\图片",
    "alt: 甲": r"alt\: 甲",
    "〔原文此处中断，见注1〕": r"\〔原文此处中断，见注1〕",
    "---": r"\---",
    "| 甲": r"\| 甲",
}
lines = st.lists(weighted((6, words), (8, st.sampled_from(SYNTAX + PRINTED)), (3, odd)), min_size=1, max_size=8)
printable = lines.map("".join).map(lambda line: " ".join(line.split())).filter(bool)


@pytest.mark.parametrize("line", PAGES)
def test_no_more_is_escaped_than_needs_it(line):
    assert escaped(line) == PAGES[line]
    assert shown(hidden(escaped(line))) == line


@given(line=printable)
@example("[[gap]]")
@example("写作&nbsp;与&#65;、&amp;")
@example("[[gap]] 甲[[gap]][[gap]]")
@example("[甲](https://example.org/)")
def test_every_line_can_be_every_part(line):
    said = escaped(line)
    heading = re.sub(r"^(?=[0-9０-９]{1,2}\s)", r"\\", said)  # a number that counts no section
    text = f"{said}\n\n## {heading}\n\n{said}\n\n/// photo\n{said}\n///\n\n### {said}\n\n- {said}\n\n> {said}\n\n"
    text += f"| {said} |\n\n/// verse\n{said}\n///\n\n/// box | {said}\n{said}\n///\n\n甲[^1]\n\n[^1]:{said}\n"
    check_body(Path("a.md"), text.split("\n"), 0, Path())
    html = Markdown(extensions=["edition.article.markup"], output_format="html").convert(hidden(text))
    tree = LexborHTMLParser(html)
    parts = [node.text().strip() for node in tree.css("p:not([data-edition]), h2, h3, figcaption, li, td")]
    assert parts == [line] * 11 + ["甲1", f"1{line}"]
    head = checked_head(Path("a.md"), [f"Title: {said}", f"Deck: {said}", f"    {said}", "Date: 2026-11-22"], Path())
    assert head.values["title"] == line and head.values["deck"] == f"{line}\n{line}"


def test_what_is_nearly_markup_and_not_escaped_is_told_as_it_was_typed(tmp_path):
    with pytest.raises(Fault, match="t-026") as raised:
        check_body(tmp_path / "a.md", [r"甲\*乙<b>\*丙"], 0, tmp_path)
    assert raised.value.values["words"] == "<b>"
