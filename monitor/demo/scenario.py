"""The script of the demo: plain text that people can read and edit, read into values.

What the lines may say stands at the head of ``scenario.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from importlib.resources import files
from zoneinfo import ZoneInfo

from monitor.core.problems import ConfigError, Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")
WATCH = "监测"  # in the place of a site: what happens to our own poller

_LINE = re.compile(r"(\d\d-\d\d \d\d:\d\d)\s+(\S+)\s+(?:\[标注 (\d\d-\d\d \d\d:\d\d)\]\s*)?(\S.*)")
_SITE = re.compile(r"站点\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\d+)")
_RETRY = re.compile(r"503 (\d+)小时")
_ROUTINE = re.compile(r"例行 (\d+)条 每(\d+)分钟")
_KEYS = ("年份", "开始", "结束", "周报", "细看")


class Trouble(Enum):
    """What may be wrong with a site."""

    BUSY = "503"  # 503 with Retry-After
    WALL = "防火墙"  # a firewall answers in its place
    REDESIGN = "改版"  # the list is filled by script and cannot be read


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One simulated site: its name in the script, its host, and how it is built."""

    key: str
    host: str
    family: str
    charset: str
    rows: int  # entries on one list page


@dataclass(frozen=True, slots=True)
class Posting:
    """A page that appears at a time, and when it says it did."""

    at: datetime
    site: str
    title: str
    text: tuple[str, ...]
    says: datetime  # the time it claims


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of time in which a site (or our own poller) is not what it should be."""

    site: str
    start: datetime
    end: datetime
    trouble: Trouble | None = None  # None for the poller
    retry_after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole script."""

    start: datetime
    end: datetime
    week: str
    shown: str  # the incident whose timeline ends the demo
    sites: tuple[SitePlan, ...]
    postings: tuple[Posting, ...]  # in the order of their appearance
    outages: tuple[Outage, ...]

    def watching(self, at: datetime) -> bool:
        """Our own poller is running."""
        return not any(o.site == WATCH and o.start <= at < o.end for o in self.outages)


def packaged() -> Scenario:
    """The script that comes with the monitor."""
    return read((files("monitor.demo") / "scenario.txt").read_text("utf-8"))


def read(text: str) -> Scenario:
    """One script.

    Raises:
        ConfigError: every line that cannot be understood.
    """
    return _Reader(text).scenario()


@dataclass(slots=True)
class _Line:
    """One dated line with the indented lines below it."""

    number: int
    match: re.Match[str]
    body: list[str]


class _Reader:
    """Collects values and mistakes line by line."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.keys: dict[str, str] = {}
        self.sites: dict[str, SitePlan] = {}
        self.lines: list[_Line] = []
        self.open: dict[str, Outage] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            self._take(number, line.rstrip())

    def _take(self, number: int, line: str) -> None:
        if not line or line.startswith("#"):
            return
        if line.startswith(" ") and self.lines:
            self.lines[-1].body.append(line.strip())
        elif (site := _SITE.fullmatch(line)) is not None:
            self.sites[site[1]] = SitePlan(site[1], site[2], site[3], site[4], int(site[5]))
        elif line.split(" ", 1)[0] in _KEYS and " " in line:
            key, value = line.split(" ", 1)
            self.keys[key] = value.strip()
        elif (dated := _LINE.fullmatch(line)) is not None:
            self.lines.append(_Line(number, dated, []))
        else:
            self._wrong(number, f"{line!r} cannot be understood")

    def _wrong(self, number: int, what: str) -> None:
        self.problems.append(Problem(f"scenario.txt:{number}", what, "its first lines say what may stand there"))

    def scenario(self) -> Scenario:
        for key in _KEYS:
            if key not in self.keys:
                self._wrong(1, f"{key} is missing")
        if self.problems:
            raise ConfigError(self.problems)
        end = self._at(self.keys["结束"])
        postings, outages = [], []
        for line in self.lines:
            match self._read(line):
                case Outage() as outage:
                    outages.append(outage)
                case list() as pages:
                    postings.extend(pages)
        outages += [Outage(o.site, o.start, end, o.trouble, o.retry_after) for o in self.open.values()]
        if self.problems:
            raise ConfigError(self.problems)
        return Scenario(
            self._at(self.keys["开始"]),
            end,
            self.keys["周报"],
            self.keys["细看"],
            tuple(self.sites.values()),
            tuple(sorted(postings, key=lambda page: page.at)),
            tuple(sorted(outages, key=lambda outage: outage.start)),
        )

    def _read(self, line: _Line) -> Outage | list[Posting] | None:
        """What one dated line makes happen; None where it only begins something."""
        when, site, says, words = line.match.groups()
        if site != WATCH and site not in self.sites:
            self._wrong(line.number, f"{site!r} is no site of this script")
            return None
        try:
            at = self._at(when)
            claimed = self._at(says) if says else at
        except ValueError as error:
            self._wrong(line.number, str(error))
            return None
        routine = _ROUTINE.fullmatch(words)
        if routine is not None:
            return list(_routine(site, at, int(routine[1]), timedelta(minutes=int(routine[2]))))
        if words in ("停", "恢复") or words.split(" ")[0] in {trouble.value for trouble in Trouble}:
            return self._outage(line.number, site, at, words)
        return [Posting(at, site, words, tuple(line.body), claimed)]

    def _outage(self, number: int, site: str, at: datetime, words: str) -> Outage | None:
        if words == "恢复":
            begun = self.open.pop(site, None)
            if begun is None:
                self._wrong(number, f"{site} has nothing to recover from")
                return None
            return Outage(site, begun.start, at, begun.trouble, begun.retry_after)
        trouble = None if words == "停" else Trouble(words.split(" ")[0])
        retry = _RETRY.fullmatch(words)
        self.open[site] = Outage(site, at, at, trouble, timedelta(hours=int(retry[1]) if retry else 0))
        return None

    def _at(self, words: str) -> datetime:
        local = datetime.strptime(f"{self.keys['年份']}-{words}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone follows
        return local.replace(tzinfo=SHANGHAI).astimezone(UTC)


ROUTINE = (
    "市政府召开第二季度重点项目调度会",
    "关于2025年夏季公交线路调整的公告",
    "全市高考服务保障工作有序进行",
    "关于拟命名市级绿色社区名单的公示",
    "市图书馆端午假期开放时间公告",
    "关于征集适老化改造典型案例的启事",
    "我市三家企业入选省级专精特新名单",
    "关于环城东路封闭施工期间交通组织的通告",
    "市卫生健康委公布疫苗接种门诊名单",
    "夏粮收购工作全面展开",
    "关于开展公共租赁住房资格复核的通知",
    "市政务服务中心推出延时服务",
    "河道清淤工程通过竣工验收",
    "关于公开招聘事业单位工作人员的公告",
)
"""Titles of the everyday notices among which the pages that matter stand."""


def _routine(site: str, first: datetime, count: int, step: timedelta) -> Iterator[Posting]:
    for index in range(count):
        at = first + index * step
        title = ROUTINE[index % len(ROUTINE)]
        yield Posting(at, site, title, (f"{title}。请有关单位和市民知悉，具体事项可向主办单位咨询。",), at)


def past(scenario: Scenario, site: SitePlan) -> Iterator[Posting]:
    """What stood on a site before the script begins: two pages of everyday notices, a day and a half apart."""
    step = timedelta(hours=37)
    yield from _routine(site.key, scenario.start - 2 * site.rows * step, 2 * site.rows, step)
