"""The project's own files agree with each other: README, Makefile, lock files, continuous integration."""

import ast
import os
import pickle
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from edition.__main__ import COMMANDS
from edition.faults import Fault, kinds
from edition.guide import write_docs
from tests.audit.__main__ import known_vulnerabilities
from tests.conftest import ROOT, copy_tree, make_project

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCKS = ["build.lock", "test.lock", "deploy.lock", "hosts.lock", "tools.lock"]


def requirements(name: str) -> dict[str, str]:
    """Package and version of each entry of a lock file; an entry ends before the next name."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
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
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) == len(requirements(name)) > 20, "one version of each package for every Python"
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry, entry
    assert not re.search(r"https?:|index|file:", text)


def test_the_lock_files_agree_and_hold_what_pyproject_asks_for():
    build, test, deploy, hosts, tools = (requirements(name) for name in LOCKS)
    assert build.items() <= test.items() and build.items() <= deploy.items()
    assert test.items() | deploy.items() <= hosts.items()
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.findall(r'"([a-z0-9-]+)(?:\[\w+\])?==([0-9a-z.]+)"', pyproject)
    assert {"pelican", "pytest", "boto3", "moto"} <= set(dict(asked)) and set(asked) <= hosts.items() | tools.items()
    assert {"uv", "pip-audit"} <= tools.keys() and not re.search(r"pip install[^\n]*==", MAKEFILE), "each by its hash"
    # The first version whose lexers hang at no text that is known (CVE-2026-4539).
    assert all(int(lock["pygments"].split(".")[1]) >= 20 for lock in (build, test, deploy, hosts, tools))


SAYS = '{{"dependencies": [{}]}}'
KNOWN = '{"name": "a", "version": "1", "vulns": []}'
SKIPPED = '{"name": "b", "skip_reason": "Dependency not found on PyPI"}'
HOLED = '{"name": "c", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}'


@pytest.mark.parametrize(
    ("printed", "status", "told", "faults"),
    [
        (SAYS.format(KNOWN), 0, "looked up for 1 of 1 packages", []),
        (SAYS.format(f"{KNOWN}, {HOLED}"), 1, "looked up for 2 of 2 packages", ["c 1: PYSEC-1, fixed in 2"]),
        (SAYS.format(f"{SKIPPED}, {SKIPPED}"), 0, "for 0 of 2 packages; the database could not be reached for", []),
        ("", 1, "could not be looked up: no network", []),
    ],
)
def test_the_audit_says_which_packages_it_could_not_look_up(tmp_path, printed, status, told, faults):
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\necho '{printed}'\necho 'no network' >&2\nexit {status}\n", encoding="utf-8")
    program.chmod(0o755)
    said, found = known_vulnerabilities(str(program), ROOT / "requirements" / "hosts.lock")
    assert told in said and found == faults


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
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert listed.returncode == 0, listed.stderr
    tracked = listed.stdout.split()
    top = {name.split("/")[0] + ("/" if "/" in name else "") for name in tracked}
    assert top <= {name for name in named if "/" not in name.rstrip("/")}


def test_readme_is_short_and_shows_the_page():
    assert len(README.splitlines()) <= 120
    assert (ROOT / "docs" / "page.png").stat().st_size <= 100_000


def test_every_folder_of_the_tests_is_named_like_one_of_the_package_or_says_what_it_is():
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("__")}
    package = {path.name for path in (ROOT / "edition").iterdir()}
    assert folders - package <= {"audit", "bench", "content", "hosts", "readers", "specimen"}


@pytest.mark.parametrize(
    "value", ["a$b", "a'b", 'a"b', "a`touch x`b", "$(shell touch x)", "${HOME}", "a b", "-x", "a;touch x"]
)
def test_make_hands_a_value_over_as_it_was_typed(tmp_path, value):
    (tmp_path / "Makefile").write_text(
        MAKEFILE.split(".DEFAULT_GOAL")[0] + "show:\n\t@printf '%s' \"$$EDITION_TITLE|$$EDITION_NAME\"\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["make", "-s", "show", f"TITLE={value}"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "NAME": "a-machine"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{value}|", "and a NAME of the environment, which some systems set, names nothing"
    assert not (tmp_path / "x").exists()


ODD_FOLDERS = ["a b", "", "a;touch x", "a'b", 'a"b', "$(shell touch x)", "a`touch x`", "a|b", "a*", "a%", "~", "a:b"]


@pytest.mark.parametrize("given", [*(f"VENV={folder}" for folder in ODD_FOLDERS), "DRYRUN=yes", "OUTPTU=x", "output=x"])
def test_make_refuses_a_misspelt_value_and_a_folder_that_a_shell_would_read_otherwise(tmp_path, given):
    (tmp_path / "Makefile").write_text(MAKEFILE, encoding="utf-8")
    name, value = given.split("=")
    for command, environment in (([given], {}), ([], {name: value} if name == "VENV" else None)):
        if environment is None:
            continue
        done = subprocess.run(
            ["make", "clean", *command],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and name in done.stderr, done
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


def test_a_dry_run_that_is_asked_for_by_the_environment_is_one(tmp_path):
    shown = "show:\n\t@printf '%s' \"$$EDITION_DRY_RUN\"\n"
    (tmp_path / "Makefile").write_text(MAKEFILE.split(".DEFAULT_GOAL")[0] + shown, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "DRY_RUN": "yes"}
    done = subprocess.run(
        ["make", "-s", "show"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "yes"


# A Python that makes a virtual environment of itself, or what takes its place there, and a pip that fails.
PYTHON = """#!/bin/sh
case "$*" in
*venv*) {venv};;
*"pip install"*) echo "No space left, says pip" >&2; exit 1;;
*"import pip"*) {pip};;
esac
"""
MAKES = 'mkdir -p "$3/bin"; cp "$0" "$3/bin/python"'
# What is in VENV before; what the Python does with venv and pip; what is told.
VENVS = {
    "somebody's folder": (["letter.txt"], MAKES, "exit 0", "name another VENV"),
    "somebody's own environment": (["pyvenv.cfg", "lib/theirs"], MAKES, "exit 0", "name another VENV"),
    "no venv module": (
        [],
        'mkdir "$3/bin"; echo "ensurepip is not available" >&2; exit 1',
        "exit 0",
        "ensurepip is not available",
    ),
    "a full disk": ([], 'echo "No space left, says venv" >&2; exit 1', "exit 0", "No space left, says venv"),
    "a Python that is gone": (["made.stamp", "build.stamp"], MAKES, "exit 0", "say make clean"),
    "another Python": ([], MAKES, "echo 'No module named pip' >&2; exit 1", "say make clean"),
    "no room for the packages": ([], MAKES, "exit 0", "No space left, says pip"),
}


@pytest.mark.parametrize("name", VENVS)
def test_what_is_wrong_with_the_virtual_environment_is_told_and_nobodys_file_is_lost(tmp_path, name):
    before, venv, pip, told = VENVS[name]
    (tmp_path / "python").write_text(PYTHON.format(venv=venv, pip=pip), encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for file in before:
        (tmp_path / "folder" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / file).touch()
    command = ["make", "html", "VENV=folder", f"PYTHON={tmp_path / 'python'}"]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    if os.geteuid() == 0:  # nobody installs a package of the system's for a test
        (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / "apt-get").chmod(0o755)
        environment["PATH"] = f"{tmp_path}:{environment['PATH']}"
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert done.returncode == 2 and 1 <= len(lines) <= 2 and told in done.stderr, done
    assert all((tmp_path / "folder" / file).exists() for file in before)


def test_continuous_integration_runs_the_commands_of_readme():
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    ran = set(re.findall(r"^(make.*)$", steps, re.MULTILINE))
    assert {"make", "make test", "make publish", "make check", "make zip", "make single", "make test-hosts"} <= ran


def ids_asked_for(path: Path) -> set[str]:
    """Return the ids of faults in the strings of a file of tests, but for those that it raises itself, and for docstrings."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    raised = [node.args[0] for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fault"]
    said = [node.value for node in nodes if isinstance(node, ast.Expr)]
    strings = {node for node in nodes if isinstance(node, ast.Constant)}.difference(raised, said)
    letters = "".join({id[0] for id in kinds()})
    return {id for node in strings for id in re.findall(rf"\b[{letters}]-[0-9]{{3}}\b", str(node.value))}


def test_every_kind_of_fault_is_asserted_by_some_test_and_no_other():
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert set().union(*map(ids_asked_for, files)) == kinds().keys()


def test_a_fault_is_one_line_with_place_problem_fix_and_id():
    for id, kind in kinds().items():
        assert re.fullmatch(r"[a-z]-[0-9]{3}", id)
        assert kind.problem and kind.cause.endswith(".") and kind.example and not kind.fix.endswith(".")
        names = {name for text in kind[:2] for _, name, _, _ in Formatter().parse(text) if name}
        fault = Fault(id, "content/a.md", 7, **dict.fromkeys(names, 7))
        assert re.fullmatch(rf"content/a\.md:7: .+ \[{id}\]", str(fault)), str(fault)
        assert str(pickle.loads(pickle.dumps(fault))) == str(fault), "it crosses to another process"


@pytest.mark.parametrize("address", ["https://me:TOKEN@example.org/a", "https://TOKEN@a:1", "ftp:/me:TO@KEN@a"])
def test_no_fault_tells_a_password(address):
    for fault in (Fault("k-006", address, said="no"), Fault("b-005", "SITEURL", address=address)):
        assert "TOKEN" not in str(fault) and "KEN" not in str(fault) and "…@" in str(fault)


def test_an_address_stays_one_and_no_name_turns_a_line_round():
    assert str(Fault("k-008", "https://example.org/a")).startswith("https://example.org/a: ")
    assert "\u202e" not in str(Fault("k-008", "a\u202elmth.exe"))


def test_the_documentation_says_what_the_code_says(tmp_path):
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    write_docs(tmp_path / "docs")
    for path in (ROOT / "docs").glob("*.md"):
        assert path.read_text(encoding="utf-8") == (tmp_path / "docs" / path.name).read_text(encoding="utf-8"), (
            "make docs"
        )


PAGES = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("editing", "publishing", "make-it-yours"))]
# What other tests run, or continuous integration, what goes on until it is stopped, and what would remove the environment
# in which the tests run.
RUN_ELSEWHERE = set("clean new sign order devserver serve test test-hosts lint lock docs audit bench shots".split()) | {
    f"deploy-{host}" for host in ("github", "rsync", "s3")
}


@pytest.fixture(scope="module")
def documented(tmp_path_factory) -> Path:
    """A project of the tests' own article with a Makefile, in which the commands of the documentation are run."""
    project = make_project(tmp_path_factory.mktemp("documented"))
    for name in ("Makefile", "docs", "requirements"):
        copy_tree(ROOT / name, project / name)
    return project


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_in_the_documentation_works(path, documented):
    text = path.read_text(encoding="utf-8")
    said = [
        line.split(" #")[0] for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]
    said += re.findall(r"`(make [^`]*)`", text)
    phony = set(re.findall(r"^\.PHONY: (\S+)", MAKEFILE, re.MULTILINE))
    values = set(re.search(r"^VALUES := (.*)$", MAKEFILE, re.MULTILINE)[1].split()) | {"VENV", "PYTHON"}
    for command in said:
        program, *words = shlex.split(command)
        assert program == "make", command
        targets = [word for word in words if "=" not in word]
        assert set(targets) <= phony and {word.split("=")[0] for word in words if "=" in word} <= values, command
        if not set(targets) & RUN_ELSEWHERE and "https://example" not in command.replace("SITEURL=https://example", ""):
            environment = {"PATH": os.environ["PATH"]}
            command = [program, f"VENV={Path(sys.executable).parents[1]}", *words]
            done = subprocess.run(command, cwd=documented, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0 or "DRAFT" in words[-1], done.stderr


def test_each_command_of_the_package_is_a_target():
    phony = set(re.findall(r"^\.PHONY: (\S+)", MAKEFILE, re.MULTILINE))
    assert set(COMMANDS) <= phony
    done = subprocess.run(
        [sys.executable, "-m", "edition", "bild"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "[b-016]" in done.stdout + done.stderr
