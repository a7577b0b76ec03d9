"""The page as a browser draws it: each rule of how Chinese reads on the web, measured in Chromium."""

import gzip
import json
import re
from collections import Counter
from itertools import pairwise
from types import SimpleNamespace

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from edition.proof.page import read_page
from edition.source.pieces import GAP, without_space
from tests.browser import launch, wait_until
from tests.conftest import says
from tests.pages.conftest import ENGLISH, FIRST_ARTICLE, MEASURE, SPECIMEN, TRADITIONAL
from tests.pages.test_readers import plain

WIDTHS = (320, 360, 390, 412, 768, 1280)
SIZES = ("size-1", "size-2", "size-3")
TEXT = ".article p[id]:not(.verse, .quotation, .footnote, .signoff, .box-heading)"  # what is set as paragraphs are
NOT_AT_START = "，。、；：？！”’）》〉】〕」』…)%·"
NOT_AT_END = "“‘（《〈【〔「『("
HAN = re.compile(r"[\u4e00-\u9fff]")
NO_OVERFLOW = {"extra": 0, "boxes": []}


@pytest.fixture(scope="module", params=["article as front page", SPECIMEN, FIRST_ARTICLE])
def path(request, page_of):
    """The page of the tests' own article, that of the specimen, that of the project's first one."""
    return page_of(request.param)


@pytest.fixture(scope="module")
def one_page(opened, path):
    """The page, opened once for all that is only looked at."""
    return opened(path, query="voice")


@pytest.fixture
def seen(one_page):
    """That page at 390 px in light, at whatever width and in whatever scheme a test left it."""
    one_page.set_viewport_size({"width": 390, "height": 800})
    one_page.check("#size-1")
    one_page.emulate_media(
        media="null",
        color_scheme="light",
        contrast="no-preference",
        forced_colors="none",
        reduced_motion="no-preference",
    )
    return one_page


@pytest.fixture(scope="module")
def drawn(one_page) -> dict:
    """What measure.js finds on the page at each width and each reading size, by (width, size)."""
    found = {}
    for width in WIDTHS:
        one_page.set_viewport_size({"width": width, "height": 800})
        for size in reversed(SIZES):
            one_page.check(f"#{size}")
            found[width, size] = measured(one_page)
        found[width, "size-1"].texts = one_page.evaluate("measure.texts()")
    return found


def measured(page) -> SimpleNamespace:
    """Return what measure.js finds on a page as it is."""
    return SimpleNamespace(**json.loads(page.evaluate("text => JSON.stringify(measure.all(text))", TEXT)))


def own_lines(state, *tags):
    """Yield block and characters of each line with words of the article: in the text, or in blocks with these tags."""
    for block in state.blocks:
        if block["tag"] in tags or (not tags and block["isText"]):
            for line in block["lines"]:
                if characters := [c for c in line if not c["edition"]]:
                    yield block, characters


def words_of(line) -> str:
    """Return the words of a line."""
    return "".join(c["char"] for c in line)


# size, measure, paragraphs


def test_text_is_at_least_18_px_and_nothing_is_below_16(drawn):
    for width in WIDTHS:
        state = drawn[width, "size-1"]
        assert state.size >= 18
        assert not [t for t in state.texts if t["size"] < 16 and re.search(r"\w", t["words"])], width
    assert drawn[390, "size-2"].size >= 24 and drawn[390, "size-3"].size >= 30


def test_a_line_holds_a_whole_and_readable_number_of_characters(drawn):
    for width, least, most in [(360, 14, 20), (390, 15, 22), (412, 16, 24), (1280, 26, 40)]:
        em = drawn[width, "size-1"].measure
        assert least <= em <= most
        assert abs(em - round(em)) <= 0.05, f"{em} characters a line"


def test_lines_and_paragraphs_have_air(drawn):
    for width in WIDTHS:
        state = drawn[width, "size-1"]
        by_block: dict[str, list[float]] = {}
        for block, line in own_lines(state):
            by_block.setdefault(block["id"], []).append(max(c["middle"] for c in line if HAN.match(c["char"])))
        pitches = [b - a for lines in by_block.values() for a, b in pairwise(lines)]
        pitch = sum(pitches) / len(pitches)
        assert 1.6 <= pitch / state.size <= 2.0
        assert max(pitches) - min(pitches) < 0.12 * state.size, "every pair of lines has the same pitch"
        for before, after in pairwise(by_block):
            if before.rsplit("-", 1)[0] == after.rsplit("-", 1)[0]:
                assert (by_block[after][0] - by_block[before][-1]) / pitch >= 1.3


def test_every_paragraph_is_indented_by_two_characters_and_nothing_else_is(drawn):
    for block in drawn[390, "size-1"].blocks:
        assert block["indent"] == pytest.approx(2 if block["isText"] else 0), block["text"]


def test_nothing_overflows_at_any_width_and_size(drawn):
    assert {state: found.overflow for state, found in drawn.items() if found.overflow != NO_OVERFLOW} == {}


def test_nothing_overflows_with_wide_spacing(seen):
    seen.set_viewport_size({"width": 320, "height": 800})
    wide = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    seen.evaluate("css => measure.style(css)", wide + "p{margin-block-end:2em!important}")
    assert seen.evaluate("measure.overflow()") == NO_OVERFLOW
    seen.evaluate("measure.style('')")


def test_a_browser_set_to_32_px_doubles_the_text(opened, path, chromium, drawn):
    browser = launch(chromium.browser_type, "--blink-settings=defaultFontSize=32")
    large = opened(path, browser=browser)
    assert large.evaluate("text => measure.all(text).size", TEXT) >= 1.9 * drawn[390, "size-1"].size
    assert large.evaluate("measure.overflow()") == NO_OVERFLOW
    browser.close()


# line breaks and punctuation


def wrong_breaks(state) -> list[str]:
    """Return the lines that begin or end where none may."""
    wrong = []
    lines = list(own_lines(state)) + list(own_lines(state, "figcaption", "li", "p"))
    for (block, line), (next_block, next_line) in pairwise([*lines, (None, [])]):
        first, last, text = line[0]["char"], line[-1]["char"], words_of(line)
        same = block is next_block
        following = next_line[0]["char"] if same else ""
        if first in NOT_AT_START or (last in NOT_AT_END and same):
            wrong.append(text)
        if first == "—" or last + following in ("——", "……") or (last.isdigit() and following.isdigit()):
            wrong.append(f"{text} / {following}")
    return wrong


def gaps(state) -> list[tuple[float, str]]:
    """Return how far Han characters of the text stand apart, in em and sorted, with the line of each."""
    return sorted(
        ((two["left"] - one["left"]) / block["size"] - 1, words_of(line))
        for block in state.blocks
        for line in block["lines"]
        for one, two in pairwise(line)
        if block["isText"] and HAN.match(one["char"]) and HAN.match(two["char"])
    )


def test_no_line_begins_or_ends_with_the_wrong_mark(drawn):
    assert not [text for state in drawn.values() for text in wrong_breaks(state)]


def test_no_line_is_torn(drawn):
    for state in drawn.values():
        found = gaps(state)
        assert len(found) > 300
        assert found[int(len(found) * 0.95)][0] <= 0.15
        assert found[-1][0] <= 0.4, found[-1]


@pytest.mark.parametrize("kind", [TRADITIONAL, ENGLISH])
def test_every_part_is_set_well_in_another_language(opened, page_of, kind):
    page = opened(page_of(kind))
    for width, size in [(320, "size-3"), (390, "size-1"), (1280, "size-1")]:
        page.set_viewport_size({"width": width, "height": 800})
        page.check(f"#{size}")
        state = measured(page)
        assert state.overflow == NO_OVERFLOW, (width, size)
        assert not wrong_breaks(state), (width, size)
        indent = 0 if kind == ENGLISH else 2
        assert {round(block["indent"], 2) for block in state.blocks if block["isText"]} == {indent}
        if kind == TRADITIONAL:
            assert gaps(state)[-1][0] <= 0.4, (width, size)
    assert not [text for text in page.evaluate("measure.texts()") if text["italic"] or text["spacing"] != "normal"]


def test_no_paragraph_ends_in_a_line_of_one_character(drawn):
    for width in WIDTHS:
        last = {block["id"]: line for block, line in own_lines(drawn[width, "size-1"])}
        assert not [words_of(line) for line in last.values() if sum(c["char"].isalnum() for c in line) < 2], width


def test_headings_break_at_their_space_or_their_phrases(drawn):
    for state in drawn.values():
        for block in (block for block in state.blocks if block["tag"] == "h2"):
            parts = block["text"].split()
            ends = [len("".join(parts[: i + 1])) for i in range(len(parts))]
            end = 0
            for line in block["lines"][:-1]:
                end += sum(not c["char"].isspace() for c in line)
                if end not in ends:
                    part = next(part for part, stop in zip(parts, ends, strict=True) if stop > end)
                    assert len(part) * block["size"] > state.room - block["size"], (
                        f"「{part}」 is broken though it fits"
                    )
        lines = [words_of(line) for _, line in own_lines(state, "h1")]
        assert len(lines[-1]) >= 3
        count = len(state.phrases)
        assert not count or set(lines) <= {
            "".join(state.phrases[i:j]) for i in range(count) for j in range(i, count + 1)
        }


def test_no_author_is_broken_over_two_lines(drawn):
    for state in drawn.values():
        assert state.names and set(state.names) == {1}


def test_chinese_is_upright_and_set_solid_in_a_chinese_font(seen):
    for words, em in {"国“国”国": 5, "国……国": 4, "国——国": 4}.items():
        assert seen.evaluate("words => measure.width(words)", words) == pytest.approx(em, abs=0.15), words
    assert seen.evaluate("measure.width('国，“国')") <= 3.6, "adjacent marks are squeezed"
    assert seen.evaluate("getComputedStyle(document.body).fontFamily").startswith('"PingFang SC"')
    texts = seen.evaluate("measure.texts()")
    assert not [t for t in texts if t["italic"]]
    assert {t["spacing"] for t in texts} == {"normal"}


# headings, sizes of things


def test_the_headline_is_largest_and_headings_stand_out(drawn):
    for width in WIDTHS:
        state = drawn[width, "size-1"]
        sizes = Counter()
        for text in state.texts:
            sizes[text["tag"]] = max(sizes[text["tag"]], text["size"])
        h1 = next(block["size"] for block in state.blocks if block["tag"] == "h1")
        h2 = next(block["size"] for block in state.blocks if block["tag"] == "h2")
        assert h1 == max(t["size"] for t in state.texts if HAN.search(t["words"]))
        assert h2 >= 1.1 * sizes["p"]
        assert 16 <= state.kicker <= 0.75 * h1
        assert width >= 768 or 1.4 <= h1 / sizes["p"] <= 1.8


def test_what_is_pressed_is_44_px_large(drawn):
    assert not [found for width in (320, 1280) for found in drawn[width, "size-1"].pressed if min(found[1:]) < 44]


# colour and the user's settings


def test_all_text_has_strong_contrast_and_more_where_that_is_asked_for(seen):
    for scheme in ("light", "dark"):
        found = {}
        for contrast in ("no-preference", "more"):
            seen.emulate_media(color_scheme=scheme, contrast=contrast)
            found[contrast] = texts = seen.evaluate("measure.texts()")
            assert len(texts) > 50
            large = [t["size"] >= 24 or (t["bold"] and t["size"] >= 18.66) for t in texts]
            assert not [t for t, is_large in zip(texts, large, strict=True) if t["contrast"] < (4.5 if is_large else 7)]
        pairs = zip(found["no-preference"], found["more"], strict=True)
        assert not [(a, b) for a, b in pairs if b["contrast"] < a["contrast"] - 0.01]


def test_forced_colours_are_respected_nothing_moves_and_links_in_text_are_underlined(seen):
    seen.emulate_media(forced_colors="active")
    assert seen.evaluate("measure.overrulingColours()") == 0
    for selector, side in {".gap": "borderBottomWidth", ".figure": "borderTopWidth"}.items():
        assert seen.evaluate("([name, side]) => parseFloat(measure.styleOf(name)[side])", [selector, side]) >= 1
    seen.emulate_media(forced_colors="none")
    assert seen.evaluate("measure.moving()") == 0
    lines = seen.evaluate("measure.linksInText()")
    assert lines and set(lines) == {"underline"}


# operation


def test_the_first_tab_stop_skips_to_the_story(visit):
    page = visit()
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == says("跳到正文")
    box = link.bounding_box()
    assert box["x"] >= 0 and box["height"] >= 44
    assert link.evaluate("e => getComputedStyle(e).clipPath") == "none"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#article')")


def test_every_tab_stop_shows_a_strong_ring(visit):
    page = visit(query="voice")
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        if (ring := page.evaluate("measure.ring()")) is None:
            break
        seen.append(ring["words"])
        assert ring["width"] >= 2 and ring["style"] != "none" and ring["contrast"] >= 3, ring
    assert len(seen) >= 10


def test_a_note_is_reached_and_left_by_keyboard(visit):
    page = visit()
    page.focus("#gap-1 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**#note-1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#gap-1"
    page.keyboard.press("Enter")
    page.wait_for_url("**#gap-1")


def test_the_target_of_a_link_is_marked_and_in_view(visit):
    page = visit()
    for target in ("section-2-p1", "section-3", "figure-2", "gap-1", "note-1", "lede"):
        page.goto(f"{page.url.partition('#')[0]}#{target}")
        assert 0 <= page.locator(f"#{target}").bounding_box()["y"] < 800
        assert page.evaluate("id => parseFloat(measure.styleOf(id).outlineWidth)", f"#{target}") >= 2


def test_without_scripts_all_is_there_in_three_reading_sizes(opened, site, page):
    plain = opened(site / "index.html", scripts=False)
    words = without_space(plain.locator("article").inner_text())
    assert all(block.key.replace(GAP, "") in words for block in page.blocks)
    assert plain.locator("button").count() == 0
    heights = []
    for size in SIZES:
        plain.check(f"#{size}")
        heights.append(plain.locator("#section-1-p1").bounding_box()["height"])
    assert heights[0] < heights[1] < heights[2]


def test_the_reading_size_is_kept_and_forbidden_storage_does_no_harm(visit):
    page = visit()
    page.check("#size-2")
    # The reloaded page may be another process, which what was stored reaches in its own time.
    assert any((page.reload(), page.is_checked("#size-2"))[1] for _ in range(5))
    page = visit(query="forbidden")
    page.check("#size-3")
    assert page.messages == [] and page.is_checked("#size-3")


# offline, copies, print


def test_a_page_asks_for_nothing_but_its_photographs_and_its_policy_allows_what_it_holds(chromium, pages):
    with chromium.new_context() as context:
        page = context.new_page()
        messages, requests = [], []
        page.on("console", lambda message: messages.append(message.text))
        page.on("request", lambda request: requests.append(request.url))
        for kind, path in pages.items():
            requests.clear()
            page.goto(path.as_uri())
            page.check("#size-2")
            page.evaluate(MEASURE)
            assert page.evaluate("measure.shift()") == 0, kind
            allowed = ("data:", f"{path.parent.as_uri()}/images/")
            assert [address for address in requests[1:] if not address.startswith(allowed)] == [], kind
            assert messages == [], "the policy allows what the page holds"
            assert page.evaluate("getComputedStyle(document.body).lineHeight") != "normal", "style is let through"
            assert page.evaluate("localStorage.readingSize") == "size-2", "and script"
            page.evaluate("localStorage.clear()")


def test_the_policy_forbids_what_the_page_does_not_use(chromium, site):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        forbidden = page.evaluate(
            "new Promise(done => { const found = [];"
            "addEventListener('securitypolicyviolation', e => found.push(e.effectiveDirective));"
            "const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.body.append(s);"
            "const i = new Image(); i.onload = i.onerror = () => setTimeout(() => done(found));"
            "i.src = 'https://example.org/x.png'; document.body.append(i) })"
        )
        assert forbidden == ["script-src-elem", "img-src"]
        assert page.evaluate("window.evil") is None


def test_the_page_is_small(page_of):
    data = page_of(FIRST_ARTICLE).read_bytes()
    assert len(brotli.compress(data, quality=11)) <= 8_000
    assert len(gzip.compress(data, 9)) <= 10_000


def test_a_copy_of_the_story_is_the_article_line_by_line(opened, path):
    page = opened(path)
    alts = page.evaluate("[...document.images].map(image => image.alt)")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('article'))")
    page.keyboard.press("Control+C")
    page.evaluate("document.body.innerHTML = '<textarea></textarea>'")
    page.focus("textarea")
    page.keyboard.press("Control+V")
    text = page.input_value("textarea")
    for alt in alts:
        text = text.replace(alt, "")
    pasted = [line.replace("\t", " ") for line in text.splitlines() if line.strip()]  # between the cells of a row
    within = re.compile(f"{GAP}(?=.)")  # what is missing in the middle of a paragraph is told to whom it is sent
    marked = [within.sub(says("〔原文此处中断〕"), block.text) for block in proven(path).blocks]
    rows = [block.role == "row" for block in proven(path).blocks]
    marked = [" ".join(text.split()) if row else text.strip() for text, row in zip(marked, rows, strict=True)]
    assert pasted == [text.replace(GAP, "") for text in marked]


def proven(path):
    """Return the page as the proof reads it."""
    return read_page(path.read_text(encoding="utf-8"))


def test_the_print_is_a4_and_holds_the_whole_story_and_no_controls(seen, path, tmp_path):
    seen.check("#size-3")
    seen.emulate_media(color_scheme="dark")
    seen.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True, print_background=True)
    sheets = PdfReader(tmp_path / "print.pdf").pages
    texts = [plain(sheet.extract_text()) for sheet in sheets]
    assert len(sheets) <= 7
    for number, (sheet, text) in enumerate(zip(sheets, texts, strict=True), start=1):
        assert [round(float(x) / 72 * 25.4) for x in sheet.mediabox[2:]] == [210, 297]
        assert plain(seen.title()) in text
        assert plain(says("第 %(page)s 页，共 %(pages)s 页", page=number, pages=len(sheets))) in text
    text = "".join(texts)
    gaps, day = seen.locator(".gap").count(), seen.locator("time").inner_text()
    assert gaps > 0 and plain(says("整理说明")) in text and plain(day) in text
    for mark in seen.locator(".gap").all_inner_texts():
        assert text.count(plain(mark)) == 1
    for words in map(says, ("跳到正文", "特大", "回到页首", "返回正文")):
        assert plain(words) not in text


def test_the_print_is_black_on_white_in_a_readable_size_and_breaks_where_it_may(seen):
    seen.check("#size-3")
    seen.emulate_media(media="print", color_scheme="dark")
    style = {
        name: seen.evaluate("name => ({...measure.styleOf(name)})", name)
        for name in ("body", ".figure", ".section h2", TEXT)
    }
    assert style["body"]["backgroundColor"] == "rgb(255, 255, 255)"
    assert seen.evaluate("measure.colours()") == ["rgb(0, 0, 0)"]
    assert float(style[TEXT]["fontSize"].removesuffix("px")) == pytest.approx(16)
    assert style[TEXT]["orphans"] == style[TEXT]["widows"] == "2"
    assert style[".figure"]["breakInside"] == style[".section h2"]["breakAfter"] == "avoid"


def test_a_wide_table_scrolls_in_its_own_box_by_keyboard_too_and_is_whole_on_paper(opened, specimens):
    page = opened(specimens / "plain.html")
    table = page.locator(".table")
    assert table.evaluate("e => e.scrollWidth > e.clientWidth") and page.evaluate("measure.overflow()") == NO_OVERFLOW
    table.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, "() => document.querySelector('.table').scrollLeft > 0")
    spans = "e => [...e.querySelectorAll('th')].map(cell => [cell.textContent, cell.colSpan, cell.rowSpan, cell.scope])"
    head = table.evaluate(spans)
    assert head[:3] == [["书架", 1, 2, "col"], ["去年", 2, 1, "colgroup"], ["今年", 2, 1, "colgroup"]]
    assert [words for words, *_ in head[3:]] == ["备注", *["借出（册次）", "未还（本）"] * 2]
    page.set_viewport_size({"width": 643, "height": 800})
    page.emulate_media(media="print")
    assert table.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


# accessibility


@pytest.mark.parametrize("kind", ["article as front page", SPECIMEN])
def test_axe_finds_nothing(opened, page_of, kind):
    page = opened(page_of(kind), query="voice")
    tags = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for width, size, scheme, contrast in [
        (320, "size-1", "light", "no-preference"),
        (390, "size-2", "dark", "no-preference"),
        (390, "size-3", "dark", "more"),
        (1280, "size-1", "light", "more"),
    ]:
        page.set_viewport_size({"width": width, "height": 800})
        page.check(f"#{size}")
        page.emulate_media(color_scheme=scheme, contrast=contrast)
        result = Axe().run(page, options={"runOnly": tags})
        assert result.violations_count == 0, result.generate_report()
