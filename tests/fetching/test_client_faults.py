"""Servers that misbehave: every poll ends in time, with an outcome, and nothing is raised."""

import asyncio
import contextlib
import gzip
import socket
import ssl
import time
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.feed import Failed, Fetched, Outcome, Validators
from monitor.fetching import Web, client
from tests.fetching.loopback import Answer, ManualClock, fetch, page, redirect, reset, rules, served

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SHORT = timedelta(milliseconds=150)


async def slow_head(request, writer) -> None:
    for byte in HEAD * 100:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)


async def slow_body(request, writer) -> None:
    writer.write(HEAD + b"Content-Length: 100000\r\n\r\n")
    for _ in range(500):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(request, writer) -> None:
    await asyncio.sleep(5)


async def half_closed(request, writer) -> None:
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\nabc")
    writer.write_eof()
    await asyncio.sleep(5)


async def hang_up(request, writer) -> None:
    writer.close()


async def reset_at_once(request, writer) -> None:
    reset(writer)


async def reset_in_body(request, writer) -> None:
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\nabc")
    await writer.drain()
    await asyncio.sleep(0.02)
    reset(writer)


async def endless_body(request, writer) -> None:
    writer.write(HEAD + b"\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def endless_chunks(request, writer) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


async def endless_header(request, writer) -> None:
    writer.write(HEAD)
    while True:
        writer.write(b"X-Filler: " + b"x" * 4096 + b"\r\n")
        await writer.drain()


async def bad_chunk_later(request, writer) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.write(b"zz\r\nabc")
    await writer.drain()
    await asyncio.sleep(1)


PACKED = gzip.compress(bytes(range(256)) * 200, mtime=0)  # the names of cases hold some of it
BOMB = gzip.compress(b"\0" * 50_000_000, 9)
DOUBLE_BOMB = gzip.compress(BOMB, 9)


def packed(body: bytes, coding: str = "gzip") -> bytes:
    return page(body, headers=(f"Content-Encoding: {coding}",))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (slow_head, Outcome.TIMEOUT),
        (slow_body, Outcome.TIMEOUT),
        (silence, Outcome.TIMEOUT),
        (half_closed, Outcome.ERROR),
        (hang_up, Outcome.REFUSED),
        (reset_at_once, Outcome.REFUSED),
        (reset_in_body, Outcome.ERROR),
        (endless_body, Outcome.TOO_LARGE),
        (endless_chunks, Outcome.TOO_LARGE),
        (endless_header, Outcome.ERROR),
        (packed(BOMB), Outcome.TOO_LARGE),
        (packed(DOUBLE_BOMB, "gzip, gzip"), Outcome.TOO_LARGE),
        (packed(PACKED[:-20]), Outcome.ERROR),
        (packed(PACKED[:-4]), Outcome.ERROR),
        (packed(PACKED[:40] + b"\xff" * 40 + PACKED[80:]), Outcome.ERROR),
        (packed(b"\x8b\x02\x80abc\x03", "br"), Outcome.ERROR),
        (packed(PACKED, "gzip, gzip, gzip"), Outcome.ERROR),
        (page(b"x" * 2_000_000), Outcome.TOO_LARGE),
        (HEAD + b"Content-Length: 50\r\n\r\nabc", Outcome.ERROR),
        (HEAD + b"Content-Length: many\r\n\r\nabc", Outcome.ERROR),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", Outcome.ERROR),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", Outcome.ERROR),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", Outcome.ERROR),
        (bad_chunk_later, Outcome.ERROR),
        (b"220 smtp.example ESMTP\r\n\r\n", Outcome.ERROR),
        (b"\x16\x03\x01\x00\x05hello", Outcome.ERROR),
        (b"", Outcome.REFUSED),
    ],
)
def test_each_misbehaviour_has_its_outcome_in_time(answer: Answer, outcome: Outcome) -> None:
    started = time.monotonic()
    result, _ = fetch({"/": answer}, timeout=SHORT, max_bytes=1_000_000)
    assert isinstance(result, Failed), result
    assert result.outcome is outcome, result.detail
    assert result.detail
    assert time.monotonic() - started < 2


async def end_of_head_later(request, writer) -> None:
    writer.write(HEAD + b"Content-Length: 3\r\n\r")
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.write(b"\nabcdef")
    await writer.drain()


ANOTHER = HEAD + b"Content-Length: 5\r\n\r\nother"


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 3\r\n\r\nabcdef",
        HEAD + b"Connection: close\r\nContent-Length: 3\r\n\r\nabcdef",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\ngarbage",
        HEAD + b"Content-Length: 3\r\n\r\nabc" + ANOTHER,
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + HEAD + b"Content-Length: 3\r\n\r\nabcdef",
        end_of_head_later,
    ],
)
def test_an_answer_ends_where_it_said_and_what_comes_after_is_dropped_and_noted(answer: Answer) -> None:
    result, _ = fetch({"/": answer})
    assert isinstance(result, Fetched), result
    assert result.body == b"abc"
    assert "dropped" in result.note


def test_what_a_server_sends_unasked_is_never_the_answer_to_the_next_request() -> None:
    unasked = asyncio.Event()

    async def answer_twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while path := (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1]:
                writer.write(HEAD + b"Content-Length: 2\r\n\r\n" + path)
                await writer.drain()
                await asyncio.sleep(0.01)
                writer.write(ANOTHER)
                await writer.drain()
                unasked.set()
        writer.close()

    async def scenario() -> list[bytes]:
        server = await asyncio.start_server(answer_twice, "127.0.0.1", 0)
        root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        found = []
        async with server, Web(rules(), clock=ManualClock()) as web:
            for path in ("/a", "/b", "/c"):
                result = await web.get(root + path)
                assert isinstance(result, Fetched), result
                found.append(result.body)
                await unasked.wait()
                unasked.clear()
                await asyncio.sleep(0.01)  # until it has come
        return found

    assert asyncio.run(scenario()) == [b"/a", b"/b", b"/c"]


@pytest.mark.parametrize("breaks", [reset, asyncio.StreamWriter.close], ids=["reset", "closed"])
def test_a_connection_that_the_server_gave_up_in_between_is_no_failure(breaks) -> None:  # type: ignore[no-untyped-def]
    opened: list[int] = []

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(1)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD + b"Content-Length: 2\r\n\r\nab")
            await writer.drain()
            await reader.readuntil(b"\r\n\r\n")  # the next request comes, and nobody is there any more
        breaks(writer)

    async def scenario() -> list[bytes]:
        server = await asyncio.start_server(answer_once, "127.0.0.1", 0)
        root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        found = []
        async with server, Web(rules(), clock=ManualClock()) as web:
            for path in ("/a", "/b", "/c"):
                result = await web.get(root + path)
                assert isinstance(result, Fetched), result
                found.append(result.body)
        return found

    assert asyncio.run(scenario()) == [b"ab"] * 3
    assert len(opened) == 3


@pytest.mark.parametrize("etag", ['"x"\r\nHost: elsewhere.example', '"x"\n', '"\0"'])
def test_a_validator_that_would_make_a_line_of_its_own_is_not_sent(etag: str) -> None:
    result, site = fetch({"/": page(b"<p>text</p>")}, get={"validators": Validators(etag=etag)})
    assert isinstance(result, Failed), result
    assert result.outcome is Outcome.ERROR
    assert not site.requests


@pytest.mark.parametrize(
    ("answer", "size", "start"),
    [
        (half_closed, 3, b"abc"),
        (reset_in_body, 3, b"abc"),
        (bad_chunk_later, 3, b"abc"),
        (slow_body, None, b"xx"),
        (packed(PACKED[:-20]), len(PACKED) - 20, PACKED[:20]),
        (packed(b"\x8b\x02\x80abc\x03", "br"), 7, b"\x8b\x02\x80abc\x03"),
        (page(b"x" * 2_000_000), None, b"xxx"),
        (silence, None, None),
    ],
)
def test_what_came_of_a_broken_answer_is_kept_beside_its_outcome(answer, size, start) -> None:  # type: ignore[no-untyped-def]
    result, _ = fetch({"/": answer}, timeout=SHORT, max_bytes=1_000_000)
    assert isinstance(result, Failed), result
    if start is None:
        assert result.cut is None
        return
    assert result.cut is not None
    assert result.cut.status == 200
    assert result.cut.start.startswith(start)
    assert size in (None, result.cut.size)
    assert len(result.cut.start) <= 65536


def test_a_bomb_never_unfolds_in_memory() -> None:
    answer = packed(BOMB)
    tracemalloc.start()
    fetch({"/": answer}, max_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_broken_connections_are_tried_again() -> None:
    result, site = fetch({"/": [reset_at_once, hang_up, page(b"here")]}, retries=2)
    assert isinstance(result, Fetched)
    assert len(site.requests) == 3


def test_slow_answers_are_not_tried_again() -> None:
    result, site = fetch({"/": silence}, retries=2, timeout=SHORT)
    assert isinstance(result, Failed)
    assert len(site.requests) == 1


def test_a_port_where_nobody_listens_is_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert outcome_of(f"http://127.0.0.1:{port}/") is Outcome.REFUSED


def test_a_name_that_does_not_exist_is_dns() -> None:
    assert outcome_of("http://no-such-host.invalid/") is Outcome.DNS
    assert outcome_of(f"http://{'a' * 70}.invalid/") is Outcome.DNS


async def over_tls(server_tls: ssl.SSLContext | None, *, legacy_tls: bool = False):
    """A get over https from a server with this side of TLS, or with none."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(page(b"plain"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server_tls)
    async with server, Web(rules(), clock=ManualClock()) as web:
        return await web.get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/", legacy_tls=legacy_tls)


@pytest.fixture
def weak_server(monkeypatch) -> ssl.SSLContext:
    """A server with a key as short as old servers have, whose certificate we trust."""
    chain = Path(__file__).with_name("weak_server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(chain)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    client._strict_tls.cache_clear()
    client._legacy_tls.cache_clear()
    yield context
    client._strict_tls.cache_clear()
    client._legacy_tls.cache_clear()


def test_a_server_that_speaks_no_tls_is_tls() -> None:
    result = asyncio.run(over_tls(None))
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.TLS


def test_a_weak_handshake_fails_unless_the_feed_allows_it_and_is_recorded(weak_server) -> None:
    strict = asyncio.run(over_tls(weak_server))
    assert isinstance(strict, Failed)
    assert strict.outcome is Outcome.TLS
    assert "legacy_tls" in strict.detail
    legacy = asyncio.run(over_tls(weak_server, legacy_tls=True))
    assert isinstance(legacy, Fetched)
    assert legacy.tls == "legacy"


def test_an_untrusted_certificate_is_tls_even_where_legacy_is_allowed(weak_server, monkeypatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    result = asyncio.run(over_tls(weak_server, legacy_tls=True))
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.TLS
    assert "certificate" in result.detail


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://0x7f.1/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://172.16.5.4/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fec0::1]/",
        "http://[3fff::1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[ff02::1]/",
        "http://[::127.0.0.1]/",
    ],
)
def test_private_and_local_addresses_are_never_visited(url: str) -> None:
    assert outcome_of(url, allow_hosts=frozenset()) is Outcome.FORBIDDEN_ADDRESS


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret",
        "http://169.254.169.254/latest/",
        "http://localhost:{port}/secret",
        "file:///etc/passwd",
        "//127.1:{port}/secret",
    ],
)
def test_redirects_do_not_lead_inside(target: str) -> None:
    async def scenario():
        answers: dict[str, Answer] = {"/secret": page(b"secret")}
        async with served(answers) as site:
            answers["/"] = redirect(target.format(port=site.port))
            places = {"www.binjiang.gov.example": ("127.0.0.1", site.port)}
            async with Web(rules(allow_hosts=frozenset()), clock=ManualClock(), resolve=places) as web:
                return await web.get("http://www.binjiang.gov.example/"), site

    result, site = asyncio.run(scenario())
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.FORBIDDEN_ADDRESS
    assert site.paths == ["/"]


def test_private_hosts_of_the_settings_are_reached_from_their_own_pages_only() -> None:
    async def scenario() -> list[object]:
        answers: dict[str, Answer] = {"/secret": page(b"secret"), "/on": redirect("/secret")}
        async with served(answers) as site:
            answers["/"] = redirect(f"{site.root}/secret")
            public = "http://www.binjiang.gov.example"
            places = {"www.binjiang.gov.example": ("127.0.0.1", site.port)}
            async with Web(rules(), clock=ManualClock(), resolve=places) as web:
                found = [
                    await web.get(f"{site.root}/on"),
                    await web.get(f"{site.root}/secret", listed_by=f"{site.root}/"),
                    await web.get(f"{public}/"),
                    await web.get(f"{site.root}/secret", listed_by=f"{public}/list"),
                ]
                return [getattr(result, "outcome", None) for result in found]

    assert asyncio.run(scenario()) == [None, None, Outcome.FORBIDDEN_ADDRESS, Outcome.FORBIDDEN_ADDRESS]


def outcome_of(url: str, **changes: object) -> Outcome:
    async def scenario():
        async with Web(rules(**changes), clock=ManualClock()) as web:
            return await web.get(url)

    result = asyncio.run(scenario())
    assert isinstance(result, Failed), result
    return result.outcome
