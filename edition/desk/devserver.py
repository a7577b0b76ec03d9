"""Why: Pelican's own server for drafts empties the preview before it builds, and tells a fault in many wrapped lines.

``make devserver`` builds the pages, drafts included and unproven, into preview/ whenever content/ or theme/ changes,
and shows them at localhost. A fault is one line on the terminal and on the page; the pages that were built before stay
until it is fixed. An open page loads itself anew. ``make serve`` shows a finished bundle as it is.
"""

import base64
import hashlib
import html
import queue
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import watch

from edition.bundle.build import fault_of
from edition.bundle.offline import write_offline_files
from edition.bundle.swap import folder_aside, put_in_place
from edition.desk.preview import SETTINGS, preview_settings, write_pages
from edition.faults import ROOT, Fault
from edition.names import FRONT_PAGE

HOSTS = ("localhost", "127.0.0.1", "[::1]")
CHANGES = "/.changes/"  # + the number of the build that a page shows; answered when there is a newer one
HEED = 0.5  # seconds after which the main thread wakes: a signal that came while it fell asleep did not wake it
WAIT = 20  # seconds until a page is told that nothing changed, and asks again
RELOAD = (
    "(async()=>{for(;;)try{const r=await fetch('%s');if(await r.text()!='%d')return location.reload()}"
    "catch{await new Promise(r=>setTimeout(r,1000))}})()"
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
        self.changed = threading.Condition()

    def build(self) -> str:
        """Build the pages anew; return the line to print. Where there is a fault, the earlier pages stay."""
        fault = ""
        try:
            with folder_aside(ROOT / ".cache" / self.folder.name) as aside:
                new = aside / "new"
                settings = preview_settings(SETTINGS, new)
                write_pages(settings)
                # A worker of a bundle that was shown at the same port would show that bundle: this one withdraws it.
                write_offline_files(new, str(settings["SITENAME"]), enabled=False)
                with self.changed:
                    put_in_place(new, self.folder)
        except Exception as error:
            fault = str(fault_of(error))
        with self.changed:
            self.number += 1
            self.fault = fault
            self.changed.notify_all()
        return fault or f"{self.folder.name}/: built"

    def wait_for_newer(self, number: int) -> int:
        """Return the number of the last build, as soon as it is not that number, or after a while."""
        with self.changed:
            self.changed.wait_for(lambda: self.number != number, WAIT)
            return self.number

    def read(self, path: Path) -> bytes | None:
        """Return the bytes to send for a file of the preview, None where there is none: a page with what is added to it."""
        with self.changed:
            is_page = path.suffix == ".html"
            nothing_built = self.fault and not (self.folder / FRONT_PAGE).is_file()
            data = EMPTY.encode() if is_page and nothing_built else read_file(path)
            return prepared(data.decode(), self.number, self.fault).encode() if data and is_page else data

    def drafts(self) -> list[str]:
        """Return the path of each draft's page."""
        return sorted(f"drafts/{path.name}" for path in (self.folder / "drafts").glob("*.html"))


def prepared(text: str, number: int, fault: str) -> str:
    """Return a page with the fault at its top, and a script that loads it anew when there is a newer build.

    The page's policy is widened by exactly that script and its questions; the files in the preview stay as they are.
    """
    script = RELOAD % (f"{CHANGES}{number}", number)
    allowed = f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    text = text.replace("; script-src ", f"; connect-src 'self'; script-src {allowed} ", 1)
    notice = f'<p role="alert"><strong>{html.escape(fault)}</strong></p>' if fault else ""
    text = text.replace("<body>", f"<body>{notice}", 1)
    return text.replace("</body>", f"<script>{script}</script></body>", 1)


def read_file(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none."""
    return path.read_bytes() if path.is_file() else None


# ----- over HTTP


class Handler(SimpleHTTPRequestHandler):
    """Serves the files of a folder; with a preview, its pages with what is added to them."""

    timeout = 30  # seconds for which a browser may leave an answer unread
    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        **{".txt": "text/plain; charset=utf-8", ".html": "text/html; charset=utf-8", ".webp": "image/webp"},
        **{".js": "text/javascript; charset=utf-8", ".webmanifest": "application/manifest+json"},
    }

    def __init__(self, folder: Path, preview: Preview | None, *arguments: object) -> None:
        self.preview = preview
        super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for faults."""

    def do_HEAD(self) -> None:
        """Answer as do_GET, without the words."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer with a page, with a file, or with the number of the last build."""
        with suppress(OSError):  # the reader went elsewhere, or reads nothing
            self.respond()

    def respond(self) -> None:
        """Look for what is asked for, and only then send it, so that a slow reader holds nobody up."""
        hosts = self.headers.get_all("Host") or []
        here = [f"{host}:{self.connection.getsockname()[1]}".removesuffix(":80") for host in HOSTS]
        if len(hosts) != 1 or hosts[0].lower().removesuffix(":80") not in here:
            # Any other name may be a foreign site's, which would read drafts by it (DNS rebinding; RFC 9110, 15.5.20).
            self.send_error(421)
            return
        if self.preview and self.path.startswith(CHANGES):
            number = self.path.removeprefix(CHANGES)
            newer = self.preview.wait_for_newer(int(number) if re.fullmatch("[0-9]{1,9}", number) else 0)
            self.answer(str(newer).encode(), "text/plain; charset=utf-8")
            return
        name = self.translate_path(self.path)
        if re.search("[\0\ud800-\udfff]", name):  # no system has such a file
            self.send_error(400)
            return
        path = Path(name, FRONT_PAGE) if name.endswith("/") else Path(name)
        try:
            data = self.preview.read(path) if self.preview else read_file(path)
        except OSError:  # a name that is too long for the system, a file that may not be read
            data = None
        if data is None:
            self.send_error(404)
        else:
            self.answer(data, self.guess_type(str(path)))

    def answer(self, data: bytes, kind: str) -> None:
        """Send data of that media type."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if self.preview:
            self.send_header("Cache-Control", "no-store")  # what may change at any time
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)


@contextmanager
def serving(folder: Path, port: str, preview: Preview | None = None) -> Iterator[str]:
    """Serve the folder at localhost while the block runs; gives the address. Raises Fault for a port that can't be had."""
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        raise Fault("v-001", f"PORT={port}", port=port)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", int(port)), partial(Handler, folder, preview))
    except OSError as error:
        raise Fault("v-002", f"PORT={port}", said=error.strerror or str(error)) from error
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()  # whoever still waits for an answer holds nothing up


def serve_folder(folder: Path, port: str) -> list[str]:
    """Show the bundle in the folder as it is, at localhost, until Ctrl-C. Raises Fault for no bundle, or no port."""
    if not (folder / FRONT_PAGE).is_file():
        raise Fault("b-012", folder)
    with suppress(KeyboardInterrupt), serving(folder, port) as address:
        say(f"{address}; Ctrl-C ends")
        while True:
            time.sleep(HEED)
    return []


def run(port: str | None) -> list[str]:
    """Build, serve at the port unless it is None, and build again at each change, until Ctrl-C.

    Raises Fault for a folder that is not there, and for a port that can't be had.
    """
    preview = Preview(ROOT / "preview")
    with suppress(KeyboardInterrupt), changes_in(ROOT / "content", ROOT / "theme") as changes:
        if port is None:
            keep_built(preview, changes, "")
        else:
            with serving(preview.folder, port, preview) as address:
                keep_built(preview, changes, address)
    return []


def keep_built(preview: Preview, changes: "queue.Queue[object]", address: str) -> None:
    """Build, tell the address of each page to look at, and build again at each change, until a signal ends it."""
    say(preview.build())
    for place in ["", *preview.drafts()] if address else []:
        say(address + place)
    say("watching content/ and theme/; Ctrl-C ends")
    while True:
        try:
            change = changes.get(timeout=HEED)
        except queue.Empty:
            continue
        if isinstance(change, Exception):
            raise change
        while not changes.empty():  # what was changed during a build is built once
            changes.get()
        say(preview.build())


@contextmanager
def changes_in(*folders: Path) -> Iterator["queue.Queue[object]"]:
    """Give a queue in which each change of the folders is put while the block runs; raise Fault for one that is not there.

    Another thread watches: watchfiles would take any signal in the main thread for Ctrl-C.
    """
    for folder in folders:
        if not folder.is_dir():
            raise Fault("v-003", folder)
    changes: queue.Queue[object] = queue.Queue()
    began, stop = threading.Event(), threading.Event()

    def watch_on() -> None:
        try:
            for change in watch(
                *folders, debounce=300, step=50, stop_event=stop, rust_timeout=100, yield_on_timeout=True
            ):
                began.set()
                if change:
                    changes.put(change)
        except Exception as error:
            changes.put(error)
            began.set()

    thread = threading.Thread(target=watch_on, daemon=True)
    thread.start()
    try:
        began.wait()  # before the first build, so that no change is missed
        yield changes
    finally:
        stop.set()
        thread.join()


def say(line: str) -> None:
    """Print a line at once, wherever the output goes."""
    print(line, flush=True)
