"""As many articles as one asks for, each of a given article's size and shape, with words of its own and no picture.

Every Han character of the article, its source page and its reading order is replaced by another of them, by a
permutation that the article's number seeds. So each generated article has its own headline, headings, paragraphs,
captions, gaps, source page and proof; punctuation, digits, lengths and line breaks are those of the given one.
"""

import hashlib
import random
import re
from pathlib import Path

from edition.article.head import head_of
from edition.source.order import order_of, signed

PICTURE = re.compile(r"(?m)^/// photo \|.*\n    alt:.*\n\n?")  # the block goes on as one without a picture


def permutation(number: int, characters: list[str]) -> dict[int, str]:
    """Return the table that replaces each of the characters in the article of that number."""
    shuffled = characters[:]
    random.Random(number).shuffle(shuffled)
    return str.maketrans(dict(zip(characters, shuffled, strict=True)))


def write_articles(content: Path, count: int, original: Path) -> None:
    """Write so many articles like the original, with source pages and reading orders, into the new folder content."""
    source = original.parent / head_of(original).values["source"]
    paths = (original, source, order_of(original.parent, original.stem))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    # 图 stays where it is: at the beginning of a paragraph it may make a caption of it, which the reader refuses.
    characters = sorted(set(re.findall(r"[\u4e00-\u9fff]", texts[0])) - {"图"})
    texts[2] = re.sub(r"(?m)^#.*\n", "", texts[2])
    (content / "source").mkdir(parents=True)
    for number in range(1, count + 1):
        table, name = permutation(number, characters), f"article-{number}"
        text, page, order = (text.translate(table).replace(source.stem, name) for text in texts)
        order = re.sub(r"(?m)^sha256 .*", f"sha256 {hashlib.sha256(page.encode()).hexdigest()}", order)
        (content / f"{name}.md").write_text(PICTURE.sub("/// photo\n", text), encoding="utf-8")
        (content / "source" / f"{name}.txt").write_text(page, encoding="utf-8")
        (content / "source" / f"{name}.order").write_text(signed(order, "2026-11-22", "甲"), encoding="utf-8")
