"""Answers that come at about the same time are taken in one right after the other.

Between two answers the processor turns to the network and back, and after that the code and data of taking one
in (evidence, reading, database) are no longer at hand: one alone costs twice what it costs among others. So an
answer waits until nobody is being asked any more, a few are there, or `WITHIN` is over, whichever comes first.
They go on in the order in which they came, and nothing is kept or lost otherwise than it would be without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

WITHIN = 0.005
"""Seconds an answer waits for others at most."""
MOST = 16
"""Answers taken in without a look at the network."""

_Answer = TypeVar("_Answer")


class Abreast:
    """The requests under way and the answers that wait for each other, in one event loop."""

    def __init__(self) -> None:
        self._asking = 0
        self._waiting: list[asyncio.Future[None]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def answer(self, request: Coroutine[Any, Any, _Answer]) -> _Answer:
        """What the request gives, when it is its turn; one that nobody else is asking beside goes on at once."""
        self._asking += 1
        try:
            answer = await request
        finally:
            self._asking -= 1
        if not self._asking and not self._waiting:
            return answer
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        if not self._asking or len(self._waiting) >= MOST:
            loop.call_soon(self._go)  # not now: the last one would go first
        elif self._timer is None:
            self._timer = loop.call_later(WITHIN, self._go)
        await turn
        return answer

    def _go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        for turn in waiting:
            if not turn.done():  # cancelled meanwhile
                turn.set_result(None)
