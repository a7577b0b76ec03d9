"""``python -m deploy HOST [FOLDER]``: upload the bundle in the folder; without one, only look at the settings.

HOST is github, rsync or s3. The exit status is 0, 1 for a fault, 2 for another command, 130 for Ctrl-C.
"""

import os
import sys
from pathlib import Path

from edition.deploy import github, rsync, s3
from edition.faults import Fault, LooseFault

HOSTS = {"github": github, "rsync": rsync, "s3": s3}


def main(arguments: list[str]) -> int:
    """Do what the command line says and return the exit status."""
    if len(arguments) not in (1, 2) or arguments[0] not in HOSTS:
        print(f"say: python -m deploy {'|'.join(HOSTS)} [FOLDER]", file=sys.stderr)
        return 2
    host = HOSTS[arguments[0]]
    try:
        settings = host.settings()
        if len(arguments) == 2:
            folder = Path(arguments[1])
            if not (folder / "index.html").is_file():
                raise LooseFault(folder, None, "no bundle is here", "build it with make publish")
            print(host.upload(folder, *settings))
    except KeyboardInterrupt:
        print("interrupted: what was uploaded is not whole; run it again", file=sys.stderr)
        return 130
    except Fault as fault:
        if os.environ.get("DEBUG"):
            raise
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
