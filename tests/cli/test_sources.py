"""`feeds …`: adding, importing, exporting, checking and watching sources."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from monitor.cli.polling import edits_of
from monitor.core.problems import ConfigError
from monitor.fetching import Web
from monitor.jobs.exchange import incoming, outgoing
from monitor.jobs.probing import Proposal, probe
from monitor.settings import load_settings
from monitor.settings.folders import packaged_sources
from monitor.settings.hosts import hosts_of
from monitor.settings.writing import add_to_file, with_entries
from tests.fetching.loopback import ManualClock, page, rules, served
from tests.simulated import answered, bench, blast, command, entry, site

FILE = """# 我的监测源
schema: 1
contact: webmaster@monitor.example   # who to write to
fetching: {{delay: 1s, timeout: 5s, private_hosts: [127.0.0.1]}}
agencies:
  # 兰州
  - {{id: lanzhou, name: 兰州市人民政府, adcode: "620100", level: prefecture}}

feeds:
  - id: gov   # 要闻
    url: {root}/gov/
    agency: lanzhou
    # the next ones are not sure
"""
HANGZHOU = (
    "<html><head><meta name='SiteName' content='滨江区人民政府'><meta name='SiteIDCode' content='3301080001'>"
    "<title>工作动态_杭州市滨江区人民政府</title></head><body><div class='nav'><a href='/tz/'>通知公告</a>"
    "<a href='/fbh/'>新闻发布会</a><a href='http://other.example/x/'>要闻</a></div>"
    "<ul class='list'>{rows}</ul></body></html>"
)


def written(folder: Path, root: str) -> Path:
    path = folder / "feeds.yaml"
    path.write_text(FILE.format(root=root), "utf-8")
    return path


def test_a_feed_is_probed_shown_and_written_and_every_comment_stays(tmp_path: Path) -> None:
    with site() as web:
        rows = "".join(entry(f"/dt/{n}.html", f"区政府召开第{n}次会议", f"2026-11-{n}") for n in range(20, 10, -1))
        web.put("/dt/", HANGZHOU.format(rows=rows))
        path = written(tmp_path, web.root)
        before = path.read_text("utf-8")
        looked = command("feeds", "add", f"{web.root}/dt/", "--feeds", path, "--dry-run", "--json")
        assert looked.returncode == 0, looked.stderr.decode()
        assert path.read_text("utf-8") == before, "a preview writes nothing"
        seen = json.loads(looked.stdout)
        assert seen["agency"]["name"] == "杭州市滨江区人民政府"
        assert (seen["agency"]["adcode"], seen["agency"]["level"]) == ("330108", "county")
        assert len(seen["items"]) == 10
        assert seen["feed"]["parser"] == "auto", "nothing on the page tells what made it"
        assert [one["name"] for one in seen["columns"]] == ["通知公告", "新闻发布会"], "other hosts' are left out"
        asked = command("feeds", "add", f"{web.root}/dt/", "--feeds", path)
        assert asked.returncode == 1, "without a terminal nobody can be asked"
        assert path.read_text("utf-8") == before
        done = command("feeds", "add", f"{web.root}/dt/", "--feeds", path, "--yes")
        assert done.returncode == 0, done.stdout.decode()
        after = path.read_text("utf-8")
        assert set(before.splitlines()) <= set(after.splitlines()), "every line that was written stays"
        settings = load_settings(path, environ={})
        assert settings.feeds[0].id == "gov"
        added = settings.feeds[1]
        assert settings.agency_of(added).name == "杭州市滨江区人民政府"  # type: ignore[union-attr]
        assert added.adaptive
        again = command("feeds", "add", f"{web.root}/dt/", "--feeds", path, "--yes")
        assert again.returncode == 1
        assert "已在设置中" in again.stdout.decode()


@pytest.mark.parametrize("feeds", ["", "feeds: []\n", "feeds:\n"])
def test_the_first_feed_is_added_to_a_file_that_has_none(feeds: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("schema: 1\ncontact: webmaster@monitor.example\n" + feeds, "utf-8")
    table = tmp_path / "table.csv"
    table.write_text("id,url,carries\nnews,https://www.example.gov.cn/news/,media\n", "utf-8")
    assert command("feeds", "list", "--feeds", path).returncode == 2
    assert b"feeds add URL" in command("feeds", "list", "--feeds", path).stderr or feeds != "feeds: []\n"
    done = command("feeds", "import", table, "--feeds", path)
    assert done.returncode == 0, done.stderr.decode()
    assert [feed.id for feed in load_settings(path, environ={}).feeds] == ["news"]


def test_what_can_be_done_about_an_address_that_is_not_asked_is_said(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("schema: 1\ncontact: webmaster@monitor.example\n", "utf-8")
    for words in (["add"], ["add", "--json"]):
        done = command("feeds", *words, "http://127.0.0.1:9/", "--feeds", path)
        assert done.returncode == 1
        assert "private_hosts: [" in done.stdout.decode()


def test_whoever_edits_the_settings_of_a_running_daemon_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    text = FILE.format(root="https://www.example.gov.cn")
    path.write_text(text, "utf-8")
    news = edits_of(path)
    assert news() == ""
    path.write_text(text + "# seen\n", "utf-8")
    assert "restart" in news()
    assert news() == ""
    path.write_text(text + "nonsense: 1\n", "utf-8")
    assert 'unknown key "nonsense"' in news()
    path.unlink()
    assert "there is no such file" in news()


def test_an_address_that_gives_no_list_is_not_written(tmp_path: Path) -> None:
    with site() as web:
        path = written(tmp_path, web.root)
        before = path.read_text("utf-8")
        done = command("feeds", "add", f"{web.root}/nothing/", "--feeds", path, "--yes")
        assert done.returncode == 1
        assert "HTTP" in done.stdout.decode()
        assert path.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("schema: 1\nfeeds: []\n", "schema: 1\nfeeds:\n  - {id: x, url: 'http://x/'}\n"),
        ("schema: 1\nfeeds:\n", None),
        ("schema: 1\nfeeds:\n- {id: a, url: 'http://a/'}\ncontact: x@y.z\n", None),
        ("schema: 1\nfeeds:\n    - id: a\n      url: http://a/\n# the end\n", None),
        ("schema: 1", None),
    ],
)
def test_entries_go_to_the_end_of_their_list_however_it_is_written(text: str, end: str | None, tmp_path: Path) -> None:
    feed = {"id": "x", "url": "http://x/"}
    after = with_entries(text, agencies=[], feeds=[feed])
    path = tmp_path / "feeds.yaml"
    path.write_text(after, "utf-8")
    assert load_settings(path, environ={}).feed("x") is not None
    assert [line for line in text.splitlines() if line not in after.splitlines()] in ([], ["feeds: []"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"schema: 1\r\nfeeds:\r\n  - {id: a, url: http://a/}\r\n", b"  - {id: x, url: http://x/}\r\n"),
        (b"\xef\xbb\xbfschema: 1\nfeeds:\n- {id: a, url: http://a/}\n# end\n", b"- {id: x, url: http://x/}\n# end\n"),
        (b"schema: 1\nfeeds: &all\n  - &a {id: a, url: http://a/}\n", b"  - {id: x, url: http://x/}\n"),
    ],
)
def test_line_ends_marks_anchors_and_links_of_the_file_stay(before: bytes, after: bytes, tmp_path: Path) -> None:
    path, link = tmp_path / "real.yaml", tmp_path / "feeds.yaml"
    path.write_bytes(before)
    link.symlink_to(path)
    add_to_file(link, agencies=[], feeds=[{"id": "x", "url": "http://x/"}], environ={})
    assert link.is_symlink()
    assert path.read_bytes() == before.removesuffix(b"# end\n") + after


def test_what_would_break_the_file_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    path = written(tmp_path, "http://a.example")
    before = path.read_text("utf-8")
    with pytest.raises(ConfigError, match="nobody"):
        add_to_file(path, agencies=[], feeds=[{"id": "x", "url": "http://x/", "agency": "nobody"}], environ={})
    assert path.read_text("utf-8") == before
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ConfigError, match="brackets"):
        with_entries("schema: 1\nfeeds: [{id: a, url: 'http://a/'}]", agencies=[], feeds=[{"id": "x"}])


VSB = (
    "<html><head><title>通知公告_兰州市人民政府</title></head><body><ul>"
    + "".join(
        f'<li id="line_u5_{n}"><a href="info/1/{n}.htm">关于第{n}项水利工程的通知</a><span>2026-11-{n:02}</span></li>'
        for n in range(20, 8, -1)
    )
    + "</ul></body></html>"
)


def test_the_system_that_made_a_page_is_named_only_where_the_page_shows_it(tmp_path: Path) -> None:
    with site() as web:
        path = written(tmp_path, web.root)
        web.put("/vsb/", VSB)
        done = command("feeds", "add", f"{web.root}/vsb/", "--feeds", path, "--dry-run", "--json")
        assert json.loads(done.stdout)["feed"]["parser"] == "vsb"


def test_whose_a_page_is_that_does_not_say_is_told_by_its_host(tmp_path: Path) -> None:
    path = written(tmp_path, "http://a.example")
    hosts = hosts_of(load_settings(path, environ={}))
    assert hosts["a.example"].name == "兰州市人民政府"
    assert hosts["www.mem.gov.cn"].name == "应急管理部"
    with site() as web:
        path = written(tmp_path, web.root)
        rows = "".join(entry(f"/x/{n}.html", f"第{n}次会议召开", f"2026-11-{n}") for n in range(20, 10, -1))
        web.put("/x/", f"<html><title>动态</title><ul>{rows}</ul></html>")
        done = command("feeds", "add", f"{web.root}/x/#top", "--feeds", path, "--dry-run", "--json")
        seen = json.loads(done.stdout)
        assert (seen["feed"]["agency"], seen["agency"]) == ("lanzhou", None)
        assert seen["feed"]["url"] == f"{web.root}/x/"


@pytest.mark.parametrize(
    ("head", "name", "adcode"),
    [
        ("<meta name=SiteIDCode content=3301000001><title>中国·杭州</title>", "杭州市人民政府", "330100"),
        ("<META NAME='SiteIDCode' CONTENT='3301080001'/><title>滨江政府网</title>", "杭州市滨江区人民政府", "330108"),
        ("<meta name='SiteIDCode' content='1101080001'><title>海淀区政府网</title>", "北京市海淀区人民政府", "110108"),
        ("<meta name=SiteName content=应急管理部><meta name=SiteIDCode content=bm20000001>", "应急管理部", "000000"),
        ("<title>通知_杭州市余杭区卫生健康局</title>", "杭州市余杭区卫生健康局", "330110"),
        ("<meta name='SiteIDCode' content='3301000001'><title>通知公告</title>", None, None),
    ],
)
def test_whose_a_page_is_is_told_by_its_head(head: str, name: str | None, adcode: str | None) -> None:
    async def probed() -> Proposal:
        answers = {"/": page(f"<html><head>{head}</head><body></body></html>".encode())}
        async with served(answers) as web_site, Web(rules(), clock=ManualClock()) as web:
            return await probe(web, web_site.root + "/", agencies=(), ids=(), addresses=(), hosts=dict)

    found = asyncio.run(probed())
    assert (found.agency or {}).get("name") == name
    assert (found.agency or {}).get("adcode") == adcode


@pytest.mark.parametrize("url", ["x", "http://", "http://[::1", "http://me:secret@a.example/", "http://a b/"])
@pytest.mark.parametrize("what", ["add", "check"])
def test_what_is_no_address_is_the_users_mistake_and_nothing_is_asked(what: str, url: str, tmp_path: Path) -> None:
    done = command("feeds", what, url, "--feeds", written(tmp_path, "http://a.example"))
    assert done.returncode == 2
    assert "secret" not in done.stderr.decode()


def test_a_check_names_what_a_page_is_instead_of_a_list(tmp_path: Path) -> None:
    with site() as web:
        path = written(tmp_path, web.root)
        web.put("/404/", "<html><title>404</title><body><h1>您访问的页面不存在或已删除</h1></body></html>")
        done = command("feeds", "check", f"{web.root}/404/", "--feeds", path, "--json")
        assert (done.returncode, json.loads(done.stdout)["outcome"]) == (1, "soft_404")
        path.write_text(path.read_text("utf-8") + "    parser: zz\n", "utf-8")
        assert command("feeds", "check", "gov", "--feeds", path).returncode == 2


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        ("name,url\n要闻,http://x.example/1/\n公告,http://x.example/2/\n".encode("gb18030"), ["x", "x-2"]),
        ("编号,名称,网址\nu,要闻,http://x.example/\n".encode(), ["u"]),
        ("id;url\nu;http://x.example/\n".encode("utf-8-sig"), ["u"]),
        ("id\turl\nu\thttp://x.example/\n".encode("utf-16"), ["u"]),
        (b'<opml><body><outline text="a"><outline xmlUrl="feed://x.example/r"/></outline></body></opml>', ["x"]),
    ],
)
def test_tables_are_taken_as_spreadsheets_and_people_write_them(table: bytes, ids: list[str], tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "http://a.example"), environ={})
    assert [feed["id"] for feed in incoming(table, name="t", settings=settings).feeds] == ids


@pytest.mark.parametrize(
    ("table", "place"),
    [
        (b'id,url,name\na,http://x.example/,"no end\nb,http://y.example/,x\n', "t:1"),
        (b"id,url\na,http://x.example/\0\n", "t:2"),
        (b"id,url\n=1+1,http://x.example/\n", "t:2"),
        (b"PK\x03\x04", "t"),
        (b'<opml>\n<body>\n<outline text="a" xmlUrl="/r.xml"/></body></opml>', "t:3"),
    ],
)
def test_what_a_table_would_lose_is_told_where_it_stands(table: bytes, place: str, tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "http://a.example"), environ={})
    with pytest.raises(ConfigError) as told:
        incoming(table, name="t", settings=settings)
    assert [problem.where for problem in told.value.problems] == [place]


@pytest.mark.parametrize("form", ["csv", "opml"])
def test_what_is_exported_is_imported_again_as_it_was(form: str, tmp_path: Path) -> None:
    full, empty = tmp_path / "full", tmp_path / "empty"
    full.mkdir()
    empty.mkdir()
    path = written(full, "http://a.example")
    add_to_file(
        path, agencies=[], environ={},
        feeds=[
            {"id": "wb", "url": "http://r.example/weibo/1", "agency": "lanzhou", "parser": "rss", "channel": "weibo"},
            {"id": "f", "name": "=HYPERLINK(1)", "url": "http://b.example/?a=1&b=2", "every": "90s", "enabled": False},
        ],
    )  # fmt: skip
    settings = load_settings(path, environ={})
    out = tmp_path / f"all.{form}"
    assert command("feeds", "export", "--format", form, "--out", out, "--feeds", path).returncode == 0
    if form == "csv":
        assert ",=HYPERLINK" not in out.read_text("utf-8"), "a spreadsheet must not take it for a formula"
    other = empty / "feeds.yaml"
    (empty / "more").mkdir()
    other.write_text("schema: 1\nsources: [more]\nfeeds: []\n", "utf-8")
    done = command("feeds", "import", out, "--feeds", other, "--json")
    assert done.returncode == 0, done.stderr.decode()
    again = load_settings(other, environ={})
    assert again.feeds == settings.feeds
    assert again.agencies == settings.agencies
    twice = json.loads(command("feeds", "import", out, "--feeds", other, "--json").stdout)
    assert (twice["added"], len(twice["known"])) == ([], 3)
    assert outgoing(again, form) == outgoing(settings, form)


def test_a_feed_readers_list_is_taken_and_every_mistake_of_a_table_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "http://a.example")
    settings = load_settings(path, environ={})
    opml = b"""<opml version="1.0"><body><outline text="News"><outline type="rss" text="City &amp; news"
      xmlUrl="http://rsshub.example/gov/1"/></outline></body></opml>"""
    found = incoming(opml, name="feeds.opml", settings=settings)
    assert [(feed["name"], feed["parser"]) for feed in found.feeds] == [("City & news", "rss")]
    table = "id,url,agency,every\na b,http://x/,lanzhou,15m\nc,ftp://x/,lanzhou,15m\nd,http://d/,nobody,soon\n"
    with pytest.raises(ConfigError) as told:
        incoming(table.encode(), name="t.csv", settings=settings)
    assert [str(problem).split(";")[0] for problem in told.value.problems] == [
        't.csv:2: "a b" is no id', 't.csv:3: "ftp://x/" is no http or https address', 't.csv:4: "soon" is no duration',
    ]  # fmt: skip
    for bad in (b"<html></html>", b"\xff\xfe\x00", b"nam,adress\n1,2\n", b'<!DOCTYPE x [<!ENTITY a "b">]><opml>&a;'):
        with pytest.raises(ConfigError):
            incoming(bad, name="x", settings=settings)


def test_the_sources_that_come_along_are_in_order_and_only_sure_ones_are_on(tmp_path: Path) -> None:
    from monitor import parsers

    path = tmp_path / "feeds.yaml"
    path.write_text("schema: 1\nsources: packaged\nfeeds: []\n", "utf-8")
    settings = load_settings(path, environ={}, parsers=tuple(parsers.load()))
    assert len(settings.feeds) > 1000
    assert len(list(packaged_sources().glob("*.yaml"))) >= 31, "one file a province"
    for feed in settings.feeds:
        assert feed.source.endswith(("; high", "; medium")), feed.id
        assert feed.enabled == feed.source.endswith("; high"), feed.id
        assert feed.adaptive


def test_folders_of_sources_yield_to_the_file_itself_and_tell_their_mistakes(tmp_path: Path) -> None:
    path = written(tmp_path, "http://a.example")
    text = path.read_text("utf-8").replace("agencies:\n", "sources: [more]\nagencies:\n", 1)
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="there is no folder"):
        load_settings(path, environ={})
    (tmp_path / "more").mkdir()
    table = tmp_path / "more" / "a.csv"
    table.write_text("id,url,agency\ngov,http://other/,lanzhou\nnew,http://new/,lanzhou\n", "utf-8")
    settings = load_settings(path, environ={})
    assert [(feed.id, feed.url) for feed in settings.feeds] == [("gov", "http://a.example/gov/"), ("new", "http://new/")]
    other = "schema: 1\nfeeds:\n  - {id: new, url: 'http://n/', parser: zz}\n"
    (tmp_path / "more" / "b.yaml").write_text(other, "utf-8")
    with pytest.raises(ConfigError) as told:
        load_settings(path, environ={}, parsers=["auto"])
    assert any("b.yaml:3" in problem.where for problem in told.value.problems)


def test_all_feeds_are_checked_and_said_line_by_line(tmp_path: Path) -> None:
    with site() as web:
        path = written(tmp_path, web.root)
        add_to_file(path, agencies=[], feeds=[{"id": "gone", "url": f"{web.root}/gone/"}], environ={})
        web.lists("/gov/", entry("/1.html", "情况通报", "2026-11-20"), entry("/2.html", "通告", "2026-11-19"))
        done = command("feeds", "check", "--all", "--feeds", path)
        lines = done.stdout.decode().splitlines()
        assert done.returncode == 1
        assert any(line.startswith("✓ gov") for line in lines)
        assert any(line.startswith("✗ gone") for line in lines)
        assert lines[-1].startswith("1 个读出")


def test_health_says_what_was_seen_what_was_not_and_what_can_be_done(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        blast(web)
        here.poll()
        here.passes(hours=1)
        answered(web)
        here.poll("gov")
        web.put("/media/", "<script>$_ts=window['$_ts']</script>", status=412)
        here.poll("media")
        words = ["--db", here.where.db, "--feeds", here.where.feeds, "--as-of", here.now.isoformat()]
        rows = {row["feed"]: row for row in json.loads(command("feeds", "health", *words, "--json").stdout)["feeds"]}
        rows["gov"]["findings"].remove("skew")  # the test's clock is not the server's
        assert rows["gov"]["findings"] == []
        assert rows["gov"]["date_only_share"] == 1.0
        assert rows["media"]["findings"] == ["blocked", "failing"]
        assert "firewall" in rows["media"]["mend"]["en"]
        assert command("feeds", "health", *words, "--fail-on", "blocked").returncode == 1
        assert command("feeds", "health", *words, "--fail-on", "blind,late").returncode == 0
        assert command("feeds", "health", "gov", *words, "--fail-on", "blocked").returncode == 0
        assert command("feeds", "health", *words, "--fail-on", "ill").returncode == 2
        shown = command("feeds", "health", *words).stdout.decode()
        assert "防火墙挡住" in shown.replace("\n", "").replace(" ", "")
