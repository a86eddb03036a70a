"""How far back looks reach, and what they cannot vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import portion  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import ListItem
from monitor.core.coverage import Hole, Look, Seen, Span, absence, coverage, holes, look, ordered
from monitor.core.moment import Basis, Moment
from tests.building import at, moment, watch

NOW = at("2023-04-20 12:00")
BEFORE = at("2023-04-20 09:00")
EVENING = at("2023-04-19 22:00")


def row(name: str, date: str | None = None, *, pinned: bool = False) -> ListItem:
    """A row of a list with the date as it is printed."""
    return ListItem(name, f"https://www.binjiang.example/{name}", moment(date) if date else None, "", 0, pinned)


def keys(*names: str) -> frozenset[str]:
    return frozenset(f"https://www.binjiang.example/{name}" for name in names)


DATED = [row("c", "2023-04-20 10:00"), row("b", "2023-04-19 17:30"), row("a", "2023-04-18 08:00")]
OLDEST = at("2023-04-18 08:01")
TOP = row("top", "2022-01-01")
ZEROES = [row(f"z{number}", "2023-04-20 00:00") for number in range(5)]
FILLED = [row(f"f{minute}", f"2023-04-20 00:0{minute}") for minute in (6, 5, 4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("items", "previous", "back_to", "why"),
    [
        (DATED, None, OLDEST, "the first look ever reaches back to its oldest entry"),
        (DATED, Seen(BEFORE, keys("x")), OLDEST, "no entry survives, yet the list is deep"),
        ([row("n", "2023-04-20")], None, NOW, "a list that ends with a day is complete from the end of that day"),
        ([row("n", "2023-04-20 11:00"), row("m", "2023-04-19")], None, at("2023-04-20"), "midnight after the last day"),
        ([row("n"), row("m")], None, NOW, "no dates and no poll before: the look sees its own instant"),
        ([row("n"), row("a")], Seen(BEFORE, keys("a", "b")), BEFORE, "an entry of the last poll is still there"),
        ([row("a"), row("b")], Seen(BEFORE, keys("a", "b")), BEFORE, "nothing has changed"),
        ([row("n"), row("m")], Seen(BEFORE, keys("a", "b")), NOW, "the list rolled over: nothing joins"),
        (
            [row("n", "2023-04-20 11:50"), row("m", "2023-04-20 11:40")],
            Seen(BEFORE, keys("a")), at("2023-04-20 11:41"), "rolled over, but as deep as its oldest entry",
        ),
        ([], Seen(BEFORE, keys()), BEFORE, "empty twice"),
        ([], Seen(BEFORE, keys("a")), NOW, "emptied since"),
        ([row("n")], Seen(BEFORE, keys()), NOW, "filled since: more may have come and gone"),
        ([row("a", pinned=True), row("n")], Seen(BEFORE, keys("a")), NOW, "a pinned entry joins nothing"),
        (
            [row("n", "2023-04-20 11:00"), row("a", "2021-01-01", pinned=True)],
            None, at("2023-04-20 11:01"), "a pinned entry is no depth",
        ),
        ([row("a", pinned=True)], Seen(BEFORE, keys("a")), NOW, "only pinned entries, and there had been some"),
        ([row("a"), *map(row, "nmlkj")], Seen(BEFORE, keys("a", "b")), NOW, "an old entry on top of a new list"),
        ([*map(row, "abc"), row("z")], Seen(BEFORE, keys("a", "b", "c")), BEFORE, "an older one moved up"),
        ([row("n"), row("a"), *map(row, "zyx")], Seen(BEFORE, keys("a")), BEFORE, "what stands below the old is older"),
        (
            [TOP, *(row(f"n{hour}", f"2023-04-20 {hour}:00") for hour in (11, 10)), row("m", "2023-04-20 09:30"),
             row("l", "2023-04-20 09:20"), row("k", "2023-04-20 09:10"), row("j", "2023-04-20 09:05")],
            Seen(BEFORE, keys("top", "b")), at("2023-04-20 09:06"), "kept on top without a mark",
        ),
        ([row("a"), row("n")], Seen(BEFORE, keys("a")), NOW, "an old entry on top of the only new one"),
        ([*map(row, "abnml")], Seen(BEFORE, keys("a", "b")), NOW, "two old entries on top of three new ones"),
        (
            [row("n", "2023-04-20 11:00"), TOP, *FILLED], Seen(EVENING, keys("top")), at("2023-04-20 00:01"),
            "kept below a new one, without a mark",
        ),
        (
            [row("n", "2023-04-20 11:00"), row("a", "2023-04-19"), *FILLED[-1:], *ZEROES], Seen(EVENING, keys("a")),
            at("2023-04-20 00:01"), "the day before, above an entry of midnight",
        ),
        ([row("n", "2023-04-21")], None, NOW, "a date to come is no depth"),
        (
            [row("n", "2023-04-18"), row("m", "2023-04-20"), row("l", "2023-04-17"), row("a", "2023-04-19")],
            Seen(BEFORE, keys("a")), NOW, "a list in no order proves nothing",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_look_reaches_as_far_as_its_list_proves(
    items: list[ListItem], previous: Seen | None, back_to: datetime, why: str
) -> None:
    assert look(NOW, items, previous) == Look(back_to, NOW), why


def test_few_late_insertions_leave_a_list_ordered_many_do_not() -> None:
    days = [f"2023-04-{day:02d}" for day in (20, 19, 18, 17, 16, 15)]
    swapped = [days[1], days[0], *days[2:]]
    assert ordered([row(day, day) for day in days])
    assert ordered([row(day, day) for day in swapped])
    assert not ordered([row(day, day) for day in swapped[:5]])
    assert not ordered([row(day, day) for day in [*swapped[:4], days[5], days[4]]])
    assert not ordered([row(day, day) for day in reversed(days)])
    assert ordered([row("a"), row("b")])
    assert ordered([row("a", days[0])])
    assert ordered([row("a", days[0]), row("b", days[0])])
    assert not ordered([row("a", days[1]), row("b", days[0])])
    assert ordered([])


def test_answer_that_nothing_changed_extends_the_look() -> None:
    """A 304: the pipeline makes of it a look from the last one to now."""
    assert coverage([Look(OLDEST, BEFORE), Look(BEFORE, NOW)]) == (Span(OLDEST, NOW),)


def test_page_seen_in_two_polls_makes_one_stretch() -> None:
    first = look(BEFORE, [row("b"), row("a")], None)
    second = look(NOW, [row("c"), row("b")], Seen(BEFORE, keys("a", "b")))
    assert coverage([second, first]) == (Span(BEFORE, NOW),)


def test_poll_after_an_outage_covers_it_where_the_list_still_reaches_back() -> None:
    deep = [Look(at("2023-04-17 08:00"), at("2023-04-17 09:00")), Look(at("2023-04-17 08:30"), NOW)]
    assert holes(coverage(deep), at("2023-04-17 08:00"), NOW) == ()
    rolled = [Look(at("2023-04-17 08:00"), at("2023-04-17 09:00")), Look(at("2023-04-20 11:00"), NOW)]
    hole = Hole(at("2023-04-17 09:00"), at("2023-04-20 11:00"))
    assert holes(coverage(rolled), at("2023-04-17 08:00"), NOW) == (hole,)


def test_holes_before_the_first_and_after_the_last_look_are_named() -> None:
    spans = coverage([Look(BEFORE, NOW)])
    start, end = at("2023-04-20"), at("2023-04-21")
    assert holes(spans, start, end) == (Hole(start, BEFORE), Hole(NOW, end))
    assert holes((), start, end) == (Hole(start, end),)
    assert holes(spans, BEFORE, NOW) == ()


@pytest.mark.parametrize(
    ("looks", "failures", "cause"),
    [
        ([("2023-04-18 08:00", "2023-04-18 09:00")], [("2023-04-18 10:00", "timeout")], "failed:timeout"),
        (
            [("2023-04-18 08:00", "2023-04-18 09:00")],
            [("2023-04-18 10:00", "timeout"), ("2023-04-18 11:00", "blocked"), ("2023-04-18 11:30", "timeout")],
            "failed:blocked,timeout",
        ),
        ([("2023-04-18 08:00", "2023-04-18 09:00")], [("2023-04-18 08:59", "dns")], "not_polled"),
        ([("2023-04-18 08:00", "2023-04-18 09:00")], [("2023-04-18 12:00", "dns")], "not_polled"),
        ([("2023-04-18 08:00", "2023-04-18 09:00")], [("2023-04-18 09:00", "dns")], "failed:dns"),
        ([("2023-04-18 08:00", "2023-04-18 09:00"), ("2023-04-18 12:00", "2023-04-18 13:00")], [], "rolled_over"),
        ([], [], "not_polled"),
    ],
)
def test_hole_names_its_cause(looks: list[tuple[str, str]], failures: list[tuple[str, str]], cause: str) -> None:
    one = watch(looks=looks, failures=failures)
    found = one.holes(at("2023-04-18 09:00") if looks else at("2023-04-18 08:00"), at("2023-04-18 12:00"))
    assert [hole.cause for hole in found] == [cause]
    assert found[0].feed == one.feed
    assert found[0].end == at("2023-04-18 12:00")


def test_watch_without_a_hole_has_none_to_explain() -> None:
    assert watch().holes(at("2023-04-18"), at("2023-04-19")) == ()


@pytest.mark.parametrize(
    ("last", "claimed", "gone"),
    [
        (None, moment("2023-04-20 10:00"), None),
        (Span(OLDEST, BEFORE), moment("2023-04-20 10:00"), BEFORE),
        (Span(OLDEST, BEFORE), moment("2023-04-18 08:01"), BEFORE),
        (Span(OLDEST, BEFORE), moment("2023-04-18 08:00"), None),
        (Span(OLDEST, BEFORE), moment("2023-04-18"), None),
        (Span(OLDEST, BEFORE), Moment(None, NOW, Basis.META), None),
        (Span(OLDEST, BEFORE), None, BEFORE),
    ],
    ids=["never looked", "after", "just in reach", "just out", "the day began before", "open claim", "no claim"],
)
def test_absence_is_proven_only_by_looks_that_reach_back_to_the_claim(
    last: Span | None, claimed: Moment | None, gone: datetime | None
) -> None:
    assert absence(last, claimed) == gone


# ---- against an oracle ------------------------------------------------------------------------------

minutes = st.integers(0, 60)
look_pairs = st.lists(st.tuples(minutes, minutes).map(lambda pair: (min(pair), max(pair))), max_size=12)


def minute(number: int) -> datetime:
    return BEFORE + timedelta(minutes=number)


@given(look_pairs, minutes, st.integers(1, 60))
def test_coverage_and_holes_agree_with_sets_of_closed_intervals(
    pairs: list[tuple[int, int]], start: int, length: int
) -> None:
    seen = portion.empty()
    for low, high in pairs:
        seen |= portion.closed(minute(low), minute(high))
    spans = coverage(Look(minute(low), minute(high)) for low, high in pairs)
    assert [(span.start, span.end) for span in spans] == [(part.lower, part.upper) for part in seen if not part.empty]
    window = portion.closedopen(minute(start), minute(start + length))
    missing = [(part.lower, part.upper) for part in window - seen if not part.empty]
    assert [(hole.start, hole.end) for hole in holes(spans, minute(start), minute(start + length))] == missing


# ---- against a simulated list -----------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One notice of a simulated site: when it was put up, in minutes, and where it stood."""

    name: str
    up: int


def printed(up: int, kind: str) -> Moment | None:
    """The date its row shows: the minute, the day, or none."""
    then = BEFORE + timedelta(minutes=up)
    if kind == "none":
        return None
    if kind == "minute":
        return Moment(then, then + timedelta(minutes=1))
    day = at(then.astimezone(BEFORE.tzinfo).strftime("%Y-%m-%d"))
    return Moment(day, day + timedelta(days=1))


def listed(entries: list[Entry], now: int, size: int, kind: str, pins: list[Entry]) -> list[ListItem]:
    """The list as the site shows it at that minute: newest on top, so many rows; unmarked pins above."""
    up = [entry for entry in reversed(entries) if entry.up <= now][:size]
    return [ListItem(e.name, e.name, printed(e.up, kind)) for e in (*pins, *up)]


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.sampled_from(["minute", "day", "none"]), st.booleans())
def test_everything_put_up_in_a_covered_stretch_was_visible_in_some_look(seed: int, kind: str, pinned: bool) -> None:
    rng = Random(seed)
    ups = sorted({rng.randrange(0, 6 * 1440) for _ in range(rng.randrange(1, 80))})
    entries = [Entry(f"e{up}", up) for up in ups]
    pins = [Entry("pin", -5 * 1440)] if pinned else []
    size, end = rng.randrange(1, 15) + 7 * len(pins), 6 * 1440
    polls = sorted({rng.randrange(0, end) for _ in range(rng.randrange(1, 40))})
    visible: set[str] = set()
    spans: tuple[Span, ...] = ()
    looks: list[Look] = []
    previous: Seen | None = None
    for poll in polls:
        items = listed(entries, poll, size, kind, pins)
        new = [item for item in items if item.url not in visible and item.url != "pin"]
        last = next((span for span in reversed(spans) if span.end < minute(poll)), None)
        truth = {f"e{up}": up for up in ups}
        for item in new:
            gone = absence(last, item.date) if item.date is not None else None
            assert gone is None or minute(truth[item.url]) > gone, "said to be absent after it was put up"
        visible |= {item.url for item in items}
        looks.append(look(minute(poll), items, previous))
        previous = Seen(minute(poll), frozenset(item.url for item in items))
        spans = coverage(looks)
    for entry in entries:
        when = minute(entry.up)
        assert entry.name in visible or not any(span.start <= when <= span.end for span in spans), (entry, spans)
