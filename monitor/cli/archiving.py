"""`archive`: old evidence files to a folder or an object store."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from monitor.cli.composition import places
from monitor.cli.lookups import AsJson, Db, Feeds
from monitor.cli.options import write_out
from monitor.core.problems import ConfigError, Problem


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("archive")(archive_command)


def archive_command(
    to: Annotated[
        str | None, typer.Option("--to", help="文件夹或 fsspec 地址，如 s3://桶/路径 · folder or fsspec address")
    ] = None,
    older_than: Annotated[str, typer.Option("--older-than", help="早于多久的文件 · files older than")] = "90d",
    remove: Annotated[
        bool, typer.Option("--remove", help="核对副本后删除本机文件 · remove here what was copied")
    ] = False,
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """把旧的证据文件移到别处，仍可查证；不带 --to 则列出去处 · put old evidence away, or list where it lies."""
    from dataclasses import asdict

    from monitor.clock import wall_clock
    from monitor.evidence.places import read_places
    from monitor.jobs.archive import put_away
    from monitor.settings.durations import read_duration

    warc = places(db, feeds).warc
    age = read_duration(older_than)
    problems = []
    if age is None:
        problems.append(Problem("--older-than", f"{older_than!r} is no duration", "write such as 90d"))
    if not warc.is_dir():
        problems.append(Problem("--db", f"there is no evidence at {str(warc)!r}", "name the right --db"))
    if problems or age is None:
        raise ConfigError(problems)
    if to is None:
        found = [asdict(place) for place in read_places(warc).values()]
        lines = [f"{one['file']}  {one['address']}  {one['size']} bytes  {one['at']}" for one in found]
        answer = {"schema": 1, "places": found}
        write_out(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else "\n".join(lines) or "（无 none）")
        return
    done = put_away(warc, to=to, older_than=age, now=wall_clock(), remove=remove)
    for problem in done.problems:
        print(problem, file=sys.stderr)  # noqa: T201
    if as_json:
        answer = {
            "schema": 1, "places": [asdict(place) for place in done.places], "removed": done.removed,
            "problems": [str(one) for one in done.problems],
        }  # fmt: skip
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(f"copied={len(done.places)} removed={done.removed}")
    raise SystemExit(1 if done.problems else 0)
