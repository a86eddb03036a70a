"""How fast pages, texts and WARC files are read, beside other libraries in the same run.

`make bench` runs it in an environment that has the peers of peers.txt; without them their lines are left
out. Nothing is fetched. A peer does less or other work than ours (none reads claims, roles or casualties):
the figures tell what reading costs, not who is better.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import made_site
from benchmarks.tables import plain
from monitor import parsers
from monitor.core.moment import Moment
from monitor.text.read import read

ROUNDS = 7
Work = Callable[[], object]


def timed(work: Work, *, rounds: int = ROUNDS) -> float:
    """Median seconds of one call, after one that warms up."""
    work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def peer(make: Callable[[str], Work], text: str) -> Work | None:
    """The work of a peer, None where it is not installed, or not with all that it needs."""
    try:
        return make(text)
    except ImportError as error:
        print(f"left out: {error.name or error}", file=sys.stderr)
        return None


def articles() -> None:
    """Article pages of three sizes."""
    reader = parsers.load()["auto"].article
    rows: list[tuple[object, ...]] = []
    for paragraphs in (10, 100, 1000):
        data = made_site.article(20, made_site.posted(20), paragraphs=paragraphs)
        page = parsers.decode(data, url=made_site.HOST + made_site.path(20), seen_at=made_site.posted(21))
        works: dict[str, Work | None] = {
            "ours: title, dates, source, body": partial(reader, page),
            "ours: decoding alone": partial(parsers.decode, data, url=made_site.HOST),
            "bs4 + lxml: the tree and its text": soup_text(page.text),
            "htmldate: one date": peer(htmldate_work, page.text),
            "trafilatura: metadata and body": peer(extract_work, page.text),
        }
        for name, work in works.items():
            if work is not None:
                seconds = timed(work)
                rows.append((name, f"{len(data) / 1000:.0f} kB", seconds * 1000, len(data) / seconds / 1e6))
    print(plain(("article page", "size", "ms", "MB/s"), rows), end="\n\n")


def lists() -> None:
    """A list page of 20 rows among 60 links of navigation."""
    at = made_site.posted(401)
    page = parsers.decode(made_site.listing(400, at), url=made_site.LIST, seen_at=at)
    known = parsers.load()
    works: dict[str, Work] = {
        "ours: auto (finds the list)": lambda: known["auto"].list_items(page),
        "ours: jpage (knows the family)": lambda: known["jpage"].list_items(page),
        "bs4 + lxml: ul.list li, given the selector": soup_rows(page.text),
    }
    rows = [(name, seconds * 1000, 1 / seconds) for name, work in works.items() if (seconds := timed(work))]
    print(plain(("list page, 20 rows", "ms", "pages/s"), rows), end="\n\n")


def texts() -> None:
    """Incident texts: times, places, casualties, onset, grade, roles."""
    at = made_site.posted(20)
    published = Moment(at, made_site.posted(21))
    rows: list[tuple[object, ...]] = []
    for name, repeat in (("one paragraph", 0), ("a page", 12), ("a long report", 250)):
        text = made_site.INCIDENT.format(day=10, hour=14, minute=23, later=16, dead=3, hurt=9)
        text += "\n".join(made_site.SENTENCES * repeat)
        seconds = timed(partial(read, text, title=made_site.title(20), published=published))
        rows.append((name, len(text), seconds * 1000, len(text) / seconds))
    print(plain(("incident text", "characters", "ms", "characters/s"), rows), end="\n\n")


def replay(polls: int = 100) -> None:
    """A WARC of one busy site: written, then replayed into a database, then judged."""
    from datetime import timedelta

    from monitor.cli.composition import Places, world
    from monitor.evidence.warc import Archive
    from monitor.jobs.judge import judge_everything
    from monitor.jobs.replay import Replay

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "feeds.yaml").write_text(made_site.FEEDS, "utf-8")
        began = time.perf_counter()
        with Archive(folder / "warc") as archive:
            kept = [archive.keep_response(answer, request_url=answer.url).id for answer in made_site.answers(polls)]
        written, count = time.perf_counter() - began, len(kept)
        size = sum(file.stat().st_size for file in (folder / "warc").glob("*.gz"))
        began = time.perf_counter()
        with world(Places(folder / "monitor.db", folder / "feeds.yaml"), create=True) as (here, _):
            done = Replay(here).run(sorted((folder / "warc").glob("*.gz")))
            replayed = time.perf_counter() - began
            began = time.perf_counter()
            judged = judge_everything(here, as_of=made_site.START + timedelta(days=30))
            judging = time.perf_counter() - began
        assert not done.problems, done.problems
        db = (folder / "monitor.db").stat().st_size
    rows: list[tuple[object, ...]] = [
        ("written to WARC", count, written, count / written, f"{size / 1e6:.1f} MB"),
        ("replayed into a new database", done.records, replayed, done.records / replayed, f"{db / 1e6:.1f} MB"),
        ("incidents judged", len(judged), judging, len(judged) / judging if judged else None, None),
    ]
    print(plain((f"{polls} polls, {count - polls} articles", "number", "s", "per s", "on disk"), rows), end="\n\n")


def soup_text(text: str) -> Work:
    """What every reader of HTML pays at least."""
    from bs4 import BeautifulSoup

    return lambda: BeautifulSoup(text, "lxml").get_text()


def soup_rows(text: str) -> Work:
    """A list read by hand, by somebody who knows the page."""
    from bs4 import BeautifulSoup

    def work() -> object:
        rows = BeautifulSoup(text, "lxml").select("ul.list li")
        return [(row.a["href"], row.a.get_text(), row.span.get_text()) for row in rows if row.a and row.span]

    return work


def htmldate_work(text: str) -> Work:
    """One date of a page."""
    find = import_module("htmldate").find_date
    return lambda: find(text, original_date=True)


def extract_work(text: str) -> Work:
    """Metadata and body of a page."""
    extract = import_module("trafilatura").bare_extraction
    return lambda: extract(text, with_metadata=True)


def main() -> int:
    """All measurements, and those of the core where they are there."""
    for measure in (articles, lists, texts, replay):
        measure()
    if find_spec("benchmarks.judge_speed"):
        return int(import_module("benchmarks.judge_speed").main() or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
