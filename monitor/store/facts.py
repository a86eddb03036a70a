"""Writing facts: one connection, one writer, rows that are never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.core.article import ListItem
from monitor.core.coverage import Look, Span
from monitor.core.feed import Capture, Validators
from monitor.core.problems import StorageError
from monitor.store.migrations import MIGRATIONS
from monitor.store.wire import dump, instant, stamp, stamp_or_none

BUSY = 10_000
"""Milliseconds a writer waits for another before it says so."""


class Store:
    """The door to storage/monitor.db. Use as a context manager; `atomic` groups writes.

    WAL keeps readers away from the writer; ``synchronous=NORMAL`` may lose the last moments on
    power failure, which `rebuild` brings back from the WARC files.

    Raises:
        StorageError: no database where one was expected, locked, corrupt, read-only, or newer.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        if not create and not path.exists():
            raise StorageError(f"{path}: no database there; run `poll`, `daemon`, `replay` or `rebuild` first")
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY / 1000)
            self.db = Database(connection)
            connection.execute(f"PRAGMA busy_timeout = {BUSY}")
            if create:
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            if create:
                MIGRATIONS.apply(self.db)
            self._check_schema()

    def _check_schema(self) -> None:
        ours = {m.name for m in MIGRATIONS._migrations}
        theirs = {m.name for m in MIGRATIONS.applied(self.db)}
        if theirs - ours:
            raise StorageError(f"{self.path}: made by a newer version; update the program")
        if ours - theirs:
            raise StorageError(f"{self.path}: needs migration; run `daemon` or `poll` once, or `rebuild`")

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All writes inside become visible together, or not at all."""
        with translated(self.path), self.db.atomic():
            yield

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        columns = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        cursor = self.db.conn.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))
        return int(cursor.lastrowid or 0)

    def save_capture(self, capture: Capture, *, charset: str, charset_from: str) -> None:
        """One answer kept; the same record twice is one row."""
        self.db.conn.execute(
            "INSERT OR IGNORE INTO captures VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (
                capture.id, capture.url, stamp(capture.at), capture.file, capture.offset, capture.sha256,
                len(capture.body), capture.status, capture.header("content-type"), charset, charset_from,
            ),
        )  # fmt: skip

    def save_fetch(
        self,
        *,
        feed: str,
        kind: str,
        url: str,
        at: datetime,
        outcome: str,
        status: int | None = None,
        capture: str | None = None,
        validators: Validators | None = None,
        detail: str = "",
    ) -> int:
        """One attempt, whatever came of it."""
        sent = validators or Validators()
        return self._insert(
            "fetches",
            {
                "feed": feed, "kind": kind, "url": url, "at": stamp(at), "outcome": outcome, "status": status,
                "capture": capture, "etag": sent.etag, "last_modified": sent.last_modified,
                "detail": detail[:500],
            },
        )  # fmt: skip

    def save_look(self, feed: str, look: Look, *, keys: Sequence[str] | None, parser: str) -> None:
        """One good poll; ``keys`` is None where the list was as the look before found it."""
        self._insert(
            "looks",
            {
                "feed": feed, "at": stamp(look.at), "back_to": stamp(look.back_to),
                "keys": None if keys is None else dump(sorted(keys)), "parser": parser,
            },
        )  # fmt: skip

    def save_listing(
        self, feed: str, item: ListItem, *, key: str, first_seen: datetime, last_span: Span | None
    ) -> None:
        """The first sight of one link on one feed."""
        date = item.date
        self._insert(
            "listings",
            {
                "feed": feed, "url": key, "address": item.url, "title": item.title,
                "date_text": item.date_text,
                "date_earliest": None if date is None else stamp_or_none(date.earliest),
                "date_latest": None if date is None else stamp_or_none(date.latest),
                "position": item.position, "pinned": int(item.pinned), "first_seen": stamp(first_seen),
                "absent_at": None if last_span is None else stamp(last_span.end),
                "chain_from": None if last_span is None else stamp(last_span.start),
            },
        )  # fmt: skip

    def save_article(self, row: dict[str, Any]) -> int:
        """One reading of one captured page."""
        return self._insert("articles", row)

    def save_incident(self, row: dict[str, Any]) -> None:
        """One declaration of an incident; a later row for the same id supersedes it."""
        self._insert("incidents", row)

    def save_link(
        self,
        *,
        incident: str,
        url: str,
        score: float,
        why: Iterable[str],
        decided_by: str,
        recorded_at: datetime,
        role: str | None = None,
        maybe: Iterable[str] = (),
        doubtful: bool = False,
        removed: bool = False,
    ) -> None:
        """One decision that a page belongs to an incident, or no longer does."""
        self._insert(
            "links",
            {
                "incident": incident, "url": url, "role": role, "maybe": dump(list(maybe)), "score": score,
                "doubtful": int(doubtful), "removed": int(removed), "why": dump(list(why)),
                "decided_by": decided_by, "recorded_at": stamp(recorded_at),
            },
        )  # fmt: skip

    def save_correction(
        self, *, at: datetime, author: str, reason: str, action: str, incident: str, detail: dict[str, Any]
    ) -> None:
        """What a person decided, beside the rows it led to."""
        self._insert(
            "corrections",
            {
                "at": stamp(at), "author": author, "reason": reason, "action": action, "incident": incident,
                "detail": dump(detail),
            },
        )  # fmt: skip

    def save_change(
        self, *, incident: str, clause: str, old: str, new: str, reason: str, happened_at: datetime,
        noticed_at: datetime, working: str,
    ) -> None:  # fmt: skip
        """One transition of a verdict, to be told to those who asked."""
        self._insert(
            "verdict_changes",
            {
                "incident": incident, "clause": clause, "old": old, "new": new, "reason": reason,
                "happened_at": stamp(happened_at), "noticed_at": stamp(noticed_at), "working": working,
            },
        )  # fmt: skip

    def mark_notified(self, change: int, at: datetime) -> None:
        """The one column that may be set later: when a transition was told."""
        self.db.conn.execute("UPDATE verdict_changes SET notified_at = ? WHERE id = ?", (stamp(at), change))

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Rows of a query, by name."""
        with translated(self.path):
            cursor = self.db.conn.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, values).fetchall()

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, values)
        return found[0][0] if found else None

    def validators(self, feed: str, url: str) -> Validators:
        """The server's own validators from the last full answer for that address."""
        found = self.rows(
            "SELECT etag, last_modified FROM fetches WHERE feed = ? AND url = ? AND outcome = 'fetched' "
            "ORDER BY at DESC, id DESC LIMIT 1",
            (feed, url),
        )
        return Validators(found[0]["etag"], found[0]["last_modified"]) if found else Validators()

    def last_attempts(self) -> dict[str, datetime]:
        """When each feed was tried last."""
        found = self.rows("SELECT feed, max(at) AS at FROM fetches WHERE kind = 'list' GROUP BY feed")
        return {row["feed"]: instant(row["at"]) for row in found}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say what is wrong with a database file, and what to do, instead of SQLite's own words."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
        words = str(error).lower()
        if isinstance(error, sqlite3.IntegrityError):
            raise
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
    "disk is full": "free some space and start again; what was kept so far is safe",
    "full": "free some space and start again; what was kept so far is safe",
    "readonly": "the file or its folder is read-only; give write permission",
    "read-only": "the file or its folder is read-only; give write permission",
    "unable to open": "check that the folder exists and may be written",
    "disk i/o": "the disk failed; check it, then run `doctor` and `rebuild`",
}
