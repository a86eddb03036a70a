"""Looking things up: incidents, one timeline, verdicts, the working of one verdict."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.options import as_of_option, instant_option, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.jobs.compare import Difference
    from monitor.jobs.judge import Judged
    from monitor.jobs.world import World

def language(words: str) -> str:
    """zh or en."""
    if words in ("zh", "en"):
        return words
    raise ConfigError([Problem("--lang", f"no language {words!r}", "write zh or en")])


Db = Annotated[str | None, typer.Option("--db", help="数据库 · database (storage/monitor.db)")]
Feeds = Annotated[str | None, typer.Option("--feeds", help="监测源 · sources (feeds.yaml)")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="截至 · as of this time")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]
Lang = Annotated[str, typer.Option("--lang", help="zh | en", callback=language)]
Place = Annotated[str | None, typer.Option("--place", help="地名或代码 · place name or GB/T 2260 code")]
GradeName = Annotated[str | None, typer.Option("--grade", help="特别重大|重大|较大|一般")]
StatusName = Annotated[str | None, typer.Option("--status", help="met|late|none_found|pending|…")]
Since = Annotated[str | None, typer.Option("--since", help="事发不早于 · happened not before")]
Until = Annotated[str | None, typer.Option("--until", help="事发早于 · happened before")]
ChangedSince = Annotated[str | None, typer.Option("--changed-since", help="只看此后变化的 · only what changed since")]
Watch = Annotated[bool, typer.Option("--watch", help="持续刷新，倒计时 · keep on screen, counting down")]
FailOn = Annotated[str | None, typer.Option("--fail-on", help="late,none_found: 出现则退出码 1 · exit 1 if any")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("incidents")(incidents_command)
    app.command("timeline")(timeline_command)
    app.command("verdicts")(verdicts_command)
    app.command("explain")(explain_command)


def incidents_command(
    place: Place = None, grade: GradeName = None, status: StatusName = None, since: Since = None,
    until: Until = None, as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None,
    lang: Lang = "zh", fail_on: FailOn = None, watch: Watch = False,
) -> None:  # fmt: skip
    """事件一览 · incidents with their verdicts."""
    _listing("incidents", place, grade, status, since, until, as_of, as_json, db, feeds, lang, fail_on, watch)


def verdicts_command(
    place: Place = None, grade: GradeName = None, status: StatusName = None, since: Since = None,
    until: Until = None, as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None,
    lang: Lang = "zh", fail_on: FailOn = None, changed_since: ChangedSince = None, watch: Watch = False,
) -> None:  # fmt: skip
    """结论一览 · verdicts, one a line."""
    if changed_since is None:
        _listing("verdicts", place, grade, status, since, until, as_of, as_json, db, feeds, lang, fail_on, watch)
        return
    if watch:
        raise ConfigError([Problem("--watch", "shows what is, not what changed", "leave out --changed-since")])
    from monitor.jobs import compare

    earlier, later = instant_option(changed_since, "--changed-since"), as_of_option(as_of)
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        found = compare.since(here, earlier=earlier, later=later)
        show_differences(found, as_json=as_json, lang=lang)


def show_differences(found: Sequence[Difference], *, as_json: bool, lang: str) -> None:
    """Verdicts that differ, for people or for machines."""
    from monitor.renderers import tables
    from monitor.renderers.wire import instant_json

    rows = [
        {
            "incident": d.incident, "name": d.name, "rule": d.clause, "kind": d.kind,
            "old": "" if d.old is None else d.old.status.value,
            "new": "" if d.new is None else d.new.status.value,
            "reason": "" if d.new is None else d.new.reason,
            "happened_at": None if d.happened_at is None else instant_json(d.happened_at), "cause": d.cause,
        }
        for d in found
    ]  # fmt: skip
    if as_json:
        write_out(json.dumps({"schema": 1, "differences": rows}, ensure_ascii=False, indent=1))
    else:
        write_out(tables.differences(rows, lang))


def _listing(
    kind: str, place: str | None, grade: str | None, status: str | None, since: str | None,
    until: str | None, as_of: str | None, as_json: bool, db: str | None, feeds: str | None,
    lang: str, fail_on: str | None, watch: bool,
) -> None:  # fmt: skip
    from monitor.cli import watching
    from monitor.jobs import lookup
    from monitor.renderers import contract, terminal
    from monitor.text.places import name_of

    at = as_of_option(as_of)
    watching.refuse(watch=watch, as_of=as_of, as_json=as_json)
    draw = terminal.incidents if kind == "incidents" else terminal.verdicts
    filters = lookup.Filters(
        adcode_of(place), _grade(grade), status_of(status, "--status"),
        None if since is None else instant_option(since, "--since"),
        None if until is None else instant_option(until, "--until"),
    )  # fmt: skip
    failing = {status_of(word, "--fail-on") for word in (fail_on or "").split(",") if word}
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        if watch:
            watching.live(
                lambda now: lookup.incidents(here, as_of=now, filters=filters),
                lambda found, now: draw(found, place_name=name_of, lang=lang, width=width(), colour=colour(), now=now),
                lang=lang, size=shutil.get_terminal_size,
            )  # fmt: skip
            return
        judged = lookup.incidents(here, as_of=at, filters=filters)
        if as_json:
            rows = [contract.incident_json(d, v, place_name=name_of) for d, v in judged]
            write_out(json.dumps(contract.envelope(at, rows), ensure_ascii=False, indent=1))
        else:
            write_out(draw(judged, place_name=name_of, lang=lang, width=width(), colour=colour()))
    if failing & {v.status.value for _, verdicts in judged for v in verdicts}:
        raise SystemExit(1)


def timeline_command(
    incident: Annotated[str, typer.Argument(help="编号、名称中的词、或“地名 日期” · id, words, or place + date")],
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh",
    watch: Watch = False,
) -> None:  # fmt: skip
    """一个事件的时间线与结论 · one incident's timeline and verdicts."""
    from monitor.cli import watching
    from monitor.core.timeline import build
    from monitor.jobs import judge
    from monitor.renderers import contract, terminal
    from monitor.text.places import name_of

    at = as_of_option(as_of)
    watching.refuse(watch=watch, as_of=as_of, as_json=as_json)

    def drawn(judged: Judged, now: datetime | None = None) -> str:
        return terminal.timeline(
            *judged, build(*judged), place_name=name_of, lang=lang, width=width(), colour=colour(), now=now
        )

    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        named = chosen(here, incident, at)

        def judged_at(now: datetime) -> Judged:
            judged = judge.judge_incident(here, named, as_of=now)
            assert judged is not None
            return judged

        if watch:
            watching.live(judged_at, drawn, lang=lang, size=shutil.get_terminal_size)
        elif as_json:
            dossier, verdicts = judged_at(at)
            answer = contract.timeline_json(dossier, verdicts, build(dossier, verdicts), place_name=name_of)
            write_out(json.dumps(contract.envelope(at, [answer]), ensure_ascii=False, indent=1))
        else:
            write_out(drawn(judged_at(at)))


def explain_command(
    incident: Annotated[str, typer.Argument(help="事件 · incident")],
    rule: Annotated[str, typer.Argument(help="条款编号 · clause id, e.g. gb80-info-5h")],
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh",
) -> None:  # fmt: skip
    """一个结论的全部依据，直到原始字节 · the full working of one verdict, down to the bytes."""
    from monitor.jobs import judge, proof
    from monitor.renderers import contract, terminal
    from monitor.text.places import name_of

    at = as_of_option(as_of)
    where = places(db, feeds)
    with world(where, reading=True, as_of=as_of) as (here, _):
        judged = judge.judge_incident(here, chosen(here, incident, at), as_of=at)
        assert judged is not None
        dossier, verdicts = judged
        verdict = next((v for v in verdicts if v.clause.id == rule), None)
        if verdict is None:
            names = ", ".join(v.clause.id for v in verdicts) or "none"
            raise ConfigError([Problem("RULE", f"no verdict of {rule!r} on this incident", f"choose one of {names}")])
        captures = proof.captures(here, dossier, verdict)
        if as_json:
            answer = contract.verdict_json(verdict)
            answer["captures"] = [contract.capture_json(c) for c in captures]
            whole = {"schema": 1, "incident": dossier.id, "verdict": answer}
            write_out(json.dumps(whole, ensure_ascii=False, indent=1))
        else:
            write_out(terminal.explanation(
                dossier, verdict, captures, place_name=name_of, lang=lang, width=width(), colour=colour()
            ))


def chosen(here: World, words: str, at: datetime) -> str:
    """The one incident the words mean; none or several are the user's to settle."""
    from monitor.jobs import lookup

    found = lookup.find(here, words, as_of=at)
    if len(found) == 1:
        return found[0].id
    if not found:
        raise ConfigError([Problem("INCIDENT", f"nothing found for {words!r}", "`incidents` lists what is known")])
    listed = "; ".join(f"{row.id} {row.name}" for row in found[:8])
    raise ConfigError([Problem("INCIDENT", f"{words!r} may mean {len(found)} incidents", f"name one: {listed}")])


def width() -> int:
    """Columns to fill: the terminal's, at least 60; 80 where there is none."""
    return max(60, shutil.get_terminal_size((80, 24)).columns) if sys.stdout.isatty() else 80


def colour() -> bool:
    """Colours only on a terminal that wants them."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def adcode_of(words: str | None) -> str | None:
    """The code of a place given by name or code; None where none was given."""
    if words is None or words.isdigit():
        return words
    from monitor.text.places import find_code

    found = find_code(words)
    if len(found) == 1:
        return found[0]
    mend = "give the six digits of GB/T 2260" + (f": one of {', '.join(found)}" if found else "")
    raise ConfigError([Problem("--place", f"{words!r} is {'ambiguous' if found else 'no known place'}", mend)])


def _grade(words: str | None) -> str | None:
    from monitor.core.incident import Grade

    if words is None or words in {g.value for g in Grade}:
        return words
    raise ConfigError([Problem("--grade", f"{words!r} is no grade", "write " + "|".join(g.value for g in Grade))])


def status_of(words: str | None, option: str) -> str | None:
    """One of the outcomes, as written on the command line; None where none was given."""
    from monitor.core.verdict import Status

    if words is None or words in {s.value for s in Status}:
        return words
    raise ConfigError([Problem(option, f"{words!r} is no status", "write " + "|".join(s.value for s in Status))])
