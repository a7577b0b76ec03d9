"""The hosted edition when the network drops: the service worker in Chromium, against hosts that do what hosts do."""

import http.server
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from edition.bundle import build, offline
from edition.names import TYPES
from edition.source.pieces import GAP, without_space
from tests.browser import options
from tests.conftest import ARTICLE as FIRST
from tests.conftest import copy_content, copy_tree, process_kept, run_edition, says, settings_for

PREFIX = "some/deep/path/"
PHONE = {"viewport": {"width": 390, "height": 800}, "device_scale_factor": 2}
SITE_NAME = "望潮·网络版"
ARTICLE = "Title: 又一篇报道\nDate: 2026-11-{day}\n{status}\n导语，见[前文]({{filename}}wangchao-du.md)。\n"
# Beside the page of an article: what its source is, and what proves it.
OF_THE_SOURCE = ("wangchao-du.source.html", "source/wangchao-du.txt", "source/wangchao-du.order.txt")
PAGES = {"index.html", "wangchao-du.html", "next-week.html", "older/last-week.html", "404.html"}
# An odd name that a file may have; it must be found under its escaped address.
ODD = "广场 #1 50%.jpg"
SETTLED = """navigator.serviceWorker.getRegistration().then(
  (it) => Boolean(it && it.active && it.active.state === "activated" && !it.installing && !it.waiting))"""
GONE = """Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()]).then(
  ([workers, stored]) => workers.length + stored.length === 0)"""
NOTE_REGISTRATION = """
let frames = 0;
const count = () => { frames += 1; requestAnimationFrame(count); };
addEventListener("load", () => requestAnimationFrame(count));
const register = ServiceWorkerContainer.prototype.register;
ServiceWorkerContainer.prototype.register = function (...given) {
  window.registration = {
    frames,
    loaded: performance.getEntriesByType("navigation")[0].loadEventStart,
    requests: performance.getEntriesByType("resource").filter((it) => !it.name.includes("/images/")).length,
  };
  return register.apply(this, given);
};"""
COUNT_FETCHES = """
let underWay = 0;
self.most = 0;
const plainFetch = self.fetch;
self.fetch = async (...given) => {
  self.most = Math.max(self.most, ++underWay);
  try { return await plainFetch(...given); } finally { underWay -= 1; }
};
"""


# ----- hosts


class Host(http.server.ThreadingHTTPServer):
    """A static host. It notes each path asked for; faults by pattern of a file's name, pretty addresses and caching can be set.

    pretty: it redirects /x.html to /x and /index.html to /, as Cloudflare Pages does. type: as which it sends all files
    but the worker and pages, where it is not "". further: the headers that it sends with each file.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.folder, self.asked, self.released = folder, [], threading.Event()
        self.faults: dict[str, object] = {}
        self.pretty, self.cache_control = False, "no-store"
        self.type, self.further = "", {}
        self.origin = f"http://127.0.0.1:{self.server_port}/"
        self.address = self.origin + PREFIX
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def deploy(self, site: Path, prefix: str = PREFIX) -> str:
        """Put the bundle at the prefix, in the place of the one there; return the name of its cache."""
        shutil.rmtree(self.folder / prefix, ignore_errors=True)
        copy_tree(site, self.folder / prefix)
        return cache(site, prefix)

    def was_asked_for(self, pattern: str) -> bool:
        """Whether a file whose name has that pattern was asked for."""
        return any(fnmatch(path, f"*/{pattern}") for path in self.asked)

    def stop(self) -> None:
        """End whatever is under way, and answer no more."""
        self.released.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """Say nothing: a browser that goes away is part of these tests."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Answers one request. A connection serves no second one, so that a stopped host is one that cannot be reached."""

    def do_GET(self) -> None:
        """Serve a file, or what the host is told to do with it."""
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        for pattern, fault in self.server.faults.items():
            if fnmatch(path, f"*/{pattern}"):
                self.do_harm(fault)
                return
        if self.server.pretty and path.endswith(".html"):
            self.send_response(301)
            self.send_header("Location", path.removesuffix("index.html").removesuffix(".html"))
            self.end_headers()
            return
        if self.server.pretty and Path(self.translate_path(path + ".html")).is_file():
            self.path = path + ".html"
        super().do_GET()

    def do_harm(self, fault) -> None:
        """Send the file with that fault, one of those below."""
        if fault == HANGS:
            self.server.released.wait()
        elif fault == MISSING:
            self.send_error(404)
        else:
            data = Path(self.translate_path(self.path)).read_bytes()
            sent, length = (make(data) for make in fault)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(self.path))
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(sent)

    def end_headers(self) -> None:
        """Add the host's Cache-Control."""
        for name, value in {"Cache-Control": self.server.cache_control, **self.server.further}.items():
            self.send_header(name, value)
        super().end_headers()

    def guess_type(self, path) -> str:
        """Say the host's type; a page is one for whoever opens it, and the worker must be a script to be one."""
        opened = path.endswith("sw.js") or self.headers.get("Sec-Fetch-Dest") == "document"
        return super().guess_type(path) if opened else self.server.type or super().guess_type(path)

    def log_message(self, *args) -> None:
        """Say nothing."""


# What a host can do to a file on its way: the bytes that it sends, and the length that it says.
ALTERED = (lambda data: data + b" ", lambda data: len(data) + 1)
TRUNCATED = (lambda data: data[: len(data) // 2], lambda data: len(data) // 2)
CUT_OFF = (lambda data: data[: len(data) // 2], len)
MISSING, HANGS = "missing", "hangs"  # until the host is stopped or lets go, and then the connection breaks


def cache(site: Path, prefix: str = PREFIX) -> str:
    """The name of the cache of a bundle at the prefix."""
    version = re.search('VERSION="(.*?)"', (site / "sw.js").read_text(encoding="utf-8"))[1]
    return f"edition /{prefix} {version}"


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    """A bundle with all that a bundle can hold: articles, one in a folder, one hidden, photographs, the page for 404."""
    project = tmp_path_factory.mktemp("edition")
    content = copy_content(project)
    for name, day, status in [("next-week", 26, ""), ("last-week", 20, ""), ("apart", 25, "Status: hidden\n")]:
        (content / f"{name}.md").write_text(ARTICLE.format(day=day, status=status), encoding="utf-8")
    site = project / "output"
    with process_kept():
        build.write_bundle(site, settings=settings_for(project), address="", keep_offline=True)
    (site / ODD).write_bytes(b"odd")
    # As a theme may have it, one lies in a folder.
    (site / "older").mkdir()
    text = (site / "last-week.html").read_text(encoding="utf-8").replace('"./', '"../')
    (site / "last-week.html").rename(site / "older" / "last-week.html").write_text(text, encoding="utf-8")
    for name in ("index.html", "404.html"):
        text = (site / name).read_text(encoding="utf-8").replace("./last-week", "./older/last-week")
        (site / name).write_text(text, encoding="utf-8")
    offline.write_offline_files(site, SITE_NAME, "zh-CN")
    return site


@pytest.fixture(scope="module")
def versions(edition, tmp_path_factory) -> list[Path]:
    """Three versions of the bundle, which differ in a word of their pages and, as on any host, in their files' times."""
    made = []
    for day, name in enumerate(("一", "二", "三")):
        site = copy_tree(edition, tmp_path_factory.mktemp("versions") / "site")
        for page in site.rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            page.write_text(text.replace(says("回到页首"), says("回到页首") + name), encoding="utf-8")
        offline.write_offline_files(site, SITE_NAME, "zh-CN")
        for path in site.rglob("*"):
            os.utime(path, (day * 86_400, day * 86_400))
        made.append(site)
    return made


@pytest.fixture
def host(tmp_path):
    """A host without a bundle."""
    (tmp_path / "www").mkdir()
    host = Host(tmp_path / "www")
    yield host
    host.stop()


# ----- readers


def new_page(context):
    """A page that keeps what is said on a console, the worker's included, and which requests failed."""
    page = context.new_page()
    page.messages, page.failed = [], []

    def keep_message(message) -> None:
        # For a text file Chromium asks the host's root for an icon, no matter what.
        if not message.location["url"].endswith("/favicon.ico"):
            page.messages.append(f"{message.text} ({message.location['url']})")

    def keep_failure(request) -> None:
        if request.failure != "net::ERR_ABORTED":  # given up since the page was left
            page.failed.append(f"{request.url}: {request.failure}")

    context.on("serviceworker", lambda it: it.on("console", lambda message: page.messages.append(message.text)))
    context.on("weberror", lambda error: page.messages.append(str(error.error)))
    context.on("requestfailed", keep_failure)
    page.on("console", keep_message)
    return page


@pytest.fixture
def reader(chromium):
    """A page of a fresh phone."""
    with chromium.new_context(**PHONE) as context:
        yield new_page(context)


def eventually(condition: Callable, what: str, seconds: float = 60) -> None:
    """Wait until the condition holds; fail with what did not happen."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"did not happen: {what}"
        time.sleep(0.02)


def stored(page) -> list[str]:
    """The names of the caches at the page's origin."""
    return page.evaluate("caches.keys()")


def settle(page) -> None:
    """Wait until the worker of the open page is at rest."""
    eventually(lambda: page.evaluate(SETTLED), "a worker is active, and none is being installed")


def visit(page, address: str) -> None:
    """Open the address and wait until its worker is at rest."""
    page.goto(address)
    settle(page)


def sign(page) -> str:
    """The word by which the open page's version is told."""
    return page.locator("footer .to-top a").inner_text().removeprefix(says("回到页首"))


def picture(page) -> bytes:
    """How the page looks from top to bottom, when all its photographs are there."""
    page.evaluate(
        "Promise.all([...document.images].map(it => { it.loading = 'eager'; return it.decode().catch(() => it.decode()); }))"
    )
    return page.screenshot(full_page=True, scale="css", type="jpeg", quality=90)


# ----- one visit

UNKNOWN = ["nowhere", "a/b/c.html", "%E0%A4%A", "constructor", "next-week/", "index.html/x"]


@pytest.mark.parametrize(
    ("pretty", "first"),
    [(False, "wangchao-du.html"), (True, "older/last-week")],
    ids=["plain host", "host that redirects .html, from a page in a folder"],
)
def test_after_one_visit_the_whole_bundle_reads_without_a_network(reader, host, edition, order, pretty, first):
    host.pretty = pretty
    host.deploy(edition)
    reader.goto(host.address + first)
    scopes = "navigator.serviceWorker.getRegistrations().then(all => all.map(it => it.active && it.scope).join())"
    eventually(lambda: reader.evaluate(scopes) == host.address, "one worker for the whole bundle")
    manifest = reader.locator("link[rel=manifest]").evaluate("link => link.href")
    assert manifest == host.address + "manifest.webmanifest"
    before = picture(reader)
    photographs = {path.relative_to(edition).as_posix() for path in (edition / "images").glob("*-960-*.webp")}
    assert len(photographs) == 2, "of each photograph one file"
    files = {*PAGES, *photographs, *OF_THE_SOURCE, ODD, "manifest.webmanifest", "verify.py"}
    assert set(offline.kept_files(edition)) == files
    for name in UNKNOWN:
        assert reader.goto(host.address + name).status == 404
        assert says("没有找到这一页") not in reader.content(), "this host has a page of its own"
    reader.messages.clear()  # of pages that are not there
    assert reader.goto(host.address + "apart.html").status == 200, "a hidden article opens by its address"
    host.stop()
    reader.goto(host.address + first)
    assert picture(reader) == before, "nothing visible is added"
    reader.goto(host.address + "wangchao-du.html")
    words = without_space(reader.locator("article").inner_text())
    assert all(unit.key.replace(GAP, "") in words for unit in order.units)
    assert reader.locator(".section").count() == reader.locator("figcaption").count() == 3
    picture(reader)
    assert reader.evaluate("[...document.images].every(it => it.naturalWidth > 0)")
    followed = set()
    for start in ("index.html", "wangchao-du", "wangchao-du.source.html", "older/last-week.html"):
        reader.goto(host.address + start)
        page = reader.url
        for address in set(reader.evaluate("[...document.links].map(link => link.href)")) - followed:
            with reader.expect_navigation(url=address):
                reader.evaluate("it => [...document.links].find(link => link.href === it).click()", address)
            assert reader.evaluate("document.body.innerText.length") > 20
            followed.add(address)
            if address.partition("#")[0] != page:
                reader.goto(page)
    names = {urlsplit(address).path.removeprefix(f"/{PREFIX}") for address in followed}
    assert names >= {"index.html", "wangchao-du.html", "next-week.html", "verify.py", *OF_THE_SOURCE}
    for name in ("", "index.html?x=1", "index", "next-week.html?a#b", "older/last-week"):
        response = reader.goto(host.address + name)
        assert (response.status, response.from_service_worker) == (200, True), name
        assert reader.locator("h1").count() == 1, name
    response = reader.goto(host.address + "source/wangchao-du.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8", "whatever the host says"
    assert "望潮镇" in reader.locator("body").inner_text()
    # This page has no policy: it may fetch. What is not as it was built is refused.
    fetched = "all => Promise.all(all.map(([url, integrity]) => fetch(url, { integrity }).then(it => it.status)))"
    hashes = [(host.address + quote(name), digest) for name, digest in offline.kept_files(edition).items()]
    assert set(reader.evaluate(fetched, hashes)) == {200}
    assert reader.messages == [] and reader.failed == []
    reader.goto(host.address + "wangchao-du.html")
    for path in (edition / "images").glob("*-*-*.*"):  # one width stands for all
        reader.evaluate("it => Object.assign(new Image(), { src: it }).decode()", f"images/{path.name}")
    for name in [*UNKNOWN, "apart.html"]:
        assert reader.goto(host.address + name).status == 404
        assert reader.locator("h1").inner_text() == says("没有找到这一页")


def test_a_first_visit_paints_then_stores_few_files_at_once_and_can_be_installed(reader, host, edition, tmp_path):
    site = copy_tree(edition, tmp_path / "many")
    for number in range(40):
        (site / f"{number}.jpg").write_bytes(bytes([number]))
    offline.write_offline_files(site, SITE_NAME, "zh-CN")
    host.deploy(site)
    worker = host.folder / PREFIX / "sw.js"
    worker.write_text(COUNT_FETCHES + worker.read_text(encoding="utf-8"), encoding="utf-8")
    reader.add_init_script(NOTE_REGISTRATION)
    visit(reader, host.address + "next-week.html")
    noted = reader.evaluate("window.registration")
    assert noted["loaded"] > 0 and noted["requests"] == 0, "the first paint takes one request"
    assert noted["frames"] >= 2, "the first frame is out, and the second is being drawn"
    assert host.asked[:2] == [f"/{PREFIX}next-week.html", f"/{PREFIX}sw.js"]
    assert 2 <= reader.context.service_workers[0].evaluate("self.most") <= 6
    reader.wait_for_selector("link[rel=manifest]", state="attached")
    session = reader.context.new_cdp_session(reader)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == [] and found["manifest"]["scope"] == host.address
    assert found["manifest"]["startUrl"] == host.address + "index.html"
    said = json.loads(found["data"])
    assert (said["name"], said["short_name"]) == (SITE_NAME, "望潮")
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A private window, as every test's, is told so.
    assert [error["errorId"] for error in errors] == ["in-incognito"] and reader.messages == []


# What a host may forbid; a copy on a device forbids it, too.
FORBIDS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OF_THE_WAY = {"Vary": "*", "Refresh": "900", "Content-Language": "en"}
HEADERS = """names => Promise.all(names.map((name) => fetch(name).then((it) => Object.fromEntries(it.headers))))"""


@pytest.mark.parametrize("type", ["text/plain", "application/octet-stream", "text/html", "nonsense"])
def test_the_copy_has_the_types_of_its_names_and_forbids_what_the_host_forbids(reader, host, edition, type):
    host.deploy(edition)
    host.type, host.further = type, FORBIDS | OF_THE_WAY
    visit(reader, host.address)
    (host.folder / "frame.html").write_text(f"<iframe src={host.address}></iframe>", encoding="utf-8")
    reader.goto(host.origin + "frame.html")
    assert "望潮" not in reader.frames[1].content(), "a page that must not be framed is not"
    host.stop()
    assert reader.goto(host.address + "index.html").from_service_worker
    assert reader.locator("h1").count() == 1, "it opens as a page"
    reader.goto(host.address + "source/wangchao-du.txt")  # it has no policy of its own: it may fetch
    names = sorted(offline.kept_files(edition))
    expected = {name.lower(): value for name, value in FORBIDS.items()}
    for name, headers in zip(
        names, reader.evaluate(HEADERS, [f"/{PREFIX}{quote(name)}" for name in names]), strict=True
    ):
        assert headers == {**expected, "content-type": TYPES[Path(name).suffix]}, name


# ----- a new version


def test_a_new_version_arrives_whole_at_the_next_visits_however_long_the_host_lets_files_be_kept(
    reader, host, versions
):
    host.cache_control = "max-age=31536000, immutable"
    host.deploy(versions[0])
    visit(reader, host.address)
    assert sign(reader) == "一"
    new = host.deploy(versions[1])
    reader.reload()
    assert sign(reader) == "一", "a visit is not kept waiting"
    eventually(lambda: stored(reader) == [new], "the new version's cache, alone")
    host.stop()
    for name in ("", "next-week.html", "older/last-week.html"):
        reader.goto(host.address + name)
        assert sign(reader) == "二", name
    assert reader.messages == [] and reader.failed == []


DAMAGE = [
    ("index.html", ALTERED),
    ("wangchao-du-river-960-*.webp", TRUNCATED),
    ("wangchao-du-river-960-*.webp", CUT_OFF),
    ("index.html", MISSING),
]


def test_what_comes_damaged_leaves_the_version_before_whole_or_nothing(reader, host, versions):
    host.faults = {"wangchao-du.txt": ALTERED}
    old = host.deploy(versions[0])
    reader.goto(host.address)
    eventually(lambda: host.was_asked_for("wangchao-du.txt"), "the install has begun")
    eventually(lambda: reader.evaluate(GONE), "of a first visit no worker and no cache is left")
    host.faults.clear()
    visit(reader, host.address)
    before = picture(reader)
    worker = host.folder / PREFIX / "sw.js"
    worker.write_text(worker.read_text(encoding="utf-8") + "// served by a proxy\n", encoding="utf-8")
    host.faults = {"index.html": MISSING}
    host.asked.clear()
    reader.reload()
    eventually(lambda: host.was_asked_for("sw.js"), "the worker is looked up")
    settle(reader)
    assert stored(reader) == [old], "what a host adds to the worker does no harm"
    new = host.deploy(versions[1])
    for pattern, fault in [*DAMAGE, (None, None)]:
        host.faults = {pattern: fault} if fault else {}
        host.asked.clear()
        reader.reload()
        assert sign(reader) == "一" and picture(reader) == before, f"before {fault}"
        if fault:
            eventually(lambda name=pattern: host.was_asked_for(name), "the update has begun")
            eventually(lambda: stored(reader) == [old], "no cache of the new version is left")
            settle(reader)
    eventually(lambda: stored(reader) == [new], "the update, once the host sends whole files")
    host.stop()
    reader.reload()
    assert sign(reader) == "二"


# ----- an install that is cut off


def begin_install(page, host, new: str, prefix: str = PREFIX) -> None:
    """Let the page's worker begin to store the new version, until it waits for a file that does not come."""
    host.faults["wangchao-du.txt"] = HANGS
    host.asked.clear()
    page.goto(host.origin + prefix)
    eventually(lambda: host.was_asked_for("wangchao-du.txt"), "the install waits for a file")
    eventually(lambda: new in stored(page), "it has begun a cache")


def test_a_browser_closed_during_an_install_leaves_nothing_for_good(chromium, host, versions, tmp_path):
    """Whether it is a first visit or an update; the host has by then the earlier version, the same, or a newer one."""
    cases = {"a/": (None, 1), "b/": (0, 0), "c/": (0, 2)}
    keeping = partial(chromium.browser_type.launch_persistent_context, tmp_path / "profile", **PHONE, **options())
    with keeping() as context:
        page = new_page(context)
        for prefix, (before, _) in cases.items():
            if before is not None:
                host.deploy(versions[before], prefix)
                visit(page, host.origin + prefix)
        for prefix in cases:
            begin_install(context.new_page(), host, host.deploy(versions[1], prefix), prefix)
    host.faults.clear()
    kept = {prefix: host.deploy(versions[after], prefix) for prefix, (_, after) in cases.items()}
    with keeping() as context:
        page = new_page(context)
        page.goto(host.origin)
        assert {cache(versions[1], prefix) for prefix in cases} <= {*stored(page)}, "it did leave something"
        for prefix in cases:
            page.goto(host.origin + prefix)
        eventually(lambda: {*stored(page)} == {*kept.values()}, "only the versions of the host are left")
        for prefix in cases:
            visit(page, host.origin + prefix)
        host.stop()
        for prefix, (_, after) in cases.items():
            page.goto(host.origin + prefix)
            assert sign(page) == "一二三"[after]
            assert page.goto(f"{host.origin}{prefix}source/wangchao-du.txt").status == 200


def test_a_page_closed_and_a_host_that_dies_during_an_install_leave_nothing(reader, host, versions):
    before = [[], [cache(versions[0])]]
    for left, site in zip(before, versions, strict=False):  # a first visit, then an update
        new = host.deploy(site)
        begin_install(reader, host, new)
        reader.goto(host.origin)
        host.faults.clear()
        host.released.set()
        eventually(lambda kept=left: stored(reader) == kept, "the cache that was begun is gone")
        host.released.clear()
        reader.goto(host.address)
        eventually(lambda kept=new: stored(reader) == [kept], "the next visit stores all")
        settle(reader)


# ----- neighbours, withdrawal


def withdrawn(site: Path, copy: Path) -> Path:
    """Return a copy of the bundle that withdraws what readers keep."""
    copy_tree(site, copy)
    offline.write_offline_files(copy, SITE_NAME, "zh-CN", enabled=False)
    return copy


def test_bundles_at_nested_and_similar_paths_keep_their_caches(reader, host, versions, tmp_path):
    paths = [PREFIX, f"{PREFIX}inner/", "some/deep/path2/", "some/"]
    names = {}
    for path in sorted(paths, key=len):  # an outer one first: it is put in the place of all that is there
        names[path] = host.deploy(versions[0], path)
    for path in paths:
        visit(reader, host.origin + path)
    assert set(stored(reader)) == set(names.values())
    for path in (PREFIX, "some/"):
        shutil.copytree(versions[1], host.folder / path, dirs_exist_ok=True)
        names[path] = cache(versions[1], path)
        reader.goto(host.origin + path)
        eventually(lambda: set(stored(reader)) == set(names.values()), "a new version there, and nothing else changed")
    reader.evaluate("caches.open('another edition')")
    shutil.copyfile(withdrawn(versions[2], tmp_path / "withdrawn") / "sw.js", host.folder / PREFIX / "sw.js")
    del names[PREFIX]
    reader.goto(host.address)
    eventually(lambda: set(stored(reader)) == {*names.values(), "another edition"}, "only the withdrawn one is gone")
    host.stop()
    for path, word in {f"{PREFIX}inner/": "一", "some/deep/path2/": "一", "some/": "二"}.items():
        reader.goto(host.origin + path)
        assert sign(reader) == word, path


def test_the_kill_switch_leaves_no_cache_and_no_worker_and_the_page_reads_online(reader, host, versions, tmp_path):
    host.deploy(versions[0])
    visit(reader, host.address)
    before = picture(reader)
    host.deploy(withdrawn(versions[0], tmp_path / "withdrawn"))
    reader.reload()
    eventually(lambda: reader.evaluate(GONE), "no worker and no cache is left")
    for _ in range(2):
        host.asked.clear()
        response = reader.goto(host.address)
        assert not response.from_service_worker and picture(reader) == before
        eventually(lambda: host.was_asked_for("sw.js"), "the page offers its worker again")
        eventually(lambda: reader.evaluate(GONE), "no worker and no cache is left")
    assert reader.messages == [] and reader.failed == []
    host.deploy(versions[1])
    visit(reader, host.address)
    assert len(stored(reader)) == 1, "what was withdrawn can be brought back"


def test_a_build_keeps_or_withdraws_and_says_which(project, site):
    assert len(offline.listed_files((site / "sw.js").read_text(encoding="utf-8"))) == 9
    assert offline.report(site).startswith("9 files are kept")
    done = run_edition(project, "publish", OFFLINE="no")
    assert done.returncode == 0 and "withdrawn" in done.stdout, done.stderr
    assert offline.listed_files((project / "output" / "sw.js").read_text(encoding="utf-8")) == {}


# ----- what is kept


def test_the_same_bundle_gives_the_same_worker_and_only_what_a_reader_reads_is_kept(edition, tmp_path):
    same = copy_tree(edition, tmp_path / "别处" / "copy")
    for name in ("index.html.gz", "index.html.br", "SHA256SUMS", "_headers", ".nojekyll", "robots.txt", "feed.xml"):
        (same / name).write_text("x", encoding="utf-8")
    (same / "sitemap.xml").write_text("x", encoding="utf-8")
    offline.write_offline_files(same, SITE_NAME, "zh-CN")
    for name in ("sw.js", "manifest.webmanifest"):
        assert (same / name).read_bytes() == (edition / name).read_bytes()


def test_of_a_large_bundle_the_newest_articles_are_kept_whole(edition, tmp_path, monkeypatch):
    site = copy_tree(edition, tmp_path / "site")
    (site / ODD).unlink()
    everything = offline.kept_files(site)
    size = sum((site / name).stat().st_size for name in everything)
    monkeypatch.setattr(offline, "MOST_BYTES", size - (site / "older" / "last-week.html").stat().st_size - 1)
    kept = offline.kept_files(site)
    photographs = {name for name in everything if name.startswith("images/")}
    # The older ones are left out, and all that they alone need.
    left = {"older/last-week.html", "wangchao-du.html", *OF_THE_SOURCE, *photographs}
    assert everything.keys() - kept.keys() == left and len(photographs) == 2
    offline.write_offline_files(site, SITE_NAME, "zh-CN")
    assert offline.report(site).endswith("; 4 page(s), hidden or older, are not")


def test_a_hidden_article_is_in_no_file_that_a_device_fetches_and_opens_by_its_address(content_project):
    (content_project / "content" / "next-week.md").write_text("Title: 甲\nDate: 2026-11-26\n\n乙。\n", encoding="utf-8")
    article = content_project / FIRST
    article.write_text("Status: hidden\n" + article.read_text(encoding="utf-8"), encoding="utf-8")
    site = content_project / "output"
    address = {"address": "https://example.org/x"}
    build.write_bundle(site, settings=settings_for(content_project), keep_offline=True, earlier=None, **address)
    its_own = {"wangchao-du.html", *OF_THE_SOURCE}
    photographs = {path.relative_to(site).as_posix() for path in (site / "images").iterdir()}
    assert len(photographs) > 2 and all((site / name).is_file() for name in its_own)
    assert not {*its_own, *photographs} & offline.kept_files(site).keys()
    fetched = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - its_own - photographs
    assert {"index.html", "404.html", "feed.xml", "sitemap.xml", "robots.txt", "sw.js"} <= fetched
    # SHA256SUMS is for copies, and no device fetches it.
    assert [name for name in fetched - {"SHA256SUMS"} if b"wangchao" in (site / name).read_bytes()] == []
