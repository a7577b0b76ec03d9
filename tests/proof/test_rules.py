"""The rules of a page: each is broken once, and told with its id and what it names."""

import re
import shutil

import pytest

from edition.bundle.build import lost_links
from edition.proof.prove import Job, Proof, prove
from tests.conftest import CONTENT, says

JOB = Job("index.html", "zh-CN", CONTENT / "wangchao-du.md", CONTENT / "source" / "wangchao-du.order")
GAP_MARK = r"<span [^>]*data-edition=\"gap\".*?</span>"

# id, what is replaced in the page, by what, and what the fault must name.
CASES = [
    ("r-001", r"<main>", "<main>" + "<div>" * 5000, ""),
    ("r-002", 'lang="zh-CN"', 'lang="en"', "zh-CN"),
    ("r-002", ' lang="zh-CN"', "", "zh-CN"),
    ("r-003", "<title>.*?</title>", "<title>别的</title>", "别的"),
    ("r-003", "<title>.*?</title>", "", ""),
    ("r-004", "</footer>", "<h1>又一个</h1></footer>", "2"),
    ("r-004", "<h1(.*?)</h1>", r"<h2\1</h2>", "0"),
    ("r-005", "<main>", "<h2>在先</h2><main>", "在先"),
    ("r-006", "<h2 (id=\"notes.*?)</h2>", r"<h4 \1</h4>", says("整理说明")),
    ("r-007", 'id="section-1-p2"', 'id="section-1-p1"', "section-1-p1"),
    ("r-008", 'id="section-1-p2"', "", "渡口停了"),
    ("r-008", 'id="lede"', "", "清晨六点半"),
    ("r-009", "</?main>", "", "main"),
    ("r-009", "</main>", "</main><main></main>", "main"),
    ("r-009", "</article>", "</article><article></article>", "article"),
    ("r-010", '(<nav[^>]*) aria-label="[^"]*"', r"\1", ""),
    ("r-011", 'aria-labelledby="section-2-heading"', 'aria-labelledby="nowhere"', "2"),
    ("r-011", 'aria-labelledby="section-1-heading"', "", "1"),
    ("r-012", 'href="./index.html"', 'href="./nowhere.html"', "./nowhere.html"),
    ("r-012", r'src="images/', 'src="images/x', "images/x"),
    ("r-012", r'srcset="images/', 'srcset="images/x', "images/x"),
    ("r-012", 'href="./index.html"', 'href="./source"', "./source"),
    ("r-013", 'href="#section-2"', 'href="#section-9"', "#section-9"),
    ("r-013", 'href="./index.html"', 'href="404.html#nowhere"', "404.html#nowhere"),
    ("r-014", 'href="./index.html"', 'href="/index.html"', "/index.html"),
    ("r-014", 'href="./index.html"', 'href="../index.html"', "../index.html"),
    ("r-014", 'href="./index.html"', 'href="source/"', "source/"),
    ("r-014", 'href="./index.html"', 'href="javascript:x()"', "javascript:x()"),
    ("r-014", 'href="./index.html"', 'href="//example.org/a"', "//example.org/a"),
    ("r-014", 'href="./index.html"', 'href="https://[::1"', "https://[::1"),
    ("r-014", "</main>", '<iframe src="https://example.org/"></iframe></main>', "https://example.org/"),
    ("r-014", "</head>", '<link rel="stylesheet" href="https://example.org/a.css"></head>', "https://example.org/a.css"),
    ("r-014", "</main>", '<form action="https://example.org/"></form></main>', "https://example.org/"),
    ("r-015", r"<li id=\"note-1\">.*?</li>", "", "青年开办的"),
    ("r-015", r'href="#gap-1"', 'href="#top"', "青年开办的"),
    ("r-015", GAP_MARK, '<span data-edition="gap">〔中断〕</span>', "青年开办的"),
    ("r-016", r"(<figcaption.*?</figcaption>)", r"\1\1", "2"),
    ("r-017", r'alt="[^"]*"', 'alt=" "', "1"),
    ("r-018", '(class="figure__missing">)[^<]*', r"\1", "3"),
    ("r-018", 'class="figure__missing', 'class="figure__other', "3"),
    ("r-018", r"<img[^>]*>", "", "1"),
    ("r-019", "</article>", '<img src="images/a.jpg" alt="甲"></article>', ""),
    ("r-021", "</article>", '<p data-edition="notes">广告一则</p></article>', "广告一则"),
]  # fmt: skip


@pytest.fixture(scope="module")
def spoilt(site, tmp_path_factory):
    """The folder of a bundle whose front page may be spoiled."""
    folder = tmp_path_factory.mktemp("rules") / "output"
    return shutil.copytree(site, folder, ignore=shutil.ignore_patterns("*.gz", "*.br"))


def faults_of(folder, html: str) -> list:
    """Return what the proof says of the bundle in the folder, whose front page has that HTML."""
    (folder / "index.html").write_text(html, encoding="utf-8")
    proofs: dict[str, Proof] = {
        name: prove(folder, job) for name, job in [("index.html", JOB), ("404.html", Job("404.html", "zh-CN"))]
    }
    return [fault for proof in proofs.values() for fault in proof.faults] + lost_links(folder, proofs)


def test_the_bundle_as_it_was_built_has_no_fault(site, spoilt):
    assert faults_of(spoilt, (site / "index.html").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("id", "old", "new", "named"), CASES)
def test_a_broken_rule_is_told(site, spoilt, id, old, new, named):
    html = (site / "index.html").read_text(encoding="utf-8")
    changed = re.sub(old, new, html, count=not old.startswith("</?"), flags=re.DOTALL)
    assert changed != html, "the page has no such thing"
    faults = [fault for fault in faults_of(spoilt, changed) if fault.id == id]
    assert any(named in str(fault) for fault in faults), [str(fault) for fault in faults]


def test_a_photograph_or_page_that_is_not_in_the_bundle_is_told_at_each_page_that_names_it(site, spoilt):
    html = (site / "index.html").read_text(encoding="utf-8")
    (spoilt / "wangchao-du.source.html").rename(spoilt / "kept.html")
    faults = faults_of(spoilt, html)
    (spoilt / "kept.html").rename(spoilt / "wangchao-du.source.html")
    assert [(fault.id, str(fault.path)) for fault in faults] == [("r-012", "index.html")]


def test_every_rule_is_broken_here():
    from edition.faults.proof import KINDS

    assert {id for id, *_ in CASES} == {id for id in KINDS if id.startswith("r-")}
