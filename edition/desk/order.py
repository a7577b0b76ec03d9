"""Why: a reading order written by hand beside the Markdown is the same work twice, and typed quotations go wrong.

``make order SLUG=name`` writes the rows of an article's reading order anew from the order in which its page has the
pieces of the source; what an order sets aside it keeps. So the order says what the article says: it is a claim, proven
against the source only in that each piece stands once and unaltered. Whether it makes sense a person must review:
``make sign SLUG=name BY=name`` notes who has done so, and on which day; until then the article is a draft.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edition.article.head import head_of
from edition.bundle.settings import checked_settings
from edition.desk.drafts import Part, absent, check_drafts, parts_of, word_faults
from edition.desk.preview import SETTINGS, content_of, find_article, pages_of
from edition.faults import Fault, Faults
from edition.proof.page import read_page
from edition.source.account import missing, orders_of_page
from edition.source.order import (
    ASIDE,
    REVIEWED,
    VERSION,
    OrderFile,
    Row,
    order_head,
    order_of,
    order_row,
    read_order,
    read_row,
    signed,
    split,
)
from edition.source.pieces import Lines, overlap
from edition.source.text import read_lines, source_lines


def write_order(slug: str, settings: str = SETTINGS) -> list[str]:
    """Write the reading order of the article of that slug anew; return what was done, and which lines it has not.

    An order that says so already is left alone; the head of one that is there is kept, one of the first form is
    converted. Raises Faults for an article that has words of the page twice or changed, and Fault for an order whose head
    proves nothing. settings: the name of the project's file of settings.
    """
    content = content_of(settings)
    article = find_article(content, slug)
    name = head_of(article).values.get("source")
    if name is None:
        raise Fault("n-002", article, 1)
    page = pages_of([article], settings)[article]
    if isinstance(page, Fault):
        raise page
    path = order_of(content, slug)
    text = read_lines(path) if path.is_file() else []
    old = split(path, text)
    lines = source_lines(content / name, *(old.head.get(entry, (0, ""))[1] for entry in ("encoding", "reads")))
    parts = parts_of(read_page(page), lines)
    left = absent(parts, content / name, path, lines)
    if faults := word_faults(parts, left, lines, article):
        raise Faults(faults)
    new = rows_text(parts, asides_of(path, old, lines, parts), lines)
    nowhere = [str(fault) for fault in missing(content / name, left, lines)]
    if "version" in old.head and [fields for _, fields in split(path, new.splitlines()).rows] == [
        fields for _, fields in old.rows
    ]:
        read_order(path)
        return [f"{path.name}: it says already what the article says", *nowhere]
    write_proven(path, head_text(path, text, old, content / name) + new)
    return [
        f"{path.name}: written anew; review it against {Path(name).name}, then make sign SLUG={slug} BY=name",
        *nowhere,
    ]


def rows_text(parts: Sequence[Part], asides: Iterable[Row], lines: Lines) -> str:
    """Return the rows of an order: the parts of the article, then what is set aside."""
    rows = [order_row(part.unit.role, part.unit.pieces, lines) for part in parts]
    aside = [order_row(row.role, row.pieces, lines, row.reason) for row in asides]
    return "".join([*rows, "\n" * bool(aside), *aside])


def asides_of(path: Path, old: OrderFile, lines: Lines, parts: Sequence[Part]) -> list[Row]:
    """Return what the order's file sets aside, but for what the article has now; raise Fault for a row that is not sound."""
    rows = [read_row(path, number, fields, lines) for number, fields in old.rows if fields[0] == ASIDE]
    taken = [piece for part in parts for piece in part.unit.pieces]
    return [row for row in rows if not any(overlap(piece, other, lines) for piece in row.pieces for other in taken)]


def head_text(path: Path, text: Sequence[str], old: OrderFile, source: Path) -> str:
    """Return the head of an order: that of its file, without the signature; a new one for none, or one of the first form."""
    if "version" in old.head:
        first = old.rows[0][0] - 1 if old.rows else len(text)
        kept = [line for line in text[:first] if line.split(maxsplit=1)[:1] not in (["reviewed"], ["rows"])]
        return "\n".join(kept).rstrip() + "\n\n"
    if old.rows and not {"source", "sha256"} <= old.head.keys():
        raise Fault("o-001", path, 1)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    entries = {name: value for name, (_, value) in old.head.items() if name != "status"}
    return order_head(path.stem, {"source": source.name, "sha256": digest, **entries, "version": VERSION}) + "\n"


def write_proven(path: Path, text: str) -> None:
    """Put the text of an order in its place in one step; raise Fault if it can't be proven against its source page."""
    aside = path.with_name(f".{path.name}")
    try:
        aside.write_text(text, encoding="utf-8")
        read_order(aside)
        aside.replace(path)  # in one step (POSIX, rename())
    except Fault as fault:
        raise Fault(fault.id, path if fault.path == aside else fault.path, fault.line, **fault.values) from fault
    finally:
        aside.unlink(missing_ok=True)


def sign_order(slug: str, name: str, settings: str = SETTINGS) -> list[str]:
    """Note in the reading order of the article of that slug that this person has reviewed it today; return what was done.

    Raises Fault or Faults unless the article's page says what its order says. settings: the project's file of them.
    """
    day = datetime.now(ZoneInfo(str(checked_settings(settings)["TIMEZONE"]))).date().isoformat()
    name = " ".join(name.split())
    if not REVIEWED.fullmatch(f"{day} {name}"):
        raise Fault("n-008", "BY")
    content = content_of(settings)
    article = find_article(content, slug)
    head = head_of(article).values
    if "source" not in head:
        raise Fault("n-002", article, 1)
    path = order_of(content, slug)
    try:
        check_drafts(slug, settings, to_sign=True)
    except Faults as told:
        # What this article has not may be another's of the same page: the account of the page tells, when all are signed.
        if any(fault.id != "o-009" for fault in told.faults) or sum(map(len, orders_of_page(path))) == 1:
            raise
    write_proven(path, signed("\n".join(read_lines(path)), day, name))
    first = f"take out `Status: {head['status']}`, then " if head.get("status") in ("draft", "skip") else ""
    return [
        f"{path.name}: reviewed {day} {name}; {first}make publish has its article from now on, until the order is changed"
    ]
