"""``python -m tests.hosts``: install the servers that the tests need where that can be done, else say what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# program: Debian's package
NEEDED = {"nginx": "nginx-light", "caddy": "caddy", "rsync": "rsync", "git": "git"}
# Debian starts a server that it installs, and no test may leave one behind: without systemd, as in a container, this
# keeps it from that (invoke-rc.d(8)); where systemd runs, nothing is installed.
START_NOTHING = {"RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
SYSTEMD = Path("/run/systemd/system")


def prepare() -> str:
    """Install what is missing, and return "" or the one line that says what to install."""
    # Debian keeps servers where only root looks.
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0 and not SYSTEMD.exists():
        for command in (["update"], ["install", "-y", *missing]):
            environment = {**os.environ, **START_NOTHING}
            subprocess.run(["apt-get", "-qq", *command], check=False, stdout=subprocess.DEVNULL, env=environment)
    missing = [program for program in NEEDED if not shutil.which(program)]
    if not missing:
        return ""
    packages = " ".join(NEEDED[program] for program in missing)
    return f"{', '.join(missing)}: not installed here: install what is named (Debian: apt install {packages})"


if __name__ == "__main__":
    trouble = prepare()
    if trouble:
        print(trouble, file=sys.stderr)
    sys.exit(bool(trouble))
