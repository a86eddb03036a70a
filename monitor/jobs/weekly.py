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

from monitor.core.coverage import holes
from monitor.core.dossier import Dossier
from monitor.core.feed import Feed
from monitor.core.moment import Basis, Moment
from monitor.core.problems import StorageError
from monitor.core.verdict import Status
from monitor.core.weekly import FeedHealth, Period, WeeklyReport, compile_week
from monitor.jobs.duties import due_in
from monitor.jobs.judge import Judged, judge_everything
from monitor.jobs.world import World
from monitor.store.dossiers import watch
from monitor.store.wire import stamp

OPEN_FOR = timedelta(days=7)
"""An incident stays in the reports for so long after its last deadline, so that it is seen settled."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a report went."""

    folder: Path
    files: tuple[Path, ...]


def report(world: World, period: Period, *, as_of: datetime) -> WeeklyReport:
    """The numbers and rows of one period as they were known at ``as_of``."""
    now = [one for one in judge_everything(world, as_of=as_of) if _touches(one, period)]
    before = [one for one in judge_everything(world, as_of=min(period.start, as_of)) if _touches(one, period)]
    unread = world.store.value(
        "SELECT count(*) FROM articles WHERE problem != '' "
        "AND recorded_at >= ? AND recorded_at < ? AND recorded_at <= ?",
        (stamp(period.start), stamp(period.end), stamp(as_of)),
    )
    compiled = compile_week(
        period,
        as_of,
        now=now,
        before=before,
        feeds=[health(world, feed, period, as_of) for feed in world.sources.feeds.values()],
        instruments=[
            (i.id, i.number or i.title, "" if i.effective_from is None else i.effective_from.isoformat())
            for i in world.instruments.values()
        ],
        unread=int(unread or 0),
    )
    return replace(compiled, duties=due_in(world, period.start, period.end, as_of=as_of))


def _touches(judged: Judged, period: Period) -> bool:
    """Something of the incident falls into the period: onset, a page, a deadline, or it is still open."""
    dossier, verdicts = judged
    moments = [m for m in (_onset(dossier), *(v.deadline for v in verdicts)) if m is not None]
    moments += [release.publication.published for release in dossier.releases]
    week = Moment(period.start, period.end, Basis.DERIVED)
    if any(moment.overlaps(week) for moment in moments):
        return True
    return any(v.status is Status.PENDING for v in verdicts)


def _onset(dossier: Dossier) -> Moment | None:
    claim = dossier.onset()
    return None if claim is None else claim.moment


def health(world: World, feed: Feed, period: Period, as_of: datetime) -> FeedHealth:
    """How well one feed was watched in the period, or in as much of it as is over."""
    start, end = period.start, min(period.end, as_of)
    watched = watch(world.store, feed, start=start, as_of=min(as_of, period.end + timedelta(days=7)))
    if end <= start:
        return FeedHealth(feed.id, feed.url, 0, {}, timedelta(0), timedelta(0), ())
    missing = holes(watched.spans(), start, end)
    blind = sum((hole.end - hole.start for hole in missing), timedelta(0))
    failures = Counter(what for at, what in watched.failures if start <= at < end)
    looks = sum(1 for one in watched.looks if start <= one.at < end)
    spans = tuple(Moment(hole.start, hole.end, Basis.OBSERVED) for hole in missing)
    seen = (end - start) - blind
    return FeedHealth(feed.id, feed.url, looks, dict(sorted(failures.items())), seen, end - start, spans)


def write(
    compiled: WeeklyReport, *, renderers: Mapping[str, Any], formats: Iterable[str], folder: Path, context: Any
) -> Written:
    """Render each format and put the files into ``folder/<period>/``, each one whole or not at all."""
    target = folder / compiled.period.name
    contents = {
        f"report{renderers[name].suffix}": renderers[name].weekly(compiled, context) for name in dict.fromkeys(formats)
    }
    manifest: dict[str, Any] = {
        "schema": 1,
        "period": compiled.period.name,
        "as_of": stamp(compiled.as_of),
        "instruments": [list(one) for one in compiled.instruments],
        "incidents": [row.dossier.id for row in compiled.rows],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    contents["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
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
