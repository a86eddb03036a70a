"""What a text is with respect to the incident it speaks of, best guess first, each with reasons in words.

A rule gives a role a score and says why in Chinese; the highest score comes first. Who publishes, and
whether that body is answerable, is judged elsewhere: here only the words count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monitor.core.moment import Moment
from monitor.core.statement import Harm, Role, RoleGuess, TimeMention, TimeRole, Toll
from monitor.text import _role_words as words
from monitor.text._clues import Sought, held
from monitor.text._role_conferences import briefing, conference, held_at
from monitor.text._role_view import View

_READ: Final = 6000  # characters
_LEAD: Final = 400
_AT_ONCE: Final = 80  # a text that begins with it is about it
_NO_HARM: Final = frozenset({Harm.EVACUATED, Harm.HOUSES_COLLAPSED, Harm.HOUSES_DAMAGED})
_LEAST: Final = 0.2  # guesses below are not told
_SPOKEN_AT: Final = Sought(words.SPOKEN_AT)
_INVESTIGATION: Final = Sought(words.INVESTIGATION)
_REFUTATION: Final = Sought(words.REFUTATION)
_COMMAND: Final = Sought(words.COMMAND)
_TALLY: Final = Sought(words.TALLY)
_SECOND_HAND: Final = Sought(words.SECOND_HAND)
_RELAYED: Final = Sought(words.RELAYED)
_WITNESS: Final = Sought(words.WITNESS)
_OVERSEAS: Final = Sought(words.OVERSEAS)
_OTHER_CASE: Final = Sought(words.OTHER_CASE)
_CENTRAL: Final = Sought(words.CENTRAL)


def read_roles(
    text: str,
    *,
    title: str = "",
    incident: bool,
    times: Sequence[TimeMention] = (),
    tolls: Sequence[Toll] = (),
) -> tuple[tuple[RoleGuess, ...], Moment | None]:
    """The roles the text may have, best first, and when the press conference it reports was held."""
    body = text[:_READ]
    heading = title.strip() or body.split("\n", 1)[0].split("。", 1)[0][:80]
    occurred = any(t.role is TimeRole.OCCURRED for t in times)
    counted = any(t.kind not in _NO_HARM for t in tolls)
    whole, clues = f"{heading}\n{body}", held(body) | held(heading)
    spoken = words.AUTHORITY.search(whole)
    comments = _comments(heading, body)
    view = View(
        title=heading,
        lead=body[:_LEAD],
        body=body,
        incident=incident,
        times=times,
        facts=occurred or counted,
        comments=comments,
        retold=comments or _SECOND_HAND.search(f"{heading}\n{body[:_LEAD]}", clues) is not None,
        authority=spoken,
        voice=None if spoken else words.VOICE.search(whole),
        clues=clues,
    )
    view = replace(view, against=tuple((cost, word) for holds, cost, word in _against(view) if holds))
    guesses = [
        guess
        for rule in (conference, briefing, _investigation, _refutation, _interpretation, _authority, _mention)
        for guess in rule(view)
    ]
    best: dict[Role, RoleGuess] = {}
    for guess in guesses:
        best[guess.role] = _stronger(best.get(guess.role), guess)
    _yield_to_form(best)
    ranked = sorted(best.values(), key=lambda g: -g.score)
    kept = tuple(g for g in ranked if g.score >= _LEAST) or (RoleGuess(Role.MENTION, 0.5, ("没有发布事实的词句",)),)
    return kept, held_at(view, kept)


def _stronger(known: RoleGuess | None, guess: RoleGuess) -> RoleGuess:
    """Two reasons for one role: the higher score, and what both say."""
    if known is None:
        return guess
    why = tuple(dict.fromkeys(known.why + guess.why))
    return RoleGuess(guess.role, max(known.score, guess.score), why)


def _yield_to_form(best: dict[Role, RoleGuess]) -> None:
    """What is told at a conference or in a report is information too, but the form is the stronger reading."""
    plain = best.get(Role.AUTHORITATIVE_INFO)
    for form in (
        Role.PRESS_CONFERENCE,
        Role.INVESTIGATION_REPORT,
        Role.RUMOUR_REFUTATION,
        Role.PRESS_CONFERENCE_NOTICE,
    ):
        guess = best.get(form)
        if plain is not None and guess is not None and guess.score >= 0.6 and plain.score >= guess.score:
            plain = RoleGuess(plain.role, round(guess.score - 0.05, 2), plain.why)
            best[Role.AUTHORITATIVE_INFO] = plain


# --- documents of other kinds -----------------------------------------------------------------------


def _investigation(view: View) -> list[RoleGuess]:
    if not view.incident:
        return []
    in_title = words.INVESTIGATION_TITLE.search(view.title)
    match = _INVESTIGATION.search(view.whole, view.clues)
    if in_title and not words.INVESTIGATING.search(view.title):
        why = [f"标题为调查结论（{in_title[0]}）"]
        score = 0.9
    elif match and match.start() < _LEAD:
        why, score = [f"公布调查结论（{match[0][:20]}）"], 0.78
    elif match:
        why, score = [f"文中提到调查结论（{match[0][:20]}）"], 0.4
    else:
        return []
    if view.retold:
        score -= 0.45
        why.append("评论或转述文字")
    return [RoleGuess(Role.INVESTIGATION_REPORT, round(score, 2), tuple(why))]


def _refutation(view: View) -> list[RoleGuess]:
    """Says of something told that it is not so; to speak of rumours in general is another thing."""
    talk = words.RUMOUR_TALK.search(view.title)
    match = words.REFUTATION.search(view.title)
    if match and not talk and not (view.comments and match[0] != "辟谣"):
        return [RoleGuess(Role.RUMOUR_REFUTATION, 0.92, (f"标题澄清不实信息（{match[0][:20]}）",))]
    match = _REFUTATION.search(view.body, view.clues)
    if match is None:
        return []
    official = words.AUTHORITY.search(view.lead) or words.NOTICE.search(view.lead)
    official = official or words.NOTICE_TITLE.search(view.title) or words.CLARIFIES.search(view.title)
    score = 0.86 if match.start() < 200 and official else 0.7 if match.start() < _AT_ONCE else 0.42
    why = [f"澄清不实信息（{match[0][:20]}）"]
    if words.RUMOURS.search(view.title) and not talk:
        score, why = max(score, 0.7), [*why, "标题说到谣言"]
    if talk or view.comments:
        score -= 0.4
        why.append("泛谈谣言或评论文字")
    if view.facts and view.incident:
        score -= 0.2
    return [RoleGuess(Role.RUMOUR_REFUTATION, round(score, 2), tuple(why))] if score > 0 else []


def _interpretation(view: View) -> list[RoleGuess]:
    match = words.INTERPRETATION.search(view.title)
    if match and not (view.incident and view.facts):
        return [RoleGuess(Role.POLICY_INTERPRETATION, 0.9, (f"标题为政策解读（{match[0][:20]}）",))]
    match = words.INTERPRETATION.search(view.lead)
    if match and not view.incident:
        return [RoleGuess(Role.POLICY_INTERPRETATION, 0.6, (f"文中为政策解读（{match[0][:20]}）",))]
    return []


# --- authoritative information ----------------------------------------------------------------------


def _authority(view: View) -> list[RoleGuess]:
    """A notice of an authority, or an authority's words relayed; bare where it says only that it looks into it."""
    if not view.incident:
        return []
    why: list[str] = []
    score = 0.3
    if (match := words.NOTICE_TITLE.search(view.title)) is not None:
        score += 0.3
        why.append(f"标题为通报（{match[0]}）")
    if (match := words.NOTICE.search(view.body)) is not None:
        score += 0.15
        why.append(f"通报文体（{match[0][:16]}）")
    if (match := view.authority) is not None:
        score += 0.3
        why.append(f"有关部门发布（{match[0][:20]}）")
    elif (match := view.voice or _SPOKEN_AT.search(view.body, view.clues)) is not None:
        score += 0.25
        why.append(f"以发布口吻（{match[0].strip()[:16]}）")
    if (match := _COMMAND.search(view.whole, view.clues)) is not None:
        score += 0.1
        why.append(f"{match[0]}发布或处置")
    if (match := _TALLY.search(view.body, view.clues)) is not None:
        score += 0.15
        why.append(f"统计或处置结果的口径（{match[0][:16]}）")
    if words.SIGNATURE.search(view.body[-120:]):
        score += 0.2
        why.append("文末有机关落款")
    if not why:
        return []
    return _weighed(view, score, why)


def _weighed(view: View, score: float, why: list[str]) -> list[RoleGuess]:
    """Facts and measures speak for it, comment and bare words against it."""
    measures = words.MEASURE.search(view.body) is not None or words.FOUND.search(view.body) is not None
    if view.facts or measures:
        score += 0.15
        why.append("有事实或处置措施")
    elif words.INVESTIGATING.search(view.whole):
        score -= 0.2
        why.append("bare：只说正在调查核实，没有事实和措施")
    else:
        score -= 0.1
    for cost, word in view.against:
        score -= cost
        why.append(word)
    score = round(max(0.0, min(score, 0.97)), 2)
    guesses = [RoleGuess(Role.AUTHORITATIVE_INFO, score, tuple(why))]
    first = words.FIRST.search(view.body)
    if first is not None and len(view.body) < 350 and score >= 0.5:
        guesses.append(RoleGuess(Role.FIRST_REPORT, round(score * 0.7, 2), (f"首次简短发布（{first[0][:16]}）",)))
    return guesses


def _is_media_report(view: View) -> bool:
    """A medium speaks, and names no authority that told it."""
    return words.MEDIA.search(view.lead) is not None and not (
        view.authority or view.voice or words.NOTICE_TITLE.search(view.title)
    )


def _against(view: View) -> list[tuple[bool, float, str]]:
    """What speaks against an authority's own information."""
    return [
        (view.comments, 0.45, "评论或转述文字"),
        (_RELAYED.search(view.whole, view.clues) is not None, 0.3, "转载或转述"),
        (_is_media_report(view), 0.2, "媒体报道，未见机关发布"),
        (
            _WITNESS.search(view.body, view.clues) is not None and not words.NOTICE.search(view.body),
            0.2,
            "引用目击者或家属说法",
        ),
        (_OVERSEAS.search(view.whole, view.clues) is not None, 0.25, "境外媒体转述"),
        (_OTHER_CASE.search(f"{view.title}\n{view.lead}", view.clues) is not None, 0.5, "说的是另一起事件"),
        (_CENTRAL.search(f"{view.title}\n{view.lead}", view.clues) is not None, 0.3, "中央部门，非属地发布"),
        (words.LEADER.search(view.title) is not None, 0.35, "领导活动"),
        (words.MEETING.search(view.title) is not None, 0.5, "会议报道"),
        (words.SERVICE.search(view.title) is not None, 0.4, "服务或项目公告"),
        (words.CAMPAIGN.search(view.title) is not None, 0.6, "宣传或整治活动"),
    ]


# --- mention ----------------------------------------------------------------------------------------


def _comments(title: str, body: str) -> bool:
    """Comment, feature or question rather than report."""
    if words.COMMENT.search(title):
        return True
    return len(words.COMMENT.findall(body)) >= 3


def _mention(view: View) -> list[RoleGuess]:
    """Speaks of an incident without reporting it for an authority, or of none."""
    if not view.incident:
        return [RoleGuess(Role.MENTION, 0.75, (_why_none(view),))]
    reasons = [word for _, word in view.against]
    score = 0.35 + 0.25 * len(reasons)
    if not view.authority and not words.NOTICE_TITLE.search(view.title):
        score += 0.2
        if not _is_media_report(view):
            reasons.append("没有机关发布的词句")
    return [RoleGuess(Role.MENTION, round(min(score, 0.95), 2), tuple(reasons) or ("也可能只是提及",))]


def _why_none(view: View) -> str:
    for pattern, word in (
        (words.CAMPAIGN, "宣传、整治或演练"),
        (words.MEETING, "会议报道"),
        (words.LEADER, "领导活动"),
        (words.SERVICE, "服务或项目公告"),
    ):
        if match := pattern.search(view.title) or pattern.search(view.lead):
            return f"{word}（{match[0][:16]}）"
    return "正文不是关于某一突发事件"
