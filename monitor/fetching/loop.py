"""The event loop that polls run in: uvloop where it is to be had, Python's own elsewhere."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from importlib.util import find_spec
from typing import TypeVar

_COLLECTED = (20_000, 20, 20)
"""Objects after which young ones, and rounds after which older ones, are searched for cycles."""

_Result = TypeVar("_Result")


def run(work: Coroutine[object, object, _Result]) -> _Result:
    """Run one coroutine to its end on the fastest loop there is."""
    gc.freeze()  # modules and tables live as long as the program
    gc.set_threshold(*_COLLECTED)
    if find_spec("uvloop") is None:
        return asyncio.run(work)
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
