"""Whatever is typed, a build ends in a valid bundle with the typed words, or in one line about the article.

Hypothesis makes articles that are sound but for a few changes, and wild ones; `make fuzz` makes many more of both.
"""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st
from markdown import Markdown

from edition.article import body
from edition.article.escape import hidden
from edition.article.head import checked_head
from edition.article.markup import GAP
from edition.bundle import settings as bundle_settings
from edition.bundle.build import build, fault_of
from edition.faults import Fault, Faults
from edition.parts import METADATA, ROLES
from edition.proof.markdown import compare_with_markdown
from edition.proof.page import read_page
from edition.source.order import read_order
from edition.source.pieces import GAP as SOURCE_GAP
from edition.source.pieces import left_of, without_space, words_of
from edition.source.text import read_lines
from tests.article.bad_input import HEAD
from tests.conftest import process_kept, settings_for

# What means something to Markdown, HTML, CSS, YAML, Jinja, Pelican or this edition.
SYNTAX = [
    *"/ // /// [ ]( ) ] [[ ]] [[gap]] [gap] ( ** * *** _ ` ~~ \\ # ## ! ![ {{ }} {% %} {# {static} {filename}a.md".split(),
    *"< > </p> <b> <!-- --> & &amp; &#65; &lt ;} } { \" ' ; : | - --- === + = % @ $ . , 1. Title: Note: alt:".split(),
    *"https://example.org mailto:a@b javascript:x #lede #section-1 [文](#lede) [文](https://example.org) **文**".split(),
    *["## ", "/// photo\n", "\n", "\n\n"],
]
# What the edition, a newspaper or a browser's lines give a meaning to.
PRINTED = [
    *"“ ” ’ — —— … …… · ， 。 、 ： ； ／ ＃ ＊＊ （ ） 〔 〕 「 」 图为 图1： （图） ２ 1 12 a A 𠀀 é \U0002ebf0 \U0001f468 图1 注1".split(),
    *["〔原文此处中断，见注1〕", "原文配图，未随文提供", " ", "  ", "    ", "\u3000", "\u00a0", "\u2003"],
]
UNSEEN = list(
    "\r\t\0\x02\x03\x1b\x85\u2028\u00ad\u200b\u200d\u202e\u2067\ufe0f\u0301\u3164\ufeff\ufffc\ufffd\ufffe\ue000"
)


def weighted(*choices: tuple[int, st.SearchStrategy]) -> st.SearchStrategy:
    """Draw from one of the strategies, each as often as its number says (one_of leaves out what stands twice)."""
    return st.sampled_from([strategy for number, strategy in choices for _ in range(number)]).flatmap(lambda one: one)


PLAIN = "望潮镇书房年月日渡口。，“”—…0123456789e长凳"
words = st.lists(st.text(PLAIN, min_size=1, max_size=6), min_size=1, max_size=4).map("".join)
odd = st.characters(exclude_categories=["C", "M", "Zl", "Zp"])
visible = st.sampled_from(SYNTAX) | st.sampled_from(PRINTED) | odd
nasty = weighted((20, visible), (1, st.sampled_from(UNSEEN)), (1, st.characters()))
odd_words = st.lists(words | nasty, min_size=1, max_size=4).map("".join)
some_words = weighted((3, words), (1, st.lists(words | st.sampled_from(PRINTED), min_size=1, max_size=5).map("".join)))
SHAPES = ["{}", "**{}**", "[{}](https://example.org/a)", "[**{}**](#lede)", "[[gap]]", "{}\n"]
piece = st.builds(str.format, st.sampled_from(SHAPES), words) | some_words
paragraph = st.lists(piece, min_size=1, max_size=5).map("".join).map(str.strip)
photo = some_words.map("/// photo\n{}\n///".format)
ENTRIES = ["Kicker: {}", "Published: {}", "Note: {}", "Byline: {}", "Byline: 通讯员 {0} {0}甲/文"]


@st.composite
def articles(draw) -> str:
    """An article that is sound, but for what odd words may spoil."""
    title = draw(some_words)
    head = [f"Title: {title}", "Date: 2026-11-23"]
    head += [
        entry.format(draw(some_words)) for entry in draw(st.lists(st.sampled_from(ENTRIES), max_size=3, unique=True))
    ]
    head += draw(st.sampled_from([[], [f"Phrases: {title[:2]} {title[2:]}"]]))
    blocks = [draw(paragraph)]
    for number in range(1, draw(st.integers(0, 3)) + 1):
        blocks.append(f"## {draw(st.sampled_from([f'{number} ', '']))}{draw(some_words)}")
        blocks += draw(st.lists(paragraph | photo, min_size=1, max_size=3))
    return "\n".join(head) + "\n\n" + draw(st.sampled_from(["\n\n", "\n\n\n", "\n"])).join(blocks) + "\n"


@st.composite
def mutations(draw, texts) -> str:
    """A text with some of its lines dropped, doubled, swapped or parted, and odd words put in."""
    lines = draw(texts).split("\n")
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        at, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["insert", "insert", "insert", "drop", "double", "swap", "blank", "join"]))
        if kind == "insert":
            place = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + draw(nasty) + lines[at][place:]
        elif kind in ("double", "blank"):
            lines.insert(other, lines[at] if kind == "double" else "")
        elif kind == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif len(lines) > 1:
            line = lines.pop(at)
            lines[at - 1] += line if kind == "join" else ""
    return "\n".join(lines)


def encode(text: str) -> bytes:
    """Return the text as a file would hold it, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


files = weighted(
    (6, articles().map(encode)),
    (14, mutations(articles()).map(encode)),
    (4, odd_words.map(lambda text: encode(f"{HEAD}\n\n{text}"))),
    (1, st.text(max_size=40).map(lambda text: encode(f"{HEAD}\n\n{text}"))),
    (1, st.builds(lambda text, part: encode(text)[:-part], articles(), st.integers(1, 60))),
    (1, st.binary(max_size=60).map(lambda data: HEAD.encode() + b"\n\n" + data)),
    (1, st.binary(max_size=60)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder to build in, again and again; a second article in it brings lists and, with an address, a feed."""
    path = tmp_path_factory.mktemp("fuzz")
    (path / "content").mkdir()
    (path / "content" / "b.md").write_text(f"{HEAD}\n\n文。\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle_settings, "check_names", lambda path: {})  # the same settings each time
        yield path


@given(data=files)
@example(data=f"{HEAD}\nByline: ） \U0002ebf0\n\n文。".encode())
@example(data="Title: 网\nDate: 2026-11-23\n\n0\n".encode())  # a headline that is a word of the theme
def test_an_article_ends_in_a_valid_bundle_or_in_one_line_about_it(folder, data):
    article = folder / "content" / "a.md"
    article.write_bytes(data)
    try:
        with process_kept():
            build(folder / "output", settings=settings_for(folder), address="https://example.org")
    except Faults as faults:
        pytest.fail(f"the bundle fails its own proof: {faults}")
    except Exception as error:
        fault = fault_of(error)
        assert fault.path == article and fault.line, f"{fault} (from {error!r})"
        assert len(str(fault).splitlines()) == 1 and fault.line <= len(re.split(b"\r\n?|\n", data))
        event(fault.id)
        return
    event("published")


more = st.sampled_from(["\n", "\n\n", "\n## ", "\n/// photo\n", "\n///\n", GAP, "**"])
parts = st.sampled_from(
    "\n\n### |\n\n> |\n> |\n\n- |\n- |\n1. |\n\n/// verse\n|\n\n/// lede\n|\n\n/// box\n|\n\n/// box | |\n\n/// signoff\n|[^1]|\n\n[^1]: ".split(
        "|"
    )
)
table = st.sampled_from(["\n\n|", "|", "|\n|", "|\n|---|\n|", "|\n|---|---|\n|", "|\n\n"])
soup = st.lists(weighted((6, words), (8, visible), (2, more), (2, parts), (1, table)), min_size=1, max_size=12).map(
    "".join
)
woven = st.lists(weighted((6, words), (2, more), (3, parts), (1, table)), min_size=1, max_size=12).map("".join)
PAGE = "<main><article><header><hgroup><h1 class=headline>又一篇</h1></hgroup></header>{}</article></main>"
PRINTED_ELEMENTS = {
    *"section h2 h3 p strong a figure figcaption span wbr br ul ol li blockquote div table thead tbody tr th td".split()
}


@given(text=soup | woven)
def test_a_text_that_the_rules_let_pass_is_printed_as_it_is_typed(folder, text):
    """The same without Pelican, so that many more are tried."""
    path = folder / "content" / "a.md"
    path.write_bytes(encode(f"{HEAD}\n\n{text}"))
    try:
        lines = read_lines(path)
        body.check_body(path, lines, 2, folder / "content")
    except Fault as fault:
        assert fault.path == path and fault.line
        return
    event("printed")
    said = hidden("\n".join(lines[2:]))
    html = Markdown(extensions=["edition.article.markup"], output_format="html").convert(said)
    page = read_page(PAGE.format(html))
    assert compare_with_markdown(page, "a.html", path) == []
    assert {node.tag for node in page.tree.css("header ~ * , header ~ * *")} <= PRINTED_ELEMENTS, html


ENTRY = st.builds("{}{}{}".format, st.sampled_from([*METADATA]), st.sampled_from([": ", "："]), some_words)
KNOWN = st.sampled_from(["Title: 甲乙", "Date: 2026-11-23", "Phrases: 甲 乙", "Slug: a", "Byline: 记者 甲 乙"])
heads = mutations(st.lists(ENTRY | KNOWN | nasty.map("    {}".format), min_size=1, max_size=8).map("\n".join))


@given(text=heads)
def test_metadata_is_understood_as_it_is_typed_or_refused(text):
    path = Path("content/a.md")
    lines = [line.rstrip() for line in text.split("\n")]
    try:
        head = checked_head(path, lines, Path("content"))
    except Fault as fault:
        assert fault.path == path and 1 <= fault.line <= len(lines)
        return
    values, end = head.values, head.length
    assert set(values) <= set(METADATA) and re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", values["date"])
    assert end == len(lines) or not lines[end]
    assert without_space("".join(values.values())) in without_space(text) or "note" in values or len(values) > 1
    for value in values.values():
        assert all(part in text for part in value.split("\n"))


ROWS = "kicker 1 引题|headline 2 标题|lede 3..5 导语 ... 其余|aside 6[4-] folio: 正文断了|paragraph 6[1-2]+? 正文 + ?".split(
    "|"
)
row = st.sampled_from(ROWS) | st.builds("{} {} {}".format, st.sampled_from(ROLES), words | nasty, some_words)
orders = mutations(st.lists(row).map(lambda more: "\n".join([*ROWS, *more[:1]])))
SOURCE = "引题\n标题\n导语\n1 小标题\n其余\n正文，正文断了\n"


@given(text=orders)
@example(text="\n".join(ROWS))
def test_a_reading_order_uses_each_character_once_or_is_refused(folder, text):
    path = folder / "page.order"
    (folder / "page.txt").write_text(SOURCE, encoding="utf-8")
    digest = hashlib.sha256(SOURCE.encode()).hexdigest()
    path.write_bytes(encode(f"version 2\nsource page.txt\nsha256 {digest}\n\n{text}"))
    try:
        order = read_order(path)
    except Fault as fault:
        assert fault.path == path and 1 <= fault.line <= len(re.split("\r\n?|\n", text)) + 4
        return
    # Each character once: in the parts, among what is set aside, or in the account's list of what stands nowhere.
    left = [words_of(piece, order.lines) for piece in left_of(order.lines, order.pieces)]
    words = "".join(without_space(row.text) for row in order.rows).replace(SOURCE_GAP, "") + without_space(
        "".join(left)
    )
    assert sorted(words) == sorted(without_space(SOURCE))
