"""What may lie in content/, asked before anything is read.

Pelican would follow a link out of content/, wait for a pipe, and pass over what it cannot open or does not know.
"""

import os
import re
import unicodedata
from fnmatch import fnmatch
from pathlib import Path

from edition import names
from edition.article.photographs import PICTURES
from edition.faults import Fault

OTHER_FILE = re.compile(rf"(?!source/).+\.(md|(?i:{'|'.join(PICTURES)}))")
FILE_SUFFIX = re.compile(rf"\.(md|txt|order|{'|'.join(PICTURES)})$", re.IGNORECASE)


def check_content(content: Path, ignored: list[str]) -> None:
    """Raise Fault for the first thing in content/ that is no file the build reads; ignored: patterns to pass over."""

    def unreadable(error: OSError) -> None:
        raise Fault("c-001", error.filename, said=error.strerror) from error

    found = []
    patterns = [pattern for pattern in ignored if pattern != "*.order"]
    for folder, folders, files in os.walk(content, onerror=unreadable):
        kept = [name for name in sorted([*folders, *files]) if not any(fnmatch(name, pattern) for pattern in patterns)]
        folders[:] = [name for name in folders if name in kept]
        for name in kept:
            check_path(Path(folder, name), content)
            found.append(Path(folder, name).relative_to(content).as_posix())
    if same := same_elsewhere(found):
        raise Fault("c-002", content / same[1], first=same[0])


def check_path(path: Path, content: Path) -> None:
    """Raise Fault unless path is a folder, or a regular file that the build reads."""
    name = path.relative_to(content).as_posix()
    if path.is_symlink():
        raise Fault("c-003", path)
    if path.is_dir():
        if FILE_SUFFIX.search(name):
            raise Fault("c-004", path)
        return
    if not path.is_file():
        raise Fault("c-005", path)
    if not os.access(path, os.R_OK):
        raise Fault("c-001", path, said="Permission denied")
    source = name.removesuffix(".order") + ".txt" if name.endswith(".order") else name
    if not names.SOURCE_PAGE.fullmatch(source) and not OTHER_FILE.fullmatch(name):
        raise Fault("c-006", path)


def same_elsewhere(paths: list[str]) -> tuple[str, str] | None:
    """Return the first two paths that are one on a system which heeds neither case nor how accents are encoded."""
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if first != path:
            return first, path
    return None
