"""The checks of what lets a hosted bundle be read without a network: its worker and its manifest."""

import json
import re
from collections.abc import Collection
from pathlib import Path

from edition.bundle import offline
from edition.proof.page import Page

# The files that these checks know, and those that a worker keeps: whatever a reader can open.
FILES = r"sw\.js|manifest\.webmanifest"
KEPT = re.compile(r".+\.(html|jpe?g|png|webp|avif)|source/.+\.txt|manifest\.webmanifest")
LIST = re.compile(r"const FILES=(\{.*?\});\n", re.DOTALL)


def faults(site: Path, front: Page | None) -> list[str]:
    """Return, a sentence each, what is wrong with the worker and the manifest; front: the page index.html."""
    missing = [name for name in (offline.WORKER, offline.MANIFEST) if not (site / name).is_file()]
    if missing:
        return [f"{name} is missing: each page names it for reading without a network" for name in missing]
    return worker_faults(site) + (manifest_faults(site, front) if front else [])


def listed_files(site: Path) -> dict[str, str] | None:
    """Return the files that the bundle's worker keeps, hash by name; None where no list of that form is there."""
    try:
        found = json.loads(LIST.match((site / offline.WORKER).read_text(encoding="utf-8"))[1])
    except (OSError, ValueError, TypeError):
        return None
    return found if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()) else None


def worker_faults(site: Path) -> list[str]:
    """The worker is the theme's, and its list is empty (the withdrawal) or holds each file that a reader can reach."""
    listed = listed_files(site)
    if listed is None:
        return [f"{offline.WORKER}: it does not begin with the list of the bundle's files: build the bundle again"]
    sentences = []
    if (site / offline.WORKER).read_text(encoding="utf-8") != offline.worker(listed):
        sentences.append(f"{offline.WORKER}: it is not the worker of this project's theme: an older build, or altered")
    if not listed:
        return sentences
    names = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    kept = {name for name in names if KEPT.fullmatch(name)}
    sentences += [
        f"{offline.WORKER}: it does not list {name}, which could not be read without a network"
        for name in missing_files(names, kept, listed.keys())
    ]
    for name in sorted(listed.keys() - kept):
        here = "which no reader opens" if name in names else "which is not in the bundle: no browser would take it"
        sentences.append(f"{offline.WORKER}: it lists {name}, {here}")
    for name in sorted(kept & listed.keys()):
        if listed[name] != offline.integrity(names[name].read_bytes()):
            sentences.append(f"{offline.WORKER}: it lists another hash than that of {name}: no browser would take it")
    return sentences


def missing_files(names: dict[str, Path], kept: set[str], listed: Collection[str]) -> list[str]:
    """Return which files a worker's list lacks; kept: those that a reader can reach.

    A photograph needs one file, in any width. A bundle too large for a phone may lack articles, with what they show;
    any other lacks nothing.
    """
    photographs = {name: photograph(name) for name in kept if photograph(name)}
    shown = {photographs[name] for name in listed if name in photographs}
    missing = [name for name in sorted(kept - set(listed)) if photographs.get(name) not in shown]
    lightest: dict[str, int] = {}
    for name in missing:
        size, key = names[name].stat().st_size, photographs.get(name, name)
        lightest[key] = min(size, lightest.get(key, size))
    whole = sum(names[name].stat().st_size for name in kept & set(listed)) + sum(lightest.values())
    if whole <= offline.MOST_BYTES:
        return missing
    # Of a large bundle each article that is kept must be kept whole, and the lists and the notices always.
    needed = {"404.html", offline.MANIFEST, *(name for name in kept if re.fullmatch(r"index(-\d+)?\.html", name))}
    for page in [name for name in listed if name.endswith(".html") and name in names]:
        text = names[page].read_text(encoding="utf-8", errors="replace")
        needed |= set(re.findall(r"source/[A-Za-z0-9_-]+\.txt|images/[a-z0-9-]+\.(?:webp|jpg)", text))
    return [name for name in missing if name in needed]


def photograph(name: str) -> str:
    """Return what the files of one photograph have in common, "" for another file."""
    found = re.fullmatch(r"(images/.+)-\d+-([0-9a-f]{12})\.(webp|jpg)", name)
    return f"{found[1]} {found[2]}" if found else ""


def manifest_faults(site: Path, front: Page) -> list[str]:
    """The manifest says what the theme's says, under the name in the masthead; all of it leads into the bundle."""
    masthead = front.soup.select_one(".masthead a")
    try:
        said = json.loads((site / offline.MANIFEST).read_text(encoding="utf-8"))
    except ValueError as error:
        return [f"{offline.MANIFEST}: it cannot be read: {error}"]
    meant = json.loads(offline.manifest(masthead.get_text() if masthead else ""))
    if not isinstance(said, dict):
        return [f"{offline.MANIFEST}: it is no object"]
    return [
        f"{offline.MANIFEST}: {key} is {json.dumps(said.get(key), ensure_ascii=False)}, "
        f"not {json.dumps(meant.get(key), ensure_ascii=False)}"
        for key in sorted(said.keys() | meant.keys())
        if said.get(key) != meant.get(key)
    ]


def report(site: Path) -> str:
    """Return how many files the worker of a sound bundle keeps for reading without a network."""
    listed = listed_files(site) or {}
    if not listed:
        return "the copy for reading offline is withdrawn"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    left = len(pages - listed.keys())
    return f"{len(listed)} files are kept for reading offline" + (
        f", the newest; {left} page(s) are not" if left else ""
    )
