"""An article that names no source page is compared with its Markdown; and which reference each page is proven against."""

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from edition.article.markup import StructureProcessor
from edition.bundle.build import write_bundle
from edition.faults import Faults
from edition.proof.markdown import printed, units_of
from edition.proof.page import read_page
from edition.proof.prove import Job, prove
from edition.source.pieces import GAP
from tests.conftest import ARTICLE, SOURCE, process_kept, settings_for, sign
from tests.proof.test_page import words_by_blocks, words_of

TEXT = """Title: 无来源的一篇
Kicker: 引题
Byline: 记者 王小禾 李木
Date: 2026-11-23
Note: 说明一。
    说明二。
    说明三。

导语，写在
两行上，还有 English
words。

## 1 第一节

甲段有**重点**，也有[去处](https://example.org/)。

/// photo | images/square.png
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
PARTS = [
    *[(2, "引题"), (1, "无来源的一篇"), (3, "记者 王小禾 李木"), (9, "导语，写在"), (10, "两行上，还有 English"), (11, "words。")],
    *[(13, "1 第一节"), (15, "甲段有重点，也有去处。"), (20, "图说甲。"), (23, f"乙段断在这里{GAP}")],
    *[(25, "2 第二节"), (27, "丙段。"), (30, "图说乙。"), (32, "丁段紧跟其后。")],
]  # fmt: skip
# A line of an article, and its words
MARKS = [
    ("/// photo", ""), ("/// photo | images/a.jpg", ""), ("///", ""), ("    alt: 甲", ""), ("/// box | 新闻背景", "新闻背景"),
    ("/// box", ""), ("### 甲", "甲"), ("> 甲", "甲"), ("- 一是甲", "一是甲"), ("1. 甲", "1. 甲"), ("|---|:-:|", ""),
    ("| 甲 | 乙 |", "  甲   乙  "), (r"甲\*\*乙\[\[gap\]\]", "甲**乙[[gap]]"), ("甲[^1]。", "甲1。"), ("[^①]:乙", "①乙"),
    (r"\- 甲", "- 甲"), (r"甲\乙 \\", "甲\\乙 \\"), ("[甲](#p1)**乙**", "甲乙"),
]  # fmt: skip
# id, what is replaced in the page, by what, and the line that must be named, as the Markdown has it.
CASES = [
    ("p-002", r"<p id=\"section-2-p1\">.*?</p>", "", "Markdown line 27"),
    ("p-002", r"<figcaption[^>]*>图说乙。</figcaption>", "", "Markdown line 30"),
    ("p-002", "丙段。", "丙断。", "Markdown line 27, 「丙段。」) was changed after 「丙」: the page has 「断。"),
    ("p-002", "(<h1.*?)无来源", r"\1有来源", "Markdown line 1"),
    ("p-003", r"<span [^>]*data-edition=\"gap\".*?</span>", "", "Markdown line 23"),
    ("p-002", r"(<p id=\"section-2-p2\">)", r"<p>多出来的话。</p>\1", "Markdown line 32"),
    ("p-010", "丁段紧跟其后。", "丁段紧跟其后。还有。", "「还有。」 after 「。图说乙。丁段紧跟其后。」"),
    ("p-002", "(甲段有.*?)(乙段断在这里)", r"\2\1", "Markdown line 15"),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A project with that article alone, and its bundle in output/."""
    project = tmp_path_factory.mktemp("unsourced")
    (project / "content" / "images").mkdir(parents=True)
    (project / "content" / "unsourced.md").write_text(TEXT, encoding="utf-8")
    Image.effect_noise((400, 300), 50).save(project / "content" / "images" / "square.png")
    with process_kept():
        settings = settings_for(project)
        made = write_bundle(project / "output", settings=settings, address="", keep_offline=True, earlier=None)
    assert "index.html: fidelity to a source was not checked: the article names none" in made.notes
    return project


def test_the_words_of_the_markdown_are_read_with_their_lines(built):
    assert [(unit.lines[0], unit.text) for unit in units_of(built / "content" / "unsourced.md")] == PARTS


@pytest.mark.parametrize(("line", "words"), MARKS)
def test_marks_are_taken_off(line, words):
    assert printed(line) == words


def proof_of(built: Path, folder: Path, html: str, article: str = "unsourced.md") -> list[str]:
    """Return what the proof says of a page with that HTML, a line each fault."""
    (folder / "index.html").write_text(html, encoding="utf-8")
    return [str(fault) for fault in prove(folder, Job("index.html", "zh-CN", built / "content" / article)).faults]


def test_a_page_that_is_its_markdown_has_no_fault_and_a_second_parser_finds_its_words(built, tmp_path):
    html = (built / "output" / "index.html").read_text(encoding="utf-8")
    assert proof_of(built, tmp_path, html) == []
    assert words_by_blocks(html) == words_of(read_page(html))


@pytest.mark.parametrize(("id", "old", "new", "named"), CASES)
def test_a_page_that_is_not_its_markdown_is_told(built, tmp_path, id, old, new, named):
    html = (built / "output" / "index.html").read_text(encoding="utf-8")
    head, article = html[: html.index("<article")], html[html.index("<article") :]
    changed = re.sub(old, new, article, count=1, flags=re.DOTALL)
    assert changed != article, "the page has no such thing"
    told = proof_of(built, tmp_path, head + changed)
    assert any(f"[{id}]" in line and named in line for line in told), told


def test_markdown_that_is_not_utf_8_is_told(built, tmp_path):
    (built / "content" / "gb.txt").write_bytes(TEXT.encode("gb18030"))
    (told,) = proof_of(built, tmp_path, (built / "output" / "index.html").read_text(encoding="utf-8"), "gb.txt")
    assert "gb.txt:1" in told


# ----- which reference a page is proven against


def build(project: Path) -> list[str]:
    """Build the project; return ids and places of the faults."""
    output = project / "output"
    shutil.rmtree(output, ignore_errors=True)
    try:
        write_bundle(output, settings=settings_for(project), address="", keep_offline=True)
    except Faults as faults:
        return [f"{Path(fault.path).name} {fault.id}" for fault in faults.faults]
    return []


def test_an_order_that_no_page_is_proven_against_is_told(content_project):
    for end in (".txt", ".order"):
        text = (content_project / SOURCE).with_suffix(end).read_text(encoding="utf-8")
        other = content_project / "content" / "source" / f"other{end}"
        other.write_text(text.replace("wangchao-du.txt", "other.txt"), encoding="utf-8")
    sign(content_project / "content" / "source" / "other.order")
    assert build(content_project) == ["other.order p-015"]


def test_a_build_that_loses_a_paragraph_is_told(content_project, monkeypatch):
    shutil.rmtree(content_project / "content" / "source")
    text = TEXT.replace(" | images/square.png", "").replace('    alt: "画：江边"\n', "")
    (content_project / ARTICLE).write_text(text, encoding="utf-8")
    assert build(content_project) == []
    run = StructureProcessor.run

    def lose(self, root) -> None:
        root.remove(root[-1])
        run(self, root)

    monkeypatch.setattr(StructureProcessor, "run", lose)
    assert build(content_project) == ["index.html p-002"]
