"""What the tests share: one built bundle, its article page, and the source in its reading order."""

import locale
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from pelican.log import LimitFilter

from edition.proof.page import Page
from edition.source import order as reading_order

# A shell that puts the tests into the background lets them ignore Ctrl-C; what they start must not inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "example" / "content"  # a second article, fictional, with photographs and a scrambled source
PROJECT_FILES = (
    *("content", "theme", "plugins", "deploy", "pelicanconf.py", "publishconf.py"),
    *("tests/__init__.py", "tests/checks"),
)

# `make test` tries the same examples each time, `make fuzz` others and many more.
common = {"deadline": None, "database": None, "print_blob": True, "suppress_health_check": list(hypothesis.HealthCheck)}
hypothesis.settings.register_profile("test", derandomize=True, max_examples=100, **common)
hypothesis.settings.register_profile("fuzz", derandomize=False, max_examples=3_000, **common)
hypothesis.settings.load_profile("test")


def run_build(project: Path, output: Path, settings: str = "pelicanconf.py", **environment: str):
    """Build the project as the Makefile does; return the finished process, its output as text."""
    command = [sys.executable, "-m", "edition.bundle.build", "--settings", settings, "--output", str(output)]
    return subprocess.run(
        command, cwd=project, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The bundle that `make publish` hands over. Read it, never write to it."""
    output = tmp_path_factory.mktemp("site") / "output"
    done = run_build(ROOT, output, "publishconf.py")
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="session")
def order() -> reading_order.ReadingOrder:
    """The source page's lines in their reading order."""
    return reading_order.load(ROOT / "content" / "source" / "page.order")


@pytest.fixture(scope="session")
def page(site) -> Page:
    """The article's page, parsed. Read it, never change it."""
    return Page.load(site / "index.html")


def copy_tree(source: Path, target: Path) -> Path:
    """Copy a folder, or one file, and return the copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        return Path(shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__")))
    return Path(shutil.copy(source, target))


@contextmanager
def process_kept():
    """Build as in a new process within the block, and leave this one as it was.

    Pelican sets the locale, and warns of a thing but once; a build says what SIGTERM and SIGHUP do.
    """
    before = locale.setlocale(locale.LC_ALL)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    LimitFilter._raised_messages.clear()
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def settings_for(project: Path) -> Path:
    """Return publishconf.py for a project of which only content/ is a copy, to be built within this process."""
    settings = project / "settings.py"
    lines = [f"PATH = {str(project / 'content')!r}", f"THEME = {str(ROOT / 'theme')!r}"]
    text = (ROOT / "publishconf.py").read_text(encoding="utf-8")
    settings.write_text("\n".join([text, *lines, ""]), encoding="utf-8")
    return settings


@pytest.fixture
def content_project(tmp_path) -> Iterator[Path]:
    """A folder with a copy of content/ that a test may spoil: all else of the project is this checkout's."""
    copy_tree(ROOT / "content", tmp_path / "project" / "content")
    with process_kept():
        yield tmp_path / "project"


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the project that a test may spoil, without an output folder."""
    for name in PROJECT_FILES:
        copy_tree(ROOT / name, tmp_path / "project" / name)
    return tmp_path / "project"


def run_module(project: Path, name: str, *arguments: str):
    """Run a module of the project as the Makefile does; return the finished process, its output as text."""
    command = [sys.executable, "-m", name, *arguments]
    environment = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def example_project(tmp_path_factory) -> Path:
    """A copy of the project with the example beside the article. Read it, never write to it."""
    project = tmp_path_factory.mktemp("example")
    for name in PROJECT_FILES:
        copy_tree(ROOT / name, project / name)
    for path in sorted(path for path in EXAMPLE.rglob("*") if path.is_file()):
        copy_tree(path, project / "content" / path.relative_to(EXAMPLE))
    return project


@pytest.fixture(scope="session")
def example_site(example_project) -> Path:
    """The published bundle of both articles. Read it, never write to it."""
    done = run_build(example_project, example_project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    return example_project / "output"
