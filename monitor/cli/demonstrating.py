"""`demo`: the whole main job in one command, without network or configuration."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.lookups import AsJson, Lang
from monitor.cli.options import home, write_out


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("demo")(demo_command)


def demo_command(
    out: Annotated[str | None, typer.Option(help="输出目录 · folder (build/demo)")] = None,
    as_json: AsJson = False,
    lang: Lang = "zh",
) -> None:
    """演示：模拟网站上的全部流程，数秒完成 · the whole main job on simulated sites, in seconds."""
    import asyncio

    from monitor.clock import wall_clock
    from monitor.demo.run import play
    from monitor.renderers import contract
    from monitor.text.places import name_of

    folder = Path(out) if out else home() / "build" / "demo"
    began = wall_clock()
    say = _quiet if as_json else write_out
    played = asyncio.run(play(folder, say=say, lang="en" if lang == "en" else "zh", shown_as=out or _from_here(folder)))
    if as_json:
        rows = [contract.incident_json(dossier, verdicts, place_name=name_of) for dossier, verdicts in played.judged]
        answer = contract.envelope(played.as_of, rows)
        answer |= {"folder": str(folder), "report": [path.relative_to(folder).as_posix() for path in played.report]}
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    took = (wall_clock() - began).total_seconds()
    print(f"{took:.1f} s", file=sys.stderr)  # noqa: T201


def _quiet(_line: str) -> None:
    """The answer of ``--json`` is one document; the story is left out."""


def _from_here(folder: Path) -> str:
    """The folder as it can be typed from the current one."""
    here = Path.cwd()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else str(folder)
