"""Why: Pelican's own server for drafts empties the preview before it builds, and tells a fault in many wrapped lines.

``python -m edition.desk.devserver --port 8000`` builds the pages, drafts included and unchecked, into preview/ whenever
content/ or theme/ changes, and shows them at localhost. A fault is one line on the terminal and on the page; the pages
that were built before stay until it is mended. An open page loads itself anew. With ``--no-server`` it only builds.
"""

import argparse
import base64
import hashlib
import html
import re
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import watch

from edition.bundle.offline import write_offline_files
from edition.desk.preview import write_pages
from edition.faults import ROOT, Fault, LooseFault

CHANGES = "/.changes/"  # + the number of the build that a page shows; answered when there is a newer one
WAIT = 20  # seconds until a page is told that nothing changed, and asks again
RELOAD = (
    "(async()=>{for(;;)try{const r=await fetch('%s');if(await r.text()!='%d')return location.reload()}"
    "catch{await new Promise(r=>setTimeout(r,1000))}})()"
)


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
        with tempfile.TemporaryDirectory(prefix=f".{self.folder.name}-", dir=self.folder.parent) as aside:
            try:
                write_pages(Path(aside, "new"))
                # A worker of a bundle that was shown at the same port would show that bundle: this one withdraws it.
                write_offline_files(Path(aside, "new"), enabled=False)
            except Fault as error:
                fault = str(error)
            with self.changed:
                if not fault:
                    if self.folder.exists():
                        self.folder.rename(Path(aside, "old"))
                    Path(aside, "new").rename(self.folder)
                self.number += 1
                self.fault = fault
                self.changed.notify_all()
        return fault or f"{self.folder.name}/: built"

    def wait_for_newer(self, number: int) -> int:
        """Return the number of the last build, as soon as it is not that number, or after a while."""
        with self.changed:
            self.changed.wait_for(lambda: self.number != number, WAIT)
            return self.number

    def drafts(self) -> list[str]:
        """Return the path of each draft's page."""
        return sorted(f"drafts/{path.name}" for path in (self.folder / "drafts").glob("*.html"))


class Handler(SimpleHTTPRequestHandler):
    """Serves the preview; into its pages, as they are sent, it puts the fault and the script that loads them anew."""

    def __init__(self, preview: Preview, *arguments) -> None:
        self.preview = preview
        super().__init__(*arguments, directory=str(preview.folder))

    def log_message(self, *_) -> None:
        """Say nothing: the terminal is for faults."""

    def end_headers(self) -> None:
        """Let no browser keep what may change at any time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        """Answer with a page, with a file, or with the number of the last build."""
        try:
            if self.path.startswith(CHANGES):
                number = self.path.removeprefix(CHANGES)
                self.answer(str(self.preview.wait_for_newer(int(number) if number.isdecimal() else 0)), "text/plain")
                return
            with self.preview.changed:
                path = Path(self.translate_path(self.path))
                path = path / "index.html" if path.is_dir() else path
                if self.preview.fault and not (self.preview.folder / "index.html").is_file():
                    text = "<!doctype html><html lang=en><meta charset=utf-8><title>Preview</title><body></body></html>"
                elif path.suffix == ".html" and path.is_file():
                    text = path.read_text(encoding="utf-8")
                else:
                    super().do_GET()
                    return
                text = prepared(text, self.preview.number, self.preview.fault)
            self.answer(text, "text/html")
        except (BrokenPipeError, ConnectionResetError):
            pass  # the reader went elsewhere

    def answer(self, text: str, kind: str) -> None:
        """Send the text."""
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


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


def serve(preview: Preview, port: str) -> ThreadingHTTPServer:
    """Begin to serve the preview at localhost; return the server. Raises Fault for a port that cannot be had."""
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        raise LooseFault(f"PORT={port}", None, "this is no port", "write a number from 1024 to 65535")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", int(port)), partial(Handler, preview))
    except OSError as error:
        raise LooseFault(f"PORT={port}", None, error.strerror or str(error), "name another PORT") from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run(preview: Preview, port: str | None) -> None:
    """Build, serve at the port unless it is None, and build again at each change, until Ctrl-C."""
    watched = [ROOT / "content", ROOT / "theme"]
    for folder in watched:
        if not folder.is_dir():
            raise LooseFault(folder, None, "this folder does not exist", "restore it")
    server = serve(preview, port) if port is not None else None
    address = f"http://127.0.0.1:{server.server_port}/" if server else ""
    # Watching begins before the first build, so that no change is missed; a time-out yields no changes.
    for changes in watch(*watched, debounce=300, step=50, rust_timeout=300, yield_on_timeout=True):
        if not preview.number:
            say(preview.build())
            for place in ["", *preview.drafts()] if server else []:
                say(address + place)
            say("watching content/ and theme/; Ctrl-C ends")
        elif changes:
            say(preview.build())


def say(line: str) -> None:
    """Print a line at once, wherever the output goes."""
    print(line, flush=True)


def main() -> int:
    """Serve as the command line says and return the exit status: 0 after Ctrl-C, 1 for a fault of the server itself."""
    parser = argparse.ArgumentParser(prog="python -m edition.desk.devserver")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--no-server", action="store_true")
    options = parser.parse_args()
    try:
        run(Preview(ROOT / "preview"), None if options.no_server else options.port)
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
