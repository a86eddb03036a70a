"""Words that an official page shares with a matter of public concern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.maybe_answers import Matter, matter_of, near

HEATING = matter_of(
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
        ("锅炉扩容完成", "两台锅炉并网，片区温度回升。", "锅炉"),  # the same field in other words
        ("副站长被停职", "经研究，予以停职。", "停职"),  # settled, whosever matter it was
        ("情况通报", "经查，涉事人员已停职。", "通报"),
        ("致全县人民", "近日发生的事情，让大家失望了。", "致"),
    ],
)
def test_a_page_that_may_be_the_answer_says_by_which_words(title: str, text: str, telling: str) -> None:
    found = near(HEATING, title, text)
    assert found is not None
    assert telling in found.words[:2]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("全市春季植树活动举行", "干部群众植树三千株。"),
        ("关于公开招聘工作人员的公告", "招聘十人，服务小区居民。"),  # general words alone
        ("全市供暖工作会议召开", "会议研究了年度工作。"),  # routine, and nothing was done
        ("", ""),
    ],
)
def test_a_page_that_shares_nothing_or_only_general_words_is_left_out(title: str, text: str) -> None:
    assert near(HEATING, title, text) is None


def test_places_and_words_of_reporting_are_no_words_of_the_matter() -> None:
    matter = matter_of([("", "网友反映，兰州市城关区工作人员表示，相关部门已经介入调查。")])
    assert near(matter, "兰州市城关区有关部门开展工作", "相关部门已介入，工作人员表示正在核实。") is None


HAN = st.text(alphabet=st.sampled_from("供暖室温热力居民小区，。通报\n"), max_size=40)


@given(HAN, HAN, HAN)
def test_what_is_named_stands_in_the_page(matter: str, title: str, text: str) -> None:
    found = near(matter_of([("", matter)]), title, text)
    for run in () if found is None else found.words:
        assert run in title or run in text
    nothing = near(Matter(frozenset(), frozenset()), title, text)
    assert nothing is None or "通报" in title
