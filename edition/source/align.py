"""Which lines of a source page make up the words of a block, whatever their order.

Words are compared without white space; what the block has where two lines meet tells the seam between them.
"""

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from edition.source.order import GAP, Piece

# How a paragraph ends; one that ends otherwise was cut by the page or by the extraction.
WHOLE = re.compile(r"[。！？…：；”’」』）》】.!?\"')]$")


class Way(NamedTuple):
    """How far the words of a block are made up: by which pieces, and whether the last one's hyphen was dropped."""

    start: int
    pieces: tuple[Piece, ...]
    dropped: bool


def pieces_of(text: str, keys: Mapping[int, str], used: Container[int]) -> tuple[Piece, ...]:
    """Return the lines that make up the text of a block, with their seams and a piece for each gap; () where none do.

    keys: the words of each line, without white space. used: the lines that stand elsewhere, taken only where no other
    fits. The longest line goes first, since a line may begin as another one does.
    """
    words, spaces = "", set()
    for run in text.split():
        words += run
        spaces.add(len(words))
    ways = [Way(0, (), dropped=False)]
    tried: set[tuple[int, bool]] = set()  # each place is tried once, with the lines that are best there
    while ways:
        way = ways.pop()
        if way.start == len(words):
            return way.pieces if any(line is not None for _, line in way.pieces) else ()
        if (way.start, way.dropped) in tried:
            continue
        tried.add((way.start, way.dropped))
        seam = "" if not way.pieces else "-" if way.dropped else "_" if way.start in spaces else "+"
        if words[way.start] == GAP:
            ways.append(Way(way.start + 1, (*way.pieces, (seam, None)), dropped=False))
            continue
        taken = {line for _, line in way.pieces}
        fitting = [
            (line in used, -end, line, dropped)
            for line, key in keys.items()
            if line not in taken
            for end, dropped in ends(words, way.start, key, spaces)
        ]
        # The last pushed is tried first: the unused before the used, the longest, the first in the source.
        for _, end, line, dropped in sorted(fitting, reverse=True):
            ways.append(Way(-end, (*way.pieces, (seam, line)), dropped))
    return ()


def ends(words: str, start: int, key: str, spaces: Container[int]) -> list[tuple[int, bool]]:
    """Return where in the words, from start, those of a line may end, and whether the hyphen at its end is dropped."""
    end = start + len(key)
    if words.startswith(key, start):
        return [(end, False)]
    cut = key.endswith("-") and words.startswith(key[:-1], start) and start < end - 1 < len(words)
    return [(end - 1, True)] if cut and end - 1 not in spaces else []
