"""`feeds …`: the sources, looked at and listed."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.composition import address_asked, fetch_rules, places, settings_of, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang, colour, width
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.core.feed import Feed

app = typer.Typer(help="监测源 · the sources", no_args_is_help=True)


@app.command("list")
def list_command(feeds: Feeds = None, as_json: AsJson = False) -> None:
    """设置里的监测源 · the feeds of the settings."""
    from monitor.renderers import tables

    settings = settings_of(places(None, feeds))
    rows = [
        {
            "feed": f.id, "name": f.name, "url": f.url, "agency": f.agency, "parser": f.parser, "enabled": f.enabled,
            "carries": sorted(c.value for c in f.carries), "every": f"{int(f.every.total_seconds() // 60)}m",
            "adaptive": f.adaptive, "channel": f.channel, "source": f.source,
        }
        for f in settings.feeds
    ]  # fmt: skip
    write_out(json.dumps({"schema": 1, "feeds": rows}, ensure_ascii=False, indent=1) if as_json else tables.feeds(rows))


@app.command("health")
def health_command(
    feed: Annotated[list[str] | None, typer.Argument(help="监测源编号，缺省为全部 · feed ids, all if none")] = None,
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False, as_of: AsOf = None, lang: Lang = "zh",
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="blind,blocked,failing,holes,late,skew,undated: 有则退出码 1 · exit 1 if any"),
    ] = None,
) -> None:  # fmt: skip
    """每个源的状况 · how each feed is watched: last good look, holes, rhythm, dates, drift, next due."""
    from monitor.jobs import check
    from monitor.jobs.health import CONDITIONS
    from monitor.renderers.feed_health import feed_health

    at = as_of_option(as_of)
    asked = {word.strip() for word in (fail_on or "").split(",") if word.strip()}
    problems = [
        Problem("--fail-on", f"no condition {word!r}", "choose from " + ", ".join(CONDITIONS))
        for word in sorted(asked - set(CONDITIONS))
    ]
    if problems:
        raise ConfigError(problems)
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, settings):
        unknown = [name for name in feed or () if settings.feed(name) is None]
        if unknown:
            raise ConfigError([Problem("FEED", f"no feed {n!r}", "`feeds list` shows them") for n in unknown])
        answer = check.status(here, now=at)
    if feed:
        answer["feeds"] = [row for row in answer["feeds"] if row["feed"] in feed]
    whole = json.dumps(answer, ensure_ascii=False, indent=1)
    write_out(whole if as_json else feed_health(answer, lang=lang, width=width(), colour=colour()))
    if any(asked & set(row["findings"]) for row in answer["feeds"]):
        raise SystemExit(1)


@app.command("check")
def check_command(
    url: Annotated[str | None, typer.Argument(help="地址或监测源编号 · URL or feed id")] = None,
    every: Annotated[bool, typer.Option("--all", help="全部监测源 · all feeds")] = False,
    feeds: Feeds = None,
    as_json: AsJson = False,
) -> None:
    """看一个地址会读出什么，不写入 · show what would be read, write nothing."""
    import asyncio

    from monitor import parsers
    from monitor.clock import wall_clock
    from monitor.fetching.client import Web
    from monitor.fetching.loop import run as run_loop
    from monitor.jobs import check
    from monitor.renderers import tables
    from monitor.settings import http_address

    settings = settings_of(places(None, feeds), parsers=tuple(parsers.load()))
    named = None if url is None else settings.feed(url)
    if url is None and not every:
        raise ConfigError([Problem("URL", "nothing to check", "give an address, a feed's id, or --all")])
    if url is not None and named is None:
        if not url.startswith(("http://", "https://")):
            raise ConfigError([Problem("URL", f"{url!r} is no address and no feed's id", "`feeds list` shows the ids")])
        if (wrong := http_address(url, where="URL")) is not None:
            raise ConfigError([wrong])
    rules = fetch_rules(settings)
    if url is not None and named is None:
        url, rules = address_asked(url, settings)
    targets: list[tuple[str, Feed | None]] = [(named.url if named else str(url), named)]
    if every:
        targets = [(feed.url, feed) for feed in settings.feeds if feed.enabled]
    bad = 0

    async def run() -> None:
        nonlocal bad
        gate = asyncio.Semaphore(rules.max_connections)
        with progress(len(targets), shown=every and not as_json) as step:
            async with Web(rules, clock=wall_clock) as web:

                async def one(address: str, feed: Feed | None) -> None:
                    nonlocal bad
                    async with gate:
                        answer = await check.check_address(web, address, feed=feed)
                    good = answer["outcome"] == "fetched" and bool(answer["items"])
                    bad += not good
                    if as_json:
                        write_out(json.dumps(answer, ensure_ascii=False))
                    elif every:
                        step(tables.checked_line(answer, name=feed.id if feed else address))
                    else:
                        write_out(tables.checked(answer))

                await asyncio.gather(*(one(address, feed) for address, feed in targets))

    run_loop(run())
    if every and not as_json:
        write_out(f"{len(targets) - bad} 个读出 read, {bad} 个未读出 not read")
    raise SystemExit(1 if bad else 0)


class progress:  # noqa: N801 -- used like a function
    """A bar on a terminal, and lines above it; only the lines elsewhere."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self.total, self.shown = total, shown

    def __enter__(self) -> progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self.bar = Progress(
            BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True),
            disable=not (self.shown and sys.stderr.isatty()), transient=True,
        )  # fmt: skip
        self.bar.start()
        self.task = self.bar.add_task("", total=self.total)
        return self

    def __call__(self, line: str) -> None:
        if self.bar.disable or not sys.stdout.isatty():
            write_out(line)
        else:  # both on one terminal: the bar makes room for the line
            self.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        self.bar.advance(self.task)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
