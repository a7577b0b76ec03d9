"""Many articles: all cores give what one gives, and nothing of an earlier build hides a fault."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from edition import workers
from edition.check import bundle
from tests.bench.articles import write_articles
from tests.bundle.test_bundle import contents
from tests.conftest import PROJECT_FILES, ROOT, copy_tree, run_build

MANY = workers.FEW + 10


def with_articles(project: Path, count: int) -> Path:
    """Put so many generated articles in the place of the project's own."""
    (project / "content").rename(project.parent / "content of its own")
    write_articles(project / "content", count)
    return project


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace old by new in the file, in which it must stand."""
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """A project with more articles than one process builds, built. Read it, never change it."""
    project = tmp_path_factory.mktemp("many") / "project"
    for name in (name for name in PROJECT_FILES if name != "content"):
        copy_tree(ROOT / name, project / name)
    write_articles(project / "content", MANY)
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    lists = 1 + MANY // 20 + 1  # the page of a missing address, and a list of twenty a page
    assert f"{MANY + lists} page(s); {32 * MANY} source lines" in done.stdout
    assert done.stderr == "", "no bar in a log"
    return project


def test_all_cores_build_the_bytes_that_a_bare_pelican_builds_on_one(many, tmp_path):
    command = [sys.executable, "-m", "pelican", "--settings", "publishconf.py", "--output", str(tmp_path)]
    subprocess.run(command, cwd=many, check=True, capture_output=True)
    pages = contents(tmp_path)
    assert len(pages) > MANY and pages.items() <= contents(many / "output").items()


def test_each_generated_article_has_words_of_its_own(many):
    headings = [
        heading
        for path in (many / "content").glob("*.md")
        for heading in re.findall("^(?:## .*|Title: .*)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(set(headings)) == len(headings) == 4 * MANY


def test_a_fault_in_one_of_many_articles_is_one_line_and_leaves_the_bundle(many, tmp_path):
    project = copy_tree(many, tmp_path / "project")
    article = project / "content" / "article-37.md"
    article.write_bytes(article.read_bytes().replace(b"\n/// photo\n", b"\n/// foto\n", 1))
    before = contents(project / "output")
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 1
    assert re.fullmatch(
        r"content/article-37\.md:\d+: there is no block named foto: did you mean photo\?\n", done.stderr
    )
    assert contents(project / "output") == before


def test_no_process_outlives_a_build_that_is_killed(many, tmp_path):
    project = copy_tree(many, tmp_path / "project")
    command = [sys.executable, "-m", "edition.bundle.build", "--settings", "publishconf.py", "--output", "output"]
    # Every process of the build holds the writing end of this pipe, so its end is the end of the last.
    with subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as build:
        while not (found := list(project.glob(".output.new/output/*.html"))):
            assert build.poll() is None, build.stderr.read()
        assert len(found) < MANY
        build.kill()
        build.communicate(timeout=120)


def spoil(site: Path) -> None:
    """Spoil some pages of a bundle of many, in ways that one page shows and in ways that only all pages show."""
    rewrite(site / "article-5.html", "<main>", "<main><p>假话</p>")
    rewrite(site / "article-6.html", 'href="./index.html"', 'href="./article-7.html#nowhere"')
    rewrite(site / "article-8.html", "article-8.txt", "article-9.txt")
    (site / "article-10.html").write_bytes((site / "article-11.html").read_bytes())
    (site / "article-12.html").write_bytes(b"\xff")
    (site / "article-13.html").write_text("<!doctype html>" + "<div>" * 5000 + "</html>", encoding="utf-8")
    (site / "article-14.html").unlink()


def test_all_cores_find_what_one_finds_in_the_same_order(many, tmp_path, monkeypatch):
    site = copy_tree(many / "output", tmp_path / "site")
    sources = many / "content" / "source"
    assert bundle.faults(site, sources) == []
    spoil(site)
    shared = bundle.faults(site, sources)
    assert shared == bundle.faults(site, sources)
    monkeypatch.setattr(workers, "FEW", MANY)
    assert bundle.faults(site, sources) == shared
    said = "\n".join(shared)
    for name in (5, 6, 8, 10, 12, 13, 14):
        assert f"article-{name}." in said
    assert "leads to no place on article-7.html" in said
    assert "article-8.html: the colophon does not link to source/article-8.txt" in said
    assert "this page, too, holds lines of article-11.txt" in said


def test_a_report_on_a_page_that_was_changed_since_is_not_believed(many, tmp_path):
    site = copy_tree(many / "output", tmp_path / "site")
    sources = many / "content" / "source"
    reports = bundle.check(site, sources).pages.values()
    assert bundle.check(site, sources, known=reports).sentences == []
    rewrite(site / "article-5.html", "<main>", "<main><p>假话</p>")
    assert any("假话" in sentence for sentence in bundle.check(site, sources, known=reports).sentences)


def test_a_report_on_a_page_that_loads_a_style_sheet_is_not_believed(many, tmp_path):
    site = copy_tree(many / "output", tmp_path / "site")
    sources = many / "content" / "source"
    rewrite(site / "article-5.html", "</head>", '<link rel="stylesheet" href="extra.css"></head>')
    reports = bundle.check(site, sources).pages.values()
    (site / "extra.css").write_text("#section-1-p1{display:none}", encoding="utf-8")
    assert any("source line 11," in sentence for sentence in bundle.check(site, sources, known=reports).sentences)


# ----- what a build keeps for the next one

PAGES = 5  # of three articles, their list and the page of a missing address


def build(project: Path) -> tuple[int, int, str]:
    """Build with a cache; return the exit status, how many pages were taken from the cache, and what was said."""
    command = [sys.executable, "-m", "edition.bundle.build", "--settings", "publishconf.py", "--output", "output"]
    done = subprocess.run(
        [*command, "--cache", ".cache"], cwd=project, capture_output=True, text=True, check=False, env={"PATH": "/bin"}
    )
    again = re.search(r"; (\d+) are as an earlier build proved them", done.stdout)
    return done.returncode, int(again[1]) if again else 0, done.stderr


@pytest.fixture
def built(project) -> Path:
    """A project of three articles, built with a cache."""
    with_articles(project, 3)
    assert build(project) == (0, 0, "")
    return project


def test_a_rebuild_examines_only_what_changed_and_gives_the_bytes_of_a_clean_build(built):
    assert build(built) == (0, PAGES, "")
    rewrite(built / "content" / "article-2.md", "\nNote: ", "\nNote: 又注。")
    assert build(built) == (0, PAGES - 1, "")
    done = run_build(built, built / "clean", "publishconf.py")
    assert "earlier build" not in done.stdout, "without the option nothing is believed"
    assert contents(built / "clean") == contents(built / "output")
    assert "又注" in (built / "output" / "article-2.html").read_text(encoding="utf-8")
    assert build(built) == (0, PAGES, "")


CHANGES = {
    "theme's style": lambda p: rewrite(p / "theme/inline/main.css", "/*", "/* */ /*"),
    "template": lambda p: rewrite(p / "theme/templates/base.html", "{#", "{# #}{#"),
    "plugin": lambda p: rewrite(p / "plugins/article_markup.py", '"""Why', '"""Why, then'),
    "checks": lambda p: rewrite(p / "tests/checks/structure.py", '"""The', '"""All the'),
    "setting": lambda p: rewrite(p / "pelicanconf.py", "网络版", "网络版本"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_code_look_or_settings_makes_every_page_examined_anew(built, what):
    CHANGES[what](built)
    assert build(built) == (0, 0, "")


def test_a_source_page_edited_after_the_build_is_a_fault_with_the_cache_as_without(built):
    source = built / "content" / "source" / "article-2.txt"
    source.write_bytes(source.read_bytes() + "多出一行\n".encode())
    status, _, said = build(built)
    assert status == 1 and "article-2.txt was edited after the order was made" in said
    assert run_build(built, built / "clean", "publishconf.py").stderr == said


def test_a_reading_order_edited_after_the_build_is_a_fault_with_the_cache_as_without(built):
    order = built / "content" / "source" / "article-2.order"
    rows = order.read_text(encoding="utf-8").splitlines(keepends=True)
    last = [number for number, row in enumerate(rows) if row.startswith("paragraph")][-2:]
    rows[last[0]], rows[last[1]] = rows[last[1]], rows[last[0]]
    order.write_text("".join(rows), encoding="utf-8")
    status, _, said = build(built)
    assert status == 1 and "article-2.html" in said and "out of order" in said
    assert run_build(built, built / "clean", "publishconf.py").stderr == said


def test_a_page_with_a_fault_is_never_kept(built):
    article = built / "content" / "article-2.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("\n\n/// photo", "\n\n多出一段话。\n\n/// photo", 1), encoding="utf-8")
    first = build(built)
    assert first[0] == 1 and "多出一段话" in first[2]
    assert build(built) == first
    assert len((built / ".cache" / "reports.jsonl").read_bytes().splitlines()) == PAGES - 1


def test_what_an_article_no_longer_needs_is_dropped(built):
    for path in (built / "content").rglob("article-3.*"):
        path.unlink()
    assert build(built)[0] == 0
    assert b"article-3" not in (built / ".cache" / "reports.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        (lambda b: b[:-200], PAGES - 1),
        (lambda b: b"", 0),
        (lambda b: b"\x00\xff\n" + b, PAGES),
        (lambda b: b.replace(b'"sentences": []', b'"sentences": [""]'), 0),
        (lambda b: b.replace(b'"source": "source/article-2.txt"', b'"source": ""', 1), PAGES - 1),
    ],
    ids=["cut off", "empty", "garbage before", "altered", "altered in one entry"],
)
def test_a_damaged_entry_is_noticed_and_its_page_examined_anew(built, damage, left):
    file = built / ".cache" / "reports.jsonl"
    file.write_bytes(damage(file.read_bytes()))
    assert build(built) == (0, left, "")
    assert build(built) == (0, PAGES, "")
