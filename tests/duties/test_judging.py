"""The judges of the quieter clocks: a table for each shape of limit, laws, and a second way of counting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.duties.weighing import Done, Frame, joined, softened, weigh
from monitor.core.moment import Basis, Moment
from monitor.core.outcome import GRAVE, Finding, Status

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hour(number: int) -> datetime:
    return T0 + number * HOUR


def act(low: int | None, high: int | None, count: int = 1) -> Done:
    bounds = [None if one is None else hour(one) for one in (low, high)]
    return Done(Moment(bounds[0], bounds[1], Basis.VISIBLE), count)


def weighed(
    frame: Frame, done: Iterable[Done] = (), doubtful: Iterable[Done] = (), *, as_of: int = 100, complete: bool = True,
    need: int = 1,
) -> Finding:  # fmt: skip
    return weigh(
        frame, list(done), list(doubtful), as_of=hour(as_of), complete=lambda: complete, need=need
    )  # fmt: skip


WINDOW = Frame(hour(10), hour(20), hour(24))


@pytest.mark.parametrize(
    ("done", "doubtful", "as_of", "complete", "need", "status"),
    [
        ([act(12, 13)], [], 100, True, 1, Status.MET),
        ([act(12, 20)], [], 100, True, 1, Status.MET),
        ([act(12, 21)], [], 100, True, 1, Status.UNDETERMINED),
        ([act(9, 11)], [], 100, True, 1, Status.UNDETERMINED),  # perhaps before the period
        ([act(23, 30)], [], 100, True, 1, Status.UNDETERMINED),
        ([act(24, 30)], [], 100, True, 1, Status.LATE),
        ([act(24, 30)], [], 100, False, 1, Status.UNDETERMINED),
        ([act(2, 9)], [], 100, True, 1, Status.NONE_FOUND),
        ([], [], 100, True, 1, Status.NONE_FOUND),
        ([], [], 100, False, 1, Status.UNOBSERVED),
        ([], [], 15, False, 1, Status.PENDING),
        ([], [], 22, True, 1, Status.PENDING),
        ([], [act(12, 13)], 100, True, 1, Status.UNDETERMINED),
        ([act(12, 13)], [], 100, True, 2, Status.NONE_FOUND),
        ([act(12, 13), act(14, 15)], [], 100, True, 2, Status.MET),
        ([act(12, 13), act(19, 22)], [], 100, True, 2, Status.UNDETERMINED),
        ([act(12, 13, 26)], [], 100, True, 26, Status.MET),
        ([act(12, 13), act(30, 31)], [], 100, True, 2, Status.LATE),
        ([act(50, 51)], [], 30, True, 1, Status.NONE_FOUND),  # what lies after as_of has not happened
    ],
)
def test_one_window_as_the_table_of_the_semantics_says(
    done: list[Done], doubtful: list[Done], as_of: int, complete: bool, need: int, status: Status
) -> None:
    assert weighed(WINDOW, done, doubtful, as_of=as_of, complete=complete, need=need).status is status


def test_between_the_two_ends_of_a_deadline_it_is_due() -> None:
    assert weighed(WINDOW, as_of=21).due
    assert not weighed(WINDOW, as_of=19).due


def test_readings_that_differ_are_a_dispute() -> None:
    assert joined([Finding(Status.MET, "in_time"), Finding(Status.LATE, "too_late")]).status is Status.DISPUTED
    assert joined([Finding(Status.MET, "in_time")] * 2).status is Status.MET


@pytest.mark.parametrize(
    ("binding", "public", "applies", "status"),
    [
        (True, True, True, Status.LATE),
        (False, True, True, Status.UNDETERMINED),
        (True, False, True, Status.UNDETERMINED),
        (True, True, False, Status.APPLICABILITY_UNKNOWN),
    ],
)
def test_a_grave_outcome_needs_a_text_that_binds_this_body_to_publish(
    binding: bool, public: bool, applies: bool, status: Status
) -> None:
    late = Finding(Status.LATE, "too_late")
    assert softened(late, binding=binding, public=public, applies=applies).status is status
    met = Finding(Status.MET, "in_time")
    assert softened(met, binding=binding, public=public, applies=applies) is met


# -- laws ------------------------------------------------------------------------------------------------

bounds = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: act(pair[0], pair[0] + pair[1]))
frames = st.tuples(st.integers(0, 12), st.integers(1, 12), st.integers(0, 6)).map(
    lambda t: Frame(hour(t[0]), hour(t[0] + t[1]), hour(t[0] + t[1] + t[2]))
)
cases = {
    "frame": frames, "done": st.lists(bounds, max_size=5), "doubtful": st.lists(bounds, max_size=2),
    "as_of": st.integers(0, 60), "complete": st.booleans(), "need": st.integers(1, 4),
}  # fmt: skip


@given(**cases)
def test_no_grave_outcome_with_a_hole_or_before_the_window_is_over(
    frame: Frame, done: list[Done], doubtful: list[Done], as_of: int, complete: bool, need: int
) -> None:
    found = weighed(frame, done, doubtful, as_of=as_of, complete=complete, need=need)
    if found.status in GRAVE:
        assert complete
        assert hour(as_of) >= frame.shut


@given(**cases)
def test_one_act_more_that_is_surely_in_time_never_makes_it_worse(
    frame: Frame, done: list[Done], doubtful: list[Done], as_of: int, complete: bool, need: int
) -> None:
    better = Done(Moment(frame.opens, frame.sure, Basis.VISIBLE), need)
    found = weighed(frame, [*done, better], doubtful, as_of=max(as_of, 20), complete=complete, need=need)
    assert found.status is Status.MET


@given(**cases)
def test_a_vaguer_act_never_turns_met_into_late_nor_late_into_met(
    frame: Frame, done: list[Done], doubtful: list[Done], as_of: int, complete: bool, need: int
) -> None:
    vague = [Done(one.act.widen(3 * HOUR), one.count) for one in done]
    sharp = weighed(frame, done, doubtful, as_of=100, complete=complete, need=need).status
    blurred = weighed(frame, vague, doubtful, as_of=100, complete=complete, need=need).status
    assert (sharp, blurred) not in ((Status.MET, Status.LATE), (Status.LATE, Status.MET))
    if blurred in GRAVE:
        assert sharp is not Status.MET


@given(**cases)
def test_the_outcome_is_that_of_counting_every_possible_world(
    frame: Frame, done: list[Done], doubtful: list[Done], as_of: int, complete: bool, need: int
) -> None:
    """The oracle: try every hour of every act and every place of the deadline, and see what can come out."""
    found = weighed(frame, done, doubtful, as_of=as_of, complete=complete, need=need).status
    known = [one for one in done if one.act.earliest is not None and one.act.earliest <= hour(as_of)]
    assert frame.opens is not None
    sure_in = sum(one.count for one in known if all(_inside(frame, at, frame.sure) for at in _hours(one)))
    may_in = sum(one.count for one in known if any(_inside(frame, at, frame.shut) for at in _hours(one)))
    doubt_in = sum(one.count for one in doubtful if any(_inside(frame, at, frame.shut) for at in _hours(one)))
    ever = may_in + sum(one.count for one in known if all(at >= frame.shut for at in _hours(one)))
    over = hour(as_of) >= frame.shut
    if sure_in >= need:
        expected = Status.MET
    elif may_in >= need:
        expected = Status.UNDETERMINED
    elif not over:
        expected = Status.PENDING
    elif may_in + doubt_in >= need or (ever >= need and not complete):
        expected = Status.UNDETERMINED
    elif ever >= need:
        expected = Status.LATE
    else:
        expected = Status.NONE_FOUND if complete else Status.UNOBSERVED
    assert found is expected


def _hours(one: Done) -> list[datetime]:
    """Every half hour at which the act may have happened; bounds stand on whole hours."""
    assert one.act.earliest is not None
    assert one.act.latest is not None
    steps = int((one.act.latest - one.act.earliest) / HOUR * 2)
    return [one.act.earliest + step * HOUR / 2 for step in range(steps)]


def _inside(frame: Frame, at: datetime, end: datetime) -> bool:
    return frame.opens is not None and frame.opens <= at < end
