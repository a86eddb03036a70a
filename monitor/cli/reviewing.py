"""`review`: pages that rules leave in doubt, listed and decided by people."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang, chosen, colour, width
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

app = typer.Typer(
    help="待核对的页面：列出，并由人决定 · pages in doubt: list and decide", invoke_without_command=True
)
Page = Annotated[str, typer.Argument(help="编号（q12）或页面地址 · id or address")]
By = Annotated[str, typer.Option("--by", help="谁 · who")]
Reason = Annotated[str, typer.Option("--reason", help="为什么 · why")]
Role = Annotated[str | None, typer.Option(help="authoritative_info|press_conference|mention|…")]


@app.callback()
def list_command(
    context: typer.Context,
    incident: Annotated[str | None, typer.Option("--incident", help="只看这个事件 · of this incident only")] = None,
    decided: Annotated[bool, typer.Option("--decided", help="已作的决定 · decisions taken")] = False,
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh",
) -> None:  # fmt: skip
    """待核对的页面 · the queue; with --decided, what was decided, by whom and why."""
    if context.invoked_subcommand is not None:
        return
    from monitor.jobs import review
    from monitor.renderers import linking

    at = as_of_option(as_of)
    with world(places(db, feeds), reading=True) as (here, _):
        if decided:
            rows = [review.answered_json(one) for one in review.answered(here, as_of=at)]
        else:
            name = None if incident is None else chosen(here, incident, at)
            rows = [review.question_json(one) for one in review.questions(here, as_of=at, incident=name)]
    key = "decisions" if decided else "questions"
    if as_json:
        whole = {"schema": 1, "as_of": review.shown_time(at), key: rows}
        write_out(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    draw = linking.decisions if decided else linking.questions
    write_out(draw(rows, lang=lang, width=width(), colour=colour()))


@app.command("accept")
def accept_command(
    page: Page, by: By, reason: Reason,
    incident: Annotated[str | None, typer.Option("--incident", help="属于哪一事件 · which candidate")] = None,
    role: Role = None, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """页面属于某个候选事件 · it belongs to one of the candidates."""
    _settle("accept", page, by, reason, db, feeds, into=incident, role=role)


@app.command("move")
def move_command(
    page: Page, into: Annotated[str, typer.Option("--into", help="属于的事件 · the incident")], by: By, reason: Reason,
    role: Role = None, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """页面属于另一事件 · it belongs to an incident that was no candidate."""
    _settle("move", page, by, reason, db, feeds, into=into, role=role)


@app.command("split")
def split_command(page: Page, by: By, reason: Reason, db: Db = None, feeds: Feeds = None) -> None:
    """页面说的是另一件新的事 · it tells of an incident of its own, which is opened."""
    _settle("split", page, by, reason, db, feeds)


@app.command("ignore")
def ignore_command(page: Page, by: By, reason: Reason, db: Db = None, feeds: Feeds = None) -> None:
    """页面与候选事件都无关 · it belongs to none of them."""
    _settle("ignore", page, by, reason, db, feeds)


def _settle(
    choice: str, page: str, by: str, reason: str, db: str | None, feeds: str | None,
    *, into: str | None = None, role: str | None = None,
) -> None:  # fmt: skip
    from monitor.clock import wall_clock
    from monitor.jobs import review
    from monitor.parsers import canonical

    where = places(db, feeds)
    with world(where, parsing=False) as (here, _):
        now = wall_clock()
        problems: list[Problem] = []
        try:
            target = None if into is None else chosen(here, into, now)
        except ConfigError as error:
            problems += error.problems
        name = page if page.startswith("q") and page[1:].isdigit() else canonical(page)
        try:
            review.question(here, name, as_of=now)
        except ConfigError as error:
            problems += error.problems
        if problems:
            raise ConfigError(problems)
        done = review.settle(
            here, name, choice, author=by, reason=reason, at=now, journal=where.corrections, into=target, role=role
        )
    write_out(f"{choice} {page} {done.incident}")
