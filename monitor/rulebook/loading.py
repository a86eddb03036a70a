"""Folders of rule documents → instruments, or one complete list of what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from monitor.core.instrument import Instrument
from monitor.core.problems import ConfigError, Problem
from monitor.rulebook.documents import read_document
from monitor.yamlfile import nearest, read_yaml

Folder = Path | Traversable
_ID = re.compile(r"^id: *[\"']?([A-Za-z0-9_.-]+)", re.M)


@dataclass(frozen=True, slots=True)
class Rulebook(Mapping[str, Instrument]):
    """Instruments by id, in the order of their files, and where each of them and its clauses stand."""

    instruments: Mapping[str, Instrument]
    places: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __getitem__(self, key: str) -> Instrument:
        return self.instruments[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.instruments)

    def __len__(self) -> int:
        return len(self.instruments)


def packaged_rules() -> Traversable:
    """The folder of rule documents that comes with the monitor."""
    return resources.files("monitor").joinpath("instruments")


def load_rules(
    folders: Sequence[Folder], *, only: Sequence[str] | None = None, only_at: Sequence[str] = ()
) -> Rulebook:
    """Read every ``*.yaml`` of the folders.

    ``only`` keeps the named instruments, in file order; all files are read and checked all the same.
    ``only_at`` says where each of those names was written, for the message about an unknown one.

    Raises:
        ConfigError: every problem of every file, of ids that clash, and of unknown names in ``only``.
    """
    problems: list[Problem] = []
    instruments: dict[str, Instrument] = {}
    places: dict[str, str] = {}
    for folder in folders:
        for file, shown in _files(folder, problems):
            try:
                document = read_yaml(file, name=shown)
            except ConfigError as error:
                problems.extend(error.problems)
                continue
            instrument, found = read_document(document, problems, file=file.name)
            for name, place in found:
                if name in places:
                    what = f'the id "{name}" is taken already (at {places[name]})'
                    problems.append(Problem(place, what, "give every document and clause an id of its own"))
                else:
                    places[name] = place
            if instrument is not None:
                instruments.setdefault(instrument.id, instrument)
    problems.extend(_unknown(only or (), instruments, only_at))
    if problems:
        raise ConfigError(sorted(problems, key=_where))
    if only is not None:
        wanted = frozenset(only)
        instruments = {key: value for key, value in instruments.items() if key in wanted}
    return Rulebook(instruments, places)


def rule_texts(folders: Sequence[Folder], names: Collection[str]) -> dict[str, bytes]:
    """The documents of these ids as they stand in the folders, by file name."""
    found: dict[str, bytes] = {}
    for folder in folders:
        for file, _ in _files(folder, []):
            content = file.read_bytes()
            said = _ID.search(content.decode("utf-8", "replace"))
            if said is not None and said[1] in names:
                found.setdefault(file.name, content)
    return found


def _where(problem: Problem) -> tuple[str, int, int]:
    """File, line and column, so that problems are listed as they stand in the files; folders come first."""
    file, mark, rest = problem.where.partition(".yaml:")
    if not mark:
        return "", 0, 0
    line, _, column = rest.partition(":")
    return file, int(line) if line.isdigit() else 0, int(column) if column.isdigit() else 0


def _files(folder: Folder, problems: list[Problem]) -> list[tuple[Folder, str]]:
    """The rule files of a folder by name, with the name that messages show."""
    shown = str(folder) if isinstance(folder, Path) and folder != packaged_rules() else "instruments"
    if not folder.is_dir():
        mend = "make it, or correct rule_folders"
        problems.append(Problem(shown, "there is no such folder of rules", mend))
        return []
    names = sorted(
        (file for file in folder.iterdir() if file.name.endswith((".yaml", ".yml")) and file.name[0] != "."),
        key=lambda file: file.name,
    )
    if not names:
        problems.append(Problem(shown, "holds no rule document", "put <adcode>-<id>.yaml files into it"))
    return [(file, f"{shown}/{file.name}") for file in names]


def _unknown(only: Sequence[str], known: Mapping[str, Instrument], at: Sequence[str]) -> Iterator[Problem]:
    for position, name in enumerate(only):
        if name not in known:
            close = nearest(name, known)
            mend = f'write "{close}"' if close else "see the list: run.py rules list"
            where = at[position] if position < len(at) else "rules"
            yield Problem(where, f'there is no rule document "{name}"', mend)
