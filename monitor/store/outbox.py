"""The outbox: alarms as facts, and a record of every attempt to deliver one. Rows are only ever added."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.store.facts import Store
from monitor.store.wire import dump, instant, instant_or_none, stamp, stamp_or_none

SETTLED = ("sent", "gave_up", "expired", "passed", "stale")
"""Outcomes after which an alarm is not offered to the channel again."""
ALARM_COLUMNS = ("key", "news", "incident", "happened_at", "noticed_at", "expires_at", "body")
DELIVERY_COLUMNS = ("alarm", "channel", "attempt", "outcome", "at", "retry_at", "detail")


@dataclass(frozen=True, slots=True)
class Noted:
    """One alarm as it was written down."""

    key: str
    news: str
    incident: str
    happened_at: datetime
    noticed_at: datetime
    expires_at: datetime | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last thing that became of one alarm on one channel."""

    number: int
    outcome: str
    at: datetime
    retry_at: datetime | None


def note(
    store: Store, *, key: str, news: str, incident: str, happened_at: datetime, noticed_at: datetime,
    expires_at: datetime | None, body: Mapping[str, Any],
) -> bool:  # fmt: skip
    """Write an alarm down; False where it stands there already."""
    return store.add(
        f"INSERT OR IGNORE INTO alarms ({', '.join(ALARM_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, news, incident, stamp(happened_at), stamp(noticed_at), stamp_or_none(expires_at), dump(dict(body))),
    )


def noted(
    store: Store, *, since: datetime | None = None, until: datetime | None = None, incident: str | None = None
) -> list[Noted]:
    """Alarms in the order in which they were noticed."""
    where, values = [], []
    if until is not None:
        where.append("noticed_at <= ?")
        values.append(stamp(until))
    if since is not None:
        where.append("noticed_at >= ?")
        values.append(stamp(since))
    if incident is not None:
        where.append("incident = ?")
        values.append(incident)
    only = f"WHERE {' AND '.join(where)}" if where else ""
    return [_noted(row) for row in store.rows(f"SELECT * FROM alarms {only} ORDER BY noticed_at, rowid", values)]


def _noted(row: sqlite3.Row) -> Noted:
    return Noted(
        row["key"], row["news"], row["incident"], instant(row["happened_at"]), instant(row["noticed_at"]),
        instant_or_none(row["expires_at"]), json.loads(row["body"]),
    )  # fmt: skip


def attempts(store: Store, channel: str, *, since: datetime) -> dict[str, Attempt]:
    """What became last of every alarm noticed since then on a channel, by key; of the channel itself under ``""``."""
    rows = store.rows(
        "SELECT alarm, attempt, outcome, at, retry_at FROM deliveries WHERE channel = ? "
        "AND (alarm = '' OR alarm IN (SELECT key FROM alarms WHERE noticed_at >= ?)) ORDER BY id",
        (channel, stamp(since)),
    )
    return {
        row["alarm"]: Attempt(row["attempt"], row["outcome"], instant(row["at"]), instant_or_none(row["retry_at"]))
        for row in rows
    }


def record(
    store: Store, *, alarm: str, channel: str, attempt: int, outcome: str, at: datetime,
    retry_at: datetime | None = None, detail: str = "",
) -> bool:  # fmt: skip
    """Write down what became of an attempt; False where another process claimed the same attempt first."""
    return store.add(
        f"INSERT OR IGNORE INTO deliveries ({', '.join(DELIVERY_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (alarm, channel, attempt, outcome, stamp(at), stamp_or_none(retry_at), detail[:300]),
    )


def last_deliveries(store: Store, *, most: int, as_of: datetime) -> list[sqlite3.Row]:
    """The latest records of attempts, the latest first."""
    return store.rows(
        "SELECT * FROM deliveries WHERE alarm <> '' AND outcome <> 'passed' AND at <= ? ORDER BY id DESC LIMIT ?",
        (stamp(as_of), most),
    )


def counts(store: Store, channel: str, *, as_of: datetime) -> dict[str, int]:
    """How many alarms ended how on a channel, by the last thing that became of each."""
    rows = store.rows(
        "SELECT outcome, count(*) AS n FROM deliveries d WHERE channel = ? AND alarm <> '' AND at <= ? AND id = "
        "(SELECT max(id) FROM deliveries e WHERE e.channel = d.channel AND e.alarm = d.alarm AND e.at <= ?) "
        "GROUP BY outcome ORDER BY outcome",
        (channel, stamp(as_of), stamp(as_of)),
    )
    return {row["outcome"]: row["n"] for row in rows}


def delivery_json(row: sqlite3.Row) -> dict[str, Any]:
    """One record of an attempt, for machines."""
    return {
        "alarm": row["alarm"], "channel": row["channel"], "attempt": row["attempt"], "outcome": row["outcome"],
        "at": row["at"], "retry_at": row["retry_at"], "detail": row["detail"],
    }  # fmt: skip


def alarm_json(one: Noted) -> dict[str, Any]:
    """One alarm in a list, for machines."""
    incident = one.body.get("incident")
    return {
        "key": one.key, "news": one.news, "incident": one.incident or None,
        "name": None if incident is None else incident["name"], "happened_at": stamp(one.happened_at),
        "noticed_at": stamp(one.noticed_at),
    }  # fmt: skip


def copy_rows(store: Store, alarms: Iterable[tuple[Any, ...]], deliveries: Iterable[tuple[Any, ...]]) -> None:
    """The outbox of an older file: what was told is not told twice."""
    for table, columns, rows in (("alarms", ALARM_COLUMNS, alarms), ("deliveries", DELIVERY_COLUMNS, deliveries)):
        marks = ", ".join("?" * len(columns))
        for row in rows:
            store.add(f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})", row)
