"""Words that an official page shares with a matter of public concern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.maybe_answers import shared_words, words_of_matter

HEATING = words_of_matter(
    [
        ("供暖二十天家里仅14度 居民质疑热力公司", "11月5日，包城市昆区多个小区居民在网上反映，室温仅14度，投诉无果。"),
        ("供暖不热 热力公司：设备调试中", "连日来，昆区多名业主反映暖气不热。"),
    ]
)


@pytest.mark.parametrize(
    ("title", "text", "telling"),
    [
        ("致热用户的一封信", "近期部分用户室温不达标，我们深表歉意。", "室温"),
        ("供热答疑", "针对居民关心的室温偏低问题，市住建局负责人解答。", "室温"),
        ("区长现场督办", "区长到热力公司现场督办，要求两天内解决。", "热力公司"),
        ("热力公司扩容供暖能力", "暖气管道改造。", "热力公司"),
    ],
)
def test_a_page_that_may_be_the_answer_says_by_which_words(title: str, text: str, telling: str) -> None:
    assert shared_words(HEATING, title, text)[0] == telling


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("全市春季植树活动举行", "干部群众植树三千株。"),
        ("关于公开招聘工作人员的公告", "招聘十人，服务小区居民。"),  # general words alone
        ("市政府召开常务会议", "会议研究供暖工作。"),  # routine, and nothing was done
        ("情况通报", "经查，涉事驾驶员已停职。"),  # handled, but nothing shared
        ("", ""),
    ],
)
def test_a_page_that_shares_nothing_or_only_general_words_is_left_out(title: str, text: str) -> None:
    assert shared_words(HEATING, title, text) == ()


def test_places_and_words_of_reporting_are_no_words_of_the_matter() -> None:
    matter = words_of_matter([("", "网友反映，兰州市城关区工作人员表示，相关部门已经介入调查。")])
    assert shared_words(matter, "兰州市城关区有关部门情况通报", "相关部门已介入调查，工作人员表示正在核实。") == ()


HAN = st.text(alphabet=st.sampled_from("供暖室温热力居民小区，。通报\n"), max_size=40)


@given(HAN, HAN, HAN)
def test_what_is_named_stands_in_both(matter: str, title: str, text: str) -> None:
    words = words_of_matter([("", matter)])
    for run in shared_words(words, title, text):
        assert run in title or run in text
        assert all(run[at : at + 2] in matter for at in range(len(run) - 1))
    assert shared_words(frozenset(), title, text) == ()
