"""Press conferences: held, announced or routine, and the weaker forms of meeting the press."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.core.moment import Moment
from monitor.core.statement import Role, RoleGuess, TimeRole
from monitor.text import _role_words as words
from monitor.text._role_view import View


def conference(view: View) -> list[RoleGuess]:
    """A 新闻发布会 that was held, one announced, or a routine one."""
    spots = list(words.CONFERENCE.finditer(view.whole))
    if not spots:
        return []
    upcoming, held = _announced(view), _was_held(view, words.CONFERENCE)
    routine = words.ROUTINE.search(_around(view.whole, spots[0].start()))
    if upcoming and not (held and _reports_words(view)):
        if not view.incident and routine:
            return [RoleGuess(Role.MENTION, 0.8, (f"例行发布会的预告（{routine[0]}）",))]
        return [
            RoleGuess(
                Role.PRESS_CONFERENCE_NOTICE, 0.9 if view.incident else 0.7, (f"预告将举行的发布会（{upcoming}）",)
            )
        ]
    if not held:
        score = 0.45 if view.incident and words.CONFERENCE.search(view.title) else 0.0
        return [RoleGuess(Role.PRESS_CONFERENCE, score, ("标题提到发布会，未说已经举行",))]
    if routine and not (view.incident and view.facts):
        return [RoleGuess(Role.MENTION, 0.85, (f"例行发布会，与本事件无关（{routine[0]}）",))]
    if not view.incident:
        return [RoleGuess(Role.MENTION, 0.7, ("发布会与突发事件无关",))]
    return [_held_conference(view, held, routine)]


def _held_conference(view: View, held: str, routine: re.Match[str] | None) -> RoleGuess:
    why = [f"发布会已举行（{held}）"]
    score = 0.75
    if words.CONFERENCE.search(view.title):
        score += 0.15
        why.append("标题即发布会")
    elif words.CONFERENCE.search(view.lead):
        score += 0.08
        why.append("导语报道发布会")
    else:
        score -= 0.3
        why.append("只在文中提到发布会")
    if routine:
        score -= 0.08
        why.append(f"例行发布会上通报了本事件（{routine[0]}）")
    if view.retold:
        score -= 0.4
        why.append("评论或转述文字")
    if words.CENTRAL_CONFERENCE.search(view.whole):
        score -= 0.3
        why.append("中央部门的发布会，非属地发布")
    return RoleGuess(Role.PRESS_CONFERENCE, round(min(score, 0.98), 2), tuple(why))


def briefing(view: View) -> list[RoleGuess]:
    """情况通报会, 吹风会, 通气会: information given to the press, but no 新闻发布会."""
    spot = words.BRIEFING.search(view.whole)
    if spot is None or not view.incident:
        return []
    if _announced(view) and not _reports_words(view):
        return [RoleGuess(Role.PRESS_CONFERENCE_NOTICE, 0.8, (f"预告将举行的{spot[0]}",))]
    held = _was_held(view, words.BRIEFING)
    if not held:
        return []
    score = 0.9 if words.BRIEFING.search(view.title) or words.BRIEFING.search(view.lead) else 0.55
    why = [f"以{spot[0]}形式发布（不是新闻发布会）", f"已举行（{held}）"]
    if view.retold:
        score -= 0.4
        why.append("评论或转述文字")
    return [RoleGuess(Role.AUTHORITATIVE_INFO, round(score, 2), tuple(why))]


def _announced(view: View) -> str:
    """The words that announce a conference to come; empty where there are none."""
    match = words.UPCOMING.search(view.title) or words.UPCOMING.search(view.lead)
    if match is not None:
        return match[0][:24]
    return "将举行的时间" if any(t.role is TimeRole.WILL_BE_HELD for t in view.times) else ""


def _was_held(view: View, form: re.Pattern[str]) -> str:
    """The words that say a conference of this form took place."""
    for part in (view.title, view.body):
        for match in words.HELD.finditer(part):
            if form.search(match[0]) and not re.search(
                r"将$|将于|将在|定于|拟|即将|未$|尚未|没有?$", part[max(0, match.start() - 10) : match.start()]
            ):
                return match[0][:24]
    if form.search(view.title) and words.RESULT_TITLE.search(view.title):
        return view.title[:24]
    return view.title[:24] if form.search(view.title) and view.facts and not _announced(view) else ""


def _reports_words(view: View) -> bool:
    """What was said there is told, so it has been held."""
    return re.search(
        r"(?:发布会|通报会|吹风会|通气会)上|(?:介绍|通报)(?:说|称|了)|默哀|答记者问", view.body
    ) is not None and not re.search(r"将(?:介绍|通报)", view.body)


def _around(text: str, at: int) -> str:
    """The sentence that holds the position."""
    start = max(text.rfind(stop, max(0, at - 80), at) for stop in "。；！;!\n")
    return text[max(start + 1, at - 80) : at + 24]


def held_at(view: View, kept: Sequence[RoleGuess]) -> Moment | None:
    """When the conference took place, where the text says so."""
    top = kept[0]
    if top.role not in (Role.PRESS_CONFERENCE, Role.AUTHORITATIVE_INFO):
        return None
    if (
        top.role is Role.AUTHORITATIVE_INFO
        and not words.BRIEFING.search(view.whole)
        and not words.CONFERENCE.search(view.whole)
    ):
        return None
    return next((t.moment for t in view.times if t.role is TimeRole.HELD), None)
