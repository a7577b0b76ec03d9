"""Why: a reading order written by hand beside the Markdown is the same work twice, and typed quotations go wrong.

``python -m edition.desk.order --slug NAME`` writes the rows of an article's reading order anew from the order in which
its page has the source's lines. So the order says what the article says: it is a claim, proven against the source only
in that each line stands once and unaltered. Whether it makes sense a person must review: the file is given the line
``status draft``, which keeps the article from being published until that person takes the line out.
"""

import argparse
import hashlib
import re
import sys
import tempfile
from pathlib import Path

from edition.desk.drafts import page_file
from edition.desk.preview import find_article, metadata_of, write_pages
from edition.faults import ROOT, Fault, LooseFault
from edition.proof.page import Page
from edition.source import align as source_lines
from edition.source import order as reading_order
from edition.source.order import CUT, SEAM
from edition.source.text import read_lines

HEAD = """\
# The reading order of {name}, the page as it was extracted. Review it against {name}:
# is each line where its sense asks for it? Then take out the line `status draft`; until then
# the article is a draft. `make order SLUG={slug}` writes the rows anew from the article.
#
# A row: what the words are on the page; the number of their line in {name}; how that
# line begins and ends.
#   67+41   one paragraph that the source cuts in two: line 67 goes on with line 41
#   21+?    a paragraph that breaks off in the source and goes on nowhere in it
# Each line of {name} that is not blank stands here once.

source     {name}
sha256     {digest}
status     draft
"""
WHOLE = 24  # characters of a line that is quoted whole
ENDS = 12  # characters of a longer line's beginning and end
Row = tuple[str, tuple[int | None, ...]]  # role, line numbers, None for a gap


def head(source: Path, slug: str) -> str:
    """Return the head of a new reading order of the source page, for the article of that slug."""
    return HEAD.format(name=source.name, slug=slug, digest=hashlib.sha256(source.read_bytes()).hexdigest())


def rows_text(rows: list[Row], lines: dict[int, str]) -> str:
    """Return the rows as the file has them, a blank line before each section."""
    text = ""
    for role, pieces in rows:
        quotations = ["?" if piece is None else quotation(lines[piece]) for piece in pieces]
        text += "\n" if role == "heading" else ""
        text += f"{role:<10} {source_lines.shown(pieces):<7} {SEAM.join(quotations)}\n"
    return text


def quotation(text: str) -> str:
    """Return how the line begins and ends, or all of a short one, without the marks that part quotations."""
    if len(text) <= WHOLE and SEAM not in text and CUT not in text:
        return text
    for length in range(min(ENDS, len(text) // 2), 0, -1):
        begin, end = text[:length], text[-length:]
        quoted = f"{begin}{CUT}{end}"
        if SEAM not in quoted and quoted.partition(CUT) == (begin, CUT, end) and begin.strip() and end.strip():
            return quoted
    return text[0]


def rewrite(content: Path, slug: str) -> str:
    """Write the reading order of the article of that slug anew; return what was done, as one line.

    An order that says so already is left alone. Raises Fault for a draft that lacks a line, or has it twice or changed.
    """
    article = find_article(content, slug)
    metadata = metadata_of(article)
    if "source" not in metadata:
        raise LooseFault(article, 1, "this article names no source page", "it needs no reading order")
    with tempfile.TemporaryDirectory() as folder:
        write_pages(Path(folder))
        page = Page.load(page_file(Path(folder), article, slug))
    source = content / metadata["source"]
    lines = source_lines.source_lines(source)
    laid = source_lines.lay(page, lines)
    if sentences := source_lines.faults(page, lines, laid):
        count = f"; make check DRAFT={slug} names {len(sentences)} such places" if len(sentences) > 1 else ""
        raise LooseFault(article, None, sentences[0], f"mend the article first{count}")
    path = source.with_suffix(".order")
    old = "\n".join(read_lines(path)) if path.is_file() else head(source, slug)
    kept, old_rows = split_head(old)
    rows = rows_text([(row.role, row.pieces) for row in laid], lines)
    if words_of(rows) == words_of(old_rows):
        return f"{path.name}: it says already what the article says"
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder, path.name)
        trial.write_bytes((with_draft(kept) + "\n" + rows).encode())
        Path(folder, source.name).write_bytes(source.read_bytes())
        try:
            reading_order.load(trial)
        except Fault as fault:
            raise LooseFault(path, fault.line, fault.wrong, fault.mend) from fault
        path.write_bytes(trial.read_bytes())
    return f"{path.name}: written anew; review it against {source.name}, then take out its line `status draft`"


def words_of(rows: str) -> list[list[str]]:
    """Return the fields of each row, without comments and blank lines."""
    return [line.split() for line in rows.splitlines() if line.strip() and not line.startswith("#")]


def split_head(text: str) -> tuple[str, str]:
    """Return what stands before the first row of a reading order, without blank lines at its end; and the rows."""
    lines = text.splitlines()
    first = next(
        (number for number, line in enumerate(lines) if line.split()[:1] and line.split()[0] in reading_order.ROLES),
        len(lines),
    )
    return "\n".join(lines[:first]).rstrip() + "\n", "\n".join(lines[first:])


def with_draft(text: str) -> str:
    """Return the head of a reading order with the line ``status draft``."""
    return re.sub(r"(?m)^status\b.*\n", "", text) + "status     draft\n"


def main() -> int:
    """Write the order that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m edition.desk.order")
    parser.add_argument("--slug", default="")
    try:
        print(rewrite(ROOT / "content", parser.parse_args().slug))
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
