"""Why: Pelican leaves a folder; what is handed on, on a stick or by mail, is one archive.

``python -m edition.bundle.archive BUNDLE ARCHIVE`` writes a zip with one top folder, the same bytes for the same bundle.
"""

import argparse
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from edition.bundle.build import exit_status
from edition.bundle.host_files import COMPRESSED, SUMS, files_of, name_of, without_twins
from edition.check import bundle


def write_archive(site: Path, archive: Path) -> tuple[list[str], str]:
    """Write the bundle's files, but for the compressed twins, into the archive.

    Returns, a sentence each, what is wrong with the bundle, and in one line what was written. The archive's SHA256SUMS lists what it holds. An earlier archive stands until the new one is whole.
    """
    found = bundle.check(site)
    if found.sentences:
        return found.sentences, ""
    archive.parent.mkdir(parents=True, exist_ok=True)
    aside = archive.with_name(f".{archive.name}.new")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for path in without_twins(files_of(site)):
                data = path.read_bytes()
                if path.name == SUMS:
                    lines = data.decode("utf-8").splitlines(keepends=True)
                    data = "".join(line for line in lines if not line.rstrip().endswith(COMPRESSED)).encode()
                file.writestr(
                    entry(f"{archive.stem}/{name_of(site, path)}", path.stat().st_mtime), data, compresslevel=9
                )
        aside.replace(archive)
    finally:
        aside.unlink(missing_ok=True)
    return [], f"{archive}: {found.summary}"


def entry(name: str, seconds: float) -> zipfile.ZipInfo:
    """Return the archive's entry for a plain file of this name, last changed at so many seconds of the epoch."""
    info = zipfile.ZipInfo(name, datetime.fromtimestamp(seconds, UTC).timetuple()[:6])
    info.create_system, info.external_attr = 3, 0o100644 << 16  # Unix, a file that all may read
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def main() -> int:
    """Do as the command line says and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m edition.bundle.archive", description="Write a bundle as one archive.")
    parser.add_argument("bundle", type=Path, help="the folder of a bundle")
    parser.add_argument("archive", type=Path, help="the .zip to write; its name is the top folder's")
    arguments = parser.parse_args()
    return exit_status(lambda: write_archive(arguments.bundle, arguments.archive))


if __name__ == "__main__":
    sys.exit(main())
