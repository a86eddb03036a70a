"""What a power failure takes: at most what one second received, and never more than it says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from monitor.evidence import Archive, Kind, read_records, verify
from monitor.evidence.warc import SYNC_WITHIN
from tests.evidence.building import URL, at, failed, fetched


class Disk:
    """Remembers how much of each file was on the disk itself at the last fsync."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.safe: dict[str, int] = {}
        self.syncs = 0
        real = os.fsync

        def fsync(fd: int) -> None:
            real(fd)
            self.safe[os.path.basename(os.readlink(f"/proc/self/fd/{fd}"))] = os.fstat(fd).st_size
            self.syncs += 1

        monkeypatch.setattr(os, "fsync", fsync)

    def after_power_failure(self, folder: Path, copy: Path) -> Path:
        """The folder as it would be found: each file as long as it was last brought to the disk."""
        shutil.copytree(folder, copy)
        for path in copy.iterdir():
            os.truncate(path, min(path.stat().st_size, self.safe.get(path.name, 0)))
        return copy


def test_a_power_failure_loses_at_most_what_one_second_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    steps = [0.0, 0.2, 0.9, 1.05, 1.1, 1.15, 3.0, 3.4, 3.9, 4.1, 86400.0, 86400.3, 86400.9, 86401.2]
    with Archive(tmp_path / "live") as archive:
        for count, seconds in enumerate(steps):
            archive.keep_response(fetched(b"<p>%d</p>" % count, seconds=seconds), request_url=URL)
            found = disk.after_power_failure(tmp_path / "live", tmp_path / f"found-{count}")
            if count % 2:
                Archive(found).close()  # the next start
                assert [p for p in verify(found).problems if "torn" not in p.what] == []
            records = read_records(sorted(found.glob("*.gz")), problems=[])
            kept = {record.at for record in records if record.kind is Kind.RESPONSE}
            lost = [at(one) for one in steps[: count + 1] if at(one) not in kept]
            assert all(at(seconds) - one < SYNC_WITHIN for one in lost), (seconds, lost)
    assert disk.syncs < 4 * len(steps), "in groups, not each record by itself"


def test_a_clock_set_back_does_not_keep_records_from_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    with Archive(tmp_path) as archive:
        archive.keep_failure(failed(7200))
        before = disk.syncs
        archive.keep_failure(failed(0))
        assert disk.syncs > before
