"""Writing facts: one connection, one writer, rows that are never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.core.article import ListItem
from monitor.core.coverage import Look, Span
from monitor.core.feed import Capture, Validators
from monitor.store.opening import BUSY, connected, opened_for_reading, translated
from monitor.store.wire import dump, instant, stamp, stamp_or_none

CHANGE_COLUMNS = (
    "incident", "clause", "old", "new", "reason", "happened_at", "noticed_at", "working", "notified_at", "cause"
)  # fmt: skip
_LISTING = (
    "INSERT INTO listings (feed, url, address, title, date_text, date_earliest, date_latest, position, pinned, "
    "first_seen, absent_at, chain_from) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (url, feed) DO NOTHING"
)
_FETCH = (
    "INSERT INTO fetches (feed, kind, url, at, outcome, status, capture, etag, last_modified, detail) "
    "VALUES (?,?,?,?,?,?,?,?,?,?)"
)
_LOOK = "INSERT INTO looks (feed, at, back_to, keys, parser, base, gone, rest) VALUES (?,?,?,?,?,?,?,?)"
PART = 400
"""Keys asked about in one query."""


class Store:
    """The door to storage/monitor.db. Use as a context manager; `atomic` groups writes.

    Raises:
        StorageError: no database where one was expected, locked, corrupt, read-only, foreign, or newer.
    """

    def __init__(self, path: Path, *, create: bool = False, reading: bool = False, busy: int = BUSY) -> None:
        self.path = path
        self._connection = opened_for_reading(path, busy=busy) if reading else connected(path, create=create, busy=busy)
        self._connection.row_factory = sqlite3.Row
        self._inside = False  # an atomic write is under way
        self._gathered: Callable[[], None] | None = None
        self._alone = False  # what is gathered is of no use without the rest of it
        self._words: list[tuple[int, str]] = []  # what of it goes into the index
        self.lost = False  # writes that were gathered could not be brought into the file

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All writes inside become visible together, or not at all; inside another one, with it.

        The write lock is taken at once: a transaction that first reads and then finds that another
        process has written could not go on. While writes are gathered, a whole one waits for `settle`.
        """
        if self._inside:
            yield
            return
        opening, done = "BEGIN IMMEDIATE", "COMMIT"
        undone: tuple[str, ...] = ("ROLLBACK",)
        if self._gathered is not None:
            if not self._connection.in_transaction:
                self._run(opening, ())
                self._gathered()
            opening, done = "SAVEPOINT one", "RELEASE one"
            undone = ("ROLLBACK TO one", "RELEASE one")
            if self._alone:
                opening, done, undone = "", "", ("ROLLBACK",)
        if opening:
            self._run(opening, ())
        self._inside = True
        try:
            yield
            if done:
                self._run(done, ())
        except BaseException:
            if self._connection.in_transaction:
                for words in undone:
                    self._connection.execute(words)
            if self._alone:
                self._words.clear()
            raise
        finally:
            self._inside = False

    @contextmanager
    def gathering(self, begun: Callable[[], None], *, alone: bool = False) -> Iterator[None]:
        """Inside, whole writes go to the disk together: ``begun`` is told of the first and sees to `settle`.

        Each is still undone alone where it fails. Other processes wait meanwhile, so it must come soon.
        ``alone`` says that this is a database that is thrown away unless all goes well: a write that fails takes
        with it what was gathered with it, and whoever builds it stops.
        """
        self._gathered, self._alone = begun, alone
        try:
            yield
        finally:
            self._gathered, self._alone = None, False
            self.settle()
            self._words.clear()

    def settle(self) -> None:
        """Bring what was gathered into the file.

        Raises:
            StorageError: it cannot be written; nothing of it is kept.
        """
        if self._inside or not self._connection.in_transaction:
            return
        try:
            self._write_words()
            self._run("COMMIT", ())
        except BaseException:
            self.lost = True
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _run(self, sql: str, values: Sequence[object]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, values)
        except UnicodeEncodeError:
            # Half a character pair, out of a broken JSON list: SQLite takes whole characters only.
            return self._run(sql, [_whole(value) for value in values])
        except (sqlite3.DatabaseError, OSError):
            with translated(self.path):
                raise

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        cursor = self._run(_inserting(table, tuple(row)), list(row.values()))
        return int(cursor.lastrowid or 0)

    def insert(self, table: str, row: dict[str, Any]) -> int:
        """One row of a table whose writing lives in a module of its own."""
        return self._insert(table, row)

    def save_capture(self, capture: Capture, *, charset: str, charset_from: str) -> None:
        """One answer kept; the same record twice is one row."""
        self._run(
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
        etag, last_modified = (None, None) if validators is None else (validators.etag, validators.last_modified)
        row = (feed, kind, url, stamp(at), outcome, status, capture, etag, last_modified, detail[:500])
        return int(self._run(_FETCH, row).lastrowid or 0)

    def save_look(
        self, feed: str, look: Look, *, keys: Sequence[str] | None, parser: str,
        moved: tuple[Sequence[str], int, int, int] | None = None,
    ) -> int:  # fmt: skip
        """One good poll; ``keys``, in page order, is None where the list was as the look before found it.

        ``moved`` says the same by another look: the entries above its own, its number, how many of its first ones
        are gone, and how many stand there still.
        """
        above, base, gone, rest = (keys, None, None, None) if moved is None else moved
        written = None if above is None else dump(above)
        cursor = self._run(_LOOK, (feed, stamp(look.at), stamp(look.back_to), written, parser, base, gone, rest))
        return int(cursor.lastrowid or 0)

    def save_listing(
        self, feed: str, item: ListItem, *, key: str, first_seen: datetime, last_span: Span | None
    ) -> bool:
        """The first sight of one link on one feed; False, and nothing written, where the feed has shown it before."""
        date = item.date
        cursor = self._run(
            _LISTING,
            (
                feed, key, item.url, item.title, item.date_text,
                None if date is None else stamp_or_none(date.earliest),
                None if date is None else stamp_or_none(date.latest),
                item.position, int(item.pinned), stamp(first_seen),
                None if last_span is None else stamp(last_span.end),
                None if last_span is None else stamp(last_span.start),
            ),
        )  # fmt: skip
        return cursor.rowcount > 0

    def index_words(self, article: int, words: str) -> None:
        """What one article is found by; made from it, and never changed.

        A full-text table writes what it gathers whenever a statement of some other kind begins: a new database gets
        the words together.
        """
        self._words.append((article, words))
        if not self._alone:
            self._write_words()

    def _write_words(self) -> None:
        waiting, self._words = self._words, []
        for row in waiting:
            self._run("INSERT INTO article_words (rowid, words) VALUES (?, ?)", row)

    def save_delisting(self, feed: str, key: str, *, at: datetime, before: datetime, listed: bool) -> None:
        """A list stopped showing an entry it still reaches back to, or shows it again."""
        self._insert(
            "delistings",
            {"feed": feed, "url": key, "at": stamp(at), "before": stamp(before), "listed": int(listed)},
        )
    def put(self, table: str, row: Sequence[object]) -> None:
        """One row of a table that is no record of facts, in place of the one with its key."""
        self._run(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def save_article(self, row: dict[str, Any]) -> int:
        """One reading of one captured page."""
        return self._insert("articles", row)

    def save_marks(self, url: str, day: str, marks: Iterable[str]) -> None:
        """By what a page is found again when another one may belong with it."""
        for mark in marks:
            self._run("INSERT OR IGNORE INTO marks VALUES (?, ?, ?)", (mark, day, url))

    def save_document_marks(self, url: str, marks: Iterable[str]) -> None:
        """What a document's page is found by."""
        for mark in marks:
            self._run("INSERT OR IGNORE INTO document_marks VALUES (?, ?)", (mark, url))

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
        noticed_at: datetime, working: dict[str, Any], cause: str,
    ) -> None:  # fmt: skip
        """One transition of a verdict with its cause, to be told to those who asked."""
        self._insert(
            "verdict_changes",
            {
                "incident": incident, "clause": clause, "old": old, "new": new, "reason": reason,
                "happened_at": stamp(happened_at), "noticed_at": stamp(noticed_at), "working": dump(working),
                "cause": cause,
            },
        )  # fmt: skip

    def carry_changes(self, rows: Iterable[Sequence[object]]) -> None:
        """Transitions noted in an older file, as `CHANGE_COLUMNS` name them."""
        columns, marks = ", ".join(CHANGE_COLUMNS), ", ".join("?" * len(CHANGE_COLUMNS))
        with self.atomic():
            for row in rows:
                self._run(f"INSERT INTO verdict_changes ({columns}) VALUES ({marks})", row)

    def carry_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows of a fact table as they stood in another database, ids included.

        Raises:
            ValueError: a row does not fit this table.
        """
        known = {row["name"] for row in self.rows(f"PRAGMA table_info({table})")}
        with self.atomic():
            for row in rows:
                strange = [name for name in row if name not in known]
                if strange or not all(isinstance(v, str | int | float | None) for v in row.values()):
                    raise ValueError(f"a row of {table} has {', '.join(strange) or 'a value'} that does not fit")
                try:
                    self._insert(table, dict(row))
                except sqlite3.IntegrityError as error:
                    raise ValueError(f"a row of {table}: {error}") from error

    def mark_notified(self, change: int, at: datetime) -> None:
        """The one column that may be set later: when a transition was told."""
        self._run("UPDATE verdict_changes SET notified_at = ? WHERE id = ?", (stamp(at), change))

    def add(self, sql: str, values: Sequence[object]) -> bool:
        """Run one INSERT; whether it added a row."""
        return self._run(sql, values).rowcount > 0

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Rows of a query, by name."""
        cursor = self._run(sql, values)
        try:
            return cursor.fetchall()
        except (sqlite3.DatabaseError, OSError):
            with translated(self.path):
                raise

    def among(
        self, sql: str, keys: Sequence[object], *, before: Sequence[object] = (), after: Sequence[object] = ()
    ) -> Iterator[sqlite3.Row]:
        """Rows of a query about many keys, some hundred of them at a time: they go where it says ``{marks}``."""
        for start in range(0, len(keys), PART):
            part = keys[start : start + PART]
            marks = ",".join("?" * len(part))
            yield from self.rows(sql.format(marks=marks), (*before, *part, *after))

    def each(self, sql: str, values: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
        """The same one after the other, for queries whose end may never be needed."""
        cursor = self._run(sql, values)
        while True:
            with translated(self.path):
                some = cursor.fetchmany(50)
            if not some:
                return
            yield from some

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, values)
        return found[0][0] if found else None

    def begins(self) -> datetime | None:
        """When the first fact was recorded; None where there is none yet."""
        firsts = (
            "SELECT at FROM fetches ORDER BY id LIMIT 1",
            "SELECT recorded_at FROM incidents ORDER BY rowid LIMIT 1",
        )
        found = [instant(at) for sql in firsts if (at := self.value(sql)) is not None]
        return min(found, default=None)

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


@lru_cache(maxsize=256)
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _whole(value: object) -> object:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
