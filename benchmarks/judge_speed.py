"""How fast the judge is: one realistic dossier, and ten thousand incidents.

    python benchmarks/judge_speed.py [--incidents 10000]

One dossier: 10 releases, two feeds with 700 looks together (every 15 minutes), one of them with a
hole, and 12 instruments; then the same under the packaged rules. Every figure is CPU time of fresh dossiers:
nothing computed for one judgement helps the next.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.core.coverage import Look
from monitor.core.dossier import Dossier, FeedWatch
from monitor.core.instrument import Duty, Instrument, Within
from monitor.core.statement import Role
from monitor.core.verdict import judge_all
from monitor.rulebook import load_rules, packaged_rules
from tests.building import at, clause, dossier, instrument, moment, release

QUARTER = timedelta(minutes=15)


def catalogue() -> list[Instrument]:
    """Twelve documents, as stacked texts of nation, province and city."""
    found = []
    for number in range(12):
        bound = clause(f"press-{number}", limit=Within(timedelta(hours=24 + number)))
        if number % 2:
            bound = clause(f"info-{number}", Duty.AUTHORITATIVE_INFO, limit=Within(timedelta(hours=2 + number)))
        place = ("000000", "990000", "990100")[number % 3]
        found.append(instrument(bound, name=f"doc-{number}", jurisdiction=place))
    return found


def a_dossier(number: int) -> Dossier:
    """One incident with its pages and days of looks."""
    start = at("2023-04-18 00:00")
    steady = tuple(Look(start + QUARTER * (n - 1), start + QUARTER * n) for n in range(355))
    broken = tuple(look for look in steady if not 80 < (look.at - start) / QUARTER < 90)
    roles = (Role.AUTHORITATIVE_INFO, Role.MENTION, Role.PRESS_CONFERENCE, Role.MENTION, Role.FIRST_REPORT)
    pages = [
        release(
            url=f"https://www.binjiang.example/{number}/{n}.html", role=roles[n % 5],
            claimed=moment("2023-04-18") if n % 3 else None,
            seen=f"2023-04-19 {10 + n}:00", absent=f"2023-04-18 {10 + n}:45",
        )
        for n in range(10)
    ]  # fmt: skip
    made = dossier(id=f"i-{number}", releases=pages)
    watches = [
        FeedWatch("binjiang-gov-news", "https://www.binjiang.example/", "binjiang-gov", "web", steady),
        FeedWatch("binjiang-emergency-news", "https://yjj.binjiang.example/", "binjiang-emergency", "web", broken),
    ]
    return Dossier(
        made.id, made.as_of, made.name, made.onsets, made.places, made.types, made.tolls, made.grades, made.releases,
        tuple(watches), made.agencies,
    )  # fmt: skip


def measure(instruments: Sequence[Instrument], incidents: int) -> tuple[list[float], int]:
    """Seconds for each of so many fresh dossiers, in order, and the verdicts given on the last."""
    times, verdicts = [], 0
    for number in range(incidents):
        one = a_dossier(number)
        begun = process_time()
        verdicts = len(judge_all(instruments, one))
        times.append(process_time() - begun)
    return sorted(times), verdicts


def main() -> None:
    """Print all figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--incidents", type=int, default=10_000)
    incidents = asked.parse_args().incidents
    packaged = tuple(load_rules([packaged_rules()]).values())
    for name, instruments, many in (("12 instruments", catalogue(), incidents), ("packaged rules", packaged, 500)):
        times, verdicts = measure(instruments, many)
        median, slow = statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000
        print(f"{name}: 10 releases, 700 looks, {verdicts} verdicts: median {median:.3f} ms, p99 {slow:.3f} ms")
        print(f"  {many} incidents: {sum(times):.2f} s of judging (CPU)")


if __name__ == "__main__":
    main()
