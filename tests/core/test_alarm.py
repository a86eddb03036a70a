"""Alarms: which news there is in a change, when people are reminded, what of our blindness they are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.alarm import LEADS, SILENT, Alarm, News, blindness, joined, leads_of, news_of, of_change, reminder
from monitor.core.coverage import Look
from monitor.core.dossier import FeedWatch
from monitor.core.outcome import Status, Verdict
from monitor.core.verdict import judge_all
from tests.building import at, clause, dossier, instrument

H = timedelta(hours=1)
DAY = instrument(clause("press-24h"))


def verdict(as_of: str, *, watches: list[FeedWatch] | None = None) -> Verdict:
    """A press conference owed within 24 h of an incident at noon of the 18th, nothing found."""
    case = dossier(onset="2023-04-18 12:00", dead=12, as_of=as_of, watches=watches or ())
    return judge_all([DAY], case)[0]


@pytest.mark.parametrize(
    ("old", "new", "closed", "news"),
    [
        ("", "pending", False, News.OPENED),
        ("applicability_unknown", "pending", False, News.OPENED),
        ("not_applicable", "pending", False, News.OPENED),
        ("pending", "met", False, News.MET),
        ("", "met", True, News.MET),
        ("pending", "none_found", True, News.CLOSED),
        ("pending", "late", True, News.CLOSED),
        ("", "late", False, News.CLOSED),
        ("pending", "unobserved", True, News.CLOSED),
        ("pending", "disputed", True, News.CLOSED),
        ("pending", "undetermined", False, News.CHANGED),
        ("none_found", "late", True, News.CHANGED),
        ("none_found", "met", True, News.CHANGED),
        ("late", "not_applicable", True, News.CHANGED),
        ("met", "pending", False, News.CHANGED),
        ("", "applicability_unknown", False, None),
        ("applicability_unknown", "not_applicable", False, None),
    ],
)
def test_the_news_in_a_change(old: str, new: str, closed: bool, news: News | None) -> None:
    assert news_of(old, new, closed=closed) is news


@given(st.sampled_from(["", *Status]), st.sampled_from(list(Status)), st.booleans())
def test_a_change_is_news_unless_it_is_between_outcomes_that_say_nothing(old: str, new: Status, closed: bool) -> None:
    silent = old in SILENT and new.value in SILENT
    assert (news_of(old, new.value, closed=closed) is None) == silent


def test_the_same_change_has_the_same_key_whenever_it_is_noticed() -> None:
    said = {"incident": "i-1", "old": "pending", "new": "none_found", "happened_at": at("2023-04-19 12:01")}
    first, later = (
        of_change(verdict=verdict("2023-04-19 13:00"), now=at(now), **said)  # type: ignore[arg-type]
        for now in ("2023-04-19 12:02", "2023-04-22 08:00")
    )
    assert first is not None
    assert later is not None
    assert first.key == later.key
    assert first.topics == ("closed", "none_found")


def test_two_texts_that_owe_the_same_are_one_alarm() -> None:
    one = Alarm("a", News.MET, ("met",), at("2023-04-18"), "i-1", ("gb61",), "press_conference", "pending", "met")
    two = Alarm("b", News.MET, ("met",), at("2023-04-18"), "i-1", ("gb80",), "press_conference", "pending", "met")
    other = Alarm("c", News.MET, ("met",), at("2023-04-18"), "i-1", ("x",), "response", "pending", "met")
    assert [(a.key, a.rules) for a in joined([one, two, other])] == [("a", ("gb61", "gb80")), ("c", ("x",))]


@pytest.mark.parametrize(
    ("as_of", "lead"),
    [
        ("2023-04-19 05:59", None),
        ("2023-04-19 06:00", 6 * H),
        ("2023-04-19 10:59", 6 * H),
        ("2023-04-19 11:00", H),
        ("2023-04-19 11:59", H),
        ("2023-04-19 12:00", None),
    ],
)
def test_people_are_reminded_six_hours_and_one_hour_before(as_of: str, lead: timedelta | None) -> None:
    found = reminder("i-1", verdict(as_of), at(as_of), leads=LEADS)
    assert (None if found is None else found.lead) == lead


def test_a_reminder_comes_once_and_the_nearer_one_still_comes() -> None:
    first = reminder("i-1", verdict("2023-04-19 07:00"), at("2023-04-19 07:00"), leads=LEADS)
    assert first is not None
    again = reminder("i-1", verdict("2023-04-19 08:00"), at("2023-04-19 08:00"), leads=LEADS, told=[first])
    nearer = reminder("i-1", verdict("2023-04-19 11:30"), at("2023-04-19 11:30"), leads=LEADS, told=[first])
    assert again is None
    assert nearer is not None
    assert nearer.lead == H


def test_a_deadline_that_moved_far_is_told_again_and_one_that_moved_a_little_is_not() -> None:
    late = verdict("2023-04-19 11:30")
    assert late.deadline is not None
    for moved, told_again in ((timedelta(minutes=10), False), (timedelta(hours=3), True)):
        before = Alarm("i-1:press_conference:due:3600", News.DUE_SOON, (), at("2023-04-19 08:30"), "i-1", (),
                       "press_conference", deadline=late.deadline.shift(-moved), lead=H)  # fmt: skip
        found = reminder("i-1", late, at("2023-04-19 11:30"), leads=LEADS, told=[before])
        assert (found is not None) is told_again
        assert found is None or found.key == "i-1:press_conference:due:3600:1"


def test_nobody_is_reminded_of_what_was_just_told_to_have_opened() -> None:
    now = verdict("2023-04-19 11:30")
    opened = Alarm("k", News.OPENED, (), at("2023-04-19 11:20"), "i-1", (), "press_conference", deadline=now.deadline)
    assert reminder("i-1", now, at("2023-04-19 11:30"), leads=LEADS, told=[opened]) is None


def test_a_lead_longer_than_the_window_reminds_of_nothing() -> None:
    assert reminder("i-1", verdict("2023-04-18 13:00"), at("2023-04-18 13:00"), leads=[30 * H]) is None


def test_each_clause_may_have_its_own_leads() -> None:
    settings = {"default": (2 * H,), "gb80-info-5h": (timedelta(minutes=30),)}
    assert leads_of("gb80-info-5h", settings) == (timedelta(minutes=30),)
    assert leads_of("gb61-press-24h", settings) == (2 * H,)
    assert leads_of("gb61-press-24h", {}) == LEADS


def blind(as_of: str, *spans: tuple[str, str]) -> Verdict:
    watch = FeedWatch("gov", "https://g.example/", "binjiang-gov", "web", tuple(Look(at(a), at(b)) for a, b in spans))
    return verdict(as_of, watches=[watch])


def test_a_hole_while_a_clock_runs_is_told_once() -> None:
    seen = blind("2023-04-18 16:00", ("2023-04-18 11:00", "2023-04-18 13:00"))
    first = blindness("i-1", [seen])
    assert first is not None
    assert (first.holes[0].feed, first.holes[0].start) == ("gov", at("2023-04-18 13:00"))
    longer = blind("2023-04-18 19:00", ("2023-04-18 11:00", "2023-04-18 13:00"))
    assert blindness("i-1", [longer], told=[first]) is None
    assert blindness("i-1", [longer]) == first or blindness("i-1", [longer]).key == first.key  # type: ignore[union-attr]


def test_the_minutes_since_the_last_poll_are_no_blindness() -> None:
    assert blindness("i-1", [blind("2023-04-18 13:30", ("2023-04-18 11:00", "2023-04-18 13:00"))]) is None


def test_a_second_hole_is_told_again() -> None:
    first = blindness("i-1", [blind("2023-04-18 16:00", ("2023-04-18 11:00", "2023-04-18 13:00"))])
    assert first is not None
    spans = (("2023-04-18 11:00", "2023-04-18 13:00"), ("2023-04-18 17:00", "2023-04-18 18:00"))
    later = blind("2023-04-18 23:00", *spans)
    second = blindness("i-1", [later], told=[first])
    assert second is not None
    assert [hole.start for hole in second.holes] == [at("2023-04-18 18:00")]
    assert second.key != first.key


def test_a_closed_window_is_no_matter_of_blindness() -> None:
    assert blindness("i-1", [blind("2023-04-21 12:00", ("2023-04-18 11:00", "2023-04-18 13:00"))]) is None


