"""The hosts, each a context manager that gives its address, with a slash at its end, while it serves a folder.

All listen on 127.0.0.1 only, on a port that is free, and end with their block.
"""

import getpass
import http.server
import json
import os
import re
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urlsplit

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import ROOT

DEEP = "/some/deep/path/"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
PATIENCE = 30  # seconds until a server that does not answer is a failure; no test depends on how fast one is


def free_port() -> int:
    """Return a port that no one listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def process(command: list[str], port: int, log: Path, **environment: str) -> Iterator[None]:
    """Run a server, from when it listens on the port to the end of the block; its words go to the log."""
    with log.open("w", encoding="utf-8") as out:
        started = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment})
    try:
        wait_for(port, started, log)
        yield
    finally:
        started.terminate()
        started.wait()


def wait_for(port: int, started: subprocess.Popen, log: Path) -> None:
    """Return when something listens on the port; fail when the process has ended or the patience has."""
    deadline = time.monotonic() + PATIENCE
    while started.poll() is None and time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"{started.args[0]} does not listen: {log.read_text(encoding='utf-8')}")


def adapted(name: str, changes: dict[str, str]) -> str:
    """Return a ready file with what its comments tell an editor to change; each change must meet its words."""
    text = (ROOT / "edition" / "deploy" / "hosts" / name).read_text(encoding="utf-8")
    assert all(old in text for old in changes)
    return re.sub("|".join(map(re.escape, changes)), lambda found: changes[found[0]], text)


@contextmanager
def nginx(folder: Path, prefix: str, scratch: Path) -> Iterator[str]:
    """Debian's nginx, or any, with nginx.conf included into a server."""
    port = free_port()
    changes = {
        "location / {": f"location {prefix} {{",
        "/var/www/edition/": f"{folder}/",
        "404 /404": f"404 {prefix}404",
    }
    (scratch / "edition.conf").write_text(adapted("nginx.conf", changes), encoding="utf-8")
    slash = "" if prefix == "/" else f"location = {prefix.rstrip('/')} {{ return 301 {prefix}; }}"
    temporary = "".join(f"{k}_temp_path {scratch}/{k};" for k in "client_body proxy fastcgi uwsgi scgi".split())
    (scratch / "nginx.conf").write_text(
        # Root's workers must read the tests' private folder.
        f"{'user root;' * (os.geteuid() == 0)} daemon off; pid {scratch}/pid; error_log {scratch}/errors;"
        f"events {{}} http {{ access_log off; {temporary} absolute_redirect off;"
        f"server {{ listen 127.0.0.1:{port}; include {scratch}/edition.conf; {slash} }} }}"
    )
    command = ["nginx", "-p", str(scratch), "-e", f"{scratch}/errors", "-c", f"{scratch}/nginx.conf"]
    with process(command, port, scratch / "log"):
        yield f"http://127.0.0.1:{port}{prefix}"


@contextmanager
def caddy(folder: Path, prefix: str, scratch: Path) -> Iterator[str]:
    """Debian's Caddy, or any, with our Caddyfile."""
    port = free_port()
    site = f"http://127.0.0.1:{port} {{"
    if prefix != "/":
        site += f"\n\tredir {prefix.rstrip('/')} {prefix}"
    changes = {"example.org {": site, "/var/www/edition": str(folder)}
    changes |= {"handle_path /*": f"handle_path {prefix}*", "path /* #": f"path {prefix}* #"}
    text = "{\n\tadmin off\n}\n" + adapted("Caddyfile", changes)
    (scratch / "Caddyfile").write_text(text, encoding="utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(scratch / "Caddyfile")]
    with process(command, port, scratch / "log", XDG_DATA_HOME=str(scratch), XDG_CONFIG_HOME=str(scratch)):
        yield f"http://127.0.0.1:{port}{prefix}"


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    """Let a server of this process serve within the block."""
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Plain(http.server.SimpleHTTPRequestHandler):
    """Python's own server, as anyone starts it by python -m http.server, without its log."""

    prefix = "/"

    def log_message(self, *args) -> None:
        """Say nothing."""


class LikePages(Plain):
    """Answers as GitHub Pages does: /x.html at /x too, and 404.html, with status 404, for a missing path."""

    protocol_version = "HTTP/1.1"

    def send_head(self):
        """Find a page without its ending."""
        self.path = urlsplit(self.path).path
        file = Path(self.translate_path(self.path))
        if not file.exists() and file.with_name(f"{file.name}.html").is_file():
            self.path += ".html"
        return super().send_head()

    def send_error(self, code, message=None, explain=None) -> None:
        """Send the bundle's own page for a missing path."""
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = Path(self.directory, self.prefix.strip("/"), "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Stripping(LikePages):
    """Redirects /x.html to /x and index.html to its folder, as Cloudflare Pages and Netlify do."""

    def send_head(self):
        """Redirect what ends in .html."""
        path = unquote(urlsplit(self.path).path)
        if stripped := re.fullmatch(r"(.*/)index\.html|(.+)\.html", path):
            self.send_response(308)
            self.send_header("Location", stripped[1] or stripped[2])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        return super().send_head()


@contextmanager
def threaded(handler: type[Plain], folder: Path, prefix: str, scratch: Path) -> Iterator[str]:
    """Serve the folder at the prefix by the handler."""
    place = scratch / "root" / prefix.strip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(folder)
    kind = partial(type(handler.__name__, (handler,), {"prefix": prefix}), directory=str(scratch / "root"))
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)) as server:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"


plain = partial(threaded, Plain)
like_pages = partial(threaded, LikePages)
stripping = partial(threaded, Stripping)


@contextmanager
def rsync_daemon(folder: Path, scratch: Path) -> Iterator[str]:
    """An rsync daemon with the folder as its module "www"; gives rsync://…/www."""
    port = free_port()
    owner = f"uid = {getpass.getuser()}\ngid = *\n" if os.geteuid() == 0 else ""
    text = f"use chroot = no\n{owner}[www]\npath = {folder}\nread only = no\n"
    (scratch / "rsyncd.conf").write_text(text, encoding="utf-8")
    command = ["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}"]
    with process([*command, f"--config={scratch}/rsyncd.conf"], port, scratch / "rsyncd.log"):
        yield f"rsync://127.0.0.1:{port}/www"


class Bucket:
    """A bucket behind a server of S3's API; refuse(method, name) says which requests are refused from now on.

    name: the bucket's. log: method and name of all that was written or removed, in order.
    """

    numbers = count(1)  # moto keeps all buckets of a process together

    def __init__(self) -> None:
        self.name = f"news-{next(self.numbers)}"
        self.refuse = lambda method, name: False
        self.log: list[tuple[str, str]] = []
        self.application = DomainDispatcherApplication(create_backend_app)
        self.server = make_server("127.0.0.1", 0, self.answer, threaded=True, request_handler=Quiet)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.client = boto3.client("s3", endpoint_url=self.address, **{k.lower(): v for k, v in CREDENTIALS.items()})

    def answer(self, environ, start_response):
        """Note what is written, and let moto answer unless it is to be refused."""
        method, name = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(f"/{self.name}/")
        if self.refuse(method, name):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>refused</Message></Error>"]
        if method in ("PUT", "DELETE"):
            self.log.append((method, name))
        return self.application(environ, start_response)


class Quiet(WSGIRequestHandler):
    """Werkzeug's handler without its log."""

    def log(self, *args) -> None:
        """Say nothing."""


@contextmanager
def s3() -> Iterator[Bucket]:
    """Moto's S3, on threads of this process, with an empty bucket that anyone may read."""
    bucket = Bucket()
    with running(bucket.server), closing(bucket.client):
        bucket.client.create_bucket(Bucket=bucket.name)
        allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
        statement = {**allow, "Resource": f"arn:aws:s3:::{bucket.name}/*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        bucket.client.put_bucket_policy(Bucket=bucket.name, Policy=policy)
        bucket.log.clear()
        yield bucket


@contextmanager
def cut_after(limit: float, port: int) -> Iterator[tuple[int, list[int]]]:
    """Give a port that passes all on to the other port, until limit bytes came from clients; then it hangs up on all.

    Beside it a list of how many bytes each connection brought from the client, whole after the block.
    """
    passed: list[int] = []

    def pass_on(source: socket.socket, target: socket.socket, limit: float) -> int:
        done = 0
        with suppress(OSError):
            while done < limit and (data := source.recv(4096)):
                target.sendall(data[: int(min(limit - done, 4096))])
                done += len(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        return done

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as server:
                back = threading.Thread(target=pass_on, args=(server, self.request, float("inf")))
                back.start()
                passed.append(pass_on(self.request, server, limit - sum(passed)))
                back.join()

    with running(socketserver.TCPServer(("127.0.0.1", 0), Relay)) as relay:
        yield relay.server_address[1], passed
