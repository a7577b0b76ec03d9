"""Why: Pelican leaves a folder; what is handed on, on a stick or by mail, is one archive."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from edition.bundle.host_files import digest_of, files_of, name_of, sums_text, without_twins
from edition.faults import Fault
from edition.names import FRONT_PAGE, SUMS


def write_archive(site: Path, archive: Path) -> str:
    """Write the bundle's files, but for the compressed twins, as one zip with one top folder; return what was written.

    The same bundle gives the same members. The archive's SHA256SUMS lists what it holds. An earlier archive stands until
    the new one is whole. Raises Fault where no bundle is.
    """
    if not (site / FRONT_PAGE).is_file():
        raise Fault("b-012", site)
    archive.parent.mkdir(parents=True, exist_ok=True)
    aside = archive.with_name(f".{archive.name}.new")
    paths = without_twins(files_of(site))
    sums = {name_of(site, path): digest_of(path) for path in paths if path.name != SUMS}
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for path in paths:
                data = sums_text(sums).encode() if path.name == SUMS else path.read_bytes()
                info = entry(f"{archive.stem}/{name_of(site, path)}", path.stat().st_mtime)
                file.writestr(info, data, compresslevel=9)
        aside.replace(archive)
    finally:
        aside.unlink(missing_ok=True)
    return f"{archive}: {len(paths)} files"


def entry(name: str, seconds: float) -> zipfile.ZipInfo:
    """Return the archive's entry for a plain file of this name, last changed at so many seconds of the epoch."""
    when = datetime.fromtimestamp(seconds, UTC)
    info = zipfile.ZipInfo(name, (when.year, when.month, when.day, when.hour, when.minute, when.second))
    info.create_system, info.external_attr = 3, 0o100644 << 16  # Unix, a file that all may read
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
