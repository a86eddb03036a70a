"""Opening storage/monitor.db, and saying in plain words why it cannot be opened.

Plain sqlite3: looking something up needs no more, and sqlite-utils loads pandas where it is installed.
Only migrations use sqlite-utils, and only when there is one to apply. A new database is made as `schema.sql` says,
which `make docs` writes down from the migrations.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from monitor.core.problems import StorageError

BUSY = 10_000
"""Milliseconds a writer waits for another before it says so."""
CACHE = 32_768
"""KiB of the file kept in memory: a lookup in a database of gigabytes touches many places once."""
AHEAD = 8_192
"""Pages of changes kept beside the file before they go into it: each poll touches pages that the next ones touch again,
and each time costs two waits for the disk."""
VERSIONS = (
    "m001_facts", "m002_fetches_by_url", "m009_causes", "m004_standings", "m003_marks", "m008_documents",
    "m005_delistings", "m007_alarms", "m006_words", "m014_due", "m015_whole", "m016_looks",
    "m019_explained", "m020_listed", "m021_words", "m022_above", "m023_read",
)  # fmt: skip
"""The migrations that this program knows, in order; `migrations.py` holds them, a test compares."""
SCHEMA = "schema.sql"
_SET = "monitor"
_LEDGER = "_sqlite_migrations"


def connected(path: Path, *, create: bool, busy: int = BUSY) -> sqlite3.Connection:
    """A connection to our database with its schema up to date; made and migrated only with ``create``.

    WAL keeps readers away from the writer; ``synchronous=NORMAL`` may lose the last moments on
    power failure, which `rebuild` brings back from the WARC files.

    Raises:
        StorageError: no database where one was expected, or it is locked, corrupt, foreign, newer or older.
    """
    if not create and not path.exists():
        raise StorageError(f"{path}: no database there; run `poll`, `daemon`, `replay` or `rebuild` first")
    with translated(path):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(path, "rwc" if create else "rw", busy)
        try:
            return _prepared(connection, path, create=create)
        except sqlite3.OperationalError as error:
            connection.close()
            if create or not _unwritable(error):
                raise
        except BaseException:
            connection.close()
            raise
        return _read_only(path, busy)


def opened_for_reading(path: Path, *, busy: int = BUSY) -> sqlite3.Connection:
    """A connection that SQLite itself refuses any write on; a writer beside it goes on undisturbed.

    Raises:
        StorageError: as `connected`.
    """
    if not path.exists():
        raise StorageError(f"{path}: no database there; run `poll`, `daemon`, `replay` or `rebuild` first")
    if path.is_dir():  # SQLite would call it a failed disk
        raise StorageError(f"{path}: is a folder; name the database file in it")
    with translated(path):
        connection = _open(path, "ro", busy)
        try:
            missing = _missing(connection, path)
        except sqlite3.OperationalError as error:
            connection.close()
            if not _unwritable(error):
                raise
            return _read_only(path, busy)
        except BaseException:
            connection.close()
            raise
    if missing:
        connection.close()
        names = ", ".join(missing)
        raise StorageError(f"{path}: its schema is older (without {names}); run `poll`, `daemon` or `rebuild` once")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    return connection


def _open(path: Path, mode: str, busy: int) -> sqlite3.Connection:
    where = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(where, uri=True, isolation_level=None, timeout=busy / 1000)


def _prepared(connection: sqlite3.Connection, path: Path, *, create: bool) -> sqlite3.Connection:
    missing = _missing(connection, path)
    if missing and not create:
        names = ", ".join(missing)
        raise StorageError(f"{path}: its schema is older (without {names}); run `poll`, `daemon` or `rebuild` once")
    if create:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {AHEAD}")
    if missing:
        _migrate(connection, path)
    return connection


def _read_only(path: Path, busy: int) -> sqlite3.Connection:
    """On storage that may only be read, WAL's side files cannot be made: read the file as it lies."""
    wal = Path(f"{path}-wal")
    settled = not wal.exists() or not wal.stat().st_size
    connection = _open(path, "ro&immutable=1" if settled else "ro", busy)
    try:
        missing = _missing(connection, path)
        if missing:
            raise StorageError(f"{path}: its schema is older and it cannot be written; copy it to where it can")
    except BaseException:
        connection.close()
        raise
    return connection


def only_as_it_lies(path: Path) -> bool:
    """The file stands where nothing can be written, so that it must be opened as one that never changes."""
    try:
        with closing(_open(path, "ro", BUSY)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if not _unwritable(error):
            raise
        return True
    return False


def _unwritable(error: sqlite3.OperationalError) -> bool:
    words = str(error).lower()
    return "readonly" in words or "read-only" in words or "unable to open" in words


def _missing(connection: sqlite3.Connection, path: Path) -> list[str]:
    """Migrations not applied yet.

    Raises:
        StorageError: the file belongs to another program, or to a newer version of this one.
    """
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return list(VERSIONS)
    if _LEDGER not in tables:
        raise StorageError(f"{path}: this is a database of another program; name another file with --db")
    rows = connection.execute(f"SELECT name FROM {_LEDGER} WHERE migration_set = ?", (_SET,))
    applied = {row[0] for row in rows}
    if applied - set(VERSIONS):
        raise StorageError(f"{path}: made by a newer version; update the program")
    return [name for name in VERSIONS if name not in applied]


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """All missing migrations in one transaction; another process that starts at the same time waits."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _missing(connection, path) == list(VERSIONS):
            _make(connection)
        else:
            from sqlite_utils import Database

            from monitor.store.migrations import MIGRATIONS

            MIGRATIONS.apply(Database(connection))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _make(connection: sqlite3.Connection) -> None:
    """The tables of a new database, as all migrations together make them, with the record of these."""
    statement = ""
    for line in (files("monitor.store") / SCHEMA).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    connection.executemany(
        f"INSERT INTO {_LEDGER} (migration_set, name, applied_at) "
        "VALUES (?, ?, strftime('%Y-%m-%d %H:%M:%f', 'now') || '+00:00')",
        [(_SET, name) for name in VERSIONS],
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say what is wrong with a database file, and what to do, instead of SQLite's own words."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.DatabaseError, OSError) as error:
        words = str(error).lower()
        for mark, mend in MENDS.items():
            if mark in words:
                raise StorageError(f"{path}: {error}; {mend}") from error
        if isinstance(error, OSError):
            raise StorageError(f"{path}: {error}; check the folder and its permissions") from error
        raise


MENDS = {
    "locked": "another process writes to it; stop it, or wait and try again",
    "not a database": "this is no database of ours, or a damaged one; move it away and run `rebuild`",
    "malformed": "the file is damaged; move it away and run `rebuild`: nothing is lost, WARC is the truth",
    "full": "free some space and start again; what was kept so far is safe",
    "no space": "free some space and start again; what was kept so far is safe",
    "readonly": "the file or its folder is read-only; give write permission",
    "read-only": "the file or its folder is read-only; give write permission",
    "unable to open": "check that the folder exists and may be written",
    "disk i/o": "the disk is full or failed; free some space or check it, then run `doctor`",
}
