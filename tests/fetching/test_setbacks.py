"""Hosts that refuse, hosts in trouble, budgets, and faults that last: the client keeps its manners and its head."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from monitor.core.feed import Failed, Fetched, Outcome, Refused
from monitor.fetching import Web
from monitor.fetching.setbacks import MOST_HOSTS, SHARED, STRIKES, Setbacks, strike_of
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
        ("403 Forbidden", ["blocked", "blocked", "resting", "resting"]),
        ("412 Precondition Failed", ["blocked", "blocked", "resting", "resting"]),
        ("429 Too Many Requests", ["http_error", "resting", "resting", "resting"]),
        ("500 Internal Server Error", ["http_error", "http_error", "http_error", "resting"]),
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
    assert requests == sum(one != "resting" for one in first) + 1


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
    assert max(SHARED) <= HOUR, "no owner is lost to our view because of some of its hosts"
    for pauses in STRIKES.values():
        assert list(pauses) == sorted(pauses)
        assert pauses[-1] <= timedelta(days=1)


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WALL = page(b"<script>$_ts=window['$_ts']</script>", status="412 Precondition Failed")
ANSWERS = {
    "good": page(b"<p>a</p>"),
    "wall": WALL,
    "other": page(b"no", status="403 Forbidden"),
    "down": page(b"", status="500 Oops"),
    "busy": page(b"", status="429 Slow Down"),
    "gone": page(b"", status="404 Not Found"),
    "later": page(b"", status="503 Busy", headers=("Retry-After: 3600",)),
}


def at_hosts(script: str) -> tuple[list[str], list[str]]:
    """Ask hosts in turn ("after so many minutes, this host would answer so"): outcomes, and what was said."""
    steps = [("1 " + step).split()[-3:] for step in script.split(", ")]

    async def scenario() -> tuple[list[str], list[str]]:
        clock, would = ManualClock(), [""]

        async def answer(request: object, writer: asyncio.StreamWriter) -> None:
            writer.write(ANSWERS[would[0]])

        async with served({"/": answer}) as site:
            places = {f"{host}.gov.example": ("127.0.0.1", site.port) for _, host, _ in steps}
            async with Web(rules(retries=0), clock=clock, resolve=places, sleep=clock.sleep) as web:
                found, said = [], []
                for minutes, host, would[0] in steps:
                    clock.now += int(minutes) * MINUTE
                    result = await web.get(f"http://{host}.gov.example/")
                    until = web.quiet_until(f"http://{host}.gov.example/")
                    outcome = "fetched" if isinstance(result, Fetched) else result.outcome.value  # type: ignore[union-attr]
                    assert outcome != "resting" or (until is not None and until > clock.now)
                    found.append(outcome)
                    said.append(getattr(result, "detail", ""))
                return found, said

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("steps", "outcomes"),
    [
        pytest.param(
            "yjt.zj wall, wjw.zj good, yjt.zj wall, jtt.zj good",
            "blocked fetched blocked fetched",
            id="one office's wall is its own",
        ),
        pytest.param(
            "yjt.zj wall, wjw.zj wall, jtt.zj good, yjj.hangzhou good, 10 jtt.zj good, mzt.zj good",
            "blocked blocked resting fetched fetched fetched",
            id="two alike: the others of this owner rest, and one asks when that is over",
        ),
        pytest.param(
            "yjt.zj wall, jtt.zj good, wjw.zj wall, jtt.zj good, mzt.zj good",
            "blocked fetched blocked fetched resting",
            id="who answered meanwhile goes on being asked",
        ),
        pytest.param(
            "yjt.zj wall, jtt.zj good, wjw.zj wall, jtt.zj wall, jtt.zj good",
            "blocked fetched blocked blocked resting",
            id="until it refuses us as well",
        ),
        pytest.param(
            "yjt.zj wall, wjw.zj wall, 11 jtt.zj wall, 29 a.zj good, 2 b.zj wall, 59 a.zj good, 2 c.zj wall, "
            "59 a.zj good, 2 a.zj good",
            "blocked blocked blocked resting blocked resting blocked resting fetched",
            id="ten minutes, half an hour, an hour, and never more",
        ),
        pytest.param(
            "yjt.zj wall, wjw.zj other, jtt.zj good",
            "blocked blocked fetched",
            id="two different walls are two offices' affairs",
        ),
        pytest.param(
            "yjt.zj wall, yjt.zj good, wjw.zj wall, jtt.zj good",
            "blocked fetched blocked fetched",
            id="a wall that was taken away is no neighbour's",
        ),
        pytest.param(
            "yjt.zj wall, 1500 wjw.zj wall, jtt.zj good",
            "blocked blocked fetched",
            id="nor is one of the day before",
        ),
        pytest.param(
            "yjt.zj busy, wjw.zj busy, jtt.zj good",
            "http_error http_error resting",
            id="too many requests, said twice, are too many for all",
        ),
        pytest.param(
            "yjt.zj down, yjt.zj down, yjt.zj down, yjt.zj down, wjw.zj down, wjw.zj down, wjw.zj down, "
            "wjw.zj down, jtt.zj down, jtt.zj down, jtt.zj down, jtt.zj down",
            " ".join(["http_error http_error http_error resting"] * 3),
            id="a server in trouble says nothing of the next one",
        ),
        pytest.param(
            "yjt.zj later, yjt.zj good, wjw.zj later, jtt.zj good",
            "http_error resting http_error fetched",
            id="nor does one that asks to come later",
        ),
        pytest.param(
            "yjt.zj wall, wjw.zj wall, 11 wjw.zj gone, jtt.zj good",
            "blocked blocked http_error fetched",
            id="a page that is gone was the site's own answer",
        ),
    ],
)
def test_a_wall_is_the_owners_when_two_of_its_hosts_refuse_alike_and_not_for_long(steps: str, outcomes: str) -> None:
    assert at_hosts(steps)[0] == outcomes.split()


def test_whoever_is_left_alone_is_told_with_whom_and_why() -> None:
    assert at_hosts("yjt.zj wall, wjw.zj wall, jtt.zj good")[1][-1] == (
        "wjw.zj.gov.example, yjt.zj.gov.example refused us alike (瑞数): zj.gov.example is left alone "
        "until 2026-11-21T18:12:00+08:00"
    )
    alone = at_hosts("yjt.zj wall, yjt.zj wall, yjt.zj wall")[1][-1]
    assert alone.startswith("yjt.zj.gov.example refused us (瑞数) and is left alone until ")


def test_an_owner_whose_host_wants_quiet_is_asked_more_slowly_for_an_hour_at_most() -> None:
    clock = ManualClock()
    setbacks = Setbacks(clock=clock)
    two = timedelta(seconds=2)
    setbacks.answered("yjt.zj.gov.cn", 403, wall="403")
    assert setbacks.spaced("www.zj.gov.cn", two) == two, "one refusal may be one page's"
    setbacks.answered("yjt.zj.gov.cn", 429, wall=None)
    assert setbacks.spaced("www.zj.gov.cn", two) == 5 * two
    assert setbacks.spaced("www.zj.gov.cn", 20 * two) == 20 * two, "whoever asked for more gets it"
    assert setbacks.spaced("www.zj.gov.cn", 10 * two) == timedelta(seconds=30)
    assert setbacks.spaced("www.hangzhou.gov.cn", two) == two
    clock.now += 5 * MINUTE
    assert setbacks.spaced("www.zj.gov.cn", two) == two
    for _ in range(5):
        setbacks.answered("yjt.zj.gov.cn", 412, wall="瑞数")
    clock.now += 59 * MINUTE
    assert setbacks.spaced("www.zj.gov.cn", two) == 5 * two
    clock.now += 2 * MINUTE
    assert setbacks.spaced("www.zj.gov.cn", two) == two
    assert setbacks.quiet("yjt.zj.gov.cn") is not None, "the host itself is left alone for a day"


def test_a_clock_set_back_does_not_stretch_an_owners_rest_and_no_crowd_of_names_fills_the_memory() -> None:
    clock = ManualClock()
    setbacks = Setbacks(clock=clock)
    for host in ("a.zj.gov.cn", "b.zj.gov.cn"):
        setbacks.answered(host, 412, wall="瑞数")
    clock.now -= timedelta(days=2)
    assert setbacks.quiet("c.zj.gov.cn") is None
    for number in range(MOST_HOSTS + 5):
        setbacks.answered(f"a{number}.b{number}.example", 403, wall="403")
    assert len(setbacks._strikes) < 10
    assert len(setbacks._owners) < 10


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
