"""`notify …` and `watch`: who is told what, by whom it was received, and the same news for scripts."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.composition import places, settings_of, world
from monitor.cli.lookups import AsJson, AsOf, Db, FailOn, Feeds, Lang, status_of
from monitor.cli.options import as_of_option, instant_option, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from monitor.core.instrument import Instrument
    from monitor.jobs.alarms import Reminders
    from monitor.jobs.notify import Outlet
    from monitor.jobs.world import World
    from monitor.settings import Settings

app = typer.Typer(help="提醒：渠道、试发、投递 · alarms: channels, tests, deliveries", no_args_is_help=True)
Named = Annotated[str | None, typer.Argument(help="渠道名，缺省为全部 · a channel's name; all if none")]
Every = Annotated[str, typer.Option("--every", help="多久看一次 · how often to look: 10s, 1m")]
Once = Annotated[bool, typer.Option("--once", help="只看一次就结束 · one look, then leave")]
WatchSince = Annotated[str | None, typer.Option("--since", help="从何时起的变化 · changes from this time on")]
A_DAY = timedelta(days=1)


def register(program: typer.Typer) -> None:
    """Add these commands to the program."""
    program.command("watch")(watch_command)


def outlets_of(settings: Settings, rules: Mapping[str, Instrument]) -> tuple[Outlet, ...]:
    """The channels of the settings, ready to be used.

    Raises:
        ConfigError: addresses that no channel speaks, templates that are none, reminders for unknown clauses.
    """
    from monitor.channels import Address, channel_for
    from monitor.jobs.notify import Outlet

    problems = [*_reminders_of_nothing(settings, rules)]
    templates, wrong = _templates(settings)
    problems += wrong
    found = []
    for one in settings.channels:
        channel = channel_for(one.url)
        if channel is None:
            what = "no service answers to this kind of address"
            problems.append(Problem(one.at, what, "write an Apprise address (wecombot://…, mailto://…) or https://…"))
            continue
        found.append(
            Outlet(
                one.name, channel, Address(one.url, one.secret), one.on, one.places, one.grades, one.agencies,
                one.quiet, one.loud, one.lang, templates,
            )
        )  # fmt: skip
    if problems:
        raise ConfigError(problems)
    return tuple(found)


def _reminders_of_nothing(settings: Settings, rules: Mapping[str, Instrument]) -> Iterator[Problem]:
    known = {clause.id for one in rules.values() for clause in one.clauses} | {"default"}
    for clause in settings.reminders:
        if clause not in known:
            mend = 'write the id of a clause (`rules list`, `rules show`) or "default"'
            yield Problem(settings.reminders_at[clause], f"there is no clause {clause!r}", mend)


def _templates(settings: Settings) -> tuple[dict[str, str], list[Problem]]:
    """The user's own texts by name, and what is wrong with them."""
    from jinja2 import TemplateSyntaxError

    from monitor.renderers.alarm import compiled

    folder, found, problems = settings.alarm_templates, {}, []
    if folder is None:
        return {}, []
    if not folder.is_dir():
        what = f"there is no folder {str(folder)!r}"
        return {}, [Problem(f"{settings.path}: alarm_templates", what, "make it; paths are relative to this file")]
    for path in sorted(folder.glob("*.j2")):
        try:
            found[path.stem] = path.read_text("utf-8")
            compiled(found[path.stem])
        except TemplateSyntaxError as error:
            problems.append(Problem(f"{path}:{error.lineno}", str(error.message), "mend the template"))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), f"cannot be read: {error}", "save it as UTF-8"))
    return found, problems


def reminders_of(settings: Settings) -> Reminders:
    """When people are reminded, and where alarms point to."""
    from monitor.jobs.alarms import Reminders

    return Reminders(settings.reminders, settings.pages)


def _chosen(outlets: tuple[Outlet, ...], name: str | None) -> tuple[Outlet, ...]:
    if name is None:
        return outlets
    found = tuple(one for one in outlets if one.name == name)
    if not found:
        names = ", ".join(one.name for one in outlets) or "none"
        raise ConfigError([Problem("CHANNEL", f"there is no channel {name!r}", f"the settings name: {names}")])
    return found


@app.command("test")
def trial_command(channel: Named = None, db: Db = None, feeds: Feeds = None) -> None:
    """给渠道发一条试发消息 · send one message that says the channel works."""
    import asyncio

    from monitor.clock import wall_clock
    from monitor.jobs import notify
    from monitor.rulebook import load_rules, packaged_rules

    where = places(db, feeds)
    settings = settings_of(where)
    rules = load_rules((packaged_rules(), *settings.rule_folders), only=settings.rules, only_at=settings.rules_at)
    outlets = _chosen(outlets_of(settings, rules), channel)
    failed = 0
    for outlet in outlets:
        failure = asyncio.run(notify.test(outlet, now=wall_clock()))
        failed += failure is not None
        write_out(f"{outlet.name} {'已送达 · sent' if failure is None else '未送达 · not sent: ' + failure.detail}")
    if not outlets:
        write_out("feeds.yaml 里没有 channels · there are no channels in feeds.yaml")
    raise SystemExit(1 if failed else 0)


@app.command("run")
def run_command(db: Db = None, feeds: Feeds = None) -> None:
    """判定并投递一次（daemon 每分钟做一次）· judge and deliver once, as the daemon does each minute."""
    import asyncio

    from monitor.clock import wall_clock
    from monitor.jobs import alarms, judge, notify

    with world(places(db, feeds), parsing=False) as (here, settings):
        outlets = outlets_of(settings, here.instruments)
        notify.join(here, outlets, now=wall_clock())
        now = wall_clock()
        judge.note_changes(here, now=now, only=alarms.recent(here, now))
        new = alarms.notice(here, now=now, reminders=reminders_of(settings))
        told = asyncio.run(notify.run(here, outlets, clock=wall_clock))
    for line in told.said:
        write_out(line)
    write_out(f"new={len(new)} sent={told.sent} failed={told.failed}")
    raise SystemExit(1 if told.failed else 0)


@app.command("list")
def list_command(
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False, as_of: AsOf = None, lang: Lang = "zh"
) -> None:
    """渠道与投递记录 · channels, and what became of the latest alarms."""
    from monitor.renderers import tables
    from monitor.store import outbox

    at = as_of_option(as_of)
    with world(places(db, feeds), reading=True) as (here, settings):
        channels = [_channel_row(one, here, at) for one in outlets_of(settings, here.instruments)]
        latest = [outbox.delivery_json(row) for row in outbox.last_deliveries(here.store, most=30, as_of=at)]
        noted = [outbox.alarm_json(one) for one in outbox.noted(here.store, until=at)[-30:]]
    answer = {"schema": 1, "channels": channels, "alarms": noted, "deliveries": latest}
    write_out(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else tables.notifications(answer, lang))


def _channel_row(outlet: Outlet, here: World, at: datetime) -> Mapping[str, Any]:
    from monitor.store import outbox

    return {
        "name": outlet.name, "kind": outlet.channel.name, "on": sorted(outlet.on), "places": list(outlet.places),
        "grades": list(outlet.grades), "agencies": list(outlet.agencies),
        "quiet": None if outlet.quiet is None else "-".join(one.strftime("%H:%M") for one in outlet.quiet),
        "lang": outlet.lang, "counts": outbox.counts(here.store, outlet.name, as_of=at),
    }  # fmt: skip


def watch_command(
    every: Every = "10s", since: WatchSince = None, once: Once = False, fail_on: FailOn = None, as_of: AsOf = None,
    as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh",
) -> None:  # fmt: skip
    """盯着变化，一条一行；给脚本用 --json · follow what changes, one line each; --json for scripts."""
    from threading import Event

    from monitor.clock import wall_clock
    from monitor.jobs import following

    length = _length(every)
    failing = {status_of(word, "--fail-on") for word in (fail_on or "").split(",") if word}
    fixed = None if as_of is None else as_of_option(as_of)
    now = fixed or wall_clock()
    once = once or fixed is not None
    start = instant_option(since, "--since") if since is not None else now - A_DAY if once else now
    if start > now:
        raise ConfigError([Problem("--since", "that is still to come", "give an earlier time, or leave it out")])
    with world(places(db, feeds), reading=True) as (here, settings):
        place = following.begin(here, at=start, leads=settings.reminders)
        while True:
            found = following.look(here, place, now=fixed or wall_clock())
            _tell(found, as_json=as_json, lang=lang)
            if failing & {one["new"] for one in found}:
                raise SystemExit(1)
            if once:
                return
            with suppress(KeyboardInterrupt):
                if not Event().wait(length.total_seconds()):
                    continue
            return


def _tell(found: list[dict[str, Any]], *, as_json: bool, lang: str) -> None:
    """One line each; where the reader has left, there is nothing more to do."""
    from monitor.renderers.alarm import words

    for said in found:
        line = json.dumps(said, ensure_ascii=False) if as_json else _line(said, *words(said, lang, own={}))
        try:
            sys.stdout.buffer.write((line + "\n").encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            sys.stderr.close()
            raise SystemExit(0) from None


def _line(said: Mapping[str, Any], title: str, text: str) -> str:
    at = str(said["happened_at"])[:16].replace("T", " ")
    first = text.split("\n", 1)[0]
    return f"{at}  {title}" + (f"  {first}" if first != title else "")


def _length(words: str) -> timedelta:
    from monitor.settings import read_duration
    from monitor.settings.durations import suggest_duration

    length = read_duration(words)
    if not length:
        raise ConfigError([Problem("--every", f"{words!r} is no duration", suggest_duration(words))])
    return length
