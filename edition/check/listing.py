"""The checks of pages that list articles: what they say of each is what the article's own page says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from bs4 import Tag

from edition.proof.page import Page

# The parts of an entry.
PARTS = {"kicker": ".kicker", "headline": "h2", "lede": ".listing__lede", "date": "time"}
# What a list says beside its headline and its entries.
OWN_WORDS = re.compile(
    r"(网址可能有误，或者这一页已经移走。请从下面重新进入。)?(较新的报道)?(第\d+页，共\d+页)?(较早的报道)?"
)


@dataclass(frozen=True)
class Listing:
    """A list of articles: for each entry its address and its words by part; and what else the page says."""

    entries: tuple[tuple[str, dict[str, str]], ...]
    rest: str


def head(page: Page) -> dict[str, str]:
    """Return the words of an article's page that a list repeats, by part; "" for one that it lacks."""
    hgroup, footer = page.first("hgroup"), page.first("footer")
    paragraphs = [p for p in page.named("p") if p.get("id") == "lede"]
    found = {
        "kicker": hgroup and hgroup.find("p", class_="kicker"),
        "headline": page.first("h1"),
        "lede": paragraphs[0] if paragraphs else None,
        "date": footer and footer.find("time"),
    }
    return {part: words(element) for part, element in found.items()}


def listing(page: Page) -> Listing | None:
    """Return what a page lists, None for a page that holds an article."""
    sections = [section for section in page.named("section") if "listing" in section.get("class", [])]
    listed = next((section for section in sections if section.parent.name == "main"), None)
    if listed is None:
        return None
    items, h1 = listed.find_all("li"), listed.h1
    # By their place and not by what they say: a headline may be a word of the theme.
    apart = {id(element) for element in [*items, h1]}
    others = [text for text in listed.find_all(string=True) if not apart & {id(parent) for parent in text.parents}]
    entries, rest = [], "".join("".join(others).split())
    for entry in items:
        link = entry.select_one("h2 a")
        said = {part: words(entry.select_one(here)) for part, here in PARTS.items()}
        entries.append((link.get("href", "") if link else "", said))
        if words(entry).replace("网络版日期：", "") != "".join(said.values()):
            rest += words(entry)
    return Listing(tuple(entries), rest)


def words(element: Tag | None) -> str:
    """Return an element's words without white space, "" for no element."""
    return "" if element is None else "".join(element.get_text().split())


def faults(
    lists: dict[str, Listing], heads: dict[str, dict[str, str]], target: Callable[[str, str], str | None]
) -> list[str]:
    """Return, a sentence each, where the lists do not name each article once, the newest first, in its own words.

    lists: by the page's name. heads: what head() returns, by the name of each page that is to be listed.
    target: gives the name of the page that an address on the page of a name leads to.
    """
    sentences = []
    listed: list[tuple[str, str]] = []
    for name, page in sorted(lists.items(), key=lambda item: number(item[0])):
        if not OWN_WORDS.fullmatch(page.rest):
            sentences.append(
                f"{name}: the list says 「{page.rest[:30]}」, which is no word of an article or of the theme"
            )
        for address, said in page.entries:
            story = target(name, address)
            if story not in heads:
                sentences.append(f"{name}: the entry 「{said['headline'][:20]}」 leads to no article")
                continue
            for part, expected in heads[story].items():
                if said[part] != expected and (name != "404.html" or part == "headline"):
                    sentences.append(
                        f"{name}: the {part} of {story} is given as 「{said[part][:30]}」, not 「{expected[:30]}」"
                    )
            if name != "404.html":
                listed.append((story, heads[story]["date"]))
    if not listed and not (lists.keys() - {"404.html"}):
        return sentences
    named = [story for story, _ in listed]
    sentences += [f"{story}: the front page does not list it" for story in sorted(heads.keys() - set(named))]
    sentences += [
        f"{story}: the front page lists it {named.count(story)} times"
        for story in sorted(set(named))
        if named.count(story) > 1
    ]
    for (before, early), (after, late) in pairwise(listed):
        if day(early) < day(late):
            sentences.append(f"{after}: the front page lists it after {before}, which is older")
    return sentences


def number(name: str) -> int:
    """Return which page of the list a name is: 1 for index.html, 3 for index-3.html."""
    found = re.fullmatch(r"index-(\d+)\.html", name)
    return int(found[1]) if found else 1


def day(words: str) -> tuple[int, ...]:
    """Return a printed date, such as 2026年11月22日, as numbers that can be compared."""
    return tuple(map(int, re.findall(r"\d+", words)))
