"""`feeds add`, `feeds import`, `feeds export`: sources into the settings and out of them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli.composition import address_asked, places, settings_of, settings_to_grow
from monitor.cli.lookups import AsJson, Feeds
from monitor.cli.options import read_input, write_out
from monitor.core.concealed import MASK
from monitor.core.problems import ConfigError, Problem


def register(app: typer.Typer) -> None:
    """Add these commands beside the others of `feeds`."""
    app.command("add")(add_command)
    app.command("import")(import_command)
    app.command("export")(export_command)


DryRun = Annotated[bool, typer.Option("--dry-run", help="只预览，不写入 · preview only, write nothing")]


def add_command(
    url: Annotated[str, typer.Argument(help="栏目地址 · address of a list page or feed")],
    agency: Annotated[str | None, typer.Option(help="机关编号 · id of an agency of the settings")] = None,
    name: Annotated[str | None, typer.Option("--id", help="监测源编号 · id of the feed")] = None,
    channel: Annotated[str, typer.Option(help="web, weibo, wechat, …")] = "web",
    yes: Annotated[bool, typer.Option("--yes", help="不询问 · do not ask")] = False,
    dry_run: DryRun = False, feeds: Feeds = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """探测一个地址，预览，写进设置（保留注释） · probe an address, show what is there, write it into the settings."""
    from monitor.clock import wall_clock
    from monitor.fetching.client import Web
    from monitor.fetching.loop import run as run_loop
    from monitor.jobs.probing import probe
    from monitor.renderers import proposals
    from monitor.settings import http_address
    from monitor.settings.hosts import hosts_of
    from monitor.settings.writing import add_to_file

    where = places(None, feeds)
    settings = settings_to_grow(where)
    url = url.strip().partition("#")[0]  # what follows is never sent
    wrong = http_address(url, where="URL")
    problems = [] if wrong is None else [wrong]
    if agency is not None and agency not in settings.agencies:
        problems.append(Problem("--agency", f"no agency {agency!r}", "add it to agencies in the settings first"))
    if name is not None and settings.feed(name) is not None:
        problems.append(Problem("--id", f"there is a feed {name!r} already", "choose another id"))
    if problems:
        raise ConfigError(problems)
    shown_url, rules = address_asked(url, settings, channel=channel)
    ids = {feed.id for feed in settings.feeds}
    addresses = {feed.url for feed in settings.feeds}

    async def look() -> Any:
        async with Web(rules, clock=wall_clock) as web:
            return await probe(
                web, shown_url, agencies=settings.agencies.values(), ids=ids, addresses=addresses,
                hosts=lambda: hosts_of(settings),
            )  # fmt: skip

    found = run_loop(look())
    feed, body = found.feed, found.agency
    if feed is not None:
        feed |= {"id": name or feed["id"], "channel": channel if channel != "web" else None}
        if agency is not None:
            feed |= {"agency": agency, "carries": ["releases"]}
            body = None
    shown = {**found.json(), "agency": body}
    write_out(json.dumps(shown, ensure_ascii=False, indent=1) if as_json else proposals.preview(shown))
    usable = feed is not None and bool(found.items) and not found.known
    if not usable or dry_run:
        raise SystemExit(0 if usable else 1)
    if not yes and not (sys.stdin.isatty() and typer.confirm("写入设置？ · write it into the settings?", err=True)):
        write_out("没有写入；加 --yes 直接写入 · nothing was written; --yes writes without asking")
        raise SystemExit(1)
    agencies = [] if body is None else [body]
    add_to_file(where.feeds, agencies=agencies, feeds=[feed | {"url": url}], environ=os.environ)
    if not as_json:
        write_out(f"已写入 written: {where.feeds}")


def import_command(
    file: Annotated[str, typer.Argument(help="CSV 或 OPML 文件，- 为标准输入 · CSV or OPML, - for standard input")],
    dry_run: DryRun = False, feeds: Feeds = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """从 CSV 或 OPML 加入监测源 · add the feeds of a CSV or OPML file to the settings."""
    from monitor.jobs.exchange import incoming
    from monitor.settings.writing import add_to_file

    where = places(None, feeds)
    settings = settings_to_grow(where)
    found = incoming(read_input(file), name=file, settings=settings)
    if found.feeds and not dry_run:
        add_to_file(where.feeds, agencies=found.agencies, feeds=found.feeds, environ=os.environ)
    told = {
        "schema": 1, "added": [str(feed["id"]) for feed in found.feeds],
        "agencies": [str(agency["id"]) for agency in found.agencies], "known": list(found.known), "dry_run": dry_run,
    }  # fmt: skip
    if as_json:
        write_out(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        verb = "将加入 would be added" if dry_run else "已加入 added"
        write_out(f"{verb}: {len(found.feeds)}; 机关 agencies: {len(found.agencies)}; 已有 known: {len(found.known)}")


def export_command(
    form: Annotated[str, typer.Option("--format", help="csv, opml")] = "csv",
    out: Annotated[str | None, typer.Option(help="文件，缺省为标准输出 · file, standard output if none")] = None,
    feeds: Feeds = None,
) -> None:
    """监测源写成 CSV 或 OPML · the feeds as CSV or OPML."""
    from monitor.jobs.exchange import FORMATS, outgoing

    if form not in FORMATS:
        raise ConfigError([Problem("--format", f"no format {form!r}", "choose from " + ", ".join(FORMATS))])
    settings = settings_of(places(None, feeds))
    text = outgoing(settings, form)
    if settings.secrets:
        said = f"{len(settings.secrets)} 个地址的密钥没有写出（{MASK}） · the keys of so many addresses were left out"
        print(said, file=sys.stderr)  # noqa: T201
    if out is None:
        write_out(text.rstrip("\n"))
        return
    try:
        Path(out).write_text(text, "utf-8-sig" if form == "csv" else "utf-8", newline="")
    except OSError as error:
        mend = "name a file in a folder that can be written"
        raise ConfigError([Problem(out, f"cannot be written: {error.strerror}", mend)]) from None
