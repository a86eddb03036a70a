"""`poll` and `daemon`: the commands that go to the web."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.cli.composition import Places, at_once, fetch_rules, places, reports_folder, world
from monitor.cli.keeping import recover
from monitor.cli.lookups import Db, Feeds
from monitor.cli.options import write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from logging import Formatter

    from monitor.daemon import Stamp
    from monitor.evidence.warc import Archive
    from monitor.fetching.client import Web
    from monitor.jobs.poll import Poller
    from monitor.jobs.world import World
    from monitor.settings import Settings


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("daemon")(daemon_command)
    app.command("poll")(poll_command)


def poll_command(
    feed: Annotated[list[str] | None, typer.Argument(help="监测源编号，缺省为全部 · feed ids, all if none")] = None,
    db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """立即轮询一轮 · one round now."""
    from monitor.fetching.loop import run as run_loop

    where = places(db, feeds)
    recover(where)

    def unknown(settings: Settings) -> list[Problem]:
        names = {f.id for f in settings.feeds}
        return [Problem("FEED", f"no feed {n!r}", "`feeds list` shows them") for n in feed or () if n not in names]

    with world(where, create=True, check=unknown) as (here, settings):
        wanted = [f for f in settings.feeds if (f.id in feed if feed else f.enabled)]
        results: dict[str, str] = {}

        def done(one: object, outcome: str) -> None:
            name = getattr(one, "id", "")
            results[name] = outcome
            write_out(f"{name} {outcome} ({len(results)}/{len(wanted)})")

        async def run() -> None:
            async with opened(here, settings, where) as (poller, _, _):
                await poller.feeds(wanted, done=done)

        run_loop(run())
    bad = [name for name, outcome in results.items() if outcome not in ("fetched", "not_modified")]
    raise SystemExit(1 if bad else 0)


def daemon_command(db: Db = None, feeds: Feeds = None) -> None:
    """按计划轮询、判定、出周报 · poll on schedule, judge, report; SIGTERM drains."""
    import logging

    from monitor.cli.notifying import outlets_of, reminders_of
    from monitor.clock import wall_clock
    from monitor.daemon import Daemon
    from monitor.fetching.loop import run as run_loop

    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    where = places(db, feeds)
    recover(where)
    with world(where, create=True) as (here, settings):
        zone = ZoneInfo(settings.defaults.timezone)
        for handler in logging.getLogger().handlers:
            handler.setFormatter(local_times(zone))
        reports = reports_folder(settings)
        outlets = outlets_of(settings, here.instruments)

        def report(now: datetime) -> Path:
            from monitor.cli.reporting import DEFAULT, written

            return written(here, None, formats=DEFAULT, folder=reports, as_of=now).folder

        async def run() -> None:
            async with opened(here, settings, where) as (poller, archive, _):
                await Daemon(
                    here, poller, archive, wall_clock, report,
                    lambda name: (reports / name / "manifest.json").exists(),
                    stamping(settings, archive, where), zone=zone, edited=edits_of(where.feeds),
                    at_once=at_once(settings), spacing=settings.fetching.delay,
                    outlets=outlets, reminders=reminders_of(settings),
                ).run()  # fmt: skip

        run_loop(run())


def local_times(zone: ZoneInfo) -> Formatter:
    """Log lines with the time of the settings' zone, whatever the machine's is."""
    from logging import Formatter

    lines = Formatter("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%d %H:%M:%S")
    lines.converter = lambda seconds: datetime.fromtimestamp(seconds or 0, zone).timetuple()
    return lines


def edits_of(path: Path) -> Callable[[], str]:
    """Tells, once an edit, that the settings are other than those in use, and whether they could be used."""
    from monitor.settings import load_settings

    def stamp_of() -> tuple[int, int] | None:
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    seen = stamp_of()

    def news() -> str:
        nonlocal seen
        now = stamp_of()
        if now == seen:
            return ""
        seen = now
        try:
            load_settings(path, environ=os.environ)
        except ConfigError as error:
            return f"设置已改但有错，重启会失败 · the settings were edited and hold mistakes: {error.problems[0]}"
        return f"{path}: 设置已改，重启后生效 · the settings were edited; restart to use them"

    return news


def stamping(settings: Settings, archive: Archive, where: Places) -> Stamp | None:
    """Has the day's head stamped by those whom the settings name; None where they name nobody."""
    from monitor.jobs import stamp

    asked = settings.stamps
    if not (asked.rfc3161 or asked.opentimestamps):
        return None

    async def once(now: datetime) -> list[Problem]:
        found = await stamp.run(
            archive, where.warc, rfc3161=asked.rfc3161, opentimestamps=asked.opentimestamps, now=now
        )
        return found[1]

    return once


def warn(settings: Settings) -> None:
    """Sites should know whom to write to: say so each time until it is mended."""
    print(  # noqa: T201
        f"{settings.path}: 没有 contact：请写上邮箱或网页，让网站的人找得到你 · "
        "no contact: add a mail address or a web page at which a site's people can reach you",
        file=sys.stderr,
    )


@asynccontextmanager
async def opened(
    here: World, settings: Settings, where: Places
) -> AsyncIterator[tuple[Poller, Archive, Web]]:
    """The archive (which refuses a second instance) and the client, closed in order."""
    from monitor.clock import wall_clock
    from monitor.evidence.warc import Archive
    from monitor.fetching.client import Web
    from monitor.jobs.pipeline import Pipeline
    from monitor.jobs.poll import Poller
    from monitor.jobs.resume import resume

    if not settings.contact:
        warn(settings)
    rules = fetch_rules(settings)
    pipeline = Pipeline(here)
    with Archive(where.warc) as archive:
        for problem in resume(here, pipeline, warc=where.warc, journal=where.corrections):
            print(problem, file=sys.stderr)  # noqa: T201
        async with Web(rules, clock=wall_clock) as web:
            yield Poller(pipeline, web, archive), archive, web
