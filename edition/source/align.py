"""Which pieces of a source page make up the words of a block, whatever their order.

Words are compared without white space; what the block has where two pieces meet tells the seam between them. Whole lines
are tried first; where they do not make up a block, parts of lines are.
"""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

from edition.source.pieces import GAP, Lines, Piece

SHORTEST_PART = 2  # characters of a part of a line that neither white space nor an end of the line bounds
# More tries, or more places of one character in a line, than any page needs: what is not found by then is not there.
MOST_TRIED = 2_000
MOST_PLACES = 50
MOST_MISSED = (
    100  # blocks that are nowhere on the page; with more, the article is of another page, and parts are not tried
)


class Fit(NamedTuple):
    """A stretch of a line that fits into a block, the best of several being the least.

    used: whether some of it stands in another block. inside: whether it begins within a run of words. crosses: whether
    it goes on where the line has white space and the block has none, as between two columns. less: its length, negative.
    line: the line's number. start: of the line's characters without white space. dropped: whether its hyphen is.
    """

    used: bool
    inside: bool
    crosses: bool
    less: int
    line: int
    start: int
    dropped: bool

    @property
    def end(self) -> int:
        """The character after its last."""
        return self.start - self.less


class Way(NamedTuple):
    """How far the words of a block are made up: by which stretches, each with its seam (None for a gap)."""

    at: int
    fits: tuple[tuple[str, Fit | None], ...]
    dropped: bool


class Line:
    """A line of a page: its key, the words without white space; where each stands; where runs of words begin and end."""

    def __init__(self, text: str) -> None:
        self.places = [at for at, character in enumerate(text) if not character.isspace()]
        self.key = "".join(text[at] for at in self.places)
        self.bounds = [0, *accumulate(map(len, text.split()))]
        self.used: set[int] = set()

    def piece(self, seam: str, fit: Fit) -> Piece:
        """Return a stretch of it as a piece."""
        end = None if fit.end == len(self.key) else self.places[fit.end - 1] + 1
        return Piece(seam, fit.line, self.places[fit.start] if fit.start else 0, end)


class Stock:
    """The lines of a page, and which of their words stand in a block already."""

    def __init__(self, lines: Lines) -> None:
        self.lines: Mapping[int, Line] = {number: Line(text) for number, text in lines.items()}
        self.missed = 0

    def take(self, text: str) -> tuple[Piece, ...]:
        """Return the pieces that make up the text of a block, with their seams and a piece for each gap; () where none do.

        They are noted as used; what is used already is taken only where nothing else fits.
        """
        words, spaces = "", set()
        for run in text.split():
            words += run
            spaces.add(len(words))
        found = self.search(words, spaces, whole=True)
        if not found and self.missed < MOST_MISSED:
            found = self.search(words, spaces, whole=False)
            self.missed += not found
        for _, fit in found:
            if fit:
                self.lines[fit.line].used.update(range(fit.start, fit.end))
        return tuple(self.lines[fit.line].piece(seam, fit) if fit else Piece(seam, None) for seam, fit in found)

    def search(self, words: str, spaces: Container[int], *, whole: bool) -> tuple[tuple[str, Fit | None], ...]:
        """Return the stretches that make up the words; whole: whether only whole lines are tried."""
        ways = [Way(0, (), dropped=False)]
        tried: set[tuple[int, bool]] = set()  # each place is tried once, with the stretches that are best there
        while ways and len(tried) < MOST_TRIED:
            way = ways.pop()
            if way.at == len(words):
                return way.fits if any(fit for _, fit in way.fits) else ()
            if (way.at, way.dropped) in tried:
                continue
            tried.add((way.at, way.dropped))
            seam = "" if not way.fits else "-" if way.dropped else "_" if way.at in spaces else "+"
            if words[way.at] == GAP:
                ways.append(Way(way.at + 1, (*way.fits, (seam, None)), dropped=False))
                continue
            # The last pushed is tried first.
            for fit in sorted(self.fits(words, way, spaces, whole=whole), reverse=True):
                ways.append(Way(way.at - fit.less - fit.dropped, (*way.fits, (seam, fit)), fit.dropped))
        return ()

    def fits(self, words: str, way: Way, spaces: Container[int], *, whole: bool) -> Iterator[Fit]:
        """Yield what fits where a way ends, but for what the way has already."""
        tried: set[tuple[str, bool]] = set()  # of lines that are equal one is enough
        for number, line in self.lines.items():
            if whole and (line.key, bool(line.used)) in tried:
                continue
            ends = whole_ends(line, words, way.at, spaces) if whole else part_ends(line, words, way.at, spaces)
            for start, end, crosses, dropped in ends:
                if not any(fit and fit.line == number and fit.start < end and start < fit.end for _, fit in way.fits):
                    used = not line.used.isdisjoint(range(start, end))
                    tried.add((line.key, used))
                    yield Fit(used, start not in line.bounds, crosses, start - end, number, start, dropped)


Ends = Iterator[tuple[int, int, bool, bool]]  # start, end, crosses, dropped: see Fit


def whole_ends(line: Line, words: str, at: int, spaces: Container[int]) -> Ends:
    """Yield the whole line, if the words have it there; without the hyphen that ends it, where they go on without it."""
    key, end = line.key, at + len(line.key)
    if words.startswith(key, at):
        yield 0, len(key), False, False
    elif key.endswith("-") and words.startswith(key[:-1], at) and at < end - 1 < len(words) and end - 1 not in spaces:
        yield 0, len(key), False, True


def part_ends(line: Line, words: str, at: int, spaces: Container[int]) -> Ends:
    """Yield the parts of a line that the words have there: as far as they agree, and up to where columns may be parted."""
    yield from whole_ends(line, words, at, spaces)
    places = (match.start() for match in re.finditer(re.escape(words[at]), line.key))
    for start in islice(places, MOST_PLACES):
        pairs = zip(islice(line.key, start, None), islice(words, at, None), strict=False)
        end = start + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        inner = line.bounds[bisect_left(line.bounds, start + 1) : bisect_left(line.bounds, end)]
        parted = next((bound for bound in inner if at + bound - start not in spaces), 0)
        for to, crosses in [(end, bool(parted)), (parted, False)]:
            if to - start >= SHORTEST_PART or (to > start and start in line.bounds and to in line.bounds):
                yield start, to, crosses, False
