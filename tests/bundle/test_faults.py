"""What stops a build beside the articles, the settings first: each is told with its id and place, and leaves the bundle."""

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pelican import signals

from edition.bundle import build, host_files, settings
from edition.faults import Fault
from tests.bundle.test_bundle import contents
from tests.conftest import ARTICLE, ROOT, make_project, settings_for

BASE = "theme/templates/base.html"

# id, the file of the project that is altered, what is replaced there, by what, and the line that is told.
SETTINGS = [
    ("b-001", "pelicanconf.py", 'SITENAME = "', 'SITENAME "', 'SITENAME "'),
    ("b-001", "publishconf.py", "import os", "import", "import"),
    ("b-002", "pelicanconf.py", "RELATIVE_URLS", "RELATIV_URLS", "RELATIV_URLS"),
    ("b-002", "publishconf.py", "SITEURL = os", "SITEURI = os", "SITEURI"),
    ("b-003", BASE, "{% block metadata %}", "{% blok metadata %}", "{% blok"),
    ("b-003", BASE, "{% endblock metadata %}", "", ""),
    ("b-004", BASE, 'href="#top"', 'href="{static}/a"', "{static}"),
]
ADDRESSES = """
example.org
//example.org/a
ftp://example.org/
https://
https://example.org/a b
https://example.org/?a=b
https://example.org/#a
https://me:secret@example.org/
https://example.org:port/
https://example.org:0/
https://济宁.example/
https://example.org//a
https://example.org/"><script>
javascript:alert(1)
https://[::1
https://example.org/../x
https://example..org
https://-
https://example.org/%zz
`echo nonsense`
""".split("\n")[1:-1]


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    """A project whose settings a test may spoil, one at a time."""
    return make_project(tmp_path_factory.mktemp("settings") / "project")


@pytest.mark.parametrize(("id", "file", "old", "new", "line"), SETTINGS)
def test_settings_and_templates_that_are_unsound_are_told(original, monkeypatch, id, file, old, new, line):
    monkeypatch.setattr(settings, "ROOT", original)
    text = (original / file).read_text(encoding="utf-8")
    assert old in text
    (original / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    try:
        with pytest.raises(Fault) as told:
            settings.checked_settings("publishconf.py")
    finally:
        (original / file).write_text(text, encoding="utf-8")
    assert (told.value.id, told.value.path) == (id, original / file)
    assert line in text.replace(old, new, 1).splitlines()[told.value.line - 1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_of_a_folder_is_told(address):
    with pytest.raises(Fault) as told:
        settings.check_address(address)
    assert told.value.id == "b-005" and address.replace("me:secret@", "…@") in str(told.value)


@pytest.mark.parametrize("address", ["", "https://example.org", "http://a-b.example:8080/~me/a%20b/c.d"])
def test_an_address_of_a_folder_is_taken(address):
    settings.check_address(address)


# What is asked for, the status, and the id
COMMANDS = [
    ("publish SITEURL=nonsense", 1, "b-005"),
    ("publish OUTPUT=content", 1, "b-006"),
    ("publish OUTPUT=.", 1, "b-006"),
    ("publish OUTPUT=edition/x", 1, "b-006"),
    ("html OUTPUT=other", 1, "b-007"),
    ("publish OFFLINE=maybe", 1, "b-015"),
    ("publish DRY_RUN=1", 1, "b-015"),
    ("check WORDS=ja", 1, "b-015"),
    ("new SLUG=a TITLE=b DRY_RUN=yes", 1, "b-015"),
    ("docs DRY_RUN=yes", 1, "b-015"),
    *(
        (f"{command}=-x", 1, "b-015")
        for command in ("html OUTPUT", "zip NAME", "check SITE", "new SOURCE", "serve PORT")
    ),
    ("bild", 2, "b-016"),
    ("publish nonsense", 2, "b-016"),
]
ONE_BY_ONE = """
import sys
from edition.__main__ import main
for line in sys.stdin:
    print(main(line.split()), flush=True)
"""


def test_a_command_that_makes_no_sense_is_told_and_changes_nothing(tmp_path):
    project = make_project(tmp_path / "project")
    (project / "other").mkdir()
    (project / "other" / "index.html").write_text("a page of another site", encoding="utf-8")
    before = contents(project)
    done = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE],
        cwd=project,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        input="\n".join(command for command, _, _ in COMMANDS),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    for (command, status, id), (said, ended) in zip(COMMANDS, zip(lines[::2], lines[1::2], strict=True), strict=True):
        assert said.endswith(f"[{id}]") and ended == str(status), command
    assert contents(project) == before


def test_make_hands_values_on_as_they_were_typed(tmp_path):
    stamp = f"{sys.prefix}/build.stamp"
    values = ["SITEURL=`touch made` $(touch made)", f"OUTPUT={tmp_path / 'output'}", f"VENV={sys.prefix}"]
    command = ["make", f"--assume-old={stamp}", "publish", *values]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "`touch made` $(touch made)" in done.stderr and "[b-005]" in done.stderr
    assert not (ROOT / "made").exists() and not (tmp_path / "output").exists()


# ----- what Pelican, the system or a mistake of ours says in the middle of a build


def outcome(project: Path) -> Fault:
    """Build the project; return the fault that ends it."""
    with pytest.raises(Exception) as raised:
        build.build(project / "output", settings=settings_for(project))
    assert not (project / "output").exists() and not (project / ".output.new").exists()
    return build.fault_of(raised.value)


def test_a_warning_of_pelicans_stops_the_build_and_its_log_is_as_before(content_project):
    handlers = logging.getLogger().handlers[:]

    def warn(generator) -> None:
        logging.getLogger("pelican.generators").warning("an odd\nthing")

    with signals.article_generator_finalized.connected_to(warn):
        fault = outcome(content_project)
    assert fault.id == "b-008" and "an odd thing" in str(fault)
    assert logging.getLogger().handlers == handlers


@pytest.mark.parametrize(
    ("error", "id", "path"),
    [
        (OSError(errno.ENOSPC, "No space left"), "b-009", "the disk"),
        (OSError(errno.EDQUOT, "Quota exceeded", "a.md"), "b-009", "the disk"),
        (PermissionError(errno.EACCES, "Permission denied", "a.md"), "b-010", "a.md"),
        (ValueError("odd"), "b-011", str(ROOT / "edition" / "bundle" / "host_files.py")),
    ],
)
def test_an_error_in_the_middle_of_a_build_is_told_with_its_place(content_project, monkeypatch, error, id, path):
    def fail(*given) -> None:
        raise error

    (content_project / ARTICLE).write_text("Title: 甲\nDate: 2026-11-23\n\n正文。\n", encoding="utf-8")
    monkeypatch.setattr(host_files, "write_sums", fail)
    fault = outcome(content_project)
    assert (fault.id, str(fault.path)) == (id, path) and error.args[-1 if id == "b-011" else 1] in str(fault)


def test_a_fault_is_found_behind_what_pelican_raises_for_it():
    try:
        try:
            raise Fault("m-001", "a.md", 1)
        except Fault as fault:
            raise RuntimeError("could not process") from fault
    except RuntimeError as error:
        assert build.fault_of(error).id == "m-001"


def test_the_summary_counts_what_was_proven_and_names_what_was_left_out(content_project):
    order = content_project / "content" / "source" / "wangchao-du.order"
    other = "Title: 甲\nDate: 2026-11-23\n\n正文。\n"
    (content_project / "content" / "other.md").write_text(other, encoding="utf-8")
    made = build.build(content_project / "output", settings=settings_for(content_project))
    assert made.summary.startswith("5 page(s); 25 source lines stand once each, in reading order, in 3 sections with ")
    assert "\nother.html: fidelity to a source was not checked" in made.summary
    order.write_text(order.read_text(encoding="utf-8").replace("kicker ", "headline ", 1), "utf-8")
    made = build.build(content_project / "output", settings=settings_for(content_project))
    assert "\nwangchao-du.md: left out: nobody has signed" in made.summary
    assert not (content_project / "output" / "wangchao-du.html").exists()
