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

OTHER_FILE = re.compile(rf"(?!source/)[^\n\ud800-\udfff]+\.(md|(?i:{'|'.join(PICTURES)}))")


def check_content(content: Path, ignored: list[str]) -> None:
    """Raise Fault for the first thing in content/ that is no file the build reads; ignored: patterns to pass over."""

    def unreadable(error: OSError) -> None:
        raise Fault("x-001", error.filename) from error

    seen: dict[str, Path] = {}
    patterns = [pattern for pattern in ignored if pattern != "*.order"]
    for folder, folders, files in os.walk(content, onerror=unreadable):
        kept = [name for name in sorted([*folders, *files]) if not any(fnmatch(name, pattern) for pattern in patterns)]
        folders[:] = [name for name in folders if name in kept]
        for path in (Path(folder, name) for name in kept):
            check_path(path, content)
            first = seen.setdefault(unicodedata.normalize("NFC", str(path)).casefold(), path)
            if first != path:
                raise Fault("c-002", path, first=first.relative_to(content))


def check_path(path: Path, content: Path) -> None:
    """Raise Fault unless path is a folder, or a regular file that the build reads."""
    name = path.relative_to(content).as_posix()
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        raise Fault("c-003", path)
    source = name.removesuffix(".order") + ".txt" if name.endswith(".order") else name
    if path.is_file() and not names.SOURCE_PAGE.fullmatch(source) and not OTHER_FILE.fullmatch(name):
        raise Fault("c-006", path)
