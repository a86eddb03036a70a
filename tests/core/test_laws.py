"""What must hold of every judgement, whatever the evidence.

Scenarios come from the same seeded generator as the oracle's; the laws compare two judgements of
evidence that differs in one known way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.core.coverage import Look
from monitor.core.dossier import Dossier
from monitor.core.instrument import Within
from monitor.core.moment import Moment
from monitor.core.release import Release
from monitor.core.verdict import GRAVE, Status, Verdict, judge
from tests.judging import CITY, DAY, Page, Scenario, a_scenario, clause_of, clock, dossier_of

T = TypeVar("T")
seeds = st.integers(0, 10**9)
MANY = settings(max_examples=150)
OPEN = frozenset({Status.UNDETERMINED, Status.UNOBSERVED, Status.PENDING, Status.DISPUTED})
DECIDED = frozenset({Status.MET, Status.LATE, Status.NONE_FOUND})


def scenario(seed: int) -> Scenario:
    """One that binds, so that there is something to judge."""
    return replace(a_scenario(Random(seed)), dead=((12, 12, 2 * DAY),), grave=True)


def judged(one: Scenario, given_dossier: Dossier | None = None) -> Verdict:
    made, bound = clause_of(one)
    return judge(made, bound, dossier_of(one) if given_dossier is None else given_dossier)


def told(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    return tuple(page for page in pages if page.name.startswith("told"))


# ---- 1. blurring, tightening ------------------------------------------------------------------------


@MANY
@given(seeds, st.integers(0, 600), st.integers(0, 600), st.data())
def test_blurring_a_time_never_turns_met_into_late_or_back(seed: int, down: int, up: int, data: st.DataObject) -> None:
    one = replace(scenario(seed), rival=None)
    sharp = dossier_of(one)
    # A page from before it happened is no answer; blurred, it may be one. That is no doubt about a time.
    assume(all(clock(one.onset[0]) < (act.latest or clock(0)) for page in sharp.releases for act in page.acted()))
    what = data.draw(st.sampled_from(["onset", *range(len(one.pages))]))
    if what == "onset":
        (claim,) = sharp.onsets
        assert claim.moment.earliest is not None
        assert claim.moment.latest is not None
        wide = Moment(claim.moment.earliest - timedelta(minutes=down), claim.moment.latest + timedelta(minutes=up))
        blurred = replace(sharp, onsets=(replace(claim, moment=wide),))
    else:
        assert isinstance(what, int)
        blurred = replace(sharp, releases=_blurred(sharp.releases, what, down, up))
    before, after = judged(one, sharp).status, judged(one, blurred).status
    if after in DECIDED:
        assert before in (after, Status.DISPUTED), "tighter evidence flips what the blurred one decides"
    if before in DECIDED:
        assert after is before or after in OPEN


def _blurred(releases: tuple[Release, ...], which: int, down: int, up: int) -> tuple[Release, ...]:
    """One page's publication known less well, with whatever reading it has."""
    page = releases[which]
    assume(len(page.publication.readings) == 1)
    old = page.publication.published
    assert old.latest is not None
    low = None if old.earliest is None else old.earliest - timedelta(minutes=down)
    wide = Moment(low, old.latest + timedelta(minutes=up))
    publication = replace(page.publication, published=wide, readings=(wide,))
    return (*releases[:which], replace(page, publication=publication), *releases[which + 1 :])


# ---- 2. silence --------------------------------------------------------------------------------------


@MANY
@given(seeds, st.lists(st.integers(0, 6 * DAY), min_size=2, max_size=8))
def test_in_silence_outcomes_move_from_pending_to_due_to_none_found_or_unobserved(seed: int, later: list[int]) -> None:
    one = replace(scenario(seed), each=False)
    one = replace(one, pages=told(one.pages))
    order = [(Status.PENDING, False), (Status.PENDING, True), (Status.NONE_FOUND, False), (Status.UNOBSERVED, False)]
    steps = []
    for minute in sorted(later):
        at = replace(one, as_of=one.onset[0] + minute)
        verdict = judged(at)
        assume(verdict.status is not Status.DISPUTED)
        steps.append(order.index((verdict.status, verdict.due)))
    settled = [step for step in steps if step >= 2]
    assert steps[: len(steps) - len(settled)] == sorted(step for step in steps if step < 2)
    assert len(set(settled)) <= 1


# ---- 3. shifting -------------------------------------------------------------------------------------


def moved(value: T, by: timedelta) -> T:
    """The same evidence at another time, every instant of it."""
    if isinstance(value, datetime):
        return value + by
    if isinstance(value, tuple):
        return tuple(moved(part, by) for part in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        own = {f.name: moved(getattr(value, f.name), by) for f in fields(value) if f.init}
        return replace(value, **own)
    return value


@MANY
@given(seeds, st.integers(-200, 200))
def test_shifting_every_time_by_the_same_changes_no_outcome(seed: int, days: int) -> None:
    one = scenario(seed)
    sharp = dossier_of(one)
    shifted = moved(sharp, timedelta(days=days))
    before, after = judged(one, sharp), judged(one, shifted)
    assert (before.status, before.reason, before.due, before.readings) == (
        after.status, after.reason, after.due, after.readings,
    )  # fmt: skip
    assert before.elapsed == after.elapsed


# ---- 4. more evidence --------------------------------------------------------------------------------


@MANY
@given(seeds, seeds)
def test_one_more_release_never_takes_met_away_and_never_gives_none_found(seed: int, other: int) -> None:
    one = replace(scenario(seed), each=False)
    extra = [page for page in a_scenario(Random(other)).pages if not page.name.startswith("told")]
    assume(extra)
    page = replace(extra[0], name="extra", seen=min(extra[0].seen, one.as_of))
    assume(page.absent is None or page.absent < page.seen)
    before, after = judged(one), judged(replace(one, pages=(*one.pages, page)))
    assert before.readings is not None
    assert after.readings is not None
    if before.readings["onset"] is Status.MET:
        assert after.readings["onset"] is Status.MET
    if after.readings["onset"] is Status.NONE_FOUND:
        assert before.readings["onset"] is Status.NONE_FOUND


@MANY
@given(seeds)
def test_answer_while_the_window_runs_turns_pending_into_met(seed: int) -> None:
    one = replace(scenario(seed), each=False, rival=None)
    one = replace(one, pages=told(one.pages))
    one = replace(one, as_of=min(one.as_of, one.onset[0] + 200))
    answer = Page("answer", one.accepts[0], None, one.as_of, None)
    assume(one.as_of > one.onset[0])
    assert judged(one).status is Status.PENDING
    assert judged(replace(one, pages=(*one.pages, answer))).status is Status.MET


@MANY
@given(seeds, st.lists(st.tuples(st.integers(-600, 6 * DAY), st.integers(0, 3 * DAY)), min_size=1, max_size=4))
def test_more_looks_only_turn_unobserved_into_none_found_and_doubt_into_late(
    seed: int, looks: list[tuple[int, int]]
) -> None:
    one = replace(scenario(seed), each=False)
    more = tuple((one.onset[0] + low, one.onset[0] + low + deep) for low, deep in looks)
    seen = {**one.looks, CITY: (*one.looks.get(CITY, ()), *more)}
    before, after = judged(one), judged(replace(one, looks=seen))
    moves = {
        (Status.UNOBSERVED, Status.NONE_FOUND), (Status.UNDETERMINED, Status.LATE), (Status.DISPUTED, Status.LATE),
        (Status.DISPUTED, Status.NONE_FOUND), (Status.UNOBSERVED, Status.DISPUTED),
        (Status.UNDETERMINED, Status.DISPUTED),
    }  # fmt: skip
    assert before.status is after.status or (before.status, after.status) in moves


# ---- 5. as of ----------------------------------------------------------------------------------------


@MANY
@given(seeds, st.integers(0, 6 * DAY))
def test_judging_as_of_a_time_is_judging_without_what_was_recorded_later(seed: int, minute: int) -> None:
    """Facts recorded later than ``as_of`` stay out of the dossier: none of them is needed to know the past."""
    one = scenario(seed)
    at = one.onset[0] + minute
    known = replace(
        one, as_of=at, pages=tuple(p for p in one.pages if p.seen <= at), dead=tuple(d for d in one.dead if d[2] <= at),
        looks={agency: tuple(span for span in spans if span[1] <= at) for agency, spans in one.looks.items()},
    )  # fmt: skip
    again = replace(known, looks={agency: tuple(reversed(spans)) for agency, spans in known.looks.items()})
    assert judged(known) == judged(known)
    assert judged(known).readings == judged(again).readings
    assert all(r.publication.observed.latest is not None and r.publication.observed.latest <= clock(at)
               for r in dossier_of(known).releases)  # fmt: skip


# ---- 6. stricter -------------------------------------------------------------------------------------


@MANY
@given(seeds, st.integers(1, 47))
def test_stricter_limit_never_improves_an_outcome(seed: int, hours: int) -> None:
    one = replace(scenario(seed), hours=48, days=None)
    made, bound = clause_of(one)
    strict = replace(bound, limit=Within(timedelta(hours=hours)))
    lax, hard = judge(made, bound, dossier_of(one)).status, judge(made, strict, dossier_of(one)).status
    if hard is Status.MET:
        assert lax is Status.MET
    if lax in GRAVE and lax is Status.LATE:
        assert hard is not Status.MET
    if hard is Status.PENDING:
        assert lax in (Status.PENDING, Status.MET, Status.DISPUTED)


# ---- and more ----------------------------------------------------------------------------------------


def sorted_working(verdict: Verdict) -> tuple[object, ...]:
    """A verdict without the order in which it lists pages, feeds and holes."""
    listed = {"fulfilled_by", "doubtful", "holes", "watched", "evidence"}
    return tuple(
        sorted(map(repr, getattr(verdict, f.name))) if f.name in listed else getattr(verdict, f.name)
        for f in fields(verdict)
    )


@MANY
@given(seeds, st.randoms(use_true_random=False))
def test_order_of_facts_changes_nothing(seed: int, rng: Random) -> None:
    one = scenario(seed)
    sharp = dossier_of(replace(one, dead=a_scenario(Random(seed)).dead))

    def shuffled(values: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(rng.sample(values, len(values)))

    watches = tuple(replace(w, looks=shuffled(w.looks)) for w in shuffled(sharp.watches))
    mixed = replace(
        sharp, onsets=shuffled(sharp.onsets), tolls=shuffled(sharp.tolls), releases=shuffled(sharp.releases),
        watches=watches, agencies=dict(shuffled(tuple(sharp.agencies.items()))),
    )  # fmt: skip
    before, after = judged(one, sharp), judged(one, mixed)
    plain: Callable[[Verdict], Verdict] = lambda v: replace(v, watched=())  # noqa: E731 - looks are listed there
    assert sorted_working(plain(before)) == sorted_working(plain(after))


@MANY
@given(seeds, st.integers(0, 300))
def test_tighter_observation_only_resolves(seed: int, closer: int) -> None:
    """The same page seen to be absent later: what was decided stays decided, unless a claim is contradicted."""
    one = replace(scenario(seed), each=False, rival=None)
    pages = []
    for page in one.pages:
        absent = page.absent
        if absent is not None and (page.claim is None or absent + closer < page.claim[1]):
            absent = min(absent + closer, page.seen - 1)
        pages.append(replace(page, absent=absent))
    wide, tight = judged(one).status, judged(replace(one, pages=tuple(pages))).status
    if wide in DECIDED:
        assert tight is wide


def test_judgement_needs_no_clock_and_gives_the_same_twice() -> None:
    for seed in range(50):
        assert repr(judged(scenario(seed))) == repr(judged(scenario(seed)))


def test_looks_of_a_watch_are_joined_once() -> None:
    watch = dossier_of(replace(scenario(1), looks={CITY: ((0, 5), (3, 9))})).watches[0]
    assert watch.spans() is watch.spans()
    assert replace(watch, looks=(Look(clock(0), clock(1)),)).spans() != watch.spans()
