"""What is wrong, and how to mend it; what each feed's watch looks like; what one address would give."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor import parsers
from monitor.core.article import ListState
from monitor.core.feed import Carries, Feed, Fetched, NotModified, Outcome
from monitor.core.identity import LOOKALIKE_HOST, REDIRECTED_AWAY, host_of, poses, site_of
from monitor.core.verdict import Status
from monitor.evidence.verify import VerifyReport, verify
from monitor.jobs.health import health, mend_of
from monitor.jobs.judge import judge_everything
from monitor.jobs.looking import entries_of, unread_because
from monitor.jobs.poll import Web
from monitor.jobs.resume import lost
from monitor.jobs.world import World
from monitor.renderers.wire import instant_json, moment_json
from monitor.settings import Settings
from monitor.store.soundness import damage, dangling
from monitor.store.wire import instant, stamp

LEAST_FREE = 1024**3
"""Bytes of free disk below which `doctor` speaks up: a day of a few hundred feeds needs less."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, good or bad, with the mend where it is bad."""

    good: bool
    words: str


def environment(db: Path, warc: Path) -> Iterator[Finding]:
    """Interpreter, SQLite, disk, database file, evidence."""
    version = sys.version_info
    yield Finding(version >= (3, 11), f"Python {version.major}.{version.minor}, SQLite {sqlite3.sqlite_version}")
    folder = db.parent if db.parent.exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    yield Finding(free >= LEAST_FREE, f"磁盘空闲 {free / 1024**3:.1f} GiB · free disk (at least 1 GiB is wanted)")
    if db.exists():
        yield from _integrity(db)
    else:
        yield Finding(True, f"{db.name}：还没有数据库，首次轮询时建立 · no database yet, the first poll makes it")
    if warc.is_dir():
        report = evidence(db, warc)
        words = f"证据 {report.files} 个文件 {report.records} 条记录 · evidence records"
        yield Finding(report.ok, words + "".join(f"; {problem}" for problem in report.problems[:5]))


def evidence(db: Path, warc: Path, *, roots: bytes | None = None) -> VerifyReport:
    """The evidence by itself, and beside the database: what is cut off whole, chain and all, only that one misses."""
    report = verify(warc, roots=roots)
    gone = lost(db, warc) if db.exists() else None
    report.problems += [] if gone is None else [gone]
    return report


def _integrity(db: Path) -> Iterator[Finding]:
    mend = "移走它并运行 rebuild · move it away and run `rebuild`, nothing is lost"
    try:
        answer = damage(db)
        missing = [] if answer else dangling(db)
    except sqlite3.DatabaseError as error:
        answer, missing = str(error), []
    yield Finding(not answer, f"{db.name}: {answer}; {mend}" if answer else f"{db.name}: ok")
    if missing:
        words = f"{db.name}: 记录所指不存在 · rows refer to what is not there ({', '.join(missing)})"
        yield Finding(False, f"{words}; {mend}")


def sources(world: World, settings: Settings, *, now: datetime) -> list[Finding]:
    """Settings, feeds and their watch."""
    found = [
        Finding(
            bool(settings.contact),
            "contact " + (settings.contact or "缺：写上邮箱或网页 · missing: give a mail address or a web page"),
        ),
        Finding(
            True,
            f"{len(settings.feeds)} 个监测源 feeds, {len(settings.agencies)} 个机关 agencies, "
            f"{len(world.instruments)} 份依据文件 instruments",
        ),
    ]
    newest = world.store.value("SELECT max(at) FROM fetches")
    if newest is not None and instant(newest) > now + timedelta(minutes=5):
        found.append(
            Finding(False, f"时钟早于最近记录 {newest}：请校时 · the clock is behind the last record: set it right")
        )
    for row in health(world, now=now):
        if row["enabled"] and row["last_attempt"] is not None and row["last_good"] is None:
            words = f"{row['feed']}: 从未读出 · never read ({row['last_outcome']}); `feeds check` it"
            found.append(Finding(False, words))
    return found


def status(world: World, *, now: datetime, only: str | None = None) -> dict[str, Any]:
    """Last good poll per feed, failures in a day, next deadline, outbox."""
    rows = health(world, now=now, only=None if only is None else [only])
    pending = [
        (v.deadline.earliest, d.id, v.clause.id)
        for d, verdicts in judge_everything(world, as_of=now)
        for v in verdicts
        if v.status is Status.PENDING and v.deadline is not None and v.deadline.earliest is not None
    ]
    following = min(pending, default=None)
    waiting = world.store.value(
        "SELECT count(*) FROM verdict_changes WHERE noticed_at <= ? AND (notified_at IS NULL OR notified_at > ?)",
        (stamp(now), stamp(now)),
    )
    waiting += world.store.value(
        "SELECT count(*) FROM deliveries d WHERE outcome IN ('sending', 'failed', 'unsure') AND at <= ? AND id = "
        "(SELECT max(id) FROM deliveries e WHERE e.channel = d.channel AND e.alarm = d.alarm AND e.at <= ?)",
        (stamp(now), stamp(now)),
    )
    return {
        "schema": 1,
        "as_of": instant_json(now),
        "feeds": rows,
        "next_deadline": None
        if following is None
        else {"at": instant_json(following[0]), "incident": following[1], "rule": following[2]},
        "outbox": int(waiting or 0),
    }


async def check_address(web: Web, url: str, *, feed: Feed | None = None) -> dict[str, Any]:
    """What one address would give, read and thrown away: nothing is written."""
    asked = feed or Feed("check", url, carries=frozenset({Carries.RELEASES}))
    result = await web.get(url, legacy_tls=asked.legacy_tls)
    if isinstance(result, NotModified) or not isinstance(result, Fetched):
        outcome = "not_modified" if isinstance(result, NotModified) else result.outcome.value
        detail = "" if isinstance(result, NotModified) else result.detail
        mend = mend_of(outcome)
        return {"schema": 1, "url": url, "outcome": outcome, "detail": detail, "mend": mend, "items": []}
    page = parsers.decode(
        result.body, url=result.url, content_type=result.header("content-type"), seen_at=result.at
    )
    listing = entries_of(page, parsers.load(), asked=asked.parser)
    found, code = Outcome.FETCHED, "" if listing.problem is None else str(listing.problem)
    if listing.state is ListState.UNREAD:
        found, code = unread_because(listing, had_entries=False)
    return {
        "schema": 1,
        "url": url,
        "outcome": found.value,
        "status": result.status,
        "charset": page.charset,
        "parser": listing.parser,
        "state": listing.state.value,
        "detail": code.removeprefix(f"{result.url}: "),
        "mend": mend_of(found.value),
        "flags": _identity(url, result.url),
        "next": listing.next,
        "items": [{"title": i.title, "url": i.url, "date": moment_json(i.date)} for i in listing.items],
    }


def _identity(asked: str, final: str) -> list[str]:
    """What a person should look at before watching the address: a look-alike's name, an answer from elsewhere."""
    host = host_of(final)
    flags = [LOOKALIKE_HOST] if poses(host) else []
    if site_of(host) != site_of(host_of(asked)):
        flags.append(REDIRECTED_AWAY)
    return flags
