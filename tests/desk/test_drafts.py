"""A draft is compared with its source line by line, and its reading order is written from it for a person to review."""

import pytest

from edition.bundle.build import build
from edition.desk.drafts import check_drafts
from edition.desk.order import sign_order, write_order
from edition.faults import Faults
from edition.source.align import MOST_MISSED, Stock
from edition.source.order import awaits_review, read_order
from edition.source.pieces import GAP, shown
from tests.conftest import ARTICLE, CONTENT, ORDER, SOURCE, sign

SLUG = "wangchao-du"
HEAD = "Title: 标题\nDate: 2026-11-25\n"


def part(beginning):
    """Return the part of the article that begins so, with the blank line after it."""
    parts = (CONTENT / "wangchao-du.md").read_text(encoding="utf-8").split("\n\n")
    return next(part for part in parts if part.startswith(beginning)) + "\n\n"


LINE_47 = part("2022年春天")
MOVED = [(LINE_47, ""), ("## 2 ", f"{LINE_47}## 2 ")]

# What is replaced in the article; the id of each fault, and words of it.
# fmt: off
SPOILT = {
    "a line is lost": ([(LINE_47, "")], ["o-009 「2022"]),
    "a line stands twice": ([("## 2 ", f"{LINE_47}## 2 ")], ["p-004 line 47, 「2022"]),
    "a word is changed": ([("七个村", "八个村")], ["p-002 line 13, 「渡口停了"]),
    "a word is changed in a joined paragraph": ([("不够坐", "不够用")], ["p-002 line 39, "]),
    "a joined paragraph ends in other words": ([("窗下。", "窗下。编者加的。")], ["p-010 「编者加的。」 after 「"]),
    "words of a line stand twice": ([("一回话。", "一回话。周六晚上的故事会。")], ["p-004 line 36, 「周六"]),
    "words are added": ([("## 2 ", "编者加的一句话。\n\n## 2 ")], ["p-010 「编者加的一句话。」"]),
    "a part of a line is lost": ([("书声留住望潮人", "")], ["o-009 「书声留住望潮人"]),
}
# What is another order of the same words: no fault of a draft, and named for its reviewer to see.
REARRANGED = {
    "a line is elsewhere": (MOVED, "make order"),
    "a cut paragraph is not joined": ([("一张字条，约", "\n\n一张字条，约")], "make order"),
    "a break is not marked": ([("[[gap]]", "")], "make order"),
    "a break is marked that is none": ([("回来的。”", "回来的。”[[gap]]")], "make order"),
    "a heading is a paragraph": ([("## 3 ", "3 ")], "make order"),
    "nothing": ([], "make sign"),
}
# fmt: on


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_with_a_draft_is_told_by_the_lines_of_its_source(desk, name):
    replaced, expected = SPOILT[name]
    desk.unsign()
    for old, new in replaced:
        desk.edit(ARTICLE, old, new)
    faults = desk.faults(check_drafts, SLUG)
    assert [fault.id for fault in faults] == [told[:5] for told in expected], Faults(faults)
    assert all(told[6:] in fault.problem for fault, told in zip(faults, expected, strict=True)), Faults(faults)
    assert all(fault.place.endswith((ARTICLE, f"{SOURCE}:47", f"{SOURCE}:3")) for fault in faults)
    if expected[0][:5] == "o-009":
        assert "[o-009]" in write_order(SLUG, desk.settings)[1], "what is missing may be another article's"
    else:
        assert desk.faults(write_order, SLUG)[0].id == expected[0][:5], "an order would prove other words"


@pytest.mark.parametrize("name", REARRANGED)
def test_an_order_that_nobody_signed_is_no_measure_of_a_draft(desk, name):
    replaced, step = REARRANGED[name]
    desk.unsign()
    for old, new in replaced:
        desk.edit(ARTICLE, old, new)
    said = check_drafts(SLUG, desk.settings)
    assert "all 25 lines" in said[0] and step in said[0]
    assert write_order(SLUG, desk.settings)
    said = check_drafts(SLUG, desk.settings)
    assert "make sign" in said[0]
    if name == "a cut paragraph is not joined":
        assert "without a full stop ends source line 57 " in said[1]
    sign_order(SLUG, "林晓雨", desk.settings)
    assert build(desk.project / "output", settings=desk.settings).proofs["index.html"].lines == 25


def test_one_faulty_draft_never_stops_the_report_on_another(desk):
    """In a project that publishes nothing yet; whatever is wrong with the others, what is complete is said to be so."""
    desk.unsign()
    for name, text in {
        "a-block.md": f"{HEAD}Status: draft\n\n/// foto\n图。\n///\n",
        "a-head.md": f"{HEAD}Kiker: 引题\nStatus: draft\n\n文。\n",
        "a-link.md": f"{HEAD}Status: draft\n\n见[前篇]({{filename}}a-head.md)。\n",
        "zwice.md": f"{HEAD}Slug: {SLUG}\nStatus: draft\n\n文。\n",
        "published.md": f"{HEAD}\n## 没有正文\n",
        "an-order.md": f"{HEAD}Source: source/an-order.txt\n\n文。\n",
        "source/an-order.txt": "标题\n\n文。\n",
        "source/an-order.order": "version 2\nsource an-order.txt\n",
        "no-order.md": f"{HEAD}Source: source/no-order.txt\nStatus: draft\n\n文。\n",
        "source/no-order.txt": "标题\n\n文。\n",
        "free.md": f"{HEAD}Status: draft\n\n文。\n",
        "left-out.md": f"{HEAD}Status: skip\n\n文。\n",
    }.items():
        desk.write(f"content/{name}", text)
    (desk.content / "link.md").symlink_to("nowhere.md")
    lines = {line.split(":")[0].rpartition("/")[2]: line for line in check_drafts(settings=desk.settings)}
    ids = {name: line[-6:-1] for name, line in lines.items() if line.endswith("]")}
    told = {"a-link.md": "d-005", "zwice.md": "m-020", "an-order.order": "o-001", "no-order.md": "p-014"}
    assert told.items() <= ids.items() and ids.keys() - told.keys() == {"a-block.md", "a-head.md"}
    assert lines.keys() - ids.keys() == {"wangchao-du.md", "free.md"} and "all 25 lines" in lines["wangchao-du.md"]
    assert check_drafts(SLUG, desk.settings) == [lines["wangchao-du.md"]]
    for name in ("published.md", "link.md"):
        (desk.content / name).unlink()
    sign(desk.project / ORDER)
    built = build(desk.project / "output", settings=desk.settings)
    assert built.proofs["index.html"].lines == 25, "nor the publishing of another"
    desk.unsign()
    assert desk.faults(check_drafts, "left-out")[0].id == "d-002" and desk.faults(write_order, "free")[0].id == "n-002"
    for slug, id in [("none", "d-001"), ("../x", "m-012")]:
        assert desk.faults(check_drafts, slug)[0].id == desk.faults(write_order, slug)[0].id == id
    (desk.content / "unread.doc").touch()
    assert len(check_drafts(settings=desk.settings)) == 1, "what is wrong with the project itself is told once"


# ----- make order


def test_an_order_is_written_from_the_article_and_is_a_draft_again(desk):
    units, before = read_order(desk.project / ORDER).units, desk.files()
    assert "already" in write_order(SLUG, desk.settings)[0] and desk.files() == before
    for old, new in MOVED:
        desk.edit(ARTICLE, old, new)
    with pytest.raises(Faults) as refused:
        build(desk.project / "output", settings=desk.settings)
    assert refused.value.faults[0].id == "p-009", "what was signed is the proof until then"
    assert desk.faults(check_drafts, SLUG)[0].id == "p-009"
    desk.edit(ORDER, "# A row", "# Mine.\n# A row")
    write_order(SLUG, desk.settings)
    written = read_order(desk.project / ORDER)
    assert written.draft and written.units != units and "# Mine." in desk.read(ORDER)
    assert {unit.lines for unit in written.units} == {unit.lines for unit in units}
    assert check_drafts(settings=desk.settings) == check_drafts(SLUG, desk.settings) != []

    (desk.project / ORDER).unlink()
    assert [fault.id for fault in desk.faults(check_drafts, SLUG)] == ["p-014"]
    write_order(SLUG, desk.settings)
    assert read_order(desk.project / ORDER).units == written.units


def test_an_order_of_the_first_form_is_converted_and_is_to_be_signed(desk):
    rows = desk.read(ORDER).split("\n\n", 2)[2]
    head = "\n".join(line for line in desk.read(ORDER).split("\n") if line.startswith(("source ", "sha256 ")))
    desk.write(ORDER, f"# mine\n\n{head}\nstatus draft\n\n{rows}")
    assert desk.faults(check_drafts, SLUG)[0].id == "o-014"
    desk.edit(ORDER, "status draft\n", "")
    with pytest.raises(Faults) as refused:
        build(desk.project / "output", settings=desk.settings)
    assert [(fault.id, fault.path.name) for fault in refused.value.faults] == [("o-014", "wangchao-du.order")]
    write_order(SLUG, desk.settings)
    assert awaits_review(desk.project / ORDER) and read_order(desk.project / ORDER).units
    assert (
        desk.faults(sign_order, SLUG, " ")[0].id == "n-008" and desk.faults(sign_order, "none", "甲")[0].id == "d-001"
    )
    assert "reviewed 20" in sign_order(SLUG, "林 晓雨", desk.settings)[0] and not awaits_review(desk.project / ORDER)
    desk.edit(ARTICLE, "Date:", "Status: draft\nDate:")
    assert "take out `Status: draft`" in sign_order(SLUG, "甲", desk.settings)[0]
    two, three = (part(words) for words in ("柳青禾认领", "读中学的"))
    desk.edit(ARTICLE, two + three, three + two)
    desk.unsign()
    assert desk.faults(sign_order, SLUG, "甲")[0].id == "p-009", "each line once, in another order than the rows"
    desk.edit(ARTICLE, "七个村", "八个村")
    assert desk.faults(sign_order, SLUG, "甲")[0].id == "p-002", "nobody signs what the page does not say"


def test_two_articles_share_a_page_and_what_neither_has_is_set_aside(desk):
    """The section of one article moves into another; a line of the page is nobody's until an order sets it aside."""
    text = desk.read(ARTICLE)
    at = text.index("## 3 ")
    desk.write(ARTICLE, text[:at])
    desk.write(
        "content/other.md", f"{HEAD}Source: source/wangchao-du.txt\n\n{text[at:]}".replace("标题", "3 另一篇", 1)
    )
    assert {fault.id for fault in desk.faults(check_drafts, SLUG)} == {"o-009"}
    write_order(SLUG, desk.settings)
    heading = next(line for line in text.splitlines() if line.startswith("## 3 "))
    desk.edit("content/other.md", "3 另一篇", heading[3:])
    desk.edit("content/other.md", f"{heading}\n\n", "")
    assert len(write_order("other", desk.settings)) == 1, "the first order takes the other lines"
    desk.edit("content/other.md", part("入夜").strip(), "")
    said = write_order("other", desk.settings)
    row = said[1].partition("write `")[2].partition("`")[0]
    sign_order(SLUG, "甲", desk.settings)
    made = build(desk.project / "output", settings=desk.settings)
    assert any("1 left to drafts" in note or "left to drafts" in note for note in made.notes)
    desk.write(
        "content/source/other.order",
        desk.read("content/source/other.order") + row.replace("other:", "读者来信:") + "\n",
    )
    desk.edit(ORDER, "\nheading ", f"\n{row}\nheading ")
    desk.edit("content/other.md", "\n\n", f"\n\n{part('入夜').strip()}\n\n")
    told = desk.faults(check_drafts, "other")
    assert [(fault.id, fault.path.name) for fault in told] == [("o-011", "wangchao-du.order")], "before anybody signs"
    desk.edit(ORDER, f"\n{row}", "")
    desk.edit("content/other.md", f"\n\n{part('入夜').strip()}", "")
    assert len(write_order("other", desk.settings)) == 1 and "读者来信: " in desk.read("content/source/other.order")
    sign_order("other", "乙", desk.settings)
    notes = build(desk.project / "output", settings=desk.settings).notes
    assert any(note.startswith("wangchao-du.txt: 25 lines: ") and "1 set aside" in note for note in notes), notes
    lines = desk.read("content/source/other.order").splitlines()
    desk.write("content/source/other.order", "\n".join(line for line in lines if "读者来信" not in line) + "\n")
    sign(desk.content / "source" / "other.order")
    with pytest.raises(Faults) as refused:
        build(desk.project / "output", settings=desk.settings)
    assert [(fault.id, fault.path.name, fault.line) for fault in refused.value.faults] == [
        ("o-009", "wangchao-du.txt", 45)
    ]


@pytest.mark.parametrize("id", ["o-005", "o-001", "x-0"])
def test_an_order_that_would_prove_nothing_is_not_written(desk, id):
    text = desk.read(ORDER)
    if id == "o-005":  # the source page was edited
        desk.edit(SOURCE, "七个村", "八个村")
        desk.edit(ARTICLE, "七个村", "八个村")
    elif id == "o-001":  # the head was lost
        desk.write(ORDER, text[text.index("\nkicker ") :])
    else:
        (desk.project / ORDER).write_bytes(text.encode("gb18030"))
    fault = desk.faults(write_order, SLUG)[0]
    assert fault.id.startswith(id) and fault.path.name == "wangchao-du.order"


# Lines 5 and 3 of a source, how the article joins them, the row that says so.
SEAMS = [
    ("他说，这条", "路很长。", "他说，这条路很长。", "5+3"),
    ("They call it Belt and", "Road now.", "They call it Belt and Road now.", "5_3"),
    ("They call it Belt and", "Road now.", "They call it Belt and\nRoad now.", "5_3"),
    ("旧城 of develop-", "ment and 路。", "旧城 of development and 路。", "5-3"),
    ("It is well-", "known here.", "It is well-known here.", "5+3"),
    ("They call it Belt and", "Road now.", "They call it Belt and [[gap]]Road now.", "5_?+3"),
]


@pytest.mark.parametrize("first, second, joined, row", SEAMS)
def test_what_stands_at_a_seam_goes_into_the_order_and_is_proven(desk, first, second, joined, row):
    for file in (ARTICLE, ORDER, SOURCE):
        (desk.project / file).unlink()
    desk.write("content/seam.md", f"Title: Belt and 路\nDate: 2026-11-25\nSource: source/seam.txt\n\n{joined}\n")
    desk.write("content/source/seam.txt", f"Belt and 路\n\n{second}\n\n{first}\n")
    write_order("seam", desk.settings)
    assert desk.read("content/source/seam.order").splitlines()[-1].split()[1] == row
    assert "all 3 lines" in check_drafts("seam", desk.settings)[0]
    sign_order("seam", "甲", desk.settings)
    assert build(desk.project / "output", settings=desk.settings).proofs["index.html"].lines == 3


# The words of a block, the lines of a source, those used elsewhere; the pieces as an order has them, "" for none.
ALIGNED = [
    ("甲乙丙", ["甲", "甲乙", "丙"], [], "2+3"),  # the longest line first …
    ("甲乙丙", ["甲", "甲乙", "乙丙"], [], "1+3"),  # … unless it leads nowhere
    ("甲", ["甲", "甲"], [1], "2"),  # an unused line first …
    ("甲乙", ["甲", "乙"], [1], "1+2"),  # … unless no other fits
    ("甲甲", ["甲"], [], ""),
    ("develop ment", ["develop-", "ment"], [], "1[1-7]_2"),  # a hyphen is dropped neither before a space …
    ("develop", ["develop-"], [], "1[1-7]"),  # … nor at the end: it is left over
    (GAP, ["甲"], [], ""),
    ("甲丁", ["甲", "乙"], [], ""),
    ("左上右上", ["右上", "左上 中上", "左上右"], [], "2[1-2]+1"),
    ("左上左下", ["左上 右上", "左下 右下"], [], "1[1-2]+2[1-2]"),  # columns side by side
    ("右上右下", ["左上 右上", "左下 右下"], [], "1[4-]+2[4-]"),
    ("增长五成", ["增长五成（下转第二版）"], [], "1[1-4]"),
    ("甲乙丙丁戊", ["甲乙", "丙", "丁戊"], [], "1..3"),
    ("one two three", ["one", "", "two", "three"], [], "1__4"),
]


@pytest.mark.parametrize("text, lines, used, expected", ALIGNED)
def test_the_lines_of_a_block_are_found(text, lines, used, expected):
    page = {number: line for number, line in enumerate(lines, 1) if line}
    stock = Stock(page)
    for line in used:
        assert stock.take(page[line])
    assert shown(stock.take(text), page) == expected


def test_an_article_of_another_page_is_not_tried_part_by_part(monkeypatch):
    stock = Stock({1: "子丑寅卯"})
    tried = []
    monkeypatch.setattr(stock, "search", lambda words, spaces, whole: tried.append(whole) or ())
    assert not any(stock.take(f"甲{n}") for n in range(500))
    assert tried.count(True) == 500 and tried.count(False) == MOST_MISSED
