"""What the demo says while the days go by: one short line for each thing worth knowing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.feed import Outcome
from monitor.core.wording import STATUS, Phrase, say
from monitor.demo.scenario import SHANGHAI
from monitor.renderers._columns import Sheet, pad
from monitor.renderers._words import MARK, SHORT_DUTY

WIDTH = 80
_KIND_COLUMN = {"zh": 6, "en": 10}

WORDS: Mapping[str, Phrase] = {
    "title": ("政务舆情回应时效监测：演示", "Response-window monitor: the demo"),
    "begin": (
        "{sites} 个模拟政府网站在本机开张；真实的抓取、留存、解析、判定，加快的时钟：{start} 至 {end}。"
        "地名、机构、事件均属虚构。",
        "{sites} simulated government sites open on this machine; real fetching, evidence, parsing and "
        "judging; a fast clock: {start} to {end}. Places, bodies and incidents are invented.",
    ),
    "incident": ("立案", "incident"),
    "seen": ("首见", "seen"),
    "verdict": ("结论", "verdict"),
    "alert": ("提醒", "alert"),
    "source": ("源站", "site"),
    "watch": ("监测", "watch"),
    "report": ("周报", "report"),
    "published": ("自称 {at} 发布", "says published {at}"),
    "stopped": ("我们自己的轮询停了", "our own poller stops"),
    "resumed": (
        "恢复轮询：列表还留着过去的条目，够得着上次所见的不算缺口",
        "polling again: lists keep their past; what reaches back to the last look is no hole",
    ),
    "pages": (
        "{name}：多翻 {count} 页，接上了上次所见",
        "{name}: further pages read until the list joins the last look: {count}",
    ),
    "rolled": (
        "{name}：列表已翻过，{start} 至 {end} 成缺口",
        "{name}: the list has rolled over; a hole from {start} to {end}",
    ),
    "down": ("{name}：{what}", "{name}: {what}"),
    "up": ("{name}：又能读了", "{name}: readable again"),
    "written": ("已写 {where}", "written to {where}"),
    "result": ("结果", "Result"),
    "one": ("其中一起的时间线", "One of them in full"),
    "read": (
        "共轮询 {polls} 次，读稿 {articles} 篇，成事件 {incidents} 起；其余为例行稿件、演练与预警，不立案。",
        "{polls} polls, {articles} pages read, {incidents} incidents; the rest are everyday notices, drills and "
        "warnings, and open none.",
    ),
    "alarm": ("一条提醒，照渠道收到的样子", "One alarm, as a channel gets it"),
    "files": ("写在 {folder} 里", "Written to {folder}"),
    "evidence": ("留存证据（WARC）", "evidence (WARC)"),
    "database": ("数据库", "database"),
    "sources": ("监测源与依据文件", "sources and rules"),
    "weekly": ("周报", "weekly report"),
    "next": ("接下来可以试试", "Try next"),
}

OUTCOMES: Mapping[str, Phrase] = {
    Outcome.BLOCKED.value: ("防火墙挡住了", "a firewall stands in the way"),
    Outcome.HTTP_ERROR.value: ("服务器报错", "the server reports an error"),
    Outcome.RESTING.value: ("对方请我们稍后再来", "asked us to come back later"),
    Outcome.REDESIGNED.value: ("列表读不出来（改版）", "its list cannot be read (a redesign)"),
}

Say = Callable[[str], None]


def words(key: str, lang: str, **values: object) -> str:
    """One phrase, filled in."""
    return say(WORDS, key, lang).format(**values)


def local(at: datetime) -> str:
    """Day and minute in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Change:
    """One verdict that is not what it was."""

    duty: str
    hours: str
    old: str
    new: str


class Teller:
    """Says what happens, in one language, 80 columns wide."""

    def __init__(self, say_line: Say, lang: str) -> None:
        self._say = say_line
        self.lang = lang

    def line(self, at: datetime, kind: str, text: str) -> None:
        """One dated line."""
        column = _KIND_COLUMN[self.lang]
        sheet = Sheet(WIDTH)
        sheet.put(pad(local(at), 13), pad(words(kind, self.lang), column), text, hang=13 + column)
        self._say(sheet.text(colour=False))

    def paragraph(self, key: str, **values: object) -> None:
        """One of our own sentences."""
        sheet = Sheet(WIDTH)
        sheet.put(words(key, self.lang, **values))
        self._say(sheet.text(colour=False))

    def wrapped(self, text: str) -> None:
        """A line made elsewhere, broken where it is too wide."""
        sheet = Sheet(WIDTH)
        sheet.put(text, indent=3)
        self._say(sheet.text(colour=False))

    def heading(self, key: str, **values: object) -> None:
        """A line that begins a part."""
        self._say("")
        self._say(f"== {words(key, self.lang, **values)}")

    def block(self, text: str) -> None:
        """Lines made elsewhere."""
        self._say(text)

    def outcome(self, outcome: str) -> str:
        """Why a poll gave nothing."""
        return say(OUTCOMES, outcome, self.lang) if outcome in OUTCOMES else outcome

    def owed(self, duty: str, hours: str) -> str:
        """``5h 权威信息``: what a clause asks for, in short."""
        return f"{hours} {say(SHORT_DUTY, duty, self.lang)}".strip()

    def changes(self, name: str, changes: Sequence[Change]) -> str:
        """All verdicts of one incident that changed at once; the same news of two clauses once."""
        told = dict.fromkeys(changes)
        parts = []
        for one in told:
            now = f"{MARK[one.new]} {say(STATUS, one.new, self.lang)}"
            was = f"{say(STATUS, one.old, self.lang)} → " if one.old else ""
            parts.append(f"{self.owed(one.duty, one.hours)} {was}{now}")
        return f"{name}：{'；'.join(parts)}" if self.lang == "zh" else f"{name}: {'; '.join(parts)}"
