"""The checks of what needs the bundle's address: canonical links, sitemap, robots.txt and feed say one and the same."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from edition.proof.page import Page, parse

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CANONICAL = "canonical link"
WITH_ADDRESS = ("sitemap.xml", "robots.txt", "feed.xml")


def claimed(page: Page) -> dict[str, str]:
    """Return the addresses that the page claims as its own, by what claims them."""
    found = {}
    for link in page.named("link"):
        if link.get("rel") == ["canonical"]:
            found[CANONICAL] = link.get("href", "")
    for meta in page.named("meta"):
        if meta.get("property") == "og:url":
            found["og:url"] = meta.get("content", "")
    for script in page.named("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads("".join(map(str, script.contents)))
        except ValueError:
            continue  # structure.dates says so
        if isinstance(data, dict) and "url" in data:
            found["JSON-LD url"] = str(data["url"])
    return found


def base(claims: dict[str, dict[str, str]]) -> str:
    """Return the address of the bundle's folder as the front page claims it, "" where it claims none."""
    return claims.get("index.html", {}).get(CANONICAL, "")


def faults(site: Path, claims: dict[str, dict[str, str]], stories: set[str], load: Callable[[str], Page]) -> list[str]:
    """Return, a sentence each, where the bundle claims an address of its own that is not the same everywhere.

    claims: what claimed() returns, by the page's name. stories: the names of the pages that hold an article, the
    hidden ones left out. load: gives the page of a name.
    """
    home = base(claims)
    present = [name for name in WITH_ADDRESS if (site / name).is_file()]
    if not home:
        sentences = [f"{name}: it claims an address, and the front page has none" for name in present]
        return sentences + [
            f"{name}: it claims an address, and the front page has none" for name in claims if claims[name]
        ]
    sentences = [f"{name} is missing: the bundle knows its address" for name in WITH_ADDRESS if name not in present]
    if not home.endswith("/"):
        sentences.append(f"index.html: its canonical link, {home}, is no folder's")
    for name, claim in claims.items():
        expected = home + ("" if name == "index.html" else name)
        if name == "404.html":
            continue  # it has no address of its own
        sentences += [
            f"{name}: its {what} is {said}, not {expected}" for what, said in claim.items() if said != expected
        ]
        if CANONICAL not in claim:
            sentences.append(f"{name}: it has no canonical link")
    addresses = {home + ("" if name == "index.html" else name): name for name in stories | {"index.html"}}
    if "robots.txt" in present and f"Sitemap: {home}sitemap.xml" not in read(site / "robots.txt"):
        sentences.append("robots.txt: it does not name the sitemap")
    if "sitemap.xml" in present:
        sentences += sitemap_faults(site / "sitemap.xml", addresses)
    if "feed.xml" in present:
        sentences += feed_faults(site / "feed.xml", addresses, load)
    return sentences


def read(path: Path) -> list[str]:
    """Return the file's lines, whatever it holds."""
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def tree(path: Path) -> tuple[ElementTree.Element | None, list[str]]:
    """Return the root of an XML file, or None and what is wrong with it."""
    try:
        return ElementTree.parse(path).getroot(), []
    except ElementTree.ParseError as error:
        return None, [f"{path.name}: it is no XML: {error}"]


def sitemap_faults(path: Path, addresses: dict[str, str]) -> list[str]:
    """Return where the sitemap does not list each page once; addresses: the pages' names by their addresses."""
    root, sentences = tree(path)
    if root is None:
        return sentences
    listed = [location.text for location in root.iter(f"{SITEMAP}loc")]
    sentences += [f"sitemap.xml: {address} is missing" for address in sorted(addresses.keys() - set(listed))]
    wrong = [address for address in listed if address not in addresses or listed.count(address) > 1]
    return sentences + [f"sitemap.xml: {address} is no page of the bundle, or stands twice" for address in wrong]


def feed_faults(path: Path, addresses: dict[str, str], load: Callable[[str], Page]) -> list[str]:
    """Return where an entry of the feed does not hold the words of its page, all and in order."""
    root, sentences = tree(path)
    if root is None:
        return sentences
    entries = root.findall(f"{ATOM}entry")
    if not entries:
        sentences.append("feed.xml: it has no entry")
    for entry in entries:
        address = entry.find(f"{ATOM}link").get("href")
        if address not in addresses:
            sentences.append(f"feed.xml: {address} is no page of the bundle")
            continue
        name = addresses[address]
        story = [block.key for block in load(name).blocks]
        sent = [block.key for block in Page(parse(entry.findtext(f"{ATOM}content") or "")).blocks]
        if sent != story:
            lost = next((key for key in story if key not in sent), "their order")
            sentences.append(f"feed.xml: the entry of {name} differs from its page: 「{lost[:30]}」")
    return sentences
