"""One YAML file → one instrument with its clauses, every mistake noted where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from monitor.core.incident import Grade
from monitor.core.instrument import (
    AtLeast,
    Before,
    ByDate,
    CalendarDays,
    Clause,
    ClockBasis,
    ClockStart,
    Duty,
    Instrument,
    Limit,
    SameTime,
    Strength,
    YearlyBy,
)
from monitor.core.problems import Problem
from monitor.core.statement import Role
from monitor.rulebook.fields import Fields
from monitor.rulebook.limits import LimitError, read_every, read_within, read_yearly
from monitor.rulebook.matters import read_matter
from monitor.yamlfile import Plain, YamlFile, nearest, quoted

QUOTE_LENGTH = 40
LIMITS = ("within", "by", "every", "same_time", "before", "at_least")
"""The keys of which a clause may have one."""

INSTRUMENT_KEYS = frozenset(
    {"id", "title", "number", "issuer", "jurisdiction", "place", "issued", "public", "effective_from"}
    | {"effective_to", "in_force_by", "dates_assumed", "force_unknown", "source", "notes", "clauses"}
)
CLAUSE_KEYS = frozenset(
    {"id", "article", "about", "event_types", "grades", "duty", "within", "by", "every", "times", "clock"}
    | {"same_time", "before", "at_least", "shows"}
    | {"clock_basis", "starts", "strength", "verified", "accepts", "each", "responsible", "quote", "notes"}
)

_INFORMATION = (
    Role.FIRST_REPORT,
    Role.AUTHORITATIVE_INFO,
    Role.PRESS_CONFERENCE,
    Role.INVESTIGATION_REPORT,
    Role.RUMOUR_REFUTATION,
)
ACCEPTED: Mapping[Duty, tuple[Role, ...]] = {
    Duty.FIRST_INFO: _INFORMATION,
    Duty.AUTHORITATIVE_INFO: _INFORMATION,
    Duty.RESPONSE: _INFORMATION,
    Duty.PRESS_CONFERENCE: (Role.PRESS_CONFERENCE,),
    Duty.POLICY_INTERPRETATION: (Role.POLICY_INTERPRETATION,),
    Duty.CONTINUING_RELEASE: _INFORMATION,
    Duty.CLARIFICATION: (Role.RUMOUR_REFUTATION,),
}
"""Which roles discharge which duty where the clause does not say."""

_AS_THE_TEXT_SAYS: Mapping[str, tuple[ClockStart, ClockBasis]] = {
    "event_occurred": (ClockStart.ONSET, ClockBasis.STATED),
    "occurred": (ClockStart.ONSET, ClockBasis.STATED),
    "opinion_found": (ClockStart.FIRST_PUBLIC, ClockBasis.INFERRED),
    "known_or_reported": (ClockStart.REPORTED, ClockBasis.STATED),
    "document_public": (ClockStart.DOCUMENT_PUBLIC, ClockBasis.STATED),
    "document_issued": (ClockStart.DOCUMENT_ISSUED, ClockBasis.STATED),
    "information_formed": (ClockStart.INFORMATION_FORMED, ClockBasis.STATED),
    "calendar": (ClockStart.CALENDAR, ClockBasis.STATED),
}
"""``starts:`` tells the words of the text; ``clock:`` tells what they were read as."""

_EMERGENCY = frozenset({Grade.EXTREME, Grade.MAJOR})


def read_document(
    document: YamlFile, problems: list[Problem], *, file: str
) -> tuple[Instrument | None, list[tuple[str, str]]]:
    """The instrument, None where it cannot be made; and each id it defines, with its place."""
    fields = Fields(document, (), problems)
    before = len(problems)
    fields.open(document.value, INSTRUMENT_KEYS)
    ids: list[tuple[str, str]] = []
    name = fields.identifier("id", "cn-gbf-2016-61")
    if name:
        ids.append((name, document.at(("id",))))
    fields.need("title", "国务院办公厅关于…的通知")
    clauses = _clauses(fields, ids)
    if fields.has("public") and fields.has("effective_from"):
        fields.wrong("public", "public and effective_from say the same", "keep effective_from")
    start = fields.day("effective_from") or fields.day("public")
    end = fields.day("effective_to")
    if start is not None and end is not None and end < start:
        mend = "the last day cannot lie before the first"
        fields.wrong("effective_to", f"effective_to {end} is before effective_from {start}", mend)
    instrument = Instrument(
        id=name,
        title=fields.text("title"),
        number=fields.text("number") or None,
        issuer=fields.text("issuer"),
        jurisdiction=fields.adcode("jurisdiction"),
        jurisdiction_name=fields.text("place"),
        issued=fields.day("issued"),
        effective_from=start,
        effective_to=end,
        in_force_by=_in_force_by(fields, start),
        dates_assumed=fields.flag("dates_assumed"),
        force_unknown=fields.flag("force_unknown"),
        source=fields.text("source"),
        notes=fields.text("notes"),
        clauses=clauses,
        file=file,
    )
    return (instrument if len(problems) == before else None), ids


def _in_force_by(fields: Fields, start: date | None) -> date | None:
    """Where only bounds of the first day are known: effective_from is the earliest, this the latest."""
    found = fields.day("in_force_by")
    if found is not None and (start is None or found < start):
        mend = "add the first day on which it may be in force"
        fields.wrong("in_force_by", "in_force_by needs an earlier effective_from", mend)
        return None
    return found


def _clauses(fields: Fields, ids: list[tuple[str, str]]) -> tuple[Clause, ...]:
    found: list[Clause] = []
    if "clauses" not in fields.values:
        fields.wrong((), "clauses is missing", "add clauses: with one entry per clause, or clauses: []")
    for position, value in enumerate(fields.items("clauses")):
        one = Fields(fields.file, ("clauses", position), fields.problems)
        if one.open(value, CLAUSE_KEYS):
            clause = _clause(one)
            found.append(clause)
            if clause.id:
                ids.append((clause.id, fields.file.at(("clauses", position, "id"))))
    return tuple(found)


def _clause(fields: Fields) -> Clause:
    fields.need("duty", "press_conference")
    duty = fields.choice("duty", Duty, Duty.DEADLINE_TASK)
    grades = _grades(fields)
    limit = _limit(fields)
    clock, basis = _clock(fields, duty, grades)
    accepts = fields.choices("accepts", Role)
    return Clause(
        id=fields.identifier("id", "gb61-press-24h"),
        duty=duty,
        grades=grades,
        limit=limit,
        clock=clock,
        clock_basis=basis,
        quote=_quote(fields),
        strength=_strength(fields),
        verified=fields.flag("verified"),
        accepts=ACCEPTED.get(duty, ()) if accepts is None else accepts,
        each=fields.flag("each"),
        article=fields.text("article"),
        about=fields.text("about"),
        event_types=fields.words("event_types"),
        responsible=fields.text("responsible"),
        notes=fields.text("notes"),
        matter=read_matter(fields),
    )


def _grades(fields: Fields) -> frozenset[Grade] | None:
    if fields.values.get("grades") == "any":
        return None
    grades = fields.choices("grades", Grade)
    if grades == () and fields.values.get("grades") == []:
        fields.wrong("grades", "grades is an empty list: it binds nothing", "leave it out for any grade")
    return None if grades is None else frozenset(grades)


def _limit(fields: Fields) -> Limit | None:
    given = [key for key in LIMITS if fields.has(key)]
    for key in given[1:]:
        what = f"a clause has one limit, and {given[0]} is one already"
        fields.wrong(key, what, f"keep {given[0]} or {key}")
    if fields.has("times") and not {"every", "by"} & set(given):
        fields.wrong("times", "times needs a period", "add every: 1y")
    if not given:
        return None
    key = given[0]
    if key == "same_time":
        return SameTime() if fields.flag(key) else None
    words = fields.text(key)
    try:
        if key == "by":
            return read_yearly(words) or _by_day(fields)
        if key == "before":
            return _before(fields, words)
        if key == "at_least":
            return _floor(fields, words)
        return read_within(words) if key == "within" else read_every(words, fields.count("times"))
    except LimitError as error:
        fields.wrong(key, f"{key} {error.what}", error.mend)
        return None


def _by_day(fields: Fields) -> ByDate | YearlyBy | None:
    day = fields.day("by")
    return None if day is None else ByDate(day, fields.count("times"))


def _before(fields: Fields, words: str) -> Before | None:
    if words == "effect":
        return Before()
    fields.wrong("before", f"{quoted(words)} is nothing that it can come before", "write before: effect")
    return None


def _floor(fields: Fields, words: str) -> AtLeast | None:
    found = read_within(words)
    if isinstance(found, CalendarDays) and found.days:
        return AtLeast(found.days)
    fields.wrong("at_least", f"{quoted(words)} is no number of days", "write it as 30d")
    return None


def _clock(fields: Fields, duty: Duty, grades: frozenset[Grade] | None) -> tuple[ClockStart, ClockBasis]:
    if fields.has("clock") and fields.has("starts"):
        fields.wrong("starts", "clock and starts say the same", "keep clock")
    if fields.has("starts"):
        return _as_the_text_says(fields, duty, grades)
    fields.need("clock", "onset")
    return (
        fields.choice("clock", ClockStart, ClockStart.ONSET),
        fields.choice("clock_basis", ClockBasis, ClockBasis.STATED),
    )


def _as_the_text_says(fields: Fields, duty: Duty, grades: frozenset[Grade] | None) -> tuple[ClockStart, ClockBasis]:
    """A start in the words of the text; opinion_event names none and is read by docs/decisions."""
    words: Plain = fields.values["starts"]
    if words == "opinion_event":
        informing = duty in (Duty.PRESS_CONFERENCE, Duty.AUTHORITATIVE_INFO, Duty.FIRST_INFO)
        emergency = informing and grades is not None and grades <= _EMERGENCY
        return (ClockStart.ONSET if emergency else ClockStart.FIRST_PUBLIC), ClockBasis.INFERRED
    for start in ClockStart:
        if words == start.value:
            return start, fields.choice("clock_basis", ClockBasis, ClockBasis.STATED)
    if isinstance(words, str) and words in _AS_THE_TEXT_SAYS:
        return _AS_THE_TEXT_SAYS[words]
    allowed = ["opinion_event", *_AS_THE_TEXT_SAYS, *(str(start.value) for start in ClockStart)]
    close = nearest(words, allowed) if isinstance(words, str) else None
    mend = f'write "{close}"' if close else f"write one of {', '.join(dict.fromkeys(allowed))}"
    fields.wrong("starts", f"{quoted(words)} is no start", mend)
    return ClockStart.ONSET, ClockBasis.INFERRED


def _strength(fields: Fields) -> Strength:
    numbered = any(fields.has(key) for key in LIMITS)
    strength = fields.choice("strength", Strength, Strength.MUST if numbered else Strength.NO_NUMBER)
    if strength is Strength.NO_NUMBER and numbered:
        fields.wrong("strength", "strength is no_number, yet a limit is given", "take one of the two away")
    if strength is Strength.MUST and not numbered:
        mend = "add within, by or every, or write strength: no_number"
        fields.wrong("strength", "strength is must, yet no limit is given", mend)
    return strength


def _quote(fields: Fields) -> str:
    if not fields.need("quote", "最迟应在24小时内举行新闻发布会"):
        return ""
    words = fields.text("quote")
    if len(words) > QUOTE_LENGTH:
        mend = f"keep the {QUOTE_LENGTH} that carry the duty and the limit"
        fields.wrong("quote", f"the quote has {len(words)} characters", mend)
    return words
