"""Incidents, their grades, and the bodies answerable for speaking about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

CONCERN = "政务舆情"
"""The class of types that are matters of public concern and no emergency (突发事件)."""


class Grade(StrEnum):
    """Grade of an emergency (突发事件分级), or the class of matters that are none."""

    EXTREME = "特别重大"
    MAJOR = "重大"
    LARGE = "较大"
    GENERAL = "一般"
    OTHER = "其他"  # 其他政务舆情: a matter of public concern that is no graded emergency


GRADES = (Grade.EXTREME, Grade.MAJOR, Grade.LARGE, Grade.GENERAL)  # gravest first


class Level(StrEnum):
    """Administrative level of an agency."""

    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Agency:
    """A body answerable for responding (涉事责任部门)."""

    id: str
    name: str
    adcode: str  # GB/T 2260; "000000" (or "100000") for a national body
    level: Level
    sector: str = "government"


NATION = "000000"


@lru_cache(maxsize=8192)  # more than there are units; asked for each clause of each judgement
def ancestors(adcode: str) -> tuple[str, ...]:
    """The place itself and every place above it, nearest first, the nation last.

    >>> ancestors("110106")
    ('110106', '110100', '110000', '000000')
    """
    code = (adcode or "")[:6].ljust(6, "0")
    if code in (NATION, "100000"):
        return (NATION,)
    return tuple(dict.fromkeys((code, code[:4] + "00", code[:2] + "0000", NATION)))


MUNICIPALITIES = ("11", "12", "31", "50")
"""Beijing, Tianjin, Shanghai, Chongqing: cities that are provinces, with their districts directly under them."""


def contains_place(outer: str, inner: str) -> bool:
    """The outer place is the inner one or lies above it (county, city, province, nation)."""
    outer_code = NATION if outer in (NATION, "100000") else outer[:6].ljust(6, "0")
    return outer_code in ancestors(inner)


class Agencies(Mapping[str, Agency]):
    """The monitored agencies by their ids, and by place: a nation has more than one can go through each time."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self._agencies = dict(agencies)
        self._at: dict[str, list[Agency]] = {}
        self._within: dict[str, list[Agency]] = {}
        for agency in self._agencies.values():
            places = ancestors(agency.adcode)
            self._at.setdefault(places[0], []).append(agency)
            for place in places:
                self._within.setdefault(place, []).append(agency)

    def __getitem__(self, key: str) -> Agency:
        return self._agencies[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._agencies)

    def __len__(self) -> int:
        return len(self._agencies)

    def around(self, adcode: str) -> list[Agency]:
        """Those whose place contains this one or lies in it, in the order of their ids."""
        places = ancestors(adcode)
        found = {one.id: one for place in places[1:] for one in self._at.get(place, ())}
        found |= {one.id: one for one in self._within.get(places[0], ())}
        return [found[name] for name in sorted(found)]
