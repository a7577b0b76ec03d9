"""A plain web server on this machine for what must be tested or measured over HTTP."""

import gzip
import http.server
import threading
from contextlib import contextmanager
from functools import partial
from pathlib import Path


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, compressed as any host does, and writes no log."""

    protocol_version = "HTTP/1.1"
    missing: Path | None = None  # the page that is sent for a missing address
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".txt": "text/plain; charset=utf-8"}

    def log_message(self, *args) -> None:
        """Say nothing."""

    def send_error(self, code, message=None, explain=None) -> None:
        """Send the page of a missing address where there is one."""
        if code != 404 or self.missing is None:
            super().send_error(code, message, explain)
            return
        data = self.missing.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def list_directory(self, path):
        """Show no folder, as hosts do."""
        self.send_error(404)

    def send_head(self):
        """Send a page compressed where the browser takes that; leave all else to the standard server."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix != ".html" or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().send_head()
        data = gzip.compress(path.read_bytes(), 9, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)
        return None


@contextmanager
def serving(folder: Path, missing: Path | None = None):
    """Serve the folder while the block runs; gives the address, with a slash at its end.

    missing: the page that is sent, with the status 404, where nothing is.
    """
    handler = type("HandlerOfFolder", (Handler,), {"missing": missing})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
