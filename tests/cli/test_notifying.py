"""`notify` and `watch` as people and scripts use them; mistakes in the settings of alarms."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.jobs import alarms, notify
from monitor.jobs.judge import note_changes
from tests.channels.receiver import receiver
from tests.simulated import FEEDS, ROOT, Bench, answered, bench, blast, command, environment, site

SECRET = "xoxb-sEcReT"
CHANNELS = """channels:
  - {{url: "{root}/{secret}", name: hook, on: [opened, met, closed], places: ["620000"], quiet: "22:00-07:00"}}
  - {{url: "json://127.0.0.1:1/{secret}", name: dead}}
reminders: {{default: [6h, 1h], gb80-info-5h: [2h]}}
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One incident, answered in time, with its alarms noticed and told to nobody."""
    with site() as web, bench(tmp_path_factory.mktemp("kept"), web) as here:
        notify.join(here.here, [], now=here.clock())
        blast(web)
        here.poll()
        note_changes(here.here, now=here.clock())
        alarms.notice(here.here, now=here.clock())
        answered(web)
        here.passes(hours=2, minutes=30)
        here.poll()
        note_changes(here.here, now=here.clock())
        alarms.notice(here.here, now=here.clock())
        yield here


def options(here: Bench, feeds: Path | None = None) -> list[str]:
    return ["--db", str(here.where.db), "--feeds", str(feeds or here.where.feeds)]


def sources(folder: Path, here: Bench, more: str) -> Path:
    """The bench's settings with something after them."""
    file = folder / "feeds.yaml"
    file.write_text(here.where.feeds.read_text("utf-8") + more, "utf-8")
    return file


def lines(done: object) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]  # type: ignore[attr-defined]


def test_watch_tells_each_change_since_a_time_as_one_line_of_json(kept: Bench) -> None:
    done = command("watch", "--json", "--since", "2026-11-20T09:00", "--as-of", "2026-11-20T12:45", *options(kept))
    assert done.returncode == 0, done.stderr
    found = lines(done)
    assert [(one["news"], one["duty"], one["new"]) for one in found] == [
        ("opened", "press_conference", "pending"),
        ("opened", "authoritative_info", "pending"),
        ("met", "authoritative_info", "met"),
    ]
    noted = [str(row[0]) for row in kept.rows("SELECT key FROM alarms ORDER BY rowid")]
    assert [one["key"] for one in found] == noted, "the same keys as in the outbox"
    assert all(one["schema"] == 1 for one in found)


def test_watch_in_words_is_one_line_each(kept: Bench) -> None:
    for lang, word in (("zh", "开始计时"), ("en", "a clock started")):
        done = command("watch", "--since", "2026-11-20T09:00", "--as-of", "2026-11-20T12:45", "--lang", lang,
                       *options(kept))  # fmt: skip
        text = done.stdout.decode()
        assert text.count("\n") == 3
        assert word in text


@pytest.mark.parametrize(("words", "code"), [("met", 1), ("late,none_found", 0), ("late,met", 1)])
def test_watch_fails_on_what_it_was_asked_to(kept: Bench, words: str, code: int) -> None:
    done = command("watch", "--json", "--fail-on", words, "--since", "2026-11-20T09:00", "--as-of", "2026-11-20T12:45",
                   *options(kept))  # fmt: skip
    assert done.returncode == code


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--every", "10 mins"], b"write 10m"), (["--fail-on", "lat"], b"is no status"),
     (["--since", "2099-01-01"], b"still to come")],
)  # fmt: skip
def test_watch_says_what_was_wrong(kept: Bench, words: list[str], said: bytes) -> None:
    done = command("watch", *words, *options(kept))
    assert (done.returncode, said in done.stderr) == (2, True)


def test_watch_goes_on_until_its_reader_has_left(kept: Bench) -> None:
    words = ["watch", "--json", "--since", "2026-11-20T09:00", "--every", "1s", *options(kept)]
    with subprocess.Popen(
        [sys.executable, str(ROOT / "run.py"), *words], stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["news"]
        assert process.poll() is None
        process.terminate()
        process.wait(20)


def test_watch_writes_nothing(kept: Bench) -> None:
    before = kept.facts(), kept.rows("SELECT count(*) FROM alarms")
    command("watch", "--json", "--once", *options(kept))
    assert (kept.facts(), kept.rows("SELECT count(*) FROM alarms")) == before


def test_a_test_message_goes_to_every_channel_and_failures_are_said_without_addresses(
    kept: Bench, tmp_path: Path
) -> None:
    with receiver() as there:
        feeds = sources(tmp_path, kept, CHANNELS.format(root=there.root, secret=SECRET))
        done = command("notify", "test", *options(kept, feeds))
        one = command("notify", "test", "hook", *options(kept, feeds))
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 1
    assert "hook 已送达" in said
    assert "dead 未送达" in said
    assert SECRET not in said
    assert (one.returncode, len(there.arrived)) == (0, 2)


def test_channels_and_alarms_are_listed(kept: Bench, tmp_path: Path) -> None:
    feeds = sources(tmp_path, kept, CHANNELS.format(root="http://127.0.0.1:9", secret=SECRET))
    text = command("notify", "list", *options(kept, feeds)).stdout.decode()
    assert "hook" in text
    assert "22:00-07:00" in text
    assert "开始计时" in text
    whole = json.loads(command("notify", "list", "--json", *options(kept, feeds)).stdout)
    assert [one["name"] for one in whole["channels"]] == ["hook", "dead"]
    assert len(whole["alarms"]) == 3
    assert SECRET not in text + json.dumps(whole)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_one_run_tells_what_is_to_be_told(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path / "here", web) as here, receiver() as there:
        feeds = sources(tmp_path, here, CHANNELS.format(root=there.root, secret=SECRET))
        done = command("notify", "run", *options(here, feeds))
        assert done.stdout.decode().strip() == "new=0 sent=0 failed=0"


def test_an_unknown_channel_is_named(kept: Bench) -> None:
    done = command("notify", "test", "nobody", *options(kept))
    assert done.returncode == 2
    assert b"there is no channel 'nobody'" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("channels:\n  - {url: \"wecombottt://x\"}\n", "no service answers to this kind of address"),
        ("channels:\n  - {url: \"http://a/1\"}\n  - {url: \"http://a/2\"}\n", "two channels are called \"http\""),
        ("channels:\n  - {url: \"http://a/1\", agencies: [lanzho]}\n", "write \"lanzhou\""),
        ("channels:\n  - {url: \"http://a/1\", quiet: \"22-7\"}\n", "write such as \"22:00-07:00\""),
        ("channels:\n  - {url: \"http://a/1\", on: [opend]}\n", "write \"opened\""),
        ("channels:\n  - {url: \"http://a/1\", grades: [大]}\n", "is no grade"),
        ("channels:\n  - {url: \"http://a/1\", places: [兰州]}\n", "is no place code"),
        ("channels:\n  - {url: \"http://a/1\", lang: de}\n", "lang"),
        ("reminders: {gb80-inf-5h: [1h]}\n", "there is no clause 'gb80-inf-5h'"),
        ("reminders: {default: [1 hour]}\n", "write 1h"),
        ("alarm_templates: nowhere\n", "there is no folder"),
    ],
)  # fmt: skip
def test_mistakes_in_the_settings_of_alarms_are_named_at_their_place(
    kept: Bench, tmp_path: Path, text: str, said: str
) -> None:
    feeds = sources(tmp_path, kept, text)
    done = command("notify", "list", *options(kept, feeds))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert "feeds.yaml:" in done.stderr.decode()


def test_a_template_that_is_none_is_named_with_its_line(kept: Bench, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "zh.j2").write_text("fine\n{% if %}\n", "utf-8")
    feeds = sources(tmp_path, kept, "alarm_templates: mine\n")
    done = command("notify", "list", *options(kept, feeds))
    assert done.returncode == 2
    assert "zh.j2:2" in done.stderr.decode()


assert "channels" not in FEEDS
