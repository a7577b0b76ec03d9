"""What stands beside the articles (lists, sitemap, feed, checksums) says what they say: each corruption is named."""

import gzip
import re
from pathlib import Path

import pytest

from edition.bundle.host_files import COMPRESSED, SUMS, write_sums
from edition.check import bundle
from tests.browser import chromium
from tests.bundle.test_bundle import SECOND
from tests.bundle.test_publish import ADDRESS
from tests.conftest import ROOT, copy_tree, run_build
from tests.serve import serving


@pytest.fixture(scope="module")
def listed(tmp_path_factory) -> Path:
    """The published bundle of 22 articles, one of them hidden, with an address. Read it, never write to it."""
    project = tmp_path_factory.mktemp("listed") / "project"
    for name in ("content", "theme", "plugins", "deploy", "pelicanconf.py", "publishconf.py", "tests"):
        copy_tree(ROOT / name, project / name)
    for number in range(1, 22):
        text = SECOND.replace("又一篇报道", f"第{number}篇").replace("2026-11-23", f"2026-10-{number:02}")
        text = text.replace("Kicker", "Status: hidden\nKicker") if number == 1 else text
        (project / "content" / f"story-{number}.md").write_text(text, encoding="utf-8")
    done = run_build(project, project / "output", "publishconf.py", SITEURL=ADDRESS)
    assert done.returncode == 0, done.stderr
    return project / "output"


@pytest.fixture
def spoiled(listed, tmp_path) -> Path:
    """A copy of that bundle that a test may spoil."""
    return copy_tree(listed, tmp_path / "copy")


# name: (file, what is replaced, by what, words that must be said)
CORRUPTIONS = {
    "headline on the front page": ("index.html", ">第9篇<", ">第8篇<", "headline of story-9.html"),
    "kicker on the front page": ("index.html", '<p class="kicker">引题', '<p class="kicker">假话', "kicker of story-21.html"),
    "lede on the front page": ("index.html", "导语。", "导语？", "lede of story-21.html"),
    "date on the front page": ("index.html", "2026年10月9日", "2026年10月8日", "date of story-9.html"),
    "words added to an entry": ("index.html", "<p class=\"listing__date\">", "<p>独家</p><p class=\"listing__date\">", "no word"),
    "words added to the list": ("index.html", "</ul>", "</ul><p>假话</p>", "假话"),
    "entry lost": ("index.html", './story-9.html">第9篇', './story-8.html">第8篇', "story-9.html: the front page does not list"),
    "entry doubled": ("index-2.html", './story-2.html">第2篇', './story-3.html">第3篇', "lists it 2 times"),
    "entry of a hidden article": ("index-2.html", './story-2.html', './story-1.html', "leads to no article"),
    "headline on the missing page": ("404.html", ">第21篇<", ">第20篇<", "404.html: the headline"),
    "canonical link": ("story-9.html", f'canonical" href="{ADDRESS}/story-9', f'canonical" href="{ADDRESS}/story-8', "canonical link"),
    "canonical link lost": ("story-9.html", 'rel="canonical"', 'rel="alternate"', "story-9.html"),
    "Open Graph address": ("story-9.html", f'og:url" content="{ADDRESS}', 'og:url" content="https://example.net', "og:url"),
    "JSON-LD address": ("story-9.html", f'"url":"{ADDRESS}', '"url":"https://example.net', "JSON-LD url"),
    "sitemap lacks a page": ("sitemap.xml", f"<loc>{ADDRESS}/story-9.html</loc>", "", "story-9.html is missing"),
    "sitemap has another page": ("sitemap.xml", "story-9.html", "story-99.html", "story-99.html is no page"),
    "sitemap is no XML": ("sitemap.xml", "</urlset>", "", "no XML"),
    "robots.txt names another sitemap": ("robots.txt", ADDRESS, "https://example.net", "does not name the sitemap"),
    "feed alters a word": ("feed.xml", "&lt;p id=&#34;section-1-p1&#34;&gt;正文", "&lt;p id=&#34;section-1-p1&#34;&gt;假文", "differs from its page"),
    "feed cuts an article": ("feed.xml", "231个", "", "differs from its page"),
    "feed leads elsewhere": ("feed.xml", f'html" href="{ADDRESS}/story-9', f'html" href="{ADDRESS}/story-99', "no page"),
    "feed is no XML": ("feed.xml", "</feed>", "", "no XML"),
}  # fmt: skip


def test_the_sound_bundle_is_accepted(listed):
    assert bundle.faults(listed) == []


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_what_a_list_a_sitemap_or_a_feed_says_wrongly_is_named(spoiled, name):
    file, old, new, says = CORRUPTIONS[name]
    path = spoiled / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    sums = [f"{file}: this file is not the one that {SUMS} lists"]
    sums += [f"{file}{suffix}: it does not hold what {file} holds" for suffix in COMPRESSED]
    named = [sentence for sentence in bundle.faults(spoiled) if sentence not in sums]
    assert any(says in sentence for sentence in named), named


def test_an_older_article_before_a_newer_one_is_named(spoiled):
    path = spoiled / "index.html"
    text = path.read_text(encoding="utf-8")
    first, second = re.findall(r"<li>.*?</li>", text, re.DOTALL)[:2]
    path.write_text(text.replace(first, "@@").replace(second, first).replace("@@", second), encoding="utf-8")
    assert any("which is older" in sentence for sentence in bundle.faults(spoiled))


@pytest.mark.parametrize("file", ["sitemap.xml", "robots.txt", "feed.xml"])
def test_a_bundle_with_an_address_lacks_none_of_its_files(spoiled, file):
    (spoiled / file).unlink()
    assert f"{file} is missing: the bundle knows its address" in bundle.faults(spoiled)


def test_a_bundle_without_an_address_has_none_of_them(site, tmp_path):
    copy = copy_tree(site, tmp_path / "copy")
    (copy / "robots.txt").write_text("Sitemap: https://example.org/sitemap.xml\n", encoding="utf-8")
    assert "robots.txt: it claims an address, and the front page has none" in bundle.faults(copy)


SUMS_FAULTS = {
    "file altered": (lambda s: (s / "source/page.txt").write_bytes(b"x"), "source/page.txt: this file is not the one"),
    "file added": (lambda s: (s / "new.html").write_bytes(b"x"), "new.html: SHA256SUMS does not list"),
    "file lost": (lambda s: (s / "source/page.txt").unlink(), "source/page.txt: SHA256SUMS lists this file"),
    "sums lost": (lambda s: (s / SUMS).unlink(), "SHA256SUMS is missing"),
    "sums no UTF-8": (lambda s: (s / SUMS).write_bytes(b"\xff"), "SHA256SUMS is not UTF-8"),
    "sums of another form": (lambda s: (s / SUMS).write_text("abc page\n"), "SHA256SUMS:1"),
    "sums name a file twice": (lambda s: (s / SUMS).write_text((s / SUMS).read_text() * 2), "SHA256SUMS:"),
}


@pytest.mark.parametrize("name", SUMS_FAULTS)
def test_a_file_that_is_not_the_one_listed_is_named(site, tmp_path, name):
    spoil, says = SUMS_FAULTS[name]
    copy = copy_tree(site, tmp_path / "copy")
    spoil(copy)
    assert any(sentence.startswith(says) for sentence in bundle.faults(copy))


@pytest.mark.parametrize("data", [gzip.compress(b"old page"), b"", b"no gzip at all"], ids=["stale", "empty", "broken"])
def test_a_compressed_twin_that_holds_something_else_is_named(site, tmp_path, data):
    copy = copy_tree(site, tmp_path / "copy")
    (copy / "index.html.gz").write_bytes(data)
    write_sums(copy)
    assert bundle.faults(copy) == ["index.html.gz: it does not hold what index.html holds"]


def test_a_copy_from_a_host_may_lack_what_only_hosts_read(site, tmp_path):
    copy = copy_tree(site, tmp_path / "copy")
    for path in [*copy.rglob("*.gz"), *copy.rglob("*.br"), copy / "_headers", copy / ".nojekyll"]:
        path.unlink()
    assert bundle.faults(copy) == []


# the page of a missing address, as a host shows it at any depth


@pytest.mark.parametrize("path", ["nothing.html", "a/b/c/nothing", "source/"])
@pytest.mark.parametrize("fixture", ["site", "listed"])
def test_the_missing_page_leads_to_the_articles_from_any_depth(request, tmp_path, fixture, path):
    folder = copy_tree(request.getfixturevalue(fixture), tmp_path / "www" / "some" / "deep" / "path")
    (folder / "manifest.webmanifest").write_text("{}", encoding="utf-8")
    with serving(tmp_path / "www", missing=folder / "404.html") as address, chromium() as browser:
        page = browser.new_page()
        response = page.goto(f"{address}some/deep/path/{path}")
        assert response.status == 404
        home = f"{address}some/deep/path/index.html" if fixture == "site" else f"{ADDRESS}/index.html"
        page.wait_for_function("home => document.querySelector('.masthead a').href === home", arg=home)
        links = page.evaluate("[...document.querySelectorAll('.listing a')].map(a => a.href)")
        assert links and all(link.startswith(home.removesuffix("index.html")) for link in links)
        if fixture == "site":
            page.click(".listing a")
            assert page.locator("h1").inner_text() == "济宁高新区跑出高质量发展加速度"
