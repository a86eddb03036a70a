"""How well incident texts are read, beside other libraries on the same cases in the same run.

The cases and the scorer are those of the folder named by MONITOR_DATA (`tools/score_text.py`, `data/`); the peers
answer in the form of `inspect text --json` (benchmarks.text_peers), so one scorer serves all. Times of day that
peers do not tell apart (dateline, incident) are told apart for them by a trigger word in the sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from importlib import import_module
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from benchmarks import incident_facts
from benchmarks.tables import markdown, plain
from monitor.cli.options import moment_option
from monitor.jobs.inspection import inspect_text

ROOT = Path(__file__).resolve().parent.parent
PEERS_PYTHON = ROOT / "build" / "evaluate-env" / "bin" / "python"
PEERS: Mapping[str, tuple[str, ...]] = {  # which peer can answer which tasks
    "recognizers": ("time",),
    "jionlp": ("time",),
    "dateparser": ("time",),
    "cpca": ("place",),
    "patterns": ("casualty", "filter"),
}
GOAL_OF_COST = "CPU milliseconds for 600 characters, median"
NOTICE = range(450, 751)  # characters of a text that counts for the cost

# labels that a person who reads the text does not share: the case, as `_case` names it, and why
DISPUTED = {
    "5197d0": "the label is a country's deaths on roads in a year",
    "bfc36f": "the label is of other attacks that the text refers to",
    "f132b7": "the headline's later toll is left out of the label",
    "f1e34e": "the headline's larger toll is left out of the label",
    "4bc972": "the label is 现场 (the scene), a place in no gazetteer",
    "79274a": "the label is 楼下 (downstairs), a place in no gazetteer",
    "ab0035": "half past and more: the moment holds the label, its middle does not",
    "DateParser/25": "a day that does not exist (2月30日); the label is the year 1",
    "HolidayParser/7": "the label of a lunar festival is a day of the solar calendar",
}


def _case(error: Mapping[str, Any]) -> str:
    """A short name: what the set numbers itself, else the first digits of the SHA-1 of its id."""
    name = str(error["id"])
    tail = name.partition("/")[2]
    numbered = tail[-1:].isdigit() and len(tail) < 30
    return tail if numbered else sha1(name.encode(), usedforsecurity=False).hexdigest()[:6]


@dataclass
class Tally:
    """What one reader reached: metric → value, and the errors of each metric."""

    values: dict[str, float | None] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    errors: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def share(self, metric: str, outcomes: list[tuple[bool, dict[str, Any]]], **_: object) -> None:
        """As the scorer's table: the share of hits."""
        hits = sum(bool(hit) for hit, _ in outcomes)
        missed = [error for hit, error in outcomes if not hit]
        self.value(metric, len(outcomes), hits / len(outcomes) if outcomes else None, errors=missed)

    def value(
        self, metric: str, n: int, ours: float | None, *, errors: Iterable[dict[str, Any]] = (), **_: object
    ) -> None:
        """As the scorer's table: any figure."""
        self.values[metric], self.counts[metric], self.errors[metric] = ours, n, list(errors)


def section(home: Path) -> list[str]:
    """The part of docs/evaluation.md on texts."""
    said = ["## Texts: times, onset, places, casualties, incidents", ""]
    if not (home / "tools" / "score_text.py").exists() or not (home / "data" / "cec").exists():
        return [*said, _missing("the annotated texts and their scorer are not there")]
    readers = {"ours": _ours, **{name: _peer(name) for name in PEERS if PEERS_PYTHON.exists()}}
    if len(readers) == 1:
        said += [_missing("the peers are not installed (`make evaluate` puts them into build/evaluate-env)"), ""]
    scorer = _scorer(home)
    found = {name: _score(scorer, home, name, reader) for name, reader in readers.items()}
    said += [*_notes(), *_table(scorer, found), "", *_errors(found["ours"])]
    return [*said, *incident_facts.section(home / "data" / "incidents" / "incidents.jsonl")]


def renew(page: Path, home: Path) -> None:
    """Write this part anew into the page and leave the others as they are."""
    old = page.read_text("utf-8")
    begin = old.index("## Texts")
    end = old.find("\n## ", begin)
    kept = "" if end < 0 else old[end:]
    page.write_text(old[:begin] + "\n".join(section(home)).rstrip() + "\n" + kept, "utf-8")


def _missing(what: str) -> str:
    words = f"Not measured: {what}."
    print(words)
    return words


def _scorer(home: Path) -> Any:
    sys.path.insert(0, str(home / "tools"))
    return import_module("score_text")


# --- readers -----------------------------------------------------------------------------------------


def _ours(cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for case in cases:
        began = time.process_time()
        published = None if not case["published"] else moment_option(case["published"], "--published")
        answer = inspect_text(case["text"], published=published, place=None)
        answer["ms"] = (time.process_time() - began) * 1000
        yield answer


def _peer(name: str) -> Callable[[list[dict[str, Any]]], Iterator[dict[str, Any]]]:
    def read(cases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        lines = "".join(
            json.dumps({"text": c["text"], "published": c["published"]}, ensure_ascii=False) + "\n" for c in cases
        )
        run = subprocess.run(
            [str(PEERS_PYTHON), str(ROOT / "benchmarks" / "text_peers.py"), name],
            input=lines, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        answers = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        if len(answers) != len(cases):
            print(f"{name}: {len(answers)} answers for {len(cases)} texts: {run.stderr[-400:]}", file=sys.stderr)
            answers += [{"crashed": "no answer"}] * (len(cases) - len(answers))
        yield from answers

    return read


# --- scoring -----------------------------------------------------------------------------------------


def _score(
    scorer: Any, home: Path, name: str, reader: Callable[[list[dict[str, Any]]], Iterator[dict[str, Any]]]
) -> Tally:
    """One reader on all tasks that it can answer."""
    where = SimpleNamespace(part="dev", data=home / "data", limit=None)
    names = json.loads((home / "data" / "adcodes.json").read_text("utf-8"))
    tally, costs, began = Tally(), [], time.monotonic()
    able = PEERS.get(name, ("time", "place", "casualty", "filter"))

    def answered(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answers = list(reader(cases))
        costs.extend(
            answer["ms"] * 600 / len(case["text"])
            for case, answer in zip(cases, answers, strict=True)
            if len(case["text"]) in NOTICE and "ms" in answer
        )
        return answers

    def run(task: str, data: str, score: Callable[..., None], *more: object) -> None:
        if task in able:
            cases = scorer.load(where, data, task)
            score(tally, "dev", cases, answered(cases), *more)

    run("time", "cec", scorer.cec_time)
    run("place", "cec", scorer.cec_place, names)
    run("casualty", "cec", scorer.cec_casualty)
    run("time", "recognizers-zh", scorer.recognizers)
    run("time", "jionlp-time", scorer.jionlp)
    if "place" in able:
        known = json.loads((home / "data" / "jionlp-location" / "cases.json").read_text("utf-8"))
        cases = [case | {"published": "2022-01-01T12:00:00+08:00"} for case in known]
        scorer.location(tally, "dev", cases, answered(cases), names)
    run("filter", "duee", scorer.duee_filter)
    run("casualty", "duee", scorer.duee_casualty)
    tally.value(GOAL_OF_COST, len(costs), median(costs) if costs else None)
    print(f"{name}: {time.monotonic() - began:.0f} s")
    return tally


# --- tables ------------------------------------------------------------------------------------------


def _notes() -> list[str]:
    return [
        "All readers had the same texts and the same publication as reference in this run. A peer's first time in a",
        "sentence with a trigger word, datelines left out, counts as its onset; `patterns` are a few regular",
        "expressions. *containment* is the share of answers whose moment holds the truth, *width* the median width of",
        "the moments: a wide moment is honest and of less use. A dash: the peer does not do it. Cases are named as",
        "their set numbers them, else by the first six digits of the SHA-1 of their id.",
        "",
    ]


def _table(scorer: Any, found: Mapping[str, Tally]) -> list[str]:
    head = ("metric", "n", *found, "goal")
    ours = found["ours"]
    rows = [
        (metric, ours.counts[metric], *(tally.values.get(metric) for tally in found.values()), _goal(scorer, metric))
        for metric in ours.values
    ]
    print(plain(head, rows), end="\n\n")
    return [markdown(head, rows)]


def _goal(scorer: Any, metric: str) -> float | None:
    goal: float | None = 3.0 if metric == GOAL_OF_COST else scorer.GOALS.get(metric)
    return goal


def _errors(ours: Tally) -> list[str]:
    """What we read wrong, by metric and kind, with the cases."""
    rows: list[tuple[object, ...]] = []
    for metric, errors in ours.errors.items():
        kinds: defaultdict[str, list[str]] = defaultdict(list)
        for error in errors:
            kinds[_kind(metric, error)].append(_case(error))
        for kind, cases in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
            shown = "; ".join(cases[:4]) + (f"; and {len(cases) - 4} more" if len(cases) > 4 else "")
            rows.append((metric, kind, len(cases), shown))
    if not rows:
        return []
    counted = Counter(str(kind).partition(":")[0] for _, kind, _, _ in rows)
    print(", ".join(f"{kind} {count}" for kind, count in counted.most_common()))
    return ["### What we read wrong", "", markdown(("metric", "kind of error", "cases", "which"), rows), ""]


def _kind(metric: str, error: dict[str, Any]) -> str:
    """The category of an error, in words."""
    if (case := _case(error)) in DISPUTED:
        return f"label disputed: {DISPUTED[case]}"
    answer, truth = error["answer"], error["truth"]
    if metric.startswith("CEC onset"):
        return "no onset read" if not error.get("onset") else "another time of the text taken"
    if "place" in metric or "location" in metric:
        return "no place read" if not answer.get("places") else "another place, or not the lowest unit"
    if "filter" in metric:
        return "no incident by the label, read as one" if answer.get("incident_type") else "incident missed"
    if any(word in metric for word in ("deaths", "injured", "dead")):
        return "no figure read" if not answer.get("casualties") else "another figure"
    if not answer.get("times"):
        return "no time read"
    if isinstance(truth, dict) and truth.get("type", "").endswith("range"):
        return "another start of a stretch (parts of the day begin at 06, 12, 18 here, at 08, 12, 16 there)"
    return "another start" if "start" in metric else "the moment does not hold the truth"


if __name__ == "__main__":  # this part alone; `make evaluate` measures all of them
    renew(ROOT / "docs" / "evaluation.md", Path(os.environ.get("MONITOR_DATA", ROOT.parent / "shared")).resolve())
