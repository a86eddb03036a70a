"""`rules …`: the rule catalogue."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang
from monitor.cli.options import as_of_option, read_input, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.rulebook import Rulebook

app = typer.Typer(help="依据文件与条款 · the rule catalogue", no_args_is_help=True)
Folder = Annotated[list[str] | None, typer.Option("--folder", help="另加的规则目录 · folders of your own rules")]


@app.command("list")
def list_command(
    place: Annotated[str | None, typer.Option(help="地名或代码 · place")] = None,
    on: Annotated[str | None, typer.Option(help="日期 · on this day (2023-04-18)")] = None,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """有哪些文件；或某地某日受哪些条款约束 · documents, or what binds a place on a day."""
    from monitor.cli.lookups import adcode_of
    from monitor.clock import wall_clock
    from monitor.rulebook import binding, say_limit

    rules = _load(folder)
    if place is None:
        rows: list[dict[str, object]] = [
            {
                "id": one.id, "number": one.number, "title": one.title, "jurisdiction": one.jurisdiction,
                "effective_from": one.effective_from and one.effective_from.isoformat(),
                "effective_to": one.effective_to and one.effective_to.isoformat(), "clauses": len(one.clauses),
            }
            for one in rules.values()
        ]  # fmt: skip
        lines = [f"{r['jurisdiction']} {r['id']:<22} {r['number'] or ''} {r['title']}" for r in rows]
    else:
        day = wall_clock().date() if on is None else _day(on)
        adcode = adcode_of(place)
        assert adcode is not None
        found = binding(rules, adcode, day)
        rows = [
            {
                "clause": b.clause.id, "instrument": b.instrument.id, "duty": b.clause.duty.value,
                "limit": say_limit(b.clause.limit), "quote": b.clause.quote, "scored": b.scored,
                "in_force": b.in_force.value, "strength": b.clause.strength.value,
            }
            for b in found
        ]  # fmt: skip
        lines = [f"{'●' if r['scored'] else '○'} {r['clause']:<22} {r['limit']}  {r['quote']}" for r in rows]
        lines.append("● 计入结论 scored   ○ 只列示 shown only")
    write_out(json.dumps({"schema": 1, "rules": rows}, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


@app.command("show")
def show_command(
    rule: Annotated[str, typer.Argument(help="文件或条款编号 · id of a document or clause")], folder: Folder = None
) -> None:
    """一份文件的全部条款 · one document with its clauses."""
    from monitor.rulebook import render_catalogue

    rules = _load(folder)
    found = {k: v for k, v in rules.items() if k == rule or any(c.id == rule for c in v.clauses)}
    if not found:
        raise ConfigError([Problem("RULE", f"no document or clause {rule!r}", "`rules list` shows them")])
    text = render_catalogue(found)
    write_out(text[text.index("\n### ") :].strip())


@app.command("validate")
def validate_command(
    folders: Annotated[list[str] | None, typer.Argument(help="另加的规则目录 · folders of your own rules")] = None,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """查重叠、缺口、死条款 · overlaps, gaps, dead clauses."""
    from monitor.rulebook import validate

    findings = validate(_load([*(folders or ()), *(folder or ())]))
    if as_json:
        rows = [{"kind": f.kind.value, "problem": str(f.problem)} for f in findings]
        write_out(json.dumps({"schema": 1, "findings": rows}, ensure_ascii=False, indent=1))
    else:
        write_out("\n".join(f"{f.kind.value}: {f.problem}" for f in findings) or "没有发现问题 · nothing found")


@app.command("what-if")
def what_if_command(
    catalogue: Annotated[str, typer.Option("--catalogue", help="另一套规则的目录 · folder of another catalogue")],
    as_of: AsOf = None, db: Db = None, feeds: Feeds = None, as_json: AsJson = False, lang: Lang = "zh",
) -> None:  # fmt: skip
    """换一套规则会怎样 · what another catalogue would change, over all that is stored."""
    from monitor.cli.lookups import show_differences
    from monitor.jobs import compare
    from monitor.rulebook import load_rules

    at = as_of_option(as_of)
    other = load_rules([Path(catalogue)])
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        show_differences(compare.under(here, other, as_of=at), as_json=as_json, lang=lang)


@app.command("propose")
def propose_command(
    source: Annotated[str, typer.Argument(help="文件、地址，或 - 为标准输入 · file, URL, or - for standard input")],
    out: Annotated[str | None, typer.Option("--out", help="草稿写到此文件 · write the draft to this file")] = None,
    as_json: AsJson = False, feeds: Feeds = None,
) -> None:  # fmt: skip
    """从一份文件里找出时限与次数，写成待人核对的规则草稿 · find a document's timing duties and draft a rule file."""
    from monitor.jobs import propose
    from monitor.rulebook.drafting import draft, reading_json

    if source.startswith(("http://", "https://")):
        data, content_type, at = _fetched(source, feeds)
    else:
        data, content_type, at = read_input(source), "", None
    url = source if "://" in source else "https://file.example/"
    reading = propose.proposed(data, url=url, content_type=content_type, at=at)
    place = propose.place_of(reading)
    if as_json:
        write_out(json.dumps(reading_json(reading, jurisdiction=place), ensure_ascii=False, indent=1))
        return
    text = draft(reading, source=source if "://" in source else Path(source).name, jurisdiction=place)
    if out is None:
        write_out(text.rstrip("\n"))
        return
    target = Path(out)
    if target.exists():
        raise ConfigError([Problem("--out", f"{out!r} exists", "a draft overwrites nothing; name another file")])
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError([Problem("--out", f"{out!r} cannot be written: {error.strerror}", "name a file")]) from None
    write_out(f"{out}: {len(reading.proposals)} 条待核对 · clauses to check")


def _fetched(url: str, feeds: str | None) -> tuple[bytes, str, datetime]:
    """One address, asked for as politely and guardedly as every other."""
    import asyncio

    from monitor.cli.composition import fetch_rules, settings_of
    from monitor.clock import wall_clock
    from monitor.fetching.client import Web
    from monitor.jobs import propose

    async def run() -> tuple[bytes, str, datetime]:
        async with Web(fetch_rules(settings_of(places(None, feeds))), clock=wall_clock) as web:
            return await propose.fetched(web, url)

    return asyncio.run(run())


def _load(folder: list[str] | None) -> Rulebook:
    from monitor.rulebook import load_rules, packaged_rules

    return load_rules([packaged_rules(), *(Path(name) for name in folder or ())])


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ConfigError([Problem("--on", f"{words!r} is no day", "write 2023-04-18")]) from None
