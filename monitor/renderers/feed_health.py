"""How each feed is watched, for a terminal: trouble stands out, and what closes next is said below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.core.wording import OUTCOME, Phrase, say
from monitor.renderers._columns import Piece, Sheet, cells, clip, pad

GOOD = frozenset({"fetched", "not_modified"})
WORDS: Mapping[str, Phrase] = {
    "feed": ("监测源", "Feed"),
    "last_good": ("上次读到", "Last good"),
    "last": ("最近", "Last"),
    "next": ("下次", "Next"),
    "entries": ("条目", "Entries"),
    "never": ("从未", "never"),
    "failed": ("24 小时内失败：", "failed in 24 h: "),
    "disabled": ("停用", "disabled"),
    "none": ("没有监测源", "no feeds"),
    "count": (
        "共 {n} 个，正常 {good}，有问题 {bad}，停用 {off}",
        "{n} feeds: {good} good, {bad} in trouble, {off} disabled",
    ),
    "holes": ("7 天内 {n} 处空洞，共 {hours:.1f} 小时", "{n} holes in 7 days, {hours:.1f} h in all"),
    "daily": ("每天约 {n:.1f} 条", "about {n:.1f} entries a day"),
    "days": ("{share:.0%} 只有日期", "{share:.0%} with a date only"),
    "skew": ("与服务器时钟相差 {minutes:+.0f} 分", "clocks differ by {minutes:+.0f} min"),
    "deadline": ("下一截止：", "next deadline: "),
    "outbox": ("待发通知：", "outbox: "),
}


def feed_health(answer: Mapping[str, Any], *, lang: str = "zh", width: int = 80, colour: bool = False) -> str:
    """One line for each feed, a second one where polls failed or the last one has something to say."""
    sheet = Sheet(width)
    rows = answer["feeds"]
    if not rows:
        sheet.put(_word("none", lang))
    else:
        outcomes = [say(OUTCOME, row["last_outcome"] or "", lang) for row in rows]
        outcome = max(map(cells, (*outcomes, _word("last", lang), _word("disabled", lang))))
        entries = cells(_word("entries", lang))
        room = width - 2 - 16 - outcome - 5 - entries - 8
        columns = (min(max(cells(row["feed"]) for row in rows), max(12, room)), 16, outcome, 5, entries)
        heads = (_word(key, lang) for key in ("feed", "last_good", "last", "next", "entries"))
        sheet.put(("  " + "  ".join(pad(head, wide) for head, wide in zip(heads, columns, strict=True)), "bold"))
        for row in rows:
            _feed(sheet, row, columns, lang)
        sheet.blank()
        sheet.put((_count(rows, lang), "dim"))
    following = answer["next_deadline"]
    if following is not None:
        said = f"{_at(following['at'])}  {following['incident']}  {following['rule']}"
        sheet.put((_word("deadline", lang), "dim"), said)
    sheet.put((_word("outbox", lang), "dim"), str(answer["outbox"]))
    return sheet.text(colour=colour)


def _feed(sheet: Sheet, row: Mapping[str, Any], columns: tuple[int, ...], lang: str) -> None:
    mark, style = MARKS[_state(row)]
    last = _word("disabled", lang) if not row["enabled"] else say(OUTCOME, row["last_outcome"] or "-", lang)
    following = "-" if row["next_due"] is None else _at(row["next_due"])[-5:]
    entries = row.get("entries")
    values = (
        clip(row["feed"], columns[0]), _at(row["last_good"]) if row["last_good"] else _word("never", lang), last,
        following, "-" if entries is None else str(entries),
    )  # fmt: skip
    pieces: list[Piece | str] = [(mark + " ", style)]
    pieces += [(pad(value, wide) + "  ", style if number == 2 else "")
               for number, (value, wide) in enumerate(zip(values, columns, strict=True))]  # fmt: skip
    sheet.put(*pieces)
    failed = ("、" if lang == "zh" else ", ").join(
        f"{say(OUTCOME, key, lang)} {n}" for key, n in row["failures_24h"].items()
    )
    detail = row["detail"] if _state(row) == "bad" and row["detail"] else ""
    if failed:
        sheet.put((_word("failed", lang) + failed, "yellow"), indent=4)
    if detail:
        sheet.put((detail, "dim"), indent=4)
    watched = _watched(row, lang)
    if watched:
        sheet.put((watched, "dim"), indent=4)
    mend = row.get("mend")
    if mend is not None and _state(row) == "bad":
        sheet.put((mend[lang], "yellow"), indent=4)


def _watched(row: Mapping[str, Any], lang: str) -> str:
    """Holes of the last week, entries a day, share of date-only entries, drift of clocks: what there is to say."""
    said = []
    holes = row.get("holes_7d") or {"count": 0}
    if holes["count"]:
        said.append(_word("holes", lang).format(n=holes["count"], hours=holes["hours"]))
    daily = (row.get("rhythm") or {}).get("entries_a_day")
    if daily is not None:
        said.append(_word("daily", lang).format(n=daily))
    if row.get("date_only_share"):
        said.append(_word("days", lang).format(share=row["date_only_share"]))
    if row.get("skew_seconds") is not None:
        said.append(_word("skew", lang).format(minutes=row["skew_seconds"] / 60))
    return (" · " if lang == "zh" else "; ").join(said)


MARKS = {"good": ("✓", "green"), "warn": ("!", "yellow"), "bad": ("✗", "bold red"), "off": ("-", "dim")}


def _state(row: Mapping[str, Any]) -> str:
    if not row["enabled"]:
        return "off"
    if row["last_good"] is None or row["last_outcome"] not in GOOD:
        return "bad"
    return "warn" if row["failures_24h"] else "good"


def _count(rows: Any, lang: str) -> str:
    states = [_state(row) for row in rows]
    good = states.count("good") + states.count("warn")
    return _word("count", lang).format(n=len(states), good=good, bad=states.count("bad"), off=states.count("off"))


def _at(stamp: str) -> str:
    return datetime.fromisoformat(stamp).strftime("%Y-%m-%d %H:%M")


def _word(key: str, lang: str) -> str:
    return say(WORDS, key, lang)
