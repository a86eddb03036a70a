"""`report`: a period's verdicts into files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from monitor.cli.composition import places, reports_folder, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang, Place, adcode_of
from monitor.cli.options import as_of_option, write_out
from monitor.core.problems import ConfigError, Problem

if TYPE_CHECKING:
    from monitor.core.periods import Period
    from monitor.jobs.weekly import Written
    from monitor.jobs.world import World

T = TypeVar("T")
app = typer.Typer(help="报告 · reports", no_args_is_help=True)
FORMATS = {
    "html": "html", "docx": "docx", "xlsx": "xlsx", "md": "markdown", "markdown": "markdown", "json": "json",
    "csv": "csv",
}  # fmt: skip
DEFAULT = "html,docx,xlsx,md,json,csv"
Formats = Annotated[str, typer.Option("--format", help="html,docx,xlsx,md,json,csv")]
Out = Annotated[str | None, typer.Option(help="输出目录 · folder (reports/)")]


@app.callback()
def group() -> None:
    """报告 · reports"""


@app.command("weekly")
def weekly_command(
    week: Annotated[str | None, typer.Option(help="ISO 周 · ISO week, e.g. 2023-W16")] = None,
    place: Place = None, formats: Formats = DEFAULT, out: Out = None, lang: Lang = "zh",
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """周报 · the weekly report: verdicts, changes, coverage."""
    at = as_of_option(as_of)
    _write(
        lambda: chosen_week(week, at), place, formats, out, lang, at, as_of=as_of, as_json=as_json, db=db, feeds=feeds
    )


@app.command("period")
def period_command(
    month: Annotated[str | None, typer.Option(help="月 · month, e.g. 2026-10")] = None,
    quarter: Annotated[str | None, typer.Option(help="季度 · quarter, e.g. 2026-Q4")] = None,
    year: Annotated[str | None, typer.Option(help="年 · year, e.g. 2026")] = None,
    since: Annotated[str | None, typer.Option("--from", help="首日 · first day, e.g. 2026-10-01")] = None,
    until: Annotated[str | None, typer.Option("--to", help="末日（含）· last day, included")] = None,
    place: Place = None, formats: Formats = DEFAULT, out: Out = None, lang: Lang = "zh",
    as_of: AsOf = None, as_json: AsJson = False, db: Db = None, feeds: Feeds = None,
) -> None:  # fmt: skip
    """月报、季报、年报或任意时段，可只看一地 · the same for a month, quarter, year or any days, or for one place."""
    at = as_of_option(as_of)
    _write(
        lambda: chosen_period(month, quarter, year, since, until), place, formats, out, lang, at,
        as_of=as_of, as_json=as_json, db=db, feeds=feeds,
    )  # fmt: skip


def _write(
    choose: Callable[[], Period], place: str | None, formats: str, out: str | None, lang: str, at: datetime, *,
    as_of: str | None, as_json: bool, db: str | None, feeds: str | None,
) -> None:  # fmt: skip
    import json

    problems: list[Problem] = []
    for check in (choose, lambda: wanted_formats(formats), lambda: adcode_of(place)):
        try:
            check()
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, settings):
        folder = Path(out) if out else reports_folder(settings)
        done = compiled_and_written(
            here,
            choose(),
            formats=wanted_formats(formats),
            folder=folder,
            as_of=at,
            place=adcode_of(place) or "",
            lang=lang,
        )
    if as_json:
        files = [str(path) for path in done.files]
        write_out(json.dumps({"schema": 1, "folder": str(done.folder), "files": files}, ensure_ascii=False))
    else:
        write_out("\n".join(str(path) for path in done.files))


def written(here: World, week: str | None, *, formats: str, folder: Path, as_of: datetime) -> Written:
    """Compile and write one week as it is known at ``as_of``; without a name, the week that ended last."""
    period = chosen_week(week, as_of)
    return compiled_and_written(here, period, formats=wanted_formats(formats), folder=folder, as_of=as_of)


def compiled_and_written(
    here: World, period: Period, *, formats: list[str], folder: Path, as_of: datetime, place: str = "", lang: str = "zh"
) -> Written:
    """The report of any period, in each of the formats."""
    from monitor.jobs import weekly
    from monitor.renderers import formats as catalogue
    from monitor.text.places import name_of

    compiled = weekly.report(here, period, as_of=as_of, place=place)
    context = catalogue.Context(place_name=name_of, instruments=tuple(here.instruments.values()), lang=lang)
    return weekly.write(compiled, renderers=catalogue.load(), formats=formats, folder=folder, context=context)


def wanted_formats(words: str) -> list[str]:
    """The names of the formats asked for."""
    wanted = [word.strip() for word in words.split(",") if word.strip()]
    problems = [
        Problem("--format", f"no format {word!r}", "choose from " + ", ".join(sorted(set(FORMATS))))
        for word in wanted
        if word not in FORMATS
    ]
    if not wanted:
        problems.append(Problem("--format", "no format given", f"write {DEFAULT}"))
    if problems:
        raise ConfigError(problems)
    return [FORMATS[word] for word in wanted]


def chosen_week(week: str | None, as_of: datetime) -> Period:
    """The ISO week named, else the one that ended last."""
    from datetime import timedelta

    from monitor.core.periods import iso_week, week_of

    return week_of(as_of - timedelta(days=7)) if week is None else _read(iso_week, week, "--week", "2023-W16")


def chosen_period(
    month: str | None, quarter: str | None, year: str | None, since: str | None, until: str | None
) -> Period:
    """The one period that the options name; none, or two at once, are the user's to settle."""
    from monitor.core import periods

    named = {"--month": month, "--quarter": quarter, "--year": year, "--from": since or until}
    given = [option for option, words in named.items() if words is not None]
    if len(given) != 1:
        said = "no period given" if not given else f"several periods given: {', '.join(given)}"
        raise ConfigError(
            [Problem("report period", said, "give one of --month, --quarter, --year, or --from with --to")]
        )
    if month is not None:
        return _read(periods.month, month, "--month", "2026-10")
    if quarter is not None:
        return _read(periods.quarter, quarter, "--quarter", "2026-Q4")
    if year is not None:
        return _read(periods.year, year, "--year", "2026")
    return _between(since, until)


def _between(since: str | None, until: str | None) -> Period:
    from monitor.core.periods import between

    if since is None or until is None:
        raise ConfigError([Problem("--from, --to", "both days are needed", "write --from 2026-10-01 --to 2026-10-15")])
    first = _read(date.fromisoformat, since, "--from", "2026-10-01")
    last = _read(date.fromisoformat, until, "--to", "2026-10-15")
    if last < first:
        raise ConfigError([Problem("--to", f"{until} lies before {since}", "the last day is included")])
    return between(first, last)


def _read(read: Callable[[str], T], words: str, option: str, example: str) -> T:
    try:
        return read(words)
    except (ValueError, OverflowError):
        raise ConfigError([Problem(option, f"{words!r} cannot be read", f"write {example}")]) from None
