"""The key in a bridge's address: the bridge gets it, and nobody else ever sees it."""

from __future__ import annotations

import gzip
import json
import logging
import zipfile
from pathlib import Path

import pytest

from monitor.core.concealed import NOTE, Secrets, concealed, of_bridge
from monitor.core.problems import ConfigError
from monitor.settings import load_settings
from tests.simulated import FEEDS, NOTICE_TEXT, Site, bench, blast, command, facts, site
from tests.web.site import Pages, site_of

KEY = "s3cr3t-K7x9/Qm+2"
SENT = "s3cr3t-K7x9%2FQm%2B2"
POST = "【情况通报】11月20日8时30分许，兰州市城关区东岗化工厂发生爆炸"
BRIDGED = (
    FEEDS + "  - {{id: wb, url: '{root}/weibo/1?limit=9&key=${{BRIDGE_KEY}}', agency: lanzhou, parser: rss, "
    "channel: weibo, every: {every}}}\n"
)


def bridge(web: Site, status: int = 200) -> None:
    """A bridge that wants its key and repeats it wherever it can."""
    post = f"{web.root}/wb/2?key={SENT}"
    body = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>兰州发布 {KEY}</title>'
        f'<link rel="self" href="{web.root}/weibo/1?limit=9&amp;key={SENT}"/>'
        f"<item><title>{POST}</title><link>{post}</link>"
        f"<description><![CDATA[{POST}<br>{NOTICE_TEXT} key={KEY}]]></description>"
        "<pubDate>Fri, 20 Nov 2026 01:05:00 GMT</pubDate></item></channel></rss>"
    )
    said = {"Content-Type": "application/rss+xml", "Link": f"<{web.root}/weibo/1?key={KEY}>; rel=self"}
    web.put(f"/weibo/1?limit=9&key={SENT}", body, headers=said, status=status)


def shown(raw: bytes, name: str) -> list[str]:
    """Where a form of the key stands in these bytes, unpacked as far as they can be."""
    found = [name for form in (KEY, SENT, KEY.replace("/", "\\/")) if form.encode() in raw]
    if raw[:2] == b"\x1f\x8b":
        found += shown(gzip.decompress(raw), f"{name} (unpacked)")
    return found


def leaks(folder: Path, *, but: str = "") -> list[str]:
    """Files below the folder in which the key stands, members of archives too."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == but:
            continue
        found += shown(path.read_bytes(), str(path))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    found += shown(packed.read(name), f"{path}!{name}")
    return found


def told(*words: str | Path) -> bytes:
    """What a command says, on both streams."""
    done = command(*words)
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "bridge", "values", "shown", "pairs"),
    [
        ("http://b.example/w/1?key=abc", True, (), "http://b.example/w/1?key=***", [("key", "abc")]),
        ("http://b.example/w/1?a=1&Access_Key=x&b=2", True, (), "http://b.example/w/1?a=1&Access_Key=***&b=2",
         [("Access_Key", "x")]),
        ("https://x.gov.cn/list?code=001", False, (), "https://x.gov.cn/list?code=001", []),
        ("https://x.gov.cn/list?token=001", False, (), "https://x.gov.cn/list?token=***", [("token", "001")]),
        ("https://x.gov.cn/list?keyword=a&tokens=b", True, (), "https://x.gov.cn/list?keyword=a&tokens=b", []),
        ("https://x.example/feeds/ab12cd/1.xml", False, ("ab12cd",), "https://x.example/feeds/***/1.xml",
         [("", "ab12cd")]),
        ("https://x.example/f?u=ab12cd&v=1", False, ("ab12cd",), "https://x.example/f?u=***&v=1", [("u", "ab12cd")]),
        ("https://x.example/f?u=ab&v=1", False, ("https://x.example/f?u=ab&v=1",), "https://x.example/f?u=***&v=***",
         [("u", "ab"), ("v", "1")]),
        ("https://x.example/f?u=1", False, ("x.example",), "https://x.example/f?u=1", []),
        ("https://x.example/f?token=***", True, (), "https://x.example/f?token=***", []),
        ("no address?key=1", True, (), "no address?key=***", [("key", "1")]),
    ],
)  # fmt: skip
def test_an_address_is_known_without_its_keys_and_only_its_host_gets_them_back(
    url: str, bridge: bool, values: tuple[str, ...], shown: str, pairs: list[tuple[str, str]]
) -> None:
    told, secrets = concealed(url, bridge=bridge, values=values)
    assert (told, list(secrets.pairs)) == (shown, pairs)
    assert secrets.back_into(told) == url or "://" not in url
    assert secrets.back_into("https://other.example/?key=***&token=***") == "https://other.example/?key=***&token=***"
    assert repr(secrets) == f"Secrets(host={secrets.host!r}, mask='***')"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("?code=1234&x=1234", "?code=***&x=1234"),
        ("&amp;code=1234<", "&amp;code=***<"),
        ("code%3D1234", "code%3D***"),
        ("code=12345 barcode=1234", "code=12345 barcode=1234"),
        ("long-and-telling=", "long-and-telling="),
        ("x long-and-telling/ y", "x *** y"),
        ("x long-and-telling%2F y long-and-telling\\/", "x *** y ***"),
    ],
)
def test_a_short_key_is_taken_out_behind_its_name_and_a_long_one_everywhere(text: str, left: str) -> None:
    secrets = Secrets("h", (("code", "1234"), ("key", "long-and-telling/")))
    assert secrets.out_of(text) == left
    assert secrets.out_of_bytes(f"震{text}灾".encode("gb18030")) == f"震{left}灾".encode("gb18030")


@pytest.mark.parametrize(
    ("url", "channel", "parser", "bridge"),
    [
        ("https://x.gov.cn/rss.xml", "web", "rss", False),
        ("https://rsshub.example/x", "web", "rss", True),
        ("https://news.example/x", "web", "auto", False),
        ("https://x.gov.cn/x", "wechat", "auto", True),
        ("http://127.0.0.1:1200/x", "web", "auto", True),
        ("http://[bad", "web", "auto", True),
    ],
)
def test_bridges_are_told_by_channel_network_and_kind(url: str, channel: str, parser: str, bridge: bool) -> None:
    assert of_bridge(url, channel=channel, parser=parser, private=["127.0.0.1"]) is bridge


def test_two_feeds_that_only_a_key_tells_apart_stay_two_and_a_masked_address_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    head = "schema: 1\ncontact: a@b.example\nfeeds:\n"
    feed = "  - {{id: {0}, url: 'https://b.example/f?token={1}', channel: wechat, parser: rss, carries: [media]}}\n"
    path.write_text(head + feed.format("one", "first-of-all") + feed.format("two", "zweite"), "utf-8")
    settings = load_settings(path, environ={})
    addresses = [one.url for one in settings.feeds]
    assert addresses == ["https://b.example/f?token=***", "https://b.example/f?token=***two"]
    asked = [settings.secrets[one].back_into(one) for one in addresses]
    assert asked == ["https://b.example/f?token=first-of-all", "https://b.example/f?token=zweite"]
    assert "zweite" not in repr(settings)
    path.write_text(head + feed.format("one", "***"), "utf-8")
    with pytest.raises(ConfigError, match=r"feeds.yaml:4:\d+: the key was taken out of this address"):
        load_settings(path, environ={})
    path.write_text(head + feed.format("one", "first-of-all") + feed.format("two", "first-of-all"), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ={})
    assert "stands twice" in str(caught.value)
    assert "first-of-all" not in str(caught.value)


def test_the_key_of_a_bridge_is_sent_to_it_and_stands_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BRIDGE_KEY", SENT)
    here_is = tmp_path / "here"
    with site() as web, caplog.at_level(logging.DEBUG), bench(here_is, web, feeds=BRIDGED) as here:
        blast(web)
        bridge(web)
        assert here.poll()["wb"] == "fetched"
        here.passes(minutes=15)
        bridge(web, status=403)
        assert here.poll()["wb"] == "blocked"
        here.passes(hours=1)
        words = ["--db", here.where.db, "--feeds", here.where.feeds, "--as-of", here.now.isoformat()]
        (incident,) = json.loads(command("incidents", *words, "--json").stdout)["incidents"]
        name, out = incident["id"], tmp_path / "out"
        assert any("/wb/2" in one["url"] for one in incident["releases"]), "the post was read"
        bridge(web)
        bridge(web)
        sources = ["--feeds", here.where.feeds]
        typed = f"{web.root}/weibo/1?limit=9&key={SENT}"
        read = [
            ["feeds", "list", *sources], ["feeds", "health", *words], ["timeline", name, *words],
            ["status", "--db", here.where.db, *sources], ["explain", name, "gb80-info-5h", *words],
            ["search", "爆炸", *words], ["doctor", "--db", here.where.db, *sources],
            ["feeds", "check", "wb", *sources], ["feeds", "add", typed, *sources],
        ]  # fmt: skip
        said = [told(*one, "--json") for one in read] + [told(*one) for one in read[:3]]
        said.append(told("feeds", "check", typed, *sources))
        said += [told("feeds", "export", "--feeds", here.where.feeds, "--format", form) for form in ("csv", "opml")]
        said.append(told("report", "weekly", "--week", "2026-W47", "--out", out, *words))
        said.append(told("export", "evidence", name, "--out", out / "bundle.zip", *words))
        said.append(told("verify", out / "bundle.zip"))
        assert b"key=***" in said[0]
        assert [place for number, one in enumerate(said) for place in shown(one, str(number))] == []
        pages = Pages(here, site_of(here))
        for path in ("/", f"/incidents/{name}", "/feeds", "/feeds/wb", "/changes.json", "/changes.atom"):
            answer = pages.get(path)
            assert shown(answer.content, path) == []
        assert here.value("SELECT count(*) FROM fetches WHERE detail LIKE ?", f"%{NOTE}%")
        db = here.where.db
    polled = told("poll", "wb", "--db", db, *sources)  # nobody is there any more: the attempt is kept
    assert shown(polled, "poll") == []
    live = facts(db)
    done = command("rebuild", "--db", db, *sources)
    assert done.returncode == 0, done.stderr.decode()
    assert facts(db) == live
    assert leaks(tmp_path) == []
    (tmp_path / "kept").write_bytes(gzip.compress(SENT.encode()))
    assert len(leaks(tmp_path)) == 1, "it would be found"
    assert shown(caplog.text.encode(), "log") == []
