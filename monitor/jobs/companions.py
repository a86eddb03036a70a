"""Other processes that work for this one, and end when it does, however it ends."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from monitor.memory import collect_seldom

YIELDING = 5
"""How much they yield to the process that they work for: where it has to wait for a processor, all wait for it."""


def companions(count: int) -> Executor:
    """So many processes, each begun when there is work for it."""
    return ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the command stops it there; these end with it
    os.nice(YIELDING)
    collect_seldom()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process that was killed cannot tell those that work for it to stop: they would wait for work for good."""
    if (parent := parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)
