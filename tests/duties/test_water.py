"""A year of weekly reports on tap water: two never came, and once the list had rolled on before anybody looked."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.duties.staging import Stage
from tests.simulated import command

HEALTH = {"health": ("兰州市卫生和计划生育委员会", "health")}
MISSING = (20, 37)
ROLLED = 30


def year_of_water(folder: Path) -> Stage:
    """2016 with a report each Friday but in two weeks; in July nobody looks for a while, and the list is busy."""
    stage = Stage(folder, "620100", HEALTH, rules="lanzhou-2016")
    for week in range(1, 53):
        friday = date.fromisocalendar(2016, week, 5)
        if week not in MISSING:
            stage.publishes("health", str(friday), f"兰州市2016年第{week}周生活饮用水水质监测情况")
    rolled = date.fromisocalendar(2016, ROLLED, 1)
    for number in range(40):
        stage.publishes("health", str(rolled + timedelta(days=number // 4)), f"疾控工作动态第{number}期")
    blind = (str(rolled), str(rolled + timedelta(days=10)))
    stage.polls("2016-01-02", "2017-01-30", days=3.5, without=[blind])
    return stage


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return year_of_water(tmp_path_factory.mktemp("water"))


def test_two_weeks_without_a_report_are_not_found_and_the_rolled_over_one_is_not_observed(year: Stage) -> None:
    rows = year.duties(2016, rule="lz16-tapwater-weekly")
    found = [row["status"] for row in rows]
    assert len(found) == 52
    assert [number for number, status in enumerate(found, 1) if status == "none_found"] == list(MISSING)
    assert found[ROLLED - 1] == "unobserved"
    assert found.count("met") == 49


def test_the_weekly_report_shows_what_fell_due_in_its_week(year: Stage, tmp_path: Path) -> None:
    options = ("--db", year.folder / "new.db", "--feeds", year.folder / "feeds.yaml", "--as-of", "2016-06-03")
    year.duties(2016)
    done = command("report", "weekly", "--week", "2016-W21", "--out", tmp_path, *options)
    assert done.returncode == 0, done.stderr.decode()
    for name in ("report.md", "report.html"):
        text = (tmp_path / "2016-W21" / name).read_text("utf-8")
        assert "文件、计划与定期公开" in text
        assert "2016年第20周（5月16日—22日）" in text
        assert "未见公开" in text
    (row,) = json.loads((tmp_path / "2016-W21" / "report.json").read_text("utf-8"))["duties"]
    assert (row["rule"], row["status"]) == ("lz16-tapwater-weekly", "none_found")


def test_a_date_only_report_counts_by_either_day_and_other_readings_are_told(year: Stage) -> None:
    rows = year.duties(2016, rule="lz16-tapwater-weekly")
    assert all(row["readings"]["published"] in ("met", "none_found", "unobserved") for row in rows)
    assert all(row["readings"]["headline"] == row["status"] for row in rows)


def test_the_same_evidence_gives_the_same_answer_and_nothing_is_due_too_early(year: Stage) -> None:
    once, twice = (year.duties(2016, rule="lz16-tapwater-weekly", as_of="2016-05-25") for _ in "12")
    assert once == twice
    assert once[19]["status"] == "pending"
    assert {row["status"] for row in once[21:]} == {"pending"}
    assert "none_found" not in {row["status"] for row in once}
