"""Taking up work after a sudden end: what was kept and not yet read is read before anything new comes.

An answer goes into the evidence first and into the database after that. Where the machine or the
process died in between, or the database could not be written, the evidence is ahead.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from monitor.core.problems import Problem, StorageError
from monitor.evidence.chain import NAME, Link, parse_link
from monitor.jobs.journal import Correction, read_journal
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.replay import Replay
from monitor.jobs.world import World
from monitor.store.facts import Store
from monitor.store.wire import stamp

TAIL = 1 << 20
"""How much of the chain's end is searched, in bytes."""
MOST = 1000
"""Records read again at a start; a database that is further behind is another one, and needs `rebuild`."""


def resume(world: World, pipeline: Pipeline, *, warc: Path, journal: Path) -> list[Problem]:
    """Read what the evidence and the journal hold beyond the database. Says what it could not make good."""
    corrections = [one for one in read_journal(journal) if not _applied(world, one)]
    return _read(world, pipeline, warc, corrections=corrections)


def make_good(pipeline: Pipeline, *, warc: Path) -> None:
    """Read what could not be written down in this same run, before anything new is.

    Raises:
        StorageError: it still cannot be written, or too much is missing.
    """
    pipeline.begin_again()
    problems = _read(pipeline.world, pipeline, warc, corrections=())
    if problems:
        raise StorageError("; ".join(str(one) for one in problems))


def _read(world: World, pipeline: Pipeline, warc: Path, *, corrections: Iterable[Correction]) -> list[Problem]:
    links, problem = _unread(world, warc)
    if problem is not None:
        return [problem]
    files = dict.fromkeys(warc / link.file for link in links)
    ids = {link.id.removeprefix("<").removesuffix(">") for link in links}
    done = Replay(world, pipeline).run(files, corrections=corrections, only=ids, ours=True)
    return list(done.problems)


def _applied(world: World, correction: Correction) -> bool:
    rows = world.store.rows(
        "SELECT 1 FROM corrections WHERE at = ? AND author = ? AND action = ? AND incident = ? LIMIT 1",
        (stamp(correction.at), correction.author, correction.action, correction.incident),
    )
    return bool(rows)


def lost(db: Path, warc: Path) -> Problem | None:
    """Answers that the database holds and the evidence does not: a power failure took them, or a person."""
    try:
        with Store(db, reading=True) as store:
            rows = store.rows("SELECT capture FROM fetches WHERE capture IS NOT NULL ORDER BY id DESC LIMIT 500")
    except StorageError:
        return None  # whoever opens it to work says what is wrong
    names = [row["capture"] for row in rows]  # taken before the chain, which is written first: it may run on
    held = {link.id for line in _tail(warc) if (link := parse_link(line)) is not None}
    known = next((place for place, name in enumerate(names) if name in held), None)
    if not known:
        return None  # the newest is there, or this is another evidence altogether
    what = f"the last {known} answers of the database are not in the evidence: a power failure took them, or a person"
    mend = "restore the evidence from a copy, or run `rebuild`: what was lost is a hole of the watch"
    return Problem(str(db), what, mend)


def _tail(warc: Path) -> list[bytes]:
    """The last lines of the chain."""
    chain = warc / NAME
    if not chain.exists():
        return []
    with chain.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - TAIL))
        return file.read().split(b"\n")


def _unread(world: World, warc: Path) -> tuple[list[Link], Problem | None]:
    """The chain's last records that no attempt in the database stands for."""
    chain = warc / NAME
    if not chain.exists():
        return [], None
    lines = _tail(warc)
    rows = world.store.rows("SELECT capture FROM fetches ORDER BY id DESC LIMIT 5000")
    known = {row["capture"] for row in rows}
    found: list[Link] = []
    for line in reversed(lines):
        link = parse_link(line)
        if link is None:
            continue
        if link.id in known:
            return found[::-1], None
        found.append(link)
        if len(found) > MOST:
            break
    else:
        if not known:
            return found[::-1], None  # the very first answers
    what = "the database does not know the last records of the evidence"
    return [], Problem(str(world.store.path), what, "run `rebuild`; nothing is lost")
