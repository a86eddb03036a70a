"""Answers that come at about the same time go on together, in their order, and nobody waits for long."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from monitor.jobs.abreast import Abreast


async def came(order: list[str], name: str, abreast: Abreast, *, after: list[asyncio.Event]) -> None:
    async def request() -> str:
        for event in after:
            await event.wait()
        return name

    order.append(await abreast.answer(request()))


def test_an_answer_beside_which_nobody_is_asked_goes_on_at_once() -> None:
    async def work() -> list[str]:
        order: list[str] = []
        poll = came(order, "only", Abreast(), after=[])
        with suppress(StopIteration):
            poll.send(None)  # it never gives the loop a turn
        return order

    assert asyncio.run(work()) == ["only"]


def test_answers_go_on_in_the_order_in_which_they_came_when_the_last_is_there() -> None:
    async def work() -> tuple[list[str], list[str]]:
        order: list[str] = []
        abreast, slow = Abreast(), asyncio.Event()
        names = ("first", "second", "third")
        polls = [asyncio.create_task(came(order, "slow", abreast, after=[slow]))]
        polls += [asyncio.create_task(came(order, name, abreast, after=[])) for name in names]
        await asyncio.sleep(0)
        before = list(order)
        slow.set()
        await asyncio.gather(*polls)
        return before, order

    assert asyncio.run(work()) == ([], ["first", "second", "third", "slow"])


def test_nobody_waits_for_a_server_that_does_not_answer_or_for_one_that_was_given_up() -> None:
    async def work() -> list[str]:
        order: list[str] = []
        abreast, never = Abreast(), asyncio.Event()
        stuck = asyncio.create_task(came(order, "stuck", abreast, after=[never]))
        given_up = asyncio.create_task(came(order, "given up", abreast, after=[]))
        quick = asyncio.create_task(came(order, "quick", abreast, after=[]))
        await asyncio.sleep(0)
        given_up.cancel()
        await quick
        stuck.cancel()
        await asyncio.gather(stuck, given_up, return_exceptions=True)
        return order

    assert asyncio.run(work()) == ["quick"]
