"""Old evidence is put away and still read, verified and rebuilt from where it lies."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from monitor.core.problems import StorageError
from monitor.evidence import Archive, load_capture, verify
from monitor.evidence.places import Place, read_places, remote
from monitor.jobs import archive
from tests.evidence.building import URL, at, fetched
from tests.jobs.test_rebuild import a_week_of_troubles
from tests.simulated import bench, command, facts, site


def days(folder: Path, count: int = 4) -> list[str]:
    """A file for each of some days."""
    with Archive(folder) as kept:
        for day in range(count):
            kept.keep_response(fetched(b"<p>%d</p>" % day, seconds=86400 * day), request_url=URL)
    return sorted(path.name for path in folder.glob("*.gz"))


def put(folder: Path, to: str, *, remove: bool = True, older: int = 2) -> archive.PutAway:
    return archive.put_away(folder, to=to, older_than=timedelta(days=older), now=at(86400 * 4), remove=remove)


@pytest.mark.parametrize("kind", ["folder", "address", "object store"])
def test_what_was_put_away_is_still_read_and_verified(kind: str, tmp_path: Path) -> None:
    warc = tmp_path / "warc"
    names = days(warc)
    to = {"folder": str(tmp_path / "a way"), "address": (tmp_path / "b").as_uri(), "object store": "memory://bucket/x"}
    before = [load_capture(warc, names[0], place) for place in offsets(warc, names[0])]
    done = put(warc, to[kind])
    assert (len(done.places), done.removed, done.problems) == (2, 2, ())
    assert sorted(path.name for path in warc.glob("*.gz")) == names[2:]
    report = verify(warc)
    assert (report.ok, report.files, report.records) == (True, 4, 8), report.problems
    assert [load_capture(warc, names[0], place) for place in offsets(warc, names[0])] == before
    with Archive(warc) as kept:
        kept.keep_response(fetched(b"<p>later</p>", seconds=86400 * 3 + 5), request_url=URL)
    assert verify(warc).ok
    assert put(warc, to[kind]).places == (), "once"


def offsets(warc: Path, name: str) -> list[int]:
    links = [json.loads(line) for line in (warc / "chain.jsonl").read_text().splitlines()]
    return [link["offset"] for link in links if link["file"] == name and link["offset"]]


def test_nothing_is_removed_that_was_not_asked_for_and_the_last_file_never(tmp_path: Path) -> None:
    names = days(tmp_path / "warc")
    assert put(tmp_path / "warc", str(tmp_path / "away"), remove=False, older=0).removed == 0
    assert sorted(path.name for path in (tmp_path / "warc").glob("*.gz")) == names
    put(tmp_path / "warc", str(tmp_path / "away"), older=0)
    assert [path.name for path in (tmp_path / "warc").glob("*.gz")] == names[-1:]


def test_a_copy_that_was_changed_or_lost_is_found(tmp_path: Path) -> None:
    warc, away = tmp_path / "warc", tmp_path / "away"
    names = days(warc)
    put(warc, str(away))
    content = (away / names[0]).read_bytes()
    (away / names[0]).write_bytes(content[:-9] + b"x" + content[-8:])
    assert "not what was written" in str(verify(warc).problems)
    (away / names[0]).unlink()
    assert "cannot be read at" in str(verify(warc).problems)


def test_a_place_that_cannot_be_written_keeps_everything_here(tmp_path: Path) -> None:
    names = days(tmp_path / "warc")
    (tmp_path / "file").write_text("x")
    done = put(tmp_path / "warc", str(tmp_path / "file"))
    assert done.problems
    assert (done.places, done.removed) == ((), 0)
    assert sorted(path.name for path in (tmp_path / "warc").glob("*.gz")) == names
    assert read_places(tmp_path / "warc") == {}


def test_a_rebuild_from_files_put_away_gives_every_row_again(tmp_path: Path) -> None:
    with site() as web, bench(tmp_path, web) as here:
        a_week_of_troubles(web, here)
        live = here.facts()
    where = ["--db", str(tmp_path / "storage" / "monitor.db"), "--feeds", str(tmp_path / "feeds.yaml")]
    done = command("archive", "--to", tmp_path / "away", "--older-than", "1h", "--remove", "--json", *where)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["removed"]
    listed = json.loads(command("archive", "--json", *where).stdout)["places"]
    assert {one["file"] for one in listed} == {path.name for path in (tmp_path / "away").iterdir()}
    rebuilt = command("rebuild", *where)
    assert (rebuilt.returncode, rebuilt.stderr) == (0, b"")
    assert facts(tmp_path / "storage" / "monitor.db") == live
    shutil.rmtree(tmp_path / "away")
    refused = command("rebuild", *where)
    assert refused.returncode == 2
    assert b"cannot be read at" in refused.stderr
    assert facts(tmp_path / "storage" / "monitor.db") == live


def test_mistakes_are_listed(tmp_path: Path) -> None:
    refused = command("archive", "--older-than", "soon", "--db", tmp_path / "no" / "monitor.db")
    assert refused.returncode == 2
    assert refused.stderr.count(b"\n") == 2
    days(tmp_path / "warc")
    strange = command("archive", "--to", "nosuch://x/y", "--db", tmp_path / "monitor.db")
    assert strange.returncode == 2
    assert b"--to" in strange.stderr


class Unplugged(MemoryFileSystem):
    """A store whose maker has exceptions of his own."""

    protocol = "unplugged"

    class GoneError(Exception):
        """Nobody answers."""

    def _open(self, path: str, mode: str = "rb", **options: object) -> NoReturn:
        raise self.GoneError("no route to the store")


def test_a_store_that_does_not_answer_is_said_whatever_its_maker_raises(tmp_path: Path) -> None:
    fsspec.register_implementation("unplugged", Unplugged, clobber=True)
    names = days(tmp_path / "warc")
    done = put(tmp_path / "warc", "unplugged://bucket/x")
    assert done.removed == 0
    assert "no route to the store" in str(done.problems[0])
    assert sorted(path.name for path in (tmp_path / "warc").glob("*.gz")) == names
    place = Place(names[0], "unplugged://bucket/x/a", 1, "0" * 64, "2026-01-01T00:00:00Z")
    with pytest.raises(StorageError, match=r"no route to the store.*put the file back"), remote(place):
        pass


def test_what_a_reader_of_a_file_in_a_store_does_wrong_is_not_blamed_on_the_store(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    place = Place("a", (tmp_path / "a").as_uri(), 3, "", "2026-01-01T00:00:00Z")
    with pytest.raises(UnicodeDecodeError), remote(place) as file:
        file.read(2).decode("utf-16-le" if file.seek(1) else "utf-8").encode().decode("ascii")
