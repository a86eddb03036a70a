"""The reasons of ties: a code with what belongs to it, told in Chinese (as they are stored) and in English.

Links keep their reasons as sentences, so that what was decided can be read as it was; a sentence is made from the
table here and found in it again, so that each has its code and its English words as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from monitor.core.quoting import quoted

AGAINST = "反："
"""Stands before a stored reason that speaks against the tie."""

REASONS: dict[str, tuple[str, str]] = {
    "time_told": ("文中写有事发的时刻", "the page writes the time at which it happened"),
    "time_after": ("所写时刻可能是救援处置的时刻", "the time it tells may be that of the rescue"),
    "next_day": ("只写日期，与事发相差一天左右", "a day only, about one day off"),
    "other_town": ("所写乡镇不同", "another town or township"),
    "many_more_dead": ("死亡人数{new}，远多于已知的{old}", "{new} dead, far more than the {old} known"),
    "before": ("发布早于事发", "published before it happened"),
    "first_told": ("事发时刻与首次提及相符", "the time told agrees with when it was first mentioned"),
    "not_first_told": ("事发时刻与首次提及不符", "the time told does not agree with when it was first mentioned"),
    "dated_name": ("名称含“{name}”", "the name holds the date “{name}”"),
    "other_dated_name": ("名称含“{name}”，日期不合", "the name holds “{name}”, which is another day"),
    "concern_weeks": ("舆情发生后数周内发布", "published within weeks of the matter of concern"),
    "may_answer": (
        "同期官方页面，用词与此舆情相近（{words}），不能排除是回应",
        "an official page of those days that shares words with the matter ({words}): it may be the answer",
    ),
    "same_clock": ("钟点相合（未写日期）", "the same time of day (no date written)"),
    "same_time": ("事发时刻相合", "the same time of onset"),
    "same_day": ("事发日期相合", "the same day of onset"),
    "near_time": ("事发时刻相近", "nearly the same time of onset"),
    "hours_off": ("事发时刻相差数小时", "times of onset some hours apart"),
    "other_time": ("事发时刻不同", "another time of onset"),
    "year_after": ("距事发一年以上", "more than a year after it happened"),
    "long_after": ("距事发较久", "long after it happened"),
    "days_after": ("事发后一两天内发布", "published within a day or two of it"),
    "week_after": ("事发后数日内发布", "published within days of it"),
    "abroad": ("事发地在境外", "it happened abroad"),
    "one_quake": ("同一次地震波及", "the same earthquake, felt elsewhere"),
    "epicentre": ("文中提到震中一带", "the text names the place of the epicentre"),
    "own_county": ("发布机关即事发县区机关", "published by a body of the county where it happened"),
    "own_area": ("发布机关即事发地机关", "published by a body of the place where it happened"),
    "governs": ("发布机关管辖事发地", "published by a body above the place where it happened"),
    "same_place": ("地点相同", "the same place"),
    "place_within": ("地点相容", "one place lies within the other"),
    "same_province": ("同省", "the same province"),
    "only_province_known": ("事发地此前只知省份，地点在该省", "so far only its province was known"),
    "other_county": ("同市不同县区", "another county of the same city"),
    "other_place": ("地点不同", "another place"),
    "body_s_place": ("地点不同，但只是发布机关所在地", "another place, but only that of the body that speaks"),
    "only_elsewhere": ("文中只提到别处地名", "the text names places elsewhere only"),
    "words_of_kind": ("标题用语合于该类事件（{words}）", "the title's words fit that kind of incident ({words})"),
    "same_kind": ("类型相同", "the same kind"),
    "kindred": ("类型可互称", "kinds that are told as either"),
    "other_kind": ("类型不同", "another kind"),
    "near_kind": ("类型相近", "a similar kind"),
    "same_names": ("同名：{names}", "the same names: {names}"),
    "same_phrase": ("标题用语相同：{words}", "the titles use the same words: {words}"),
    "same_dead": ("死亡人数相同（{number}）", "the same number of dead ({number})"),
    "one_toll": ("同省、同类、同日，死亡人数相同（{number}）", "{number} dead of that kind in that province that day"),
    "risen_dead": ("死亡人数由{old}升至{new}", "the number of dead has risen from {old} to {new}"),
    "fewer_dead": ("死亡人数{new}，少于已通报的{old}", "{new} dead, fewer than the {old} already told"),
    "routine": (
        "标题属例行、统计、回顾或庭审（{words}）", "the title is of routine, statistics, memory or court ({words})",
    ),
    "series": ("同一机关的后续通报", "a further notice of the same body"),
    "toll_goes_on": ("管辖机关未写时间地点的伤亡续报", "a body of the place tells of harm, not of time or place"),
    "goes_on": ("未写时间地点，标题说的是事后处置（{words}）", "no time or place; titled as what came after ({words})"),
    "salient": ("该事件已有{number}篇稿件", "{number} pages speak of the incident already"),
    "same_wording": ("与已关联的稿件文字几乎相同", "nearly the same text as a page tied to it"),
    "like_wording": ("与已关联的稿件文字相近", "a text like that of a page tied to it"),
    "bare_notice": (
        "责任机关事发后数日内的通报，未写明时间地点",
        "a notice of an answerable body within days, without time or place",
    ),
    "fits_another": ("同时符合另一事件", "it fits another incident as well"),
    "second_matter": ("同一篇另述一起事件", "the same page tells of a second incident"),
    "opened": ("由此页提出事件", "the incident was proposed from this page"),
    "belongs_elsewhere": ("后来的稿件表明它属于别处", "later pages show that it belongs elsewhere"),
    "if_same_time": ("若页面写明事发时刻（精确到小时）且相合", "if the page told the same time, to the hour"),
    "if_other_day": ("若页面写明的事发日期不同", "if the page told another day of onset"),
    "if_same_place": ("若页面写明事发地且相同", "if the page told where, and the same"),
    "if_other_place": ("若页面写明的事发地在别处", "if the page told of a place elsewhere"),
    "if_same_kind": ("若页面写明事件类型且相同", "if the page told the kind, and the same"),
    "if_same_name": (
        "若页面与已关联稿件提到同一单位、道路或人名", "if it named the same body, road or person as a page tied to it",
    ),
    "if_same_dead": ("若页面写明死亡{number}人", "if the page told of {number} dead"),
    "one_incident": ("后来的稿件表明是同一事件", "later pages show that it is the same incident"),
}  # fmt: skip


def tell(code: str, **given: object) -> str:
    """A reason as it is stored: its Chinese words.

    Raises:
        KeyError: no such reason, or a part of it is missing.
    """
    return REASONS[code][0].format_map(given)


def without(words: str, lang: str = "zh") -> str:
    """The condition that one of the reasons were missing."""
    return f"若无{quoted(words, lang)}" if lang == "zh" else f"without {quoted(in_language(words, lang), lang)}"


def recognised(words: str) -> tuple[str, dict[str, str]] | None:
    """The code of a stored reason and what belongs to it; None for words of a person."""
    plain = words.removeprefix(AGAINST)
    for code, pattern in _patterns():
        found = pattern.fullmatch(plain)
        if found is not None:
            return code, found.groupdict()
    return None


def in_language(words: str, lang: str) -> str:
    """A stored reason in a language; words of a person, and of the readers of text, stay as they were written."""
    found = None if lang == "zh" else recognised(words)
    if found is None:
        return words
    code, given = found
    against = "against: " if words.startswith(AGAINST) else ""
    return against + REASONS[code][1].format_map(given)


def english(some: Iterable[str]) -> list[str]:
    """Stored reasons in English."""
    return [in_language(words, "en") for words in some]


def code_of(words: str) -> str:
    """The code of a stored reason; empty for words of a person."""
    found = recognised(words)
    return "" if found is None else found[0]


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each Chinese sentence as a pattern, those with most words of their own first."""
    made = []
    for code, (zh, _) in REASONS.items():
        parts = re.split(r"\{(\w+)\}", zh)
        spelt = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        made.append((len("".join(parts[::2])), code, re.compile(spelt)))
    return tuple((code, pattern) for _, code, pattern in sorted(made, key=lambda one: (-one[0], one[1])))
