"""Answers that other tools recorded in several steps: a redirect is one record to them and its target another.

To our client both are one answer, asked for under the first address. So the two are joined here: a redirect is held
until its target comes, and the target is then the answer to what was asked. A redirect whose target is not in the
files says nothing of the page, and is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

from monitor.core.feed import MOST_REDIRECTS, REDIRECTS
from monitor.core.problems import Problem
from monitor.evidence.reading import Kind, Record
from monitor.parsers import canonical

WITHIN = timedelta(hours=1)
"""Between a redirect and the answer it sent for: a browser takes seconds, a crawler a turn of its queue."""


class Forwarding:
    """Joins redirects with their targets, record by record in the order of their dates."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self.problems: list[Problem] = []
        self._wanted = wanted
        self._held: dict[str, list[tuple[Record, int]]] = {}  # target's identity → redirects held for it, and hops

    def through(self, record: Record) -> list[Record]:
        """What is to be taken instead of this record: itself, itself under the address that was asked for, nothing."""
        key = canonical(record.url)
        held = self._held.pop(key, [])
        for one, _ in held:
            if record.at - one.at > WITHIN:
                self._missed(one)
        asked = [(one, hops) for one, hops in held if record.at - one.at <= WITHIN]
        target = _target(record)
        if target is not None:
            self._hold(record, [*asked, *([(record, 0)] if self._wanted(record.url) else [])], target)
            return []
        found = [record] if not asked or self._wanted(record.url) else []
        for one, _ in asked:  # two captures of one record have two names
            name = record.id if not found else f"{record.id}#{len(found)}"
            found.append(replace(record, url=one.url, final_url=record.final_url or record.url, id=name))
        return found

    def end(self) -> None:
        """No more records come."""
        for held in self._held.values():
            for one, _ in held:
                self._missed(one)
        self._held.clear()

    def _hold(self, record: Record, asked: list[tuple[Record, int]], target: str) -> None:
        key = canonical(target)
        for one, hops in asked:
            if key == canonical(one.url):
                continue  # to https, or to another spelling: the target is known as what was asked for anyway
            if hops >= MOST_REDIRECTS:
                self._missed(one)
                continue
            self._held.setdefault(key, []).append((replace(one, at=record.at), hops + 1))

    def _missed(self, redirect: Record) -> None:
        place = f"{redirect.file}:{redirect.offset}"
        what = f"{redirect.url} is a redirect, and what it leads to is not in these files"
        self.problems.append(Problem(place, what, "nothing is said of that page; give the other files, too"))


def _target(record: Record) -> str | None:
    """Where an answer sends to; None where it does not."""
    if record.kind is not Kind.RESPONSE or record.status not in REDIRECTS or record.outcome:
        return None
    place = record.header("location").strip()
    try:
        return urljoin(record.final_url or record.url, place) if place else None
    except ValueError:
        return None
