"""The table of bad input: what spoils a project, the place that the one line names, and words that it says."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from tests.article import pictures

ARTICLE = "content/jining-gaoxinqu.md"
PHOTO = "/// photo\n创新谷党建文化广场。\n///"
LANDSCAPE = pictures.landscape(400, 300)
PICTURE, DRAWING = pictures.file(LANDSCAPE), pictures.file(LANDSCAPE, "PNG")


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


def source(old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    """Return what edits the source page and writes its new digest into the reading order."""

    def change(project: Path) -> None:
        page, order = project / "content/source/page.txt", project / "content/source/page.order"
        before, data = (
            page.read_bytes(),
            page.read_bytes().replace(old.encode(), new.encode("utf-8", "surrogatepass"), count),
        )
        assert data != before
        page.write_bytes(data)
        digests = [hashlib.sha256(one).hexdigest().encode() for one in (before, data)]
        order.write_bytes(order.read_bytes().replace(*digests))

    return change


def link(path: str, target: str) -> Callable[[Path], None]:
    """Return what puts a symbolic link into the project in place of whatever is there."""

    def change(project: Path) -> None:
        (project / path).unlink(missing_ok=True)
        (project / path).symlink_to(target)

    return change


def photo(head: str, caption: str = "图说。", name: str = "images/a.jpg") -> Callable[[Path], None]:
    """Return what adds a second article with a photo block, and the photograph that it may name."""
    return several(second(HEAD, f"/// photo | {name}\n{head}\n\n{caption}\n///"), add("content/images/a.jpg", PICTURE))


def pictured(name: str, data: bytes) -> Callable[[Path], None]:
    """Return what adds a picture, and a second article whose first line of text, its fourth, names it."""
    block = f"/// photo | images/{name}\n    alt: 大厅\n\n图说。\n///\n\n正文。"
    return several(second(HEAD, block), add(f"content/images/{name}", data))


def spoilt(data: bytes, place: int) -> bytes:
    """Return the data with one bit turned over."""
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


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
        several(second(f"{HEAD}\nSlug: index"), edit(ARTICLE, "Kicker: ", "Slug: index\nKicker: ")),
        ".md:3",  # Pelican reads them in any order
        "another use",
    ),
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
    "nothing but a gap": (second(HEAD, "[[gap]]"), "content/second.md:4", "no words of its paragraph before"),
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
}


def in_text(rows: dict[str, tuple[str, int, str]]) -> dict:
    """Return rows of the table from the text of a second article (its first line is line 4), a line, and words."""
    return {n: (second(HEAD, text), f"content/second.md:{line}", says) for n, (text, line, says) in rows.items()}


def in_head(rows: dict[str, tuple[str, int, str]]) -> dict:
    """Return rows of the table from the metadata of a second article, a line, and words."""
    return {n: (second(head), f"content/second.md:{line}", says) for n, (head, line, says) in rows.items()}


def in_file(rows: dict[str, tuple[str | bytes, int, str]]) -> dict:
    """Return rows of the table from a whole second article, a line, and words."""
    return {
        n: (add("content/second.md", data), f"content/second.md:{line}", says) for n, (data, line, says) in rows.items()
    }


def in_order(rows: dict[str, tuple[Callable[[Path], None], str, str]]) -> dict:
    """Return rows of the table from what spoils the reading order, the words of its line, and words to be said."""
    return {n: (change, f"content/source/page.order@{at}", says) for n, (change, at, says) in rows.items()}


ORDER = "content/source/page.order"
SOURCE = "content/source/page.txt"
DEEP = 10_000

FAULTS |= in_file(
    {
        "empty file": ("", 1, "begin with metadata"),
        "metadata alone": (HEAD, 2, "no text"),
        "UTF-16": (f"{HEAD}\n\n文。\n".encode("utf-16"), 1, "not UTF-8"),
        "cut in a character": (f"{HEAD}\n\n一。\n\n二。\n".encode()[:-3], 6, "not UTF-8"),
        "overlong NUL": (f"{HEAD}\n\n".encode() + b"\xc0\x80", 4, "not UTF-8"),
        "surrogate": (f"{HEAD}\n\n甲\ud800".encode("utf-8", "surrogatepass"), 4, "not UTF-8"),
        "surrogate in metadata": (f"{HEAD}\nKicker: \udfff".encode("utf-8", "surrogatepass"), 3, "not UTF-8"),
        "CR alone": (f"{HEAD}\n\n文。\n".replace("\n", "\r"), 1, "LF"),
        "one CRLF": (f"{HEAD}\n\n一。\r\n二。\n", 4, "LF"),
        "front matter of YAML": (f"---\n{HEAD}\n---\n\n文。\n", 1, "is not metadata"),
        "metadata after the text": ("文。\n\n" + HEAD, 1, "is not metadata"),
        "text without a blank line": (f"{HEAD}\n文。\n", 3, "is not metadata"),
        "ten megabytes": (f"{HEAD}\n\n" + "文" * 3_500_000, None, "more than 1,000,000 bytes"),
        "a paragraph of a megabyte": (f"{HEAD}\n\n" + "文" * 330_000, 4, "more than 20,000 characters"),
        "a paragraph of many lines": (f"{HEAD}\n\n" + "文字。\n" * 10_000, 6670, "more than 20,000 characters"),
        "1,001 sections": (f"{HEAD}\n\n文。\n\n" + "".join(f"## 甲{i}\n\n文。\n\n" for i in range(1001)), 4006, "1000"),
        "10,000 photos": (f"{HEAD}\n\n" + "/// photo\n图说。\n///\n\n" * 10_000, 2004, "more than 500 photos"),
        "101 gaps": (f"{HEAD}\n\n" + "文[[gap]]\n\n" * 101, 204, "more than 100 gap marks"),
    }
)
FAULTS["ten megabytes"] = (FAULTS["ten megabytes"][0], "content/second.md", FAULTS["ten megabytes"][2])

FAULTS |= in_head(
    {
        **{
            f"date {day}": (f"Title: 甲\nDate: {day}", 2, says)
            for day, says in {
                "0000-01-01": "not a whole date",
                "0001-01-01": "cannot be the day",
                "1990-12-31": "cannot be the day",
                "2101-01-01": "cannot be the day",
                "9999-12-31": "cannot be the day",
                "10000-01-01": "not a whole date",
                "20261122": "not a whole date",
                "2026-W47-7": "not a whole date",
                "2026-13-01": "not a whole date",
                "2025-02-29": "not a whole date",
                "2026-11-22 10:00": "not a whole date",
                "２０２６-11-22": "not a whole date",
                "2026－11－22": "not a whole date",
                "2026-11-22。": "not a whole date",
                "today": "not a whole date",
            }.items()
        },
        **{
            f"slug {slug[:12]}": (f"{HEAD}\nSlug: {slug}", 3, says)
            for slug, says in {
                "a/b": "cannot be the name",
                "a\\b": "cannot be the name",
                "..": "cannot be the name",
                "a.html": "cannot be the name",
                "%2e%2e": "cannot be the name",
                "Second": "cannot be the name",
                "-a": "cannot be the name",
                "a--b": "cannot be the name",
                "ａ": "cannot be the name",
                "а": "cannot be the name",  # Cyrillic
                "index": "another use",
                "index-2": "another use",
                "404": "another use",
                "feed": "another use",
                "sitemap": "another use",
                "sw": "another use",
                "con": "another use",
                "nul": "another use",
                "lpt1": "another use",
                "b" * 101: "101 characters",
                "c" * 5_000: "5000 characters",
            }.items()
        },
        "colon of another kind": (f"{HEAD}\nKicker﹕ 甲", 3, "full-width colon"),
        "full-width colon in every line": ("Title：甲\nDate：2026-11-23", 1, "full-width colon"),
        "key in Chinese": (f"标题：甲\n{HEAD}", 1, "is not metadata"),
        "title doubled": (f"{HEAD}\nTitle: 甲", 3, "second time"),
        "title doubled in capitals": (f"{HEAD}\nTITLE: 甲", 3, "second time"),
        "title of odd spaces": ("Title: \u3000\u00a0\nDate: 2026-11-23", 1, "Title is empty"),
        "template in the title": ("Title: {{ SITEURL }}\nDate: 2026-11-23", 1, "does nothing"),
        "tag in the title": ("Title: </title><script>\nDate: 2026-11-23", 1, "does nothing"),
        "entity in the title": ("Title: 甲&nbsp;乙\nDate: 2026-11-23", 1, "does nothing"),
        "link syntax in a note": (f"{HEAD}\nNote: 甲\n    见{{static}}/a.jpg", 4, "does nothing"),
        "link syntax in capitals": (f"{HEAD}\nKicker: {{STATIC}}", 3, "does nothing"),
        "phrases of a headline with spaces": (
            "Title: 甲 乙\nPhrases: 甲 乙\nDate: 2026-11-23",
            2,
            "spaces of its own",
        ),
        "role without authors": (f"{HEAD}\nRole: 记者", 3, "would be lost"),
        "author without a name": (f"{HEAD}\nAuthors: 甲;", 3, "parted by semicolons"),
        "private-use character": (f"{HEAD}\nKicker: \ue000", 3, "U+E000"),
        "noncharacter": (f"{HEAD}\nKicker: \uffff", 3, "U+FFFF"),
        "isolate": (f"{HEAD}\nKicker: \u2067甲\u2069", 3, "U+2067"),
        "combining mark first": (f"{HEAD}\nKicker: \u0301甲", 3, "joins the character before"),
        "status of a megabyte": (f"{HEAD}\nStatus: {'x' * 500_000}", 3, "xxx … "),
        "status in capitals": (f"{HEAD}\nStatus: Draft", 3, "no status"),
    }
)

FAULTS |= in_text(
    {
        # characters
        **{
            f"character U+{ord(character):04X}": (f"甲{character}乙", 4, f"U+{ord(character):04X}")
            for character in "\x01\x0b\x0c\x1b\x7f\x85\xad\u034f\u061c\u200d\u200e\u2028\u2029\u202a\u202b\u202d"
            "\u2060\u2066\u2068\u2800\u3164\ue000\ufdd0\ufeff\ufff9\ufffc\ufffd\ufffe\U000e0041\U0010fffd\U0010ffff"
        },
        "variation selector first": ("\ufe0f甲", 4, "joins the character before"),
        "combining mark after a space": ("甲 \u0301乙", 4, "joins the character before"),
        # sections
        "section empty": ("文。\n\n## 1 甲\n\n## 2 乙\n\n文。", 6, "no paragraph"),
        "last section empty": ("文。\n\n## 1 甲", 6, "no paragraph"),
        "section of a figure alone": ("文。\n\n## 1 甲\n\n/// photo\n图说。\n///", 6, "no paragraph"),
        "heading of three": ("文。\n\n### 甲\n\n文。", 6, "no heading"),
        "heading of six": ("文。\n\n###### 甲\n\n文。", 6, "no heading"),
        "heading in a heading": ("## ## 甲\n\n文。", 4, "no heading"),
        "heading without words": ("##\n\n文。", 4, "no heading"),
        "heading typed in": (" ## 甲\n\n文。", 4, "typed spaces"),
        "heading after an ideographic space": ("##\u3000甲\n\n文。", 4, "no heading"),
        "heading with two spaces": ("##  甲\n\n文。", 4, "typed spaces"),
        "heading doubled but for a space": ("## 1 甲\n\n文。\n\n## 1  甲\n\n文。", 8, "second time"),
        "heading that ends in a backslash": ("## 甲\\\n\n文。", 4, "backslash"),
        "section number left out": ("## 1 甲\n\n文。\n\n## 3 乙\n\n文。", 8, "in place 2"),
        "section number twice": ("## 1 甲\n\n文。\n\n## 1 乙\n\n文。", 8, "in place 2"),
        "section number zero": ("## 0 甲\n\n文。", 4, "in place 1"),
        "section number missing": ("## 1 甲\n\n文。\n\n## 乙\n\n文。\n\n## 2 丙\n\n文。", 8, "no number"),
        "full-width section number": ("## ２ 甲\n\n文。", 4, "in place 1"),
        # figures
        "caption block": ("/// caption\n图说。\n///", 4, "no block named caption"),
        "figure block": ("/// figure\n图说。\n///", 4, "no block named figure"),
        "block in capitals": ("/// PHOTO\n图说。\n///", 4, "no block named PHOTO"),
        "block without a space": ("///photo\n图说。\n///", 4, "does not begin as a block"),
        "block of four strokes": ("//// photo\n图说。\n////", 4, "does not begin as a block"),
        "block indented": ("  /// photo\n图说。\n///", 4, "does not begin as a block"),
        "block without a stroke before its file": ("/// photo images/a.jpg\n图说。\n///", 4, "begins no block"),
        "block with an empty argument": ("/// photo |\n图说。\n///", 4, "does not begin as a block"),
        "block with an ideographic space": ("///\u3000photo\n图说。\n///", 4, "does not begin as a block"),
        "block closed by four strokes": ("/// photo\n图说。\n////\n\n文。", 6, "closes no block"),
        "block closed after spaces": ("/// photo\n图说。\n    ///\n\n文。", 6, "closes no block"),
        "block closed on the caption's line": ("/// photo\n图说。 ///\n\n文。", 4, "not closed"),
        "block closed full-width": ("/// photo\n图说。\n／／／\n\n文。", 4, "not closed"),
        "block in a block": ("/// photo\n/// photo\n图说。\n///\n///", 4, "not closed"),
        "option for a block alone": ("/// photo\n    alt: 甲\n///", 4, "no caption"),
        "caption of two paragraphs": ("/// photo\n一。\n\n二。\n///", 4, "more than one line"),
        "caption indented": ("/// photo\n\n  图说。\n///", 6, "typed spaces"),
        "caption without a figure": ("文。\n\n图为党建广场。", 6, "no figure holds it"),
        "caption with a colon": ("文。\n\n图：党建广场。", 6, "no figure holds it"),
        "caption with a number": ("文。\n\n图1：党建广场。", 6, "no figure holds it"),
        "caption in brackets": ("文。\n\n（图）党建广场。", 6, "no figure holds it"),
        "caption from above": ("文。\n\n上图为党建广场。", 6, "no figure holds it"),
        "credit of a photograph": ("文。\n\n图/张三", 6, "no figure holds it"),
        # marks and HTML
        "gap first in its paragraph": ("文。\n\n[[gap]]乙。", 6, "before it"),
        "gap after a gap": ("文[[gap]][[gap]]", 4, "before it"),
        "gap in strong words alone": ("**[[gap]]**", 4, "before it"),
        "gap in other brackets": ("文〔gap〕", 4, "is no mark"),
        "gap in capitals": ("文[[GAP]]", 4, "is no mark"),
        "the edition's mark typed": ("文〔原文此处中断，见注1〕", 4, "the edition's own"),
        "event handler": ('<p onclick="alert(1)">文</p>', 4, "is HTML"),
        "remote image": ('文<img src="https://example.org/a.png">', 4, "is HTML"),
        "frame": ('<iframe src="//example.org"></iframe>', 4, "is HTML"),
        "tag left open": ("文<script", 4, "is HTML"),
        "declaration": ("<!doctype html>", 4, "is HTML"),
        "processing instruction": ("<?php ?>", 4, "is HTML"),
        "address in angle brackets": ("<https://example.org>", 4, "is HTML"),
        "HTML in a link": ("[<b>x</b>](https://example.org)", 4, "is HTML"),
        "entity in a link": ("[甲&amp;乙](https://example.org)", 4, "HTML entity"),
        "entity of a number": ("甲&#65;", 4, "HTML entity"),
        "entity in hexadecimal": ("甲&#x41;", 4, "HTML entity"),
        "template": ("文{{ x }}", 4, "templates"),
        "statement of a template": ("文{% x %}", 4, "templates"),
        "link syntax in the text": ("文{static}/a.jpg", 4, "templates"),
        "link syntax in capitals in the text": ("文{Filename}a.md", 4, "templates"),
        "closing double brackets": ("文]]", 4, "is no mark"),
        "three strokes in the text": ("文///文", 4, "inside other text"),
        "code": ("用`x`写", 4, "no mark"),
        "full-width stars": ("＊＊文＊＊", 4, "no mark"),
        "strong words with a space inside": ("** 文**", 4, "strong words"),
        "strong words over a link": ("**甲[乙**丙](https://example.org)", 4, "strong words"),
        "strong words over two lines": ("**甲\n乙**", 4, "strong words"),
        "strong words empty": ("甲****乙", 4, "no mark"),
        "strong words and a star": ("*甲***乙**", 4, "no mark"),
        # nesting
        "deep brackets": ("[" * DEEP + "]" * DEEP, 4, "is no mark"),
        "deep stars": ("*" * DEEP, 4, "no mark"),
        "deep strokes": ("/" * DEEP, 4, "begins no block|no block named|closes no block"),
        "deep quotation": (">" * DEEP + " x", 4, "begins a list, a quotation"),
        "deep headings": ("#" * DEEP + " x", 4, "no heading"),
        "deep links": ("[**" * (DEEP // 3), 4, "is no mark"),
        "deep tags": ("<b>" * (DEEP // 3), 4, "is HTML"),
        # links
        "lenticular link": ("【见】(https://example.org)", 4, "is no link"),
        "lenticular link, full-width": ("【见】（https://example.org）", 4, "is no link"),
        "link the wrong way round": ("(见)[https://example.org]", 4, "is no link"),
        "link by reference": ("[见][1]\n\n[1]: https://example.org", 4, "is no link"),
        "definition of a reference": ("文。\n\n[1]: https://example.org", 6, "is no link"),
        "link with a title": ('[见](https://example.org "题")', 4, "is no link"),
        "bracket in an address": ("[见](https://example.org/a_(b))", 4, "%28"),
        "closing bracket in an address": ("[见](https://example.org/a)b)", 4, "%28"),
        **{
            f"address {address[:24]}": (f"[见]({address})", 4, "no link that works")
            for address in [
                "JavaScript:alert",
                "javascript&colon;alert",
                "javascript:alert&lpar;1&rpar;",
                "data:text/html,x",
                "vbscript:x",
                "VBScript:x",
                "file:///etc/passwd",
                "blob:https://example.org/x",
                "ftp://example.org/",
                "tel:110",
                "//example.org/a",
                "\\\\example.org\\a",
                "https:example.org",
                "https:///example.org",
                "https://",
                "https://。",
                "https://example.org，",
                "https://example.org:99999/",
                "https://example.org/a///b",
                "https://example.org/{{x}}",
                "https://example.org/&copy;",
                'https://example.org/"x',
                "mailto:",
                "mailto:a",
                "example.org",
                "www.example.org",
                "second.md",
                "./index.html",
                "../index.html",
                "?q",
                "{filename}second.txt",
                "{filename}",
                "|filename|second.md",
                "{attach}a.jpg",
                "{static}",
                "{FILENAME}second.md",
            ]
        },
        "script after a control character": ("[见](\x01javascript:x)", 4, "U+0001"),
        "script with a tab": ("[见](java\tscript:x)", 4, "a tab"),
        "script after a space": ("[见]( javascript:x)", 4, "is no link"),
        "link out of content": ("[见]({filename}../../README.md)", 4, "outside content/"),
        "picture out of content": ("[见]({static}/../a.jpg)", 4, "a picture is a `/// photo` block"),
        "picture out of content by escapes": ("[见]({static}/%2e%2e/a.jpg)", 4, "no link that works"),
        "link to a missing picture": ("[见]({static}/images/none.jpg)", 4, "no link that works"),
        "link to a name too long": ("[见]({filename}" + "x" * 5_000 + ".md)", 4, "does not exist"),
        "link to a missing place of another article": (
            "[见]({filename}jining-gaoxinqu.md#section-9)",
            4,
            "jining-gaoxinqu.md#section-9 leads nowhere",
        ),
        "link to no place": ("[见](#)", 4, "leads nowhere"),
        "link to a place by escapes": ("[见](#%6cede)", 4, "leads nowhere"),
    }
)

FAULTS |= {
    # photographs' blocks
    "alt text with a colon": (photo("    alt: 甲: 乙"), "content/second.md:5", '""'),
    "alt text that is a date": (photo("    alt: 2026-11-22"), "content/second.md:5", "to YAML"),
    "alt text that is no date": (photo("    alt: 2026-99-99"), "content/second.md:5", "cannot be read|to YAML"),
    "alt text that is a list": (photo("    alt: [甲]"), "content/second.md:5", "to YAML"),
    "alt text of deep lists": (photo("    alt: " + "[" * 900), "content/second.md:5", "cannot be read"),
    "alt text of a megabyte": (photo("    alt: " + "[" * 900_000), "content/second.md:5", "more than 1,000 characters"),
    "alt text with an escape": (photo('    alt: "甲\\u200b乙"'), "content/second.md:5", "no reader sees"),
    "alt text with a template": (photo("    alt: 甲{{乙"), "content/second.md:5", "does nothing|cannot be read"),
    "alt text empty": (photo("    alt: "), "content/second.md:5", "to YAML"),
    "alt text of blanks": (photo('    alt: "  "'), "content/second.md:4", "no alt text"),
    "photograph by a remote address": (
        photo("", name="https://example.org/a.jpg"),
        "content/second.md:4",
        "does not exist",
    ),
    "photograph by an absolute path": (photo("", name="/etc/a.jpg"), "content/second.md:4", "outside content/"),
    "photograph by a path of Windows": (photo("", name="images\\a.jpg"), "content/second.md:4", "does not exist"),
    "photograph with an odd name": (
        several(photo("    alt: 甲", name="images/a#1.jpg"), add("content/images/a#1.jpg", PICTURE)),
        "content/second.md:4",
        "every system",
    ),
    "photograph with a name in pieces": (
        several(photo("    alt: 甲", name="images/e\u0301.jpg"), add("content/images/e\u0301.jpg", PICTURE)),
        "content/second.md:4",
        "every system",
    ),
    "photograph by a symbolic link": (
        several(pictured("a.jpg", PICTURE), add("hall.jpg", PICTURE), link("content/images/a.jpg", "../../hall.jpg")),
        "content/images/a.jpg",
        "symbolic link",
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
        pictured("a.webp", pictures.file(LANDSCAPE, "WEBP", save_all=True, append_images=[LANDSCAPE.rotate(9)])),
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
    "photograph that is a folder": (
        lambda project: (project / "content/images/a.jpg").mkdir(parents=True),
        "content/images/a.jpg",
        "name of a file",
    ),
    # articles beside each other
    "link to a draft": (
        several(
            second(HEAD, "[见]({filename}third.md)"), add("content/third.md", f"{HEAD}\nStatus: draft\n\n正文。\n")
        ),
        "content/second.md:4",
        "third.md is not published",
    ),
    "link to what is skipped": (
        several(second(HEAD, "[见]({filename}third.md)"), add("content/third.md", f"{HEAD}\nStatus: skip\n\n正文。\n")),
        "content/second.md:4",
        "third.md is not published",
    ),
    "name in pieces": (add("content/cafe\u0301.md", f"{HEAD}\n\n正文。\n"), ":1", "cannot be the name"),
    "name of a device": (add("content/aux.md", f"{HEAD}\n\n正文。\n"), "content/aux.md:1", "another use"),
    "name of a page of the edition": (add("content/404.md", f"{HEAD}\n\n正文。\n"), "content/404.md:1", "another use"),
    # files
    "a link out of content": (link("content/second.md", "/etc/hostname"), "content/second.md", "symbolic link"),
    "a link that leads nowhere": (link("content/second.md", "none.md"), "content/second.md", "symbolic link"),
    "a link to itself": (link("content/second.md", "second.md"), "content/second.md", "symbolic link"),
    "a source page out of content": (link(SOURCE, "/etc/hostname"), SOURCE, "symbolic link"),
    "an order out of content": (link(ORDER, "/etc/hostname"), ORDER, "symbolic link"),
    "a folder out of content": (link("content/images", "/tmp"), "content/images", "symbolic link"),
    "a folder that holds itself": (link("content/again", "."), "content/again", "symbolic link"),
    "a pipe as an article": (
        lambda project: os.mkfifo(project / "content/second.md"),
        "content/second.md",
        "no regular file",
    ),
    "a pipe as an order": (
        several(remove(ORDER), lambda project: os.mkfifo(project / ORDER)),
        ORDER,
        "no regular file",
    ),
    "a pipe as a source page": (
        several(remove(SOURCE), lambda project: os.mkfifo(project / SOURCE)),
        SOURCE,
        "no regular file",
    ),
    "a folder as an article": (
        lambda project: (project / "content/second.md").mkdir(),
        "content/second.md",
        "name of a file",
    ),
    "a folder as a source page": (
        lambda project: (project / "content/source/b.txt").mkdir(),
        "content/source/b.txt",
        "name of a file",
    ),
    "a source page in a folder of its own": (
        add("content/source/sub/b.txt", "文。"),
        "content/source/sub/b.txt",
        "nothing reads",
    ),
    "an order outside its folder": (add("content/second.order", "文。"), "content/second.order", "nothing reads"),
    "an article among the source pages": (
        add("content/source/second.md", f"{HEAD}\n\n正文。\n"),
        "content/source/second.md",
        "nothing reads",
    ),
    "a name with a line feed": (
        add("content/a\n\x1b[2Jb.md", f"{HEAD}\n\n正文。\n"),
        "content/a  [2Jb.md",
        "nothing reads",
    ),
    "a document of an office": (add("content/second.docx", b"PK"), "content/second.docx", "nothing reads"),
    "an empty content folder": (
        several(remove(ARTICLE), remove(SOURCE), remove(ORDER)),
        "content",
        "no article to publish",
    ),
    # source pages
    "source page not UTF-8": (
        lambda project: (project / SOURCE).write_bytes("文。\n".encode("gb18030")),
        f"{SOURCE}:1",
        "not UTF-8",
    ),
    "source page with a byte order mark": (
        lambda project: (project / SOURCE).write_bytes("\ufeff".encode() + (project / SOURCE).read_bytes()),
        f"{SOURCE}:1",
        "byte order mark",
    ),
    "source page with a zero-width space": (source("易康机械", "易康\u200b机械"), f"{SOURCE}:15", "U+200B"),
    "source page with a lost character": (source("易康机械", "易康\ufffd械"), f"{SOURCE}:15", "was lost"),
    "source page with NUL": (source("易康机械", "易康\0械"), f"{SOURCE}:15", "U+0000"),
    "source page with a surrogate": (source("易康机械", "易康\ud800械"), f"{SOURCE}:15", "not UTF-8"),
    "source page of ten megabytes": (
        lambda project: (project / SOURCE).write_text("文" * 3_500_000, encoding="utf-8"),
        SOURCE,
        "more than 1,000,000 bytes",
    ),
    "source page with a line more": (source("通讯员 绪言", "一行\n通讯员 绪言"), ORDER, "is not|stands nowhere"),
    # reading orders
    "order not UTF-8": (add(ORDER, "source page.txt\n# 序".encode("gb18030")), f"{ORDER}:2", "not UTF-8"),
    "order with CRLF": (
        lambda project: (project / ORDER).write_bytes((project / ORDER).read_bytes().replace(b"\n", b"\r\n")),
        f"{ORDER}:1",
        "LF",
    ),
    "order with a byte order mark": (add(ORDER, "\ufeffsource page.txt\n"), f"{ORDER}:1", "byte order mark"),
    "order empty": (add(ORDER, ""), f"{ORDER}:1", "head is incomplete"),
    "order without a source page": (
        add("content/source/b.order", "source b.txt\nsha256 0\n"),
        "content/source/b.order:1",
        "b.txt does not exist",
    ),
    "order of a page outside": (
        add("content/source/b.order", "source ../jining-gaoxinqu.md\nsha256 0\n"),
        "content/source/b.order:1",
        "does not exist",
    ),
}
FAULTS |= in_order(
    {
        "order names a line twice": (
            edit(ORDER, "paragraph  13 ", "paragraph  11 "),
            "paragraph  11      均和",
            "stands here already",
        ),
        "order names a line again": (
            edit(
                ORDER,
                "caption    27 ",
                "caption  11  “为实现项目早达产、早见 ... 等为一体的科技创新平台。\ncaption    27 ",
            ),
            "caption  11",
            "stands here already on row 19",
        ),
        "order names a line that is not there": (
            edit(ORDER, "paragraph  11 ", "paragraph  12 "),
            "paragraph  12",
            "no words on line 12",
        ),
        "order names a line far away": (
            edit(ORDER, "paragraph  11 ", "paragraph  999999999 "),
            "999999999",
            "no words on line",
        ),
        "order names a line of many digits": (
            edit(ORDER, "paragraph  11 ", f"paragraph  {'9' * 5000} "),
            "9" * 5000,
            "do not agree",
        ),
        "order names a line in full-width digits": (
            edit(ORDER, "paragraph  11 ", "paragraph  １１ "),
            "１１",
            "do not agree",
        ),
        "order forgets a line": (
            edit(ORDER, "paragraph  61 ", "#         61 "),
            "paragraph  59",
            "line 61 of the source",
        ),
        "order with a role of its own": (edit(ORDER, "lede       23 ", "leed       23 "), "leed", "no row"),
        "order with a row cut short": (
            edit(ORDER, "caption    27      创新谷党建文化广场。", "caption    27"),
            "caption    27",
            "no row",
        ),
        "order with a wrong quotation": (
            edit(ORDER, "易康机械", "易康机床"),
            "易康机床",
            "line 15 of the source is not",
        ),
        "order with a head doubled": (
            edit(ORDER, "sha256     92", "sha256     0\nsha256     92"),
            "sha256     92",
            "second time",
        ),
        "order with another status": (
            edit(ORDER, "kicker     3", "status Draft\nkicker     3"),
            "status Draft",
            "no status",
        ),
        "order with an unseen character": (edit(ORDER, "易康机械", "易康\u200b机械"), "易康", "U+200B"),
        "order with nothing but a gap": (edit(ORDER, "paragraph  21+? ", "paragraph  ?+? "), "?+? ", "names no line"),
    }
)
# Of each kind one is refused by the command itself, in a process of its own.
WHOLE_BUILDS = [
    "not UTF-8",
    "date partial",
    "slug taken",
    "block unclosed",
    "section empty",
    "javascript link",
    "a link out of content",
    "a pipe as an article",
    "order forgets a line",
    "ten megabytes",
]

PROJECT_FAULTS = {
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
    "plugin missing": (edit("pelicanconf.py", "edition.article.reader", "plugins.reader"), "", "plugins.reader"),
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
    "source page edited": (
        edit("content/source/page.txt", "231个", "232个"),
        "content/source/page.order@sha256 ",
        "edited",
    ),
}
