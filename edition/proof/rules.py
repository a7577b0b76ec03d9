"""The checks of one page's markup: what makes it readable by people and machines alike, source or none."""

import base64
import hashlib
import json
import re
import unicodedata
from functools import cache

from bs4 import NavigableString, Tag

from edition.pages.filters import css_string, minify_js
from edition.proof.page import Page, theme_style, theme_text, within, within_the_edition
from edition.source.order import GAP

# The only words that the edition may put among the article's, by the kind that data-edition names.
WORDS_AMONG_THE_ARTICLES = {
    "gap": r"〔原文此处中断，见注[0-9]+〕",
    "figure": r"图[0-9]+(原文配图，未随文提供)?",
}
KINDS = {*WORDS_AMONG_THE_ARTICLES, "navigation", "masthead", "controls", "contents", "notes", "colophon", "source"}
# Every element that a page of the edition may have, with its attributes beside those that any may have.
EVERYWHERE = frozenset("id class data-edition".split())
ROLES = frozenset(["doc-endnotes", "doc-noteref", "doc-backlink"])
ELEMENTS = {
    "html": "lang",
    "head": "",
    "meta": "charset name property content media http-equiv",
    "title": "",
    "link": "rel href type title",
    "style": "",
    "script": "type",
    "body": "",
    "a": "href role rel aria-label",
    "nav": "aria-label",
    "section": "role aria-labelledby tabindex",
    "picture": "",
    "source": "type srcset sizes",
    "img": "src srcset sizes alt width height loading decoding",
    "time": "datetime",
    "input": "type name checked",
    "article": "tabindex",
    **dict.fromkeys(
        "header hgroup h1 h2 p span strong main ul ol li figure figcaption footer fieldset legend label wbr pre".split(),
        "",
    ),
}
METADATA = frozenset(
    "charset Content-Security-Policy viewport theme-color description og:type og:title og:description og:site_name "
    "og:locale og:url robots".split()
)
QUOTED = re.compile(r"到“(.+)”为止", re.DOTALL)  # the words that a note says stand before its gap
STRUCTURED_DATA = frozenset("@context @type headline alternativeHeadline author inLanguage articleSection url".split())
# What the policy of every page allows beside style, script and images.
POLICY = {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"]}
OFFLINE = {"manifest-src": ["'self'"], "worker-src": ["'self'"]}
# By the kind of a page: the theme's style sheets and scripts on it, and what its policy allows further.
ASSETS = {
    "article": (["main.css"], ["reading-size.js", "read-aloud.js", "offline.js"], OFFLINE),
    "article in one file": (["main.css"], ["reading-size.js", "read-aloud.js"], {}),
    "article and source in one file": (["main.css", "source-page.css"], ["reading-size.js", "read-aloud.js"], {}),
    "list": (["main.css", "listing.css"], ["reading-size.js", "offline.js"], OFFLINE),
    "missing address": (
        ["main.css", "listing.css"],
        ["reading-size.js", "not-found.js"],
        {"connect-src": ["'self'"]},
    ),
}
# Left by a build that went wrong: Pelican's link syntax, blocks and marks of the article's Markdown, Jinja's tags.
LEFTOVERS = re.compile(r"\{(?:static|filename|attach|index|author|category|tag)\}|///|\[\[|\]\]|\{\{|\}\}|\{%|%\}")
# A hash in the policy, judged by policy(); one page in some thousands has /// in it (CSP 3, 2.3.1).
HASH_SOURCE = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")


def faults(page: Page) -> list[str]:
    """Return, a sentence each, what is wrong with the page's markup."""
    return [
        *document(page),
        *vocabulary(page),
        *headings(page),
        *landmarks(page),
        *ids(page),
        *leftovers(page),
        *edition_words(page),
        *sections(page),
        *gaps(page),
        *figures(page),
        *labels(page),
        *dates(page),
        *policy(page),
        *assets(page),
    ]


def document(page: Page) -> list[str]:
    """The page is whole, says that it is Chinese and UTF-8, and has a title."""
    sentences = []
    html = page.first("html")
    if html is None or html.get("lang") not in ("zh-CN", "zh-Hans", "zh-Hans-CN"):
        sentences.append("the html element does not say lang=zh-CN")
    charset = next((meta for meta in page.named("meta") if meta.has_attr("charset")), None)
    if charset is None or charset["charset"].lower() != "utf-8":
        sentences.append("the page does not declare charset utf-8")
    h1 = page.first("h1")
    title = page.first("title")
    if not title or (h1 and h1.get_text() != title.get_text()):
        sentences.append("the title is not the headline")
    names = [name for element in page.elements for name in (element.name, *element.attrs)]
    characters = set("".join([*names, *page.attribute_values, *page.texts])) - {"\n"}
    for character in sorted(one for one in characters if unicodedata.category(one) in ("Cc", "Cf", "Co", "So")):
        if character in (GAP, "\N{REPLACEMENT CHARACTER}") or unicodedata.category(character) != "So":
            sentences.append(f"the page holds U+{ord(character):04X}, which no reader sees as it is meant")
    altering = [rule for style in page.styles for rule in style.other_words]
    sentences += [f"the style sheet alters what is read: {rule}" for rule in altering]
    return sentences


def vocabulary(page: Page) -> list[str]:
    """Only the elements and attributes that the theme and the article's Markdown make; each does one thing.

    Any other may show, hide or alter words in a way that these checks do not know.
    """
    sentences = []
    for element in page.elements:
        known = ELEMENTS.get(element.name)
        if known is None:
            sentences.append(f"the page has a <{element.name}>, which no page of the edition has")
            continue
        for name in element.attrs:
            if name not in EVERYWHERE and name not in known.split():
                sentences.append(f"a <{element.name}> has the attribute {name}, which no page of the edition has")
        if element.get("role", "doc-backlink") not in ROLES:
            sentences.append(f"a <{element.name}> has the role {element['role']}, which no page of the edition has")
    for name in ("html", "head", "body", "title"):
        if len(page.named(name)) != 1:
            sentences.append(f"the page has {len(page.named(name))} {name} elements, not one")
    words = page.soup.get_text()
    for meta in page.named("meta"):
        name = (
            meta.get("name")
            or meta.get("property")
            or meta.get("http-equiv")
            or ("charset" if meta.get("charset") else "")
        )
        if name not in METADATA or len({"name", "property", "http-equiv", "charset"} & set(meta.attrs)) != 1:
            sentences.append(f"the page has the metadata {name}, which no page of the edition has")
        said = meta.get("content", "")
        if name in ("description", "og:title", "og:description") and said not in words:
            sentences.append(f"the metadata {name} says what the page does not: 「{said[:30]}」")
    return sentences


def headings(page: Page) -> list[str]:
    """One h1, before every other heading, and no rank is skipped (WCAG 2.2, 1.3.1)."""
    found = [element for element in page.elements if re.match(r"h[1-6]", element.name)]
    ranks = [int(heading.name[1]) for heading in found]
    sentences = []
    if ranks.count(1) != 1:
        sentences.append(f"the page has {ranks.count(1)} h1 elements, not one")
    if ranks and ranks[0] != 1:
        sentences.append(f"the first heading, 「{found[0].get_text()}」, is no h1")
    for heading, rank, before in zip(found[1:], ranks[1:], ranks, strict=False):
        if rank > before + 1:
            sentences.append(f"the heading 「{heading.get_text()}」 skips from h{before} to h{rank}")
    return sentences


def landmarks(page: Page) -> list[str]:
    """One main, one header and one footer of the page, one article; every nav has a name."""
    sentences = []
    for name, found in [
        ("main", page.named("main")),
        ("article", page.soup.select("main article, main .listing")),
        ("header", [header for header in page.named("header") if header.parent.name == "body"]),
        ("footer", [footer for footer in page.named("footer") if footer.parent.name == "body"]),
    ]:
        if len(found) != 1:
            sentences.append(f"the page has {len(found)} {name} elements, not one")
    sentences += ["a nav has no aria-label" for nav in page.named("nav") if not nav.get("aria-label")]
    return sentences


def ids(page: Page) -> list[str]:
    """Every id is ASCII and stands once; every paragraph and section of the article has one."""
    sentences, seen = [], set()
    for name in page.ids:
        if name in seen:
            sentences.append(f"the id {name} stands twice")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
            sentences.append(f"the id {name} is not plain ASCII")
        seen.add(name)
    for block in page.blocks:
        if block.element.name == "p" and not within(block.element, "header") and not block.element.get("id"):
            sentences.append(f"the paragraph “{block.text.strip()[:12]}…” has no id to link to")
    return sentences


def leftovers(page: Page) -> list[str]:
    """No syntax of the tools is left where a reader or a browser meets it."""
    texts = [text for text in page.texts if text.parent.name not in ("script", "style")]
    values = [HASH_SOURCE.sub("", value) for value in page.attribute_values]
    found = {match[0] for text in [*texts, *values] if (match := LEFTOVERS.search(text))}
    return [f"the page shows {mark}, which the build should have replaced" for mark in sorted(found)]


def edition_words(page: Page) -> list[str]:
    """What the edition adds is marked with a known kind; among the article's words it says nothing of its own."""
    sentences = []
    for element in page.of_the_edition:
        kind = element["data-edition"]
        if kind not in KINDS:
            sentences.append(f"data-edition=「{kind}」 is no known kind")
        if within(element, "article") and not (kind == "contents" and element.name == "nav"):
            words = "".join(element.get_text().split())
            if not re.fullmatch(WORDS_AMONG_THE_ARTICLES.get(kind, "(?!)"), words):
                sentences.append(f"the edition adds the words 「{words[:30]}」 among the article's own")
    for element in page.elements:
        unmarked = element.name in ("nav", "aside") and not element.has_attr("data-edition")
        if unmarked and within(element, "article"):
            sentences.append(f"a <{element.name}> in the article is not marked as the edition's own")
    for nav in page.named("nav"):
        if not nav.has_attr("data-edition") or not within(nav, "article"):
            continue
        listed = [(link.get("href", ""), link.get_text()) for link in nav.find_all("a")]
        headings_there = [(f"#{s.get('id')}", s.h2.get_text()) for s in page.sections if s.h2]
        said = "".join(nav.get_text().split())
        if listed != headings_there or said != "".join("".join(words.split()) for _, words in listed):
            sentences.append(
                f"the contents list says 「{' / '.join(nav.stripped_strings)}」, and not what the headings say"
            )
    return sentences


def sections(page: Page) -> list[str]:
    """Each section of the article has an id, begins with its heading, is labelled by it and says something."""
    sentences = []
    for number, section in enumerate(page.sections, start=1):
        heading = section.find(True)
        if not section.get("id"):
            sentences.append(f"section {number} has no id")
        if heading is None or heading.name != "h2":
            sentences.append(f"section {number} does not begin with its heading")
        elif not heading.get("id") or section.get("aria-labelledby") != heading["id"]:
            sentences.append(f"section {number} is not labelled by its heading")
        if not any(block.section == number and block.element.name == "p" for block in page.blocks):
            sentences.append(f"section {number} has no paragraph")
    return sentences


def gaps(page: Page) -> list[str]:
    """Each gap mark is seen, stands in brackets, and leads to a note that leads back (DPUB-ARIA 1.1, doc-noteref)."""
    sentences = []
    for number, mark in enumerate(page.marked("gap"), start=1):
        words = before(mark)
        name = f"the gap mark after 「{words[-6:]}」"
        hidden = next((why for tag in [mark, *mark.parents, *mark.find_all(True)] if (why := page.unseen(tag))), "")
        if hidden:
            sentences.append(f"{name} is hidden {hidden}")
        link = mark.find("a", role="doc-noteref")
        note = next((item for item in page.named("li") if item.get("id") == f"note-{number}"), None)
        if link is None or link.get("href") != f"#note-{number}" or link.get_text() != f"注{number}":
            sentences.append(f"{name} does not lead to note {number}")
        if note is None or not note.find_parent(attrs={"role": "doc-endnotes"}):
            sentences.append(f"{name} has no note {number}")
        elif mark.get("id") is None or not note.find("a", role="doc-backlink", href=f"#{mark['id']}"):
            sentences.append(f"the note of {name} does not lead back")
        elif not (quoted := QUOTED.search(note.get_text())) or not words.endswith(quoted[1]):
            sentences.append(f"the note of {name} does not quote the words before it")
    return sentences


def before(mark: Tag) -> str:
    """Return the words of the mark's block before it."""
    text = ""
    for node in (mark.find_parent(["p", "figcaption"]) or mark.parent).descendants:
        if node is mark:
            break
        text += node if isinstance(node, NavigableString) else ""
    return text


def figures(page: Page) -> list[str]:
    """Each figure has one caption, and either a photograph with alt text or the statement that there is none."""
    sentences = []
    for number, figure in enumerate(page.named("figure"), start=1):
        captions = figure.find_all("figcaption")
        if len(captions) != 1 or not captions[0].get_text(strip=True):
            sentences.append(f"figure {number} has {len(captions)} captions, not one with words")
        image = figure.find("img")
        note = next((note for note in page.marked("figure") if any(tag is figure for tag in note.parents)), None)
        stated = note is not None and "未随文提供" in note.get_text()
        if note is not None and not note.get_text().strip().startswith(f"图{number}"):
            sentences.append(f"figure {number} is labelled 「{note.get_text().strip()[:4]}」")
        if note is None:
            sentences.append(f"figure {number} has no label of the edition's")
        elif any(page.unseen(tag) for tag in [note, *note.parents, *note.find_all(True)]):
            sentences.append(f"the label of figure {number} is hidden")
        if image is None and not stated:
            sentences.append(f"figure {number} has no photograph and does not say so")
        if image is not None and stated:
            sentences.append(f"figure {number} has a photograph and says that it has none")
        if image is not None and not image.get("alt", "").strip():
            sentences.append(f"the photograph of figure {number} has no alt text")
    sentences += ["an image stands outside a figure" for image in page.named("img") if not within(image, "figure")]
    return sentences


def labels(page: Page) -> list[str]:
    """A label of the edition's stands in a figure and nowhere else."""
    outside = [note for note in page.marked("figure") if not within(note, "figure")]
    return [f"a label of a figure stands outside one: 「{note.get_text().strip()}」" for note in outside]


def dates(page: Page) -> list[str]:
    """No date is claimed for the article: the edition's own, marked as such, is the only one."""
    sentences = []
    for time in page.named("time"):
        if not within_the_edition(time.parent):
            sentences.append(f"the date 「{time.get_text()}」 is not marked as the edition's own")
    for meta in page.named("meta"):
        name = meta.get("property") or meta.get("name") or ""
        if "publish" in name.lower() or name.lower() in ("date", "dc.date", "dcterms.date", "dcterms.issued"):
            sentences.append(f"the metadata {name} claims a date of publication that the source does not have")
    for script in page.named("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads("".join(map(str, script.contents)))
        except ValueError as error:
            sentences.append(f"the JSON-LD cannot be read: {error}")
            continue
        if isinstance(data, dict):
            said = [data.get("headline"), *(person.get("name") for person in data.get("author", []))]
            head = next((tag for tag in page.named("header") if tag.parent.name == "article"), None)
            sentences += [
                f"the JSON-LD says {words}, and the head of the story does not"
                for words in said
                if not head or str(words) not in head.get_text()
            ]
        for name in sorted(set(data) - STRUCTURED_DATA if isinstance(data, dict) else {"a list"}):
            sentences.append(f"the JSON-LD claims {name}, which the source does not have")
    return sentences


def policy(page: Page) -> list[str]:
    """A policy forbids all but what it names, and names each inline style and script by its hash (CSP 3, 2.3.1).

    JSON-LD has one, too: no browser asks for it, since it is a data block, but the Nu checker does.
    """
    policies = [meta for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    meta = next(iter(policies), None)
    if meta is None:
        return ["the page has no content security policy"]
    parts = [part.split() for part in meta.get("content", "").split(";") if part.strip()]
    directives = {name: sources for name, *sources in reversed(parts)}  # of two, browsers obey the first
    sentences = []
    _, _, further = ASSETS[kind(page)]
    for name, known in {
        **POLICY,
        **further,
        "img-src": ["'self'", "data:"] if page.named("img") and further else ["data:"],
    }.items():
        if directives.get(name) != known:
            sentences.append(f"the policy does not say {name} {' '.join(known)}")
    for name in sorted(directives.keys() - POLICY.keys() - further.keys() - {"style-src", "script-src", "img-src"}):
        sentences.append(f"the policy says {name}, which no page of the edition needs")
    for name, tag in [("style-src", "style"), ("script-src", "script")]:
        hashes = set()
        for element in page.named(tag):
            digest = hashlib.sha256("".join(map(str, element.contents)).encode()).digest()
            hashes.add(f"'sha256-{base64.b64encode(digest).decode()}'")
        for source in sorted(hashes - set(directives.get(name, []))):
            sentences.append(f"the policy does not allow a {tag} of the page ({source})")
        for source in sorted(set(directives.get(name, [])) - hashes):
            sentences.append(f"the policy allows a {tag} that the page does not have ({source})")
    return sentences


def kind(page: Page) -> str:
    """Return which of the kinds in ASSETS the page is."""
    sections = [section for section in page.named("section") if section.parent.name == "main"]
    if any("listing" in section.get("class", []) for section in sections):
        hidden = any(meta.get("name") == "robots" for meta in page.named("meta"))
        return "missing address" if hidden else "list"
    if any(section.get("data-edition") == "source" for section in sections):
        return "article and source in one file"
    header = page.first("header")
    home = header and header.find("a")
    return "article in one file" if home and home.get("href") == "#top" else "article"


def assets(page: Page) -> list[str]:
    """Style and script are those of this project's theme: any other can show, hide or alter words in endless ways."""
    style, script = (
        "".join(str(part) for tag in page.named(name) if tag.get("type") is None for part in tag.contents)
        for name in ("style", "script")
    )
    h1 = page.first("h1")
    title = css_string(h1.get_text().strip() if h1 else "")
    running = f'@page{{@top-center{{content:"{title}";font-size:9pt}}}}@page:first{{@top-center{{content:none}}}}'
    sheets, scripts, _ = ASSETS[kind(page)]
    sentences = []
    if style != theme_style(*sheets) + running:
        sentences.append("the style is not that of this project's theme: an older build, or altered")
    if script != theme_script(*scripts):
        sentences.append("the script is not that of this project's theme: an older build, or altered")
    return sentences


@cache
def theme_script(*names: str) -> str:
    """Return the theme's scripts of these names as the build puts them into a page."""
    return str(minify_js(theme_text(*names)))
