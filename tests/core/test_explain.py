"""The paragraph that says why a verdict is what it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.explain import blind_stretches, bounds, cause, explain, span, tenths, within
from monitor.core.instrument import ByDate, CalendarDays, Every, Limit, Months, Within, WorkingDays
from monitor.core.moment import Moment, instant
from monitor.core.verdict import Status, Verdict, judge
from tests.building import INFO_5H, RULES_80, at, clause, dossier, instrument, moment, release, watch


def verdict(**facts: object) -> Verdict:
    return judge(RULES_80, INFO_5H, dossier(**facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "chinese", "english"),
    [
        (Within(timedelta(hours=5)), "5 小时内", "within 5 h"),
        (Within(timedelta(minutes=30)), "30 分钟内", "within 30 min"),
        (Within(timedelta(days=2)), "48 小时内", "within 48 h"),
        (WorkingDays(3), "3 个工作日内", "within 3 working days"),
        (CalendarDays(30), "30 日内", "within 30 days"),
        (Months(3), "3 个月内", "within 3 months"),
        (ByDate(date(2024, 1, 31)), "2024-01-31 前", "by 2024-01-31"),
        (Every(2, months=12), "每年至少 2 次", "at least 2 times in 12 months"),
        (Every(1, days=7), "每周至少 1 次", "at least once in 7 days"),
        (None, "", ""),
    ],
)
def test_limits_are_said_in_both_languages(limit: Limit | None, chinese: str, english: str) -> None:
    assert (within(limit, "zh"), within(limit, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("given_moment", "words"),
    [
        (moment("2023-04-18 12:57"), "2023-04-18 12:57"),
        (moment("2023-04-18 12:57:05"), "2023-04-18 12:57:05"),
        (instant(at("2023-04-18 12:57")), "2023-04-18 12:57"),
        (moment("2023-04-18"), "2023-04-18"),
        (moment("2023-04-18 11:30", "2023-04-18 12:30"), "[2023-04-18 11:30, 2023-04-18 12:30)"),
        (moment("2023-04-18 08:00", "2023-04-19 08:00"), "[2023-04-18 08:00, 2023-04-19 08:00)"),
        (Moment(None, at("2023-04-18 12:00")), "[…, 2023-04-18 12:00)"),
        (Moment(at("2023-04-18 12:00"), None), "[2023-04-18 12:00, …)"),
    ],
)
def test_moments_are_said_as_short_as_they_are_known(given_moment: Moment, words: str) -> None:
    assert span(given_moment) == words


def test_bounds_are_always_both_said() -> None:
    assert bounds(moment("2023-04-18")) == "[2023-04-18 00:00, 2023-04-19 00:00)"


@given(low=st.integers(0, 10**9), width=st.integers(1, 10**9))
def test_rounded_hours_still_hold_what_was_measured(low: int, width: int) -> None:
    shortest, longest = timedelta(milliseconds=low), timedelta(milliseconds=low + width)
    small, large = tenths(shortest, longest)
    assert timedelta(hours=small) <= shortest + timedelta(microseconds=2)
    assert timedelta(hours=large) >= longest - timedelta(microseconds=2)
    assert large - small <= (longest - shortest) / timedelta(hours=1) + 0.2001


def test_two_instants_that_are_known_are_one_figure_apart() -> None:
    start, end = instant(at("2023-04-18 12:00")), instant(at("2023-04-19 12:00"))
    assert start.latest is not None and end.latest is not None  # noqa: PT018
    assert start.earliest is not None and end.earliest is not None  # noqa: PT018
    assert tenths(end.earliest - start.latest, end.latest - start.earliest) == (24.0, 24.0)


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        ("failed:timeout,http_error", "轮询失败：超时、HTTP 错误", "polls failed: timed out, HTTP error"),
        ("rolled_over", "列表已滚动", "the list had rolled over"),
        ("not_polled", "未轮询", "not polled"),
    ],
)
def test_causes_of_holes_are_said(words: str, chinese: str, english: str) -> None:
    assert (cause(words, "zh"), cause(words, "en")) == (chinese, english)


def test_a_missing_answer_is_always_said_of_the_channels_watched() -> None:
    found = verdict(watches=[watch()])
    assert found.status is Status.NONE_FOUND
    assert "限于所监测渠道：binjiang-gov-news；未监测微博、微信等渠道" in explain(found, "zh")
    assert "on the channels monitored: binjiang-gov-news; Weibo and WeChat were not monitored" in explain(found, "en")


def test_where_weibo_was_watched_nobody_says_that_it_was_not() -> None:
    found = verdict(watches=[watch(), watch(feed="binjiang-weibo", channel="weibo")])
    assert "限于所监测渠道：binjiang-gov-news、binjiang-weibo（微博）；未监测微信" in explain(found, "zh")
    assert "binjiang-weibo (Weibo); WeChat was not monitored" in explain(found, "en")
    both = [watch(), watch(feed="wb", channel="weibo"), watch(feed="wx", channel="wechat")]
    assert "未监测" not in explain(verdict(watches=both), "zh")


def test_an_open_window_says_how_long_it_stays_open() -> None:
    found = verdict(as_of="2023-04-18 15:57", watches=[watch(until="2023-04-18 15:50")])
    assert found.status is Status.PENDING
    assert "剩余 2.0–2.1 小时" in explain(found, "zh")
    assert "2.0–2.1 h left" in explain(found, "en")


def test_a_window_that_may_have_closed_says_so() -> None:
    found = verdict(onset=moment("2023-04-18 12:00", "2023-04-18 14:00"), as_of="2023-04-18 18:00", watches=[watch()])
    assert found.due
    assert "时限可能已到" in explain(found, "zh")


def test_the_stretch_since_the_last_poll_is_no_news_and_a_long_one_is() -> None:
    fresh = verdict(as_of="2023-04-18 15:57", watches=[watch(until="2023-04-18 15:50")])
    stale = verdict(as_of="2023-04-18 15:57", watches=[watch(until="2023-04-18 13:30")])
    assert blind_stretches(fresh) == ()
    assert [(hole.start, hole.end) for hole in blind_stretches(stale)] == [
        (at("2023-04-18 13:30"), at("2023-04-18 15:57"))
    ]
    assert "缺口 binjiang-gov-news 2023-04-18 13:30–2023-04-18 15:57（未轮询）" in explain(stale, "zh")


def test_holes_are_no_reproach_to_an_answer_in_time() -> None:
    found = verdict(
        releases=[release(claimed=moment("2023-04-18 15:50"))],
        watches=[watch(looks=[("2023-04-10", "2023-04-18 16:00"), ("2023-04-20", "2023-04-25")])],
    )
    assert found.status is Status.MET
    assert found.holes
    assert "缺口" not in explain(found, "zh")


def test_many_holes_are_counted_not_listed() -> None:
    looks = [(f"2023-04-18 {hour}:00", f"2023-04-18 {hour}:10") for hour in range(13, 18)]
    words = explain(verdict(watches=[watch(looks=looks)]), "zh")
    assert words.count("缺口 binjiang-gov-news") == 3
    assert "另有 3 处缺口" in words


def test_an_agency_that_nobody_watches_is_said() -> None:
    assert "没有监测任何责任机关的发布栏目" in explain(verdict(), "zh")


def test_an_inferred_clock_is_said_and_a_stated_one_is_not() -> None:
    from monitor.core.instrument import ClockBasis

    stated = clause(clock_basis=ClockBasis.STATED)
    found = judge(instrument(stated), stated, dossier(watches=[watch()]))
    assert "推定" in explain(verdict(watches=[watch()]), "zh")
    assert "推定" not in explain(found, "zh")


def test_a_grade_known_only_afterwards_is_said() -> None:
    found = verdict(
        known=moment("2023-04-20 10:00"), watches=[watch()], releases=[release(claimed=moment("2023-04-18 15:50"))]
    )
    assert found.hindsight
    assert "事后认定" in explain(found, "zh")
    assert "hindsight" in explain(found, "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_paragraph_ends_once_and_never_shows_a_key(lang: str) -> None:
    for found in (verdict(), verdict(watches=[watch()]), verdict(dead=None), verdict(dead=1), verdict(onset=None)):
        words = explain(found, lang)
        assert words.endswith("。" if lang == "zh" else ".")
        assert not words.endswith(("。。", ".."))
        assert found.reason not in words or "_" not in found.reason
