"""Each article in its own language: labels, faces, punctuation, the voice; the list in that of the site."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from edition.bundle.build import build
from edition.labels import catalogue, label
from edition.proof.page import read_page
from tests.conftest import process_kept, says, settings_for

HAN = """Title: {title}
Lang: {lang}
Date: 2026-11-2{day}

{words}

## 1 甲

{words}[[gap]]

/// photo
{words}
///

## 2 乙

{words}

## 3 丙

{words}[^①]

- 一是江水；
- 二是山月。

1. 先看山。
2. 再看水。

> 江上山下，一人一月。

/// question
江水何日平？
///

| 江 | 山 |
|---|---|
| 1,204 | 87 |

/// verse
江水三千里，
家中十五行。
///

/// box | 江上
山在江上。
///

[^①]: 江上人口中。

/// signoff
2026年11月
///
"""
ENGLISH = """Title: The old ferry has become a library
Kicker: Wind from the river, voices from the shelves
Lang: en
Date: 2026-11-24

At half past six the fog still lies on the river. The lamp of the library is the first that burns: it is 3.5 metres high.

## 1 The ferry stopped

“I was the last to leave the boat,” says the old ferryman—he is seventy-one.
The line goes on here, in the same paragraph. The bridge is new, and the inn that was opened by young people[[gap]]

/// photo
The library at the old landing.
///

## 2 A shelf for each house

Every house has a shelf of its own.

## 3 The lamp

It burns until ten.[^1]

- It is the keeper’s lamp.
- It is nobody’s lamp.

1. First the oil.
2. Then the match.

> The river knows the way home.

/// question
Who pays for the oil?
///

Those who read.

| Shelf | Books lent |
|---|---|
| Recipes | 1,630 |

/// verse
The tide comes in, the tide goes out,
the lamp stays where it was.
///

/// box | The landing
It was built a hundred years ago.
///

[^1]: Counted in 2021.

/// signoff
The writer lives at the landing.
///
"""
# lang: its article's title, a sentence, the first face of its text, voices in the order of a device and the one that reads.
LANGUAGES = {
    "zh-CN": ("望潮镇的书房", "江风吹进老渡口。“来吧！”“好。”", "PingFang SC", "en-US zh-TW zh-CN", "zh-TW"),
    "zh-TW": ("望潮鎮的書房", "江風吹進老渡口。「來吧！」「好。」", "PingFang TC", "zh-CN zh-HK zh_TW", "zh_TW"),
    "zh-HK": ("望潮鎮的圖書室", "江風吹進舊渡口。「來吧！」「好。」", "PingFang HK", "zh-CN zh-TW yue-HK", "yue-HK"),
    "en": ("The old ferry has become a library", "", "system-ui", "zh-CN en-GB", "en-GB"),
}
FALLBACKS = [
    ("zh-TW", "zh-HK zh-CN", "zh-CN"),
    ("zh-HK", "en-US zh-CN", "zh-CN"),
    ("en", "zh-CN", ""),
    ("zh-TW", "zh-HK en-US", ""),
]


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    """The bundle of an article in each language, with an address; its site speaks zh-CN."""
    folder = tmp_path_factory.mktemp("languages")
    (folder / "content").mkdir()
    for day, (lang, (title, words, *_)) in enumerate(LANGUAGES.items()):
        text = ENGLISH if lang == "en" else HAN.format(lang=lang, title=title, words=words, day=day)
        (folder / "content" / f"{lang.lower()}.md").write_text(text, encoding="utf-8")
    with process_kept():
        build(folder / "output", settings=settings_for(folder), address="https://example.org")
    return folder / "output"


def soup(path: Path) -> BeautifulSoup:
    """Return a page or the feed, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_speaks_the_language_of_its_article(edition, lang):
    path = edition / f"{lang.lower()}.html"
    page = soup(path)
    assert page.html["lang"] == lang
    assert page.select_one("meta[property='og:locale']")["content"] == lang.replace("-", "_")
    assert json.loads(page.find("script", type="application/ld+json").string)["inLanguage"] == lang
    said = " ".join(" ".join(block.text.split()) for block in read_page(path.read_text(encoding="utf-8")).edition)
    for words in ("跳到正文", "标准", "原文配图，未随文提供", "整理说明", "返回正文", "文章文字的权利属于作者。"):
        assert label(lang, words) in said, words
    assert label(lang, "图%(number)s", number=1) in said
    assert label(lang, "〔原文此处中断，见%(note)s〕", note=label(lang, "注%(number)s", number=1)) in said
    assert page.nav["aria-label"] == label(lang, "目录")
    assert page.select_one(".colophon time").get_text() == (
        "November 24, 2026" if lang == "en" else page.time.get_text()
    )
    others = {words for words in catalogue("zh-CN").values() if "%" not in words} - set(catalogue(lang).values())
    assert not [words for words in others if words in path.read_text(encoding="utf-8")], "words of another language"


def test_the_list_speaks_the_language_of_the_site_and_says_that_of_each_article(edition):
    page = soup(edition / "index.html")
    assert page.html["lang"] == "zh-CN"
    entries = {entry.h2.get_text(): entry.div for entry in page.select(".listing li")}
    for lang, (title, *_) in LANGUAGES.items():
        assert entries[title].get("lang", "zh-CN") == lang
        assert (
            entries[title]
            .parent.select_one(".listing__date")
            .get_text()
            .startswith(says("网络版日期：%(day)s", day="2026年"))
        )
    feed = (edition / "feed.xml").read_text(encoding="utf-8")
    assert re.findall(r'xml:lang="([^"]+)"', feed) == ["zh-CN", "en", "zh-HK", "zh-TW"], (
        "the feed's, and where it differs"
    )
    missing = soup(edition / "404.html")
    assert {entry.get("lang", "zh-CN") for entry in missing.select(".listing li")} == LANGUAGES.keys()
    assert json.loads((edition / "manifest.webmanifest").read_text(encoding="utf-8"))["lang"] == "zh-CN"


FACES = """selector => [...document.querySelectorAll(selector)].map(
    (e) => getComputedStyle(e).fontFamily.split(",")[0].replaceAll('"', ""))"""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_faces_and_rules_of_punctuation_follow_the_language(opened, edition, lang):
    page = opened(edition / f"{lang.lower()}.html", width=1280)
    assert set(page.evaluate(FACES, ".lede, #section-2-p1, h2, .masthead a, .colophon p")) == {LANGUAGES[lang][2]}
    style = page.evaluate(
        "(({textIndent, textAlign, fontSize}) => [textIndent, textAlign, fontSize])(measure.styleOf('#section-2-p1'))"
    )
    size = float(style[2].removesuffix("px"))
    assert style[:2] == (["0px", "start"] if lang == "en" else [f"{2 * size:g}px", "justify"])
    assert page.locator("wbr").count() == (3 + 2 if lang == "zh-CN" else 0)
    assert page.locator(".together").count() == 0
    entries = opened(edition / "index.html")
    headline, lede = (
        entries.evaluate(FACES, f".listing div:lang({lang}) {part}") for part in ("h2 a", ".listing__lede")
    )
    assert lede == [LANGUAGES[lang][2]] != headline, "also on the list"


@pytest.mark.parametrize(
    ("lang", "voices", "chosen"), [*((lang, *row[3:]) for lang, row in LANGUAGES.items()), *FALLBACKS]
)
def test_the_voice_that_reads_aloud_is_of_the_articles_language(opened, edition, lang, voices, chosen):
    page = opened(edition / f"{lang.lower()}.html", query=f"voices={voices.replace(' ', ',')}")
    button = page.get_by_role("button", name=label(lang, "朗读"), exact=True)
    assert button.count() == bool(chosen)
    if chosen:
        button.click()
        assert page.evaluate("current.voice.lang") == chosen


def test_english_is_read_sentence_by_sentence_and_printed_with_its_spaces(opened, edition):
    page = opened(edition / "en.html", query="voices=en-GB")
    page.get_by_role("button", name="Read aloud", exact=True).click()
    page.evaluate("(() => { while (current) { const u = current; current = null; u.onend() } })()")
    said = page.evaluate("said")
    assert "The lamp of the library is the first that burns: it is 3.5 metres high." in [each.strip() for each in said]
    assert soup(edition / "en.html").select_one("#section-1-p1").get_text().split()[:3] == ["“I", "was", "the"]
    note = soup(edition / "en.html").select_one("#note-1").get_text()
    assert "“and the inn that was opened by young people”" in note, "the last clause before the gap"
    assert "「「好。」」" in soup(edition / "zh-tw.html").select_one("#note-1").get_text(), (
        "and its closing quotation mark"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_in_each_language_is_accessible_and_as_wide_as_a_phone_at_the_largest_size(opened, edition, lang):
    page = opened(edition / f"{lang.lower()}.html", width=320)
    page.check("#size-3")
    assert page.evaluate("measure.overflow()") == {"extra": 0, "boxes": []}
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, found.generate_report()
