"""How each feed is watched: what was seen, what was not, when it is looked at next, and what a person can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from monitor.core.coverage import Look, coverage, holes
from monitor.core.feed import GOOD, Feed
from monitor.fetching.setbacks import REFUSED
from monitor.jobs.schedule import plan_of
from monitor.jobs.world import World
from monitor.renderers.wire import instant_json
from monitor.store.facts import Store
from monitor.store.wire import instant, stamp

WEEK = timedelta(days=7)
LATE = 4
"""Pauses after which a feed that is due and was not asked is called late."""
SKEW_WORDS = "clock skew "
CONDITIONS = ("blind", "blocked", "failing", "holes", "late", "skew", "undated")
"""What ``--fail-on`` may name: never read; behind a wall, or left alone because of one; the last look failed; not all
of the last week was seen; not asked for long; clocks differ; more than half of the entries without a date."""
MENDS: Mapping[str, tuple[str, str]] = {
    "blocked": (
        "防火墙挡住：与网站联系放行，或改用其 RSS、其他栏目",
        "a firewall stands in the way: ask the site to let you in, or watch its RSS or another column",
    ),
    "robots": ("robots.txt 不允许或读不出：尊重之，换其他来源", "robots.txt says no: respect it, take another source"),
    "http_error": ("地址可能已变：feeds check 后改 url", "the address may have changed: `feeds check`, then mend url"),
    "soft_404": ("栏目已不存在：找新地址", "the column is gone: find its new address"),
    "redesigned": ("疑似改版：feeds check 看看，改 url 或 parser", "redesigned: `feeds check`, mend url or parser"),
    "unread": ("读不出列表：换 parser 或栏目地址", "no list found: name the parser or another address"),
    "emptied": ("列表变空：看看栏目是否搬家", "the list has become empty: see whether it moved"),
    "script_only": ("脚本填充：找它的接口、RSS 或另一栏目", "filled by a script: find its feed or another column"),
    "login": ("要求登录：换公开栏目", "asks for a login: take a public column"),
    "dns": ("域名解析失败：网站停用或本机 DNS 有问题", "DNS failure: the site is gone, or our resolver is ill"),
    "tls": ("TLS 失败：老服务器可设 legacy_tls: true", "TLS failure: legacy_tls: true may help with old servers"),
    "expired": ("证书过期：等网站更新证书", "the certificate is out of date: the site must renew it"),
    "timeout": ("超时：网站慢，或我方网络不通", "timed out: the site is slow, or our network is"),
    "forbidden_address": (
        "本机或内网地址：自己的服务器写进 fetching: {private_hosts: [主机]}",
        "an address of this machine or network: name a server of your own in fetching: {private_hosts: [host]}",
    ),
    "quiet": ("在静默名单中，不轮询", "on the quiet list, not asked"),
    "resting": (
        "被拒、出错或应对方要求而暂缓，期满自动再问；这段时间没有看，计作空洞。总这样就与网站联系",
        "refused, failing, or asked for quiet: left alone, and asked again by itself; the time counts as not seen. "
        "If it goes on, talk to the site",
    ),
}


def mend_of(outcome: str | None) -> dict[str, str] | None:
    """What a person can do about an outcome, in both languages; None where nothing need be done."""
    mend = MENDS.get(outcome or "")
    return None if mend is None else {"zh": mend[0], "en": mend[1]}


def health(world: World, *, now: datetime, only: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """One row a feed, for people and programs."""
    wanted = None if only is None else set(only)
    feeds = [feed for feed in world.sources.feeds.values() if wanted is None or feed.id in wanted]
    return [feed_health(world.store, feed, now) for feed in feeds]


def feed_health(store: Store, feed: Feed, now: datetime) -> dict[str, Any]:
    """Last good look, holes of the last week, rhythm, share of date-only entries, drift, next due."""
    last = store.rows(
        "SELECT at, outcome, detail FROM fetches WHERE feed = ? AND kind = 'list' AND at <= ? "
        "ORDER BY at DESC, id DESC LIMIT 1",
        (feed.id, stamp(now)),
    )
    good = store.value("SELECT max(at) FROM looks WHERE feed = ? AND at <= ?", (feed.id, stamp(now)))
    since = stamp(now - timedelta(days=1))
    failures = store.rows(
        "SELECT outcome, count(*) AS n FROM fetches WHERE feed = ? AND kind = 'list' AND at >= ? AND at <= ? "
        "AND outcome NOT IN ('fetched', 'not_modified') GROUP BY outcome ORDER BY outcome",
        (feed.id, since, stamp(now)),
    )
    listed = store.rows(
        "SELECT count(*) AS n, sum(date_earliest IS NULL) AS undated, "
        "sum(date_earliest IS NOT NULL AND julianday(date_latest) - julianday(date_earliest) > 0.9) AS days, "
        "sum(first_seen >= ?) AS lately, min(first_seen) AS first FROM listings WHERE feed = ? AND first_seen <= ?",
        (stamp(now - WEEK), feed.id, stamp(now)),
    )[0]
    plan = plan_of(store, feed.id)
    attempt, count = instant(last[0]["at"]) if last else None, listed["n"]
    due = plan.due if plan.asked is not None else None if attempt is None else attempt + feed.every
    row: dict[str, Any] = {
        "feed": feed.id,
        "url": feed.url,
        "channel": feed.channel,
        "enabled": feed.enabled,
        "last_attempt": instant_json(attempt),
        "last_outcome": last[0]["outcome"] if last else None,
        "detail": last[0]["detail"] if last else "",
        "last_good": None if good is None else instant_json(instant(good)),
        "next_due": None if due is None else instant_json(due),
        "failures_24h": {one["outcome"]: one["n"] for one in failures},
        "failures_in_a_row": plan.failures,
        "entries": count,
        "undated": listed["undated"] or 0,
        "date_only_share": round((listed["days"] or 0) / count, 3) if count else None,
        "entries_7d": listed["lately"] or 0,
        "holes_7d": _holes(store, feed, now),
        "skew_seconds": _skew(last[0]["detail"]) if last else None,
        "rhythm": _rhythm(feed, plan.rhythm.entries, plan.rhythm.watched),
    }
    row["findings"] = _findings(row, feed, due, now)
    row["mend"] = mend_of(row["last_outcome"])
    return row


def _holes(store: Store, feed: Feed, now: datetime) -> dict[str, Any]:
    """What of the last week, or of the time since the first look, no look reaches."""
    rows = store.rows(
        "SELECT back_to, at FROM looks WHERE feed = ? AND at >= ? AND at <= ? ORDER BY at, id",
        (feed.id, stamp(now - WEEK), stamp(now)),
    )
    first = store.value("SELECT min(at) FROM fetches WHERE feed = ? AND kind = 'list'", (feed.id,))
    if first is None:
        return {"count": 0, "hours": 0.0, "last": None}
    start = max(now - WEEK, instant(first))
    found = holes(coverage(Look(instant(row["back_to"]), instant(row["at"])) for row in rows), start, now)
    settled = [hole for hole in found if hole.end < now]  # what nobody has looked at yet is no hole yet
    hours = sum((hole.end - hole.start).total_seconds() for hole in settled) / 3600
    last = settled[-1] if settled else None
    ends = None if last is None else {"start": instant_json(last.start), "end": instant_json(last.end)}
    return {"count": len(settled), "hours": round(hours, 2), "last": ends}


def _skew(detail: str) -> float | None:
    if not detail.startswith(SKEW_WORDS):
        return None
    return float(detail.removeprefix(SKEW_WORDS).split(" ", 1)[0])


def _rhythm(feed: Feed, entries: float, watched: float) -> dict[str, Any]:
    return {
        "adaptive": feed.adaptive,
        "every_minutes": round(feed.every.total_seconds() / 60, 1),
        "entries_a_day": round(entries / watched * 24, 2) if watched > 24 else None,
    }


def _findings(row: Mapping[str, Any], feed: Feed, due: datetime | None, now: datetime) -> list[str]:
    """Which of CONDITIONS hold; none for a feed that is switched off."""
    if not feed.enabled:
        return []
    tried, outcome = row["last_attempt"] is not None, row["last_outcome"]
    holding = {
        "blind": row["last_good"] is None,
        "blocked": outcome == "blocked" or (outcome == "resting" and REFUSED in row["detail"]),
        "failing": tried and outcome not in GOOD,
        "holes": row["holes_7d"]["count"] > 0,
        "late": due is not None and now - due > LATE * feed.every,
        "skew": row["skew_seconds"] is not None,
        "undated": row["entries"] > 0 and row["undated"] * 2 > row["entries"],
    }
    return [name for name in CONDITIONS if holding[name]]

