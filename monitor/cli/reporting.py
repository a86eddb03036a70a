"""`report`: a period's verdicts into files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.composition import places, reports_folder, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.jobs.weekly import Written
    from monitor.jobs.world import World

app = typer.Typer(help="报告 · reports", no_args_is_help=True)
FORMATS = {"md": "markdown", "markdown": "markdown", "html": "html", "json": "json", "csv": "csv"}
DEFAULT = "md,html,json,csv"


@app.callback()
def group() -> None:
    """报告 · reports"""


@app.command("weekly")
def weekly_command(
    week: Annotated[str | None, typer.Option(help="ISO 周 · ISO week, e.g. 2023-W16")] = None,
    formats: Annotated[str, typer.Option("--format", help="md,html,json,csv")] = DEFAULT,
    out: Annotated[str | None, typer.Option(help="输出目录 · folder (reports/)")] = None,
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """周报 · the weekly report: verdicts, changes, coverage."""
    import json

    at = as_of_option(as_of)
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, settings):
        folder = Path(out) if out else reports_folder(settings)
        done = written(here, week, formats=formats, folder=folder, as_of=at)
    if as_json:
        files = [str(path) for path in done.files]
        write_out(json.dumps({"schema": 1, "folder": str(done.folder), "files": files}, ensure_ascii=False))
    else:
        write_out("\n".join(str(path) for path in done.files))


def written(
    here: World, week: str | None, *, formats: str, folder: Path, as_of: datetime
) -> Written:
    """Compile and write one week as it is known at ``as_of``; without a name, the week that ended last."""
    from datetime import timedelta

    from monitor.core.weekly import iso_week, week_of
    from monitor.jobs import weekly
    from monitor.renderers import formats as catalogue
    from monitor.text.places import name_of

    wanted = [word.strip() for word in formats.split(",") if word.strip()]
    problems = [
        Problem("--format", f"no format {word!r}", "choose from " + ", ".join(sorted(set(FORMATS))))
        for word in wanted
        if word not in FORMATS
    ]
    period = week_of(as_of - timedelta(days=7))
    if week is not None:
        try:
            period = iso_week(week)
        except ValueError:
            problems.append(Problem("--week", f"{week!r} is no ISO week", "write 2023-W16"))
    if problems:
        raise ConfigError(problems)
    compiled = weekly.report(here, period, as_of=as_of)
    context = catalogue.Context(place_name=name_of, instruments=tuple(here.instruments.values()))
    return weekly.write(
        compiled, renderers=catalogue.load(), formats=[FORMATS[word] for word in wanted], folder=folder, context=context
    )
