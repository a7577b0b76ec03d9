"""Bad input as data: the id of a fault, what is typed, what spoils the tests' own project, and the place that is named.

A place is the line of content/second.md, the second article that most rows add (the first line of its text is its line
4); or a file; or file:line; or file@words for the first line of the spoilt file that holds the words.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.article import pictures
from tests.conftest import ARTICLE, ORDER, SOURCE, says, sign

Change = Callable[[Path], object]
HEAD = "Title: 又一篇\nDate: 2026-11-23"
PICTURE = pictures.file(pictures.landscape(400, 300))
DEEP = 10_000
EMOJI = "一家人👨‍👩‍👧合影，👩🏽‍🚀，❤️‍🔥，旗🏴󠁧󠁢󠁥󠁮󠁧󠁿。"


class Case(NamedTuple):
    """One way to spoil a project; see above."""

    id: str
    name: str
    spoil: Change
    place: int | str


def add(path: str, data: str | bytes) -> Change:
    """Return what writes a file into the project."""

    def change(project: Path) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(data if isinstance(data, bytes) else data.encode())

    return change


def edit(path: str, old: str, new: str, count: int = 1) -> Change:
    """Return what replaces old by new in a file of the project."""

    def change(project: Path) -> None:
        text = (project / path).read_bytes().decode()
        assert old in text, f"{path} has no {old}"
        (project / path).write_bytes(text.replace(old, new, count).encode("utf-8", "surrogatepass"))

    return change


def several(*changes: Change) -> Change:
    """Return what makes all the changes."""
    return lambda project: [change(project) for change in changes]


def remove(path: str) -> Change:
    """Return what removes a file of the project."""
    return lambda project: (project / path).unlink()


def instead(path: str, make: Callable[[Path], object]) -> Change:
    """Return what makes something else in the place of a file of the project."""
    return lambda project: ((project / path).unlink(missing_ok=True), make(project / path))


def whole(data: str | bytes) -> Change:
    """Return what adds a second article, all of its file."""
    return add("content/second.md", data)


def head(lines: str) -> Change:
    """Return what adds a second article with that head."""
    return whole(f"{lines}\n\n正文。\n")


def more(line: str) -> Change:
    """Return what adds a second article with a third line of its head."""
    return head(f"{HEAD}\n{line}")


def text(words: str) -> Change:
    """Return what adds a second article with that text."""
    return whole(f"{HEAD}\n\n{words}\n")


def photo(option: str, name: str = "images/a.jpg") -> Change:
    """Return what adds a second article with a photo block, and a photograph images/a.jpg."""
    return several(text(f"/// photo | {name}\n{option}\n\n图说。\n///"), add("content/images/a.jpg", PICTURE))


def source(old: str, new: str, count: int = 1) -> Change:
    """Return what edits the source page and writes its new digest into the reading order."""

    def change(project: Path) -> None:
        before = hashlib.sha256((project / SOURCE).read_bytes()).hexdigest()
        edit(SOURCE, old, new, count)(project)
        edit(ORDER, before, hashlib.sha256((project / SOURCE).read_bytes()).hexdigest())(project)
        sign(project / ORDER)

    return change


# fmt: off
ADDRESSES = """JavaScript:alert data:text/html,x file:///etc/passwd //example.org/a https:example.org https:///example.org
https://example.org:99999/ https://example.org/a///b https://[::1/ https://example.org/&copy; https://example.org/"x
mailto:a example.org second.md / ?q {filename}%00.md {filename}second.txt {index} {static}/images/a.jpg {FILENAME}second.md""".split()
GAPS = "文[[gpa]] 文[[gap] 文[gap] 文【【gap】】 文〔gap〕 文[[GAP]] 文]] 文〔原文此处中断，见注1〕".split()
HTML = ["正文<b>粗</b>", "正文<!-- 编者 -->", "文<script", "<?php ?>", "<https://example.org>", "[<b>x</b>](#p1)"]
LINKS = """[见](https://example.org [见]（https://example.org） 【见】(https://example.org) (见)[https://example.org]
[见][1] [1]:https://example.org [见](https://example.org/a_(b))""".split()
STRONG = ["**文", "** 文**", "**甲[乙**丙](#p1)", "**甲\n乙**"]
HEADINGS = ["# 标题", "#### 标题", "## ## 标题", "##\n\n文。", "##1 标题", "＃＃ 1 标题", "- - -", "==="]
DATES = ["2026-11", "2026-02-30", "20261122", "2026-W47-7", "２０２６-11-22", "2026-11-22 10:00", "1990-12-31"]
SLUGS = ["../x", "a\\b", "Second", "-a", "a--b", "а"]  # the last is Cyrillic
YAML = ['"甲\\u200b乙"', "2026-11-22", "[甲]", "[" * 900_000, "", "大厅 #1", "{a: &a {}, b: {<<: [*a, *a]}}", '"甲" #"1']
SECOND = "content/second.md"


def rows(id: str, change: Callable[[str], Change], given: list[str], place: int | str) -> list[Case]:
    """Return a row for each of the words given."""
    return [Case(id, f"{words[:24]!r}", change(words), place) for words in given]


CASES = [
    # the head
    *rows("m-001", whole, ["", f"\n{HEAD}\n\n文。\n"], 1),
    *rows("m-002", more, ["Kicker: **引**", "Kicker: {{ x }}", "Kicker: </b>", "Kicker: &nbsp;", "Kicker: {STATIC}"], 3),
    Case("m-002", "in a further line", more("Note: 甲\n    见{static}/a.jpg"), 4),
    *rows("m-004", head, ["标题：甲", f"---\n{HEAD}\n---", "文。\n\n"], 1),
    Case("m-004", "headline on two lines", head("Title: 又一\n    篇\nDate: 2026-11-23"), 2),
    *rows("m-004", more, ["Kicker：引", "TITLE: 甲"], 3),
    *rows("m-004", text, ["Status: draft\n\n文。", "status：draft", "Source: source/wangchao-du.txt\n\n文。"], 4),
    *rows("m-005", more, ["Kiker: 引", "Authors: 甲", "Role: 记者", "Save_as: ../index.html"], 3),
    *rows("m-007", more, ["Byline:", "Kicker: \u3000\u00a0"], 3),
    *rows("m-007", head, ["Date: 2026-11-23", "Title: 甲"], 1),
    *rows("m-009", lambda day: head(f"Title: 甲\nDate: {day}"), DATES, 2),
    *rows("m-010", more, ["Published: 1998-02-30", "Published: 《望潮日报》0000-01-01"], 3),
    *rows("m-011", more, ["Status: Draft", f"Status: {'x' * 500_000}"], 3),
    *rows("m-012", lambda slug: more(f"Slug: {slug}"), SLUGS, 3),
    Case("m-012", "file name not ASCII", add("content/新.md", f"{HEAD}\n\n文。\n"), "content/新.md:1"),
    *rows("m-013", lambda slug: more(f"Slug: {slug}"), ["index", "index-2", "source"], 3),
    Case("m-013", "name of a device", add("content/aux.md", f"{HEAD}\n\n文。\n"), "content/aux.md:1"),
    Case("m-012", "101 characters", more(f"Slug: {'b' * 101}"), 3),
    Case("m-016", "phrases and spaces", head("Title: 甲 乙\nPhrases: 甲 乙\nDate: 2026-11-23"), 2),
    Case("m-016", "phrases of another deck", head("Title: 甲乙\nDeck: 丙丁\nPhrases: 甲 乙\n    丙 戊\nDate: 2026-11-23"), 3),
    Case("m-016", "phrases of another headline", edit(ARTICLE, "Phrases: 望潮镇", "Phrases: 望潮"), f"{ARTICLE}@Phrases"),
    *rows("m-019", more, ["Source: source/none.txt", "Source: /etc/hostname"], 3),
    Case("m-020", "page taken", several(more("Slug: b"), add("content/b.md", f"{HEAD}\n\n文。\n")), 3),
    Case("m-021", "nothing in content", several(*map(remove, [ARTICLE, SOURCE, ORDER])), "content"),
    # the text
    Case("x-002", "a million blank lines", text("文" + "\n" * 990_000), 10_001),
    Case("t-004", "number left out", text("## 1 甲\n\n文。\n\n## 乙\n\n文。\n\n## 2 丙\n\n文。"), 12),
    *rows("t-004", text, ["## 2 乙\n\n文。", "## 0 甲\n\n文。", "## ２ 甲\n\n文。"], 4),
    Case("t-004", "number twice", text("## 1 甲\n\n文。\n\n## 1 乙\n\n文。"), 8),
    *rows("t-005", text, ["## 1 C#\n\n文。", "## 甲\\\n\n文。"], 4),
    Case("t-010", "gap in a heading", text("## 1 标题[[gap]]\n\n文。"), 4),
    *rows("t-007", text, ["图为广场。", "图：广场。", "图 1：广场。", "（图）广场。", "上图为广场。", "图/张三", "上圖為廣場。", "（圖1）廣場。"], 4),
    Case("x-002", "a paragraph of a megabyte", text("文" * 330_000), 4),
    Case("x-002", "a paragraph of many lines", text("文字，文字。\n" * 5_000), 3337),
    *rows("t-010", text, ["[[gap]]乙。", "文[[gap]][[gap]]", "**[[gap]]**"], 4),
    *rows("t-011", text, ["文。\n\n## 1 甲\n\n## 2 乙\n\n文。", "文。\n\n## 1 甲\n\n/// photo\n图说。\n///"], 6),
    *rows("t-012", text, ["/// photo\n图说。", "/// photo\n图说。 ///\n\n文。", "/// photo\n/// photo\n一。\n///\n///"], 4),
    *rows("t-012", text, ["/// photo\n图说。\n////", "/// photo\n图说。\n    ///"], 4),
    *rows("t-014", text, ["///", "/" * DEEP, "/// PHOTO\n图说。\n///", "// photo", "／／／ photo", "文///文", "/// photo images/a.jpg"], 4),
    *rows("t-014", text, [" /// photo\n图说。\n///", "///photo\n图说。\n///", "/// photo |", "///\u3000photo"], 4),
    Case("t-011", "no text", text(""), 5),
    *rows("t-020", text, [*GAPS, "[" * DEEP + "]" * DEEP], 4),
    *rows("t-026", text, HTML, 4),
    *rows("t-026", text, ["![大厅](hall.jpg)", "## 1 标题 {#one}\n\n文。"], 4),
    *rows("t-024", text, [*LINKS, "[见](https://example.org '题')"], 4),
    *rows("t-026", text, ["甲&nbsp;乙", "甲&#65;", "[甲&#x41;](#p1)"], 4),
    *rows("t-026", text, ["***重要***", "甲~~乙~~", "用`x`写", "＊＊文＊＊", "*" * DEEP], 4),
    *rows("t-026", text, STRONG, 4),
    *rows("t-028", text, HEADINGS, 4),
    Case("t-028", "heading in a caption", text("/// photo\n## 1 标题\n///"), 5),
    *rows("t-026", text, ["> > 引文。", "* 一\n* 二", "+ 一", "```\n文\n```", "> - 一"], 4),
    *rows("t-026", text, ["文{{ x }}", "文{% x %}", "文{Filename}a.md"], 4),
    *rows("t-032", text, ["\u3000\u3000文。", " ## 甲", "##  甲\n\n文。"], 4),
    Case("t-028", "a heading of second rank before the first", text("文。\n\n### 甲\n\n文。"), 6),
    *rows("t-011", text, ["## 甲\n\n### 乙\n\n### 丙\n\n文。", "## 甲\n\n### 乙\n\n## 丙\n\n文。"], 6),
    *rows("t-011", text, ["/// lede\n///\n\n文。", "/// verse\n\n///\n\n文。", "/// box | 甲\n///\n\n文。"], 4),
    *rows("t-012", text, ["/// verse\n文。", "/// lede\n文。\n\n## 甲\n\n文。\n///", "/// box\n文。\n\n/// photo\n图说。\n///\n///"], 4),
    *rows("t-014", text, ["/// lede | 甲\n文。\n///", "/// poem\n文。\n///", "/// box |\n文。\n///"], 4),
    *rows("t-026", text, ["/// lede\n- 一\n///", "/// verse\n> 一\n///", "/// verse\n1. 一\n///", "/// lede\n[^1]: 一\n///"], 5),
    *rows("t-026", text, ["> [^1]: 一\n\n文[^1]\n\n[^1]: 甲", "- [^1]: 一\n\n文[^1]\n\n[^1]: 甲"], 4),
    *rows("t-024", text, ["[见[^1]](https://example.org)\n\n[^1]: 甲", "文[^1][见](https://example.org/[^1])\n\n[^1]: 甲"], 4),
    Case("t-026", "a row of hyphens below the first", text("| 甲 | 乙 |\n| - | - |\n| 丙 | 丁 |"), 5),
    Case("t-026", "markup in the heading of a box", text("/// box | <b>甲</b>\n文。\n///"), 4),
    *rows("t-034", text, ["文。\n- 一", "- 一\n文。", "> 一\n二", "文。\n| 甲 |", "| 甲 |\n文。", "文。\n[^1]: 甲", "文[^1]。\n1. 甲"], 5),
    *rows("t-035", text, ["| 甲 | 乙 |\n| 丙 |", "| 甲 |\n| 乙", "| 甲 |\n|---|---|"], 5),
    *rows("t-035", text, ["|---|\n| 甲 |"], 4),
    Case("t-035", "two rules", text("| 甲 |\n|---|\n|---|\n| 乙 |"), 6),
    Case("t-035", "a rule too low", text("| 甲 |\n| 乙 |\n| 丙 |\n|---|"), 7),
    *rows("t-036", text, ["文[^1]", "文。[^①]\n\n[^1]: 甲", "[^1]: 甲"], 4),
    Case("t-036", "a footnote twice", text("文[^1]\n\n[^1]: 甲\n[^1]: 乙"), 7),
    # links
    Case("l-001", "link to a draft", several(text("[见]({filename}b.md)"), add("content/b.md", f"{HEAD}\nStatus: draft\n\n文。")), 4),
    *rows("l-002", lambda address: text(f"[见]({address})"), ADDRESSES, 4),
    *rows("l-003", lambda place: text(f"[见]({place})"), ["#section-9", "#", "#%6cede", "{filename}wangchao-du.md#section-9"], 4),
    Case("l-005", "link out of content", text("[见]({filename}../../README.md)"), 4),
    *rows("l-005", lambda name: text(f"[见]({{filename}}{name}.md)"), ["none", "x" * 500, "a/" * 5_000], 4),
    # the blocks of photographs
    Case("f-111", "no blank line", text("/// photo | images/a.jpg\n    alt: 大厅\n图说。\n///"), 5),
    *rows("f-103", text, ["/// photo\n///", "/// photo\n    alt: 甲\n///", "/// photo\n一。\n\n二。\n///", "/// photo\nalt: 甲\n///", "/// photo\n一。\n二。\n三。\n///"], 4),
    Case("f-109", "no photograph", text("/// photo\n    alt: 大厅\n\n图说。\n///"), 4),
    *rows("f-107", lambda name: photo("    alt: 甲", name), ["source/wangchao-du.txt", "../photo.jpg", "https://example.org/a.jpg", "a#.jpg"], 4),
    *rows("f-109", photo, ["", '    alt: "  "'], 4),
    Case("f-109", "two photographs, one alt text", photo("    alt: 甲", "images/a.jpg | images/a.jpg"), 4),
    *rows("f-111", photo, ["    alt：大厅", "    alt:大厅", "    alt: 甲: 乙", "    alt: 2026-99-99", "    alt: 甲\n    alt: 乙", "    atl: 大厅"], 5),
    *rows("f-111", lambda words: photo(f"    alt: {words}"), YAML, 5),
    *rows("m-002", lambda words: photo(f"    alt: {words}"), ["甲{{乙", "甲 &amp; 乙"], 5),
    *rows("l-005", lambda name: photo("    alt: 甲", f"{name}/a.jpg"), ["images/b", "a/" * 5_000 + "b"], 4),
    # files
    Case("c-003", "a link to itself", instead(SECOND, lambda path: path.symlink_to("second.md")), SECOND),
    Case("c-003", "a link out of content", instead(SOURCE, lambda path: path.symlink_to("/etc/hostname")), SOURCE),
    Case("c-003", "a folder that holds itself", instead("content/b", lambda path: path.symlink_to(".")), "content/b"),
    Case("c-003", "a pipe as an article", instead(SECOND, os.mkfifo), SECOND),
    Case("c-003", "a pipe as an order", instead(ORDER, os.mkfifo), ORDER),
    *(Case("c-006", name, add(f"content/{name}", f"{HEAD}\n\n文。\n"), f"content/{name}")
        for name in ["b.docx", "b.MD", "b.order", "source/sub/b.txt", "source/b.md", "source/b c.txt", "source/一.order"]),
    Case("c-006", "a name with a line feed", add("content/a\n\x1b[2Jb.md", HEAD), "content/a  [2Jb.md"),
    Case("c-006", "a name that is no text", add("content/\udcff.md", HEAD), "content/ .md"),
    Case("x-002", "ten megabytes", text("文" * 3_500_000), SECOND),
    Case("x-002", "ten megabytes of source", add(SOURCE, "文" * 3_500_000), SOURCE),
    Case("x-003", "GB 18030", whole(f"{HEAD}\n\n文。\n".encode("gb18030")), 1),
    Case("x-003", "surrogate", whole(f"{HEAD}\n\n甲\ud800".encode("utf-8", "surrogatepass")), 4),
    Case("x-006", "a lost character", source("丁阿满", "丁\ufffd满"), f"{SOURCE}@\ufffd"),
    Case("x-003", "NUL in the source page", source("丁阿满", "丁\0满"), f"{SOURCE}@\0"),
    Case("x-003", "NUL", whole(f"{HEAD}\n\n甲\0乙"), 4),
    *rows("x-005", text, ["甲\ue863", "甲\U00100000"], 4),
    *rows("x-007", text, ["\ufe0f甲", "甲 \u0301乙"], 4),
    # reading orders: one for a build to refuse
    Case("p-015", "an order of no article", add("content/source/b.order", "version 2\nsource wangchao-du.txt\n"), "content/source/b.order"),
    Case("p-015", "an order of another page than the article's", several(text("文。"), add("content/source/b.txt", "文。"), edit(ARTICLE, "source/wangchao-du.txt", "source/b.txt")), ORDER),
    Case("o-005", "source page edited", edit(SOURCE, "四十一本", "四十二本"), f"{ORDER}@sha256 "),
]
# What only the command in a copy of the project can tell, and one of the cases above, to see that it tells those, too.
CONFIG, BASE, PAGE = "pelicanconf.py", "theme/templates/base.html", "theme/templates/article.html"
PROJECT_CASES = [
    Case("b-001", "settings no Python", edit(CONFIG, "SITENAME = ", "SITENAME "), f"{CONFIG}@SITENAME "),
    Case("b-002", "setting misspelt", edit(CONFIG, "RELATIVE_URLS", "RELATIV_URLS"), f"{CONFIG}@RELATIV_"),
    Case("b-003", "template with a syntax error", edit(PAGE, "{% endblock main %}", "{% endblok main %}"), f"{PAGE}@endblok"),
    Case("b-004", "link syntax in a template", edit(BASE, 'SITEURL ~ "/index', '"{static}/index'), f"{BASE}@{{static}}"),
    Case("b-011", "variable undefined in a template", edit(BASE, "{{ SITENAME }}", "{{ SITENMAE }}"), f"{BASE}@SITENMAE"),
    Case("t-014", "block misspelt", edit(ARTICLE, "/// photo", "/// foto"), f"{ARTICLE}@/// foto"),
]

# What may look odd and is sound: the head and the text of an article each, and words that its page shows.
SOUND = {
    "headline of 5,000 characters": (f"Title: {'题' * 5_000}\nDate: 2026-11-23", "文。", "题" * 5_000),
    "headline that ends a rule of CSS": ('Title: 甲;}乙"\\\nDate: 2026-11-23', "文。", '甲;}乙"\\'),
    "space before a colon": ("Title : 甲 乙\nDate: 2099-12-31", "文。", "2099年12月31日"),
    "500 authors": (f"{HEAD}\nByline: {' '.join(f'甲{i}' for i in range(500))}", "文。", "甲499"),
    "slug of 100 characters": (f"{HEAD}\nSlug: {'a' * 100}", "文。", "文。"),
    "words like metadata": (HEAD, "Title: 文。\nNote: 文。", "Title: 文。\nNote: 文。"),
    "emoji, and a mark after its letter": (HEAD, "文❤\ufe0f。cafe\u0301", "文❤\ufe0f。cafe\u0301"),
    "emoji of several parts": (HEAD, EMOJI, EMOJI),
    "byte order mark and the line ends of Windows": (f"\ufeff{HEAD.replace(chr(10), chr(13) + chr(10))}", "一。\r\n二。\r\n\r\n三。\r", "一。二。\n三。"),
    "ideographs of a late Unicode": (HEAD, "\U0002ebf0文\U000323b0", "\U0002ebf0文\U000323b0"),
    "spaces of other kinds": (HEAD, "甲\u00a0乙\u2003丙\u3000丁", "甲\u00a0乙\u2003丙\u3000丁"),
    "ideographic space at line ends": (HEAD, "一，\u3000\n二。\u3000\u3000\n\n三。", "一，二。"),
    "a paragraph of 20,000 characters": (HEAD, "文" * 20_000, "文" * 20_000),
    "200 strong words": (HEAD, "**文**字" * 200, "文字" * 200),
    "gap after a link": (HEAD, "正文，[这](#p1)[[gap]]", "正文，这" + says("〔原文此处中断，见%(note)s〕", note=says("注%(number)s", number=1))),
    "gap inside strong words": (HEAD, "**正文[[gap]]**", "正文〔"),
    "two gaps in a paragraph": (HEAD, "正文[[gap]]又[[gap]]", "又" + says("〔原文此处中断，见%(note)s〕", note=says("注%(number)s", number=2))),
    "numbers between words": (HEAD, "## 引子\n\n文。\n\n## １ 甲\n\n文。\n\n## 2 乙\n\n文。\n\n## 结语\n\n文。", "结语"),
    "heading that begins with a year": (HEAD, "## 2026 年的望潮\n\n文。", "2026 年的望潮"),
    "heading whose number counts no section": (HEAD, "## \\24 小时\n\n文。\n\n## 1 甲\n\n文。", "24 小时"),
    "heading with a link": (HEAD, "文。\n\n## [甲](#p1)与**乙**\n\n文。", "甲与乙"),
    "brackets about links": (HEAD, "（见[甲](#p1)）(见[乙](#p1)，[丙](#p1))", "（见甲）(见乙，丙)"),
    "address with escaped brackets": (HEAD, "[甲](https://example.org/a_%28b%29)", "甲"),
    "address in Chinese": (HEAD, "[甲](https://例子.中国/望潮?问=答#段)", "甲"),
    "address of six": (HEAD, "[甲](http://[2001:db8::1]:8080/)", "甲"),
    "place of another article": (HEAD, "[甲]({filename}wangchao-du.md#section-3-p2)", "甲"),
    "deep brackets of Chinese": (HEAD, "（" * 10_000 + "文" + "）" * 9_999, "（（文））"),
    "words about figures": (HEAD, "图为什么重要。\n\n【本报讯】（记者甲）图书：文。", "【本报讯】（记者甲）图书：文。"),
    "lines without blank lines between": (HEAD, "一。\n## 1 甲\n二。\n/// photo\n图说。\n///\n三。", "三。"),
    "blank lines within a block": (HEAD, "文。\n\n/// photo\n\n\n图说。\n\n\n///", "图说。"),
    "nearly Markdown": (HEAD, "[记者]: 好？ 3*4*5 __x__ C:\\x\\ A&B 1<2\n\n2022. 年底", "[记者]: 好？ 3*4*5 __x__ C:\\x\\ A&B 1<2"),
    "entities that are escaped": ("Title: 甲\\&amp;乙\nDate: 2026-11-23", "文\\&lt;\\&#65;。\n\n## \\&copy;丙\n\n文。", "文&lt;&#65;。"),
    "alt text with an escaped entity": (HEAD, "文。\n\n/// photo | images/图 1.jpg\n    alt: 甲 \\&amp; 乙\n\n图说\\&lt;。\n///", "图说&lt;。"),
    "alt text in quotes": (HEAD, '文。\n\n/// photo | images/图 1.jpg\n    alt: "甲: 乙"\n\n图说。\n///', "图说。"),
}
# fmt: on
