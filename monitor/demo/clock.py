"""The demo's own time: it moves when it is told to, and sleeping costs nothing."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta


class FastClock:
    """A clock for the client, the sites and the jobs of a simulated world."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """What time it is in the simulated world."""
        return self._now

    def advance_to(self, at: datetime) -> None:
        """Let time pass until then; it never runs back."""
        self._now = max(self._now, at)

    async def sleep(self, seconds: float) -> None:
        """Wait politely, at once."""
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)
