"""`incident …`: corrections by people, kept as history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import Db, Feeds, chosen
from monitor.cli.options import moment_option, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.jobs.world import World

app = typer.Typer(
    help="更正：合并、拆分、关联、解除、改定，均留痕 · corrections, kept as history", no_args_is_help=True
)
Incident = Annotated[str, typer.Argument(help="事件 · incident")]
By = Annotated[str, typer.Option("--by", help="谁 · who")]
Reason = Annotated[str, typer.Option("--reason", help="为什么 · why")]
Urls = Annotated[list[str], typer.Argument(help="页面地址 · addresses of captured pages")]


@app.command("set")
def set_command(
    incident: Incident, by: By, reason: Reason,
    onset: Annotated[str | None, typer.Option(help="事发时间 · 2023-04-18T12:57")] = None,
    place: Annotated[str | None, typer.Option(help="事发地代码 · GB/T 2260 code")] = None,
    grade: Annotated[str | None, typer.Option(help="特别重大|重大|较大|一般|其他")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="类型 · 事故灾难/火灾")] = None,
    name: Annotated[str | None, typer.Option(help="名称 · name")] = None,
    db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """改定事实 · set a fact: one more claim, the most authoritative."""
    from monitor.store.wire import moment_out

    problems: list[Problem] = []
    moment = None
    try:
        moment = None if onset is None else moment_option(onset, "--onset")
    except ConfigError as error:
        problems += error.problems
    detail: dict[str, Any] = {
        "onset": moment_out(moment),
        "place": place, "grade": grade, "type": type_, "name": name,
    }  # fmt: skip
    given = {key: value for key, value in detail.items() if value is not None}
    _correct("set", incident, given, by, reason, db, feeds, problems)


@app.command("confirm")
def confirm_command(incident: Incident, by: By, reason: Reason, db: Db = None, feeds: Feeds = None) -> None:
    """确认事件，或撤销并入、忽略 · confirm an incident; also undoes a merge or an ignore."""
    _correct("confirm", incident, {}, by, reason, db, feeds)


@app.command("link")
def link_command(
    incident: Incident, url: Urls, by: By, reason: Reason,
    role: Annotated[str | None, typer.Option(help="authoritative_info|press_conference|mention|…")] = None,
    db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """关联页面 · tie pages to an incident."""
    _correct("link", incident, {"urls": url, "role": role}, by, reason, db, feeds)


@app.command("unlink")
def unlink_command(
    incident: Incident, url: Urls, by: By, reason: Reason, db: Db = None, feeds: Feeds = None
) -> None:
    """解除关联 · untie pages from an incident."""
    _correct("unlink", incident, {"urls": url}, by, reason, db, feeds)


@app.command("merge")
def merge_command(
    incident: Incident, into: Annotated[str, typer.Option(help="并入 · the other incident")], by: By, reason: Reason,
    db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """并入另一事件 · merge into another incident."""
    _correct("merge", incident, {"into": into}, by, reason, db, feeds)


@app.command("split")
def split_command(
    incident: Incident, url: Urls, by: By, reason: Reason, db: Db = None, feeds: Feeds = None
) -> None:
    """拆出新事件 · the named pages become an incident of their own."""
    _correct("split", incident, {"urls": url}, by, reason, db, feeds)


@app.command("ignore")
def ignore_command(incident: Incident, by: By, reason: Reason, db: Db = None, feeds: Feeds = None) -> None:
    """不作为事件 · this is no incident."""
    _correct("ignore", incident, {}, by, reason, db, feeds)


def _correct(
    action: str, incident: str, detail: dict[str, Any], by: str, reason: str, db: str | None, feeds: str | None,
    problems: Sequence[Problem] = (),
) -> None:  # fmt: skip
    """All that is wrong is said at once, and then nothing is done."""
    from monitor.clock import wall_clock
    from monitor.jobs.correct import Correction, correct, mistakes
    from monitor.parsers import canonical

    where = places(db, feeds)
    found = list(problems)
    if "urls" in detail:
        detail["urls"] = list(dict.fromkeys(canonical(url) for url in detail["urls"]))
    with world(where, parsing=False) as (here, _):
        now = wall_clock()
        target = _named(here, incident, now, found)
        if "into" in detail:
            detail["into"] = _named(here, detail["into"], now, found, option="--into")
        correction = Correction(now, by, reason, action, target or incident, detail)
        said = {problem.where for problem in found}
        found += [one for one in mistakes(here, correction) if one.where not in said]
        if found:
            raise ConfigError(found)
        correct(here, correction, journal=where.corrections)
    write_out(f"{action} {target}")


def _named(
    here: World, words: str, now: datetime, problems: list[Problem], *, option: str = "INCIDENT"
) -> str | None:
    """The incident meant: also one that was merged or set aside, where its id is given."""
    from monitor.store.dossiers import incident_rows

    if any(row.id == words.strip() for row in incident_rows(here.store, now, every=True)):
        return words.strip()
    try:
        return chosen(here, words, now)
    except ConfigError as error:
        problems += [replace(problem, where=option) for problem in error.problems]
        return None
