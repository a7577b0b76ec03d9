"""Copy the bundle to a folder, here or on another machine, by rsync: over ssh or to its daemon."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from edition.bundle.ours import Plan, bundle_in, report
from edition.deploy import common
from edition.faults import Fault
from edition.names import FRONT_PAGE, SUMS

# What follows the host names a folder below the root or the home; a daemon's module is a folder by itself. No character
# means something to a shell on the other side, and no part is an option there.
FOLDER = r"(?!\.{0,2}(?:/|$)|.*/\.{1,2}(?:/|$))[\w.+@=,][\w./+@=,~-]*"
TARGET = rf"(?:[\w.][\w.-]*@)?\w[\w.-]*:(?:/|~/)?{FOLDER}|rsync://[\w.@-]+(?::\d+)?/{FOLDER}|/{FOLDER}"
# What is not named is not looked at, so that all else there stays.
LOOK = ["--recursive", "--from0", "--include-from=-", "--exclude=*"]
SEND = [
    *["--from0", "--files-from=-", "--itemize-changes"],
    "--times",  # they are drawn from the bytes, so that a host's ETag changes with them
    "--checksum",
    "--perms",
    "--chmod=D755,F644",
    "--keep-dirlinks",  # else a folder would replace a link to one
    "--delay-updates",  # all files arrive beside their places, then all are moved there
]


def prepare(values: dict[str, str]) -> Callable[[Path], str]:
    """Return what uploads a bundle to RSYNC_TARGET; raise Fault if that is missing or malformed, or rsync is."""
    target = common.setting(values, "RSYNC_TARGET", "user@example.org:/var/www/edition", TARGET).rstrip("/")
    found = shutil.which("rsync")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout if found else ""
    # 3.1 is the first that removes what it is told to and nothing else (its NEWS); macOS has another program.
    if not re.match(r"rsync +version v?(3\.[1-9]|[4-9]|[1-9]\d)", said):
        raise Fault("u-002", "RSYNC_TARGET", program="rsync 3.1 or newer", package="rsync")
    return partial(upload, target=target, dry_run=values["DRY_RUN"] == "yes")


def upload(bundle: Path, target: str, dry_run: bool = False) -> str:
    """Put the bundle at the target and return what to tell the editor; raise Fault if that fails, or must not be.

    Until all files have arrived the target stays as it was; then they are moved into place within moments.
    """
    new = common.listed(bundle)
    with tempfile.TemporaryDirectory() as scratch:
        changed: list[str] = []
        look(target, [SUMS, FRONT_PAGE], into=[scratch])
        plan = Plan(new, bundle_in(Path(scratch)))
        if plan.added:
            plan.refuse_strangers("RSYNC_TARGET", found_of(target, plan.added))
            if not dry_run:
                Path(scratch, SUMS).write_text(plan.claim, encoding="utf-8")
                changed += rsync(SEND, [f"{scratch}/", f"{target}/"], [SUMS])
        dry = ["--dry-run"] if dry_run else []
        changed += rsync([*SEND, *dry], [f"{bundle}/", f"{target}/"], [*new, *([] if plan.stale else [SUMS])])
        if plan.stale:
            # Missing files are removed, in folders that are there: the bundle may have lost the folder, too.
            last = Path(scratch, "last")
            for name in plan.stale:
                (last / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(bundle / SUMS, last / SUMS)
            changed += rsync([*SEND, "--delete-missing-args", *dry], [f"{last}/", f"{target}/"], [SUMS, *plan.stale])
    sent = [line.split(" ", 1)[1] for line in changed if line.startswith(("<f", ">f"))]
    removed = [line.split(maxsplit=1)[1] for line in changed if line.startswith("*deleting")]
    return report(target, list(dict.fromkeys(sent)), removed, dry_run)


def found_of(target: str, names: list[str]) -> list[str]:
    """Return those of the names that something at the target has, and what is there instead of a folder above one."""
    above = {str(folder) for name in names for folder in Path(name).parents}
    found = []
    for line in look(target, {*names, *above}, "--list-only", "--links", "--8-bit-output"):
        kind, name = line[0], line.split(maxsplit=4)[4]  # mode, size, day, time, name
        name = name.partition(" -> ")[0] if kind == "l" else name
        if not (kind == "d" and name in above):
            found.append(name)
    return found


def look(target: str, names: Iterable[str], *options: str, into: Sequence[str] = ()) -> list[str]:
    """Let rsync look for the names at the target and return its lines, none where there is no such folder."""
    patterns = [re.sub(r"([*?\[])", r"\\\1", f"/{name}") for name in names]
    try:
        return rsync([*LOOK, *options], [f"{target}/", *into], patterns)
    except Fault:
        # A folder that is missing is an error as a lost connection is; asked for by its own name it is just absent.
        if rsync(["--ignore-missing-args", "--list-only"], [target]):
            raise
        return []


def rsync(options: list[str], operands: list[str], names: Iterable[str] = ()) -> list[str]:
    """Run rsync, which reads the names, and return its lines; raise Fault, with its own words, where it fails."""
    command = ["rsync", "--timeout=60", *options, "--", *operands]
    return common.run(command, "RSYNC_TARGET", given="\0".join(names)).stdout.splitlines()
