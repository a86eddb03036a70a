"""Pauses, quiet hosts, and robots.txt."""

import asyncio
from datetime import timedelta

import pytest

from monitor.core.feed import Failed, Fetched, Outcome, Refused
from monitor.fetching import Web, registrable_host
from monitor.fetching.politeness import retry_after
from monitor.fetching.setbacks import LONGEST_QUIET
from tests.fetching.loopback import T0, ManualClock, fetch, page, redirect, reset, rules, served

HTML = b"<html><body><p>a page</p></body></html>"


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("yjj.hangzhou.gov.cn", "hangzhou.gov.cn"),
        ("www.hangzhou.gov.cn", "hangzhou.gov.cn"),
        ("yjt.zj.gov.cn", "zj.gov.cn"),
        ("zj.gov.cn", "zj.gov.cn"),
        ("a.b.zj.gov.cn", "zj.gov.cn"),
        ("www.gov.cn", "www.gov.cn"),
        ("WWW.Binjiang.GOV.CN.", "binjiang.gov.cn"),
        ("news.sina.com.cn", "sina.com.cn"),
        ("a.b.example.com", "example.com"),
        ("www.binjiang.gov.example", "binjiang.gov.example"),
        ("www.xx.ah.cn", "xx.ah.cn"),
        ("localhost", "localhost"),
        ("10.1.2.3", "10.1.2.3"),
        ("::1", "::1"),
    ],
)
def test_sub_hosts_of_one_owner_share_one_pace(host: str, owner: str) -> None:
    assert registrable_host(host) == owner


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("120", timedelta(seconds=120)),
        (" 1.5 ", timedelta(seconds=1.5)),
        ("-5", timedelta(0)),
        ("1e300", LONGEST_QUIET),
        ("9" * 400, LONGEST_QUIET),
        ("60, 120", timedelta(seconds=60)),
        ("Sat, 21 Nov 2026 10:05:00 GMT", timedelta(minutes=5)),
        ("Sat, 21 Nov 2026 10:05:00 -0000", timedelta(minutes=5)),
        ("Sat, 21 Nov 2020 10:05:00 GMT", timedelta(0)),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, pause: timedelta | None) -> None:
    assert retry_after(value, now=T0) == pause


def test_requests_to_one_host_never_overlap_and_keep_their_distance() -> None:
    open_now, most = 0, 0

    async def counted(request, writer) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.01)
        open_now -= 1
        writer.write(page(HTML))

    async def scenario() -> ManualClock:
        clock = ManualClock()
        async with (
            served({"/": counted}) as site,
            Web(rules(delay=timedelta(seconds=2)), clock=clock, sleep=clock.sleep) as web,
        ):
            await asyncio.gather(*(web.get(site.root + "/") for _ in range(4)))
        return clock

    clock = asyncio.run(scenario())
    assert most == 1
    assert clock.slept == [2.0, 2.0, 2.0]


def test_a_clock_set_back_does_not_stretch_the_pause() -> None:
    async def scenario() -> list[float]:
        clock = ManualClock()
        gentle = rules(delay=timedelta(seconds=2))
        async with served({"/": page(HTML)}) as site, Web(gentle, clock=clock, sleep=clock.sleep) as web:
            await web.get(site.root + "/")
            clock.now -= timedelta(hours=1)
            await web.get(site.root + "/")
        return clock.slept

    assert asyncio.run(scenario()) == [2.0]


@pytest.mark.parametrize("status", ["503 Busy", "429 Slow Down"])
def test_a_host_that_asks_for_quiet_gets_it(status: str) -> None:
    async def scenario():
        clock = ManualClock()
        answers = {"/": [page(HTML, status=status, headers=("Retry-After: 300",)), page(HTML)]}
        async with served(answers) as site, Web(rules(retries=2), clock=clock) as web:
            first = await web.get(site.root + "/")
            until = web.quiet_until(site.root + "/")
            second = await web.get(site.root + "/")
            asked = len(site.requests)
            clock.now += timedelta(seconds=300)
            third = await web.get(site.root + "/")
            return first, until, second, asked, third

    first, until, second, asked, third = asyncio.run(scenario())
    assert isinstance(first, Refused)
    assert first.retry_after == timedelta(seconds=300)
    assert until == T0 + timedelta(seconds=300)
    assert isinstance(second, Failed)
    assert second.outcome is Outcome.RESTING
    assert asked == 1
    assert isinstance(third, Fetched)


DISALLOW = page(b"User-agent: *\nDisallow: /private/\n")


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (page(b"gone", status="404 Not Found"), None),
        (page(b"gone", status="410 Gone"), None),
        (page(b""), None),
        (page(b"<html><body>the home page, served for every path</body></html>"), None),
        (DISALLOW, Outcome.ROBOTS),
        (page("User-agent: *\r\nDisallow: /private/ # 内部\r\n".encode("gb18030")), Outcome.ROBOTS),
        (page("\ufeffUser-agent: *\nDisallow: /private/\n".encode()), Outcome.ROBOTS),
        (page("User-agent: *\nDisallow: /private/\n".encode("utf-16")), Outcome.ROBOTS),
        (page("User-agent: *\nDisallow: /other/\n".encode("utf-16")), None),
        (page("User-agent: *\nDisallow: /other/\n".encode("utf-16-le")), Outcome.ROBOTS),
        (page(b"User-agent: response-window-monitor\nDisallow: /\n"), Outcome.ROBOTS),
        (page(b"User-agent: *\nDisallow: /\n\nUser-agent: response-window-monitor\nAllow: /\n"), None),
        (page(b"User-agent: otherbot\nDisallow: /\n"), None),
        (page(b"User-agent: *\nDisallow: /*/y\nCrawl-delay: nan\n"), None),
        (redirect("/elsewhere.txt"), Outcome.ROBOTS),
        (page(b"no", status="403 Forbidden"), Outcome.ROBOTS),
        (page(b"<html><script src=/x.js></script></html>", status="412 Precondition Failed"), Outcome.ROBOTS),
        (page(b"<script>document.cookie=1</script>", status="521 Unknown"), Outcome.ROBOTS),
        (page(b"<script>document.cookie='a';location.reload()</script>"), Outcome.ROBOTS),
        (page(b"oops", status="500 Oops"), Outcome.ROBOTS),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser", Outcome.ROBOTS),
        (b"", Outcome.REFUSED),
    ],
)
def test_robots_decides_and_an_unreadable_file_is_no_permission(robots: bytes, outcome: Outcome | None) -> None:
    answers = {"/robots.txt": robots, "/elsewhere.txt": DISALLOW, "/private/x": page(HTML)}
    result, site = fetch(answers, "/private/x", respect_robots=True)
    if outcome is None:
        assert isinstance(result, Fetched), result
    else:
        assert isinstance(result, Failed)
        assert result.outcome is outcome, result.detail
        assert "/private/x" not in site.paths


async def reset_it(request, writer) -> None:
    reset(writer)


def test_a_site_that_cannot_be_reached_is_named_so_and_not_as_its_robots_file() -> None:
    result, _ = fetch({"/robots.txt": reset_it}, respect_robots=True)
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.REFUSED
    assert "robots.txt" in result.detail


def test_robots_is_read_once_a_day_for_all_pages_of_a_site() -> None:
    async def scenario() -> list[str]:
        clock = ManualClock()
        answers = {"/robots.txt": DISALLOW, "/a": page(HTML), "/b": page(HTML)}
        async with served(answers) as site, Web(rules(respect_robots=True), clock=clock) as web:
            await asyncio.gather(web.get(site.root + "/a"), web.get(site.root + "/b"))
            clock.now += timedelta(hours=25)
            await web.get(site.root + "/a")
        return site.paths

    paths = asyncio.run(scenario())
    assert paths.count("/robots.txt") == 2
    assert paths[0] == "/robots.txt"


def test_an_old_copy_of_robots_serves_while_the_file_cannot_be_read() -> None:
    async def scenario():
        clock = ManualClock()
        answers = {"/robots.txt": [DISALLOW, page(b"", status="500 Oops")], "/private/x": page(HTML), "/a": page(HTML)}
        async with served(answers) as site, Web(rules(respect_robots=True), clock=clock) as web:
            await web.get(site.root + "/a")
            clock.now += timedelta(days=2)
            later = [await web.get(site.root + path) for path in ("/a", "/private/x")]
            clock.now += timedelta(days=6)
            return *later, await web.get(site.root + "/a")

    allowed, private, too_old = asyncio.run(scenario())
    assert isinstance(allowed, Fetched)
    assert isinstance(private, Failed)
    assert isinstance(too_old, Failed)
    assert too_old.outcome is Outcome.ROBOTS


def test_an_unreadable_robots_file_is_asked_for_again_soon() -> None:
    async def scenario():
        clock = ManualClock()
        answers = {"/robots.txt": [page(b"", status="500 Oops"), DISALLOW], "/a": page(HTML)}
        async with served(answers) as site, Web(rules(respect_robots=True), clock=clock) as web:
            first = await web.get(site.root + "/a")
            clock.now += timedelta(minutes=2)
            return first, await web.get(site.root + "/a")

    first, second = asyncio.run(scenario())
    assert isinstance(first, Failed)
    assert isinstance(second, Fetched)


def test_crawl_delay_widens_the_pause_and_a_very_long_one_gives_the_request_back() -> None:
    async def scenario(seconds: int):
        clock = ManualClock()
        robots = page(f"User-agent: *\nCrawl-delay: {seconds}\n".encode())
        async with (
            served({"/robots.txt": robots, "/a": page(HTML)}) as site,
            Web(rules(respect_robots=True), clock=clock, sleep=clock.sleep) as web,
        ):
            return await web.get(site.root + "/a"), clock.slept

    result, slept = asyncio.run(scenario(30))
    assert isinstance(result, Fetched)
    assert slept == [30.0]
    result, slept = asyncio.run(scenario(3600))
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.MISSED
    assert slept == []


def test_an_absurd_crawl_delay_does_not_have_us_read_robots_and_nothing_else() -> None:
    async def scenario() -> int:
        clock = ManualClock()
        answers = {"/robots.txt": page(b"User-agent: *\nCrawl-delay: 31536000\n"), "/a": page(HTML)}
        async with served(answers) as site, Web(rules(respect_robots=True), clock=clock, sleep=clock.sleep) as web:
            for _ in range(24):
                await web.get(site.root + "/a")
                clock.now += timedelta(hours=2)
            return site.paths.count("/a")

    assert 1 <= asyncio.run(scenario()) <= 4


def test_every_hop_of_a_redirect_asks_robots() -> None:
    answers = {"/robots.txt": DISALLOW, "/": redirect("/private/x"), "/private/x": page(HTML)}
    result, site = fetch(answers, respect_robots=True)
    assert isinstance(result, Failed)
    assert result.outcome is Outcome.ROBOTS
    assert "/private/x" not in site.paths


def test_a_cancelled_poll_leaves_the_host_free() -> None:
    async def never(request, writer) -> None:
        await asyncio.sleep(5)

    async def scenario():
        clock = ManualClock()
        async with served({"/slow": never, "/": page(HTML)}) as site, Web(rules(), clock=clock) as web:
            task = asyncio.create_task(web.get(site.root + "/slow"))
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return await asyncio.wait_for(web.get(site.root + "/"), 1)

    assert isinstance(asyncio.run(scenario()), Fetched)
