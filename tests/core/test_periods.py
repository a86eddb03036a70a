"""Weeks, months, quarters, years and any other stretch of days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.periods import Period, between, iso_week, month, quarter, week_of, year
from tests.building import at


@pytest.mark.parametrize(
    ("made", "name", "first", "last", "kind"),
    [
        (iso_week("2023-w16"), "2023-W16", date(2023, 4, 17), date(2023, 4, 23), "week"),
        (month("2026-2"), "2026-02", date(2026, 2, 1), date(2026, 2, 28), "month"),
        (month("2025-12"), "2025-12", date(2025, 12, 1), date(2025, 12, 31), "month"),
        (quarter("2026q4"), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "quarter"),
        (quarter("2026-Q1"), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "quarter"),
        (year("2024"), "2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        (between(date(2025, 3, 1), date(2025, 3, 2)), "2025-03-01_2025-03-02", date(2025, 3, 1), date(2025, 3, 2),
         "span"),
    ],
)  # fmt: skip
def test_a_period_has_its_first_and_last_day(made: Period, name: str, first: date, last: date, kind: str) -> None:
    assert (made.name, made.first, made.last, made.kind) == (name, first, last, kind)


@pytest.mark.parametrize("read", [month, quarter, year, iso_week])
@pytest.mark.parametrize("words", ["", "2026-13", "2026-Q5", "26", "0000", "2026-W60", "x", "2026-10-01"])
def test_what_is_no_period_is_refused(read: Callable[[str], Period], words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever its words
        read(words)


def test_a_stretch_must_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before"):
        between(date(2025, 3, 2), date(2025, 3, 1))


def test_a_period_ends_at_the_midnight_after_its_last_day() -> None:
    assert month("2025-06").start == at("2025-06-01")
    assert month("2025-06").end == at("2025-07-01")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_quarters_and_months_leave_no_day_out(day: date) -> None:
    part = quarter(f"{day.year}-Q{(day.month + 2) // 3}")
    assert part.first <= month(f"{day:%Y-%m}").first <= day <= month(f"{day:%Y-%m}").last <= part.last
    assert part.last - part.first in {timedelta(days=n) for n in (89, 90, 91)}
    assert week_of(at(f"{day} 12:00")).first <= day
