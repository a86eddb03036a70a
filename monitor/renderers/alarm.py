"""Alarms in JSON for machines (docs/webhook.md) and in words for people, from templates that the user may replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from monitor.core.alarm import Alarm, News
from monitor.core.applies import grading_of
from monitor.core.dossier import Dossier
from monitor.core.explain import cause, clock, explain, left, owed, span
from monitor.core.incident import Grade
from monitor.core.verdict import Status, Verdict
from monitor.core.wording import GRADE, OUTCOME, STATUS, Phrase, say
from monitor.renderers._columns import tidy
from monitor.renderers._templates import environment
from monitor.renderers._words import MARK as STATUS_MARK
from monitor.renderers._words import unnamed
from monitor.renderers.contract import PlaceName, hole_json
from monitor.renderers.wire import instant_json, moment_json

if TYPE_CHECKING:
    from jinja2 import Template

LANGUAGES = ("zh", "en")
Body = dict[str, Any]

NEWS: Mapping[str, Phrase] = {
    "opened": ("开始计时", "a clock started"),
    "due_soon": ("即将到期", "closing soon"),
    "closed": ("时限已过", "window closed"),
    "met": ("已按时回应", "met"),
    "changed": ("结论变化", "verdict changed"),
    "blind": ("我们看不全", "we are blind"),
    "feed_trouble": ("监测源故障", "feeds in trouble"),
    "test": ("试发", "test"),
}

NEWS_MARK: Mapping[str, str] = {
    "opened": "⏱", "due_soon": "⏰", "met": "✓", "changed": "↻", "blind": "⚠", "feed_trouble": "⚠", "test": "·",
}  # fmt: skip


def body(
    alarm: Alarm, *, noticed_at: datetime, dossier: Dossier | None = None, verdicts: Sequence[Verdict] = (),
    place_name: PlaceName = unnamed, feeds: Sequence[Mapping[str, Any]] = (), page: str = "",
    why: Mapping[str, str] | None = None,
) -> Body:  # fmt: skip
    """The alarm as a webhook gets it; everything that templates say stands in it.

    ``why`` explains the outcome told of, where it was written down then; the present one is explained
    only where it is still the same.
    """
    told = [v for v in verdicts if v.clause.id in alarm.rules]
    first = told[0] if told else None
    return {
        "schema": 1,
        "key": alarm.key,
        "news": alarm.news.value,
        "topics": list(alarm.topics),
        "happened_at": instant_json(alarm.happened_at),
        "noticed_at": instant_json(noticed_at),
        "incident": None if dossier is None else _incident(dossier, place_name),
        "rules": list(alarm.rules),
        "numbers": list(dict.fromkeys(v.instrument.number or v.instrument.title for v in told)),
        "duty": alarm.duty or None,
        "owed": _both(lambda lang: _owed(told, lang)),
        "old": alarm.old or None,
        "new": alarm.new or None,
        "status": _both(lambda lang: say(STATUS, alarm.new, lang)) if alarm.new else None,
        "was": _both(lambda lang: say(STATUS, alarm.old, lang)) if alarm.old else None,
        "deadline": moment_json(alarm.deadline or (None if first is None else first.deadline)),
        "closes": _closes(alarm, first),
        "left": _left(first),
        "lead_hours": None if alarm.lead is None else alarm.lead.total_seconds() / 3600,
        "why": dict(why) if why else _both(lambda lang: _why(alarm, first, lang)),
        "holes": [{**hole_json(one), "words": {lang: _hole(one, lang) for lang in LANGUAGES}} for one in alarm.holes],
        "feeds": [dict(one) for one in feeds],
        "page": page or None,
    }


def _both(said: Any) -> dict[str, str]:
    return {lang: said(lang) for lang in LANGUAGES}


def _why(alarm: Alarm, verdict: Verdict | None, lang: str) -> str:
    if verdict is None or (alarm.new and verdict.status.value != alarm.new):
        return ""
    return explain(verdict, lang)


def _owed(verdicts: Sequence[Verdict], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(dict.fromkeys(owed(v.clause, lang) for v in verdicts))


def _incident(dossier: Dossier, place_name: PlaceName) -> Body:
    place, grading = dossier.place(), grading_of(dossier)
    return {
        "id": dossier.id,
        "name": tidy(dossier.name),
        "place": None if place is None else {"adcode": place.adcode, "name": place_name(place.adcode) or place.name},
        "grade": {
            "value": None if grading.value is None else grading.value.value,
            "basis": grading.basis,
            "admitted": [grade.value for grade in Grade if grade in grading.admitted],
            "words": _both(lambda lang: "" if grading.value is None else say(GRADE, grading.value.value, lang)),
        },
        "agencies": [agency.id for agency in dossier.responsible()],
        "unconfirmed": dossier.unconfirmed,
    }


def _closes(alarm: Alarm, verdict: Verdict | None) -> str:
    deadline = alarm.deadline or (None if verdict is None else verdict.deadline)
    return "" if deadline is None else span(deadline)


def _left(verdict: Verdict | None) -> dict[str, str] | None:
    if verdict is None or verdict.status is not Status.PENDING or verdict.deadline is None:
        return None
    if verdict.deadline.earliest is None or verdict.deadline.latest is None:
        return None
    return _both(lambda lang: left(verdict, lang))


def _hole(hole: Any, lang: str) -> str:
    words = f"{hole.feed} {clock(hole.start)} – {clock(hole.end)}"
    return f"{words}（{cause(hole.cause, lang)}）" if lang == "zh" else f"{words} ({cause(hole.cause, lang)})"


def feed_row(*, feed: str, name: str, last_good: datetime | None, failures: Mapping[str, int]) -> Body:
    """One feed of the day's digest."""
    return {
        "feed": feed,
        "name": tidy(name),
        "last_good": instant_json(last_good),
        "last_good_words": "" if last_good is None else clock(last_good)[:16],
        "failures": dict(sorted(failures.items())),
        "failure_words": _both(
            lambda lang: ("、" if lang == "zh" else ", ").join(
                f"{say(OUTCOME, what, lang)} ×{n}" for what, n in sorted(failures.items())
            )
        ),
    }


def words(said: Mapping[str, Any], lang: str, *, own: Mapping[str, str], repeated: bool = False) -> tuple[str, str]:
    """Title and text. ``own`` are the user's templates by name (``closed.zh``, or ``zh`` for all news).

    A template of the user's that fails gives the packaged words, and says so at their end.
    """
    from jinja2 import TemplateError

    values = {**said, "lang": lang, "repeated": repeated, "headline": _headline(said, lang), "mark": _mark(said)}
    source = own.get(f"{said['news']}.{lang}", own.get(lang))
    if source is not None:
        try:
            return _parted(compiled(source).render(values))
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            failed = f"{'模板有误' if lang == 'zh' else 'the template failed'}: {tidy(str(error))[:120]}"
            title, text = _parted(_packaged(lang).render(values))
            return title, f"{text}\n({failed})"
    return _parted(_packaged(lang).render(values))


def _headline(said: Mapping[str, Any], lang: str) -> str:
    """What it is; of a window that closed, how: our own blindness is never said to be their silence."""
    news = say(NEWS, str(said["news"]), lang)
    if said["news"] == News.CLOSED.value and said["status"]:
        return f"{news}，{said['status'][lang]}" if lang == "zh" else f"{news}, {said['status'][lang]}"
    return news


def _mark(said: Mapping[str, Any]) -> str:
    return STATUS_MARK.get(str(said["new"]), "·") if said["news"] == News.CLOSED.value else NEWS_MARK[str(said["news"])]


@cache
def compiled(source: str) -> Template:
    """A template of the user's.

    Raises:
        jinja2.TemplateSyntaxError: it is none.
    """
    return environment(escaped=False).from_string(source)


def _packaged(lang: str) -> Template:
    return environment(escaped=False).get_template(f"alarm.{lang}.j2")


def _parted(text: str) -> tuple[str, str]:
    """The first line is the title, the rest the text; no control characters in either."""
    lines = [tidy(line).rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return (kept[0] if kept else "", "\n".join(kept[1:]).strip() or (kept[0] if kept else ""))


def trial_body(at: datetime) -> Body:
    """What `notify test` sends."""
    key = f"test:{at:%Y%m%dT%H%M%S%fZ}"
    return body(Alarm(key, News.TEST, (News.TEST.value,), at), noticed_at=at)
