"""The outbox: each alarm once to each channel that asked, whatever fails, crashes or starts again."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from monitor.channels import Address, channel_for
from monitor.cli.composition import Places, world
from monitor.core.alarm import News
from monitor.jobs import alarms, notify
from monitor.jobs.alarms import Reminders
from monitor.jobs.judge import note_changes
from monitor.jobs.notify import Outlet
from monitor.store import outbox
from tests.channels.receiver import Receiver, receiver
from tests.simulated import ROOT, Bench, Site, answered, bench, blast, command, environment, site

ALL = frozenset(news.value for news in News)
SECRET = "wEbHoOk-sEcReT"


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as one:
        yield one


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as one:
        yield one


@pytest.fixture
def here(web: Site, tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "here", web) as one:
        yield one


def outlet(there: Receiver, *, name: str = "hook", **said: object) -> Outlet:
    url = f"{there.root}/{SECRET}"
    channel = channel_for(url)
    assert channel is not None
    made = Outlet(name, channel, Address(url, timeout=timedelta(seconds=5)), ALL)
    return replace(made, **said)  # type: ignore[arg-type]


def happens(here: Bench) -> None:
    """An incident becomes known; its window is open."""
    blast(here.site)
    here.poll()


def noticed(here: Bench, reminders: Reminders | None = None) -> list[str]:
    """What the daemon does each minute before it tells."""
    note_changes(here.here, now=here.clock())
    return alarms.notice(here.here, now=here.clock(), reminders=reminders)


def told(here: Bench, *outlets: Outlet) -> notify.Tally:
    return asyncio.run(notify.run(here.here, outlets, clock=here.clock))


def news(there: Receiver) -> list[str]:
    return [body["news"] for body in there.bodies()]


def outcomes(here: Bench) -> list[str]:
    return [str(row[0]) for row in here.rows("SELECT outcome FROM deliveries WHERE alarm <> '' ORDER BY id")]


def test_an_alarm_is_told_once_however_often_anybody_looks(here: Bench, there: Receiver) -> None:
    told(here, outlet(there))
    happens(here)
    for _ in range(3):
        noticed(here)
        told(here, outlet(there))
        here.passes(minutes=1)
    assert news(there) == ["opened", "opened"], "5 h and 24 h, the latter owed by two texts"
    assert len(set(there.keys())) == 2
    assert there.bodies()[0]["incident"]["place"]["adcode"] == "620102"
    assert [body["rules"] for body in there.bodies()] == [["gb61-press-24h", "gb80-press-24h"], ["gb80-info-5h"]]


def test_the_whole_course_of_an_incident_is_told(here: Bench, there: Receiver, web: Site) -> None:
    one = outlet(there)
    told(here, one)
    happens(here)
    for _ in range(30):
        noticed(here)
        told(here, one)
        here.passes(hours=1)
        if len(there.arrived) == 4:
            answered(web)
        here.poll()
    said = [(body["news"], body["duty"], body["lead_hours"], body["new"]) for body in there.bodies()]
    assert said == [
        ("opened", "press_conference", None, "pending"),
        ("opened", "authoritative_info", None, "pending"),
        ("due_soon", "authoritative_info", 1.0, None),
        ("closed", "authoritative_info", None, "none_found"),
        ("changed", "authoritative_info", None, "disputed"),  # it says 12:05 and was first seen at 15:00
        ("due_soon", "press_conference", 6.0, None),
        ("due_soon", "press_conference", 1.0, None),
    ], "whether a conference was held in time may be reported until a day after"
    assert len(there.keys()) == len(set(there.keys()))


def test_a_channel_that_is_new_is_told_what_comes_and_not_what_was(here: Bench, there: Receiver) -> None:
    happens(here)
    noticed(here)
    here.passes(minutes=1)
    assert told(here, outlet(there)).sent == 0
    here.passes(hours=3)
    here.poll()
    noticed(here)
    told(here, outlet(there))
    assert news(there) == ["due_soon"]


@pytest.mark.parametrize(("answer", "repeated"), [(500, False), (429, False), ("hang_up", True)])
def test_what_was_not_taken_is_tried_again_later_under_the_same_key(
    here: Bench, there: Receiver, answer: int | str, repeated: bool
) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    there.answers = [answer, answer, answer, 200]
    for _ in range(12):
        told(here, outlet(there))
        here.passes(minutes=1)
    by_key = {key: there.keys().count(key) for key in set(there.keys())}
    assert sum(by_key.values()) == 5, "two alarms, three refusals"
    assert outcomes(here).count("sent") == 2
    assert len(by_key) == 2
    again = [body["repeated"] for body in there.bodies() if by_key[body["key"]] > 1]
    assert any(again) is repeated
    assert there.bodies()[0]["repeated"] is False


def test_waiting_between_attempts_grows_and_a_receiver_may_set_it(here: Bench, there: Receiver) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    there.answers = [503]
    waits = []
    for _ in range(60):
        told(here, outlet(there))
        here.passes(minutes=1)
    key = there.keys()[0]
    for at, until in here.rows("SELECT at, retry_at FROM deliveries WHERE alarm = ? AND retry_at IS NOT NULL", key):
        waits.append((datetime.fromisoformat(str(until)) - datetime.fromisoformat(str(at))).total_seconds() // 60)
    assert waits[:5] == [1, 2, 4, 8, 16]
    there.headers = {"Retry-After": "120"}
    here.passes(hours=2)
    told(here, outlet(there))
    assert here.rows("SELECT (julianday(retry_at) - julianday(at)) * 86400 FROM deliveries ORDER BY id DESC")[0][
        0
    ] == pytest.approx(120, abs=1)


def test_after_a_day_nobody_is_told_any_more(here: Bench, there: Receiver) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    here.passes(hours=25)
    assert told(here, outlet(there)).sent == 0
    assert set(outcomes(here)) <= {"gave_up", "expired"}


CRASHING = """
    import asyncio, sys
    from datetime import datetime, timedelta
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from monitor.channels import Address, channel_for
    from monitor.cli.composition import Places, world
    from monitor.jobs import notify
    now = datetime.fromisoformat({now!r})
    url = {url!r}
    one = notify.Outlet("hook", channel_for(url), Address(url), frozenset({news!r}))
    with world(Places(Path({db!r}), Path({feeds!r}))) as (here, _):
        print(asyncio.run(notify.run(here, [one], clock=lambda: now)).sent)
"""


def in_a_process_of_its_own(here: Bench, there: Receiver) -> subprocess.Popen[bytes]:
    code = textwrap.dedent(CRASHING).format(
        root=str(ROOT), now=here.now.isoformat(), url=f"{there.root}/{SECRET}", news=sorted(ALL),
        db=str(here.where.db), feeds=str(here.where.feeds),
    )  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE, cwd=ROOT)


def test_killed_between_sending_and_recording_it_is_sent_once_more_and_says_so(here: Bench, there: Receiver) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    there.answers = ["wait"]
    process = in_a_process_of_its_own(here, there)
    assert there.first.wait(30)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(20)
    there.release.set()
    there.answers = [200]
    assert outcomes(here) == ["sending"]
    first = there.keys()[0]

    told(here, outlet(there))
    assert there.keys().count(first) == 1, "another process may still be at it"
    here.passes(minutes=6)
    for _ in range(3):
        told(here, outlet(there))
        here.passes(minutes=6)
    assert there.keys().count(first) == 2
    assert [body["repeated"] for body in there.bodies() if body["key"] == first] == [False, True]
    assert "可能重复" in there.bodies()[-1]["text"]["zh"] or "可能重复" in str(there.bodies())
    assert sorted(set(there.keys())) == sorted(str(row[0]) for row in here.rows("SELECT key FROM alarms"))
    assert outcomes(here).count("sent") == 2


def test_an_attempt_is_on_the_disk_before_it_is_made_also_while_writes_are_gathered(
    here: Bench, there: Receiver
) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    seen: list[list[str]] = []

    def look() -> None:
        with closing(sqlite3.connect(here.where.db)) as connection:
            seen.append([row[0] for row in connection.execute("SELECT outcome FROM deliveries WHERE alarm <> ''")])

    there.on_arrival = look
    with here.here.store.gathering(lambda: None):
        with here.here.store.atomic():
            outbox.record(here.here.store, alarm="", channel="x", attempt=0, outcome="joined", at=here.clock())
        told(here, outlet(there))
    assert seen == [["sending"], ["sending", "sent", "sending"]]


def test_killed_before_sending_nothing_is_lost(here: Bench, there: Receiver) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    key = str(here.value("SELECT key FROM alarms ORDER BY rowid LIMIT 1"))
    outbox.record(here.here.store, alarm=key, channel="hook", attempt=1, outcome="sending", at=here.clock())
    here.passes(minutes=6)
    told(here, outlet(there))
    assert there.keys().count(key) == 1
    assert len(set(there.keys())) == len(there.keys()) == 2


def test_two_processes_do_not_send_the_same(here: Bench) -> None:
    claims = [
        outbox.record(here.here.store, alarm="k", channel="hook", attempt=1, outcome="sending", at=here.clock())
        for _ in range(2)
    ]
    assert claims == [True, False]


def test_the_outbox_is_only_ever_added_to(here: Bench, there: Receiver) -> None:
    told(here, outlet(there))
    happens(here)
    noticed(here)
    told(here, outlet(there))
    with closing(sqlite3.connect(here.where.db)) as connection:
        for sql in ("UPDATE alarms SET news = 'x'", "DELETE FROM alarms", "UPDATE deliveries SET outcome = 'sent'",
                    "DELETE FROM deliveries"):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(sql)


def test_a_rebuilt_database_tells_nothing_twice(web: Site, there: Receiver, tmp_path: Path) -> None:
    with bench(tmp_path / "here", web) as here:
        told(here, outlet(there))
        happens(here)
        noticed(here)
        told(here, outlet(there))
        at, where = here.now, here.where
    assert command("rebuild", "--db", where.db, "--feeds", where.feeds).returncode == 0
    with bench(tmp_path / "here", web, start=at + timedelta(minutes=5)) as here:
        noticed(here)
        told(here, outlet(there))
    assert len(there.arrived) == 2


def test_a_database_rebuilt_without_the_old_one_tells_nothing_twice(
    web: Site, there: Receiver, tmp_path: Path
) -> None:
    with bench(tmp_path / "here", web) as here:
        told(here, outlet(there))
        happens(here)
        noticed(here)
        told(here, outlet(there))
        at, where = here.now, here.where
    for end in ("", "-wal", "-shm"):
        Path(f"{where.db}{end}").unlink(missing_ok=True)
    assert command("rebuild", "--db", where.db, "--feeds", where.feeds).returncode == 0
    with bench(tmp_path / "here", web, start=at + timedelta(minutes=5)) as here:
        told(here, outlet(there))
        noticed(here)
        told(here, outlet(there))
        assert set(outcomes(here)) == {"stale"}
        here.passes(hours=2, minutes=45)
        here.poll()
        noticed(here)
        told(here, outlet(there))
    assert news(there) == ["opened", "opened", "due_soon"], "what comes later is told"


def test_a_replay_tells_nothing(web: Site, there: Receiver, tmp_path: Path) -> None:
    with bench(tmp_path / "here", web) as here:
        happens(here)
        where = here.where
    new = tmp_path / "other" / "monitor.db"
    files = sorted(where.warc.glob("*.warc.gz"))
    assert command("replay", *files, "--db", new, "--feeds", where.feeds).returncode == 0
    at = here.now + timedelta(minutes=5)
    with world(Places(new, where.feeds)) as (again, _):
        notify.join(again, [outlet(there)], now=at)
        assert note_changes(again, now=at) > 0
        assert len(alarms.notice(again, now=at)) == 2
        assert asyncio.run(notify.run(again, [outlet(there)], clock=lambda: at)).sent == 0
        assert outbox.counts(again.store, "hook", as_of=at) == {"stale": 2}
    assert there.arrived == []


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"places": ("620100",)}, True), ({"places": ("620102",)}, True), ({"places": ("000000",)}, True),
        ({"places": ("110000",)}, False), ({"grades": ("重大",)}, True), ({"grades": ("一般",)}, False),
        ({"agencies": ("lanzhou",)}, True), ({"agencies": ("other",)}, False), ({"on": frozenset({"met"})}, False),
        ({"on": frozenset({"pending"})}, True), ({"on": frozenset({"opened"})}, True),
    ],
)  # fmt: skip
def test_channels_hear_what_they_asked_for(
    here: Bench, there: Receiver, said: dict[str, object], wanted: bool
) -> None:
    one = outlet(there, **said)
    told(here, one)
    happens(here)
    noticed(here)
    told(here, one)
    assert bool(there.arrived) is wanted
    assert set(outcomes(here)) == ({"sending", "sent"} if wanted else {"passed"})


def test_quiet_hours_hold_back_until_they_end(here: Bench, there: Receiver) -> None:
    one = outlet(there, quiet=(time(9, 0), time(11, 0)))
    told(here, one)
    happens(here)  # 10:00
    noticed(here)
    assert told(here, one).sent == 0
    here.passes(minutes=30)
    assert told(here, one).sent == 0
    here.passes(minutes=31)
    assert told(here, one).sent == 2


def test_loud_news_breaks_the_quiet(here: Bench, there: Receiver) -> None:
    one = outlet(there, quiet=(time(22, 0), time(21, 0)), loud=frozenset({"opened"}))
    told(here, one)
    happens(here)
    noticed(here)
    assert told(here, one).sent == 2


def test_a_reminder_held_back_past_its_deadline_is_not_told(here: Bench, there: Receiver) -> None:
    one = outlet(there, quiet=(time(10, 30), time(23, 0)), on=frozenset({"due_soon"}))
    told(here, one)
    happens(here)
    noticed(here)
    here.passes(hours=3)
    here.poll()
    assert noticed(here)
    told(here, one)
    here.passes(hours=11)
    told(here, one)
    assert there.arrived == []
    assert "expired" in outcomes(here)


def test_our_own_blindness_is_told_while_a_clock_runs(here: Bench, there: Receiver, web: Site) -> None:
    one = outlet(there, on=frozenset({"blind"}))
    told(here, one)
    happens(here)
    web.put("/gov/", "gone", status=502)
    for _ in range(8):
        here.passes(minutes=15)
        here.poll()
        noticed(here)
        told(here, one)
    assert news(there) == ["blind"]
    said = there.bodies()[0]
    assert (said["holes"][0]["feed"], said["holes"][0]["cause"]) == ("gov", "failed:http_error")
    assert "不是对方的过失" in said["text"]["zh"]
    assert "no breach of theirs" in said["text"]["en"]


def test_feeds_in_trouble_are_told_once_a_day(here: Bench, there: Receiver, web: Site) -> None:
    one = outlet(there, on=frozenset({"feed_trouble"}))
    told(here, one)
    web.put("/gov/", "gone", status=502)
    web.lists("/media/")
    for _ in range(30):
        here.poll()
        noticed(here)
        told(here, one)
        here.passes(hours=1)
    assert [body["key"] for body in there.bodies()] == ["feeds:2026-11-20", "feeds:2026-11-21"]
    assert "gov" in [feed["feed"] for feed in there.bodies()[0]["feeds"]]


def test_no_address_stands_in_the_database(here: Bench, there: Receiver) -> None:
    there.answers = [500, 200]
    told(here, outlet(there))
    happens(here)
    noticed(here)
    for _ in range(3):
        told(here, outlet(there))
        here.passes(minutes=2)
    with closing(sqlite3.connect(here.where.db)) as connection:
        whole = "\n".join(connection.iterdump())
    assert there.arrived
    assert SECRET not in whole
    assert there.root not in whole.replace(here.site.root, "")


def test_a_slow_channel_does_not_keep_another_waiting(here: Bench, there: Receiver) -> None:
    with receiver() as slow:
        slow.answers = ["hang_up"]
        both = (outlet(slow, name="slow"), outlet(there, name="quick"))
        told(here, *both)
        happens(here)
        noticed(here)
        done = told(here, *both)
    assert (done.sent, done.failed) == (2, 1)


def test_test_messages_leave_no_trace(here: Bench, there: Receiver) -> None:
    assert asyncio.run(notify.test(outlet(there), now=here.clock())) is None
    assert news(there) == ["test"]
    assert here.value("SELECT count(*) FROM alarms") == here.value("SELECT count(*) FROM deliveries") == 0
