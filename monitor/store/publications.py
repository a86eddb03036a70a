"""When pages were published, by their claims and our looks; and pages that were listed but never read."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from monitor.core.applies import of_concern_alone
from monitor.core.coverage import Span, absence
from monitor.core.dossier import Dossier
from monitor.core.feed import Carries, Feed
from monitor.core.maybe_answers import FOR, SHOWN, Near, matter_of, near
from monitor.core.moment import Basis, Moment
from monitor.core.publication import Publication, claim_of, settle
from monitor.core.reasons import tell
from monitor.core.release import FULFILLING, Link, Release
from monitor.core.statement import Role
from monitor.core.titles import routine
from monitor.store.facts import Store
from monitor.store.wire import instant, instant_or_none, moment_in, stamp

ANSWERS_WITHIN = timedelta(days=30)
"""Entries listed later than this after the onset are not asked about: no window of hours needs them."""
READ_WITHIN = timedelta(days=1)
"""Most pages are read within a day of being listed, so that one query knows them; the others are asked for singly."""
WHOLE = "problem = '' AND text <> '' AND instr(reading, '\"incomplete\"') = 0"
"""The page was read, and all of it; as the index articles_whole has it."""
MAY_ANSWER = re.compile(
    "通报|情况说明|情况介绍|情况报告|事故|事件|火灾|起火|爆炸|爆燃|坍塌|垮塌|倒塌|塌方|地震|滑坡|泥石流|山洪|洪涝|内涝|溃坝|中毒"
    "|泄漏|沉船|侧翻|相撞|坠|踩踏|伤亡|死亡|遇难|失联|被困|救援|抢险|搜救|善后|险情|灾情|疫情|警情|案件|嫌疑|发布会|吹风会|通气会|通报会"
    "|回应|答记者问|指挥部|调查|辟谣|谣言|不实|网传|舆情|声明|公告.{0,6}情况"
)
"""Words in the title of a page that may be an answer. A notice of a tender that could not be read
proves nothing about silence; one called 情况通报 might be the very answer."""
HARMED = re.compile(r"伤亡|死亡|遇难|失联|被困|受伤")
"""What makes it one even where the title is of a drill, a plan or a campaign as well (地震应急演练, 抽检情况通报)."""


LISTED = (
    "SELECT id, url, feed, address, date_earliest, date_latest, first_seen, absent_at, chain_from FROM listings "
    "WHERE url "
)


def lists_of(store: Store, urls: Sequence[str]) -> dict[str, list[sqlite3.Row]]:
    """What every list said of these pages."""
    found: dict[str, list[sqlite3.Row]] = {url: [] for url in urls}
    for row in store.among(LISTED + "IN ({marks})", urls):
        found[row["url"]].append(row)
    return found


def lists_of_page(store: Store, url: str) -> list[sqlite3.Row]:
    """What every list said of one page."""
    return store.rows(LISTED + "= ?", (url,))


def publication_of(
    store: Store, url: str, reading: Mapping[str, Any], captured: datetime,
    rows: Iterable[sqlite3.Row] | None = None,
) -> Publication:  # fmt: skip
    """When a page was published: its claims, and the looks at every list that showed it (``rows``, where read)."""
    visible, meta, listed, url_day = (moment_in(reading[name]) for name in ("visible", "meta", "listed", "url_day"))
    claimed = claim_of(visible, meta, listed, url_day)
    first_seen, absent = captured, []
    for row in lists_of_page(store, url) if rows is None else rows:
        seen = instant(row["first_seen"])
        first_seen = min(first_seen, seen)
        end, start = instant_or_none(row["absent_at"]), instant_or_none(row["chain_from"])
        last = None if end is None or start is None else Span(start, end)
        absent.append((seen, absence(last, claimed)))
    # The list that showed it first bounds it: a later column that shows it again proves nothing new.
    earliest = [gone for seen, gone in absent if seen == first_seen and gone is not None]
    return settle(claimed, first_seen, max(earliest, default=None))


def unread_pages(store: Store, dossier: Dossier, feeds: Iterable[Feed]) -> tuple[Release, ...]:
    """Entries of these feeds of answerable agencies, listed since the onset, whose page was never read, or not wholly.

    They may be the answer: not fetched yet, gone before it could be fetched, a film, a scan, a part missing. So each
    is a doubtful release that keeps anybody from saying "none found", and says so.
    """
    onset = dossier.onset()
    start = None if onset is None else onset.moment.earliest
    if start is None:
        return ()
    until = min(dossier.as_of, start + ANSWERS_WITHIN)
    feeds = sorted(feeds, key=lambda one: one.id)
    read = {release.url for release in dossier.releases}
    for feed in feeds:
        read.update(row[0] for row in _read_whole(store, feed, "url", start, min(dossier.as_of, until + READ_WITHIN)))
    found = []
    for feed in feeds:
        if Carries.RELEASES not in feed.carries:
            continue
        listed = store.rows(
            "SELECT id, url FROM listings WHERE feed = ? AND first_seen >= ? AND first_seen <= ?",
            (feed.id, stamp(start), stamp(until)),
        )
        left = sorted(number for number, url in listed if url not in read)
        rows = store.among(
            f"SELECT * FROM listings l WHERE id IN ({{marks}}) AND NOT EXISTS "
            f"(SELECT 1 FROM articles WHERE url = l.url AND {WHOLE} AND recorded_at <= ?) ORDER BY id",
            left, after=(stamp(dossier.as_of),),
        )  # fmt: skip
        found += [_unread(feed, row) for row in rows if _may_answer(row, start)]
    return tuple(found)


def possible_answers(store: Store, dossier: Dossier, feeds: Iterable[Feed]) -> tuple[Release, ...]:
    """Official pages of the days after a matter of public concern that share words with it, and are tied to nothing of
    it: each is doubtful, so that nobody says "none found" while a person has not looked. Pages that a person took away
    from the matter stay away.
    """
    onset = dossier.onset()
    if onset is None or onset.moment.latest is None or not of_concern_alone(dossier):
        return ()
    start = onset.moment.earliest or onset.moment.latest - FOR
    until = min(dossier.as_of, onset.moment.latest + FOR, *_answered(dossier))
    tied = {release.url for release in dossier.releases}
    own = {release.url for release in dossier.releases if not release.link.doubtful}
    matter = matter_of(
        (row["title"], row["text"])
        for row in store.among(
            "SELECT title, text FROM articles WHERE url IN ({marks}) AND problem = '' AND recorded_at <= ?",
            sorted(own), after=(stamp(dossier.as_of),),
        )
    )  # fmt: skip
    found: dict[str, tuple[Near, Feed, sqlite3.Row]] = {}
    for feed in sorted(feeds, key=lambda one: one.id):
        if Carries.RELEASES not in feed.carries:
            continue
        for row in _read_whole(store, feed, "url, title, text, reading, capture, recorded_at", start, until):
            close = None if row["url"] in tied else near(matter, row["title"], row["text"])
            if close is not None:
                found.setdefault(row["url"], (close, feed, row))
    likeliest = sorted(found, key=lambda url: (-found[url][0].points, found[url][2]["recorded_at"], url))
    shown = islice((url for url in likeliest if not _taken_away(store, dossier, url)), SHOWN)
    return tuple(_possible(store, feed, row, close.words) for close, feed, row in map(found.__getitem__, shown))


def _answered(dossier: Dossier) -> list[datetime]:
    """When the agencies surely answered: what came later is not asked about."""
    return [
        release.publication.published.latest
        for release in dossier.releases
        if release.official and dossier.answerable(release.agency) and release.role in FULFILLING
        and not release.link.doubtful and release.publication.published.latest is not None
    ]  # fmt: skip


def _taken_away(store: Store, dossier: Dossier, url: str) -> bool:
    return bool(store.rows(
        "SELECT 1 FROM links WHERE url = ? AND incident = ? AND removed AND decided_by <> 'rule' AND recorded_at <= ?",
        (url, dossier.id, stamp(dossier.as_of)),
    ))  # fmt: skip


def _possible(store: Store, feed: Feed, row: sqlite3.Row, words: Sequence[str]) -> Release:
    publication = publication_of(store, row["url"], json.loads(row["reading"]), instant(row["recorded_at"]))
    link = Link(0.5, "rule", (tell("may_answer", words="、".join(words[:5])),), doubtful=True)
    return Release(
        row["url"], row["title"], Role.MENTION, publication, link, agency=feed.agency, official=True,
        captures=(row["capture"],), maybe=tuple(sorted(FULFILLING)),
    )  # fmt: skip


def _read_whole(store: Store, feed: Feed, what: str, since: datetime, until: datetime) -> list[sqlite3.Row]:
    """The pages of this feed that were read wholly in this time; an index finds them in one stretch."""
    return store.rows(
        f"SELECT {what} FROM articles WHERE feed = ? AND recorded_at >= ? AND recorded_at <= ? AND {WHOLE} "
        "ORDER BY recorded_at, url",
        (feed.id, stamp(since), stamp(until)),
    )


def _may_answer(row: sqlite3.Row, start: datetime) -> bool:
    dated, title = instant_or_none(row["date_latest"]), row["title"]
    if (dated is not None and dated <= start) or MAY_ANSWER.search(title) is None:
        return False
    return routine(title) is None or HARMED.search(title) is not None


def _unread(feed: Feed, row: sqlite3.Row) -> Release:
    low, high = instant_or_none(row["date_earliest"]), instant_or_none(row["date_latest"])
    claimed = None if low is None or high is None else Moment(low, high, Basis.LIST)
    end, begin = instant_or_none(row["absent_at"]), instant_or_none(row["chain_from"])
    last = None if end is None or begin is None else Span(begin, end)
    publication = settle(claimed, instant(row["first_seen"]), absence(last, claimed))
    link = Link(0.5, "rule", ("列表上有此条，标题可能有关，页面未能读出",), doubtful=True)
    return Release(
        row["url"], row["title"], Role.MENTION, publication, link, agency=feed.agency, official=True,
        maybe=tuple(sorted(FULFILLING)), flags=("unread",),
    )  # fmt: skip
