"""The database again, from the evidence and from what people decided."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from monitor.core.problems import Problem, StorageError
from monitor.evidence.warc import FILE_NAME, Archive, place_in_time
from monitor.jobs import search
from monitor.jobs.ahead import Ahead
from monitor.jobs.archive import all_files
from monitor.jobs.correct import Correction, read_journal
from monitor.jobs.notify import passed_over
from monitor.jobs.replay import Replay, Replayed
from monitor.jobs.world import World
from monitor.memory import collect_seldom
from monitor.store.facts import CHANGE_COLUMNS
from monitor.store.opening import translated
from monitor.store.outbox import ALARM_COLUMNS, DELIVERY_COLUMNS, copy_rows
from monitor.store.wire import instant

MUCH = 4 * 1024 * 1024
"""Bytes of evidence, packed, from which other processes are started before anything is read: some 2,000 pages."""


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
    world: World, *, warc: Path, journal: Path, progress: Callable[[int], None] | None = None,
    processes: int | None = None,
) -> Replayed:  # fmt: skip
    """Fill an empty database from every WARC file of the folder and every correction.

    ``processes`` read pages ahead: as many as there are processors, unless another number is given.
    """
    with all_files(warc) as files:
        if not files:
            raise StorageError(f"{warc}: no WARC files there; nothing to rebuild from")
        ours = all(FILE_NAME.match(path.name) for path in files)
        files = sorted(files, key=lambda path: place_in_time(path.name)) if ours else files
        done = into_new(
            world, files, corrections=read_journal(journal), ours=ours, progress=progress, processes=processes
        )
    search.index(world, most=None)
    return done


def into_new(
    world: World, files: Iterable[Path], *, corrections: Iterable[Correction] = (), ours: bool = False,
    progress: Callable[[int], None] | None = None, processes: int | None = None,
) -> Replayed:  # fmt: skip
    """Replay into a database that is of no use until it is whole: pages are read ahead, writes go together."""
    collect_seldom()
    files = list(files)
    with Ahead(world, processes=processes) as ahead, world.store.gathering(_nothing_waits, alone=True):
        if sum(path.stat().st_size for path in files if path.is_file()) > MUCH:
            ahead.begin()
        return Replay(world, ahead=ahead).run(files, corrections=corrections, ours=ours, progress=progress)


def _nothing_waits() -> None:
    """Nobody else looks at a new database: its writes may wait for the next ones."""


def carry_over(world: World, old: Path) -> Problem | None:
    """Take the outbox of the old database: what was told is not told twice. Says so where it cannot be read."""
    if not old.exists():
        silence(world)
        return None
    try:
        with closing(sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            there = {row[1] for row in connection.execute("PRAGMA table_info(verdict_changes)")}
            columns = ", ".join(name if name in there else "''" for name in CHANGE_COLUMNS)  # an older schema had fewer
            rows = connection.execute(f"SELECT {columns} FROM verdict_changes ORDER BY id").fetchall()
            told = [
                connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid").fetchall()
                if connection.execute(f"PRAGMA table_info({table})").fetchall() else []
                for table, columns in (("alarms", ALARM_COLUMNS), ("deliveries", DELIVERY_COLUMNS))
            ]  # fmt: skip
    except sqlite3.DatabaseError as error:
        silence(world)
        what = f"its list of noted transitions cannot be read ({error})"
        return Problem(str(old), what, "what had happened until now is told to nobody again")
    world.store.carry_changes(rows)
    with world.store.atomic():
        copy_rows(world.store, *told)
    return None


def silence(world: World) -> None:
    """Nothing in the evidence so far is told from this database: it was told from another, or nobody knows."""
    last = world.store.value("SELECT max(at) FROM fetches")
    if last is not None:
        passed_over(world, until=instant(last))


def discard(path: Path) -> None:
    """Remove a database file and its side files."""
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)


def put(fresh: Path, db: Path) -> None:
    """The new file takes the old one's place in one step; the old one stays beside it."""
    with translated(fresh):
        with closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = db.with_name(db.name + ".before-rebuild")
        discard(before)
        for end in ("-wal", "-shm", ""):  # the old file keeps what its own log still holds
            if Path(f"{db}{end}").exists():
                os.replace(f"{db}{end}", f"{before}{end}")
        for side in (Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
            side.unlink(missing_ok=True)
        os.replace(fresh, db)
