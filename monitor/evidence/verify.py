"""Proving the evidence: every record readable, every digest right, the chain whole, nothing missing."""

from __future__ import annotations

import base64
import binascii
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from monitor.core.problems import Problem, StorageError
from monitor.evidence.chain import GENESIS, NAME, Link, head_after, read_links, sm3, sm3_head_after
from monitor.evidence.members import RawRecord, single_record, whole_members
from monitor.evidence.passage import Heads
from monitor.evidence.payload import parse_message
from monitor.evidence.places import Place, opened, read_places
from monitor.evidence.stamps import Stamp, check_stamps, read_stamps
from monitor.evidence.warc import FILE_NAME, place_in_time

_UNSEEN = Heads(-1, "", "")
_HEAD_BEFORE = "chain-head-before:"


@dataclass(slots=True)
class VerifyReport:
    """What was checked, and everything that is wrong."""

    files: int = 0
    records: int = 0
    bytes: int = 0
    kinds: Counter[str] = field(default_factory=Counter)  # records by WARC-Type
    head: str = GENESIS
    head_sm3: str = GENESIS
    stamps: tuple[Stamp, ...] = ()
    heads: dict[int, Heads] = field(default_factory=dict)  # at the records that were stamped
    away: dict[str, Place] = field(default_factory=dict)  # files that were put elsewhere
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def verify(folder: Path, *, roots: bytes | None = None) -> VerifyReport:
    """Check a folder of evidence from its first record to its last; writes nothing.

    ``roots`` are the certificates of timestamp authorities that the user trusts.
    """
    report = VerifyReport()
    report.away = read_places(folder)
    stamped = read_stamps(folder)
    report.heads = {int(name[:-4]): _UNSEEN for name in stamped if name.endswith(".txt")}
    present = sorted((name for name in _names(folder) if FILE_NAME.match(name)), key=place_in_time)
    if not (folder / NAME).is_file():
        if present:
            mend = "restore it from a copy, or start the monitor once to make a new one"
            report.problems.append(Problem(NAME, f"is missing, with {len(present)} evidence files present", mend))
        links: Iterator[Link] = iter(())
    else:
        links = read_links(folder / NAME, problems=report.problems)
    seen: set[str] = set()
    known: set[str] = set()
    for name, group in groupby(_chained(links, report), key=lambda link: link.file):
        if name in seen:
            report.problems.append(Problem(name, "its records are not together in the chain"))
        if seen and place_in_time(name) < max(map(place_in_time, seen)):
            report.problems.append(Problem(name, "comes after a later file in the chain"))
        seen.add(name)
        whole = list(group)
        _check_file(folder, name, whole, known, report)
        known.update(link.id for link in whole)  # what is missing is said once, not again for all that repeats it
    for name in present:
        if name not in seen:
            _check_rest(folder / name, 0, report)
    if stamped:
        report.stamps = check_stamps(stamped, report.heads, roots=roots, problems=report.problems)
    return report


def _names(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.is_dir() else []


def _chained(links: Iterator[Link], report: VerifyReport) -> Iterator[Link]:
    """The links, each checked against the one before."""
    number, head, second = 0, GENESIS, ""
    for link in links:
        where = f"{NAME}: record {link.n}"
        if link.n != number + 1:
            what = f"follows record {number}" + (": records between are missing" if link.n > number else "")
            report.problems.append(Problem(where, what, "restore the chain file from a copy"))
        elif link.prev != head:
            report.problems.append(Problem(where, "does not join the record before it", "the chain was changed"))
        if head_after(link.prev, link.sha256) != link.head:
            report.problems.append(Problem(where, "its head is not that of its digest", "the chain was changed"))
        if link.head_sm3 and sm3_head_after(second or link.prev, link.sm3) != link.head_sm3:
            report.problems.append(Problem(where, "its SM3 head is not that of its digest", "the chain was changed"))
        elif second and not link.head_sm3:
            report.problems.append(Problem(where, "has no SM3 head, the one before has", "the chain was changed"))
        number, head, second = link.n, link.head, link.head_sm3
        if number in report.heads:
            report.heads[number] = Heads(number, head, second or head)
        yield link
    report.head, report.head_sm3 = head, second or head


def _check_file(folder: Path, name: str, links: list[Link], known: set[str], report: VerifyReport) -> None:
    path = folder / name
    report.files += 1
    if FILE_NAME.match(name) and not path.is_file() and name in report.away:
        _check_away(folder, name, links, known, report)
        return
    if not FILE_NAME.match(name) or not path.is_file():
        what = f"the file is missing, with its {len(links)} records ({links[0].n} to {links[-1].n})"
        report.problems.append(Problem(name, what, "restore it from a copy"))
        return
    with path.open("rb") as file:
        end = _check_links(file, path.stat().st_size, name, links, known, report)
    if end is not None:
        _check_rest(path, end, report)


def _check_away(folder: Path, name: str, links: list[Link], known: set[str], report: VerifyReport) -> None:
    """A file that was put elsewhere is checked there."""
    try:
        with opened(folder, name) as file:
            _check_links(file, report.away[name].size, name, links, known, report)
    except StorageError as error:
        report.problems.append(Problem(name, str(error).removeprefix(f"{name}: ")))


def _check_links(
    file: BinaryIO, size: int, name: str, links: list[Link], known: set[str], report: VerifyReport
) -> int | None:
    """Each record of one file; where the last one ends, None where some are missing."""
    end = 0
    for index, link in enumerate(links):
        if link.offset != end:
            what = f"record {link.n} begins at {link.offset}, the one before ends at {end}"
            report.problems.append(Problem(name, what))
        if link.end > size:
            lost = len(links) - index
            what = f"the file ends at {size}: {lost} records from record {link.n} on are missing"
            report.problems.append(Problem(f"{name}:{link.offset}", what, "restore it from a copy"))
            return None
        _check_record(file, name, link, known, report)
        end = link.end
    return end


def _check_record(file: BinaryIO, name: str, link: Link, known: set[str], report: VerifyReport) -> None:
    where = f"{name}:{link.offset}"
    file.seek(link.offset)
    packed = file.read(link.length)
    report.bytes += len(packed)
    if sha256(packed).hexdigest() != link.sha256 or (link.sm3 and sm3(packed) != link.sm3):
        report.problems.append(Problem(where, f"record {link.n} is not what was written", "restore it from a copy"))
    raw = single_record(packed)
    if isinstance(raw, str):
        report.problems.append(Problem(where, f"record {link.n} cannot be read: {raw}"))
        return
    report.records += 1
    report.kinds[raw.field("WARC-Type")] += 1
    for what in (*_wrong_in(raw, link, known), *_out_of_sequence(raw, link)):
        report.problems.append(Problem(where, f"record {link.n}: {what}"))
    known.add(link.id)


def _wrong_in(raw: RawRecord, link: Link, known: set[str]) -> Iterator[str]:
    if raw.field("WARC-Record-ID").strip("<>") != link.id:
        yield "its id is not the one in the chain"
    if not _digest_fits(raw.field("WARC-Block-Digest"), raw.block):
        yield "its block digest is wrong"
    if raw.field("WARC-Type") == "response":
        message = parse_message(raw.block)
        if message is None:
            yield "its block is no HTTP answer"
        elif not _digest_fits(raw.field("WARC-Payload-Digest"), message.body):
            yield "its payload digest is wrong"
    original = raw.field("WARC-Refers-To").strip("<>")
    if original and original not in known:
        yield f"it repeats {original}, which is not before it"


def _out_of_sequence(raw: RawRecord, link: Link) -> Iterator[str]:
    """Each file begins by naming the head it was begun after, so that files cannot change places."""
    if link.offset or raw.field("WARC-Type") != "warcinfo":
        return
    said = [line for line in raw.block.decode("utf-8", "replace").splitlines() if line.startswith(_HEAD_BEFORE)]
    if said and said[0].removeprefix(_HEAD_BEFORE).strip() != link.prev:
        yield "the file was begun after another record than the one that stands before it"


def _digest_fits(said: str, content: bytes) -> bool:
    """Whether a ``sha256:…`` field, in hex or base 32, is that of the content; an absent one fits."""
    if not said:
        return True
    name, _, value = said.partition(":")
    if name.lower() != "sha256":
        return False
    try:
        wanted = bytes.fromhex(value) if len(value) == 64 else base64.b32decode(value)
    except (ValueError, binascii.Error):
        return False
    return wanted == sha256(content).digest()


def _check_rest(path: Path, start: int, report: VerifyReport) -> None:
    """What stands in a file beyond its last chained record."""
    end, count = start, 0
    for offset, packed in whole_members(path, start=start):
        end, count = offset + len(packed), count + 1
    if count:
        what = f"{count} records are not in the chain"
        report.problems.append(Problem(f"{path.name}:{start}", what, "the next start of the monitor adds them"))
    torn = path.stat().st_size - end
    if torn:
        what = f"the last {torn} bytes are a torn record: it was being written when the machine or process died"
        report.problems.append(Problem(f"{path.name}:{end}", what, "what came before it is whole"))
