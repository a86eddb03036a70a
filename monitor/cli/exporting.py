"""`export`: one incident's evidence in one file that others can check without us."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsOf, Db, Feeds, chosen
from monitor.cli.options import as_of_option, write_out

app = typer.Typer(
    help="导出证据 · evidence to hand over", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@app.callback()
def _group() -> None:
    """A group of its own, also while it has one command."""


@app.command("evidence")
def evidence_command(
    incident: Annotated[str, typer.Argument(help="编号、名称中的词、或“地名 日期” · id, words, or place + date")],
    out: Annotated[str | None, typer.Option("--out", help="文件名（缺省：当前目录） · file to write")] = None,
    as_of: AsOf = None, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """一个事件的全部证据打成一个可离线复核的文件 · one incident's evidence in one file (WACZ)."""
    from monitor.evidence.bundle import write_bundle
    from monitor.jobs.export import checked
    from monitor.rulebook import packaged_rules, rule_texts

    at, where = as_of_option(as_of), places(db, feeds)
    with world(where) as (here, settings):
        rules = rule_texts((packaged_rules(), *settings.rule_folders), set(here.instruments))
        name = chosen(here, incident, at)
        gathered = checked(here, name, as_of=at, warc=where.warc, rules=rules)
    proven = gathered.passage
    path = Path(out) if out else Path(f"evidence-{name}.wacz")
    write_bundle(path, gathered.entries, title=gathered.title, about=gathered.about)
    write_out(
        f"{path}  {path.stat().st_size} bytes\n"
        f"{len(proven.shown)} 条记录 records · 链段 passage {proven.start.n + 1}–{proven.end.n}\n"
        f"head     {proven.end.head}\nhead_sm3 {proven.end.head_sm3}\n"
        f"复核 check it: run.py verify {path}"
    )
