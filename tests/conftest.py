"""What the tests share: the tests' own article, a project of it that a test may spoil, and its published bundle."""

import atexit
import hashlib
import locale
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from pelican.log import LimitFilter

from edition.article import photographs
from edition.bundle.build import build
from edition.bundle.ours import sums_text
from edition.bundle.single_file import write_single_files
from edition.labels import label
from edition.proof.page import Page, read_page
from edition.source.order import ReadingOrder, read_order, signed

# A shell that puts the tests into the background lets them ignore Ctrl-C; what they start must not inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
# Fictional: one article with photographs, columns out of order, a paragraph that is cut in two and one that breaks off.
CONTENT = ROOT / "tests" / "content"
FIRST_ARTICLE = ROOT / "content" / "jining-gaoxinqu.md"
ARTICLE = "content/wangchao-du.md"
ORDER = "content/source/wangchao-du.order"
SOURCE = "content/source/wangchao-du.txt"
OTHER = "Title: 又一篇\nDate: 2026-11-23\n\n导语，见[前文]({filename}wangchao-du.md)和[那边](https://example.org/)。\n"
# Han characters, spaces, and characters that mean something in an address.
FOLDER = "U 盘 (1)/网络版 #1 100%"
LANG = "zh-CN"
OURS = f'DEFAULT_LANG = "{LANG}"\nLICENCE = ""\n'  # of the tests' own articles, whatever the project's are
PROJECT_FILES = ("theme", "edition", "pelicanconf.py", "publishconf.py")

# `make test` tries the same examples each time, `make fuzz` others and many more.
common = {"deadline": None, "database": None, "print_blob": True, "suppress_health_check": list(hypothesis.HealthCheck)}
hypothesis.settings.register_profile("test", derandomize=True, max_examples=100, **common)
hypothesis.settings.register_profile("fuzz", derandomize=False, max_examples=3_000, **common)
hypothesis.settings.load_profile("test")


def says(words: str, /, **values: object) -> str:
    """Return what the edition says by that label on the pages of the tests, whatever words the project has for it."""
    return label(LANG, words, **values)


def run_edition(project: Path, command: str, environment: dict[str, str] | None = None, **values: object):
    """Run a command as the Makefile does, in the project; return the finished process, its output as text.

    values: by name, as on make's command line. environment: variables beside them.
    """
    given = {f"EDITION_{name}": str(value) for name, value in values.items()}
    return subprocess.run(
        [sys.executable, "-m", "edition", command],
        cwd=project,
        env={"PATH": os.environ["PATH"], **given, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def make_project(folder: Path, content: Path = CONTENT) -> Path:
    """Make a copy of the project in the folder, with that content, and return the folder."""
    for name in PROJECT_FILES:
        copy_tree(ROOT / name, folder / name)
    with (folder / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write(OURS)
    copy_content(folder, content)
    return folder


def copy_content(project: Path, content: Path = CONTENT) -> Path:
    """Copy the content into the project, and the cache in which its photographs are converted; return the copy."""
    if content == CONTENT:
        copy_tree(converted(), project / photographs.CACHE)
    return copy_tree(content, project / "content")


@cache
def converted() -> Path:
    """Convert the photographs of the tests' own article, once for all tests; return the cache that holds them."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    names = [path.relative_to(CONTENT).as_posix() for path in sorted((CONTENT / "images").iterdir())]
    each = [photographs.find(CONTENT / Path(ARTICLE).name, 1, name, CONTENT) for name in names]
    photographs.publish(each, folder / "bundle", folder / "cache")
    return folder / "cache"


def copy_tree(source: Path, target: Path) -> Path:
    """Copy a folder, or one file, and return the copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        return Path(shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__")))
    return Path(shutil.copy(source, target))


def put_earlier_bundle(output: Path) -> None:
    """Put the smallest bundle that a build takes for its own at output."""
    files = {
        "index.html": "<p data-edition=masthead>the earlier bundle</p>",
        "404.html": "",
        "sw.js": "",
        "_headers": "",
    }
    files |= {".nojekyll": ""}
    files["SHA256SUMS"] = sums_text({name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()})
    output.mkdir(parents=True)
    for name, text in files.items():
        (output / name).write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path) -> Path:
    """A project of the tests' own article that a test may spoil, without a bundle."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The published bundle of the tests' own article, which is its front page. Read it, never write to it."""
    project = make_project(tmp_path_factory.mktemp("site"))
    done = run_edition(project, "publish")
    assert done.returncode == 0, done.stderr
    return project / "output"


@pytest.fixture(scope="session")
def single_files(tmp_path_factory) -> Path:
    """The folder of the single files of two articles, the tests' own and OTHER, which links to it. Read them only."""
    project = tmp_path_factory.mktemp("single")
    content = copy_content(project)
    (content / "other.md").write_text(OTHER, encoding="utf-8")
    with process_kept():
        said = write_single_files(project / FOLDER, settings=settings_for(project))
    assert [line.partition(": ")[2] for line in said] == [
        "one file; 0 sections, 0 captions; its source page is not known",
        "one file; 3 sections, 3 captions; its source page was compared with it",
    ]
    return project / FOLDER


@pytest.fixture(scope="session")
def first_article(tmp_path_factory) -> Path | None:
    """The published page of the project's own first article; None where content/ does not hold it."""
    if not FIRST_ARTICLE.is_file():
        return None
    project = tmp_path_factory.mktemp("first")
    copy_tree(FIRST_ARTICLE.parent, project / "content")
    with process_kept():
        build(project / "output", settings=settings_for(project))
    page = project / "output" / f"{FIRST_ARTICLE.stem}.html"
    return page if page.is_file() else page.with_name("index.html")  # where it is the only article


@pytest.fixture(scope="session")
def page(site) -> Page:
    """The page of the tests' own article, parsed."""
    return read_page((site / "index.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def order() -> ReadingOrder:
    """The reading order of the tests' own article."""
    return read_order(CONTENT / "source" / "wangchao-du.order")


def sign(order: Path) -> None:
    """Sign a reading order as it is now."""
    order.write_text(signed(order.read_text(encoding="utf-8"), "2026-11-25", "林晓雨"), encoding="utf-8")


@contextmanager
def process_kept():
    """Build as in a new process within the block, and leave this one as it was.

    Pelican sets the locale, and warns of a thing but once.
    """
    before = locale.setlocale(locale.LC_ALL)
    LimitFilter._raised_messages.clear()
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


def settings_for(project: Path) -> str:
    """Return settings like publishconf.py for a project of which only content/ is a copy, to build in this process."""
    settings = project / "settings.py"
    lines = [OURS, f"PATH = {str(project / 'content')!r}", f"THEME = {str(ROOT / 'theme')!r}"]
    text = (ROOT / "publishconf.py").read_text(encoding="utf-8")
    settings.write_text("\n".join([text, *lines, ""]), encoding="utf-8")
    return str(settings)


@pytest.fixture
def content_project(tmp_path) -> Iterator[Path]:
    """A folder with a copy of the tests' content that a test may spoil: all else of the project is this checkout's."""
    copy_content(tmp_path / "project")
    with process_kept():
        yield tmp_path / "project"


@pytest.fixture(scope="session")
def chromium():
    """The one browser of all tests. A test closes what it opens in it."""
    from tests.browser import chromium as started

    with started() as browser:
        yield browser
