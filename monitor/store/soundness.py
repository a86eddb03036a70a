"""Whether a database file is whole, by SQLite's own check."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

REFERENCES = (
    ("articles", "capture", "captures", "id"),
    ("documents", "article", "articles", "id"),
    ("document_ties", "document", "documents", "url"),
    ("incidents", "article", "articles", "id"),
    ("incidents", "merged_into", "incidents", "id"),
    ("links", "incident", "incidents", "id"),
    ("corrections", "incident", "incidents", "id"),
    ("deliveries", "alarm", "alarms", "key"),
    ("looks", "base", "looks", "id"),
)
"""Child, column, parent, column. They are checked, not declared: an incident's id and a page's address stand in as
many rows as they were recorded anew, which SQLite takes for no parent key; and rows that are only ever added, parents
first and in one transaction, can lose no parent but by damage, which foreign keys would not see."""
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
    """What is wrong with the file; empty where nothing is. Reads all of it.

    A change that a sudden end cut off outside of WAL (the very first opening, a migration of an old file) is taken
    back first, as whoever opens the file to write does.
    """
    cut_off = Path(f"{db}-journal").exists()
    mode = "rw" if cut_off and os.access(db, os.W_OK) else "ro"
    try:
        with closing(sqlite3.connect(f"{db.absolute().as_uri()}?mode={mode}", uri=True, timeout=2)) as connection:
            answer = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        words = str(error)
        return "" if "locked" in words or "busy" in words else words
    return "" if answer == "ok" else answer


def dangling(db: Path) -> list[str]:
    """What rows refer to and is not there, as ``table.column: how many``. Reads all of it."""
    found = []
    with closing(sqlite3.connect(f"{db.absolute().as_uri()}?mode=ro", uri=True, timeout=2)) as connection:
        there = set(connection.execute(
            "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
        ))  # fmt: skip
        for child, column, parent, key in REFERENCES:
            if (child, column) in there and (parent, key) in there:
                sql = (
                    f"SELECT count(*) FROM {child} c WHERE {column} <> '' "
                    f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = c.{column})"
                )
                if count := connection.execute(sql).fetchone()[0]:
                    found.append(f"{child}.{column}: {count}")
    return found
