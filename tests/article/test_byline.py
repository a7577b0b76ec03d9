"""A byline is printed as it is typed; who it names, and as what, is told by the setting of role words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.article.byline import people_in, runs_of
from pelicanconf import BYLINE_ROLES
from tests.article.test_fuzz import some_words

# A byline as printed; the people that it names, each with a role.
BYLINES = {
    "通讯员 沈一苇 陶知白": {"沈一苇": "通讯员", "陶知白": "通讯员"},
    "本报记者 林晓雨 通讯员 周启明": {"林晓雨": "本报记者", "周启明": "通讯员"},
    "本报记者　喜文　实习生　尹青": {"喜文": "本报记者", "尹青": "实习生"},
    "本报记者　喜　文　实习生　尹　青": {"喜文": "本报记者", "尹青": "实习生"},
    "本报记者林晓雨 周启明、尹青": {"林晓雨": "本报记者", "周启明": "本报记者", "尹青": "本报记者"},
    "□ 林晓雨": {"林晓雨": ""},
    "□本报特约评论员 林晓雨": {"林晓雨": "本报特约评论员"},
    "文/林晓雨 图/周启明": {"林晓雨": "文", "周启明": "图"},
    "林晓雨/文 周启明/图": {"林晓雨": "文", "周启明": "图"},
    "林晓雨 文/图": {"林晓雨": "文/图"},
    "文/图 林晓雨": {"林晓雨": "文/图"},
    "林晓雨（摄影）": {"林晓雨": "摄影"},
    "本报记者 林晓雨 摄影报道": {"林晓雨": "本报记者"},
    "林晓雨，周启明；尹青 and 喜文": {"林晓雨": "", "周启明": "", "尹青": "", "喜文": ""},
    "通讯员 林晓雨 本报记者 林晓雨": {"林晓雨": "通讯员"},
    "记者 阿依古丽·买买提": {"阿依古丽·买买提": "记者"},
    "记者 文小雨": {"文小雨": "记者"},
    "本报评论员": {},
    "By Ada Lovell and Jo O'Dell": {"Ada Lovell": "", "Jo O'Dell": ""},
    "Staff Reporter Ada B. Lovell, Jo O'Dell": {"Ada B. Lovell": "Staff Reporter", "Jo O'Dell": "Staff Reporter"},
}


@pytest.mark.parametrize("byline", BYLINES)
def test_a_byline_tells_people_and_their_roles(byline):
    runs = list(runs_of(byline, BYLINE_ROLES))
    assert people_in(runs) == BYLINES[byline]
    assert "".join(run.words for run in runs) == byline


@pytest.mark.parametrize("roles", [[], ["船长"], ["船长", "文"]])
def test_an_editor_can_extend_the_roles(roles):
    told = {"林晓雨": "船长"} if roles else {"船长": "", "林晓雨": ""}
    assert people_in(runs_of("船长 林晓雨", roles)) == told


@given(byline=st.lists(some_words | st.sampled_from(["记者", " ", "　", "/", "and", "By", "文", "甲"])).map("".join))
def test_the_runs_of_a_byline_are_all_of_it(byline):
    assert "".join(run.words for run in runs_of(byline, BYLINE_ROLES)) == byline
