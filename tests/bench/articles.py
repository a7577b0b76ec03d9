"""As many articles as one asks for, each of the first article's size and shape, with words of its own.

Every Han character of the article, its source page and its reading order is replaced by another of them, by a
permutation that the article's number seeds. So each generated article has its own headline, headings, paragraphs,
captions, gaps, source page and proof; punctuation, digits, lengths and line breaks are those of the first.
"""

import hashlib
import random
import re
from pathlib import Path

from edition.faults import ROOT

ARTICLE = ROOT / "content" / "jining-gaoxinqu.md"
SOURCE = ROOT / "content" / "source" / "page.txt"


def permutation(number: int, characters: list[str]) -> dict[int, str]:
    """Return the table that replaces each of the characters in the article of that number."""
    shuffled = characters[:]
    random.Random(number).shuffle(shuffled)
    return str.maketrans(dict(zip(characters, shuffled, strict=True)))


def write_articles(content: Path, count: int) -> None:
    """Write so many articles with source pages and reading orders into the folder."""
    article, source = (path.read_bytes().decode("utf-8") for path in (ARTICLE, SOURCE))
    order = SOURCE.with_suffix(".order").read_bytes().decode("utf-8")
    # 图 stays where it is: at the beginning of a paragraph it may make a caption of it, which the reader refuses.
    characters = sorted(set(re.findall(r"[\u4e00-\u9fff]", article)) - {"图"})
    (content / "source").mkdir(parents=True)
    for number in range(1, count + 1):
        table, name = permutation(number, characters), f"article-{number}"
        page = source.translate(table).encode()
        text = article.translate(table).replace(f"source/{SOURCE.name}", f"source/{name}.txt")
        rows = order.translate(table).replace(SOURCE.name, f"{name}.txt")
        rows = re.sub(r"(?m)^sha256 .*", f"sha256 {hashlib.sha256(page).hexdigest()}", rows)
        (content / f"{name}.md").write_bytes(text.encode())
        (content / "source" / f"{name}.txt").write_bytes(page)
        (content / "source" / f"{name}.order").write_bytes(rows.encode())
