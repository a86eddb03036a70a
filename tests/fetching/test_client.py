"""What a poll sends, follows and gets, when servers behave."""

import asyncio
import gzip
import zlib
from datetime import timedelta

import pytest

from monitor.core.feed import Failed, Fetched, NotModified, Outcome, Refused, Validators
from monitor.core.problems import ConfigError
from monitor.fetching import FetchRules, Web
from tests.fetching.loopback import T0, ManualClock, fetch, page, redirect, rules, served

LIST = b"<html><body><ul><li><a href='/a.html'>a notice</a> 2026-11-21</li></ul></body></html>"


def test_a_page_comes_back_with_its_time_headers_and_bytes() -> None:
    result, _ = fetch({"/": page(LIST, headers=('ETag: "v1"',))})
    assert isinstance(result, Fetched)
    assert (result.at, result.status, result.body) == (T0, 200, LIST)
    assert result.header("etag") == '"v1"'


def test_every_request_says_who_asks_and_how_to_reach_them() -> None:
    result, site = fetch({"/": page(LIST)})
    agent = site.requests[0].headers["user-agent"]
    assert agent.startswith("response-window-monitor/")
    assert "webmaster@monitor.example" in agent
    assert ("User-Agent", agent) in result.request_headers


@pytest.mark.parametrize("contact", ["", "  ", "网管@monitor.example", "a\r\nX-Evil: 1"])
def test_a_contact_that_cannot_be_sent_is_the_users_mistake(contact: str) -> None:
    with pytest.raises(ConfigError, match="contact"):
        FetchRules(contact=contact)


@pytest.mark.parametrize(
    ("validators", "header", "value"),
    [
        (Validators(etag='W/"5f-1a"'), "if-none-match", 'W/"5f-1a"'),
        (
            Validators(last_modified="Sat, 21 Nov 2026 09:00:00 GMT"),
            "if-modified-since",
            "Sat, 21 Nov 2026 09:00:00 GMT",
        ),
        (Validators(last_modified="21.11.2026, 9 Uhr"), "if-modified-since", "21.11.2026, 9 Uhr"),
    ],
)
def test_the_servers_validators_go_back_word_for_word_and_304_is_not_modified(validators, header, value) -> None:
    answer = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    result, site = fetch({"/": answer}, get={"validators": validators})
    assert result == NotModified(site.root + "/", T0, (("Connection", "close"),))
    assert site.requests[0].headers[header] == value


def test_304_to_an_unconditional_request_is_no_success() -> None:
    result, _ = fetch({"/": b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"})
    assert isinstance(result, Refused)
    assert result.outcome is Outcome.HTTP_ERROR


def raw_deflate(body: bytes) -> bytes:
    pack = zlib.compressobj(wbits=-15)
    return pack.compress(body) + pack.flush()


def pack(content: bytes) -> bytes:
    """Packed the same at any time of day: the names of these cases hold the bytes."""
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", pack(LIST)),
        ("gzip", pack(LIST[:20]) + pack(LIST[20:])),
        ("x-gzip", pack(LIST)),
        ("deflate", zlib.compress(LIST)),
        ("deflate", raw_deflate(LIST)),
        ("gzip, gzip", pack(pack(LIST))),
        ("gzip\r\nContent-Encoding: gzip", pack(pack(LIST))),
        ("gzip", LIST),  # announced, and not done
        ("br", LIST),
        ("gzip", pack(LIST) + b"\0\0\0"),
        ("identity", LIST),
    ],
)
def test_packed_bodies_are_unpacked(coding: str, packed: bytes) -> None:
    result, _ = fetch({"/": page(packed, headers=(f"Content-Encoding: {coding}",))})
    assert isinstance(result, Fetched), result
    assert result.body == LIST


def test_redirects_are_followed_and_listed() -> None:
    result, site = fetch({"/": redirect("/new/"), "/new/": redirect("index.html"), "/new/index.html": page(LIST)})
    assert isinstance(result, Fetched)
    assert result.url == f"{site.root}/new/index.html"
    assert result.redirects == (f"{site.root}/", f"{site.root}/new/")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"/": redirect("/a"), "/a": redirect("/")}, "circle"),
        ({"/": redirect("/")}, "circle"),
        ({"/": redirect("/1"), **{f"/{n}": redirect(f"/{n + 1}") for n in range(1, 9)}}, "more than 5"),
        ({"/": redirect("http://[::1")}, "location"),
    ],
)
def test_redirects_that_lead_nowhere_are_errors(answers, words: str) -> None:
    result, _ = fetch(answers)
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.ERROR
    assert words in result.detail


def test_a_redirect_without_a_target_is_an_http_error() -> None:
    result, _ = fetch({"/": page(LIST, status="302 Found")})
    assert isinstance(result, Refused)
    assert result.outcome is Outcome.HTTP_ERROR


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "500 Oops", "503 Busy"])
def test_error_statuses_are_refusals_with_their_body(status: str) -> None:
    result, _ = fetch({"/": page(b"<html><body>sorry, not here today</body></html>", status=status)})
    assert isinstance(result, Refused)
    assert (result.outcome, result.status) == (Outcome.HTTP_ERROR, int(status[:3]))
    assert b"sorry" in result.body


@pytest.mark.parametrize(
    ("status", "tries"), [("502 Bad", 3), ("503 Bad", 3), ("504 Bad", 3), ("500 Bad", 1), ("404 Bad", 1)]
)
def test_only_passing_trouble_is_tried_again(status: str, tries: int) -> None:
    result, site = fetch({"/": page(b"x", status=status)}, retries=2)
    assert isinstance(result, Refused)
    assert len(site.requests) == tries


def test_a_retry_that_succeeds_is_a_success() -> None:
    result, site = fetch({"/": [page(b"x", status="502 Bad"), page(LIST)]}, retries=2)
    assert isinstance(result, Fetched)
    assert len(site.requests) == 2


def test_a_broken_server_date_header_or_latin1_header_is_kept_as_text() -> None:
    result, _ = fetch({"/": page(LIST, headers=("Date: yesterday",)).replace(b"yesterday", b"\xe9\xff")})
    assert isinstance(result, Fetched)
    assert result.header("date") == "éÿ"


def test_cookies_are_never_sent_back() -> None:
    async def scenario() -> list[dict[str, str]]:
        clock = ManualClock()
        answers = {"/": page(LIST, headers=("Set-Cookie: id=1; Path=/",))}
        async with served(answers) as site, Web(rules(), clock=clock) as web:
            await web.get(site.root + "/")
            await web.get(site.root + "/")
            return [request.headers for request in site.requests]

    assert all("cookie" not in headers for headers in asyncio.run(scenario()))


def test_credentials_are_used_but_never_shown() -> None:
    async def scenario():
        clock = ManualClock()
        async with served({"/feed": page(LIST)}) as site, Web(rules(), clock=clock) as web:
            good = await web.get(f"http://user:pass%20word@127.0.0.1:{site.port}/feed")
            bad = await web.get("http://user:secret@no-such-host.invalid/feed")
            return good, bad, site

    good, bad, site = asyncio.run(scenario())
    assert site.requests[0].headers["authorization"] == "Basic dXNlcjpwYXNzIHdvcmQ="
    assert "user" not in repr(good)
    assert "secret" not in repr(bad)
    assert good.url == f"{site.root}/feed"


def test_names_can_be_served_from_loopback_by_an_explicit_map() -> None:
    async def scenario():
        clock = ManualClock()
        async with served({"/": page(LIST)}) as site:
            places = {"www.binjiang.gov.example": ("127.0.0.1", site.port)}
            async with Web(rules(allow_hosts=frozenset()), clock=clock, resolve=places) as web:
                return await web.get("http://www.binjiang.gov.example/"), site

    result, site = asyncio.run(scenario())
    assert isinstance(result, Fetched)
    assert site.requests[0].headers["host"] == "www.binjiang.gov.example"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no url",
        "http://",
        "http:///x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "javascript:1",
        "http://a b/",
        "http://\u2603\u0000/",
        "http://127.0.0.1:99999/",
    ],
)
def test_what_is_no_web_address_is_a_failure_and_no_exception(url: str) -> None:
    async def scenario():
        async with Web(rules(), clock=ManualClock()) as web:
            return await web.get(url)

    assert isinstance(asyncio.run(scenario()), Failed)


def test_a_page_of_an_archive_is_spaced_twice_as_wide() -> None:
    async def scenario() -> list[float]:
        clock = ManualClock()
        gentle = rules(delay=timedelta(seconds=3))
        async with served({"/": page(LIST)}) as site, Web(gentle, clock=clock, sleep=clock.sleep) as web:
            for archive in (False, False, True):
                await web.get(site.root + "/", archive=archive)
        return clock.slept

    assert asyncio.run(scenario()) == [3.0, 6.0]
