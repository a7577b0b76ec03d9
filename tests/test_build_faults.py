"""Bad input stops the build in one line that names file, line, fault and mend; the earlier bundle stands."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import run_build

ARTICLE = "content/jining-gaoxinqu.md"
PHOTO = "/// photo\n创新谷党建文化广场。\n///"
# A JPEG of one pixel would do, but no test here decodes it.
PICTURE = b"\xff\xd8\xff\xe0"


def edit(path: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    """Return what replaces old by new in a file of the project."""

    def change(project: Path) -> None:
        text = (project / path).read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old}"
        (project / path).write_text(text.replace(old, new, count), encoding="utf-8")

    return change


def add(path: str, text: str | bytes) -> Callable[[Path], None]:
    """Return what writes a new file into the project."""

    def change(project: Path) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def several(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return what makes all the changes."""

    def change(project: Path) -> None:
        for one in changes:
            one(project)

    return change


def remove(path: str) -> Callable[[Path], None]:
    """Return what removes a file of the project."""
    return lambda project: (project / path).unlink()


def second(head: str, body: str = "正文。") -> Callable[[Path], None]:
    """Return what adds a second article, content/second.md."""
    return add("content/second.md", f"{head}\n\n{body}\n")


HEAD = "Title: 又一篇\nDate: 2026-11-23"

# name: (what spoils the project, the place that must be named, words that must be said);
# a place is file:line, or file@words for the first line of the spoiled file that holds the words
FAULTS = {
    # metadata
    "phrases are not the headline": (
        edit(ARTICLE, "Phrases: 济宁", "Phrases: 济南"),
        f"{ARTICLE}@Phrases",
        "not the headline",
    ),
    "no title": (edit(ARTICLE, "Title: ", "Titel: "), f"{ARTICLE}@Titel:", "did you mean title"),
    "title missing": (second("Date: 2026-11-23"), "content/second.md:1", "Title is missing"),
    "date missing": (second("Title: 又一篇"), "content/second.md:1", "Date is missing"),
    "date partial": (edit(ARTICLE, "2026-11-22", "2026-11"), f"{ARTICLE}@Date:", "2026-11 is not a whole date"),
    "date impossible": (edit(ARTICLE, "2026-11-22", "2026-02-30"), f"{ARTICLE}@Date:", "not a whole date"),
    "date in Chinese": (edit(ARTICLE, "2026-11-22", "2026年11月22日"), f"{ARTICLE}@Date:", "not a whole date"),
    "date ambiguous": (edit(ARTICLE, "2026-11-22", "01.07.2026"), f"{ARTICLE}@Date:", "not a whole date"),
    "full-width colon": (edit(ARTICLE, "Kicker: ", "Kicker："), f"{ARTICLE}@Kicker：", "full-width colon"),
    "metadata doubled": (edit(ARTICLE, "Role: ", "Kicker: "), f"{ARTICLE}@Kicker: 通讯员", "second time"),
    "metadata unknown": (edit(ARTICLE, "Kicker: ", "Kiker: "), f"{ARTICLE}@Kiker", "did you mean kicker"),
    "metadata empty": (edit(ARTICLE, "Role: 通讯员", "Role:"), f"{ARTICLE}@Role:", "Role is empty"),
    "status unknown": (second(f"{HEAD}\nStatus: publisht"), "content/second.md:3", "no status"),
    "Save_as outside the output": (
        edit(ARTICLE, "index.html", "../output-evil/index.html"),
        f"{ARTICLE}@Save_as",
        "not an HTML file inside the output",
    ),
    "Save_as absolute": (edit(ARTICLE, "index.html", "/tmp/index.html"), f"{ARTICLE}@Save_as", "inside the output"),
    "slug outside the output": (second(f"{HEAD}\nSlug: ../x"), "content/second.md:3", "cannot be the name"),
    "slug taken": (
        several(second(f"{HEAD}\nSlug: third"), add("content/third.md", f"{HEAD}\n\n正文。\n")),
        "content/third.md:1",
        "already the page of second.md",
    ),
    "two front pages": (second(f"{HEAD}\nSave_as: index.html"), "content/second.md:3", "already the page"),
    "no front page": (edit(ARTICLE, "Save_as: index.html\n", ""), f"{ARTICLE}:1", "no article is the front page"),
    "file name not ASCII": (add("content/又一篇.md", f"{HEAD}\n\n正文。\n"), "content/又一篇.md:1", "Slug:"),
    "source does not exist": (
        edit(ARTICLE, "source/page.txt", "source/pages.txt"),
        f"{ARTICLE}@Source:",
        "does not exist",
    ),
    "not UTF-8": (add("content/second.md", f"{HEAD}\n\n正文。\n".encode("gb18030")), "content/second.md:1", "UTF-8"),
    # blocks and marks
    "block misspelt": (edit(ARTICLE, "/// photo", "/// foto"), f"{ARTICLE}@/// foto", "did you mean photo"),
    "block unclosed": (edit(ARTICLE, PHOTO, PHOTO[:-4]), f"{ARTICLE}@/// photo", "not closed"),
    "last block unclosed": (second(HEAD, "/// photo\n图说。"), "content/second.md:4", "not closed"),
    "stray fence": (second(HEAD, "正文。\n\n///"), "content/second.md:6", "closes no block"),
    "block in a quotation": (second(HEAD, "> /// photo\n> 图说。\n> ///"), "content/second.md:4", "inside other text"),
    "caption missing": (second(HEAD, "/// photo\n///"), "content/second.md:4", "no caption"),
    "caption of two lines": (second(HEAD, "/// photo\n一。\n二。\n///"), "content/second.md:4", "more than one line"),
    "option misspelt": (
        several(
            second(HEAD, "/// photo | images/a.jpg\n    atl: 大厅\n\n图说。\n///"), add("content/images/a.jpg", PICTURE)
        ),
        "content/second.md:5",
        "did you mean alt",
    ),
    "option with a full-width colon": (
        several(
            second(HEAD, "/// photo | images/a.jpg\n    alt：大厅\n\n图说。\n///"), add("content/images/a.jpg", PICTURE)
        ),
        "content/second.md:5",
        "cannot be read",
    ),
    "no blank line after options": (
        several(
            second(HEAD, "/// photo | images/a.jpg\n    alt: 大厅\n图说。\n///"), add("content/images/a.jpg", PICTURE)
        ),
        "content/second.md:6",
        "blank line",
    ),
    "photograph missing": (
        second(HEAD, "/// photo | images/b.jpg\n    alt: 大厅\n\n图说。\n///"),
        "content/second.md:4",
        "images/b.jpg does not exist",
    ),
    "photograph outside content": (
        second(HEAD, "/// photo | ../README.md\n    alt: 大厅\n\n图说。\n///"),
        "content/second.md:4",
        "outside content/",
    ),
    "photograph without alt text": (
        several(second(HEAD, "/// photo | images/a.jpg\n图说。\n///"), add("content/images/a.jpg", PICTURE)),
        "content/second.md:4",
        "no alt text",
    ),
    "alt text without a photograph": (
        second(HEAD, "/// photo\n    alt: 大厅\n\n图说。\n///"),
        "content/second.md:5",
        "without a photograph",
    ),
    "gap mark misspelt": (edit(ARTICLE, "[[gap]]", "[[gpa]]"), f"{ARTICLE}@[[gpa]]", "[[gpa]] is no mark"),
    "gap mark unclosed": (edit(ARTICLE, "[[gap]]", "[[gap]"), f"{ARTICLE}@[[gap]", "is no mark"),
    "gap in a heading": (second(HEAD, "## 1 标题[[gap]]\n\n正文。"), "content/second.md:4", "broken off"),
    "raw HTML": (second(HEAD, "正文。<b>粗</b>"), "content/second.md:4", "<b> is HTML"),
    "script": (second(HEAD, "<script>alert(1)</script>"), "content/second.md:4", "is HTML"),
    "comment": (second(HEAD, "正文。<!-- 编者 -->"), "content/second.md:4", "is HTML"),
    "attribute list": (second(HEAD, "## 1 标题 {#one}\n\n正文。"), "content/second.md:4", "attribute list"),
    "heading of the first rank": (second(HEAD, "# 标题\n\n正文。"), "content/second.md:4", "no heading of a section"),
    "heading that skips": (second(HEAD, "#### 标题\n\n正文。"), "content/second.md:4", "no heading of a section"),
    "underlined heading": (second(HEAD, "标题\n===\n\n正文。"), "content/second.md:5", "would make a heading"),
    "typed indent": (second(HEAD, "\u3000\u3000正文。"), "content/second.md:4", "typed spaces"),
    "indented code": (second(HEAD, "    /// photo"), "content/second.md:4", "no block|typed spaces|not closed"),
    # links
    "image without a figure": (second(HEAD, "![大厅](missing.jpg)"), "content/second.md:4", "/// photo"),
    "link to a missing file": (
        second(HEAD, "[前文]({filename}none.md)"),
        "content/second.md:4",
        "none.md does not exist",
    ),
    "link syntax misspelt": (second(HEAD, "[图]({staitc}/a.jpg)"), "content/second.md:4", "no link that works"),
    "link to a bare folder": (second(HEAD, "[首页](/)"), "content/second.md:4", "no link that works"),
    "link to a missing place": (second(HEAD, "[见](#section-9)"), "content/second.md:4", "leads nowhere"),
    "javascript link": (second(HEAD, "[见](javascript:alert(1))"), "content/second.md:4", "no link that works"),
    # settings, templates and the project's files
    "setting misspelt": (
        edit("pelicanconf.py", "RELATIVE_URLS", "RELATIV_URLS"),
        "pelicanconf.py@RELATIV_URLS",
        "RELATIVE_URLS",
    ),
    "setting misspelt in publishconf": (
        edit("publishconf.py", "DRAFT_SAVE_AS", "DRAFT_SAVEAS"),
        "publishconf.py@DRAFT_SAVEAS",
        "DRAFT_SAVE_AS",
    ),
    "settings no Python": (edit("pelicanconf.py", "SITENAME = ", "SITENAME "), "pelicanconf.py@SITENAME ", "syntax"),
    "time zone unknown": (edit("pelicanconf.py", "Asia/Shanghai", "Asia/Jining"), "", "Asia/Jining"),
    "plugin missing": (edit("pelicanconf.py", "plugins.article_reader", "plugins.reader"), "", "plugins.reader"),
    "variable undefined in a template": (
        edit("theme/templates/base.html", "{{ SITENAME }}", "{{ SITENMAE }}"),
        "theme/templates/base.html@SITENMAE",
        "SITENMAE",
    ),
    "template with a syntax error": (
        edit("theme/templates/article.html", "{% endblock main %}", "{% endblok main %}"),
        "theme/templates/article.html@endblok",
        "endblok",
    ),
    "template missing": (
        remove("theme/templates/partials/notes.html"),
        "theme/templates/article.html@notes.html",
        "notes.html",
    ),
    "link syntax left by a template": (
        edit("theme/templates/base.html", "{{ SITEURL }}/index", "{static}/index"),
        "theme/templates/base.html@{static}",
        "{static} is not replaced",
    ),
    "no article at all": (remove(ARTICLE), "content", "no article to publish"),
    "content folder missing": (lambda project: (project / "content").rename(project / "contents"), "", "content"),
    "article in another markup": (add("content/second.rst", "标题\n====\n"), "content/second.rst", "nothing reads"),
    "article unreadable": (
        lambda project: (project / "content" / "second.md").symlink_to("nowhere.md"),
        "content/second.md",
        "No such file",
    ),
    "source page edited": (
        edit("content/source/page.txt", "231个", "232个"),
        "content/source/page.order@sha256 ",
        "edited",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_bad_input_is_refused_in_one_line(project, name):
    spoil, place, words = FAULTS[name]
    output = project / "output"
    output.mkdir()
    (output / "index.html").write_text("the earlier bundle")
    spoil(project)
    if "@" in place:
        path, fragment = place.split("@")
        lines = (project / path).read_text(encoding="utf-8").splitlines()
        place = f"{path}:{next(i for i, line in enumerate(lines, 1) if fragment in line)}"
    done = run_build(project, output, "publishconf.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, f"not one line:\n{done.stderr}"
    assert f"{place}:" in done.stderr
    assert re.search(re.escape(words) if "|" not in words else words, done.stderr), done.stderr
    assert (output / "index.html").read_text() == "the earlier bundle"
    assert [p.name for p in project.glob(".output*")] == [], "the half-built bundle was left behind"


def test_hidden_and_working_files_are_not_published(project):
    for name in (".DS_Store", ".page.txt.swp", "page.txt~"):
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
