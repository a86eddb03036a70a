"""How well the facts of real incidents are read: onset, grade, and what is a release among look-alikes.

The cases are facts with paraphrases of one or two sentences, not the pages themselves: a title and a digest are all
that is read. Some look-alikes are official words about another incident, or copies of the official text under a wrong
date: words alone cannot tell them, the tie to an incident and the site can. They are counted, and named apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.tables import markdown, plain
from monitor.cli.options import moment_option
from monitor.core.moment import Moment
from monitor.core.statement import Role, Statement
from monitor.text.read import read

ANSWERS = frozenset({
    Role.AUTHORITATIVE_INFO, Role.PRESS_CONFERENCE, Role.INVESTIGATION_REPORT, Role.RUMOUR_REFUTATION, Role.FIRST_REPORT
})  # fmt: skip
LEAST = 0.5  # a role with a lower score is no release
# look-alikes that hold the words of an authority: of another incident, of another body, or the same under a wrong date
OFFICIAL_WORDS = re.compile(
    r"repost|hijacked|same_(?:city|province|type|place|expressway)|higher_level|central|wrong_clock"
)
_STAMP = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d\d))?")
_FULL = timedelta(minutes=1)


@dataclass
class Facts:
    """Counts of what was right."""

    onset: list[bool] = field(default_factory=list)
    widths: list[timedelta] = field(default_factory=list)
    grade: list[bool] = field(default_factory=list)
    kind: list[bool] = field(default_factory=list)
    found: int = 0
    lost: int = 0
    wrong: int = 0  # look-alikes taken for releases
    wrong_by_words: int = 0  # those of them that hold no official words


def section(file: Path) -> list[str]:
    """The lines of docs/evaluation.md on incident facts."""
    said = ["### Facts of real incidents, from paraphrases", ""]
    if not file.exists():
        words = "Not measured: the facts of incidents are not there."
        print(words)
        return [*said, words, ""]
    facts = Facts()
    for line in file.read_text("utf-8").splitlines():
        _count(json.loads(line), facts)
    head = ("what", "n", "ours", "goal")
    rows: list[tuple[object, ...]] = [
        ("onset read, and within a stated interval", len(facts.onset), _share(facts.onset), 0.95),
        ("grade, from the last toll that was stated", len(facts.grade), _share(facts.grade), 0.95),
        ("releases among look-alikes, F1", facts.found + facts.lost, _f1(facts, facts.wrong), 0.92),
        ("the same without official words of other cases and copies", None, _f1(facts, facts.wrong_by_words), None),
        ("kind of release, of those found", len(facts.kind), _share(facts.kind), None),
    ]
    print(plain(head, rows), end="\n\n")
    return [*said, *_NOTE, markdown(head, rows), ""]


_NOTE = [
    "Read are a title and a digest of a sentence or two, written by others about the page: less than the page says,",
    "and with words of its own. Look-alikes that repeat the words of an authority (another incident's notice, a copy",
    "under a wrong date) count as errors in the third line and not in the fourth: the tie and the site tell them, not",
    "the words.",
    "",
]


def _share(outcomes: list[bool]) -> float | None:
    return sum(outcomes) / len(outcomes) if outcomes else None


def _f1(facts: Facts, wrong: int) -> float | None:
    total = 2 * facts.found + facts.lost + wrong
    return 2 * facts.found / total if total else None


def _count(incident: dict[str, Any], facts: Facts) -> None:
    home = incident["place"]["adcode"]
    for release in incident["releases"]:
        said = _said(release, home)
        is_one = _is_release(said)
        facts.found, facts.lost = facts.found + is_one, facts.lost + (not is_one)
        if is_one:
            facts.kind.append(_same_kind(said.roles[0].role, release["kind"]))
        if said.onset is not None:
            facts.onset.append(any(_meets(said.onset.moment, time) for time in _onsets(incident)))
    for other in incident["distractors"]:
        if _is_release(_said(other, home)):
            facts.wrong += 1
            facts.wrong_by_words += not OFFICIAL_WORDS.search(other["reason"])
    toll = (incident["casualties"].get("final") or {}).get("text")
    grade = incident["severity"]["grade"]
    if toll and grade:
        title = re.sub(r"特别重大|重大|较大|一般", "", incident["name"])  # the grade must come from the figures
        read_one = read(f"{title}。{toll}", title=title, home=home).grade.value
        facts.grade.append(read_one is not None and read_one.value == grade)


def _said(page: dict[str, Any], home: str) -> Statement:
    text = f"{page['title']}\n{page['digest_zh']}"
    return read(text, title=page["title"], published=_published(page["page_date"]), home=home)


def _published(stamp: str | None) -> Moment | None:
    found = _STAMP.search(stamp or "")
    if found is None or "假" in (stamp or ""):  # marked as false by who collected it
        return None
    day = f"{int(found[1])}-{int(found[2]):02}-{int(found[3]):02}"
    return moment_option(day if found[4] is None else f"{day}T{int(found[4]):02}:{found[5]}", "page_date")


def _is_release(said: Statement) -> bool:
    return bool(said.roles) and said.roles[0].role in ANSWERS and said.roles[0].score >= LEAST


def _same_kind(role: Role, kind: str) -> bool:
    return role.value == kind or (kind in ("authoritative_info", "school_statement") and role in _INFORMS)


_INFORMS = frozenset({Role.AUTHORITATIVE_INFO, Role.FIRST_REPORT})


def _onsets(incident: dict[str, Any]) -> Iterator[dict[str, str]]:
    yield incident["onset"]["time"]
    for other in incident["onset"]["alternates"]:
        yield other["time"]


def _meets(moment: Moment, time: dict[str, str]) -> bool:
    """The moment read and the interval stated have an instant in common; stated ends are whole minutes."""
    low, high = datetime.fromisoformat(time["lo"]), datetime.fromisoformat(time["hi"])
    return moment.overlaps(Moment(low, max(high, low) + _FULL))
