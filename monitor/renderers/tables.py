"""Plain tables for people who look after the monitor: feeds and their watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from monitor.core.wording import CHANGED_BY, FLAG, OUTCOME, REASON, STATUS, say


def cells(text: str) -> int:
    """Columns the text takes on a terminal."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def cut(text: str, width: int) -> str:
    """The text, cut to so many columns, with an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    kept = ""
    for char in text:
        if cells(kept + char) > width - 1:
            break
        kept += char
    return kept + "…"


def table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Rows in columns of these widths."""
    lines = []
    for row in rows:
        shown = [cut(text, width) for text, width in zip(row, widths, strict=True)]
        padded = [text + " " * (width - cells(text)) for text, width in zip(shown, widths, strict=True)]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def feeds(rows: Sequence[Mapping[str, Any]]) -> str:
    """The feeds of the settings."""
    head = ("监测源 feed", "机关 agency", "解析 parser", "周期", "地址 url")
    shown = [head, *((r["feed"], r["agency"] or "-", r["parser"], r["every"], r["url"]) for r in rows)]
    return table(shown, (22, 18, 7, 5, 40))


def mended(answer: Mapping[str, Any]) -> list[str]:
    """What a person can do about it, a line for each language."""
    mend = answer.get("mend")
    return [] if mend is None else [f"  → {line}" for line in (mend["zh"], mend["en"])]


def checked(answer: Mapping[str, Any]) -> str:
    """What an address would give."""
    lines = [f"{answer['url']}  {say(OUTCOME, answer['outcome'], 'zh')} {answer.get('detail', '')}".rstrip()]
    if "parser" in answer:
        lines.append(f"  {answer['parser']} {answer['state']} {answer['charset']} {len(answer['items'])} 条 entries")
    lines += mended(answer)
    lines += [f"  ! {flag}: {say(FLAG, flag, 'zh')} · {say(FLAG, flag, 'en')}" for flag in answer.get("flags", ())]
    for item in answer["items"][:12]:
        date = (item["date"] or {}).get("earliest") or "-"
        lines.append(f"  {date[:10]:<10}  {cut(item['title'], 64)}")
    return "\n".join(lines)


def checked_line(answer: Mapping[str, Any], *, name: str) -> str:
    """The same in one line, where many are checked."""
    outcome = say(OUTCOME, answer["outcome"], "zh")
    good = f"{len(answer['items'])} 条 entries" if answer["items"] else (answer.get("detail") or "没有列表 no list")
    return f"{'✓' if answer['items'] else '✗'} {cut(name, 26)}  {outcome}  {cut(str(good), 40)}"


def differences(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Verdicts that are other than they were, one a line, with why."""
    if not rows:
        return "没有变化" if lang == "zh" else "nothing changed"
    lines = []
    for row in rows:
        old, new = (say(STATUS, row[key], lang) if row[key] else "—" for key in ("old", "new"))
        lines.append(f"{row['incident']}  {row['rule']}  {old} → {new}")
        lines.append(f"    {cut(row['name'], 76)}")
        if row["reason"]:
            lines.append(f"    {say(REASON, row['reason'], lang)}")
        if row["happened_at"]:
            cause = f" · {say(CHANGED_BY, row['cause'], lang)}" if row["cause"] else ""
            lines.append(f"    {row['happened_at'][:10]} {row['happened_at'][11:16]}{cause}")
    return "\n".join(lines)


def notifications(answer: Mapping[str, Any], lang: str) -> str:
    """Channels with what they ask for and what they got; then the latest alarms and deliveries."""
    from monitor.renderers.alarm import NEWS

    zh = lang == "zh"
    lines = ["渠道" if zh else "Channels"]
    if not answer["channels"]:
        lines.append("  " + ("（feeds.yaml 里没有 channels）" if zh else "(no channels in feeds.yaml)"))
    for one in answer["channels"]:
        got = " ".join(f"{what}={n}" for what, n in one["counts"].items()) or "-"
        only = [*one["places"], *one["grades"], *one["agencies"], *([] if one["quiet"] is None else [one["quiet"]])]
        lines.append(table([(one["name"], one["kind"], " ".join(one["on"]), got)], (14, 8, 30, 20)))
        lines += [f"  {' '.join(only)}"] if only else []
    lines += ["", "最近的提醒" if zh else "Latest alarms"]
    rows = [
        (local(one["noticed_at"]), say(NEWS, one["news"], lang), one["name"] or "-") for one in answer["alarms"][-12:]
    ]
    lines.append(table(rows, (17, 16, 43)) if rows else "  -")
    lines += ["", "最近的投递" if zh else "Latest deliveries"]
    sent = [
        (local(one["at"]), one["channel"], one["outcome"], one["detail"] or one["alarm"])
        for one in answer["deliveries"][:12]
    ]
    lines.append(table(sent, (17, 14, 8, 35)) if sent else "  -")
    return "\n".join(lines)


def local(words: str) -> str:
    """A stored instant as day and minute in Asia/Shanghai."""
    from datetime import datetime

    from monitor.core.explain import clock

    return clock(datetime.fromisoformat(words))[:16]
