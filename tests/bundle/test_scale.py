"""Many articles: all cores give what one gives, a fault among many is one line, and no process is left behind."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edition import workers
from edition.bundle import build
from edition.faults import Faults
from tests.bench.articles import write_articles
from tests.bundle.test_bundle import contents
from tests.conftest import CONTENT, copy_tree, make_project, process_kept, run_edition, settings_for, sign

MANY = workers.FEW + 2 * workers.CHUNK + 6  # enough for several workers, the last of them not full
# A build that stops itself at its first page, while its workers wait for more to do.
STOPPING = """
import os, signal
from pathlib import Path
from pelican import signals
from edition.bundle import build
def stop(path, context):
    os.kill(os.getpid(), signal.SIGSTOP)
signals.content_written.connect(stop)
build.write_bundle(Path("aside"), settings="publishconf.py", address="", keep_offline=True)
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """A project with more articles than one process builds, built. Read it, never change it."""
    content = tmp_path_factory.mktemp("many") / "content"
    write_articles(content, MANY, CONTENT / "wangchao-du.md")
    project = make_project(content.parent / "project", content)
    done = run_edition(project, "publish")
    assert done.returncode == 0, done.stderr
    lists = 1 + MANY // 20 + 1  # the page of a missing address, and a list of twenty a page; each article has two
    assert f"{2 * MANY + lists} page(s); {25 * MANY} source lines" in done.stdout
    assert done.stderr == "", "no bar in a log"
    return project


@pytest.fixture
def spoilt(many, tmp_path) -> Path:
    """A project of the same articles that a test may spoil, without a bundle."""
    return make_project(tmp_path / "project", many / "content")


def test_all_cores_build_the_bytes_that_a_bare_pelican_builds_on_one(many, tmp_path):
    command = [sys.executable, "-m", "pelican", "--settings", "publishconf.py", "--output", str(tmp_path)]
    nowhere = {**os.environ, "SITEURL": ""}  # a build in this process leaves its address there
    subprocess.run([*command, "--fatal", "warnings"], cwd=many, env=nowhere, check=True, capture_output=True)
    pages = contents(tmp_path)
    assert len(pages) > MANY and pages.items() <= contents(many / "output").items()


def test_each_generated_article_has_words_of_its_own(many):
    texts = [path.read_text(encoding="utf-8") for path in (many / "content").glob("*.md")]
    headings = [heading for text in texts for heading in re.findall("(?m)^(?:## .*|Title: .*)", text)]
    assert len(set(headings)) == len(headings) == 4 * MANY


def test_a_fault_in_one_of_many_articles_is_one_line_and_leaves_the_bundle(many, spoilt):
    copy_tree(many / "output", spoilt / "output")
    article = spoilt / "content" / "article-37.md"
    article.write_bytes(article.read_bytes().replace(b"\n/// photo\n", b"\n/// foto\n", 1))
    before = contents(spoilt / "output")
    done = run_edition(spoilt, "publish")
    assert done.returncode == 1 and re.fullmatch(r"content/article-37\.md:\d+: .*foto.*\n", done.stderr)
    assert contents(spoilt / "output") == before


def test_all_cores_prove_what_one_proves_in_the_same_order(spoilt, monkeypatch):
    for number in (5, 20, 37, MANY):
        order = spoilt / "content" / "source" / f"article-{number}.order"
        rows = order.read_text(encoding="utf-8").splitlines(keepends=True)
        last = [place for place, row in enumerate(rows) if row.startswith("paragraph")][-1]
        rows[last - 1], rows[last] = rows[last], rows[last - 1]
        order.write_text("".join(rows), encoding="utf-8")
        sign(order)
    settings = settings_for(spoilt)

    def told() -> list[str]:
        shutil.rmtree(spoilt / "output", ignore_errors=True)
        with process_kept(), pytest.raises(Faults) as raised:
            build.write_bundle(spoilt / "output", settings=settings, address="", keep_offline=True)
        return [str(fault) for fault in raised.value.faults]

    shared = told()
    monkeypatch.setattr(workers, "FEW", MANY)
    monkeypatch.setattr(build, "FEW", MANY + 10)
    assert told() == shared
    assert sorted(re.findall(r"article-(\d+)\.html: .*\[(.*)\]", "\n".join(shared))) == sorted(
        (str(number), "p-009") for number in (5, 20, 37, MANY)
    )


def test_no_process_outlives_a_build_that_is_killed(spoilt):
    # Every process of the build holds the writing end of this pipe, so its end is the end of the last.
    command = [sys.executable, "-c", STOPPING]
    with subprocess.Popen(command, cwd=spoilt, env={"PATH": os.environ["PATH"]}, stderr=subprocess.PIPE) as killed:
        _, status = os.waitpid(killed.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), killed.stderr.read()
        killed.kill()
        killed.communicate(timeout=120)
