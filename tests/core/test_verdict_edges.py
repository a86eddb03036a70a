"""The edges of judging: grades that came late, two readings of one page, acts at the very instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.core.answering import answers
from monitor.core.dossier import Authority, Dossier, GradeClaim
from monitor.core.incident import Grade
from monitor.core.instrument import Clause, ClockStart, Within
from monitor.core.moment import Basis, Moment
from monitor.core.release import Release
from monitor.core.statement import Role
from monitor.core.verdict import Status, judge, started
from tests.building import INFO_5H, RULES_80, at, clause, dossier, evidence, moment, release, watch
from tests.core.cases import LATE, outcome, page, verdict

# Onset 2023-04-18 12:57 (a minute wide); five hours end at [17:57, 17:58).
FIRST_PUBLIC_5H = replace(INFO_5H, clock=ClockStart.FIRST_PUBLIC)


def graded(*said: tuple[Grade, Moment], releases: tuple[Release, ...] = (), **facts: object) -> Dossier:
    """An incident of which several pages state a grade, each known since the moment beside it."""
    made = dossier(dead=None, releases=releases, watches=[watch()], **facts)  # type: ignore[arg-type]
    claims = [
        GradeClaim(
            grade, known, Authority.AGENCY,
            evidence(grade.value, capture=f"cap-{place}", recorded=f"2023-04-18 1{place}:00"),
        )
        for place, (grade, known) in enumerate(said)
    ]  # fmt: skip
    return replace(made, grades=tuple(claims))


GENERAL = (Grade.GENERAL, moment("2023-04-18 14:00"))
UNDATED = (Grade.MAJOR, Moment(moment("2023-04-18 15:00").earliest, None))
"""Nobody can say when this one became public: it may have been after the window had closed."""


def test_a_grade_of_which_nobody_knows_when_it_became_public_was_not_known_at_the_deadline() -> None:
    found = judge(RULES_80, INFO_5H, graded(GENERAL, UNDATED))
    assert outcome(found) == ("not_applicable", "graded_later")
    assert (found.hindsight, found.due, found.final) == (True, False, Status.NONE_FOUND)
    assert found.grading.value is Grade.GENERAL


def test_the_grade_at_the_deadline_is_asked_for_from_the_instant_the_window_closes() -> None:
    at_the_end = graded(GENERAL, UNDATED, as_of="2023-04-18 17:58")
    assert judge(RULES_80, INFO_5H, at_the_end).reason == "graded_later"
    running = graded(GENERAL, UNDATED, as_of="2023-04-18 17:57:59")
    assert judge(RULES_80, INFO_5H, running).status is Status.PENDING


@pytest.mark.parametrize("clock", [ClockStart.ONSET, ClockStart.FIRST_PUBLIC])
def test_a_clause_whose_clock_has_no_start_is_not_asked_for_its_grade_then(clock: ClockStart) -> None:
    always = replace(RULES_80, effective_from=date(1900, 1, 1))
    vague = graded(GENERAL, UNDATED, onset=Moment(None, at("2023-04-18 12:58")))
    assert judge(always, replace(INFO_5H, clock=clock), vague).status is Status.APPLICABILITY_UNKNOWN
    unseen = graded(UNDATED, UNDATED)
    assert judge(RULES_80, FIRST_PUBLIC_5H, unseen).reason == "start_unknown"


def test_the_grade_then_is_that_of_the_windows_own_clock() -> None:
    mention = page(moment("2023-04-18 16:00"), seen="2023-04-18 16:30")
    large = (Grade.LARGE, moment("2023-04-18 20:30"))
    found = judge(RULES_80, INFO_5H, graded((Grade.MAJOR, moment("2023-04-18 14:00")), large, releases=(mention,)))
    assert found.reason == "other_grade", "taken back since"
    risen = graded(GENERAL, (Grade.MAJOR, moment("2023-04-18 20:00")), releases=(mention,))
    assert judge(RULES_80, INFO_5H, risen).hindsight, "five hours from 12:57 were over"
    assert not judge(RULES_80, FIRST_PUBLIC_5H, risen).hindsight, "five hours from 16:01 were not"


def test_a_grade_that_may_have_been_public_in_time_is_not_said_to_have_come_later() -> None:
    """The page that tells of it bears the day alone, and the window closed at some time of that day."""
    that_day = (Grade.MAJOR, Moment(at("2023-04-18 00:00"), at("2023-04-19 00:00")))
    found = judge(RULES_80, INFO_5H, graded(GENERAL, that_day))
    assert (found.status, found.hindsight) == (Status.NONE_FOUND, True)
    next_day = (Grade.MAJOR, Moment(at("2023-04-19 00:00"), at("2023-04-20 00:00")))
    assert judge(RULES_80, INFO_5H, graded(GENERAL, next_day)).reason == "graded_later"


def test_where_another_place_is_possible_a_grade_that_came_later_still_faults_nobody() -> None:
    city = replace(RULES_80, jurisdiction="990100")
    found = judge(city, INFO_5H, graded(GENERAL, UNDATED, place="990000"))
    assert outcome(found) == ("not_applicable", "graded_later")


BOTH_IN_TIME = release(claimed=moment("2023-04-18 14:00"), seen="2023-04-18 16:00", absent="2023-04-18 15:00")


def test_of_two_readings_that_agree_the_claimed_one_is_the_fulfilment() -> None:
    found = verdict(releases=[BOTH_IN_TIME])
    assert outcome(found) == ("met", "in_time")
    assert found.fulfilled == moment("2023-04-18 14:00", basis=Basis.DERIVED)
    assert found.fulfilled_by == (BOTH_IN_TIME,)


def test_one_page_is_not_believed_as_a_mention_and_doubted_as_an_answer_at_once() -> None:
    """By each reading of the page alone it may be in time; only a mixture of the two would make it late."""
    start = at("2023-04-18 12:57")
    claimed = Moment(start + timedelta(hours=6), start + timedelta(hours=6, minutes=1))
    seen = release(claimed=claimed, seen="2023-04-19 12:00", absent="2023-04-19 11:45")
    assert outcome(verdict(FIRST_PUBLIC_5H, releases=[seen])) == ("undetermined", "spans_deadline")


def test_the_headline_of_a_dispute_is_the_reading_that_believes_the_page() -> None:
    seen = release(claimed=moment("2023-04-18 14:00"), seen="2023-04-19 12:00", absent="2023-04-19 11:45")
    found = verdict(FIRST_PUBLIC_5H, releases=[seen])
    assert outcome(found) == ("disputed", "readings_differ")
    assert found.started == Moment(at("2023-04-18 12:57"), at("2023-04-18 14:01"), Basis.DERIVED)


def test_the_first_mention_starts_that_clock_also_where_only_one_page_tells_of_it() -> None:
    one = dossier(releases=[page()])
    known = Moment(at("2023-04-18 12:57"), at("2023-04-18 17:57"), Basis.DERIVED)
    assert started(one, ClockStart.FIRST_PUBLIC) == known
    assert started(one, ClockStart.ONSET) == moment("2023-04-18 12:57")
    assert started(dossier(onset=None), ClockStart.FIRST_PUBLIC) is None


def test_what_is_dated_the_very_instant_of_asking_has_happened() -> None:
    now = page(moment("2023-04-18 14:00"), seen="2023-04-18 14:00:30")
    found = verdict(releases=[now], as_of="2023-04-18 14:00", watches=[watch(until="2023-04-18 14:00")])
    assert found.status is Status.MET


def relayed(seen: str) -> Release:
    """A medium that tells what an authority has said, at any time before this page stood there."""
    absent = f"{seen[:11]}{int(seen[11:13]) - 1}:45"
    return page(
        None, url="https://news.example/r.html", agency=None, official=False, relays=True, seen=seen, absent=absent
    )


@pytest.mark.parametrize(
    ("seen", "status"),
    [("2023-04-18 23:00", "late"), ("2023-04-18 20:00", "undetermined"), ("2023-04-18 19:00", "undetermined")],
)
def test_a_medium_may_tell_of_the_first_late_answer_only_if_that_came_before(seen: str, status: str) -> None:
    first = release(claimed=None, seen="2023-04-18 20:30", absent="2023-04-18 20:00")
    later = release(url="https://www.binjiang.example/2", seen="2023-04-19 08:00", absent="2023-04-19 07:00")
    found = verdict(releases=[later, first, relayed(seen)])
    assert found.status.value == status


def test_an_answer_after_the_window_waits_for_reports_of_an_earlier_conference() -> None:
    rule: Clause = clause(limit=Within(timedelta(hours=5)))
    held = page(LATE, role=Role.PRESS_CONFERENCE, held=moment("2023-04-18 19:00"), seen="2023-04-18 20:00")
    found = verdict(rule, releases=[held], as_of="2023-04-19 08:00", watches=[watch(until="2023-04-19 08:00")])
    assert outcome(found) == ("undetermined", "report_may_follow")


def test_captures_of_sure_and_doubtful_answers_are_all_evidence_once() -> None:
    sure = page(captures=("c1", "c2"))
    doubtful = replace(relayed("2023-04-18 16:00"), captures=("c2", "c3"))
    assert answers(INFO_5H.accepts, dossier(releases=[sure, doubtful])).captures == ("c1", "c2", "c3")
    assert verdict(releases=[sure, doubtful]).evidence == ("cap-1", "c1", "c2", "c3")
