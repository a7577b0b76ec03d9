"""The page as a browser draws it: each rule of how Chinese reads on the web, measured in Chromium."""

import gzip
import re
from collections import Counter
from itertools import pairwise
from unicodedata import normalize

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from edition.source import order as reading_order
from tests.browser import chromium as start_chromium
from tests.browser import launch
from tests.conftest import ROOT, copy_tree

WIDTHS = (320, 360, 390, 412, 768, 1280)
SIZES = ("size-1", "size-2", "size-3")
SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "light, more contrast": {"color_scheme": "light", "contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
}
TEXT = ".article p[id]"  # the lede and the paragraphs of the sections
NOT_AT_START = "，。、；：？！”’）》〉】〕」』…)%·"
NOT_AT_END = "“‘（《〈【〔「『("
# Radicals without a compatibility mapping of their own (Unicode, CJK Radicals Supplement).
RADICALS = str.maketrans("⺠⻅⻆⻋⻓⻔⻚⻛⻜⻢⻥⻩⻬⻮⻰", "民见角车长门页风飞马鱼黄齐齿龙")
HAN = re.compile(r"[\u4e00-\u9fff]")
ORDER = reading_order.load(ROOT / "content" / "source" / "page.order")


@pytest.fixture(scope="module")
def chromium():
    """A started browser."""
    with start_chromium() as browser:
        yield browser


@pytest.fixture
def visit(chromium, site):
    """Return a function that opens the article from disk: visit(width, **context options), with a size chosen."""
    contexts = []

    def open_page(width=390, size="size-1", fragment="", scripts=True, init="", browser=chromium, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, bypass_csp=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.messages, page.requests = [], []
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        if init:
            page.add_init_script(init)
        page.goto((site / "index.html").as_uri() + fragment)
        if scripts:  # the third frame: all sections are laid out
            page.evaluate("(async () => { for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame) })()")
        if size != "size-1":
            page.check(f"#{size}")
        if scripts:
            page.evaluate((ROOT / "tests" / "measure.js").read_text(encoding="utf-8"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def measured_lines(page, selector=TEXT):
    """The lines of the text: block, its font size, and the characters of the line, the edition's left out."""
    for block in page.evaluate("selector => measure.lines(selector)", selector):
        for line in block["lines"]:
            characters = [c for c in line if not c["edition"]]
            if characters:
                yield block["id"], block["size"], characters


# size, measure, paragraphs


@pytest.mark.parametrize("width", WIDTHS)
def test_text_is_at_least_18_px_and_nothing_is_below_16(visit, width):
    page = visit(width)
    assert page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{TEXT}')).fontSize)") >= 18
    small = [t for t in page.evaluate("measure.texts()") if t["size"] < 16 and re.search(r"\w", t["words"])]
    assert not small


@pytest.mark.parametrize(("width", "least", "most"), [(360, 14, 20), (390, 15, 22), (412, 16, 24), (1280, 26, 40)])
def test_a_line_holds_a_whole_and_readable_number_of_characters(visit, width, least, most):
    page = visit(width)
    em = page.evaluate(
        f"(() => {{ const p = document.querySelector('{TEXT}');"
        "return p.getBoundingClientRect().width / parseFloat(getComputedStyle(p).fontSize) })()"
    )
    assert least <= em <= most
    assert abs(em - round(em)) <= 0.05, f"{em} characters a line"


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_and_paragraphs_have_air(visit, width):
    page = visit(width)
    by_block: dict[str, list[float]] = {}
    for block, _, line in measured_lines(page):
        by_block.setdefault(block, []).append(max(c["middle"] for c in line if HAN.match(c["char"])))
    size = page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{TEXT}')).fontSize)")
    pitches = [b - a for lines in by_block.values() for a, b in pairwise(lines)]
    pitch = sum(pitches) / len(pitches)
    assert 1.6 <= pitch / size <= 2.0
    assert max(pitches) - min(pitches) < 0.12 * size, "every pair of lines has the same pitch"
    ids = list(by_block)
    for before, after in pairwise(ids):
        if before.rsplit("-", 1)[0] == after.rsplit("-", 1)[0]:
            assert (by_block[after][0] - by_block[before][-1]) / pitch >= 1.3


def test_every_paragraph_is_indented_by_two_characters_and_nothing_else_is(visit):
    page = visit()
    indents = page.evaluate(
        "[...document.querySelectorAll('body *')].map(e => [e.matches('.article p[id]'), e.tagName, e.id,"
        "parseFloat(getComputedStyle(e).textIndent) / parseFloat(getComputedStyle(e).fontSize)])"
    )
    for is_text, tag, name, indent in indents:
        if is_text:
            assert indent == pytest.approx(2), name
        elif tag in ("H1", "H2", "FIGCAPTION", "LI", "FIGURE"):
            assert indent == 0, (tag, name)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overflows_at_any_reading_size(visit, width, size):
    assert visit(width, size).evaluate("measure.overflow()") == {"extra": 0, "boxes": []}


def test_nothing_overflows_with_wide_spacing(visit):
    page = visit(320)
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-block-end:2em!important}"
    )
    assert page.evaluate("measure.overflow()") == {"extra": 0, "boxes": []}


@pytest.fixture(scope="module")
def large_chromium(chromium):
    """A browser whose default font size is set to 32 px."""
    browser = launch(chromium.browser_type, "--blink-settings=defaultFontSize=32")
    yield browser
    browser.close()


def test_a_browser_set_to_32_px_doubles_the_text(visit, large_chromium):
    size = f"parseFloat(getComputedStyle(document.querySelector('{TEXT}')).fontSize)"
    large = visit(390, browser=large_chromium)
    assert large.evaluate(size) >= 1.9 * visit(390).evaluate(size)
    assert large.evaluate("measure.overflow()") == {"extra": 0, "boxes": []}


# line breaks and punctuation


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
def test_no_line_begins_or_ends_with_the_wrong_mark(visit, width, size):
    page = visit(width, size)
    wrong = []
    lines = list(measured_lines(page, f"{TEXT}, figcaption, .notes li, .notes p"))
    for (block, _, line), (next_block, _, next_line) in zip(lines, [*lines[1:], ("", 0, [])], strict=True):
        first, last = line[0]["char"], line[-1]["char"]
        text = "".join(c["char"] for c in line)
        same = block == next_block
        following = next_line[0]["char"] if same and next_line else ""
        if first in NOT_AT_START or (last in NOT_AT_END and same):
            wrong.append(text)
        if first == "—" or last + following in ("——", "……") or (last.isdigit() and following.isdigit()):
            wrong.append(f"{text} / {following}")
    assert not wrong


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
def test_no_line_is_torn(visit, width, size):
    page = visit(width, size)
    gaps = []
    for _, em, line in measured_lines(page):
        for one, two in pairwise(line):
            if HAN.match(one["char"]) and HAN.match(two["char"]):
                gaps.append(((two["left"] - one["left"]) / em - 1, "".join(c["char"] for c in line)))
    gaps.sort()
    assert len(gaps) > 1000
    assert gaps[int(len(gaps) * 0.95)][0] <= 0.15
    assert gaps[-1][0] <= 0.4, gaps[-1]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_paragraph_ends_in_a_line_of_one_character(visit, width):
    last = {block: line for block, _, line in measured_lines(visit(width))}
    short = ["".join(c["char"] for c in line) for line in last.values() if sum(c["char"].isalnum() for c in line) < 2]
    assert not short


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
def test_headings_break_at_their_space_or_their_phrases(visit, width, size):
    page = visit(width, size)
    room = page.evaluate("document.querySelector('.section').clientWidth")
    for block in page.evaluate("measure.lines('.section h2')"):
        parts = block["text"].split()
        ends = [len("".join(parts[: i + 1])) for i in range(len(parts))]
        end = 0
        for line in block["lines"][:-1]:
            end += sum(not c["char"].isspace() for c in line)
            if end not in ends:
                part = next(part for part, stop in zip(parts, ends, strict=True) if stop > end)
                assert len(part) * block["size"] > room - block["size"], f"「{part}」 is broken though it fits"
    lines = ["".join(c["char"] for c in line) for _, _, line in measured_lines(page, "h1")]
    assert len(lines[-1]) >= 3
    phrases = ["济宁高新区", "跑出", "高质量发展", "加速度"]
    joined = {"".join(phrases[i:j]) for i in range(4) for j in range(i + 1, 5)}
    assert set(lines) <= joined, lines


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("size", SIZES)
def test_no_author_is_broken_over_two_lines(visit, width, size):
    boxes = visit(width, size).evaluate(
        "[...document.querySelectorAll('.byline__name')].map(e => e.getClientRects().length)"
    )
    assert boxes == [1, 1, 1]


def test_punctuation_comes_from_a_chinese_font(visit):
    page = visit()
    for words, em in {"国“国”国": 5, "国……国": 4, "国——国": 4}.items():
        assert page.evaluate("words => measure.width(words)", words) == pytest.approx(em, abs=0.15), words
    assert page.evaluate("measure.width('国，“国')") <= 3.6, "adjacent marks are squeezed"
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert family.startswith('"PingFang SC"')


def test_chinese_is_upright_and_set_solid(visit):
    texts = visit().evaluate("measure.texts()")
    assert not [t for t in texts if t["italic"]]
    assert {t["spacing"] for t in texts} == {"normal"}


# headings, sizes of things


@pytest.mark.parametrize("width", WIDTHS)
def test_the_headline_is_largest_and_headings_stand_out(visit, width):
    page = visit(width)
    sizes = Counter()
    for text in page.evaluate("measure.texts()"):
        sizes[text["tag"]] = max(sizes[text["tag"]], text["size"])
    h1 = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    h2 = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.section h2')).fontSize)")
    text, kicker = sizes["p"], page.evaluate("parseFloat(getComputedStyle(document.querySelector('.kicker')).fontSize)")
    words = [t for t in page.evaluate("measure.texts()") if HAN.search(t["words"])]
    assert h1 == max(t["size"] for t in words)
    assert h2 >= 1.1 * text
    assert 16 <= kicker <= 0.75 * h1
    if width < 768:
        assert 1.4 <= h1 / text <= 1.8


# colour and the user's settings


@pytest.mark.parametrize("scheme", SCHEMES)
def test_all_text_has_strong_contrast(visit, scheme):
    page = visit(**SCHEMES[scheme])
    texts = page.evaluate("measure.texts()")
    assert len(texts) > 60
    weak = [t for t in texts if t["contrast"] < (4.5 if t["size"] >= 24 or (t["bold"] and t["size"] >= 18.66) else 7)]
    assert not weak


def test_more_contrast_is_at_least_as_strong(visit):
    for scheme in ("light", "dark"):
        normal = visit(color_scheme=scheme).evaluate("measure.texts()")
        more = visit(color_scheme=scheme, contrast="more").evaluate("measure.texts()")
        weaker = [(a, b) for a, b in zip(normal, more, strict=True) if b["contrast"] < a["contrast"] - 0.01]
        assert not weaker


def test_forced_colours_are_respected(visit):
    page = visit(forced_colors="active")
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every(e => getComputedStyle(e).forcedColorAdjust === 'auto')"
    )
    for selector, side in {".gap": "borderBottomWidth", ".figure": "borderTopWidth"}.items():
        assert page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{selector}')).{side})") >= 1


def test_nothing_moves(visit):
    page = visit(reduced_motion="no-preference")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
        "return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0 || s.scrollBehavior !== 'auto' }).length"
    )
    assert moving == 0


def test_links_in_text_are_underlined(visit):
    lines = visit().evaluate(
        "[...document.querySelectorAll('p a, li a')].filter(a => !a.closest('nav') && a.closest('main, footer'))"
        ".map(a => [a.textContent, getComputedStyle(a).textDecorationLine])"
    )
    assert lines and all(line == "underline" for _, line in lines)


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_is_44_px_large(visit, width):
    small = visit(width, init=FAKE_SPEECH).evaluate(
        """[...document.querySelectorAll('nav a, .skip-link, .masthead a, .to-top a, label, button, [role=doc-backlink]')]
        .filter(e => e.checkVisibility())
        .map(e => [e.textContent, e.getBoundingClientRect().width, e.getBoundingClientRect().height])
        .filter(([, w, h]) => w < 44 || h < 44)"""
    )
    assert not small


# operation


def test_the_first_tab_stop_skips_to_the_story(visit):
    page = visit()
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "跳到正文"
    box = link.bounding_box()
    assert box["x"] >= 0 and box["height"] >= 44
    assert link.evaluate("e => getComputedStyle(e).clipPath") == "none"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#article')")


def test_every_tab_stop_shows_a_strong_ring(visit):
    page = visit(init=FAKE_SPEECH)
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            "(() => { const e = document.activeElement; if (e === document.body) return null; const s = getComputedStyle(e);"
            "return [e.textContent || e.id, parseFloat(s.outlineWidth), s.outlineStyle,"
            "measure.contrast(measure.rgba(s.outlineColor).slice(0, 3), measure.background(e.parentElement))] })()"
        )
        if ring is None:
            break
        seen.append(ring[0])
        assert ring[1] >= 2 and ring[2] != "none" and ring[3] >= 3, ring
    assert len(seen) >= 10


def test_a_note_is_reached_and_left_by_keyboard(visit):
    page = visit()
    page.focus("#gap-2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**#note-2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#gap-2"
    page.keyboard.press("Enter")
    page.wait_for_url("**#gap-2")


@pytest.mark.parametrize("target", ["section-2-p1", "section-3", "figure-2", "gap-1", "note-2", "lede"])
def test_the_target_of_a_link_is_marked_and_in_view(visit, target):
    page = visit(fragment=f"#{target}")
    box = page.locator(f"#{target}").bounding_box()
    assert 0 <= box["y"] < 800
    assert page.evaluate(f"parseFloat(getComputedStyle(document.getElementById('{target}')).outlineWidth)") >= 2


def test_three_reading_sizes_work_without_a_script(visit):
    page = visit(scripts=False)
    heights = []
    for size in SIZES:
        page.check(f"#{size}")
        heights.append(page.locator("#section-1-p1").bounding_box()["height"])
    assert heights[0] < heights[1] < heights[2]
    page = visit()
    found = []
    for size in SIZES:
        page.check(f"#{size}")
        found.append(page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{TEXT}')).fontSize)"))
    assert found[0] >= 18 and found[1] >= 24 and found[2] >= 30


def test_the_reading_size_is_kept(visit):
    page = visit()
    page.check("#size-2")
    page.reload()
    assert page.is_checked("#size-2")


def test_forbidden_storage_does_no_harm(visit):
    page = visit(init="Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    page.check("#size-3")
    assert page.messages == [] and page.is_checked("#size-3")


def test_without_scripts_all_is_there(visit):
    page = visit(scripts=False)
    words = "".join(page.locator("article").inner_text().split())
    assert all(unit.key.replace(reading_order.GAP, "") in words for unit in ORDER.units)
    assert page.locator("button").count() == 0


# read-aloud

FAKE_SPEECH = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text };
const voices = [{ lang: 'en-US' }, { lang: 'zh-CN' }];
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => voices,
  speak(utterance) { window.said.push(utterance.text); window.current = utterance },
  cancel() { const cut = window.current; window.current = null; if (cut) cut.onerror() },
} });
"""
NO_CHINESE_VOICE = FAKE_SPEECH.replace(", { lang: 'zh-CN' }", "")


@pytest.mark.parametrize(
    "init", ["", NO_CHINESE_VOICE, "Object.defineProperty(window, 'speechSynthesis', {value: undefined})"]
)
def test_reading_aloud_is_not_offered_without_a_chinese_voice(visit, init):
    page = visit(init=init)
    assert page.locator("button").count() == 0 and page.messages == []


def test_nothing_moves_when_a_voice_is_found_late(visit):
    late = FAKE_SPEECH.replace("getVoices: () => voices", "getVoices: () => window.late ? voices : []")
    page = visit(init=late)
    assert page.locator("button").count() == 0
    before = page.locator("h1").bounding_box()
    page.evaluate("window.late = true; speechSynthesis.onvoiceschanged()")
    button = page.get_by_role("button", name="朗读").bounding_box()
    assert page.locator("h1").bounding_box() == before
    assert button["y"] + button["height"] <= page.locator(".kicker").bounding_box()["y"]


def test_reading_aloud_goes_part_by_part_and_marks_it(visit):
    page = visit(init=FAKE_SPEECH)
    page.get_by_role("button", name="朗读").click()
    assert page.evaluate("said") == ["党建赋能，点燃发展红色引擎"]
    assert page.locator(".is-spoken").inner_text() == "党建赋能，点燃发展红色引擎"
    page.evaluate("(() => { while (current) { const u = current; current = null; u.onend() } })()")
    said = "".join("".join(page.evaluate("said")).split())
    for unit in ORDER.units:
        assert unit.key.split(reading_order.GAP)[0] in said, unit.name
    assert said.count("原文此处中断") == 2 and said.count("未随文提供") == 4
    assert page.locator(".is-spoken").count() == 0, "at the end nothing is marked"
    assert page.get_by_role("button", name="停止").count() == 0


def test_reading_aloud_pauses_goes_on_and_stops(visit):
    page = visit(init=FAKE_SPEECH)
    page.get_by_role("button", name="朗读").click()
    page.evaluate("current.onend()")
    page.get_by_role("button", name="暂停").click()
    assert len(page.evaluate("said")) == 2
    page.get_by_role("button", name="继续").click()
    assert page.evaluate("said[1] === said[2]"), "it goes on with the sentence that was cut"
    page.get_by_role("button", name="停止").click()
    assert page.locator(".is-spoken").count() == 0
    page.get_by_role("button", name="朗读").click()
    assert page.evaluate("said[3] === said[0]"), "after a stop it begins anew"


# offline, copies, print


def test_the_page_is_one_request_and_says_nothing(chromium, site, tmp_path):
    copy_tree(site, tmp_path / "U 盘" / "网络版")
    with chromium.new_context() as context:
        page = context.new_page()
        messages, requests = [], []
        page.on("console", lambda message: messages.append(message.text))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((tmp_path / "U 盘" / "网络版" / "index.html").as_uri())
        page.check("#size-2")
        shift = page.evaluate(
            "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
            "sum += e.hadRecentInput ? 0 : e.value }).observe({ type: 'layout-shift', buffered: true });"
            "setTimeout(() => done(sum), 300) })"
        )
        applied = page.evaluate("getComputedStyle(document.body).lineHeight")
    assert [r for r in requests if not r.startswith("data:")] == requests[:1]
    assert messages == [], "the policy allows what the page uses"
    assert shift == 0
    assert applied != "normal", "the policy lets the style through"


def test_the_policy_forbids_what_the_page_does_not_use(chromium, site):
    with chromium.new_context() as context:
        page = context.new_page()
        messages = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto((site / "index.html").as_uri())
        page.evaluate(
            "(() => { const s = document.createElement('script'); s.textContent = 'window.evil = 1'; document.body.append(s);"
            "const i = new Image(); i.src = 'https://example.org/x.png'; document.body.append(i) })()"
        )
        page.wait_for_timeout(200)
        assert page.evaluate("window.evil") is None
        assert len([m for m in messages if "Content Security Policy" in m]) >= 2


def test_the_page_is_small(site):
    data = (site / "index.html").read_bytes()
    assert len(brotli.compress(data, quality=11)) <= 8_000
    assert len(gzip.compress(data, 9)) <= 10_000


def test_a_copy_of_the_story_is_the_source_line_by_line(visit):
    page = visit()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('article'))")
    page.keyboard.press("Control+C")
    page.evaluate("document.body.innerHTML = '<textarea></textarea>'")
    page.focus("textarea")
    page.keyboard.press("Control+V")
    pasted = [line for line in page.input_value("textarea").splitlines() if line.strip()]
    assert pasted == [unit.text.replace(reading_order.GAP, "") for unit in ORDER.units]


def printed_text(sheet) -> str:
    """The sheet's words, plain. Chromium maps some characters to the radicals that look like them."""
    return plain(sheet.extract_text().translate(RADICALS))


def plain(text: str) -> str:
    """Return the text in compatibility form without white space."""
    return "".join(normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def printed(chromium, site, tmp_path_factory):
    """The printed page, from a dark system with the largest size chosen."""
    path = tmp_path_factory.mktemp("print") / "print.pdf"
    with chromium.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto((site / "index.html").as_uri())
        page.check("#size-3")
        page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return PdfReader(path)


def test_the_print_is_a4_with_title_and_page_numbers(printed):
    count = len(printed.pages)
    assert count <= 6
    for number, sheet in enumerate(printed.pages, start=1):
        width, height = (float(x) / 72 * 25.4 for x in sheet.mediabox[2:])
        assert (round(width), round(height)) == (210, 297)
        text = printed_text(sheet)
        assert "济宁高新区跑出高质量发展加速度" in text
        assert plain(f"第{number}页，共{count}页") in text


def test_the_print_holds_the_whole_story_and_no_controls(printed):
    text = "".join(printed_text(sheet) for sheet in printed.pages)
    source = Counter(plain("".join(unit.key.replace(reading_order.GAP, "") for unit in ORDER.units)))
    lost = source - Counter(text)
    assert lost.total() / source.total() < 0.07
    assert text.count("原文此处中断") == 2 and "整理说明" in text and "网络版日期" in text
    for words in ("跳到正文", "特大", "回到页首", "返回正文"):
        assert words not in text


def test_the_print_is_black_on_white_in_a_readable_size(visit):
    page = visit(1280, size="size-3", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"parseFloat(getComputedStyle(document.querySelector('{TEXT}')).fontSize)") == pytest.approx(
        16
    )
    colours = page.evaluate(
        "[...new Set([...document.querySelectorAll('main *')].map(e => getComputedStyle(e).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
    for selector, name, value in [
        (".figure", "breakInside", "avoid"),
        (".section h2", "breakAfter", "avoid"),
        (TEXT, "orphans", "2"),
        (TEXT, "widows", "2"),
    ]:
        assert page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{name}") == value


# accessibility


@pytest.mark.parametrize(
    ("width", "size", "scheme"),
    [
        (390, "size-1", "light"),
        (390, "size-1", "dark"),
        (320, "size-1", "light"),
        (390, "size-2", "light"),
        (390, "size-3", "light"),
        (1280, "size-1", "light"),
        (390, "size-1", "dark, more contrast"),
    ],
)
def test_axe_finds_nothing(visit, width, size, scheme):
    page = visit(width, size, init=FAKE_SPEECH, **SCHEMES[scheme])
    tags = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = Axe().run(page, options={"runOnly": tags})
    assert result.violations_count == 0, result.generate_report()
