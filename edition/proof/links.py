"""Where the addresses of a page lead: in the page itself, to another file of the bundle, or out of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import Tag

# Where an element names a file that the browser loads, follows or sends to (HTML Living Standard, index of attributes).
ADDRESSES = ("href", "src", "srcset", "poster", "data", "action", "formaction", "cite", "background", "ping")


@dataclass(frozen=True, slots=True)
class Link:
    """An address that leads to another file of the bundle; whether it lands, only the whole bundle can tell.

    path: the file, from the bundle's root. fragment: the place on it, or "". element, attribute: where it stands.
    """

    address: str
    element: str
    attribute: str
    path: str
    fragment: str


def addresses(element: Tag) -> Iterator[tuple[str, str]]:
    """Yield attribute and address for each address that the element names."""
    for attribute in ADDRESSES:
        value = element.attrs.get(attribute)
        if value is None:
            continue
        if attribute == "srcset":
            yield from ((attribute, candidate.split()[0]) for candidate in value.split(",") if candidate.split())
        else:
            yield attribute, value


def target(name: str, address: str) -> str | None:
    """Return the path in the bundle that the address on page name leads to, None if it leads out of the bundle."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    if not parts.path:
        return name
    stack = name.split("/")[:-1]
    for step in unquote(parts.path).split("/"):
        if step == "..":
            if not stack:
                return None
            stack.pop()
        elif step not in (".", ""):
            stack.append(step)
    return "/".join(stack)


def judge(name: str, element: Tag, attribute: str, address: str) -> Link | str:
    """Return the link to another file that the address on page name is, or else what is wrong with it, or ""."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"{address} is no address"
    if parts.scheme in ("http", "https", "mailto") and element.name == "a":
        return ""
    if parts.scheme == "data" and element.name == "link" and element.get("rel") == ["icon"]:
        return ""
    if parts.scheme == "data" and element.name == "img":
        return ""  # photographs.data_faults looks at it
    if parts.scheme in ("http", "https") and element.name == "link" and element.get("rel") == ["canonical"]:
        return ""  # own_address.faults compares it
    if parts.scheme or parts.netloc:
        return f"{address} is loaded from elsewhere; the bundle must hold it"
    path = target(name, address)
    if path is None:
        return f"{address} leads out of the bundle; write it relative to the page"
    if parts.path.endswith("/"):
        return f"{address} leads to no file of the bundle"
    return Link(address, element.name, attribute, path, unquote(parts.fragment))


def unresolved(link: Link, names: frozenset[str], ids: dict[str, str]) -> str:
    """Return what is wrong with the link, or "".

    names: the bundle's files. ids: the ids on each of its pages that could be read, a line each.
    """
    if link.path not in names:
        return f"{link.address} leads to no file of the bundle"
    if link.fragment and link.path in ids and link.fragment not in ids[link.path].split("\n"):
        return f"{link.address} leads to no place on {link.path}"
    return ""
