"""What an answer amounts to: the same list again, or a page that lists nothing and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.article import Listing, ListState
from monitor.core.feed import Outcome
from monitor.core.problems import Problem
from monitor.jobs.looking import skew, unread_because
from monitor.parsers._guard import SAID

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "what", "had", "outcome"),
    [
        (ListState.EMPTY, None, True, Outcome.EMPTIED),
        (ListState.UNREAD, SAID["waf"], True, Outcome.BLOCKED),
        (ListState.UNREAD, SAID["soft_404"], True, Outcome.SOFT_404),
        (ListState.UNREAD, SAID["login"], False, Outcome.LOGIN),
        (ListState.UNREAD, SAID["script_only"], False, Outcome.SCRIPT_ONLY),
        (ListState.UNREAD, "no list of dated links could be found in the page", True, Outcome.REDESIGNED),
        (ListState.UNREAD, "no list of dated links could be found in the page", False, Outcome.UNREAD),
    ],
)
def test_a_page_that_lists_nothing_says_which_nothing_it_is(state, what, had: bool, outcome: Outcome) -> None:
    problem = None if what is None else Problem("http://a/", what, "look")
    kind, said = unread_because(Listing("auto", (), None, state, problem), had_entries=had)
    assert kind is outcome
    assert said


@pytest.mark.parametrize(
    ("headers", "ahead"),
    [
        ((("Date", "Sun, 22 Nov 2026 02:00:30 GMT"),), None),
        ((("Date", "Sun, 22 Nov 2026 03:00:00 GMT"),), timedelta(hours=1)),
        ((("Date", "Sun, 22 Nov 2026 01:00:00 GMT"),), timedelta(hours=-1)),
        ((("Date", "Sun, 22 Nov 2026 01:00:00 GMT"), ("Age", "3600")), None),
        ((("Date", "yesterday"),), None),
        ((), None),
    ],
)
def test_a_clock_that_differs_from_the_servers_is_noticed(headers, ahead: timedelta | None) -> None:
    assert skew(headers, at=AT) == ahead
