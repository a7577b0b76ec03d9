"""The smallest pages that newspapers print in some other shape: each goes from extraction to a signed, published article.

The words are made for the purpose. What an editor would still do, an edit of the article, is in the table.
"""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition.bundle.build import build
from edition.desk.new import new_article
from edition.desk.order import sign_order, write_order
from edition.proof.page import read_page
from edition.source.order import read_order
from edition.source.pieces import left_of
from edition.source.text import source_lines

TEXT = "渡口的灯亮了一夜，摆渡的人没有睡。"
HEAD = f"""水边的消息
灯火重回旧码头
——一座小镇的冬天

本报记者 沈一苇 通讯员 陶知白

编者按：本报今起连续刊登来自水边的消息。

本报望潮渡11月22日电 {TEXT}

灯是怎么亮的

{TEXT}

记者问：灯要亮到几时？

答：亮到最后一个人回家。

（作者单位：望潮渡文化站）

2026年11月22日
"""
# A page; what the editor changes in the article; what the order then says: role and place, what else it must have.
# fmt: off
PAGES = {
    "whole lines without a full stop": ("旧码头\n\n" + TEXT + "\n\n二〇二六年十一月于望潮渡\n", [], ["paragraph 3", "5"]),
    "folio": (f"12　文化\n旧码头\n\n{TEXT}\n", [], ["headline 2", "aside 1 folio"]),
    "furniture": (f"旧码头\n\n{TEXT}\n\n版式设计：丁阿满\n", [], ["aside 5 editor"]),
    "jump at the end of a line": (f"旧码头\n\n{TEXT}（下转第三版）\n", [], ["paragraph 3[1-17]", "aside 3[18-] jump"]),
    "every part of a head": (HEAD, [], ["deck 3", "byline 5", "heading 11"]),
    "byte order mark, CRLF": ("\ufeff" + HEAD.replace("\n", "\r\n"), [], ["deck 3"]),
    "form feed": (f"旧码头\n\n{TEXT}\n\f", [], ["paragraph 3"]),
    "hard-wrapped": ("旧码头\n\n渡口的灯亮了一夜，摆渡的人没有睡，他说等\n最后一班船靠了岸，再数一遍长凳，清点救生\n衣和缆绳，才算是这一天真的过完了。\n", [], ["paragraph 3..5"]),
    "hard-wrapped English": ("The lamp\n\nThe lamp at the ferry burnt\nall through the night and no-\nbody slept.\n", [], ["paragraph 3_4-5"]),
    "Latin words in Han": ("旧码头\n\n灯由一台旧电脑管着，它装的还是Windows\nServer系统，每晚十点熄灭一半。\n", [], ["paragraph 3_4"]),
    "columns side by side": ("旧码头\n\n左栏的上半句，右边 右栏的上半句，左边\n左栏的下半句。 右栏的下半句。\n",
        [("左栏的上半句，右边 右栏的上半句，左边", "左栏的上半句，右边左栏的下半句。\n\n右栏的上半句，左边右栏的下半句。"), ("左栏的下半句。 右栏的下半句。", "")],
        ["3[1-9]+4[1-7]", "3[11-]+4[9-]"]),
    "caption with credit": (f"旧码头\n\n{TEXT}\n\n图为点灯的人。丁阿满摄（水边通讯社发）\n", [], ["caption 5"]),
    "caption of no words": (f"旧码头\n\n{TEXT}\n\n图片说明：\n", [], ["5 图片说明："]),
    "photograph first": (f"旧码头\n\n图为点灯的人。\n\n{TEXT}\n", [], ["caption 3", "paragraph 5"]),
    "a question as headline": (f"灯还要亮多久？\n\n{TEXT}\n", [], ["headline 1"]),
    "verse": ("灯下\n\n陶知白\n\n渡口一灯明\n江声入夜轻\n\n旧凳排成行\n等到鸡三鸣\n", [], ["verse 5", "verse 9"]),
    "table": (f"三条船的班次\n\n{TEXT}\n\n船名\t首班\t末班\n望潮一号\t6:00\t19:30\n望潮二号\t6:30\t20:00\n", [], ["row 5", "row 7"]),
    "list of dashes": (f"旧码头\n\n{TEXT}\n\n- 一是点灯。\n- 二是数凳。\n", [], ["item 5", "item 6"]),
    "footnote": ("旧码头\n\n灯是光绪年间立的[1]。\n\n[1] 见《望潮镇志》卷三。\n", [], ["5 [1] 见"]),
    "stars": (f"旧码头\n\n{TEXT}\n\n* * *\n\n{TEXT}\n", [], ["5 * * *"]),
    "an address": ("旧码头\n\n船期见http://www.example.com/a_b?x=1&y=2一页。\n", [], ["paragraph 3"]),
    "two headings": (f"旧码头\n\n{TEXT}\n\n水边来信\n\n灯火自述\n\n{TEXT}\n", [], ["heading 5"]),
    "radicals": ("⽂化旧码头\n\n⼈⺠的灯，正文一句。\n", [], ["headline 1 文化旧码头"]),
    "emoji of three": ("一家人👨‍👩‍👧来点灯\n\n正文一句。\n", [], ["headline 1"]),
    "a character of one font": (f"旧码头\n\n点灯的王在船上。{TEXT}\n", [], ["paragraph 3"]),
    "words that look like markup": (
        "旧码头\n\n#渡口话题# 讨论正在进行中。\n\n* 注：作者系船工。\n\n- 点灯，数凳。\n\n>引用一句。\n\n当x<y且y>z时，灯亮。\n\n"
        "写作&nbsp;与{{变量}}、`代码`、**强调**、[[双括号]]、///三斜线。\n", [], ["13 写作&nbsp;"]),
}
# fmt: on


CASES = [(name, "utf-8") for name in PAGES] + [("every part of a head", "gb18030"), ("hard-wrapped", "utf-16")]


@pytest.mark.parametrize("name, encoding", CASES)
def test_a_page_goes_all_the_way_with_its_words_intact(desk, tmp_path, name, encoding):
    page, edits, expected = PAGES[name]
    brought = tmp_path / "page.txt"
    brought.write_bytes(page.encode(encoding))
    for path in [*desk.content.glob("*.md"), *desk.content.glob("source/*")]:
        path.unlink()
    said = new_article(str(brought), "page", "", desk.settings)
    kept = desk.content / "source" / "page.txt"
    asked = [line for line in said if line.startswith("to decide")]
    assert kept.read_bytes() == brought.read_bytes() and len(asked) <= max(1, len(source_lines(kept)) // 5)
    for old, new in edits:
        desk.edit("content/page.md", old, new)
    write_order("page", desk.settings)
    sign_order("page", "林晓雨", desk.settings)
    build(desk.project / "output", settings=desk.settings)
    order = read_order(desk.content / "source" / "page.order")
    rows = re.sub(" +", " ", desk.read("content/source/page.order"))
    assert all(row in rows for row in expected), rows
    assert left_of(order.lines, order.pieces) == [] and order.value("encoding") == encoding.removeprefix("utf-8")
    shown = read_page((desk.project / "output" / "index.html").read_text("utf-8"))
    assert [block.key for block in shown.blocks] == [unit.key for unit in order.units]
    published = (desk.project / "output" / "source" / "page.txt").read_bytes()
    assert published.decode("utf-8").replace("\r", "") == page.replace("\r", "")


def test_stanzas_stay_apart(desk, tmp_path):
    (tmp_path / "page.txt").write_text(PAGES["verse"][0], encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "page", "", desk.settings)
    assert "/// verse\n渡口一灯明\n江声入夜轻\n\n旧凳排成行\n等到鸡三鸣\n///" in desk.read("content/page.md")


def test_a_line_of_headline_and_deck_may_end_where_their_phrases_do(desk, tmp_path):
    (tmp_path / "page.txt").write_text(HEAD, encoding="utf-8")
    new_article(str(tmp_path / "page.txt"), "page", "", desk.settings)
    proposed = desk.read("content/page.md").partition("Phrases: ")[2].split("\n")[:2]
    assert [line.replace(" ", "") for line in proposed] == ["灯火重回旧码头", "——一座小镇的冬天"]
    write_order("page", desk.settings)
    sign_order("page", "林晓雨", desk.settings)
    build(desk.project / "output", settings=desk.settings)
    for page in ("page", "index"):
        tree = LexborHTMLParser((desk.project / "output" / f"{page}.html").read_text("utf-8"))
        for selector, line in zip(("main .headline, li h2 a", ".deck"), proposed, strict=True):
            assert [node.text() for node in tree.css(selector)[0].css(".phrase")] == line.split()


def test_the_second_article_of_a_page_begins_with_what_no_order_takes(desk, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(f"消息一\n\n{TEXT}\n\n消息二\n\n江声入夜轻，旧凳排成行，等到鸡三鸣。\n", encoding="utf-8")
    new_article(str(page), "first", "", desk.settings)
    text = desk.read("content/first.md")
    desk.write(
        "content/first.md", text[: text.index("## 消息二")] if "## 消息二" in text else text[: text.index("消息二")]
    )
    assert len(write_order("first", desk.settings)) == 3, "two lines stand nowhere yet"
    new_article(str(page), "second", "", desk.settings)
    assert desk.read("content/second.md").startswith("Title: 消息二\n")
    assert "Source: source/first.txt\n" in desk.read("content/second.md")
    assert not (desk.content / "source" / "second.txt").exists()
    assert desk.faults(new_article, str(page), "third", "")[0].id == "n-006"
    for slug in ("first", "second"):
        write_order(slug, desk.settings)
        sign_order(slug, "林晓雨", desk.settings)
    made = build(desk.project / "output", settings=desk.settings)
    assert "first.txt: 4 lines: 2 in first, 2 in second" in made.notes
