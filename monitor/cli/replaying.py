"""Running the pipeline from WARC files: `replay` and `rebuild`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsJson, Db, Feeds
from monitor.cli.options import write_out
from monitor.core.problems import ConfigError, Problem


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("replay")(replay_command)


def replay_command(
    warc: Annotated[list[str], typer.Argument(help="WARC 或 WACZ 文件 · WARC or WACZ files")],
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """用 WARC 文件回放同一流程 · run the same pipeline from WARC files into a new database."""
    from monitor.jobs import search
    from monitor.jobs.rebuild import discard, into_new, silence

    where = places(db, feeds)
    if db is None:
        raise ConfigError([Problem("--db", "a replay needs a new database of its own", "name a file: --db new.db")])
    if where.db.exists():
        raise ConfigError([Problem("--db", f"{str(where.db)!r} exists", "a replay writes a new file; name another")])
    files = [Path(name) for name in warc]
    try:
        with world(where, create=True, check=lambda _: _no_warc(files)) as (here, _):
            with _laid_out(files, beside=where.db.parent) as found:
                done = into_new(here, found, progress=progress())
            silence(here)
            search.index(here, most=None)
    except BaseException:
        discard(where.db)  # half a replay is none: leave nothing behind
        raise
    tally = done.tally
    numbers = {
        "records": done.records, "polls": tally.polls, "failed": tally.failed, "unread": tally.unread,
        "new_items": tally.new_items, "articles": tally.articles, "unreadable": tally.problems,
        "passed_over": tally.passed_over, "incidents": len(tally.incidents),
    }  # fmt: skip
    for problem in done.problems:
        print(problem, file=sys.stderr)  # noqa: T201
    if as_json:
        write_out(json.dumps({"schema": 1, **numbers, "problems": [str(p) for p in done.problems]}, ensure_ascii=False))
    else:
        write_out(" ".join(f"{key}={value}" for key, value in numbers.items()))
    raise SystemExit(1 if done.problems else 0)


def _no_warc(files: list[Path]) -> Sequence[Problem]:
    """Files that are none that can be replayed, before a database is made for them."""
    from monitor.evidence.reading import read_records
    from monitor.evidence.wacz import is_wacz, refusals

    packed = {path for path in files if is_wacz(path)}
    found = [problem for path in files if path in packed for problem in refusals(path)]
    try:
        read_records([path for path in files if path not in packed], problems=[])
    except ConfigError as error:
        found += error.problems
    return found


@contextmanager
def _laid_out(files: list[Path], *, beside: Path) -> Iterator[list[Path]]:
    """The WARC files themselves; those inside a WACZ lie in a folder of their own meanwhile."""
    from monitor.evidence.wacz import is_wacz, take_out

    with TemporaryDirectory(dir=beside, prefix=".replay-") as folder:
        yield [one for path in files for one in (take_out(path, Path(folder)) if is_wacz(path) else [path])]


def progress() -> Callable[[int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(count: int) -> None:
        print(f"\r{count} 条记录 · records", end="", file=sys.stderr, flush=True)  # noqa: T201

    return show
