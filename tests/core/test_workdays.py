"""Working days follow the State Council's notices, and say so when no notice is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.workdays import deadline, is_workday, known_years, notice

KNOWN = st.dates(date(2007, 1, 1), date(2026, 12, 28))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 4, 18), True),  # an ordinary Tuesday
        (date(2023, 4, 22), False),  # an ordinary Saturday
        (date(2023, 4, 23), True),  # a Sunday worked for the May holiday
        (date(2023, 5, 3), False),  # a Wednesday off
        (date(2024, 2, 18), True),  # a Sunday worked after the Spring Festival
        (date(2020, 1, 31), False),  # the Spring Festival of 2020 was lengthened
        (date(2020, 2, 1), False),
        (date(2015, 9, 3), False),  # the anniversary of 2015, by a notice of its own
        (date(2015, 9, 6), True),
        (date(2019, 5, 2), False),  # May 2019, changed in March
        (date(2018, 12, 31), False),  # named by the next year's notice
        (date(2018, 12, 29), True),
        (date(2011, 12, 31), True),
        (date(2007, 9, 29), True),
    ],
)
def test_a_day_is_worked_or_off_as_the_notices_say(day: date, expected: bool) -> None:
    assert is_workday(day) is expected


@pytest.mark.parametrize("day", [date(2006, 6, 1), date(2027, 3, 1), date(1999, 10, 1), date(2100, 1, 4)])
def test_a_day_of_a_year_without_a_notice_is_unknown(day: date) -> None:
    assert is_workday(day) is None


def test_the_last_days_of_a_year_wait_for_the_next_notice() -> None:
    assert is_workday(date(2026, 12, 28)) is True
    assert is_workday(date(2026, 12, 30)) is None
    assert is_workday(date(2025, 12, 30)) is True


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2023, 4, 18), 0, date(2023, 4, 18)),
        (date(2023, 4, 18), 1, date(2023, 4, 19)),
        (date(2023, 4, 21), 1, date(2023, 4, 23)),  # Friday, then a Sunday that is worked
        (date(2023, 4, 28), 3, date(2023, 5, 6)),  # over the May holiday, the worked Saturday counts
        (date(2024, 9, 30), 3, date(2024, 10, 10)),  # over the National Day week
        (date(2019, 12, 31), 20, date(2020, 2, 5)),  # over the lengthened Spring Festival
        (date(2017, 3, 23), 30, date(2017, 5, 8)),
    ],
)
def test_a_window_ends_on_the_last_of_its_working_days(start: date, days: int, expected: date) -> None:
    assert deadline(start, days) == expected


@pytest.mark.parametrize(
    ("start", "days"), [(date(2026, 12, 20), 20), (date(2005, 1, 1), 1), (date(2020, 1, 1), 10**9), (date.max, 1)]
)
def test_a_window_that_runs_into_unknown_days_has_no_end(start: date, days: int) -> None:
    assert deadline(start, days) is None


def test_a_negative_window_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        deadline(date(2023, 4, 18), -1)


@given(KNOWN, st.integers(0, 40))
def test_the_window_holds_exactly_its_working_days(start: date, days: int) -> None:
    end = deadline(start, days)
    if end is None:
        assert start + timedelta(days=days) > date(2026, 9, 1)
        return
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_workday(day) is True for day in between) == days
    assert not between or is_workday(between[-1]) is True


@given(KNOWN, st.integers(0, 30), st.integers(0, 30))
def test_a_longer_window_never_ends_earlier(start: date, days: int, more: int) -> None:
    short, long = deadline(start, days), deadline(start, days + more)
    assert long is None or (short is not None and short <= long)


def test_every_year_cites_its_notice_and_lists_only_days_that_differ_or_are_free() -> None:
    assert known_years() == tuple(range(2007, 2027))
    for year in known_years():
        announced = notice(year)
        assert announced is not None
        assert announced.urls
        assert all(".gov.cn/" in url for url in announced.urls)
        for word in announced.work.split():
            day = date.fromisoformat(word if len(word) > 5 else f"{year}-{word}")
            resumed = date(2020, 2, 3)  # a Monday: the notice says when the lengthened holiday ends
            assert day.weekday() >= 5 or day == resumed, f"{day} is no weekend day, so it needs no listing"
