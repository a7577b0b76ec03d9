"""Copy the bundle to a folder, here or on another machine, by rsync: over ssh or to its daemon."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from edition.deploy import FRONT_PAGE, SETTINGS, refuse_strangers, setting
from edition.faults import LooseFault

# What follows the host names a folder below the root or the home, for --delete would empty these; a daemon's module is
# a folder by itself. No character means something to a shell on the other side.
FOLDER = r"(?!\.{0,2}(?:/|$)|.*/\.{1,2}(?:/|$))[\w.+@=,-][\w./+@=,~-]*"
TARGET = rf"(?:[\w.-]+@)?\w[\w.-]*:(?:/|~/)?{FOLDER}|rsync://[\w.@-]+(?::\d+)?/{FOLDER}|/{FOLDER}"
OPTIONS = [
    "--recursive",
    "--times",  # they are drawn from the bytes, so that a host's ETag changes with them
    "--checksum",
    "--perms",
    "--chmod=D755,F644",
    "--delay-updates",  # all files arrive beside their places, then all are moved there
    "--delete-after",
    "--filter=P /.well-known/",  # another program's: certificates
    "--timeout=60",
]


def settings() -> tuple[str]:
    """Return the target; raise Fault if it is missing or malformed, or rsync is."""
    target = setting("RSYNC_TARGET", "user@example.org:/var/www/edition", TARGET)
    if not shutil.which("rsync"):
        raise LooseFault(SETTINGS, None, "rsync is not installed", "install it (Debian: apt install rsync)")
    version = subprocess.run(["rsync", "--version"], capture_output=True, text=True, check=False).stdout
    if not re.match(r"rsync +version (v?[3-9]|[1-9]\d)", version):
        raise LooseFault(SETTINGS, None, "this rsync cannot delay updates", "install rsync 3 (macOS: brew install rsync)")
    return (target.rstrip("/"),)


def upload(folder: Path, target: str) -> str:
    """Make the target the same as the folder and return what to tell the editor; raise Fault if that fails.

    Until all files have arrived the target stays as it was; then they are moved into place within moments.
    """
    source = f"{folder}/"
    planned = run(["--dry-run", "--itemize-changes", *OPTIONS, source, f"{target}/"])
    strangers = [line.removeprefix("*deleting").strip() for line in planned if line.startswith("*deleting")]
    refuse_strangers(target, strangers, lambda: front_page(target))
    changed = run(["--itemize-changes", *OPTIONS, source, f"{target}/"])
    return f"{target}: {sum(line.startswith(('<f', '>f')) for line in changed)} file(s) changed"


def front_page(target: str) -> bytes:
    """Return the front page that is at the target, b"" if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["rsync", "--timeout=60", f"{target}/{FRONT_PAGE}", folder], capture_output=True, check=False)
        path = Path(folder, FRONT_PAGE)
        return path.read_bytes() if path.is_file() else b""


def run(arguments: list[str]) -> list[str]:
    """Run rsync and return its lines; raise Fault, with the first thing it says, where it fails."""
    done = subprocess.run(["rsync", *arguments], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if line.strip()), f"exit status {done.returncode}")
        wrong = f"rsync stopped ({said.strip()})"
        raise LooseFault(SETTINGS, None, wrong, "see that RSYNC_TARGET can be reached and written, then run it again")
    return done.stdout.splitlines()
