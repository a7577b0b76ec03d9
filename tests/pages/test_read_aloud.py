"""Reading aloud: offered where the browser has a Chinese voice, part by part, and nothing else changes for it."""

import pytest

from edition.proof.page import read_page
from edition.source.pieces import GAP, without_space
from tests.conftest import says
from tests.pages.conftest import SPECIMEN


@pytest.mark.parametrize("query", ["", "foreign", "none"])
def test_reading_aloud_is_not_offered_without_a_chinese_voice(visit, query):
    page = visit(query=query)
    assert page.locator("button").count() == 0 and page.messages == []


def test_nothing_moves_when_a_voice_is_found_late(visit):
    page = visit(query="late")
    assert page.locator("button").count() == 0
    before = page.locator("h1").bounding_box()
    page.evaluate("window.late = true; speechSynthesis.onvoiceschanged()")
    button = page.get_by_role("button", name=says("朗读"), exact=True).bounding_box()
    assert page.locator("h1").bounding_box() == before
    assert button["y"] + button["height"] <= page.locator(".kicker").bounding_box()["y"]


def test_reading_aloud_goes_part_by_part_and_marks_it(visit, page):
    opened = visit(query="voice")
    opened.get_by_role("button", name=says("朗读"), exact=True).click()
    kicker = page.blocks[0].text
    assert opened.evaluate("said") == [kicker] and opened.locator(".is-spoken").inner_text() == kicker
    opened.evaluate("(() => { while (current) { const u = current; current = null; u.onend() } })()")
    said = without_space("".join(opened.evaluate("said")))
    for block in page.blocks:
        assert block.key.split(GAP)[0] in said, block.text
    assert said.count(without_space(says("〔原文此处中断，见%(note)s〕", note=says("注%(number)s", number=1)))) == 1
    assert said.count(without_space(says("原文配图，未随文提供"))) == 1
    assert opened.locator(".is-spoken").count() == 0, "at the end nothing is marked"
    assert opened.get_by_role("button", name=says("停止"), exact=True).count() == 0


def test_every_part_is_read_aloud_in_order(opened, page_of):
    path = page_of(SPECIMEN)
    page = opened(path, query="voice")
    page.get_by_role("button", name=says("朗读"), exact=True).click()
    page.evaluate("(() => { while (current) { const u = current; current = null; u.onend() } })()")
    said, at = without_space("".join(page.evaluate("said"))), 0
    for block in read_page(path.read_text(encoding="utf-8")).blocks:
        for words in block.key.split(GAP):
            assert said.find(words, at) >= 0, f"{block.role}: {block.text}"
            at = said.find(words, at) + len(words)


def test_reading_aloud_pauses_goes_on_and_stops(visit):
    page = visit(query="voice")
    page.get_by_role("button", name=says("朗读"), exact=True).click()
    page.evaluate("current.onend()")
    page.get_by_role("button", name=says("暂停"), exact=True).click()
    assert len(page.evaluate("said")) == 2
    page.get_by_role("button", name=says("继续"), exact=True).click()
    assert page.evaluate("said[1] === said[2]"), "it goes on with the sentence that was cut"
    page.get_by_role("button", name=says("停止"), exact=True).click()
    assert page.locator(".is-spoken").count() == 0
    page.get_by_role("button", name=says("朗读"), exact=True).click()
    assert page.evaluate("said[3] === said[0]"), "after a stop it begins anew"
