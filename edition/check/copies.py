"""The copies of a bundle that can be checked: a folder, an archive, an address on the web. None of them is trusted."""

import http.client
import os
import signal
import stat
import struct
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from urllib.parse import quote, urljoin, urlsplit

from edition.bundle.host_files import decompress
from edition.faults import Fault
from edition.names import FRONT_PAGE

MOST_FILES = 65_534  # of an archive; one more would want the form ZIP64 (APPNOTE 4.4.1.4)
MOST_IN_FOLDER = 200_000
SECONDS = 30  # for one answer of a host
SECONDS_IN_ALL, SECONDS_EACH = 60, 1  # for all together, and as many more for each of them as a far host takes
# What a member of an archive may have: sizes behind it, a level of compression, a name in UTF-8 (APPNOTE 4.4.4), and
# times and owners (4.5.2, 4.6.1).
SIZES_BEHIND, PLAIN_FLAGS, PLAIN_EXTRA = 0x8, 0x80E, {0x5455, 0x7875}
BROWSERS = "gzip, deflate, br"  # what they take
# A host may have other bytes for programs than for browsers.
LIKE_BROWSERS = {"User-Agent": "Mozilla/5.0", "Accept": "text/html,*/*;q=0.8"}
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
        waiting = [str(path)]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        self.add(entry, entry.path[len(str(path)) + 1 :], waiting)
            except OSError as error:
                # Nobody knows what it holds.
                what = f"a folder that can't be read ({error.strerror})"
                self.faults.append(Fault("k-003", folder[len(str(path)) + 1 :] or path, what=what))

    def add(self, entry: os.DirEntry[str], name: str, waiting: list[str]) -> None:
        """Note what stands in a folder; a folder waits to be read itself. Raises Fault where there are too many."""
        if len(self.names) + len(self.faults) + len(waiting) >= MOST_IN_FOLDER:
            raise Fault("k-003", self.path, what=f"a folder of more than {MOST_IN_FOLDER} files")
        if entry.is_dir(follow_symlinks=False):
            waiting.append(entry.path)
        elif entry.is_file(follow_symlinks=False):
            self.names.add(name)
        else:
            what = "a symbolic link" if entry.is_symlink() else "no regular file"
            self.faults.append(Fault("k-003", name, what=what))

    def read(self, name: str, most: int) -> bytes | None:
        """See Copy."""
        if name not in self.names:
            return None
        try:
            with (self.path / name).open("rb") as file:
                return file.read(most + 1)
        except FileNotFoundError:  # another bundle was put there since
            return None

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """See Copy; a folder has nothing else."""
        yield from ()


class Archive:
    """A zip archive with one top folder, as `make zip` and `zip -r` write it; nothing is unpacked to disk.

    Programs that unpack differ in what they believe, the directory at the end or the header before each member: both
    must say the same, and nothing may stand between the members.
    """

    complete = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.starts: dict[str, int] = {}  # where the bytes of a member begin
        with path.open("rb") as file:
            self.read_directory(file, path.stat().st_size)

    def read_directory(self, file: BinaryIO, size: int) -> None:
        """Read which members the archive has; raise Fault where two programs may not unpack the same. size: of it."""
        file.seek(max(0, size - 22))
        end = file.read()
        # The end of the directory, 22 bytes without a comment (APPNOTE 4.3.16).
        if len(end) < 22 or end[:4] != b"PK\5\6" or struct.unpack("<H", end[10:12])[0] > MOST_FILES:
            raise Fault("k-004", self.path, said="it does not end as an archive of an edition does")
        try:
            members = sorted(zipfile.ZipFile(file).infolist(), key=lambda info: info.header_offset)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Fault("k-004", self.path, said=error) from error
        names = {info.filename for info in members}
        files = [info for info in members if not info.filename.endswith("/")]
        folders = {f"{folder}/" for info in files for folder in PurePosixPath(info.filename).parents}
        self.members = {info.filename.partition("/")[2]: info for info in files}
        self.names = set(self.members)
        top = {info.filename.partition("/")[0] for info in files}
        if len(top) != 1 or len(names) != len(members) or names - folders - {info.filename for info in files}:
            raise Fault("k-005", self.path)
        if not self.are_plain(file, members, end, size):
            raise Fault("k-016", self.path)

    def are_plain(self, file: BinaryIO, members: list[zipfile.ZipInfo], end: bytes, size: int) -> bool:
        """Return whether the members stand one behind the other, each plain, and their directory behind the last.

        end: of the directory, which says how long it is and where it begins. size: of the archive.
        """
        at = 0
        directory, start = struct.unpack("<LL", end[12:20])
        for info in members:
            if info.header_offset != at or not is_plain(info):
                return False
            file.seek(at)
            length = local_length(file, info)
            if not length:
                return False
            self.starts[info.filename] = at + length
            at += length + info.compress_size
            if info.flag_bits & SIZES_BEHIND:
                file.seek(at)
                if file.read(16) != struct.pack("<4sLLL", b"PK\7\10", info.CRC, info.compress_size, info.file_size):
                    return False
                at += 16
        return bool(at == start and start + directory + 22 == size)

    def read(self, name: str, most: int) -> bytes | None:
        """See Copy; None also for a member that can't be unpacked, or is larger."""
        info = self.members.get(name)
        start = self.starts.get(info.filename) if info else None
        if info is None or start is None or max(info.compress_size, info.file_size) > most + 1_000:
            return None
        with self.path.open("rb") as file:
            file.seek(start)
            data = file.read(info.compress_size)
        if info.compress_type == zipfile.ZIP_DEFLATED:
            unzip = zlib.decompressobj(wbits=-15)
            try:
                data = unzip.decompress(data, info.file_size + 1)
            except zlib.error:
                return None
            if not unzip.eof or unzip.unused_data:
                return None
        return data if (len(data), zlib.crc32(data)) == (info.file_size, info.CRC) else None

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """See Copy; an archive has nothing else."""
        yield from ()


def is_plain(info: zipfile.ZipInfo) -> bool:
    """Return whether a member is a regular file or a folder, open, and says no more of itself than it must."""
    folder = info.filename.endswith("/")
    kind = stat.S_IFMT(info.external_attr >> 16) or (stat.S_IFDIR if folder else stat.S_IFREG)
    return (
        kind == (stat.S_IFDIR if folder else stat.S_IFREG)
        and (not info.compress_size if folder else not info.external_attr & 0x10)  # MS-DOS: a folder
        and info.orig_filename == info.filename
        and not info.comment
        and not info.flag_bits & ~PLAIN_FLAGS
        and info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and has_plain_extra(info.extra)
    )


def has_plain_extra(extra: bytes) -> bool:
    """Return whether the extra fields of a member hold no other name or size (APPNOTE 4.5)."""
    while extra:
        if len(extra) < 4:
            return False
        id, length = struct.unpack("<HH", extra[:4])
        if id not in PLAIN_EXTRA or len(extra) < 4 + length:
            return False
        extra = extra[4 + length :]
    return True


def local_length(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Return the length of the header before a member (APPNOTE 4.3.7), 0 where it says other than the directory."""
    header = file.read(30)
    if len(header) < 30:
        return 0
    mark, _, flags, method, _, _, *numbers, name_length, extra_length = struct.unpack("<4sHHHHHLLLHH", header)
    name, extra = file.read(name_length), file.read(extra_length)
    behind = [0, 0, 0] if flags & SIZES_BEHIND else [info.CRC, info.compress_size, info.file_size]
    said = (mark, flags, method, numbers, name)
    meant = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
    same = said == (b"PK\3\4", info.flag_bits, info.compress_type, behind, meant)
    return 30 + name_length + extra_length if same and has_plain_extra(extra) else 0


class Website:
    """An address on the web; every file is asked for as it is, and compressed."""

    complete = False

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") + "/"
        self.names: set[str] = set()
        self.faults: list[Fault] = []
        self.seconds: float = SECONDS_IN_ALL  # that the host may still take

    def read(self, name: str, most: int) -> bytes | None:
        """See Copy."""
        return self.answer(name, "identity", most)

    def read_further(self, name: str, most: int) -> Iterator[tuple[str, bytes | None]]:
        """See Copy: the compressed answers, and what is sent for the folder itself."""
        for encoding in ("gzip", BROWSERS):
            yield f"sent to who takes {encoding}", self.answer(name, encoding, most)
        if name == FRONT_PAGE:
            yield "sent for the folder", self.answer("", "identity", most)

    def answer(self, name: str, encoding: str, most: int) -> bytes | None:
        """Return what the host sends, unpacked; None for an answer of 404 or 410. Raises Fault where it sends none."""
        address, data, begun = self.address + quote(name), b"", time.monotonic()
        self.seconds += SECONDS_EACH
        try:
            request = urllib.request.Request(address, headers=LIKE_BROWSERS | {"Accept-Encoding": encoding})
            with at_most(min(SECONDS, self.seconds)), urllib.request.urlopen(request, timeout=SECONDS) as response:
                suffix = ENCODINGS.get(response.headers.get("Content-Encoding", "identity").lower())
                if suffix is None:
                    raise OSError("it packs its answer as nobody asked it to")
                led_to = urlsplit(urljoin(address, response.url))
                while len(data) <= most and (piece := response.read(65_536)):
                    data += piece
                if response.length and len(data) <= most:
                    raise http.client.IncompleteRead(data[:0], response.length)
            if led_to[:2] != urlsplit(address)[:2]:
                raise OSError(f"it leads to {led_to.scheme}://{led_to.netloc}")
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise Fault("k-006", address, said=error) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Fault("k-006", address, said=getattr(error, "reason", None) or error) from error
        finally:
            self.seconds -= time.monotonic() - begun
        return (decompress(data, suffix, most) or b"") if suffix else data[: most + 1]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """End the block by a TimeoutError when so many seconds are over, whatever it waits for, drop by drop."""
    if seconds <= 0:
        raise TimeoutError("it takes too long")

    def end(number: int, frame: object) -> None:
        raise TimeoutError("it takes too long")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
