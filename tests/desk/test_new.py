"""`make new` begins an article from an extracted page: it tells what it can, lists what it can't, loses nothing."""

import re

import pytest

from edition.desk.new import guess
from edition.proof import compare as fidelity
from edition.proof.page import Page
from edition.source import order as reading_order
from tests.conftest import EXAMPLE, ROOT, run_build, run_module

EXTRACTION = EXAMPLE / "source" / "wangchao-du.txt"
FRONT = ROOT / "content" / "source" / "page.txt"


def new(project, source, slug="next", *more):
    """Run the command; return the finished process."""
    return run_module(project, "edition.desk.new", f"--source={source}", f"--slug={slug}", *more)


def files(project):
    """Return every file of content/ with its bytes."""
    return {path: path.read_bytes() for path in sorted((project / "content").rglob("*")) if path.is_file()}


@pytest.fixture
def extraction(tmp_path):
    """What writes an extracted page and returns its path."""

    def write(text):
        path = tmp_path / "extracted page.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize("source", [EXTRACTION, FRONT], ids=["example", "front"])
def test_an_extraction_becomes_a_draft_that_holds_each_line_once_and_as_it_stands(project, extraction, source):
    page = extraction(
        source.read_bytes().replace("，".encode(), "；".encode())
    )  # the front page is in content/ already
    done = new(project, page)
    assert (done.returncode, done.stderr) == (0, "")
    content = project / "content"
    assert (content / "source" / "next.txt").read_bytes() == page.read_bytes()
    order = reading_order.load(content / "source" / "next.order")
    assert order.draft
    built = run_build(project, project / "output")
    assert built.returncode == 0, built.stderr
    assert fidelity.faults(Page.load(project / "output" / "drafts" / "next.html"), order) == []


def test_what_the_page_says_of_itself_becomes_metadata_and_the_rest_is_listed(project):
    done = new(project, EXTRACTION)
    head, _, body = (project / "content" / "next.md").read_text(encoding="utf-8").partition("\n\n")
    lines = head.split("\n")
    assert lines[:4] == [
        "Title: 望潮镇把旧渡口变成了大书房",
        "Kicker: 江风吹进老渡口，书声留住望潮人",
        "Role: 本报记者",
        "Authors: 沈一苇; 陶知白",
    ]
    assert re.fullmatch(r"Date: 20\d\d-\d\d-\d\d", lines[4]) and lines[5:] == ["Source: source/next.txt"]
    assert re.findall("^## .*", body, re.MULTILINE) == ["## 1 渡船停了 人不能散", "## 2 一个书架 一户人家"]
    assert re.findall("/// photo\n(.*)\n///\n", body) == [
        "雁回江边的望潮渡书房。",
        "候船室的拱窗换上了厚玻璃。",
        "周六晚上的故事会。",
    ]
    asked = re.findall(r"^to decide: source line (\d+) (.*)", done.stdout, re.MULTILINE)
    assert [int(line) for line, _ in asked] == [15, 23, 57]
    assert "section 2 would be due" in asked[0][1] and "cut off" in asked[1][1] and "cut off" in asked[2][1]


def test_a_draft_is_built_and_not_published(project):
    new(project, EXTRACTION)
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    assert not [path for path in (project / "output").rglob("*") if "next" in path.name]
    order = project / "content" / "source" / "next.order"
    order.write_bytes(order.read_bytes().replace(b"\nstatus     draft", b""))
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    assert [p.name for p in (project / "output").rglob("next.*")], "one line keeps it back, and no other"


REFUSED = {
    "no name": ({"slug": ""}, "make new: no name"),
    "a name that is no file": ({"slug": "../x"}, "cannot be the name of a page"),
    "a name with capitals": ({"slug": "Next"}, "cannot be the name of a page"),
    "the name of the front page": ({"slug": "index"}, "another file of the bundle"),
    "the name of another article": ({"slug": "jining-gaoxinqu"}, "has the slug jining-gaoxinqu already"),
    "no source and no title": ({"source": ""}, "no source page is given"),
    "a source that is not there": ({"source": "none.txt"}, "none.txt: there is no such file"),
    "a folder": ({"source": "content"}, "there is no such file"),
    "not UTF-8": ({"text": "标题\n正文。".encode("gb18030")}, "page.txt:1: this line is not UTF-8"),
    "a byte order mark": ({"text": "\ufeff标题\n正文。"}, "byte order mark"),
    "CRLF": ({"text": "标题\r\n正文。\r\n"}, "CRLF"),
    "a NUL": ({"text": "标题\n正\0文。"}, "page.txt:2: U+0000"),
    "a form feed": ({"text": "标题\n\f正文。"}, "U+000C"),
    "a bidirectional override": ({"text": "标题\n\u202e正文。"}, "U+202E"),
    "empty": ({"text": ""}, "has no words"),
    "blank": ({"text": "\n \n\u3000\n"}, "has no words"),
    "no headline": ({"text": "正文。\n\n又一段。\n"}, "no line at its top reads as a headline"),
    "a title that the page has not": ({"text": "标题\n正文。", "title": "别的"}, "no line of the page is 「别的」"),
    "a page that is an article's already": ({"source": str(FRONT)}, "its article is content/jining-gaoxinqu.md"),
    "nothing but a headline": ({"text": "标题\n"}, "no text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_begin_an_article_is_refused_in_one_line_and_nothing_is_written(project, extraction, name):
    given, says = REFUSED[name]
    before = files(project)
    source = extraction(given["text"]) if "text" in given else given.get("source", str(EXTRACTION))
    done = new(project, source, given.get("slug", "next"), f"--title={given.get('title', '')}")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and says in done.stderr, done.stderr
    assert files(project) == before


@pytest.mark.parametrize("name", ["next.md", "source/next.txt", "source/next.order"])
def test_a_file_that_exists_is_not_overwritten_and_none_is_left_beside_it(project, name):
    (project / "content" / name).write_bytes(b"Slug: other\n\nmine")
    before = files(project)
    done = new(project, EXTRACTION)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert f"content/{name}: this file exists" in done.stderr
    assert files(project) == before


def test_each_line_that_no_article_can_say_is_named(project, extraction):
    before = files(project)
    text = "标题\n\n正文。\n\n# 井号\n\n- 一项\n\n好文。\n\n<b>粗</b>。\n\n甲**乙**丙。\n\n一[词](http://a)。\n\n三 /// 杠。\n"
    done = new(project, extraction(text))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    named = [int(line) for line in re.findall(r"page\.txt:(\d+):", done.stderr)]
    assert named == sorted(set(named)) and {5, 7, 11, 17} <= set(named) and not {1, 3, 9} & set(named), done.stderr
    assert files(project) == before


def test_marks_that_markdown_would_swallow_are_not_lost_without_a_word(project, extraction):
    done = new(project, extraction("标题\n\n甲**乙**丙。\n"))
    assert done.returncode == 1 and "page.txt:3:" in done.stderr, done.stdout


HEADS = {
    "kicker, headline, byline": ("引题句\n\n标题句\n\n记者 王小禾\n\n正文。", {"Kicker": "引题句", "Title": "标题句", "Role": "记者", "Authors": "王小禾"}, []),
    "headline, byline": ("标题句\n\n本报通讯员 王小禾 李木\n\n正文。", {"Title": "标题句", "Role": "本报通讯员", "Authors": "王小禾; 李木"}, []),
    "full-width space": ("标题句\n\n记者\u3000王小禾\n\n正文。", {"Title": "标题句", "Role": "记者", "Authors": "王小禾"}, []),
    "headline only": ("标题句\n\n正文。", {"Title": "标题句"}, []),
    "two lines and no byline": ("第一行\n\n第二行\n\n正文。", {"Title": "第一行"}, [1, 3]),
    "three lines above the byline": ("甲行\n\n乙行\n\n丙行\n\n记者 王小禾\n\n正文。", {"Title": "丙行", "Role": "记者", "Authors": "王小禾"}, [1, 3, 5]),
    "two roles in one byline": ("标题句\n\n记者 王小禾 通讯员 李木\n\n正文。", {"Title": "标题句"}, [1, 3]),
    "names run together": ("标题句\n\n记者王小禾\n\n正文。", {"Title": "标题句"}, [1, 3]),
    "two bylines": ("标题句\n\n记者 王小禾\n\n正文。\n\n通讯员 李木", {"Title": "标题句"}, [1, 3, 7]),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_the_head_of_a_story_is_told_only_where_it_is_sure(extraction, name):
    text, metadata, asked = HEADS[name]
    found = guess(extraction(text), "")
    assert found.metadata == metadata
    assert sorted(found.questions) == asked


def test_the_editor_may_name_the_headline(extraction):
    found = guess(extraction("第一行\n\n第二 行\n\n正文。"), "第二行")
    assert found.metadata == {"Title": "第二 行"} and sorted(found.questions) == [1]


BODIES = {
    "a heading": ("1 小节\n\n正文。", ["heading", "paragraph"], []),
    "a heading out of its place": ("2 小节\n\n正文。", ["paragraph", "paragraph"], [3]),
    "a heading without text": ("1 小节\n\n2 小节\n\n正文。", ["paragraph", "paragraph", "paragraph"], [3, 5]),
    "a year is no heading": ("2022年春天很暖。", ["paragraph"], []),
    "a caption apart": ("正文。\n\n正文二。\n\n\n\n江边。\n\n\n\n正文三。", ["paragraph", "paragraph", "caption", "paragraph"], []),
    "a caption by its words": ("正文。\n\n图为江边的书房。\n\n正文二。", ["paragraph", "caption", "paragraph"], []),
    "a short sentence is no caption": ("正文。\n\n大家都说好。\n\n正文二。", ["paragraph", "paragraph", "paragraph"], []),
    "a cut paragraph": ("正文说到这里，\n\n正文。", ["paragraph", "paragraph"], [3]),
    "a short line": ("正文。\n\n江边书房\n\n正文。", ["paragraph", "paragraph", "paragraph"], [5]),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_line_is_taken_for_more_than_a_paragraph_only_where_it_is_safe(extraction, name):
    text, roles, asked = BODIES[name]
    found = guess(extraction(f"标题句\n\n{text}"), "")
    assert [line.role for line in found.lines] == ["headline", *roles]
    assert sorted(found.questions) == asked


def test_words_that_part_quotations_in_an_order_do_no_harm(project, extraction):
    text = (
        "标题\n\n甲 + 乙 + 丙。\n\n甲 ... 乙。\n\n长长的一段话里有 + 号和 ... 号，还有很多别的字，一直写到这里才完。\n"
    )
    done = new(project, extraction(text))
    assert done.returncode == 0, done.stderr
    order = reading_order.load(project / "content" / "source" / "next.order")
    assert [unit.text for unit in order.units] == [line for line in text.split("\n") if line]


def test_an_article_without_a_source_is_begun_as_a_draft(project):
    done = run_module(project, "edition.desk.new", "--slug=next", "--title=说“好” & 不好")
    assert done.returncode == 0, done.stderr
    text = (project / "content" / "next.md").read_text(encoding="utf-8")
    assert text.startswith("Title: 说“好” & 不好\n") and "\nStatus: draft\n" in text
    assert run_build(project, project / "output").returncode == 0
    assert (project / "output" / "drafts" / "next.html").is_file()
