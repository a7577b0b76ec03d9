"""``python -m tests.checks FOLDER``: examine a bundle that exists; exit 1 with a sentence for each fault."""

import sys
from pathlib import Path

from tests.checks import bundle


def main(arguments: list[str]) -> int:
    """Print what is wrong with the bundle in the folder named, or what was proven; return the exit status."""
    if len(arguments) != 1 or not arguments[0]:
        print("name the folder of one bundle: make check SITE=folder", file=sys.stderr)
        return 2
    site = Path(arguments[0])
    found = bundle.check(site)
    for sentence in found.sentences:
        print(sentence, file=sys.stderr)
    if not found.sentences:
        print(f"{site}: {found.summary}")
    return 1 if found.sentences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
