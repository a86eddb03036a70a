"""The weekly report: facts as of a time → numbers and rows → files, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.core.coverage import Look, coverage, holes
from monitor.core.dossier import Dossier
from monitor.core.explain import PATIENCE
from monitor.core.feed import Feed
from monitor.core.incident import contains_place
from monitor.core.moment import Basis, Moment
from monitor.core.problems import StorageError
from monitor.core.verdict import Status
from monitor.core.weekly import FeedHealth, Period, WeeklyReport, compile_week
from monitor.jobs.duties import due_in
from monitor.jobs.judge import Judged, judge_everything
from monitor.jobs.world import World
from monitor.store.dossiers import WATCH_FOR, watch
from monitor.store.wire import stamp

RESOLUTION = timedelta(microseconds=1)
LOOKING_BACK = timedelta(days=7)
"""A list that is read so long after the period still shows what stood in it."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a report went."""

    folder: Path
    files: tuple[Path, ...]


def report(world: World, period: Period, *, as_of: datetime, place: str = "") -> WeeklyReport:
    """The numbers and rows of one period as they were known at ``as_of``; with ``place``, of that place only."""
    judged = judge_everything(world, as_of=as_of)
    everything = [one for one in judged if _in_place(one[0], place)]
    now = [one for one in everything if _touches(one, period)]
    later = [one for one in everything if not _touches(one, period) and _is_open(one)]
    known, still = {dossier.id for dossier, _ in now}, {dossier.id for dossier, _ in judged}
    then = judge_everything(world, as_of=min(period.start, as_of))
    gone = [one[0] for one in then if one[0].id not in still and _in_place(one[0], place) and _touches(one, period)]
    unread = world.store.value(
        "SELECT count(*) FROM articles WHERE problem != '' "
        "AND recorded_at >= ? AND recorded_at < ? AND recorded_at <= ?",
        (stamp(period.start), stamp(period.end), stamp(as_of)),
    )
    compiled = compile_week(
        period,
        as_of,
        now=now,
        before=[one for one in then if one[0].id in known],
        feeds=[
            health(world, feed, period, as_of) for feed in world.sources.feeds.values() if _answers(world, feed, place)
        ],
        instruments=[
            (i.id, i.number or i.title, "" if i.effective_from is None else i.effective_from.isoformat())
            for i in world.instruments.values()
        ],
        unread=int(unread or 0),
        place=place,
        open_elsewhere=later,
        withdrawn=[(dossier.id, dossier.name) for dossier in gone],
    )
    return replace(compiled, duties=due_in(world, period.start, period.end, as_of=as_of, place=place))


def _in_place(dossier: Dossier, place: str) -> bool:
    """It happened there; with no place asked for, anywhere."""
    claim = dossier.place()
    return not place or (claim is not None and contains_place(place, claim.adcode))


def _answers(world: World, feed: Feed, place: str) -> bool:
    """The feed may carry what is published about the place: its own agencies', those above it, and the media's."""
    agency = None if feed.agency is None else world.sources.agencies.get(feed.agency)
    if not place or agency is None:
        return True
    return contains_place(place, agency.adcode) or contains_place(agency.adcode, place)


def _touches(judged: Judged, period: Period) -> bool:
    """Something of the incident falls into the period: onset, a page, a deadline, or it is still open."""
    dossier, verdicts = judged
    moments = [m for m in (_onset(dossier), *(v.deadline for v in verdicts)) if m is not None]
    moments += [release.publication.published for release in dossier.releases]
    week = Moment(period.start, period.end, Basis.DERIVED)
    if any(_known_end(moment).overlaps(week) for moment in moments):
        return True
    begun = _onset(dossier)
    over = begun is not None and begun.earliest is not None and begun.earliest >= period.end
    return not over and _is_open(judged)


def _known_end(moment: Moment) -> Moment:
    """The moment, or its one known end: a page without a lower bound belongs not to every period before it."""
    if moment.earliest is None and moment.latest is not None:
        return Moment(moment.latest - RESOLUTION, moment.latest, moment.basis)
    if moment.latest is None and moment.earliest is not None:
        return Moment(moment.earliest, moment.earliest + RESOLUTION, moment.basis)
    return moment


def _is_open(judged: Judged) -> bool:
    return any(verdict.status is Status.PENDING for verdict in judged[1])


def _onset(dossier: Dossier) -> Moment | None:
    claim = dossier.onset()
    return None if claim is None else claim.moment


def health(world: World, feed: Feed, period: Period, as_of: datetime) -> FeedHealth:
    """How well one feed was watched in the period, or in as much of it as is over."""
    start, end = period.start, min(period.end, as_of)
    if end <= start:
        return FeedHealth(feed.id, feed.url, 0, {}, timedelta(0), timedelta(0), ())
    looks: list[Look] = []
    failed: Counter[str] = Counter()
    polls = 0
    low, last = start, min(as_of, period.end + LOOKING_BACK)
    while low < last:  # a year of looks does not fit into one watch
        high = min(low + WATCH_FOR, last)
        watched = watch(world.store, feed, start=low, as_of=high)
        looks += (Look(span.start, span.end) for span in watched.spans())
        failed.update(what for at, what in watched.failures if at < min(end, high))
        polls += sum(1 for one in watched.looks if one.at < min(end, high))
        low = high
    missing = holes(coverage(looks), start, end)
    if missing and end == as_of and missing[-1].end == end and end - missing[-1].start < max(PATIENCE, 2 * feed.every):
        end = missing[-1].start  # the short stretch since the last poll is no hole
        missing = missing[:-1]
    blind = sum((hole.end - hole.start for hole in missing), timedelta(0))
    spans = tuple(Moment(hole.start, hole.end, Basis.OBSERVED) for hole in missing)
    return FeedHealth(feed.id, feed.url, polls, dict(sorted(failed.items())), end - start - blind, end - start, spans)


def write(
    compiled: WeeklyReport, *, renderers: Mapping[str, Any], formats: Iterable[str], folder: Path, context: Any
) -> Written:
    """Render each format and put the files into ``folder/<period>[-<place>]/``, each one whole or not at all."""
    target = folder / (f"{compiled.period.name}-{compiled.place}" if compiled.place else compiled.period.name)
    tongue = "" if context.lang == "zh" else f".{context.lang}"
    contents = {
        f"report{tongue}{renderers[name].suffix}": renderers[name].weekly(compiled, context)
        for name in dict.fromkeys(formats)
    }
    manifest: dict[str, Any] = {
        "schema": 1,
        "period": compiled.period.name,
        "place": compiled.place or None,
        "lang": context.lang,
        "as_of": stamp(compiled.as_of),
        "instruments": [list(one) for one in compiled.instruments],
        "incidents": [row.dossier.id for row in compiled.rows],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    contents[f"manifest{tongue}.json"] = (
        json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    ).encode()
    try:
        target.mkdir(parents=True, exist_ok=True)
        _put(target, contents)
    except OSError as error:
        raise StorageError(f"{target}: {error.strerror}; the report was not written, the facts are safe") from error
    return Written(target, tuple(target / name for name in contents))


def _put(target: Path, contents: Mapping[str, bytes]) -> None:
    """All files in full beside their places first, then each into its place."""
    drafts = {target / name: target / f"{name}.part" for name in contents}
    try:
        for path, draft in drafts.items():
            draft.write_bytes(contents[path.name])
        for path, draft in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
