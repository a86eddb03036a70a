"""The quieter duties of one place, as its page shows them: clause by clause, what was not met line by line."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from zoneinfo import ZoneInfo

from monitor.core.duties.explain import closing, explain_duty, names, wanted
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.outcome import Status
from monitor.core.wording import DUTY_STATUS, say
from monitor.jobs.duties import duties, last_year
from monitor.renderers._words import MARK
from monitor.renderers.duties import ORDER, ranked
from monitor.web.asking import Ask
from monitor.web.parts import Part
from monitor.web.site import Site, Standing

SHANGHAI = ZoneInfo("Asia/Shanghai")
BACK = 2
"""Years looked back from the last one that was watched, for one in which something was owed."""


def duty_section(site: Site, ask: Ask, standing: Standing, adcode: str) -> Part:
    """What was owed in a year: the one asked for, or the last one in which anything was."""
    asked = ask.args.get("year", "")
    with site.reading() as here:
        latest = last_year(here, as_of=standing.as_of)
        years = [int(asked)] if asked.isdigit() and len(asked) == len("2016") else range(latest, latest - BACK, -1)
        year, found = latest, tuple[DutyVerdict, ...]()
        for year in years:
            found = duties(here, place=adcode, year=year, as_of=standing.as_of)
            if found:
                break
    return {
        "year": year,
        "before": ask.again(year=str(year - 1)),
        "after": ask.again(year=str(year + 1)) if year < latest else "",
        "clauses": [_clause(list(group), ask.lang) for _, group in groupby(found, key=lambda one: one.clause.id)],
    }


def _clause(found: list[DutyVerdict], lang: str) -> Part:
    counted = Counter(one.status for one in found)
    return {
        "id": found[0].clause.id,
        "document": found[0].instrument.number or found[0].instrument.title,
        "about": found[0].clause.about,
        "owed": wanted(found[0].clause, lang),
        "quote": found[0].clause.quote,
        "scored": found[0].scored,
        "counts": [{**_tag(status, lang), "count": counted[status]} for status in ORDER if counted[status]],
        "lines": [_line(one, lang) for one in ranked(found) if one.status is not Status.MET],
    }


def _tag(status: Status, lang: str) -> Part:
    key = status.value
    return {"status": key, "mark": MARK[key], "word": say(DUTY_STATUS, key, lang), "duty": ""}


def _line(one: DutyVerdict, lang: str) -> Part:
    return {
        **_tag(one.status, lang),
        "subject": one.subject,
        "whose": names(one, lang),
        "closes": "" if one.deadline is None else closing(one.deadline),
        "why": explain_duty(one, lang),
    }
