"""What the tests share: one built bundle, its article page, and the source in its reading order."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks import reading_order
from tests.checks.page import Page

ROOT = Path(__file__).resolve().parent.parent
PROJECT_FILES = (
    *("content", "theme", "plugins", "deploy", "pelicanconf.py", "publishconf.py"),
    *("tests/__init__.py", "tests/checks"),
)


def run_build(project: Path, output: Path, settings: str = "pelicanconf.py", **environment: str):
    """Build the project as the Makefile does; return the finished process, its output as text."""
    command = [sys.executable, "-m", "plugins.build", "--settings", settings, "--output", str(output)]
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


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the project that a test may spoil, without an output folder."""
    for name in PROJECT_FILES:
        copy_tree(ROOT / name, tmp_path / "project" / name)
    return tmp_path / "project"
