"""The bundle as a whole: what it holds, whole or not at all, and the same bytes, modes and times everywhere."""

import gzip
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import brotli
import pytest

from edition.bundle import build, host_files, offline
from edition.faults import Fault
from edition.names import SUMS
from tests.bench.articles import write_articles
from tests.conftest import CONTENT, copy_tree, make_project, process_kept, run_edition, settings_for

SOURCES = ("source/wangchao-du.order.txt", "source/wangchao-du.txt", "verify.py", "wangchao-du.source.html")
# Runs a command of the edition, and sends this process a signal as soon as a function is called.
DRIVER = """
import importlib, os, signal, sys
from edition.__main__ import main
command, module, name, number = sys.argv[1:]
module = importlib.import_module(module)
whole = getattr(module, name)
def signalled(*given, **named):
    os.kill(os.getpid(), int(number))
    return whole(*given, **named)
setattr(module, name, signalled)
sys.exit(main([command]))
"""
# What a build does, in its order: before each of these it is ended, or something fails.
MOMENTS = [
    (build, "checked_settings"),
    (build, "run_pelican"),
    (offline, "write_offline_files"),
    (host_files, "compress"),
    (host_files, "write_sums"),
    (host_files, "normalise"),
    (build, "lost_links"),
    (build, "put_in_place"),
]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


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


def test_the_bundle_holds_what_the_edition_needs_and_nothing_else(site):
    texts = ["404.html", "index.html", "manifest.webmanifest", *SOURCES, "sw.js"]
    twins = [text + suffix for text in texts for suffix in (".br", ".gz")]
    names = contents(site).keys()
    pictures = {name for name in names if name.startswith("images/")}
    assert names - pictures == {*texts, *twins, ".nojekyll", SUMS, "_headers"}
    assert len(pictures) == 12, "of two photographs three widths in two forms"


# ----- the same bytes


def test_no_page_tells_another_site_from_where_a_reader_comes(site, single_files):
    pages = [*site.rglob("*.html"), *single_files.rglob("*.html")]
    head = b'<meta name="referrer" content="no-referrer">'
    assert len(pages) > 3 and all(path.read_bytes().partition(b"<style>")[0].count(head) == 1 for path in pages)


def test_no_setting_puts_a_draft_into_a_bundle(content_project):
    settings = Path(settings_for(content_project))
    settings.write_text(settings.read_text("utf-8") + 'DRAFT_SAVE_AS = "drafts/{slug}.html"\n', "utf-8")
    text = "Title: 甲\nDate: 2026-11-26\nStatus: draft\n\n未完。\n"
    (content_project / "content" / "unready.md").write_text(text, "utf-8")
    build.build(content_project / "output", settings=str(settings))
    files = [path for path in (content_project / "output").rglob("*") if path.is_file()]
    assert files and not [path for path in files if "未完".encode() in path.read_bytes() or "unready" in str(path)]


def test_bytes_modes_and_times_depend_on_nothing_but_the_input(site, tmp_path):
    project = make_project(tmp_path / "别 处" / "project")
    shutil.rmtree(project / ".cache")  # so that its photographs are converted anew
    for path in sorted(project.rglob("*"), reverse=True):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    clock = ["faketime", "2031-08-02 12:00:00"] if shutil.which("faketime") else []
    done = subprocess.run(
        [*clock, sys.executable, "-m", "edition", "publish"],
        cwd=project,
        env={"PATH": os.environ["PATH"], "TZ": "America/Lima", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        preexec_fn=lambda: os.umask(0o077),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert state(project / "output") == state(site)


def test_all_may_read_every_file_and_enter_every_folder(site):
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [site, *site.rglob("*")]}
    assert modes == {(True, 0o755), (False, 0o644)}
    days = {time.gmtime(path.stat().st_mtime)[:3] for path in site.rglob("*")}
    assert days == {(2026, 11, 25)}, "of the newest article"


def test_sha256sum_verifies_the_bundle_and_notices_a_change(site, tmp_path):
    lines = (site / SUMS).read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[1] for line in lines] == sorted(contents(site).keys() - {SUMS})
    tool = ["sha256sum", "--check", "--quiet"] if shutil.which("sha256sum") else ["shasum", "-a", "256", "--check"]
    copy = copy_tree(site, tmp_path / "copy")
    assert subprocess.run([*tool, SUMS], cwd=copy, check=False).returncode == 0
    (copy / "index.html").write_bytes(b"x")
    assert subprocess.run([*tool, SUMS], cwd=copy, check=False, capture_output=True).returncode != 0


# ----- compressed twins


def test_each_text_has_twins_that_hold_it(site):
    texts = [path for path in site.rglob("*") if path.suffix in host_files.TEXT]
    assert len(texts) == 8
    for path in texts:
        assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == path.read_bytes()
        assert brotli.decompress(Path(f"{path}.br").read_bytes()) == path.read_bytes()


def with_comment(data: bytes) -> bytes:
    """Return a .gz with a comment in its head, which browsers pass over."""
    return data[:3] + bytes([data[3] | 0b10000]) + data[4:10] + b"hidden\0" + data[10:]


# An earlier twin, made of the good one and the text; whether it is taken.
EARLIER = {
    "as good, in other bytes": (".gz", lambda good, text: gzip.compress(text, 1, mtime=0), True),
    "as good, a .br": (".br", lambda good, text: brotli.compress(text, quality=1), True),
    "cut off": (".gz", lambda good, text: good[:-4], False),
    "a .br cut off": (".br", lambda good, text: good[:-4], False),
    "empty": (".gz", lambda good, text: b"", False),
    "an empty .br": (".br", lambda good, text: b"", False),
    "no gzip": (".gz", lambda good, text: b"<html>", False),
    "of another text": (".gz", lambda good, text: gzip.compress(text[:-1] + b"x"), False),
    "of a longer text": (".br", lambda good, text: brotli.compress(text + b"x", quality=1), False),
    "with something after it": (".gz", lambda good, text: good + b"x", False),
    "with a second member": (".gz", lambda good, text: good + gzip.compress(b""), False),
    "with a comment": (".gz", lambda good, text: with_comment(good), False),
}


@pytest.mark.parametrize("name", EARLIER)
def test_an_earlier_twin_is_taken_where_it_holds_the_same_and_nothing_else(site, tmp_path, name):
    suffix, make, taken = EARLIER[name]
    text, good = (site / "sw.js").read_bytes(), (site / f"sw.js{suffix}").read_bytes()
    earlier, new = tmp_path / "earlier", tmp_path / "new"
    for folder in (earlier, new):
        folder.mkdir()
    (new / "sw.js").write_bytes(text)
    (earlier / f"sw.js{suffix}").write_bytes(make(good, text))
    host_files.compress(new, earlier)
    assert (new / f"sw.js{suffix}").read_bytes() == (make(good, text) if taken else good)


# ----- whole or not at all


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A project of one article without a picture, with a bundle in output/ and a change that the next one will show.

    A test leaves it as it was, so that each begins with what the one before left behind.
    """
    content = tmp_path_factory.mktemp("small") / "content"
    write_articles(content, 1, CONTENT / "wangchao-du.md")
    project = make_project(content.parent / "project", content)
    built(project)
    article = project / "content" / "article-1.md"
    article.write_text(article.read_text(encoding="utf-8").replace("2026-11-25", "2026-11-26"), encoding="utf-8")
    return project


def built(project: Path) -> None:
    """Build the project in this process."""
    with process_kept():
        build.build(project / "output", settings=settings_for(project))


def is_new(output: Path) -> bool:
    """Whether the bundle shows the change."""
    return "11月26日" in (output / "index.html").read_text(encoding="utf-8")


def start(project: Path, module, name: str, number: int) -> subprocess.Popen:
    """Begin a build that sends itself a signal when it calls that function."""
    arguments = ["publish", module.__name__, name, str(int(number))]
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, *arguments],
        cwd=project,
        env={"PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("moment", "number"),
    [(2, signal.SIGKILL), (6, signal.SIGKILL), *((4, it) for it in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))],
)
def test_a_build_that_is_ended_leaves_the_bundle_as_it_was(small, moment, number):
    before = state(small / "output")
    build = start(small, *MOMENTS[moment], number)
    _, said = build.communicate()
    assert state(small / "output") == before
    if number == signal.SIGKILL:
        assert build.returncode == -number and (small / ".output.new").exists(), "the next build finds what it left"
        return
    assert build.returncode == 128 + number
    assert said.count("\n") == 1 and said.startswith("stopped: ")
    assert not (small / ".output.new").exists(), "the half-built bundle was left behind"


def test_a_build_that_is_ended_after_its_last_step_leaves_the_new_bundle_whole(small, tmp_path):
    project = copy_tree(small, tmp_path / "project")
    build = start(project, shutil, "rmtree", signal.SIGTERM)
    build.communicate()
    assert build.returncode == 128 + signal.SIGTERM
    assert is_new(project / "output")
    assert (
        subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=project / "output", check=False).returncode == 0
    )
    assert run_edition(project, "publish").returncode == 0 and not (project / ".output.new").exists()


def assert_fails_and_leaves_the_bundle(project: Path, kind: type[BaseException]) -> BaseException:
    """Build the project, which must fail with that kind of error and change nothing; return the error."""
    before = state(project / "output")
    with pytest.raises(kind) as raised:
        built(project)
    assert state(project / "output") == before and not (project / ".output.new").exists()
    return raised.value


@pytest.mark.parametrize("limit", [1, 3_000, 15_000])
def test_a_disk_that_takes_no_more_leaves_the_bundle_as_it_was(small, limit, monkeypatch):
    """A limit on the size of files lets a write fail as a full disk does, at another file for each limit."""

    def limited(settings: str, *given, **named):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        return checked(settings, *given, **named)

    before, checked = resource.getrlimit(resource.RLIMIT_FSIZE), build.checked_settings
    monkeypatch.setattr(build, "checked_settings", limited)
    try:
        error = assert_fails_and_leaves_the_bundle(small, Exception)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert build.fault_of(error).id == "b-009"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk", "Ctrl-C"])
@pytest.mark.parametrize(("module", "name"), MOMENTS)
def test_whatever_fails_at_whatever_moment_leaves_the_bundle_as_it_was(small, monkeypatch, module, name, error):
    def fail(*given, **named):
        raise error

    monkeypatch.setattr(module, name, fail)
    assert assert_fails_and_leaves_the_bundle(small, type(error)) is error


def test_a_second_build_at_the_same_time_is_refused(small, tmp_path):
    project = copy_tree(small, tmp_path / "project")
    first = start(project, host_files, "write_sums", signal.SIGSTOP)
    _, status = os.waitpid(first.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    second = run_edition(project, "publish")
    first.send_signal(signal.SIGCONT)
    first.communicate()
    assert first.returncode == 0 and is_new(project / "output")
    assert second.returncode == 1 and second.stderr.count("\n") == 1 and "[b-013]" in second.stderr


def test_a_reader_sees_the_old_bundle_or_the_new_one_at_every_instant(small, tmp_path):
    project = copy_tree(small, tmp_path / "project")
    output, seen, begun, done = project / "output", set(), threading.Event(), threading.Event()
    old = (output / "index.html").read_bytes()

    def read() -> None:
        while not done.is_set():
            try:
                seen.add((output / "index.html").read_bytes())
                (output / "source" / "article-1.txt").read_bytes()
            except FileNotFoundError as error:
                seen.add(str(error))
            begun.set()

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    for _ in range(2):
        built(project)
        begun.clear()
        begun.wait()
    done.set()
    reader.join()
    new = (output / "index.html").read_bytes()
    assert seen == {old, new} and is_new(output)


def test_a_changed_file_of_the_same_size_has_another_time(small, tmp_path):
    """A host that makes its ETag of time and size would go on sending the old one."""
    project = copy_tree(small, tmp_path / "project")
    times = []
    for words in ("甲", "乙"):
        article = project / "content" / "article-1.md"
        text = article.read_text(encoding="utf-8")
        article.write_text(text.replace("\nNote: ", f"\nNote: {words}"), encoding="utf-8")
        built(project)
        article.write_text(text, encoding="utf-8")
        page = (project / "output" / "index.html").stat()
        times.append((page.st_size, page.st_mtime))
    assert times[0][0] == times[1][0] and times[0][1] != times[1][1]


def test_no_file_of_an_earlier_bundle_survives(small, tmp_path):
    project = copy_tree(small, tmp_path / "project")
    shutil.rmtree(project / "content" / "source")
    article = project / "content" / "article-1.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("Source: source/article-1.txt\n", ""), encoding="utf-8")
    built(project)
    assert not (project / "output" / "source").exists() and is_new(project / "output")


def test_a_file_system_that_cannot_exchange_folders_is_told(small, monkeypatch):
    class Library:
        """A C library without the call."""

        renamex_np = staticmethod(lambda *given: 1)

    monkeypatch.setattr("ctypes.CDLL", lambda *given, **named: Library())
    assert assert_fails_and_leaves_the_bundle(small, Fault).id == "b-014"
