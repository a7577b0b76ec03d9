"""Why: Pelican writes pages that link to each other; a reader in a chat gets one file, or nothing.

``python -m plugins.single_file --settings FILE --folder FOLDER`` writes each published article as SLUG.html, whole:
its style, its photographs and its source page stand in it. Each file passes the checks before it is put there.
"""

import argparse
import sys
from pathlib import Path

from plugins.build import checked_settings, exit_status, run_pelican
from plugins.faults import ROOT
from plugins.swap import folder_aside
from tests.checks import single_file


def write_single_files(settings_file: Path, folder: Path) -> list[str]:
    """Write each published article into the folder as one file, and return what the checks find wrong.

    Where they find something nothing is written: earlier files of these names stand as they were. Raises Fault for
    what stops the build.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with folder_aside(folder / "single") as aside:
        override = {"OUTPUT_PATH": str(aside), "SINGLE_FILE": True, "DIRECT_TEMPLATES": []}
        run_pelican(checked_settings(settings_file, override))
        pages = sorted(aside.glob("*.html"))
        sentences = [sentence for page in pages for sentence in single_file.faults(page)]
        for page in pages if not sentences else []:
            page.chmod(0o644)
            print(f"{page.replace(folder / page.name)}: the whole edition in one file")
    return sentences


def main() -> int:
    """Do as the command line says and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m plugins.single_file", description="Write each article as one file."
    )
    parser.add_argument("--settings", type=Path, required=True, help="pelicanconf.py or publishconf.py")
    parser.add_argument("--folder", type=Path, required=True, help="the folder to write into")
    arguments = parser.parse_args()
    return exit_status(lambda: write_single_files((ROOT / arguments.settings).resolve(), arguments.folder))


if __name__ == "__main__":
    sys.exit(main())
