"""How many polls a second, and what they cost, beside what a user would pick instead. `make bench-polling`.

One nginx on loopback, one list page of 41 KB, sixteen requests at a time, each program in one process of its
own. Ours keeps evidence, reads the list and writes the database; the others fetch and pick rows. Runs are
interleaved, and the median of them counts: the machine may have other work.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import nginx
from benchmarks.poll_ours import FEEDS
from benchmarks.tables import plain

KINDS = {
    "exact": "304 (if_modified_since exact)",
    "before": "304 (if_modified_since before)",
    "same": "200, the same bytes",
    "counter": "200, only the counter ran on",
    "changed": "200, another first entry",
}
PEERS = {
    "scrapy": "scrapy", "urlwatch": "urlwatch", "httpx": "httpx",
    "aiohttp-lxml": "aiohttp", "aiohttp-lexbor": "aiohttp",
}  # fmt: skip
WANTED = {"scrapy": 4.0, "urlwatch": 2.0}


def once(module: str, *words: str) -> dict[str, float]:
    """One run in a process of its own."""
    done = subprocess.run([sys.executable, "-m", module, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(words)}: {done.stderr[-1500:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measured(port: int, kind: str, polls: int, rounds: int, peers: list[str]) -> dict[str, tuple[float, float]]:
    """Polls a second and CPU seconds per 1,000 polls, by program."""
    runs: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        runs.setdefault("ours", []).append(
            once("benchmarks.poll_ours", str(port), kind, str(max(1, polls // FEEDS)))
        )
        for peer in peers:
            runs.setdefault(peer, []).append(once("benchmarks.poll_peers", peer, str(port), kind, str(polls)))
    return {
        name: (
            median(run["polls"] / run["seconds"] for run in found),
            median(run["cpu"] / run["polls"] * 1000 for run in found),
        )
        for name, found in runs.items()
    }


def main() -> int:
    """All kinds of answers, all programs that are installed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--polls", type=int, default=1280)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    options = asked.parse_args()
    lacking = nginx.missing()
    if lacking:
        print(f"not measured: {lacking}", file=sys.stderr)
        return 1
    peers = [name for name, package in PEERS.items() if find_spec(package)]
    for name in PEERS.keys() - set(peers):
        print(f"left out: {name} is not installed here; `make bench` installs it", file=sys.stderr)
    with tempfile.TemporaryDirectory() as scratch, nginx.serving(Path(scratch)) as port:
        for kind in options.kinds:
            found = measured(port, kind, options.polls, options.rounds, peers)
            rate, cpu = found["ours"]
            rows = [
                (name, f"{r:.0f}", f"{c:.2f}", f"{rate / r:.2f}", f"{c / cpu:.2f}",
                 "" if name not in WANTED else f"{WANTED[name]:.0f}")
                for name, (r, c) in found.items()
            ]  # fmt: skip
            head = (KINDS[kind], "polls/s", "CPU s/1,000", "ours × polls/s", "ours × CPU", "wanted")
            print(plain(head, rows), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
