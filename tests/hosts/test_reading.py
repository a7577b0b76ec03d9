"""On every kind of host a browser opens the edition, follows every link, and finds every section and caption."""

import http.client
import shutil
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from edition.names import TYPES
from tests.browser import wait_until
from tests.deploy.test_deploy import header_rules
from tests.hosts import reader
from tests.hosts.conftest import HOSTS, SERVERS, UPLOADS

SHIPPED = [name for name in HOSTS if name.startswith(("nginx", "Caddy")) or name == "deploy-rsync"]
WITH_404_PAGE = [name for name in [*SERVERS, *UPLOADS] if not name.startswith("python")]
TWINS = {"gzip": ".gz", "br": ".br"}


def get(address: str, accept: str = "identity") -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of what the host says to one request."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    try:
        connection.request("GET", parts.path, headers={"Accept-Encoding": accept})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def files(host) -> list[str]:
    """Return the names of the files that the host serves."""
    names = (path.relative_to(host.folder) for path in sorted(host.folder.rglob("*")) if path.is_file())
    return [name.as_posix() for name in names if ".git" not in name.parts]


@pytest.mark.parametrize("host", HOSTS, indirect=True)
def test_a_browser_reads_the_whole_edition(host, browser, page, order):
    expected = tuple(sum(unit.role == role for unit in order.units) for role in ("heading", "caption"))
    assert all(expected)
    there = reader.read(page, host.address, order)
    assert there.wrong == [] and (there.sections, there.captions) == expected
    assert len(there.opened) >= 2 and len(there.links) > there.sections
    # Visit once, stop the host, and read the whole edition again, as it was there.
    with closing(browser.new_context()) as context:
        assert reader.keep_for_offline(context.new_page(), host.address).wrong == []
        host.stop()
        without = reader.read(context.new_page(), host.address, order)
    assert [line for line in without.wrong if not line.startswith("console:")] == []
    assert without.counts() == there.counts()
    assert reader.spelled_once(without.links) == reader.spelled_once(there.links)


@pytest.mark.parametrize("host", [*SERVERS, *UPLOADS], indirect=True)
def test_every_file_arrives_as_it_is(host):
    for name in files(host):
        address = urljoin(host.address, name)
        status, headers, body = get(address)
        while status in (301, 308):
            address = urljoin(address, headers["location"])
            status, headers, body = get(address)
        assert (name, status, body) == (name, 200, (host.folder / name).read_bytes())


@pytest.mark.parametrize("host", SHIPPED, indirect=True)
@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_texts_are_sent_as_the_bundle_compressed_them(host, coding):
    # nginx has no brotli of its own
    sent = coding if host.name.startswith("Caddy") else "gzip"
    twins = [name for name in files(host) if name.endswith(TWINS[sent])]
    assert twins
    for twin in twins:
        name = twin.removesuffix(TWINS[sent])
        status, headers, body = get(urljoin(host.address, name), "gzip" if coding == "gzip" else "gzip, br")
        assert (name, status, headers.get("content-encoding")) == (name, 200, sent)
        assert body == (host.folder / twin).read_bytes() and "accept-encoding" in headers["vary"].lower()


@pytest.fixture
def varied(site, tmp_path):
    """A bundle with a file of every type that an edition may have, whether or not this one has it."""
    folder = Path(shutil.copytree(site, tmp_path / "varied"))
    (folder / "images").mkdir(exist_ok=True)
    for name in ("icon.svg", "feed.xml", "images/hall-800-0123456789ab.webp", "images/hall-800-0123456789ab.jpg"):
        (folder / name).write_bytes(b"fixture")
    return folder


def headers_meant(name: str) -> dict[str, str]:
    """Return the headers that _headers means for the file, and no-cache where it leaves that to the host."""
    rules = header_rules()
    meant = {**rules["/*"], "Cache-Control": "no-cache"} | (rules["/images/*"] if name.startswith("images/") else {})
    return {header.lower(): value for header, value in meant.items()}


@pytest.mark.parametrize("name", [name for name in SERVERS if name.startswith(("nginx", "Caddy"))])
def test_types_and_headers_are_those_of_the_other_hosts(name, varied, tmp_path):
    server, prefix = SERVERS[name]
    with server(varied, prefix, tmp_path) as address:
        for path in sorted(p for p in varied.rglob("*") if p.is_file() and p.suffix not in (".gz", ".br")):
            file = path.relative_to(varied).as_posix()
            if file in ("_headers", ".nojekyll"):
                continue
            _, headers, _ = get(urljoin(address, file))
            assert (file, headers["content-type"]) == (file, TYPES[path.suffix])
            meant = headers_meant(file)
            assert (file, {key: headers.get(key) for key in meant}) == (file, meant)


@pytest.mark.parametrize("host", WITH_404_PAGE, indirect=True)
def test_a_missing_path_gets_the_page_for_it_which_leads_home(host, page):
    for missing in ("no-such-page", "no/such/file.txt", "images/gone-0123456789ab.webp"):
        status, headers, body = get(urljoin(host.address, missing))
        assert (status, body) == (404, (host.folder / "404.html").read_bytes())
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert "immutable" not in headers.get("cache-control", "")
        if host.name in SHIPPED:
            assert headers["content-security-policy"] == headers_meant("404.html")["content-security-policy"]
    home = urljoin(host.address, "index.html")
    for missing in ("no-such-page", "no/such/page"):
        page.goto(urljoin(host.address, missing))
        wait_until(page, "(home) => document.querySelector('main a[href]').href === home", home)
        with page.expect_navigation():
            page.click("main a[href]")
        assert page.locator("article h2").count()


@pytest.mark.parametrize("name", ["nginx deep", "Caddy deep"])
def test_the_address_without_its_last_slash_leads_to_the_edition(name, site, tmp_path):
    server, prefix = SERVERS[name]
    with server(site, prefix, tmp_path) as address:
        status, headers, _ = get(address.rstrip("/"))
        assert status in (301, 302) and urljoin(address, headers["location"]) == address
