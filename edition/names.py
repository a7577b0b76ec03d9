"""What the files of a bundle are called: each kind of name has its one home here."""

import re
from pathlib import PurePosixPath

FRONT_PAGE = "index.html"
MISSING_PAGE = "404.html"  # what hosts show for an address where nothing is
WORKER = "sw.js"
MANIFEST = "manifest.webmanifest"
SUMS = "SHA256SUMS"
VERIFIER = "verify.py"  # which anyone repeats the proof with
HEADERS, NO_JEKYLL = "_headers", ".nojekyll"
FOR_HOSTS = (HEADERS, NO_JEKYLL)  # what a host reads and a reader of the folder never does
TWINS = (".gz", ".br")  # of a file, compressed, for hosts that send it instead
TYPES = {  # as which a file is sent, by the end of its name
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".py": "text/plain; charset=utf-8",  # to be read
    "": "text/plain; charset=utf-8",  # SHA256SUMS
    ".xml": "application/xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}

PHOTOGRAPH = re.compile(r"images/(?P<name>[a-z0-9-]+)-(?P<width>\d+)-(?P<key>[0-9a-f]{12})\.(?P<suffix>webp|jpg)")
SOURCE_PAGE = re.compile(r"source/[A-Za-z0-9_-]{1,100}\.txt")
SOURCE_VIEW = ".source.html"  # how the name of a page ends that shows the source of an article; no slug has a full stop
LIST_PAGE = re.compile(r"index(-(?P<number>[0-9]+))?\.html")
# No article's page: the bundle's own pages, files and folders, and what Windows gives to devices.
RESERVED = re.compile(
    r"index(-[0-9]+)?|404|feed|sitemap|robots|sw|source|images|drafts|con|prn|aux|nul|com[0-9]|lpt[0-9]"
)


def photograph(original: str, width: int, key: str, suffix: str) -> str:
    """Return the name of a published photograph; the same name always means the same bytes.

    original: the name of its file. width: in pixels. key: a digest, in hexadecimal digits, of all that its bytes depend on.
    """
    words = "-".join(re.findall(r"[a-z0-9]+", PurePosixPath(original).stem.lower()))
    return f"images/{words or 'photograph'}-{width}-{key[:12]}.{suffix}"


def published_order(slug: str) -> str:
    """Return the name of the published reading order of the article of that slug."""
    return f"source/{slug}.order.txt"


def is_twin(name: str) -> bool:
    """Return whether a file is a compressed twin."""
    return name.endswith(TWINS)


def without_twin(name: str) -> str:
    """Return the name of the file that a twin holds; any other name as it is."""
    return name.rpartition(".")[0] if is_twin(name) else name
