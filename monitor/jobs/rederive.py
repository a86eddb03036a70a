"""Checking a bundle with nothing but the bundle: the chain, the records, the facts, the verdicts.

The records go through the same pipeline as at first, into a database of its own that is thrown away; the
decisions that no record holds (declared, tied, corrected) are taken from the bundle; the verdicts are
computed from the rule texts in the bundle and compared, field by field, with those it states.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor import parsers
from monitor.core.feed import Carries, Feed
from monitor.core.incident import Agency, Level
from monitor.core.instrument import ClockStart
from monitor.core.linking import Sighting
from monitor.core.problems import ConfigError, Problem
from monitor.core.timeline import build
from monitor.evidence.chain import sm3
from monitor.evidence.members import LONGEST_BLOCK
from monitor.evidence.passage import Passage, heads, read_passage
from monitor.evidence.stamps import FOLDER, Stamp, check_stamps
from monitor.jobs.bundle import PASSAGE, SOURCES, TABLES, VERDICTS, WARC
from monitor.jobs.judge import judge_incident
from monitor.jobs.pipeline import Pipeline
from monitor.jobs.replay import Replay
from monitor.jobs.tying import Tying
from monitor.jobs.world import World, sources_of
from monitor.renderers import contract
from monitor.rulebook import load_rules
from monitor.store.facts import Store
from monitor.text.places import name_of

MOST_UNPACKED = 2 * 1024**3
WORDS = frozenset({"why", "text", "text_en"})
"""What another version of the program may word otherwise; everything else must be the same."""


@dataclass(frozen=True, slots=True)
class Rederived:
    """What a bundle proves."""

    incident: str
    as_of: str
    records: int
    passage: Passage | None
    stamps: tuple[Stamp, ...]
    verdicts: tuple[tuple[str, str, str], ...]  # clause, as stated, as derived anew
    problems: tuple[Problem, ...]


class RecordedTies(Tying):
    """Decides nothing: which page belongs to which incident stands in the bundle."""

    def tie(self, sighting: Sighting, number: int, at: datetime) -> set[str]:
        return set()


def rederive(entries: Mapping[str, bytes], *, roots: bytes | None = None) -> Rederived:
    """Check one bundle's entries, as `read_bundle` gives them; nothing outside of them is read.

    Raises:
        ConfigError: an entry that is needed is missing or cannot be understood.
    """
    problems: list[Problem] = []
    stated = _stated(entries)
    proven = read_passage(_entry(entries, PASSAGE), name=PASSAGE, problems=problems)
    if proven is not None:
        problems += _records_unlike(entries, proven)
    stamps = _stamps(entries, proven, roots, problems)
    known = stated["incidents"][0]
    derived = None if problems else _derived(entries, known["id"], datetime.fromisoformat(stated["as_of"]), problems)
    if derived is not None:
        problems += _differences(known, derived)
    again = {} if derived is None else {v["rule"]: v["status"] for v in derived["verdicts"]}
    verdicts = tuple((v["rule"], v["status"], again.get(v["rule"], "")) for v in known["verdicts"])
    count = 0 if proven is None else len(proven.shown)
    return Rederived(known["id"], stated["as_of"], count, proven, stamps, verdicts, tuple(problems))


def _entry(entries: Mapping[str, bytes], name: str) -> bytes:
    if name not in entries:
        raise ConfigError([Problem(name, "is missing from the bundle", "name a file made by `export evidence`")])
    return entries[name]


def _unfit(name: str, error: object) -> ConfigError:
    return ConfigError([Problem(name, f"cannot be understood ({error})", "name a file made by `export evidence`")])


def _stated(entries: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        found = json.loads(_entry(entries, VERDICTS))
        known = found["incidents"][0]
        assert isinstance(known["id"], str), "an id is a word"
        assert datetime.fromisoformat(found["as_of"]).tzinfo is not None, "a time has its offset"
        assert all(isinstance(v["rule"], str) and isinstance(v["status"], str) for v in known["verdicts"])
    except (ValueError, KeyError, IndexError, TypeError, AssertionError, RecursionError) as error:
        raise _unfit(VERDICTS, error) from error
    return dict(found)


def _records_unlike(entries: Mapping[str, bytes], proven: Passage) -> Iterator[Problem]:
    """Records that are not those of the chain, in its order; nothing is unpacked that is not proven."""
    whole = _entry(entries, WARC)
    mend = "the bundle was changed: get it again from where it came"
    at, unpacked = 0, 0
    for link in proven.shown:
        packed = whole[at : at + link.length]
        if sha256(packed).hexdigest() != link.sha256 or (link.sm3 and sm3(packed) != link.sm3):
            yield Problem(f"{WARC}:{at}", f"record {link.n} is not what was written", mend)
            return
        at += link.length
        size = _unpacked_size(packed)
        unpacked += size
        if size > LONGEST_BLOCK or unpacked > MOST_UNPACKED:
            yield Problem(f"{WARC}:{at - link.length}", f"record {link.n} unpacks beyond all bounds", mend)
            return
    if at != len(whole):
        yield Problem(f"{WARC}:{at}", f"{len(whole) - at} bytes are in no record of the chain", mend)


def _unpacked_size(packed: bytes) -> int:
    """How long one member is unpacked; just over the bound where it is longer."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    size, feed = 0, packed
    try:
        while feed and not unpack.eof and size <= LONGEST_BLOCK:
            size += len(unpack.decompress(feed, 1 << 20))
            feed = unpack.unconsumed_tail
    except zlib.error:
        return 0  # the reader of the records says what is wrong with it
    return size


def _stamps(
    entries: Mapping[str, bytes], proven: Passage | None, roots: bytes | None, problems: list[Problem]
) -> tuple[Stamp, ...]:
    prefix = f"chain/{FOLDER}/"
    files = {name.removeprefix(prefix): content for name, content in entries.items() if name.startswith(prefix)}
    if proven is None or not files:
        return ()
    return check_stamps(files, {one.n: one for one in heads(proven)}, roots=roots, problems=problems)


def _derived(
    entries: Mapping[str, bytes], incident: str, as_of: datetime, problems: list[Problem]
) -> dict[str, Any] | None:
    """The incident as the records, decisions and rule texts of the bundle give it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "evidence.warc.gz").write_bytes(_entry(entries, WARC))
        (folder / "rules").mkdir()
        for name, content in entries.items():
            if name.startswith("rules/"):
                (folder / "rules" / name.removeprefix("rules/")).write_bytes(content)
        agencies, feeds, clock = _sources(_entry(entries, SOURCES))
        rules = load_rules((folder / "rules",))
        with Store(folder / "facts.db", create=True) as store:
            world = World(store, sources_of(agencies, feeds), rules, dict(parsers.load()), clock)
            done = Replay(world, Pipeline(world, tying=RecordedTies(world))).run([folder / "evidence.warc.gz"])
            problems += done.problems
            for table in TABLES:
                name = f"facts/{table}.jsonl"
                try:
                    rows = [json.loads(line) for line in _entry(entries, name).split(b"\n") if line]
                    store.carry_rows(table, rows)
                except (ValueError, TypeError, AttributeError, RecursionError) as error:
                    raise _unfit(name, error) from error
            judged = judge_incident(world, incident, as_of=as_of)
    if judged is None:
        problems.append(Problem(VERDICTS, f"{incident} is not what the records give", "the bundle was changed"))
        return None
    dossier, verdicts = judged
    answer = contract.timeline_json(dossier, verdicts, build(dossier, verdicts), place_name=name_of)
    return dict(json.loads(json.dumps(answer)))


def _sources(content: bytes) -> tuple[dict[str, Agency], tuple[Feed, ...], ClockStart | None]:
    try:
        said = json.loads(content)
        agencies = [Agency(**{**one, "level": Level(one["level"])}) for one in said["agencies"]]
        feeds = tuple(
            Feed(**{
                **one, "carries": frozenset(Carries(c) for c in one["carries"]),
                "every": timedelta(seconds=one["every"]),
            })
            for one in said["feeds"]
        )  # fmt: skip
        clock = None if said["headline_clock"] is None else ClockStart(said["headline_clock"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _unfit(SOURCES, error) from error
    return {agency.id: agency for agency in agencies}, feeds, clock


def _differences(stated: Mapping[str, Any], derived: Mapping[str, Any]) -> Iterator[Problem]:
    """What the records do not bear out."""
    mend = "the records do not give what the bundle states"
    derived_verdicts = {v["rule"]: v for v in derived["verdicts"]}
    for verdict in stated["verdicts"]:
        again = derived_verdicts.pop(verdict["rule"], None)
        if again is None:
            yield Problem(f"{VERDICTS}: {verdict['rule']}", "no such verdict follows from the records", mend)
            continue
        keys = sorted(key for key in verdict.keys() | again.keys() if not _same(key, verdict.get(key), again.get(key)))
        if keys:
            shown = "; ".join(f"{k} {_short(verdict.get(k))}, derived {_short(again.get(k))}" for k in keys[:3])
            yield Problem(f"{VERDICTS}: {verdict['rule']}", f"stated {shown}", mend)
    for rule in derived_verdicts:
        yield Problem(f"{VERDICTS}: {rule}", "follows from the records and is not stated", mend)
    for key in sorted((stated.keys() | derived.keys()) - {"verdicts"}):
        if not _same(key, stated.get(key), derived.get(key)):
            yield Problem(f"{VERDICTS}: {key}", "is not what the records give", mend)


def _same(key: str, one: object, other: object) -> bool:
    if key in WORDS:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_same(name, one.get(name), other.get(name)) for name in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same("", a, b) for a, b in zip(one, other, strict=True))
    return one == other


def _short(value: object) -> str:
    words = json.dumps(value, ensure_ascii=False)
    return words if len(words) <= 60 else words[:59] + "…"
