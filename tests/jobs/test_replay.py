"""Archives of other tools: redirects recorded step by step, firewalls nobody named, files inside a WACZ."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest

from monitor.cli.composition import Places, world
from monitor.core.feed import MOST_REDIRECTS
from monitor.core.problems import ConfigError
from monitor.evidence.wacz import is_wacz, refusals, take_out
from monitor.jobs.replay import Replay, Replayed
from monitor.jobs.world import World
from tests.evidence.building import by_record, foreign

SITE = "http://www.binjiang.gov.example"
LIST, ARTICLE = f"{SITE}/list/", f"{SITE}/a/1.html"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
ROWS = "".join(
    f'<li><a href="/a/{n}.html">滨江市通报化工园区爆炸事故有关情况之{n}</a><span>2026-03-05</span></li>' for n in (1, 2)
)
LISTED = f'<html><head><meta charset="utf-8"></head><body><ul class="list">{ROWS}</ul></body></html>'.encode()
PAGE = """<html><head><meta charset="utf-8"><meta name="PubDate" content="2026-03-05 10:30">
<title>滨江市通报化工园区爆炸事故有关情况</title></head><body><h1>滨江市通报化工园区爆炸事故有关情况</h1>
<div>发布时间：2026-03-05 10:30 来源：滨江市应急管理局</div><div id="zoom">
<p>3月5日6时20分许，滨江市江口县化工园区一企业发生爆炸，造成12人死亡、30人受伤。</p></div></body></html>""".encode()
STUB = b"<html><head><script>window['$_ts']={};</script></head><body></body></html>"


def at(minute: int, url: str, body: bytes, *, http: bytes = HTML) -> bytes:
    return foreign(body, url=url, date=f"2026-03-05T03:{minute:02d}:00Z", http=http)


def to(minute: int, url: str, place: str, status: int = 301) -> bytes:
    http = f"HTTP/1.1 {status} Moved\r\nContent-Type: text/html\r\nLocation: {place}\r\n\r\n".encode()
    return at(minute, url, b"<html>moved</html>", http=http)


@contextmanager
def replayed(folder: Path, *records: bytes) -> Iterator[tuple[World, Replayed]]:
    (folder / "feeds.yaml").write_text(
        'schema: 1\nagencies: [{id: a, name: 滨江市应急管理局, adcode: "990100", level: prefecture}]\n'
        f"feeds: [{{id: f, url: '{SITE}/list', agency: a, carries: [releases, incidents]}}]\n",
        "utf-8",
    )
    (folder / "x.warc.gz").write_bytes(by_record(*records))
    with world(Places(folder / "m.db", folder / "feeds.yaml"), create=True) as (here, _):
        yield here, Replay(here).run([folder / "x.warc.gz"])


def outcomes(here: World) -> list[tuple[str, str]]:
    return [tuple(row) for row in here.store.rows("SELECT kind, outcome FROM fetches ORDER BY rowid")]


HOPS = [to(n, f"{SITE}/hop/{n}", f"/hop/{n + 1}") for n in range(3, 3 + MOST_REDIRECTS + 1)]


@pytest.mark.parametrize(
    ("records", "read", "unseen"),
    [
        ([at(0, f"{SITE}/list", LISTED), at(1, ARTICLE, PAGE)], 1, []),
        ([to(0, f"{SITE}/list", "/list/"), at(1, LIST, LISTED), at(2, ARTICLE, PAGE)], 1, []),
        ([to(0, f"{SITE}/list", LIST), at(1, LIST, LISTED), to(2, ARTICLE, "/b/1.html", 302),
          at(3, f"{SITE}/b/1.html", PAGE)], 1, []),
        ([at(0, f"{SITE}/list", LISTED), to(2, ARTICLE, ARTICLE.replace("http", "https")),
          at(3, ARTICLE.replace("http", "https"), PAGE)], 1, []),
        ([at(0, f"{SITE}/list", LISTED), to(2, ARTICLE, "/b", 302), to(3, f"{SITE}/b", "/c", 307),
          at(4, f"{SITE}/c", PAGE)], 1, []),
        ([at(0, f"{SITE}/list", LISTED), to(1, ARTICLE, "/one"), to(2, f"{SITE}/a/2.html", "/one"),
          at(3, f"{SITE}/one", PAGE)], 2, []),
        ([at(0, f"{SITE}/list", LISTED), to(1, ARTICLE, f"{SITE}/a/2.html"), at(3, f"{SITE}/a/2.html", PAGE)], 2, []),
        ([at(0, f"{SITE}/list", LISTED), to(1, ARTICLE, "/b/1.html")], 0, [ARTICLE]),
        ([at(0, f"{SITE}/list", LISTED), to(1, f"{SITE}/nobody", "/b/1.html")], 0, []),
        ([at(0, f"{SITE}/list", LISTED), to(2, ARTICLE, "/hop/3"), *HOPS,
          at(20, f"{SITE}/hop/{3 + len(HOPS)}", PAGE)], 0, [ARTICLE]),
        ([at(0, f"{SITE}/list", LISTED), to(1, ARTICLE, "http://[half"), at(2, f"{SITE}/b/1.html", PAGE)], 0, []),
    ],
    ids=["none", "list", "list and article", "to https", "twice", "two to one", "to another article", "no target",
         "of nothing wanted", "too many", "to no address"],
)  # fmt: skip
def test_a_redirect_and_its_target_are_one_answer(
    tmp_path: Path, records: list[bytes], read: int, unseen: list[str]
) -> None:
    with replayed(tmp_path, *records) as (here, done):
        assert (done.tally.polls, done.tally.unread, done.tally.articles) == (1, 0, read)
        assert here.store.value("SELECT count(*) FROM articles") == read
        assert [problem.what.split()[0] for problem in done.problems] == unseen
        assert here.store.value("SELECT count(DISTINCT id) FROM captures") == 1 + read + ("[half" in str(records))


def test_a_target_that_comes_hours_later_is_not_the_answer(tmp_path: Path) -> None:
    late = foreign(PAGE, url=f"{SITE}/b/1.html", date="2026-03-05T05:01:00Z", http=HTML)
    with replayed(tmp_path, at(0, f"{SITE}/list", LISTED), to(1, ARTICLE, "/b/1.html"), late) as (_, done):
        assert (done.tally.articles, len(done.problems)) == (0, 1)


@pytest.mark.parametrize("http", [HTML, HTML.replace(b"200 OK", b"412 No")], ids=["200", "412"])
def test_a_firewall_in_another_tools_archive_is_a_hole_and_no_page(tmp_path: Path, http: bytes) -> None:
    walled = at(5, f"{SITE}/list", STUB, http=http), at(6, ARTICLE, STUB, http=http)
    with replayed(tmp_path, at(0, f"{SITE}/list", LISTED), *walled) as (here, done):
        assert outcomes(here)[1:] == [("list", "blocked"), ("article", "blocked")]
        assert (done.tally.polls, done.tally.failed, done.tally.articles) == (2, 1, 0)


PACKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\n\r\n"
LONGER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "http", "fields", "outcome"),
    [
        (brotli.compress(PAGE), PACKED % b"br", "", "fetched"),
        (PAGE, PACKED % b"br", "", "fetched"),  # unpacked by the tool, which left the header
        (brotli.compress(PAGE)[:-9], PACKED % b"br", "", "error"),
        (gzip.compress(PAGE), PACKED % b"gzip", "", "fetched"),
        (gzip.compress(PAGE)[:-9], PACKED % b"gzip", "", "error"),
        (PAGE, HTML, "WARC-Truncated: length\r\n", "error"),
        (PAGE, LONGER, "", "error"),
    ],
    ids=["br", "br in name", "br cut", "gzip", "gzip cut", "said", "too short"],
)
def test_an_answer_that_is_not_whole_is_kept_and_not_read(
    tmp_path: Path, body: bytes, http: bytes, fields: str, outcome: str
) -> None:
    article = foreign(body, url=ARTICLE, date="2026-03-05T03:01:00Z", http=http, fields=fields)
    with replayed(tmp_path, at(0, f"{SITE}/list", LISTED), article) as (here, done):
        assert outcomes(here)[1:] == [("article", outcome)]
        assert done.tally.articles == here.store.value("SELECT count(*) FROM articles") == (outcome == "fetched")
        assert here.store.value("SELECT count(*) FROM captures") == 2


# -- WACZ ------------------------------------------------------------------------------------------------


def packed(path: Path, entries: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_the_warc_files_of_a_wacz_are_taken_out_and_nothing_else_is_written(tmp_path: Path) -> None:
    one = by_record(at(0, LIST, LISTED))
    path = packed(
        tmp_path / "x.wacz",
        {
            "archive/data.warc.gz": one,
            "archive/../../evil.warc.gz": b"2",
            "archive/a\\b/c.warc": b"3",
            "pages.txt": b"4",
        },
    )
    inside = tmp_path / "inside"
    inside.mkdir()
    assert (is_wacz(path), refusals(path)) == (True, [])
    found = take_out(path, inside) + take_out(path, inside)
    assert [file.read_bytes() for file in found] == [one, b"2", b"3"] * 2
    assert sorted(inside.iterdir()) == sorted(found)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["inside", "x.wacz"]


def test_what_is_no_proper_wacz_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    zeros = packed(tmp_path / "bomb", {"archive/a.warc.gz": bytes(9_000_000)}, zipfile.ZIP_DEFLATED)
    bz2 = packed(tmp_path / "bz2", {"archive/a.warc.gz": b"1"}, zipfile.ZIP_BZIP2)
    none = packed(tmp_path / "none", {"data/a.warc.gz": b"1"})
    many = packed(tmp_path / "many", {f"archive/{n}.warc": b"1" for n in range(2_001)})
    cut = tmp_path / "cut"
    cut.write_bytes(zeros.read_bytes()[:400])
    said = {path.name: [problem.what for problem in refusals(path)] for path in (zeros, bz2, none, many, cut)}
    assert [len(words) for words in said.values()] == [1] * 5
    for name, words in {
        "bomb": "100 times",
        "bz2": "unusual",
        "none": "no WARC",
        "many": "2001",
        "cut": "no readable",
    }.items():
        assert words in said[name][0]
    assert not is_wacz(tmp_path / "missing")


def test_an_entry_that_was_changed_is_the_files_fault(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.wacz", {"archive/a.warc": b"WARC/1.0 and so on"})
    path.write_bytes(path.read_bytes().replace(b"and so on", b"and so up"))
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(ConfigError, match="cannot be unpacked"):
        take_out(path, inside)
