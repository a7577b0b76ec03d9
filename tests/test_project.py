"""The project's own files agree with each other: README, Makefile, lock files, continuous integration."""

import re
import subprocess

import pytest

from tests.conftest import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCKS = [
    "requirements.lock",
    "requirements-test.lock",
    "requirements-deploy.lock",
    "requirements-hosts.lock",
]


def requirements(name: str) -> dict[str, str]:
    """Package and version of each entry of a lock file; an entry ends before the next name."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_make_help_lists_every_target():
    phony = set(re.findall(r"^\.PHONY: (\S+)", MAKEFILE, re.MULTILINE))
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[0] for line in shown.splitlines()} == phony
    assert {"html", "clean", "regenerate", "serve", "devserver", "publish", "check", "test", "help"} <= phony


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_every_package_with_hashes_and_names_no_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) == len(requirements(name)) > 20, "one version of each package for every Python"
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry, entry
    assert not re.search(r"https?:|index|file:", text)


def test_the_lock_files_agree_and_hold_what_pyproject_asks_for():
    build, test, deploy, hosts = (requirements(name) for name in LOCKS)
    assert build.items() <= test.items() and build.items() <= deploy.items()
    assert test.items() | deploy.items() <= hosts.items()
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.findall(r'"([a-z0-9-]+)(?:\[\w+\])?==([0-9a-z.]+)"', pyproject)
    assert {"pelican", "pytest", "ghp-import", "moto"} <= set(dict(asked)) and set(asked) <= set(hosts.items())


def test_readme_begins_with_the_two_commands():
    first = re.search(r"```\w*\n(.*?)```", README, re.DOTALL)[1]
    assert [line.split("#")[0].strip() for line in first.strip().splitlines()] == ["make", "make test"]


def test_readme_names_only_targets_that_exist():
    phony = set(re.findall(r"^\.PHONY: (\S+)", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z0-9-]+)", README))
    assert named and named <= phony


def test_the_map_in_readme_matches_the_tree():
    tree = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]
    folder, named = "", []
    for line in tree.splitlines():
        indent, name = re.match(r"( *)(\S+)", line).groups()
        named.append(name.rstrip(",") if not indent else folder + name.rstrip(","))
        folder = name if not indent else folder
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    top = {name.split("/")[0] + ("/" if "/" in name else "") for name in tracked}
    assert top <= {name for name in named if "/" not in name.rstrip("/")}


def test_the_map_in_readme_names_every_module_that_a_newcomer_may_look_for():
    tree = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]
    modules = [*(ROOT / "plugins").glob("*.py"), *(ROOT / "tests").glob("*.py"), *(ROOT / "tests").glob("*.js")]
    left_out = {"__init__.py", "conftest.py"}
    assert [path.name for path in modules if path.name not in tree and path.name not in left_out] == []


def test_continuous_integration_runs_the_commands_of_readme():
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    ran = set(re.findall(r"^(make.*)$", steps, re.MULTILINE))
    assert {"make", "make test", "make publish", "make check", "make zip", "make single", "make test-hosts"} <= ran
