"""Why: Pelican follows a link out of content/, waits for a pipe, and passes over what it cannot open or does not know.

What may lie in content/; article_reader asks before anything is read. Not a plugin itself.
"""

import os
import re
import unicodedata
from fnmatch import fnmatch
from pathlib import Path

from edition.article.photographs import PICTURES
from edition.faults import LooseFault

SOURCE_FILE = re.compile(r"source/[A-Za-z0-9_-]+\.(txt|order)")
OTHER_FILE = re.compile(rf"(?!source/).+\.(md|(?i:{'|'.join(PICTURES)}))")
FILE_SUFFIX = re.compile(rf"\.(md|txt|order|{'|'.join(PICTURES)})$", re.IGNORECASE)


def check_content(content: Path, ignored: list[str]) -> None:
    """Raise Fault for the first thing in content/ that is no file the build reads; ignored: patterns to pass over."""

    def unreadable(error: OSError) -> None:
        raise LooseFault(error.filename, None, error.strerror, "see that it can be read") from error

    found = []
    for folder, folders, files in os.walk(content, onerror=unreadable):
        kept = [
            name
            for name in sorted([*folders, *files])
            if not any(fnmatch(name, pattern) for pattern in ignored if pattern != "*.order")
        ]
        folders[:] = [name for name in folders if name in kept]
        for name in kept:
            check_path(Path(folder, name), content)
            found.append(Path(folder, name).relative_to(content).as_posix())
    if same := same_elsewhere(found):
        wrong = f"on another system it is the same file as {same[0]}"
        raise LooseFault(content / same[1], None, wrong, "give one of them another name")


def check_path(path: Path, content: Path) -> None:
    """Raise Fault unless path is a folder, or a regular file that the build reads."""
    name = path.relative_to(content).as_posix()
    if path.is_symlink():
        raise LooseFault(path, None, "this is a symbolic link", "put the file or folder itself there")
    if path.is_dir():
        if FILE_SUFFIX.search(name):
            raise LooseFault(path, None, "this folder has the name of a file", "name it otherwise, or put the file there")
        return
    if not path.is_file():
        raise LooseFault(path, None, "this is no regular file", "put a file there, or take it away")
    if not os.access(path, os.R_OK):
        raise LooseFault(path, None, "Permission denied", "see that it can be read")
    if not SOURCE_FILE.fullmatch(name) and not OTHER_FILE.fullmatch(name):
        mend = (
            "an article is NAME.md, a photograph NAME.jpg, .png, .webp or .avif, a source page source/NAME.txt "
            "and its order source/NAME.order, their NAMEs of letters a to z, digits, hyphens and low lines"
        )
        raise LooseFault(path, None, "nothing reads this file", mend)


def same_elsewhere(names: list[str]) -> tuple[str, str] | None:
    """Return the first two names that are one on a system which heeds neither case nor how accents are encoded."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if first != name:
            return first, name
    return None
