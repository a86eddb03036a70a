"""Corrections by people: kept as history, effective at once, undone by further ones; and looking back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.cli.composition import Places
from monitor.jobs.lookup import find
from tests.simulated import (
    Bench,
    Ran,
    answered,
    article_page,
    bench,
    blast,
    command,
    entry,
    facts,
    site,
)

ID = "i-20261120-620102-1"
OTHER = "i-20261120-620104-1"
SECOND = (
    "2026年11月20日9时10分许，兰州市西固区福利路一仓库发生火灾。截至20日10时，火灾已造成3人死亡，现场明火已被扑灭。"
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bench]:
    """Two incidents; the city hall has spoken of the first."""
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        web.put("/media/2.html", article_page("兰州市西固区一仓库发生火灾", "2026-11-20 10:20", SECOND))
        web.lists(
            "/media/", entry("/media/2.html", "兰州市西固区一仓库发生火灾", "2026-11-20"),
            entry("/media/1.html", "兰州市城关区一化工厂发生爆炸", "2026-11-20"),
        )  # fmt: skip
        here.poll()
        answered(web)
        here.passes(hours=3)
        here.poll()
        assert [row[0] for row in here.rows("SELECT id FROM incidents ORDER BY id")] == [ID, OTHER]
        yield here


def options(here: Bench) -> list[str]:
    return ["--db", str(here.where.db), "--feeds", str(here.where.feeds)]


def incident(here: Bench, *words: str, by: str = "李四", reason: str = "核对原件") -> Ran:
    return command("incident", *words, "--by", by, "--reason", reason, *options(here))


def timeline(here: Bench, name: str = ID, *more: str) -> dict:  # type: ignore[type-arg]
    done = command("timeline", name, "--json", *more, *options(here))
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)["incidents"][0]
    assert isinstance(found, dict)
    return found


def titles(found: dict) -> list[str]:  # type: ignore[type-arg]
    return sorted(release["url"].rpartition("/")[2] for release in found["releases"])


def url(here: Bench, path: str) -> str:
    return here.settings.feeds[0].url.removesuffix("/gov/") + path


def test_every_fact_can_be_set_and_is_effective_at_once(here: Bench) -> None:
    words = ["--onset", "2026-11-20 08:31", "--place", "620103", "--grade", "特别重大", "--type", "事故灾难/火灾"]
    assert incident(here, "set", ID, *words, "--name", "东岗事故").returncode == 0
    found = timeline(here)
    assert found["onset"]["earliest"] == "2026-11-20T08:31:00+08:00"
    assert found["place"]["adcode"] == "620103"
    assert found["grade"]["value"] == "特别重大"
    assert found["type"] == "事故灾难/火灾"
    assert found["name"] == "东岗事故"


def test_the_last_word_of_a_person_counts_not_the_most_precise_one(here: Bench) -> None:
    incident(here, "set", ID, "--onset", "2026-11-20T08:31:05", "--place", "620102")
    incident(here, "set", ID, "--onset", "2026-11-20", "--place", "620100")
    found = timeline(here)
    assert found["onset"] == {"earliest": "2026-11-20T00:00:00+08:00", "latest": "2026-11-21T00:00:00+08:00"}
    assert found["place"]["adcode"] == "620100"


def test_pages_are_untied_and_tied_with_a_role(here: Bench) -> None:
    assert incident(here, "unlink", ID, url(here, "/gov/c.html")).returncode == 0
    assert titles(timeline(here)) == ["1.html"]
    assert incident(here, "link", ID, url(here, "/gov/c.html"), "--role", "press_conference").returncode == 0
    release = next(one for one in timeline(here)["releases"] if one["url"].endswith("/gov/c.html"))
    assert (release["role"], release["link"]["by"]) == ("press_conference", "person")


def test_a_merge_shows_the_pages_of_both_under_the_target_and_is_undone_by_confirming(here: Bench) -> None:
    before = titles(timeline(here))
    assert incident(here, "merge", OTHER, "--into", ID).returncode == 0
    found = timeline(here, OTHER)  # the old name still finds it
    assert found["id"] == ID
    assert titles(found) == sorted([*before, "2.html"])
    listed = json.loads(command("incidents", "--json", *options(here)).stdout)["incidents"]
    assert [one["id"] for one in listed] == [ID]
    assert incident(here, "confirm", OTHER).returncode == 0
    assert titles(timeline(here)) == before
    assert timeline(here, OTHER)["id"] == OTHER


def test_later_pages_about_a_merged_incident_come_to_the_one_that_took_it(here: Bench) -> None:
    incident(here, "merge", OTHER, "--into", ID)
    here.site.put("/gov/d.html", article_page("西固区仓库火灾情况通报", "2026-11-20 15:00", SECOND))
    here.site.lists("/gov/", entry("/gov/d.html", "西固区仓库火灾情况通报", "2026-11-20"))
    here.passes(hours=2)
    here.poll()
    assert here.rows("SELECT DISTINCT id FROM incidents ORDER BY id") == [(ID,), (OTHER,)]
    assert "d.html" in titles(timeline(here))


def test_a_split_takes_the_pages_along(here: Bench) -> None:
    assert incident(here, "split", ID, url(here, "/gov/c.html")).returncode == 0
    assert titles(timeline(here)) == ["1.html"]
    assert titles(timeline(here, "i-20261120-620102-2")) == ["c.html"]


def test_what_was_set_aside_is_gone_stays_gone_and_comes_back_on_request(here: Bench) -> None:
    assert incident(here, "ignore", OTHER).returncode == 0
    listed = json.loads(command("incidents", "--json", *options(here)).stdout)["incidents"]
    assert [one["id"] for one in listed] == [ID]
    here.site.put("/media/3.html", article_page("西固区仓库火灾原因正在调查", "2026-11-20 14:00", SECOND))
    here.site.lists("/media/", entry("/media/3.html", "西固区仓库火灾原因正在调查", "2026-11-20"))
    here.passes(hours=1)
    here.poll()
    assert here.rows("SELECT DISTINCT id FROM incidents ORDER BY id") == [(ID,), (OTHER,)], "not opened anew"
    assert incident(here, "confirm", OTHER).returncode == 0
    assert titles(timeline(here, OTHER)) == ["2.html", "3.html"]


def test_setting_a_fact_does_not_bring_back_what_was_set_aside(here: Bench) -> None:
    incident(here, "ignore", OTHER)
    assert incident(here, "set", OTHER, "--name", "某火灾").returncode == 0
    listed = json.loads(command("incidents", "--json", *options(here)).stdout)["incidents"]
    assert [one["id"] for one in listed] == [ID]


MISTAKES = {
    "no such incident, author or reason": (["confirm", "i-20200101-110000-9"], ["INCIDENT", "--by", "--reason"]),
    "every fact wrong": (
        ["set", "无此事", "--onset", "昨天", "--place", "12", "--grade", "巨大", "--type", "飞碟", "--name", " "],
        ["INCIDENT", "--onset", "--place", "--grade", "--type", "--name", "--by", "--reason"],
    ),
    "an unknown place": (["set", ID, "--place", "999999"], ["--place", "--by", "--reason"]),
    "nothing to set": (["set", ID], ["set", "--by", "--reason"]),
    "pages never captured, no such role": (
        ["link", ID, "https://example.com/1", "https://example.com/2", "--role", "gossip"],
        ["--role", "URL", "URL", "--by", "--reason"],
    ),
    "merging into nothing": (["merge", ID, "--into", "i-20200101-110000-9"], ["--into", "--by", "--reason"]),
    "merging into itself": (["merge", ID, "--into", ID], ["--into", "--by", "--reason"]),
    "untying what is not tied": (["unlink", OTHER, "GOV"], ["URL", "--by", "--reason"]),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_all_mistakes_are_listed_at_once_and_nothing_is_changed(here: Bench, case: str) -> None:
    words, wanted = MISTAKES[case]
    words = [url(here, "/gov/c.html") if word == "GOV" else word for word in words]
    before = facts(here.where.db)
    done = incident(here, *words, by=" ", reason="")
    assert done.returncode == 2
    assert sorted(line.partition(": ")[0] for line in done.stderr.decode().splitlines()) == sorted(wanted)
    assert facts(here.where.db) == before
    assert not here.where.corrections.exists() or not here.where.corrections.read_bytes()


def test_incidents_cannot_be_merged_in_a_circle(here: Bench) -> None:
    incident(here, "merge", OTHER, "--into", ID)
    assert incident(here, "merge", ID, "--into", OTHER).returncode == 2
    assert incident(here, "merge", OTHER, "--into", ID).returncode == 2


def test_a_journal_that_cannot_be_written_leaves_the_database_as_it_was(here: Bench) -> None:
    here.where.corrections.unlink(missing_ok=True)
    here.where.corrections.mkdir()
    before = facts(here.where.db)
    done = incident(here, "confirm", ID)
    assert (done.returncode, b"nothing was changed" in done.stderr) == (2, True)
    assert facts(here.where.db) == before


def test_a_database_that_cannot_be_written_leaves_the_journal_as_it_was(here: Bench) -> None:
    incident(here, "confirm", ID)
    before = here.where.corrections.read_bytes()
    here.here.store._run("CREATE TRIGGER full BEFORE INSERT ON incidents BEGIN SELECT RAISE(FAIL, 'is full'); END", ())
    assert incident(here, "confirm", ID).returncode != 0
    assert here.where.corrections.read_bytes() == before


def test_a_torn_last_line_of_the_journal_is_passed_by(here: Bench) -> None:
    incident(here, "confirm", ID)
    with here.where.corrections.open("ab") as journal:
        journal.write(b'{"at":"2026-11-2')
    assert incident(here, "confirm", OTHER).returncode == 0
    lines = here.where.corrections.read_text("utf-8").splitlines()
    assert [json.loads(line)["incident"] for line in lines] == [ID, OTHER]


def outputs(here: Bench, as_of: str, folder: Path) -> list[bytes]:
    """Everything that can be looked up or reported, as of one time."""
    read = [
        command(*words, "--as-of", as_of, "--json", *options(here)).stdout
        for words in (["incidents"], ["timeline", ID], ["verdicts"], ["explain", ID, "gb80-info-5h"])
    ]
    done = command("report", "weekly", "--week", "2026-W47", "--as-of", as_of, "--out", folder, *options(here))
    assert done.returncode == 0, done.stderr.decode()
    return [*read, *(path.read_bytes() for path in sorted(folder.rglob("*.*")))]


def test_the_same_storage_and_time_give_the_same_bytes_also_after_corrections_and_rebuild(
    here: Bench, tmp_path: Path
) -> None:
    as_of = "2026-11-21T10:00"
    first = outputs(here, as_of, tmp_path / "one")
    assert len(first) >= 8
    assert all(first)
    assert outputs(here, as_of, tmp_path / "two") == first
    incident(here, "set", ID, "--grade", "一般", "--onset", "2026-11-19")  # made now, long after that time
    incident(here, "merge", OTHER, "--into", ID)
    assert outputs(here, as_of, tmp_path / "three") == first
    shutil.copytree(here.where.storage, tmp_path / "elsewhere")
    here.where = Places(tmp_path / "elsewhere" / "monitor.db", here.where.feeds)
    here.where.db.unlink()
    assert command("rebuild", *options(here)).returncode == 0
    assert outputs(here, as_of, tmp_path / "four") == first


@pytest.mark.parametrize("as_of", ["2026-11-20T09:59", "1999-01-01", "0301-05-06T07:08"])
def test_a_time_before_all_facts_is_a_mistake_that_names_the_first(here: Bench, tmp_path: Path, as_of: str) -> None:
    report = ("report", "weekly", "--week", "2026-W40", "--out", tmp_path / "r")
    every = (("timeline", ID), ("verdicts",), ("explain", ID, "gb80-info-5h"), report, ("feeds", "health"), ("status",),
             ("verdicts", "--changed-since", "1990-01-01"))  # fmt: skip
    for words in (("incidents", "--json"), *(every if as_of.startswith("2026") else ())):
        done = command(*words, "--as-of", as_of, *options(here))
        assert done.returncode == 2, words
        assert done.stdout == b""
        assert "the first is of 2026-11-20T10:00:00+08:00" in done.stderr.decode(), words
    assert not (tmp_path / "r").exists()


def test_an_incident_is_found_by_id_words_or_place_and_date(here: Bench) -> None:
    for words in (ID, "东岗化工厂", "城关 2026-11-20", "城关区 2026年11月20日", "化工厂 爆炸"):
        assert [row.id for row in find(here.here, words, as_of=here.now)] == [ID], words
    assert len(find(here.here, "2026-11-20", as_of=here.now)) == 2
    assert find(here.here, "2026-13-45", as_of=here.now) == []
    assert find(here.here, "不存在的词", as_of=here.now) == []
