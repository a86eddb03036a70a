"""The database again, from the evidence and from what people decided."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.core.problems import StorageError
from monitor.evidence.warc import Archive
from monitor.jobs.correct import read_journal
from monitor.jobs.replay import Replay, Replayed
from monitor.jobs.world import World


@contextmanager
def quiet(warc: Path) -> Iterator[None]:
    """Hold the evidence folder, so that no daemon writes meanwhile.

    Raises:
        StorageError: no evidence there, or another instance writes.
    """
    if not warc.is_dir():
        raise StorageError(f"{warc}: no evidence there; name the right --db, or restore the folder from a copy")
    with Archive(warc):
        yield


def run(
    world: World, *, warc: Path, journal: Path, progress: Callable[[int], None] | None = None
) -> Replayed:
    """Fill an empty database from every WARC file of the folder and every correction."""
    files = sorted(path for path in warc.iterdir() if path.name.endswith((".warc", ".warc.gz")))
    if not files:
        raise StorageError(f"{warc}: no WARC files there; nothing to rebuild from")
    return Replay(world).run(files, corrections=read_journal(journal), progress=progress)


def carry_over(world: World, old: Path) -> None:
    """Take the outbox of the old database, if it can still be read: what was told is not told twice."""
    if not old.exists():
        return
    columns = "incident, clause, old, new, reason, happened_at, noticed_at, working, notified_at"
    try:
        with sqlite3.connect(f"file:{old}?mode=ro", uri=True) as connection:
            rows = connection.execute(f"SELECT {columns} FROM verdict_changes ORDER BY id").fetchall()
    except sqlite3.DatabaseError:
        return  # damaged beyond reading: that is why it is being rebuilt
    with world.store.atomic():
        marks = ",".join("?" * 9)
        world.store.db.conn.executemany(f"INSERT INTO verdict_changes ({columns}) VALUES ({marks})", rows)


def discard(path: Path) -> None:
    """Remove a database file and its side files."""
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)


def put(fresh: Path, db: Path) -> None:
    """The new file takes the old one's place in one step; the old one stays beside it."""
    connection = sqlite3.connect(fresh)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    if db.exists():
        os.replace(db, db.with_name(db.name + ".before-rebuild"))
    for side in (Path(f"{db}-wal"), Path(f"{db}-shm"), Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
        side.unlink(missing_ok=True)
    os.replace(fresh, db)
