"""Proves a newspaper's web edition anew: python3 verify.py [folder | https://address | edition-in-one-file.html]

Source pages (source/NAME.txt), reading orders (source/SLUG.order.txt) and articles' pages must agree: each character of a
source, white space apart, stands in one row of one order, or in none, as the 核对页 says; rows quote lines; an order is as
signed; a page has its order's words, part by part, in order, and no others but the edition's own (data-edition). Where it
differs this ends with 1. It does not tell if the source is what was printed, what style and scripts hide or add, what a part is, if
the edition's own words are true; of a radical or a private code it takes any. Needs Python 3.8.
"""

import html
import re
import sys
import urllib.request
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from unicodedata import category

ITEM = re.compile(r"([+_-])(?:\?|([0-9]+)(?:\[([0-9]+)-([0-9]*)\]|(\.\.|__)([0-9]+))?)")
ENTRIES = "version source sha256 encoding reads origin extracted reviewed rows".split()
GAP, TAKEN = "\ufffc", "\0"  # where the source breaks off; in the place of each character that a row has
ANY = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\ue000-\uf8ff\U0002f800-\U0002fa1d\U000f0000-\U0010fffd]")
UNSEEN = dict.fromkeys(code for code in range(sys.maxunicode) if category(chr(code)) == "Cf")
INLINE = "a abbr b cite code em i img mark q s small source span strong sub sup td th time u wbr".split()
SPACE_AT_HAN = re.compile("(?<=[^!-~\\u00a1-\\u024f]) | (?=[^!-~\\u00a1-\\u024f])")  # which no reader sees
ODD = re.compile(r'<(?!(/?[a-z]\w*( [\w:-]+(="[^"<>]*")?)*|!doctype html)>)|</?(textarea|template|svg|plaintext|frame)')


def read(base, name):
    """Return a file of the edition at that address; of an edition in one file what it holds in its place."""
    text = urllib.request.urlopen(base if base.endswith(".html") else f"{base}/{name}").read().decode()
    kind = "order" if name.endswith(".order.txt") else name.partition("/")[0]
    held = re.search(f'(?s)<pre id="{kind}-text"[^>]*>\n(.*?)</pre>', text)
    return html.unescape(held[1]) if held else text


def words_of(page):
    """Return the words of each part of a page's text that is not the edition's own."""
    page, stack, text, new = re.sub(r"(?s)<(style|script)\b((?!<!--).)*?</\1>", "", page), [("", False)], "", True
    assert not ODD.search(page), f"本版不用、浏览器各有读法的标记 foreign markup: {ODD.search(page)}"
    for end, tag, attributes, words in re.findall(r"<(/?)([a-z][a-z0-9]*)([^>]*)>([^<]*)", page):
        assert not end or stack.pop()[0] == tag, f"本版不用的标记 foreign markup: </{tag}>"
        gap = ' data-edition="gap"' in attributes and not stack[-1][1]
        own = stack[-1][1] or ' data-edition="' in attributes or tag == "title"
        stack += [] if end or tag in "br hr img input link meta source wbr".split() else [(tag, own)]
        new = new or tag not in INLINE
        words = " " * (tag in ("td", "th")) + GAP * gap + html.unescape(words) * (not stack[-1][1])
        if words.strip() or not new:
            text, new = text + TAKEN * new + words, False
    return text.split(TAKEN)[1:]


def same(source, words):
    """Return whether words are those of the source; spaces that are not read do not count."""
    one, two = (SPACE_AT_HAN.sub("", " ".join(text.translate(UNSEEN).split())) for text in (source, words))
    return len(one) == len(two) and all(a == b or ANY.match(a) for a, b in zip(one, two))


def row(role, place, quotes, lines):
    """Return the words of a row, and take them out of the lines; "" for what is set aside."""
    items, text = list(ITEM.finditer("+" + place)), ""
    quotes = re.match(".+?(?:: |：)(.*)", quotes)[1] if role == "aside" else quotes
    assert "".join(item[0] for item in items) == "+" + place, f"{place}?"
    for item, quote in zip_longest(items, quotes.split(" + ")):
        seam, line, begin, end, run, last = item.groups()
        first, cut, final = " ".join((quote if line else quote.replace("?", GAP)).split()).partition(" ... ")
        line, last, begin, end = int(line or 0), int(last or line or 0), int(begin or 1) - 1, int(end or 10**6)
        numbers = [number for number in lines if line <= number <= last]
        words = [" ".join(lines[number][begin:end].split()) for number in numbers]
        fits = same(words[0][: len(first)], first) and same(words[-1][-len(final or first) :], final or first)
        fits = fits and (cut or [len(first)] == [len(said) for said in words]) and TAKEN not in "".join(words)
        fits = fits and [numbers[0], numbers[-1]] == [line, last] and (seam != "-" or text[-1:] == "-")
        assert fits, f"次序与来源页不符 order and source differ: {role} {place} {quote}"
        for number, said in zip(numbers, words):
            seam = {"..": "+", "__": "_"}[run] if number > line else seam
            text = (text[:-1] if seam == "-" else text + " " * (seam == "_")) + said
            taken = re.sub(r"\S", TAKEN, lines[number][begin:end])
            lines[number] = lines[number][:begin] + taken + lines[number][end:] if number else GAP
    return text * (role != "aside")


def article(base, slug, file, sources):
    """Compare the order and the page of an article; note in sources what is left of its source's lines, and may be."""
    order = [line for line in read(base, f"source/{slug}.order.txt").split("\n") if line.strip() and line[0] != "#"]
    head = dict(line.strip().split(maxsplit=1) for line in order if line.split()[0] in ENTRIES)
    signed = "\n".join(" ".join(line.split()) for line in order if line.split()[0] != "rows").encode()
    assert [head["version"], head["rows"]] == ["2", sha256(signed).hexdigest()], f"{slug}: 签署不符 not as signed"
    text = read(base, "source/" + head["source"])
    codes, forms = ("utf-8", "gb18030", "big5hkscs", "cp1252", "utf-16"), (text, text.replace("\n", "\r\n"))
    digests = [sha256(form.encode(code, "replace")).hexdigest() for code in codes for form in forms]
    assert head["sha256"] in digests or "encoding" in head, f"{head['source']}: 摘要不符 has another digest"
    lines = enumerate([GAP, *re.split("\r\n?|\n", text.translate(UNSEEN))])  # U+FEFF at its beginning, too
    lines = {number: line.rstrip() for number, line in lines if line.strip()}
    left = re.findall('<span class="left">(.*?)</span>', read(base, f"{slug}.source.html"))
    lines, _ = sources.setdefault(head["source"], (lines, html.unescape("".join(left))))
    parts = [row(*line.translate(UNSEEN).split(maxsplit=2), lines) for line in order[len(head) :]]
    for said, words in zip_longest(filter(None, parts), words_of(read(base, file)), fillvalue=""):
        one, two = "".join(said.split()), "".join(words.split())
        at = max(0, next((n for n, (a, b) in enumerate(zip(one, two)) if a != b), min(len(one), len(two))) - 8)
        assert same(said, words), f"{file}: 网页 page 「{two[at : at + 24]}」 ≠ 来源 source 「{one[at : at + 24]}」"


def main(place):
    """Compare the edition at that place; return what was compared, in words, or raise an error where something differs."""
    base, sources = place.rstrip("/") if "://" in place else Path(place).resolve().as_uri(), {}
    sums = read(base, "SHA256SUMS")
    slugs = re.findall(r"  source/([a-z0-9-]+)\.order\.txt\n", sums) or ["edition"]
    for slug in slugs:
        article(base, slug, f"{slug}.html" if f"  {slug}.html\n" in sums else "index.html", sources)
    for name, (lines, left) in sources.items():
        rest = "".join(lines[number] for number in lines if number).replace(TAKEN, "")
        assert same("".join(rest.split()), "".join(left.split())), f"{name}: 有字不在次序中 no row has 「{rest[:30]}」"
    return f"{len(slugs)} 篇 article(s), {len(sources)} 来源页 source page(s)"


if __name__ == "__main__":
    try:
        print("一致 It agrees:", {True: main}[__debug__]([*sys.argv, "."][1]))  # not with -O: nothing is asserted then
    except Exception as error:
        sys.exit(f"不一致，或读不到 It differs, or can't be read: {error or type(error)}")
