"""The proof itself: the source's lines are laid over the words of the built page."""

from bisect import bisect_left
from difflib import SequenceMatcher

from bs4 import Tag

from edition.proof.page import Block, Page
from edition.source.order import GAP, ReadingOrder, Unit, quote

ALIKE = 0.6  # two texts of which less agrees are not the same paragraph altered

# Where a part stands: the element's name, the names of what it stands in from outside in, and both as a sentence.
PLACES = {
    "kicker": ("p", "article header hgroup", "a paragraph of the hgroup above the headline"),
    "headline": ("h1", "article header hgroup", "the h1 of the hgroup"),
    "byline": ("p", "article header", "a paragraph of the article's header"),
    "lede": ("p", "article", "a paragraph of the article before its sections"),
    "heading": ("h2", "article section", "the h2 of a section"),
    "paragraph": ("p", "article section", "a paragraph of a section"),
    "caption": ("figcaption", "article figure", "the figcaption of a figure"),
}


def faults(page: Page, order: ReadingOrder) -> list[str]:
    """Return, a sentence each, where the page's article differs from the source in its reading order."""
    found: dict[int, int] = {}  # unit -> block
    extra: set[int] = set()  # blocks that say again what another says
    sentences: list[str] = []
    by_key: dict[str, list[int]] = {}
    for number, block in enumerate(page.blocks):
        by_key.setdefault(block.key, []).append(number)
    alike: dict[str, list[int]] = {}  # units of the same words, such as a paragraph that the source has twice
    for number, unit in enumerate(order.units):
        alike.setdefault(unit.key, []).append(number)
    for key, numbers in alike.items():
        paired, copies = pair(page, order, numbers, by_key.get(key, []))
        found |= paired
        extra.update(copies)
        for place in copies:
            sentences.append(f"{order.units[numbers[0]].name} stands a second time, {after(page, place)}")
    altered = match_altered(page, order, found, extra)
    for number, unit in enumerate(order.units):
        if number in altered:
            sentences.append(difference(unit, page.blocks[altered[number]]))
        elif number not in found:
            sentences.append(missing(unit, page))
        else:
            sentences += misplaced(unit, page.blocks[found[number]])
    found |= altered
    unfound = {unit.key for number, unit in enumerate(order.units) if number not in found}
    sentences += out_of_order(order, found)
    for block in page.all_blocks:
        if block.unseen and block.key not in unfound:
            words = quote(block.text.strip(), 30)
            sentences.append(f"the page has words that are hidden from some readers, {block.unseen}: 「{words}」")
    known = set(found.values()) | extra
    for number, block in enumerate(page.blocks):
        if number not in known:
            sentences.append(
                f"the page has words that the source has not: 「{quote(block.text.strip(), 30)}」 {after(page, number)}"
            )
    return sentences


def pair(page: Page, order: ReadingOrder, numbers: list[int], places: list[int]) -> tuple[dict[int, int], list[int]]:
    """Return the block of each of the units that have the same words, and the blocks that are too many.

    A block in its unit's section comes first, so that what is said is said of the copy.
    """
    paired: dict[int, int] = {}
    free = list(places)
    for same_section in (True, False):
        for number in numbers:
            section = order.units[number].section
            place = next((p for p in free if not same_section or page.blocks[p].section == section), None)
            if number not in paired and place is not None:
                paired[number] = place
                free.remove(place)
    return paired, free


def match_altered(page: Page, order: ReadingOrder, found: dict[int, int], extra: set[int]) -> dict[int, int]:
    """Return, for the units whose words stand nowhere exactly, the block most like each, best matches first."""
    free = set(range(len(page.blocks))) - set(found.values()) - extra
    pairs = []
    for number, unit in enumerate(order.units):
        if number in found:
            continue
        matcher = SequenceMatcher(None, "", unit.key, autojunk=False)
        for place in free:
            matcher.set_seq1(page.blocks[place].key)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
                pairs.append((matcher.ratio(), -number, place))
    altered: dict[int, int] = {}
    for _, number, place in sorted(pairs, reverse=True):
        if -number not in altered and place in free:
            altered[-number] = place
            free.discard(place)
    return altered


def difference(unit: Unit, block: Block) -> str:
    """Return the sentence that names the first place where the block's words are not the unit's."""
    ours, theirs = block.key, unit.key
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    while at and theirs[at - 1].isdigit():
        at -= 1  # a number is quoted whole
    context = theirs[max(0, at - 6) : at]
    if GAP in theirs and GAP not in ours and at >= theirs.index(GAP):
        return f"{unit.name}: the source breaks off after 「{context}」; the page does not mark it, it has 「{ours[at : at + 12]}」"
    return (
        f"{unit.name} was changed after 「{context}」: "
        f"the page has 「{quote(ours[at:]) or 'nothing more'}」 where the source has 「{quote(theirs[at:]) or 'nothing more'}」"
    )


def missing(unit: Unit, page: Page) -> str:
    """Return the sentence for a unit that stands nowhere, with what became of it where that can be told."""
    if unit.key in page.unseen_text:
        return f"{unit.name} is hidden {page.unseen_text[unit.key]}"
    for block in page.blocks:
        if unit.key in block.key:
            return f"{unit.name} runs into other words: 「{quote(block.text.strip(), 30)}」"
    return f"{unit.name} is missing"


def misplaced(unit: Unit, block: Block) -> list[str]:
    """Return what is wrong with the element and the section of a unit that is found, and with its spaces."""
    sentences = []
    name, container, description = PLACES[unit.role]
    if block.element.name != name or not stands_in(block.element, container.split()):
        sentences.append(f"{unit.name} is <{block.element.name}>, not {description}")
    if block.section != unit.section:
        where = f"section {block.section}" if block.section else "no section"
        sentences.append(f"{unit.name} stands in {where}")
    if " ".join(block.text.split()) != " ".join(unit.text.split()):
        sentences.append(f"{unit.name} has other spaces than the source: 「{' '.join(block.text.split())[:60]}」")
    return sentences


def stands_in(element: Tag, names: list[str]) -> bool:
    """Return whether the element stands in elements of these names, the first outermost, others between or not."""
    outwards = (parent.name for parent in element.parents)
    return all(name in outwards for name in reversed(names))


def out_of_order(order: ReadingOrder, found: dict[int, int]) -> list[str]:
    """Return a sentence for each unit outside the longest run of units that stand in the reading order."""
    numbers = sorted(found)
    in_order = longest_rising([found[number] for number in numbers])
    sentences = []
    for index, number in enumerate(numbers):
        if index in in_order:
            continue
        others = [n for n in numbers if n != number]
        before = [n for n in others if found[n] < found[number]]
        stands = f"after {order.units[max(before, key=found.get)].name}" if before else "before everything else"
        belongs = f"after {order.units[number - 1].name}" if number else "at the beginning"
        sentences.append(f"{order.units[number].name} is out of order: it stands {stands}, and belongs {belongs}")
    return sentences


def longest_rising(values: list[int]) -> set[int]:
    """Return the indexes of a longest rising subsequence of distinct values (patience sorting)."""
    tails: list[int] = []  # for each length, the index that ends a run of it lowest
    previous: list[int | None] = []
    for index, value in enumerate(values):
        length = bisect_left(tails, value, key=lambda i: values[i])
        previous.append(tails[length - 1] if length else None)
        tails[length : length + 1] = [index]
    run: set[int] = set()
    index = tails[-1] if tails else None
    while index is not None:
        run.add(index)
        index = previous[index]
    return run


def after(page: Page, number: int) -> str:
    """Return where a block stands, by the words before it."""
    return f"after 「{quote(page.blocks[number - 1].text.strip())}」" if number else "at the very beginning"
