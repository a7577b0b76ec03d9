"""Why: Pelican writes pages that link to each other; a reader in a chat gets one file, or nothing.

``python -m edition.bundle.single_file --settings FILE --folder FOLDER`` writes each published article as SLUG.html, whole:
its style, its photographs and its source page stand in it. Each file passes the checks before it is put there.
"""

import argparse
import sys
from pathlib import Path

from edition.bundle.build import checked_settings, exit_status, run_pelican
from edition.bundle.swap import folder_aside
from edition.check import single_file
from edition.faults import ROOT


def write_single_files(settings_file: Path, folder: Path) -> tuple[list[str], str]:
    """Write each published article into the folder as one file.

    Returns, a sentence each, what the checks find wrong, and in a line for each file what it holds. Where they find something nothing is written: earlier files of these names stand as they were. Raises Fault for
    what stops the build.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with folder_aside(folder / "single") as aside:
        override = {"OUTPUT_PATH": str(aside), "SINGLE_FILE": True, "DIRECT_TEMPLATES": []}
        run_pelican(checked_settings(settings_file, override))
        pages = sorted(aside.glob("*.html"))
        results = [single_file.check(page) for page in pages]
        sentences = [sentence for found, _ in results for sentence in found]
        for page in pages if not sentences else []:
            page.chmod(0o644)
            page.replace(folder / page.name)
    return sentences, "\n".join(f"{folder / page.name}: {held}" for page, (_, held) in zip(pages, results, strict=True))


def main() -> int:
    """Do as the command line says and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m edition.bundle.single_file", description="Write each article as one file."
    )
    parser.add_argument("--settings", type=Path, required=True, help="pelicanconf.py or publishconf.py")
    parser.add_argument("--folder", type=Path, required=True, help="the folder to write into")
    arguments = parser.parse_args()
    return exit_status(lambda: write_single_files((ROOT / arguments.settings).resolve(), arguments.folder))


if __name__ == "__main__":
    sys.exit(main())
