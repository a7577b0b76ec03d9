"""An article's links: each leads to the web, to a place on the page, or to a file that the bundle will hold.

A browser follows any address, and Pelican leaves one that it cannot resolve as it stands.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from edition.article.head import PLACEHOLDER, SYNTAX
from edition.faults import Fault, suggestion

HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?|[0-9a-f.]*:[0-9a-f:.]*")  # a name, in any script, or an IPv6 address
NO_ADDRESS = re.compile(r"[\"'`\\^{|}]|&#?\w+;")
LONGEST_NAME = 1_000  # characters of a file's name with its folders: no system opens longer ones


def check_links(path: Path, links: list[tuple[int, str]], ids: set[str], content: Path) -> list[tuple[int, str, str]]:
    """Return line, file (relative to content) and fragment of each link to another article.

    links: line and address of each; ids: those of the page. Raises Fault for a link whose target the bundle will not
    hold (WHATWG HTML, 2.4 URLs); whether the other article is published, and has the fragment, is known when all are
    read.
    """
    to_articles = []
    for line, address in links:
        placeholder = PLACEHOLDER.match(address)
        target, _, fragment = address[placeholder.end() :].partition("#") if placeholder else ("", "", "")
        target = unquote(target)
        if placeholder and placeholder[1] == "filename" and target.endswith(".md"):
            base = content if target.startswith("/") else path.parent
            found = check_file(path, line, target.lstrip("/"), base, content)
            to_articles.append((line, found.relative_to(content.resolve()).as_posix(), unquote(fragment)))
        elif address.startswith("#"):
            check_fragment(path, line, address[1:], ids)
        elif not is_web_address(address) or SYNTAX.search(address):
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
    if NO_ADDRESS.search(address):
        return False
    if parts.scheme == "mailto":
        return bool(re.fullmatch(r"[^@\s]+@[^@\s]+", parts.path)) and not parts.netloc
    return parts.scheme in ("http", "https") and bool(HOST.fullmatch(parts.hostname or ""))


def check_file(path: Path, line: int, name: str, base: Path, content: Path | None = None) -> Path:
    """Return the file base/name, resolved; raise Fault unless it is one inside content (or else base)."""
    if len(name) > LONGEST_NAME:
        raise Fault("l-005", path, line, name=f"{name[:80]}…", suggestion="write the name of a file")
    inside = (content or base).resolve()
    target = (base / name).resolve()
    if not target.is_relative_to(inside):
        raise Fault("l-004", path, line, name=name)
    try:
        is_file = target.is_file()
    except OSError:  # a name that is too long for the system
        is_file = False
    if not is_file:
        near = [p.relative_to(inside).as_posix() for p in target.parent.glob("*") if p.suffix == target.suffix]
        hint = suggestion(name, near, "put the file there, or correct its name")
        raise Fault("l-005", path, line, name=name[:80], suggestion=hint)
    return target
