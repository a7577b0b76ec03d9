"""What other programs take of a page: all words of the article, in their order, captions included.

What such a program leaves out for reasons of its own is said here, and the rest is tested.
"""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
import trafilatura
from bs4 import BeautifulSoup
from pypdf import PdfReader

from edition.labels import label
from edition.proof.page import read_page
from edition.source.pieces import GAP, without_space
from tests.pages.conftest import ARTICLES, ENGLISH

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# In a PDF Chromium writes one glyph's first character for all of them: a radical (Unicode, CJK Radicals Supplement), a bar.
TWINS = str.maketrans("⺠⻅⻆⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻩⻬⻮⻰戶―", "民见角车长门青页风飞食马鱼黄齐齿龙户—")
LEFT_OUT_BY_TRAFILATURA = ".byline, figure"  # names are metadata to it, figures no running text


@pytest.fixture(scope="module", params=[*ARTICLES[1:], ENGLISH])
def path(request, page_of) -> Path:
    """Each article's page, those of the specimens with every part among them."""
    return page_of(request.param)


def plain(text: str) -> str:
    """Return the text in compatibility form, without white space and case, as a program may have it."""
    return without_space(normalize("NFKC", text.translate(TWINS))).casefold()


def lost(path: Path, text: str, left_out: str = "") -> list[str]:
    """Return the parts of the article on a page that the text does not have in their order.

    left_out: the elements whose words the program leaves out, in a selector.
    """
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for element in page.select(left_out) if left_out else []:
        element.decompose()
    blocks = read_page(str(page)).blocks
    text, at, missed = plain(text), 0, []
    for block in blocks:
        for words in map(plain, block.text.split(GAP)):
            found = text.find(words, at)
            at = max(at, found + len(words))
            missed += [] if found >= 0 else [f"{block.role}: {words}"]
    assert len(blocks) > 5
    return missed


def people(path: Path) -> list[str]:
    """Return the people whom a page names as its authors."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return [tag["content"] for tag in page.select("meta[name=author]")]


def converted(path: Path, to: str, folder: Path) -> Path:
    """Return the page as pandoc converts it; without pandoc the test is skipped, but not in CI."""
    if not shutil.which("pandoc"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "pandoc is not installed (Debian: apt install pandoc)"
        )
    output = folder / f"page.{to}"
    # A table's cell that is cut into lines would not stand in one piece.
    options = ["--from=html", f"--to={to}", "--wrap=none", "--columns=9999", f"--output={output}"]
    subprocess.run(["pandoc", *options, path.name], cwd=path.parent, check=True, capture_output=True)
    return output


def test_pandocs_plain_text_has_the_whole_article(path, tmp_path):
    assert lost(path, converted(path, "plain", tmp_path).read_text(encoding="utf-8")) == []


def test_an_e_book_has_the_whole_article_its_people_and_its_language(path, tmp_path):
    with zipfile.ZipFile(converted(path, "epub", tmp_path)) as book:
        chapters = sorted(name for name in book.namelist() if re.search(r"/ch\d+\.xhtml$", name))
        text = "".join("".join(ElementTree.fromstring(book.read(name)).itertext()) for name in chapters)
        package = ElementTree.fromstring(book.read("EPUB/content.opf"))
    assert lost(path, text) == []
    said = {
        name: [tag.text for tag in package.iter(f"{DUBLIN_CORE}{name}")] for name in ("creator", "language", "title")
    }
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert said == {"creator": people(path), "language": [page.html["lang"]], "title": [page.title.get_text()]}


def test_a_word_processor_has_the_whole_article(path, tmp_path):
    with zipfile.ZipFile(converted(path, "docx", tmp_path)) as document:
        body = ElementTree.fromstring(document.read("word/document.xml"))
    assert lost(path, "".join(body.itertext())) == []


def test_trafilatura_has_the_running_text_and_the_people_apart(path):
    html = path.read_text(encoding="utf-8")
    text = trafilatura.extract(html, include_comments=False).replace(
        "|", ""
    )  # which it draws between the cells of a table
    assert lost(path, text, LEFT_OUT_BY_TRAFILATURA) == []
    found = trafilatura.extract_metadata(html)
    assert (found.author or "").split("; ") == (people(path) or [""])
    assert found.title == BeautifulSoup(html, "html.parser").title.get_text()


def test_the_text_of_a_pdf_is_the_whole_article_in_its_order(opened, path, tmp_path):
    page = opened(path)
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "page.pdf").pages
    text, lang = "", page.evaluate("document.documentElement.lang")
    for number, sheet in enumerate(sheets, start=1):
        foot = plain(label(lang, "第 %(page)s 页，共 %(pages)s 页", page=number, pages=len(sheets)))
        before, _, after = plain(sheet.extract_text()).partition(foot)
        text += before.removesuffix(plain(page.title())) + after
    assert lost(path, text) == []
