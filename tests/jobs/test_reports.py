"""What a period's report takes in: what touches it, what is open elsewhere, what was withdrawn since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.core.periods import between
from monitor.core.weekly import WeeklyReport
from monitor.jobs.weekly import report
from tests.building import at
from tests.simulated import Bench, article_page, bench, blast, command, entry, site

ID, OTHER = "i-20261120-620102-1", "i-20261120-620104-1"
SECOND = (
    "2026年11月20日9时10分许，兰州市西固区福利路一仓库发生火灾。截至20日10时，火灾已造成3人死亡，现场明火已被扑灭。"
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bench]:
    """Two incidents of 2026-11-20, neither answered."""
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        web.put("/media/2.html", article_page("兰州市西固区一仓库发生火灾", "2026-11-20 10:20", SECOND))
        web.lists(
            "/media/", entry("/media/2.html", "兰州市西固区一仓库发生火灾", "2026-11-20"),
            entry("/media/1.html", "兰州市城关区一化工厂发生爆炸", "2026-11-20"),
        )  # fmt: skip
        here.poll()
        yield here


def days(here: Bench, first: date, last: date, as_of: str, **more: str) -> WeeklyReport:
    return report(here.here, between(first, last), as_of=at(as_of), **more)


def ids(rows: object) -> list[str]:
    return [row.dossier.id for row in rows]  # type: ignore[attr-defined]


def test_a_window_open_now_is_told_even_where_the_incident_came_after_the_period(here: Bench) -> None:
    found = days(here, date(2026, 11, 16), date(2026, 11, 19), "2026-11-20 12:00")
    assert ids(found.rows) == []
    assert ids(found.open_elsewhere) == [ID, OTHER]
    assert ids(
        days(here, date(2026, 11, 16), date(2026, 11, 19), "2026-11-20 12:00", place="620102").open_elsewhere
    ) == [ID]


def test_an_incident_belongs_to_every_period_that_its_windows_reach(here: Bench) -> None:
    found = days(here, date(2026, 11, 21), date(2026, 11, 21), "2026-11-20 12:00")
    assert ids(found.rows) == [ID, OTHER]
    assert found.open_elsewhere == ()
    assert ids(days(here, date(2026, 12, 21), date(2026, 12, 31), "2026-11-20 12:00").rows) == [ID, OTHER]  # still open


def test_an_incident_merged_since_the_period_began_is_named_as_withdrawn(here: Bench) -> None:
    words = ("incident", "merge", OTHER, "--into", ID, "--by", "李四", "--reason", "同一事件")
    done = command(*words, "--db", str(here.where.db), "--feeds", str(here.where.feeds))
    assert done.returncode == 0
    found = days(here, date(2026, 11, 21), date(2026, 11, 21), "2100-01-01")
    assert ids(found.rows) == [ID]
    assert [number for number, _ in found.withdrawn] == [OTHER]


def test_a_year_is_watched_as_long_as_its_looks_reach(here: Bench) -> None:
    here.passes(hours=1)
    here.poll()
    now = "2026-11-20 11:02"
    year = {feed.feed: feed for feed in days(here, date(2026, 1, 1), date(2026, 12, 31), now).feeds}
    day = {feed.feed: feed for feed in days(here, date(2026, 11, 20), date(2026, 11, 20), now).feeds}
    assert year.keys() == day.keys()
    for name, feed in year.items():
        assert feed.looks == day[name].looks > 0
        assert feed.covered >= day[name].covered > timedelta(0)
        assert feed.of > timedelta(days=300)
        assert sum((hole.width or timedelta(0) for hole in feed.holes), feed.covered) == feed.of


def test_the_stretch_since_the_last_poll_is_no_hole(here: Bench) -> None:
    feed = days(here, date(2026, 11, 20), date(2026, 11, 20), "2026-11-20 10:10").feeds[0]
    assert all(hole.latest is not None and hole.latest < at("2026-11-20 10:05") for hole in feed.holes)
    later = days(here, date(2026, 11, 20), date(2026, 11, 20), "2026-11-20 20:10").feeds[0]
    assert later.holes[-1].latest == at("2026-11-20 20:10")
