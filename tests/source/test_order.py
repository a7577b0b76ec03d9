"""Reading orders: each fault is told with id and line; the seams between lines; what is written is read again."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from edition.faults import Fault
from edition.source.account import account, missing, orders_by_page
from edition.source.order import (
    awaits_review,
    order_head,
    order_row,
    read_order,
    signed,
)
from edition.source.pieces import GAP, Piece, joined, left_of, quotation_of, read_items, shown, words_of
from edition.source.text import source_lines

PAGE = """一行标题

记者 甲
第一段从这里开始写，一直写到这一行的末尾也没有写完，还要
接着写。
a hyphen-
ated word and
more
末段到此
左栏上句， 右栏上句，
左栏下句。 右栏下句。
硬折行的一段，
每行七个字上下，
到这里完。
  12　文化
"""
ROWS = """headline 1 一行标题
byline 3 记者 甲
paragraph 4+5 第一段从这里 ... ，还要 + 接着写。
paragraph 6-7_8 a hyphen- + ated ... and + more
paragraph 9+? 末段到此 + ?
paragraph 10[1-5]+11[1-5] 左栏上句， + 左栏下句。
paragraph 10[7-]+11[7-] 右栏上句， + 右栏下句。
paragraph 12..14 硬折行 ... 到这里完。
aside 15 folio: 12　文化
"""
DIGEST = hashlib.sha256(PAGE.encode()).hexdigest()
ORDER = f"# a comment\nversion 2\nsource page.txt\nsha256 {DIGEST}\n\n{ROWS}"

# id, what is replaced in the order, by what, and the line of the file that is told.
CASES = [
    ("o-001", "source page.txt\n", "", 1),
    ("o-001", f"sha256 {DIGEST}\n", "", 1),
    ("o-001", ".*", "", 1),
    ("o-001", "(# a comment\n)", r"\1headline 1 一行标题\n", 1),
    ("o-001", "(source page.txt\n)", r"\1\1", 4),
    ("o-001", "(source page.txt\n)", r"\1status draft\n", 4),
    ("o-001", "(source page.txt\n)", r"\1reviewed 林晓雨\n", 4),
    ("o-001", "(version 2\n)", r"\1reads U+FFFFFF 镕\n", 3),
    ("o-001", "(version 2\n)", r"\1reads U+4E00 镕\n", 3),
    ("o-014", "version 2\n", "", 1),
    ("o-014", "version 2\n", "version 3\n", 2),
    ("x-007", "a comment", "a\u200bcomment", 1),
    ("o-004", "page.txt", "pages.txt", 3),
    ("o-004", "page.txt", "../page.txt", 3),
    ("o-004", "page.txt", "page.order", 3),
    ("o-005", DIGEST, "0" * 64, 4),
    ("o-006", "headline", "title", 6),
    ("o-006", "byline 3 记者 甲", "byline 3", 7),
    ("o-006", "byline 3 记者 甲", "记者 甲", 7),
    ("o-006", "4[+]5", "4+5+", 8),
    ("o-006", "4[+]5", "+4+5", 8),
    ("o-006", "4[+]5", "4/5", 8),
    ("o-006", "4[+]5", "4", 8),
    ("o-006", "4[+]5", "４+５", 8),
    ("o-006", " [+] 接着写。", "", 8),
    ("o-006", "1 一行", "1234567890 一行", 6),
    ("o-006", "1 一行标题", "? 一行标题", 6),
    ("o-006", r"10\[1-5\]", "10[5-1]", 11),
    ("o-006", r"10\[1-5\]", "10[0-5]", 11),
    ("o-006", r"12\.\.14", "14..12", 13),
    ("o-006", r"12\.\.14", "12..16", 13),
    ("o-006", r"12\.\.14", "2..14", 13),
    ("o-006", "folio: ", "", 14),
    ("o-006", "folio: ", ": ", 14),
    ("o-011", "(byline.*?\n)", r"\1\1", 8),
    ("o-011", r"10\[7-\](.*?)右栏上句，", r"10[3-]\1上句， 右栏上句，", 12),
    ("o-011", r"12\.\.14 硬折行", "11..14 左栏", 13),
    ("o-012", "byline 3", "byline 2", 7),
    ("o-012", "byline 3", "byline 4000", 7),
    ("o-012", "byline 3", "byline 0", 7),
    ("o-012", "一行标题", "一行标题。", 6),
    ("o-012", "一行标题", "一行", 6),
    ("o-012", "，还要 [+]", "，不要 +", 8),
    ("o-012", "byline 3", "byline 9", 7),
    ("o-012", r"10\[1-5\]", "10[1-4]", 11),
    ("o-012", "硬折行 ... 到这里完。", "硬折行的一段，", 13),
    ("o-013", "4[+]5", "4-5", 8),
]


def write(folder: Path, order: str, page: str = PAGE) -> Path:
    """Write an order and its source page, and return the path of the order."""
    (folder / "page.txt").write_text(page, encoding="utf-8")
    (folder / "page.order").write_text(order, encoding="utf-8")
    return folder / "page.order"


def test_every_piece_stands_in_its_part_as_its_seams_say(tmp_path):
    order = read_order(write(tmp_path, ORDER))
    assert [(unit.role, unit.lines, unit.text) for unit in order.units] == [
        ("headline", (1,), "一行标题"),
        ("byline", (3,), "记者 甲"),
        ("paragraph", (4, 5), "第一段从这里开始写，一直写到这一行的末尾也没有写完，还要接着写。"),
        ("paragraph", (6, 7, 8), "a hyphenated word and more"),
        ("paragraph", (9,), f"末段到此{GAP}"),
        ("paragraph", (10, 11), "左栏上句，左栏下句。"),
        ("paragraph", (10, 11), "右栏上句，右栏下句。"),
        ("paragraph", (12, 13, 14), "硬折行的一段，每行七个字上下，到这里完。"),
    ]
    assert [(row.reason, row.text) for row in order.asides] == [("folio", "12　文化")]
    assert order.source == tmp_path / "page.txt" and left_of(order.lines, order.pieces) == []


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


def test_a_signature_holds_until_the_order_is_changed(tmp_path):
    path = write(tmp_path, ORDER)
    assert awaits_review(path) and awaits_review(tmp_path / "none.order") and read_order(path).draft
    path.write_text(f"\ufeff{ORDER}", encoding="utf-8")
    assert awaits_review(path) and read_order(path).draft, "a byte order mark signs nothing"
    path.write_text(signed(ORDER, "2026-11-25", "林 晓雨"), encoding="utf-8")
    assert awaits_review(path, "other.txt") and not awaits_review(path, "page.txt"), "it is signed for its own page"
    order = read_order(path)
    assert not order.draft and not awaits_review(path) and order.value("reviewed") == "2026-11-25 林 晓雨"
    assert signed(path.read_text("utf-8"), "2026-11-25", "林 晓雨") == path.read_text("utf-8")
    for old, new, draft in [
        ("# a comment", "# another", False),
        ("byline 3", "byline     3", False),
        ("byline 3 记者 甲\n", "", True),
        ("folio: ", "other: ", True),
        ("林 晓雨", "林 晚雨", True),
        ("2026-11-25", "2026-11-24", True),
        ("version 2\n", "version 2\norigin 望潮日报\n", True),
    ]:
        changed = path.with_name("changed.order")
        changed.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
        assert awaits_review(changed) == read_order(changed).draft == draft, new


def test_articles_that_share_a_page_take_all_of_it_together(tmp_path):
    head, rows = ORDER.split("\n\n")
    rows = rows.splitlines(keepends=True)
    first = write(tmp_path, signed(f"{head}\n\n{''.join(rows[:4])}", "2026-11-25", "甲"))
    second = tmp_path / "second.order"
    second.write_text(signed(f"{head}\n\n{''.join(rows[4:])}", "2026-11-25", "甲"), encoding="utf-8")
    assert orders_by_page(tmp_path) == {"page.txt": ([first, second], [])}
    orders = [read_order(first), read_order(second)]
    said = "page.txt: 14 lines: 7 in page, 6 in second, 1 set aside"
    assert account(orders, complete=True) == ([], [said])
    faults, said = account(orders[1:], complete=True)
    assert [(fault.id, fault.line) for fault in faults] == [("o-009", 1)], "lines that follow each other are one"
    row = str(faults[0].values["row"])
    assert row.startswith("aside      1..8    other: ")
    second.write_text(signed(f"{head}\n\n{''.join(rows[4:])}{row}\n", "2026-11-25", "甲"), encoding="utf-8")
    assert account([read_order(second)], complete=True)[0] == [], "the row that is told can be pasted"
    told = missing(second, [Piece("", 1, 2), Piece("", 2)], {1: "完。（下转第3版）", 2: "甲"})
    assert [fault.values["row"] for fault in told] == [
        "aside      1[3-]   jump: （下转第3版）",
        "aside      2       other: 甲",
    ]
    assert account(orders[1:], complete=False) == ([], said) and said[0].endswith("7 left to drafts")
    second.write_text(f"{head}\n\n{''.join(rows[3:])}", encoding="utf-8")
    faults, _ = account([orders[0], read_order(second)], complete=True)
    assert {(fault.id, fault.path, fault.line) for fault in faults} == {("o-011", second, 6)}
    assert orders_by_page(tmp_path) == {"page.txt": ([first], [second])}
    other = replace(orders[1], lines={**orders[1].lines, 15: "  12　文华"})
    assert [fault.id for fault in account([orders[0], other], complete=True)[0]] == ["o-015"], "one page, read once"


PLACES = [
    "1",
    "3+4",
    "3_4",
    "3-4",
    "3..5",
    "3__5",
    "3..5_6-7",
    "1[2-3]",
    "1[2-]",
    "5[1-2]_6[3-]",
    "7+?",
    "?+7",
    "3..5_6..8",
]


@pytest.mark.parametrize("place", PLACES)
def test_places_are_written_as_they_are_read(place):
    lines = {n: f"{n}abc-" for n in (1, 2, 3, 4, 5, 6, 7, 8)}
    items = read_items(place, lines)
    assert shown([piece for item in items for piece in item], lines) == place


def test_what_pieces_leave_of_a_line_is_found():
    lines = {1: " 甲乙 丙丁", 2: "戊"}
    taken = [Piece("", 1, 0, 2), Piece("", 1, 4, 5)]
    assert [words_of(piece, lines) for piece in left_of(lines, taken)] == ["乙", "丁", "戊"]
    assert joined([*taken, Piece("_", 2)], lines) == "甲丙 戊"


def test_what_is_written_is_read_again(tmp_path):
    """Lines of every length, and such that hold the marks of the form, are quoted so that they are found again."""
    texts = ["短", "x" * 24, "y" * 25, "甲 + 乙" * 9, "甲 ... 乙" * 9, "a + b", "a ... b", " + ".join("abcdefgh") * 9]
    texts += ["a: b", "… ... …", "+", "?"]
    source = tmp_path / "page.txt"
    source.write_text("\n\n".join(texts), encoding="utf-8")
    lines = source_lines(source)
    assert list(lines.values()) == texts
    numbers = list(lines)
    rows = [order_row("paragraph", [Piece("", number)], lines) for number in numbers[:-4]]
    rows.append(order_row("paragraph", [Piece("", numbers[-4]), Piece("+", numbers[-3]), Piece("_", None)], lines))
    rows += [order_row("aside", [Piece("", number)], lines, "free words") for number in numbers[-2:]]
    path = tmp_path / "page.order"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    path.write_text(
        order_head("slug", {"version": "2", "source": "page.txt", "sha256": digest}) + "".join(rows), "utf-8"
    )
    order = read_order(path)
    assert [unit.text for unit in order.units] == [*texts[:-4], texts[-4] + texts[-3] + " " + GAP]
    assert [row.text for row in order.asides] == texts[-2:]
    assert all(" + " not in quotation_of(text, text) for text in texts)
