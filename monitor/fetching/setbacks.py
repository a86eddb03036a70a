"""What refusals and errors say of a host, and of its neighbours: who is left alone, for how long, and why.

A setback is its own host's, since an office's server says nothing of the next office's. Only a wall is more
often the whole owner's: where a second host of one owner (www.x.gov.cn, yjj.x.gov.cn) refuses us exactly as the
first did, the owner's other hosts are left alone as well, all but those that answered meanwhile. That is for an
hour at most, then one of them is asked: a province is not lost to our view because two of its offices want no
visitors, and a wall is not knocked at by way of thirty doors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.clock import Clock
from monitor.fetching.owners import registrable_host

LONGEST_QUIET = timedelta(days=1)  # a Retry-After beyond this is read as "not today"
MOST_HOSTS = 20_000  # remembered at once; those whose pause is over are forgotten beyond

STRIKES = {
    "blocked": (timedelta(0), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1)),
    "busy": (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)),
    "failing": (timedelta(0), timedelta(0), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30)),
}
"""Quiet after the first, second, … answer of a kind in a row from one host: a wall is not knocked at, "too many
requests" is heard at once, and a server that errs three times in a row is left alone for a while."""
SHARED = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1))
"""Quiet for an owner's other hosts after the first, second, … refusal that several of them share."""
ALIKE = 2
"""Hosts of one owner that must refuse us alike before the others are taken to stand behind the same wall."""
SLOWER = 5
"""Times by which the owner's requests are spaced wider while one of its hosts wants quiet …"""
SLOW_FOR = timedelta(hours=1)
"""… which lasts so long at most …"""
SLOWEST = timedelta(seconds=30)
"""… and comes to no more than this, where nobody asked for more."""
REFUSED = "refused us"
"""These words stand in the reason of every pause that a refusal brought about."""
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def strike_of(status: int, *, walled: bool) -> str | None:
    """The kind of setback that an answer is for its whole host; None where it says nothing of the host."""
    if status == 429:
        return "busy"
    if walled or status in (403, 412):
        return "blocked"
    return "failing" if status >= 500 else None


@dataclass(frozen=True, slots=True)
class Quiet:
    """No request before that, and why not."""

    until: datetime
    why: str

    def __str__(self) -> str:
        return f"{self.why} until {self.until.astimezone(_SHANGHAI).isoformat(timespec='seconds')}"


@dataclass(slots=True)
class _Owner:
    """What the hosts of one owner did since the first of them refused us."""

    refused: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # host → how it refused us last, and when
    well: set[str] = field(default_factory=set)  # hosts that answered: the wall is not before them
    times: int = 0  # refusals that were shared, in a row
    quiet: Quiet | None = None
    slow_until: datetime | None = None


class Setbacks:
    """Remembers who refused or failed, and answers "may we now, and how fast?" for any host."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._quiet: dict[str, Quiet] = {}
        self._strikes: dict[str, tuple[str, int]] = {}
        self._owners: dict[str, _Owner] = {}

    def answered(self, host: str, status: int, *, wall: str | None, pause: timedelta | None = None) -> None:
        """Take in what an answer says of its host; ``pause`` is what it asked for by ``Retry-After``."""
        kind = strike_of(status, walled=wall is not None)
        if kind is None:
            if status < 400:
                self._strikes.pop(host, None)
            self._answers(host)
        else:
            self._struck(host, kind, wall or str(status))
        if status >= 400 and pause:
            self._hush(host, pause, f"{host} asked for quiet")

    def quiet(self, host: str) -> Quiet | None:
        """Until when the host is left alone, and why; None where it may be asked."""
        own = self._over(self._quiet.get(host))
        if own is None:
            self._quiet.pop(host, None)
        owner = self._owner(host)
        if owner is None or host in owner.well:
            return own
        owner.quiet = shared = self._over(owner.quiet)
        return max((one for one in (own, shared) if one is not None), key=lambda one: one.until, default=None)

    def spaced(self, host: str, spacing: timedelta) -> timedelta:
        """The pause between two requests to the host's owner: wider while one of its hosts wants quiet."""
        owner = self._owner(host)
        if owner is None or owner.slow_until is None:
            return spacing
        if not timedelta(0) < owner.slow_until - self._clock() <= SLOW_FOR:  # over, or the clock was set back
            owner.slow_until = None
            return spacing
        return max(spacing, min(spacing * SLOWER, SLOWEST))

    def _owner(self, host: str) -> _Owner | None:
        """What is remembered of the host's owner; most of the time nobody refuses us."""
        return self._owners.get(registrable_host(host)) if self._owners else None

    def _struck(self, host: str, kind: str, mark: str) -> None:
        """Setbacks in a row make longer and longer pauses."""
        before, count = self._strikes.get(host, (kind, 0))
        count = count + 1 if before == kind else 1
        if len(self._strikes) >= MOST_HOSTS:
            self._forget()
        self._strikes[host] = (kind, count)
        pause = STRIKES[kind][min(count, len(STRIKES[kind])) - 1]
        if pause:
            said = f"failed {count} times in a row" if kind == "failing" else f"{REFUSED} ({mark})"
            self._hush(host, pause, f"{host} {said} and is left alone")
        if kind != "failing":
            self._refused(host, mark, slow=min(pause, SLOW_FOR))

    def _refused(self, host: str, mark: str, *, slow: timedelta) -> None:
        """One more host of its owner that refuses us."""
        now, name = self._clock(), registrable_host(host)
        owner = self._owners.setdefault(name, _Owner())
        if slow:
            owner.slow_until = now + slow
        if host in owner.well:  # the wall is a new one: what was well before it proves nothing
            owner.well.clear()
            owner.times = 0
        owner.refused[host] = (mark, now)
        alike = sorted(
            one for one, (how, at) in owner.refused.items() if how == mark and abs(now - at) <= LONGEST_QUIET
        )
        if len(alike) < ALIKE:
            return
        owner.times += 1
        until = now + SHARED[min(owner.times, len(SHARED)) - 1]
        others = f" and {len(alike) - 2} more" if len(alike) > 2 else ""
        owner.quiet = Quiet(until, f"{alike[0]}, {alike[1]}{others} {REFUSED} alike ({mark}): {name} is left alone")

    def _answers(self, host: str) -> None:
        """The host lets us in: what its neighbours stand behind is not before it."""
        owner = self._owner(host)
        if owner is None:
            return
        owner.refused.pop(host, None)
        owner.well.add(host)
        marks = [how for how, _ in owner.refused.values()]
        if all(marks.count(how) < ALIKE for how in marks):
            owner.quiet, owner.times = None, 0
        if not owner.refused:
            del self._owners[registrable_host(host)]

    def _hush(self, host: str, pause: timedelta, why: str) -> None:
        quiet, known = Quiet(self._clock() + pause, why), self._quiet.get(host)
        if known is None or known.until < quiet.until:
            self._quiet[host] = quiet

    def _over(self, quiet: Quiet | None) -> Quiet | None:
        """The pause if it lasts still; one that the clock, set back, made endless is over."""
        if quiet is None:
            return None
        return quiet if timedelta(0) < quiet.until - self._clock() <= LONGEST_QUIET else None

    def _forget(self) -> None:
        """Hosts whose pause is over, and owners all of whose hosts are."""
        lasting = {host for host, quiet in self._quiet.items() if self._over(quiet) is not None}
        self._quiet = {host: quiet for host, quiet in self._quiet.items() if host in lasting}
        self._strikes = {host: strike for host, strike in self._strikes.items() if host in lasting}
        owners = {registrable_host(host) for host in lasting}
        self._owners = {name: owner for name, owner in self._owners.items() if name in owners}
