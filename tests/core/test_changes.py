"""Why a verdict is other than it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.core.changes import causes
from monitor.core.dossier import Authority, Dossier
from monitor.core.incident import Grade
from monitor.core.release import Link
from monitor.core.verdict import Verdict, judge_all
from tests.building import RULES_80, dossier, moment, release, watch


def judged(made: Dossier) -> tuple[Dossier, Verdict]:
    return made, judge_all([RULES_80], made)[0]


BEFORE = judged(dossier(as_of="2023-04-18 17:00", watches=[watch(until="2023-04-18 17:00")]))
CLOSED = dossier(watches=[watch()])
ANSWER = release(claimed=moment("2023-04-18 15:50"))
SAID = replace(CLOSED.onsets[0], authority=Authority.PERSON, moment=moment("2023-04-18 10:00"))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (CLOSED, ("window_closed",)),
        (dossier(watches=[watch()], releases=[ANSWER]), ("new_page", "window_closed")),
        (dossier(watches=[watch()], releases=[replace(ANSWER, link=Link(1.0, "李四", ("本人核对",)))]),
         ("person", "new_page", "window_closed")),
        (dossier(watches=[watch()], grade=Grade.LARGE), ("regraded",)),
        (replace(CLOSED, onsets=(SAID,)), ("person", "clock_moved")),
    ],
    ids=["deadline", "page", "person", "grade", "clock"],
)  # fmt: skip
def test_a_change_names_what_is_new(now: Dossier, expected: tuple[str, ...]) -> None:
    assert causes(BEFORE, judged(now)) == expected


def test_a_page_that_was_untied_is_named() -> None:
    answered = judged(dossier(watches=[watch()], releases=[ANSWER]))
    assert causes(answered, judged(CLOSED)) == ("page_untied",)


def test_better_coverage_alone_is_named_where_nothing_else_is_new() -> None:
    holed = dossier(watches=[watch(looks=[("2023-04-10", "2023-04-18 13:00"), ("2023-04-18 15:00", "2023-04-25")])])
    assert causes(judged(holed), judged(CLOSED)) == ("watch",)


def test_what_was_not_judged_before_is_new() -> None:
    assert causes(None, judged(CLOSED)) == ("first_judged",)
