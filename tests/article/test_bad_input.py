"""Bad input stops the build in one line that names file, line, problem and fix; the earlier bundle stands."""

import hashlib
import os
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from edition.article import content_files
from edition.article.reader import convert
from edition.bundle import settings as bundle_settings
from edition.bundle.build import build, fault_of
from edition.faults import Fault, Faults
from edition.proof.markdown import units_of
from edition.source.order import read_order
from edition.source.text import read_lines
from pelicanconf import MARKDOWN
from tests.article import bad_input as bad
from tests.conftest import (
    CONTENT,
    ORDER,
    SOURCE,
    copy_tree,
    process_kept,
    put_earlier_bundle,
    run_edition,
    settings_for,
    sign,
)
from tests.test_verify import verify


def spoil(project: Path, case: bad.Case) -> str:
    """Put an earlier bundle into the project, spoil that, and return the place that is to be named."""
    put_earlier_bundle(project / "output")
    case.spoil(project)
    if isinstance(case.place, int):
        return f"content/second.md:{case.place}"
    path, _, words = case.place.partition("@")
    lines = (project / path).read_text(encoding="utf-8").split("\n") if words else []
    return path + "".join([f":{number}" for number, line in enumerate(lines, 1) if words in line][:1])


def assert_refused(project: Path, case: bad.Case, place: str, told: str) -> None:
    """Fail unless one line told the fault and its place, and the earlier bundle stands alone."""
    assert f"{place}: " in told and told.endswith(f" [{case.id}]"), told
    assert told.isprintable() and len(told) < 1_000, told
    assert "the earlier bundle" in (project / "output" / "index.html").read_text()
    assert [path.name for path in project.glob(".output*")] == [], "the half-built bundle was left behind"


@pytest.mark.parametrize("case", bad.CASES, ids=lambda case: f"{case.id} {case.name}")
def test_bad_content_is_refused_in_one_line(content_project, monkeypatch, case):
    monkeypatch.setattr(bundle_settings, "check_names", lambda path: {})  # the same settings each time
    place = spoil(content_project, case)
    with pytest.raises(Exception) as raised:
        build(content_project / "output", settings=settings_for(content_project))
    told = raised.value if isinstance(raised.value, Faults) else fault_of(raised.value)
    assert_refused(content_project, case, place, str(told))


@pytest.mark.parametrize("case", bad.PROJECT_CASES, ids=lambda case: f"{case.id} {case.name}")
def test_the_command_says_it_in_one_line(project, case):
    place = spoil(project, case)
    done = run_edition(project, "publish")
    assert done.returncode == 1 and done.stdout == ""
    assert_refused(project, case, place, done.stderr.removesuffix("\n"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """The published bundle of all that is sound, each an article named by its place in the table."""
    project = tmp_path_factory.mktemp("sound")
    copy_tree(CONTENT, project / "content")
    for number, (head, words, _) in enumerate(bad.SOUND.values()):
        bad.add(f"content/sound-{number}.md", f"{head}\n\n{words}\n")(project)
    bad.add("content/images/图 1.jpg", bad.PICTURE)(project)
    for name in (".DS_Store", "source/.b.txt.swp", "source/b.txt~", "source/._b.order"):
        bad.add(f"content/{name}", "x")(project)
    # A draft, of which nothing is published
    block = "/// photo | images/a.jpg\n    alt: 甲\n\n图说。\n///"
    bad.whole(f"{bad.HEAD}\nStatus: draft\nSource: source/b.txt\n\n文。\n\n{block}\n")(project)
    bad.several(bad.add("content/images/a.jpg", bad.PICTURE), bad.add("content/source/b.txt", "文。\n"))(project)
    with process_kept():
        build(project / "output", settings=settings_for(project))
    return project / "output"


@pytest.mark.parametrize("name", bad.SOUND)
def test_what_is_sound_is_published_as_it_is_typed(sound, name):
    slug = "a" * 100 if name == "slug of 100 characters" else f"sound-{list(bad.SOUND).index(name)}"
    soup = BeautifulSoup((sound / f"{slug}.html").read_bytes(), "html.parser")
    assert bad.SOUND[name][2] in soup.get_text()
    if name.startswith("alt text with an escaped"):
        assert soup.img["alt"] == "甲 &amp; 乙"


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("numbers between words", ["１", "2"]),
        ("heading that begins with a year", []),
        ("heading whose number counts no section", ["1"]),
    ],
)
def test_a_heading_has_a_number_only_where_that_counts_the_sections(sound, name, drawn):
    soup = BeautifulSoup((sound / f"sound-{list(bad.SOUND).index(name)}.html").read_bytes(), "html.parser")
    assert [number.get_text() for number in soup.select("h2 .section__number")] == drawn


def test_drafts_and_working_files_leave_nothing_in_the_published_bundle(sound):
    files = {path.relative_to(sound).as_posix() for path in sound.rglob("*") if path.is_file()}
    assert {name for name in files if name.startswith(("source/", "second", "drafts"))} == {
        f"source/wangchao-du{kind}.txt{suffix}" for kind in ("", ".order") for suffix in ("", ".gz", ".br")
    }
    assert {name.split("-")[0] for name in files if name.startswith("images/")} == {"images/wangchao", "images/1"}


@pytest.mark.parametrize("line_end", ["\r\n", "\n\f", "\t\n", "\u3000\n"])
def test_a_source_page_keeps_the_white_space_of_its_extraction(content_project, order, line_end):
    bad.source("\n", line_end, -1)(content_project)
    assert read_order(content_project / ORDER).units == order.units


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_text_of_a_source_page_is_published_in_utf_8(content_project, encoding):
    page = content_project / SOURCE
    text, before = page.read_text(encoding="utf-8"), hashlib.sha256(page.read_bytes()).hexdigest()
    page.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    kept = page.read_bytes()
    bad.edit(ORDER, before, hashlib.sha256(kept).hexdigest())(content_project)
    sign(content_project / ORDER)
    build(content_project / "output", settings=settings_for(content_project))
    published = (content_project / "output" / "source" / page.name).read_bytes()
    assert published == (kept if encoding == "utf-8-sig" else text.encode()), "as it came, where it is UTF-8"
    verify.main(str(content_project / "output"))
    assert page.read_bytes() == kept


# What no folder of this system can hold, or no build needs to be started for


@pytest.mark.parametrize("names", [["a.md", "A.md"], ["images/é.jpg", "images/e\u0301.jpg"], ["x", "ß.md", "ss.md"]])
def test_files_that_are_one_on_another_system_are_refused(tmp_path, monkeypatch, names):
    walk = [(str(tmp_path), [], names)]
    monkeypatch.setattr(content_files.os, "walk", lambda *args, **options: walk)
    monkeypatch.setattr(content_files, "check_path", lambda path, content: None)
    with pytest.raises(Fault) as raised:
        content_files.check_content(tmp_path, [])
    assert raised.value.id == "c-002" and raised.value.path in [tmp_path / name for name in names[-2:]]


def test_what_the_system_does_not_let_us_read_is_refused(tmp_path, monkeypatch):
    with pytest.raises(Fault) as raised:
        content_files.check_content(tmp_path / "none", [])
    assert (raised.value.id, raised.value.path) == ("x-001", tmp_path / "none")
    (tmp_path / "a.md").touch()
    monkeypatch.setattr(Path, "read_bytes", lambda path: path.joinpath("no folder").open("rb"))
    with pytest.raises(Fault) as raised:
        read_lines(tmp_path / "a.md")
    assert (raised.value.id, raised.value.path) == ("x-001", tmp_path / "a.md")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "page.order")
    with pytest.raises(Fault) as raised:
        read_order(tmp_path / "page.order")
    assert raised.value.id == "x-001"


def test_no_character_that_no_reader_sees_is_let_in(tmp_path):
    unseen = "\t\x01\x0b\x1b\x7f\x85\xad\u034f\u061c\u200d\u200e\u2028\u2029\u202a\u2060\u2066\u2800\u3164\ufdd0"
    path = tmp_path / "a.md"
    for character in unseen + "\ufff9\ufffc\ufffe\uffff\U000e0041\U0010ffff":
        path.write_text(f"甲\n乙{character}丙", encoding="utf-8")
        with pytest.raises(Fault) as raised:
            read_lines(path)
        assert (raised.value.id, raised.value.line) == ("x-007", 2), ascii(character)


# Each of these took time that grew with the square of its length, or would with a careless pattern.
HOSTILE = {
    "a caption's spaces": lambda n: "图" + " " * n + "文",
    "strokes": lambda n: "/" * n + " " * n + "photo 文",
    "spaces before a fence": lambda n: "文。\n" + " " * n + "///" + " " * n + "photo 文",
    "brackets": lambda n: "[" * n,
    "a list's marks": lambda n: "- " * n + "文",
    "stars": lambda n: "** 文" * n,
    "tags": lambda n: "<文" * n,
    "brackets and links": lambda n: "[" * n + "[文](#lede)" * (n // 30),
    "spaces between words": lambda n: "文" + "\u3000" * n + "文",
    "marks of notes": lambda n: "[^" * n,
    "spaces in a line of verse": lambda n: "/// verse\n文" + " " * n + "文\n///",
    "spaces in the name of a photograph": lambda n: "/// photo | images/a" + " " * n + "b.jpg\n    alt: 甲\n///",
    "gaps and spaces": lambda n: "文[[gap]]" + " " * n + "文",
}


def seconds(folder: Path, words: str) -> float:
    """Return how long the rules, the markup and the proof's own reading take for the words; each may refuse them."""
    article = folder / "a.md"
    article.write_text(f"{bad.HEAD}\n\n{words}\n", encoding="utf-8")
    begun = time.process_time()
    for read in (partial(convert, folder, MARKDOWN, "zh-CN"), lambda path: list(units_of(path))):
        with suppress(Fault):
            read(article)
    return time.process_time() - begun


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_as_much_takes_about_twice_as_long(tmp_path, monkeypatch, name):
    monkeypatch.setattr("edition.article.body.MOST_CHARACTERS", 10**9)
    make, n = HOSTILE[name], 25
    while seconds(tmp_path, make(n)) < 0.004 and n < 100_000:
        n *= 2
    once, twice = (
        min(times) for times in zip(*([seconds(tmp_path, make(m)) for m in (n, 2 * n)] for _ in range(5)), strict=True)
    )
    assert twice < 3 * once, f"{n}: {once}, {2 * n}: {twice}"
