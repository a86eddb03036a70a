"""The database is made again from evidence and corrections, and is the one that was there."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.core.problems import StorageError
from monitor.evidence.warc import Archive
from monitor.jobs import rebuild
from monitor.jobs.correct import Correction, correct
from monitor.jobs.judge import note_changes
from monitor.store.wire import moment_out
from tests.building import moment
from tests.simulated import (
    Answer,
    Bench,
    Site,
    answered,
    article_page,
    bench,
    blast,
    command,
    entry,
    facts,
    site,
)


def decided(here: Bench, action: str, **detail: object) -> None:
    """A person's correction of the one incident."""
    incident = str(here.value("SELECT id FROM incidents ORDER BY rowid LIMIT 1"))
    words = Correction(here.clock(), "张三", "核对原件", action, incident, detail)
    correct(here.here, words, journal=here.where.corrections)


def a_week_of_troubles(web: Site, here: Bench) -> None:
    """Polls with 304s, repeats, walls, redirects, failures, further pages, corrections in between."""
    blast(web)
    web.answers["/gov/"].headers |= {"X-Odd": "  spaced \t out ", "Set-Cookie": "a=1", "X-Server": "网站群"}
    here.poll()
    here.passes(minutes=15)
    here.poll()
    good = dict(web.answers)
    unread = Answer(b"<html><body><p>" + "系统维护".encode() * 30 + b"</p></body></html>")
    web.answers["/gov/"] = unread
    for _ in range(2):  # the same error page twice is not "the same list again"
        here.passes(minutes=15)
        here.poll()
    web.answers["/gov/"] = Answer(b"<script>$_ts={}</script>", 412)
    web.answers["/media/"] = Answer(b"", 302, {"Location": "http://10.1.2.3/"})
    here.passes(minutes=15)
    here.poll()
    web.answers |= {"/gov/": replace(good["/gov/"], validated=False), "/media/": Answer(b"", 302, {"Location": "/m/"})}
    web.answers["/m/"] = good["/media/"]
    here.passes(minutes=15)
    here.poll()
    decided(here, "set", grade="较大")
    web.put("/gov/c.html", b"<p>busy</p>", status=503)
    answered_list = [entry("/gov/c.html", "关于城关区东岗化工厂爆炸事故的情况通报", "2026-11-20")]
    web.lists("/gov/", *answered_list, entry("/gov/b.html", "市政府召开常务会议", "2026-11-18"))
    here.passes(minutes=15)
    here.poll()
    answered(web)
    here.passes(minutes=15)
    here.poll()
    note_changes(here.here, now=here.clock())
    decided(here, "link", urls=["https://" + web.root[7:] + "/gov/b.html"], role="mention")
    decided(here, "unlink", urls=["https://" + web.root[7:] + "/gov/b.html"])
    feed = here.settings.feeds[0]
    here.poller.missed(feed, here.clock(), 3)
    here.passes(days=2)
    rows = [entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-22") for n in range(4)]
    web.lists("/gov/", *rows, following="/gov/index_2.html")
    web.lists(
        "/gov/index_2.html", *rows[:1], entry("/gov/c.html", "关于城关区东岗化工厂爆炸事故的情况通报", "2026-11-20")
    )
    for n in range(4):
        web.put(f"/gov/n{n}.html", article_page(f"关于第{n}项工作的通知", "2026-11-22 09:00", "请认真贯彻执行。" * n))
    here.poll()
    decided(here, "set", onset=moment_out(moment("2026-11-20 08:31")), name="东岗化工厂爆炸")
    later = "11月23日7时许，兰州市城关区又一化工厂发生爆炸，造成3人死亡。此前11月20日东岗化工厂爆炸造成12人死亡。"
    web.put("/media/2.html", article_page("兰州又发生爆炸", "2026-11-23 08:00", later))
    web.lists(
        "/m/", entry("/media/2.html", "兰州又发生爆炸", "2026-11-23"), entry("/media/1.html", "爆炸", "2026-11-20")
    )
    here.passes(days=1)
    here.poll()
    decided(here, "ignore")
    here.passes(minutes=15)
    here.poll()
    note_changes(here.here, now=here.clock())
    decided(here, "confirm")


def test_a_rebuild_gives_every_row_again(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        a_week_of_troubles(web, here)
        live = here.facts()
        changes = here.rows("SELECT * FROM verdict_changes")
    outcomes = {row[5] for row in live["fetches"]}
    assert {"fetched", "not_modified", "redesigned", "blocked", "forbidden_address", "http_error", "missed"} <= outcomes
    done = command("rebuild", "--db", tmp_path / "storage" / "monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert (done.returncode, done.stderr) == (0, b"")
    found = facts(tmp_path / "storage" / "monitor.db")
    for table, rows in live.items():
        assert found[table] == rows, table
    with bench(tmp_path, web) as here:
        assert here.rows("SELECT * FROM verdict_changes") == changes, "what was told is not told twice"
    assert facts(tmp_path / "storage" / "monitor.db.before-rebuild") == live


def test_a_monitor_that_was_restarted_between_polls_decides_as_one_that_was_not(tmp_path: Path) -> None:
    with site() as web:
        with bench(tmp_path, web) as here:
            blast(web)
            here.poll()
            now = here.now
        for step in range(3):
            with bench(tmp_path, web, start=now) as here:
                here.passes(minutes=15)
                if step == 1:
                    answered(web)
                here.poll()
                now = here.now
        live = facts(tmp_path / "storage" / "monitor.db")
        assert any("/gov/c.html" in row[2] for row in live["links"])
    assert (
        command("rebuild", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml").returncode == 0
    )
    assert facts(tmp_path / "storage" / "monitor.db") == live


def test_a_cut_file_gives_everything_before_the_cut_one_problem_and_exit_1(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        a_week_of_troubles(web, here)
        live = here.facts()
        cut, at, name = here.rows(
            "SELECT offset, at, file FROM captures WHERE url LIKE '%/gov/c.html' AND status = 200"
        )[0]
    file = tmp_path / "storage" / "warc" / str(name)
    os.truncate(file, int(str(cut)) + 40)
    done = command("rebuild", "--db", tmp_path / "storage" / "monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 1
    complaints = done.stderr.decode().splitlines()
    assert [line for line in complaints if file.name in line] == complaints[:1], complaints
    found = facts(tmp_path / "storage" / "monitor.db")
    lost = {row[0] for row in live["captures"] if row[3] == name and row[4] >= cut}
    assert lost
    assert {row[0] for row in found["captures"]} == {row[0] for row in live["captures"]} - lost
    before = [row for row in live["fetches"] if row[4] < at]
    assert found["fetches"][: len(before)] == before


def test_a_correction_whose_incident_is_lost_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        decided(here, "set", grade="较大")
    for file in (tmp_path / "storage" / "warc").iterdir():
        file.unlink()
    with Archive(tmp_path / "storage" / "warc"):
        pass
    with site() as web, bench(tmp_path / "other", web) as here:
        blast(web)
        here.poll("gov")
    for file in (tmp_path / "other" / "storage" / "warc").glob("*.warc.gz"):
        os.replace(file, tmp_path / "storage" / "warc" / file.name)
    done = command("rebuild", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 1
    assert "张三" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_damaged_database_is_rebuilt_and_its_lost_outbox_is_said(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        note_changes(here.here, now=here.clock())
        live = here.facts()
    db = tmp_path / "storage" / "monitor.db"
    db.write_bytes(b"SQLite format 3\x00" + b"\x07" * 8192)
    for side in ("-wal", "-shm"):
        Path(f"{db}{side}").unlink(missing_ok=True)
    done = command("rebuild", "--db", db, "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 1
    assert "transitions" in done.stderr.decode()
    assert facts(db) == live


def test_a_rebuild_that_cannot_begin_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        decided(here, "confirm")
    db, journal = tmp_path / "storage" / "monitor.db", tmp_path / "storage" / "corrections.jsonl"
    live = facts(db)
    journal.write_text("{half a line\n" + journal.read_text("utf-8"), "utf-8")
    done = command("rebuild", "--db", db, "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 2
    assert "corrections.jsonl:1" in done.stderr.decode()
    assert facts(db) == live
    assert not list(tmp_path.glob("storage/*rebuil*"))


def test_no_rebuild_beside_a_writer_and_none_without_evidence(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        done = command("rebuild", "--db", here.where.db, "--feeds", here.where.feeds)
        assert done.returncode == 2
        assert "another instance" in done.stderr.decode()
    done = command("rebuild", "--db", tmp_path / "nowhere" / "monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert done.returncode == 2
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(StorageError, match="no evidence"), rebuild.quiet(tmp_path / "nothing"):
        pass


def test_what_was_kept_and_not_read_is_read_at_the_next_start(tmp_path: Path) -> None:
    """The process died, or the disk was full, after the evidence was written and before the database was."""
    with site() as web:
        with bench(tmp_path, web) as here:
            blast(web)
            here.poll()
            answered(web)
            here.passes(minutes=15)
            here.here.store._run("CREATE TRIGGER full BEFORE INSERT ON looks BEGIN SELECT RAISE(ABORT, 'x'); END", ())
            with pytest.raises(Exception, match="x"):
                here.poll("gov")
            here.here.store._run("DROP TRIGGER full", ())
            behind, now = here.facts(), here.now
        with bench(tmp_path, web, start=now) as here:
            assert len(here.facts()["looks"]) == len(behind["looks"]) + 1
            assert here.value("SELECT count(*) FROM listings WHERE address LIKE '%/gov/c.html'") == 1
            here.passes(minutes=15)
            here.poll()
            assert web.asked("/gov/c.html") == 1
            live = here.facts()
    assert (
        command("rebuild", "--db", tmp_path / "storage/monitor.db", "--feeds", tmp_path / "feeds.yaml").returncode == 0
    )
    assert facts(tmp_path / "storage" / "monitor.db") == live
