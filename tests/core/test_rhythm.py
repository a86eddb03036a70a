"""When a list is looked at next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feed import Outcome
from monitor.core.rhythm import (
    LEAST,
    MOST,
    SLOWEST,
    Rhythm,
    after_failure,
    drawn,
    noted,
    off_peak,
    pause,
    rate,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVERY = timedelta(minutes=15)
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
T = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
counts = st.floats(0, 500, allow_nan=False)
rhythms = st.builds(
    Rhythm,
    hours=st.tuples(*[counts] * 24),
    days=st.tuples(*[counts] * 7),
    watched=st.floats(0, 5000),
    burst=st.floats(0, 500),
    length=st.integers(0, 200),
)
moments = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda since: MONDAY - since)


def lived(hour: int, *, weeks: int = 4, entries: int = 3) -> Rhythm:
    """The rhythm of an office that publishes at this hour on working days."""
    rhythm, at = Rhythm(), MONDAY - timedelta(weeks=weeks)
    while at < MONDAY:
        new = entries if at.hour == hour and at.weekday() < 5 else 0
        rhythm = noted(rhythm, new=new, elapsed=timedelta(hours=1), local=at + timedelta(minutes=59), length=40)
        at += timedelta(hours=1)
    return rhythm


def test_a_feed_is_looked_at_most_when_its_office_publishes() -> None:
    evening = lived(20)
    pauses = {hour: pause(evening, MONDAY.replace(hour=hour), every=EVERY) for hour in (3, 10, 20)}
    assert pauses[20] < EVERY < pauses[3]
    assert pauses[20] < pauses[10]
    assert pause(evening, (MONDAY + timedelta(days=5)).replace(hour=20), every=EVERY) > pauses[20]


def test_a_column_asleep_for_months_is_hardly_looked_at_and_a_new_one_about_as_often_as_settings_say() -> None:
    asleep = noted(Rhythm(), new=0, elapsed=timedelta(days=60), local=MONDAY, length=20)
    assert pause(asleep, MONDAY, every=EVERY) > 3 * EVERY
    assert EVERY / 3 < pause(Rhythm(), MONDAY, every=EVERY) < 2 * EVERY


@given(rhythms, moments)
def test_a_pause_is_always_within_its_bounds(rhythm: Rhythm, at: datetime) -> None:
    length = pause(rhythm, at, every=EVERY)
    assert LEAST <= length <= min(EVERY * SLOWEST, MOST)
    assert rate(rhythm, at) > 0


@given(rhythms, moments, st.integers(0, 50))
def test_more_entries_never_make_the_pause_longer(rhythm: Rhythm, at: datetime, new: int) -> None:
    none = noted(rhythm, new=0, elapsed=EVERY, local=at, length=20)
    some = noted(rhythm, new=new, elapsed=EVERY, local=at, length=20)
    assert rate(some, at) >= rate(none, at) - 1e-9


def test_a_list_that_rolls_fast_is_looked_at_before_it_can_roll_over() -> None:
    slow = Rhythm(length=15, watched=500)
    fast = noted(slow, new=12, elapsed=timedelta(hours=1), local=MONDAY.replace(hour=3), length=15)
    assert pause(fast, MONDAY.replace(hour=3), every=timedelta(hours=1)) <= timedelta(hours=0.5)


@pytest.mark.parametrize(
    ("left", "longest"),
    [
        (timedelta(hours=24), EVERY),
        (timedelta(hours=2), timedelta(minutes=10)),
        (timedelta(minutes=30), timedelta(minutes=2.5)),
        (timedelta(minutes=1), timedelta(seconds=61)),
    ],
)
def test_a_deadline_draws_the_next_look_nearer_the_nearer_it_is(left: timedelta, longest: timedelta) -> None:
    assert drawn(T + timedelta(hours=6), T, [T + left], every=EVERY) == T + longest


def test_a_deadline_that_has_passed_draws_nothing_and_an_earlier_look_stays() -> None:
    assert drawn(T + EVERY, T, [T - timedelta(seconds=1)], every=EVERY) == T + EVERY
    soon = T + timedelta(seconds=30)
    assert drawn(soon, T, [T + timedelta(hours=1)], every=EVERY) == soon


@given(st.sampled_from(Outcome), st.integers(1, 60), st.sampled_from([timedelta(minutes=1), EVERY, timedelta(days=3)]))
def test_failures_are_waited_out_longer_and_longer_and_never_for_ever(
    outcome: Outcome, failures: int, every: timedelta
) -> None:
    wait = after_failure(outcome, failures=failures, every=every)
    assert every <= wait <= max(timedelta(days=1), every)
    assert after_failure(outcome, failures=failures + 1, every=every) >= wait


def test_a_wall_is_left_alone_for_a_day_and_a_timeout_for_an_hour() -> None:
    assert after_failure(Outcome.BLOCKED, failures=20, every=EVERY) == timedelta(days=1)
    assert after_failure(Outcome.TIMEOUT, failures=20, every=EVERY) == timedelta(hours=1)
    assert after_failure(Outcome.TIMEOUT, failures=1, every=EVERY) == EVERY


@given(moments)
def test_an_archive_is_asked_by_night(at: datetime) -> None:
    due = off_peak(at)
    assert due >= at
    assert due.hour >= 22 or due.hour < 6
    assert due - at < timedelta(hours=17)
