"""Looking after storage: `rebuild`, `verify`, `doctor`, `status`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from monitor.cli.composition import Places, places, settings_of, world
from monitor.cli.lookups import AsJson, AsOf, Db, Feeds, Lang, colour, width
from monitor.cli.options import as_of_option, write_out

if TYPE_CHECKING:
    from monitor.core.problems import Problem
    from monitor.evidence.stamps import Stamp
    from monitor.jobs.replay import Replayed


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("rebuild")(rebuild_command)
    app.command("verify")(verify_command)
    app.command("doctor")(doctor_command)
    app.command("status")(status_command)


def rebuild_command(db: Db = None, feeds: Feeds = None) -> None:
    """由留存证据重建数据库 · make the database again from WARC files and corrections."""
    done, problems = rebuilt(places(db, feeds))
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    write_out(f"records={done.records} articles={done.tally.articles} incidents={len(done.tally.incidents)}")
    raise SystemExit(1 if problems else 0)


def rebuilt(where: Places) -> tuple[Replayed, list[Problem]]:
    """Make the database again; the old one stays beside it."""
    from monitor.cli.replaying import progress
    from monitor.jobs import rebuild

    fresh = where.db.with_name(where.db.name + ".rebuilt")
    with rebuild.quiet(where.warc):
        rebuild.discard(fresh)
        try:
            with world(replace(where, db=fresh), create=True) as (here, _):
                done = rebuild.run(here, warc=where.warc, journal=where.corrections, progress=progress())
                lost = rebuild.carry_over(here, where.db)
            rebuild.put(fresh, where.db)
        except BaseException:
            rebuild.discard(fresh)  # the old database stays as it was
            raise
    return done, [*done.problems, *([] if lost is None else [lost])]


def recover(where: Places) -> None:
    """Before anything is written: a database that is damaged or ahead of its evidence is made again from it.

    All of a file is read only where nobody closed it; what the evidence lost is looked for at every start, since
    another command may have closed the file meanwhile.
    """
    from monitor.jobs.resume import lost
    from monitor.store.soundness import damage, left_open

    if not where.db.exists() or not where.warc.is_dir():
        return
    what = damage(where.db) if left_open(where.db) else ""
    if not what:
        gone = lost(where.db, where.warc)
        what = "" if gone is None else gone.what
    if not what:
        return
    print(f"{where.db}: 正由证据重建 · making it again from the evidence: {what}", file=sys.stderr)  # noqa: T201
    for problem in rebuilt(where)[1]:
        print(problem, file=sys.stderr)  # noqa: T201


def verify_command(
    bundle: Annotated[
        str | None, typer.Argument(help="证据包；缺省为本机全部证据 · a bundle; all evidence here if none")
    ] = None,
    roots: Annotated[
        str | None, typer.Option("--ca", help="所信任时间戳机构的根证书 · PEM roots of trusted authorities")
    ] = None,
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """核对证据：摘要、哈希链、缺失；或离线复核证据包 · check the evidence, or a bundle with nothing but itself."""
    from monitor.cli.options import read_input
    from monitor.cli.stamping import trusted_roots

    where = places(db, feeds)
    trusted = trusted_roots(where) if roots is None else read_input(roots)
    if bundle is not None:
        _verify_bundle(bundle, trusted, as_json=as_json)
    from monitor.jobs.check import evidence

    report = evidence(where.db, where.warc, roots=trusted)
    if as_json:
        answer = {
            "schema": 1, "files": report.files, "records": report.records, "bytes": report.bytes,
            "kinds": dict(report.kinds), "head": report.head, "head_sm3": report.head_sm3,
            "stamps": [_stamp_json(stamp) for stamp in report.stamps],
            "problems": [str(p) for p in report.problems],
        }  # fmt: skip
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(
            f"files={report.files} records={report.records} bytes={report.bytes}\n"
            f"head={report.head}\nhead_sm3={report.head_sm3}"
        )
        _say_stamps(report.stamps)
        for problem in report.problems:
            write_out(str(problem))
    raise SystemExit(0 if report.ok else 1)


def _verify_bundle(name: str, roots: bytes | None, *, as_json: bool) -> NoReturn:
    """One bundle, with no network and no database of ours."""
    from monitor.evidence.bundle import read_bundle
    from monitor.jobs.rederive import rederive

    found = rederive(read_bundle(Path(name)), roots=roots)
    head = None if found.passage is None else found.passage.end
    if as_json:
        answer = {
            "schema": 1, "incident": found.incident, "as_of": found.as_of, "records": found.records,
            "head": None if head is None else head.head, "head_sm3": None if head is None else head.head_sm3,
            "verdicts": [{"rule": r, "stated": s, "derived": d or None} for r, s, d in found.verdicts],
            "stamps": [_stamp_json(stamp) for stamp in found.stamps],
            "problems": [str(p) for p in found.problems],
        }  # fmt: skip
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
        raise SystemExit(1 if found.problems else 0)
    write_out(f"{found.incident}  截至 as of {found.as_of}  {found.records} 条记录 records")
    for rule, stated, derived in found.verdicts:
        mark = "✓" if stated == derived else "✗"
        write_out(f"{mark} {rule}: {stated}" + ("" if stated == derived else f" → {derived or '?'}"))
    if head is not None:
        write_out(f"链段止于 passage ends with record {head.n}\n  sha256 {head.head}\n  sm3    {head.head_sm3}")
    _say_stamps(found.stamps)
    for problem in found.problems:
        write_out(str(problem))
    good = "一致：包内结论可由包内记录重新得出 · the records give every verdict stated"
    write_out("不一致 · NOT borne out" if found.problems else good)
    raise SystemExit(1 if found.problems else 0)


def _stamp_json(stamp: Stamp) -> dict[str, object]:
    at = None if stamp.at is None else stamp.at.isoformat()
    return {
        "record": stamp.n, "kind": stamp.kind, "by": stamp.by, "at": at, "words": stamp.words, "verified": stamp.sure,
    }  # fmt: skip


def _say_stamps(stamps: Sequence[Stamp]) -> None:
    for one in stamps:
        when = "" if one.at is None else f" {one.at.isoformat(timespec='seconds')}"
        write_out(f"stamp record={one.n} {one.kind} {one.by}{when} {one.words}")


def doctor_command(db: Db = None, feeds: Feeds = None, as_json: AsJson = False) -> None:
    """环境、数据库、监测源、时钟、磁盘：哪里不对、怎么修 · what is wrong and how to mend it."""
    from monitor.clock import wall_clock
    from monitor.jobs import check

    where = places(db, feeds)
    findings = list(check.environment(where.db, where.warc))
    try:
        if where.db.exists():
            with world(where, reading=True) as (here, settings):
                findings += check.sources(here, settings, now=wall_clock())
        else:
            settings_of(where)
    except Exception as error:  # noqa: BLE001 - whatever keeps the world from opening is the finding
        from monitor.core.problems import ConfigError

        problems = error.problems if isinstance(error, ConfigError) else [str(error)]
        findings += [check.Finding(False, str(problem)) for problem in problems]
    bad = [f for f in findings if not f.good]
    if as_json:
        rows = [{"good": f.good, "words": f.words} for f in findings]
        write_out(json.dumps({"schema": 1, "findings": rows}, ensure_ascii=False, indent=1))
    else:
        write_out("\n".join(f"{'好 ok ' if f.good else '坏 BAD'} {f.words}" for f in findings))
    raise SystemExit(1 if bad else 0)


def status_command(
    db: Db = None, feeds: Feeds = None, as_json: AsJson = False, as_of: AsOf = None,
    lang: Lang = "zh",
    only: Annotated[str | None, typer.Option("--feed", help="只看一个监测源 · one feed")] = None,
) -> None:  # fmt: skip
    """各监测源上次有效轮询、失败与下一截止 · last good poll per feed, failures, next deadline."""
    from monitor.jobs import check
    from monitor.renderers.feed_health import feed_health

    at = as_of_option(as_of)
    with world(places(db, feeds), reading=True, as_of=as_of) as (here, _):
        answer = check.status(here, now=at, only=only)
    if as_json:
        write_out(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        write_out(feed_health(answer, lang=lang, width=width(), colour=colour()))
