"""How well pages are read beside gne, htmldate, trafilatura and readability, on one set of pages in one run.

`make evaluate` calls it; ``python -m benchmarks.page_sets`` prints the tables alone. The captured pages are
no part of the project (benchmarks/evaluate.py says where they are looked for); the pages of tests/pages
are, and are measured always. Peers run in an environment of their own, named by PAGE_PEERS.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from benchmarks.real_pages import NOWHERE, SHANGHAI, When, cases, read_when, same_words
from benchmarks.tables import markdown, plain, share
from monitor import parsers
from monitor.core.article import Article
from monitor.core.moment import Moment

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "tests" / "pages"
PEERS = ("gne", "htmldate", "trafilatura", "readability")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BLANKS = re.compile(r"\s")
META, SCRIPT = re.compile(r"(?is)<meta\b[^>]*>"), re.compile(r"(?is)<script\b[^>]*>.*?</script>")
DATE = re.compile(r"((?:19|20)\d\d)\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?:\D{1,4}(\d{1,2}):(\d\d))?")


@dataclass(frozen=True, slots=True)
class Sample:
    """One page and what a person read in it; None where that was not noted."""

    name: str
    url: str
    html: str
    when: When | None = None
    silent: bool = False
    title: str | None = None
    body: str | None = None


@dataclass
class Tally:
    """What one reader got right on one set."""

    dates: Counter[str] = field(default_factory=Counter)
    titles: list[bool] = field(default_factory=list)
    bodies: list[float] = field(default_factory=list)


# ---- the sets --------------------------------------------------------------------------------------------


def news(folder: Path, *, stripped: bool) -> Iterator[Sample]:
    """News pages with times read by hand, as they are or without metas and scripts.

    A page that names its day nowhere once it is stripped says nothing: null is then the right answer.
    """
    for name, said in json.loads((folder / "publish_time_gold.json").read_text("utf-8")).items():
        html = parsers.decode((folder / f"{name}.html").read_bytes(), url=NOWHERE).text
        when = read_when(said)
        if stripped:
            html = SCRIPT.sub("", META.sub("", html))
        yield Sample(name, NOWHERE, html, when, when is None)


def captured(folder: Path) -> Iterator[Sample]:
    """Captured pages of an index, articles only, with their bodies where both ends of them were noted."""
    rows = {r["file"]: r for r in map(json.loads, (folder / "index.jsonl").read_text("utf-8").splitlines())}
    for case in cases(folder):
        if case.kind != "article" or not case.file.exists():
            continue
        html = parsers.decode(case.file.read_bytes(), url=case.url).text
        row = rows[case.name]
        body = between(html, row.get("body_first_40"), row.get("body_last_20"))
        yield Sample(case.name, case.url, html, case.when, case.silent, case.title, body)


def own_articles() -> Iterator[Sample]:
    """The project's own article pages, whose goldens say the first and last line of the body."""
    for golden in sorted((OWN / "articles").glob("*.json")):
        case = json.loads(golden.read_text("utf-8"))
        html = golden.with_suffix(".html").read_text("utf-8")
        expect = case["expect"]
        body = between(html, expect.get("body_first"), expect.get("body_last"))
        said = expect.get("published")
        when = _own_when(said) if said and case["seen_at"] is None else None
        silent = "published" in expect and said is None
        yield Sample(golden.stem, case["url"], html, when, silent, expect.get("title"), body)


def _own_when(said: dict[str, str]) -> When | None:
    if not said["earliest"] or not said["latest"]:
        return None
    low, high = (datetime.fromisoformat(said[key]).astimezone(SHANGHAI) for key in ("earliest", "latest"))
    return When(low.date(), low.replace(second=0) if high - low <= MINUTE else None)


def between(html: str, first: str | None, last: str | None) -> str | None:
    """The page's visible words from the body's first ones to its last, without white space; None where unknown."""
    if not first or not last:
        return None
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return None
    tree.body.strip_tags(["script", "style", "noscript", "template", "select", "textarea"], recursive=True)
    words = BLANKS.sub("", tree.body.text(deep=True))
    first, last = BLANKS.sub("", first), BLANKS.sub("", last)
    start = words.find(first)
    if start < 0:
        return None
    end = words.find(last, start if first == last else start + max(0, len(first) - len(last)))
    return None if end < 0 else words[start : end + len(last)]


# ---- reading ---------------------------------------------------------------------------------------------


def ours(sample: Sample) -> dict[str, Any]:
    """What this project reads, in the peers' form."""
    article = parsers.load()["auto"].article(parsers.decode(sample.html.encode(), url=sample.url))
    if not isinstance(article, Article):
        return {}
    return {"date": article.published, "title": article.title, "body": article.text}


def theirs(samples: Sequence[Sample], *, speed: int = 0) -> dict[str, dict[str, Any]]:
    """What the peers read, by page; empty where their environment is not there."""
    python = os.environ.get("PAGE_PEERS", str(ROOT / "build" / "page-env" / "bin" / "python"))
    if not Path(python).exists():
        return {}
    asked = "".join(json.dumps({"id": s.name, "html": s.html}) + "\n" for s in samples)
    run = subprocess.run(
        [python, "-m", "benchmarks.page_peers", *(["--speed", str(speed)] if speed else [])],
        input=asked, capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return {row["id"]: row["answers"] for row in map(json.loads, run.stdout.splitlines())}


def measure(samples: Sequence[Sample]) -> dict[str, Tally]:
    """Every reader on every page of a set."""
    peers = theirs(samples)
    tallies = {name: Tally() for name in ("ours", *PEERS)}
    for sample in samples:
        answers = {"ours": ours(sample), **peers.get(sample.name, {})}
        for name, answer in answers.items():
            _score(tallies[name], sample, answer)
    return tallies


def _score(tally: Tally, sample: Sample, answer: dict[str, Any]) -> None:
    if sample.when is not None or sample.silent:
        tally.dates[how(answer.get("date"), sample)] += 1
        tally.dates["minutes"] += sample.when is not None and sample.when.minute is not None
    if sample.title and "title" in answer:
        tally.titles.append(same_words(sample.title, answer["title"]))
    if sample.body and "body" in answer:
        tally.bodies.append(overlap(answer["body"] or "", sample.body))


def how(said: Moment | str | None, sample: Sample) -> str:
    """right, right minute, wrong or none; for a page that says nothing: silent or invented."""
    low, high = _bounds(said)
    if low is None or high is None:
        return "none" if sample.when is not None else "silent"
    if sample.when is None:
        return "invented"
    start = datetime.combine(sample.when.day, datetime.min.time(), SHANGHAI)
    if low >= start + DAY or high <= start:
        return "wrong"
    if low < start or high > start + DAY:
        return "none"
    minute = sample.when.minute
    return "right minute" if minute is not None and low >= minute and high <= minute + MINUTE else "right"


def _bounds(said: Moment | str | None) -> tuple[datetime | None, datetime | None]:
    if isinstance(said, Moment):
        return said.earliest, said.latest
    m = DATE.search(said) if said else None
    if m is None:
        return None, None
    year, month, day, hour, minute = (None if g is None else int(g) for g in m.groups())
    try:
        at = datetime(year or 0, month or 0, day or 0, hour or 0, minute or 0, tzinfo=SHANGHAI)
    except ValueError:
        return None, None
    return (at, at + DAY) if not (hour or minute) else (at, at + MINUTE)  # midnight: a library's way to say a day


def overlap(one: str, other: str) -> float:
    """F1 of the four-character pieces of two texts, white space left out."""
    a, b = (_pieces(BLANKS.sub("", text)) for text in (one, other))
    both = (a & b).total()
    return 0.0 if not both else 2 * both / (a.total() + b.total())


def _pieces(text: str) -> Counter[str]:
    return Counter(text[i : i + 4] for i in range(len(text) - 3)) or Counter([text])


# ---- lists -----------------------------------------------------------------------------------------------


def own_lists() -> list[tuple[object, ...]]:
    """The project's own list pages by family: entries there, given and right, dates, and next pages."""
    rows: dict[str, list[int]] = {}
    for golden in sorted(OWN.glob("*/list_*.json")):
        truth = json.loads(golden.read_text("utf-8"))
        if not isinstance(truth, dict) or "file" not in truth:
            continue
        page = parsers.decode(
            (golden.parent / truth["file"]).read_bytes(), url=truth["url"], content_type=truth["content_type"],
            seen_at=truth["seen_at"] and datetime.fromisoformat(truth["seen_at"]),
        )  # fmt: skip
        listing = parsers.load()["auto"].list_items(page)
        wanted = {(i["title"], i["url"]): i["date"] for i in truth["items"]}
        given = {(i.title, i.url): i.date for i in listing.items}
        both = wanted.keys() & given.keys()
        dates = sum(_stamps(given[k]) == (wanted[k] and [datetime.fromisoformat(t) for t in wanted[k]]) for k in both)
        row = rows.setdefault(golden.parent.name, [0] * 6)
        follows = listing.next == truth["next"]
        for at, value in enumerate((1, len(wanted), len(listing.items), len(both), dates, follows)):
            row[at] += value
    table = [
        (name, n, share(both, given), share(both, wanted), share(dates, both), share(nexts, n))
        for name, (n, wanted, given, both, dates, nexts) in sorted(rows.items())
    ]
    n, wanted, given, both, dates, nexts = (sum(column) for column in zip(*rows.values(), strict=True))
    return [*table, ("all", n, share(both, given), share(both, wanted), share(dates, both), share(nexts, n))]


def _stamps(moment: Moment | None) -> list[datetime | None] | None:
    return None if moment is None else [moment.earliest, moment.latest]


# ---- tables ----------------------------------------------------------------------------------------------

HEAD = ("set", "reader", "day", "minute", "wrong day", "silent kept", "title", "body, mean F1", "bodies")
LISTS = ("family", "pages", "precision", "recall", "dates", "next page")


def tables(home: Path) -> list[str]:
    """The part of docs/evaluation.md that is about pages beside peers; printed, too."""
    data = home / "data"
    sets: list[tuple[str, Path, Callable[[], Iterable[Sample]]]] = [
        ("news, as they are", data / "gne-pages", partial(news, data / "gne-pages", stripped=False)),
        ("news, stripped", data / "gne-pages", partial(news, data / "gne-pages", stripped=True)),
        ("pages", data / "pages", partial(captured, data / "pages")),
        ("government pages", data / "gov-pages", partial(captured, data / "gov-pages")),
        ("own articles", OWN, own_articles),
    ]
    rows: list[tuple[object, ...]] = []
    absent: list[str] = []
    for name, folder, samples in sets:
        if not folder.exists():
            absent.append(name)
            continue
        rows += [row for reader, tally in measure(list(samples())).items() if (row := _row(name, reader, tally))]
    lists = own_lists()
    print(plain(HEAD, rows), plain(LISTS, lists), sep="\n\n", end="\n\n")
    missing = [f"Not measured: the sets {', '.join(absent)} are not there.", ""] if absent else []
    if not theirs([]) and not Path(os.environ.get("PAGE_PEERS", ROOT / "build" / "page-env")).exists():
        missing += ["Not measured: the peers; their environment is made by `make evaluate`.", ""]
    return [
        "## Pages beside other readers",
        "",
        "gne, htmldate, trafilatura and readability read the same decoded text in the same run. *Day* and *minute*",
        "count pages whose answer lies on the labelled day, and within the labelled minute; a midnight of a peer is",
        "taken for a day. *Silent kept* are pages that say no time, answered with none. Bodies are compared by the",
        "F1 of four-character pieces with the page's visible words from the labelled beginning to the labelled end.",
        "On *own articles*, written with this reader at hand, ours cannot but do well.",
        "",
        *missing,
        markdown(HEAD, rows),
        "",
        "### Own list pages",
        "",
        "Every page of tests/pages, read without naming its family; damaged ones (cut off, dates missing, pinned,",
        "nested, wrongly labelled) among them.",
        "",
        markdown(LISTS, lists),
        "",
    ]


def _row(name: str, reader: str, tally: Tally) -> tuple[object, ...] | None:
    dates = tally.dates
    dated = sum(dates[key] for key in ("right", "right minute", "wrong", "none"))
    silent = dates["silent"] + dates["invented"]
    says_dates = bool(dates["right"] + dates["right minute"])
    if not (says_dates or tally.titles or tally.bodies):
        return None  # this reader says nothing of what is known of these pages
    body = sum(tally.bodies) / len(tally.bodies) if tally.bodies else None
    return (
        name, reader,
        share(dates["right"] + dates["right minute"], dated) if says_dates else None,
        share(dates["right minute"], dates["minutes"]) if says_dates else None,
        dates["wrong"] if says_dates else None,
        share(dates["silent"], silent) if says_dates and silent else None,
        share(sum(tally.titles), len(tally.titles)) if tally.titles else None, body, len(tally.bodies) or None,
    )  # fmt: skip


if __name__ == "__main__":
    tables(Path(os.environ.get("MONITOR_DATA", ROOT.parent / "shared")).resolve())
