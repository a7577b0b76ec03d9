"""`make clean` removes what we made and can be recognised, and no other file; it tells what, and so does DRY_RUN."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edition.bundle.ours import MADE, claim
from edition.bundle.swap import folder_aside
from edition.desk.clean import remove_all
from edition.faults import Fault
from tests.bundle.test_bundle import contents
from tests.conftest import ROOT, copy_tree, put_earlier_bundle

# By its path, what a user may have where we write, or where our tools do.
THEIRS = [
    *["output/notes.txt", "preview/letter.txt", "dist/holiday.zip", "shots/mine.png", "bench/mine.svg"],
    *["project.venv/bin/theirs", ".cache/other/file", ".cache/photographs/images/mine.jpg", "edition/__pycache__/mine"],
    *["tests/node_modules.txt", "lib/__pycache__/theirs.pyc", ".mypy_cache_of_mine/file", "their.venv/pyvenv.cfg"],
]
OURS = [
    *["dist/web-edition.zip", "shots/index-390-light.png", "bench/memory.svg", ".mypy_cache/3.11/x.json"],
    *["edition/bundle/__pycache__/build.cpython-311.pyc", "__pycache__/pelicanconf.cpython-311.pyc"],
    *[".cache/photographs/images/a-480-0123456789ab.webp", ".output.new/output/index.html", "made.venv/bin/python"],
    *[".cache/.preview.new/preview/index.html", "tests/audit/node_modules/.package-lock.json", "made.venv-lock/lib/x"],
    *[".output.upload.new/output.upload/x"],
]


@pytest.fixture
def used(tmp_path) -> Path:
    """A project in which we and its user have made what we can."""
    project = tmp_path / "project"
    copy_tree(ROOT / "edition", project / "edition")
    for name in ("output", "preview"):
        put_earlier_bundle(project / name)
    for name in [*THEIRS, *OURS]:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    for name in ("dist/web-edition.zip", "shots/index-390-light.png", "bench/memory.svg"):
        (project / name).unlink()
        claim((project / name).parent, Path(name).name)
        (project / name).touch()
    for name in ("made.venv", "made.venv-lock"):
        (project / name / "made.stamp").touch()
    return project


def clean(project: Path, **values: str) -> str:
    """Run the command without the packages, as where the virtual environment is broken; return what it told."""
    environment = {"PATH": os.environ["PATH"], **{f"EDITION_{name}": value for name, value in values.items()}}
    command = [sys.executable, "-S", "-B", "-m", "edition", "clean"]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_clean_removes_what_we_made_and_nothing_else_and_tells_it(used):
    before = contents(used)
    would = clean(used, VENV="made.venv", DRY_RUN="yes")
    assert contents(used) == before
    said = clean(used, VENV="made.venv")
    assert said == would.replace("would remove", "removed")
    code = {f"edition/{name}" for name in contents(ROOT / "edition") if "__pycache__" not in name}
    assert contents(used).keys() == {*THEIRS, *code}
    for words in (
        "output: removed 6 file(s)",
        "left, for no build wrote it: notes.txt",
        "dist: removed 2",
        "dist: left, for it is not noted there as ours: holiday.zip",
        "made.venv-lock",
    ):
        assert words in said, words
    assert "no bundle is here" in clean(used, VENV="their.venv") and contents(used).keys() == {*THEIRS, *code}


def test_a_virtual_environment_of_ours_into_which_somebody_put_a_file_is_left(used):
    (used / "made.venv" / "letter.txt").touch()
    assert "made.venv: left, for it holds what is not ours: letter.txt" in clean(used, VENV="made.venv")
    assert (used / "made.venv" / "bin" / "python").exists() and not (used / "made.venv-lock").exists()


def test_clean_is_refused_while_a_build_is_under_way(used):
    before = contents(used)
    with folder_aside(used / "output") as held, pytest.raises(Fault) as refused:
        held.mkdir()
        remove_all(used / "output", "", False)
    assert refused.value.id == "b-013"
    assert {name: data for name, data in before.items() if ".output.new" not in name} == contents(used)


def test_clean_follows_no_link(used):
    shutil.move(used / "made.venv", used.parent / "venv")
    (used / "made.venv").symlink_to(used.parent / "venv")
    clean(used, VENV="made.venv")
    assert not (used / "made.venv").is_symlink() and (used.parent / "venv" / "made.stamp").is_file()


def test_what_is_noted_as_ours_is_a_name_in_that_folder(used, tmp_path):
    (tmp_path / "letter").touch()
    (used / "dist" / MADE).write_text("../../letter\n/etc/hostname\n..\n\nweb-edition.zip\n")
    clean(used)
    assert (tmp_path / "letter").exists() and not (used / "dist" / "web-edition.zip").exists()


def test_a_command_that_lacks_its_packages_says_what_to_do(used):
    command = [sys.executable, "-S", "-m", "edition", "html"]
    done = subprocess.run(command, cwd=used, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1) and done.stderr.endswith("[b-021]\n"), done.stderr


@pytest.mark.parametrize("said", ["exit 1", "exec /nowhere/python3"])
def test_make_clean_says_that_a_python_is_too_old_or_missing(tmp_path, said):
    (tmp_path / "python").write_text(f"#!/bin/sh\n{said}\n")
    (tmp_path / "python").chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    command = ["make", "clean", "VENV=none", f"PYTHON={tmp_path}/python"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "is missing or too old" in done.stderr.splitlines()[0], done
