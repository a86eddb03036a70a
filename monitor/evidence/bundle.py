"""One file that carries evidence away: a WACZ (a ZIP with WARC records, an index and their digests).

Written so that the same content gives the same bytes. Read as what a stranger may have made: names that
lead out of the folder, links, entries that are not declared or declared otherwise, and bombs are refused
before anything is unpacked.
"""

from __future__ import annotations

import json
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from monitor.core.problems import ConfigError, Problem, StorageError

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
MOST_ENTRIES = 2_000
MOST_BYTES = 1024 * 1024 * 1024
"""What all entries may come to, unpacked."""
STEEPEST = 200
"""How many times larger than packed an entry may be, beyond the first megabyte."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*){0,3}\Z")
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP can hold: a bundle says nothing of when it was packed
_FREE = 1024 * 1024


def write_bundle(path: Path, entries: Mapping[str, bytes], *, title: str, about: Mapping[str, Any]) -> None:
    """Write all entries and their digests, into place only when whole.

    Raises:
        StorageError: it could not be written.
    """
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": _hash(content), "bytes": len(content)}
        for name, content in entries.items()
    ]
    package = {
        "profile": "data-package", "wacz_version": "1.1.1", "title": title,
        "software": "response-window-monitor", **about, "resources": resources,
    }  # fmt: skip
    described = json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"
    digest = json.dumps({"path": PACKAGE, "hash": _hash(described)}).encode() + b"\n"
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(unfinished, "w") as archive:
            for name, content in (*entries.items(), (PACKAGE, described), (DIGEST, digest)):
                one = zipfile.ZipInfo(name, _BEGINNING)
                one.external_attr = 0o644 << 16
                packed = name.endswith(".gz")  # stored, as WACZ wants it: readers seek in it
                archive.writestr(one, content, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise StorageError(f"{path}: {error.strerror or error}; free some space or name another file") from error


def _hash(content: bytes) -> str:
    return "sha256:" + sha256(content).hexdigest()


def read_bundle(path: Path, *, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """All declared entries by name, each proven by its digest.

    Raises:
        ConfigError: it is no bundle, or one that is not unpacked, with every reason.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            problems = _refused(infos, str(path), most_bytes)
            if problems:
                raise ConfigError(problems)
            found = {one.filename: _content(archive, one) for one in infos}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as error:
        what = f"is no readable bundle ({error})"
        raise ConfigError([Problem(str(path), what, "name a file made by `export evidence`")]) from error
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise ConfigError([Problem(str(path), what, "name a file made by `export evidence`")]) from error
    problems = _undeclared(found, str(path))
    if problems:
        raise ConfigError(problems)
    return found


def _refused(infos: list[zipfile.ZipInfo], where: str, most_bytes: int) -> list[Problem]:
    """Why a ZIP is not unpacked, from its directory alone."""
    found = []
    mend = "no bundle of ours looks like this: do not open it with other tools either"
    if len(infos) > MOST_ENTRIES:
        found.append(Problem(where, f"holds {len(infos)} entries, more than {MOST_ENTRIES}", mend))
    if sum(one.file_size for one in infos) > most_bytes:
        found.append(Problem(where, f"unpacks to more than {most_bytes // 1024**2} MiB", mend))
    seen: set[str] = set()
    for one in infos[:MOST_ENTRIES]:
        name = one.filename
        if not _NAME.match(name) or ".." in name or one.orig_filename != name:
            found.append(Problem(where, f"the entry {one.orig_filename[:80]!r} has no proper name", mend))
        if name.lower() in seen:
            found.append(Problem(where, f"the entry {name!r} stands there twice", mend))
        seen.add(name.lower())
        if stat.S_ISLNK(one.external_attr >> 16) or one.is_dir():
            found.append(Problem(where, f"the entry {name!r} is no plain file", mend))
        if one.flag_bits & 0x1:
            found.append(Problem(where, f"the entry {name!r} is encrypted", mend))
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            found.append(Problem(where, f"the entry {name!r} is packed in a way bundles are not", mend))
        if one.file_size > _FREE + STEEPEST * one.compress_size:
            found.append(Problem(where, f"the entry {name!r} unpacks to more than {STEEPEST} times its size", mend))
    return found


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """One entry; never more than its directory entry says."""
    with archive.open(one) as file:
        content = file.read(one.file_size + 1)
    if len(content) != one.file_size:
        raise ValueError(f"{one.filename!r} is not as long as the directory says")
    return content


def _undeclared(found: Mapping[str, bytes], where: str) -> list[Problem]:
    """What the package's own list of its entries does not bear out."""
    package, digest = _json(found.get(PACKAGE)), _json(found.get(DIGEST))
    mend = "the bundle was changed or is no bundle: get it again from where it came"
    if package is None or digest is None or not isinstance(package.get("resources"), list):
        return [Problem(where, f"has no readable {PACKAGE} and {DIGEST}", mend)]
    problems = []
    if digest.get("hash") != _hash(found[PACKAGE]):
        problems.append(Problem(where, f"{PACKAGE} is not the one whose digest is in {DIGEST}", mend))
    declared = {one.get("path"): one.get("hash") for one in package["resources"] if isinstance(one, dict)}
    for name, content in found.items():
        if name in (PACKAGE, DIGEST):
            continue
        if name not in declared:
            problems.append(Problem(where, f"{name} is not declared in {PACKAGE}", mend))
        elif declared[name] != _hash(content):
            problems.append(Problem(where, f"{name} is not what {PACKAGE} declares", mend))
    problems += [Problem(where, f"{str(name)[:80]} is missing", mend) for name in declared if name not in found]
    return problems


def _json(content: bytes | None) -> dict[str, Any] | None:
    try:
        value = None if content is None else json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
