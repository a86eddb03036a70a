"""Whether a database file is whole, by SQLite's own check."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

HEADER = b"SQLite format 3\x00"


def left_open(db: Path) -> bool:
    """The last program that wrote here did not close it, or what lies there is no database at all.

    SQLite removes its log when the last one closes: a log that is left means a sudden end.
    """
    log = Path(f"{db}-wal")
    if log.exists() and log.stat().st_size:
        return True
    with db.open("rb") as file:
        start = file.read(len(HEADER))
    return bool(start) and start != HEADER


def damage(db: Path) -> str:
    """What is wrong with the file; empty where nothing is. Reads all of it."""
    try:
        with closing(sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True, timeout=2)) as connection:
            answer = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        words = str(error)
        return "" if "locked" in words or "busy" in words else words
    return "" if answer == "ok" else answer
