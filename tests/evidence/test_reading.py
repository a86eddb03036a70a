"""Reading WARC files of any tool, whole, cut and damaged."""

import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.problems import ConfigError, Problem
from monitor.evidence import Archive, Kind, Record, read_records, reading
from tests.evidence.building import T0, URL, by_record, fetched, foreign, one_stream, plain

PACKINGS = {"by record": by_record, "one stream": one_stream, "plain": plain}
BODIES = [f"<html>{'页' * 50 * n}</html>".encode() for n in range(1, 6)]
RECORDS = [foreign(body, date=f"2026-11-21T10:00:0{n}Z") for n, body in enumerate(BODIES)]


def read(*paths: Path) -> tuple[list[Record], list[Problem]]:
    problems: list[Problem] = []
    return list(read_records(paths, problems=problems)), problems


def write(folder: Path, content: bytes, name: str = "x.warc.gz") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def only(folder: Path, record: bytes) -> Record:
    found, problems = read(write(folder, gzip.compress(record)))
    assert problems == []
    return found[0]


@pytest.mark.parametrize("packing", PACKINGS)
def test_files_are_read_however_they_are_packed(tmp_path: Path, packing: str) -> None:
    found, problems = read(write(tmp_path, PACKINGS[packing](*RECORDS)))
    assert problems == []
    assert [record.body for record in found] == BODIES
    assert {record.url for record in found} == {URL}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_cut_file_gives_everything_before_the_cut_and_one_problem(tmp_path: Path, packing: str) -> None:
    content = PACKINGS[packing](*RECORDS)
    for cut in range(200, len(content) - 9, max(1, len(content) // 40)):
        found, problems = read(write(tmp_path, content[:cut]))
        assert [record.body for record in found] == BODIES[: len(found)]
        assert len(found) < 5
        boundary = len(by_record(*RECORDS[: len(found)])) == cut and packing == "by record"
        assert len(problems) == (0 if boundary else 1), cut
        assert all(problem.where.startswith("x.warc.gz:") for problem in problems)
        assert all("cut off" in problem.what for problem in problems)


def test_the_problem_names_where_the_cut_record_begins(tmp_path: Path) -> None:
    start = len(by_record(*RECORDS[:3]))
    _, problems = read(write(tmp_path, by_record(*RECORDS)[: start + 40]))
    assert [problem.where for problem in problems] == [f"x.warc.gz:{start}"]


@pytest.mark.parametrize("packing", ["by record", "plain"])
def test_reading_goes_on_after_damage_in_the_middle(tmp_path: Path, packing: str) -> None:
    content = bytearray(PACKINGS[packing](*RECORDS))
    begin = len(PACKINGS[packing](*RECORDS[:2]))
    content[begin : begin + 60] = b"\xff" * 60
    found, problems = read(write(tmp_path, bytes(content)))
    assert [record.body for record in found] == [BODIES[n] for n in (0, 1, 3, 4)]
    assert len(problems) == 1
    assert "went on" in problems[0].mend


def test_a_record_appended_after_a_torn_one_is_found(tmp_path: Path) -> None:
    torn = by_record(*RECORDS[:2])[:-15]
    found, problems = read(write(tmp_path, torn + by_record(RECORDS[2])))
    assert [record.body for record in found] == [BODIES[0], BODIES[2]]
    assert len(problems) == 1


def test_records_of_all_files_come_in_order_of_their_date(tmp_path: Path) -> None:
    odd = write(tmp_path, by_record(*RECORDS[4:2:-1], RECORDS[1]), "a.warc.gz")
    even = write(tmp_path, plain(RECORDS[2], RECORDS[0]), "b.warc")
    assert [record.body for record in read(odd, even)[0]] == BODIES


@pytest.mark.parametrize("packing", PACKINGS)
def test_large_files_come_in_the_same_order_without_being_held_in_memory(
    tmp_path: Path, packing: str, monkeypatch
) -> None:
    shuffled = write(tmp_path, PACKINGS[packing](*(RECORDS[n] for n in (3, 0, 4))), "a.warc")
    ordered = write(tmp_path, PACKINGS[packing](*(RECORDS[n] for n in (1, 2))), "b.warc")
    wanted = read(shuffled, ordered)
    monkeypatch.setattr(reading, "_IN_MEMORY", 0)
    assert read(shuffled, ordered) == wanted
    assert [record.body for record in wanted[0]] == BODIES


def test_equal_dates_keep_the_order_of_the_files(tmp_path: Path) -> None:
    same = [foreign(body) for body in BODIES]
    one, two = write(tmp_path, by_record(*same[:3]), "b.warc.gz"), write(tmp_path, by_record(*same[3:]), "a.warc.gz")
    assert [record.body for record in read(one, two)[0]] == BODIES


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PAGE = b"<html>a page, sent in pieces</html>"


@pytest.mark.parametrize(
    ("http", "body"),
    [
        (CHUNKED, b"5\r\n<html\r\n1E;x=1\r\n" + PAGE[5:] + b"\r\n0\r\n\r\n"),
        (CHUNKED, PAGE),  # unpacked by the tool, header kept
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(PAGE, mtime=0)),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
            gzip.compress(PAGE[:9], mtime=0) + gzip.compress(PAGE[9:], mtime=0),
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", PAGE),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", zlib.compress(PAGE)),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", zlib.compress(PAGE)[2:-4]),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", PAGE),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", PAGE),
        (b"HTTP/2 200\r\nx-a: 1\r\n\r\n", PAGE),
        (b"HTTP/1.0 200\n\n", PAGE),
        (b"HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\n\r\n", PAGE),
    ],
)
def test_bodies_come_out_of_every_packing(tmp_path: Path, http: bytes, body: bytes) -> None:
    record = only(tmp_path, foreign(body, http=http))
    assert (record.kind, record.status, record.body) == (Kind.RESPONSE, 200, PAGE)


@pytest.mark.parametrize(
    ("http", "body", "words"),
    [
        (CHUNKED, b"5\r\n<html\r\n40\r\ncut", "cut off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(PAGE, mtime=0)[:-9], "cut off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", b"\x8b\x02", "cut off"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", b"\xff" * 40, "damaged"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\n\r\n", b"\x28\xb5\x2f\xfd", "cannot be unpacked"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_a_problem_and_no_end(
    tmp_path: Path, http: bytes, body: bytes, words
) -> None:
    found, problems = read(write(tmp_path, by_record(foreign(body, http=http), RECORDS[0])))
    assert len(found) == 2
    assert [words in problem.what for problem in problems] == [True]


@pytest.mark.parametrize("kind", ["warcinfo", "request", "metadata", "conversion", "continuation", "new"])
def test_records_of_no_use_are_passed_over(tmp_path: Path, kind: str) -> None:
    record = only(tmp_path, foreign(b"fetchTimeMs: 12", kind=kind, http=b""))
    assert record.kind is Kind.OTHER


def test_answers_of_other_protocols_are_passed_over(tmp_path: Path) -> None:
    assert only(tmp_path, foreign(b"20261121\nwww. 1 A 1.1.1.1", http=b"", url="dns:www.x.example")).kind is Kind.OTHER


def test_a_page_kept_without_its_answer_is_a_page(tmp_path: Path) -> None:
    kept = only(tmp_path, foreign(PAGE, kind="resource", http=b"", fields="Content-Type: text/html\r\n"))
    assert (kept.kind, kept.status, kept.headers, kept.body) == (
        Kind.RESPONSE,
        200,
        (("Content-Type", "text/html"),),
        PAGE,
    )
    log = foreign(b"made by", kind="resource", http=b"", url="metadata://tool.example/log")
    assert only(tmp_path, log).kind is Kind.OTHER


def test_a_revisit_of_another_tool_says_what_it_repeats(tmp_path: Path) -> None:
    fields = (
        "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n"
        "WARC-Refers-To: <urn:uuid:1>\r\nWARC-Refers-To-Target-URI: <http://a.example/>\r\n"
    )
    record = only(tmp_path, foreign(b"", kind="revisit", fields=fields))
    assert (record.kind, record.refers_to, record.refers_to_url) == (Kind.REVISIT, "urn:uuid:1", "http://a.example/")
    assert not record.not_modified
    assert only(tmp_path, foreign(b"", kind="revisit", http=b"")).status == 0


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T10:00:00Z", T0),
        ("2026-11-21T10:00:00.5Z", T0.replace(microsecond=500_000)),
        ("2026-11-21T10:00:00.123456789Z", T0.replace(microsecond=123_456)),
        ("2026-11-21T10:00Z", T0),
        ("2026-11-21", datetime(2026, 11, 21, tzinfo=UTC)),
    ],
)
def test_dates_are_read_to_their_precision(tmp_path: Path, text: str, moment: datetime) -> None:
    assert only(tmp_path, foreign(PAGE, date=text, version="1.1")).at == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-45T10:00:00Z", "20261121100000"])
def test_a_record_without_a_date_is_a_problem_not_a_guess(tmp_path: Path, text: str) -> None:
    found, problems = read(write(tmp_path, by_record(foreign(PAGE, date=text), RECORDS[1])))
    assert [record.body for record in found] == [BODIES[1]]
    assert "WARC-Date" in problems[0].what


def test_every_path_that_is_no_warc_is_named_before_anything_is_read(tmp_path: Path) -> None:
    good = write(tmp_path, by_record(*RECORDS))
    bad = [
        write(tmp_path, b"schema: 1\nfeeds: []\n", "feeds.yaml"),
        write(tmp_path, gzip.compress(b"no records"), "x.gz"),
        write(tmp_path, b"\x1f\x8b\x08" + b"\xff" * 100, "broken.gz"),
        tmp_path / "absent.warc",
        tmp_path,
    ]
    with pytest.raises(ConfigError) as caught:
        read_records([good, *bad], problems=[])
    assert [problem.where for problem in caught.value.problems] == [str(path) for path in bad]


def test_an_empty_file_is_a_problem(tmp_path: Path) -> None:
    found, problems = read(write(tmp_path, b""))
    assert (found, [problem.what for problem in problems]) == ([], ["the file is empty"])


def test_a_block_beyond_the_limit_is_passed_over_without_being_held(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("monitor.evidence.members.LONGEST_BLOCK", 100_000)
    found, problems = read(write(tmp_path, by_record(foreign(b"x" * 200_000), RECORDS[1])))
    assert [record.kind for record in found] == [Kind.OTHER, Kind.RESPONSE]
    assert len(problems) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_damage_raises_and_what_is_untouched_before_it_is_read(tmp_path_factory, data) -> None:
    packing = data.draw(st.sampled_from(sorted(PACKINGS)))
    content = bytearray(PACKINGS[packing](*RECORDS))
    where = data.draw(st.integers(300, len(content) - 1))
    content[where : where + data.draw(st.integers(1, 30))] = data.draw(st.binary(max_size=40))
    found, _ = read(write(tmp_path_factory.mktemp("x"), bytes(content)))
    whole = sum(len(PACKINGS[packing](*RECORDS[:n])) <= where for n in range(1, 6)) if packing != "one stream" else 0
    assert [record.body for record in found][:whole] == BODIES[:whole]


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=3000), name=st.text(max_size=20), value=st.text(max_size=20))
def test_what_is_kept_is_what_is_read(tmp_path_factory, body: bytes, name: str, value: str) -> None:
    folder = tmp_path_factory.mktemp("x")
    with Archive(folder) as archive:
        capture = archive.keep_response(fetched(body, headers=((name, value),)), request_url=URL)
    found, problems = read(folder / capture.file)
    assert problems == []
    assert found[-1].body == body
    assert found[-1].capture().sha256 == capture.sha256
