"""Polls of ours, all of it: fetched, kept as evidence, read, written to the database. One process."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from monitor.cli.composition import Places, world
from monitor.clock import wall_clock
from monitor.evidence.warc import Archive
from monitor.fetching import FetchRules, Web
from monitor.fetching.loop import run
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.poll import Poller

FEEDS = 64


def main(port: int, kind: str, rounds: int) -> dict[str, float]:
    """Poll each of FEEDS feeds on hosts of their own once unmeasured and then ``rounds`` times."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        names = [f"www.binjiang{n}.example" for n in range(FEEDS)]  # each its own owner: one is asked one at a time
        rows = "".join(
            f"  - {{id: f{n}, url: 'http://{name}/{kind}/{n}', agency: a, carries: [releases]}}\n"
            for n, name in enumerate(names)
        )
        (folder / "feeds.yaml").write_text(
            'schema: 1\nagencies: [{id: a, name: 滨江市应急管理局, adcode: "990100", level: prefecture}]\n'
            f"feeds:\n{rows}", "utf-8",
        )  # fmt: skip
        rules = FetchRules(contact="bench@binjiang.example", delay=timedelta(0))
        resolve = dict.fromkeys(names, ("127.0.0.1", port))

        async def work() -> dict[str, float]:
            with world(Places(folder / "monitor.db", folder / "feeds.yaml"), create=True) as (here, settings):
                with Archive(folder / "warc") as archive:
                    async with Web(rules, clock=wall_clock, resolve=resolve) as web:
                        poller = Poller(Pipeline(here), web, archive)
                        await poller.feeds(settings.feeds)
                        await poller.feeds(settings.feeds)
                        outcomes: dict[str, int] = {}

                        def done(_: object, outcome: str) -> None:
                            outcomes[outcome] = outcomes.get(outcome, 0) + 1

                        began, cpu = time.perf_counter(), time.process_time()
                        for _ in range(rounds):
                            await poller.feeds(settings.feeds, done=done)
                        archive.sync()
                        seconds, spent = time.perf_counter() - began, time.process_time() - cpu
                asked = "SELECT count(*) FROM fetches WHERE status = ?"
                if kind in ("exact", "before"):
                    assert here.store.value(asked + " AND outcome = 'not_modified'", (304,)) >= FEEDS * rounds
                assert set(outcomes) <= {"fetched", "not_modified"}, outcomes
            polls = FEEDS * rounds
            return {"polls": polls, "seconds": seconds, "cpu": spent}

        return run(work())


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
