"""Which of the times in a text is the incident's own.

Not the dateline (新华社兰州4月15日电), not the notice's date, not when help came or a toll was current, not an
earlier case told for comparison. A day is narrowed by a clock time of the same day that is the incident's too;
where only the alarm's time is given (19日23时接警), the incident lies shortly before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from monitor.core.moment import Moment
from monitor.core.statement import OnsetReport, TimeMention, TimeRole
from monitor.text import repair
from monitor.text._patterns import as_written
from monitor.text._time_civil import civil
from monitor.text._time_roles import HARM, HARM_WORD, clause_start, following_starts, read_role, sentence_end

_WIDEST: Final = timedelta(days=3)
_WIDEST_RANGE: Final = timedelta(days=10)  # 4月29日至5月2日，多名村民出现腹痛
_RANGE: Final = as_written(r"[-—－~～至到]")
_ALARM_LAG: Final = timedelta(minutes=15)  # an alarm is rarely raised later than this after the outbreak
_EARLIER_CASE: Final = as_written(
    r"此前|曾经?(?!是)|历史上|历史性|同类|类似|上一[次起]|周年|最近一次|近年来|回顾|往年|[去前]年|以来|据统计|先后发生|纪念|追溯|此外|先前|之前"
)
_NO_INCIDENT: Final = as_written(
    r"演练|演习|宣传(?:周|月|日|活动)|应急预案(?:印发|发布|修订)|预警|预报|防范|安全生产月|知识|警示教育|培训|部署|专项整治|征求意见|调研|座谈|周年|纪念|招聘|采购|中标|印发"
)
# 事故3起, 累计发生46起: counted, not told
_STATISTIC: Final = as_written(
    r"(?:事故|火灾|案件|警情|灾害|险情)[\d一二三四五六七八九十百]{1,5}起"
    r"|接(?:处)?警(?:情)?[\d一二三四五六七八九十百]{1,5}起|(?:共|累计|总计|合计)(?:发生|接报|接处|发现|查处|处置)[^,。;]{0,12}起"
)
# whoever is quoted on it, with the word of saying
_SPEAKER: Final = as_written(
    r"(?P<who>目击者|知情人士?|[^,。;:!?\n的据]{0,8}?(?:居民|村民|业主|工友|家属|网友|网民|司机|店主|商户|学生|医生|(?<![诉对向])记者)|监控(?:视频|录像|画面|显示)?"
    r"|[^,。;:!?\n据]{0,10}?(?:方面|校方|院方|厂方|店方|企业|公司|学校|医院)"
    r"|[^,。;:!?\n据]{1,14}?(?:局|厅|委|办|部门|警方|消防|公安|台网|台网中心|指挥部|调查组|管委会|政府|新华社|央视|日报|晚报|电视台|通讯社|媒体|调查报告|通报))"
    r"[^,。;:!?\n]{0,10}?(?:称|说|表示|介绍|显示|通报|消息|认定|回忆|透露|报道|证实|测定|记录|发布|告诉|[:,])"
)
_POLICE: Final = as_written(r"警情(?:通报|快报|通告)?")
_AGAINST_PEOPLE: Final = as_written(rf"{HARM}|[打砍刺捅撞咬抓][伤死]|受伤|伤人|死亡|争执|推搡")
_OPENING: Final = 24  # characters of a notice before which its own time stands
_CLOCK: Final = as_written(r"[时点:]")
_LATER: Final = as_written(r"(?:小时|分钟|秒钟?|[天日周月年])[以之]?后$")  # two hours later: than what began it
_AND: Final = as_written(r"[、,，和及与]|以及")
_DAY: Final = timedelta(days=1)
_ONE_EVENT: Final = timedelta(hours=12)
_ANEW: Final = as_written(r"再次|又|二次|余震|复燃|随后|接着|继而|之后")
_AFTERMATH: Final = as_written(r"余震|次生|再次|又|搜救|救援|复燃|死亡$")
_NAMED: Final = as_written(r"(?<!\d)(\d{1,2})·(\d{1,2})(?!\d)")
_INCIDENT_HEADING: Final = as_written(r"发生|突发|事故|致\d|死亡|遇难|身亡|伤亡")
_IMAGINED: Final = as_written(r"演练|演习|模拟|假设|预案|预警|预计|预报|可能发生|防止|避免|防范")


@dataclass(frozen=True, slots=True)
class _Candidate:
    mention: TimeMention
    score: float
    start: int  # in the compact text


def find_onset(
    text: str, times: Sequence[TimeMention], *, published: Moment | None, title: str = ""
) -> TimeMention | None:
    """The time of the incident that the text is about; None where it is about none, or does not say.

    The mention returned stands where the narrowest words stand; its moment is what all words on the
    onset allow together.
    """
    reports = find_onsets(text, times, published=published, title=title)
    return reports[0].mention if reports else None


def find_onsets(
    text: str, times: Sequence[TimeMention], *, published: Moment | None, title: str = ""
) -> tuple[OnsetReport, ...]:
    """The onset as `find_onset` gives it, then what others in the text say where that cannot be true as well.

    Where reports conflict, each comes with who says so (目击者称起火时间在零点四十分); empty where the text
    says it in its own voice, or where nothing contradicts it.
    """
    compact, offsets = repair.compact(text)
    heading = repair.compact(title)[0] if title else _heading(compact)
    if _NO_INCIDENT.search(heading) and not _INCIDENT_HEADING.search(heading):
        return ()
    places = {original: place for place, original in enumerate(offsets)}
    candidates = _candidates(compact, places, times, published=published)
    hint = _named_day(compact, heading)
    best = _best(candidates, hint, titled=_NAMED.search(heading) is not None)
    if best is None:
        told = _from_alarm(compact, places, times, published=published)
        told = told or _from_police(compact, heading, places, times, published=published)
        return () if told is None else (OnsetReport(told, ""),)
    onset = _narrowed(best, candidates)
    if onset.start == best.mention.start:
        onset = _with_days_beside(text, onset, times)
    rivals = _rivals(compact, onset, best, candidates)
    return (OnsetReport(onset, _source(compact, best.start) if rivals else ""), *rivals)


def _rivals(
    compact: str, onset: TimeMention, best: _Candidate, candidates: list[_Candidate]
) -> tuple[OnsetReport, ...]:
    """Other words on the same beginning that cannot be true beside the onset: said by somebody, within a day of it."""
    found = []
    for other in candidates:
        end = other.start + len(other.mention.text)
        if other is best or other.score <= 0 or other.mention.moment.overlaps(onset.moment):
            continue
        if other.mention.moment.gap(onset.moment) > _ONE_EVENT or _ANEW.search(compact, other.start, end + 12):
            continue
        if source := _source(compact, other.start):
            found.append(OnsetReport(other.mention, source))
    return tuple(found)


def _source(compact: str, start: int) -> str:
    """Who says what stands at this place: the speaker of its sentence, before it."""
    said = list(_SPEAKER.finditer(compact, clause_start(compact, start, 60), start))
    return str(said[-1]["who"]) if said else ""


def _heading(compact: str) -> str:
    """The first line, where it is short enough to be a title."""
    line = compact[:80].partition("\n")
    return line[0] if line[1] else ""


def _candidates(
    compact: str, places: dict[int, int], times: Sequence[TimeMention], *, published: Moment | None
) -> list[_Candidate]:
    """The times at which the text says that something happened, with how likely it is the incident."""
    made: list[_Candidate] = []
    whole = len(compact)
    nexts = following_starts([None if _NAMED.fullmatch(t.text) else places.get(t.start, whole) for t in times], whole)
    for order, one in enumerate(times):
        one = _beginning(one)
        if _LATER.search(one.text):
            continue
        width = one.moment.width
        if one.role is not TimeRole.OCCURRED or width is None or width > _widest(one):
            continue
        if published is not None and published.surely_before(one.moment):
            continue
        start, end = places.get(one.start, 0), places.get(one.end - 1, 0) + 1
        reading = read_role(compact, start, end, nexts[order], future=False)
        score = float(reading.strength) - 0.3 * min(len(made), 5)
        sentence = compact[clause_start(compact, start) : sentence_end(compact, end)]
        if _tells_earlier_case(compact, sentence, start, end):
            score -= 2
        if _IMAGINED.search(sentence):
            score -= 2
        if not HARM_WORD.search(sentence):
            score -= 0.7
        if width > _WIDEST:
            score -= 0.7
        if _STATISTIC.search(sentence):
            score -= 3
        made.append(_Candidate(one, score, start))
    return made


def _widest(mention: TimeMention) -> timedelta:
    """How wide a time may be and still tell when: a range of days more than a vague word."""
    return _WIDEST_RANGE if _RANGE.search(mention.text) or mention.text.endswith("以来") else _WIDEST


def _beginning(mention: TimeMention) -> TimeMention:
    """当晚18时起陆续有学生呕吐: it began then, however long it went on."""
    moment, said = mention.moment, mention.text
    if moment.earliest is None or not said.endswith(("起", "以来", "开始")):
        return mention
    unit = timedelta(hours=1) if _CLOCK.search(said) else timedelta(days=1)
    if re.search(r"[分:]", said):
        unit = timedelta(minutes=1)
    elif not re.search(r"[时点]|[日号天]起$", said):
        return mention  # 4月15日以来: a stretch, of which the beginning is not the point
    return replace(mention, moment=Moment(moment.earliest, moment.earliest + unit, moment.basis))


def _tells_earlier_case(compact: str, sentence: str, start: int, end: int) -> bool:
    """The words speak of an earlier case; 29日以来 says so only of the time it stands at."""
    said = _EARLIER_CASE.search(sentence)
    if said is None or said[0] != "以来":
        return said is not None
    return compact.startswith("以来", end) or _EARLIER_CASE.search(sentence.replace("以来", "")) is not None


def _best(candidates: list[_Candidate], hint: tuple[int, int] | None, *, titled: bool) -> _Candidate | None:
    """The likeliest; a page that bears the day of its incident in the title (“1·3”) means no other day's."""
    if hint is not None:
        named = [one for one in candidates if _on_day(one.mention.moment, hint)]
        candidates = named or ([] if titled else candidates)
    best = max(candidates, key=lambda one: (one.score, -one.start), default=None)
    return best if best is not None and best.score > 0 else None


def _named_day(compact: str, heading: str) -> tuple[int, int] | None:
    """Month and day in the incident's name: “4·18”火灾."""
    found = _NAMED.search(heading) or _NAMED.search(compact)
    return (int(found[1]), int(found[2])) if found else None


def _on_day(moment: Moment, day: tuple[int, int]) -> bool:
    if moment.earliest is None or moment.latest is None:
        return False
    ends = (civil(moment.earliest), civil(moment.latest - timedelta(microseconds=1)))
    return any((end.month, end.day) == day for end in ends)


def _narrowed(best: _Candidate, candidates: list[_Candidate]) -> TimeMention:
    """The best time, narrowed by the others that are the incident's too and agree with it."""
    mention = best.mention
    moment = mention.moment
    for other in candidates:
        if other is best or other.score <= 0:
            continue
        both = moment.intersect(other.mention.moment)
        if both is None or both.width is None or moment.width is None or both.width >= moment.width:
            continue
        if other.score < 0.5 or _AFTERMATH.search(other.mention.text):
            continue
        if moment.width >= timedelta(hours=2):
            moment, mention = both, other.mention
    return TimeMention(mention.text, mention.start, mention.end, moment, TimeRole.OCCURRED)


def _with_days_beside(text: str, onset: TimeMention, times: Sequence[TimeMention]) -> TimeMention:
    """5月5日、6日先后发生两起: which of the days counts is not for us to choose."""
    for one in times:
        width = one.moment.width
        if one.start <= onset.start or width is None or one.role is not TimeRole.OCCURRED:
            continue
        gap = text[onset.end : one.start] if one.start - onset.end <= 2 else "…"
        if not _AND.fullmatch(gap) or width < _DAY or onset.moment.width is None or onset.moment.width < _DAY:
            break
        if one.moment.latest is None or onset.moment.latest is None or not onset.moment.latest <= one.moment.latest:
            break
        if one.moment.latest - onset.moment.latest > _WIDEST:
            break
        moment = Moment(onset.moment.earliest, one.moment.latest, onset.moment.basis)
        onset = replace(onset, text=text[onset.start : one.end], end=one.end, moment=moment)
    return onset


def _from_alarm(
    compact: str, places: dict[int, int], times: Sequence[TimeMention], *, published: Moment | None
) -> TimeMention | None:
    """Where only the alarm is dated, the incident lies at most a little before it."""
    for one in times:
        if one.role is not TimeRole.REPORTED or one.moment.earliest is None or one.moment.latest is None:
            continue
        if one.moment.width is None or one.moment.width > _WIDEST:
            continue
        if published is not None and published.surely_before(one.moment):
            continue
        end = places.get(one.end - 1, 0) + 1
        if _STATISTIC.search(compact, end, sentence_end(compact, end)):
            continue
        if not re.search(HARM, compact[max(0, end - 200) : end + 200]):
            continue
        moment = Moment(one.moment.earliest - _ALARM_LAG, one.moment.latest, one.moment.basis)
        return TimeMention(one.text, one.start, one.end, moment, TimeRole.OCCURRED)
    return None


def _from_police(
    compact: str, heading: str, places: dict[int, int], times: Sequence[TimeMention], *, published: Moment | None
) -> TimeMention | None:
    """A police notice begins with when it happened, and tells only then what: 21日9时30分许，郝某驾车……其间发生争执."""
    if not _POLICE.search(heading):
        return None
    body = len(heading) if compact.startswith(heading) else 0
    for one in times:
        start = places.get(one.start, 0)
        if start < body or one.moment.width is None or one.role is not TimeRole.OTHER:
            continue
        if start - body > _OPENING or one.moment.width > _DAY or not _AGAINST_PEOPLE.search(compact, start):
            return None
        if published is not None and published.surely_before(one.moment):
            return None
        return TimeMention(one.text, one.start, one.end, one.moment, TimeRole.OCCURRED)
    return None
