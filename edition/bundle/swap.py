"""Why: Pelican empties the folder that readers see and fills it file by file.

A bundle is built beside its place and put there in one step: whoever reads the folder sees the earlier bundle
or the new one, whole, at every instant, and whatever ends a build leaves the earlier one untouched.
"""

import ctypes
import errno
import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edition.faults import Fault

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AT_FDCWD = -100  # Linux, openat(2): a relative path begins at the working folder
RENAME_EXCHANGE = 2  # Linux, renameat2(2); macOS has the same number for RENAME_SWAP, renamex_np(2)


@contextmanager
def folder_aside(output: Path) -> Iterator[Path]:
    """Give an empty folder beside output, for one build at a time; it is gone at the end, whatever happens.

    What a killed build left there is removed first. Raises Fault while another build holds the folder.
    """
    folder = output.parent / f".{output.name}.new"
    handle = None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # so that no folder is made that nobody removes
    try:
        handle = hold(folder)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        yield folder
    finally:
        if handle is not None:
            # Removed while it is still held, so that no other build has it yet.
            shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hold(folder: Path) -> int:
    """Make the folder and return an open handle that locks it; the lock ends with the process, even a killed one."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
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


def put_in_place(new: Path, output: Path) -> None:
    """Put the folder new at output in one step; what was at output is then at new, or nothing is.

    Raises Fault where the file system can't do that, and leaves both as they are.
    """
    if output.exists() and any(output.iterdir()):
        exchange(new, output)
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
