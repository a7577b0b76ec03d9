"""The one table of parts: what is drawn from it agrees with it."""

import hashlib
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from edition.parts import HEAD, METADATA, PARTS, REQUIRED, ROLES, SEVERAL_LINES, place_of, role_at
from edition.proof.page import read_page
from edition.source.order import order_head, order_row, signed
from edition.source.pieces import Piece
from edition.source.text import source_lines
from tests.conftest import make_project, run_edition


def test_metadata_and_roles_are_drawn_from_the_table():
    assert len(set(ROLES)) == len(PARTS)
    for part in PARTS:
        assert part in HEAD or not part.key
        assert not part.key or METADATA[part.key] == part.meaning
    assert SEVERAL_LINES | set(REQUIRED) <= METADATA.keys()


@pytest.mark.parametrize("part", PARTS, ids=ROLES)
def test_a_part_is_told_by_its_place_and_by_no_other(part):
    classes = (part.role,) if part.marked else ()
    around = ("html", "body", "main", *part.inside)
    assert role_at(part.element, classes, around) == part.role
    assert role_at(part.element, ("x", *classes), (*around, "div")) == part.role, "others may stand between and beside"
    assert role_at("div", classes, around) == ""
    for number in range(len(part.inside)):
        inside = part.inside[:number] + part.inside[number + 1 :]
        assert role_at(part.element, classes, ("html", *inside)) != part.role, "each of its elements counts"
    assert not part.marked or role_at(part.element, (), around) != part.role


@pytest.mark.parametrize("part", PARTS, ids=ROLES)
def test_places_tell_the_parts_of_one_article_apart(part):
    sections = (1, 2) if "section" in part.inside else (0,)
    numbers = (1, 2) if part.repeats and part.role != "heading" else (1,)
    places = [place_of(part.role, section, number) for section in sections for number in numbers]
    assert len(set(places)) == len(places) and all(part.role in place for place in places)


@pytest.mark.parametrize("part", HEAD, ids=lambda part: part.role)
def test_the_words_of_a_part_are_those_of_its_metadata(part):
    assert part.words({part.key: "甲 乙"}) == ["甲 乙"]
    assert part.words({part.key: "甲\n乙"}) == (["甲", "乙"] if part.repeats else ["甲\n乙"])
    assert part.words({}) == []


@pytest.fixture(scope="module")
def whole_head(tmp_path_factory) -> tuple[Path, dict[str, list[str]]]:
    """A project whose article has every part that a head may have, proven against its source, and the words of each."""
    project = make_project(tmp_path_factory.mktemp("head"))
    shutil.rmtree(project / "content")
    (project / "content" / "source").mkdir(parents=True)
    values = {part.key: f"{part.chinese}{part.key}" for part in HEAD}
    values |= {key: f"{value}\n又一行{value}" for key, value in values.items() if key in SEVERAL_LINES}
    said = {part.role: part.words(values) for part in HEAD}
    rows = [(role, line) for role, lines in said.items() for line in lines] + [("paragraph", "正文。")]
    source = project / "content" / "source" / "head.txt"
    source.write_text("\n".join(line for _, line in rows), encoding="utf-8")
    lines, digest = source_lines(source), hashlib.sha256(source.read_bytes()).hexdigest()
    order = order_head("head", {"version": "2", "source": "head.txt", "sha256": digest})
    order += "".join(order_row(role, [Piece("", n)], lines) for n, (role, _) in enumerate(rows, 1))
    source.with_suffix(".order").write_text(signed(order, "2026-11-23", "甲"), "utf-8")
    head = "".join(f"{key.capitalize()}: {value}\n".replace("\n又", "\n    又") for key, value in values.items())
    for name, further in {"head": "Source: source/head.txt\n", "unsourced": ""}.items():
        text = f"{head}Date: 2026-11-23\n{further}\n正文。\n"
        (project / "content" / f"{name}.md").write_text(text, encoding="utf-8")
    done = run_edition(project, "publish", SITEURL="https://example.org")
    assert done.returncode == 0, done.stderr
    return project, said


@pytest.mark.parametrize("part", HEAD, ids=lambda part: part.role)
def test_a_part_of_the_head_goes_all_the_way(whole_head, part):
    project, said = whole_head
    words = said[part.role]
    assert len(words) == 1 + part.repeats
    html = (project / "output" / "head.html").read_text(encoding="utf-8")
    assert [block.text.strip() for block in read_page(html).blocks if block.role == part.role] == words
    data = json.loads(LexborHTMLParser(html).css_first("script[type='application/ld+json']").text())
    assert not part.schema or all(line in str(data[part.schema]) for line in words)
    listed = (
        LexborHTMLParser((project / "output" / "index.html").read_text(encoding="utf-8")).css_first("main li").text()
    )
    assert all((line in listed) is part.listed for line in words)
    feed = ElementTree.parse(project / "output" / "feed.xml").getroot()
    assert all(
        line
        in feed.findtext(".//{*}entry/{*}content").replace("</span>", "").replace('<span class="byline__name">', "")
        for line in words
    )
    assert run_edition(project, "order", SLUG="head").stdout.endswith("it says already what the article says\n")
