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

from bs4 import BeautifulSoup

from plugins.faults import ROOT, Fault
from plugins.inline_assets import minify_js, svg_address

WORKER, MANIFEST = "sw.js", "manifest.webmanifest"
THEME = ROOT / "theme"
# What no reader opens: the worker, what only hosts and machines read, checksums.
NOT_KEPT = re.compile(r"sw\.js|.+\.(gz|br)|SHA256SUMS|_headers|\.nojekyll|robots\.txt|(sitemap|feed)\.xml")


def write_offline_files(bundle: Path, *, enabled: bool = True) -> None:
    """Write the manifest and then the worker into the bundle.

    enabled: False writes the worker that withdraws the ones before it (see above).
    Raises Fault where the bundle has no front page.
    """
    (bundle / MANIFEST).write_text(manifest(site_name(bundle)), encoding="utf-8")
    (bundle / WORKER).write_text(worker(kept_files(bundle) if enabled else {}), encoding="utf-8")


def site_name(bundle: Path) -> str:
    """Return the name of the site (SITENAME), as the front page's masthead has it; raise Fault if there is none."""
    page = bundle / "index.html"
    link = BeautifulSoup(page.read_bytes(), "html.parser").select_one(".masthead a") if page.is_file() else None
    if link is None:
        raise Fault(page, None, "no front page with a masthead is here", "build the whole bundle")
    return link.get_text()


def manifest(name: str) -> str:
    """Return the text of the manifest (W3C, Web Application Manifest) of a site of this name.

    Below an icon there is room for few characters: the short name is what stands before an interpunct. The icon
    stands in the manifest, since the pages' policy lets no image be loaded from a file.
    """
    common = json.loads((THEME / "worker" / MANIFEST).read_text(encoding="utf-8"))
    picture = svg_address((THEME / "inline" / "icon.svg").read_text(encoding="utf-8"))
    icons = [{"src": picture, "sizes": "any", "type": "image/svg+xml"}]
    named = {"name": name, "short_name": name.partition("·")[0], **common, "icons": icons}
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def kept_files(bundle: Path) -> dict[str, str]:
    """Return the hash, as an integrity attribute has it (W3C, SRI, 3.1), of each file that a reader can reach."""
    names = sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())
    return {name: integrity((bundle / name).read_bytes()) for name in names if not NOT_KEPT.fullmatch(name)}


def integrity(data: bytes) -> str:
    """Return the SHA-256 of data in the form of an integrity attribute."""
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")


def worker(files: dict[str, str]) -> str:
    """Return the text of a worker that keeps the files: hash by name."""
    code = minify_js((THEME / "worker" / WORKER).read_text(encoding="utf-8"))
    listed = f"const FILES={json.dumps(files, ensure_ascii=False, indent=0)};\n"
    version = hashlib.sha256((listed + code).encode("utf-8")).hexdigest()[:16]
    return f'{listed}const VERSION="{version}";\n{code}\n'
