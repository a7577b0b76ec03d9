"""An article's links: each leads to the web, to a place on the page, or to a file that the bundle will hold.

A browser follows any address, and Pelican leaves one that it cannot resolve as it stands.
"""

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from edition.article.head import ENTITY, SYNTAX
from edition.faults import Fault, suggestion

FILE = re.compile(r"\{filename\}(?P<name>(?!.*%00)[^#]+\.md)(#(?P<place>.*))?")
NO_ADDRESS = re.compile(rf"[\"'`\\^{{|}}]|{ENTITY.pattern}|{SYNTAX.pattern}", re.IGNORECASE)


def check_links(path: Path, links: list[tuple[int, str]], ids: set[str], content: Path) -> list[tuple[int, str, str]]:
    """Return line, file (relative to content) and fragment of each link to another article.

    links: line and address of each; ids: those of the page. Raises Fault for a link whose target the bundle will not
    hold (WHATWG HTML, 2.4 URLs); whether the other article is published, and has the fragment, is known when all are
    read.
    """
    to_articles = []
    for line, address in links:
        if file := FILE.fullmatch(address):
            name = unquote(file["name"])
            found = check_file(path, line, name.lstrip("/"), content if name.startswith("/") else path.parent, content)
            to_articles.append((line, found.relative_to(content.resolve()).as_posix(), unquote(file["place"] or "")))
        elif address.startswith("#"):
            check_fragment(path, line, address[1:], ids)
        elif NO_ADDRESS.search(address) or not is_web_address(address):
            raise Fault("l-002", path, line, address=address[:80])
    return to_articles


def check_fragment(path: Path, line: int, fragment: str, ids: set[str], target: str = "") -> None:
    """Raise Fault unless the fragment is an id of the page; target: the name of its file, where it is another's."""
    if fragment not in ids:
        hint = suggestion(fragment, ids, "name a part of it, such as #section-1 or #section-1-p2")
        raise Fault("l-003", path, line, place=f"{target}#{fragment}", suggestion=hint)


def is_web_address(address: str) -> bool:
    """Return whether the address is one of the web or of mail, whole and well formed (RFC 3986)."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return bool(re.fullmatch(r"[^@\s]+@[^@\s]+", parts.path)) and not parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def check_file(path: Path, line: int, name: str, base: Path, content: Path) -> Path:
    """Return the file base/name, resolved; raise Fault unless it is one inside content."""
    inside, target = content.resolve(), (base / name).resolve()
    with suppress(OSError):  # a name that is too long for the system
        if target.is_relative_to(inside) and target.is_file():
            return target
    near = [p.relative_to(inside).as_posix() for p in inside.rglob("*") if p.suffix == target.suffix]
    hint = suggestion(name, near, "put the file there, or correct its name")
    raise Fault("l-005", path, line, name=name[:80], suggestion=hint)
