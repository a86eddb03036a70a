"""Writing evidence: what is kept, where, and what happens when the disk or the process fails."""

import errno
import gzip
import json
import os
import subprocess
import sys
import textwrap
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from monitor.core.feed import Cut
from monitor.core.problems import StorageError
from monitor.evidence import Archive, Kind, load_capture, read_records, verify
from monitor.evidence.packing import by_zlib, pack
from monitor.evidence.reading import read_raw
from tests.evidence.building import HTML, URL, at, failed, fetched, not_modified, refused


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.warc.gz"))


def records(folder: Path) -> list:
    problems: list = []
    found = list(read_records([folder / name for name in files(folder)], problems=problems))
    assert problems == []
    return [record for record in found if record.kind is not Kind.OTHER]


def test_every_kind_of_outcome_is_kept_and_comes_back(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = archive.keep_response(fetched(b"<html>1</html>"), request_url=URL)
        archive.keep_response(refused(1), request_url=URL)
        archive.keep_not_modified(not_modified(2), original=first)
        archive.keep_same_payload(fetched(b"<html>1</html>", seconds=3), first)
        archive.keep_failure(failed(4))
    found = records(tmp_path)
    assert [(r.kind.value, r.at, r.status, r.outcome) for r in found] == [
        ("response", at(0), 200, ""),
        ("response", at(1), 412, "blocked"),
        ("revisit", at(2), 304, ""),
        ("revisit", at(3), 200, ""),
        ("metadata", at(4), 0, "dns"),
    ]
    assert {r.url for r in found} == {URL}
    assert found[0].body == b"<html>1</html>"
    assert found[1].detail == "firewall: 瑞数"
    assert [r.refers_to for r in found[2:4]] == [first.id, first.id]
    assert [r.not_modified for r in found[2:4]] == [True, False]
    assert found[4].detail == "no address for 滨江"


def test_what_came_of_a_broken_answer_lies_in_the_record_of_the_attempt(tmp_path: Path) -> None:
    cut = Cut(200, (HTML,), 70_000, b"\x1f\x8b\x00 begins")
    with Archive(tmp_path) as archive:
        archive.keep_failure(replace(failed(0), cut=cut))
        noted = archive.keep_response(replace(fetched(b"<p>1", seconds=1), note="odd"), request_url=URL)
        archive.keep_same_payload(replace(fetched(b"<p>1", seconds=2), note="odd"), noted)
    (name,) = files(tmp_path)
    said = json.loads(next(r.block for r in read_raw(tmp_path / name, problems=[]) if b"outcome" in r.block))
    assert said["outcome"] == failed(0).outcome.value
    assert said["answer"]["headers"] == [list(HTML)]
    assert (said["answer"]["status"], said["answer"]["size"]) == (200, 70_000)
    assert b64decode(said["answer"]["start"]) == cut.start
    assert [(r.outcome, r.detail) for r in records(tmp_path)[1:]] == [("", "odd"), ("", "odd")]


def test_a_capture_loads_back_equal_from_its_place(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        whole = archive.keep_response(fetched(b"\x00\xff binary", headers=(HTML, ("X-Name", "滨江"))), request_url=URL)
        again = archive.keep_same_payload(fetched(b"\x00\xff binary", seconds=1), whole)
        third = archive.keep_same_payload(fetched(b"\x00\xff binary", seconds=2), again)
    for capture in (whole, again, third):
        assert load_capture(tmp_path, capture.file, capture.offset) == capture
    assert {c.sha256 for c in (whole, again, third)} == {whole.sha256}


def test_a_repeated_repeat_refers_to_the_record_with_the_body_after_a_restart_too(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        whole = archive.keep_response(fetched(), request_url=URL)
        again = archive.keep_same_payload(fetched(seconds=1), whole)
    with Archive(tmp_path) as archive:
        third = archive.keep_same_payload(fetched(seconds=2), again)
    assert records(tmp_path)[-1].refers_to == whole.id
    assert load_capture(tmp_path, third.file, third.offset) == third


def test_the_packing_of_the_answer_is_noted_and_the_body_is_kept_unpacked(tmp_path: Path) -> None:
    headers = (HTML, ("Content-Encoding", "gzip"), ("transfer-encoding", "chunked"), ("Content-Length", "7"))
    with Archive(tmp_path) as archive:
        capture = archive.keep_response(fetched(b"<html>plain</html>", headers=headers), request_url=URL)
    assert capture.header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert capture.header("Content-Encoding") == ""
    assert capture.header("Content-Length") == str(len(b"<html>plain</html>"))
    assert records(tmp_path)[0].body == b"<html>plain</html>"


def test_other_tools_read_every_record_and_find_its_digests_right(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        whole = archive.keep_response(fetched(b"<html>x</html>"), request_url=URL)
        archive.keep_same_payload(fetched(b"<html>x</html>", seconds=1), whole)
        archive.keep_not_modified(not_modified(2))
        archive.keep_failure(failed(3))
        archive.keep_response(refused(4), request_url=URL)
    with (tmp_path / whole.file).open("rb") as stream:
        seen = [
            (record.rec_type, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [kind for kind, _ in seen] == ["warcinfo", "response", "revisit", "revisit", "metadata", "response"]
    assert seen[1][1] == b"<html>x</html>"


def test_the_record_is_named_by_what_was_asked_and_the_capture_by_who_answered(tmp_path: Path) -> None:
    final = "https://www.binjiang.gov.example/new/"
    with Archive(tmp_path) as archive:
        capture = archive.keep_response(fetched(url=final, redirects=(URL,), tls="legacy"), request_url=URL)
    record = records(tmp_path)[0]
    assert (record.url, record.final_url, capture.url) == (URL, final, final)
    assert load_capture(tmp_path, capture.file, capture.offset) == capture


def test_ids_are_the_same_on_every_machine_and_never_twice(tmp_path: Path) -> None:
    def run(folder: Path) -> list[str]:
        with Archive(folder) as archive:
            kept = [archive.keep_response(fetched(), request_url=URL).id for _ in range(3)]
            return [*kept, archive.keep_failure(failed(1)), archive.keep_not_modified(not_modified(1))]

    one, two = run(tmp_path / "a"), run(tmp_path / "b")
    assert one == two
    assert len(set(one)) == 5
    assert (tmp_path / "a/chain.jsonl").read_bytes() == (tmp_path / "b/chain.jsonl").read_bytes()


def test_a_new_day_begins_a_new_file_and_a_clock_set_back_does_not_reopen_an_old_one(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for hours in (0, 24, 0, 25):
            archive.keep_response(fetched(seconds=hours * 3600), request_url=URL)
    assert files(tmp_path) == ["2026-11-21-001.warc.gz", "2026-11-22-001.warc.gz"]
    assert len(records(tmp_path)) == 4
    assert verify(tmp_path).ok


def test_a_full_file_is_followed_by_the_next_number(tmp_path: Path) -> None:
    with Archive(tmp_path, max_bytes=1000) as archive:
        for n in range(4):
            archive.keep_response(fetched(os.urandom(900), seconds=n), request_url=URL)
    assert files(tmp_path) == [f"2026-11-21-{n:03d}.warc.gz" for n in (1, 2, 3, 4)]
    assert verify(tmp_path).ok


def test_the_next_start_goes_on_in_the_same_file(tmp_path: Path) -> None:
    for n in range(3):
        with Archive(tmp_path) as archive:
            archive.keep_response(fetched(seconds=n), request_url=URL)
    assert files(tmp_path) == ["2026-11-21-001.warc.gz"]
    assert verify(tmp_path).ok
    assert len(records(tmp_path)) == 3


@pytest.mark.parametrize("cut", [1, 5, 100, 200])
def test_nothing_is_ever_written_after_a_torn_record(tmp_path: Path, cut: int) -> None:
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(), request_url=URL)
        torn = archive.keep_response(fetched(seconds=1), request_url=URL)
    path = tmp_path / torn.file
    os.truncate(path, path.stat().st_size - cut)
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(seconds=2), request_url=URL)
    assert files(tmp_path) == ["2026-11-21-001.warc.gz", "2026-11-21-002.warc.gz"]
    report = verify(tmp_path)
    assert [(p.where, "missing" in p.what) for p in report.problems] == [(f"{torn.file}:{torn.offset}", True)]


def test_records_that_a_crash_left_out_of_the_chain_are_added_by_the_next_start(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(), request_url=URL)
        lines = (tmp_path / "chain.jsonl").read_bytes()
        archive.keep_response(fetched(seconds=1), request_url=URL)
        whole = (tmp_path / "chain.jsonl").read_bytes()
    (tmp_path / "chain.jsonl").write_bytes(lines + whole[len(lines) : len(lines) + 30])
    assert not verify(tmp_path).ok
    Archive(tmp_path).close()
    assert verify(tmp_path).ok
    assert (tmp_path / "chain.jsonl").read_bytes() == whole


def test_a_lost_chain_is_made_again_from_the_files(tmp_path: Path) -> None:
    with Archive(tmp_path, max_bytes=300) as archive:
        for n in range(3):
            archive.keep_response(fetched(seconds=n), request_url=URL)
        head = archive.head
    (tmp_path / "chain.jsonl").unlink()
    with Archive(tmp_path) as archive:
        assert archive.head == head
    assert verify(tmp_path).ok


def test_the_name_of_a_lost_file_is_not_given_again(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        lost = archive.keep_response(fetched(), request_url=URL)
    (tmp_path / lost.file).unlink()
    with Archive(tmp_path) as archive:
        assert archive.keep_response(fetched(seconds=1), request_url=URL).file == "2026-11-21-002.warc.gz"
    assert [p.where for p in verify(tmp_path).problems] == [lost.file]


def test_a_second_instance_is_refused_and_a_later_one_is_not(tmp_path: Path) -> None:
    with Archive(tmp_path), pytest.raises(StorageError, match="another instance"):
        Archive(tmp_path)
    Archive(tmp_path).close()


LIMITED = """
    import resource, signal, sys
    from pathlib import Path
    from monitor.core.problems import StorageError
    from monitor.evidence import Archive
    from tests.evidence.building import URL, fetched
    import random

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    body = random.Random(1).randbytes(3000)
    with Archive(Path(sys.argv[1])) as archive:
        archive.keep_response(fetched(body), request_url=URL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
        try:
            archive.keep_response(fetched(body[::-1], seconds=1), request_url=URL)
        except StorageError as exc:
            print(exc)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        archive.keep_response(fetched(body[::-1], seconds=2), request_url=URL)
"""


def test_a_record_that_does_not_fit_on_the_disk_is_taken_back_whole(tmp_path: Path) -> None:
    """The kernel's limit on file sizes stands in for a full disk: a partial write, then an error."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LIMITED), str(tmp_path)],
        cwd=root, capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert "File too large" in done.stdout
    assert len(records(tmp_path)) == 2
    assert verify(tmp_path).ok


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "free some space"), (errno.EROFS, "read-only"), (errno.EIO, "check the disk")]
)
def test_a_failing_disk_says_what_to_do_and_leaves_no_half_record(
    tmp_path: Path, monkeypatch, number: int, words: str
) -> None:
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(), request_url=URL)
        real = os.write
        calls = iter([True, False])  # the record is written, its line in the chain is not

        def failing(fd: int, content: bytes) -> int:
            if next(calls):
                return real(fd, content)
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", failing)
            with pytest.raises(StorageError, match=words):
                archive.keep_response(fetched(seconds=1), request_url=URL)
        archive.keep_response(fetched(seconds=2), request_url=URL)
    assert [r.at for r in records(tmp_path)] == [at(0), at(2)]
    assert verify(tmp_path).ok


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        Archive(tmp_path / "file" / "warc")


def test_a_damaged_chain_is_never_written_on(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(), request_url=URL)
    (tmp_path / "chain.jsonl").write_text("no chain\n")
    with pytest.raises(StorageError, match="run verify"):
        Archive(tmp_path)
    with pytest.raises(StorageError, match="run verify"):  # and the lock is free again
        Archive(tmp_path)


def test_header_values_cannot_forge_fields(tmp_path: Path) -> None:
    evil = (("X-A\r\nWARC-Type", "a\r\n\r\nWARC/1.1"), HTML)
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(headers=evil), request_url=f"{URL}\r\nWARC-Type: request")
    assert verify(tmp_path).ok
    assert [r.kind for r in records(tmp_path)] == [Kind.RESPONSE]


def test_microseconds_survive(tmp_path: Path) -> None:
    moment = at(0) + timedelta(microseconds=123456)
    with Archive(tmp_path) as archive:
        archive.keep_response(fetched(seconds=0.123456), request_url=URL)
    assert records(tmp_path)[0].at == moment


def test_a_missing_place_is_a_storage_error(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        capture = archive.keep_response(fetched(), request_url=URL)
    for file, offset in (("2020-01-01-001.warc.gz", 0), (capture.file, 3), (capture.file, 0), ("../x", 0)):
        with pytest.raises(StorageError):
            load_capture(tmp_path, file, offset)


@pytest.mark.parametrize("record", [b"", b"WARC/1.1\r\n", "滨江市应急管理局".encode() * 3000, bytes(range(256)) * 40])
def test_a_record_is_a_gzip_member_for_whoever_reads_it(record: bytes) -> None:
    for packed in (pack(record), by_zlib(record)):
        assert gzip.decompress(packed) == record
        assert packed[4:8] == b"\0\0\0\0"  # no time: the record itself says when
