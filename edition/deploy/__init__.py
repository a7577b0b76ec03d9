"""Why: what uploads a folder also empties one that was named by mistake, and shows readers a half-new site.

The ready files for hosts lie here, and the uploads behind `make deploy-github`, `deploy-rsync` and `deploy-s3`.
"""

from collections.abc import Callable
from pathlib import Path

from edition.deploy import github, rsync, s3

# Each takes the values of the command line by name, "" for one that was not given, and returns what uploads a bundle
# and tells what it did; it raises Fault for a bad value or a missing program before anything is built.
HOSTS: dict[str, Callable[[dict[str, str]], Callable[[Path], str]]] = {
    "github": github.prepare,
    "rsync": rsync.prepare,
    "s3": s3.prepare,
}
