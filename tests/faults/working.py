"""A monitor that works until it is killed or its disk is full: ``python -m tests.faults.working``.

One process loads the program once and forks a worker for each order that comes on its standard input, so that
hundreds of deaths cost little. A worker polls, looks again, judges, tells, corrects and reports, on a clock that
goes on from the last record, and names each step on standard output before it begins.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlite_utils.migrations  # noqa: F401  # loaded before the fork, as everything that is loaded late

from monitor import parsers
from monitor.channels import Address, channel_for
from monitor.cli import app, reporting
from monitor.core.alarm import News
from monitor.core.problems import StorageError
from monitor.jobs import alarms, notify, relook, search, weekly
from monitor.jobs.correct import Correction, correct
from monitor.jobs.judge import note_changes
from monitor.jobs.notify import Outlet
from monitor.renderers import formats
from monitor.store.wire import instant
from monitor.text.read import read
from tests.simulated import BLAST_TEXT, T0, Bench, Site, bench

STEPS = ("polling", "judging", "telling", "correcting", "reporting")
FULL = 28
"""How a worker ends that could not write, and said so."""
LATE = (app, weekly, formats, parsers)


def outlet(root: str) -> Outlet:
    """A webhook that wants to hear of everything."""
    url = f"{root}/hook"
    channel = channel_for(url)
    assert channel is not None
    return Outlet("hook", channel, Address(url, timeout=timedelta(seconds=5)), frozenset(news.value for news in News))


def one_round(here: Bench, hook: str, name: str) -> Iterator[str]:
    """What a daemon and its people do in a quarter of an hour; yields each step's name before doing it."""
    yield "polling"
    here.poll()
    here.loop.run_until_complete(relook.run(here.poller, here.clock()))
    yield "judging"
    note_changes(here.here, now=here.clock())
    search.index(here.here)
    yield "telling"
    alarms.notice(here.here, now=here.clock())
    here.loop.run_until_complete(notify.run(here.here, [outlet(hook)], clock=here.clock))
    yield "correcting"
    incident = here.value("SELECT id FROM incidents ORDER BY rowid LIMIT 1")
    if incident is not None:
        words = Correction(here.clock(), "张三", name, "set", str(incident), {"name": name})
        correct(here.here, words, journal=here.where.corrections)
    yield "reporting"
    reporting.written(here.here, None, formats="json,md", folder=here.folder / "reports", as_of=here.clock())


def go_on(here: Bench) -> None:
    """Set the clock after the last record."""
    last = here.value("SELECT max(at) FROM fetches")
    here.now = T0 if last is None else instant(str(last)) + timedelta(minutes=15)


def work(order: dict[str, Any]) -> None:
    """As many rounds as were ordered."""
    web = Site()
    web.root = order["site"]
    with bench(Path(order["folder"]), web, start=T0) as here:
        go_on(here)
        notify.join(here.here, [outlet(order["hook"])], now=here.clock())
        for turn in range(order["rounds"]):
            for step in one_round(here, order["hook"], f"{order['run']}.{turn}"):
                say(step)
            here.passes(minutes=15)


def say(words: str) -> None:
    """One line to whoever ordered."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def obey(order: dict[str, Any]) -> int:
    """Do one order in a process of its own; how it ended."""
    shim = ctypes.CDLL(None)
    if "fault" in order:
        shim.fault_arm(order["folder"].encode(), *order["fault"])
    try:
        work(order)
    except StorageError as error:
        sys.stderr.write(f"{error}\n")
        return FULL
    finally:
        if "fault" in order:
            say(f"writes {shim.fault_count()}")
    return 0


def main() -> None:
    """A worker for each order, one at a time."""
    parsers.load()
    formats.load()
    read(BLAST_TEXT, title="", published=None, home="620100")
    for line in sys.stdin:
        order = json.loads(line)
        worker = os.fork()
        if not worker:
            code = 1
            try:
                code = obey(order)
            finally:
                if sys.exc_info()[1] is not None:
                    traceback.print_exc()
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        say(f"pid {worker}")
        status = os.waitpid(worker, 0)[1]
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        say(f"ended {'killed' if died else os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
