"""Periods of a year, and which one a title names."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.duties.periods import Period, following, label, periods, week_of
from monitor.core.instrument import Every
from monitor.text.periods import named_period, named_year
from tests.building import moment

WEEK, MONTH, QUARTER, YEAR = Every(1, days=7), Every(1, months=1), Every(1, months=3), Every(1, months=12)


@pytest.mark.parametrize(
    ("every", "year", "count"),
    [(WEEK, 2015, 53), (WEEK, 2016, 52), (MONTH, 2016, 12), (QUARTER, 2016, 4), (YEAR, 2016, 1)],
)
def test_a_year_has_so_many_periods(every: Every, year: int, count: int) -> None:
    assert len(list(periods(every, year))) == count


@given(st.integers(1990, 2090), st.sampled_from([WEEK, MONTH, QUARTER, YEAR]))
def test_periods_follow_one_another_without_gap_over_the_years(year: int, every: Every) -> None:
    found = [*periods(every, year), *periods(every, year + 1)]
    for one, other in pairwise(found):
        assert other.first == one.last + timedelta(days=1)
        assert following(every, one) == other


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_each_day_lies_in_one_week_of_one_year(day: date) -> None:
    weeks = [w for year in (day.year - 1, day.year, day.year + 1) for w in periods(WEEK, year) if w == week_of(day)]
    assert len(weeks) == 1


@pytest.mark.parametrize(
    ("every", "title", "published", "first"),
    [
        (WEEK, "兰州市2016年第12周生活饮用水水质监测情况", "2016-03-28", "2016-03-21"),
        (WEEK, "供水水质周报（3月7日—3月13日）", "2016-03-14", "2016-03-07"),
        (WEEK, "供水水质周报(20160307-20160313)", "2016-03-14", "2016-03-07"),
        (WEEK, "水质周报（2016.12.26-2017.1.1）", "2017-01-03", "2016-12-26"),
        (WEEK, "第五十二周水质公示", "2017-01-03", "2016-12-26"),
        (WEEK, "2016年第13周水质公示", "2016-03-25", "2016-03-21"),  # counts the week of 1 January as the first
        (WEEK, "2016年3月11日供水水质", "2016-03-12", "2016-03-07"),
        (WEEK, "生活饮用水水质公示", "2016-03-12", None),
        (MONTH, "2016年3月集中式饮用水水源水质状况", "2016-04-10", "2016-03-01"),
        (MONTH, "12月份水源水质状况", "2017-01-10", "2016-12-01"),
        (MONTH, "二〇一六年三月水源水质", "2016-04-10", "2016-03-01"),
        (MONTH, "3月与4月水源水质", "2016-05-10", None),
        (QUARTER, "2016年第一季度水质", "2016-04-20", "2016-01-01"),
        (QUARTER, "4-6月水质", "2016-07-20", "2016-04-01"),
        (YEAR, "2020年政府信息公开工作年度报告", "2021-01-20", "2020-01-01"),
        (YEAR, "关于2019年与2020年的对比", "2021-01-20", None),
    ],
)
def test_a_title_names_its_period(every: Every, title: str, published: str, first: str | None) -> None:
    found = named_period(title, every, moment(published))
    assert (None if found is None else str(found.first)) == first


def test_the_year_of_a_number_is_not_the_year_of_the_matter() -> None:
    assert named_year("关于印发2019年工作要点的通知（沪府办发〔2020〕7号）") == 2019


def test_periods_are_called_as_people_call_them() -> None:
    assert label(WEEK, Period(date(2016, 3, 28), date(2016, 4, 3))) == "2016年第13周（3月28日—4月3日）"
    assert label(QUARTER, Period(date(2016, 4, 1), date(2016, 6, 30))) == "2016年第2季度"
    assert label(YEAR, Period(date(2016, 1, 1), date(2016, 12, 31))) == "2016年"


@given(st.text(max_size=60), st.sampled_from([WEEK, MONTH, QUARTER, YEAR]))
def test_no_title_raises(title: str, every: Every) -> None:
    named_period(title, every, moment("2016-03-12"))


@given(st.text(alphabet="0123456789年月日第周季度一二十至-（）.", max_size=40), st.sampled_from([WEEK, MONTH, YEAR]))
def test_no_figures_raise_and_what_is_named_is_a_period(title: str, every: Every) -> None:
    found = named_period(title, every, moment("2016-03-12"))
    assert found is None or found.first <= found.last
