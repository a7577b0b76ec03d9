"""Who a byline names, and as what: it is printed as it is typed, and read for machines, feeds and lines that break well.

A list of role words, which an editor can extend, tells roles from names: 本报记者 甲 乙 通讯员 丙, 文/甲 图/乙, 甲 文/图.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

BETWEEN = r"\s、，,；;：:/／&＆□■●○◆◇▲（）()"
LATIN = r"[A-Za-z\u00c0-\u024f.'’-]+"
HAN = r"[\u3400-\u9fff]"
# What is no name; a name in Latin letters, of several words; one of two characters that is set with a blank between.
TOKEN = re.compile(
    rf"(?P<no>(?i:by|and)(?!{LATIN}))|{LATIN}( (?!(?i:by|and) ){LATIN})*"
    rf"|{HAN}[ \u3000]+{HAN}(?![^{BETWEEN}])|[^{BETWEEN}]+"
)


class Run(NamedTuple):
    """Words of a byline: a name, a role, or what stands between those."""

    words: str
    kind: str = ""


def runs_of(byline: str, roles: Sequence[str]) -> Iterator[Run]:
    """Yield the runs of a byline, which together are all of it; roles: the words that a role ends in."""
    any_role = "|".join(map(re.escape, roles)) or "(?!)"
    long_role = "|".join(re.escape(role) for role in roles if len(role) > 1) or "(?!)"  # 文 may begin a name
    is_role = re.compile(rf".*({long_role})|{any_role}", re.IGNORECASE)
    with_name = re.compile(rf"(?P<role>.*?({long_role}))(?P<between>\s?)(?P<name>\S.+)", re.IGNORECASE)
    end = 0
    for token in TOKEN.finditer(byline):
        if between := byline[end : token.start()]:
            yield Run(between)
        end = token.end()
        if token["no"] or is_role.fullmatch(token[0]):
            yield Run(token[0], "" if token["no"] else "role")
        elif joined := with_name.fullmatch(token[0]):
            yield from (Run(joined["role"], "role"), Run(joined["between"]), Run(joined["name"], "name"))
        else:
            yield Run(token[0], "name")
    if end < len(byline):
        yield Run(byline[end:])


def people_in(runs: Iterable[Run]) -> dict[str, str]:
    """Return the people that a byline's runs name, each once, with the role of each or ""."""
    people: dict[str, str] = {}
    role, name, between = "", "", ""  # the role that the next names have; the name just read; what stood after it
    for run in runs:
        if run.kind == "name":
            name = re.sub(rf"(?<={HAN})\s+(?={HAN})", "", run.words.strip())
            people.setdefault(name, role)
            between = ""
        elif run.kind == "role" and name and re.search("[/／(（]", between):
            people[name] = people[name] or run.words  # 甲/文
        elif run.kind == "role":
            role = role + between + run.words if between in ("/", "／") and role and not name else run.words
            name, between = "", ""
        else:
            between += run.words
    return {name: said or role for name, said in people.items()}
