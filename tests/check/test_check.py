"""Any copy of a bundle is compared with a fresh build: what was altered is told, with id and file; a true copy passes."""

import gzip
import http.server
import json
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import threading
import zipfile
from contextlib import chdir, contextmanager, suppress
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from PIL import Image

from edition.bundle import archive
from edition.bundle.build import Built, build
from edition.bundle.host_files import write_sums
from edition.check import check, copies, explain
from edition.check.copies import BROWSERS
from edition.faults import Fault, Faults
from tests.check.corruptions import CORRUPTIONS, sub
from tests.conftest import ROOT, copy_content, copy_tree, process_kept, run_edition, says, settings_for

ADDRESS = "https://example.org/x"
BUILT: list[Built] = []  # what the build of the true copy returned


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> str:
    """Settings of the tests' own article, which the fresh builds use, too."""
    project = tmp_path_factory.mktemp("check")
    copy_content(project)
    return settings_for(project)


@pytest.fixture(scope="module")
def true_copy(settings) -> Path:
    """A published bundle with an address. Read it, never write to it."""
    output = Path(settings).parent / "output"
    with process_kept():
        BUILT[:] = [build(output, settings=settings, address=ADDRESS)]
    return output


@pytest.fixture
def copy(true_copy, tmp_path) -> Path:
    """A copy that a test may spoil."""
    return copy_tree(true_copy, tmp_path / "copy")


@pytest.fixture(autouse=True)
def fresh_builds_of_the_tests(settings, monkeypatch):
    """Let the checks build the tests' own article."""
    monkeypatch.setattr(check, "SETTINGS", settings)
    with process_kept():
        yield


@pytest.fixture
def quick(true_copy, tmp_path, monkeypatch):
    """Let the checks take a bundle that was built before for the fresh one, and compare words in this process."""

    def write_bundle(new: Path, **_) -> Built:
        copy_tree(true_copy, new)
        for twin in [*new.rglob("*.gz"), *new.rglob("*.br")]:
            twin.unlink()
        write_sums(new)
        return BUILT[0]

    monkeypatch.setattr(check, "write_bundle", write_bundle)
    for module in (check, explain):
        monkeypatch.setattr(module, "run_limited", lambda function, *arguments, **_: function(*arguments))


def told(site: Path | str) -> list[Fault]:
    """Return the faults of a copy, [] for a true one."""
    try:
        check.check_copy(str(site))
    except Fault as fault:
        return [fault]
    except Faults as faults:
        return faults.faults
    return []


def places(faults: list[Fault]) -> list[str]:
    """Return id and file of each fault."""
    return [f"{fault.id} {fault.path}" for fault in faults]


def test_a_true_copy_is_equal_and_the_edition_s_own_words_are_printed(true_copy):
    first, *rest = check.check_copy(str(true_copy))
    assert f"equal to a fresh build, byte for byte; its address is {ADDRESS}; 3 page(s); 25 source lines" in first
    assert any(says("来源未记录首次发表日期。") in line for line in rest)


@pytest.mark.parametrize(
    ("change", "id", "place"), [row[1:] for row in CORRUPTIONS], ids=[row[0] for row in CORRUPTIONS]
)
def test_what_was_altered_is_told(quick, copy, change, id, place):
    change(copy)
    found = places(told(copy))
    assert any(one.startswith(f"{id} {place}") for one in found), found


def test_a_copy_of_a_bundle_that_withdraws_offline_reading_is_true_too(settings, tmp_path):
    build(tmp_path / "output", settings=settings, keep_offline=False)
    assert told(tmp_path / "output") == []


def test_a_reader_s_copy_lacks_what_only_hosts_read(quick, copy):
    for path in [*copy.rglob("*.gz"), *copy.rglob("*.br"), copy / "_headers", copy / ".nojekyll"]:
        path.unlink()
    assert told(copy) == []
    assert "not compared" in check.check_copy(str(copy))[1]


def test_a_photograph_that_another_processor_wrote_is_compared_by_its_pixels(copy):
    path = sorted((copy / "images").glob("*-480-*.jpg"))[0]
    with Image.open(path) as image:
        image.load()
        again = BytesIO()
        image.save(again, "JPEG", quality=82, optimize=True, subsampling="4:2:0")
    path.write_bytes(again.getvalue())
    found = places(told(copy))
    assert found == ["k-010 SHA256SUMS"], "its list names the old bytes; the picture is the same"


# ----- archives


@pytest.fixture
def zipped(true_copy, tmp_path) -> Path:
    """An archive that a test may spoil."""
    archive.write_archive(true_copy, tmp_path / "edition.zip")
    return tmp_path / "edition.zip"


def member_added(name: str, data: bytes = b"x"):
    """Return what adds a member to an archive."""

    def change(path: Path) -> None:
        with pytest.MonkeyPatch.context(), zipfile.ZipFile(path, "a") as file:
            file.writestr(name, data)

    return change


def with_comment(path: Path) -> None:
    """Give an archive a comment."""
    with zipfile.ZipFile(path, "a") as file:
        file.comment = "假话".encode()


def rewritten(path: Path, **values: object) -> None:
    """Write an archive anew; its first member has those values of zipfile's."""
    with zipfile.ZipFile(path) as file:
        members = [(zipfile.ZipInfo(info.filename), file.read(info)) for info in file.infolist()]
    for name, value in values.items():
        setattr(members[0][0], name, value)
    with zipfile.ZipFile(path, "w") as file:
        for info, data in members:
            file.writestr(info, data)


def turned(path: Path, at: int, bit: int) -> None:
    """Turn a bit of an archive."""
    data = bytearray(path.read_bytes())
    data[at] ^= bit
    path.write_bytes(data)


def with_bytes_before_the_directory(path: Path, added: bytes) -> None:
    """Put bytes between the members of an archive and their directory."""
    data = path.read_bytes()
    start = int.from_bytes(data[-6:-2], "little")
    path.write_bytes(data[:start] + added + data[start:-6] + (start + len(added)).to_bytes(4, "little") + data[-2:])


ARCHIVES = {
    "a file beside": (member_added("edition/x.html"), "k-008 x.html"),
    "a file beside the top folder": (member_added("index.html"), "k-005"),
    "a step up": (member_added("edition/../../x"), "k-"),
    "a page twice": (member_added("edition/index.html", "假".encode()), "k-005"),
    "a comment": (with_comment, "k-004"),
    "bytes before": (lambda path: path.write_bytes(b"#!/bin/sh\n" + path.read_bytes()), "k-016"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-30]), "k-004"),
    "a member between": (lambda path: with_bytes_before_the_directory(path, b"PK\3\4" + b"\0" * 26), "k-016"),
    "a comment of a member": (lambda path: rewritten(path, comment="假话".encode()), "k-016"),
    "a symbolic link": (lambda path: rewritten(path, external_attr=0o120777 << 16), "k-016"),
    "another name to others": (lambda path: rewritten(path, extra=struct.pack("<HHBL", 0x7075, 5, 1, 0)), "k-016"),
    "encrypted": (lambda path: turned(path, 6, 1), "k-016"),
    "another name before it": (lambda path: turned(path, 38, 1), "k-016"),
    "a byte turned": (lambda path: path.write_bytes(path.read_bytes()[:300] + b"~" + path.read_bytes()[301:]), "k-"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_holds_the_edition_and_nothing_else(quick, zipped, name):
    assert told(zipped) == []
    change, expected = ARCHIVES[name]
    change(zipped)
    assert any(found.startswith(expected) for found in places(told(zipped)))


def test_an_archive_that_another_program_packed_is_true_too(quick, zipped, tmp_path):
    with zipfile.ZipFile(zipped) as file:
        file.extractall(tmp_path / "unpacked")
    again = shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "unpacked")  # with members for folders
    assert told(again) == []


# ----- one file

ONE_FILE = {
    "a word": (r"三本菜谱", "四本菜谱", "p-002"),
    "the source removed": (r'<pre id="source-text".*?</pre>', "", "k-014"),
    "the source's words": (r"(source-text[^>]*>.*?)渡口", r"\1码头", "k-01"),
    "the source run together": (r"(source-text[^>]*>\n[^<]{50,200}?)\n\n", r"\1", "k-01"),
    "the photograph": (r"(base64,.{4000})....", r"\1AAAA", "k-010"),
    "the style": ("</style>", ".kicker{opacity:0}</style>", "k-010"),
}


@pytest.mark.parametrize("name", ONE_FILE)
def test_an_edition_in_one_file_is_compared_whatever_it_is_called(single_files, tmp_path, name):
    copy = copy_tree(single_files / "wangchao-du.html", tmp_path / "sent by a friend.HTM")
    assert told(copy) == []
    old, new, expected = ONE_FILE[name]
    text, count = re.subn(old, new, copy.read_text("utf-8"), count=1, flags=re.S)
    assert count
    copy.write_text(text, "utf-8")
    assert any(fault.id.startswith(expected) for fault in told(copy))


# ----- an address


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; sends the compressed twin where it is asked for; odd: what it does otherwise, by path."""

    odd: dict = {}

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        """Send a file, or its twin."""
        name = self.path.lstrip("/") or "index.html"
        encoding = self.headers.get("Accept-Encoding", "identity")
        path = Path(self.directory, name)
        alter = self.odd.get((self.path, encoding), lambda data: data)
        if self.headers["User-Agent"].startswith("Mozilla") and "text/html" in self.headers.get("Accept", ""):
            alter = self.odd.get((self.path, "browsers"), alter)
        data = path.read_bytes() if path.is_file() and not name.startswith(("_", ".")) else None
        data = data if data is None else alter(data)
        if data is None:
            self.send_error(404)
            return
        pack = {"gzip": partial(gzip.compress, mtime=0), BROWSERS: brotli.compress}.get(encoding)
        self.send_response(200)
        if pack:
            self.send_header("Content-Encoding", "br" if encoding == BROWSERS else encoding)
        self.end_headers()
        self.wfile.write(pack(data) if pack else data)


@contextmanager
def serving(folder: Path, odd: dict):
    """Serve the folder while the block runs; gives the address."""
    handler = type("OddHost", (Host,), {"odd": odd})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def altered(data: bytes) -> bytes:
    """Return a page with one word changed."""
    return data.replace("豆花".encode(), "咖啡".encode(), 1)


HOSTS = {
    "as it is": ({}, None),
    "other words": ({("/index.html", "identity"): altered}, "p-002 index.html"),
    "other words, compressed": ({("/index.html", "gzip"): altered}, "k-011 index.html"),
    "other words, brotli": ({("/index.html", BROWSERS): altered}, "k-011 index.html"),
    "other words, for browsers": ({("/index.html", "browsers"): altered}, "p-002 index.html"),
    "another front page": ({("/", "identity"): altered}, "k-011 index.html"),
    "a page gone": ({("/404.html", "identity"): lambda data: None}, "k-007 404.html"),
}


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_is_asked_for_every_file_plain_and_compressed(quick, true_copy, name):
    odd, expected = HOSTS[name]
    with serving(true_copy, odd) as address:
        found = places(told(address))
    assert (expected in found) if expected else found == []


@pytest.mark.parametrize(("site", "id"), [("http://127.0.0.1:1/", "k-006"), ("nowhere", "k-001"), ("content", "k-002")])
def test_what_is_no_copy_is_one_line(site, id):
    assert [fault.id for fault in told(site)] == [id]


class Strange(http.server.BaseHTTPRequestHandler):
    """Answers as hosts should not; how: what to send at once, and again and again while somebody listens."""

    how = (b"", b"")

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        """Send it."""
        self.connection.settimeout(0.05)
        at_once, drop = self.how
        with suppress(OSError):
            self.wfile.write(at_once)
            while True:
                try:
                    if not self.connection.recv(1):
                        return
                except TimeoutError:
                    self.wfile.write(drop)


STRANGE = {
    "endless headers": (b"HTTP/1.0 200 OK\r\n" + b"a: b\r\n" * 200, b"a: b\r\n"),
    "drop by drop": (b"HTTP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n", b"x"),
    "headers drop by drop": (b"HTTP/1.0 200 OK\r\n", b"x"),
    "a coding that was not asked for": (
        b"HTTP/1.0 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\n\r\nx",
        b"",
    ),
    "silent": (b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n", b""),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_host_that_does_not_answer_is_not_waited_for(monkeypatch, name):
    monkeypatch.setattr(copies, "SECONDS", 0.5)
    handler = type("Strange", (Strange,), {"how": STRANGE[name]})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = told(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert [fault.id for fault in found] == ["k-006"]


@pytest.mark.parametrize(("each", "expected"), [(0.9, []), (20, ["k-006"])])
def test_a_host_that_takes_its_time_for_each_answer_is_not_waited_for_all_of_them(
    quick, true_copy, monkeypatch, each, expected
):
    """Each answer seems to take so many seconds, by a clock of the test's own; what is far away may take one."""
    asked = count()
    monkeypatch.setattr(copies, "time", SimpleNamespace(monotonic=lambda: each * next(asked)))
    with serving(true_copy, {}) as address:
        assert [fault.id for fault in told(address)] == expected
    # The clock is read before and after each; two are for its list, before and after, and the last is not waited for.
    answers = next(asked) // 2 - 3
    assert expected == [] or answers * (each - copies.SECONDS_EACH) < copies.SECONDS_IN_ALL + each


def test_a_host_that_leads_elsewhere_is_told(quick, true_copy):
    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", there + self.path)
            self.end_headers()

    with serving(true_copy, {}) as there, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = told(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert [fault.id for fault in found] == ["k-006"]


# ----- hostile copies


def nested(folder: Path) -> None:
    """Nest a hundred thousand elements."""
    page = (folder / "index.html").read_text("utf-8")
    (folder / "index.html").write_text(page.replace("<article", "<div>" * 100_000 + "<article", 1), "utf-8")


def long_paragraphs(folder: Path) -> None:
    """Fill a page with eight megabytes of words."""
    page = (folder / "index.html").read_text("utf-8")
    (folder / "index.html").write_text(
        page.replace("</article>", "<p>" + "渡口书房" * 700_000 + "</p></article>"), "utf-8"
    )


def bomb(folder: Path) -> None:
    """Write a twin that unpacks to 600 megabytes."""
    with gzip.open(folder / "index.html.gz", "wb", compresslevel=1) as file:
        for _ in range(60):
            file.write(b"\0" * 10_000_000)


def folders_without_end(folder: Path) -> None:
    """Nest folders until their path is too long to be opened (PATH_MAX)."""
    with chdir(folder):
        for _ in range(20):
            Path("d" * 250).mkdir()
            os.chdir("d" * 250)


def long_sums(folder: Path) -> None:
    """Name a long file thousands of times."""
    (folder / "index.html.gz").write_bytes(b"x" * 8_000_000)
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  index.html.gz\n" * 90_000)


CANONICAL = sub('(rel="canonical" href=")[^"]*', r"\1javascript:x")

HOSTILE = {
    "nested": (nested, "[k-012]"),
    "eight megabytes": (long_paragraphs, "index.html"),
    "bomb": (bomb, "[k-009]"),
    "fifo": (lambda folder: ((folder / "404.html").unlink(), os.mkfifo(folder / "404.html")), "[k-003]"),
    "link loop": (lambda folder: (folder / "loop").symlink_to("."), "[k-003]"),
    "endless file": (lambda folder: ((folder / "sw.js").unlink(), (folder / "sw.js").symlink_to("/dev/zero")), "[k-003]"),
    "broken JSON-LD": (lambda folder: (folder / "index.html").write_bytes(b'<script type="application/ld+json">' + b"[" * 500_000), "p-001"),
    "deep list": (lambda folder: (folder / "sw.js").write_bytes(b"const FILES={" + b'"a":[' * 200_000 + b"};\n"), "[k-010]"),
    "not UTF-8": (lambda folder: (folder / "index.html").write_bytes(b"\xff\xfe" * 1000), "[k-012]"),
    "folders without end": (folders_without_end, "[k-003]"),
    "a long list of sums": (long_sums, "SHA256SUMS"),
    "an address that is none": (CANONICAL, "[k-010]"),
    "a thousand files": (lambda folder: [(folder / f"{n}.html").touch() for n in range(1_000)], "[k-015]"),
}  # fmt: skip


# Checks copies one after the other; says in a line what is told of each, and at last how many MB that took.
CHECKS = """
import json, resource, sys
from edition.check import check
from edition.faults import Fault, Faults
check.SETTINGS, *copies = sys.argv[1:]
for copy in copies:
    try:
        told = str(check.check_copy(copy))
    except (Fault, Faults) as faults:
        told = str(faults)
    print(json.dumps(told), flush=True)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)
"""


def test_nothing_in_a_copy_stops_the_check_or_swells_it(true_copy, settings, tmp_path):
    for name, (spoil, _) in HOSTILE.items():
        spoil(copy_tree(true_copy, tmp_path / name))
    done = subprocess.run(
        [sys.executable, "-c", CHECKS, settings, *(tmp_path / name for name in HOSTILE)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
    )  # fmt: skip
    assert done.returncode == 0 and "Traceback" not in done.stderr, (done.stdout, done.stderr)
    *told, megabytes = map(json.loads, done.stdout.splitlines())
    for (name, (_, expected)), line in zip(HOSTILE.items(), told, strict=True):
        assert expected in line, name
    assert megabytes < 500


# ----- the command


def test_the_command_says_it_in_lines_and_by_its_exit_status(project, tmp_path):
    assert run_edition(project, "publish").returncode == 0
    true = run_edition(project, "check", SITE="output")
    assert true.returncode == 0 and "equal to a fresh build" in true.stdout
    page = project / "output" / "index.html"
    page.write_text(page.read_text("utf-8").replace("豆花", "咖啡", 1), "utf-8")
    false = run_edition(project, "check", SITE="output")
    assert false.returncode == 1 and "[p-002]" in false.stderr and "index.html" in false.stderr


def test_drafts_are_reported_where_no_bundle_is_and_a_closed_pipe_is_no_fault(project):
    order = project / "content" / "source" / "wangchao-du.order"
    order.write_text(order.read_text("utf-8").replace("kicker ", "headline ", 1), "utf-8")
    done = run_edition(project, "check")
    assert done.returncode == 1 and "make order SLUG=wangchao-du" in done.stdout and "[k-001]" in done.stderr
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "edition", "check"]
    closed = subprocess.run(command, cwd=project, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (closed.returncode, closed.stderr) == (141, "")
