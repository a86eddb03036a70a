"""The daemon: on schedule, alone, and without losing anything when it is stopped or killed."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import pytest

from monitor.channels import Address, channel_for
from monitor.daemon import Daemon
from monitor.evidence.verify import verify
from monitor.jobs import judge
from monitor.jobs.notify import Outlet
from monitor.store.wire import instant
from tests.channels.receiver import receiver
from tests.simulated import (
    FEEDS,
    ROOT,
    SHANGHAI,
    Bench,
    answered,
    article_page,
    bench,
    blast,
    command,
    entry,
    environment,
    facts,
    run,
    site,
)


class Running:
    """A daemon in a process of its own, and what it says."""

    def __init__(self, folder: Path) -> None:
        db, feeds = folder / "storage" / "monitor.db", folder / "feeds.yaml"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "daemon", "--db", str(db), "--feeds", str(feeds)],
            stderr=subprocess.PIPE, env=environment(), cwd=folder,
        )  # fmt: skip
        self.lines: list[str] = []
        self._said: dict[str, Event] = {}
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.decode())
            for words, event in list(self._said.items()):
                if words in self.lines[-1]:
                    event.set()

    def wait(self, words: str, seconds: float = 90) -> None:
        """Until it has said these words."""
        event = self._said.setdefault(words, Event())
        if any(words in line for line in self.lines):
            event.set()
        assert event.wait(seconds), "".join(self.lines)

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        code = self.process.wait(30)
        self._reader.join(10)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    one = Running(folder)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.stop(signal.SIGKILL)


def test_it_polls_on_schedule_refuses_a_second_one_and_drains_on_sigterm(tmp_path: Path) -> None:
    with site() as web:
        blast(web)
        (tmp_path / "feeds.yaml").write_text(FEEDS.format(root=web.root, every="3s"), "utf-8")
        with running(tmp_path) as daemon:
            daemon.wait("feed=media outcome=fetched articles=1")
            other = run("daemon", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml")
            assert other.returncode == 2
            assert "another instance is writing here; stop it first" in other.stderr.decode()
            assert b"Traceback" not in other.stderr
            daemon.wait("feed=gov outcome=not_modified")  # the second round, by itself
            held = web.held["/gov/c.html"] = Event()
            answered(web)
            web.wait("/gov/c.html")
            daemon.process.send_signal(signal.SIGTERM)
            daemon.wait("stopping, 1 polls under way")
            held.set()
            assert daemon.process.wait(30) == 0
            daemon.wait("stopped")
        assert not any("Traceback" in line for line in daemon.lines)
    assert verify(tmp_path / "storage" / "warc").ok
    assert any("/gov/c.html" in row[1] for row in facts(tmp_path / "storage/monitor.db")["articles"]), "it was drained"


def test_killed_it_loses_nothing_and_fetches_after_the_restart_what_was_only_listed(tmp_path: Path) -> None:
    with site() as web:
        blast(web)
        (tmp_path / "feeds.yaml").write_text(FEEDS.format(root=web.root, every="3s"), "utf-8")
        db = tmp_path / "storage" / "monitor.db"
        held = web.held["/media/1.html"] = Event()
        with running(tmp_path) as daemon:
            web.wait("/media/1.html")
            daemon.wait("feed=gov outcome=fetched articles=1")
            assert daemon.stop(signal.SIGKILL) == -signal.SIGKILL
        held.set()
        before = facts(db)
        assert len(before["listings"]) == 4
        with running(tmp_path) as daemon:
            daemon.wait("feed=media")
            assert daemon.stop() == 0
        after = facts(db)
        for table, rows in before.items():
            assert after[table][: len(rows)] == rows, table
        assert any("/media/1.html" in row[1] for row in after["articles"])
        assert verify(tmp_path / "storage" / "warc").ok
    assert command("rebuild", "--db", db, "--feeds", tmp_path / "feeds.yaml").returncode == 0
    assert facts(db) == after


# -- in this process, on a clock that the test moves -----------------------------------------------------


def daemon_of(here: Bench, folder: Path) -> Daemon:
    def report(now: datetime) -> Path:
        from monitor.cli.reporting import DEFAULT, written

        return written(here.here, None, formats=DEFAULT, folder=folder, as_of=now).folder

    return Daemon(
        here.here,
        here.poller,
        here.archive,
        here.clock,
        report,
        lambda name: (folder / name / "manifest.json").exists(),
    )


def ticks(here: Bench, daemon: Daemon) -> None:
    """One tick, and the polls it starts to their end."""

    async def once() -> None:
        await daemon.tick()
        while daemon.running:
            await asyncio.gather(*daemon.running.values())

    here.loop.run_until_complete(once())


def test_a_bug_in_one_feed_is_logged_with_its_traceback_and_the_others_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        good = here.here.parsers["auto"]

        def list_items(page):  # type: ignore[no-untyped-def]
            if "/gov/" in page.url:
                raise ZeroDivisionError("a bug in a plug-in")
            return good.list_items(page)

        parsers = {**here.here.parsers, "auto": replace(good, list_items=list_items)}
        pipeline = here.poller.pipeline
        pipeline.world = pipeline.reader.world = replace(here.here, parsers=parsers)
        daemon = daemon_of(here, tmp_path / "reports")
        with caplog.at_level(logging.INFO):
            ticks(here, daemon)
            here.passes(minutes=15)
            ticks(here, daemon)
        assert caplog.text.count("ZeroDivisionError: a bug in a plug-in") == 2
        assert "job failed: poll of gov" in caplog.text
        assert here.rows("SELECT outcome FROM fetches WHERE feed = 'media' AND kind = 'list'") == [
            ("fetched",), ("not_modified",)
        ]  # fmt: skip
        assert here.value("SELECT count(*) FROM incidents") == 1


def test_storage_that_cannot_be_written_is_one_line_and_the_next_run_tries_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with site() as web, bench(tmp_path, web) as here, closing(sqlite3.connect(here.where.db)) as other:
        blast(web)
        here.here.store._run("PRAGMA busy_timeout = 20", ())
        daemon = daemon_of(here, tmp_path / "reports")
        other.execute("BEGIN IMMEDIATE")
        with caplog.at_level(logging.INFO):
            ticks(here, daemon)
        assert "another process writes to it" in caplog.text
        assert "Traceback" not in caplog.text
        other.rollback()
        here.passes(minutes=15)
        ticks(here, daemon)
        assert here.value("SELECT count(*) FROM incidents") == 1


def test_polls_that_were_not_made_are_recorded_as_missed(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        daemon = daemon_of(here, tmp_path / "reports")
        ticks(here, daemon)
        here.passes(minutes=15)
        ticks(here, daemon)
        assert here.value("SELECT count(*) FROM fetches WHERE outcome = 'missed'") == 0
        here.passes(hours=2)
        restarted = daemon_of(here, tmp_path / "reports")
        ticks(here, restarted)
        found = here.rows("SELECT detail FROM fetches WHERE outcome = 'missed' AND feed = 'gov'")
        assert found == [("7 scheduled polls were not made",)]
        assert here.rows(
            "SELECT outcome FROM fetches WHERE feed = 'gov' AND kind = 'list' ORDER BY id DESC LIMIT 1"
        ) == [("not_modified",)]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-23 08:00", "2026-W47"),  # Monday, on time
        ("2026-11-23 13:10", "2026-W47"),  # slept through the morning
        ("2026-11-25 03:00", "2026-W47"),  # slept through Monday
        ("2026-11-23 07:59", None),  # not yet due
    ],
)
def test_the_report_of_the_week_that_ended_is_written_once_also_after_a_slept_through_monday(
    now: str, week: str | None, tmp_path: Path
) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.now = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
        daemon = daemon_of(here, tmp_path / "reports")
        here.loop.run_until_complete(daemon.catch_up())
        written = sorted((tmp_path / "reports").glob("*/*"))
        names = [path.name for path in written]
        suffixes = ("csv", "docx", "html", "json", "md", "xlsx")
        assert names == ([] if week is None else ["manifest.json", *(f"report.{suffix}" for suffix in suffixes)])
        assert {path.parent.name for path in written} == ({week} if week else set())
        made = [path.stat().st_mtime_ns for path in written]
        here.loop.run_until_complete(daemon.catch_up())
        assert [path.stat().st_mtime_ns for path in written] == made


def test_the_weekly_report_goes_by_the_hour_of_the_settings_time_zone(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.now = datetime.fromisoformat("2026-11-23 08:30").replace(tzinfo=SHANGHAI)
        daemon = daemon_of(here, tmp_path / "reports")
        daemon.zone = ZoneInfo("Europe/Berlin")  # 01:30 of the same Monday
        here.loop.run_until_complete(daemon.catch_up())
        assert list(tmp_path.glob("reports/*")) == []
        daemon.zone = ZoneInfo("Asia/Shanghai")
        here.loop.run_until_complete(daemon.catch_up())
        assert [path.name for path in tmp_path.glob("reports/*")] == ["2026-W47"]


def test_a_transition_is_noted_once_dated_by_its_deadline_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        daemon = daemon_of(here, tmp_path / "reports")
        with caplog.at_level(logging.INFO):
            ticks(here, daemon)
            for _ in range(30):
                here.passes(minutes=15)
                ticks(here, daemon)
            here.loop.run_until_complete(daemon.judge())
            here.loop.run_until_complete(daemon.judge())
        rule = here.rows("SELECT old, new, happened_at FROM verdict_changes WHERE clause = 'gb80-info-5h' ORDER BY id")
        assert [row[:2] for row in rule] == [("", "pending"), ("pending", "none_found")]
        assert rule[1][2] == "2026-11-20T05:35:00.000000Z", "when the window had surely closed"
        told = [r.message for r in caplog.records if "clause=gb80-info-5h" in r.message]
        assert len(told) == len(rule)
        assert here.value("SELECT count(*) FROM verdict_changes WHERE notified_at IS NULL") == 0
        judge.note_changes(here.here, now=here.clock())
        assert here.rows("SELECT count(*) FROM verdict_changes WHERE clause = 'gb80-info-5h'") == [(2,)]


def test_polls_crowd_as_a_window_runs_out_and_one_is_made_as_it_closes(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        daemon = daemon_of(here, tmp_path / "reports")
        until = here.now + timedelta(hours=4)
        while here.now < until:
            ticks(here, daemon)
            here.loop.run_until_complete(daemon.judge())
            here.now = max(here.now, daemon.schedule.agenda.next_due() or until)
        limit = datetime(2026, 11, 20, 13, 35, tzinfo=SHANGHAI)  # 5 hours after 8时30分许, at the latest
        asked: dict[str, list[datetime]] = {"gov": [], "media": []}
        for feed, at in here.rows("SELECT feed, at FROM fetches WHERE kind = 'list' ORDER BY id"):
            asked[str(feed)].append(instant(str(at)))
        before = [at for at in asked["gov"] if at < limit]
        every = timedelta(minutes=15)
        for at, following in pairwise(before):
            assert following - at <= max(timedelta(minutes=2), min(every, (limit - at) / 12)) + timedelta(seconds=2)
        assert sum(limit - at <= timedelta(minutes=15) for at in before) >= 5 * sum(
            limit - timedelta(hours=3) <= at < limit - timedelta(minutes=165) for at in before
        )
        assert any(limit <= at < limit + timedelta(seconds=5) for at in asked["gov"]), "as the window closes"
        after = [at for at in asked["gov"] if at > limit + timedelta(seconds=5)]
        assert all(b - a > timedelta(minutes=14) for a, b in pairwise(after)), "then as ever"
        assert all(abs(b - a - every) < timedelta(seconds=2) for a, b in pairwise(asked["media"]))


def test_closing_leaves_the_articles_not_yet_begun_for_the_next_start(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        web.lists("/media/", *(entry(f"/media/{n}.html", f"情况通报第{n}号", "2026-11-20") for n in range(5)))
        for n in range(5):
            web.put(f"/media/{n}.html", article_page(f"情况通报第{n}号", "2026-11-20 09:00", "有关情况正在核实。"))
        daemon = daemon_of(here, tmp_path / "reports")

        def leave(request: object) -> None:
            daemon._stop()
            web.answers["/media/1.html"] = replace(web.answers["/media/2.html"])
            web.handle(request)  # type: ignore[arg-type]

        web.put("/media/1.html", leave)
        ticks(here, daemon)
        assert here.value("SELECT count(*) FROM articles") == 2
        here.poller.closing = False
        here.passes(minutes=15)
        here.poll("media")
        assert here.value("SELECT count(*) FROM articles") == 5


def test_the_daemon_notices_alarms_and_tells_them(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path / "here", web) as here, receiver() as there:
        hook = channel_for(there.root)
        assert hook is not None
        outlet = Outlet("hook", hook, Address(there.root), frozenset({"opened"}))
        daemon = Daemon(
            here.here, here.poller, here.archive, here.clock, lambda _: tmp_path, lambda _: True, outlets=(outlet,)
        )
        asyncio.run(daemon.notify())
        blast(web)
        here.poll()
        for _ in range(2):
            asyncio.run(daemon.judge())
            asyncio.run(daemon.notify())
    assert [body["news"] for body in there.bodies()] == ["opened", "opened"]
