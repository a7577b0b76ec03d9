"""The account of a source page: every character of it, white space apart, is taken by one article, or is set aside.

An article may have a page to itself, or share it with others: each has an order of its own.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from edition.faults import Fault
from edition.source.marks import SET_ASIDE
from edition.source.order import ASIDE, ReadingOrder, order_file, order_row, quote
from edition.source.pieces import Lines, Piece, in_runs, joined, left_of, overlap, read_items


def orders_by_page(folder: Path) -> dict[str, tuple[list[Path], list[Path]]]:
    """Return the signed reading orders in the folder content/source/, and the drafts, by the name of their page."""
    found: dict[str, tuple[list[Path], list[Path]]] = {}
    for path in sorted(folder.glob("[!.]*.order")):
        file = order_file(path)
        found.setdefault(file.head.get("source", (0, ""))[1], ([], []))[file.is_draft].append(path)
    return found


def orders_of_page(order: Path) -> tuple[list[Path], list[Path]]:
    """Return the signed orders and the drafts of the page that the order in the file is of, itself among them."""
    return orders_by_page(order.parent).get(order_file(order).head.get("source", (0, ""))[1], ([], []))


def taken_of(page: Path, lines: Lines) -> list[tuple[Path, int, str, Piece]]:
    """Return every piece of the page that an order takes, after that order, the line of the row there, and its role."""
    signed, drafts = orders_by_page(page.parent).get(page.name, ([], []))
    return [
        (order, number, fields[0], piece)
        for order in (*signed, *drafts)
        for number, fields in order_file(order).rows
        for item in (read_items(fields[1], lines) if len(fields) > 1 else None) or []
        for piece in item
    ]


def account(signed: Sequence[ReadingOrder], *, complete: bool) -> tuple[list[Fault], list[str]]:
    """Return what is wrong with the account of a page, and what it says, in lines.

    signed: the reading orders of the articles that share the page. complete: whether these are all; if others are still
    drafts, what is left of the page may be theirs.
    """
    source, lines = signed[0].source, signed[0].lines
    faults = [
        Fault("o-011", order.path, row.line, number=piece.line, words=quote(row.text), other=other.path.name)
        for number, order in enumerate(signed)
        for other in signed[:number]
        for row in order.rows
        for piece in row.pieces
        if any(overlap(piece, taken, lines) for taken in other.pieces)
    ]
    faults += [
        Fault("o-015", order.path, None, name=source.name, other=signed[0].path.name)
        for order in signed
        if order.lines != lines
    ]
    left = left_of(lines, (piece for order in signed for piece in order.pieces))
    if complete:
        faults += missing(source, left, lines)
    parts = [f"{count(row.pieces for row in order.rows if not row.reason)} in {order.path.stem}" for order in signed]
    aside = count(row.pieces for order in signed for row in order.rows if row.reason)
    parts += [f"{aside} set aside"] * bool(aside) + [f"{count([left])} left to drafts"] * bool(left)
    return faults, [f"{source.name}: {len(lines)} lines: {', '.join(parts)}"]


def missing(source: Path, left: Iterable[Piece], lines: Lines) -> list[Fault]:
    """Return the faults of words of a page that stand nowhere: one for lines that follow each other."""
    faults = []
    for item in in_runs([piece._replace(seam="+") for piece in left], lines):
        pieces = [item[0]._replace(seam=""), *item[1:]]
        words = joined(pieces, lines)
        reason = next((reason for reason, form in SET_ASIDE if re.fullmatch(form, words)), "other")
        row = order_row(ASIDE, pieces, lines, reason).strip()
        faults.append(Fault("o-009", source, item[0].line, words=quote(words), row=row))
    return faults


def count(pieces: Iterable[Iterable[Piece]]) -> int:
    """Return of how many lines the pieces are."""
    return len({piece.line for some in pieces for piece in some} - {None})
