"""Articles a second out of WARC files into a new database. `python -m benchmarks.ingest [--polls N]`.

The evidence is that of `made_year`. Timed is `rebuild`'s own work, index included. Processes that read ahead load the
program that was started again: this one, like `run.py`, loads little before it is asked to work.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.tables import plain
from monitor.jobs.companions import processors


def main() -> int:
    """Write the evidence, read it into a database alone and with reading ahead, say how long each took."""
    from benchmarks import made_year
    from monitor.cli.composition import Places, world
    from monitor.evidence.warc import Archive
    from monitor.jobs import rebuild

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--polls", type=int, default=2400)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "feeds.yaml").write_text(made_year.feeds(), "utf-8")
        (folder / "corrections.jsonl").touch()
        size = count = 0
        with Archive(folder / "warc") as archive:
            for answer in made_year.answers(given.polls):
                archive.keep_response(answer, request_url=answer.url)
                if "/art/" in answer.url:
                    count, size = count + 1, size + len(answer.body)
        rows: list[tuple[object, ...]] = []
        for processes in (1, processors()):
            began, spent = time.perf_counter(), cpu()
            with world(Places(folder / f"{processes}.db", folder / "feeds.yaml"), create=True) as (here, _):
                done = rebuild.run(
                    here, warc=folder / "warc", journal=folder / "corrections.jsonl", processes=processes
                )
            took, spent = time.perf_counter() - began, cpu() - spent
            assert (done.tally.articles, done.problems) == (count, ()), done
            rows.append((processes, count, took, count / took, spent / count * 1000))
    print(f"pages of {size / count / 1000:.1f} kB; one in a hundred is of an incident")
    print(plain(("processes", "articles", "s", "articles/s", "process ms each"), rows))
    return 0


def cpu() -> float:
    """Process time of this process and of those that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    sys.exit(main())
