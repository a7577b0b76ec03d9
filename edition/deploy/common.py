"""What the uploads share: reading a setting, holding the bundle, other programs' words, and the report."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from edition.bundle.ours import read_sums, some
from edition.bundle.swap import folder_aside
from edition.faults import Fault
from edition.names import SUMS

# Name and password or token before a host's name (RFC 3986, 3.2.1), and what is asked after a question mark.
SECRET = re.compile(r"(?<=//)[^\s/]*@|(?<=:)[^\s/]+@|(?<=\?)[^\s'\"]+")


def setting(values: dict[str, str], name: str, example: str, form: str) -> str:
    """Return the value of that name, "" if it is absent and form allows that; raise Fault unless it has the form.

    form: a regular expression for the whole value. example: a value as the editor may write it.
    """
    value = values[name].strip()
    if not re.fullmatch(form, value) or value.startswith("-"):
        raise Fault("u-001", name, name=name, value=without_secrets(value), example=example)
    return value


def is_dry_run(values: dict[str, str]) -> bool:
    """Return whether nothing is to be changed, DRY_RUN=yes; raise Fault for neither yes nor no."""
    return setting(values, "DRY_RUN", "yes", "yes|no|") == "yes"


@contextmanager
def held(bundle: Path) -> Iterator[dict[str, str]]:
    """Let no build replace the bundle within the block, and give its files' digests by name, but for the list's own.

    Raises Fault where no bundle is, or while a build is under way.
    """
    with folder_aside(bundle):
        listed = read_sums((bundle / SUMS).read_text(encoding="utf-8")) if (bundle / SUMS).is_file() else {}
        if not listed:
            raise Fault("b-012", bundle)
        yield listed


def run(
    command: Sequence[str],
    place: str,
    *,
    given: str = "",
    allowed: Sequence[int] = (0,),
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program and return it, finished; raise Fault, with its own words, unless its status is allowed.

    place: the setting that it is run for. given: what it reads.
    """
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, errors="replace", check=False, env=environment
    )
    if done.returncode not in allowed:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        said = without_secrets(" | ".join(lines)) or f"exit status {done.returncode}"
        raise Fault("u-003", place, program=command[0], said=said)
    return done


def without_secrets(said: str) -> str:
    """Return what a program said, or an editor wrote, without what stands before a host's name in an address."""
    return SECRET.sub(lambda found: "…@" if found[0].endswith("@") else "…", said)


def report(place: str, sent: Sequence[str], removed: Sequence[str], dry_run: bool) -> str:
    """Return what to tell the editor: what was sent to the place and removed there, or would be."""
    if dry_run:
        lines = [f"would send {name}" for name in sent] + [f"would remove {name}" for name in removed]
        return "\n".join([*lines, f"{place}: nothing was changed: DRY_RUN"])
    told = f": {some(removed)}" if removed else ""
    return f"{place}: {len(sent)} file(s) sent, {len(removed)} removed{told}"
