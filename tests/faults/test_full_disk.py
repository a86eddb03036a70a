"""A disk that is full, or read-only, at every single write of a round of polling, judging, telling, correcting and
reporting: what had been kept stays, the trouble is said, and the next round makes up for it.

The disk is a layer below the program and below SQLite: a shim compiled with gcc that lets the Nth write fail.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.core.problems import StorageError
from tests.channels.receiver import Receiver, receiver
from tests.faults.killing import Workers, checked, doctor_has_nothing_else_to_say, rebuilt_the_same, turned
from tests.faults.working import FULL
from tests.simulated import FEEDS, Site, bench, blast, entry, facts, site

HERE = Path(__file__).parent
CONTENT = {
    "articles": "SELECT DISTINCT url, title, text FROM articles",
    "incidents": "SELECT DISTINCT id, adcode, type FROM incidents",
    "links": "SELECT DISTINCT incident, url, role FROM links",
    "corrections": "SELECT DISTINCT action, incident, detail FROM corrections",
    "listings": "SELECT DISTINCT feed, url, title FROM listings",
}
"""What must be there in the end, whenever it was that it could be written."""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk that fails."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and gcc")
    made = tmp_path_factory.mktemp("shim") / "full_disk.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", made, HERE / "full_disk.c", "-ldl"], check=True, timeout=60
    )
    return made


class Disk:
    """One state of a folder, and what becomes of it when a round's Nth write fails."""

    def __init__(self, folder: Path, workers: Workers, web: Site, hook: Receiver) -> None:
        self.folder, self.workers, self.web, self.hook = folder, workers, web, hook
        self.start = folder / "start"
        self.start.mkdir()
        self.ended: Counter[str] = Counter()
        self.step: Counter[str] = Counter()

    def round(self, here: Path, run: str, **said: object) -> tuple[str, list[str]]:
        """One round in a process of its own: how it ended, and what it said."""
        lines = list(self.workers.start(here, self.web, self.hook, run, rounds=1, **said))
        return lines[-1].removeprefix("ended "), lines

    def begun(self) -> None:
        """From here on, the start is a folder in which one round was made."""
        turned(self.web, 1)
        assert self.round(self.start, "first")[0] == "0"
        turned(self.web, 10)

    def content(self, here: Path) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(here / "storage" / "monitor.db")) as connection:
            return {name: sorted(connection.execute(sql).fetchall(), key=repr) for name, sql in CONTENT.items()}

    def uninterrupted(self) -> tuple[int, dict[str, list[tuple[object, ...]]]]:
        """How many writes two rounds' first one makes, and what is there after both."""
        here = self.folder / "whole"
        shutil.copytree(self.start, here)
        ended, lines = self.round(here, "again", fault=[0, errno.ENOSPC, 0, 0])
        assert ended == "0"
        writes = next(int(line.split()[1]) for line in lines if line.startswith("writes"))
        assert self.round(here, "again")[0] == "0"
        return writes, self.content(here)

    def fails_at(
        self, number: int, wanted: dict[str, list[tuple[object, ...]]], *, code: int, lasting: bool, part: bool
    ) -> None:
        """Let one write fail, look at what is left, go on, and compare with what no failure would have left."""
        here = self.folder / "failing"
        shutil.copytree(self.start, here)
        arrived = len(self.hook.arrived)
        ended, lines = self.round(here, "again", fault=[number, code, int(lasting), int(part)])
        assert ended in ("0", str(FULL)), f"write {number}: {ended}"
        self.ended["said and stopped" if ended == str(FULL) else "went on"] += 1
        self.step[next((line for line in reversed(lines) if " " not in line), "starting")] += 1
        if (here / "storage" / "monitor.db").exists() and (here / "storage" / "warc").exists():
            checked(here)
        assert self.round(here, "again")[0] == "0", f"write {number}: it does not go on"
        assert self.content(here) == wanted, f"write {number}"
        sent = Counter(self.hook.keys()[arrived:])
        for key, times in sent.items():
            assert times == 1 or any(body["repeated"] for body in self.hook.bodies()[arrived:] if body["key"] == key), (
                f"write {number}: told twice without saying so"
            )
        if number % 10 == 0:
            doctor_has_nothing_else_to_say(here)
        rebuilt_the_same(here)
        shutil.rmtree(here)


@pytest.fixture
def disk(tmp_path: Path, shim: Path) -> Iterator[Disk]:
    with site() as web, receiver() as hook, Workers(LD_PRELOAD=str(shim)) as workers:
        yield Disk(tmp_path, workers, web, hook)


FAULTS = {
    "full from then on": (errno.ENOSPC, True, False),
    "full for once": (errno.ENOSPC, False, False),
    "filling up": (errno.ENOSPC, True, True),
    "read-only from then on": (errno.EROFS, True, False),
}


SHARES = 8
"""Every write is taken by one of so many tests, each with the disk to itself, so that processors can part them."""


@pytest.mark.slow
@pytest.mark.parametrize("share", range(1, SHARES + 1))
@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_fails_at_any_write_of_a_round_loses_nothing_that_was_kept(
    disk: Disk, fault: str, share: int
) -> None:
    disk.begun()
    every_write(disk, fault, first=share, step=SHARES)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(1, SHARES + 1))
def test_a_disk_that_is_full_at_any_write_of_the_very_first_round_loses_nothing(disk: Disk, share: int) -> None:
    turned(disk.web, 1)
    (disk.start / "feeds.yaml").write_text(FEEDS.format(root=disk.web.root, every="15m"), "utf-8")
    every_write(disk, "full from then on", first=share, step=SHARES)


def every_write(disk: Disk, fault: str, *, first: int = 1, step: int) -> None:
    """Let this write fail, and each further one of its share."""
    code, lasting, part = FAULTS[fault]
    writes, wanted = disk.uninterrupted()
    assert writes > 100
    numbers = range(first, writes + 1, step)
    for number in numbers:
        disk.fails_at(number, wanted, code=code, lasting=lasting, part=part)
    sys.stdout.write(
        f"{fault}: {len(numbers)} of {writes} writes, from {first}; {dict(disk.ended)}; {dict(disk.step)}\n"
    )
    assert disk.ended["said and stopped"]


@pytest.mark.slow
def test_a_disk_that_is_full_at_some_writes_of_a_round_loses_nothing(disk: Disk) -> None:
    disk.begun()
    every_write(disk, "full from then on", step=110)


def test_a_database_that_may_not_grow_says_so_and_is_made_up_for_at_the_next_start(tmp_path: Path) -> None:
    with site() as web:
        with bench(tmp_path, web) as here:
            blast(web)
            here.poll()
            here.value(f"PRAGMA max_page_count = {here.value('PRAGMA page_count')}")
            rows = [entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-20") for n in range(20)]
            web.lists("/gov/", *rows)
            here.passes(minutes=15)
            with pytest.raises(StorageError, match="free some space"):
                here.poll()
        with bench(tmp_path, web):
            pass  # what was kept and not read is read at the start
        found = facts(tmp_path / "storage" / "monitor.db")
    assert len([row for row in found["listings"] if "/gov/n" in str(row)]) == 20
    rebuilt_the_same(tmp_path)


def test_what_could_not_be_written_once_is_read_before_anything_new(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.value(f"PRAGMA max_page_count = {here.value('PRAGMA page_count')}")
        web.lists("/gov/", *(entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-20") for n in range(20)))
        here.passes(minutes=15)
        with pytest.raises(StorageError, match="free some space"):
            here.poll("gov")
        here.passes(minutes=15)
        with pytest.raises(StorageError):
            here.poll("media")
        here.value("PRAGMA max_page_count = 1000000")
        here.passes(minutes=15)
        here.poll()
    rebuilt_the_same(tmp_path)
