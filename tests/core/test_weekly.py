"""The numbers of one week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.dossier import Dossier
from monitor.core.verdict import Verdict, judge_all
from monitor.core.weekly import Change, changes, compile_week, iso_week, tallies, week_of
from tests.building import NOTICE_61, RULES_80, at, dossier, moment, release, watch

Pair = tuple[Dossier, tuple[Verdict, ...]]


def judged(id: str, **facts: object) -> Pair:  # noqa: A002
    made = dossier(id=id, **facts)  # type: ignore[arg-type]
    return made, judge_all([RULES_80, NOTICE_61], made)


ANSWERED = judged("i-1", releases=[release(claimed=moment("2023-04-18 15:50"))], watches=[watch()])
SILENT = judged("i-2", watches=[watch()])
BLIND = judged("i-3")
RUNNING = judged("i-4", watches=[watch()], as_of="2023-04-18 16:01")
UNGRADED = judged("i-5", dead=None, watches=[watch()])
SMALL = judged("i-6", dead=2, watches=[watch()], releases=[release(claimed=moment("2023-04-18 15:50"))])
ALL = [SMALL, UNGRADED, RUNNING, BLIND, SILENT, ANSWERED]


def test_week_runs_from_local_monday_to_sunday() -> None:
    week = iso_week("2023-w16")
    assert (week.name, week.first, week.last) == ("2023-W16", date(2023, 4, 17), date(2023, 4, 23))
    assert (week.start, week.end) == (at("2023-04-17"), at("2023-04-24"))
    assert week_of(at("2023-04-16 23:59")).name == "2023-W15"
    assert week_of(at("2023-04-17 00:00")) == week
    assert week_of(at("2024-12-30")).name == "2025-W01"


@pytest.mark.parametrize("name", ["2023", "2023-16", "2023-W54", "2023-W00", "2021-W53", "W16-2023", ""])
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever its words
        iso_week(name)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_week(day: date) -> None:
    week = week_of(at(f"{day.isoformat()} 12:00"))
    assert week.first <= day <= week.last
    assert week.last - week.first == timedelta(days=6)
    assert iso_week(week.name) == week


def test_every_applicable_incident_is_in_exactly_one_count() -> None:
    report = compile_week(iso_week("2023-W16"), at("2023-04-25"), now=ALL, before=[], feeds=[], instruments=[])
    assert [row.dossier.id for row in report.rows] == ["i-1", "i-2", "i-3", "i-4", "i-5", "i-6"]
    info = next(tally for tally in report.tallies if tally.clause == "gb80-info-5h")
    assert info.counts == {"met": 1, "none_found": 1, "unobserved": 1, "pending": 1, "applicability_unknown": 1}
    assert (info.applicable, info.surely_met, info.possibly_met, info.watched_throughout) == (4, 1, 3, 3)
    assert info.duty == "authoritative_info"
    assert sum(info.counts.values()) == info.applicable + info.counts["applicability_unknown"]
    assert report.rows[0].grading.value is not None
    assert report.unread == 0


def test_rate_is_an_interval_whose_ends_no_outcome_leaves() -> None:
    report = compile_week(iso_week("2023-W16"), at("2023-04-25"), now=ALL, before=[], feeds=[], instruments=[])
    for tally in tallies(report.rows):
        assert 0 <= tally.surely_met <= tally.possibly_met <= tally.applicable


def test_changes_name_what_is_new_and_what_is_other() -> None:
    running = judged("i-2", watches=[watch()], as_of="2023-04-18 16:01")
    found = changes([running], [SILENT, ANSWERED])
    assert found[0] == Change("i-1", "滨江市化工厂爆炸", "gb80-info-5h", "", "met", "in_time", ("first_judged",))
    why = ("window_closed",)
    assert Change("i-2", "滨江市化工厂爆炸", "gb80-info-5h", "pending", "none_found", "nothing_found", why) in found
    assert changes([SILENT], [SILENT]) == []
    assert all(change.new != "not_applicable" for change in found)


def test_week_without_incidents_is_a_report_all_the_same() -> None:
    report = compile_week(iso_week("2023-W16"), at("2023-04-25"), now=[], before=[], feeds=[], instruments=[], unread=2)
    assert (report.rows, report.changes, report.tallies, report.unread) == ((), (), (), 2)
