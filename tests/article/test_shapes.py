"""What newspapers print besides paragraphs is published as what it is: each shape in Markdown, and its parts on the page."""

import re
import shutil
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition.bundle.build import build
from edition.parts import PARTS
from edition.proof.page import read_page
from edition.source.pieces import GAP
from tests.conftest import CONTENT, ROOT, process_kept, settings_for

# A head and a text; the parts of the page below the headline, or around it, each with its role and words.
SHAPES = {
    "verse": (
        "Byline: 林晓雨",
        "/// verse\n江上潮来又一程\n灯前细数旧时名\n\n春风不问归人事\n吹过桥头到五更\n///",
        "byline 林晓雨|verse 江上潮来又一程|verse 灯前细数旧时名|verse 春风不问归人事|verse 吹过桥头到五更",
    ),
    "a table": (
        "",
        "正文一句。\n\n| 公司名称 | 上会日期 | 保荐机构 |\n|---|---|---|\n| 望潮科技 | 11月22日 | 甲证券 |\n| 渡口\\|实业 | | 乙证券 |",
        "paragraph 正文一句。|row 公司名称 上会日期 保荐机构|row 望潮科技 11月22日 甲证券|row 渡口¦实业 乙证券",
    ),
    "empty cells": ("", "| 甲 | 乙 | |\n|| | 丙 |\n|---|---|---|\n|| 1 | - |\n| 2 |||", "row 甲 乙|row 丙|row 1 -|row 2"),
    "a table of numbers": (
        "",
        "| 年 | 册 | 注 |\n|---|---|---|\n| 2024 | 1,204 | 3 |\n| 2025 | — | 无 |",
        "row 年 册 注|row 2024 1,204 3|row 2025 — 无",
    ),
    "a table without a head": ("", "| 甲 | 1 |\n| 乙 | 2 |", "row 甲 1|row 乙 2"),
    "a head with all its lines": (
        "Kicker: 引题在上\nDeck: ——副题一句\nByline: 本报记者 林晓雨 通讯员 周启明\nPreface: 编者按：这是编者的话。",
        "本报望潮渡11月22日电 正文第一段。\n\n## 小标题不带编号\n\n正文第二段。\n\n/// question\n记者问：这是问题吗？\n///\n\n"
        "答：这是回答。\n\n/// signoff\n（作者单位：望潮渡文化站）\n\n2026年11月22日\n///",
        "kicker 引题在上|deck ——副题一句|byline 本报记者 林晓雨 通讯员 周启明|preface 编者按：这是编者的话。|"
        "paragraph 本报望潮渡11月22日电 正文第一段。|heading 小标题不带编号|paragraph 正文第二段。|question 记者问：这是问题吗？|"
        "paragraph 答：这是回答。|signoff （作者单位：望潮渡文化站）|signoff 2026年11月22日",
    ),
    "two heads": (
        "",
        "导语一句。\n\n## 专家访谈\n\n### 应冷静看待\n\n正文一句。",
        "paragraph 导语一句。|heading 专家访谈|subheading 应冷静看待|paragraph 正文一句。",
    ),
    "a list with dashes": ("", "正文一句。\n\n- \\- 一是加强领导。\n- 二是。", "paragraph 正文一句。|item - 一是加强领导。|item 二是。"),
    "a list with numbers": ("", "1. 甲。\n\n2. 乙。\n10. 丙。", "item 1. 甲。|item 2. 乙。|item 10. 丙。"),
    "a footnote": (
        "",
        "正文一句[^\\[1\\]]。又一句[^①]，再一句[^①]。\n\n[^\\[1\\]]: 见《公报》第3期。\n[^①]:同**上**。",
        "paragraph 正文一句[1]。又一句①，再一句①。|footnote [1] 见《公报》第3期。|footnote ①同上。",
    ),
    "what only looks like markup": (
        "Deck: \\*\\*甲\\*\\* {{变量}}".replace("{{", "\\{\\{").replace("}}", "\\}\\}"),
        "导语一句。\n\n\\#济宁话题# 讨论正在进行中。\n\n\\* 注：本文作者系记者。\n\n\\- 建设园区，推动发展。\n\n\\>引用一句。\n\n"
        "当x\\<y且y>z时，结论成立。\n\n写作\\&nbsp;与\\{\\{变量\\}\\}、\\`代码\\`、\\*\\*强调\\*\\*、\\[\\[双括号\\]\\]、\\///三斜线。",
        "deck **甲** {{变量}}|paragraph 导语一句。|paragraph #济宁话题# 讨论正在进行中。|paragraph * 注：本文作者系记者。|"
        "paragraph - 建设园区，推动发展。|paragraph >引用一句。|paragraph 当x<y且y>z时，结论成立。|"
        "paragraph 写作&nbsp;与{{变量}}、`代码`、**强调**、[[双括号]]、///三斜线。",
    ),
    "an address in the text": (
        "",
        "正文用http://www.example.com/a_b?x=1&y=2一句。",
        "paragraph 正文用http://www.example.com/a_b?x=1&y=2一句。",
    ),
    "stars": ("", "正文一句。\n\n\\* \\* \\*\n\n正文二句。", "paragraph 正文一句。|paragraph * * *|paragraph 正文二句。"),
    "a caption with a credit": (
        "",
        "正文一句。\n\n/// photo\n图为仪式现场。\n王某摄（新华社发）\n///\n\n正文二句。",
        "paragraph 正文一句。|caption 图为仪式现场。|credit 王某摄（新华社发）|paragraph 正文二句。",
    ),
    "captions in a row": (
        "",
        "正文一句。\n\n/// photo\n图片说明：\n///\n\n/// photo\n**图②** 又一幅。\n///",
        "paragraph 正文一句。|caption 图片说明：|caption 图② 又一幅。",
    ),
    "a photograph before the first paragraph": (
        "",
        "/// photo\n图为现场。\n///\n\n这是正文第一段。",
        "caption 图为现场。|paragraph 这是正文第一段。",
    ),
    "a quotation of two paragraphs": ("", "> 甲。\n> 乙。\n\n> 丙。", "quotation 甲。乙。|quotation 丙。"),
    "a box": (
        "Series: 江边纪事\nStandfirst: 甲\n    乙",
        "/// lede\n导语。\n///\n\n/// box | 新闻背景 \\*\n甲。\n\n- 一\n\n| 表 |\n///\n\n/// box\n无题。\n///",
        "series 江边纪事|standfirst 甲|standfirst 乙|lede 导语。|box-heading 新闻背景 *|box-text 甲。|item 一|row 表|box-text 无题。",
    ),
    "a gap within and a gap at the end": ("", "甲[[gap]]乙[[gap]]", f"paragraph 甲{GAP}乙{GAP}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """The published bundle of all shapes, each an article named by its place in the table."""
    project = tmp_path_factory.mktemp("shapes")
    (project / "content").mkdir()
    for number, (head, text, _) in enumerate(SHAPES.values()):
        lines = [line for line in ["Title: 标题", head, "Date: 2026-11-22"] if line]
        (project / "content" / f"shape-{number}.md").write_text("\n".join(lines) + f"\n\n{text}\n", encoding="utf-8")
    with process_kept():
        build(project / "output", settings=settings_for(project), address="https://example.org")
    return project / "output"


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_published_as_what_it_is(published, name):
    html = (published / f"shape-{list(SHAPES).index(name)}.html").read_text(encoding="utf-8")
    blocks = [block for block in read_page(html).blocks if block.role != "headline"]
    found = [f"{block.role} {' '.join(block.text.split())}".replace("|", "¦") for block in blocks]
    assert found == SHAPES[name][2].split("|")


def test_the_example_in_the_guide_is_sound_and_has_every_part_of_a_text(tmp_path):
    example = re.search("```markdown\n(.*?)```", (ROOT / "docs" / "editing.md").read_text("utf-8"), re.DOTALL)[1]
    (tmp_path / "content" / "images").mkdir(parents=True)
    for name in ("hall", "river"):
        shutil.copy(CONTENT / "images" / "wangchao-du-river.jpg", tmp_path / "content" / "images" / f"{name}.jpg")
    (tmp_path / "content" / "a.md").write_text(example.replace("Source: source/name.txt\n", ""), encoding="utf-8")
    with process_kept():
        build(tmp_path / "output", settings=settings_for(tmp_path))
    page = read_page((tmp_path / "output" / "index.html").read_text("utf-8"))
    assert {block.role for block in page.blocks} >= {part.role for part in PARTS if not part.key}


def test_a_cell_stands_in_its_column_whatever_is_empty_before_it(published):
    html = (published / f"shape-{list(SHAPES).index('empty cells')}.html").read_text(encoding="utf-8")
    rows = LexborHTMLParser(html).css("tr")
    cells = [[(cell.text(), cell.attributes.get("colspan", "1")) for cell in row.css("th, td")] for row in rows]
    assert cells[:2] == [[("甲", "1"), ("乙", "2")], [("", "1"), ("丙", "1")]], "丙 is below the second column of 乙"
    assert [[words for words, _ in row] for row in cells[2:]] == [["", "1", "-"], ["2", "", ""]]


def test_the_labels_of_the_edition_stand_back_where_the_print_has_its_own(published):
    def labels(name: str) -> int:
        html = (published / f"shape-{list(SHAPES).index(name)}.html").read_text(encoding="utf-8")
        return html.count('class="figure__label"')

    assert labels("captions in a row") == 0 and labels("a caption with a credit") == 1


def test_a_footnote_and_its_mark_lead_to_each_other(published):
    html = (published / f"shape-{list(SHAPES).index('a footnote')}.html").read_text(encoding="utf-8")
    tree = read_page(html).tree
    marks, notes = tree.css(".footnote-mark"), tree.css("p.footnote")
    assert [mark.attributes["href"] for mark in marks] == ["#footnote-1", "#footnote-2", "#footnote-2"]
    assert [note.attributes["id"] for note in notes] == ["footnote-1", "footnote-2"]
    for note, mark in zip(notes, marks, strict=False):
        assert note.css_first("a").attributes["href"] == f"#{mark.attributes['id']}"


def test_the_numbers_of_a_column_stand_below_each_other_and_its_head_with_them(published):
    html = (published / f"shape-{list(SHAPES).index('a table of numbers')}.html").read_text(encoding="utf-8")
    assert [cell.text() for cell in read_page(html).tree.css(".number")] == ["册", "1,204", "—"]


def test_an_article_has_the_style_of_its_parts_and_of_no_other(published):
    styles = {name: (published / f"shape-{n}.html").read_text("utf-8") for n, name in enumerate(SHAPES)}
    for role in ("verse", "row", "footnote", "signoff", "box", "quotation", "item", "gap-within"):
        having = {name for name, html in styles.items() if f".{role}" in html.partition("<body>")[0]}
        wanted = {name for name, html in styles.items() if f'{role}"' in html.partition("<body>")[2]}
        assert having == wanted != set(), role
