"""The versions of a page and the looks at it after the first, read back as of a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from monitor.core.moment import Basis, Moment
from monitor.core.publication import claim_of
from monitor.core.revision import CONFIRMING, Absence, Look, Revision, State, Version, absences, revisions
from monitor.store.facts import Store
from monitor.store.wire import instant, moment_in, stamp, statement_in

AGAIN = "relook"
"""The kind of an attempt that looks at an article again."""
STOOD = "stood"
"""In a reading: the last look at which the words of the version before still stood, where no later one was stored."""
_STATES = {"gone": State.GONE, "soft_gone": State.SOFT_GONE, "fetched": State.ALIVE, "not_modified": State.ALIVE}
"""Outcomes of a later look; any other is unreachable."""


def version_of(row: Mapping[str, Any] | sqlite3.Row) -> Version:
    """One reading of a page as a version of it."""
    reading, statement = json.loads(row["reading"]), json.loads(row["statement"])
    tolls = () if "unread" in statement else statement_in(statement).tolls
    claimed = claim_of(*(moment_in(reading[name]) for name in ("visible", "meta", "listed", "url_day")))
    document = moment_in(reading.get("document_date"))
    signed = "" if document is None or document.earliest is None else document.earliest.isoformat()
    parts = (row["source"] or "", reading.get("author") or "", reading.get("doc_number") or "", signed)
    return Version(
        instant(row["recorded_at"]), row["capture"], row["title"], reading.get("fingerprint", ""), claimed,
        tolls, tuple(part for part in parts if part),
    )  # fmt: skip


def same_words(one: Version, other: Version) -> bool:
    """The same page to a reader, whatever bytes around it were new."""
    return not revisions((one, other))


def looks_again(store: Store, url: str, as_of: datetime) -> list[Look]:
    """The later looks at a page, by its identity, oldest first."""
    rows = store.rows(
        "SELECT f.at, f.outcome, f.capture FROM fetches f WHERE f.url IN "
        "(SELECT l.address FROM listings l WHERE l.url = ?) AND f.kind = ? AND f.at <= ? ORDER BY f.at, f.id",
        (url, AGAIN, stamp(as_of)),
    )
    return [
        Look(instant(row["at"]), _STATES.get(row["outcome"], State.UNREACHABLE), row["capture"] or "") for row in rows
    ]


def history(
    store: Store, url: str, rows: Sequence[sqlite3.Row], as_of: datetime
) -> tuple[tuple[Version, ...], tuple[Revision, ...], tuple[Absence, ...]]:
    """Versions, edits and absences of one page; ``rows`` are its readings in order."""
    # What was read without all of its parts is no version of its own: more words came, nobody edited.
    rows = [row for row in rows if '"incomplete"' not in row["reading"]] or rows
    if not rows:
        return (), (), ()
    looks = looks_again(store, url, as_of)
    versions = [version_of(row) for row in rows]
    alive = [look.at for look in looks if look.state is State.ALIVE]
    for number, version in enumerate(versions):
        until = versions[number + 1].at if number + 1 < len(versions) else None
        still = [at for at in alive if at >= version.at and (until is None or at < until)]
        if until is not None and (stood := json.loads(rows[number + 1]["reading"]).get(STOOD)) is not None:
            still.append(instant(stood))
        versions[number] = replace(version, last_seen=max(still, default=version.at))
    gone = absences(versions[0].at, looks)
    return tuple(versions), revisions(versions), (*gone, *_unlisted(store, url, looks, as_of))


def _unlisted(store: Store, url: str, looks: Sequence[Look], as_of: datetime) -> list[Absence]:
    """Lists that stopped showing the page within their reach, while it stood there all the same."""
    found: list[Absence] = []
    rows = store.rows(
        "SELECT * FROM delistings WHERE url = ? AND at <= ? ORDER BY feed, at, id", (url, stamp(as_of))
    )
    for number, row in enumerate(rows):
        if row["listed"]:
            continue
        following = rows[number + 1] if number + 1 < len(rows) and rows[number + 1]["feed"] == row["feed"] else None
        back = None if following is None else instant(following["at"])
        seen = store.value(
            "SELECT count(*) FROM (SELECT 1 FROM looks WHERE feed = ? AND at >= ? AND at < ? LIMIT ?)",
            (row["feed"], row["at"], stamp(back or as_of), CONFIRMING + 1),
        )
        went = Moment(instant(row["before"]), instant(row["at"]), Basis.OBSERVED)
        stood = [look for look in looks if look.at >= instant(row["at"]) and (back is None or look.at < back)]
        if stood and stood[0].state is State.ALIVE:  # else it is gone, which says more
            found.append(Absence(State.UNLISTED, went, int(seen), back))
    return found


