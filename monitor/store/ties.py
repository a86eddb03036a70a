"""What linking reads and writes: marks by which pages are found again, ties as they stand, incidents by id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.floating import adrift
from monitor.core.moment import Moment
from monitor.core.sighting import Sighting
from monitor.store.facts import Store
from monitor.store.wire import instant, instant_or_none

MOST_NAMED = 12
MOST_FOUND = 400
"""Pages looked at for one mark; a mark that more pages bear within days tells nothing."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The latest declaration of an incident, whatever the time."""

    id: str
    name: str
    type: str
    adcode: str
    onset: Moment | None
    by: str
    recorded_at: datetime
    merged_into: str | None
    withdrawn: bool
    shaped: bool  # a person has declared or corrected it


@dataclass(frozen=True, slots=True)
class Tie:
    """The tie of one page to one incident, as it stands."""

    incident: str
    url: str
    doubtful: bool
    removed: bool
    by: str
    score: float = 0.0
    reasons: str = "[]"  # as they are stored
    recorded_at: str = ""

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons in words."""
        return tuple(json.loads(self.reasons))


def save_marks(store: Store, sighting: Sighting) -> None:
    """Note by what a page is found again. The same page twice is one row."""
    store.save_marks(sighting.url, sighting.day(), sorted(sighting.marks() | adrift(sighting)))


def pages_marked(store: Store, marks: Iterable[str], *, since: str = "", until: str = "9999") -> list[str]:
    """Addresses of pages that bear one of the marks within the days."""
    found: dict[str, None] = {}
    for mark in sorted(marks):
        rows = store.rows(
            "SELECT url FROM marks WHERE mark = ? AND day >= ? AND day <= ? ORDER BY day DESC LIMIT ?",
            (mark, since, until, MOST_FOUND),
        )
        found.update((row["url"], None) for row in rows)
    return list(found)


EVER = "9999"
"""Later than any time that is stored."""


def pages_named(store: Store, marks: Iterable[str]) -> list[str]:
    """Addresses of pages that bear one of the names, at any time: the first and the last few of each.

    All pages of one incident lead to it; a name that many incidents share tells little.
    """
    found: dict[str, None] = {}
    for mark in sorted(marks):
        for order in ("ASC", "DESC"):
            rows = store.rows(f"SELECT url FROM marks WHERE mark = ? ORDER BY day {order} LIMIT ?", (mark, MOST_NAMED))
            found.update((row["url"], None) for row in rows)
            if len(rows) < MOST_NAMED:
                break
    return list(found)


def corrected(store: Store, incidents: Sequence[str]) -> set[str]:
    """Those of these incidents that a person has corrected."""
    sql = "SELECT DISTINCT incident FROM corrections WHERE incident IN ({marks})"
    return {row["incident"] for row in store.among(sql, incidents)}


def ties_of_pages(store: Store, urls: Collection[str], *, until: str = EVER) -> dict[str, list[Tie]]:
    """How each page stands with every incident that it was ever tied to; a person's word over that of rules.

    ``until`` leaves out what was decided after that time (as it is stored).
    """
    return _ties(store, "url", list(urls), until)


def ties_of_incidents(store: Store, incidents: Collection[str], *, until: str = EVER) -> dict[str, list[Tie]]:
    """The same, for all pages that were ever tied to one of the incidents; by page."""
    return _ties(store, "incident", list(incidents), until)


def doubtful_pages(store: Store, *, until: str = EVER) -> list[str]:
    """Pages that some rule has tied in doubt at some time."""
    rows = store.rows("SELECT DISTINCT url FROM links WHERE doubtful = 1 AND recorded_at <= ? ORDER BY url", (until,))
    return [row["url"] for row in rows]


def _ties(store: Store, column: str, values: Sequence[str], until: str) -> dict[str, list[Tie]]:
    last: dict[tuple[str, str], sqlite3.Row] = {}
    sql = f"SELECT * FROM links WHERE {column} IN ({{marks}}) AND recorded_at <= ? ORDER BY recorded_at, id"
    for row in store.among(sql, values, after=(until,)):
        key = (row["url"], row["incident"])
        old = last.get(key)
        if old is None or old["decided_by"] == "rule" or row["decided_by"] != "rule":
            last[key] = row
    found: dict[str, list[Tie]] = {}
    for (url, incident), row in last.items():
        one = Tie(
            incident, url, bool(row["doubtful"]), bool(row["removed"]), row["decided_by"], row["score"],
            row["why"], row["recorded_at"],
        )  # fmt: skip
        found.setdefault(url, []).append(one)
    return found


def declared(store: Store, incidents: Iterable[str], *, until: str = EVER) -> dict[str, Declared]:
    """The latest declaration of each of these incidents."""
    names = sorted(set(incidents))
    rows: dict[str, list[sqlite3.Row]] = {}
    declarations = "SELECT * FROM incidents WHERE id IN ({marks}) AND recorded_at <= ? ORDER BY recorded_at, rowid"
    for row in store.among(declarations, names, after=(until,)):
        rows.setdefault(row["id"], []).append(row)
    corrections = "SELECT DISTINCT incident FROM corrections WHERE incident IN ({marks}) AND at <= ?"
    shaped = {row["incident"] for row in store.among(corrections, names, after=(until,))}
    return {name: _declared(rows[name], shaped=name in shaped) for name in names if name in rows}


def _declared(rows: Sequence[sqlite3.Row], *, shaped: bool) -> Declared:
    row = rows[-1]
    low, high = instant_or_none(row["onset_earliest"]), instant_or_none(row["onset_latest"])
    return Declared(
        row["id"], row["name"], row["type"], row["adcode"],
        None if low is None and high is None else Moment(low, high), row["decided_by"], instant(row["recorded_at"]),
        row["merged_into"], bool(row["withdrawn"]),
        shaped or any(one["decided_by"] != "rule" for one in rows),
    )  # fmt: skip


def merged_into(store: Store, incident: str) -> list[str]:
    """Incidents of which some declaration says that they were merged into this one."""
    rows = store.rows("SELECT DISTINCT id FROM incidents WHERE merged_into = ?", (incident,))
    return [row["id"] for row in rows]


def corrected_since(store: Store, correction: int) -> tuple[int, set[str]]:
    """The last correction's number, and the incidents that those after the given one concern."""
    rows = store.rows("SELECT id, incident, detail FROM corrections WHERE id > ? ORDER BY id", (correction,))
    touched: set[str] = set()
    for row in rows:
        detail: Mapping[str, object] = json.loads(row["detail"])
        touched |= {row["incident"], *([str(detail["into"])] if "into" in detail else [])}
        others = detail.get("against", ())
        touched |= set(others) if isinstance(others, list) else set()
    return (rows[-1]["id"] if rows else correction), touched


def free_id(store: Store, stem: str) -> str:
    """The next id that begins with the stem: ids are permanent, also those of merged and withdrawn incidents."""
    rows = store.rows("SELECT DISTINCT id FROM incidents WHERE id >= ? AND id < ?", (stem, stem + "~"))
    return f"{stem}{len(rows) + 1}"
