"""How gently we ask: who we say we are, and one request at a time per owner of hosts, spaced."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version

from monitor.clock import Clock
from monitor.core.concealed import Secrets
from monitor.core.feed import MOST_REDIRECTS
from monitor.core.problems import ConfigError, Problem
from monitor.fetching.owners import registrable_host
from monitor.fetching.setbacks import LONGEST_QUIET, MOST_HOSTS

Sleep = Callable[[float], Awaitable[None]]

PRODUCT = "response-window-monitor"
LONGEST_WAIT = timedelta(minutes=2)  # beyond this a request is given back instead of being held


def _our_version() -> str:
    try:
        return version(PRODUCT)
    except PackageNotFoundError:  # run from a copied folder without installation
        return "0"


@dataclass(frozen=True, slots=True)
class FetchRules:
    """What the client may do, and how it introduces itself.

    ``contact`` is a mail address or web page where a webmaster reaches us; it is part of every request.
    """

    contact: str
    user_agent: str = ""  # empty: made from our name, version and the contact
    delay: timedelta = timedelta(seconds=2)  # least pause between two requests to one registrable host
    timeout: timedelta = timedelta(seconds=20)  # for one whole answer, body included
    max_bytes: int = 8 * 1024 * 1024  # of the body, after decompression
    max_redirects: int = MOST_REDIRECTS
    retries: int = 2  # after broken connections and 502–504 only
    allow_hosts: frozenset[str] = frozenset()  # hosts that may be private addresses: tests, the demo
    respect_robots: bool = True
    max_connections: int = 64  # open at the same time, over all hosts
    per_second: int = 10_000  # requests in all
    per_hour: int = 1_000_000  # requests to one registrable host
    secrets: Mapping[str, Secrets] = field(default_factory=dict, repr=False)  # by the address as it is known
    quiet_hosts: frozenset[str] = frozenset()  # never asked, with all below them

    def __post_init__(self) -> None:
        problems = []
        if not self.contact.strip():
            problems.append(Problem("contact", "is empty", "give a mail address or a web page"))
        for name, value in (("contact", self.contact), ("user_agent", self.user_agent)):
            if not (value.isascii() and value.isprintable()):
                problems.append(Problem(name, f"{value!r} cannot be sent in a header", "use plain ASCII"))
        if problems:
            raise ConfigError(problems)
        if not self.user_agent:
            object.__setattr__(self, "user_agent", f"{PRODUCT}/{_our_version()} (+{self.contact.strip()})")

    @property
    def robots_name(self) -> str:
        """The name by which robots.txt files may address us."""
        return self.user_agent.split("/", 1)[0].strip()


def retry_after(value: str, *, now: datetime) -> timedelta | None:
    """A Retry-After header as a pause from ``now``; None where it cannot be read."""
    text = value.strip()
    if not text:
        return None
    try:
        seconds = float(text.partition(",")[0])  # sent twice, as some chains of servers do
    except ValueError:
        pass
    else:
        if math.isnan(seconds):
            return None
        return min(max(timedelta(0), timedelta(seconds=min(seconds, 1e7))), LONGEST_QUIET)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:  # "-0000": the header's grammar says UTC
        until = until.replace(tzinfo=UTC)
    return min(max(timedelta(0), until - now), LONGEST_QUIET)


class NotYet(Exception):  # noqa: N818 -- a pause, caught by the client
    """The host's turn is too far away to hold the request."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until)


@dataclass(slots=True)
class Turn:
    """One host's place in the queue; whoever holds its lock may ask."""

    lock: asyncio.Lock
    last: datetime | None = None
    hour: int = 0  # since the epoch
    requests: int = 0  # in that hour


class Pace:
    """Takes turns: one request at a time per registrable host, spaced, within the budgets."""

    def __init__(self, rules: FetchRules, *, clock: Clock, sleep: Sleep) -> None:
        self._rules = rules
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, Turn] = {}
        self._open = asyncio.Semaphore(rules.max_connections)
        self._second, self._this_second = 0, 0

    def listed_quiet(self, host: str) -> bool:
        """The settings say that nobody wants to be asked there."""
        if not self._rules.quiet_hosts:
            return False
        name = host.lower().rstrip(".")
        return any(name == quiet or name.endswith(f".{quiet}") for quiet in self._rules.quiet_hosts)

    async def turn(self, host: str, *, spacing: timedelta) -> Turn:
        """Wait for this host's turn and hold it; the next one comes ``spacing`` after `over` is called with it.

        Raises:
            NotYet: the turn is further away than anybody should wait.
        """
        name = registrable_host(host)
        state = self._hosts.get(name)
        if state is None:
            if len(self._hosts) >= MOST_HOSTS:
                self._forget()
            state = self._hosts[name] = Turn(asyncio.Lock())
        await state.lock.acquire()
        try:
            await self._spaced(state, spacing)
            self._spend(state)
            await self._open.acquire()
        except BaseException:
            state.lock.release()
            raise
        try:
            await self._within_the_second()
        except BaseException:
            self.over(state)
            raise
        return state

    def over(self, turn: Turn) -> None:
        """The request was made: the next one to this host waits from now on."""
        turn.last = self._clock()
        self._open.release()
        turn.lock.release()

    async def _spaced(self, state: Turn, spacing: timedelta) -> None:
        if state.last is None:
            return
        # a clock that jumped back must not stretch the pause
        wait = min(state.last + spacing - self._clock(), spacing)
        if wait > LONGEST_WAIT:
            raise NotYet(state.last + spacing)
        if wait > timedelta(0):
            await self._sleep(wait.total_seconds())

    def _spend(self, state: Turn) -> None:
        """One request of the host's budget for this hour."""
        now = self._clock()
        hour = int(now.timestamp() // 3600)
        if hour != state.hour:
            state.hour, state.requests = hour, 0
        if state.requests >= self._rules.per_hour:
            raise NotYet(datetime.fromtimestamp((hour + 1) * 3600, tz=UTC))
        state.requests += 1

    async def _within_the_second(self) -> None:
        """One request of the budget for all hosts: what is too much for this second waits for the next."""
        while True:
            now = self._clock().timestamp()
            if int(now) != self._second:
                self._second, self._this_second = int(now), 0
            if self._this_second < self._rules.per_second:
                self._this_second += 1
                return
            await self._sleep(max(self._second + 1 - now, 0.01))

    def _forget(self) -> None:
        """Hosts of which nothing need be remembered any more: nobody waits, and their pause is over."""
        ago = self._clock() - LONGEST_WAIT
        for name, state in list(self._hosts.items()):
            if not state.lock.locked() and (state.last is None or state.last < ago):
                del self._hosts[name]
