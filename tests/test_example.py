"""A second article, with photographs and columns out of order, is published by the same commands and proven the same."""

import pytest

from edition.article.head import METADATA
from edition.check import bundle
from edition.proof import compare as fidelity
from edition.proof import rules as structure
from edition.proof.page import Page
from edition.source import order as reading_order
from tests.conftest import EXAMPLE, ROOT, copy_tree, run_build

ORDER = reading_order.load(EXAMPLE / "source" / "wangchao-du.order")
HEADLINE = "望潮镇把旧渡口变成了大书房"


def page_of(site) -> Page:
    """Return the page in the folder whose headline is the example's."""
    pages = [Page.load(path) for path in sorted(site.glob("*.html"))]
    (page,) = [page for page in pages if page.soup.h1 and page.soup.h1.get_text() == HEADLINE]
    return page


@pytest.fixture(scope="module")
def example_page(example_site) -> Page:
    """The example's page."""
    return page_of(example_site)


def test_the_example_has_what_an_extraction_does_to_an_article():
    lines = [line for unit in ORDER.units for line in unit.lines]
    assert lines != sorted(lines), "columns out of order"
    assert [unit.place for unit in ORDER.units if len(unit.lines) == 2] == ["section 2, paragraph 2"]
    assert [unit.place for unit in ORDER.units if reading_order.GAP in unit.text] == ["section 3, paragraph 4"]
    assert sum(path.stat().st_size for path in (EXAMPLE / "images").iterdir()) < 60_000


@pytest.mark.parametrize("unit", ORDER.units, ids=lambda unit: unit.place.replace(", ", " ").replace(" ", "-"))
def test_each_part_of_the_example_stands_once_on_its_page(example_page, unit):
    assert [block.key for block in example_page.blocks].count(unit.key) == 1


def test_the_examples_page_is_its_source_in_its_reading_order(example_page):
    assert fidelity.faults(example_page, ORDER) == []
    assert structure.faults(example_page) == []


def test_the_examples_sections_stand_in_order(example_page):
    headings = [section.find("h2").get_text() for section in example_page.sections]
    assert headings == ["1 渡船停了 人不能散", "2 一个书架 一户人家", "3 灯亮一晚 路宽一程"]


@pytest.mark.parametrize(
    ("caption", "before", "photograph"),
    [
        ("雁回江边的望潮渡书房。", "清晨六点半", True),
        ("候船室的拱窗换上了厚玻璃。", "“大家要的", True),
        ("周六晚上的故事会。", "书房的灯", False),
    ],
)
def test_each_caption_of_the_example_stands_with_its_photograph_or_says_that_there_is_none(
    example_page, caption, before, photograph
):
    (figure,) = [f for f in example_page.soup.find_all("figure") if f.figcaption.get_text() == caption]
    assert figure.find_previous_sibling("p").get_text().startswith(before)
    assert [image["alt"][:2] for image in figure.find_all("img")] == ["画："] * photograph
    assert ("未随文提供" in figure.get_text()) is not photograph


def test_both_articles_are_published_and_proven(example_site, example_project):
    assert bundle.faults(example_site, example_project / "content" / "source") == []
    assert (example_site / "source" / "wangchao-du.txt").read_bytes() == (
        EXAMPLE / "source" / "wangchao-du.txt"
    ).read_bytes()
    assert "57 source lines stand once each" in bundle.report(example_site, example_project / "content" / "source")


def test_the_example_alone_is_a_bundle_with_its_page_in_front(project):
    (project / "content").rename(project / "before")
    copy_tree(EXAMPLE, project / "content")
    article = project / "content" / "wangchao-du.md"
    if "save_as" in METADATA:  # the front page is named by hand
        article.write_text(
            article.read_text(encoding="utf-8").replace("\nDate:", "\nSave_as: index.html\nDate:"), "utf-8"
        )
    done = run_build(project, project / "output", "publishconf.py")
    assert done.returncode == 0, done.stderr
    front = Page.load(project / "output" / "index.html")
    assert front.soup.h1.get_text() == HEADLINE
    assert fidelity.faults(front, ORDER) == []


def test_the_example_is_no_part_of_the_published_site(site):
    assert not [path for path in site.rglob("*") if "wangchao" in path.name]
    assert not [path for path in (ROOT / "content").rglob("*") if "wangchao" in path.name]
