"""The bundle as a whole: which files it holds, that it works anywhere, and that it grows with a second article."""

import http.server
import os
import subprocess
import sys
import threading
import urllib.request
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from edition.check import bundle
from edition.pages.filters import csp_hash
from edition.proof.page import theme_style
from tests.conftest import copy_tree, run_build

SECOND = "Title: 又一篇报道\nKicker: 引题\nDate: 2026-11-23\n\n导语。\n\n## 1 小标题\n\n正文，见[前文]({filename}jining-gaoxinqu.md)。\n"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its relative name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_bundle_holds_what_the_edition_needs_and_nothing_else(site):
    texts = ["404.html", "index.html", "manifest.webmanifest", "source/page.txt", "sw.js"]
    twins = [text + suffix for text in texts for suffix in (".br", ".gz")]
    assert sorted(contents(site)) == sorted([*texts, *twins, ".nojekyll", "SHA256SUMS", "_headers"])


def test_every_link_names_a_file_and_lands(site):
    assert bundle.faults(site) == []
    soup = BeautifulSoup((site / "index.html").read_bytes(), "html.parser")
    hrefs = [tag["href"] for tag in soup.find_all("a", href=True)]
    assert hrefs and not [href for href in hrefs if href.startswith(("/", "http")) or href.endswith("/")]


@pytest.mark.parametrize("prefix", ["", "some/deep/path/"])
def test_the_bundle_works_at_any_path_of_a_host(site, tmp_path, prefix):
    copy_tree(site, tmp_path / "www" / prefix)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "www"))
    handler.log_message = lambda *args: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/{prefix}"
        with urllib.request.urlopen(base) as response:
            soup = BeautifulSoup(response.read(), "html.parser")
        for tag in soup.find_all("a", href=True):
            with urllib.request.urlopen(urljoin(base, tag["href"])) as response:
                assert response.status == 200
        server.shutdown()


def test_with_a_second_article_the_front_page_lists_both_the_newest_first(project):
    (project / "content" / "next-week.md").write_text(SECOND, encoding="utf-8")
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    pages = {p.name for p in (project / "output").glob("*.html")}
    assert pages == {"404.html", "index.html", "next-week.html", "jining-gaoxinqu.html"}
    front = BeautifulSoup((project / "output" / "index.html").read_bytes(), "html.parser")
    links = [(link["href"], link.get_text()) for link in front.select(".listing li h2 a")]
    assert links == [
        ("./next-week.html", "又一篇报道"),
        ("./jining-gaoxinqu.html", "济宁高新区跑出高质量发展加速度"),
    ]
    newest, first = front.select(".listing li")
    assert [p.get_text() for p in newest.find_all("p")] == ["引题", "导语。", "网络版日期：2026年11月23日"]
    assert first.select_one(".kicker").get_text() == "党建赋能，点燃发展红色引擎"
    assert first.select_one(".listing__lede").get_text().startswith("“党建+园区”构建中小企业成长沃土")
    second = BeautifulSoup((project / "output" / "next-week.html").read_bytes(), "html.parser")
    assert second.h1.get_text() == "又一篇报道"
    assert second.select_one("#section-1-p1 a")["href"] == "./jining-gaoxinqu.html"
    assert "来源" not in second.footer.get_text(), "it names no source page"


def test_a_hash_with_three_slashes_in_it_is_no_mark_left_over(project):
    running = '@page{@top-center{content:"%s";font-size:9pt}}@page:first{@top-center{content:none}}'
    titles = (f"报道{number}" for number in range(100_000))
    title = next(title for title in titles if "///" in csp_hash(theme_style("main.css") + running % title))
    (project / "content" / "next-week.md").write_text(SECOND.replace("又一篇报道", title), encoding="utf-8")
    done = run_build(project, project / "output")
    assert done.returncode == 0, done.stderr
    assert "///" in (project / "output" / "next-week.html").read_text(encoding="utf-8")


def test_a_paragraph_on_several_source_lines_has_no_space_where_they_join(project):
    text = "Title: 又一篇\nDate: 2026-11-23\n\n第一行，\n第二行\n第三行 a\nb。\n"
    (project / "content" / "second.md").write_text(text, encoding="utf-8")
    assert run_build(project, project / "output").returncode == 0
    soup = BeautifulSoup((project / "output" / "second.html").read_bytes(), "html.parser")
    assert soup.select_one("#lede").get_text() == "第一行，第二行第三行 a\nb。"


@pytest.mark.parametrize(("settings", "drafts"), [("pelicanconf.py", 1), ("publishconf.py", 0)])
def test_a_draft_is_shown_to_the_editor_and_not_published(project, settings, drafts):
    text = SECOND.replace("Date:", "Status: draft\nDate:")
    (project / "content" / "second.md").write_text(text, encoding="utf-8")
    done = run_build(project, project / "output", settings)
    assert done.returncode == 0, done.stderr
    assert len(list((project / "output").rglob("second.html"))) == drafts


def test_the_same_input_gives_the_same_bytes(project, site, tmp_path):
    other = tmp_path / "别处" / "project"
    project.rename(other.parent.mkdir() or other)
    done = run_build(other, other / "output", "publishconf.py", TZ="America/Lima", LC_ALL="C", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    assert contents(other / "output") == contents(site)


def test_a_bare_pelican_builds_the_same_pages(project, site):
    command = [sys.executable, "-m", "pelican", "--settings", "publishconf.py", "--fatal", "warnings"]
    subprocess.run(command, cwd=project, check=True, capture_output=True, env={"PATH": os.environ["PATH"]})
    pages = contents(project / "output")
    assert pages and pages.items() <= contents(site).items()


def test_a_failing_build_leaves_the_bundle_and_the_next_one_works(project):
    assert run_build(project, project / "output").returncode == 0
    before = contents(project / "output")
    article = project / "content" / "jining-gaoxinqu.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("Title:", "Titel:"), encoding="utf-8")
    assert run_build(project, project / "output").returncode == 1
    assert contents(project / "output") == before
    article.write_text(text, encoding="utf-8")
    assert run_build(project, project / "output").returncode == 0
    assert contents(project / "output") == before


def test_no_file_of_an_earlier_build_survives(project):
    (project / "output").mkdir()
    (project / "output" / "index.html").write_text("<p data-edition=masthead>old</p>")
    (project / "output" / "stale.html").write_text("old")
    assert run_build(project, project / "output").returncode == 0
    assert not (project / "output" / "stale.html").exists()
