"""The quieter duties of a place and year, for people at a terminal and for machines; and its documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from monitor.core.document import Document, Kind, Tie
from monitor.core.duties.explain import closing, explain_duty, names, strictly, wanted, why
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.explain import clock, span
from monitor.core.instrument import AtLeast, Clause, Instrument
from monitor.core.matter import Opens
from monitor.core.outcome import GRAVE, Status
from monitor.core.quoting import quoted
from monitor.core.wording import DUTY_STATUS, STRENGTH, say
from monitor.renderers._columns import Piece, Sheet, clip, pad
from monitor.renderers._words import MARK, STYLE, label
from monitor.renderers.contract import hole_json
from monitor.renderers.wire import instant_json, moment_json

ORDER = (
    Status.NONE_FOUND, Status.LATE, Status.DISPUTED, Status.UNOBSERVED, Status.UNDETERMINED,
    Status.APPLICABILITY_UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE,
)  # fmt: skip
"""Worst first, as people want to read it."""
INDENT = {"zh": 15, "en": 21}
"""Columns before the words of a duty, behind its outcome."""
SUBJECT = 60
"""Columns of what a duty is about, its count with it."""
MOST_MET = 3
"""Met duties of one clause that are listed one by one; more are only counted."""


def ranked(verdicts: Iterable[DutyVerdict]) -> list[DutyVerdict]:
    """The worst first; those that count before those that are shown only."""
    return sorted(verdicts, key=lambda one: (not one.scored, ORDER.index(one.status), one.clause.id, one.id))


def duty_json(one: DutyVerdict) -> dict[str, Any]:
    """One duty that was owed once, with its working."""
    clause, instrument = one.clause, one.instrument
    return {
        "id": one.id,
        "rule": clause.id,
        "instrument": instrument.id,
        "number": instrument.number,
        "title": instrument.title,
        "duty": clause.duty.value,
        "about": clause.about,
        "quote": clause.quote,
        "limit": wanted(clause, "zh"),
        "subject": one.subject,
        "owed_by": [{"id": agency.id, "name": agency.name} for agency in one.owed_by],
        "responsible": clause.responsible,
        "status": one.status.value,
        "reason": one.reason,
        "scored": one.scored,
        "as_worded": None if one.as_worded is None else one.as_worded.value,
        "started": moment_json(one.started),
        "deadline": moment_json(one.deadline),
        "due": one.due,
        "fulfilled": moment_json(one.fulfilled),
        "fulfilled_by": [page.url for page in one.fulfilled_by],
        "doubtful": [page.url for page in one.doubtful],
        "found": one.found,
        "need": one.need,
        "document": None if one.document is None else document_json(one.document, one.ties),
        "coverage": {"complete": one.complete, "holes": [hole_json(hole) for hole in one.holes]},
        "channels": [{"feed": watch.feed, "url": watch.url, "channel": watch.channel} for watch in one.watched],
        "readings": {name: status.value for name, status in (one.readings or {}).items()},
        "why": {"zh": explain_duty(one, "zh"), "en": explain_duty(one, "en")},
        "evidence": list(one.evidence),
    }


def duties_json(
    verdicts: Sequence[DutyVerdict], *, place: str, place_name: str, year: int, as_of: datetime,
    texts: Sequence[Instrument] = (),
) -> dict[str, Any]:  # fmt: skip
    """The answer of `duties`."""
    counted = Counter(one.status.value for one in verdicts if one.scored)
    return {
        "schema": 1,
        "as_of": instant_json(as_of),
        "place": {"adcode": place, "name": place_name},
        "year": year,
        "scored": {status.value: counted[status.value] for status in ORDER if counted[status.value]},
        "duties": [duty_json(one) for one in verdicts],
        "notes": [{"instrument": one.id, "note": one.notes} for one in texts if one.notes],
    }


def document_json(document: Document, ties: Iterable[Tie] = ()) -> dict[str, Any]:
    """One document with what explains it."""
    imprint = document.imprint
    return {
        "url": document.url,
        "title": document.title,
        "name": imprint.title,
        "number": imprint.number,
        "issuer": imprint.issuer or None,
        "agency": document.agency,
        "kinds": sorted(imprint.kinds),
        "maybe": sorted(imprint.maybe),
        "own": imprint.own,
        "written": moment_json(imprint.written),
        "issued": moment_json(imprint.issued),
        "published": moment_json(document.publication.published),
        "effective": moment_json(imprint.effective),
        "effective_words": imprint.effective_words or None,
        "expires": moment_json(imprint.expires),
        "validity": imprint.validity or None,
        "attachments": [{"title": words, "url": address} for words, address in document.attachments],
        "interpretations": [
            {"url": tie.page, "score": tie.score, "doubtful": tie.doubtful, "why": list(tie.why)}
            for tie in ties
            if tie.document == document.url
        ],
        "evidence": list(document.captures),
    }


def duties(
    verdicts: Sequence[DutyVerdict], *, place_name: str, year: int, as_of: datetime, lang: str, width: int,
    colour: bool, every: bool = False, texts: Sequence[Instrument] = (),
) -> str:  # fmt: skip
    """What was owed, met, late, not found and unobserved, clause by clause.

    ``texts`` are the place's own documents: what their notes say is said, such as that one has no hour limit.
    """
    sheet = Sheet(width)
    zh = lang == "zh"
    title = f"{place_name} {year} 年：文件、计划与定期公开" if zh else f"{place_name} {year}: documents, plans, periods"
    sheet.put((title, "bold"))
    sheet.put((label("as_of", lang) + " ", "dim"), clock(as_of))
    if not verdicts:
        sheet.blank()
        sheet.put("没有适用的条款。" if zh else "No clause applies.")
    for clause_id, group in groupby(verdicts, key=lambda one: one.clause.id):
        _clause(sheet, clause_id, list(group), lang, every=every)
    sheet.blank()
    _totals(sheet, verdicts, lang)
    for one in texts:
        if one.notes:
            sheet.put((f"{one.number or one.title}：{one.notes}", "dim"), hang=2)
    sheet.put((label("limits", lang), "dim"))
    return sheet.text(colour=colour)


def _clause(sheet: Sheet, clause_id: str, found: Sequence[DutyVerdict], lang: str, *, every: bool) -> None:
    clause, instrument = found[0].clause, found[0].instrument
    sheet.blank()
    sheet.put((instrument.number or instrument.title, ""), "  ", (clause_id, "dim"))
    sheet.put("  ", (f"{clause.about}：{wanted(clause, lang)}", "bold"), f"  {quoted(clause.quote, lang)}", hang=4)
    if not found[0].scored:
        sheet.put("  ", (_unscored(clause, instrument, lang), "dim"), hang=4)
    shown = sorted(found, key=lambda one: ORDER.index(one.status))
    met = [one for one in shown if one.status is Status.MET]
    hidden = [] if every or len(met) <= MOST_MET else met
    for one in shown:
        if one not in hidden:
            _line(sheet, one, lang)
    if hidden:
        _mark(sheet, Status.MET, f"{len(hidden)} 项" if lang == "zh" else f"{len(hidden)} times", "", lang)


def _unscored(clause: Clause, instrument: Instrument, lang: str) -> str:
    strength = say(STRENGTH, clause.strength.value, lang)
    if clause.matter is not None and not clause.matter.published:
        why = "要求去做，不要求公布" if lang == "zh" else "to be done, not to be published"
    elif instrument.effective_from is None or instrument.force_unknown:
        why = "施行日不明" if lang == "zh" else "its first day in force is not known"
    else:
        why = strength if clause.verified else ("未核实" if lang == "zh" else "not verified")
    return f"只列示，不计分（{why}）" if lang == "zh" else f"shown, not scored ({why})"


def _line(sheet: Sheet, one: DutyVerdict, lang: str) -> None:
    whose = names(one, lang) if one.owed_by else ""
    count = f"  {one.found}/{one.need}" if one.need > 1 else ""
    about = clip(one.subject, SUBJECT - len(count)) + count
    _mark(sheet, one.status, about, whose, lang)
    said = why(one.reason, lang)
    if one.status is not Status.MET or one.clause.limit is None:  # without a figure, it was done, not "in time"
        if one.as_worded is not None:
            words = strictly(one, lang)
            said += f"（从严按字面：{words}）" if lang == "zh" else f" (taken strictly: {words})"
        sheet.put((said, "dim"), indent=INDENT[lang], hang=INDENT[lang])
    if dates := _dates(one, lang):
        sheet.put(("  ".join(dates), "dim"), indent=INDENT[lang], hang=INDENT[lang])


def _dates(one: DutyVerdict, lang: str) -> list[str]:
    """When it was due and when done, where that is not said by the subject itself."""
    zh, dates = lang == "zh", []
    floor = isinstance(one.clause.limit, AtLeast)
    opened = one.document is not None or (one.clause.matter is not None and one.clause.matter.opens is Opens.INCIDENT)
    if one.deadline is not None and (one.status in GRAVE or opened):
        words = ("至少至" if zh else "at least until") if floor else ("时限" if zh else "due")
        dates.append(f"{words} {closing(one.deadline)}")
    if one.fulfilled is not None and (one.status is not Status.MET or opened):
        words = ("收至" if zh else "open until") if floor else ("公开" if zh else "done")
        dates.append(f"{words} {span(one.fulfilled)}")
    return dates


def _mark(sheet: Sheet, status: Status, about: str, whose: str, lang: str) -> None:
    word = say(DUTY_STATUS, status.value, lang)
    pieces: list[Piece | str] = [
        (f"  {MARK[status.value]} {pad(word, INDENT[lang] - 6)}", STYLE[status.value]), "  ", clip(about, SUBJECT)
    ]
    if whose:
        pieces += ["  ", (whose, "dim")]
    sheet.put(*pieces, hang=INDENT[lang])


def _totals(sheet: Sheet, verdicts: Sequence[DutyVerdict], lang: str) -> None:
    counted = Counter(one.status for one in verdicts if one.scored)
    whole = sum(counted.values())
    pieces: list[Piece | str] = [f"共计分 {whole} 项" if lang == "zh" else f"{whole} scored"]
    for status in (Status.MET, *ORDER):
        if counted[status]:
            words = f"{MARK[status.value]} {say(DUTY_STATUS, status.value, lang)} {counted.pop(status)}"
            pieces += ["  ", (words, STYLE[status.value])]
    sheet.put(*pieces)


def documents(found: Sequence[Document], ties: Sequence[Tie], *, lang: str, width: int, colour: bool) -> str:
    """Documents with their own dates and what explains them."""
    sheet = Sheet(width)
    zh = lang == "zh"
    if not found:
        sheet.put("没有读到文件。" if zh else "No document was read.")
    for one in found:
        _document(sheet, one, ties, lang)
    return sheet.text(colour=colour)


def _document(sheet: Sheet, one: Document, ties: Sequence[Tie], lang: str) -> None:
    zh, imprint = lang == "zh", one.imprint
    head = imprint.number or ("（无文号）" if zh else "(no number)")
    kind = ("〔解读〕" if zh else "[interpretation] ") if Kind.INTERPRETATION in imprint.kinds else ""
    sheet.put((head, "bold"), "  ", kind, imprint.title, hang=4)
    dates = [
        f"{words} {span(moment)}"
        for words, moment in (
            ("成文" if zh else "written", imprint.written),
            ("印发" if zh else "issued", imprint.issued),
            ("公开" if zh else "published", one.publication.published),
            ("施行" if zh else "in effect", imprint.effective),
            ("失效" if zh else "expires", imprint.expires),
        )
        if moment is not None
    ]
    sheet.put(("  ".join(dates), ""), indent=4, hang=4)
    sheet.put((one.url, "dim"), indent=4, hang=4)
    for tie in ties:
        if tie.document == one.url:
            mark = "解读" if zh else "explained by"
            doubt = ("（待人确认）" if zh else " (for a person to say)") if tie.doubtful else ""
            sheet.put(f"{mark}{doubt} {tie.page}  ", ("、".join(tie.why), "dim"), indent=4, hang=6)
