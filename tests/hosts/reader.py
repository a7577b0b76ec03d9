"""A reader with a browser: opens an edition at an address, follows every link, and finds what the source has."""

import re
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Page

from edition.source.order import ReadingOrder
from edition.source.pieces import without_space

MOST_PAGES = 200  # so that a host that invents pages is not followed for ever
# What is far below is laid out later (content-visibility); whoever reads on will have it.
WORDS = """(selector) => {
  document.querySelectorAll("*").forEach((e) => { e.style.contentVisibility = "visible"; });
  return [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).map((e) => e.innerText);
}"""
# Ready is a worker that has stored all it wants; one whose install failed never is, hence the limit.
WORKER_IS_READY = """Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise((done) => setTimeout(done, 30000, false)),
])"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"


@dataclass
class Reading:
    """What the reader met: addresses opened, links followed, words found, and all that went wrong."""

    opened: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    sections: int = 0
    captions: int = 0
    wrong: list[str] = field(default_factory=list)
    texts: bool = False  # whether a text file was opened

    def counts(self) -> tuple[int, int, int, int]:
        """How many addresses, links, sections and captions, each address once, however a host spells it."""
        return len(spelled_once(self.opened)), len(spelled_once(self.links)), self.sections, self.captions


def spelled_once(addresses: set[str]) -> set[str]:
    """Return the addresses without the endings that some hosts take away by redirect."""
    return {re.sub(r"(index)?\.html(?=#|$)", "", address) for address in addresses}


def listen(page: Page, reading: Reading) -> None:
    """Note every failed request, error and message of the console, and every request to another machine."""

    def note_message(message) -> None:
        about = message.location.get("url", "")
        # A text file can name no icon, so that Chromium asks for one.
        wants_icon = reading.texts and urlsplit(about).path == "/favicon.ico"
        # Playwright tells so where a context may have no worker.
        if not wants_icon and message.text != "Service Worker registration blocked by Playwright":
            reading.wrong.append(f"console: {message.text} ({about})")

    def note_failure(request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a photograph's, when the reader goes on to another page
            reading.wrong.append(f"{request.url} failed: {request.failure}")

    def note_answer(answer) -> None:
        foreign = urlsplit(answer.url).hostname != "127.0.0.1" and not answer.url.startswith("data:")
        if answer.status >= 400 or foreign:
            reading.wrong.append(f"{answer.url}: status {answer.status}")

    page.on("console", note_message)
    page.on("pageerror", lambda error: reading.wrong.append(f"error: {error}"))
    page.on("requestfailed", note_failure)
    page.on("response", note_answer)


def count_words(page: Page, order: ReadingOrder, role: str, selector: str) -> int:
    """Return how many of the source's parts of that role the opened page shows, each in its place."""
    shown = [without_space(text) for text in page.evaluate(WORDS, selector)]
    return sum(unit.key in shown for unit in order.units if unit.role == role)


def read(page: Page, address: str, order: ReadingOrder) -> Reading:
    """Open the address, look for sections and captions, then follow every link of every page that is reached."""
    reading = Reading()
    listen(page, reading)
    page.goto(address)
    reading.sections = count_words(page, order, "heading", "article h2")
    reading.captions = count_words(page, order, "caption", "figcaption")
    follow(page, page.url, reading)
    return reading


def follow(page: Page, address: str, reading: Reading) -> None:
    """Follow every link that stays on this host, from the page at address on; other hosts' are not asked."""
    host = urlsplit(address).netloc
    waiting = [address]
    while waiting and len(reading.opened) < MOST_PAGES:
        link = waiting.pop()
        place, fragment = urldefrag(link)
        reading.texts = reading.texts or place.endswith((".txt", ".py"))
        answer = page.goto(link)
        if fragment and not page.evaluate("document.querySelector(':target') !== null"):
            reading.wrong.append(f"{link} leads to no place on its page")
        if place in reading.opened:
            continue
        if answer is None or not answer.ok:
            reading.wrong.append(f"{link} does not open")
        reading.opened |= {place, urldefrag(page.url)[0]}  # where a redirect led: links of that page begin there
        for found in dict.fromkeys(page.evaluate(LINKS)):
            if urlsplit(found).netloc == host and found not in reading.links:
                reading.links.add(found)
                waiting.append(found)


def keep_for_offline(page: Page, address: str) -> Reading:
    """Open the address, wait until the service worker has the whole edition, and return what went wrong meanwhile."""
    reading = Reading()
    listen(page, reading)
    page.goto(address)
    if not page.evaluate(WORKER_IS_READY):
        reading.wrong.append("no service worker was installed")
    return reading
