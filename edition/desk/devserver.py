"""Why: Pelican's own server for drafts empties the preview before it builds, and tells a fault in many wrapped lines.

``make devserver`` builds the pages, drafts included and unproven, into preview/ whenever content/ or theme/ changes,
and shows them at localhost. A fault is one line on the terminal and on the page; the pages that were built before stay
until it is fixed. An open page loads itself anew. ``make serve`` shows a finished bundle as it is.
"""

import base64
import hashlib
import html
import io
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from edition.bundle.build import fault_of
from edition.bundle.host_files import write_host_files, write_sums
from edition.bundle.offline import write_offline_files
from edition.bundle.ours import check_place
from edition.bundle.swap import folder_aside, put_in_place
from edition.desk.preview import SETTINGS, content_of, preview_settings, write_sound_pages
from edition.faults import ROOT, Fault
from edition.names import FRONT_PAGE, TYPES

LOCAL = re.compile(r"(localhost|127\.0\.0\.1)(:\d+)?", re.IGNORECASE)
BEGUN_BY = os.getppid()
CHANGES = "/.changes"  # answered with the number of the last build
RELOAD = (
    f"setInterval(async()=>{{try{{if(await(await fetch('{CHANGES}')).text()!='%d')location.reload()}}catch{{}}}},1000)"
)
EMPTY = "<!doctype html><html lang=en><meta charset=utf-8><title>Preview</title><body></body></html>"


class Preview:
    """The pages as they were last built, and the fault of the build after that, if there was one.

    folder: where the pages lie. number: counts the builds from 1. fault: the one line, or "".
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.fault = ""

    def build(self) -> str:
        """Build the pages anew; return the line to print. The page of an article with a fault stays as it was."""
        fault = ""
        try:
            with folder_aside(ROOT / ".cache" / self.folder.name) as new:
                settings = preview_settings(SETTINGS, new)
                faulty: dict[Path, Fault] = {}
                write_sound_pages(new, SETTINGS, faulty, needs_published=True)
                fault = str(next(iter(faulty.values()), ""))
                if faulty:  # their earlier pages stay
                    keep_what_is_missing(self.folder, new)
                # A worker of a bundle that was shown at the same port would show that bundle: this one withdraws it.
                write_offline_files(new, str(settings["SITENAME"]), str(settings["DEFAULT_LANG"]), enabled=False)
                write_host_files(new)
                write_sums(new)  # by its list it is known for ours
                put_in_place(new, self.folder)
        except Exception as error:
            fault = str(fault_of(error))
        self.fault = fault
        self.number += 1  # last: a page that is newer than its number loads itself once more
        return fault or f"{self.folder.name}/: built"

    def added(self, asked: str, name: str) -> str | None:
        """Return the page in the file of that name, with its fault and its script, or the number of the last build.

        asked: the path of the address. None where the files of the folder are the answer.
        """
        number, fault = self.number, self.fault
        if asked == CHANGES:
            return str(number)
        path = Path(name, FRONT_PAGE) if name.endswith("/") else Path(name)
        if path.suffix == ".html" and path.is_file():
            return prepared(path.read_text(encoding="utf-8"), number, fault)
        nothing_built = fault and not (self.folder / FRONT_PAGE).is_file()
        return prepared(EMPTY, number, fault) if path.suffix == ".html" and nothing_built else None


def keep_what_is_missing(old: Path, new: Path) -> None:
    """Copy the files of the folder old that the folder new has not."""
    for path in (path for path in old.rglob("*") if path.is_file()):
        copy = new / path.relative_to(old)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def prepared(text: str, number: int, fault: str) -> str:
    """Return a page with the fault at its top, and a script that loads it anew when there is a newer build.

    The page's policy is widened by exactly that script and its questions; the files in the preview stay as they are.
    """
    script = RELOAD % number
    allowed = f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    text = text.replace("; script-src ", f"; connect-src 'self'; script-src {allowed} ", 1)
    notice = f'<p role="alert"><strong>{html.escape(fault)}</strong></p>' if fault else ""
    text = text.replace("<body>", f"<body>{notice}", 1)
    return text.replace("</body>", f"<script>{script}</script></body>", 1)


class Handler(SimpleHTTPRequestHandler):
    """Serves the files of a folder to this machine; with a preview, its pages with what is added to them."""

    timeout = 30  # seconds for which a browser may leave an answer unread
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def __init__(self, preview: Preview | None, *arguments: Any, **keywords: Any) -> None:
        self.preview = preview
        super().__init__(*arguments, **keywords)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for faults."""

    def handle(self) -> None:
        """Answer, unless the reader went elsewhere, or reads nothing."""
        with suppress(OSError):
            super().handle()

    def end_headers(self) -> None:
        """Let a browser keep nothing: all may change at any time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send the head of the answer, and return what is to follow."""
        if not LOCAL.fullmatch(self.headers.get("Host", "")):
            # Any other name may be a foreign site's, which would read drafts by it (DNS rebinding; RFC 9110, 15.5.20).
            self.send_error(421)
            return None
        try:
            name = self.translate_path(self.path)
            if b"\0" in os.fsencode(name):
                raise ValueError(name)
            text = self.preview.added(self.path, name) if self.preview else None
            if text is None:
                return super().send_head()
        except OSError:
            self.send_error(404)
            return None
        except ValueError:  # no system takes it for the name of a file
            self.send_error(400)
            return None
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        return io.BytesIO(text.encode())


@contextmanager
def serving(folder: Path, port: str, preview: Preview | None = None) -> Iterator[str]:
    """Serve the folder at localhost while the block runs; gives the address. Raises Fault for a port that can't be had."""
    try:
        handler = partial(Handler, preview, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", int(port)), handler)
    except (ValueError, OverflowError, OSError) as error:
        raise Fault("v-001", "PORT", port=port, said=error) from error
    with server:  # whoever still waits for an answer holds nothing up
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def is_orphan() -> bool:
    """Return whether the make that began this process was ended by a kill, which reaches no other process."""
    return "MAKELEVEL" in os.environ and os.getppid() != BEGUN_BY


def serve_folder(folder: Path, port: str) -> list[str]:
    """Show the bundle in the folder as it is, at localhost, until Ctrl-C. Raises Fault for no bundle, or no port."""
    if not (folder / FRONT_PAGE).is_file():
        raise Fault("b-012", folder)
    with suppress(KeyboardInterrupt), serving(folder, port) as address:
        print(f"{address}; Ctrl-C ends", flush=True)
        while not is_orphan():
            time.sleep(0.5)  # a signal that comes while it falls asleep does not wake it
    return []


def changes_in(*folders: Path) -> Iterator[bool]:
    """Yield ten times a second whether anything in the folders may have changed; the first time when the watch has begun.

    A folder that is taken away and put back is another one, which needs another watch; so does a name that is no text.
    """

    def identities() -> list[int | None]:
        return [folder.stat().st_ino if folder.is_dir() else None for folder in folders]

    anew = False
    while True:
        begun = identities()
        try:
            there = [folder for folder in folders if folder.is_dir()]
            for changes in watch(*there, debounce=300, rust_timeout=100, yield_on_timeout=True):
                yield anew or bool(changes)
                if anew := identities() != begun:
                    break
        except (WatchfilesRustInternalError, FileNotFoundError):
            anew = True


def run(port: str | None) -> list[str]:
    """Build, serve at the port unless it is None, and build again at each change, until a signal ends it.

    Raises Fault for faulty settings, for a preview/ that is not ours, and for a port that can't be had.
    """
    preview = Preview(ROOT / "preview")
    check_place(preview.folder)
    folders = content_of(SETTINGS), ROOT / "theme"
    server = nullcontext("") if port is None else serving(preview.folder, port, preview)
    with suppress(KeyboardInterrupt), server as address:
        # No change is missed: one during a build is the next.
        for changes in changes_in(*folders):
            if is_orphan():
                break
            if changes or not preview.number:
                print(preview.build(), flush=True)
                if preview.number == 1:
                    drafts = [f"drafts/{path.name}" for path in sorted((preview.folder / "drafts").glob("*.html"))]
                    shown = [address + place for place in ["", *drafts] if address]
                    print(*shown, "watching content/ and theme/; Ctrl-C ends", sep="\n", flush=True)
    return []
