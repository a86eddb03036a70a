"""The quieter duties of a report's period: what fell due, and how it fared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.core.duties.explain import closing, explain_duty, names, wanted
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.outcome import Status
from monitor.core.wording import DUTY_STATUS, say
from monitor.renderers._columns import tidy
from monitor.renderers._words import MARK

ORDER = (
    Status.NONE_FOUND, Status.LATE, Status.DISPUTED, Status.UNOBSERVED, Status.UNDETERMINED,
    Status.APPLICABILITY_UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE,
)  # fmt: skip
"""Worst first, as people want to read it."""

Two = tuple[str, str]  # Chinese, English


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty that fell due."""

    clause: str
    document: str
    about: str
    owed: Two
    whose: str
    subject: str
    status: str
    mark: str
    said: Two
    closes: str
    scored: bool
    why: Two
    pages: tuple[tuple[str, str], ...]  # title, address


def duty_lines(verdicts: Iterable[DutyVerdict]) -> tuple[DutyLine, ...]:
    """One line for each, the worst first, those that count before those that are shown only."""
    return tuple(_line(one) for one in ranked(verdicts))


def ranked(verdicts: Iterable[DutyVerdict]) -> Sequence[DutyVerdict]:
    """In the order in which people want to read them."""
    return sorted(verdicts, key=lambda one: (not one.scored, ORDER.index(one.status), one.clause.id, one.id))


def _line(one: DutyVerdict) -> DutyLine:
    key = one.status.value
    return DutyLine(
        one.clause.id,
        one.instrument.number or one.instrument.title,
        one.clause.about,
        (wanted(one.clause, "zh"), wanted(one.clause, "en")),
        names(one, "zh"),
        tidy(one.subject),
        key,
        MARK[key],
        (say(DUTY_STATUS, key, "zh"), say(DUTY_STATUS, key, "en")),
        "" if one.deadline is None else closing(one.deadline),
        one.scored,
        (explain_duty(one, "zh"), explain_duty(one, "en")),
        tuple((tidy(page.title), page.url) for page in one.fulfilled_by[:2]),
    )
