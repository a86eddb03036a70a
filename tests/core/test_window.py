"""From a start to the end of its window."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.instrument import ByDate, CalendarDays, Every, Limit, Months, Within, WorkingDays
from monitor.core.moment import Basis, Moment
from monitor.core.window import closes, shut_from
from tests.building import SHANGHAI, at, moment

MICROSECOND = timedelta(microseconds=1)


def test_hours_run_through_nights_and_holidays() -> None:
    start = moment("2023-01-21 23:30")
    closing = closes(Within(timedelta(hours=24)), start)
    assert closing == Moment(at("2023-01-22 23:30"), at("2023-01-22 23:31"), Basis.DERIVED)
    assert closing is not None
    assert shut_from(Within(timedelta(hours=24)), closing) == at("2023-01-22 23:31")


@pytest.mark.parametrize(
    ("limit", "start", "first", "last"),
    [
        (CalendarDays(1), moment("2023-04-18 12:57"), "2023-04-20", "2023-04-20"),
        (CalendarDays(0), moment("2023-04-18 12:57"), "2023-04-19", "2023-04-19"),
        (CalendarDays(30), moment("2023-04-18"), "2023-05-19", "2023-05-19"),
        (CalendarDays(2), moment("2023-04-18 22:00", "2023-04-19 02:00"), "2023-04-21", "2023-04-22"),
        (WorkingDays(3), moment("2023-04-27 10:00"), "2023-05-06", "2023-05-06"),  # 劳动节, 5月6日上班
        (WorkingDays(1), moment("2023-04-21 10:00"), "2023-04-24", "2023-04-24"),  # Sunday the 23rd is worked
        (Months(1), moment("2023-01-31 10:00"), "2023-03-01", "2023-03-01"),
        (Months(1), moment("2024-01-31 10:00"), "2024-03-01", "2024-03-01"),
        (Months(12), moment("2022-12-05 10:00"), "2023-12-06", "2023-12-06"),
        (Months(1), moment("2022-12-05 10:00"), "2023-01-06", "2023-01-06"),
        (ByDate(date(2023, 4, 20)), moment("2023-04-18 10:00"), "2023-04-21", "2023-04-21"),
    ],
)
def test_days_are_counted_from_the_next_day_to_midnight(limit: Limit, start: Moment, first: str, last: str) -> None:
    closing = closes(limit, start)
    assert closing == Moment(at(first), at(last) + MICROSECOND, Basis.DERIVED)
    assert closing is not None
    assert shut_from(limit, closing) == at(last)


@pytest.mark.parametrize(
    ("limit", "start"),
    [
        (Every(1, days=7), moment("2023-04-18 12:57")),
        (WorkingDays(3), moment("2093-04-18 12:57")),
        (WorkingDays(3), Moment(at("2023-04-18 12:57"), at("2093-04-18 12:57"))),
        (WorkingDays(3), Moment(at("1993-04-18 12:57"), at("2023-04-18 12:57"))),
        (CalendarDays(3), Moment(None, at("2023-04-18 12:57"))),
        (CalendarDays(3), Moment(at("2023-04-18 12:57"), None)),
    ],
)
def test_unknown_calendars_open_starts_and_periods_close_no_window(limit: Limit, start: Moment) -> None:
    assert closes(limit, start) is None


def test_hours_after_an_open_start_end_openly() -> None:
    limit = Within(timedelta(hours=24))
    closing = closes(limit, Moment(at("2023-04-18 12:57"), None))
    assert closing == Moment(at("2023-04-19 12:57"), None, Basis.DERIVED)
    assert closing is not None
    assert shut_from(limit, closing) is None


def test_day_of_the_start_is_the_local_one() -> None:
    late_evening = Moment(at("2023-04-18 23:59"), at("2023-04-19 00:00"))
    closing = closes(CalendarDays(1), late_evening)
    assert closing == Moment(at("2023-04-20"), at("2023-04-20") + MICROSECOND, Basis.DERIVED)


@given(st.datetimes(datetime(2008, 1, 1), datetime(2026, 1, 1)), st.integers(0, 400))  # noqa: DTZ001 - local below
def test_calendar_days_agree_with_counting_dates(local: datetime, days: int) -> None:
    start = local.replace(tzinfo=SHANGHAI)
    closing = closes(CalendarDays(days), Moment(start, start + MICROSECOND))
    assert closing is not None
    assert closing.earliest is not None
    inside, outside = closing.earliest - MICROSECOND, closing.earliest
    assert inside.astimezone(SHANGHAI).date() - start.date() == timedelta(days=days)
    assert outside.astimezone(SHANGHAI).date() - start.date() == timedelta(days=days + 1)
