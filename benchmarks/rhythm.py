"""What looking by each feed's own rhythm gains: entries are found earlier than by looking every 15 minutes, for
fewer requests. `python -m benchmarks.rhythm`.

Recorded are the times of day (173 captured government pages that say them to the minute) and how much a column
brings (19 captured lists: entries shown, by the days they span); that offices differ in their hours and that
releases come in batches is assumed. Each feed is watched for eight weeks; the first two, in which its rhythm is
learnt, are not counted.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.tables import plain
from monitor.core.rhythm import Rhythm, noted, pause

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, tzinfo=SHANGHAI)
WEEKS, LEARNT = 8, 2
# Publication times of captured pages, by hour: from 2 to 23 o'clock, 173 in all.
SEEN = {
    2: 1, 5: 3, 7: 2, 8: 11, 9: 16, 10: 17, 11: 15, 12: 10, 13: 16, 14: 12, 15: 19, 16: 18, 17: 14, 18: 13, 20: 2,
    21: 1, 22: 2, 23: 1,
}  # fmt: skip
# Entries a day of captured list pages: from columns asleep for years to a capital's news.
A_DAY = (
    0.003, 0.011, 0.014, 0.017, 0.108, 0.12, 0.153, 0.2, 0.429, 0.452, 0.778, 3.0, 3.0, 8.82, 18.0, 18.0, 23.0, 34.4,
    78.0,
)  # fmt: skip
EVERY = timedelta(minutes=15)


def published(chance: random.Random, per_day: float) -> list[datetime]:
    """When one feed's entries appeared: batches on working days, a third as many at weekends."""
    found: list[datetime] = []
    habit = [SEEN.get(hour, 0.2) * chance.lognormvariate(0, 0.6) for hour in range(24)]  # each office has its own
    for day in range(WEEKS * 7):
        share = 1.2 if day % 7 < 5 else 0.5
        expected = per_day * share
        while expected > 0 and chance.random() < min(1.0, expected):
            batch = 1 + int(chance.expovariate(1.2))
            hour = chance.choices(range(24), habit)[0]
            at = START + timedelta(days=day, hours=hour, minutes=chance.random() * 60)
            found += [at] * batch
            expected -= batch
    return sorted(found)


def looks(entries: list[datetime], *, adaptive: bool, offset: float) -> Iterator[datetime]:
    """The times at which the feed is looked at."""
    at, before, rhythm, seen = START + EVERY * offset, START, Rhythm(length=20), 0
    end = START + timedelta(weeks=WEEKS)
    while at < end:
        yield at
        if not adaptive:
            at += EVERY
            continue
        new = 0
        while seen < len(entries) and entries[seen] <= at:
            seen, new = seen + 1, new + 1
        rhythm = noted(rhythm, new=new, elapsed=at - before, local=at, length=20)
        before, at = at, at + pause(rhythm, at, every=EVERY)


def measured(feeds: int, seed: int) -> list[tuple[object, ...]]:
    """Requests and mean delay, fixed and by rhythm."""
    chance = random.Random(seed)
    sets = [published(chance, A_DAY[n % len(A_DAY)]) for n in range(feeds)]
    counted = START + timedelta(weeks=LEARNT)
    rows: list[tuple[object, ...]] = []
    for name, adaptive in (("every 15 minutes", False), ("by its rhythm", True)):
        requests, late, found = 0, [], 0
        for entries in sets:
            place = 0
            for at in looks(entries, adaptive=adaptive, offset=chance.random()):
                requests += at >= counted
                while place < len(entries) and entries[place] <= at:
                    if entries[place] >= counted:
                        late.append((at - entries[place]).total_seconds() / 60)
                    place, found = place + 1, found + 1
        late.sort()
        mean, days = sum(late) / len(late), (WEEKS - LEARNT) * 7
        rows.append((name, len(late), requests / feeds / days, mean, late[len(late) // 2], late[int(len(late) * 0.95)]))
    fixed, ours = rows
    assert isinstance(fixed[2], float)
    assert isinstance(ours[2], float)
    rows.append(("ratio", None, ours[2] / fixed[2], ours[3] / fixed[3], ours[4] / fixed[4], ours[5] / fixed[5]))
    return rows


def main() -> int:
    """The table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, default=114)
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    head = ("feeds are looked at", "entries", "requests a day", "mean delay min", "median", "p95")
    print(plain(head, measured(options.feeds, options.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
