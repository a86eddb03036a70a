"""The database file: append-only facts, migrations, and plain words when it cannot be used."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from benchmarks.make_docs import SCHEMA, schema_script
from monitor.core.problems import StorageError
from monitor.jobs import check
from monitor.store.facts import Store
from monitor.store.migrations import FACT_TABLES, MIGRATIONS
from monitor.store.opening import VERSIONS
from monitor.store.soundness import dangling
from monitor.store.wire import instant, stamp
from tests.simulated import ROOT, answered, bench, blast, command, environment, facts, run, site

ONE_FEED = "schema: 1\nrules: [cn-gbf-2016-61]\nfeeds: [{id: a, url: https://a.example/}]\n"
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def filled(path: Path) -> Path:
    with Store(path, create=True) as store:
        store.save_fetch(feed="gov", kind="list", url="https://a/", at=AT, outcome="fetched")
    return path


def schema(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


def test_facts_cannot_be_changed_or_deleted(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        db = here.where.db
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(
            "INSERT INTO corrections (at, author, reason, action, incident, detail) VALUES ('','','','','','{}')"
        )
        for table in FACT_TABLES:
            column = next(row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id")
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table
            for sql in (f"UPDATE {table} SET {column} = ''", f"DELETE FROM {table}"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    connection.execute(sql)


def test_the_program_knows_all_its_migrations() -> None:
    assert tuple(m.name for m in MIGRATIONS._migrations) == VERSIONS
    assert schema_script() == SCHEMA.read_text("utf-8"), "monitor/store/schema.sql is stale: run `make docs`"


@pytest.mark.parametrize("version", range(1, len(VERSIONS)))
def test_a_database_of_every_earlier_version_becomes_the_present_one_and_keeps_its_rows(
    version: int, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    database = Database(old)
    MIGRATIONS.apply(database, stop_before=VERSIONS[version])
    database["fetches"].insert({"feed": "f", "kind": "list", "url": "u", "at": stamp(AT), "outcome": "fetched"})
    database.close()
    with pytest.raises(StorageError, match="older"), Store(old):
        pass
    with Store(old, create=True) as store:
        assert store.value("SELECT feed FROM fetches") == "f"
    assert schema(old) == schema(filled(tmp_path / "new.db"))


def test_what_rows_refer_to_and_is_not_there_is_found_and_doctor_says_it(tmp_path: Path) -> None:
    db = filled(tmp_path / "a.db")
    assert dangling(db) == []
    with Store(db, create=True) as store:
        store.save_link(incident="i-1", url="u", score=1.0, why=(), decided_by="rule", recorded_at=AT)
    assert dangling(db) == ["links.incident: 1"]
    said = [one.words for one in check.environment(db, tmp_path / "no-evidence") if not one.good]
    assert any("links.incident: 1" in words and "rebuild" in words for words in said)


def test_an_atomic_group_is_all_or_nothing_and_nests(tmp_path: Path) -> None:
    def half(store: Store) -> None:
        with store.atomic():
            store.save_fetch(feed="gov", kind="list", url="u", at=AT, outcome="fetched")
            with store.atomic():
                store.save_fetch(feed="gov", kind="list", url="u", at=AT, outcome="fetched")
            raise KeyError

    with Store(tmp_path / "a.db", create=True) as store:
        with pytest.raises(KeyError):
            half(store)
        assert store.value("SELECT count(*) FROM fetches") == 0


def test_a_reader_sees_no_half_of_a_group_and_is_not_kept_waiting(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", create=True) as writer, Store(tmp_path / "a.db") as reader:
        with writer.atomic():
            writer.save_fetch(feed="gov", kind="list", url="u", at=AT, outcome="fetched")
            assert reader.value("SELECT count(*) FROM fetches") == 0
        assert reader.value("SELECT count(*) FROM fetches") == 1


def test_a_group_that_reads_first_may_still_write_after_another_process_wrote(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", create=True) as one, Store(tmp_path / "a.db", busy=50) as other:
        with one.atomic():
            one.value("SELECT count(*) FROM fetches")
            with pytest.raises(StorageError, match="another process writes"):
                other.save_fetch(feed="x", kind="list", url="u", at=AT, outcome="fetched")
            one.save_fetch(feed="gov", kind="list", url="u", at=AT, outcome="fetched")
        assert other.value("SELECT feed FROM fetches") == "gov"


def damaged(path: Path) -> None:
    filled(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * (size - 4096))


def newer(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('monitor','m999','')"
        )
        connection.commit()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.commit()


UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "not there": (lambda path: None, "no database there; run"),
    "no database": (lambda path: path.write_bytes(b"something else entirely" * 300), "move it away and run `rebuild`"),
    "damaged": (damaged, "run `rebuild`"),
    "newer": (newer, "update the program"),
    "of another program": (foreign, "another program; name another file"),
    "empty": (lambda path: path.write_bytes(b""), "run `poll`"),
    "a folder": (lambda path: path.mkdir(), "name the database file"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_database_that_cannot_be_read_is_named_with_the_mend_exit_2_and_left_alone(case: str, tmp_path: Path) -> None:
    make, words = UNUSABLE[case]
    (tmp_path / "feeds.yaml").write_text(ONE_FEED, "utf-8")
    path = tmp_path / "x.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    done = command("incidents", "--db", path, "--feeds", tmp_path / "feeds.yaml")
    message = done.stderr.decode()
    assert (done.returncode, len(message.splitlines())) == (2, 1), message
    assert str(path) in message
    assert words in message
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("make", [newer, foreign, damaged])
def test_polling_touches_no_file_that_is_not_ours(make: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(ONE_FEED, "utf-8")
    path = tmp_path / "x.db"
    make(path)
    before = path.read_bytes()
    assert command("poll", "--db", path, "--feeds", tmp_path / "feeds.yaml").returncode == 2
    assert path.read_bytes() == before


def test_a_file_where_a_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(ONE_FEED, "utf-8")
    (tmp_path / "storage").write_text("a file")
    done = command("poll", "--db", tmp_path / "storage" / "monitor.db", "--feeds", tmp_path / "feeds.yaml")
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert (tmp_path / "storage").read_text() == "a file"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a command as somebody else")
def test_storage_that_may_only_be_read_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as name, site() as web:
        folder = Path(name)
        with bench(folder, web) as here:
            blast(web)
            here.poll()
        folder.chmod(0o755)
        (folder / "storage").chmod(0o555)
        words = (
            "import os, sys; from pathlib import Path; from monitor.store.facts import Store; "
            "os.setgid(65534); os.setuid(65534); "
            "print(Store(Path(sys.argv[1])).value('SELECT count(*) FROM incidents'))"
        )
        done = subprocess.run(
            [sys.executable, "-c", words, str(folder / "storage" / "monitor.db")],
            capture_output=True, cwd=ROOT, check=False, env=environment(),
        )  # fmt: skip
    assert done.stdout == b"1\n", done.stderr.decode()


@pytest.mark.parametrize("limit", [100, 6000])
def test_a_disk_that_is_full_is_said_with_exit_2_and_nothing_is_lost(limit: int, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    with site() as web:
        with bench(tmp_path, web) as here:
            blast(web)
            here.poll()
        db, feeds = tmp_path / "storage" / "monitor.db", tmp_path / "feeds.yaml"
        live = facts(db)
        answered(web)

        def limited() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        done = run("poll", "gov", "--db", db, "--feeds", feeds, preexec_fn=limited)
        complaint = done.stderr.decode()
        assert (done.returncode, "Traceback" in complaint) == (2, False), complaint
        assert "; " in complaint, "the mend is said"
        with closing(sqlite3.connect(db)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert facts(db) == live
        with bench(tmp_path, web) as here:
            here.passes(hours=1)
            assert here.poll("gov") == {"gov": "fetched"}


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_written_times_are_in_the_order_of_time_and_read_back_as_they_were(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)
    assert instant(stamp(one)) == one


def test_gathered_writes_are_seen_by_others_once_settled_and_a_failed_one_takes_no_other_with_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "monitor.db"
    begun: list[int] = []

    def correction(store: Store, author: str) -> None:
        at = datetime(2026, 11, 20, tzinfo=UTC)
        store.save_correction(at=at, author=author, reason="", action="set", incident="i", detail={})

    with Store(path, create=True) as store, Store(path) as other:
        with store.gathering(lambda: begun.append(1)):
            with store.atomic():
                correction(store, "one")
            with pytest.raises(ZeroDivisionError), store.atomic():
                correction(store, str(1 // len(begun[1:])))
            with store.atomic(), store.atomic():
                correction(store, "three")
            assert begun == [1]
            assert other.value("SELECT count(*) FROM corrections") == 0
            store.settle()
            assert [row["author"] for row in other.rows("SELECT author FROM corrections")] == ["one", "three"]
            with store.atomic():
                correction(store, "four")
        assert other.value("SELECT count(*) FROM corrections") == 3


def test_a_new_database_keeps_nothing_of_a_stretch_in_which_a_write_failed_words_of_its_index_included(
    tmp_path: Path,
) -> None:
    def write(store: Store, number: int) -> None:
        with store.atomic():
            store.save_fetch(feed="gov", kind="list", url="https://a/", at=AT, outcome="fetched")
            store.index_words(number, "地震")
            store.settle()  # not inside of one: nothing is brought into the file by halves
            assert number < 3, "the disk is full"

    with Store(tmp_path / "new.db", create=True) as store:
        with store.gathering(lambda: None, alone=True):
            write(store, 1)
            write(store, 2)
            with pytest.raises(AssertionError, match="full"):
                write(store, 3)
            with store.atomic():
                store.save_delisting("gov", "https://a/1", at=AT, before=AT, listed=False)
        assert store.value("SELECT count(*) FROM fetches") == 0
        assert store.value("SELECT count(*) FROM article_words") == 0
        with store.gathering(lambda: None, alone=True), store.atomic():
            store.index_words(1, "火灾")
        assert store.value("SELECT rowid FROM article_words WHERE article_words MATCH '火灾'") == 1
