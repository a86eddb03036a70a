"""Each change of a verdict is dated when it happened in theory, and says what brought it about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.instrument import Within
from monitor.jobs.correct import Correction, correct
from monitor.jobs.judge import note_changes
from tests.simulated import Bench, Site, answered, bench, blast, command, site

RULE = "gb80-info-5h"
CLOSED = "2026-11-20T05:35:00.000000Z"  # five hours after the latest reading of "8时30分许"


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as one:
        yield one


def hours(here: Bench, many: float, *, judging: bool) -> None:
    """Polls every quarter of an hour, judged after each or not at all."""
    for _ in range(int(many * 4)):
        here.passes(minutes=15)
        here.poll()
        if judging:
            note_changes(here.here, now=here.clock())


def noted(here: Bench, rule: str = RULE) -> list[tuple[object, ...]]:
    """What was noted of one clause: old, new, when, why."""
    sql = "SELECT old, new, happened_at, cause FROM verdict_changes WHERE clause = ? ORDER BY id"
    return here.rows(sql, rule)


def test_a_judge_that_slept_dates_each_change_as_one_that_was_awake(tmp_path: Path) -> None:
    found = []
    for judging in (True, False):
        with site() as web, bench(tmp_path / str(judging), web) as here:
            blast(web)
            here.poll()
            note_changes(here.here, now=here.clock())
            hours(here, 6, judging=judging)
            answered(web)
            hours(here, 2, judging=judging)
            note_changes(here.here, now=here.clock())
            found.append([(old, new, str(at)[:16], why) for old, new, at, why in noted(here)])
    assert [row[:2] for row in found[0]] == [("", "pending"), ("pending", "none_found"), ("none_found", "disputed")]
    assert found[0] == found[1]
    assert [row[3] for row in found[0]] == ["capture", "time", "capture"]
    assert found[0][1][2] == CLOSED[:16]


def test_the_last_minutes_of_a_window_wait_an_hour_for_the_next_look(tmp_path: Path, web: Site) -> None:
    with bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        hours(here, 3.5, judging=True)
        last = noted(here)
        assert [row[:2] for row in last] == [("", "pending")]
        here.passes(minutes=45)
        note_changes(here.here, now=here.clock())
        assert noted(here) == last, "the window is over, and nobody has looked since"
        here.passes(minutes=45)
        note_changes(here.here, now=here.clock())
        assert noted(here)[1:] == [("pending", "unobserved", CLOSED, "time")]
        here.poll()
        note_changes(here.here, now=here.clock())
        old, new, at, why = noted(here)[-1]
        assert (old, new, why) == ("unobserved", "none_found", "capture")
        assert here.value("SELECT max(at) FROM looks WHERE feed = 'gov'") == at, "the look that showed it"


def test_a_correction_is_the_cause_from_the_instant_it_was_made(tmp_path: Path, web: Site) -> None:
    with bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        note_changes(here.here, now=here.clock())
        hours(here, 1, judging=False)
        incident = str(here.value("SELECT id FROM incidents"))
        words = Correction(here.clock(), "张三", "核对原件", "set", incident, {"grade": "一般"})
        correct(here.here, words, journal=here.where.corrections)
        hours(here, 1, judging=False)
        note_changes(here.here, now=here.clock())
        at = here.value("SELECT at FROM corrections")
        assert noted(here)[1:] == [("pending", "not_applicable", at, "correction")]


def test_other_rules_are_the_cause_when_the_facts_are_the_same(tmp_path: Path, web: Site) -> None:
    with bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        hours(here, 1, judging=True)
        number = "cn-gbf-2016-80"
        old = here.here.instruments[number]
        clauses = tuple(
            replace(c, limit=Within(timedelta(minutes=30))) if c.id == RULE else c for c in old.clauses
        )  # fmt: skip
        stricter = replace(here.here, instruments={**here.here.instruments, number: replace(old, clauses=clauses)})
        now = here.clock()
        assert note_changes(stricter, now=now) == 1
        (row,) = noted(here)[1:]
        assert (row[1], row[3]) == ("none_found", "rules")
        assert here.value("SELECT noticed_at = happened_at FROM verdict_changes ORDER BY id DESC") == 1


def test_nothing_is_noted_twice_and_the_working_is_kept(tmp_path: Path, web: Site) -> None:
    with bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        assert note_changes(here.here, now=here.clock()) > 0
        assert note_changes(here.here, now=here.clock()) == 0
        working = json.loads(str(here.value("SELECT working FROM verdict_changes WHERE clause = ?", RULE)))
        assert working["status"] == "pending"
        assert working["why"]["zh"]
        assert working["why"]["en"]


def test_changes_shown_since_an_instant_say_when_and_why(tmp_path: Path, web: Site) -> None:
    with bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        note_changes(here.here, now=here.clock())
        since = here.clock().isoformat()
        hours(here, 6, judging=True)
        until = here.clock().isoformat()
    files = ("--db", tmp_path / "storage" / "monitor.db", "--feeds", tmp_path / "feeds.yaml")
    ran = command("verdicts", "--changed-since", since, "--as-of", until, *files, "--json")
    (row,) = [one for one in json.loads(ran.stdout)["differences"] if one["rule"] == RULE]
    assert (row["new"], row["cause"], row["happened_at"]) == ("none_found", "time", "2026-11-20T13:35:00+08:00")
    shown = command("verdicts", "--changed-since", since, "--as-of", until, *files).stdout.decode()
    assert "11-20 13:35" in shown
    assert "时间推移" in shown
