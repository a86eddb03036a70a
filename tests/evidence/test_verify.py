"""Whatever is changed in the evidence afterwards, verify names it."""

import json
from pathlib import Path

import pytest

from monitor.evidence import Archive, verify
from monitor.evidence.chain import GENESIS, head_after, sm3, sm3_head_after
from tests.evidence.building import URL, failed, fetched, not_modified


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files: warcinfo and two records in each."""
    with Archive(tmp_path) as archive:
        for day in range(3):
            seconds = day * 86400
            first = archive.keep_response(fetched(f"<html>{day}</html>".encode(), seconds=seconds), request_url=URL)
            archive.keep_not_modified(not_modified(seconds + 1), original=first)
        archive.keep_failure(failed(3 * 86400 - 50_000))
    return tmp_path


def said(folder: Path) -> str:
    return "\n".join(map(str, verify(folder).problems))


def chain(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "chain.jsonl").read_text().splitlines()]


def write_chain(folder: Path, links: list[dict]) -> None:
    (folder / "chain.jsonl").write_text("".join(json.dumps(link) + "\n" for link in links))


def test_untouched_evidence_is_proven_and_counted(folder: Path) -> None:
    report = verify(folder)
    assert report.ok, report.problems
    assert (report.files, report.records) == (3, 10)
    assert report.kinds == {"warcinfo": 3, "response": 3, "revisit": 3, "metadata": 1}
    assert report.head == chain(folder)[-1]["head"]
    assert report.bytes == sum(path.stat().st_size for path in folder.glob("*.gz"))


def test_the_chain_can_be_recomputed_with_sha256_alone(folder: Path) -> None:
    head = GENESIS
    for link in chain(folder):
        assert link["prev"] == head
        head = head_after(head, link["sha256"])
        assert link["head"] == head


def test_the_chain_can_be_recomputed_with_sm3_alone(folder: Path) -> None:
    head = GENESIS
    for link in chain(folder):
        packed = (folder / link["file"]).read_bytes()[link["offset"] : link["offset"] + link["length"]]
        head = sm3_head_after(head, sm3(packed))
        assert link["head_sm3"] == head
    assert verify(folder).head_sm3 == head


def test_sm3_is_that_of_the_standard() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905-2016, A.1


def in_the_first_version(folder: Path) -> list[dict]:
    """The chain as version 0.1.0 wrote it: without SM3."""
    return [{k: v for k, v in link.items() if "sm3" not in k} for link in chain(folder)]


def test_a_chain_of_the_first_version_is_proven_and_continued_with_sm3(folder: Path) -> None:
    write_chain(folder, in_the_first_version(folder))
    assert verify(folder).ok
    with Archive(folder) as archive:
        archive.keep_failure(failed(3 * 86400))
        archive.keep_failure(failed(3 * 86400 + 1))
    report = verify(folder)
    assert report.ok, report.problems
    added = chain(folder)[10:]
    assert all(link["head_sm3"] for link in added)
    assert added[0]["head_sm3"] == sm3_head_after(added[0]["prev"], added[0]["sm3"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sm3": "0" * 64}, "SM3 head"),
        ({"head_sm3": "0" * 64}, "SM3 head"),
        ({"sm3": "", "head_sm3": ""}, "has no SM3 head"),
    ],
)
def test_a_changed_sm3_chain_is_found(folder: Path, change: dict, words: str) -> None:
    links = chain(folder)
    links[4] |= change
    write_chain(folder, links)
    assert words in said(folder)


def test_files_whose_chain_was_written_anew_in_another_order_are_found(folder: Path) -> None:
    """Each file names the head it was begun after: a new chain over exchanged files does not fit them."""
    names = sorted(path.name for path in folder.glob("*.gz"))
    (folder / names[0]).rename(folder / "x")
    (folder / names[1]).rename(folder / names[0])
    (folder / "x").rename(folder / names[1])
    (folder / "chain.jsonl").unlink()
    Archive(folder).close()
    assert "begun after another record" in said(folder)


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    assert verify(tmp_path).ok
    assert verify(tmp_path / "absent").ok


def test_every_single_changed_byte_is_found(folder: Path) -> None:
    path = folder / "2026-11-22-001.warc.gz"
    content = path.read_bytes()
    for at in range(0, len(content), 29):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert not verify(folder).ok, at


def test_a_missing_file_is_named_with_its_records(folder: Path) -> None:
    (folder / "2026-11-22-001.warc.gz").unlink()
    assert "2026-11-22-001.warc.gz: the file is missing, with its 3 records (4 to 6)" in said(folder)


def test_a_cut_file_says_which_records_are_gone(folder: Path) -> None:
    path = folder / "2026-11-23-001.warc.gz"
    path.write_bytes(path.read_bytes()[:-5])
    assert "1 records from record 10 on are missing" in said(folder)


def test_bytes_after_the_last_record_are_a_torn_tail(folder: Path) -> None:
    path = folder / "2026-11-23-001.warc.gz"
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")
    assert f"2026-11-23-001.warc.gz:{size}: the last 17 bytes are a torn record" in said(folder)


def test_a_record_put_in_afterwards_is_found(folder: Path) -> None:
    path = folder / "2026-11-21-001.warc.gz"
    path.write_bytes(path.read_bytes() + (folder / "2026-11-22-001.warc.gz").read_bytes())
    assert "3 records are not in the chain" in said(folder)


def test_a_file_that_is_not_in_the_chain_is_found(folder: Path) -> None:
    (folder / "2026-11-20-001.warc.gz").write_bytes((folder / "2026-11-22-001.warc.gz").read_bytes())
    assert "2026-11-20-001.warc.gz:0: 3 records are not in the chain" in said(folder)


def test_a_missing_chain_is_said(folder: Path) -> None:
    (folder / "chain.jsonl").unlink()
    assert "chain.jsonl: is missing, with 3 evidence files present" in said(folder)


def test_a_line_taken_out_of_the_chain_is_found(folder: Path) -> None:
    links = chain(folder)
    write_chain(folder, links[:4] + links[5:])
    assert "record 6: follows record 4: records between are missing" in said(folder)


def test_a_chain_written_anew_from_one_record_on_does_not_join(folder: Path) -> None:
    links = chain(folder)
    links[4]["sha256"] = "0" * 64
    assert_changed(folder, links, "its head is not that of its digest")
    links[4]["head"] = head_after(links[4]["prev"], links[4]["sha256"])
    assert_changed(folder, links, "record 6: does not join the record before it")
    assert_changed(folder, links, "record 5 is not what was written")


def assert_changed(folder: Path, links: list[dict], words: str) -> None:
    write_chain(folder, links)
    assert words in said(folder)


@pytest.mark.parametrize("line", [b"{}\n", b"no json\n", b'{"n":-1}\n', b"[" * 5000 + b"\n", b"\xff\xfe\n"])
def test_a_line_that_is_none_is_named(folder: Path, line: bytes) -> None:
    path = folder / "chain.jsonl"
    path.write_bytes(path.read_bytes() + line)
    assert "chain.jsonl:11: this line is not readable" in said(folder)


def test_a_chain_that_points_outside_the_folder_is_not_followed(folder: Path) -> None:
    links = chain(folder)
    links[-1]["file"] = "../2026-11-23-001.warc.gz"
    assert_changed(folder, links, "the file is missing")
