"""Reading orders: each fault is told with id and line; the seams between lines; what is written is read again."""

import hashlib
import re
from pathlib import Path

import pytest

from edition.faults import Fault
from edition.source.order import (
    GAP,
    awaits_review,
    order_head,
    order_rows,
    quotation_of,
    read_order,
    source_lines,
)

PAGE = """一行标题

记者 甲
第一段从这里开始写，一直写到这一行的末尾也没有写完，还要
接着写。
a hyphen-
ated word and
more
末段到此
"""
ROWS = """headline 1 一行标题
byline 3 记者 甲
paragraph 4+5 第一段从这里 ... ，还要 + 接着写。
paragraph 6-7_8 a hyphen- + ated ... and + more
paragraph 9+? 末段到此 + ?
"""
DIGEST = hashlib.sha256(PAGE.encode()).hexdigest()
ORDER = f"# a comment\nsource page.txt\nsha256 {DIGEST}\n\n{ROWS}"

# id, what is replaced in the order, by what, and the line of the file that is told.
CASES = [
    ("o-001", "source page.txt\n", "", 1),
    ("o-001", f"sha256 {DIGEST}\n", "", 1),
    ("o-001", ".*", "", 1),
    ("o-001", "(# a comment\n)", r"\1headline 1 一行标题\n", 1),
    ("o-001", "(source page.txt\n)", r"\1\1", 3),
    ("o-001", "(source page.txt\n)", r"\1status done\n", 3),
    ("x-007", "a comment", "a\u200bcomment", 1),
    ("o-001", "(source page.txt\n)", r"\1status\n", 3),
    ("o-004", "page.txt", "pages.txt", 2),
    ("o-004", "page.txt", "../page.txt", 2),
    ("o-004", "page.txt", "page.order", 2),
    ("o-005", DIGEST, "0" * 64, 3),
    ("o-006", "headline", "title", 5),
    ("o-006", "byline 3 记者 甲", "byline 3", 6),
    ("o-006", "byline 3 记者 甲", "记者 甲", 6),
    ("o-006", "4[+]5", "4+5+", 7),
    ("o-006", "4[+]5", "+4+5", 7),
    ("o-006", "4[+]5", "4/5", 7),
    ("o-006", "4[+]5", "4", 7),
    ("o-006", "4[+]5", "４+５", 7),
    ("o-006", " [+] 接着写。", "", 7),
    ("o-006", "1 一行", "1234567890 一行", 5),
    ("o-006", "1 一行标题", "? 一行标题", 5),
    ("o-009", "byline.*?\n", "", 8),
    ("o-009", "paragraph 9.*", "", 8),
    ("o-012", "byline 3", "byline 2", 6),
    ("o-012", "byline 3", "byline 4000", 6),
    ("o-012", "byline 3", "byline 0", 6),
    ("o-011", "(byline.*?\n)", r"\1\1", 7),
    ("o-012", "一行标题", "一行标题。", 5),
    ("o-012", "一行标题", "一行", 5),
    ("o-012", "，还要 [+]", "，不要 +", 7),
    ("o-012", "byline 3", "byline 9", 6),
    ("o-013", "4[+]5", "4-5", 7),
]


def write(folder: Path, order: str, page: str = PAGE) -> Path:
    """Write an order and its source page, and return the path of the order."""
    (folder / "page.txt").write_text(page, encoding="utf-8")
    (folder / "page.order").write_text(order, encoding="utf-8")
    return folder / "page.order"


def test_every_line_stands_in_its_part_as_its_seams_say(tmp_path):
    order = read_order(write(tmp_path, ORDER))
    assert [(unit.role, unit.lines, unit.text) for unit in order.units] == [
        ("headline", (1,), "一行标题"),
        ("byline", (3,), "记者 甲"),
        ("paragraph", (4, 5), "第一段从这里开始写，一直写到这一行的末尾也没有写完，还要接着写。"),
        ("paragraph", (6, 7, 8), "a hyphenated word and more"),
        ("paragraph", (9,), f"末段到此{GAP}"),
    ]
    assert order.source == tmp_path / "page.txt" and not order.draft


@pytest.mark.parametrize(("id", "old", "new", "line"), CASES)
def test_an_order_that_is_unsound_is_told_with_its_line(tmp_path, id, old, new, line):
    changed = re.sub(old, new, ORDER, count=1, flags=re.DOTALL)
    assert changed != ORDER
    with pytest.raises(Fault) as told:
        read_order(write(tmp_path, changed))
    assert (told.value.id, told.value.line) == (id, line), str(told.value)


def test_sections_and_places_follow_the_headings(order):
    """The tests' own order: three sections, captions counted through, paragraphs in their section."""
    places = [unit.place for unit in order.units]
    assert places[:5] == ["kicker", "headline", "byline", "lede", "caption 1"]
    assert places[5:7] == ["section 1, heading", "section 1, paragraph 1"]
    assert places[-3:] == [f"section 3, paragraph {number}" for number in (3, 4, 5)]
    assert len(set(places)) == len(places) and sum(len(unit.lines) for unit in order.units) == 25


def test_status_draft_awaits_review(tmp_path):
    path = write(tmp_path, ORDER)
    assert not awaits_review(path) and not awaits_review(tmp_path / "none.order")
    path.write_text(ORDER.replace("\nheadline", "\nstatus   draft\nheadline"), encoding="utf-8")
    assert awaits_review(path) and read_order(path).draft


def test_what_is_written_is_read_again(tmp_path):
    """Lines of every length, and such that hold the marks of the form, are quoted so that they are found again."""
    texts = ["短", "x" * 24, "y" * 25, "甲 + 乙" * 9, "甲 ... 乙" * 9, "a + b", "a ... b", " + ".join("abcdefgh") * 9]
    source = tmp_path / "page.txt"
    source.write_text("\n\n".join(texts), encoding="utf-8")
    lines = source_lines(source)
    assert list(lines.values()) == texts
    numbers = list(lines)
    rows = [("paragraph", [("", number)]) for number in numbers[:-2]]
    rows.append(("paragraph", [("", numbers[-2]), ("+", numbers[-1]), ("_", None)]))
    path = tmp_path / "page.order"
    path.write_text(order_head(source, "slug") + order_rows(rows, lines), encoding="utf-8")
    order = read_order(path)
    assert order.draft and [unit.text for unit in order.units] == [*texts[:-2], texts[-2] + texts[-1] + " " + GAP]
    assert all(" + " not in quotation_of(text) for text in texts)
