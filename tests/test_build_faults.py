"""Bad input stops the build in one line that names file, line, fault and mend; the earlier bundle stands."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests import pictures
from tests.conftest import run_build

ARTICLE = "content/jining-gaoxinqu.md"
PHOTO = "/// photo\n创新谷党建文化广场。\n///"
LANDSCAPE = pictures.landscape(400, 300)
PICTURE = pictures.file(LANDSCAPE)
DRAWING = pictures.file(LANDSCAPE, "PNG")


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


def spoilt(data: bytes, place: int) -> bytes:
    """Return the data with one bit turned over."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def second(head: str, body: str = "正文。") -> Callable[[Path], None]:
    """Return what adds a second article, content/second.md."""
    return add("content/second.md", f"{head}\n\n{body}\n")


def pictured(name: str, data: bytes) -> Callable[[Path], None]:
    """Return what adds a picture, and a second article whose first line of text, its fourth, names it."""
    block = f"/// photo | images/{name}\n    alt: 大厅\n\n图说。\n///\n\n正文。"
    return several(second(HEAD, block), add(f"content/images/{name}", data))


EARLIER = "<p data-edition=masthead>the earlier bundle</p>"
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
    "page outside the output": (
        edit(ARTICLE, "Role: ", "Save_as: ../output-evil/index.html\nRole: "),
        f"{ARTICLE}@Save_as",
        "no metadata of an article",
    ),
    "slug outside the output": (second(f"{HEAD}\nSlug: ../x"), "content/second.md:3", "cannot be the name"),
    "slug taken": (
        several(second(f"{HEAD}\nSlug: third"), add("content/third.md", f"{HEAD}\n\n正文。\n")),
        "content/third.md:1",
        "already the page of second.md",
    ),
    "two front pages": (
        several(second(f"{HEAD}\nSlug: index"), edit(ARTICLE, "Role: ", "Slug: index\nRole: ")),
        ":3",
        "index.html is a page of the edition's own",
    ),
    "name of a page of the list": (second(f"{HEAD}\nSlug: index-2"), "content/second.md:3", "the edition's own"),
    "name of the missing page": (add("content/404.md", f"{HEAD}\n\n正文。\n"), "content/404.md:1", "the edition's own"),
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
    "block in a quotation": (second(HEAD, "> /// photo\n> 图说。\n> ///"), "content/second.md:4", "a quotation"),
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
        second(HEAD, "/// photo | ../photo.jpg\n    alt: 大厅\n\n图说。\n///"),
        "content/second.md:4",
        "outside content/",
    ),
    "photograph by a link that leads out": (
        several(
            pictured("b.jpg", PICTURE),
            add("elsewhere.jpg", PICTURE),
            lambda project: (project / "content" / "images" / "a.jpg").symlink_to(project / "elsewhere.jpg"),
            edit("content/second.md", "images/b.jpg", "images/a.jpg"),
        ),
        "content/second.md:4",
        "images/a.jpg lies outside content/",
    ),
    "photograph by a link in a circle": (
        several(
            pictured("b.jpg", PICTURE),
            lambda project: (project / "content" / "images" / "a.jpg").symlink_to("a.jpg"),
            edit("content/second.md", "images/b.jpg", "images/a.jpg"),
        ),
        "content/second.md:4",
        "images/a.jpg (leads nowhere|does not exist)",
    ),
    "photograph by an absolute path": (
        several(second(HEAD, "/// photo | /etc/a.jpg\n    alt: 大厅\n\n图说。\n///")),
        "content/second.md:4",
        "outside content/",
    ),
    "photograph truncated": (
        pictured("a.jpg", PICTURE[: len(PICTURE) // 2]),
        "content/second.md:4",
        "images/a.jpg is damaged",
    ),
    "photograph empty": (pictured("a.jpg", b""), "content/second.md:4", "images/a.jpg is no JPEG picture"),
    "photograph whose check sum is wrong": (
        pictured("a.png", spoilt(DRAWING, DRAWING.rindex(b"IEND") - 5)),
        "content/second.md:4",
        "images/a.png is damaged",
    ),
    "photograph of another format": (
        pictured("a.jpg", DRAWING),
        "content/second.md:4",
        "images/a.jpg is a PNG picture by another name: let its name end in .png",
    ),
    "photograph that is a page": (
        pictured("a.jpg", b"<!doctype html><title>404</title>"),
        "content/second.md:4",
        "images/a.jpg is no JPEG picture",
    ),
    "photograph of 200 megapixels": (
        pictured("a.png", pictures.header_only_png(20_000, 10_000)),
        "content/second.md:4",
        "20000 × 10000 pixels, more than 100 million",
    ),
    "photograph of 51 megabytes": (
        pictured("a.jpg", PICTURE.ljust(51_000_000, b"\0")),
        "content/second.md:4",
        "more than 50 million bytes",
    ),
    "photograph that moves": (
        pictured(
            "a.webp", pictures.file(LANDSCAPE, "WEBP", save_all=True, append_images=[pictures.landscape(400, 300, 2)])
        ),
        "content/second.md:4",
        "images/a.webp moves",
    ),
    "thumbnail": (
        pictured("a.jpg", pictures.file(pictures.landscape(300, 200))),
        "content/second.md:4",
        "only 300 pixels wide",
    ),
    "strip": (
        pictured("a.jpg", pictures.file(pictures.landscape(400, 4001))),
        "content/second.md:4",
        "is a strip of 400 × 4001 pixels",
    ),
    "printing colours of no known press": (
        pictured("a.jpg", pictures.file(LANDSCAPE.convert("CMYK"))),
        "content/second.md:4",
        "has printing colours",
    ),
    "colour profile broken": (
        pictured("a.jpg", pictures.file(LANDSCAPE, icc_profile=b"no profile")),
        "content/second.md:4",
        "colour profile that can't be used",
    ),
    "link to a photograph": (
        several(second(HEAD, "[图]({static}/images/a.jpg)"), add("content/images/a.jpg", PICTURE)),
        "content/second.md:4",
        "a picture is a `/// photo` block",
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
    "gap mark misspelt": (edit(ARTICLE, "[[gap]]", "[[gpa]]"), f"{ARTICLE}@[[gpa]]", "is no mark"),
    "gap mark unclosed": (edit(ARTICLE, "[[gap]]", "[[gap]"), f"{ARTICLE}@[[gap]", "is no mark"),
    "gap in a heading": (second(HEAD, "## 1 标题[[gap]]\n\n正文。"), "content/second.md:4", "broken off"),
    "raw HTML": (second(HEAD, "正文。<b>粗</b>"), "content/second.md:4", "is HTML"),
    "script": (second(HEAD, "<script>alert(1)</script>"), "content/second.md:4", "is HTML"),
    "comment": (second(HEAD, "正文。<!-- 编者 -->"), "content/second.md:4", "is HTML"),
    "attribute list": (second(HEAD, "## 1 标题 {#one}\n\n正文。"), "content/second.md:4", "attribute list"),
    "heading of the first rank": (second(HEAD, "# 标题\n\n正文。"), "content/second.md:4", "no heading of a section"),
    "heading that skips": (second(HEAD, "#### 标题\n\n正文。"), "content/second.md:4", "no heading of a section"),
    "underlined heading": (second(HEAD, "标题\n===\n\n正文。"), "content/second.md:5", "would make a heading"),
    "typed indent": (second(HEAD, "\u3000\u3000正文。"), "content/second.md:4", "typed spaces"),
    "indented code": (second(HEAD, "    /// photo"), "content/second.md:4", "at the beginning of the line"),
    "quotation": (second(HEAD, "> 引文。"), "content/second.md:4", "begins a list, a quotation"),
    "list": (second(HEAD, "- 一\n- 二"), "content/second.md:4", "begins a list"),
    "table": (second(HEAD, "| 甲 | 乙 |\n|---|---|"), "content/second.md:4", "a table"),
    "code": (second(HEAD, "```\n文\n```"), "content/second.md:4", "or code"),
    "full-width fence": (second(HEAD, "／／／ photo"), "content/second.md:4", "begins no block"),
    "two slashes": (second(HEAD, "// photo"), "content/second.md:4", "begins no block"),
    "full-width heading": (second(HEAD, "＃＃ 1 标题"), "content/second.md:4", "no heading"),
    "heading without a space": (second(HEAD, "##1 标题\n\n正文。"), "content/second.md:4", "no heading"),
    "full-width gap mark": (second(HEAD, "正文【【gap】】"), "content/second.md:4", "is no mark"),
    "half a gap mark": (second(HEAD, "正文[gap]"), "content/second.md:4", "is no mark"),
    "strong words unclosed": (second(HEAD, "**正文。"), "content/second.md:4", "strong words"),
    "too many stars": (second(HEAD, "***重要***"), "content/second.md:4", "no mark"),
    "heading that ends in a number sign": (second(HEAD, "## 1 C#\n\n文。"), "content/second.md:4", "number sign"),
    "entity": (second(HEAD, "甲&nbsp;乙"), "content/second.md:4", "HTML entity"),
    "heading in a caption": (second(HEAD, "/// photo\n## 1 标题\n///"), "content/second.md:5", "no heading"),
    "heading doubled": (second(HEAD, "## 1 甲\n\n文。\n\n## 1 甲\n\n文。"), "content/second.md:8", "second time"),
    "sections out of order": (second(HEAD, "## 2 乙\n\n文。\n\n## 1 甲\n\n文。"), "content/second.md:4", "in place 1"),
    "no text": (second(HEAD, ""), "content/second.md:5", "no text"),
    "nothing but a gap": (second(HEAD, "[[gap]]"), "content/second.md:5", "no text"),
    "byte order mark": (
        add("content/second.md", "\ufeff" + HEAD + "\n\n文。\n"),
        "content/second.md:1",
        "byte order mark",
    ),
    "blank first line": (
        add("content/second.md", "\n" + HEAD + "\n\n文。\n"),
        "content/second.md:1",
        "begin with metadata",
    ),
    "CRLF": (add("content/second.md", f"{HEAD}\n\n文。\n".replace("\n", "\r\n")), "content/second.md:1", "CRLF"),
    "NUL": (second(HEAD, "甲\0乙"), "content/second.md:4", "U+0000"),
    "bidirectional override": (second(HEAD, "甲\u202e乙"), "content/second.md:4", "U+202E"),
    "zero-width space": (second(HEAD, "甲\u200b乙"), "content/second.md:4", "U+200B"),
    "tab": (second(HEAD, "甲\t乙"), "content/second.md:4", "a tab"),
    "headline on two lines": (
        second("Title: 又一\n    篇\nDate: 2026-11-23"),
        "content/second.md:2",
        "is not metadata",
    ),
    "authors parted by commas": (second(f"{HEAD}\nAuthors: 甲、乙"), "content/second.md:3", "parted by semicolons"),
    "author named twice": (second(f"{HEAD}\nAuthors: 甲; 甲"), "content/second.md:3", "parted by semicolons"),
    "Markdown in metadata": (second(f"{HEAD}\nKicker: **引**"), "content/second.md:3", "does nothing in metadata"),
    "source outside": (second(f"{HEAD}\nSource: /etc/hostname"), "content/second.md:3", "does not exist"),
    "source without an order": (
        several(second(f"{HEAD}\nSource: source/b.txt"), add("content/source/b.txt", "文。\n")),
        "source/b.txt",
        "no reading order proves it",
    ),
    "the only order removed": (remove("content/source/page.order"), "source/page.txt", "no reading order proves it"),
    "photograph of another kind": (
        second(HEAD, "/// photo | source/page.txt\n图说。\n///"),
        "content/second.md:4",
        "no photograph",
    ),
    "alt text cut by YAML": (
        several(
            second(HEAD, "/// photo | images/a.jpg\n    alt: 大厅 #1\n\n图说。\n///"),
            add("content/images/a.jpg", PICTURE),
        ),
        "content/second.md:5",
        "to YAML",
    ),
    "alt text twice": (
        several(
            second(HEAD, "/// photo | images/a.jpg\n    alt: 甲\n    alt: 乙\n\n图说。\n///"),
            add("content/images/a.jpg", PICTURE),
        ),
        "content/second.md:5",
        "once",
    ),
    "alt text not indented": (
        several(second(HEAD, "/// photo | images/a.jpg\nalt: 甲\n\n图说。\n///"), add("content/images/a.jpg", PICTURE)),
        "content/second.md:5",
        "four spaces",
    ),
    "suffix in capitals": (add("content/second.MD", f"{HEAD}\n\n文。\n"), "content/second.MD", "nothing reads"),
    # links
    "address with a space": (second(HEAD, "[见](https://exa mple.org)"), "content/second.md:4", "is no link"),
    "address with a false port": (
        second(HEAD, "[见](https://example.org:abc/)"),
        "content/second.md:4",
        "no link that works",
    ),
    "address broken": (second(HEAD, "[见](https://[::1/)"), "content/second.md:4", "no link"),
    "link unclosed": (second(HEAD, "[见](https://example.org"), "content/second.md:4", "is no link"),
    "full-width link": (second(HEAD, "[见]（https://example.org）"), "content/second.md:4", "is no link"),
    "link by {static} to an article": (
        second(HEAD, "[见]({static}second.md)"),
        "content/second.md:4",
        "no link that works",
    ),
    "link by {index}": (second(HEAD, "[见]({index})"), "content/second.md:4", "no link that works"),
    "image without a figure": (second(HEAD, "![大厅](missing.jpg)"), "content/second.md:4", "/// photo"),
    "link to a missing file": (
        second(HEAD, "[前文]({filename}none.md)"),
        "content/second.md:4",
        "none.md does not exist",
    ),
    "link syntax misspelt": (second(HEAD, "[图]({staitc}/a.jpg)"), "content/second.md:4", "no link that works"),
    "link to a bare folder": (second(HEAD, "[首页](/)"), "content/second.md:4", "no link that works"),
    "link to a missing place": (second(HEAD, "[见](#section-9)"), "content/second.md:4", "leads nowhere"),
    "javascript link": (second(HEAD, "[见](javascript:alert)"), "content/second.md:4", "no link that works"),
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
        edit("theme/templates/base.html", 'SITEURL ~ "/index', '"{static}/index'),
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
    (output / "index.html").write_text(EARLIER)
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
    assert (output / "index.html").read_text() == EARLIER
    assert [p.name for p in project.glob(".output*")] == [], "the half-built bundle was left behind"


PUBLISHED = ["404.html", "SHA256SUMS", "_headers", "index.html", "source/page.txt"]


def published(project: Path) -> list[str]:
    """The names of the files in the project's output, without hidden files and compressed twins."""
    names = (p.relative_to(project / "output").as_posix() for p in (project / "output").rglob("*") if p.is_file())
    return sorted(name for name in names if not name.endswith((".gz", ".br", ".nojekyll")))


def test_hidden_and_working_files_are_not_published(project):
    for name in (".DS_Store", ".page.txt.swp", "page.txt~"):
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
    text = "[记者]: 你好吗？ 3*4*5 __init__ C:\\[x\\] `x` A&B 1<2\n\n2022. 年底，济宁。\n\n甲。\n\u3000\n乙。"
    second(HEAD, text)(project)
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    soup = BeautifulSoup((project / "output" / "second.html").read_bytes(), "html.parser")
    paragraphs = [p.get_text() for p in soup.select("article > p")]
    assert paragraphs == [line.strip() for line in text.splitlines() if line.strip()]
    assert soup.select_one("meta[name=description]")["content"] == paragraphs[0]
