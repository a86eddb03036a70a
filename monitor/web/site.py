"""What the pages are made from: one database opened for reading only, the sources and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from monitor.clock import Clock
from monitor.core.instrument import ClockStart, Instrument
from monitor.jobs.judge import Judged, judge_everything
from monitor.jobs.world import World
from monitor.store.dossiers import Sources
from monitor.store.facts import Store

FRESH = timedelta(seconds=15)
"""How long a judgement of everything is shown again while nothing new was recorded."""
KEPT = 4
"""Judgements kept, so that looking back in time does not judge everything at each click."""
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Standing:
    """All incidents with their verdicts as of one instant."""

    as_of: datetime
    judged: tuple[Judged, ...]

    def one(self, incident: str) -> Judged | None:
        """The incident of that id."""
        return next((each for each in self.judged if each[0].id == incident), None)


@dataclass(frozen=True)
class Site:
    """One monitor's pages. ``as_of`` stops the clock; without it the pages live."""

    db: Path
    warc: Path
    sources: Sources
    instruments: Mapping[str, Instrument]
    clock: Clock
    headline: ClockStart | None = None
    as_of: datetime | None = None
    hosts: frozenset[str] | None = LOCAL  # names under which it may be asked for; None: any
    _known: dict[object, Standing] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @contextmanager
    def reading(self) -> Iterator[World]:
        """The world for one request: its own connection, on which SQLite refuses every write."""
        with Store(self.db, reading=True) as store:
            yield World(store, self.sources, self.instruments, headline=self.headline)

    def standing(self, asked: datetime | None = None) -> Standing:
        """Everything judged as of the time asked for, or the present. One request judges, others wait for it."""
        at = asked or self.as_of
        now = at or self.clock()
        with self._lock:
            key = (self._state(), at)
            known = self._known.get(key)
            if known is not None and (at is not None or now - known.as_of < FRESH):
                return known
            with self.reading() as here:
                found = Standing(now, tuple(judge_everything(here, as_of=now)))
            self._known.pop(key, None)
            self._known[key] = found
            while len(self._known) > KEPT:
                self._known.pop(next(iter(self._known)))
            return found

    def _state(self) -> tuple[tuple[int, int], ...]:
        """Changes whenever something was written to the database."""
        found = []
        for path in (self.db, Path(f"{self.db}-wal")):
            seen = path.stat() if path.exists() else None
            found.append((0, 0) if seen is None else (seen.st_mtime_ns, seen.st_size))
        return tuple(found)
