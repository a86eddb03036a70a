"""`inspect page` and `inspect list` for people: what was read, beside the words it was read from, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.core.quoting import quoted
from monitor.core.wording import FLAG, say
from monitor.renderers.tables import cells, cut

SHANGHAI = ZoneInfo("Asia/Shanghai")
WIDTH = 80
LABELS = {
    "url": "地址 url", "charset": "编码 charset", "title": "标题 title", "site": "网站 site", "source": "来源 source",
    "author": "作者 author", "column": "栏目 column", "site_code": "标识码 code", "doc_number": "文号 number",
    "document_date": "成文日期 dated", "published": "发布 published", "flags": "标志 flags", "parser": "解析 parser",
    "state": "状态 state", "problem": "问题 problem", "next": "下一页 next", "pages": "后续页 pages",
    "images": "图片文字 alt", "attachments": "附件 files", "canonical": "标识地址 id",
    "entries": "条目 entries",
}  # fmt: skip
GUTTER = 18
ORIGINS = {"visible": "页面可见 visible", "url": "地址 url", "list": "列表 list"}
STATES = {"items": "读到条目 items", "empty": "页面自称为空 empty", "unread": "未能读出 unread"}
DECODED = {
    "bom": "字节序标记 BOM", "http": "HTTP 头 header", "meta": "页面自称 meta", "strict": "逐字节核对 by its bytes",
    "repair": "修复 repaired", "assumed": "默认 assumed", "magic": "文件头 magic",
}  # fmt: skip


def render(answer: dict[str, Any], *, kind: str) -> str:
    """Plain lines, one fact each, evidence beside what was read from it."""
    return "\n".join({"page": _page, "list": _list}[kind](answer))


# ---- a page ----------------------------------------------------------------------------------------------


def _page(answer: dict[str, Any]) -> Iterator[str]:
    yield from _fact("url", answer["url"])
    if answer.get("canonical") and answer["canonical"] != answer["url"]:
        yield from _fact("canonical", answer["canonical"])
    yield from _charset(answer)
    yield from _fact("problem", answer.get("problem"))
    for key in ("title", "site", "column", "site_code", "source", "author", "doc_number"):
        yield from _fact(key, answer.get(key))
    if answer.get("document_date"):
        yield from _fact("document_date", _when(answer["document_date"]))
    yield from _fact("published", _when(answer["published"]) if answer["published"] else "页面未说明 not said")
    yield from _claims(answer)
    yield from _flags(answer["flags"])
    for file in answer.get("attachments", []):
        yield from _fact("attachments", f"{file['text']}  {file['url']}")
    for key in ("pages", "images"):
        for one in answer.get(key, []):
            yield from _fact(key, one)
    if answer["text"]:
        yield ""
        for paragraph in answer["text"].split("\n"):
            yield from _wrapped(paragraph, WIDTH)
        yield f"（{len(answer['text'])} 字 characters）"


def _claims(answer: Mapping[str, Any]) -> Iterator[str]:
    """Each claim with where it stood, what it says, its words, and what became of it."""
    if not answer["claims"]:
        return
    yield "  依据 claims，按可信次序 in the order of trust:"
    chosen = answer["claims"][0]
    for claim in answer["claims"]:
        origin = claim["from"]
        name = ORIGINS.get(origin, origin.replace(":", " "))
        fate = claim.get("role") or ("chosen" if claim is chosen and origin != "url" else "")
        yield f"  {FATES.get(fate, '  ')}{_pad(cut(name, 20), 20)}  {_when(claim)}"
        for line in _wrapped(quoted(claim["raw"], "en"), WIDTH - 26):
            yield f"{'':26}{line}"


FATES = {"chosen": "✓ ", "narrows": "≤ ", "conflicts": "✗ ", "confirms": "= ", "": "  "}
"""Chosen; narrows the chosen one from above; lies outside it; agrees with it."""


def _charset(answer: Mapping[str, Any]) -> Iterator[str]:
    how = DECODED.get(answer.get("charset_from", ""), "")
    yield from _fact("charset", f"{answer['charset']}（{how}）" if how else answer["charset"])


def _flags(flags: list[str]) -> Iterator[str]:
    for flag in flags:
        words = f"{say(FLAG, flag, 'zh')} · {say(FLAG, flag, 'en')}" if flag in FLAG else ""
        yield from _fact("flags", f"{flag}  {words}".rstrip())


# ---- a list ----------------------------------------------------------------------------------------------


def _list(answer: dict[str, Any]) -> Iterator[str]:
    yield from _fact("url", answer["url"])
    yield from _charset(answer)
    why = answer.get("why")
    yield from _fact("parser", f"{answer['parser']}（{why}）" if why else answer["parser"])
    yield from _fact("state", STATES.get(answer["state"], answer["state"]))
    yield from _fact("problem", answer["problem"])
    items = answer["items"]
    if not items:
        return
    dated = sum(1 for item in items if item["date"])
    pinned = sum(1 for item in items if item["pinned"])
    yield from _fact("entries", f"{len(items)}，有日期 dated {dated}，置顶 pinned {pinned}")
    posted = "有，须以 POST 提交表单，没有地址 by a form sent with POST: no address" if answer["next_posted"] else ""
    yield from _fact("next", answer["next"] or posted or "无 none")
    for number, item in enumerate(items, start=1):
        pin = "[置顶] " if item["pinned"] else ""
        when = _when(item["date"]) if item["date"] else "-"
        printed = quoted(item["date_text"], "en") if item.get("date_text") else "（无日期 no date）"
        yield ""
        yield from _hung(f"{number:>3}  ", pin + item["title"])
        yield cut(f"     {when}  ← {printed}", WIDTH)
        yield from _hung("     ", item["url"])


# ---- words -----------------------------------------------------------------------------------------------


def _when(moment: Mapping[str, Any]) -> str:
    """A moment as people write it where it is a whole day, minute or second; its bounds otherwise."""
    low, high = (None if moment[key] is None else _local(moment[key]) for key in ("earliest", "latest"))
    if low is not None and high is not None:
        width = high - low
        if width == timedelta(days=1) and (low.hour, low.minute, low.second) == (0, 0, 0):
            return f"{low:%Y-%m-%d}（整日 the day）"
        if width == timedelta(minutes=1):
            return f"{low:%Y-%m-%d %H:%M}"
        if width == timedelta(seconds=1):
            return f"{low:%Y-%m-%d %H:%M:%S}"
    shown = ("…" if at is None else f"{at:%Y-%m-%d %H:%M}" for at in (low, high))
    return "[{}, {})".format(*shown)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(SHANGHAI)


def _fact(key: str, value: str | None) -> Iterator[str]:
    """A label and its value, wrapped under itself; nothing where there is no value."""
    if value not in (None, ""):
        yield from _hung(_pad(LABELS[key], GUTTER), str(value))


def _hung(head: str, words: str) -> Iterator[str]:
    indent = cells(head)
    for number, line in enumerate(_wrapped(words, WIDTH - indent)):
        yield (head if number == 0 else " " * indent) + line


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of so many columns; Chinese breaks anywhere, other words between blanks where they fit."""
    line = ""
    for word in _words(text):
        while cells(word) > width:
            if line:
                yield line.rstrip()
                line = ""
            head = cut(word, width + 1).removesuffix("…") if cells(word) > width + 1 else word[:-1]
            yield head
            word = word[len(head) :]
        if cells(line + word) > width:
            yield line.rstrip()
            line = word.lstrip()
        else:
            line += word
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Pieces that stay together: one Chinese character, or a run of others with the blank behind it."""
    run = ""
    for char in text:
        if cells(char) == 2:
            if run:
                yield run
                run = ""
            yield char
        else:
            run += char
            if char == " ":
                yield run
                run = ""
    if run:
        yield run
