"""What the tests of pages share: a page of each kind, and the page of the project's first article."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from edition.bundle.build import build
from tests.conftest import FOLDER, ROOT, copy_tree, process_kept, settings_for

SPECIMEN = "article with every part"
TRADITIONAL, ENGLISH = "every part in Traditional Chinese", "every part in English"
FIRST_ARTICLE = "first article"  # of the project itself, where content/ still holds it
ARTICLES = ["article as front page", "article as one file", "article among several", SPECIMEN, FIRST_ARTICLE]
KINDS = [*ARTICLES, TRADITIONAL, "list", "missing page", "proof, its lines", "proof, its parts"]
# The sections wait for two frames (first-screen.js). A selector: what is polled as a script, the policy forbids.
ALL_LAID_OUT = "body:not(.late)"
MEASURE = (ROOT / "tests" / "pages" / "measure.js").read_text(encoding="utf-8")

# What the browser has, by the page's query: voices as ?voice, ?voices=…, ?foreign, ?late and ?none say, and no storage for ?forbidden.
BROWSERS = """
const has = location.search.slice(1);
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text };
const voices = (has.startsWith('voices=') ? has.slice(7) : 'en-US,zh-CN').split(',').map((lang) => ({ lang }));
const speech = {
  getVoices: () => has === 'foreign' ? voices.slice(0, 1) : has === 'late' && !window.late ? [] : voices,
  speak(utterance) { window.said.push(utterance.text); window.current = utterance },
  cancel() { const cut = window.current; window.current = null; if (cut) cut.onerror() },
};
if (/^(voice|foreign|late)/.test(has)) Object.defineProperty(window, 'speechSynthesis', { value: speech });
if (has === 'none') Object.defineProperty(window, 'speechSynthesis', { value: undefined });
if (has === 'forbidden') Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } });
"""

SHORT = """Title: 潮声小学的第一堂船课
Kicker: 校园里的风帆
Byline: 本报记者 沈一苇
Date: 2026-11-24

/// lede
导语：潮声小学把第一堂课搬到了船上，Ahoy 是孩子们学会的第一个词。
///

## 1 上船

老船工教孩子们打绳结，绳结打了三遍才算数。

/// photo
孩子们在甲板上。
///

## 2 下船

下船的时候，每人带走一截缆绳，回家教给大人。

## 3 再见

船课每月一次，风大的日子改在教室里上。
"""


@pytest.fixture(scope="session")
def specimens(tmp_path_factory) -> Path:
    """The published bundle of the specimens, with an address: three have every part, one has neither sections nor lede."""
    folder = tmp_path_factory.mktemp("specimens")
    copy_tree(ROOT / "tests" / "specimen", folder / "content")
    with process_kept():
        build(folder / "output", settings=settings_for(folder), address="https://example.org")
    return folder / "output"


@pytest.fixture(scope="session")
def pages(site, single_files, specimens, tmp_path_factory) -> dict[str, Path]:
    """One page of each kind, by what it is: of the tests' own article, and of a short one among several."""
    folder = tmp_path_factory.mktemp("kinds") / FOLDER
    content = folder / "content"
    content.mkdir(parents=True)
    for name, text in {
        "short": SHORT,
        "later": SHORT.replace("第一堂", "第二堂").replace("-24", "-25"),
    }.items():
        (content / f"{name}.md").write_text(text, encoding="utf-8")
    with process_kept():
        build(folder / "output", settings=settings_for(folder))
    # Of the two views one is seen at a time, or both side by side: each is looked at by itself.
    proof = (site / "wangchao-du.source.html").read_text(encoding="utf-8")
    for name, other, shown in (("lines", "parts", "lines"), ("parts", "lines", "parts")):
        one = re.sub(rf'(?s)<section class="{other}".*?</section>', "", proof)
        (folder / f"{name}.html").write_text(one.replace(f'class="{shown}"', 'class="lines"'), encoding="utf-8")
    return {
        "proof, its lines": folder / "lines.html",
        "proof, its parts": folder / "parts.html",
        "article as front page": site / "index.html",
        "article as one file": single_files / "wangchao-du.html",
        "article among several": folder / "output" / "short.html",
        SPECIMEN: specimens / "specimen.html",
        TRADITIONAL: specimens / "specimen-tw.html",
        "list": folder / "output" / "index.html",
        "missing page": folder / "output" / "404.html",
    }


@pytest.fixture(scope="session")
def page_of(pages, specimens, first_article) -> Callable[[str], Path]:
    """Return a function that gives the page of a kind; it skips the test where the first article is not there."""
    known = {**pages, ENGLISH: specimens / "specimen-en.html", FIRST_ARTICLE: first_article}
    return lambda kind: known[kind] or pytest.skip("content/ does not hold the first article")


@pytest.fixture(scope="module")
def opened(chromium):
    """Return a function that opens a page from disk, with a script of the tests in it where scripts run."""
    contexts = []

    def open_page(path, width=390, scripts=True, query="", browser=chromium, script=MEASURE):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts))
        page = contexts[-1].new_page()
        page.messages = []
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.add_init_script(BROWSERS)
        page.goto(f"{path.as_uri()}?{query}")
        if scripts:
            page.wait_for_selector(ALL_LAID_OUT, state="attached")
            page.evaluate(script)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def visit(opened, site):
    """Return a function that opens the tests' own article, as for a new reader, in a browser that has what query says."""
    page = opened(site / "index.html")

    def open_anew(width=390, query=""):
        if page.url.startswith("file:") and "?forbidden" not in page.url:
            page.evaluate("localStorage.clear()")
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("about:blank")
        page.goto(f"{(site / 'index.html').as_uri()}?{query}")
        page.wait_for_selector(ALL_LAID_OUT, state="attached")
        page.evaluate(MEASURE)
        return page

    return open_anew
