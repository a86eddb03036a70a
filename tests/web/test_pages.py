"""The pages: there, whole, in both languages, reading only, and nothing that came from a page runs."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from subprocess import PIPE, Popen
from urllib.parse import quote

import httpx
import pytest
from icalendar import Calendar

from monitor import parsers
from monitor.store.facts import Store
from monitor.store.wire import stamp
from monitor.web.asking import preferred
from monitor.web.plugin import STRICT
from monitor.web.routes import ROUTES
from monitor.web.words import WORDS
from tests.simulated import ROOT, command, environment
from tests.web.site import Pages, digest, pages, site_of

ID = "i-20261120-620102-1"
OURS = (
    "/", "/incidents", f"/incidents/{ID}", f"/incidents/{ID}/gb80-info-5h", "/changes", "/places", "/places/620102",
    "/places/620100?year=2025", "/agencies", "/agencies/lanzhou", "/rules", "/rules/cn-gbf-2016-61", "/feeds",
    "/search?q=爆炸", "/review",
)  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages(tmp_path_factory.mktemp("pages") / "here") as made:
        yield made


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages(tmp_path_factory.mktemp("bare") / "here", empty=True) as made:
        yield made


class Seen(HTMLParser):
    """What a browser would act on: elements with their attributes, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def links(self) -> list[str]:
        return [str(said["href"]) for tag, said in self.tags if tag == "a" and said.get("href")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", OURS)
def test_a_page_is_there_in_both_languages(shown: Pages, path: str, lang: str) -> None:
    text = shown.text(path + ("&" if "?" in path else "?") + f"lang={lang}")
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text
    assert text.count("<h1") == 1
    assert WORDS["limits"][0 if lang == "zh" else 1] in unescape(text)


@pytest.mark.parametrize("path", OURS)
def test_a_page_of_an_empty_database_says_what_to_do(bare: Pages, path: str) -> None:
    answer = bare.get(path)
    assert answer.status_code == (404 if ID in path else 200)
    assert "<h1" in answer.text


def test_every_link_of_every_page_leads_somewhere(shown: Pages) -> None:
    links: set[str] = set()
    for path in OURS:
        found = Seen(shown.text(path)).links()
        assert len(found) > 8, path
        links |= {link.partition("#")[0] for link in found if link.startswith("/")}
    assert len(links) > 40
    assert {link: status for link in sorted(links) if (status := shown.get(link).status_code) != 200} == {}


@pytest.mark.parametrize("path", OURS)
def test_nothing_on_a_page_runs_or_comes_from_elsewhere(shown: Pages, path: str) -> None:
    answer = shown.get(path)
    assert answer.headers["content-security-policy"] == STRICT
    assert answer.headers["x-content-type-options"] == "nosniff"
    for tag, said in Seen(answer.text).tags:
        assert not any(name.startswith("on") or name == "style" for name in said), (tag, said)
        source = said.get("src") or ""
        assert source == "" or source.startswith("/"), source
        if tag in ("script", "link") and said.get("rel") != "alternate":
            assert str(said.get("src") or said.get("href")).startswith("/-/monitor/")
        if tag == "a" and str(said["href"]).startswith("http"):
            assert "noopener" in str(said["rel"])


def test_what_a_page_of_the_world_says_is_shown_as_words(shown: Pages) -> None:
    text = shown.text(f"/incidents/{ID}")
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_the_front_page_shows_clocks_that_run_with_and_without_script(tmp_path: Path) -> None:
    with pages(tmp_path / "here", replied=False) as made:
        text = made.text("/")
        assert re.search(r'data-closes="2026-11-2\dT[\d:]+\+08:00"', text)
        assert "剩余" in text
        assert "left</span>" in made.text("/?lang=en")
        assert 'data-now="2026-11-20T' in text
        calendar = Calendar.from_ical(made.text("/deadlines.ics"))
        events = calendar.walk("VEVENT")
        assert [str(event["summary"])[:7] for event in events] == ["5 小时内发布", "24 小时内举"]
        assert all(event.decoded("dtstart") < event.decoded("dtend") for event in events)
        assert all(event.walk("VALARM") for event in events)


def test_an_earlier_time_shows_what_was_known_then(shown: Pages) -> None:
    before = quote("2026-11-20T10:30")
    assert "时限内" in shown.text(f"/incidents/{ID}?as_of={before}")
    assert "时钟停在这一刻" in shown.text(f"/?as_of={before}")
    assert f"as_of={before.replace('%3A', '%3A')}" in shown.text(f"/?as_of={before}")
    assert shown.get(f"/incidents/{ID}?as_of=2026-11-19").status_code == 404


def test_a_capture_stands_beside_what_was_read_from_it(shown: Pages) -> None:
    capture = shown.here.value("SELECT capture FROM articles WHERE url LIKE '%/media/2.html'")
    where = f"/captures/{quote(str(capture), safe='')}"
    text = shown.text(where)
    assert f"{shown.here.site.root}/media/2.html" in text
    assert '<mark title="死亡 12">12人死亡</mark>' in text
    assert "&lt;img src=x onerror=alert(2)&gt;" in text
    frame = next(said for tag, said in Seen(text).tags if tag == "iframe")
    assert frame["sandbox"] == "" or frame["sandbox"] is None
    kept = shown.get(f"{where}/page")
    assert kept.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in kept.headers["content-security-policy"]
    assert "<script>alert(3)</script>" in kept.text, "the bytes as they came"


def test_a_capture_whose_evidence_is_gone_is_said_to_be(tmp_path: Path) -> None:
    with pages(tmp_path / "here") as made:
        capture = made.here.value("SELECT capture FROM articles LIMIT 1")
        for file in made.here.where.warc.glob("*.warc.gz"):
            file.rename(file.with_suffix(".away"))
        assert "留存的字节取不出" in made.text(f"/captures/{quote(str(capture), safe='')}")


def test_the_picture_of_a_timeline_is_a_file_of_its_own(shown: Pages) -> None:
    image = next(said for tag, said in Seen(shown.text(f"/incidents/{ID}")).tags if tag == "img")
    assert image["alt"]
    answer = shown.get(str(image["src"]))
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.text.startswith("<svg")
    assert "<script" not in answer.text


def test_json_is_the_contract_and_csv_is_for_spreadsheets(shown: Pages) -> None:
    whole = json.loads(shown.text("/incidents.json"))
    assert (whole["schema"], [row["id"] for row in whole["incidents"]]) == (1, [ID])
    one = json.loads(shown.text(f"/incidents/{ID}.json"))["incidents"][0]
    assert {entry["kind"] for entry in one["entries"]} >= {"onset", "release", "deadline"}
    lines = shown.text("/verdicts.csv").lstrip("\ufeff").splitlines()
    assert lines[0].startswith("incident,name,place,rule")
    assert len(lines) == 1 + len(one["verdicts"])


def test_datasette_gives_every_table_as_json_and_csv(shown: Pages) -> None:
    for table in ("articles", "looks", "fetches", "incidents", "links", "captures"):
        rows = json.loads(shown.text(f"/monitor/{table}.json?_shape=array"))
        assert len(rows) == min(50, int(str(shown.here.value(f"SELECT count(*) FROM {table}"))))
        assert shown.text(f"/monitor/{table}.csv").count("\n") >= len(rows)
    assert "回到监测页" in shown.text("/monitor")


def test_changes_are_a_feed_that_readers_can_read(shown: Pages) -> None:
    text = shown.text("/changes.atom")
    page = parsers.decode(
        text.encode(), url="http://localhost/changes.atom", content_type="application/atom+xml",
        seen_at=shown.here.clock() + timedelta(days=1),
    )  # fmt: skip
    listing = parsers.load()["rss"].list_items(page)
    said = json.loads(shown.text("/changes.json"))
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert [item.title for item in listing.items] == [item["title"] for item in said["items"]]
    assert [item.url for item in listing.items] == [item["url"] for item in said["items"]]
    assert all(item["url"].startswith("http://localhost/incidents/") for item in said["items"])
    assert len({item["id"] for item in said["items"]}) == len(said["items"]) > 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/monitor", "/-/permissions", "/monitor/articles"])
def test_whatever_is_not_reading_is_refused(shown: Pages, method: str, path: str) -> None:
    assert shown.get(path, method=method).status_code == 405


def test_looking_at_everything_writes_nothing(shown: Pages) -> None:
    before = digest(shown.here.where.storage)
    for path in (*OURS, "/monitor", "/monitor/articles", "/changes.atom", "/deadlines.ics"):
        shown.text(path)
    assert digest(shown.here.where.storage) == before


@pytest.mark.parametrize("sql", ["INSERT INTO looks (feed, at, back_to, parser) VALUES ('x','y','z','p')",
                                 "CREATE TABLE t (a)", "UPDATE verdict_changes SET notified_at = 'x'"])  # fmt: skip
def test_sqlite_itself_refuses_a_write_of_the_pages(shown: Pages, sql: str) -> None:
    with shown.site.reading() as here, pytest.raises(sqlite3.OperationalError, match="readonly"):
        here.store._connection.execute(sql)
    assert shown.get(f"/monitor?sql={quote(sql)}").status_code == 400


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_pages_over_storage_that_may_only_be_read(tmp_path: Path) -> None:
    with pages(tmp_path / "here") as made:
        made.here.here.store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        folder = made.here.where.storage
        folder.chmod(0o555)
        try:
            assert ID in made.text("/incidents")
        finally:
            folder.chmod(0o755)


def test_a_writer_beside_the_pages_goes_on_and_its_rows_are_seen(tmp_path: Path) -> None:
    with pages(tmp_path / "here", empty=True) as made:
        assert "还没有事件" in made.text("/")
        from tests.simulated import blast

        blast(made.here.site)
        made.here.poll()
        assert ID in made.text("/incidents")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", ""])
def test_a_name_that_was_made_to_point_here_is_not_served(shown: Pages, host: str) -> None:
    assert shown.get("/", host=host).status_code == 421


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/incidents/none", 404), ("/incidents/<script>", 404), ("/captures/x", 404), ("/rules/x", 404),
     ("/agencies/x", 404), ("/places/889999", 404), ("/?as_of=soon", 400), ("/incidents?page=x", 400),
     ("/incidents?grade=x", 400), ("/incidents?status=%00", 400), ("/?" + "a=1&" * 60, 400),
     ("/search?q=%25%27%22_%5C", 200), ("/incidents?page=99999", 200), ("/incidents?place=%C3%28", 200)],
)  # fmt: skip
def test_what_a_reader_gets_wrong_is_answered_in_words(shown: Pages, path: str, status: int) -> None:
    answer = shown.get(path)
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("accepts", "lang"),
    [("", "zh"), ("en", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en;q=0.9,zh;q=0.1", "en"), ("fr", "zh"),
     ("fr,en;q=0.5", "en"), ("en;q=0,zh;q=0.2", "zh"), ("*;;;q=q,,", "zh")],
)  # fmt: skip
def test_the_browsers_language_is_answered(accepts: str, lang: str) -> None:
    assert preferred(accepts) == lang


def test_the_language_asked_for_stays_on_every_link(shown: Pages) -> None:
    links = [link for link in Seen(shown.text("/incidents?lang=en")).links() if link.startswith("/incidents")]
    assert links
    assert all("lang=en" in link for link in links if "lang=zh" not in link)


def test_merged_incidents_lead_to_where_they_went(tmp_path: Path) -> None:
    with pages(tmp_path / "here") as made:
        row = dict(made.here.here.store.rows("SELECT * FROM incidents WHERE id = ?", (ID,))[0])
        at = stamp(made.here.clock())
        made.here.here.store.save_incident({**row, "id": "i-other", "merged_into": ID, "recorded_at": at})
        answer = made.get("/incidents/i-other")
        assert (answer.status_code, answer.headers["location"]) == (302, f"/incidents/{ID}")


def test_every_word_of_the_pages_is_used_and_every_used_word_is_there() -> None:
    templates = "".join(path.read_text("utf-8") for path in (ROOT / "monitor/web/templates").glob("*.j2"))
    sources = "".join(p.read_text("utf-8") for p in (ROOT / "monitor/web").glob("*.py") if p.name != "words.py")
    used = set(re.findall(r"""\bt\(["'](\w+)["']""", templates))
    assert used <= set(WORDS)
    both = templates + sources
    assert {key for key in WORDS if f'"{key}"' not in both and f"'{key}'" not in both} == set()
    assert all(zh and en and re.search("[一-龥A-Z]", zh) for zh, en in WORDS.values())


def test_routes_are_reached_by_their_own_addresses_only() -> None:
    assert len({regex for regex, _ in ROUTES}) == len(ROUTES)
    assert all(regex.startswith("/") and regex.endswith("$") for regex, _ in ROUTES)


def test_serve_answers_at_the_address_it_says_until_it_is_stopped(shown: Pages) -> None:
    words = ["serve", "--db", str(shown.here.where.db), "--feeds", str(shown.here.where.feeds), "--port", "0"]
    with Popen([sys.executable, str(ROOT / "run.py"), *words], stdout=PIPE, env=environment()) as process:
        assert process.stdout is not None
        where = process.stdout.readline().decode().split()[0]
        answer = httpx.get(where, timeout=20)
        process.terminate()
        process.wait(20)
    assert answer.status_code == 200
    assert "正在计时" in answer.text
    assert process.returncode in (0, -15)


def test_serve_says_every_mistake_before_it_listens(tmp_path: Path) -> None:
    missing = command("serve", "--db", tmp_path / "none.db", "--feeds", ROOT / "feeds.yaml")
    assert missing.returncode == 2
    assert b"no database there" in missing.stderr


def test_serve_says_when_its_door_is_taken(shown: Pages) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = command("serve", "--db", shown.here.where.db, "--feeds", shown.here.where.feeds, "--port", port)
    assert done.returncode == 2
    assert b"give another --port" in done.stderr


def test_the_same_moment_is_judged_once_until_something_is_written(shown: Pages) -> None:
    here = site_of(shown.here, as_of=shown.here.clock())
    first = here.standing()
    assert here.standing() is first
    with Store(shown.here.where.db) as store:
        store._connection.execute("PRAGMA user_version = 7")
        store._connection.execute("PRAGMA user_version = 0")
    assert here.standing() is not first
