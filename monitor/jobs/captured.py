"""One captured page beside what was read from it, for people to compare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.core.problems import StorageError
from monitor.core.statement import Statement
from monitor.evidence.reading import load_capture
from monitor.jobs.world import World
from monitor.store.wire import instant, said_in, stamp

MOST = 2_000_000
"""Characters of a page's source that are shown; what is longer is cut, and said to be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one parser read in a capture."""

    url: str
    feed: str
    parser: str
    title: str
    source: str | None
    text: str
    problem: str
    recorded_at: datetime
    details: dict[str, Any]  # claims, document data, flags
    said: Statement


@dataclass(frozen=True, slots=True)
class Captured:
    """One capture with its place in the evidence, its bytes as text, and its readings."""

    id: str
    url: str
    at: datetime
    file: str
    offset: int
    sha256: str
    size: int
    status: int
    content_type: str
    charset: str
    text: str  # decoded for showing, never interpreted; empty where the evidence is not at hand
    cut: bool
    missing: str  # why the bytes cannot be shown, in words; empty where they can
    readings: tuple[Reading, ...]


def captured(world: World, capture: str, *, warc: Path, as_of: datetime) -> Captured | None:
    """The capture of that id, None where there was none by then."""
    rows = world.store.rows("SELECT * FROM captures WHERE id = ? AND at <= ?", (capture, stamp(as_of)))
    if not rows:
        return None
    row = rows[0]
    text, missing = "", ""
    try:
        text = load_capture(warc, row["file"], row["offset"]).body.decode(_codec(row["charset"]), "replace")
    except (StorageError, OSError) as error:
        missing = str(error)
    readings = world.store.rows(
        "SELECT * FROM articles WHERE capture = ? AND recorded_at <= ? ORDER BY id", (capture, stamp(as_of))
    )
    return Captured(
        row["id"], row["url"], instant(row["at"]), row["file"], row["offset"], row["sha256"], row["size"],
        row["status"], row["content_type"], row["charset"], text[:MOST], len(text) > MOST, missing,
        tuple(_reading(one) for one in readings),
    )  # fmt: skip


def _codec(charset: str) -> str:
    """The charset that decoding settled on; UTF-8 where this Python does not know it."""
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset or "utf-8"


def _reading(row: Any) -> Reading:
    return Reading(
        row["url"], row["feed"], row["parser"], row["title"], row["source"], row["text"], row["problem"],
        instant(row["recorded_at"]), json.loads(row["reading"]), said_in(row),
    )  # fmt: skip
