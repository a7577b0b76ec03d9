"""The proof itself: the parts of an article, in their order, are compared with the words of its built page."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import product

from edition.faults import Fault
from edition.parts import BY_ROLE
from edition.proof.page import Block
from edition.source.order import Unit, quote
from edition.source.pieces import GAP

NOTHING, SPACE_AT_HAN = re.compile("(?!)"), re.compile("(?<=[^!-~\u00a1-\u024f]) | (?=[^!-~\u00a1-\u024f])")
MOST_PAIRS = 100_000  # of texts, each of which is compared with each: with more, this is not one article altered
MOST_STEPS = 4_000_000  # of the comparison of two texts, which takes the product of their lengths
ALIKE = 0.6  # two texts of which less agrees are not the same paragraph altered

Tell = Callable[..., Fault]  # makes the Fault of an id and its values


def compare(blocks: Sequence[Block], units: Sequence[Unit], page: str, origin: str = "source") -> list[Fault]:
    """Return where the article's words on the page of that name differ from its parts in their order; [] if nowhere.

    Each part stands once, in its element and section, in the order of the units, and nothing else does. origin: what
    the units are of, in words.
    """

    def tell(id: str, **values: object) -> Fault:
        return Fault(id, page, None, origin=origin, **values)

    if [(block.key, block.role, block.section) for block in blocks] == [
        (unit.key, unit.role, unit.section) for unit in units
    ]:
        pairs = zip(units, blocks, strict=True)
        return [fault for unit, block in pairs for fault in other_spaces(unit, block, tell)]
    found, copies, faults = same_words(blocks, units, tell)
    changed = changed_words(blocks, units, set(found), set(found.values()) | copies)
    for number, unit in enumerate(units):
        if number in changed:
            faults.append(difference(unit, blocks[changed[number]], tell))
        elif number not in found:
            faults.append(missing(unit, blocks, tell))
        else:
            faults += misplaced(unit, blocks[found[number]], tell)
    faults += out_of_order(units, found | changed, tell)
    known = set(found.values()) | copies | set(changed.values())
    for number, block in enumerate(blocks):
        if number not in known:
            faults.append(tell("p-010", words=quote(block.text, 30), after=after(blocks, number)))
    return faults


def same_words(
    blocks: Sequence[Block], units: Sequence[Unit], tell: Tell
) -> tuple[dict[int, int], set[int], list[Fault]]:
    """Return the block of each unit that has its words exactly; the blocks that say them once too often, and faults."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        by_key[block.key].append(number)
    alike: dict[str, list[int]] = defaultdict(list)  # such as a paragraph that the source has twice
    for number, unit in enumerate(units):
        alike[unit.key].append(number)
    found: dict[int, int] = {}
    copies: set[int] = set()
    faults = []
    for key, numbers in alike.items():
        paired, free = pair(blocks, units, numbers, by_key[key])
        found |= paired
        copies.update(free)
        faults += [tell("p-004", part=units[numbers[0]].name, after=after(blocks, place)) for place in free]
    return found, copies, faults


def pair(
    blocks: Sequence[Block], units: Sequence[Unit], numbers: list[int], places: list[int]
) -> tuple[dict[int, int], list[int]]:
    """Return the block of each of the units that have the same words, and the blocks that are too many.

    A block in its unit's section comes first, so that what is said is said of the copy.
    """
    paired: dict[int, int] = {}
    free = list(places)
    for same_section in (True, False):
        for number in numbers:
            section = units[number].section
            place = next((p for p in free if not same_section or blocks[p].section == section), None)
            if number not in paired and place is not None:
                paired[number] = place
                free.remove(place)
    return paired, free


def changed_words(blocks: Sequence[Block], units: Sequence[Unit], found: set[int], taken: set[int]) -> dict[int, int]:
    """Return, for the units whose words stand nowhere exactly, the block most like each, best matches first."""
    free = set(range(len(blocks))) - taken
    lost = [number for number in range(len(units)) if number not in found]
    pairs = []
    for number, place in product(lost, free) if len(lost) * len(free) <= MOST_PAIRS else ():
        if (likeness := ratio(blocks[place].key, units[number].key)) >= ALIKE:
            pairs.append((likeness, -number, place))
    changed: dict[int, int] = {}
    for _, number, place in sorted(pairs, reverse=True):
        if -number not in changed and place in free:
            changed[-number] = place
            free.discard(place)
    return changed


def ratio(one: str, other: str) -> float:
    """Return how much of two texts agrees, from 0 to 1; 0 where that is surely less than ALIKE."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < ALIKE:
        return 0
    return matcher.ratio() if len(one) * len(other) <= MOST_STEPS else matcher.quick_ratio()


def difference(unit: Unit, block: Block, tell: Tell) -> Fault:
    """Return the fault that names the first place where the block's words are not the unit's."""
    ours, theirs = block.key, unit.key
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    while at and theirs[at - 1].isdigit():
        at -= 1  # a number is quoted whole
    context = theirs[max(0, at - 6) : at].replace(GAP, "〔中断〕")
    where = f"after 「{context}」" if context else "at its beginning"
    page, wanted = (f"「{quote(words[at:])}」" if words[at:] else "nothing more" for words in (ours, theirs))
    not_marked = GAP in theirs and GAP not in ours and at >= theirs.index(GAP)
    return tell("p-003" if not_marked else "p-002", part=unit.name, where=where, page=page, wanted=wanted)


def missing(unit: Unit, blocks: Sequence[Block], tell: Tell) -> Fault:
    """Return the fault of a unit that stands nowhere, with what became of it where that can be told."""
    for block in blocks:
        if unit.key in block.key:
            return tell("p-005", part=unit.name, words=quote(block.text, 30))
    return tell("p-001", part=unit.name)


def misplaced(unit: Unit, block: Block, tell: Tell) -> list[Fault]:
    """Return what is wrong with the element and the section of a unit that is found, and with its spaces."""
    faults = []
    if block.role != unit.role:
        faults.append(tell("p-006", part=unit.name, element=block.element, place=BY_ROLE[unit.role].place))
    if block.section != unit.section:
        where = f"section {block.section}" if block.section else "no section"
        faults.append(tell("p-007", part=unit.name, where=where))
    return faults + other_spaces(unit, block, tell)


def other_spaces(unit: Unit, block: Block, tell: Tell) -> list[Fault]:
    """Return a fault where the block has other spaces than the unit, as far as they are read; a run counts as one.

    In a heading and in the head of the story each is; in a text those between Latin words, and not what an extraction
    leaves between Han characters.
    """
    part = BY_ROLE[unit.role]
    ignored = NOTHING if part.key or part.element.startswith("h") else SPACE_AT_HAN
    words, wanted = (ignored.sub("", " ".join(text.split())) for text in (block.text, unit.text))
    return [] if words == wanted else [tell("p-008", part=unit.name, words=words[:60])]


def out_of_order(units: Sequence[Unit], found: dict[int, int], tell: Tell) -> list[Fault]:
    """Return a fault for each unit outside the longest run of units that stand in their order."""
    numbers = sorted(found)
    in_order = longest_rising([found[number] for number in numbers])
    faults = []
    for index, number in enumerate(numbers):
        if index in in_order:
            continue
        before = [other for other in numbers if found[other] < found[number]]
        last = max(before, key=lambda other: found[other]) if before else None
        stands = "before everything else" if last is None else f"after {units[last].name}"
        belongs = f"after {units[number - 1].name}" if number else "at the beginning"
        faults.append(tell("p-009", part=units[number].name, stands=stands, belongs=belongs))
    return faults


def longest_rising(values: Sequence[int]) -> set[int]:
    """Return the indexes of a longest rising subsequence of distinct values (patience sorting)."""
    tails: list[int] = []  # for each length, the index that ends a run of it lowest
    previous: list[int | None] = []
    for index, value in enumerate(values):
        length = bisect_left(tails, value, key=lambda i: values[i])
        previous.append(tails[length - 1] if length else None)
        tails[length : length + 1] = [index]
    run: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        run.add(last)
        last = previous[last]
    return run


def after(blocks: Sequence[Block], number: int) -> str:
    """Return where a block stands, by the words before it."""
    return f"after 「{quote(blocks[number - 1].text)}」" if number else "at the very beginning"
