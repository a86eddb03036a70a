"""Killed, out of space, damaged, doubled, set back in time: nothing is lost that had been kept, and it is said.

The short forms run with the default suite; the long ones (`make slow`) kill five hundred times.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from monitor.evidence import verify
from monitor.store.facts import Store
from monitor.store.migrations import MIGRATIONS
from monitor.store.opening import VERSIONS
from monitor.store.soundness import damage, left_open
from tests.faults.killing import kill_often, turned
from tests.faults.working import STEPS
from tests.simulated import ROOT, answered, bench, blast, command, environment, facts, run, site


def test_killed_at_random_instants_it_loses_nothing_and_a_rebuild_gives_the_same(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "w", 3, seed=11).total() == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_two_hundred_and_ten_times_at_random_instants_of_each_step(seed: int, tmp_path: Path) -> None:
    hits = kill_often(tmp_path / "w", 210, seed=seed)
    assert min(hits[step] for step in STEPS) >= 25, hits


MIGRATING = """
import sys
from pathlib import Path
from monitor.store.facts import Store
print("migrating", flush=True)
Store(Path(sys.argv[1]), create=True).close()
print("done", flush=True)
"""


def older(path: Path) -> None:
    """A database as the first version made it, with rows."""
    from sqlite_utils import Database

    database = Database(path)
    MIGRATIONS.apply(database, stop_before=VERSIONS[1])
    row = {"feed": "f", "kind": "list", "url": "u", "at": "2026-11-20T02:00:00.000000Z", "outcome": "fetched"}
    database["fetches"].insert_all([row] * 2000)
    database.close()


@pytest.mark.parametrize("times", [3, pytest.param(80, marks=pytest.mark.slow)])
def test_killed_while_migrating_it_is_the_old_one_or_the_new_one(times: int, tmp_path: Path) -> None:
    rng = random.Random(5)
    script = tmp_path / "migrating.py"
    script.write_text(MIGRATING)
    older(tmp_path / "old.db")
    db = tmp_path / "a.db"
    hits, lasts = 0, 0.1
    for _ in range(times):
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{db}{end}").unlink(missing_ok=True)
        shutil.copy(tmp_path / "old.db", db)
        process = subprocess.Popen(
            [sys.executable, str(script), str(db)], cwd=ROOT, stdout=subprocess.PIPE,
            env={**environment(), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stdout is not None
        with process.stdout as said:
            assert said.readline() == b"migrating\n"
            began = time.monotonic()
            time.sleep(rng.random() * lasts)
            process.kill()
            ended = said.read() == b"done\n"
        process.wait()
        lasts = time.monotonic() - began if ended else lasts * 1.1  # so that the instants cover all of it
        hits += not ended
        assert damage(db) == ""
        with closing(sqlite3.connect(db)) as connection:
            applied = connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
        assert applied in (1, len(VERSIONS)), "half of the migrations were applied"
        with Store(db, create=True) as store:
            assert store.value("SELECT count(*) FROM fetches") == 2000
    sys.stdout.write(f"killed while migrating: {hits} of {times}\n")
    assert hits > times // 2


def test_a_change_cut_off_before_wal_is_no_damage(tmp_path: Path) -> None:
    older(tmp_path / "a.db")
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 5")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO fetches (feed, kind, url, at, outcome) SELECT feed, kind, url, at, outcome FROM fetches"
        )
        for end in ("", "-journal"):  # as a sudden end leaves them
            shutil.copy(f"{tmp_path}/a.db{end}", f"{tmp_path}/b.db{end}")
    assert damage(tmp_path / "b.db") == ""
    with Store(tmp_path / "b.db", create=True) as store:
        assert store.value("SELECT count(*) FROM fetches") == 2000


def test_a_damaged_page_is_found_at_the_start_and_the_database_made_again(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        live = here.facts()
    where = ["--db", str(tmp_path / "storage" / "monitor.db"), "--feeds", str(tmp_path / "feeds.yaml")]
    db = tmp_path / "storage" / "monitor.db"
    with db.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\x5a" * 4096 * 4)
    Path(f"{db}-wal").write_bytes(b"x" * 64)  # as a sudden end leaves it
    assert left_open(db)
    assert damage(db)
    with site() as nowhere:
        assert nowhere.root
        done = run("poll", "media", *where)
    assert "making it again" in done.stderr.decode()
    found = facts(db)
    for table in ("captures", "articles", "incidents", "links", "looks", "listings"):
        assert found[table][: len(live[table])] == live[table], table
    assert damage(db) == ""


def test_a_sound_database_is_not_made_again(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
    where = ["--db", str(tmp_path / "storage" / "monitor.db"), "--feeds", str(tmp_path / "feeds.yaml")]
    assert not left_open(tmp_path / "storage" / "monitor.db")
    assert b"making it again" not in run("poll", "media", *where).stderr
    assert not (tmp_path / "storage" / "monitor.db.before-rebuild").exists()


def test_a_clock_set_back_changes_nothing_that_was_kept_and_a_rebuild_gives_the_same(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        for hours in (5, -4, 1, -30, 2):
            here.passes(hours=hours)
            turned(web, 3 * abs(hours) + 1)
            here.poll()
        live = here.facts()
    assert verify(tmp_path / "storage" / "warc").ok
    done = command("rebuild", "--db", tmp_path / "storage" / "monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert (done.returncode, done.stderr) == (0, b"")
    found = facts(tmp_path / "storage" / "monitor.db")
    for table, rows in live.items():
        assert found[table] == rows, table


def test_what_a_power_failure_took_from_the_evidence_is_said_and_a_rebuild_leaves_it_a_hole(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.passes(minutes=15)
        size = {path: path.stat().st_size for path in (tmp_path / "storage" / "warc").iterdir()}
        looks = len(here.facts()["looks"])
        answered(web)
        here.poll()
    for path, before in size.items():
        os.truncate(path, before)
    where = ["--db", str(tmp_path / "storage" / "monitor.db"), "--feeds", str(tmp_path / "feeds.yaml")]
    for asked in ("verify", "doctor"):  # chain and all is gone: only the database can miss it
        done = command(asked, *where)
        assert (done.returncode, b"answers of the database are not in the evidence" in done.stdout) == (1, True)
    said = run("poll", "nothing-of-that-name", *where)
    assert "power failure" in said.stderr.decode()
    assert len(facts(tmp_path / "storage" / "monitor.db")["looks"]) == looks, "a hole, and no look without evidence"
    assert verify(tmp_path / "storage" / "warc").ok


def test_doctor_says_what_is_wrong_with_a_torn_tail_and_a_damaged_database(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.passes(days=1)
        here.poll()
    (newest,) = sorted((tmp_path / "storage" / "warc").glob("*.gz"))[-1:]
    os.truncate(newest, newest.stat().st_size - 7)
    where = ["--db", str(tmp_path / "storage" / "monitor.db"), "--feeds", str(tmp_path / "feeds.yaml"), "--json"]
    findings = json.loads(command("doctor", *where).stdout)["findings"]
    assert any("records" in one["words"] and "missing" in one["words"] for one in findings if not one["good"])
    with (tmp_path / "storage" / "monitor.db").open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\x5a" * 4096 * 6)
    findings = json.loads(command("doctor", *where).stdout)["findings"]
    assert any("rebuild" in one["words"] for one in findings if not one["good"])
