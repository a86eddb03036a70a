"""Whose turn it is: due times, one poll per host at a time, and the longest wait first.

Pure bookkeeping over values that the caller orders by (feed ids, hosts, instants). A host with a thousand
columns gets one place at the table, like everybody else; whoever waits there waits in the order of due times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush


@dataclass(slots=True)
class Agenda:
    """Due times of feeds, and which hosts are being asked at present."""

    hosts: Mapping[str, str]  # feed → the host that is asked for it
    due: dict[str, datetime] = field(default_factory=dict)
    _later: list[tuple[datetime, str]] = field(default_factory=list)  # not due yet
    _waiting: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)  # due, by host
    _free: list[tuple[datetime, str]] = field(default_factory=list)  # hosts with somebody waiting and nobody asking
    _asking: dict[str, str] = field(default_factory=dict)  # host → feed, or nothing while it rests
    _resting: list[tuple[datetime, str]] = field(default_factory=list)  # hosts between two polls

    def put(self, entries: Iterable[tuple[str, datetime]]) -> None:
        """Set due times; a feed that has one already gets the new one."""
        for feed, due in entries:
            if self.due.get(feed) != due:
                self.due[feed] = due
                heappush(self._later, (due, feed))

    def draw(self, feed: str, due: datetime) -> None:
        """Let this feed be due no later than that; one that is being asked is drawn when it is done."""
        known = self.due.get(feed)
        if known is not None and due < known:
            self.put([(feed, due)])

    def take(self, now: datetime, room: int) -> list[tuple[str, datetime]]:
        """Up to ``room`` feeds whose time has come, with their due times; each keeps its host until ``done``."""
        while self._later and self._later[0][0] <= now:
            due, feed = heappop(self._later)
            if self.due.get(feed) == due:  # else: an entry that was replaced
                self._wait(due, feed)
        while self._resting and self._resting[0][0] <= now:
            host = heappop(self._resting)[1]
            del self._asking[host]
            self._offer(host)
        taken: list[tuple[str, datetime]] = []
        while self._free and len(taken) < room:
            due, host = heappop(self._free)
            queue = self._waiting.get(host)
            if host in self._asking or not queue or queue[0][0] != due:
                continue  # an entry that is out of date
            due, feed = heappop(queue)
            if self.due.get(feed) != due:
                self._offer(host)
                continue
            del self.due[feed]
            self._asking[host] = feed
            taken.append((feed, due))
        return taken

    def done(self, feed: str, due: datetime, *, rest: datetime) -> None:
        """The feed was asked; it is due again then, and its host is free after a rest."""
        host = self.hosts[feed]
        if self._asking.get(host) == feed:
            self._asking[host] = ""
            heappush(self._resting, (rest, host))
        self.put([(feed, due)])

    def shift(self, by: timedelta) -> None:
        """The clock was set by so much: whoever waits goes on waiting as long as before."""
        self.due = {feed: due + by for feed, due in self.due.items()}
        self._later = [(due + by, feed) for due, feed in self._later]  # in order still
        self._waiting = {host: [(due + by, feed) for due, feed in queue] for host, queue in self._waiting.items()}
        self._free = [(due + by, host) for due, host in self._free]
        self._resting = [(until + by, host) for until, host in self._resting]

    def next_due(self) -> datetime | None:
        """When somebody is due next who is not due yet."""
        while self._later and self.due.get(self._later[0][1]) != self._later[0][0]:
            heappop(self._later)
        return self._later[0][0] if self._later else None

    def _wait(self, due: datetime, feed: str) -> None:
        host = self.hosts[feed]
        heappush(self._waiting.setdefault(host, []), (due, feed))
        self._offer(host)

    def _offer(self, host: str) -> None:
        queue = self._waiting.get(host)
        while queue and self.due.get(queue[0][1]) != queue[0][0]:
            heappop(queue)
        if not queue:
            self._waiting.pop(host, None)
        elif host not in self._asking:
            heappush(self._free, (queue[0][0], host))
