"""The checks catch whatever can go wrong with a page: each corruption here is reported, and its place is named.

A corruption spoils a copy of the built page and says what the checks must name: source lines, or words.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import pytest
from bs4 import BeautifulSoup, Comment, Tag

from edition.proof import compare as fidelity
from edition.proof import rules as structure
from edition.proof.page import Page
from edition.source import order as reading_order
from tests.conftest import ROOT

ORDER = reading_order.load(ROOT / "content" / "source" / "page.order")
UNITS = ORDER.units
PARAGRAPHS = [unit for unit in UNITS if unit.role == "paragraph"]
HEADINGS = [unit for unit in UNITS if unit.role == "heading"]
CAPTIONS = [unit for unit in UNITS if unit.role == "caption"]
BROKEN = [unit for unit in UNITS if reading_order.GAP in unit.text]


@dataclass
class Corruption:
    """One way to spoil the page: spoil changes the soup; one of names must be in what the checks say."""

    name: str
    names: list[str]
    spoil: Callable[[BeautifulSoup], None]


def line(unit) -> str:
    """The unit's source lines, as the checks name them."""
    return f"source line {'+'.join(map(str, unit.lines))}"


def element(soup: BeautifulSoup, unit) -> Tag:
    """The element that holds the unit's words."""
    return next(block.element for block in Page(soup).all_blocks if block.key == unit.key)


def change_text(soup: BeautifulSoup, unit, start: int, length: int, words: str) -> None:
    """Put words in the place of length characters of the unit's text; start counts as unit.text does."""
    for node in element(soup, unit).find_all(string=True):
        if node.find_parent(attrs={"data-edition": True}):
            continue
        if start < len(node):
            cut = min(length, len(node) - start)
            node.replace_with(node[:start] + words + node[start + cut :])
            if cut == length:
                return
            start, length, words = 0, length - cut, ""
        else:
            start -= len(node)


def new_tag(soup: BeautifulSoup, name: str, words: str = "", **attributes: str) -> Tag:
    """A new element with words in it."""
    tag = soup.new_tag(name, attrs=attributes)
    tag.string = words
    return tag


def holder(soup: BeautifulSoup, unit) -> Tag:
    """What to drop or move for the unit: the figure of a caption, else the unit's element."""
    tag = element(soup, unit)
    return tag.find_parent("figure") if tag.name == "figcaption" and tag.find_parent("figure") else tag


def in_every_part() -> Iterator[Corruption]:
    """What can happen to any part of the article."""
    for unit in UNITS:
        where, middle = [line(unit)], len(unit.text) // 2

        def alter(soup, unit=unit, middle=middle):
            change_text(soup, unit, middle, 1, "某")

        def swap_characters(soup, unit=unit):
            text = unit.text
            at = next(i for i in range(1, len(text)) if text[i] != text[i + 1] and " " not in text[i : i + 2])
            change_text(soup, unit, at, 2, text[at + 1] + text[at])

        def lose_last(soup, unit=unit):
            change_text(soup, unit, len(unit.text.removesuffix(reading_order.GAP)) - 1, 1, "")

        def drop(soup, unit=unit):
            holder(soup, unit).decompose()

        def double(soup, unit=unit):
            tag = holder(soup, unit)
            twin = copy.copy(tag)
            for inner in [twin, *twin.find_all(id=True)]:
                if inner.has_attr("id"):
                    inner["id"] += "-twin"
            tag.insert_after(twin)

        def into_comment(soup, unit=unit):
            tag = element(soup, unit)
            tag.replace_with(Comment(str(tag)))

        def into_attribute(soup, unit=unit):
            tag = element(soup, unit)
            words = tag.get_text()
            tag.clear()
            tag["title"] = words

        def into_template(soup, unit=unit):
            element(soup, unit).wrap(soup.new_tag("template"))

        def into_noscript(soup, unit=unit):
            element(soup, unit).wrap(soup.new_tag("noscript"))

        def into_closed_details(soup, unit=unit):
            element(soup, unit).wrap(soup.new_tag("details"))

        def hidden(soup, unit=unit):
            element(soup, unit)["hidden"] = ""

        def aria_hidden(soup, unit=unit):
            element(soup, unit)["aria-hidden"] = "true"

        def inline_style(soup, unit=unit):
            element(soup, unit)["style"] = "color: red; DISPLAY : none !important"

        def style_element(soup, unit=unit):
            element(soup, unit)["class"] = "x9"
            soup.head.append(
                new_tag(soup, "style", "@layer a{@media print{article :is(p,h1,h2,figcaption).x9{display:none}}}")
            )

        def as_edition(soup, unit=unit):
            element(soup, unit)["data-edition"] = "notes"

        def add_words(soup, unit=unit):
            element(soup, unit).insert(0, "据悉，")

        def add_marked_words(soup, unit=unit):
            element(soup, unit).append(new_tag(soup, "span", "（编者按）", **{"data-edition": "notes"}))

        def add_block(soup, unit=unit):
            holder(soup, unit).insert_after(new_tag(soup, "p", "本报讯。", id="added"))

        for name, spoil in [
            ("one character changed", alter),
            ("two characters swapped", swap_characters),
            ("last character lost", lose_last),
            ("dropped", drop),
            ("doubled", double),
            ("only in a comment", into_comment),
            ("only in an attribute", into_attribute),
            ("only in a template", into_template),
            ("only in noscript", into_noscript),
            ("in closed details", into_closed_details),
            ("hidden by attribute", hidden),
            ("hidden from screen readers", aria_hidden),
            ("hidden by style attribute", inline_style),
            ("hidden by style element", style_element),
            ("passed off as the edition's", as_edition),
            ("words added before", add_words),
        ]:
            yield Corruption(f"{name}: {unit.place}", where, spoil)
        yield Corruption(f"marked words added: {unit.place}", ["（编者按）"], add_marked_words)
        yield Corruption(f"paragraph added after: {unit.place}", ["本报讯。"], add_block)


def digits() -> Iterator[Corruption]:
    """Every number of the source, with its last digit changed."""
    for unit in UNITS:
        for number, match in enumerate(re.finditer(r"\d+", unit.text)):
            last = match.end() - 1

            def spoil(soup, unit=unit, at=last):
                changed = str((int(unit.text[at]) + 1) % 10)
                change_text(soup, unit, at, 1, changed)

            yield Corruption(f"digit changed in {match[0]} ({number}): {unit.place}", [line(unit)], spoil)


def swaps_and_moves() -> Iterator[Corruption]:
    """Parts that stand where they do not belong."""
    for first, second in pairwise(UNITS):

        def swap(soup, first=first, second=second):
            one, two = holder(soup, first), holder(soup, second)
            mark = soup.new_tag("i")
            one.replace_with(mark)
            two.replace_with(one)
            mark.replace_with(two)

        yield Corruption(f"swapped: {first.place} and {second.place}", [line(first), line(second)], swap)
    for unit in [*PARAGRAPHS, *CAPTIONS]:
        for section in {1, 2, 3} - {unit.section}:

            def move(soup, unit=unit, section=section):
                soup.find(id=f"section-{section}").append(holder(soup, unit).extract())

            yield Corruption(f"moved to section {section}: {unit.place}", [line(unit)], move)
    for first, second in combinations(CAPTIONS, 2):

        def exchange(soup, first=first, second=second):
            one, two = element(soup, first), element(soup, second)
            one.string, two.string = two.get_text(), one.get_text()

        yield Corruption(f"captions exchanged: {first.place} and {second.place}", [line(first), line(second)], exchange)
    for first, second in pairwise(PARAGRAPHS):
        if first.section == second.section:

            def merge(soup, first=first, second=second):
                element(soup, first).append(element(soup, second).extract().get_text())

            yield Corruption(f"merged: {first.place} and {second.place}", [line(first), line(second)], merge)


def elements() -> Iterator[Corruption]:
    """Parts that say the right words in the wrong element."""
    for unit in HEADINGS:
        for name in ("h1", "h3", "p", "div"):

            def rename(soup, unit=unit, name=name):
                element(soup, unit).name = name

            yield Corruption(f"heading made <{name}>: {unit.place}", [line(unit)], rename)

        def empty(soup, unit=unit):
            for child in soup.find(id=f"section-{unit.section}").find_all(True, recursive=False)[1:]:
                child.decompose()

        def unwrap(soup, unit=unit):
            soup.find(id=f"section-{unit.section}").unwrap()

        def relabel(soup, unit=unit):
            soup.find(id=f"section-{unit.section}")["aria-labelledby"] = "nowhere"

        yield Corruption(f"section {unit.section} emptied", [f"section {unit.section}"], empty)
        yield Corruption(f"section {unit.section} unwrapped", [line(unit)], unwrap)
        yield Corruption(f"section {unit.section} not labelled", [f"section {unit.section}"], relabel)
    for unit in PARAGRAPHS:

        def quote(soup, unit=unit):
            element(soup, unit).name = "li"

        def anonymous(soup, unit=unit):
            del element(soup, unit)["id"]

        yield Corruption(f"no paragraph: {unit.place}", [line(unit)], quote)
        yield Corruption(f"no id: {unit.place}", [unit.text[:8]], anonymous)
    for unit in CAPTIONS:

        def out_of_caption(soup, unit=unit):
            element(soup, unit).name = "p"

        def out_of_figure(soup, unit=unit):
            holder(soup, unit).unwrap()

        def silent(soup, unit=unit):
            holder(soup, unit).select_one(".figure__missing").decompose()

        def invented(soup, unit=unit):
            holder(soup, unit).insert(0, soup.new_tag("img", attrs={"src": "x.jpg", "alt": "广场"}))

        number = unit.place.split()[-1]
        yield Corruption(f"out of figcaption: {unit.place}", [line(unit)], out_of_caption)
        yield Corruption(f"out of figure: {unit.place}", [line(unit)], out_of_figure)
        yield Corruption(f"missing photograph not stated: {unit.place}", ["figure "], silent)
        yield Corruption(f"photograph invented: {unit.place} ({number})", ["figure "], invented)
    kicker, headline = UNITS[0], UNITS[1]

    def second_headline(soup):
        element(soup, kicker).name = "h2"

    def headline_lost(soup):
        element(soup, headline).name = "p"

    def no_hgroup(soup):
        soup.hgroup.unwrap()

    yield Corruption("kicker made a heading", [line(kicker)], second_headline)
    yield Corruption("headline made a paragraph", [line(headline)], headline_lost)
    yield Corruption("hgroup lost", [line(kicker)], no_hgroup)


def authors() -> Iterator[Corruption]:
    """The byline's names."""
    byline = next(unit for unit in UNITS if unit.role == "byline")
    names = byline.text.split()[1:]
    for name in names:

        def drop(soup, name=name):
            soup.find(class_="byline__name", string=name).decompose()

        yield Corruption(f"author dropped: {name}", [line(byline)], drop)
    for one, two in combinations(names, 2):

        def swap(soup, one=one, two=two):
            first, second = (soup.find(class_="byline__name", string=name) for name in (one, two))
            first.string, second.string = two, one

        yield Corruption(f"authors swapped: {one} and {two}", [line(byline)], swap)

    def together(soup):
        element(soup, byline).string = "通讯员绪言苏恩孟吴丛"

    yield Corruption("names run together", [line(byline)], together)


def gaps() -> Iterator[Corruption]:
    """The two places where the source breaks off."""
    words = {21: "准厂房，总建筑面积12万平方米。", 47: "供气等公共服务单位常态化服务居民。"}
    for unit in BROKEN:

        def mark(soup, unit=unit):
            return element(soup, unit).select_one("[data-edition=gap]")

        def remove(soup, mark=mark):
            mark(soup).decompose()

        def fill(soup, mark=mark, unit=unit):
            mark(soup).replace_with(words[unit.lines[0]])

        def fill_before(soup, mark=mark, unit=unit):
            mark(soup).insert_before(words[unit.lines[0]])

        def fill_after(soup, mark=mark, unit=unit):
            mark(soup).insert_after(words[unit.lines[0]])

        def fill_as_edition(soup, mark=mark, unit=unit):
            mark(soup).string = words[unit.lines[0]]

        def ellipsis(soup, mark=mark):
            mark(soup).replace_with("……")

        def hide(soup, mark=mark):
            mark(soup)["style"] = "visibility: hidden"

        def hide_in_print(soup):
            soup.head.append(new_tag(soup, "style", "@media print { .gap { display: none } }"))

        def silence(soup, mark=mark):
            mark(soup)["aria-hidden"] = "true"

        def unlink(soup, mark=mark):
            mark(soup).a.unwrap()

        def drop_note(soup, mark=mark):
            soup.find(id=mark(soup).a["href"][1:]).decompose()

        def drop_backlink(soup, mark=mark):
            soup.select_one(f"a[href='#{mark(soup)['id']}']").decompose()

        def double(soup, mark=mark):
            mark(soup).insert_after(copy.copy(mark(soup)))

        def elsewhere(soup, unit=unit, mark=mark):
            element(soup, PARAGRAPHS[0]).append(mark(soup).extract())

        last = [line(unit), unit.text.removesuffix(reading_order.GAP)[-6:]]
        for name, spoil in [
            ("mark removed", remove),
            ("filled in", fill),
            ("filled in before the mark", fill_before),
            ("filled in after the mark", fill_after),
            ("filled in inside the mark", fill_as_edition),
            ("mark made an ellipsis", ellipsis),
            ("mark hidden", hide),
            ("mark hidden in print", hide_in_print),
            ("mark hidden from screen readers", silence),
            ("mark leads nowhere", unlink),
            ("note dropped", drop_note),
            ("note does not lead back", drop_backlink),
            ("mark doubled", double),
            ("mark in another paragraph", elsewhere),
        ]:
            expected = [words[unit.lines[0]][:6]] if name == "filled in inside the mark" else last
            yield Corruption(f"break, {name}: {unit.place}", expected, spoil)


def hiding_styles() -> Iterator[Corruption]:
    """Ways to hide words by style, each tried on one paragraph through its id."""
    unit = PARAGRAPHS[4]
    for declaration in [
        "display:none",
        "visibility:hidden",
        "visibility:collapse",
        "content-visibility:hidden",
        "opacity:0",
        "opacity:0%",
        "font-size:0",
        "font-size:0px",
        "color:transparent",
        "clip-path:inset(50%)",
        "position:absolute;left:-9999px",
        "position:absolute;inset-inline-start:-100em",
        "text-indent:-999em",
        "transform:scale(0)",
        "transform:translateX(-9999px)",
        "max-height:0;overflow:hidden",
    ]:

        def spoil(soup, declaration=declaration):
            soup.head.append(new_tag(soup, "style", f"#{element(soup, unit)['id']} {{{declaration}}}"))

        yield Corruption(f"hidden by {declaration}", [line(unit)], spoil)

    def ancestor(soup):
        element(soup, unit).parent["style"] = "display:none"

    def nested(soup):
        soup.head.append(new_tag(soup, "style", "article { section { &#section-1 { > p { display: none } } } }"))

    def unreadable(soup):
        soup.head.append(new_tag(soup, "style", "p:unheard-of { display: none }"))

    def generated(soup):
        soup.head.append(new_tag(soup, "style", ".gap::before { content: '准厂房' }"))

    yield Corruption("section hidden by style attribute", [line(unit)], ancestor)
    yield Corruption("hidden by nested rules", [line(unit)], nested)
    yield Corruption("hidden by a selector nobody can judge", [line(unit)], unreadable)
    yield Corruption("words put there by the style sheet", ["准厂房"], generated)


def whole_page() -> Iterator[Corruption]:
    """What spoils the page as a whole."""

    def english(soup):
        soup.html["lang"] = "en"

    def no_charset(soup):
        soup.find("meta", charset=True).decompose()

    def wrong_title(soup):
        soup.title.string = "Untitled"

    def second_h1(soup):
        soup.footer.append(new_tag(soup, "h1", "又一标题"))

    def no_main(soup):
        soup.main.unwrap()

    def contents_wrong(soup):
        soup.select_one("nav a").string = "1 别的标题"

    def unnamed_nav(soup):
        del soup.nav["aria-label"]

    def same_id(soup):
        soup.find(id="section-2-p1")["id"] = "section-1-p1"

    def published(soup):
        soup.head.append(soup.new_tag("meta", attrs={"property": "article:published_time", "content": "2025-07-01"}))

    def published_data(soup):
        words = '{"@type": "NewsArticle", "datePublished": "2025-07-01"}'
        soup.head.append(new_tag(soup, "script", words, type="application/ld+json"))

    def dated(soup):
        soup.find(class_="byline").append(new_tag(soup, "time", "2025年7月1日"))

    def static_left(soup):
        soup.footer.a["href"] = "{static}/source/page.txt"

    def fence_left(soup):
        element(soup, PARAGRAPHS[0]).insert_before(new_tag(soup, "p", "/// photo", id="fence"))

    def mojibake(soup):
        change_text(soup, PARAGRAPHS[0], 1, 1, "\N{REPLACEMENT CHARACTER}")

    def aside(soup):
        soup.article.append(new_tag(soup, "aside", "广告"))

    yield Corruption("language", ["lang"], english)
    yield Corruption("charset", ["charset"], no_charset)
    yield Corruption("title", ["title"], wrong_title)
    yield Corruption("two h1", ["h1"], second_h1)
    yield Corruption("no main", ["main"], no_main)
    yield Corruption("contents list", ["别的标题"], contents_wrong)
    yield Corruption("nav without a name", ["nav"], unnamed_nav)
    yield Corruption("an id twice", ["section-1-p1"], same_id)
    yield Corruption("invented date in a meta", ["article:published_time"], published)
    yield Corruption("invented date in JSON-LD", ["JSON-LD claims"], published_data)
    yield Corruption("invented date in the byline", ["2025年7月1日"], dated)
    yield Corruption("link syntax left", ["{static}"], static_left)
    yield Corruption("block syntax left", ["///"], fence_left)
    yield Corruption("mojibake", ["U+FFFD"], mojibake)

    def no_policy(soup):
        soup.find("meta", attrs={"http-equiv": True}).decompose()

    def loose_policy(soup):
        meta = soup.find("meta", attrs={"http-equiv": True})
        meta["content"] = meta["content"].replace("default-src 'none'", "default-src *")

    def inline_script(soup):
        soup.body.append(new_tag(soup, "script", "document.querySelector('h1').remove()"))

    def open_scripts(soup):
        meta = soup.find("meta", attrs={"http-equiv": True})
        meta["content"] = meta["content"].replace("script-src ", "script-src 'unsafe-inline' ")

    yield Corruption("advertisement", ["广告"], aside)
    yield Corruption("no policy", ["no content security policy"], no_policy)
    yield Corruption("policy that allows all", ["default-src"], loose_policy)
    yield Corruption("script that the policy does not know", ["does not allow a script"], inline_script)
    yield Corruption("policy that allows every script", ["unsafe-inline"], open_scripts)


CORRUPTIONS = [
    *in_every_part(),
    *digits(),
    *swaps_and_moves(),
    *elements(),
    *authors(),
    *gaps(),
    *hiding_styles(),
    *whole_page(),
]


@pytest.fixture(scope="module")
def page_text(site):
    """The text of the article's page."""
    return (site / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def style_sheets(page):
    """The style sheets of the article's page."""
    return page.style_sheets


def test_the_untouched_page_has_no_fault(page_text, style_sheets):
    page = Page(BeautifulSoup(page_text, "html.parser"), style_sheets)
    assert fidelity.faults(page, ORDER) + structure.faults(page) == []


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=[c.name for c in CORRUPTIONS])
def test_the_checks_report_and_name(page_text, style_sheets, corruption):
    soup = BeautifulSoup(page_text, "html.parser")
    corruption.spoil(soup)
    assert str(soup) != str(BeautifulSoup(page_text, "html.parser")), "the corruption changed nothing"
    page = Page(soup, style_sheets)
    sentences = fidelity.faults(page, ORDER) + structure.faults(page)
    assert any(name in sentence for name in corruption.names for sentence in sentences), (
        f"none of {corruption.names} is named in:\n" + "\n".join(sentences or ["nothing reported"])
    )
