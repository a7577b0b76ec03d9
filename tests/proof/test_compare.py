"""The words of a page, compared with the reading order: whatever happens to any part of it is told, with its place."""

import itertools
import re
import time
from collections.abc import Callable, Iterator

import pytest

from edition.faults import Fault
from edition.proof import compare as comparing
from edition.proof.compare import compare, ratio
from edition.proof.page import Block, read_page
from edition.source.order import Unit, placed
from edition.source.pieces import GAP

# The element of each part, in their order.
ELEMENT = re.compile(r"<(p|h1|h2|figcaption)\b(?![^>]*data-edition)[^>]*>.*?</\1>", re.DOTALL)
WORDS = re.compile(r"[\u4e00-\u9fff]{2}(?![^<]*>)")  # outside of tags

# id: what is replaced in the page, by what, and the part that must be named.
CASES = [
    ("p-001", r'<p class="byline">.*?</p>', "", "byline"),
    ("p-006", r"<article(.*)</article>", r"<main\1</main>", "kicker"),
    ("p-002", "2021年", "2022年", "section 1, paragraph 1"),
    ("p-002", ">沈一苇", ">沈一帆", "byline"),
    ("p-002", "一张字条", "两张字条", "section 2, paragraph 2"),
    ("p-002", "开办的<span", "开办的客栈<span", "section 3, paragraph 4"),
    ("p-002", r"(返乡青年开办的<span.*?</span>)", r"\1客栈。", "section 3, paragraph 4"),
    ("p-002", r"阿满说。(.*?)</p>", r'阿满说。\1<span data-edition="gap">〔中断〕</span></p>', "section 1, paragraph 1"),
    ("p-003", r"<span [^>]*data-edition=\"gap\".*?</span>", "", "section 3, paragraph 4"),
    ("p-003", r"<span [^>]*data-edition=\"gap\".*?</span>", "……", "section 3, paragraph 4"),
    ("p-004", r"(<p id=\"section-2-p1\">.*?</p>)(.*?)(</section>)", r"\1\2\1\3", "section 2, paragraph 1"),
    ("p-005", r"陶知白</span></p>", "陶知白</span>，以及别处的几位通讯员，和读者来信里的许多话</p>", "byline"),
    ("p-005", r"</p>\n<p id=\"section-1-p2\">", "", "section 1, paragraph 1"),
    ("p-005", r"(<p class=\"kicker\">)(.*?)</p>", r"\1专题报道：沿着雁回江走一走，看一看，听一听\2</p>", "kicker"),
    ("p-006", r"<h2 (.*?)</h2>", r"<h3 \1</h3>", "section 1, heading"),
    ("p-006", r"<figcaption(.*?)</figcaption>", r"<p\1</p>", "caption 1"),
    ("p-006", r"</?hgroup>", "", "headline"),
    ("p-006", 'class="lede"', "", "lede"),
    ("p-007", r"(<p id=\"section-3-p5\">.*?</p>\s*)(</section>)", r"\2\1", "section 3, paragraph 5"),
    ("p-007", r"<section aria-labelledby=\"section-2-heading\"[^>]*>(.*?)</section>", r"\1", "section 2, heading"),
    ("p-008", "</span> 一个书架 一户", "</span> 一个书架一户", "section 2, heading"),
    ("p-008", "</span> <span class=\"byline__name\">", "</span><span class=\"byline__name\">", "byline"),
    ("p-009", r"(<hgroup>.*?</hgroup>)\s*(<p class=\"byline\">.*?</p>)", r"\2\1", "byline"),
    ("p-009", r"(<p id=\"section-2-p3\">.*?</p>)\s*(<p id=\"section-2-p4\">.*?</p>)", r"\2\1", "section 2, paragraph 3"),
    ("p-010", r"(<p id=\"section-2-p3\">)", r"<p>另据报道。</p>\1", ""),
    ("p-010", r"</article>", "<aside>广告</aside></article>", ""),
    ("p-010", r"<main>", "<main>编者按", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def html(site) -> str:
    """The text of the article's page."""
    return (site / "index.html").read_text(encoding="utf-8")


def told(html: str, order) -> list[Fault]:
    """Return what the comparison says of a page."""
    return compare(read_page(html).blocks, order.units, "index.html")


def of(fault: Fault) -> str:
    """Return the place of the part that a fault names, "" for none."""
    return str(fault.values.get("part", "")).partition(" (")[0]


def test_the_page_as_it_was_built_is_its_order(html, order):
    assert told(html, order) == []


@pytest.mark.parametrize(("id", "old", "new", "place"), CASES)
def test_a_page_that_is_not_its_order_is_told_with_id_and_place(html, order, id, old, new, place):
    changed = re.sub(old, new, html, count=1, flags=re.DOTALL)
    assert changed != html, "the page has no such thing"
    faults = told(changed, order)
    assert (id, place) in [(fault.id, of(fault)) for fault in faults], [str(fault) for fault in faults]


# ----- whatever can happen to any part: what is done with the text of its element and what surrounds it, and the ids

Change = Callable[[str, str, str], str]  # of the text before, the element, and the text after


def inside(words: str) -> Change:
    """Return the change that puts words where {} is, in the place of the element's own tag and text."""
    return lambda before, element, after: before + words.replace("{}", element) + after


def renamed(before: str, element: str, after: str) -> str:
    """Make another element of it, with the same attributes."""
    return (
        before
        + re.sub(r"^<\w+|(?<=</)\w+(?=>$)", lambda tag: tag[0][:-2] + "dt" if "<" not in tag[0] else "<dt", element)
        + after
    )


def to_the_end(before: str, element: str, after: str) -> str:
    """Move it behind all other parts."""
    return before + after.replace("</article>", element + "</article>")


def to_the_top(before: str, element: str, after: str) -> str:
    """Move it before all other parts."""
    return re.sub(r"(<article[^>]*>)", lambda tag: tag[0] + element, before) + after


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "dropped": (inside(""), {"p-001"}),
    "doubled": (inside("{}{}"), {"p-004"}),
    "in a comment": (inside("<!-- {} -->"), {"p-001"}),
    "in a template": (inside("<template>{}</template>"), {"p-001"}),
    "in a script": (inside("<script type=x>{}</script>"), {"p-001"}),
    "in a style": (inside("<style/>{}</style>"), {"p-001"}),
    "in a textarea": (inside("<textarea>{}</textarea>"), {"p-002", "p-005", "p-001"}),
    "in an attribute": (lambda b, e, a: f"{b}<hr title='{e}'>{a}", {"p-001"}),
    "said by the edition": (inside("<div data-edition=notes>{}</div>"), {"p-001"}),
    "another element": (renamed, {"p-006"}),
    "moved to the end": (to_the_end, {"p-009", "p-006", "p-007"}),
    "moved to the top": (to_the_top, {"p-009", "p-006", "p-007"}),
    "words before it": (lambda b, e, a: b + e.replace(">", ">据悉，", 1) + a, {"p-002", "p-005"}),
    "words after it": (lambda b, e, a: b + e.removesuffix(f"</{e.rpartition('</')[2]}") + "完。" + a, {"p-002", "p-005"}),
}  # fmt: skip


def elements(html: str, order) -> Iterator[tuple[Unit, re.Match[str]]]:
    """Yield each part of the order with the match of its element."""
    start, end = html.index("<article"), html.index("</article>")
    yield from zip(order.units, ELEMENT.finditer(html, start, end), strict=True)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_happens_to_any_part_is_told_with_its_place(html, order, change):
    alter, ids = CHANGES[change]
    silent = []
    for unit, element in elements(html, order):
        faults = told(alter(html[: element.start()], element[0], html[element.end() :]), order)
        if not any(fault.id in ids and of(fault) == unit.place for fault in faults):
            silent.append((unit.place, [str(fault) for fault in faults]))
    assert silent == []


def test_two_neighbours_exchanged_are_told(html, order):
    found = list(elements(html, order))
    for (unit, element), (further, other) in itertools.pairwise(found):
        between = html[element.end() : other.start()]
        faults = told(html[: element.start()] + other[0] + between + element[0] + html[other.end() :], order)
        assert {of(fault) for fault in faults} & {unit.place, further.place}, unit.place


def test_a_part_in_another_section_is_told(html, order):
    for unit, element in elements(html, order):
        rest = html[: element.start()] + html[element.end() :]
        for section in {1, 2, 3} - {unit.section}:
            moved = re.sub(rf"(id=\"section-{section}\">)", lambda tag, words=element[0]: tag[0] + words, rest)
            ids = {fault.id for fault in told(moved, order) if of(fault) == unit.place}
            assert "p-007" in ids, (unit.place, section)


def test_any_character_that_is_changed_exchanged_or_lost_is_told(html, order):
    cases = 0
    for unit, element in elements(html, order):
        end = element.start() + len(element[0].partition('<span class="gap"')[0])  # what the edition says is no part
        places = [match.start() for match in WORDS.finditer(html, element.start(), end)]
        assert places or unit.role == "byline"
        for at in places[:: max(1, len(places) // 4)]:
            one, two = html[at : at + 2]
            for words in ("某" + two, two + one, two, one + "了" + two):
                faults = told(html[:at] + words + html[at + 2 :], order)
                cases += 1
                assert one == two or any(f.id == "p-002" and of(f) == unit.place for f in faults), (
                    unit.place,
                    at,
                    words,
                )
    assert cases > 300


def test_each_line_of_a_joined_part_and_each_break_counts(order):
    """The reading order itself: the parts have the words of their lines, the joined ones those of both."""
    joined = {unit.lines: unit.text for unit in order.units if len(unit.lines) > 1 or GAP in unit.text}
    assert joined.keys() == {(57, 39), (23,)} and "还在书里夹了一张字条" in joined[(57, 39)]
    assert joined[(23,)].endswith(f"开办的{GAP}")


# The role, the words of the order, those of the page; whether the spaces are the same.
SPACES = [
    ("paragraph", "2022 年 甲", "2022年甲", True),
    ("paragraph", "甲\u3000乙", "甲 乙", True),
    ("paragraph", "Windows Server系统", "WindowsServer系统", False),
    ("paragraph", "one two", "one  two", True),
    ("heading", "甲 乙", "甲乙", False),
    ("heading", "甲\u3000\u3000乙", "甲 乙", True),
    ("byline", "记者 甲 乙", "记者 甲乙", False),
    ("caption", "某 摄", "某摄", True),
]


@pytest.mark.parametrize("role, order, page, same", SPACES)
def test_white_space_is_compared_where_it_is_read(role, order, page, same):
    units = placed([("heading", [], "甲"), (role, [], order)], {})
    blocks = [
        Block(n, "p", unit.role, unit.section, "", text)
        for n, (unit, text) in enumerate(zip(units, ["甲", page], strict=True))
    ]
    assert [fault.id for fault in compare(blocks, units, "index.html")] == ([] if same else ["p-008"])


def test_texts_that_are_long_or_many_are_not_compared_letter_by_letter(monkeypatch):
    def seconds(n: int) -> float:
        begun = time.process_time()
        assert ratio("啊" * n, "啊" * (n - 9) + "哦") > 0.9
        return time.process_time() - begun

    assert min(seconds(60_000) for _ in range(3)) < 4 * min(seconds(20_000) for _ in range(3))
    monkeypatch.setattr(comparing, "ratio", lambda one, other: pytest.fail("each was compared with each"))
    units = placed([("paragraph", [], f"甲乙丙丁戊己{n}") for n in range(400)], {})
    blocks = [Block(n, "p", "paragraph", 0, "", f"子丑寅卯辰巳{n}") for n in range(400)]
    assert {fault.id for fault in compare(blocks, units, "index.html")} == {"p-001", "p-010"}
