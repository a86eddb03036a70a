"""Killing workers at instants spread evenly over a step, and what must hold afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from monitor.evidence import verify
from monitor.jobs import alarms, notify
from monitor.jobs.judge import note_changes
from monitor.store.soundness import damage
from tests.channels.receiver import Receiver, receiver
from tests.faults.working import STEPS, go_on, outlet
from tests.simulated import (
    NOTICE,
    ROOT,
    Site,
    answered,
    article_page,
    bench,
    blast,
    command,
    entry,
    environment,
    facts,
    site,
)

DISTRICTS = ("七里河区", "西固区", "安宁区", "红古区", "永登县", "皋兰县", "榆中县")
KINDS = (("化工厂", "爆炸"), ("商场", "火灾"), ("自建房", "坍塌"))


class Workers:
    """The process that forks workers; what they say is read line by line."""

    def __init__(self, **surroundings: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.working"], cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**environment(), **surroundings},
        )  # fmt: skip
        self.said = ""  # on standard error, once it is closed

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.said = self._process.communicate()[1]

    def start(self, folder: Path, web: Site, hook: Receiver, run: str, **said: object) -> Iterator[str]:
        """Order one worker; its lines, the first naming its process and the last saying how it ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"folder": str(folder), "site": web.root, "hook": hook.root, "run": run, "rounds": 1000, **said}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            yield line.strip()
            if line.startswith("ended"):
                return
        raise AssertionError("the workers' process ended by itself")


class Killer:
    """Kills workers at instants spread evenly over a step, and counts which step each was in when it died."""

    def __init__(self, seed: int) -> None:
        self.hits: Counter[str] = Counter()
        self._lasts = dict.fromkeys(STEPS, 0.01)  # seconds each step took when it was last seen whole
        self._rng = random.Random(seed)

    def kill(self, worker: Iterator[str], step: str) -> None:
        """Let it come to that step, and kill it somewhere within."""
        pid, said, since = 0, "", 0.0
        for line in worker:
            word, _, rest = line.partition(" ")
            if word == "ended":
                assert rest == "killed", "the worker ended by itself"
                break
            if word == "pid":  # the worker may have been quicker to speak
                pid = int(rest)
            elif word in STEPS:
                if said:
                    self._lasts[said] = time.monotonic() - since
                said, since = word, time.monotonic()
            if pid and said == step:
                time.sleep(self._rng.random() * self._lasts[step])  # the instant at which it dies
                os.kill(pid, signal.SIGKILL)
                pid = 0
        self.hits[said] += 1


def turned(web: Site, number: int) -> None:
    """The sites go on: new entries, an edit, a page that comes and goes, now and then another incident."""
    blast(web)
    answered(web)
    rows = [entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-20") for n in range(number, number + 3)]
    web.lists("/gov/", *rows, entry("/gov/c.html", NOTICE, "2026-11-20"))
    for n in range(number, number + 3):
        web.put(f"/gov/n{n}.html", article_page(f"关于第{n}项工作的通知", "2026-11-20 09:00", "请认真执行。" * (n % 7)))
    if number % 3 == 0:
        web.put("/gov/c.html", "<h1>404</h1>", status=404)
    others = [n for n in range(number + 1) if n % 10 == 0][-5:]
    for n in others:
        title, text = other_incident(n // 10)
        web.put(f"/media/x{n}.html", article_page(title, "2026-11-20 10:20", text))
    listed = [entry(f"/media/x{n}.html", other_incident(n // 10)[0], "2026-11-20") for n in reversed(others)]
    web.lists("/media/", *listed, entry("/media/1.html", "兰州市城关区一化工厂发生爆炸", "2026-11-20"))


def other_incident(number: int) -> tuple[str, str]:
    """A title and a text of some other incident of the city."""
    place, (what, happened) = DISTRICTS[number % 7], KINDS[number // 7 % 3]
    dead = 3 + number
    title = f"兰州市{place}一{what}发生{happened}"
    when = f"2026年11月20日9时{10 + number % 40}分许"
    return title, f"{when}，{title}。截至20日10时，已造成{dead}人死亡、{dead + 2}人受伤。"


def checked(folder: Path) -> None:
    """Whatever happened, the evidence is whole but for a torn end, and the database is sound."""
    problems = [str(one) for one in verify(folder / "storage" / "warc").problems]
    assert [one for one in problems if "torn" not in one and "not in the chain" not in one] == []
    assert damage(folder / "storage" / "monitor.db") == ""


def doctor_has_nothing_else_to_say(folder: Path) -> None:
    """`doctor` finds the database sound and the evidence whole but for a torn end, which it names."""
    said = command("doctor", "--db", folder / "storage" / "monitor.db", "--feeds", folder / "feeds.yaml", "--json")
    findings = json.loads(said.stdout)["findings"]
    ours = [one for one in findings if "monitor.db" in one["words"] or "evidence records" in one["words"]]
    assert len(ours) >= 2
    assert [one for one in ours if not one["good"] and "torn" not in one["words"]] == []


def noted_once(folder: Path) -> None:
    """No transition was noted twice: each begins where the one before ended."""
    with closing(sqlite3.connect(folder / "storage" / "monitor.db")) as connection:
        rows = connection.execute("SELECT incident, clause, old, new FROM verdict_changes ORDER BY id").fetchall()
    last: dict[tuple[str, str], str] = {}
    for incident, clause, old, new in rows:
        assert old == last.get((incident, clause), ""), "a transition was noted twice or lost"
        assert old != new
        last[incident, clause] = new


def told_once(folder: Path, hook: Receiver, *, cut_off: int) -> int:
    """Each alarm arrived, and once: a death between sending and writing that down allows one repetition under the
    same key that says so. Returns how many there were."""
    with closing(sqlite3.connect(folder / "storage" / "monitor.db")) as connection:
        sent = {row[0] for row in connection.execute("SELECT alarm FROM deliveries WHERE outcome = 'sent'")}
        claims = Counter(row[0] for row in connection.execute("SELECT alarm FROM deliveries WHERE outcome = 'sending'"))
    arrived = Counter(hook.keys())
    assert sent <= set(arrived), "an alarm is noted as sent that never arrived"
    assert arrived, "nothing was told: the test proves nothing"
    for key, times in arrived.items():
        assert times <= claims[key], "something was sent that nobody had claimed"
    seen: set[str] = set()
    for key, body in zip(hook.keys(), hook.bodies(), strict=True):
        assert key not in seen or body["repeated"], "an alarm was sent twice without saying so"
        seen.add(key)
    again = arrived.total() - len(arrived)
    assert again <= cut_off, "more repetitions than deaths while telling"
    return again


def kill_often(folder: Path, times: int, *, seed: int) -> Counter[str]:
    """Kill workers in each step in turn, look at what they left, let the next one go on; at last rebuild and
    compare. Returns the steps that were hit."""
    folder.mkdir(exist_ok=True)
    killer = Killer(seed)
    with site() as web, receiver() as hook, Workers() as workers:
        for number in range(times):
            turned(web, number)
            killer.kill(workers.start(folder, web, hook, f"{seed}.{number}"), STEPS[number % len(STEPS)])
            checked(folder)
            if number % 25 == 0:
                doctor_has_nothing_else_to_say(folder)
        finished(folder, web, hook)
        noted_once(folder)
        again = told_once(folder, hook, cut_off=killer.hits["telling"])
        rebuilt_the_same(folder)
        arrived = len(hook.arrived)
        finished(folder, web, hook, polling=False)
        assert len(hook.arrived) == arrived, "the rebuilt database told something again"
    sys.stdout.write(f"killed while: {dict(killer.hits)}; told {arrived} alarms, {again} of them again\n")
    return killer.hits


def finished(folder: Path, web: Site, hook: Receiver, *, polling: bool = True) -> None:
    """One run that nobody kills."""
    with bench(folder, web) as here:  # what was kept and not read is read at the start
        go_on(here)
        if polling:
            here.poll()
            note_changes(here.here, now=here.clock())
            alarms.notice(here.here, now=here.clock())
        asyncio.run(notify.run(here.here, [outlet(hook.root)], clock=here.clock))


def rebuilt_the_same(folder: Path) -> None:
    """`rebuild` from evidence and corrections gives every table of facts as it stood."""
    live = facts(folder / "storage" / "monitor.db")
    assert live["articles"]
    done = command("rebuild", "--db", folder / "storage" / "monitor.db", "--feeds", folder / "feeds.yaml")
    assert [line for line in done.stderr.splitlines() if b"torn" not in line and b"cut off" not in line] == []
    found = facts(folder / "storage" / "monitor.db")
    for table, rows in live.items():
        assert found[table] == rows, table
