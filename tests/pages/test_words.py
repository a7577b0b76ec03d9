"""What readers see and hear of each kind of page is the words of the proof: painted, in visual order, spoken, in reader mode.

What is painted, pictures tell, not style sheets: each page is drawn twice, as it is and with all text transparent, and
where the two differ, there is ink of words. So nothing need be known of the ways in which style can hide or add words.
"""

import base64
import io
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from edition.parts import PARTS
from edition.proof.page import WORDLESS, Page, read_page
from edition.source.pieces import GAP, without_space
from tests.browser import find_firefox
from tests.conftest import ROOT
from tests.pages.conftest import ARTICLES, KINDS

SCRIPT = ROOT / "tests" / "pages" / "words.js"
READERS = ROOT / "tests" / "readers"
# Width, medium, scheme; print from a dark system, as wide as the text of an A4 page.
STATES = [(w, "screen", scheme) for w in (320, 1280) for scheme in ("light", "dark")] + [(643, "print", "dark")]
# Words of the edition that may be missing there: a link that shows when it has the focus, and a name that only listeners
# need; on paper what leads or switches, and the source page.
MAY_BE_MISSING = {
    "screen": ".skip-link, legend, .parts",
    "print": ".skip-link, .sizes, nav, .to-top, [role=doc-backlink], [data-edition=source]",
}
# The parts of the text; a reader mode shows the head in its own way, and may leave out what is beside the article.
KEPT = [part.role for part in PARTS if not part.key and part.role not in ("heading", "box-heading")]
# A view that scrolls by itself, or that a link shows in the place of another, is looked at as a whole.
WHOLE = ".panes > * { block-size: auto !important; display: block !important; overflow: visible !important }"
INK = 90  # how far, of 255, words must stand out from what is behind them; the theme's faintest mark has 150
HAN_OF_FULL_HEIGHT = re.compile(r"(?![一二三工口日曰四])[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def look_at(opened):
    """Return a function that opens a page, once, with words.js in it."""

    @cache
    def open_page(path: Path):
        page = opened(path, script=SCRIPT.read_text(encoding="utf-8"))
        page.evaluate("words.ready()")
        page.evaluate("css => words.spoil(css)", WHOLE)
        page.medium = ""
        page.cdp = page.context.new_cdp_session(page)
        return page

    return open_page


def words_of(page: Page) -> str:
    """Return all words of a page in their order, the edition's, too, without white space."""
    texts = (node for node in page.tree.body.traverse(include_text=True) if node.tag == "-text")
    return without_space("".join(text.text_content for text in texts if text.parent.tag not in WORDLESS))


# ----- what is painted


@dataclass
class Character:
    """A character of a page as a browser lays it out; the box is left, top, right, bottom in px."""

    text: str
    box: tuple[float, float, float, float]
    edition: bool
    optional: bool
    altered: bool

    @property
    def height(self) -> float:
        """How high its box is."""
        return self.box[3] - self.box[1]


def read_characters(told: str) -> list[Character]:
    """Return the characters of which words.js tells."""
    return [
        Character(char, (left, top, left + width, top + height), text["edition"], text["optional"], text["altered"])
        for text in json.loads(told)
        for char, (left, top, width, height) in text["characters"]
    ]


def ink_of(shown: bytes, hidden: bytes) -> Image.Image:
    """Return where text is painted, in grey: how far two pictures, with text and without, differ."""
    pictures = [Image.open(io.BytesIO(data)).convert("RGB") for data in (shown, hidden)]
    red, green, blue = ImageChops.difference(*pictures).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def paint_faults(characters: list[Character], ink: Image.Image, expected: Page) -> list[str]:
    """Return what is not as the proof has it: words missing, too many, cut, altered, or out of order."""
    assert "".join(c.text for c in characters) == words_of(expected), "a browser's tree is another"
    painted = [c for c in characters if brightest(ink, c) >= INK]
    seen = {id(c) for c in painted}
    faults = told("not painted", [c for c in characters if id(c) not in seen and not c.optional], characters)
    faults += told("drawn as other characters", [c for c in painted if c.altered], characters)
    fixed = [c for c in painted if not c.optional]
    faults += told("out of order", [two for one, two in pairwise(fixed) if not follows(one, two)], characters)
    faults += told("cut", [c for c in fixed if is_cut(ink, c)], characters)
    article = without_space("".join(block.text for block in expected.blocks)).replace(GAP, "")
    if not faults and "".join(c.text for c in painted if not c.edition) != article:
        faults.append("the words of the article are not those of the proof")
    if stray := ink_elsewhere(ink, characters):
        faults.append(f"words are painted that the page does not hold: {stray}")
    return faults


def told(what: str, wrong: list[Character], characters: list[Character]) -> list[str]:
    """Return a line for each run of characters with that fault."""
    marks = {id(c) for c in wrong}
    text = "".join(c.text if id(c) in marks else "\n" for c in characters)
    return [f"{what}: {run}" for run in text.split("\n") if run]


def brightest(ink: Image.Image, character: Character) -> int:
    """Return how far the character stands out, 0 to 255; ink at the edge may be a neighbour's."""
    left, top, right, bottom = character.box
    if right - left < 2 or bottom - top < 2:
        return 0
    box = int(left) + 1, int(top) + 1, max(int(right), int(left) + 2), max(int(bottom), int(top) + 2)
    return ink.crop(box).getextrema()[1]


def follows(one: Character, two: Character) -> bool:
    """Return whether the eye comes from one to two: on the same line to the right, or to a line below."""
    shared = min(one.box[3], two.box[3]) - max(one.box[1], two.box[1])
    if shared > 0.5 * min(one.height, two.height):
        return two.box[0] > (one.box[0] + one.box[2]) / 2
    return two.box[1] > one.box[1]


def is_cut(ink: Image.Image, character: Character) -> bool:
    """Return whether half of a Chinese character is missing; those that are never high say nothing."""
    if not HAN_OF_FULL_HEIGHT.match(character.text):
        return False
    box = ink.crop(tuple(map(round, character.box))).point(lambda value: 255 * (value >= INK / 2)).getbbox()
    return box is None or box[3] - box[1] < 0.4 * character.height


def ink_elsewhere(ink: Image.Image, characters: list[Character]) -> str:
    """Return where ink is outside all characters and the lines below them, "" where none is."""
    rest = ink.copy()
    draw = ImageDraw.Draw(rest)
    for character in characters:
        left, top, right, bottom = character.box
        if right - left >= 1:
            draw.rectangle((left - 2, top - 2, right + 2, bottom + 0.3 * character.height), fill=0)
    box = rest.point(lambda value: 255 * (value >= INK)).getbbox()
    return f"at {box[:2]}, {box[2] - box[0]} × {box[3] - box[1]} px" if box else ""


def look(page, expected: Page, state) -> list[str]:
    """Return what a reader sees otherwise than the proof says, in Chromium."""
    width, medium, scheme = state
    page.emulate_media(media=medium, color_scheme=scheme)
    if (page.viewport_size["width"], page.medium) != (width, medium):
        # A window as high as the page, so that what is drawn only when it comes into view is drawn.
        page.set_viewport_size({"width": width, "height": 800})
        page.set_viewport_size({"width": width, "height": page.evaluate("words.drawn()")})
        page.medium = medium
    page.evaluate("words.drawn()")
    characters = read_characters(page.evaluate("selector => words.texts(selector)", MAY_BE_MISSING[medium]))
    return paint_faults(characters, ink_of(*(picture(page, step) for step in ("show", "hide"))), expected)


def picture(page, step: str) -> bytes:
    """Return a picture of the window, with its text shown or hidden, fast."""
    page.evaluate(f"words.{step}()")
    return base64.b64decode(
        page.cdp.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})["data"]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_readers_see_and_hear_the_words_of_the_proof_in_their_order(look_at, page_of, kind):
    path = page_of(kind)
    expected = read_page(path.read_text(encoding="utf-8"))
    page = look_at(path)
    wrong = []
    for state in STATES:
        wrong += [f"{state}: {fault}" for fault in look(page, expected, state)]
        if state[1:] == ("screen", "light"):
            wrong += [f"{state}: {fault}" for fault in speech_faults(page, expected)]
    assert not wrong


# ----- what is heard


def speech_faults(page, expected: Page) -> list[str]:
    """Return what the accessibility tree says otherwise than the proof: its words, and the photographs' alt texts."""
    nodes = {node["nodeId"]: node for node in page.cdp.send("Accessibility.getFullAXTree")["nodes"]}
    heard: dict[str, list[str]] = {"StaticText": [], "image": []}
    waiting = [next(iter(nodes))]
    while waiting:
        node = nodes.get(waiting.pop())
        if node is None:
            continue
        role = node.get("role", {}).get("value")
        if role in heard and not node["ignored"]:
            heard[role].append(node["name"]["value"])
        else:
            waiting += reversed(node.get("childIds", []))
    faults = []
    alts = [image.attributes.get("alt") or "" for image in expected.tree.css("img")]
    if heard["image"] != alts:
        faults.append(f"photographs are named {heard['image']}, not {alts}")
    spoken, words = without_space("".join(heard["StaticText"])), words_of(expected)
    if spoken != words:
        at = next(at for at in range(len(words) + 1) if spoken[: at + 1] != words[: at + 1])
        faults.append(f"heard: {spoken[at : at + 20]}, not {words[at : at + 20]}")
    return faults


# ----- style that hides, adds, alters or moves words is told

# name: (style, a line that is told, or the beginning of one)
SPOILS = {
    "display": (".kicker { display: none }", "not painted: 校园里的风帆"),
    "visibility": (".byline { visibility: hidden }", "not painted: 本报记者沈一苇"),
    "opacity": (".kicker { opacity: 0 }", "not painted: 校园里的风帆"),
    "opacity, almost": (".kicker { opacity: .1 }", "not painted: 校园里的风帆"),
    "clip-path": (".kicker { clip-path: inset(50%) }", "not painted: 校园里的风帆"),
    "mask": (".kicker { mask-image: linear-gradient(#0000, #0000) }", "not painted: 校园里的风帆"),
    "filter": (".kicker { filter: opacity(0) }", "not painted: 校园里的风帆"),
    "blend mode": (".kicker { mix-blend-mode: lighten }", "not painted: 校园里的风帆"),
    "transform": (".kicker { transform: scale(0) }", "not painted: 校园里的风帆"),
    "font-size": (".kicker { font-size: 0 }", "not painted: 校园里的风帆"),
    "colour of the paper": (".kicker { color: var(--paper) }", "not painted: 校园里的风帆"),
    "colour, in dark alone": ("@media (prefers-color-scheme: dark) { .kicker { color: var(--paper) } }", "not painted: 校园里的风帆"),
    "hidden in print alone": ("@media print { .kicker { display: none } }", "not painted: 校园里的风帆"),
    "hidden on wide screens alone": ("@media (min-width: 1000px) { .kicker { opacity: 0 } }", "not painted: 校园里的风帆"),
    "off the page": (".kicker { position: absolute; left: -999px }", "not painted: 校园里的风帆"),
    "indent": (".kicker { text-indent: -999px; white-space: nowrap }", "not painted: 校园里的风帆"),
    "another box before it": (
        ".story-head { position: relative } .byline::after { background: var(--paper); content: ''; inset: 0; position: absolute }",
        "not painted: 校园里的风帆潮声小学的第一堂船课本报记者沈一苇",
    ),
    "content-visibility": ("#section-2 { content-visibility: hidden }", "not painted: 2下船"),
    "height": (".lede { max-height: 1.8em; overflow: hidden }", "not painted: "),
    "ellipsis": (".lede { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }", "not painted: "),
    "half a line": (".kicker { max-height: .7em; overflow: hidden }", "cut: 校园里的风帆"),
    "first letter": (".lede::first-letter { color: #0000 }", "not painted: 导"),
    "order": (".article { display: flex; flex-direction: column } .lede { order: 9 }", "out of order: 1"),
    "reversed order": ("hgroup { display: flex; flex-direction: column-reverse }", "out of order: 潮"),
    "columns": (".article { columns: 2 }", "out of order: "),
    "direction": (".kicker { direction: rtl; unicode-bidi: bidi-override }", "out of order: 园里的风帆"),
    "on top of each other": (".byline { margin-block-start: -1.5em }", "out of order: 本"),
    "words before": (".lede::before { content: '并非' }", "heard: 并非导语"),
    "words after": (".headline::after { content: '（假）' }", "heard: （假）本报记者"),
    "marker": (".lede { display: list-item; list-style: '假' inside }", "words are painted that the page does not hold"),
    "capitals": (".lede { text-transform: uppercase }", "drawn as other characters: 导语"),
    "security": (".kicker { -webkit-text-security: disc }", "drawn as other characters: 校园里的风帆"),
}  # fmt: skip


@pytest.fixture(scope="module")
def spoilable(look_at, pages):
    """A page that a test may spoil by style, and what it should be."""
    path = pages["article among several"]
    return look_at(path), read_page(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SPOILS)
def test_style_that_changes_what_is_seen_or_heard_is_told(spoilable, name):
    page, expected = spoilable
    style, line = SPOILS[name]
    page.evaluate("css => words.spoil(css)", style)
    page.medium = ""  # another style may need a window of another height
    width = 1280 if "wide" in name else 320
    state = (width, "print" if "print" in name else "screen", "dark" if "dark" in name else "light")
    faults = look(page, expected, state) + speech_faults(page, expected)
    assert any(fault.startswith(line) for fault in faults), faults


# ----- other readers


@pytest.fixture(scope="module")
def readers() -> Path:
    """Where npm has installed the other readers; without npm the tests that need them are skipped, but not in CI."""
    if not shutil.which("npm") or not shutil.which("node"):
        absent("node and npm are not installed (Debian: apt install nodejs npm)")
    marker = READERS / "node_modules" / ".package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < (READERS / "package-lock.json").stat().st_mtime:
        command = ["npm", "ci", "--loglevel=error"]
        done = subprocess.run(command, cwd=READERS, capture_output=True, text=True, check=False)
        if done.returncode:
            absent(f"npm could not install the other readers: {' | '.join(done.stderr.splitlines())}")
        marker.touch()
    return READERS


def absent(what: str) -> None:
    """Skip the test for what is not installed; in CI, where it must be, let the test fail."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


@pytest.mark.parametrize("kind", ARTICLES)
def test_a_reader_mode_keeps_every_paragraph_and_caption_in_order(look_at, readers, page_of, kind):
    path = page_of(kind)
    page = look_at(path)
    page.evaluate((readers / "node_modules/@mozilla/readability/Readability.js").read_text(encoding="utf-8"))
    kept = without_space(page.evaluate("new Readability(document.cloneNode(true)).parse().textContent"))
    at = 0
    for block in read_page(path.read_text(encoding="utf-8")).blocks:
        for words in block.key.split(GAP) if block.role in KEPT else []:
            found = kept.find(words, at)
            assert found >= 0, f"{block.role} lost or out of order: {block.text}"
            at = found + len(words)


def test_firefox_paints_the_words_of_the_proof_too(readers, pages, tmp_path):
    firefox = find_firefox() or absent("Firefox is not installed (Debian: apt install firefox-esr)")
    addresses = [path.as_uri() for path in pages.values()]
    arguments = [firefox, SCRIPT, "390", MAY_BE_MISSING["screen"], tmp_path, *addresses]
    done = subprocess.run(["node", readers / "firefox.mjs", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for number, (kind, path) in enumerate(pages.items()):
        ink = ink_of(*((tmp_path / f"{number}-{state}.png").read_bytes() for state in ("shown", "hidden")))
        characters = read_characters((tmp_path / f"{number}.json").read_text(encoding="utf-8"))
        assert paint_faults(characters, ink, read_page(path.read_text(encoding="utf-8"))) == [], kind
