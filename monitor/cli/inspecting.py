"""`inspect`: what the extractors read in one input. Writes nothing, needs no settings."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from monitor.cli.options import decoded, instant_option, moment_option, read_input, write_out
from monitor.core.problems import ConfigError, Problem

app = typer.Typer(help="看一份输入里读出了什么 · what the extractors read in one input", no_args_is_help=True)

File = Annotated[str, typer.Argument(help="文件，或 - 为标准输入 · a file, or - for standard input")]
Url = Annotated[str, typer.Option("--url", help="页面的地址 · the page's address")]
FetchedAt = Annotated[str | None, typer.Option("--fetched-at", help="抓取时间 · when it was fetched")]
ContentType = Annotated[str, typer.Option("--content-type", help="HTTP Content-Type")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]


@app.command("page")
def page_command(
    file: File, url: Url, fetched_at: FetchedAt = None, content_type: ContentType = "", as_json: AsJson = False
) -> None:
    """读一篇稿件 · read one article page."""
    from monitor.jobs import inspection

    page = inspection.page_of(
        read_input(file), url, fetched_at=_time(fetched_at), content_type=content_type
    )
    _show(inspection.inspect_page(page), as_json=as_json, kind="page")


@app.command("list")
def list_command(
    file: File,
    url: Url,
    parser: Annotated[str, typer.Option(help="解析器 · parser name")] = "auto",
    fetched_at: FetchedAt = None,
    content_type: ContentType = "",
    as_json: AsJson = False,
) -> None:
    """读一个列表页 · read one listing page."""
    from monitor import parsers
    from monitor.jobs import inspection

    if parser not in parsers.load():
        names = ", ".join(sorted(parsers.load()))
        raise ConfigError([Problem("--parser", f"no parser {parser!r}", f"choose one of {names}")])
    page = inspection.page_of(
        read_input(file), url, fetched_at=_time(fetched_at), content_type=content_type
    )
    _show(inspection.inspect_list(page, parser=parser), as_json=as_json, kind="list")


@app.command("text")
def text_command(
    file: File = "-",
    published: Annotated[str | None, typer.Option(help="发布时间 · when it was published")] = None,
    place: Annotated[str | None, typer.Option(help="站点所在地代码 · the site's own GB/T 2260 code")] = None,
    as_json: AsJson = False,
) -> None:
    """读一段事件文字 · read one incident text."""
    from monitor.jobs import inspection

    when = None if published is None else moment_option(published, "--published")
    text = decoded(read_input(file))
    answer = inspection.inspect_text(text, published=when, place=place)
    if as_json:
        _show(answer, as_json=True, kind="text")
        return
    from monitor.cli.lookups import colour, width
    from monitor.renderers.text_reading import reading

    write_out(reading(answer, text=text, width=width(), colour=colour()))


def _time(words: str | None) -> datetime | None:
    return None if words is None else instant_option(words, "--fetched-at")


def _show(answer: dict[str, object], *, as_json: bool, kind: str) -> None:
    if as_json:
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    from monitor.renderers.inspection import render

    write_out(render(answer, kind=kind))
