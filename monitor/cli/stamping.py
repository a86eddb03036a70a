"""`stamp`: the head of the evidence chain, stamped now by those whom the settings name."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

import typer

from monitor.cli.composition import Places, places, settings_of
from monitor.cli.lookups import AsJson, Db, Feeds
from monitor.cli.options import write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.settings import Settings


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("stamp")(stamp_command)


def stamp_command(db: Db = None, feeds: Feeds = None, as_json: AsJson = False) -> None:
    """请所设机构为哈希链头加盖时间戳 · have the chain's head stamped now, as the daemon does daily."""
    from monitor.clock import wall_clock
    from monitor.evidence.warc import Archive
    from monitor.jobs import stamp

    where = places(db, feeds)
    asked = settings_of(where).stamps
    if not (asked.rfc3161 or asked.opentimestamps):
        mend = "name authorities under rfc3161 or calendars under opentimestamps"
        raise ConfigError([Problem(f"{where.feeds}: stamps", "nobody is named who stamps", mend)])
    if not where.warc.is_dir():
        raise ConfigError([Problem("--db", f"there is no evidence at {str(where.warc)!r}", "name the right --db")])
    with Archive(where.warc) as archive:
        job = stamp.run(
            archive, where.warc, rfc3161=asked.rfc3161, opentimestamps=asked.opentimestamps, now=wall_clock()
        )
        came, problems = asyncio.run(job)
        last = archive.last
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    number = 0 if last is None else last.n
    if as_json:
        answer = {"schema": 1, "record": number, "stamps": came, "problems": [str(one) for one in problems]}
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(f"record={number} stamps={came} problems={len(problems)}")
    raise SystemExit(1 if problems else 0)


def trusted_roots(where: Places) -> bytes | None:
    """The certificates that the settings trust; mistakes in the settings are told by whoever needs them.

    Raises:
        ConfigError: the file named there cannot be read.
    """
    try:
        settings: Settings = settings_of(where)
    except ConfigError:
        return None
    if settings.stamps.roots is None:
        return None
    try:
        return settings.stamps.roots.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise ConfigError([Problem(str(settings.stamps.roots), what, "it must be a PEM file")]) from None
