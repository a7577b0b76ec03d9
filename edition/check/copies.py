"""The copies of a bundle that can be checked: a folder, an archive, an address on the web. None of them is trusted."""

import http.client
import os
import stat
import struct
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urljoin

from edition.bundle.host_files import decompress
from edition.faults import Fault
from edition.names import FRONT_PAGE

MOST_FILES = 65_534  # of an archive; one more would want the form ZIP64 (APPNOTE 4.4.1.4)
SECONDS = 30  # for one answer of a host
ENCODINGS = {"identity": "", "gzip": ".gz", "br": ".br"}


class Copy(Protocol):
    """A copy of a bundle.

    complete: whether names is all that it holds; a host tells nobody. names: of its files.
    faults: what is wrong with it before anything is compared.
    """

    complete: bool
    names: set[str]
    faults: list[Fault]

    def read(self, name: str, most: int) -> bytes | None:
        """Return the first bytes of the file, at most that many and one more; None where it is not there."""

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield what else readers are sent for the file, as words and bytes, such as a compressed answer of a host."""


class Folder:
    """A folder. No link is followed, and nothing is read but regular files."""

    complete = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: set[str] = set()
        self.faults: list[Fault] = []
        for folder, folders, files in os.walk(path):
            for name in [*folders, *files]:
                entry = Path(folder, name)
                mode = entry.lstat().st_mode
                if stat.S_ISREG(mode):
                    self.names.add(entry.relative_to(path).as_posix())
                elif not stat.S_ISDIR(mode):
                    what = "a symbolic link" if stat.S_ISLNK(mode) else "no regular file"
                    self.faults.append(Fault("k-003", entry.relative_to(path), what=what))

    def read(self, name: str, most: int) -> bytes | None:
        """See Copy."""
        if name not in self.names:
            return None
        with (self.path / name).open("rb") as file:
            return file.read(most + 1)

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """See Copy; a folder has nothing else."""
        yield from ()


class Archive:
    """A zip archive with one top folder, as `make zip` writes it; members are read one by one and never unpacked."""

    complete = True

    def __init__(self, path: Path) -> None:
        self.faults: list[Fault] = []
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 22))
            end = file.read()
        # The end of the directory, 22 bytes without a comment (APPNOTE 4.3.16).
        if len(end) < 22 or end[:4] != b"PK\5\6" or struct.unpack("<H", end[10:12])[0] > MOST_FILES:
            raise Fault("k-004", path, said="it does not end as an archive of an edition does")
        try:
            self.file = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Fault("k-004", path, said=error) from error
        members = [info for info in self.file.infolist() if not info.is_dir()]
        top = {info.filename.partition("/")[0] for info in members}
        self.members = {info.filename.partition("/")[2]: info for info in members}
        self.names = set(self.members)
        first = min((info.header_offset for info in members), default=0)
        if len(top) != 1 or len(self.members) != len(members) or first:
            self.faults.append(Fault("k-005", path))

    def read(self, name: str, most: int) -> bytes | None:
        """See Copy."""
        if name not in self.members:
            return None
        try:
            with self.file.open(self.members[name]) as member:
                return member.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
            return b""  # damaged, encrypted, or packed in another way

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """See Copy; an archive has nothing else."""
        yield from ()


class Website:
    """An address on the web; every file is asked for as it is, and compressed."""

    complete = False
    names: frozenset[str] | set[str] = frozenset()

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") + "/"
        self.faults: list[Fault] = []

    def read(self, name: str, most: int) -> bytes | None:
        """See Copy."""
        return self.answer(name, "identity", most)

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """See Copy: the compressed answers, and what is sent for the folder itself."""
        for encoding in ("gzip", "br"):
            yield f"sent as {encoding}", self.answer(name, encoding, most)
        if name == FRONT_PAGE:
            yield "sent for the folder", self.answer("", "identity", most)

    def answer(self, name: str, encoding: str, most: int) -> bytes | None:
        """Return what the host sends, unpacked; None for an answer of 404 or 410. Raises Fault where it sends none."""
        address = urljoin(self.address, quote(name))
        request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
        deadline = time.monotonic() + SECONDS
        data = b""
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:
                suffix = ENCODINGS.get(response.headers.get("Content-Encoding", "identity"))
                while len(data) <= most and (piece := response.read(65_536)):
                    data += piece
                    if time.monotonic() > deadline:
                        raise TimeoutError("it takes too long")
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise Fault("k-006", address, said=error) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Fault("k-006", address, said=getattr(error, "reason", None) or error) from error
        if suffix is None:
            return b""
        return (decompress(data, suffix, most) or b"") if suffix else data[: most + 1]


def open_copy(site: str) -> Copy:
    """Return the copy that site names: an address, an archive or a folder; raise Fault where none is."""
    if site.startswith(("https://", "http://")):
        return Website(site)
    path = Path(site)
    if path.is_file() and path.suffix == ".zip":
        return Archive(path)
    if path.is_dir():
        return Folder(path)
    raise Fault("k-001" if not path.exists() else "k-002", path)
