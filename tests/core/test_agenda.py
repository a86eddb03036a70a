"""Whose turn it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.agenda import Agenda

T = datetime(2026, 11, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_one_host_gets_one_place_and_the_longest_wait_comes_first() -> None:
    agenda = Agenda({"a1": "a", "a2": "a", "b1": "b"})
    agenda.put([("a1", T), ("a2", T - SECOND), ("b1", T + SECOND)])
    assert agenda.take(T, 10) == [("a2", T - SECOND)]
    assert agenda.take(T + SECOND, 10) == [("b1", T + SECOND)]
    agenda.done("a2", T + 60 * SECOND, rest=T + 3 * SECOND)
    assert agenda.take(T + 2 * SECOND, 10) == [], "the host rests"
    assert agenda.take(T + 3 * SECOND, 10) == [("a1", T)]


def test_a_feed_that_is_drawn_nearer_is_taken_once() -> None:
    agenda = Agenda({"a": "a"})
    agenda.put([("a", T + 100 * SECOND)])
    agenda.draw("a", T + 5 * SECOND)
    agenda.draw("a", T + 50 * SECOND)
    assert agenda.take(T + 5 * SECOND, 10) == [("a", T + 5 * SECOND)]
    agenda.done("a", T + 300 * SECOND, rest=T)
    assert agenda.take(T + 200 * SECOND, 10) == []
    assert agenda.next_due() == T + 300 * SECOND


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 40)), min_size=1, max_size=25),
    st.integers(1, 4),
    st.lists(st.integers(0, 24), max_size=10),
)
def test_nothing_starves_and_no_host_is_asked_twice_at_a_time(
    feeds: list[tuple[int, int]], room: int, drawn: list[int]
) -> None:
    hosts = {str(n): str(host) for n, (host, _) in enumerate(feeds)}
    every = {str(n): pace * SECOND for n, (_, pace) in enumerate(feeds)}
    agenda = Agenda(hosts)
    agenda.put((name, T) for name in hosts)
    asked = dict.fromkeys(hosts, 0)
    under_way: list[str] = []
    rounds = 6 * len(feeds) + 40
    for step in range(rounds):
        now = T + step * SECOND
        for name in under_way:
            agenda.done(name, now + every[name], rest=now)
        under_way = [name for name, due in agenda.take(now, room) if due <= now]
        assert len({hosts[name] for name in under_way}) == len(under_way) <= room
        for name in under_way:
            asked[name] += 1
        if step < len(drawn):
            agenda.draw(str(drawn[step] % len(feeds)), now)
    assert min(asked.values()) >= 1
