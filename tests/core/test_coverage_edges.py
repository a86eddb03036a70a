"""Looks, stretches and holes where two times or two counts are just equal, or a bound is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.core.article import ListItem
from monitor.core.coverage import Hole, Look, Seen, Span, absence, coverage, holes, look, ordered
from monitor.core.moment import Moment
from tests.building import at, moment

T = at("2023-04-20 12:00")
HOUR = timedelta(hours=1)
BEFORE = Seen(T - 20 * HOUR, frozenset({"old", "older"}))


def row(name: str, date: Moment | None = None) -> ListItem:
    return ListItem(name, name, date)


def hours(start: float, end: float) -> tuple[datetime, datetime]:
    return T + start * HOUR, T + end * HOUR


def minute(then: datetime) -> Moment:
    return Moment(then, then + timedelta(minutes=1))


def test_a_hole_has_no_feed_and_no_cause_until_somebody_knows_them() -> None:
    (hole,) = holes((), *hours(0, 1))
    assert (hole.feed, hole.cause) == ("", "")


@pytest.mark.parametrize(
    ("spans", "window", "missing"),
    [
        ([(0, 2)], (0, 2), []),
        ([(0, 2)], (2, 3), [(2, 3)]),
        ([(2, 3)], (0, 2), [(0, 2)]),
        ([(2, 3)], (0, 3), [(0, 2)]),
        ([(0, 1), (1.5, 2)], (1, 2), [(1, 1.5)]),
        ([(-5, -4), (0, 1), (2, 3), (9, 10)], (0, 4), [(1, 2), (3, 4)]),
        ([(1, 1)], (0, 2), [(0, 1), (1, 2)]),
        ([(0, 9)], (3, 4), []),
        ([(0, 1)], (2, 2), []),
        ([], (2, 2), []),
    ],
)
def test_holes_end_where_stretches_begin(
    spans: list[tuple[float, float]], window: tuple[float, float], missing: list[tuple[float, float]]
) -> None:
    found = holes([Span(*hours(*span)) for span in spans], *hours(*window))
    assert found == tuple(Hole(*hours(*pair)) for pair in missing)


@pytest.mark.parametrize(
    ("looks", "spans"),
    [
        ([(0, 1), (1, 2)], [(0, 2)]),
        ([(0, 3), (1, 2)], [(0, 3)]),
        ([(0, 3), (1, 3), (3, 3)], [(0, 3)]),
        ([(5, 6), (0, 1)], [(0, 1), (5, 6)]),
        ([(4, 4)], [(4, 4)]),
        ([(0, 1), (0, 2)], [(0, 2)]),
        ([], []),
    ],
)
def test_looks_that_touch_make_one_stretch(looks: list[tuple[int, int]], spans: list[tuple[int, int]]) -> None:
    assert coverage(Look(*hours(*one)) for one in looks) == tuple(Span(*hours(*one)) for one in spans)


def test_looks_are_joined_by_instant_not_by_the_zone_they_are_written_in() -> None:
    first, second = Look(*hours(0, 1)), Look(T.astimezone(UTC) + HOUR, T.astimezone(UTC) + 2 * HOUR)
    assert coverage([first, second]) == (Span(*hours(0, 2)),)


@pytest.mark.parametrize(
    ("names", "joins"),
    [
        ("old", True),
        ("new old", True),
        ("old new", False),
        ("old older new", True),  # more than half: the list has hardly moved
        ("old older new newer", False),
        ("old older new newer older", True),  # the last stands below a new one
        ("new newer", False),
    ],
)
def test_leading_survivors_join_only_where_they_are_more_than_half(names: str, joins: bool) -> None:
    assert look(T, [row(name) for name in names.split()], BEFORE) == Look(BEFORE.at if joins else T, T)


def test_a_survivor_that_is_as_late_as_what_stands_below_may_stand_where_its_age_puts_it() -> None:
    """Its minute and that of the entry below are the same: neither is surely the older one."""
    same = minute(T - HOUR)
    newer = [row("new", minute(T)), row("old", same), row("below", same)]
    assert look(T, newer, BEFORE).back_to == BEFORE.at
    assert same.latest is not None
    below = [row("below", minute(same.latest)), *(row(name, same) for name in "abcd")]
    kept = look(T, [row("new", minute(T)), row("old", same), *below], BEFORE)
    assert kept.back_to == same.latest, "surely older than the entry below it: kept on top"


def test_open_dates_prove_no_depth_and_no_age() -> None:
    since, until = Moment(T - 5 * HOUR, None), Moment(None, T - 5 * HOUR)
    assert look(T, [row("new"), row("last", since)], None) == Look(T, T)
    assert look(T, [row("new"), row("last", until)], None) == Look(T - 5 * HOUR, T)
    assert look(T, [row("new"), row("old", since), row("last")], BEFORE).back_to == BEFORE.at
    assert look(T, [row("new"), row("old", moment("2023-04-19")), row("last", until)], BEFORE).back_to == BEFORE.at
    assert absence(Span(*hours(-9, -8)), until) is None


@pytest.mark.parametrize(
    ("wrong", "pairs", "fine"),
    [(0, 1, True), (1, 1, False), (1, 4, False), (1, 5, True), (2, 9, False), (2, 10, True), (3, 14, False)],
)
def test_one_in_five_neighbours_may_stand_in_the_wrong_order_and_no_more(wrong: int, pairs: int, fine: bool) -> None:
    days: list[int] = []
    for step in range(pairs + 1):  # falling, but for so many steps up
        days.append((days[-1] if days else 1000) + (1 if 1 <= step <= 2 * wrong and step % 2 else -2))
    assert sum(upper < lower for upper, lower in pairwise(days)) == wrong
    listed = [row(str(day), minute(T + day * 24 * HOUR)) for day in days]
    assert ordered([*listed[:1], row("undated"), *listed[1:]]) is fine
