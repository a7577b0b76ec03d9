"""核对页 in a browser: two views that links switch without a script, panes on wide screens, both on paper, small, accessible."""

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from tests.pages.conftest import FIRST_ARTICLE, MEASURE
from tests.pages.test_readers import plain
from tests.pages.test_rendering import NO_OVERFLOW, SIZES


@pytest.fixture(scope="module", params=["article as front page", FIRST_ARTICLE])
def path(request, page_of):
    """The page that shows the proof, of the tests' own article and of the project's first one."""
    (found,) = page_of(request.param).parent.glob("*.source.html")
    return found


@pytest.fixture(scope="module")
def shown(opened, path):
    """The page, opened once."""
    return opened(path)


def go(page, fragment: str) -> None:
    """Follow a link of the page to one of its places."""
    page.evaluate("it => [...document.links].find(link => link.getAttribute('href') === it).click()", fragment)
    page.wait_for_url(f"**{fragment}")


def test_links_switch_the_views_without_a_script_and_lead_from_line_to_part_and_back(opened, path):
    page = opened(path, scripts=False)
    lines, parts = page.locator("#lines"), page.locator("#parts")
    assert lines.is_visible() and not parts.is_visible()
    page.click(".views a[href='#parts']")
    assert parts.is_visible() and not lines.is_visible()
    page.locator(".from", has_text="+").first.click()
    assert lines.is_visible() and not parts.is_visible() and page.locator(":target .place").is_visible()
    page.locator(":target .place a").first.click()
    assert page.locator(":target .name").is_visible()
    page.locator(":target .name").click()
    assert page.url.partition("#")[0] != path.as_uri() and page.locator("article :target").is_visible()


def test_side_by_side_each_view_scrolls_by_itself(shown):
    shown.set_viewport_size({"width": 1280, "height": 800})
    go(shown, "#lines")
    assert shown.locator("#lines").is_visible() and shown.locator("#parts").is_visible()
    last = shown.locator(".parts li").last.get_attribute("id")
    before = shown.evaluate("document.querySelector('.lines').scrollTop")
    go(shown, f"#{last}")
    assert shown.evaluate("document.querySelector('.parts').scrollTop") > 0
    assert shown.evaluate("document.querySelector('.lines').scrollTop") == before


def test_nothing_overflows_and_what_is_marked_is_marked_by_more_than_colour(shown):
    for width in (320, 390, 768, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        for size in SIZES:
            shown.check(f"#{size}")
            for view in ("#lines", "#parts"):
                go(shown, view)
                assert shown.evaluate("measure.overflow()") == NO_OVERFLOW, (width, size, view)
    shown.check("#size-1")
    shown.emulate_media(forced_colors="active")
    for selector, side in {
        ".place": "borderTopWidth",
        ".breaks": "borderBottomWidth",
        ".goes-on": "borderBottomWidth",
    }.items():
        assert shown.evaluate("([name, side]) => parseFloat(measure.styleOf(name)[side])", [selector, side]) >= 1
    shown.emulate_media(forced_colors="none")


def test_the_print_has_both_views_on_a4(shown, tmp_path):
    shown.set_viewport_size({"width": 390, "height": 800})
    shown.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "print.pdf").pages
    assert [round(float(x) / 72 * 25.4) for x in sheets[0].mediabox[2:]] == [210, 297] and len(sheets) <= 9
    text = plain("".join(sheet.extract_text() for sheet in sheets))
    # Of a paragraph that is joined: at each of its two lines, and where it stands.
    assert (text.count("登记在次序文件中"), text.count("第2节第2段")) == (1, 3)


def test_the_page_is_at_most_1_6_times_its_article(path):
    (article,) = [each for each in path.parent.glob("*.html") if b"doc-endnotes" in each.read_bytes() and each != path]
    sizes = [len(brotli.compress(each.read_bytes(), quality=11)) for each in (path, article)]
    assert sizes[0] <= 1.6 * sizes[1]


def test_axe_finds_nothing(shown):
    shown.evaluate(MEASURE)
    tags = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for width, size, scheme, view in [
        (320, "size-1", "light", "#lines"),
        (390, "size-3", "dark", "#parts"),
        (1280, "size-1", "dark", "#lines"),
    ]:
        shown.set_viewport_size({"width": width, "height": 800})
        shown.check(f"#{size}")
        shown.emulate_media(color_scheme=scheme)
        go(shown, view)
        result = Axe().run(shown, options={"runOnly": tags})
        assert result.violations_count == 0, result.generate_report()
