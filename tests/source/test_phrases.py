"""Where `make new` proposes that a line of a headline may end."""

import pytest

from edition.source.phrases import phrases_of

# fmt: off
HEADLINES = [
    ("国务院办公厅关于2016年元旦春节放假安排的通知", "国务院办公厅 关于 2016年 元旦 春节 放假 安排的 通知"),
    ("冬夜的江堤亮起一百盏灯", "冬夜的 江堤 亮起 一百盏灯"),
    ("“共享农机”首批投入使用，农户点赞", "“共享 农机” 首批 投入使用， 农户 点赞"),
    ("县图书馆开到家门口了", "县图书馆 开到 家门口了"),
    ("灯火", ""),
    ("渡船停了 人不能散", ""),  # breaks at its blank
    ("A lamp on the quay", ""),
    ("", ""),
]
# fmt: on


@pytest.mark.parametrize("headline, phrases", HEADLINES)
def test_a_headline_breaks_between_words(headline, phrases):
    assert phrases_of(headline) == phrases
