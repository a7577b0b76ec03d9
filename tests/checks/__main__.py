"""``python -m tests.checks PATH``: examine a bundle that exists, a folder or one file; exit 1 with a sentence for each fault."""

import sys
from pathlib import Path

from tests.checks import bundle, single_file


def main(arguments: list[str]) -> int:
    """Print what is wrong with the bundle named, or what was proven; return the exit status."""
    if len(arguments) != 1 or not arguments[0]:
        print("name the folder of one bundle, or an edition in one file: make check SITE=folder", file=sys.stderr)
        return 2
    site = Path(arguments[0])
    if site.is_file():
        sentences, held = single_file.check(site)
    else:
        found = bundle.check(site)
        sentences, held = found.sentences, found.summary
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    if not sentences:
        print(f"{site}: {held}")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
