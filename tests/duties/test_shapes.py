"""Each shape of limit on one document, beside a count by hand of every hour that the evidence leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.coverage import Look
from monitor.core.document import Document, Imprint, Kind, Tie
from monitor.core.dossier import FeedWatch
from monitor.core.duties.judge import judge_duties
from monitor.core.duties.periods import midnight
from monitor.core.duties.scene import Scene
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.incident import Agency, Level
from monitor.core.instrument import (
    AtLeast,
    Before,
    CalendarDays,
    Clause,
    ClockStart,
    Duty,
    Instrument,
    Limit,
    Months,
    SameTime,
    Strength,
    WorkingDays,
)
from monitor.core.matter import Matter, Opens
from monitor.core.moment import Basis, Moment
from monitor.core.outcome import GRAVE, Status
from monitor.core.publication import Publication, settle
from monitor.core.workdays import is_workday

CITY = "990100"
HALL = Agency("gov", "滨江市人民政府", CITY, Level.PREFECTURE)
HOUR = timedelta(hours=1)
YEAR = 2023


def day(value: date, days: int = 1) -> Moment:
    return Moment(midnight(value), midnight(value + timedelta(days=days)), Basis.VISIBLE)


def published(moment: Moment) -> Publication:
    assert moment.latest is not None
    return settle(moment, moment.latest + timedelta(hours=6), None)


def document(start: Moment, url: str = "d", **said: object) -> Document:
    given: dict[str, object] = {
        "number": "滨政发〔2023〕1号", "issuer": "滨江市人民政府", "own": True,
        "kinds": frozenset({Kind.POLICY, Kind.NORMATIVE}), **said,
    }  # fmt: skip
    return Document(url, "滨江市燃气管理办法", "gov", Imprint("滨江市燃气管理办法", **given), published(start))  # type: ignore[arg-type]


def judged(
    limit: Limit, documents: list[Document], ties: list[Tie], *, opens: Opens = Opens.POLICY, as_of: datetime,
    clock: ClockStart = ClockStart.DOCUMENT_PUBLIC, looks: tuple[Look, ...] | None = None,
    strength: Strength = Strength.MUST,
) -> DutyVerdict:  # fmt: skip
    clause = Clause(
        "c", Duty.POLICY_INTERPRETATION, None, limit, clock, "解读", verified=True, strength=strength,
        matter=Matter(opens, title=(("三公",),)),
    )  # fmt: skip
    whole = (Look(midnight(date(2020, 1, 1)), as_of),)
    watch = FeedWatch("f", "https://www.binjiang.example/", "gov", "web", whole if looks is None else looks)
    scene = Scene(CITY, as_of, {"gov": HALL}, documents=tuple(documents), ties=tuple(ties), watches=(watch,))
    rules = Instrument("i", "滨江市办法", CITY, (clause,), effective_from=date(2020, 1, 1))
    return next(iter(judge_duties([rules], scene, YEAR)))


def explained(start: Moment, answer: Moment, limit: Limit, **more: object) -> DutyVerdict:
    page = Document("p", "解读", "gov", Imprint("解读", kinds=frozenset({Kind.INTERPRETATION})), published(answer))
    as_of = datetime(2026, 1, 1, tzinfo=UTC)
    return judged(limit, [document(start), page], [Tie("p", "d", 1.0, ("同名",))], as_of=as_of, **more)  # type: ignore[arg-type]


def last_day(limit: Limit, start: date) -> date:
    """The last day of the window, counted one day after the other."""
    if isinstance(limit, CalendarDays):
        return start + timedelta(days=limit.days)
    if isinstance(limit, SameTime):
        return start
    if isinstance(limit, Months):
        month = start.month - 1 + limit.months
        for short in range(4):  # the 31st of a month of thirty days
            try:
                return date(start.year + month // 12, month % 12 + 1, start.day - short)
            except ValueError:
                continue
    assert isinstance(limit, WorkingDays)
    left, at = limit.days, start
    while left:
        at += timedelta(days=1)
        left -= bool(is_workday(at))
    return at


limits = st.one_of(
    st.integers(1, 40).map(WorkingDays), st.integers(1, 60).map(CalendarDays), st.integers(1, 6).map(Months),
    st.just(SameTime()),
)  # fmt: skip
starts = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 20))


@given(limits, starts, st.integers(1, 3), st.integers(-3, 90), st.integers(1, 3))
def test_the_outcome_is_that_of_every_hour_that_is_left_open(
    limit: Limit, start: date, vague: int, later: int, wide: int
) -> None:
    began, answered = day(start, vague), day(start + timedelta(days=later), wide)
    found = explained(began, answered, limit)
    days = [start + timedelta(days=n) for n in range(vague)]
    acts = [start + timedelta(days=later + n) for n in range(wide)]
    in_time = {act <= last_day(limit, begun) for begun in days for act in acts}
    expected = {frozenset({True}): Status.MET, frozenset({False}): Status.LATE}.get(
        frozenset(in_time), Status.UNDETERMINED
    )
    assert found.status is expected


@given(limits, starts, st.integers(0, 90), st.integers(0, 60))
def test_a_hole_anywhere_in_the_window_keeps_everybody_from_a_grave_word(
    limit: Limit, start: date, later: int, hole: int
) -> None:
    gap = midnight(start) + hole * timedelta(days=1) / 4
    looks = (
        Look(midnight(date(2020, 1, 1)), gap), Look(gap + HOUR, datetime(2026, 1, 1, tzinfo=UTC)),
    )  # fmt: skip
    found = explained(day(start), day(start + timedelta(days=later)), limit, looks=looks)
    inside = gap < midnight(last_day(limit, start) + timedelta(days=1))
    if inside:
        assert found.status not in GRAVE


@given(limits, starts)
def test_before_the_window_is_over_nothing_is_missed(limit: Limit, start: date) -> None:
    over = midnight(last_day(limit, start) + timedelta(days=1))
    assert judged(limit, [document(day(start))], [], as_of=over - HOUR).status is Status.PENDING
    assert judged(limit, [document(day(start))], [], as_of=over + HOUR).status is Status.NONE_FOUND


@pytest.mark.parametrize(
    ("gazette", "status", "strict"),
    [
        (date(2023, 5, 31), Status.MET, None),
        (date(2023, 6, 1), Status.UNDETERMINED, Status.LATE),
        (None, Status.UNDETERMINED, Status.NONE_FOUND),
    ],
)
def test_before_a_day_means_before_its_first_hour(
    gazette: date | None, status: Status, strict: Status | None
) -> None:
    rules = document(day(date(2023, 5, 1)), effective=day(date(2023, 6, 1)), written=day(date(2023, 4, 20)))
    pages = [rules]
    if gazette is not None:
        said = Imprint("公报", kinds=frozenset({Kind.GAZETTE}), names=("滨江市燃气管理办法",))
        pages.append(Document("g", "滨江市人民政府公报", "gov", said, published(day(gazette))))
    found = judged(
        Before(), pages, [], opens=Opens.NORMATIVE, clock=ClockStart.CALENDAR, strength=Strength.IN_PRINCIPLE,
        as_of=datetime(2024, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert (found.status, found.as_worded) == (status, strict)


@pytest.mark.parametrize(("days", "status"), [(29, Status.LATE), (30, Status.MET), (31, Status.MET)])
def test_a_floor_counts_the_first_day_the_kinder_way(days: int, status: Status) -> None:
    until = day(date(2023, 3, 1) + timedelta(days=days - 1))
    draft = document(day(date(2023, 3, 1)), kinds=frozenset({Kind.DRAFT}), asks_until=until)
    found = judged(AtLeast(30), [draft], [], opens=Opens.DRAFT, as_of=datetime(2024, 1, 1, tzinfo=UTC))
    assert found.status is status


def test_where_claim_and_observation_of_the_answer_differ_it_is_disputed() -> None:
    claimed = day(date(2023, 3, 2))
    late = settle(claimed, midnight(date(2023, 4, 1)), midnight(date(2023, 3, 20)))
    page = Document("p", "解读", "gov", Imprint("解读", kinds=frozenset({Kind.INTERPRETATION})), late)
    found = judged(
        WorkingDays(3), [document(day(date(2023, 3, 1))), page], [Tie("p", "d", 1.0, ("同名",))],
        as_of=datetime(2024, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert found.status is Status.DISPUTED


def test_a_tie_in_doubt_is_for_a_person_and_no_silence() -> None:
    start = day(date(2023, 3, 1))
    page = Document("p", "解读", "gov", Imprint("解读", kinds=frozenset({Kind.INTERPRETATION})), published(start))
    found = judged(
        WorkingDays(3), [document(start), page], [Tie("p", "d", 0.6, ("相近",), doubtful=True)],
        as_of=datetime(2024, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert (found.status, found.reason) == (Status.UNDETERMINED, "doubtful_answer")


def test_a_year_without_a_calendar_is_undetermined() -> None:
    scene_of = document(day(date(YEAR, 12, 20)))
    found = judged(WorkingDays(2001), [scene_of], [], as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert (found.status, found.reason) == (Status.UNDETERMINED, "calendar_unknown")


