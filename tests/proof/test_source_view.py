"""The page that shows the proof: its lines are the source's, each once, in order; its parts the article's; each piece is named."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from edition.bundle.build import build
from edition.parts import ROLES
from edition.proof.page import read_page
from edition.proof.prove import Job, prove
from edition.source.order import REASONS
from tests.conftest import CONTENT, LANG, ROOT, process_kept, settings_for, sign

NAME = "wangchao-du.source.html"
ORDER = CONTENT / "source" / "wangchao-du.order"
# What is replaced on the page, and by what.
SPOILT = [
    ("变成了大书房</li>", "变成了小书房</li>"),
    (r'<li id="L5">.*?</li>', ""),
    (r'(<li id="L5">.*?</li>)', r"\1\1"),
    (r'(<li id="L5">.*?</li>)(.*?)(<li .*?</li>)', r"\3\2\1"),
    (r'id="L5"', 'id="L6"'),
    (r'(<li id="section-1-p1">.*?)</li>', r"\1另据报道。</li>"),
    (r'<li id="section-1-p1">.*?</li>', ""),
    ("</main>", "<p>编者按</p></main>"),
    (r'(<a class="number" href="#L5") data-edition="number"', r"\1"),
]


@pytest.fixture(scope="module")
def html(site) -> str:
    """The text of the page of the tests' own article."""
    return (site / NAME).read_text(encoding="utf-8")


def faults_of(html: str, folder: Path) -> list[str]:
    """Return the ids of what is wrong with such a page."""
    (folder / NAME).write_text(html, encoding="utf-8")
    return [fault.id for fault in prove(folder, Job(NAME, LANG, order=ORDER, view=True)).faults]


def test_the_page_as_it_was_built_shows_each_line_of_the_source_and_each_part_once(html, tmp_path, order):
    assert faults_of(html, tmp_path) == []
    keys = [block.key for block in read_page(html).blocks]
    assert len(keys) == len(order.lines) + len(order.units) == 49


@pytest.mark.parametrize(("old", "new"), SPOILT)
def test_a_page_that_shows_anything_else_is_told(html, tmp_path, old, new):
    changed = re.sub(old, new, html, count=1, flags=re.DOTALL)
    assert changed != html and "p-016" in faults_of(changed, tmp_path)


def test_the_view_in_one_file_is_proven_too(single_files, tmp_path):
    html = (single_files / "wangchao-du.html").read_text(encoding="utf-8")
    for text, ids in ((html, []), (re.sub(r'(?s)<li id="L5">.*?</li>', "", html), ["p-016"])):
        (tmp_path / "x.html").write_text(text, encoding="utf-8")
        assert [f.id for f in prove(tmp_path, Job("x.html", LANG, CONTENT / "wangchao-du.md", ORDER)).faults] == ids


def test_each_piece_names_its_place_its_joins_and_breaks(html):
    tree = read_page(html).tree
    said = {id: " ".join(tree.css_first(f"#{id}").text().split()) for id in ("L39", "L57", "section-2-p2", "figure-1")}
    assert said["L57"].startswith("57第2节第2段") and said["L57"].endswith("下接第39行")
    assert said["L39"].startswith("39第2节第2段 接第57行一张字条")
    assert said["section-2-p2"].startswith("第2节第2段57柳青禾") and "+39一张字条" in said["section-2-p2"]
    assert said["figure-1"].startswith("图1图说28雁回江边")
    statement = tree.css_first(".statement").text()
    for words in ("25行", "24个部分", "57+39", "林晓雨于2026年11月26日审阅", "未记录报名、日期和版次"):
        assert words in statement, words
    assert tree.css_first(".breaks") is not None


def test_the_template_names_every_part_and_every_reason():
    template = (ROOT / "theme" / "templates" / "partials" / "source_view.html").read_text(encoding="utf-8")
    for known in (set(ROLES) - {"paragraph"}, REASONS):
        assert all(f'"{name}": _(' in template for name in known)


SHARED = """version 2
source page.txt
sha256 {digest}
origin 望潮日报 2026年11月20日 第3版

"""
LINES = [
    "第3版",
    "甲篇标题",
    "甲篇正文，写到这里就要换",
    "乙篇标题",
    "行的正文。",
    "乙篇的a hy-",
    "phen 正文。",
    "广告",
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The bundle of two articles that share a page, a third of which is a draft."""
    project = tmp_path_factory.mktemp("shared")
    source = project / "content" / "source"
    source.mkdir(parents=True)
    text = "\r\n".join(LINES).encode("utf-8-sig")
    (source / "page.txt").write_bytes(text)
    head = SHARED.format(digest=sha256(text).hexdigest())
    rows = {
        "jia": ["headline 2 甲篇标题", "paragraph 3+5 甲篇正文， ... 就要换 + 行的正文。", "aside 1 folio: 第3版"],
        "yi": ["headline 4 乙篇标题", "paragraph 6-7 乙篇的a hy- + phen 正文。"],
        "bing": ["headline 8 广告"],
    }
    texts = {"jia": "甲篇正文，写到这里就要换行的正文。", "yi": "乙篇的a hyphen 正文。", "bing": "文。"}
    for name, lines in rows.items():
        title = lines[0].split()[-1]
        article = f"Title: {title}\nDate: 2026-11-25\nSource: source/page.txt\n\n{texts[name]}\n"
        (project / "content" / f"{name}.md").write_text(article, encoding="utf-8")
        (source / f"{name}.order").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        if name != "bing":
            sign(source / f"{name}.order")
    with process_kept():
        build(project / "output", settings=settings_for(project))
    return project / "output"


def test_a_page_that_articles_share_names_each_others_what_is_set_aside_and_what_is_left(shared):
    tree = read_page((shared / "jia.source.html").read_text(encoding="utf-8")).tree
    lines = {node.attributes["id"]: node for node in tree.css(".lines li")}
    assert "未收入正文：页码、版次" in lines["L1"].text() and "尚未编定" in lines["L8"].text()
    assert lines["L4"].css_first(".place a").attributes["href"] == "./yi.source.html#L4"
    assert "另一篇：乙篇标题" in lines["L4"].text()
    statement = tree.css_first(".statement").text()
    for words in ("共44字", "未收入正文3字（第1行）", "尚未编定2字（第8行）", "望潮日报 2026年11月20日 第3版", "3+5"):
        assert words in statement, statement
    other = read_page((shared / "yi.source.html").read_text(encoding="utf-8"))
    assert "其中1处略去了行末的连字符" in other.tree.css_first(".statement").text()
    assert other.tree.css_first("#L1 .aside").text() == "第3版"
    article = (shared / "jia.html").read_text(encoding="utf-8")
    assert "来源页有1处未收入正文" in article and "未收入正文" not in (shared / "yi.html").read_text(encoding="utf-8")


def test_the_source_is_published_as_it_came_and_its_digest_told(shared):
    assert (shared / "source" / "page.txt").read_bytes() == "\r\n".join(LINES).encode("utf-8-sig")
    assert not (shared / "bing.source.html").exists() and not (shared / "source" / "bing.order.txt").exists()
