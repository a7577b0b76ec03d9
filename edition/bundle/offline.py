"""Why: Pelican has nothing that lets a hosted page be read when the network drops.

Writes into a finished bundle the service worker that keeps the whole of it on a reader's device, with the list of
its files and their hashes, and the web app manifest. It must come when all other files that a reader can reach are
written and will not change: the worker takes no bytes but those that are listed.

The kill switch: a browser that has met a worker goes on using it, even after its file is deleted from the host. To
withdraw one, deploy a bundle written with enabled=False (make publish OFFLINE=no) to the same address and leave it
there: its worker has an empty list, deletes what was stored and ends its own registration at a reader's next visit;
the visit after that is read from the host.
"""

import base64
import hashlib
import json
import re
from pathlib import Path

from edition.faults import ROOT
from edition.names import LIST_PAGE, MANIFEST, MISSING_PAGE, PHOTOGRAPH, SOURCE_VIEW, TYPES, WORKER
from edition.pages.filters import minify_js, svg_address, with_colours

THEME = ROOT / "theme"
# What a cheap phone can spare for one edition: some thousand articles, or a hundred photographs.
MOST_BYTES = 30_000_000
PHONE_WIDTH = 960  # pixels across, of a photograph on a phone
ENTRY = re.compile(r'<h2><a href="\./([a-z0-9/-]+\.html)"')  # as templates/index.html has it
REACHED = re.compile(r"(?:source|images)/[A-Za-z0-9_-]+\.(?:(?:order\.)?txt|webp|jpg)|[a-z0-9-]+\.source\.html")
LISTED = re.compile(r"const FILES=(\{.*?\});\n", re.DOTALL)
# What no reader opens: the worker, what only hosts and machines read, checksums.
NOT_KEPT = re.compile(r"sw\.js|.+\.(gz|br)|SHA256SUMS|_headers|\.nojekyll|robots\.txt|(sitemap|feed)\.xml")


def write_offline_files(bundle: Path, site_name: str, lang: str, *, enabled: bool = True) -> None:
    """Write the manifest and then the worker into the bundle of a site of that name, in that language.

    enabled: False writes the worker that withdraws the ones before it (see above).
    """
    (bundle / MANIFEST).write_text(manifest(site_name, lang), encoding="utf-8")
    write_worker(bundle, enabled=enabled)


def write_worker(bundle: Path, *, enabled: bool = True) -> None:
    """Write the worker into the bundle, of which all other files are written; enabled as above."""
    (bundle / WORKER).write_text(worker(kept_files(bundle) if enabled else {}), encoding="utf-8")


def manifest(name: str, lang: str) -> str:
    """Return the text of the manifest (W3C, Web Application Manifest) of a site of this name, in this language.

    Below an icon there is room for few characters: the short name is what stands before an interpunct. The icon
    stands in the manifest, since the pages' policy lets no image be loaded from a file.
    """
    css = (THEME / "inline" / "main.css").read_text(encoding="utf-8")
    common = json.loads(with_colours((THEME / "worker" / MANIFEST).read_text(encoding="utf-8"), css))
    picture = svg_address((THEME / "inline" / "icon.svg").read_text(encoding="utf-8"), css)
    icons = [{"src": picture, "sizes": "any", "type": "image/svg+xml"}]
    named = {"name": name, "short_name": name.partition("·")[0], "lang": lang, **common, "icons": icons}
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def kept_files(bundle: Path) -> dict[str, str]:
    """Return the hash, as an integrity attribute has it (W3C, SRI, 3.1), of each file that a reader's device keeps.

    That is whatever the lists of articles lead to, so that no hidden article is named, each photograph in one of its
    widths. Of a bundle too large for a phone it is the newest articles, as many as MOST_BYTES hold.
    """
    sizes = {path.relative_to(bundle).as_posix(): path.stat().st_size for path in bundle.rglob("*") if path.is_file()}
    names = one_of_each_photograph({name for name in sizes if not NOT_KEPT.fullmatch(name)})
    return {name: integrity((bundle / name).read_bytes()) for name in sorted(newest(bundle, names, sizes))}


def one_of_each_photograph(names: set[str]) -> set[str]:
    """Return the names with one file for each photograph: the WebP that a phone shows; others are asked of the host."""
    best: dict[tuple[str, str], str] = {}
    files = [match for name in names if (match := PHOTOGRAPH.fullmatch(name))]
    for file in sorted(files, key=lambda file: (file["suffix"] != "webp", abs(int(file["width"]) - PHONE_WIDTH))):
        best.setdefault((file["name"], file["key"]), file[0])
    return names - {file[0] for file in files} | set(best.values())


def newest(bundle: Path, names: set[str], sizes: dict[str, int]) -> set[str]:
    """Return those of the names that the newest listed articles need, and the lists; sizes: in bytes, by name."""
    lists = sorted((name for name in names if LIST_PAGE.fullmatch(name)), key=lambda name: (len(name), name))
    listed = "".join((bundle / name).read_text(encoding="utf-8") for name in lists)  # or the only article
    kept = {name for name in names if not name.endswith(".html") and not name.startswith(("source/", "images/"))}
    kept |= {MISSING_PAGE, *lists, *reached_from(bundle, listed)} & names
    room = MOST_BYTES - sum(sizes[name] for name in kept)
    for article in [link for link in ENTRY.findall(listed) if link in names]:
        needed = {article, *reached_from(bundle, (bundle / article).read_text(encoding="utf-8"))} & names - kept
        room -= sum(sizes[name] for name in needed)
        if room < 0:
            break
        kept |= needed
    return kept


def reached_from(bundle: Path, html: str) -> set[str]:
    """Return the names of the files that a page of that HTML leads to, and those that its view of the source does."""
    found = {*REACHED.findall(html)}
    views = [(bundle / name).read_text(encoding="utf-8") for name in found if name.endswith(SOURCE_VIEW)]
    further = {name for view in views for name in REACHED.findall(view)}
    return found | {name for name in further if not name.endswith(SOURCE_VIEW)}  # such as another article's of the page


def integrity(data: bytes) -> str:
    """Return the SHA-256 of data in the form of an integrity attribute."""
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")


def worker(files: dict[str, str]) -> str:
    """Return the text of a worker that keeps the files: hash by name."""
    code = minify_js((THEME / "worker" / WORKER).read_text(encoding="utf-8"))
    listed = f"const FILES={json.dumps(files, ensure_ascii=False, indent=0)};\nconst TYPES={json.dumps(TYPES)};\n"
    version = hashlib.sha256((listed + code).encode("utf-8")).hexdigest()[:16]
    return f'{listed}const VERSION="{version}";\n{code}\n'


def listed_files(worker_text: str) -> dict[str, str]:
    """Return the files that a worker keeps, hash by name; {} where it keeps none, or is no worker of an edition."""
    found = LISTED.match(worker_text)
    try:
        listed = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):
        return {}
    return listed if isinstance(listed, dict) else {}


def report(bundle: Path) -> str:
    """Return, in a few words, how much of the bundle a reader's device keeps."""
    listed = listed_files((bundle / WORKER).read_text(encoding="utf-8"))
    if not listed:
        return "no file is kept for reading offline: earlier copies are withdrawn"
    left = len({path.relative_to(bundle).as_posix() for path in bundle.rglob("*.html")} - listed.keys())
    told = f"; {left} page(s), hidden or older, are not" if left else ""
    return f"{len(listed)} files are kept for reading offline{told}"
