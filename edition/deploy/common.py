"""What the uploads share: reading a setting, the list of a bundle, other programs' words."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from edition.bundle.ours import bundle_in
from edition.faults import Fault

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


def listed(bundle: Path) -> dict[str, str]:
    """Return the digests of the bundle's files by name, but for the list's own; raise Fault where no bundle is."""
    if found := bundle_in(bundle):
        return found
    raise Fault("b-012", bundle)


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
