"""Bad input stops the build in one line that names file, line, fault and mend; the earlier bundle stands."""

import re
import sys

import pytest
from bs4 import BeautifulSoup

from plugins import build
from tests.bad_input import ARTICLE, FAULTS, HEAD, PICTURE, PROJECT_FAULTS, WHOLE_BUILDS, add, edit, second
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


def test_hidden_and_working_files_are_not_published(project):
    for name in (".DS_Store", ".page.txt.swp", "page.txt~", "._page.order"):
        (project / "content" / "source" / name).write_text("x")
    (project / "content" / ".hidden.md").write_text(HEAD + "\n\n正文。\n")
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    published = sorted(
        p.relative_to(project / "output").as_posix() for p in (project / "output").rglob("*") if p.is_file()
    )
    assert published == ["index.html", "source/page.txt"]


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
    second(f"{HEAD}\nStatus: draft\nSave_as: index.html\nSource: source/b.txt", f"文。\n\n{photo}")(project)
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    files = sorted(p.relative_to(project / "output").as_posix() for p in (project / "output").rglob("*") if p.is_file())
    assert files == ["index.html", "source/page.txt"]


def test_what_is_typed_is_what_is_read(project):
    text = "[记者]: 你好吗？ 3*4*5 __init__ C:\\[x\\] A&B 1<2\n\n2022. 年底，济宁。\n\n甲。\n\u3000\n乙。"
    second(HEAD, text)(project)
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    soup = BeautifulSoup((project / "output" / "second.html").read_bytes(), "html.parser")
    paragraphs = [p.get_text() for p in soup.select("article > p")]
    assert paragraphs == [line.strip() for line in text.splitlines() if line.strip()]
    assert soup.select_one("meta[name=description]")["content"] == paragraphs[0]
