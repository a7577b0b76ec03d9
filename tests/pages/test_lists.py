"""What stands beside the articles: the front page and its further pages, the page of a missing address, the feed, the
sitemap, robots.txt, and the bundle's own address where it is known.
"""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from edition.bundle.build import write_bundle
from tests.browser import wait_until
from tests.conftest import copy_content, copy_tree, process_kept, says, settings_for
from tests.serve import serving

ADDRESS = "https://example.org/a/b"
ATOM = "{http://www.w3.org/2005/Atom}"
STORY = """Title: 第{number}篇报道
Kicker: 引题{number}
Date: 2026-10-{number:02}
{more}
导语{number}。

## 1 小标题

正文，见[前文]({{filename}}wangchao-du.md)。
"""
HEADLINE = "望潮镇把旧渡口变成了大书房"
STORIES = 24  # of which the first is hidden
LISTED = [HEADLINE, *(f"第{number}篇报道" for number in range(STORIES, 1, -1))]


def built(project: Path, address: str) -> Path:
    """Build the project in this process; return its bundle."""
    with process_kept():
        settings = settings_for(project)
        write_bundle(project / "output", settings=settings, address=address, keep_offline=True, earlier=None)
    return project / "output"


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Path:
    """The bundle of one article, with an address. Read it, never write to it."""
    project = tmp_path_factory.mktemp("alone")
    copy_content(project)
    return built(project, f"{ADDRESS}/")


@pytest.fixture(scope="module")
def listed(tmp_path_factory) -> Path:
    """The bundle of many articles, with an address. Read it, never write to it."""
    project = tmp_path_factory.mktemp("listed")
    copy_content(project)
    for number in range(1, STORIES + 1):
        more = "Status: hidden\n" if number == 1 else ""
        text = STORY.format(number=number, more=more)
        (project / "content" / f"story-{number}.md").write_text(text, encoding="utf-8")
    return built(project, ADDRESS)


def soup(site: Path, name: str = "index.html") -> BeautifulSoup:
    """Return a page of the bundle."""
    return BeautifulSoup((site / name).read_bytes(), "html.parser")


def own_address(page: BeautifulSoup) -> set[str]:
    """Return each address that a page says to be its own."""
    found = {tag["href"] for tag in page.select("link[rel=canonical]")}
    found |= {tag["content"] for tag in page.select("meta[property='og:url']")}
    data = page.find("script", type="application/ld+json")
    return found | ({json.loads(data.string).get("url", "no url")} if data else set())


# ----- the lists


def test_the_front_page_lists_all_but_the_hidden_ones_the_newest_first(listed):
    front, rest = soup(listed), soup(listed, "index-2.html")
    entries = front.select(".listing li")
    assert len(entries) == 20
    links = [link for page in (front, rest) for link in page.select(".listing li h2 a")]
    assert [link.get_text() for link in links] == LISTED
    assert [link["href"] for link in links[:2]] == ["./wangchao-du.html", f"./story-{STORIES}.html"]
    assert [p.get_text() for p in entries[1].find_all("p")] == [
        "引题24",
        "导语24。",
        says("网络版日期：%(day)s", day="2026年10月24日"),
    ]
    assert entries[0].select_one(".kicker").get_text() == "江风吹进老渡口，书声留住望潮人"
    assert entries[0].select_one(".listing__lede").get_text().startswith("清晨六点半")
    assert [(a["rel"], a["href"]) for page in (front, rest) for a in page.select(".pages a")] == [
        (["next"], "./index-2.html"),
        (["prev"], "./index.html"),
    ]
    assert not (listed / "index-3.html").exists()


def test_a_hidden_article_has_a_page_that_nothing_names(listed):
    page = soup(listed, "story-1.html")
    assert page.h1.get_text() == "第1篇报道" and page.select_one("meta[name=robots]")["content"] == "noindex"
    for path in listed.glob("*.*ml"):
        assert path.name == "story-1.html" or not re.search(r"story-1\b", path.read_text(encoding="utf-8")), path.name


def test_articles_link_to_each_other(listed):
    assert soup(listed, "story-3.html").select_one("#section-1-p1 a")["href"] == "./wangchao-du.html"
    assert "来源" not in soup(listed, "story-3.html").footer.get_text(), "it names no source page"


# ----- the address, or none


def test_without_an_address_nothing_claims_one(site):
    assert not [name for name in ("sitemap.xml", "robots.txt", "feed.xml") if (site / name).exists()]
    assert not soup(site).select("link[rel=alternate]") and own_address(soup(site)) == {"no url"}


def test_an_address_adds_what_needs_one_and_only_that(site, alone):
    added = {"sitemap.xml", "feed.xml", "robots.txt"}
    names = {path.relative_to(alone).as_posix() for path in alone.rglob("*")}
    assert names - added == {
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix not in (".gz", ".br")
    }
    page = (alone / "index.html").read_text(encoding="utf-8")
    page = re.sub(
        r'<(link rel="canonical"|meta (property="og:(url|image)|name="twitter:)|link rel="alternate").*\n', "", page
    )
    page = re.sub(rf',"image":\[[^]]*\],"url":"{ADDRESS}/"', "", page)
    # The policy names the JSON-LD's, and lets who judges a page ask for robots.txt.
    hashes = re.compile("'sha256-[^']*'|connect-src 'self'; ")
    assert "; connect-src 'self'; " in page and "connect-src" not in (site / "index.html").read_text(encoding="utf-8")
    assert hashes.sub("", page).split() == hashes.sub("", (site / "index.html").read_text(encoding="utf-8")).split()


def test_each_page_says_its_own_address(alone, listed):
    assert own_address(soup(alone)) == own_address(soup(listed)) == {f"{ADDRESS}/"}
    for name in ("index-2.html", "story-3.html", "wangchao-du.html"):
        assert own_address(soup(listed, name)) == {f"{ADDRESS}/{name}"}
    assert not own_address(soup(listed, "404.html"))


def test_each_page_that_may_be_found_describes_itself(listed):
    pages = {name: soup(listed, name) for name in ("index.html", "index-2.html", "story-3.html", "wangchao-du.html")}
    said = [page.select_one("meta[name=description]")["content"] for page in pages.values()]
    assert all(said) and len(set(said)) == len(said)
    headlines = [heading.get_text().strip() for heading in pages["index.html"].select("h2")]
    assert said[0] == " · ".join(headlines[:3])


def test_a_page_without_a_paragraph_is_described_by_its_headline(content_project):
    verse = "Title: 一首诗\nDate: 2026-11-20\n\n/// verse\n江上风来\n灯下人归\n///\n"
    (content_project / "content" / "verse.md").write_text(verse, encoding="utf-8")
    site = content_project / "output"
    write_bundle(site, settings=settings_for(content_project), address="", keep_offline=True)
    page = soup(site, "verse.html")
    assert page.select_one("meta[name=description]")["content"] == card(page)["og:description"] == "一首诗"


def card(page: BeautifulSoup) -> dict[str, str]:
    """Return what a page shows of itself where it is shared, by the names of Open Graph and of X."""
    tags = page.select("meta[property^='og:'], meta[property^='article:'], meta[name^='twitter:']")
    return {tag.get("property") or tag["name"]: tag["content"] for tag in tags}


def test_a_page_that_is_shared_shows_its_first_photograph_and_says_what_it_is(alone, listed):
    photograph = soup(alone).select_one("figure img")
    (largest,) = (name for name in photograph["srcset"].split() if name.startswith("images/") and "-1440-" in name)
    picture = {"og:image": f"{ADDRESS}/{largest}", "og:image:alt": photograph["alt"]}
    picture |= {"og:image:width": "1440", "og:image:height": "960"}
    picture |= {"twitter:card": "summary_large_image", "twitter:image:alt": photograph["alt"]}
    assert (alone / largest).is_file()
    for page, type, title in [
        (soup(alone), "article", HEADLINE),
        (soup(listed, "wangchao-du.html"), "article", HEADLINE),
        (soup(listed), "website", soup(listed).title.string),
    ]:
        assert picture.items() <= card(page).items()
        assert (card(page)["og:type"], card(page)["og:title"]) == (type, title)
    for name in ("index-2.html", "story-3.html"):
        assert card(soup(listed, name))["twitter:card"] == "summary" and "og:image" not in card(soup(listed, name))
    data = json.loads(soup(alone).find("script", type="application/ld+json").string)
    assert data["image"][0] == picture["og:image"] and len(data["image"]) == len(soup(alone).select("figure img"))


@pytest.mark.parametrize(
    ("published", "day", "printed"),
    [
        ("一九九八年春", None, "一九九八年春"),
        ("1998-03-05", "1998-03-05", "1998年3月5日"),
        ("《望潮日报》1998-03-05 第3版", "1998-03-05", "《望潮日报》1998年3月5日 第3版"),
    ],
)
def test_the_day_of_the_first_publication_is_printed_in_words_and_told_to_machines(
    content_project, published, day, printed
):
    article = content_project / "content" / "second.md"
    article.write_text(f"Title: 灯\nDate: 2026-11-20\nPublished: {published}\n\n亮了。\n", encoding="utf-8")
    page = soup(built(content_project, ADDRESS), "second.html")
    assert says("首次发表：%(day)s。", day=printed) in page.footer.get_text()
    assert json.loads(page.find("script", type="application/ld+json").string).get("datePublished") == day
    assert card(page).get("article:published_time") == day


def test_a_licence_of_the_words_is_named_where_there_is_one(content_project):
    with process_kept():
        settings = Path(settings_for(content_project))
        settings.write_text(
            f"{settings.read_text(encoding='utf-8')}\nLICENCE = 'https://example.org/l'\n", encoding="utf-8"
        )
        write_bundle(content_project / "output", settings=str(settings), address="", keep_offline=True)
    link = soup(content_project / "output").select_one("footer a[rel=license]")
    assert (link["href"], link.get_text()) == ("https://example.org/l", says("文章文字的使用许可"))


def test_sitemap_and_robots_name_every_public_page(alone, listed):
    def entries(site: Path) -> dict[str, str]:
        return dict(re.findall("<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", (site / "sitemap.xml").read_text("utf-8")))

    assert entries(alone) == {f"{ADDRESS}/": "2026-11-25"}
    stories = {f"{ADDRESS}/story-{number}.html": f"2026-10-{number:02}" for number in range(2, STORIES + 1)}
    assert entries(listed) == {
        **{f"{ADDRESS}/": "2026-11-25", f"{ADDRESS}/wangchao-du.html": "2026-11-25"},
        **stories,
    }
    ElementTree.parse(listed / "sitemap.xml")
    for site in (alone, listed):
        robots = (site / "robots.txt").read_text(encoding="utf-8")
        assert f"Sitemap: {ADDRESS}/sitemap.xml" in robots.splitlines()


# ----- the feed


def text_of(page: BeautifulSoup) -> list[str]:
    """Return the words of an article, without the white space between elements."""
    return [" ".join(text.split()) for text in page.stripped_strings]


@pytest.mark.parametrize("fixture", ["alone", "listed"])
def test_each_entry_of_the_feed_holds_the_words_of_its_page(request, fixture):
    site = request.getfixturevalue(fixture)
    feed = ElementTree.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == (LISTED[:20] if fixture == "listed" else [HEADLINE])
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for entry in entries:
        address = entry.find(f"{ATOM}link").get("href")
        page = soup(site, address.removeprefix(f"{ADDRESS}/") or "index.html")
        content = BeautifulSoup(entry.findtext(f"{ATOM}content"), "html.parser")
        page.nav.decompose() if page.nav else None
        notes = page.select_one("main > .notes")
        assert text_of(content) == text_of(page.article) + (text_of(notes) if notes else [])
        assert entry.findtext(f"{ATOM}summary") == page.select_one("meta[name=description]")["content"]
        links = [tag["href"] for tag in content.find_all("a", href=True)]
        assert all(link.startswith((f"{address}#", f"{ADDRESS}/")) for link in links) and links
        pictures = [tag["src"] for tag in content.find_all("img")]
        assert len(pictures) == len(page.article.find_all("img"))
        assert all(picture.startswith(f"{ADDRESS}/images/") for picture in pictures)


def test_the_feed_names_the_authors_or_the_edition(listed):
    entries = ElementTree.parse(listed / "feed.xml").findall(f"{ATOM}entry")
    names = [[name.text for name in entry.iter(f"{ATOM}name")] for entry in entries[:2]]
    assert names == [["沈一苇", "陶知白"], [soup(listed).title.string]]


# ----- the page of a missing address, as a host shows it at any depth


def test_the_missing_page_leads_to_the_articles_from_any_depth(chromium, site, listed, tmp_path):
    with chromium.new_context() as context:
        page = context.new_page()
        for bundle, count in [(listed, 10), (site, 1)]:
            www = tmp_path / bundle.parent.name
            folder = copy_tree(bundle, www / "some" / "deep" / "path")
            with serving(www, missing=folder / "404.html") as address:
                home = f"{address}some/deep/path/index.html" if bundle == site else f"{ADDRESS}/index.html"
                for path in ("nothing.html", "a/b/c/nothing", "source/"):
                    assert page.goto(f"{address}some/deep/path/{path}").status == 404
                    wait_until(page, "home => document.querySelector('.masthead a').href === home", home)
                    links = page.evaluate("[...document.querySelectorAll('.listing a')].map(a => a.href)")
                    assert len(links) == count
                    assert all(link.startswith(home.removesuffix("index.html")) for link in links)
                if bundle == site:
                    page.click(".listing a")
                    assert page.locator("h1").inner_text() == HEADLINE
