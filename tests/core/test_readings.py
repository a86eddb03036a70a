"""Readings that disagree, other clocks, grades, and the catalogue as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.core.answering import answers
from monitor.core.dossier import Authority, Dossier, OnsetClaim
from monitor.core.incident import Grade
from monitor.core.instrument import ClockStart, Duty, Strength, Within, WorkingDays
from monitor.core.moment import Basis, Moment
from monitor.core.release import Release
from monitor.core.statement import Role
from monitor.core.verdict import Status, judge, judge_all, started
from tests.building import (
    CITY_HALL,
    INFO_5H,
    NOTICE_61,
    PRESS_24H,
    RESPONSE_48H,
    RULES_80,
    at,
    clause,
    dossier,
    evidence,
    instrument,
    moment,
    release,
    watch,
)
from tests.core.cases import DOUBT, LATE, PROVINCE, outcome, page, verdict

# ---- readings, clocks, disputes ---------------------------------------------------------------------

BACKDATED: dict[str, Any] = {
    "claimed": moment("2023-04-18 15:00"),
    "seen": "2023-04-19 20:00",
    "absent": "2023-04-19 19:00",
}


def test_backdated_page_that_alone_would_be_in_time_is_disputed() -> None:
    found = verdict(releases=[release(**BACKDATED)])
    assert outcome(found) == ("disputed", "readings_differ")
    assert found.fulfilled_by


def test_backdated_page_is_no_dispute_where_both_readings_agree() -> None:
    backdated = release(**BACKDATED)
    assert verdict(releases=[backdated, page()]).status is Status.MET
    assert (
        verdict(clause(limit=Within(timedelta(hours=48)), accepts=INFO_5H.accepts), releases=[backdated]).status
        is Status.MET
    )
    assert (
        verdict(clause(limit=Within(timedelta(hours=1)), accepts=INFO_5H.accepts), releases=[backdated]).status
        is Status.LATE
    )


def told(
    agency: str, when: Moment, *, hour: int = 14, authority: Authority = Authority.AGENCY
) -> tuple[Release, OnsetClaim]:
    """A page of an agency that tells when it happened."""
    url = f"https://www.binjiang.example/told-{agency}-{hour}.html"
    shown = page(moment("2023-04-18 19:00"), url=url, agency=agency, role=Role.MENTION)
    return shown, OnsetClaim(when, authority, evidence(url=url, capture=f"c{hour}", recorded=f"2023-04-18 {hour}:00"))


def with_onsets(pairs: list[tuple[Release, OnsetClaim]], *more: Release) -> Dossier:
    made = dossier(releases=[*(shown for shown, _ in pairs), *more], watches=[watch()], agencies=[CITY_HALL, PROVINCE])
    return replace(made, onsets=tuple(claim for _, claim in pairs))


def test_two_authorities_that_contradict_each_other_dispute_what_hangs_on_it() -> None:
    city, province = told("binjiang-gov", moment("2023-04-18 12:57")), told("dongjiang-gov", moment("2023-04-18 12:30"))
    close = page(moment("2023-04-18 17:45"))
    assert outcome(judge(RULES_80, INFO_5H, with_onsets([city, province], close))) == ("disputed", "authorities_differ")
    assert (
        judge(RULES_80, INFO_5H, with_onsets([city, province], page(moment("2023-04-18 15:00")))).status is Status.MET
    )
    assert judge(RULES_80, INFO_5H, with_onsets([city], close)).status is Status.MET


@pytest.mark.parametrize(
    "rival",
    [
        told("dongjiang-gov", moment("2023-04-18 12:30", "2023-04-18 13:00")),
        told("binjiang-gov", moment("2023-04-18 12:30"), hour=13),
        told("dongjiang-gov", moment("2023-04-18 12:30"), authority=Authority.OTHER_BODY),
    ],
    ids=["the other is only vaguer", "its own earlier word", "a body not answerable"],
)
def test_what_is_no_contradiction_of_two_authorities_disputes_nothing(rival: tuple[Release, OnsetClaim]) -> None:
    city = told("binjiang-gov", moment("2023-04-18 12:57"))
    assert judge(RULES_80, INFO_5H, with_onsets([city, rival], page(moment("2023-04-18 17:45")))).status is Status.MET


def test_last_word_of_the_other_authority_counts_and_a_person_ends_the_dispute() -> None:
    city = told("binjiang-gov", moment("2023-04-18 12:57"))
    first = told("dongjiang-gov", moment("2023-04-18 12:30"), hour=13)
    last = told("dongjiang-gov", moment("2023-04-18 12:30", "2023-04-18 13:00"), hour=15)
    close = page(moment("2023-04-18 17:45"))
    assert judge(RULES_80, INFO_5H, with_onsets([city, first, last], close)).status is Status.MET
    disputed = with_onsets([city, first], close)
    person = OnsetClaim(moment("2023-04-18 12:57"), Authority.PERSON, evidence())
    assert judge(RULES_80, INFO_5H, replace(disputed, onsets=(*disputed.onsets, person))).status is Status.MET


def test_every_other_clock_is_read_and_a_difference_is_said() -> None:
    mention = page(moment("2023-04-18 14:00"), role=Role.MENTION, agency=None, official=False)
    found = verdict(releases=[page(LATE), mention])
    assert found.readings == {"first_public": Status.UNDETERMINED, "onset": Status.LATE}
    assert (found.clock, found.clock_sensitive) == (ClockStart.ONSET, True)
    by_public = judge(
        RULES_80, INFO_5H, dossier(releases=[page(LATE), mention], watches=[watch()]), headline=ClockStart.FIRST_PUBLIC
    )
    assert (by_public.status, by_public.clock) == (Status.UNDETERMINED, ClockStart.FIRST_PUBLIC)
    assert by_public.started == Moment(at("2023-04-18 12:57"), at("2023-04-18 14:01"), Basis.DERIVED)
    assert by_public.readings == found.readings
    agreed = verdict(releases=[page()])
    assert agreed.readings == {"first_public": Status.MET, "onset": Status.MET}
    assert not agreed.clock_sensitive


def test_clocks_of_documents_are_left_as_they_are() -> None:
    issued = clause(clock=ClockStart.DOCUMENT_ISSUED)
    found = judge(RULES_80, issued, dossier(), headline=ClockStart.ONSET)
    assert (found.clock, outcome(found)) == (ClockStart.DOCUMENT_ISSUED, ("undetermined", "start_unknown"))
    assert judge(RULES_80, INFO_5H, dossier(), headline=ClockStart.CALENDAR).clock is ClockStart.ONSET
    reported = verdict(clause(clock=ClockStart.REPORTED, accepts=INFO_5H.accepts), releases=[page()])
    assert reported.readings == {"first_public": Status.MET, "onset": Status.MET, "reported": Status.MET}


def test_two_backdated_pages_are_told_apart_where_the_clock_starts_with_a_page() -> None:
    first = release(
        claimed=moment("2023-04-18 13:00"), seen="2023-04-18 23:00", absent="2023-04-18 22:00", role=Role.MENTION
    )
    answer = release(claimed=moment("2023-04-20 15:00"), seen="2023-04-21 12:00", absent="2023-04-21 11:00")
    bound = clause(limit=Within(timedelta(hours=48)), clock=ClockStart.FIRST_PUBLIC, accepts=INFO_5H.accepts)
    assert verdict(bound, releases=[first, answer]).status is Status.DISPUTED


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"onset": None}, "onset_unknown"),
        ({"onset": Moment(None, at("2023-04-18 13:00"))}, "onset_at_edge"),
        ({"place": None}, "binds"),
    ],
)
def test_unknown_start_or_place_is_no_verdict(facts: dict[str, Any], reason: str) -> None:
    found = verdict(**facts)
    assert found.status in (Status.APPLICABILITY_UNKNOWN, Status.UNOBSERVED)
    assert found.reason == (reason if found.status is Status.APPLICABILITY_UNKNOWN else "holes")


def test_onset_without_an_end_had_happened_when_it_was_told() -> None:
    open_ended = dossier(onset=Moment(at("2023-04-18 12:57"), None), watches=[watch()], releases=[page(LATE)])
    told_at = at("2023-04-18 13:30")
    claims = tuple(replace(c, evidence=replace(c.evidence, recorded_at=told_at)) for c in open_ended.onsets)
    found = judge(RULES_80, INFO_5H, replace(open_ended, onsets=claims))
    assert found.started == Moment(at("2023-04-18 12:57"), told_at)
    assert found.status is Status.UNDETERMINED
    assert started(dossier(onset=None), ClockStart.ONSET) is None
    assert started(dossier(), ClockStart.ONSET) == moment("2023-04-18 12:57")


def test_unknown_calendar_is_undetermined_and_no_public_mention_starts_no_clock() -> None:
    far = dossier(onset="2093-04-18 12:57", as_of="2093-05-01")
    assert outcome(judge(RULES_80, clause(limit=WorkingDays(3)), far)) == ("undetermined", "calendar_unknown")
    assert outcome(verdict(clause(clock=ClockStart.FIRST_PUBLIC))) == ("undetermined", "start_unknown")
    assert outcome(verdict(clause(limit=None))) == ("undetermined", "start_unknown")


# ---- grade, obligation, catalogue -------------------------------------------------------------------


def test_grade_known_only_after_the_window_is_marked_hindsight() -> None:
    early, late = moment("2023-04-18 17:57"), moment("2023-04-18 17:58")
    assert not verdict(known=early).hindsight
    assert verdict(known=late).hindsight
    assert not verdict(known=late, as_of="2023-04-18 17:57:59").hindsight
    assert verdict(known=late, as_of="2023-04-18 17:58").hindsight
    assert not verdict(clause(grades=None, accepts=INFO_5H.accepts), known=late).hindsight


def test_grades_that_all_bind_were_known_in_time_however_many_they_are() -> None:
    (early,) = dossier(dead=29, known=moment("2023-04-18 14:00")).tolls
    wide, later = replace(early, high=31), replace(early, low=30, high=30, known_at=moment("2023-04-19"))
    found = judge(RULES_80, INFO_5H, replace(dossier(), tolls=(wide,)))
    assert (found.status, found.hindsight) == (Status.UNOBSERVED, False)
    proof = evidence(capture="later", recorded="2023-04-19 09:00")
    risen = replace(dossier(), tolls=(wide, replace(later, evidence=proof)))
    assert not judge(RULES_80, INFO_5H, risen).hindsight


def test_clause_that_does_not_bind_or_may_not_gives_no_timing() -> None:
    assert outcome(verdict(dead=3)) == ("not_applicable", "other_grade")
    assert outcome(verdict(dead=None)) == ("applicability_unknown", "grade_unknown")
    assert verdict(dead=None).deadline is None
    assert verdict(dead=None).readings is None
    assert not verdict(dead=None).clock_sensitive


def test_where_each_agency_owes_its_own_the_worst_decides() -> None:
    each = replace(INFO_5H, each=True)
    both = [watch(), watch(agency="binjiang-emergency", feed="e")]
    own, other = page(), page(agency="binjiang-emergency")
    assert verdict(each, releases=[own, other], watches=both).status is Status.MET
    alone = verdict(each, releases=[own], watches=both)
    assert alone.status is Status.NONE_FOUND
    assert [one.agency for one in alone.watched] == ["binjiang-emergency"]
    assert alone.fulfilled is None
    assert verdict(INFO_5H, releases=[own], watches=both).status is Status.MET
    assert verdict(each, releases=[own], watches=both[:1]).status is Status.UNOBSERVED
    relayed = page(agency=None, official=False, relays=True)
    assert verdict(each, releases=[own, relayed], watches=both).status is Status.UNDETERMINED
    assert verdict(each, place=None).status is Status.UNOBSERVED


def test_answers_are_told_apart_from_pages_in_doubt_and_from_others() -> None:
    pages = [page(), page(link=DOUBT), page(role=Role.MENTION), page(agency="mem")]
    found = answers(INFO_5H.accepts, dossier(releases=pages))
    assert (found.sure, found.doubtful) == ((pages[0],), (pages[1],))


def test_catalogue_is_judged_in_its_order_without_what_says_nothing_here() -> None:
    elsewhere = instrument(INFO_5H, name="other", jurisdiction="990200")
    later = instrument(INFO_5H, name="later", since=date(2024, 1, 1))
    plan = instrument(clause("plan", Duty.PLAN_PUBLICATION), name="plan")
    soft = instrument(replace(INFO_5H, strength=Strength.IN_PRINCIPLE), replace(INFO_5H, verified=False), name="soft")
    local = instrument(INFO_5H, name="local", jurisdiction="990100")
    found = judge_all([NOTICE_61, elsewhere, later, plan, soft, RULES_80, local], dossier(releases=[page()]))
    assert [(v.instrument.id, v.clause.id, v.status.value) for v in found] == [
        ("cn-gbf-2016-61", PRESS_24H.id, "unobserved"), ("cn-gbf-2016-61", RESPONSE_48H.id, "not_applicable"),
        ("cn-gbf-2016-80", INFO_5H.id, "met"), ("local", INFO_5H.id, "met"),
    ]  # fmt: skip
    assert found[2] == judge(RULES_80, INFO_5H, dossier(releases=[page()]))
    assert judge_all([RULES_80], dossier(), headline=ClockStart.FIRST_PUBLIC)[0].clock is ClockStart.FIRST_PUBLIC


def test_stated_grade_decides_where_figures_do_not() -> None:
    assert verdict(dead=None, grade=Grade.MAJOR).status is Status.NONE_FOUND


def test_a_dispute_shows_the_delay_from_one_reading_to_the_other() -> None:
    page = release(claimed=moment("2023-04-18 15:57"), seen="2023-04-21 01:00", absent="2023-04-21 00:45")
    rule = instrument(clause("c-5h", Duty.AUTHORITATIVE_INFO, limit=Within(timedelta(hours=5)), grades=None))
    verdict = judge(rule, rule.clauses[0], dossier(releases=[page], watches=[watch()]))
    assert verdict.status is Status.DISPUTED
    assert verdict.elapsed is not None
    low, high = (value.total_seconds() / 3600 for value in verdict.elapsed)
    assert low < 3.1
    assert high > 59
