"""Rows into SQLite: our store beside sqlite-utils and plain sqlite3, as ratios of process time.

All three write the same 100,000 articles into the same table, in transactions of 500. "Again" writes the
captures of all of them a second time: one row each stays, which is what an upsert is to an append-only store.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils import Database

from benchmarks.scale import rows
from benchmarks.tables import plain
from monitor.core.feed import Capture
from monitor.store.facts import Store

GROUP = 500
AT = datetime(2026, 1, 1, tzinfo=UTC)
ARTICLE = "INSERT INTO articles ({}) VALUES ({})"
CAPTURE = "INSERT INTO captures VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET url = excluded.url"


def groups(items: list[Any]) -> Iterator[list[Any]]:
    """Parts of the size of one transaction."""
    for first in range(0, len(items), GROUP):
        yield items[first : first + GROUP]


def ours(db: Path, articles: list[dict[str, Any]], captures: list[Capture]) -> Iterator[Callable[[], None]]:
    """The store that polling uses."""
    with Store(db, create=True) as store:

        def insert() -> None:
            for group in groups(articles):
                with store.atomic():
                    for row in group:
                        store.save_article(row)

        def again() -> None:
            for group in groups(captures):
                with store.atomic():
                    for one in group:
                        store.save_capture(one, charset="utf-8", charset_from="http")

        yield from (insert, again, again)


def utils(db: Path, articles: list[dict[str, Any]], captures: list[Capture]) -> Iterator[Callable[[], None]]:
    """sqlite-utils, as its documentation says."""
    Store(db, create=True).close()
    written = [_capture_row(one) for one in captures]
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DROP TRIGGER captures_no_update")
        base = Database(connection)
        yield lambda: base["articles"].insert_all(articles, batch_size=GROUP)
        yield lambda: base["captures"].upsert_all(written, pk="id", batch_size=GROUP)
        yield lambda: base["captures"].upsert_all(written, pk="id", batch_size=GROUP)


def bare(db: Path, articles: list[dict[str, Any]], captures: list[Capture]) -> Iterator[Callable[[], None]]:
    """Nothing but sqlite3, with values ready to be bound."""
    Store(db, create=True).close()
    sql = ARTICLE.format(", ".join(articles[0]), ", ".join("?" * len(articles[0])))
    values = [tuple(row.values()) for row in articles]
    written = [tuple(_capture_row(one).values()) for one in captures]
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DROP TRIGGER captures_no_update")

        def many(statement: str, items: list[Any]) -> None:
            for group in groups(items):
                with connection:
                    connection.executemany(statement, group)

        yield lambda: many(sql, values)
        yield lambda: many(CAPTURE, written)
        yield lambda: many(CAPTURE, written)


def _capture_row(one: Capture) -> dict[str, Any]:
    return {
        "id": one.id, "url": one.url, "at": "2026-01-01T00:00:00.000000Z", "file": one.file, "offset": one.offset,
        "sha256": one.sha256, "size": 0, "status": 200, "content_type": "", "charset": "utf-8", "charset_from": "http",
    }  # fmt: skip


def main() -> int:
    """The table: seconds, and how many times sqlite-utils' own."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    articles = [row for row, _ in rows(count, Random(7))]
    captures = [
        Capture(row["capture"], row["url"], AT, 200, (), b"", "0" * 64, "2026-01-01-001.warc.gz", 0) for row in articles
    ]
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, make in (("ours", ours), ("sqlite-utils", utils), ("sqlite3", bare)):
            taken[name] = []
            for work in make(Path(scratch) / f"{name}.db", articles, captures):
                began = time.process_time()
                work()
                taken[name].append(time.process_time() - began)
    base = taken["sqlite-utils"]
    table = [
        (name, *(part for ours, theirs in zip(seconds, base, strict=True) for part in (ours, ours / theirs)))
        for name, seconds in taken.items()
    ]
    print(plain((f"{count:,} rows", "insert s", "ratio", "upsert new s", "ratio", "upsert again s", "ratio"), table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
