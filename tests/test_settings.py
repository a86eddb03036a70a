"""feeds.yaml: the contract's example loads, and every mistake is named at its place with its mend."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monitor.parsers
from monitor.core.article import Parser
from monitor.core.feed import Carries
from monitor.core.incident import Level
from monitor.core.instrument import ClockStart
from monitor.core.problems import ConfigError
from monitor.plugins import discover
from monitor.settings import Settings, load_settings, read_duration, settings_schema
from monitor.yamlfile import read_yaml

ROOT = Path(__file__).parent.parent
PARSERS = {"auto", "jpage", "trs", "gkmlpt", "vsb", "ucap", "rss", "creatorcms"}

EXAMPLE = """\
schema: 1
rules: [cn-gbf-2016-61, cn-gbf-2016-80]      # instruments in force for this run
agencies:
  - {id: bj-gov, name: 滨江市人民政府, adcode: "990100", level: prefecture, sector: government}
feeds:
  - id: bj-gov-news
    url: https://www.binjiang.example/col/col1/index.html
    agency: bj-gov         # omit for media
    carries: [releases]    # releases | incidents | media, several allowed
    parser: auto           # auto | jpage | trs | gkmlpt | vsb | rss | json | …
    every: 15m
"""


def load(tmp_path: Path, text: str | bytes, **environ: str) -> Settings:
    file = tmp_path / "feeds.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(file, environ=environ, parsers=PARSERS)


def problems(tmp_path: Path, text: str | bytes, **environ: str) -> list[str]:
    """What is said of a file, without the folder it lies in."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text, **environ)
    return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def with_feed(line: str) -> str:
    """The example with one more line in its feed: line 12, the key at column 5."""
    return EXAMPLE + f"    {line}\n"


def test_the_example_of_the_contract_loads(tmp_path: Path) -> None:
    settings = load(tmp_path, EXAMPLE)
    (feed,) = settings.feeds
    assert feed.id == "bj-gov-news"
    assert feed.carries == {Carries.RELEASES}
    assert feed.every == timedelta(minutes=15)
    agency = settings.agency_of(feed)
    assert agency is not None
    assert (agency.name, agency.adcode, agency.level) == ("滨江市人民政府", "990100", Level.PREFECTURE)
    assert settings.rules == ("cn-gbf-2016-61", "cn-gbf-2016-80")
    assert settings.rules_at[1].endswith("feeds.yaml:2:25")


def test_everything_the_file_can_say_is_read(tmp_path: Path) -> None:
    (tmp_path / "my-rules").mkdir()
    settings = load(
        tmp_path,
        """\
schema: 1
contact: watch@binjiang.example
defaults: {every: 1h, timezone: Asia/Shanghai}
rule_folders: my-rules
headline_clock: first_public
storage: data
reports: out
feeds:
  - {id: paper, url: "https://news.binjiang.example/rss", name: 滨江日报, channel: wechat, legacy_tls: true,
     max_pages: 9, enabled: false}
channels:
  - {name: 值班群, url: "wecombot://${KEY}", on: [late, none_found]}
""",
        KEY="k-1",
    )
    (feed,) = settings.feeds
    assert feed.every == timedelta(hours=1)
    assert feed.carries == {Carries.MEDIA}
    assert (feed.channel, feed.legacy_tls, feed.max_pages, feed.enabled) == ("wechat", True, 9, False)
    assert settings.rule_folders == (tmp_path / "my-rules",)
    assert settings.headline_clock is ClockStart.FIRST_PUBLIC
    assert (settings.storage, settings.reports) == (tmp_path / "data", tmp_path / "out")
    assert settings.rules is None
    (channel,) = settings.channels
    assert channel.url == "wecombot://k-1"
    assert channel.on == {"late", "none_found"}
    assert "k-1" not in repr(settings)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("evry: 5m", '12:5: unknown key "evry"; write "every"'),
        ("zzz: 5m", '12:5: unknown key "zzz"; the keys here are id, url, agency'),
        ("max_pages: 0", '12:16: max_pages is "0"; write a whole number from 1 to 200'),
        ("max_pages: many", '12:16: max_pages is "many"; write a whole number'),
        ("enabled: perhaps", '12:14: enabled is "perhaps"; write true or false'),
        ("channel: weixin", '12:14: "weixin" is no kind of channel; write "wechat"'),
        ("id: again", '12:5: the key "id" stands twice; keep one (the first is in line 6)'),
    ],
)
def test_a_mistake_in_a_feed_is_named_where_it_stands(tmp_path: Path, line: str, said: str) -> None:
    (found,) = problems(tmp_path, with_feed(line))
    assert found.startswith(f"feeds.yaml:{said}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("15m", "10 mins", '11:12: "10 mins" is no duration; write 10m'),
        ("15m", "15", '11:12: "15" is no duration; write 15m'),
        ("15m", "2小时", '11:12: "2小时" is no duration; write 2h'),
        ("15m", "0m", '11:12: "0m" is no time at all'),
        ("15m", "-5m", '11:12: "-5m" is no duration; write such as'),
        ("15m", "[5m]", "11:12: every is a list, not a word"),
        ('"990100"', "9901", '4:41: "9901" is no place code; write the six digits'),
        ("prefecture", "city", '4:58: "city" is no level; write "prefecture"'),
        ("name: 滨江市人民政府, ", "", "4:5: name is missing; add name: 兰州市人民政府"),
        ("agency: bj-gov ", "agency: bj-gvo ", '8:13: there is no agency "bj-gvo"; write "bj-gov"'),
        ("[releases]", "[release]", '9:15: "release" is no thing a feed carries; write "releases"'),
        ("[releases]", "[]", "9:14: carries is empty; write [releases] or [media]"),
        ("parser: auto", "parser: jpag", '10:13: there is no parser "jpag"; write "jpage"'),
        ("https://", "ftp://", '7:10: "ftp://www.binjiang.example/col/col1/index.html" is no http or https'),
        ("https://www", "https://me:secret@www", "7:10: the address holds a user name or password"),
        ("https://www.binjiang.example/", "https://[x/", '7:10: "https://[x/col/col1/index.html" is no address'),
        ("schema: 1", "schema: 2", '1:9: schema "2" is none that is known; write schema: 1'),
        ("schema: 1\n", "", "1:1: schema is missing; add schema: 1"),
        ("cn-gbf-2016-80]", "cn-gbf-2016-61]", '2:25: "cn-gbf-2016-61" is named twice'),
        ("agencies:", "agencys:", '3:1: unknown key "agencys"; write "agencies"'),
        ("schema: 1", "schema: 1\nrule_folders: [nowhere]", '2:16: there is no folder "nowhere"; make it'),
        ("schema: 1", "schema: 1\ndefaults: {timezone: Mars/Base}", '2:22: "Mars/Base" is no time zone'),
        ("schema: 1", "schema: 1\nheadline_clock: onst", '2:17: "onst" is no clock; write "onset"'),
    ],
)
def test_a_wrong_value_is_quoted_with_its_place_and_mend(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, EXAMPLE.replace(old, new, 1))
    assert any(one.startswith(f"feeds.yaml:{said}") for one in found), found


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = EXAMPLE.replace("schema: 1", "schema: 7").replace("15m", "soon").replace("auto ", "magic ")
    text += "  - {id: bj-gov-news, url: https://www.binjiang.example/col/col1/index.html}\n  - hello\n"
    text += 'channels:\n  - {url: "${NOWHERE}", on: [late, nonefound]}\n'
    found = problems(tmp_path, text)
    assert [one.split(":")[1] for one in found] == ["1", "10", "11", "12", "12", "13", "15", "15"]
    assert "the id" in found[3]
    assert "the url" in found[4]
    assert found[6].endswith('the environment variable "NOWHERE" is not set; set it before starting: export NOWHERE=…')


def test_a_release_feed_must_say_whose_releases_it_carries(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, EXAMPLE.replace("    agency: bj-gov         # omit for media\n", ""))
    assert found.startswith("feeds.yaml:8:14: carries releases, but names no agency")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "feeds.yaml:1:1: is empty"),
        ("# nothing\n", "feeds.yaml:1:1: is empty"),
        ("- a\n- b\n", "feeds.yaml:1:1: has a list at its top level; begin with a key"),
        ("schema：1\n", 'feeds.yaml:1:1: holds no keys; write ": " (half-width colon'),
        ("schema: 1\n\tfeeds: []\n", "feeds.yaml:2:1: is no valid YAML: "),
        ("schema: 1\nfeeds: [a\nx: 1\n", "feeds.yaml:3:2: is no valid YAML: "),
        ("schema: 1\n  feeds: []\n", "feeds.yaml:2:8: is no valid YAML: "),
        ("schema: 1\nfeeds: []\n", "feeds.yaml:2:8: feeds is empty; add one entry"),
        ("schema: 1\nfeeds:\n", "feeds.yaml:2:7: feeds is nothing, not a list"),
        ("schema: 1\n", "feeds.yaml:1:1: feeds is missing"),
        ("schema: 1\nfeeds: &a [*a]\n", 'feeds.yaml:2:12: uses the anchor "*a"; write the value out'),
        ("schema: 1\n---\nfeeds: []\n", "feeds.yaml:2:1: a second document begins"),
        ("schema: 1\n? [a]\n: b\n", "feeds.yaml:2:3: has a list or a mapping as key"),
        ("[" * 200_000, "feeds.yaml:1:42: is nested too deeply"),
        ("schema: \x01\n", "feeds.yaml:1:9: holds a control character"),
        ("name: 滨江市\n".encode("gb18030"), "feeds.yaml:1:7: is not UTF-8: byte 0xb1"),
        ("schema: 1\n".encode("utf-16"), "feeds.yaml:1:1: is UTF-16, not UTF-8; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_settings_file_says_why(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert problems(tmp_path, text)[0].startswith(said)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("a:\n\tb: 1\n", "indent with spaces, not with tabs"),
        ("a: 1\nb：2\nc: 3\n", 'write ": " (half-width colon and space) in place of "："'),
        ('a: "x\n', "close the quotation mark"),
        ("a: [1, 2\nb: 3\n", "close the bracket"),
    ],
)
def test_a_syntax_error_comes_with_the_likely_mend(tmp_path: Path, text: str, mend: str) -> None:
    assert problems(tmp_path, text)[0].endswith(mend)


def test_a_missing_file_and_a_folder_are_said_to_be_so(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "no.yaml", "there is no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(ConfigError, match=said):
            load_settings(path, environ={})


def test_variables_are_filled_in_and_secrets_are_never_printed(tmp_path: Path) -> None:
    text = EXAMPLE.replace("https://www.binjiang.example", "${SITE}")
    assert load(tmp_path, text, SITE="https://a.example").feeds[0].url == "https://a.example/col/col1/index.html"
    (found,) = problems(tmp_path, text, SITE="hunter2")
    assert "hunter2" not in found
    assert "${SITE}/col/col1/index.html" in found
    (empty,) = problems(tmp_path, text, SITE="")
    assert 'the environment variable "SITE" is empty' in empty
    assert load(tmp_path, with_feed("name: 价格$$5")).feeds[0].name == "价格$5"


@pytest.mark.parametrize(("words", "seconds"), [("30s", 30), ("15m", 900), ("1h", 3600), ("2d", 172_800), ("0s", 0)])
def test_durations_are_a_number_and_a_unit(words: str, seconds: int) -> None:
    assert read_duration(words) == timedelta(seconds=seconds)


@given(st.text(max_size=12))
def test_any_other_words_are_no_duration(words: str) -> None:
    length = read_duration(words)
    assert length is None or (words[:-1].isdecimal() and words[-1] in "smhd")


@given(st.text(alphabet=" \n\t:-[]{}\"'#&*!|>%@`,?abc1：，", max_size=60))
def test_no_text_whatever_makes_the_reader_fail_in_another_way(text: str) -> None:
    class Words:
        name = "x.yaml"

        def open(self, mode: str) -> object:
            from io import BytesIO

            assert mode == "rb"
            return BytesIO(text.encode())

    with suppress(ConfigError):
        assert isinstance(read_yaml(Words(), name="x.yaml").value, dict)  # type: ignore[arg-type]


def test_the_feeds_that_come_with_the_monitor_load_without_a_problem() -> None:
    found = discover(monitor.parsers, "PARSER").values()
    names = {name for one in found if isinstance(one, Parser) for name in (one.name, *one.also)}
    settings = load_settings(ROOT / "feeds.yaml", environ={}, parsers=names)
    watched = {settings.agencies[feed.agency].adcode for feed in settings.feeds if feed.agency}
    assert {"620100", "430900", "610100", "610116", "310000", "511900", "000000"} <= watched
    assert len(watched - {"620100", "430900", "610100", "610116", "310000", "511900", "000000"}) >= 10
    assert {"gov-cn", "mem", "nhc", "mee", "scio"} <= set(settings.agencies)
    assert all(settings.feeds_of(agency) for agency in settings.agencies)


def test_the_published_schema_is_the_one_the_file_is_checked_with() -> None:
    stored = (ROOT / "docs" / "feeds-schema.json").read_text(encoding="utf-8")
    assert stored == settings_schema(), "run: make docs"


def test_importing_the_settings_does_not_load_the_checking_library() -> None:
    code = "import sys, monitor.settings; sys.exit('pydantic' in sys.modules)"
    assert run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
