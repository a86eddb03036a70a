"""Hosts that refuse, hosts in trouble, budgets, and faults that last: the client keeps its manners and its head."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from monitor.core.feed import Failed, Fetched, Outcome, Refused
from monitor.fetching import Web
from monitor.fetching.politeness import STRIKES, strike_of
from tests.fetching.loopback import ManualClock, page, redirect, reset, rules, served


async def asked(web: Web, url: str, times: int) -> list[str]:
    """Outcomes of asking so often."""
    found = []
    for _ in range(times):
        result = await web.get(url)
        found.append("fetched" if isinstance(result, Fetched) else result.outcome.value)  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize(
    ("status", "answers"),
    [
        ("403 Forbidden", ["blocked", "blocked", "missed", "missed"]),
        ("412 Precondition Failed", ["blocked", "blocked", "missed", "missed"]),
        ("429 Too Many Requests", ["http_error", "missed", "missed", "missed"]),
        ("500 Internal Server Error", ["http_error", "http_error", "http_error", "missed"]),
        ("404 Not Found", ["http_error"] * 4),
    ],
)
def test_a_host_that_refuses_is_left_alone_the_longer_the_oftener(status: str, answers: list[str]) -> None:
    async def scenario() -> tuple[list[str], list[str], int]:
        clock = ManualClock()
        answers = {"/": page(b"no", status=status)}
        async with served(answers) as site, Web(rules(), clock=clock, sleep=clock.sleep) as web:
            first = await asked(web, site.root + "/", 4)
            clock.now += timedelta(days=1)
            return first, await asked(web, site.root + "/", 1), len(site.requests)

    first, later, requests = asyncio.run(scenario())
    assert first == answers
    assert later == answers[:1], "it is asked again when its rest is over"
    assert requests == sum(one != "missed" for one in first) + 1


def test_a_poll_is_named_by_what_was_answered_and_a_wall_is_not_knocked_at_again() -> None:
    async def scenario() -> tuple[list[str], int, list[str]]:
        clock = ManualClock()
        wall = page("<p>访问被拦截</p>".encode(), status="503 Service Unavailable")
        answers = {"/wall": wall, "/busy": page(b"no", status="503 Service Unavailable")}
        async with served(answers) as site, Web(rules(retries=2), clock=clock, sleep=clock.sleep) as web:
            walled = await asked(web, site.root + "/wall", 1)
            knocked = len(site.requests)
        async with served(answers) as site, Web(rules(retries=2), clock=clock, sleep=clock.sleep) as web:
            busy = []
            for _ in range(3):
                busy += await asked(web, site.root + "/busy", 1)
                clock.now += timedelta(minutes=31)
        return walled, knocked, busy

    assert asyncio.run(scenario()) == (["blocked"], 1, ["http_error"] * 3)


def test_a_good_answer_clears_what_was_held_against_a_host() -> None:
    async def scenario() -> list[str]:
        clock = ManualClock()
        no, yes = page(b"no", status="403 Forbidden"), page(b"<p>here</p>")
        answers = {"/": [no, yes, no, yes, no, yes]}
        async with served(answers) as site, Web(rules(), clock=clock, sleep=clock.sleep) as web:
            return await asked(web, site.root + "/", 6)

    assert asyncio.run(scenario()) == ["blocked", "fetched"] * 3


def test_setbacks_grow_and_stay_within_a_day() -> None:
    assert strike_of(200, walled=True) == "blocked"
    assert strike_of(404, walled=False) is None
    for pauses in STRIKES.values():
        assert list(pauses) == sorted(pauses)
        assert pauses[-1] <= timedelta(days=1)


def test_a_host_on_the_quiet_list_is_never_asked_nor_any_below_it() -> None:
    async def scenario() -> tuple[object, object, int]:
        clock = ManualClock()
        async with served({"/": page(b"x")}) as site:
            places = dict.fromkeys(("a.quiet.example", "notquiet.example"), ("127.0.0.1", site.port))
            strict = rules(quiet_hosts=frozenset({"quiet.example"}))
            async with Web(strict, clock=clock, resolve=places, sleep=clock.sleep) as web:
                found = [await web.get(f"http://{name}/") for name in places]
                return found[0], found[1], len(site.requests)

    quiet, other, requests = asyncio.run(scenario())
    assert isinstance(quiet, Failed)
    assert quiet.outcome is Outcome.QUIET
    assert isinstance(other, Fetched)
    assert requests == 1


def test_budgets_hold_one_host_and_all_together() -> None:
    async def scenario() -> tuple[list[str], list[float]]:
        clock = ManualClock()
        async with served({"/": page(b"<p>x</p>")}) as site:
            async with Web(rules(per_hour=3), clock=clock, sleep=clock.sleep) as web:
                first = await asked(web, site.root + "/", 4)
                clock.now += timedelta(hours=1)
                first += await asked(web, site.root + "/", 1)
            clock.slept.clear()
            async with Web(rules(per_second=2), clock=clock, sleep=clock.sleep) as web:
                await asked(web, site.root + "/", 5)
            return first, clock.slept

    outcomes, slept = asyncio.run(scenario())
    assert outcomes == ["fetched", "fetched", "fetched", "missed", "fetched"]
    assert len([pause for pause in slept if pause > 0]) == 2, "five requests at two a second"


async def _reset(request: object, writer: asyncio.StreamWriter) -> None:
    reset(writer)


async def _silence(request: object, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3)


async def _huge(request: object, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 104857600\r\n\r\n")
    for _ in range(1600):
        writer.write(b"x" * 65536)
        await writer.drain()


def test_with_a_third_of_hosts_failing_every_poll_has_an_outcome_and_nothing_is_left_behind() -> None:
    faults = {
        "/reset": _reset, "/silence": _silence, "/huge": _huge, "/loop": redirect("/loop"), "/good": page(b"<p>a</p>")
    }  # fmt: skip
    kinds = ["/good", "/reset", "/good", "/silence", "/good", "/good", "/huge", "/good", "/loop", "/good"]

    async def scenario() -> tuple[list[object], int]:
        clock = ManualClock()
        names = [f"h{n}.gov{n}.example" for n in range(40)]
        async with served(faults) as site:
            places = {name: ("127.0.0.1", site.port) for name in names if not name.startswith("h3")}
            places |= {name: ("127.0.0.1", 9) for name in names if name.startswith("h3")}  # nobody listens there
            strict = rules(timeout=timedelta(seconds=0.4), max_bytes=100_000)
            async with Web(strict, clock=clock, resolve=places, sleep=clock.sleep) as web:
                urls = [f"http://{name}{kinds[n % len(kinds)]}" for n, name in enumerate(names)]
                before = len(asyncio.all_tasks())
                found = await asyncio.gather(*(web.get(url) for url in urls for _ in range(2)))
            await asyncio.sleep(0.05)
            left = [task for task in asyncio.all_tasks() if "handle" not in repr(task.get_coro())]
            return found, len(left) - before

    results, left = asyncio.run(scenario())
    assert left <= 0
    assert len(results) == 80
    outcomes = {getattr(result, "outcome", None) for result in results}
    assert outcomes >= {None, Outcome.REFUSED, Outcome.TIMEOUT, Outcome.TOO_LARGE, Outcome.ERROR}
    assert not any(isinstance(result, Refused) for result in results)


def test_a_clock_that_jumps_by_an_hour_neither_stalls_nor_floods() -> None:
    async def scenario() -> tuple[list[str], list[float]]:
        clock = ManualClock()
        slow = rules(delay=timedelta(seconds=2))
        async with served({"/": page(b"<p>x</p>")}) as site, Web(slow, clock=clock, sleep=clock.sleep) as web:
            found = await asked(web, site.root + "/", 1)
            for jump in (timedelta(hours=1), timedelta(hours=-1)):
                clock.now += jump
                found += await asked(web, site.root + "/", 2)
        return found, clock.slept

    outcomes, slept = asyncio.run(scenario())
    assert outcomes == ["fetched"] * 5
    assert max(slept) <= 2


def test_a_name_that_fails_and_returns_is_asked_again_at_once() -> None:
    class Resolver(dict):  # type: ignore[type-arg]
        broken = True

        def get(self, host: str, default: object = None) -> object:
            return ("127.0.0.1", 1) if self.broken else super().get(host, default)

    async def scenario() -> list[str]:
        clock = ManualClock()
        async with served({"/": page(b"<p>x</p>")}) as site:
            places = Resolver({"a.example": ("127.0.0.1", site.port)})
            async with Web(rules(), clock=clock, resolve=places, sleep=clock.sleep) as web:
                first = await asked(web, "http://a.example/", 1)
                places.broken = False
                return first + await asked(web, "http://a.example/", 1)

    assert asyncio.run(scenario()) == ["refused", "fetched"]
