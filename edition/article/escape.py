r"""Words that look like markup: ``\`` before a character prints that character, and nothing else.

As in CommonMark (0.31.2, 2.4 Backslash escapes) before punctuation, here of every script; before 图为, by which a caption
is known; and before a number that a heading begins with and that counts no section. Every other backslash is printed. So each character of a source can be published.
"""

import re

CAPTION_BEGINS = "[上下左右本附题題]?[图圖][为為]"
ESCAPE = re.compile(rf"\\([^\w\s\U00010000-\U0010ffff]|_|(?={CAPTION_BEGINS}).|[0-9０-９](?=[0-9０-９]?\s))")
# What would be markup in a heading, a paragraph, a caption, a cell or metadata, or be refused as nearly that; the rules
# are in article.body and article.head.
MARKUP = re.compile(
    rf"""[\\`*{{}}\[\]|] | <(?=[A-Za-z/!?]) | &(?=\#?\w+;) | ~(?=~) | ＊(?=＊) | /(?=//)
    | [］【〔](?=\s*gap\s*[\]】］〕]) | 〔(?=原文此处中断) | [】］](?=\s*[(（]\s*([A-Za-z]+:|www\.|[\#/.]))
    | ^[\#＃>] | ^/(?=/) | ^／(?=／) | ^[-+](?=\s) | ^[-_=](?=[-_=\s]*$) | \#$
    | ^[（(【](?=[图圖]|配[图圖]|照片) | ^(?={CAPTION_BEGINS}).""",
    re.VERBOSE | re.IGNORECASE,
)
# What the words before it make the mark of a list, of a caption or of an option.
MARK = re.compile(
    r"(\d{1,3}|(alt|替代文字)\s*|([图圖]|[图圖]片|配[图圖]|照片|[图圖]片[说說]明|[图圖][注註])\s*([0-9０-９一二三四五六七八九十]+\s*)?)(?P<mark>[.:：】）)／/])"
)
HIDDEN = 0x100000  # private use, which no text may hold: an escaped character stands there while markup is read


def escaped(text: str) -> str:
    r"""Return the words of one line as an article says them: with ``\`` before whatever would be markup, or refused."""
    found = {match.start() for match in MARKUP.finditer(text)}
    if mark := MARK.match(text):
        found.add(mark.start("mark"))
    return "".join("\\" * (place in found) + character for place, character in enumerate(text))


def hidden(text: str) -> str:
    """Return the text with each escaped character as one that is no markup, until shown() brings it back."""
    return ESCAPE.sub(lambda match: chr(HIDDEN + ord(match[1])), text) if "\\" in text else text


def shown(text: str) -> str:
    """Return the text that hidden() hid, with each escaped character as it is printed."""
    return re.sub("[\U00100000-\U0010ffff]", lambda match: chr(ord(match[0]) - HIDDEN), text)
