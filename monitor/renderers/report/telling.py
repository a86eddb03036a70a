"""What the parts of a report share: the numbers, the language, and how single values are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor

from monitor.core.explain import owed
from monitor.core.instrument import Instrument
from monitor.core.moment import Moment
from monitor.core.outcome import GRAVE
from monitor.core.shares import Share
from monitor.core.turnbull import Interval
from monitor.core.verdict import Status, Verdict
from monitor.core.weekly import Row, WeeklyReport
from monitor.core.wording import STATUS, say, say_type
from monitor.renderers._columns import tidy
from monitor.renderers._renderer import Context
from monitor.renderers._words import compact, hours_words
from monitor.renderers.report.model import Cell
from monitor.renderers.report.words import words


@dataclass(frozen=True, slots=True)
class Told:
    """One report being told."""

    report: WeeklyReport
    context: Context
    details: int | None = None

    @property
    def lang(self) -> str:
        """The language it is told in."""
        return self.context.lang

    @property
    def quiet(self) -> bool:
        """Nothing happened and nothing changed."""
        return not (self.report.rows or self.report.changes or self.report.open_elsewhere or self.report.withdrawn)

    @property
    def known(self) -> dict[tuple[str, str], Verdict]:
        """Verdicts by incident and clause."""
        return {(row.dossier.id, v.clause.id): v for row in self.report.rows for v in row.verdicts}

    def say(self, key: str, **values: object) -> str:
        """A phrase of reports."""
        return words(key, self.lang, **values)

    def instruments(self) -> list[Instrument]:
        """The rules in use, and those the verdicts were made with, by id."""
        named = {name for name, _, _ in self.report.instruments}
        found = {one.id: one for one in self.context.instruments if one.id in named or not named}
        for row in self.report.rows:
            for verdict in row.verdicts:
                found.setdefault(verdict.instrument.id, verdict.instrument)
        return [found[name] for name in sorted(found)]

    def incident(self, number: str, name: str) -> Cell:
        """An incident by its name, leading to where it is told."""
        return Cell(tidy(name), href=f"#{number}" if number in self.told_in_full() else "")

    def told_in_full(self) -> frozenset[str]:
        """Ids of the incidents that are told in full, those that want attention first."""
        rows = self.report.rows
        if self.details is None or len(rows) <= self.details:
            return frozenset(row.dossier.id for row in rows)
        changed = {change.incident for change in self.report.changes}
        ordered = sorted(rows, key=lambda row: (_attention(row, changed), row.dossier.id))
        return frozenset(row.dossier.id for row in ordered[: self.details])

    def owed(self, verdict: Verdict) -> Cell:
        """What was asked for, with the document and the clause below."""
        return Cell(owed(verdict.clause, self.lang), notes=(f"{document(verdict)} {verdict.clause.id}",))

    def status(self, key: str) -> Cell:
        """An outcome with its badge."""
        return Cell(say(STATUS, key, self.lang) if key else self.say("new"), status=key)

    def moment(self, moment: Moment | None) -> Cell:
        """When, as short as it can be said; empty where that is not known."""
        return Cell("") if moment is None else Cell(compact(moment), moment)

    def hours(self, interval: Interval | None) -> Cell:
        """Hours as an interval, rounded outwards to the tenth."""
        if interval is None:
            return Cell("—")
        low, high = interval
        rounded = floor(low * 10 + 1e-9) / 10, None if high is None else ceil(high * 10 - 1e-9) / 10
        return Cell(hours_words(low, high, self.lang), rounded)

    def share(self, share: Share) -> Cell:
        """Surely and possibly of so many, with per cent where there are enough."""
        text = f"{share.surely}" if share.surely == share.possibly else f"{share.surely}–{share.possibly}"
        bounds = share.per_cent()
        if bounds is None:
            return Cell(text, share)
        low, high = bounds
        return Cell(text, share, notes=(f"{low}%" if low == high else f"{low}–{high}%",))

    def kind(self, incident_type: str) -> str:
        """Class and subtype; in English with room to break the line between them."""
        said = say_type(incident_type, self.lang)
        return said if self.lang == "zh" else said.replace("/", " / ")

    def joined(self, items: Iterable[str]) -> str:
        """A list inside a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(items)


def document(verdict: Verdict) -> str:
    """The number of the rule, or its title where it has none."""
    return verdict.instrument.number or verdict.instrument.title


def number(value: int) -> Cell:
    """A count."""
    return Cell(str(value), value)


def web_address(url: str) -> str:
    """The address if it may be linked (http, https), else nothing."""
    plain = tidy(url).strip()
    return plain if plain.startswith(("http://", "https://")) and " " not in plain else ""


def status_counts(counts: Mapping[str, int], lang: str) -> str:
    """``逾期回应 2，未见回应 1``: every status that occurs but met, in the order of statuses."""
    said = [
        f"{say(STATUS, s.value, lang)} {counts[s.value]}"
        for s in Status
        if s not in (Status.MET, Status.NOT_APPLICABLE) and counts.get(s.value)
    ]
    return ("，" if lang == "zh" else ", ").join(said)


def _attention(row: Row, changed: Sequence[str] | set[str]) -> int:
    statuses = {verdict.status for verdict in row.verdicts}
    if statuses & GRAVE:
        return 0
    if Status.PENDING in statuses:
        return 1
    return 2 if row.dossier.id in changed else 3


def order_of(at: datetime | None) -> str:
    """A key to sort by time; what is not known comes first."""
    return "" if at is None else at.isoformat()
