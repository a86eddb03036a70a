"""The own stream of invented incidents: tying may not fall behind what it reached on pages labelled beforehand."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.linking import OWN, Item, compared, own_pages, run


def test_invented_incidents_come_apart_as_they_were_labelled() -> None:
    """The floors are a little under what is reached; no page of another matter counts as an answer."""
    items = own_pages(OWN.read_text("utf-8"))
    found = run(items)
    (precision, recall), cubed = compared({item.key: item.incident for item in items}, found.tied)
    assert precision >= 0.98
    assert recall >= 0.86
    assert cubed >= 0.95
    assert not [item.title for item in items if item.kind == "elsewhere" and item.key in found.answers]
    answers = {item.key for item in items if item.answer}
    assert len(answers & found.answers) / len(answers) >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_all_pages_end_in_the_same_incidents_in_whatever_order_they_arrive(seed: int) -> None:
    """Seen long after they were published, in another order: 105 pages on 32 incidents, look-alikes among them."""
    items = own_pages(OWN.read_text("utf-8"))
    late = max(item.seen for item in items) + timedelta(days=1)

    def arrived(some: list[Item]) -> tuple[set[frozenset[str]], set[str]]:
        found = run(replace(one, seen=late + timedelta(seconds=n)) for n, one in enumerate(some))
        groups: dict[str, set[str]] = {}
        for page, incident in found.tied.items():
            groups.setdefault(incident, set()).add(page)
        return {frozenset(pages) for pages in groups.values()}, set(found.doubtful)

    expected = arrived(items)
    random.Random(seed).shuffle(items)
    assert arrived(items) == expected
