"""The day on which a matter of public concern came up, as pages write it."""

from __future__ import annotations

import pytest

from monitor.text.airing import read_airing
from monitor.text.read import read
from monitor.text.times import read_times
from tests.building import at, moment

PUBLISHED = moment("2025-05-13 10:00")


def aired(text: str) -> tuple[str, str] | None:
    found = read_airing(text, read_times(text, published=PUBLISHED), published=PUBLISHED)
    return None if found is None else (found.text, f"{found.moment.earliest:%m-%d %H:%M}")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5月11日，有网友发布视频称，某派出所门口有人下跪求助。", "5月11日"),
        ("5月12日，网传一段视频显示，一名镇干部辱骂村民。", "5月12日"),
        ("5月10日，多名家长在社交平台反映，孩子校服有刺鼻气味。", "5月10日"),
        ("5月11日晚，一段城管掀翻菜摊的视频在网上流传。", "5月11日晚"),
        ("12日，市民王女士发帖质疑，小区停水五天无人过问。", "12日"),
        ("昨天，一则“游客被强制购物”的消息引发热议。", "昨天"),
    ],
)
def test_the_day_on_which_it_was_shown_is_read(text: str, day: str) -> None:
    found = aired(text)
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize(
    "text",
    [
        "5月12日，区城管局工作人员表示，已关注到网上的视频。",  # the answer
        "5月12日，记者从区教育局了解到，家长反映的问题正在核查。",
        "近日，有网友发布视频称，某小区停水。",  # no day
        "去年10月3日，有游客发帖称被宰客。",  # an older matter
        "5月20日，网友将发布视频。",  # still to come
        "5月11日，全市春季植树活动举行。",
    ],
)
def test_no_other_day_is_taken_for_it(text: str) -> None:
    assert aired(text) is None


def test_a_matter_of_concern_begins_with_the_day_it_was_shown() -> None:
    shown = "5月11日，网传视频显示，某区一小学教师体罚学生，引发关注。区教育局称正在核实。"
    found = read(shown, published=PUBLISHED)
    assert (found.incident_type, found.onset and found.onset.moment.earliest) == (
        "政务舆情/教育", at("2025-05-11 00:00"),
    )  # fmt: skip
    assert shown[found.onset.start : found.onset.end] == "5月11日"  # type: ignore[union-attr]


def test_a_day_that_somebody_says_it_happened_on_comes_first() -> None:
    text = "5月10日晚，某市一餐馆发生多人中毒。5月12日，有网友发布视频，引发热议，市监局通报已立案。"
    found = read(text, published=PUBLISHED)
    assert found.onset is not None
    assert found.onset.text == "5月10日晚"
