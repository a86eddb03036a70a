"""A monitor that works until it is killed: ``python -m tests.faults.working FOLDER ROOT RUN``.

Polls, looks again, judges, reports and corrects, round after round, on a clock that goes on from the last
record; the pages change with every round, so that each step has something to write.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from monitor.cli.reporting import written
from monitor.jobs import relook, search
from monitor.jobs.correct import Correction, correct
from monitor.jobs.judge import note_changes
from monitor.store.wire import instant
from tests.simulated import T0, Site, bench


def say(step: str) -> None:
    """Tell the parent what begins."""
    sys.stdout.write(step + "\n")
    sys.stdout.flush()


def main() -> None:
    """Rounds without end; each step is named on standard output before it begins."""
    folder, root, run = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    web = Site()
    web.root = root
    with bench(folder, web, start=T0) as here:
        last = here.value("SELECT max(at) FROM fetches")
        here.now = T0 if last is None else instant(str(last)) + timedelta(minutes=15)
        for turn in range(1000):
            say("polling")
            here.poll()
            here.loop.run_until_complete(relook.run(here.poller, here.clock()))
            say("judging")
            note_changes(here.here, now=here.clock())
            search.index(here.here)
            incident = here.value("SELECT id FROM incidents ORDER BY rowid LIMIT 1")
            if incident is not None:
                say("correcting")
                name = f"{run}.{turn}"
                words = Correction(here.clock(), "张三", name, "set", str(incident), {"name": name})
                correct(here.here, words, journal=here.where.corrections)
            say("reporting")
            written(here.here, None, formats=("json", "md"), folder=folder / "reports", as_of=here.clock())
            here.passes(minutes=15)


if __name__ == "__main__":
    main()
