"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "monitor").rglob("*.py"))
LONGEST = 600
CLOCK = ROOT / "monitor" / "clock.py"
READERS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime", "monotonic", "perf_counter"},
}


def test_imports_keep_to_the_floors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(cache_dir=str(tmp_path)) == EXIT_STATUS_SUCCESS
    for logger in logging.getLogger().manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False  # it silences every logger there is, for tests that come later, too


def clock_readings(tree: ast.AST) -> Iterator[ast.AST]:
    """Where a source asks what time it is, whatever the module was imported as."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "time"
            and {a.name for a in node.names} & READERS["time"]
        ):
            yield node
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if node.attr in READERS.get(owner.removeprefix("_").lower(), ()):
            yield node


@pytest.mark.parametrize("path", [path for path in SOURCES if path != CLOCK], ids=lambda path: path.name)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    found = [f"{path}:{node.lineno}" for node in clock_readings(ast.parse(path.read_text("utf-8")))]  # type: ignore[attr-defined]
    assert not found, "take the time as an argument"


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "dt.datetime.utcnow()", "date.today()", "time.time()", "from time import time"]
)
def test_the_search_for_clock_readings_finds_them(source: str) -> None:
    assert list(clock_readings(ast.parse(source)))


def test_no_source_file_is_longer_than_a_person_reads() -> None:
    sources = [*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    long = {str(path): count for path in sources if (count := len(path.read_text("utf-8").splitlines())) > LONGEST}
    assert not long, "split them"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_left_unfinished(path: Path) -> None:
    words = "TO" + "DO|FIX" + "ME|XX" + "X\\b|NotImplemented" + "Error"
    assert not re.findall(words, path.read_text("utf-8"))


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    paths = re.compile(r"(?<!\w)/(?:home|Users)/\w+/|/work" + r"/(?:main|shared)|C:\\Users")
    listed = [
        path
        for folder in ("monitor", "tests", "docs", "benchmarks", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".md", ".yaml", ".toml", ".txt", ".json", ".html", ".j2", "")
    ]
    listed += [path for path in ROOT.iterdir() if path.suffix in (".py", ".md", ".yaml", ".toml", ".txt")]
    found = [str(path) for path in listed if path.is_file() and paths.search(path.read_text("utf-8", "replace"))]
    assert not found
