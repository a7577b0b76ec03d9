"""Why: Pelican empties the folder that readers see and fills it file by file.

A bundle is built beside its place and put there in one step: whoever reads the folder sees the earlier bundle
or the new one, whole, at every instant, and whatever ends a build leaves the earlier one untouched.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edition.bundle.ours import bundle_in, read_sums, strangers_in
from edition.faults import Fault
from edition.names import SUMS

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AT_FDCWD = -100  # Linux, openat(2): a relative path begins at the working folder
TRIES = 5  # to read a bundle that others are exchanged for
RENAME_EXCHANGE = 2  # Linux, renameat2(2); macOS has the same number for RENAME_SWAP, renamex_np(2)


@contextmanager
def folder_aside(output: Path) -> Iterator[Path]:
    """Give a place beside output where nothing is yet, for one build at a time; it is gone at the end, whatever happens.

    What a killed build left there is removed first. Raises Fault while another build holds the place, and where
    something lies beside it that no build puts there.
    """
    folder = output.parent / f".{output.name}.new"
    new = folder / output.name
    handle, ours = None, False
    made = [above for above in output.parents if not above.exists()]
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # so that no folder is made that nobody removes
    try:
        handle = hold(folder)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if strangers := sorted({path.name for path in folder.iterdir()} - {new.name}):
            raise Fault("b-007", folder, name=strangers[0])
        if os.path.lexists(new) and not (bundle_in(new) and strangers_in(new)):
            shutil.rmtree(new, ignore_errors=True)
        if os.path.lexists(new):
            raise Fault("b-007", folder, name=new.name)
        ours = True
        yield new
    finally:
        if ours:  # removed while it is still held, so that no other build has it yet
            shutil.rmtree(new, ignore_errors=True)
        if handle is not None:
            for empty in (folder, *made):
                with suppress(OSError):  # something else is in it
                    empty.rmdir()
            os.close(handle)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hold(folder: Path) -> int:
    """Make the folder and return an open handle that locks it; the lock ends with the process, even a killed one."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink():
            raise Fault("b-007", folder.parent, name=folder.name)
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its last holder may have removed it between the two lines above.
            if folder.exists() and os.path.samestat(os.fstat(handle), folder.stat()):
                return handle
        except BlockingIOError:
            os.close(handle)
            raise Fault("b-013", folder) from None
        os.close(handle)


def take_bundle(bundle: Path, into: Path) -> dict[str, str]:
    """Take the files of the bundle into a new folder, as links where the system makes them; return the digests by name.

    All are of one bundle, whatever replaces it meanwhile, and no build waits for it. Raises Fault where no bundle is, or
    where a file of it is not as its list says.
    """
    changed = ""
    for _ in range(TRIES):
        data = (bundle / SUMS).read_bytes() if (bundle / SUMS).is_file() else b""
        listed = read_sums(data.decode(errors="replace"))
        if not listed:
            raise Fault("b-012", bundle)
        shutil.rmtree(into, ignore_errors=True)
        changed = next((name for name in listed if digest_taken(bundle / name, into / name) != listed[name]), "")
        if not changed:
            (into / SUMS).write_bytes(data)
            return listed
    raise Fault("b-020", bundle, name=changed)


def digest_taken(path: Path, into: Path) -> str:
    """Take one file and return its SHA-256, "" where there is none."""
    if path.is_symlink() or not path.is_file():
        return ""
    into.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, into)
    except OSError:  # on another file system, or on one without links
        with suppress(FileNotFoundError):
            shutil.copy2(path, into)
    return hashlib.sha256(into.read_bytes()).hexdigest() if into.is_file() else ""


def put_in_place(new: Path, output: Path) -> None:
    """Put the folder new at output in one step; what was at output is then at new, or nothing is.

    Raises Fault where the file system can't do that, or where somebody has put a file beside the earlier bundle by now,
    and leaves both as they are.
    """
    if output.exists() and any(output.iterdir()):
        exchange(new, output)
        if strangers := strangers_in(new):
            exchange(new, output)
            raise Fault("b-007", output, name=strangers[0])
    else:
        new.rename(output)  # in one step, also onto an empty folder (POSIX, rename())


def exchange(one: Path, two: Path) -> None:
    """Let two folders of one file system change places in one step; raise Fault where that can't be had."""
    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(two)
    if sys.platform == "darwin":
        failed = libc.renamex_np(*paths, RENAME_EXCHANGE)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
    else:
        failed = errno.ENOSYS
    if failed:
        reason = os.strerror(ctypes.get_errno() or errno.ENOSYS)
        raise Fault("b-014", two, said=reason)
