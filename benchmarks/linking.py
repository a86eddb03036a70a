"""How well pages are tied to incidents: a stream of real incidents' pages among routine notices, and CEC.

    python -m benchmarks.linking [--routine 5000] [--errors] [--only stream|own|cec]

Every page goes through the reading and the tying of the live pipeline, in the order of its publication,
into a database of its own. What the figures mean stands in `SECTION`. The data are no part of the project
(MONITOR_DATA names their folder); without them this says so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.routine import Notice, notices
from benchmarks.tables import markdown, plain
from monitor.core.article import Article
from monitor.core.feed import Capture, Carries, Feed
from monitor.core.incident import Agency, Level
from monitor.core.moment import Basis, Moment
from monitor.core.release import FULFILLING
from monitor.jobs.answers import tell
from monitor.jobs.tying import Tying
from monitor.jobs.world import World, sources_of
from monitor.store.dossiers import incident_rows, load, publication_of, shown_as, standing
from monitor.store.facts import Store
from monitor.store.wire import moment_out
from monitor.text.framing import Frame
from monitor.text.places import find_code, read_places
from monitor.text.relay import relays

ROOT = Path(__file__).resolve().parent.parent
SHANGHAI = datetime.fromisoformat("2020-01-01T00:00:00+08:00").tzinfo
ROUTINE = 5000

ELSEWHERE = re.compile(
    r"^(?:same_|other_city|routine_|followup|campaign|unrelated|brand|higher_level_meeting|department_internal)"
)
"""Distractors that are about another matter: tying one to the incident is an error. The others are about it
(commentary, reprints): being tied as mentions is right, being counted as an answer is not."""
BODY = re.compile(r"局$|政府|委员会$|^应急管理部|地震局|公安部")
CALLED = re.compile(r"^(?P<place>[一-鿿]{2,8}?(?:省|市|县|区|旗|州|盟))")


@dataclass(slots=True)
class Item:
    """One page of the stream, with what it is in truth."""

    key: str
    title: str
    text: str
    claimed: Moment | None
    seen: datetime
    agency: Agency | None
    incident: str | None  # the incident that it is about; None: none of them
    kind: str  # release, about, elsewhere, routine
    answer: bool = False  # an answer of the responsible government


@dataclass(slots=True)
class Outcome:
    """What tying made of the stream."""

    tied: dict[str, str] = field(default_factory=dict)  # page → incident
    doubtful: dict[str, set[str]] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    opened: int = 0
    seconds: list[float] = field(default_factory=list)  # of tying, reading not included


def main() -> int:
    """Measure what there is and print it; `section` gives the same as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--routine", type=int, default=ROUTINE)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--only", choices=("stream", "own", "cec"))
    asked = parser.parse_args()
    section(data(), routine=asked.routine, errors=asked.errors, only=asked.only)
    return 0


def data() -> Path:
    """Where the data are."""
    return Path(os.environ.get("MONITOR_DATA", ROOT.parent / "shared")).resolve() / "data"


SECTION = """## Tying: a stream of incidents among routine notices

All releases and distractors of the incidents, each as title and digest, mixed with {routine} routine notices made
for this purpose (meetings, warnings, drills, campaigns, statistics, policy, anniversaries, trials of old cases), in
the order of their publication, through reading and tying as live. *Pairs* and B³ are over the releases and the
look-alikes: pages in one incident against pages of one incident in truth; pages tied to none stand alone. A page is
an *answer recognised* where it is surely tied, official, and of a role that can fulfil a duty. *Abstained*: tied in
doubt only. A distractor *counted* is one that would count as an answer to an incident of the releases (another
government's notice of its own incident is an answer to that).
"""


OWN = ROOT / "benchmarks" / "own_stream.txt"
OWN_SECTION = """### Invented incidents

`benchmarks/own_stream.txt`: incidents that did not happen, at places that exist, each with notices of several bodies
and with look-alikes beside it; written and labelled before anything was run on them. The figures are as above, over
all pages of incidents, media included.
"""


def section(home: Path, *, routine: int = ROUTINE, errors: bool = False, only: str | None = None) -> list[str]:
    """The measurements as a section of docs/evaluation.md."""
    said: list[str] = []
    file, texts = home / "incidents" / "incidents.jsonl", home / "cec"
    if only in (None, "stream"):
        said += [SECTION.format(routine=routine)]
        said += stream(file, routine, errors) if file.exists() else [_missing("the incidents are not there")]
    if only in (None, "own"):
        said += [OWN_SECTION, *own(routine, errors)]
    if only in (None, "cec"):
        said += [CEC]
        there = (texts / "onset_gold.json").exists()
        said += cec(texts, errors) if there else [_missing("the CEC texts are not there")]
    return said


def _missing(what: str) -> str:
    words = f"Not measured: {what}."
    print(words)
    return f"{words}\n"


# ---- the stream -------------------------------------------------------------------------------------


def stream(file: Path, routine: int, errors: bool) -> list[str]:
    """The table of the stream."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    items = [item for row in rows for item in of_incident(row)]
    spots = [(row["place"]["adcode"], _at(row["onset"]["time"]["lo"])) for row in rows]
    return measured(items, spots, routine, errors, f"of {len(rows)} in truth, and look-alikes")


def own(routine: int, errors: bool) -> list[str]:
    """The table of the project's own stream."""
    items = own_pages(OWN.read_text("utf-8"))
    spots = [(item.agency.adcode, item.seen) for item in items if item.agency is not None and item.incident]
    return measured(items, spots, routine, errors, f"of {len({i.incident for i in items} - {None})} in truth")


def measured(
    items: list[Item], spots: list[tuple[str, datetime]], routine: int, errors: bool, of: str
) -> list[str]:
    """These pages among routine notices at the same places, read and tied: the figures."""
    items += [of_notice(one, number) for number, one in enumerate(notices(routine, spots))]
    found = run(items)
    judged = [item for item in items if item.kind in ("release", "elsewhere")]
    truth = {item.key: item.incident if item.kind == "release" else None for item in judged}
    pairs, cubed = compared(truth, found.tied)
    answers = {item.key for item in items if item.answer}
    hit = answers & found.answers
    ours = {found.tied[item.key] for item in items if item.kind == "release" and item.key in found.tied}
    counted = [i for i in items if i.kind != "release" and i.key in found.answers]
    wrong = [i for i in counted if i.kind == "routine" or found.tied[i.key] in ours]
    others = [item for item in items if item.kind in ("about", "elsewhere")]
    of_cases = [item for item in items if item.kind != "routine"]
    abstained = [item for item in of_cases if item.key in found.doubtful]
    if errors:
        _print_errors(items, found)
    figures = [
        ("pages of incidents", len(of_cases), ""), ("routine notices", routine, ""),
        ("incidents opened", found.opened, of),
        ("pair precision", len(judged), f"{pairs[0]:.3f}"), ("pair recall", len(judged), f"{pairs[1]:.3f}"),
        ("B³ F1", len(judged), f"{cubed:.3f}"),
        ("answers recognised, F1", len(answers), f"{_f1(hit, answers, found):.3f}"),
        ("distractors counted as answers", len(others), f"{sum(i.kind != 'routine' for i in wrong) / len(others):.3f}"),
        ("routine notices counted as answers", routine, f"{sum(i.kind == 'routine' for i in wrong)}"),
        ("abstained", len(of_cases), f"{len(abstained) / len(of_cases):.3f}"),
        ("tying, median ms of CPU", len(items), f"{sorted(found.seconds)[len(found.seconds) // 2] * 1000:.2f}"),
    ]  # fmt: skip
    head = ("what", "n", "figure")
    print(plain(head, figures), end="\n\n")
    return [markdown(head, figures), ""]


def _f1(hit: set[str], answers: set[str], found: Outcome) -> float:
    said = found.answers
    return 2 * len(hit) / (len(said) + len(answers)) if said or answers else 1.0


def _print_errors(items: Sequence[Item], found: Outcome) -> None:
    for item in sorted(items, key=lambda one: (one.incident or "~", one.seen)):
        tied, doubt = found.tied.get(item.key, ""), found.doubtful.get(item.key, "")
        if item.kind != "routine" or tied or doubt:
            mark = "A" if item.key in found.answers else " "
            star = "*" if item.answer else " "
            print(f"{item.kind:9} {mark}{star} {item.incident or '':24} → {tied} {doubt or ''} | {item.title[:34]}")


def run(items: Iterable[Item]) -> Outcome:
    """Read and tie every page as it would arrive."""
    items = sorted(items, key=lambda item: (item.seen, item.key))
    agencies = {item.agency.id: item.agency for item in items if item.agency is not None}
    feeds = [Feed("media", "https://media.example/", carries=frozenset({Carries.INCIDENTS, Carries.MEDIA}))]
    for agency in agencies.values():
        carries = frozenset({Carries.RELEASES, Carries.INCIDENTS})
        feeds.append(Feed(agency.id, f"https://{agency.id}.example/", agency.id, carries))
    found = Outcome()
    with tempfile.TemporaryDirectory() as scratch, Store(Path(scratch) / "m.db", create=True) as store:
        world = World(store, sources_of(agencies, tuple(feeds)), {})
        tying = Tying(world)
        for item in items:
            _arrive(world, tying, item, found)
        _read_back(store, world, items, found)
    return found


def _arrive(world: World, tying: Tying, item: Item, found: Outcome) -> None:
    feed = world.sources.feeds["media" if item.agency is None else item.agency.id]
    article = Article(item.key, item.title, item.text)
    fingerprint = hashlib.sha256((item.title + item.text).encode()).hexdigest()[:16]
    reading = {
        "visible": moment_out(item.claimed), "meta": None, "listed": None, "url_day": None, "flags": [],
        "fingerprint": fingerprint, "relays": item.agency is None and relays(item.text, item.title),
    }  # fmt: skip
    publication = publication_of(world.store, item.key, reading, item.seen)
    office = item.agency
    frame = Frame(publication.published, *((None, None) if office is None else (office.adcode, office.name)))
    told = tell(item.title, item.text, None, frame)
    capture = Capture(item.key, item.key, item.seen, 200, (), b"", "", "", 0)
    with world.store.atomic():
        began = time.process_time()
        tying.article(
            feed=feed, key=item.key, capture=capture, article=article, reading=reading, publication=publication,
            told=told, at=item.seen,
        )  # fmt: skip
        found.seconds.append(time.process_time() - began)


def _read_back(store: Store, world: World, items: Sequence[Item], found: Outcome) -> None:
    end = max(item.seen for item in items) + timedelta(days=1)
    rows = {row.id: row for row in incident_rows(store, end, every=True)}
    found.opened = sum(not row.merged_into for row in rows.values())
    for row in rows.values():
        ties = standing(store.rows("SELECT * FROM links WHERE incident = ? ORDER BY recorded_at, id", (row.id,)))
        for url, tie in ties.items():
            if tie["removed"]:
                continue
            if tie["doubtful"]:
                found.doubtful.setdefault(url, set()).add(shown_as(row.id, rows))
            else:
                found.tied[url] = shown_as(row.id, rows)
    found.doubtful = {url: ids for url, ids in found.doubtful.items() if url not in found.tied}
    for incident in sorted(set(found.tied.values())):
        dossier = load(store, incident, as_of=end, sources=world.sources)
        assert dossier is not None
        for release in dossier.releases:
            agency = world.sources.agencies.get(release.agency or "")
            counts = agency is not None and agency.level is not Level.NATIONAL and release.role in FULFILLING
            if counts and not release.link.doubtful:
                found.answers.update({release.url, *release.copies})


def compared(truth: Mapping[str, str | None], tied: Mapping[str, str]) -> tuple[tuple[float, float], float]:
    """Precision and recall over pairs, and B³ F1. A page of no incident stands alone."""
    real = {key: value or key for key, value in truth.items()}
    made = {key: tied.get(key, key) for key in truth}
    keys = sorted(truth)
    same = {(a, b) for i, a in enumerate(keys) for b in keys[i + 1 :] if real[a] == real[b]}
    said = {(a, b) for i, a in enumerate(keys) for b in keys[i + 1 :] if made[a] == made[b]}
    both = len(same & said)
    precision, recall = both / len(said) if said else 1.0, both / len(same) if same else 1.0
    sizes_real, sizes_made = Counter(real.values()), Counter(made.values())
    common = Counter((real[key], made[key]) for key in keys)
    p = sum(common[real[k], made[k]] / sizes_made[made[k]] for k in keys) / len(keys)
    r = sum(common[real[k], made[k]] / sizes_real[real[k]] for k in keys) / len(keys)
    return (precision, recall), 2 * p * r / (p + r)


# ---- pages of the incidents -------------------------------------------------------------------------


def of_incident(row: Mapping[str, Any]) -> list[Item]:
    """The releases and the distractors of one incident."""
    place = row["place"]["adcode"]
    found = []
    for one in row["releases"]:
        low, high = _at(one["time"]["lo"]), _at(one["time"]["hi"])
        claimed = Moment(low, max(high, low) + timedelta(minutes=1), Basis.VISIBLE)
        agency = body(one["issuing_body"], place) if one["is_responsible_government"] else None
        found.append(
            Item(
                f"https://x.example/{one['release_id']}", one["title"], one["digest_zh"], claimed,
                max(high, low) + timedelta(minutes=10), agency, row["id"], "release",
                bool(one["is_responsible_government"]),
            )
        )  # fmt: skip
    for one in row["distractors"]:
        claimed, seen = _dated(one["page_date"], _at(row["onset"]["time"]["hi"]) + timedelta(days=5))
        agency = body(one["source"], None) if BODY.search(one["source"]) else None
        kind = "elsewhere" if ELSEWHERE.search(one["reason"]) else "about"
        key = f"https://x.example/{one['distractor_id']}"
        found.append(Item(key, one["title"], one["digest_zh"], claimed, seen, agency, row["id"], kind))
    return found


def own_pages(words: str) -> list[Item]:
    """The pages of the own stream."""
    found = []
    for number, line in enumerate(words.splitlines()):
        if not line or line.startswith("#"):
            continue
        incident, answers, when, whose, title, text = (part.strip() for part in line.split("|"))
        at = datetime.fromisoformat(f"{when}:00+08:00")
        claimed = Moment(at, at + timedelta(minutes=1), Basis.VISIBLE)
        agency = None if whose == "媒体" else body(whose, None)
        none = incident == "-"
        found.append(
            Item(
                f"https://x.example/own/{number}", title, text, claimed, at + timedelta(minutes=10), agency,
                None if none else incident, "elsewhere" if none else "release", answers == "A",
            )
        )  # fmt: skip
    return found


def body(name: str, place: str | None) -> Agency:
    """An agency as its name gives it; its place is looked for near the incident's."""
    named = [c for p in read_places(name, home=place) for c in p.candidates if place is None or c[:2] == place[:2]]
    named = named or list(find_code(name[:3])) or ([place[:4] + "00"] if place else ["000000"])
    code = named[0]
    level = (
        Level.NATIONAL if code == "000000" else Level.PROVINCE if code[2:] == "0000"
        else Level.PREFECTURE if code[4:] == "00" else Level.COUNTY
    )  # fmt: skip
    return Agency("a" + hashlib.sha256(f"{name}{code}".encode()).hexdigest()[:10], name, code, level)


def _at(words: str) -> datetime:
    found = datetime.fromisoformat(words)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def _dated(words: str, otherwise: datetime) -> tuple[Moment | None, datetime]:
    """What the page's date says, and when it was seen."""
    numbers = [int(n) for n in re.findall(r"\d+", words)]
    if len(numbers) < 3 or not 1990 < numbers[0] < 2100:
        return None, otherwise
    day = datetime(numbers[0], numbers[1], numbers[2], tzinfo=SHANGHAI)
    if len(numbers) < 5:
        return Moment(day, day + timedelta(days=1), Basis.VISIBLE), day + timedelta(days=1)
    minute = day.replace(hour=numbers[3], minute=numbers[4])
    return Moment(minute, minute + timedelta(minutes=1), Basis.VISIBLE), minute + timedelta(minutes=10)


def of_notice(one: Notice, number: int) -> Item:
    """A routine notice as a page of an agency, or of a medium."""
    claimed = Moment(one.at, one.at + timedelta(minutes=1), Basis.VISIBLE)
    agency = None if one.place is None else body(one.body, one.place)
    key = f"https://x.example/routine/{number}"
    return Item(key, one.title, one.text, claimed, one.at + timedelta(minutes=10), agency, None, "routine")


# ---- CEC --------------------------------------------------------------------------------------------

CEC = """## Tying: emergency reports of CEC

Reports with an annotated onset, each read and tied as if it had come from a medium at its report time. In truth two
are of one incident where they were read by hand to be (`GROUPS`, by the hash of their names); all others stand alone.
Beside ours: all apart, and one pass over TF-IDF vectors of jieba's words (cosine at least .3, fixed beforehand, within
a category and three days).
"""
GROUPS: tuple[tuple[str, ...], ...] = (
    (
        "f00d3ebb", "bf900aa7", "7f1de643", "fd3448ec", "aed6f620", "b9a93390",
        "f5020f20", "52460ab6", "9f9b141f", "74753f3f", "0c76c53e", "137af211",
        "67fbbb4d", "d8ead52e", "661982fa", "91ffd46a",
    ),
    (
        "4a47d5d5", "2b0d716d", "fd57389e",
    ),
    (
        "3418a9f7", "614d2047", "7b1f21cf",
    ),
    (
        "bb2cf3b1", "7ca4ed7c",
    ),
)


def cec(folder: Path, errors: bool) -> list[str]:
    """The table of CEC."""
    gold = json.loads((folder / "onset_gold.json").read_text("utf-8"))
    group = {digest: f"g{number}" for number, one in enumerate(GROUPS) for digest in one}
    items, truth, categories = [], {}, {}
    for row in gold:
        root = ElementTree.parse(folder / "CEC" / row["id"]).getroot()
        parts = [part for part in map(root.find, ("Title", "Content")) if part is not None]
        title, text = (re.sub(r"\s+", "", "".join(part.itertext())) for part in parts)
        at = datetime.fromisoformat(row["report"]).replace(tzinfo=SHANGHAI)
        if at.hour == 12 and at.minute == 0:  # a date only
            at = at.replace(hour=0)
            claimed = Moment(at, at + timedelta(days=1), Basis.VISIBLE)
        else:
            claimed = Moment(at, at + timedelta(minutes=1), Basis.VISIBLE)
        key = "cec:" + row["id"]
        assert claimed.latest is not None
        items.append(Item(key, title, text, claimed, claimed.latest, None, None, "about"))
        truth[key] = group.get(hashlib.sha256(row["id"].encode()).hexdigest()[:8])
        categories[key] = row["cat"]
    found = run(items)
    if errors:
        for item in items:
            company = Counter(found.tied.values())[found.tied.get(item.key, "")]
            if truth[item.key] or company > 1 or item.key in found.doubtful:
                print(truth[item.key], found.tied.get(item.key), found.doubtful.get(item.key, ""), item.title)
    figures = [("ours", *_line(truth, found.tied)), ("all apart", *_line(truth, {}))]
    peer = single_pass(items, categories)
    if peer is not None:
        figures.append(("jieba, TF-IDF, one pass", *_line(truth, peer)))
    head = ("method", "texts", "pair precision", "pair recall", "pair F1", "B³ F1")
    print(plain(head, figures), end="\n\n")
    said = [markdown(head, figures), ""]
    return said if peer is not None else [*said, _missing("jieba and scikit-learn are not installed beside")]


def _line(truth: Mapping[str, str | None], tied: Mapping[str, str]) -> tuple[object, ...]:
    (precision, recall), cubed = compared(truth, tied)
    pair = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return len(truth), f"{precision:.3f}", f"{recall:.3f}", f"{pair:.3f}", f"{cubed:.3f}"


PEER = """
import json, sys
import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
jieba.setLogLevel(60)
rows = json.load(sys.stdin)
vectors = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, min_df=1).fit_transform([r["text"] for r in rows])
found = []
for i, row in enumerate(rows):
    best, near = None, 0.3
    for j in range(i):
        if rows[j]["category"] == row["category"] and abs(rows[j]["at"] - row["at"]) <= 3 * 86400:
            likeness = vectors[i].multiply(vectors[j]).sum()
            if likeness >= near:
                best, near = j, likeness
    found.append(row["key"] if best is None else found[best])
json.dump(found, sys.stdout)
"""


def single_pass(items: Sequence[Item], categories: Mapping[str, str]) -> dict[str, str] | None:
    """The usual way, in the environment that `make evaluate` makes; None where that is not there."""
    python = ROOT / "build" / "evaluate-env" / "bin" / "python"
    if not python.exists():
        return None
    rows = [
        {"key": i.key, "text": i.title + i.text, "category": categories[i.key], "at": i.seen.timestamp()} for i in items
    ]
    rows.sort(key=lambda row: (row["at"], row["key"]))
    done = subprocess.run(
        [str(python), "-c", PEER], input=json.dumps(rows), capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        print(done.stderr[-300:], file=sys.stderr)
        return None
    return dict(zip([str(row["key"]) for row in rows], json.loads(done.stdout), strict=True))


if __name__ == "__main__":
    sys.exit(main())
