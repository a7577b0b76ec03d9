"""The bundle from a folder: unpacked from its archive or as one file, read-only, on a machine without a network."""

import zipfile
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from edition.source import order as reading_order
from tests.browser import chromium
from tests.conftest import ROOT, run_module

EXAMPLE_ORDER = reading_order.load(ROOT / "tests" / "example" / "content" / "source" / "wangchao-du.order")
# Han characters, spaces, and characters that mean something in an address.
FOLDER = "U 盘 (1)/网络版 #1 100%"


@pytest.fixture(scope="module")
def browser():
    """A started browser."""
    with chromium() as started:
        yield started


def note_failure(request, wrong: list[str]) -> None:
    """Note a failed request, unless it was given up since the page was left: each picture is waited for once."""
    if request.failure != "net::ERR_ABORTED":
        wrong.append(f"{request.url}: {request.failure}")


@pytest.fixture(params=["site", "example_site"])
def unpacked(request, tmp_path) -> Path:
    """A bundle of one article, or of two with photographs, unpacked from its archive into an odd, read-only folder."""
    archive = tmp_path / "edition.zip"
    site = request.getfixturevalue(request.param)
    project = ROOT if request.param == "site" else site.parent  # whose sources it is laid against
    done = run_module(project, "edition.bundle.archive", str(site), str(archive))
    assert done.returncode == 0, done.stderr
    folder = tmp_path / FOLDER
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    everything = [folder, *folder.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder / "edition"
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


def read_all(browser, first: Path) -> tuple[set[str], dict[str, list[str]]]:
    """Follow every link from the file first on, without a network; return the files opened, and the words by selector.

    Fails for a message on the console, for a request that fails or leaves the folder, and for a link that does not land.
    """
    with browser.new_context(viewport={"width": 390, "height": 844}, offline=True) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: note_failure(request, wrong))
        page.on("request", lambda request: wrong.append(request.url) if request.url.startswith("http") else None)
        waiting, opened, words = [first.as_uri()], set(), {"h1": [], "article h2": [], "figcaption": []}
        while waiting:
            link = waiting.pop()
            file, fragment = urldefrag(link)
            page.goto(link)
            assert not fragment or page.evaluate("document.querySelector(':target') !== null"), link
            if file in opened:
                continue
            opened.add(file)
            for selector, found in words.items():
                found += page.locator(selector).all_inner_texts()
            for image in page.locator("img").all():
                image.scroll_into_view_if_needed()
                page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
            waiting += page.evaluate("[...document.links].map(link => link.href)")
        assert wrong == []
    return {Path(file).name for file in opened}, words


def test_every_link_section_caption_and_photograph_is_there(browser, unpacked, order):
    opened, words = read_all(browser, unpacked / "index.html")
    pages = {path.name for path in unpacked.glob("*.html")} - {"404.html"}
    assert opened == pages | {path.name for path in (unpacked / "source").iterdir()}
    orders = [order] if len(pages) == 1 else [order, EXAMPLE_ORDER]
    for role, selector in [("headline", "h1"), ("heading", "article h2"), ("caption", "figcaption")]:
        found = [reading_order.without_space(text) for text in words[selector]]
        for unit in (unit for one in orders for unit in one.units if unit.role == role):
            assert found.count(unit.key) == 1, unit.name


def test_the_page_of_a_missing_address_says_nothing_wrong_from_disk(browser, unpacked):
    opened, _ = read_all(browser, unpacked / "404.html")
    assert "index.html" in opened


def test_one_file_holds_all_photographs_and_its_source(browser, example_project, tmp_path):
    folder = tmp_path / FOLDER
    done = run_module(
        example_project, "edition.bundle.single_file", "--settings", "publishconf.py", "--folder", str(folder)
    )
    assert done.returncode == 0, done.stderr
    opened, words = read_all(browser, folder / "wangchao-du.html")
    assert opened == {"wangchao-du.html"}
    assert [reading_order.without_space(text) for text in words["figcaption"]] == [
        unit.key for unit in EXAMPLE_ORDER.units if unit.role == "caption"
    ]
    text = (folder / "wangchao-du.html").read_text(encoding="utf-8")
    assert text.count("data:image/") >= 3, "the icon and two photographs"
    assert EXAMPLE_ORDER.source.read_text(encoding="utf-8").strip() in text
