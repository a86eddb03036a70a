"""How long answers took, as intervals: what a verdict's evidence says of the time, and what many say together.

No midpoint is taken anywhere. An answer known to the day is an interval; none found is "not until
the end of what we saw"; a hole in our watch is where an answer may have stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.dossier import Dossier
from monitor.core.instrument import Within
from monitor.core.moment import Basis, Moment
from monitor.core.outcome import Status, Verdict
from monitor.core.shares import SMALL, wilson
from monitor.core.statement import Role
from monitor.core.turnbull import Estimate, Interval, turnbull

HOUR = timedelta(hours=1)
UNTIMED = frozenset({Status.NOT_APPLICABLE, Status.APPLICABILITY_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Spread:
    """The response times to one duty, in hours from the start of the clock."""

    duty: str
    observed: tuple[Interval, ...]
    left_out: int  # bound, but without a start of the clock
    limits: tuple[float, ...]  # hours the clauses give
    estimate: Estimate
    watched: int = 0  # cases whose window was seen without a hole

    @property
    def enough(self) -> bool:
        """So many cases that a curve and a median may be shown."""
        return len(self.observed) >= SMALL

    def share(self, hours: float) -> tuple[int, int]:
        """How many had surely, and how many had possibly, been answered after so many hours."""
        surely = sum(1 for _, high in self.observed if high is not None and high <= hours)
        possibly = sum(1 for low, high in self.observed if low < hours or high == low <= hours)
        return surely, possibly

    def ends(self) -> tuple[float, ...]:
        """Where either count may change, in order."""
        return tuple(sorted({end for pair in self.observed for end in pair if end is not None}))

    @property
    def median(self) -> Interval | None:
        """Turnbull's median, as the step it lies in; None where there are too few cases."""
        return self.estimate.quantile(0.5) if self.enough else None

    @property
    def band(self) -> Interval | None:
        """Between which hours the median lies, whatever the open evidence hides, at 95 %.

        Its ends are where Wilson's bounds of the possible and of the sure share cross one half; no
        assumption is made of when in its interval, or whether, anything happened.
        """
        if not self.enough:
            return None
        of = len(self.observed)
        ends = self.ends()
        low = next((t for t in (0.0, *ends) if wilson(self._by(t), of)[1] >= 0.5), 0.0)
        high = next((t for t in ends if wilson(self.share(t)[0], of)[0] >= 0.5), None)
        return low, high

    def _by(self, hours: float) -> int:
        """Possibly answered directly after so many hours."""
        return sum(1 for low, _ in self.observed if low <= hours)


def spreads(verdicts: Iterable[Verdict]) -> tuple[Spread, ...]:
    """One spread for each duty: each incident once, by the strictest text that binds it."""
    cases: dict[tuple[str, str], Verdict] = {}
    for verdict in verdicts:
        if verdict.headline and verdict.status not in UNTIMED:
            cases.setdefault((verdict.clause.duty.value, verdict.incident), verdict)
    by_duty: dict[str, list[Verdict]] = {}
    for (duty, _), verdict in sorted(cases.items()):
        by_duty.setdefault(duty, []).append(verdict)
    return tuple(_spread(duty, found) for duty, found in by_duty.items())


def _spread(duty: str, verdicts: Sequence[Verdict]) -> Spread:
    times = [time for verdict in verdicts if (time := observation(verdict)) is not None]
    limits = {v.clause.limit.window / HOUR for v in verdicts if isinstance(v.clause.limit, Within)}
    observed = tuple(sorted(times, key=lambda pair: (pair[0], pair[1] is None, pair[1] or 0.0)))
    left_out, watched = len(verdicts) - len(times), sum(verdict.complete for verdict in verdicts)
    return Spread(duty, observed, left_out, tuple(sorted(limits)), turnbull(observed), watched)


def observation(verdict: Verdict) -> Interval | None:
    """Hours from the start of the clock to the answer, as far as the evidence goes; None without a start.

    Every reading of the pages found counts, and so does what may have stood in a hole before them or
    on a page whose tie is in doubt: the interval only ever grows by what is not known.
    """
    started = verdict.started
    if started is None or started.earliest is None or started.latest is None:
        return None
    acts = [act for release in verdict.fulfilled_by for act in release.acted()]
    highs = [act.latest for act in acts]
    high = None if not highs or None in highs else max(at for at in highs if at is not None)
    lows = [act.earliest or started.earliest for act in acts]
    lows += [act.earliest or started.earliest for release in verdict.doubtful for act in release.told()]
    seen = _seen_until(verdict, started.earliest, verdict.as_of if high is None else high)
    if not acts or seen < min(lows):
        lows.append(seen)
    least = _hours(min(lows) - started.latest)
    if high is None:
        return least, None
    return least, max(least, _hours(high - started.earliest))


def _seen_until(verdict: Verdict, start: datetime, end: datetime) -> datetime:
    """Up to when the answerable agencies' lists were seen without a hole: what stands later may have stood before.

    An answer that was not found is open from there on, far beyond its window where the watch goes on;
    else those who never answer would count as if they answered like the others.
    """
    if not verdict.watched or end <= start:
        return start
    holes = (hole.start for watch in verdict.watched for hole in watch.holes(start, end))
    return min(holes, default=end)


def _hours(length: timedelta) -> float:
    """Hours to the minute, never below nothing."""
    return max(0.0, round(length / timedelta(minutes=1)) / 60)


def first_act(dossier: Dossier, roles: Collection[Role]) -> Moment | None:
    """When an answerable agency first did one of these, whichever page was the first; None where no page is known.

    Where claim and observation of a page contradict each other, it may have been at either.
    """
    lows: list[datetime | None] = []
    highs: list[datetime] = []
    for release in dossier.releases:
        if not (release.official and release.role in roles and dossier.answerable(release.agency)):
            continue
        acts = () if release.link.doubtful else release.acted()
        lows += [act.earliest for act in acts]
        ends = [act.latest for act in acts]
        if ends and None not in ends:
            highs.append(max(end for end in ends if end is not None))
    if not lows:
        return None
    low = None if None in lows else min(at for at in lows if at is not None)
    return Moment(low, min(highs, default=None), Basis.DERIVED)


def hours_between(start: Moment, end: Moment) -> Interval | None:
    """Hours from one moment to another, as far apart as they may be; None where the start is open."""
    if start.earliest is None or start.latest is None:
        return None
    least = 0.0 if end.earliest is None else _hours(end.earliest - start.latest)
    return least, None if end.latest is None else max(least, _hours(end.latest - start.earliest))
