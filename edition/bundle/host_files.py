"""Why: Pelican ends with its pages; hosts and copies need more, made of the finished files.

Compressed twins for hosts that serve them, headers, checksums, and one mode and time for all, so that the same
input gives the same bundle on every machine.
"""

import gzip
import hashlib
import os
import shutil
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from pathlib import Path

import brotli

from edition.bundle.ours import sums_text
from edition.faults import ROOT
from edition.names import HEADERS, NO_JEKYLL, SUMS, TWINS, is_twin

HOST_FILES = ROOT / "edition" / "deploy" / "hosts"
TEXT = (".html", ".txt", ".py", ".xml", ".js", ".svg", ".webmanifest")
DAY = 24 * 60 * 60


def files_of(bundle: Path) -> list[Path]:
    """Return the bundle's files, sorted by their name in it."""
    return sorted((path for path in bundle.rglob("*") if path.is_file()), key=lambda path: name_of(bundle, path))


def name_of(bundle: Path, path: Path) -> str:
    """Return what a file of the bundle is called in it."""
    return path.relative_to(bundle).as_posix()


def write_host_files(bundle: Path) -> None:
    """Add what hosts read: _headers (Netlify, Cloudflare Pages) and .nojekyll (GitHub Pages)."""
    shutil.copyfile(HOST_FILES / HEADERS, bundle / HEADERS)
    (bundle / NO_JEKYLL).touch()


def compress(bundle: Path, earlier: Path) -> None:
    """Put a .gz and a .br beside each text file; one in the earlier bundle that holds the same is taken."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda path: compress_file(bundle, path, earlier), texts(bundle)))


def texts(bundle: Path) -> list[Path]:
    """Return the files of the bundle that are worth compressing."""
    return [path for path in files_of(bundle) if path.suffix in TEXT]


def compress_file(bundle: Path, path: Path, earlier: Path) -> None:
    """Write the two twins of one file."""
    data = path.read_bytes()
    for suffix in TWINS:
        twin = earlier / (name_of(bundle, path) + suffix)
        if twin.is_file() and decompress(twin.read_bytes(), suffix, len(data)) == data:
            made = twin.read_bytes()
        else:
            made = brotli.compress(data, quality=11) if suffix == ".br" else gzip.compress(data, 9, mtime=0)
        path.with_name(path.name + suffix).write_bytes(made)


def decompress(data: bytes, suffix: str, most: int) -> bytes | None:
    """Return what a twin of that suffix holds; None if it is broken, goes on after its end, or holds more than most bytes.

    A .gz is one member, without a name, a comment or an extra field in which words could hide (RFC 1952, 2.3).
    """
    try:
        if suffix == ".gz":
            unzip = zlib.decompressobj(wbits=31)
            held = unzip.decompress(data, most + 1)
            whole = unzip.eof and not unzip.unused_data and not data[3] & 0b11110
        else:
            unbrotli = brotli.Decompressor()
            held = unbrotli.process(data, output_buffer_limit=most + 1)
            whole = unbrotli.is_finished()
    except (zlib.error, brotli.error, IndexError):
        return None
    return held if whole and len(held) <= most else None


def write_sums(bundle: Path) -> dict[Path, str]:
    """Write SHA256SUMS over all other files and return the digests.

    It is in sha256sum's own format: `sha256sum --check SHA256SUMS` reads it.
    """
    paths = [path for path in files_of(bundle) if path != bundle / SUMS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sums = dict(zip(paths, pool.map(digest_of, paths), strict=True))
    (bundle / SUMS).write_text(
        sums_text({name_of(bundle, path): digest for path, digest in sums.items()}), encoding="utf-8"
    )
    return sums


def digest_of(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def normalise(bundle: Path, sums: dict[Path, str], day: date) -> None:
    """Give every file the mode 644 and every folder 755, and times that depend on nothing but the bundle itself.

    sums: digest by file. A file's time is a second of the given day (UTC), drawn from its digest. It is not one
    time for all, since many hosts make their ETag of time and size (nginx, Apache, Caddy), and a corrected digit
    changes no size.
    """
    midnight = int(datetime.combine(day, time(), UTC).timestamp())
    for path in [*bundle.rglob("*"), bundle]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        second = midnight + int(sums.get(path, "0")[:8], 16) % DAY
        os.utime(path, (second, second))


def finish(bundle: Path, day: date, earlier: Path | None) -> None:
    """Make a whole bundle of Pelican's output.

    day: of the newest article. earlier: the bundle that it will replace, or a path where none is; None to write no
    twins. Raises OSError where the disk is full or a file can't be written.
    """
    write_host_files(bundle)
    if earlier is not None:
        compress(bundle, earlier)
    normalise(bundle, write_sums(bundle), day)


def without_twins(paths: Iterable[Path]) -> list[Path]:
    """Return the paths without the compressed twins, which are for hosts alone."""
    return [path for path in paths if not is_twin(path.name)]
