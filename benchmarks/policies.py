"""How well `rules propose` reads the five founding documents: what it finds, what it makes up, what it misses.

The duties of each document are those of the rule files that come with the monitor, which people wrote;
the texts are captured copies that are no part of the project (``data/seeds`` of MONITOR_DATA).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.tables import markdown, plain
from monitor.core.instrument import (
    AtLeast,
    Before,
    ByDate,
    CalendarDays,
    Clause,
    Every,
    Limit,
    Months,
    SameTime,
    Within,
    WorkingDays,
    YearlyBy,
)
from monitor.jobs.propose import proposed
from monitor.rulebook import load_rules, packaged_rules
from monitor.text.policies import Proposal

DOCUMENTS = {
    "000_": "lanzhou-2016",
    "001_": "yiyang-2015",
    "002_": "changan-2021",
    "003_": "shanghai-2019",
    "004_": "bazhong-2017",
}
SHARED = 0.5
"""Share of the shorter quote's character pairs that the other must hold for the two to be one duty."""


@dataclass
class Found:
    """What was right in one document."""

    name: str
    duties: int = 0
    proposals: int = 0
    matched: int = 0
    right: int = 0  # proposals that are duties
    figures: int = 0  # matched ones whose figure and unit are those of the rule file
    kinds: int = 0  # and whose duty is
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def measure(folder: Path) -> list[Found]:
    """Each founding document that is there, read and compared."""
    rules = load_rules([packaged_rules()])
    found = []
    for file in sorted(folder.glob("*.txt")):
        name = next((one for start, one in DOCUMENTS.items() if file.name.startswith(start)), None)
        if name is not None:
            reading = proposed(file.read_bytes(), url="https://seeds.example/", content_type="text/plain", at=None)
            found.append(compare(name, rules[name].clauses, reading.proposals))
    return found


def compare(name: str, clauses: Iterable[Clause], proposals: Iterable[Proposal]) -> Found:
    """Clauses and proposals paired by their words, each used once, best pairs first.

    Clauses on one sentence with one limit (a guide and its measures) are one duty.
    """
    duties = list({(clause.quote, clause.limit): clause for clause in clauses if "measures" not in clause.id}.values())
    offers = list(proposals)
    pairs = [(closeness(clause, one), i, j) for i, clause in enumerate(duties) for j, one in enumerate(offers)]
    pairs.sort(reverse=True)
    taken: dict[int, int] = {}
    used: set[int] = set()
    for score, i, j in pairs:
        if score >= SHARED and i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    result = Found(name, len(duties), len(offers), len(taken), len(used))
    for i, clause in enumerate(duties):
        if i not in taken:
            result.missed.append(f"{clause.id} {clause.quote}")
            continue
        one = offers[taken[i]]
        same = figure_of(clause.limit) == {key: value for key, value in one.limit if key != "times"}
        result.figures += same
        result.kinds += one.duty is clause.duty
        if not same:
            result.wrong.append(f"{clause.id}: {figure_of(clause.limit)} read as {dict(one.limit)}")
    result.extra = [one.quote for j, one in enumerate(offers) if j not in used]
    return result


def closeness(clause: Clause, one: Proposal) -> float:
    """How much of the shorter quote stands in the other; a little more where the figures agree."""
    mine, theirs = _pairs(clause.quote), _pairs(one.quote)
    if not mine or not theirs:
        return 0.0
    agree = figure_of(clause.limit) == {key: value for key, value in one.limit if key != "times"}
    return len(mine & theirs) / min(len(mine), len(theirs)) + (0.25 if agree else 0.0)


def _pairs(words: str) -> set[str]:
    letters = re.sub(r"[^一-龥0-9%]", "", words)
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def figure_of(limit: Limit | None) -> dict[str, str]:
    """A limit as a rule file writes it."""
    match limit:
        case None:
            return {}
        case Within(window):
            hours, rest = divmod(window, timedelta(hours=1))
            return {"within": f"{hours}h" if not rest else f"{window // timedelta(minutes=1)}m"}
        case WorkingDays(days):
            return {"within": f"{days}wd"}
        case CalendarDays(days):
            return {"within": f"{days}d"}
        case Months(months):
            return {"within": f"{months // 12}y" if months % 12 == 0 else f"{months}mo"}
        case ByDate(day):
            return {"by": day.isoformat()}
        case YearlyBy(month, day_of_month):
            return {"by": f"{month:02d}-{day_of_month:02d}"}
        case Every(_, days, months):
            if days:
                return {"every": "1w" if days % 7 == 0 else f"{days}d"}
            return {"every": "1y" if months % 12 == 0 else f"{months}mo"}
        case SameTime():
            return {"same_time": "true"}
        case Before():
            return {"before": "effect"}
        case AtLeast(days):
            return {"at_least": f"{days}d"}


def section(home: Path) -> list[str]:
    """The section of docs/evaluation.md, or the word that the texts are not there."""
    folder = home / "data" / "seeds"
    heading = "## Policy texts: duties proposed\n"
    if not folder.is_dir():
        words = f"Not measured: the founding documents are not there ({folder.name})."
        print(words)
        return [heading, f"{words}\n"]
    found = measure(folder)
    rows = [_row(one) for one in found]
    total = Found("all")
    for one in found:
        for name in ("duties", "proposals", "matched", "right", "figures", "kinds"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
    rows.append(_row(total))
    head = ["document", "duties", "proposed", "recall", "precision", "figures right", "duty named right"]
    print(plain(head, rows))
    listed = [
        f"- `{one.name}` {kind}: {words}"
        for one in found
        for kind, words in (
            *(("missed", w) for w in one.missed), *(("no duty of the file", w) for w in one.extra),
            *(("figure", w) for w in one.wrong),
        )
    ]  # fmt: skip
    print("\n".join(listed))
    return [
        heading,
        "`rules propose` on the five founding documents as captured (traditional characters, injected pinyin,\n"
        "half characters, a spam title), against the clauses that people wrote from them. A proposal is a duty where\n"
        "its words are those of a clause; figures count where limit and unit are the same. The texts were at hand\n"
        "while the reading was written: expect less on others.\n",
        markdown(head, rows) + "\n",
        "\n".join(listed) + "\n" if listed else "",
    ]


def _row(one: Found) -> list[str]:
    return [
        one.name, str(one.duties), str(one.proposals), _share(one.matched, one.duties),
        _share(one.right, one.proposals), f"{one.figures}/{one.matched}", f"{one.kinds}/{one.matched}",
    ]  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"
