"""`feeds …`: the sources."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from monitor.cli.composition import fetch_rules, places, settings_of, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang, colour, width
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

app = typer.Typer(help="监测源 · the sources", no_args_is_help=True)


@app.command("list")
def list_command(feeds: Feeds = None, as_json: AsJson = False) -> None:
    """设置里的监测源 · the feeds of the settings."""
    from monitor.renderers import tables

    settings = settings_of(places(None, feeds))
    rows = [
        {
            "feed": f.id, "url": f.url, "agency": f.agency, "parser": f.parser, "enabled": f.enabled,
            "carries": sorted(c.value for c in f.carries), "every": f"{int(f.every.total_seconds() // 60)}m",
        }
        for f in settings.feeds
    ]  # fmt: skip
    write_out(json.dumps({"schema": 1, "feeds": rows}, ensure_ascii=False, indent=1) if as_json else tables.feeds(rows))


@app.command("health")
def health_command(
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False, as_of: AsOf = None, lang: Lang = "zh",
    fail_on: Annotated[str | None, typer.Option("--fail-on", help="blind: 有源从未读出则退出码 1")] = None,
) -> None:  # fmt: skip
    """每个源的状况 · how each feed is watched."""
    from monitor.jobs import check
    from monitor.renderers.feed_health import feed_health

    at = as_of_option(as_of)
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        answer = check.status(here, now=at)
    if as_json:
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(feed_health(answer, lang=lang, width=width(), colour=colour()))
    if fail_on and any(row["enabled"] and row["last_good"] is None for row in answer["feeds"]):
        raise SystemExit(1)


@app.command("check")
def check_command(
    url: Annotated[str | None, typer.Argument(help="地址或监测源编号 · URL or feed id")] = None,
    every: Annotated[bool, typer.Option("--all", help="全部监测源 · all feeds")] = False,
    feeds: Feeds = None,
    as_json: AsJson = False,
) -> None:
    """看一个地址会读出什么，不写入 · show what would be read, write nothing."""
    from monitor.clock import wall_clock
    from monitor.fetching.client import Web
    from monitor.fetching.loop import run as run_loop
    from monitor.jobs import check
    from monitor.renderers import tables

    settings = settings_of(places(None, feeds))
    named = None if url is None else settings.feed(url)
    if url is None and not every:
        raise ConfigError([Problem("URL", "nothing to check", "give an address, a feed's id, or --all")])
    if url is not None and named is None and not url.startswith(("http://", "https://")):
        raise ConfigError([Problem("URL", f"{url!r} is no address and no feed's id", "`feeds list` shows the ids")])
    targets = [(f.url, f) for f in settings.feeds] if every else [(named.url if named else str(url), named)]
    rules = fetch_rules(settings)
    bad = 0

    async def run() -> None:
        nonlocal bad
        async with Web(rules, clock=wall_clock) as web:
            for number, (address, feed) in enumerate(targets, start=1):
                answer = await check.check_address(web, address, feed=feed)
                bad += answer["outcome"] != "fetched" or not answer["items"]
                if as_json:
                    write_out(json.dumps(answer, ensure_ascii=False))
                else:
                    write_out((f"[{number}/{len(targets)}] " if every else "") + tables.checked(answer))

    run_loop(run())
    raise SystemExit(1 if bad else 0)
