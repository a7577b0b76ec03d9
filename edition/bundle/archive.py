"""Why: Pelican leaves a folder; what is handed on, on a stick or by mail, is one archive."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from edition.bundle.host_files import files_of, name_of, without_twins
from edition.bundle.ours import claim, sums_text
from edition.bundle.swap import folder_aside, take_bundle
from edition.names import SUMS


def write_archive(site: Path, archive: Path) -> str:
    """Write the bundle's files, but for the compressed twins, as one zip with one top folder; return what was written.

    The same bundle gives the same members. The archive's SHA256SUMS lists what it holds. An earlier archive stands until
    the new one is whole. Raises Fault where no bundle is, and where a file is in the way that is not ours.
    """
    with folder_aside(archive.absolute()) as bundle:
        listed = take_bundle(site, bundle)
        paths = without_twins(files_of(bundle))
        sums = {name: listed[name] for path in paths if (name := name_of(bundle, path)) != SUMS}
        aside = bundle / archive.name
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for path in paths:
                data = sums_text(sums).encode() if path.name == SUMS else path.read_bytes()
                info = entry(f"{archive.stem}/{name_of(bundle, path)}", path.stat().st_mtime)
                file.writestr(info, data, compresslevel=9)
        claim(archive.parent, archive.name)
        aside.replace(archive)
    return f"{archive}: {len(paths)} files"


def entry(name: str, seconds: float) -> zipfile.ZipInfo:
    """Return the archive's entry for a plain file of this name, last changed at so many seconds of the epoch."""
    when = datetime.fromtimestamp(seconds, UTC)
    info = zipfile.ZipInfo(name, (when.year, when.month, when.day, when.hour, when.minute, when.second))
    info.create_system, info.external_attr = 3, 0o100644 << 16  # Unix, a file that all may read
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
