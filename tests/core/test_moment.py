"""Instants known only within bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.moment import Basis, Moment, earlier_bound, instant, later_bound
from tests.building import at, moment

TEN, ELEVEN, NOON, ONE = (at(f"2023-04-18 {hour}:00") for hour in (10, 11, 12, 13))
bounds = st.one_of(st.none(), st.integers(0, 20))


def made(low: int | None, high: int | None) -> Moment:
    """A moment in minutes after ten."""
    return Moment(
        None if low is None else TEN + timedelta(minutes=low), None if high is None else TEN + timedelta(minutes=high)
    )


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    low, high = draw(bounds), draw(bounds)
    if low is not None and high is not None and high <= low:
        low, high = high, low + 1
    return made(low, high)


def readings(one: Moment) -> set[int]:
    """The half minutes around ten that it admits."""
    return {half for half in range(-20, 61) if one.contains(TEN + timedelta(seconds=30 * half))}


def test_bounds_are_kept_in_utc_whatever_zone_they_came_in() -> None:
    made_here = Moment(TEN, NOON)
    assert made_here.earliest is not None
    assert made_here.earliest.tzinfo is UTC
    assert made_here == Moment(TEN.astimezone(UTC), NOON.astimezone(UTC))
    assert hash(made_here) == hash(Moment(TEN.astimezone(UTC), NOON.astimezone(UTC)))


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (datetime(2023, 4, 18), NOON, "earliest .*time zone"),  # noqa: DTZ001 - the fault itself
        (TEN, datetime(2023, 4, 18, 20), "latest .*time zone"),  # noqa: DTZ001 - the fault itself
        (None, datetime(2023, 4, 18), "latest .*time zone"),  # noqa: DTZ001 - the fault itself
        (NOON, NOON, "end after it begins"),
        (NOON, TEN, "end after it begins"),
    ],
)
def test_naive_and_empty_moments_are_refused(low: datetime | None, high: datetime | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Moment(low, high)


@pytest.mark.parametrize("operator", ["__lt__", "__le__", "__gt__", "__ge__"])
def test_moments_have_no_order(operator: str) -> None:
    with pytest.raises(TypeError, match="no order"):
        getattr(moment("2023-04-18"), operator)(moment("2023-04-19"))


def test_wall_time_of_the_summers_with_daylight_saving_follows_the_time_zone_database() -> None:
    summer, winter = at("1988-07-01 12:00"), at("1988-12-01 12:00")
    assert (summer.utcoffset(), winter.utcoffset()) == (timedelta(hours=9), timedelta(hours=8))
    assert Moment(summer, None).earliest == datetime(1988, 7, 1, 3, tzinfo=UTC)


def test_width_is_what_the_source_left_open() -> None:
    assert moment("2023-04-18").width == timedelta(days=1)
    assert moment("2023-04-18 12:57").width == timedelta(minutes=1)
    assert Moment(TEN, None).width is None
    assert Moment(None, TEN).width is None


def test_end_of_one_and_start_of_the_next_do_not_overlap() -> None:
    first, second = Moment(TEN, ELEVEN), Moment(ELEVEN, NOON)
    assert first.surely_before(second)
    assert not second.possibly_before(first)
    assert not first.overlaps(second)
    assert first.intersect(second) is None
    assert not first.contains(ELEVEN)
    assert second.contains(ELEVEN)
    assert not second.contains(NOON)


def test_overlapping_moments_may_stand_either_way() -> None:
    first, second = Moment(TEN, NOON), Moment(ELEVEN, ONE)
    assert first.possibly_before(second)
    assert second.possibly_before(first)
    assert not first.surely_before(second)
    assert first.overlaps(second)
    assert first.intersect(second) == Moment(ELEVEN, NOON)
    assert first.hull(second) == Moment(TEN, ONE)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (Moment(TEN, ELEVEN), Moment(NOON, ONE), 60),
        (Moment(NOON, ONE), Moment(TEN, ELEVEN), 60),
        (Moment(TEN, ELEVEN), Moment(ELEVEN, NOON), 0),
        (Moment(TEN, NOON), Moment(ELEVEN, ONE), 0),
        (Moment(None, ELEVEN), Moment(NOON, None), 60),
        (Moment(NOON, None), Moment(None, ELEVEN), 60),
        (Moment(None, None), Moment(NOON, ONE), 0),
        (Moment(NOON, ONE), Moment(None, None), 0),
    ],
)
def test_gap_is_the_least_distance(one: Moment, other: Moment, apart: int) -> None:
    assert one.gap(other) == timedelta(minutes=apart)


def test_basis_follows_the_first_and_can_be_said_anew() -> None:
    first, second = Moment(TEN, NOON, Basis.VISIBLE), Moment(ELEVEN, ONE, Basis.OBSERVED)
    both = first.intersect(second)
    assert both is not None
    assert {both.basis, first.hull(second).basis, first.shift(timedelta(1)).basis} == {Basis.VISIBLE}
    assert first.widen(timedelta(1)).basis is Basis.VISIBLE
    assert first.known_by(Basis.HUMAN) == Moment(TEN, NOON, Basis.HUMAN)


def test_shift_moves_and_widen_doubts_open_ends_stay_open() -> None:
    hour = timedelta(hours=1)
    assert Moment(TEN, ELEVEN).shift(hour) == Moment(ELEVEN, NOON)
    assert Moment(ELEVEN, NOON).widen(hour) == Moment(TEN, ONE)
    assert Moment(None, NOON).shift(hour) == Moment(None, ONE)
    assert Moment(ELEVEN, None).widen(hour) == Moment(TEN, None)
    assert Moment(TEN, None).shift(hour) == Moment(ELEVEN, None)
    assert Moment(None, NOON).widen(hour) == Moment(None, ONE)


def test_instant_holds_itself_alone() -> None:
    one = instant(NOON)
    assert one.contains(NOON)
    assert one.width == timedelta(microseconds=1)
    assert one.basis is Basis.OBSERVED


def test_open_bounds_are_no_bounds() -> None:
    assert later_bound(None, TEN) == later_bound(TEN, None) == TEN
    assert earlier_bound(None, TEN) == earlier_bound(TEN, None) == TEN
    assert later_bound(None, None) is None
    assert earlier_bound(None, None) is None
    assert later_bound(TEN, NOON) == later_bound(NOON, TEN) == NOON
    assert earlier_bound(TEN, NOON) == earlier_bound(NOON, TEN) == TEN


@given(moments(), moments())
def test_algebra_agrees_with_sets_of_readings(one: Moment, other: Moment) -> None:
    a, b = readings(one), readings(other)
    common = one.intersect(other)
    assert (set() if common is None else readings(common)) == a & b
    assert one.overlaps(other) == other.overlaps(one) == bool(a & b)
    assert one.within(other) == (a <= b)
    assert one.surely_before(other) == (max(a) < min(b) and one.latest is not None and other.earliest is not None)
    assert one.possibly_before(other) == (min(a) < max(b) or one.earliest is None or other.latest is None)
    assert a | b <= readings(one.hull(other))
    assert one.within(one.hull(other))
    assert one.gap(other) == other.gap(one)
    assert (one.gap(other) > timedelta(0)) <= (one.surely_before(other) or other.surely_before(one))
