"""How duties fared by place, agency, grade and type: counts and shares, in no order of merit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.core.applies import Grading
from monitor.core.dossier import Dossier
from monitor.core.incident import MUNICIPALITIES, Grade
from monitor.core.outcome import Verdict
from monitor.core.shares import Share, told_apart
from monitor.core.tally import binding, obligations, share_of

Judged = tuple[Dossier, Grading, Sequence[Verdict]]
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The obligations of one place, agency, grade or type."""

    key: str  # code, id or value; "" where it is not known
    name: str  # as it is called, where the facts say so
    incidents: int
    counts: Mapping[str, int]  # by status
    share: Share
    watched: int  # obligations whose window was seen without a hole


@dataclass(frozen=True, slots=True)
class Breakdown:
    """All groups of one kind, by key, and which of them the evidence can tell apart."""

    by: str  # place, agency, grade, type
    groups: tuple[Group, ...]
    apart: tuple[tuple[str, str], ...]  # keys (higher, lower) whose bands do not meet


def breakdowns(judged: Sequence[Judged]) -> tuple[Breakdown, ...]:
    """By place, agency, grade and type. An agency's row counts every duty it shares in."""
    return tuple(_breakdown(by, keys, judged) for by, keys in KEYS.items())


def _breakdown(
    by: str, keys: Callable[[Dossier, Grading], Iterable[tuple[str, str]]], judged: Sequence[Judged]
) -> Breakdown:
    names: dict[str, str] = {}
    found: dict[str, list[tuple[str, tuple[Verdict, ...]]]] = {}
    for dossier, grading, verdicts in judged:
        owed = obligations(verdicts)
        for key, name in keys(dossier, grading):
            names.setdefault(key, name)
            found.setdefault(key, []).append((dossier.id, owed))
    order = sorted(found, key=lambda key: (key == UNKNOWN, _rank(by, key), key))
    groups = tuple(_group(key, names[key], found[key]) for key in order)
    return Breakdown(by, groups, told_apart({group.key: group.share for group in groups if group.key != UNKNOWN}))


def _group(key: str, name: str, members: Sequence[tuple[str, tuple[Verdict, ...]]]) -> Group:
    verdicts = [verdict for _, owed in members for verdict in owed]
    counts = Counter(v.status.value for v in verdicts)
    return Group(key, name, len(members), dict(counts), share_of(verdicts), sum(v.complete for v in binding(verdicts)))


def _rank(by: str, key: str) -> int:
    grades = [grade.value for grade in Grade]
    return grades.index(key) if by == "grade" and key in grades else 0


def _places(dossier: Dossier, _: Grading) -> Iterable[tuple[str, str]]:
    """The city; for the municipalities the municipality; the province where no more is known."""
    place = dossier.place()
    if place is None:
        return [(UNKNOWN, "")]
    code = place.adcode[:6].ljust(6, "0")
    city = code[:2] + "0000" if code.startswith(MUNICIPALITIES) else code[:4] + "00"
    return [(city, place.name if city == code else "")]


def _agencies(dossier: Dossier, _: Grading) -> Iterable[tuple[str, str]]:
    answerable = [(agency.id, agency.name) for agency in dossier.responsible()]
    return answerable or [(UNKNOWN, "")]


def _grades(_: Dossier, grading: Grading) -> Iterable[tuple[str, str]]:
    return [(UNKNOWN if grading.value is None else grading.value.value, "")]


def _types(dossier: Dossier, _: Grading) -> Iterable[tuple[str, str]]:
    kind = dossier.type()
    return [(UNKNOWN if kind is None else kind.value, "")]


KEYS: Mapping[str, Callable[[Dossier, Grading], Iterable[tuple[str, str]]]] = {
    "place": _places,
    "agency": _agencies,
    "grade": _grades,
    "type": _types,
}
