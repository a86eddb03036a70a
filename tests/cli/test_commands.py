"""The command line as people use it: help, mistakes, exit codes, pipes, times, folders."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from monitor.cli.app import application
from monitor.cli.options import decoded
from tests.simulated import ROOT, Answer, Bench, answered, bench, blast, command, environment, facts, run, site

ID = "i-20261120-620102-1"


def commands() -> list[tuple[str, ...]]:
    """Every command and group, by its words."""
    found: list[tuple[str, ...]] = [()]

    def walk(words: tuple[str, ...], group: object) -> None:
        for name, one in getattr(group, "commands", {}).items():
            found.append((*words, name))
            walk((*words, name), one)

    app = application()
    assert isinstance(app, typer.Typer)
    walk((), get_command(app))
    return found


COMMANDS = commands()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One incident, answered in time; nothing polls it any more."""
    with site() as web, bench(tmp_path_factory.mktemp("kept"), web) as here:
        blast(web)
        here.poll()
        answered(web)
        here.passes(hours=3)
        here.poll()
        yield here


def options(here: Bench) -> list[str]:
    return ["--db", str(here.where.db), "--feeds", str(here.where.feeds)]


# -- help and mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_chinese_and_english(words: tuple[str, ...]) -> None:
    done = command(*words, "--help")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert re.search("[一-龥]{2}", text), "in Chinese"
    assert re.search(r"[a-z]{3,} [a-z]{2,}", text.split("Options")[0] + text), "in English"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_unknown_option_is_the_users_mistake(words: tuple[str, ...]) -> None:
    assert command(*words, "--no-such-option").returncode == 2


READING = [
    ("incidents",), ("timeline", ID), ("verdicts",), ("explain", ID, "gb80-info-5h"), ("status",), ("feeds", "health"),
]  # fmt: skip


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0] + words[-1])
def test_every_lookup_takes_json_as_of_db_and_feeds(kept: Bench, words: tuple[str, ...]) -> None:
    done = command(*words, "--json", "--as-of", "2026-11-21T10:00", *options(kept))
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["schema"] == 1
    assert command(*words, *options(kept)).returncode == 0


BAD_FEEDS = """schema: 1
agencies:
  - {id: lanzhou, name: 兰州市人民政府, adcode: "62010", level: city}
feeds:
  - {id: gov, url: htp://example.gov.cn/, agency: lanzou, evry: 10m}
  - {id: gov, url: https://example.gov.cn/, every: 10 mins, parser: jpagee}
rules: [cn-gbf-2016-61, no-such-rule]
"""


def test_all_mistakes_in_the_settings_are_listed_with_their_places_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(BAD_FEEDS, "utf-8")
    db = tmp_path / "storage" / "monitor.db"
    for words in (["poll"], ["daemon"], ["rebuild"], ["replay", tmp_path / "feeds.yaml"]):
        done = command(*words, "--db", db, "--feeds", tmp_path / "feeds.yaml")
        assert done.returncode == 2
    done = command("poll", "--db", db, "--feeds", tmp_path / "feeds.yaml")
    places = re.findall(r"feeds\.yaml:(\d+):(\d+): ", done.stderr.decode())
    lines = [int(line) for line, _ in places]
    assert len(lines) == len(done.stderr.decode().splitlines()), "every problem has its place"
    assert {3, 5, 6} <= set(lines)
    assert len(lines) >= 8, done.stderr.decode()
    assert all("; " in line for line in done.stderr.decode().splitlines()), "every problem has its mend"
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.yaml"]


@pytest.mark.parametrize(
    "content", [b"schema: 1\nfeeds: [", b"\xff\xfe\x00", b"", b"- a\n- b\n", b"schema: 1\n\tfeeds: []\n"]
)
def test_a_settings_file_that_is_none_is_the_users_mistake(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_bytes(content)
    done = command("poll", "--db", tmp_path / "x" / "m.db", "--feeds", tmp_path / "feeds.yaml")
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert b"feeds.yaml" in done.stderr
    assert not (tmp_path / "x").exists()


MISTAKES = [
    (["poll", "nope", "neither"], 2),
    (["timeline", "没有这个事件"], 1),
    (["timeline", ID, "--as-of", "yesterday"], 1),
    (["explain", ID, "no-such-rule"], 1),
    (["incidents", "--fail-on", "late,never"], 1),
    (["incidents", "--place", "火星"], 1),
    (["incidents", "--grade", "巨大"], 1),
    (["incidents", "--status", "perhaps"], 1),
    (["incidents", "--since", "2026-02-30"], 1),
    (["incidents", "--as-of", "0001-01-01"], 1),
    (["report", "weekly", "--week", "2026-W60", "--format", "md,pdf"], 2),
    (["feeds", "check", "gopher://x"], 1),
    (["feeds", "check"], 1),
]


@pytest.mark.parametrize(
    ("words", "problems"), MISTAKES, ids=lambda one: " ".join(one) if isinstance(one, list) else ""
)
def test_a_mistake_is_said_in_one_line_each_with_exit_2(kept: Bench, words: list[str], problems: int) -> None:
    before = sorted(kept.folder.rglob("*"))
    given = options(kept)[2:] if words[0] == "feeds" else options(kept)
    done = command(*words, *given)
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == problems, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert sorted(kept.folder.rglob("*")) == before


def test_replay_refuses_what_is_no_warc_and_leaves_nothing_behind(tmp_path: Path, kept: Bench) -> None:
    (tmp_path / "a.warc").write_bytes(b"nothing of the kind")
    (tmp_path / "new.db.mine").write_bytes(b"somebody else's")
    done = command(
        "replay",
        tmp_path / "a.warc",
        tmp_path / "missing.warc",
        "--db",
        tmp_path / "new.db",
        "--feeds",
        kept.where.feeds,
    )
    assert (done.returncode, len(done.stderr.decode().splitlines())) == (2, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.warc", "new.db.mine"]


def test_a_replay_of_the_evidence_gives_the_live_facts_but_for_corrections(tmp_path: Path, kept: Bench) -> None:
    warc = sorted(kept.where.warc.glob("*.warc.gz"))
    done = command("replay", *warc, "--db", tmp_path / "new.db", "--feeds", kept.where.feeds, "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["incidents"] == 1
    assert unnumbered(facts(tmp_path / "new.db")) == unnumbered(kept.facts())


def unnumbered(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The rows without their numbers: of two answers in one moment the live database may have taken either first."""
    return {
        name: sorted((row[1:] if isinstance(row[0], int) else row for row in rows), key=repr)
        for name, rows in tables.items()
    }


# -- exit codes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "as_of", "code"),
    [
        ("met", "2026-11-21", 1),
        ("met", "2026-11-20T11:00", 0),
        ("late", "2026-11-21", 0),
        ("none_found,met", "2026-11-21", 1),
    ],
)
def test_fail_on_turns_findings_into_exit_1(kept: Bench, status: str, as_of: str, code: int) -> None:
    for words in ("incidents", "verdicts"):
        assert command(words, "--fail-on", status, "--as-of", as_of, *options(kept)).returncode == code


def test_a_round_in_which_a_source_failed_ends_with_exit_1(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        where = here.where
    with site() as web:
        blast(web)
        web.answers["/gov/"] = Answer(b"gone", 404)
        text = re.sub(r"http://127\.0\.0\.1:\d+", web.root, where.feeds.read_text("utf-8"))
        where.feeds.write_text(text, "utf-8")
        done = run("poll", "--db", where.db, "--feeds", where.feeds)
        assert done.returncode == 1, done.stderr.decode()
        assert b"gov http_error" in done.stdout
        assert b"media fetched" in done.stdout


def test_a_bug_of_ours_ends_with_exit_3_and_its_traceback(kept: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("monitor.jobs.lookup.incidents", bug)
    done = command("incidents", *options(kept))
    assert done.returncode == 3
    assert b"ZeroDivisionError" in done.stderr
    assert "程序错误" in done.stderr.decode()


# -- times, folders, terminals, pipes ---------------------------------------------------------------------


def test_times_without_an_offset_are_those_of_shanghai(kept: Bench) -> None:
    found = [
        command("incidents", "--json", "--as-of", words, *options(kept)).stdout
        for words in ("2026-11-20T10:30", "2026-11-20T10:30:00+08:00", "2026-11-20T02:30:00Z", "2026-11-20 10:30")
    ]
    assert len(set(found)) == 1
    assert json.loads(found[0])["as_of"] == "2026-11-20T10:30:00+08:00"


def test_it_runs_from_any_folder_without_colours_where_none_are_wanted(kept: Bench, tmp_path: Path) -> None:
    done = run("timeline", "东岗", *options(kept), cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"\x1b[" not in done.stdout
    assert all(_wide(line) <= 80 for line in done.stdout.decode().splitlines())
    assert list(tmp_path.iterdir()) == []


def _wide(line: str) -> int:
    return sum(2 if re.match("[ᄀ-ᇿ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]", char) else 1 for char in line)


def test_a_reader_that_leaves_early_is_no_error(kept: Bench) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, str(ROOT / "run.py"), "incidents", "--json", *options(kept)],
            stdout=write, stderr=subprocess.PIPE, env=environment(), check=False,
        )  # fmt: skip
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_storage_may_be_named_in_the_settings(kept: Bench, tmp_path: Path) -> None:
    feeds = kept.where.feeds.read_text("utf-8") + f"storage: {kept.where.storage}\n"
    (tmp_path / "feeds.yaml").write_text(feeds, "utf-8")
    done = command("incidents", "--json", "--feeds", tmp_path / "feeds.yaml")
    assert [one["id"] for one in json.loads(done.stdout)["incidents"]] == [ID]


def test_checking_an_address_writes_nothing(tmp_path: Path, kept: Bench) -> None:
    with site() as web:
        blast(web)
        before = facts(kept.where.db), sorted(kept.folder.rglob("*"))
        done = command("feeds", "check", f"{web.root}/gov/", "--json", "--feeds", kept.where.feeds)
        assert done.returncode == 0, done.stderr.decode()
        assert len(json.loads(done.stdout)["items"]) == 2
        assert (facts(kept.where.db), sorted(kept.folder.rglob("*"))) == before
        assert command("feeds", "check", f"{web.root}/nothing/", "--feeds", kept.where.feeds).returncode == 1


def test_doctor_and_verify_find_good_storage_good_and_a_changed_record_bad(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        good = command("verify", "--json", *options(here)[:2])
        assert (good.returncode, json.loads(good.stdout)["problems"]) == (0, [])
        file = next(here.where.warc.glob("*.warc.gz"))
        content = bytearray(file.read_bytes())
        content[-20] ^= 0xFF
        file.write_bytes(bytes(content))
        assert command("verify", *options(here)[:2]).returncode == 1
        done = command("doctor", "--json", *options(here))
        assert done.returncode == 1
        assert any(
            "2026-11-20-001.warc.gz" in one["words"] for one in json.loads(done.stdout)["findings"] if not one["good"]
        )


# -- inspect --------------------------------------------------------------------------------------------

TEXT = "11月20日8时30分许，兰州市城关区一化工厂发生爆炸，造成12人死亡。"
TEXTS = {
    "UTF-8": TEXT.encode(),
    "GB18030": TEXT.encode("gb18030"),
    "UTF-8 with a stray byte": TEXT.encode()[:-3] + b"\xff" + "。".encode(),
    "cut within a character": TEXT.encode()[:-1],
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_is_read_whatever_its_bytes(case: str) -> None:
    done = command("inspect", "text", "--published", "2026-11-20", "--json", stdin=TEXTS[case])
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["onset"]["earliest"].startswith("2026-11-20T08:")
    assert found["casualties"][0]["low"] == 12


HOSTILE = [
    b"",
    b"\xff" * 1000,
    b"\xed\xa0\xbd" * 50,
    b"\x00" * 500,
    bytes(range(256)) * 20,
    "\ud83d".encode("utf-8", "surrogatepass"),
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["text", "page", "list"])
def test_no_bytes_make_inspect_fail_and_its_json_is_always_good_utf_8(kind: str, data: bytes) -> None:
    more = [] if kind == "text" else ["--url", "https://www.example.gov.cn/a.html"]
    done = command("inspect", kind, "-", *more, "--json", stdin=data + TEXT.encode() + data)
    assert done.returncode == 0, done.stderr.decode()
    json.loads(done.stdout.decode("utf-8"))


def test_offsets_count_the_characters_of_the_text_as_given() -> None:
    text = "😀" + TEXT
    found = json.loads(command("inspect", "text", "--json", "--published", "2026-11-20", stdin=text.encode()).stdout)
    one = found["casualties"][0]
    assert text[one["start"] : one["end"]] == one["text"]
    assert decoded(text.encode()) == text
