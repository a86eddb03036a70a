"""The demo: the whole main job on simulated sites; what it says is a golden file.

``UPDATE_GOLDEN=1`` writes ``tests/golden/demo.txt`` anew; read it before you keep it.
"""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from monitor.cli.app import application
from monitor.core.problems import ConfigError
from monitor.core.verdict import Status
from monitor.demo.run import MARK, Played, play, prepared, world
from monitor.evidence.verify import verify
from monitor.jobs.judge import judge_everything
from monitor.jobs.replay import Replay
from monitor.renderers import contract
from monitor.text.places import name_of
from tests.renderers import golden

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
WRITTEN = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").glob("*.md")])
SHANGHAI = ZoneInfo("Asia/Shanghai")
SOCKET_EVENTS = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


@dataclass
class Shown:
    """One run of the demo: what it said, what it left, and which addresses it used."""

    lines: list[str]
    played: Played
    addresses: set[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    lines: list[str] = []
    addresses: set[str] = set()
    listening = [True]

    def hook(event: str, values: tuple[object, ...]) -> None:
        if listening and event in SOCKET_EVENTS:
            where = values[1] if event in ("socket.connect", "socket.bind", "socket.sendto") else values[0]
            addresses.add(str(where[0]) if isinstance(where, tuple) else str(where))

    sys.addaudithook(hook)
    folder = tmp_path_factory.mktemp("demo") / "out"
    try:
        played = asyncio.run(play(folder, say=lines.append, shown_as="build/demo"))
    finally:
        listening.clear()
    return Shown(lines, played, addresses)


def incidents_json(played: Played, db: str = "storage/monitor.db") -> list[dict[str, object]]:
    with world(played.folder, db=db) as (here, _):
        judged = judge_everything(here, as_of=played.as_of)
        return [contract.incident_json(dossier, verdicts, place_name=name_of) for dossier, verdicts in judged]


def test_the_demo_says_the_same_words_as_when_somebody_last_read_them(shown: Shown) -> None:
    golden.check("demo.txt", shown.text.encode())


def test_no_line_is_wider_than_a_terminal(shown: Shown) -> None:
    assert max(cell_len(line) for line in shown.text.splitlines()) <= 80


def test_every_outcome_occurs(shown: Shown) -> None:
    assert {verdict.status for _, verdicts in shown.played.judged for verdict in verdicts} == set(Status)


@pytest.mark.parametrize(
    ("incident", "clause", "status"),
    [
        ("i-20250610-990102-1", "gb80-info-5h", Status.MET),  # ten missing at first
        ("i-20250610-990102-1", "gb61-press-24h", Status.MET),  # announced on one day, held on the next
        ("i-20250610-990102-1", "gb61-response-48h", Status.NOT_APPLICABLE),
        ("i-20250611-990202-1", "gb80-info-5h", Status.LATE),
        ("i-20250611-990202-1", "gb80-press-24h", Status.NONE_FOUND),  # through our own stop: lists keep their past
        ("i-20250611-990302-1", "gb61-response-48h", Status.MET),  # a matter of public concern, and no emergency
        ("i-20250612-990302-1", "gb80-info-5h", Status.UNOBSERVED),  # the list had rolled over
        ("i-20250612-990402-1", "gb80-info-5h", Status.UNDETERMINED),  # the page prints only the day
        ("i-20250613-990202-1", "gb80-info-5h", Status.DISPUTED),  # back-dated
        ("i-20250613-990402-1", "gb61-response-48h", Status.MET),  # the province spoke
        ("i-20250614-990302-1", "gb61-response-48h", Status.MET),  # behind a redesign, seen the next morning
        ("i-20250615-990103-1", "gb61-response-48h", Status.APPLICABILITY_UNKNOWN),  # no toll, and so no grade
        ("i-20250616-990103-1", "gb80-info-5h", Status.PENDING),
    ],
)
def test_each_incident_ends_as_its_story_says(shown: Shown, incident: str, clause: str, status: Status) -> None:
    verdicts = next(verdicts for dossier, verdicts in shown.played.judged if dossier.id == incident)
    assert next(v.status for v in verdicts if v.clause.id == clause) is status


def test_drills_warnings_and_everyday_notices_open_no_incident(shown: Shown) -> None:
    assert len(shown.played.judged) == 11
    tied = {release.title for dossier, _ in shown.played.judged for release in dossier.releases}
    assert "全市化工园区事故应急救援综合演练举行" not in tied
    assert "省气象台发布暴雨蓝色预警信号" not in tied
    assert not any("公告" in title or "公示" in title for title in tied)


def test_every_address_is_this_machine(shown: Shown) -> None:
    assert shown.addresses == {"127.0.0.1"}


def test_the_evidence_is_whole(shown: Shown) -> None:
    report = verify(shown.played.folder / "storage" / "warc")
    assert report.ok
    assert report.records > shown.played.polls


def test_a_rebuild_from_the_evidence_gives_the_same_incidents(shown: Shown) -> None:
    files = sorted((shown.played.folder / "storage" / "warc").glob("*.warc.gz"))
    with world(shown.played.folder, db="rebuilt.db") as (here, _):
        done = Replay(here).run(files)
    assert (done.problems, done.tally.polls, done.tally.articles) == ((), shown.played.polls, shown.played.articles)
    assert incidents_json(shown.played, "rebuilt.db") == incidents_json(shown.played)


def test_the_report_of_the_week_is_on_disk(shown: Shown) -> None:
    names = [path.name for path in shown.played.report]
    suffixes = ("html", "docx", "xlsx", "md", "json", "csv")
    assert names == [*(f"report.{suffix}" for suffix in suffixes), "manifest.json"]
    weekly = json.loads((shown.played.folder / "reports" / "2025-W24" / "report.json").read_text("utf-8"))
    assert weekly["period"]["name"] == "2025-W24"
    assert len(weekly["incidents"]) == 10  # the fire of Monday morning was not known at eight


def test_the_commands_to_try_next_work(
    shown: Shown, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shown.played.folder.parent)
    lines = [line.strip() for line in shown.lines]
    begin = next(at for at, line in enumerate(lines) if line.startswith("D="))
    options = shlex.split(lines[begin + 1].removeprefix("A="))[0]
    tried = lines[begin + 2 :]
    assert len(tried) == 7
    assert tried.pop() == ".venv/bin/python run.py serve $A", "which stays until it is stopped"
    for line in tried:
        words = line.replace("$A", options).replace("$D", shown.played.folder.name)
        arguments = shlex.split(words.removeprefix(".venv/bin/python run.py"))
        with pytest.raises(SystemExit) as left:
            application()(arguments)
        assert (left.value.code or 0) == 0, line
        assert capsysbinary.readouterr().out.strip(), line


def test_a_folder_with_other_things_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("precious")
    with pytest.raises(ConfigError, match="holds other things"):
        prepared(tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "precious"


def test_the_folder_of_a_former_demo_is_made_anew(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "demo")
    (folder / "left-over").write_text("x")
    assert sorted(path.name for path in prepared(folder).iterdir()) == [MARK, "feeds.yaml"]


# ---- what the pages say of it -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def left(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` leaves in build/demo."""
    return shutil.copytree(shown.played.folder, tmp_path_factory.mktemp("left") / "demo")


def run(capsys: pytest.CaptureFixture[bytes], arguments: list[str]) -> tuple[str, int]:
    """Output and exit code of one command."""
    code = 0
    try:
        application()(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    return capsys.readouterr().out.decode(), code


def runnable() -> list[tuple[str, list[str]]]:
    """Commands of blocks that are marked to run, each with the lines that it must print, in order."""
    found: list[tuple[str, list[str]]] = []
    for page in WRITTEN:
        for block in re.findall(r"<!-- runs -->\n```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            for line in block.splitlines():
                if line.startswith("$ "):
                    found.append((line.removeprefix("$ "), []))
                else:
                    found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("command", "lines"), runnable(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_command_of_the_docs_runs_and_prints_what_they_say(
    command: str, lines: list[str], left: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = shlex.split(command.replace("build/demo", str(left)))
    assert words[:2] == [".venv/bin/python", "run.py"]

    out, code = run(capsysbinary, words[2:])

    assert code == 0
    at = 0
    for line in lines:
        at = out.find(line, at)
        assert at >= 0, f"{line!r} is not printed by {command}\n{out}"


def worked_rows() -> list[list[str]]:
    block = README.split("<!-- worked example -->", 1)[1].split("<!-- end -->", 1)[0]
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in block.strip().splitlines()[2:]]


@pytest.mark.parametrize("row", worked_rows(), ids=lambda row: row[0])
def test_the_worked_example_is_what_the_program_computes(
    row: list[str], left: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    what, started, _, deadline, fulfilled, _, elapsed, status = row
    words, rule = what.split(" ")
    files = ["--db", str(left / "storage" / "monitor.db"), "--feeds", str(left / "feeds.yaml")]

    out, _ = run(capsysbinary, ["explain", words, rule.strip("`"), "--json", *files])

    verdict: dict[str, Any] = json.loads(out)["verdict"]
    assert verdict["status"] == status.strip("`")
    for key, shown in (("started", started), ("deadline", deadline), ("fulfilled", fulfilled)):
        local = [datetime.fromisoformat(verdict[key][bound]).astimezone(SHANGHAI) for bound in ("earliest", "latest")]
        assert "[{:%m-%d %H:%M}, {:%m-%d %H:%M})".format(*local) == shown
    assert f"{verdict['elapsed_hours']['min']}–{verdict['elapsed_hours']['max']} h" == elapsed
