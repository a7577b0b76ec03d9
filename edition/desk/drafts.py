"""What a draft still lacks: its page, as the build renders it, laid over its source line by line."""

import tempfile
from pathlib import Path

from edition.article.reader import awaits_review
from edition.desk.preview import find_article, metadata_of, write_pages
from edition.faults import LooseFault
from edition.proof import compare as fidelity
from edition.proof import markdown as unsourced
from edition.proof import rules as structure
from edition.proof.page import Page
from edition.source import align as source_lines
from edition.source import order as reading_order


def report(content: Path, slug: str = "", edited_since: float | None = None) -> tuple[list[str], bool]:
    """Return lines for the editor on each draft in content/, or on the article of that slug; and if all are complete.

    edited_since: also judge each other article whose files were edited after that time, in seconds of the epoch, and
    return whether those are complete. Raises Fault for an article that cannot be read, and for a slug that is no article's.
    """
    path = find_article(content, slug) if slug else None
    lines, complete = [], True
    with tempfile.TemporaryDirectory() as folder:
        write_pages(Path(folder))
        for name in [slug] if path else sorted(page.stem for page in Path(folder, "drafts").glob("*.html")):
            article = path or find_article(content, name)
            page = Page.load(page_file(Path(folder), article, name))
            sentences, next_step = judge(page, article, content)
            complete = complete and (edited_since is not None or not sentences)
            lines += [f"{article.relative_to(content.parent)}: {sentence}" for sentence in [*sentences, next_step]]
        for article in edited(content, edited_since) if edited_since is not None else []:
            page = Page.load(page_file(Path(folder), article, metadata_of(article).get("slug", article.stem)))
            sentences, _ = judge(page, article, content)
            complete = complete and not sentences
            again = ["it was edited after the bundle was built, and would be refused", *sentences] if sentences else []
            lines += [f"{article.relative_to(content.parent)}: {sentence}" for sentence in again]
    return lines, complete


def edited(content: Path, since: float) -> list[Path]:
    """Return the published articles in content/ whose Markdown or reading order was edited after since."""
    found = []
    for path in sorted(content.rglob("*.md")):
        metadata = metadata_of(path)
        order = (content / metadata.get("source", "")).with_suffix(".order")
        files = [path, *([order] if order.is_file() else [])]
        draft = metadata.get("status") in ("draft", "skip") or (order.is_file() and awaits_review(order))
        if not draft and any(file.stat().st_mtime > since for file in files):
            found.append(path)
    return found


def page_file(folder: Path, article: Path, slug: str) -> Path:
    """Return the article's page among those in the folder; raise Fault if it has none."""
    for path in (folder / "drafts" / f"{slug}.html", folder / f"{slug}.html"):
        if path.is_file():
            return path
    names = {path.name for path in folder.glob("index.html")}
    if unsourced.page_name(unsourced.read(article), names, lambda name: Page.load(folder / name)):
        return folder / "index.html"
    raise LooseFault(article, None, "this article has no page", "see its Status")


def judge(page: Page, article: Path, content: Path) -> tuple[list[str], str]:
    """Return what the article's page lacks, a sentence each, and what the editor does next."""
    metadata = metadata_of(article)
    sentences = structure.faults(page)
    if "source" not in metadata:
        sentences += unsourced.faults(page, unsourced.read(article))
        after = "fidelity to a source was not checked: the article names none"
        return sentences, after if sentences else f"{after}; take out `Status: draft` when it is done"
    source = content / metadata["source"]
    lines = source_lines.source_lines(source)
    rows = source_lines.lay(page, lines)
    sentences += source_lines.faults(page, lines, rows) + source_lines.unfinished(rows)
    order_path = source.with_suffix(".order")
    slug = metadata.get("slug", article.stem)
    again = f"make order SLUG={slug}"
    if not order_path.is_file():
        return [*sentences, f"{order_path.name} does not exist yet: {again} writes it"], "not done yet"
    order = reading_order.load(order_path)
    differences = source_lines.order_faults(rows, order, order_path.name)
    if differences:
        return [*sentences, *differences], f"if the article is right, {again} writes its order into {order_path.name}"
    if sentences:
        return sentences, "not done yet"
    if found := fidelity.faults(page, order):
        return found, "not done yet"
    done = f"all {len(lines)} lines of {source.name} stand once, in the order of {order_path.name}"
    if not order.draft:
        return [], done
    return [], f"{done}: review that order against {source.name}, then take out its line `status draft`"
