"""A conference counts when held; the page that reports it comes later, and nobody may be faulted before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.core.instrument import ClockStart, Duty, Within
from monitor.core.statement import Role
from monitor.core.verdict import judge
from tests.building import clause, dossier, instrument, moment, release, watch

RULE = instrument(
    clause(
        "c-24h", Duty.PRESS_CONFERENCE, limit=Within(timedelta(hours=24)), grades=None, clock=ClockStart.ONSET,
        accepts=(Role.PRESS_CONFERENCE,),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "status", "reason", "due"),
    [
        ("2023-04-19 12:00", "pending", "running", False),
        ("2023-04-19 14:00", "pending", "report_may_follow", True),
        ("2023-04-20 12:57", "pending", "report_may_follow", True),
        ("2023-04-20 12:59", "none_found", "nothing_found", False),
    ],
)
def test_silence_is_said_a_day_after_the_window(as_of: str, status: str, reason: str, due: bool) -> None:
    verdict = judge(RULE, RULE.clauses[0], dossier(as_of=as_of, watches=[watch(until=as_of)]))
    assert (verdict.status.value, verdict.reason, verdict.due) == (status, reason, due)


@pytest.mark.parametrize(("as_of", "status"), [("2023-04-20 09:00", "undetermined"), ("2023-04-21 09:00", "late")])
def test_a_late_conference_is_late_once_an_earlier_one_would_have_been_reported(as_of: str, status: str) -> None:
    held = release(
        role=Role.PRESS_CONFERENCE, seen="2023-04-19 20:00", absent="2023-04-19 19:45", held=moment("2023-04-19 18:00")
    )
    verdict = judge(RULE, RULE.clauses[0], dossier(as_of=as_of, releases=[held], watches=[watch(until=as_of)]))
    assert verdict.status.value == status


def test_a_hole_in_the_day_after_the_window_keeps_silence_unobserved() -> None:
    as_of = "2023-04-21 09:00"
    verdict = judge(RULE, RULE.clauses[0], dossier(as_of=as_of, watches=[watch(until="2023-04-19 20:00")]))
    assert verdict.status.value == "unobserved"
