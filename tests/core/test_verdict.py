"""The table of outcomes, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.core.instrument import CalendarDays, Clause
from monitor.core.moment import Basis, Moment, instant
from monitor.core.statement import Role
from monitor.core.verdict import Status
from tests.building import (
    CITY_HALL,
    EMERGENCY,
    INFO_5H,
    PRESS_24H,
    at,
    clause,
    moment,
    watch,
)
from tests.core.cases import COUNTY, DOUBT, LATE, NATIONAL, NEIGHBOUR, PROVINCE, outcome, page, verdict

# ---- one answer, hours ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "status", "reason"),
    [
        (moment("2023-04-18 17:56"), "met", "in_time"),
        (moment("2023-04-18 17:57"), "undetermined", "spans_deadline"),
        (moment("2023-04-18 17:58"), "late", "too_late"),
        (moment("2023-04-18"), "undetermined", "spans_deadline"),
        (moment("2023-04-19"), "late", "too_late"),
        (moment("2023-04-18 12:57"), "met", "in_time"),
        (moment("2023-04-18 12:00", "2023-04-18 17:57"), "met", "in_time"),
        (moment("2023-04-18 12:00", "2023-04-18 12:57"), "none_found", "nothing_found"),
        (moment("2023-04-17"), "none_found", "nothing_found"),
    ],
    ids=[
        "one minute before",
        "in the same minute of the clock", "one minute after", "a date only", "the next day's date",
        "in the minute it happened",
        "at the latest at the deadline", "surely before it happened", "the day before",
    ],
)  # fmt: skip
def test_answer_is_weighed_by_its_worst_and_its_best_reading(published: Moment, status: str, reason: str) -> None:
    assert outcome(verdict(releases=[page(published, seen="2023-04-20 08:00")])) == (status, reason)


def test_exactly_24_h_00_m_is_inside() -> None:
    exact = instant(at("2023-04-18 12:57"))
    stood = page(None, role=Role.PRESS_CONFERENCE, held=Moment(at("2023-04-19 10:00"), at("2023-04-19 12:57")))
    stood = replace(stood, publication=page(None, seen="2023-04-19 12:57", absent="2023-04-19 12:00").publication)
    found = verdict(PRESS_24H, onset=exact, releases=[stood])
    assert found.fulfilled is not None
    assert found.fulfilled.latest == at("2023-04-19 12:57")
    assert found.status is Status.MET
    beyond = replace(stood, held=Moment(at("2023-04-19 10:00"), at("2023-04-19 12:57:01")))
    beyond = replace(beyond, publication=page(None, seen="2023-04-19 13:00", absent="2023-04-19 12:00").publication)
    assert verdict(PRESS_24H, onset=exact, releases=[beyond]).status is Status.UNDETERMINED


def test_answer_surely_later_than_the_last_instant_is_late() -> None:
    exact = instant(at("2023-04-18 12:57"))
    shut = at("2023-04-18 17:57") + timedelta(microseconds=1)
    late = page(Moment(shut, shut + timedelta(seconds=1)))
    touching = page(Moment(at("2023-04-18 17:57"), at("2023-04-18 17:58")))
    assert verdict(onset=exact, releases=[late]).status is Status.LATE
    assert verdict(onset=exact, releases=[touching]).status is Status.UNDETERMINED


@pytest.mark.parametrize(
    ("published", "status"),
    [
        (moment("2023-04-21"), "met"),
        (moment("2023-04-22"), "late"),
        (moment("2023-04-21 18:00", "2023-04-22 09:00"), "undetermined"),
    ],
    ids=["dated the last day", "dated the day after", "over its midnight"],
)  # fmt: skip
def test_windows_in_days_end_at_24_00_of_the_last_day(published: Moment, status: str) -> None:
    three_days = clause(limit=CalendarDays(3), accepts=INFO_5H.accepts)
    assert verdict(three_days, releases=[page(published, seen="2023-04-23 08:00")]).status.value == status


def test_smallest_lower_and_smallest_upper_bound_of_several_answers_count() -> None:
    found = verdict(releases=[page(moment("2023-04-18")), page(moment("2023-04-18 17:00")), page(LATE)])
    assert found.fulfilled == Moment(at("2023-04-18 12:57"), at("2023-04-18 17:01"), Basis.DERIVED)
    assert len(found.fulfilled_by) == 2
    assert found.elapsed == (timedelta(0), timedelta(hours=4, minutes=4))


def test_elapsed_is_the_shortest_and_the_longest_delay() -> None:
    found = verdict(releases=[page(moment("2023-04-18 15:00"))])
    assert found.elapsed == (timedelta(hours=2, minutes=2), timedelta(hours=2, minutes=4))
    assert found.evidence == ("cap-1", "cap-release")


# ---- nothing found ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "status", "due"),
    [
        ("2023-04-18 13:00", "pending", False),
        ("2023-04-18 17:56:59", "pending", False),
        ("2023-04-18 17:57", "pending", True),
        ("2023-04-18 17:57:59", "pending", True),
        ("2023-04-18 17:58", "none_found", False),
    ],
)
def test_silence_is_pending_then_due_then_none_found(as_of: str, status: str, due: bool) -> None:
    found = verdict(as_of=as_of)
    assert (found.status.value, found.due) == (status, due)


HOLE = watch(looks=[("2023-04-10", "2023-04-18 14:00"), ("2023-04-18 15:00", "2023-04-25")])
AFTER = watch(looks=[("2023-04-10", "2023-04-18 17:58"), ("2023-04-18 19:00", "2023-04-25")])
BEFORE = watch(looks=[("2023-04-10", "2023-04-18 12:00"), ("2023-04-18 12:57", "2023-04-25")])


@pytest.mark.parametrize(
    ("watches", "status", "reason"),
    [
        ([watch()], "none_found", "nothing_found"),
        ([HOLE], "unobserved", "holes"),
        ([AFTER], "none_found", "nothing_found"),
        ([BEFORE], "none_found", "nothing_found"),
        ([watch(), HOLE], "unobserved", "holes"),
        ([], "unobserved", "holes"),
        ([watch(agency="nangang-gov")], "unobserved", "holes"),
        ([watch(agency="mem")], "unobserved", "holes"),
        ([watch(agency=None)], "unobserved", "holes"),
        ([watch(), watch(agency="nangang-gov", looks=[])], "none_found", "nothing_found"),
        ([watch(), watch(agency="lingang-gov", looks=[])], "unobserved", "holes"),
        ([watch(looks=[])], "unobserved", "holes"),
    ],
    ids=[
        "seen throughout", "a hole", "a hole after the deadline", "a hole before it happened",
        "a hole on one of two feeds",
        "no feed of an answerable agency",
        "only another city's feed", "only a national feed", "only a medium's feed",
        "another city's feed was never seen", "a county's feed was never seen", "never seen",
    ],
)  # fmt: skip
def test_silence_counts_only_where_the_feeds_of_all_answerable_agencies_were_seen(
    watches: list[object], status: str, reason: str
) -> None:
    agencies = [CITY_HALL, EMERGENCY, NEIGHBOUR, NATIONAL, COUNTY]
    found = verdict(watches=watches, agencies=agencies)
    assert outcome(found) == (status, reason)
    assert found.complete == (status == "none_found")


def test_late_answer_with_a_hole_before_the_deadline_may_have_had_a_forerunner() -> None:
    assert outcome(verdict(releases=[page(LATE)], watches=[HOLE])) == ("undetermined", "late_but_unobserved")
    assert outcome(verdict(releases=[page(LATE)], watches=[AFTER])) == ("late", "too_late")
    assert outcome(verdict(releases=[page(LATE)], watches=[])) == ("undetermined", "late_but_unobserved")
    assert verdict(releases=[page(LATE)], watches=[HOLE]).holes[0].cause == "rolled_over"


# ---- which pages count ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "role", "status"),
    [
        (PRESS_24H, Role.PRESS_CONFERENCE, "met"),
        (PRESS_24H, Role.PRESS_CONFERENCE_NOTICE, "none_found"),
        (PRESS_24H, Role.AUTHORITATIVE_INFO, "none_found"),
        (PRESS_24H, Role.MENTION, "none_found"),
        (INFO_5H, Role.AUTHORITATIVE_INFO, "met"),
        (INFO_5H, Role.FIRST_REPORT, "met"),
        (INFO_5H, Role.PRESS_CONFERENCE, "met"),
        (INFO_5H, Role.PRESS_CONFERENCE_NOTICE, "none_found"),
        (INFO_5H, Role.MENTION, "none_found"),
        (INFO_5H, Role.POLICY_INTERPRETATION, "none_found"),
    ],
    ids=lambda value: value.value if isinstance(value, Role) else getattr(value, "id", value),
)
def test_roles_fulfil_what_the_acceptance_table_says(bound: Clause, role: Role, status: str) -> None:
    """An announcement fulfils nothing; 情况通报会 is filed as authoritative information, no press conference."""
    assert verdict(bound, releases=[page(role=role)]).status.value == status


@pytest.mark.parametrize(
    ("agency", "status"),
    [
        ("binjiang-gov", "met"), ("binjiang-emergency", "met"), ("dongjiang-gov", "met"), ("lingang-gov", "met"),
        ("nangang-gov", "none_found"), ("mem", "none_found"), ("unknown-gov", "none_found"), (None, "none_found"),
    ],
)  # fmt: skip
def test_other_bodies_are_shown_and_not_counted(agency: str | None, status: str) -> None:
    agencies = [CITY_HALL, EMERGENCY, PROVINCE, COUNTY, NEIGHBOUR, NATIONAL]
    watches = [watch(), watch(agency="lingang-gov")]
    found = verdict(releases=[page(agency=agency)], agencies=agencies, watches=watches)
    assert found.status.value == status
    assert found.fulfilled_by == (() if status == "none_found" else (page(agency=agency),))


def test_medium_alone_answers_nothing() -> None:
    assert verdict(releases=[page(agency=None, official=False)]).status is Status.NONE_FOUND
    assert verdict(releases=[page(official=False)]).status is Status.NONE_FOUND


@pytest.mark.parametrize(
    "facts",
    [
        {"link": DOUBT},
        {"role": Role.MENTION, "maybe": (Role.AUTHORITATIVE_INFO,)},
        {"agency": None, "official": False, "relays": True},
        {"relays": True},
    ],
    ids=["doubtful tie", "doubtful role", "relayed by a medium", "relayed on its own feed"],
)
def test_page_in_doubt_blocks_grave_verdicts_and_proves_nothing(facts: dict[str, Any]) -> None:
    found = verdict(releases=[page(**facts)])
    assert outcome(found) == ("undetermined", "doubtful_answer")
    assert found.doubtful
    assert found.fulfilled is None
    assert outcome(verdict(releases=[page(**facts)], as_of="2023-04-18 17:56:30")) == ("pending", "doubtful_answer")
    assert outcome(verdict(releases=[page(**facts)], watches=[HOLE])) == ("undetermined", "doubtful_answer")
    assert outcome(verdict(releases=[page(**facts), page()])) == ("met", "in_time")
    assert outcome(verdict(releases=[page(**facts), page(LATE)])) == ("undetermined", "doubtful_answer")


def test_page_in_doubt_after_the_deadline_changes_nothing() -> None:
    assert verdict(releases=[page(LATE, link=DOUBT)]).status is Status.NONE_FOUND
    assert verdict(releases=[page(LATE, link=DOUBT), page(LATE)]).status is Status.LATE
    assert verdict(releases=[page(moment("2023-04-17"), link=DOUBT)]).status is Status.NONE_FOUND
    assert outcome(verdict(releases=[page(LATE, link=DOUBT)], as_of="2023-04-18 17:30"))[1] == "running"


def test_late_page_that_may_report_a_conference_may_report_one_in_time() -> None:
    doubt = page(moment("2023-04-19 20:00"), maybe=(Role.PRESS_CONFERENCE,), seen="2023-04-20 08:00")
    assert outcome(verdict(PRESS_24H, releases=[doubt])) == ("undetermined", "doubtful_answer")
    told = replace(doubt, held=moment("2023-04-19 18:00"))
    assert verdict(PRESS_24H, releases=[told]).status is Status.NONE_FOUND


def test_medium_that_relays_after_the_deadline_tells_of_an_act_at_an_unknown_time_before() -> None:
    relayed = page(LATE, agency=None, official=False, relays=True)
    assert outcome(verdict(releases=[relayed])) == ("undetermined", "doubtful_answer")
    explained = page(moment("2023-04-18 17:58"))
    later = page(moment("2023-04-18 19:00"), agency=None, official=False, relays=True)
    assert verdict(releases=[explained, later]).status is Status.LATE
    assert verdict(releases=[page(moment("2023-04-18 19:30")), later]).status is Status.UNDETERMINED


def test_conference_reported_without_its_time_is_in_time_only_if_its_report_is() -> None:
    stood: dict[str, Any] = {"role": Role.PRESS_CONFERENCE, "seen": "2023-04-20 20:00"}
    assert verdict(PRESS_24H, releases=[page(moment("2023-04-19 12:00"), **stood)]).status is Status.MET
    assert verdict(PRESS_24H, releases=[page(moment("2023-04-19 15:00"), **stood)]).status is Status.UNDETERMINED
    held = page(moment("2023-04-19 15:00"), held=moment("2023-04-19 14:00"), **stood)
    assert verdict(PRESS_24H, releases=[held]).status is Status.LATE


def test_conference_still_to_come_leaves_the_window_running() -> None:
    planned = page(role=Role.PRESS_CONFERENCE, held=moment("2023-04-19 10:00"), seen="2023-04-18 18:00")
    found = verdict(PRESS_24H, releases=[planned], as_of="2023-04-18 19:00")
    assert outcome(found) == ("pending", "running")
