"""A passage of the hash chain: proof that some records stand where they stand, without the others' content.

Of the records that are shown it holds the whole line of the chain, of those between them the digests
alone: whoever has it computes the head at its end, and compares it with a head that was published,
stamped or handed over at the time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from monitor.core.problems import Problem
from monitor.evidence.chain import GENESIS, NAME, Link, head_after, parse_link, sm3_head_after

_MOST_SKIPPED = 500
"""Digests of records between in one line."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The chain's state after record ``n``."""

    n: int
    head: str
    head_sm3: str  # the SHA-256 head where no record was chained by SM3 yet


@dataclass(frozen=True, slots=True)
class Passage:
    """From the first record shown to a head after the last one."""

    start: Heads
    end: Heads
    steps: tuple[Link | tuple[str, str], ...]  # a record that is shown, or the digests of one that is not

    @property
    def shown(self) -> tuple[Link, ...]:
        """The records that are shown, in the order in which they were written."""
        return tuple(step for step in self.steps if isinstance(step, Link))


def passage(folder: Path, wanted: Collection[str], *, until: int | None = None) -> Passage:
    """The passage over the records with these ids, up to record ``until`` or the chain's present end.

    Ids that the chain does not hold are left out: compare `Passage.shown`.
    """
    start, end = Heads(0, GENESIS, GENESIS), Heads(0, GENESIS, GENESIS)
    steps: list[Link | tuple[str, str]] = []
    for link in _links(folder / NAME):
        shown = link.id in wanted
        if until is not None and link.n > until:
            break
        if shown or steps:
            steps.append(link if shown else (link.sha256, link.sm3))
        else:
            start = Heads(link.n, link.head, link.head_sm3 or link.head)
        end = Heads(link.n, link.head, link.head_sm3 or link.head)
    return Passage(start, end, tuple(steps))


def _links(path: Path) -> Iterator[Link]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        for line in file:
            link = parse_link(line) if line.endswith(b"\n") else None
            if link is not None:
                yield link


def written(one: Passage) -> bytes:
    """The passage as lines of JSON."""
    lines: list[object] = [{"schema": 1, "start": asdict(one.start), "end": asdict(one.end)}]
    between: list[tuple[str, str]] = []
    for step in one.steps:
        if not isinstance(step, Link):
            between.append(step)
            if len(between) < _MOST_SKIPPED:
                continue
        if between:
            lines.append({"between": [list(pair) for pair in between]})
            between = []
        if isinstance(step, Link):
            lines.append({"record": step._asdict()})
    if between:
        lines.append({"between": [list(pair) for pair in between]})
    return b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)


def read_passage(content: bytes, *, name: str, problems: list[Problem]) -> Passage | None:
    """A passage out of its lines, every head computed anew; None where it cannot be read at all."""
    lines = content.splitlines()
    head = _parsed(lines[0]) if lines else None
    start, end = _heads(head, "start"), _heads(head, "end")
    if start is None or end is None:
        problems.append(Problem(name, "is no passage of a chain", "export the bundle again"))
        return None
    steps: list[Link | tuple[str, str]] = []
    for number, line in enumerate(lines[1:], 2):
        found = _steps(_parsed(line))
        if found is None:
            problems.append(Problem(f"{name}:{number}", "this line is not readable", "export the bundle again"))
            return None
        steps += found
    one = Passage(start, end, tuple(steps))
    problems += _wrong(one, name)
    return one


def heads(one: Passage) -> Iterator[Heads]:
    """The chain's state after each record of the passage, computed from the digests."""
    n, head, second = one.start.n, one.start.head, one.start.head_sm3
    for step in one.steps:
        n += 1
        digests = (step.sha256, step.sm3) if isinstance(step, Link) else step
        head = head_after(head, digests[0])
        second = sm3_head_after(second, digests[1]) if digests[1] else head
        yield Heads(n, head, second)


def _wrong(one: Passage, name: str) -> Iterable[Problem]:
    """Where the heads do not follow from the digests."""
    mend = "the bundle was changed: get it again from where it came"
    before = one.start
    for step, after in zip(one.steps, heads(one), strict=True):
        if isinstance(step, Link) and (step.n, step.prev, step.head) != (after.n, before.head, after.head):
            yield Problem(f"{name}: record {step.n}", "does not join the records before it", mend)
            return
        if isinstance(step, Link) and step.head_sm3 and step.head_sm3 != after.head_sm3:
            yield Problem(f"{name}: record {step.n}", "does not join the records before it by SM3", mend)
            return
        before = after
    if before != one.end:
        yield Problem(name, "its end is not the head that follows from its digests", mend)


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _heads(value: object, key: str) -> Heads | None:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, dict) or set(found) != {"n", "head", "head_sm3"} or type(found["n"]) is not int:
        return None
    return Heads(**found) if all(_is_digest(found[k]) for k in ("head", "head_sm3")) and found["n"] >= 0 else None


def _steps(value: object) -> list[Link | tuple[str, str]] | None:
    if not isinstance(value, dict) or len(value) != 1:
        return None
    if "record" in value:
        link = parse_link(json.dumps(value["record"]).encode())
        return None if link is None else [link]
    pairs = value.get("between")
    if not isinstance(pairs, list):
        return None
    found: list[Link | tuple[str, str]] = []
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and _is_digest(pair[0])):
            return None
        if pair[1] != "" and not _is_digest(pair[1]):
            return None
        found.append((pair[0], pair[1]))
    return found


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(c in "0123456789abcdef" for c in value)
