"""``python -m tests.checks PATH``: examine a bundle, a folder or one file; exit 1 with a sentence for each fault.

With ``--drafts`` the drafts in content/ are examined after it, and do not alter the exit status: nothing of them is
published. An article edited since the bundle was built does, if the next build would refuse it. ``--draft SLUG`` examines that article only.
"""

import argparse
import sys
from pathlib import Path

from edition.check import bundle, single_file
from edition.desk import drafts
from edition.faults import ROOT, Fault


def main(arguments: list[str]) -> int:
    """Print what is wrong with the bundle named, or what was proven; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.checks", add_help=False)
    parser.add_argument("site", nargs="?", default="")
    parser.add_argument("--drafts", action="store_true")
    parser.add_argument("--draft", default="")
    options = parser.parse_args(arguments)
    if options.draft:
        return draft_status(options.draft)
    if not options.site:
        print("name the folder of one bundle, or an edition in one file: make check SITE=folder", file=sys.stderr)
        return 2
    site = Path(options.site)
    if site.suffix == ".zip":
        print(f"{site}: this is an archive: unpack it, and name the folder in it as SITE", file=sys.stderr)
        return 1
    if options.drafts and not site.exists():
        print(f"{site}: no bundle is here yet: `make` builds it")
        return draft_status("", float("inf"))
    if site.is_file():
        sentences, held = single_file.check(site)
    else:
        found = bundle.check(site)
        sentences, held = found.sentences, found.summary
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    if not sentences:
        print(f"{site}: {held}")
    edited = draft_status("", site.stat().st_ctime) if options.drafts else 0  # a folder's, of when it was put there
    return 1 if sentences else edited


def draft_status(slug: str, edited_since: float | None = None) -> int:
    """Print what the draft of that slug lacks, or each draft if slug is ""; return the exit status.

    edited_since: see drafts.report.
    """
    try:
        lines, complete = drafts.report(ROOT / "content", slug, edited_since)
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    for line in lines:
        print(line)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
