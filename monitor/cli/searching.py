"""`search`: pages by words of their titles and texts."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from monitor.cli.composition import places, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang, colour, width
from monitor.cli.options import as_of_option, write_out


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("search")(search_command)


def search_command(
    words: Annotated[list[str], typer.Argument(help="标题或正文中的词，全部都须出现 · words, all of which must occur")],
    feed: Annotated[str | None, typer.Option("--feed", help="只看一个监测源 · one feed")] = None,
    most: Annotated[int, typer.Option("--most", help="最多几页 · how many pages at most")] = 20,
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None, lang: Lang = "zh",
) -> None:  # fmt: skip
    """在标题与正文中查词，两字词也能查到 · pages by words of title and text, two-character words included."""
    from monitor.jobs import search
    from monitor.renderers import hits

    at, asked = as_of_option(as_of), " ".join(words)
    with world(places(db, feeds), reading=True) as (here, _):
        found = search.pages(here, asked, as_of=at, feed=feed, most=most)
    rows = [{**asdict(hit), "incidents": list(hit.incidents)} for hit in found.hits]
    if as_json:
        answer = hits.hits_json(rows, words=asked, complete=found.complete, as_of=at)
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(hits.hits(rows, complete=found.complete, lang=lang, width=width(), colour=colour()))
