"""Why: a reading order written by hand beside the Markdown is the same work twice, and typed quotations go wrong.

``make order SLUG=name`` writes the rows of an article's reading order anew from the order in which its page has the
source's lines. So the order says what the article says: it is a claim, proven against the source only in that each
line stands once and unaltered. Whether it makes sense a person must review: the file is given the line ``status draft``,
which keeps the article from being published until that person takes the line out.
"""

from edition.article.head import head_of
from edition.desk.drafts import rows_of, word_faults
from edition.desk.preview import SETTINGS, content_of, find_article, pages_of
from edition.faults import Fault, Faults
from edition.proof.page import read_page
from edition.source.order import order_head, order_of, order_rows, read_order, source_lines, split
from edition.source.text import read_lines


def write_order(slug: str, settings: str = SETTINGS) -> str:
    """Write the reading order of the article of that slug anew; return what was done, as one line.

    An order that says so already is left alone; the head of one that is there is kept. Raises Faults for an article
    that lacks a line, or has it twice or changed, and Fault for an order whose head proves nothing.
    settings: the name of the project's file of settings.
    """
    content = content_of(settings)
    article = find_article(content, slug)
    name = head_of(article).values.get("source")
    if name is None:
        raise Fault("n-002", article, 1)
    page = pages_of([article], settings)[article]
    if isinstance(page, Fault):
        raise page
    source = content / name
    lines = source_lines(source)
    rows = rows_of(read_page(page), lines)
    if faults := word_faults(rows, lines, article):
        raise Faults(faults)
    path = order_of(source)
    old = read_lines(path) if path.is_file() else order_head(source, slug).splitlines()
    _, old_rows = split(path, old)
    head = [line for line in old[: old_rows[0][0] - 1 if old_rows else None] if not line.startswith("status")]
    new = order_rows([(row.part.role, row.pieces) for row in rows], lines)
    aside = path.with_name(f".{path.name}")
    try:
        aside.write_text("\n".join(head).rstrip() + f"\nstatus     draft\n\n{new}", encoding="utf-8")
        read_order(aside)  # which proves it against the source page
        if [fields for _, fields in split(path, new.splitlines())[1]] == [fields for _, fields in old_rows]:
            return f"{path.name}: it says already what the article says"
        aside.replace(path)  # in one step (POSIX, rename())
    except Fault as fault:
        raise Fault(fault.id, path, fault.line, **fault.values) from fault
    finally:
        aside.unlink(missing_ok=True)
    return f"{path.name}: written anew; review it against {source.name}, then take out its line `status draft`"
