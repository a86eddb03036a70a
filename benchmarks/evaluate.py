"""How well pages, texts and replays are read, on data that are no part of the project.

`make evaluate` looks for the folder named by MONITOR_DATA (``../shared`` beside the checkout if unset):
``data/`` with sets of captured pages, ``tools/`` with scoring programs of others. What is not there is
said to be missing. The tables are printed and written to docs/evaluation.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import evaluate_text, policies
from benchmarks.real_pages import Case, cases, same_charset, same_words, verdict
from benchmarks.serving import served
from benchmarks.tables import markdown, plain, share
from monitor.clock import wall_clock
from monitor.core.feed import Fetched
from monitor.fetching.client import Web
from monitor.fetching.politeness import FetchRules
from monitor.jobs.inspection import inspect_list, inspect_page, page_of

ROOT = Path(__file__).resolve().parent.parent
SETS = ("pages", "gov-pages")
TOOLS = {
    "score_pages.py": "Pages: dates, titles, sources, bodies, lists",
    "score_replays.py": "Replays: verdicts beside those that the evidence admits",
}
SILENT = ("null", "from metadata", "invented")
DATED = ("right minute", "right", "missing", "wrong")
INTRO = """# Evaluation

Written by `make evaluate`; not edited by hand. The data are captured pages, annotated texts, and replays whose
pages were rendered from the facts of real incidents. They belong to their publishers and are no part of the
project, so a checkout alone cannot measure: name their folder in MONITOR_DATA.

Why these figures are kept: heuristics are changed by what they do here, not by how they sound, and a change that
makes one worse is seen. The data were at hand while the reading was written, so the figures flatter: expect less on
pages and texts that nobody has looked at. What a wrong figure costs differs: a date that is *missing* gives
`undetermined`, a date that is *invented* or *wrong* can give a false verdict.
"""


@dataclass
class Score:
    """What was right on one set."""

    pages: int = 0
    fetched: int = 0
    crashes: list[str] = field(default_factory=list)
    dates: Counter[str] = field(default_factory=Counter)
    minutes: int = 0
    titles: list[bool] = field(default_factory=list)
    sources: list[bool] = field(default_factory=list)
    charsets: list[bool] = field(default_factory=list)
    lists: int = 0
    lists_read: int = 0
    entries: int = 0
    entries_found: int = 0
    entries_read: int = 0
    nexts: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main() -> int:
    """Measure what there is to measure; exit 1 where reading crashed."""
    home = Path(os.environ.get("MONITOR_DATA", ROOT.parent / "shared")).resolve()
    page = [INTRO]
    scores = {}
    for name in SETS:
        folder = home / "data" / name
        if (folder / "index.jsonl").exists():
            scores[name] = asyncio.run(read_set(folder))
        else:
            page.append(missing(f"the captured pages `{name}` are not there"))
    if scores:
        page += through_the_client(scores)
    with tempfile.TemporaryDirectory() as scratch:
        for tool, heading in TOOLS.items():
            page += scored(home, tool, heading, Path(scratch))
    page += evaluate_text.section(home)
    page += policies.section(home)
    (ROOT / "docs" / "evaluation.md").write_text("\n".join(page).rstrip() + "\n", "utf-8")
    crashes = [words for score in scores.values() for words in score.crashes]
    print("\n".join(crashes), file=sys.stderr)
    return 1 if crashes else 0


def missing(what: str) -> str:
    """Said on the terminal and on the page."""
    words = f"Not measured: {what}."
    print(words)
    return f"{words}\n"


async def read_set(folder: Path) -> Score:
    """Serve every page of a set on loopback and read it as the pipeline would."""
    score = Score()
    wanted = {f"/{number}/{case.name}": case for number, case in enumerate(cases(folder)) if case.file.exists()}
    rules = FetchRules(contact="evaluation@localhost", delay=timedelta(0), allow_hosts=frozenset({"127.0.0.1"}))
    with served({path: case.body() for path, case in wanted.items()}) as root:
        async with Web(rules, clock=wall_clock) as web:
            for path, case in wanted.items():
                answer = await web.get(root + path)
                score.pages += 1
                if not isinstance(answer, Fetched):
                    score.crashes.append(f"{case.name}: not fetched: {answer}")
                    continue
                score.fetched += 1
                began = time.perf_counter()
                try:
                    read(score, case, answer)
                except Exception:  # noqa: BLE001 - a crash is a finding to be listed, not the end of measuring
                    score.crashes.append(f"{case.name}: {traceback.format_exc()}")
                score.seconds.append(time.perf_counter() - began)
    return score


def read(score: Score, case: Case, answer: Fetched) -> None:
    """One page through the same functions as `inspect`; nobody knows when it was captured."""
    page = page_of(answer.body, case.url, fetched_at=None, content_type=answer.header("content-type"))
    if case.kind == "list":
        listing = inspect_list(page)
        score.lists += 1
        score.lists_read += bool(listing["items"])
        if case.entries is not None:
            left = list(case.entries)
            for item in listing["items"]:
                hit = next((title for title in left if same_words(title, item["title"])), None)
                if hit is not None:
                    left.remove(hit)
            score.entries += len(case.entries)
            score.entries_read += len(listing["items"])
            score.entries_found += len(case.entries) - len(left)
        if case.next_page is not None:
            score.nexts.append(bool(listing["next"]) == case.next_page)
        return
    article = inspect_page(page)
    if case.charset:
        score.charsets.append(same_charset(article["charset"], case.charset))
    if case.kind != "article":
        return
    how = verdict(article["published"], case)
    score.dates[how] += 1
    score.minutes += case.when is not None and case.when.minute is not None
    if case.title:
        score.titles.append(same_words(case.title, article["title"]))
    if case.source:
        score.sources.append(same_words(case.source, article["source"]))


def through_the_client(scores: dict[str, Score]) -> list[str]:
    """The tables of section one."""
    head = (
        "set", "pages", "fetched", "crashes", "title", "source", "charset", "day", "minute", "silent: honest",
        "date missing", "date wrong", "date invented", "median ms",
    )  # fmt: skip
    rows = []
    for name, score in scores.items():
        dates = score.dates
        rows.append(
            (
                name, score.pages, score.fetched, len(score.crashes),
                share(sum(score.titles), len(score.titles)), share(sum(score.sources), len(score.sources)),
                share(sum(score.charsets), len(score.charsets)),
                share(dates["right"] + dates["right minute"], sum(dates[word] for word in DATED)),
                share(dates["right minute"], score.minutes),
                share(dates["null"] + dates["from metadata"], sum(dates[word] for word in SILENT)),
                dates["missing"], dates["wrong"], dates["invented"], median(score.seconds) * 1000,
            )
        )  # fmt: skip
    lists_head = ("set", "lists", "with entries read", "entries found", "entries given", "next page known rightly")
    lists = [
        (
            name, score.lists, share(score.lists_read, score.lists), share(score.entries_found, score.entries),
            score.entries_read if score.entries else None, share(sum(score.nexts), len(score.nexts)),
        )
        for name, score in scores.items()
    ]  # fmt: skip
    print(plain(head, rows), plain(lists_head, lists), sep="\n\n", end="\n\n")
    return [
        "## Captured pages through the real client",
        "",
        "Every page is served on loopback, fetched by the client that polls, and read by the functions behind",
        "`inspect`, without knowing when it was captured. A title or source is right where it equals the label or",
        "one holds the other. *silent* are pages that show no time to a reader: null there is honest, and so is what",
        "only metadata say, given with its origin (`from`), which a judge takes as an upper bound only. On lists whose",
        "copier had emptied the links, the links lead somewhere again.",
        "",
        markdown(head, rows),
        "",
        markdown(lists_head, lists),
        "",
    ]


def scored(home: Path, tool: str, heading: str, scratch: Path) -> list[str]:
    """The tables of a scoring program of others, where it is there."""
    said = [f"## {heading}", ""]
    program = home / "tools" / tool
    if not program.exists():
        return [*said, missing(f"the scoring program `{tool}` is not there")]
    out = scratch / f"{tool}.json"
    extra = [str(home / "data" / "replays")] if tool == "score_replays.py" else ["--fast"]
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, str(program), *extra, "--project", str(ROOT), "--json", str(out)],
        capture_output=True, text=True, check=False, cwd=scratch,
    )  # fmt: skip
    print(f"{tool}: {time.monotonic() - began:.0f} s, exit {run.returncode}\n{run.stdout}{run.stderr[-2000:]}")
    if not out.exists():
        return [*said, missing(f"`{tool}` gave no figures (exit {run.returncode})")]
    answer = json.loads(out.read_text("utf-8"))
    return [*said, *(replays(answer) if isinstance(answer, list) else metrics(answer["rows"])), ""]


def metrics(rows: list[dict[str, Any]]) -> list[str]:
    """One line per metric; a peer is the best of other libraries on the same cases."""
    head = ("metric", "n", "ours", "peer", "which")
    return [markdown(head, [(r["metric"], r["n"], r["ours"], r["peer"], r["peer_name"] or None) for r in rows])]


def replays(rows: list[dict[str, Any]]) -> list[str]:
    """Per variant and in all: verdicts that the evidence admits, and the two kinds of error that must not be."""
    by_variant: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_variant.setdefault(row["name"].split("/")[1], []).append(row)
    head = ("variant", "replays", "admissible", "wrong grave", "wrong met", "incident found", "extra", "median s")

    def line(name: str, some: list[dict[str, Any]]) -> tuple[object, ...]:
        return (
            name, len(some), share(sum(r["ok"] for r in some), sum(r["n"] for r in some)),
            sum(len(r["wrong_grave"]) for r in some), sum(len(r["wrong_met"]) for r in some),
            share(sum(r["found"] for r in some), len(some)), sum(r["invented"] for r in some),
            median(r.get("seconds", 0.0) for r in some),
        )  # fmt: skip

    table = [*(line(name, some) for name, some in sorted(by_variant.items())), line("all", rows)]
    true, extra, lost = (sum(r[key] for r in rows) for key in ("rel_tp", "rel_fp", "rel_fn"))
    ties = f"Releases tied to their incident: precision {share(true, true + extra)}, recall {share(true, true + lost)}."
    return [markdown(head, table), "", ties]


if __name__ == "__main__":
    sys.exit(main())
