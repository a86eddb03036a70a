"""A bundle is checked with nothing but itself; one that was changed or made by a stranger is refused."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from monitor.core.problems import ConfigError
from monitor.evidence.bundle import DIGEST, PACKAGE, read_bundle, write_bundle
from monitor.evidence.chain import GENESIS, head_after
from monitor.jobs.bundle import PASSAGE, VERDICTS, WARC
from monitor.jobs.correct import Correction, correct
from monitor.jobs.rederive import rederive
from tests.simulated import answered, bench, blast, command, entry, site

AS_OF = "2026-11-24T12:00"


@dataclass
class Made:
    """One exported incident, and where it came from."""

    folder: Path
    file: Path
    incident: str
    answer: dict[str, object]
    entries: dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("bundle")
    with site() as web, bench(folder, web) as here:
        blast(web)
        here.poll()
        here.passes(minutes=15)
        here.poll()
        answered(web)
        for _ in range(12):
            here.passes(hours=6)
            here.poll()
        rows = [entry(f"/gov/n{n}.html", f"关于第{n}项工作的通知", "2026-11-23") for n in range(3)]
        web.lists("/gov/", *rows, entry("/gov/c.html", "情况通报", "2026-11-20"))
        here.passes(hours=6)
        here.poll()
        incident = str(here.value("SELECT id FROM incidents ORDER BY rowid LIMIT 1"))
        words = Correction(here.clock(), "张三", "核对原件", "set", incident, {"grade": "重大"})
        correct(here.here, words, journal=here.where.corrections)
    where = ["--db", str(folder / "storage" / "monitor.db"), "--feeds", str(folder / "feeds.yaml")]
    shown = command("timeline", incident, "--json", "--as-of", AS_OF, *where)
    file = folder / "one.wacz"
    done = command("export", "evidence", incident, "--out", file, "--as-of", AS_OF, *where)
    assert done.returncode == 0, done.stderr.decode()
    return Made(folder, file, incident, json.loads(shown.stdout), read_bundle(file))


def test_a_bundle_gives_its_verdicts_again_with_nothing_but_itself(made: Made, tmp_path: Path) -> None:
    alone = tmp_path / "elsewhere" / "x.wacz"
    alone.parent.mkdir()
    shutil.copy(made.file, alone)
    done = command("verify", alone, "--json")
    assert done.returncode == 0, done.stdout.decode()
    said = json.loads(done.stdout)
    assert said["problems"] == []
    assert all(v["stated"] == v["derived"] for v in said["verdicts"])
    assert {v["stated"] for v in said["verdicts"]} - {"not_applicable"}
    assert json.loads(made.entries[VERDICTS]) == made.answer, "what the bundle states is what the command says"


def test_the_same_evidence_gives_the_same_bytes(made: Made, tmp_path: Path) -> None:
    again = tmp_path / "again.wacz"
    where = ["--db", str(made.folder / "storage" / "monitor.db"), "--feeds", str(made.folder / "feeds.yaml")]
    assert command("export", "evidence", made.incident, "--out", again, "--as-of", AS_OF, *where).returncode == 0
    assert again.read_bytes() == made.file.read_bytes()


def test_every_record_is_byte_for_byte_the_one_that_was_written(made: Made) -> None:
    files = {path.name: path.read_bytes() for path in (made.folder / "storage" / "warc").glob("*.gz")}
    chain = [json.loads(line) for line in (made.folder / "storage" / "warc" / "chain.jsonl").open()]
    shown = [json.loads(line)["record"] for line in made.entries[PASSAGE].splitlines() if b'"record"' in line]
    packed = b"".join(files[link["file"]][link["offset"] : link["offset"] + link["length"]] for link in shown)
    assert packed == made.entries[WARC]
    assert json.loads(made.entries[PASSAGE].splitlines()[0])["end"]["head"] == chain[-1]["head"]


def test_the_chain_of_a_bundle_can_be_recomputed_with_sha256_alone(made: Made) -> None:
    lines = [json.loads(line) for line in made.entries[PASSAGE].splitlines()]
    head = lines[0]["start"]["head"]
    assert head != GENESIS
    for line in lines[1:]:
        for digest in [line["record"]["sha256"]] if "record" in line else [pair[0] for pair in line["between"]]:
            head = head_after(head, digest)
    assert head == lines[0]["end"]["head"]


def test_other_tools_can_open_it(made: Made) -> None:
    from warcio.archiveiterator import ArchiveIterator

    records = list(ArchiveIterator(io.BytesIO(made.entries[WARC]), check_digests=True))
    assert len(records) == made.entries[PASSAGE].count(b'"record"')
    package = json.loads(made.entries[PACKAGE])
    assert package["wacz_version"] == "1.1.1"
    with zipfile.ZipFile(made.file) as archive:
        assert archive.getinfo(WARC).compress_type == zipfile.ZIP_STORED
    for line in made.entries["indexes/index.cdx"].decode().splitlines():
        place = json.loads(line.split(" ", 2)[2])
        start = int(place["offset"])
        assert place["url"].encode() in gzip.decompress(made.entries[WARC][start : start + int(place["length"])])


def test_the_page_holds_both_languages_and_neither_script_nor_network(made: Made) -> None:
    page = made.entries["index.html"].decode()
    assert "default-src 'none'" in page
    assert all(word in page for word in ("结论", "Verdicts", "SM3", "run.py verify"))
    assert "<script" not in page
    assert "src=" not in page


def changed(made: Made, name: str, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """A forger's bundle: changed, with all digests of the package made to fit."""
    return {**made.entries, name: change(made.entries[name])}


def graver(content: bytes) -> bytes:
    said = json.loads(content)
    verdict = next(v for v in said["incidents"][0]["verdicts"] if v["status"] == "met")
    verdict["status"] = "none_found"
    return json.dumps(said).encode()


FORGED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a verdict": (VERDICTS, graver, "status"),
    "the digest of a record between": (PASSAGE, lambda c: c.replace(c[-20:-10], b"0123456789"), "head"),
    "a record": (WARC, lambda c: c[:400] + bytes([c[400] ^ 1]) + c[401:], "not what was written"),
    "a record left out at the end": (WARC, lambda c: c[:-700], "not what was written"),
    "bytes after the last record": (WARC, lambda c: c + b"x", "in no record"),
    "the decision about a page": ("facts/links.jsonl", lambda c: b"", VERDICTS),
    "a correction": ("facts/corrections.jsonl", lambda c: c.replace("重大".encode(), "一般".encode()), VERDICTS),
}


@pytest.mark.parametrize("case", FORGED)
def test_what_was_changed_in_a_bundle_is_found_though_its_digests_fit(made: Made, case: str, tmp_path: Path) -> None:
    name, change, words = FORGED[case]
    forged = tmp_path / "forged.wacz"
    entries = {k: v for k, v in changed(made, name, change).items() if k not in (PACKAGE, DIGEST)}
    write_bundle(forged, entries, title="x", about={})
    found = rederive(read_bundle(forged))
    assert found.problems
    assert words in "\n".join(map(str, found.problems))
    assert command("verify", forged).returncode == 1


def test_a_rule_text_that_was_changed_gives_other_verdicts_than_stated(made: Made) -> None:
    name = next(name for name in made.entries if name.startswith("rules/") and "2016-80" in name)
    forged = changed(made, name, lambda c: c.replace(b"within: 5h", b"within: 1h"))
    assert forged[name] != made.entries[name]
    assert "gb80-info-5h" in "\n".join(map(str, rederive(forged).problems))


# -- what a stranger may send -------------------------------------------------------------------------------


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], declared: bool = True) -> bytes:
    """A ZIP with these entries, declared as ours are."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = []
        for name, content in entries:
            archive.writestr(name, content)
            path = name if isinstance(name, str) else name.filename
            listed.append({"path": path, "hash": "sha256:" + sha256(content).hexdigest()})
        if declared:
            package = json.dumps({"resources": listed}).encode()
            archive.writestr(PACKAGE, package)
            archive.writestr(DIGEST, json.dumps({"hash": "sha256:" + sha256(package).hexdigest()}))
    return whole.getvalue()


def link() -> zipfile.ZipInfo:
    one = zipfile.ZipInfo("facts/link")
    one.external_attr = 0o120777 << 16
    return one


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"GIF89a", "no readable bundle"),
    "empty": (lambda: b"", "no readable bundle"),
    "cut off": (lambda: packed(("a.txt", b"x" * 99))[:-40], "no readable bundle"),
    "a name that leads out": (lambda: packed(("../../etc/passwd", b"x")), "no proper name"),
    "a name that leads out further down": (lambda: packed(("a/../../b", b"x")), "no proper name"),
    "an absolute name": (lambda: packed(("/etc/passwd", b"x")), "no proper name"),
    "a name for another system": (lambda: packed(("C:\\x.txt", b"x")), "no proper name"),
    "a link": (lambda: packed((link(), b"/etc/passwd")), "no plain file"),
    "a folder": (lambda: packed(("facts/", b"")), "no "),
    "names that differ in case only": (lambda: packed(("a.txt", b"x"), ("A.txt", b"y")), "stands there twice"),
    "too many entries": (lambda: packed(*((f"f{n}", b"") for n in range(2_100))), "more than 2000"),
    "a bomb": (lambda: packed(("zeros.txt", bytes(60_000_000))), "times its size"),
    "undeclared": (lambda: packed(("a.txt", b"x"), declared=False), "datapackage"),
    "another bundle's package": (
        lambda: packed(("a.txt", b"x"), (PACKAGE, b"{}"), (DIGEST, b"[" * 100_000), declared=False), "datapackage",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_bundle_is_refused_before_it_is_unpacked(case: str, tmp_path: Path) -> None:
    make, words = HOSTILE[case]
    file = tmp_path / "x.wacz"
    file.write_bytes(make())
    with pytest.raises(ConfigError, match=words):
        read_bundle(file)
    done = command("verify", file)
    assert done.returncode == 2
    assert words.encode() in done.stderr
    assert sorted(tmp_path.iterdir()) == [file], "nothing was unpacked"


def test_a_bundle_larger_than_its_bound_is_refused(made: Made) -> None:
    with pytest.raises(ConfigError, match="unpacks to more than"):
        read_bundle(made.file, most_bytes=10_000)


def test_an_entry_that_is_not_what_the_package_says_is_refused(made: Made, tmp_path: Path) -> None:
    file = tmp_path / "x.wacz"
    with zipfile.ZipFile(made.file) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one, content.replace(b"met", b"nay") if one.filename == VERDICTS else content)
    with pytest.raises(ConfigError, match=r"not what datapackage\.json declares"):
        read_bundle(file)


@pytest.mark.parametrize("name", [VERDICTS, PASSAGE, WARC, "facts/links.jsonl", "facts/sources.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 50_000, b'{"schema":1}', b"\xff\xfe", b'{"as_of":3}\n'])
def test_no_entry_however_broken_is_more_than_a_finding(made: Made, name: str, content: bytes) -> None:
    entries = {**made.entries, name: content}
    try:
        assert rederive(entries).problems
    except ConfigError as refused:
        assert refused.problems  # noqa: PT017 - both ways of saying no are good


def test_a_bundle_whose_record_unpacks_without_end_is_refused(made: Made) -> None:
    bomb = gzip.compress(b"WARC/1.1\r\n" + bytes(70_000_000))
    lines = [json.loads(line) for line in made.entries[PASSAGE].splitlines()]
    record = next(line["record"] for line in lines if "record" in line)
    start = {"n": 0, "head": GENESIS, "head_sm3": GENESIS}
    digest = sha256(bomb).hexdigest()
    head = head_after(GENESIS, digest)
    record |= {"n": 1, "length": len(bomb), "sha256": digest, "sm3": "", "head_sm3": "", "prev": GENESIS, "head": head}
    told = [{"schema": 1, "start": start, "end": {"n": 1, "head": head, "head_sm3": head}}, {"record": record}]
    passage = b"".join(json.dumps(line).encode() + b"\n" for line in told)
    found = rederive({**made.entries, WARC: bomb, PASSAGE: passage})
    assert "beyond all bounds" in str(found.problems[0])


def test_an_export_whose_evidence_is_gone_says_so(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made.folder / "storage", folder)
    (folder / "warc" / "chain.jsonl").write_text("")
    where = ["--db", str(folder / "monitor.db"), "--feeds", str(made.folder / "feeds.yaml")]
    done = command("export", "evidence", made.incident, "--out", tmp_path / "x.wacz", "--as-of", AS_OF, *where)
    assert done.returncode == 2
    assert b"not in the evidence" in done.stderr
    assert not (tmp_path / "x.wacz").exists()
