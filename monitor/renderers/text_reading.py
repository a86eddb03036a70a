"""`inspect text` for people: the text with what was read marked in it, then each finding and its reasons.

Colours are the marks; without them only the findings tell where their words stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from monitor.core.wording import HARM, ROLE, Phrase, say, say_type
from monitor.renderers._columns import Piece, Sheet, Solid, clip, pad

TIME_ROLE: Final[Mapping[str, Phrase]] = {
    "occurred": ("发生", "occurred"),
    "reported": ("接报", "reported"),
    "as_of": ("截至", "as of"),
    "published": ("发布", "published"),
    "held": ("已举行", "held"),
    "will_be_held": ("将举行", "will be held"),
    "document_date": ("成文", "dated"),
    "other": ("其他", "other"),
}
BASIS: Final[Mapping[str, Phrase]] = {
    "stated": ("文中写明", "stated"),
    "derived": ("按伤亡推算", "derived from the figures"),
    "none": ("未见", "none"),
}
HEAD: Final[Mapping[str, Phrase]] = {
    "text": ("原文", "text"), "incident": ("事件", "incident"), "type": ("类型", "type"), "onset": ("事发", "onset"),
    "place": ("地点", "place"), "grade": ("等级", "grade"), "roles": ("文稿性质", "what the text is"),
    "times": ("时间", "times"), "places": ("地名", "places"), "tolls": ("伤亡损失", "casualties and losses"),
    "names": ("名称", "names"), "held": ("发布会", "conference held"), "abroad": ("境外", "abroad"),
    "nothing": ("未读出", "nothing read"), "others": ("另说", "said otherwise"),
}  # fmt: skip
STYLE: Final = {"times": "cyan", "places": "green", "casualties": "magenta"}
_LONGEST: Final = 4000  # characters of the text that are shown


def reading(answer: Mapping[str, Any], *, text: str, lang: str = "zh", width: int = 80, colour: bool = False) -> str:
    """The whole answer of `inspect text` for a terminal of that width; ``text`` is what was read."""
    sheet = Sheet(width)
    if colour:
        _title(sheet, "text", lang)
        for line in _marked(text[:_LONGEST].rstrip(), answer):
            sheet.put(*line, indent=2)
        sheet.blank()
    _incident(sheet, answer, lang)
    _roles(sheet, answer["roles"], lang)
    _findings(sheet, "times", [(t, _span(t), TIME_ROLE[t["role"]][lang == "en"]) for t in answer["times"]], lang)
    places = [(p, " ".join(p["candidates"]) or say(HEAD, "abroad", lang), "") for p in answer["places"]]
    _findings(sheet, "places", places, lang)
    _findings(sheet, "tolls", [(t, _figure(t), say(HARM, t["kind"], lang)) for t in answer["casualties"]], lang)
    if answer["names"]:
        _title(sheet, "names", lang)
        sheet.put("、".join(answer["names"]), indent=2)
    return sheet.text(colour=colour)


def _title(sheet: Sheet, key: str, lang: str) -> None:
    sheet.blank()
    sheet.put((say(HEAD, key, lang), "bold"))


def _incident(sheet: Sheet, answer: Mapping[str, Any], lang: str) -> None:
    """What the text is about, one fact a line."""
    _title(sheet, "incident", lang)
    nothing = say(HEAD, "nothing", lang)
    kind, place, grade = answer["incident_type"], answer["place"], answer["grade"]
    facts: list[tuple[str, str]] = [("type", say_type(kind, lang) if kind else nothing)]
    facts.append(("onset", f"{_span(answer['onset'])}  {answer['onset']['text']}" if answer["onset"] else nothing))
    for other in answer["onsets"][1:]:
        facts.append(("others", f"{_span(other)}  {other['text']}（{other['source']}）"))
    codes = "" if not place else " ".join(place["candidates"]) or say(HEAD, "abroad", lang)
    facts.append(("place", f"{place['text']}  {codes}" if place else nothing))
    facts.append(("grade", f"{grade['value']}（{say(BASIS, grade['basis'], lang)}）" if grade["value"] else nothing))
    if answer["held"]:
        facts.append(("held", _span(answer["held"])))
    room = 2 + (16 if lang == "en" else 8)
    for key, words in facts:
        sheet.put((pad(say(HEAD, key, lang), room - 2), "dim"), words, indent=2, hang=2 + room)


def _roles(sheet: Sheet, roles: Sequence[Mapping[str, Any]], lang: str) -> None:
    _title(sheet, "roles", lang)
    for role in roles:
        sheet.put((f"{role['score']:.2f} ", "dim"), (say(ROLE, role["role"], lang), "bold"), indent=2)
        sheet.put((("；" if lang == "zh" else "; ").join(role["why"]), "dim"), indent=7)


def _findings(
    sheet: Sheet, key: str, found: Sequence[tuple[Mapping[str, Any], str, str]], lang: str
) -> None:
    """One finding a line: the words, what they mean, what they are; where they stand at the end."""
    if not found:
        return
    _title(sheet, key, lang)
    style = STYLE.get("casualties" if key == "tolls" else key, "")
    room = min(max(sheet.width - 52, 14), 28)
    for words, meaning, role in found:
        said = pad(clip(str(words["text"]).replace("\n", " "), room), room)
        where = f"{words['start']}–{words['end']}"
        parts = [part for part in (meaning, role) if part]
        sheet.put((Solid(said), style), "  ", "  ".join(parts), (f"  {where}", "dim"), indent=2, hang=room + 4)


def _figure(toll: Mapping[str, Any]) -> str:
    """29, 20–29, or at least 20."""
    low, high = toll["low"], toll["high"]
    if high is None:
        return f"≥{low:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _span(moment: Mapping[str, Any]) -> str:
    """Both bounds in the time of the page, the second without what it shares with the first."""
    low, high = (None if moment[end] is None else datetime.fromisoformat(moment[end]) for end in ("earliest", "latest"))
    if low is None or high is None:
        return f"{_stamp(low)} ~ {_stamp(high)}"
    if low.date() == high.date():
        return f"{_stamp(low)}–{_clock(high)}"
    return f"{_stamp(low)} ~ {_stamp(high)}"


def _stamp(at: datetime | None) -> str:
    return "…" if at is None else f"{at.year:04}-{at.month:02}-{at.day:02} {_clock(at)}"


def _clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}" + (f":{at.second:02}" if at.second else "")


def _marked(text: str, answer: Mapping[str, Any]) -> list[list[Piece]]:
    """The lines of the text, with a style where something was read; where two overlap, the longer one's."""
    styles = [""] * len(text)
    spans = [(f["end"] - f["start"], f["start"], f["end"], STYLE[key]) for key in STYLE for f in answer[key]]
    for _, start, end, style in sorted(spans):
        styles[start:end] = [style] * (min(end, len(text)) - min(start, len(text)))
    if answer["onset"]:
        start, end = answer["onset"]["start"], min(answer["onset"]["end"], len(text))
        styles[start:end] = ["bold cyan reverse"] * max(0, end - start)
    lines: list[list[Piece]] = []
    at = 0
    for line in text.split("\n"):
        marks = styles[at : at + len(line)]
        cuts = [0, *(n for n in range(1, len(line)) if marks[n] != marks[n - 1]), len(line)]
        lines.append([(line[a:b], marks[a]) for a, b in pairwise(cuts) if a < b] or [("", "")])
        at += len(line) + 1
    return lines
