"""`report`: periods, places, languages, formats, and the mistakes one can make with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulated import Bench, answered, bench, blast, command, site

SUFFIXES = {"html", "docx", "xlsx", "md", "json", "csv"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One incident in 兰州市城关区 on 2026-11-20, answered in time."""
    with site() as web, bench(tmp_path_factory.mktemp("kept"), web) as here:
        blast(web)
        here.poll()
        answered(web)
        here.passes(hours=3)
        here.poll()
        yield here


def report(here: Bench, folder: Path, *words: str) -> dict[str, Path]:
    """The files that were written, by name."""
    places = ("--db", str(here.where.db), "--feeds", str(here.where.feeds), "--as-of", "2026-11-23T08:00")
    done = command("report", *words, "--out", folder, "--json", *places)
    assert done.returncode == 0, done.stderr.decode()
    return {Path(name).name: Path(name) for name in json.loads(done.stdout)["files"]}


def test_by_default_all_formats_are_written_and_again_the_same(kept: Bench, tmp_path: Path) -> None:
    first = report(kept, tmp_path / "a", "weekly", "--week", "2026-W47")
    again = report(kept, tmp_path / "b", "weekly", "--week", "2026-W47")
    assert set(first) == {"manifest.json", *(f"report.{suffix}" for suffix in SUFFIXES)}
    assert {name: path.read_bytes() for name, path in first.items()} == {
        name: path.read_bytes() for name, path in again.items()
    }


@pytest.mark.parametrize(
    ("words", "folder", "kind", "incidents"),
    [
        (("period", "--month", "2026-11"), "2026-11", "month", 1),
        (("period", "--quarter", "2026-Q4"), "2026-Q4", "quarter", 1),
        (("period", "--from", "2026-11-01", "--to", "2026-11-10"), "2026-11-01_2026-11-10", "span", 0),
        (("period", "--year", "2026", "--place", "620102"), "2026-620102", "year", 1),
        (("period", "--year", "2026", "--place", "甘肃省"), "2026-620000", "year", 1),
        (("period", "--year", "2026", "--place", "330000"), "2026-330000", "year", 0),
        (("weekly", "--week", "2026-W47", "--place", "620100"), "2026-W47-620100", "week", 1),
    ],
    ids=["month", "quarter", "span", "district", "province", "elsewhere", "week"],
)  # fmt: skip
def test_any_period_and_any_place(
    kept: Bench, tmp_path: Path, words: tuple[str, ...], folder: str, kind: str, incidents: int
) -> None:
    files = report(kept, tmp_path, *words, "--format", "json")
    assert files["report.json"].parent.name == folder
    told = json.loads(files["report.json"].read_text("utf-8"))
    assert told["period"]["kind"] == kind
    assert len(told["incidents"]) == incidents
    assert told["place"] == (folder.rsplit("-", 1)[1] if "--place" in words else None)


def test_the_english_report_stands_beside_the_chinese(kept: Bench, tmp_path: Path) -> None:
    files = report(kept, tmp_path, "weekly", "--week", "2026-W47", "--format", "md", "--lang", "en")
    assert set(files) == {"report.en.md", "manifest.en.json"}
    assert files["report.en.md"].read_text("utf-8").startswith("# Weekly report on government response windows\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("period",), ["no period given"]),
        (("period", "--month", "2026-11", "--year", "2026"), ["several periods"]),
        (("period", "--from", "2026-11-01"), ["both days"]),
        (("period", "--from", "2026-11-02", "--to", "2026-11-01"), ["lies before"]),
        (("period", "--quarter", "2026-Q5", "--format", "pdf", "--place", "无此地"), ["2026-Q5", "'pdf'", "无此地"]),
        (("period", "--year", "2026", "--lang", "fr"), ["no language 'fr'"]),
        (("period", "--year", "2026", "--place", "无此地"), ["无此地"]),
        (("weekly", "--format", ","), ["no format given"]),
    ],
    ids=["none", "two", "half", "backwards", "all at once", "language", "place", "nothing"],
)
def test_all_mistakes_are_told_and_nothing_is_written(
    kept: Bench, tmp_path: Path, words: tuple[str, ...], said: list[str]
) -> None:
    places = ("--db", str(kept.where.db), "--feeds", str(kept.where.feeds))
    done = command("report", *words, "--out", tmp_path / "r", *places)
    assert done.returncode == 2
    for each in said:
        assert each in done.stderr.decode()
    assert not (tmp_path / "r").exists()
