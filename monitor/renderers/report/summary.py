"""The first lines of a report: what a reader in a hurry needs."""

from __future__ import annotations

from collections import Counter

from monitor.core.outcome import GRAVE
from monitor.core.shares import SMALL, Share
from monitor.core.tally import binding, obligations, share_of
from monitor.core.verdict import Status
from monitor.renderers.report.changes import is_no_news, together
from monitor.renderers.report.model import Block, Paragraph, Picture, Section, Tiles
from monitor.renderers.report.sources import lowest_cover
from monitor.renderers.report.telling import Told, status_counts


def summary(told: Told) -> Section:
    """Figures at a glance, and the same as sentences."""
    report = told.report
    blocks: list[Block] = []
    if not report.rows:
        blocks += _empty(told)
    else:
        owed = [v for row in report.rows for v in obligations(row.verdicts)]
        share, counts = share_of(owed), Counter(v.status.value for v in owed)
        watched = sum(v.complete for v in binding(owed))
        blocks.append(_tiles(told, share, watched))
        blocks.append(Paragraph(_cases(told, share, counts)))
        blocks.append(Paragraph(_watch(told, share.of, watched)))
    if report.changes:
        blocks.insert(2 if report.rows else 1, Paragraph(_changes(told)))
    if report.unread:
        blocks.append(Paragraph(told.say("sum_unread", n=report.unread), warning=True))
    if report.rows:
        blocks.append(_overview(told))
    return Section("summary", told.say("summary"), tuple(blocks))


def _open(told: Told) -> int:
    """Windows that are open as of the report, whenever they began."""
    rows = (*told.report.rows, *told.report.open_elsewhere)
    return sum(v.status is Status.PENDING for row in rows for v in obligations(row.verdicts))


def _tiles(told: Told, share: Share, watched: int) -> Tiles:
    grave = sum(status in GRAVE for status in _new(told))
    return Tiles((
        (str(len(told.report.rows)), told.say("tile_incidents")),
        (f"{told.share(share).text} / {share.of}", told.say("tile_met")),
        (str(grave), told.say("tile_grave")),
        (str(_open(told)), told.say("tile_open")),
        (f"{watched} / {share.of}", told.say("tile_watched")),
    ))  # fmt: skip


def _cases(told: Told, share: Share, counts: Counter[str]) -> str:
    said = told.say(
        "sum_cases", incidents=len(told.report.rows), of=share.of, surely=share.surely, possibly=share.possibly,
        counts=status_counts(counts, told.lang) or "—",
    )  # fmt: skip
    bounds = share.per_cent()
    space = "" if told.lang == "zh" else " "
    if bounds is None:
        return said + space + told.say("sum_small", least=SMALL)
    return said + space + told.say("sum_share", low=bounds[0], high=bounds[1])


def _new(told: Told) -> list[Status]:
    """The new outcome of each change that the report tells, as often as it tells it."""
    news = (change for change in told.report.changes if not is_no_news(change))
    return [Status(same[0].new) for same in together(told, news)]


def _changes(told: Told) -> str:
    new = _new(told)
    grave, met = sum(s in GRAVE for s in new), sum(s is Status.MET for s in new)
    still = _open(told)
    return told.say("sum_changes", grave=grave, settled=met, changed=len(new) - grave - met, open=still)


def _watch(told: Told, of: int, watched: int) -> str:
    feeds = told.report.feeds
    if not feeds:
        return told.say("sum_no_feeds")
    blind = sum(bool(feed.holes) for feed in feeds)
    lowest = lowest_cover(feeds) or "—"
    return told.say("sum_watch", watched=watched, of=of, feeds=len(feeds), lowest=lowest, blind=blind)


def _empty(told: Told) -> list[Block]:
    feeds = told.report.feeds
    said = [told.say("sum_empty")]
    if not feeds:
        said.append(told.say("sum_no_feeds"))
    else:
        lowest = lowest_cover(feeds)
        said.append(told.say("sum_empty_feeds", feeds=len(feeds), lowest=lowest or "—"))
        if lowest != "100%":
            said.append(told.say("sum_empty_blind"))
    return [Paragraph(("" if told.lang == "zh" else " ").join(said))]


def _overview(told: Told) -> Picture:
    from monitor.renderers.pictures import period_overview

    report = told.report
    drawn = period_overview(report.rows, report.period, as_of=report.as_of, lang=told.lang, ident="overview")
    return Picture(drawn)
