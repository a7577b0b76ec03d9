"""Bad input stops the build in one line that names file, line, fault and mend; the earlier bundle stands."""

import os
import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from edition.article import content_files
from edition.bundle import build
from edition.faults import Fault
from edition.source import order as reading_order
from tests.article.bad_input import (
    ARTICLE,
    FAULTS,
    HEAD,
    PICTURE,
    PROJECT_FAULTS,
    WHOLE_BUILDS,
    add,
    edit,
    second,
    source,
)
from tests.conftest import run_build, settings_for

EARLIER = "<p data-edition=masthead>the earlier bundle</p>"


def assert_refused(project, place: str, words: str, status: int, stderr: str) -> None:
    """Fail unless a build said in one line what is wrong where, and left the earlier bundle."""
    assert status == 1, stderr
    assert stderr.count("\n") == 1, f"not one line:\n{stderr}"
    assert f"{place}:" in stderr
    assert re.search(re.escape(words) if "|" not in words else words, stderr), stderr
    assert (project / "output" / "index.html").read_text() == EARLIER
    assert [p.name for p in project.glob(".output*")] == [], "the half-built bundle was left behind"


def spoil(project, change, place: str) -> str:
    """Put an earlier bundle into the project, change it, and return the place with the line that place describes."""
    (project / "output").mkdir()
    (project / "output" / "index.html").write_text(EARLIER)
    change(project)
    if "@" not in place:
        return place
    path, fragment = place.split("@")
    lines = (project / path).read_text(encoding="utf-8").splitlines()
    return f"{path}:{next(i for i, line in enumerate(lines, 1) if fragment in line)}"


@pytest.mark.parametrize("name", FAULTS)
def test_bad_content_is_refused_in_one_line(content_project, monkeypatch, capsys, name):
    change, place, words = FAULTS[name]
    place = spoil(content_project, change, place)
    output = content_project / "output"
    arguments = ["--settings", str(settings_for(content_project)), "--output", str(output)]
    monkeypatch.setattr(sys, "argv", ["build", *arguments])
    status = build.main()
    assert_refused(content_project, place, words, status, capsys.readouterr().err)


@pytest.mark.parametrize("name", [*PROJECT_FAULTS, *WHOLE_BUILDS])
def test_bad_input_is_refused_in_one_line_by_the_command(project, name):
    change, place, words = {**FAULTS, **PROJECT_FAULTS}[name]
    place = spoil(project, change, place)
    done = run_build(project, project / "output", "publishconf.py")
    assert_refused(project, place, words, done.returncode, done.stderr)


# What may look odd and is sound: the head and the text of a second article, and words that its page shows.
SOUND = {
    "headline of 5,000 characters": (f"Title: {'题' * 5_000}\nDate: 2026-11-23", "文。", "题" * 5_000),
    "kicker of 5,000 characters": (f"{HEAD}\nKicker: {'题' * 5_000}", "文。", "题" * 5_000),
    "author of 5,000 characters": (f"{HEAD}\nAuthors: {'甲' * 5_000}", "文。", "甲" * 5_000),
    "500 authors": (f"{HEAD}\nAuthors: {'; '.join(f'甲{i}' for i in range(500))}", "文。", "甲499"),
    "headline that ends a rule of CSS": ('Title: 甲;}乙"\\\nDate: 2026-11-23', "文。", '甲;}乙"\\'),
    "headline with a space": ("Title: 甲 乙\nDate: 2026-11-23", "文。", "甲 乙"),
    "slug of 100 characters": (f"{HEAD}\nSlug: {'second' + '0' * 94}", "文。", "文。"),
    "space before a colon": ("Title : 又一篇\nDate: 2026-11-23", "文。", "又一篇"),
    "last day of the century": ("Title: 又一篇\nDate: 2100-12-31", "文。", "2100年12月31日"),
    "words like metadata": (HEAD, "Title: 文。\nNote: 文。", "Title: 文。\nNote: 文。"),
    "emoji with its selector": (HEAD, "文❤\ufe0f。", "文❤\ufe0f。"),
    "combining mark after its letter": (HEAD, "cafe\u0301", "cafe\u0301"),
    "ideograph of a late Unicode": (HEAD, "\U0002ebf0文\U000323b0", "\U0002ebf0文\U000323b0"),
    "spaces of other kinds": (HEAD, "甲\u00a0乙\u2003丙\u3000丁", "甲\u00a0乙\u2003丙\u3000丁"),
    "ideographic space at line ends": (HEAD, "一，\u3000\n二。\u3000\u3000\n\n三。", "一，二。"),
    "a paragraph of 20,000 characters": (HEAD, "文" * 20_000, "文" * 20_000),
    "200 strong words": (HEAD, "**文**字" * 200, "文字" * 200),
    "gap after a short clause": (HEAD, "正文很长。这[[gap]]", "正文很长。这〔原文此处中断，见注1〕"),
    "gap after strong words": (HEAD, "正文，**这**[[gap]]", "正文，这〔"),
    "gap after a link": (HEAD, "正文，[这](#lede)[[gap]]", "正文，这〔"),
    "gap inside strong words": (HEAD, "**正文[[gap]]**", "正文〔"),
    "two gaps in a paragraph": (HEAD, "正文[[gap]]又[[gap]]", "又〔原文此处中断，见注2〕"),
    "section without a number before the first": (HEAD, "## 引子\n\n文。\n\n## 1 甲\n\n文。", "1 甲"),
    "section without a number after the last": (HEAD, "## 1 甲\n\n文。\n\n## 结语\n\n文。", "结语"),
    "sections numbered full-width": (HEAD, "## １ 甲\n\n文。\n\n## ２ 乙\n\n文。", "２ 乙"),
    "heading that begins with a year": (HEAD, "## 2026 年的济宁\n\n文。", "2026 年的济宁"),
    "heading with a link": (HEAD, "文。\n\n## [甲](#lede)与**乙**\n\n文。", "甲与乙"),
    "brackets about a link": (
        HEAD,
        "（见[甲](https://example.org/a)）(见[乙](https://example.org/b))",
        "（见甲）(见乙)",
    ),
    "address with escaped brackets": (HEAD, "[甲](https://example.org/a_%28b%29)", "甲"),
    "address in Chinese": (HEAD, "[甲](https://例子.中国/济宁?问=答#段)", "甲"),
    "address of six": (HEAD, "[甲](http://[2001:db8::1]:8080/)", "甲"),
    "link to a place of another article": (HEAD, "[甲]({filename}jining-gaoxinqu.md#section-3-p2)", "甲"),
    "link to its own article": (HEAD, "[甲]({filename}second.md#lede)", "甲"),
    "deep brackets of Chinese": (HEAD, "（" * 10_000 + "文" + "）" * 9_999, "（（文））"),
    "words about figures": (HEAD, "图为什么重要。\n\n【本报讯】（记者甲）图书：文。", "【本报讯】（记者甲）图书：文。"),
    "lines without blank lines between": (HEAD, "一。\n## 1 甲\n二。\n/// photo\n图说。\n///\n三。", "三。"),
    "blank lines within a block": (HEAD, "文。\n\n/// photo\n\n\n图说。\n\n\n///", "图说。"),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_published_as_it_is_typed(content_project, name):
    head, text, shown = SOUND[name]
    second(head, text)(content_project)
    assert build.build(settings_for(content_project), content_project / "output")[0] == []
    (page,) = (content_project / "output").glob("second*.html")
    assert shown in BeautifulSoup(page.read_bytes(), "html.parser").get_text()


@pytest.mark.parametrize("line_end", ["\r\n", "\n\f", "\t\n", "\u3000\n"])
def test_a_source_page_keeps_the_white_space_of_its_extraction(content_project, line_end):
    source("\n", line_end, -1)(content_project)
    assert build.build(settings_for(content_project), content_project / "output")[0] == []


def test_a_photograph_may_have_a_name_in_chinese(content_project):
    second(HEAD, "文。\n\n/// photo | images/图 1.jpg\n    alt: 大厅\n\n图说。\n///")(content_project)
    add("content/images/图 1.jpg", PICTURE)(content_project)
    assert build.build(settings_for(content_project), content_project / "output")[0] == []
    assert len(list((content_project / "output" / "images").glob("1-400-*.webp"))) == 1


@pytest.mark.parametrize("names", [["a.md", "A.md"], ["images/é.jpg", "images/e\u0301.jpg"], ["x", "ß.md", "ss.md"]])
def test_files_that_are_one_on_another_system_are_found(names):
    assert content_files.same_elsewhere(names) == tuple(names[-2:])


def test_a_folder_that_another_system_cannot_hold_is_refused(tmp_path, monkeypatch):
    # Not every system that runs the tests can hold such files itself.
    (tmp_path / "a.md").write_text("")
    monkeypatch.setattr(content_files, "same_elsewhere", lambda names: ("a.md", "A.md"))
    with pytest.raises(Fault, match=r"on another system it is the same file as a\.md"):
        content_files.check_content(tmp_path, [])


def test_the_checks_of_a_bundle_wait_for_no_pipe(tmp_path):
    os.mkfifo(tmp_path / "page.order")
    with pytest.raises(Fault, match="no file that can be read"):
        reading_order.load(tmp_path / "page.order")


def test_what_the_system_does_not_let_us_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Fault, match="see that it can be read"):
        content_files.check_content(tmp_path, [])
    with pytest.raises(Fault, match="see that it can be read"):
        content_files.check_content(tmp_path / "none", [])


PUBLISHED = ["404.html", "SHA256SUMS", "_headers", "index.html", "manifest.webmanifest", "source/page.txt", "sw.js"]


def published(project: Path) -> list[str]:
    """The names of the files in the project's output, without hidden files and compressed twins."""
    names = (p.relative_to(project / "output").as_posix() for p in (project / "output").rglob("*") if p.is_file())
    return sorted(name for name in names if not name.endswith((".gz", ".br", ".nojekyll")))


def test_hidden_and_working_files_are_not_published(project):
    for name in (".DS_Store", ".page.txt.swp", "page.txt~", "._page.order"):
        (project / "content" / "source" / name).write_text("x")
    (project / "content" / ".hidden.md").write_text(HEAD + "\n\n正文。\n")
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    assert published(project) == PUBLISHED


def test_a_wrong_markdown_cannot_hide(project):
    edit(ARTICLE, "231个", "232个")(project)
    done = run_build(project, project / "output")
    assert done.returncode == 1
    assert "source line 45" in done.stderr and "232个" in done.stderr


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (".", "own files"),
        ("content", "own files"),
        ("..", "own files"),
        ("notes", "other than a bundle"),
        ("a.txt", "other than"),
    ],
)
def test_nothing_but_an_earlier_bundle_is_replaced(project, output, says):
    (project / "notes").mkdir()
    (project / "notes" / "mine.txt").write_text("mine")
    (project / "a.txt").write_text("mine")
    before = sorted(project.rglob("*"))
    done = run_build(project, project / output)
    assert done.returncode == 1 and says in done.stderr and done.stderr.count("\n") == 1
    assert [p for p in before if not p.exists()] == []


def test_a_draft_leaves_nothing_in_the_published_bundle(project):
    add("content/images/a.jpg", PICTURE)(project)
    add("content/source/b.txt", "文。\n")(project)
    photo = "/// photo | images/a.jpg\n    alt: 甲\n\n图说。\n///"
    second(f"{HEAD}\nStatus: draft\nSource: source/b.txt", f"文。\n\n{photo}")(project)
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    assert published(project) == PUBLISHED


def test_what_is_typed_is_what_is_read(project):
    text = "[记者]: 你好吗？ 3*4*5 __init__ C:\\[x\\] A&B 1<2\n\n2022. 年底，济宁。\n\n甲。\n\u3000\n乙。"
    second(HEAD, text)(project)
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    soup = BeautifulSoup((project / "output" / "second.html").read_bytes(), "html.parser")
    paragraphs = [p.get_text() for p in soup.select("article > p")]
    assert paragraphs == [line.strip() for line in text.splitlines() if line.strip()]
    assert soup.select_one("meta[name=description]")["content"] == paragraphs[0]
