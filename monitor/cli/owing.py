"""`duties` and `documents`: what documents, plans and the calendar made due, and the documents themselves."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsJson, AsOf, Db, FailOn, Feeds, Lang, Place, adcode_of, colour, status_of, width
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

Year = Annotated[int | None, typer.Option("--year", help="年份，缺省为当年 · year; the present one unless said")]
Rule = Annotated[str | None, typer.Option("--rule", help="只看此条款或文件 · only this clause or document")]
Status = Annotated[str | None, typer.Option("--status", help="met|late|none_found|unobserved|…")]
Every = Annotated[bool, typer.Option("--all", help="按时的也逐项列出 · list what was met one by one, too")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("duties")(duties_command)
    app.command("documents")(documents_command)


def duties_command(
    place: Place = None, year: Year = None, rule: Rule = None, status: Status = None, as_of: AsOf = None,
    as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh", fail_on: FailOn = None,
    every: Every = False,
) -> None:  # fmt: skip
    """文件、计划与定期公开：欠什么，按时、逾期、未见、监测不足 · duties opened by documents, plans and the calendar."""
    from zoneinfo import ZoneInfo

    from monitor.jobs import duties as job
    from monitor.renderers import duties as draw
    from monitor.text.places import name_of

    at = as_of_option(as_of)
    adcode = _needed(place)
    wanted = at.astimezone(ZoneInfo("Asia/Shanghai")).year if year is None else _year(year)
    only = status_of(status, "--status")
    failing = {status_of(word, "--fail-on") for word in (fail_on or "").split(",") if word}
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        found = job.duties(here, place=adcode, year=wanted, as_of=at)
        texts = job.texts_of(here, place=adcode, year=wanted)
    found = tuple(one for one in found if rule in (None, one.clause.id, one.instrument.id))
    found = tuple(one for one in found if only in (None, one.status.value))
    if as_json:
        answer = draw.duties_json(found, place=adcode, place_name=name_of(adcode), year=wanted, as_of=at,
                                  texts=texts)  # fmt: skip
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(draw.duties(
            found, place_name=name_of(adcode) or adcode, year=wanted, as_of=at, lang=lang, width=width(),
            colour=colour(), every=every, texts=texts,
        ))  # fmt: skip
    if failing & {one.status.value for one in found if one.scored}:
        raise SystemExit(1)


def documents_command(
    place: Place = None,
    number: Annotated[str | None, typer.Option("--number", help="文号 · number of the document")] = None,
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh",
) -> None:  # fmt: skip
    """读到的文件及其解读 · the documents that were read, with their own dates and what explains them."""
    from monitor.jobs import duties as job
    from monitor.renderers import duties as draw
    from monitor.renderers.wire import instant_json
    from monitor.text.documents import numbers_in

    at = as_of_option(as_of)
    adcode = adcode_of(place) or "000000"
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        scene = job.scene(here, place=adcode, as_of=at)
    wanted = None if number is None else (numbers_in(number) or (number,))[0]
    found = [one for one in scene.documents if wanted in (None, one.imprint.number)]
    if as_json:
        rows = [draw.document_json(one, scene.ties) for one in found]
        answer = {"schema": 1, "as_of": instant_json(at), "documents": rows}
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(draw.documents(found, scene.ties, lang=lang, width=width(), colour=colour()))


def _needed(place: str | None) -> str:
    found = adcode_of(place)
    if found is None:
        raise ConfigError([Problem("--place", "no place is named", "add --place 620100, or --place 兰州市")])
    return found


def _year(year: int) -> int:
    if 1990 <= year <= 2100:
        return year
    raise ConfigError([Problem("--year", f"{year} is no year of these rules", "write such as --year 2016")])
