"""`make publish`: whole or not at all, the same bytes everywhere, and an address only where one is known."""

import gzip
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
from bs4 import BeautifulSoup

from edition.bundle.host_files import SUMS, digest_of, read_sums
from edition.check import bundle, single_file
from edition.check.own_address import ATOM
from tests.bundle.test_bundle import SECOND, contents
from tests.conftest import ROOT, copy_tree, run_build

ADDRESS = "https://example.org/a/b"
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def command(project: Path, settings: str = "publishconf.py") -> list[str]:
    """The command that `make publish` runs."""
    return [sys.executable, "-m", "edition.bundle.build", "--settings", settings, "--output", str(project / "output")]


def change_article(project: Path) -> None:
    """Change the project so that its next bundle differs."""
    article = project / "content" / "jining-gaoxinqu.md"
    article.write_text(article.read_text(encoding="utf-8").replace("2026-11-22", "2026-11-23"), encoding="utf-8")


@pytest.fixture
def published(project, site) -> Path:
    """A project with a bundle in output/ and a change that the next build will show."""
    copy_tree(site, project / "output")
    change_article(project)
    return project


def is_new(output: Path) -> bool:
    """Whether the bundle shows the change."""
    return "11月23日" in (output / "index.html").read_text(encoding="utf-8")


# an address, or none


@pytest.fixture(scope="module")
def addressed(tmp_path_factory) -> Path:
    """The bundle that `make publish SITEURL=…` writes. Read it, never write to it."""
    output = tmp_path_factory.mktemp("addressed") / "output"
    done = run_build(ROOT, output, "publishconf.py", SITEURL=f"{ADDRESS}/")
    assert done.returncode == 0, done.stderr
    return output


def test_without_an_address_nothing_claims_one(site):
    assert not [name for name in contents(site) if name.startswith(("sitemap", "robots", "feed"))]
    soup = BeautifulSoup((site / "index.html").read_bytes(), "html.parser")
    assert not soup.select("link[rel=canonical], link[rel=alternate], meta[property='og:url']")
    assert '"url"' not in soup.find("script", type="application/ld+json").string


def test_an_address_adds_what_needs_one_and_only_that(site, addressed):
    added = {"sitemap.xml", "feed.xml", "robots.txt"}
    files = {name for name in contents(addressed) if not name.endswith((".gz", ".br"))}
    assert files - added == {name for name in contents(site) if not name.endswith((".gz", ".br"))}
    page = (addressed / "index.html").read_text(encoding="utf-8")
    page = re.sub(r' *<(link rel="canonical"|meta property="og:url"|link rel="alternate").*\n', "", page)
    page = page.replace(f',"url":"{ADDRESS}/"', "")
    known = re.compile("'sha256-[^']*'")  # the policy names the JSON-LD's hash
    assert known.sub("", page).split() == known.sub("", (site / "index.html").read_text(encoding="utf-8")).split()


def test_the_address_is_said_the_same_everywhere(addressed):
    soup = BeautifulSoup((addressed / "index.html").read_bytes(), "html.parser")
    assert soup.select_one("link[rel=canonical]")["href"] == f"{ADDRESS}/"
    assert soup.select_one("meta[property='og:url']")["content"] == f"{ADDRESS}/"
    assert f'"url":"{ADDRESS}/"' in soup.find("script", type="application/ld+json").string
    assert f"<loc>{ADDRESS}/</loc>" in (addressed / "sitemap.xml").read_text(encoding="utf-8")
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (addressed / "robots.txt").read_text(encoding="utf-8")
    assert f'href="{ADDRESS}/index.html"' in (addressed / "404.html").read_text(encoding="utf-8")
    assert bundle.faults(addressed) == []


def test_the_feed_holds_the_whole_article_with_links_that_land(addressed):
    entry = ElementTree.parse(addressed / "feed.xml").find(f"{ATOM}entry")
    assert [name.text for name in entry.iter(f"{ATOM}name")] == ["绪言", "苏恩孟", "吴丛"]
    content = BeautifulSoup(entry.findtext(f"{ATOM}content"), "html.parser")
    page = BeautifulSoup((addressed / "index.html").read_bytes(), "html.parser")
    assert [p.get_text() for p in content.select("section.section p")] == [
        p.get_text() for p in page.select("section.section p")
    ]
    assert len(content.select("figcaption")) == 4
    hrefs = [a["href"] for a in content.find_all("a", href=True)]
    assert hrefs and all(href.startswith(f"{ADDRESS}/#") for href in hrefs)


def test_with_several_articles_feed_sitemap_and_list_name_each(project):
    for number in range(1, 26):
        text = SECOND.replace("又一篇报道", f"第{number}篇报道").replace("2026-11-23", f"2026-10-{number:02}")
        (project / "content" / f"story-{number}.md").write_text(text, encoding="utf-8")
    done = run_build(project, project / "output", "publishconf.py", SITEURL=ADDRESS)
    assert done.returncode == 0, done.stderr
    output = project / "output"
    front, rest = (
        BeautifulSoup((output / name).read_bytes(), "html.parser") for name in ("index.html", "index-2.html")
    )
    listed = [a.get_text() for page in (front, rest) for a in page.select(".listing li h2 a")]
    assert listed == ["济宁高新区跑出高质量发展加速度", *(f"第{number}篇报道" for number in range(25, 0, -1))]
    assert len(front.select(".listing li")) == 20 and front.select_one(".pages a")["href"] == "./index-2.html"
    feed = ElementTree.parse(output / "feed.xml")
    assert [title.text for title in feed.iterfind(f"{ATOM}entry/{ATOM}title")] == listed[:20]
    assert (output / "sitemap.xml").read_text(encoding="utf-8").count("<loc>") == 27
    story = BeautifulSoup((output / "story-3.html").read_bytes(), "html.parser")
    assert story.select_one("link[rel=canonical]")["href"] == f"{ADDRESS}/story-3.html"


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org/a",
        "ftp://example.org/",
        "https://",
        "https://example.org/a b",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://me:secret@example.org/",
        "https://example.org:port/",
        "https://济宁.example/",
        "https://example.org//a",
        'https://example.org/"><script>',
        "javascript:alert(1)",
        "https://[::1",
        "https://example.org/../x",
        "https://example..org",
        "https://-",
        "https://example.org/%zz",
    ],
)
def test_a_malformed_address_is_refused_in_one_line(published, address):
    before = contents(published / "output")
    done = run_build(published, published / "output", "publishconf.py", SITEURL=address)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("SITEURL: ") and "https://example.org/path" in done.stderr
    assert contents(published / "output") == before


def test_make_hands_the_address_on(tmp_path):
    done = subprocess.run(
        ["make", "publish", "SITEURL=`echo nonsense`", f"OUTPUT={tmp_path / 'output'}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 and "SITEURL: `echo nonsense` is" in done.stderr


# whole or not at all


def wait_for(path: Path, process: subprocess.Popen) -> None:
    """Wait until the path is there, or the process has ended."""
    while not path.exists() and process.poll() is None:
        time.sleep(0.001)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
@pytest.mark.parametrize(
    "moment", ["", "output", "output/index.html", f"output/{SUMS}"], ids=lambda name: name or "start"
)
def test_a_killed_build_leaves_the_bundle_and_the_next_one_works(published, number, moment):
    before = contents(published / "output")
    process = subprocess.Popen(command(published), cwd=published, env=ENVIRONMENT, stderr=subprocess.PIPE)
    wait_for(published / ".output.new" / moment, process)
    process.send_signal(number)
    process.communicate()
    assert process.returncode != 0
    assert contents(published / "output") == before
    if number == signal.SIGKILL:
        (published / ".output.new" / "output").mkdir(parents=True, exist_ok=True)
        (published / ".output.new" / "output" / "stale.html").write_text("left behind", encoding="utf-8")
    else:
        assert not (published / ".output.new").exists(), "the half-built bundle was left behind"
    done = run_build(published, published / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    assert is_new(published / "output") and not (published / ".output.new").exists()


@pytest.mark.parametrize("limit", [1, 8_000, 9_900, 24_000])
def test_a_full_disk_leaves_the_bundle_and_the_next_one_works(published, limit):
    """A limit on the size of files lets a write fail as a full disk does, at another file for each limit."""
    before = contents(published / "output")

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    environment = {**ENVIRONMENT, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command(published), cwd=published, env=environment, preexec_fn=small_disk, capture_output=True, check=False
    )
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1, done.stderr.decode()
    assert done.stderr == b"the disk: File too large: make room where OUTPUT is, and build again\n"
    assert contents(published / "output") == before and not (published / ".output.new").exists()
    assert run_build(published, published / "output", "publishconf.py").returncode == 0
    assert is_new(published / "output")


def test_a_failing_check_leaves_the_bundle(published):
    before = contents(published / "output")
    article = published / "content" / "jining-gaoxinqu.md"
    article.write_text(article.read_text(encoding="utf-8").replace("231个", "232个"), encoding="utf-8")
    done = run_build(published, published / "output", "publishconf.py")
    assert done.returncode == 1 and "source line 45" in done.stderr
    assert contents(published / "output") == before and not (published / ".output.new").exists()


def test_a_reader_sees_the_old_bundle_or_the_new_one_at_every_instant(published):
    output, seen, done = published / "output", set(), threading.Event()
    old = (output / "index.html").read_bytes()

    def read() -> None:
        while not done.is_set():
            try:
                seen.add((output / "index.html").read_bytes())
                (output / "source" / "page.txt").read_bytes()
            except FileNotFoundError as error:
                seen.add(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(3):
        assert run_build(published, output, "publishconf.py").returncode == 0
    done.set()
    reader.join()
    assert seen == {old, (output / "index.html").read_bytes()}


def test_a_second_build_at_the_same_time_is_refused_in_one_line(published):
    first = subprocess.Popen(command(published), cwd=published, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    wait_for(published / ".output.new" / "output", first)
    first.send_signal(signal.SIGSTOP)
    second = run_build(published, published / "output", "publishconf.py")
    first.send_signal(signal.SIGCONT)
    assert first.wait() == 0
    assert second.returncode == 1 and second.stderr.count("\n") == 1 and "another build" in second.stderr
    assert is_new(published / "output")


# the same bytes


def state(folder: Path) -> dict[str, tuple]:
    """Mode, time and bytes of everything below the folder."""
    return {
        path.relative_to(folder).as_posix(): (
            stat.S_IMODE(path.stat().st_mode),
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted([folder, *folder.rglob("*")])
    }


def test_bytes_modes_and_times_depend_on_nothing_but_the_input(project, site, tmp_path):
    other = tmp_path / "别 处" / "project"
    project.rename(other.parent.mkdir() or other)
    for path in sorted(other.rglob("*"), reverse=True):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    environment = {**ENVIRONMENT, "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    clock = ["faketime", "2031-08-02 12:00:00"] if shutil.which("faketime") else []
    done = subprocess.run(
        [*clock, *command(other)],
        cwd=other,
        env=environment,
        preexec_fn=lambda: os.umask(0o077),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert state(other / "output") == state(site)


def test_every_file_is_readable_and_a_changed_one_has_another_time(project, site):
    article = project / "content" / "jining-gaoxinqu.md"
    article.write_text(article.read_text(encoding="utf-8").replace("\nNote: ", "\nNote: 又注。"), encoding="utf-8")
    assert run_build(project, project / "output", "publishconf.py").returncode == 0
    modes = {oct(mode) for mode, _, data in state(project / "output").values() if data is not None}
    assert modes == {"0o644"}
    old, new = (state(folder)["index.html"][1] for folder in (site, project / "output"))
    assert old != new, "a host that makes its ETag of time and size would keep the old page"


def test_sha256sum_verifies_the_bundle_and_a_copy(site, tmp_path):
    listed = read_sums((site / SUMS).read_text(encoding="utf-8"))
    assert listed == {name: digest_of(site / name) for name in contents(site) if name != SUMS}
    tool = ["sha256sum", "--check", "--quiet"] if shutil.which("sha256sum") else ["shasum", "-a", "256", "--check"]
    copy = copy_tree(site, tmp_path / "copy")
    assert subprocess.run([*tool, SUMS], cwd=copy, check=False).returncode == 0
    (copy / "index.html").write_bytes(b"x")
    assert subprocess.run([*tool, SUMS], cwd=copy, check=False, capture_output=True).returncode != 0


def test_compressed_twins_hold_what_the_files_hold_after_every_build(published):
    output = published / "output"
    for _ in range(2):
        assert run_build(published, output, "publishconf.py").returncode == 0
        texts = [path for path in output.rglob("*") if path.suffix in (".html", ".txt", ".js", ".xml")]
        assert len(texts) >= 3
        for path in texts:
            assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == path.read_bytes()
            assert brotli.decompress(Path(f"{path}.br").read_bytes()) == path.read_bytes()


def test_a_broken_twin_of_an_earlier_bundle_is_made_anew(published):
    output = published / "output"
    assert run_build(published, output, "publishconf.py").returncode == 0
    good = (output / "index.html.gz").read_bytes()
    (output / "index.html.gz").write_bytes(good[:-4])
    (output / "index.html.br").write_bytes(b"")
    assert run_build(published, output, "publishconf.py").returncode == 0
    assert (output / "index.html.gz").read_bytes() == good


# one archive, one file


@pytest.fixture(scope="module")
def archive(site, tmp_path_factory) -> Path:
    """The archive that `make zip` writes."""
    path = tmp_path_factory.mktemp("archive") / "web-edition.zip"
    done = subprocess.run([sys.executable, "-m", "edition.bundle.archive", site, path], cwd=ROOT, check=False)
    assert done.returncode == 0
    return path


def test_the_archive_has_one_top_folder_and_no_twins(archive, site):
    with zipfile.ZipFile(archive) as file:
        names = file.namelist()
        assert file.testzip() is None
    kept = [name for name in contents(site) if not name.endswith((".gz", ".br"))]
    assert names == [f"web-edition/{name}" for name in sorted(kept)]


def test_the_archive_has_stable_bytes(archive, site, tmp_path):
    copy = tmp_path / "web-edition.zip"
    environment = {**ENVIRONMENT, "TZ": "America/Lima", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-m", "edition.bundle.archive", site, copy], cwd=ROOT, env=environment, check=True)
    assert copy.read_bytes() == archive.read_bytes()


def test_an_unpacked_archive_passes_the_checks_and_verifies_itself(archive, tmp_path):
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path)
    copy = tmp_path / "web-edition"
    assert bundle.faults(copy) == []
    assert set(read_sums((copy / SUMS).read_text(encoding="utf-8"))) == set(contents(copy)) - {SUMS}


def test_a_spoiled_bundle_is_not_archived_and_an_earlier_archive_stands(archive, site, tmp_path):
    spoiled = copy_tree(site, tmp_path / "site")
    (spoiled / "index.html").write_text("x", encoding="utf-8")
    earlier = Path(shutil.copy(archive, tmp_path / "web-edition.zip"))
    done = subprocess.run(
        [sys.executable, "-m", "edition.bundle.archive", spoiled, earlier], cwd=ROOT, check=False, capture_output=True
    )
    assert done.returncode == 1 and b"Traceback" not in done.stderr
    assert earlier.read_bytes() == archive.read_bytes() and sorted(p.name for p in tmp_path.iterdir()) == [
        "site",
        "web-edition.zip",
    ]


def write_single(project: Path, folder: Path):
    """Run what `make single` runs."""
    return subprocess.run(
        [sys.executable, "-m", "edition.bundle.single_file", "--settings", "publishconf.py", "--folder", str(folder)],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def single(tmp_path_factory) -> Path:
    """The file that `make single` writes."""
    folder = tmp_path_factory.mktemp("single")
    done = write_single(ROOT, folder)
    assert done.returncode == 0, done.stderr
    (path,) = folder.iterdir()
    return path


def test_one_file_holds_the_whole_edition_and_its_source_page(single, order):
    assert single.name == "jining-gaoxinqu.html" and single_file.faults(single) == []
    soup = BeautifulSoup(single.read_bytes(), "html.parser")
    assert soup.select_one("[data-edition=source] pre").get_text()[1:] == order.source.read_text(encoding="utf-8")
    addresses = [tag.get("href") or tag.get("src") for tag in soup.find_all(["a", "link", "img", "script"])]
    assert all(not a or a.startswith(("#", "data:")) for a in addresses), "it leads to no other file"
    assert "sw.js" not in single.read_text(encoding="utf-8")


SINGLE_FAULTS = {
    "a word": ("31栋标", "32栋标", "source line 21"),
    "source page altered": ("<pre>\n\n\n党建", "<pre>\n\n\n假话", "letter by letter"),
    "link to another file": ('href="#source-page"', 'href="./source/page.txt"', "leads to no file"),
    "script added": ("<main>", "<main><script>x()</script>", "script is not that"),
}


@pytest.mark.parametrize("name", SINGLE_FAULTS)
def test_a_spoiled_single_file_is_refused(single, tmp_path, name):
    old, new, says = SINGLE_FAULTS[name]
    text = single.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / "copy.html"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.checks", str(copy)], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1 and says in done.stderr


def test_several_articles_become_a_file_each_that_leads_to_no_other(project, tmp_path):
    (project / "content" / "next-week.md").write_text(SECOND, encoding="utf-8")
    done = write_single(project, tmp_path / "dist")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "dist").iterdir()) == ["jining-gaoxinqu.html", "next-week.html"]
    soup = BeautifulSoup((tmp_path / "dist" / "next-week.html").read_bytes(), "html.parser")
    paragraph = soup.select_one("#section-1-p1")
    assert paragraph.get_text() == "正文，见前文。" and not paragraph.find("a")


def test_a_failing_single_file_leaves_the_earlier_one(project, tmp_path):
    assert write_single(project, tmp_path / "dist").returncode == 0
    before = contents(tmp_path / "dist")
    article = project / "content" / "jining-gaoxinqu.md"
    article.write_text(article.read_text(encoding="utf-8").replace("231个", "232个"), encoding="utf-8")
    done = write_single(project, tmp_path / "dist")
    assert done.returncode == 1 and "source line 45" in done.stderr
    assert contents(tmp_path / "dist") == before
