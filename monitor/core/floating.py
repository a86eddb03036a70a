"""Pages that name no place of their own, and pages of bodies that exist for one incident only.

“9名涉案人员全部被抓获”, “成立调查组”, “调查报告公布” say neither where nor when, because on the site on which they
stand everybody knew. What speaks for them is whose site it is, how soon they came, that they go on about something,
and that what happened in that area is on everybody's lips. Where two incidents fit alike they stay in doubt, so
these features need not ask whether the incident is the only one (`monitor.core.linking.decide` does).
"""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.core.dossier import specificity
from monitor.core.incident import CONCERN, Level, contains_place
from monitor.core.reasons import tell
from monitor.core.sighting import Known, Sighting
from monitor.core.titles import AFTERMATH_TITLE, COURT_TITLE, REPORT_TITLE, routine

Part = tuple[float, str]

AD_HOC = re.compile(r"指挥部|调查组|调查专班|工作专班|处置组|联合工作组")
"""Bodies that are set up for one incident: what their name says is what they speak of."""
SALIENT = 3
"""Pages from which on an incident is one that everybody in the area speaks of."""
FOLLOWED_FOR = timedelta(days=10)
"""So long a page without a place is taken to go on about an accident; public concern is followed for longer."""
CONCERN_FOR = timedelta(days=30)
REPORT_AFTER = timedelta(days=14)
REPORTED_FOR = timedelta(days=3 * 365)


def floats(page: Sighting) -> bool:
    """A local body's page that names neither the time nor a place below the body's own area."""
    agency = page.agency
    if agency is None or agency.level is Level.NATIONAL or (page.said.onset is not None and not aftermath_time(page)):
        return False
    own = page.own_place()
    if own is None:
        return True
    # That a province speaks of itself is no place; a city may well mean itself where it tells of a kind.
    return own == (agency.adcode[:6],) and (agency.level is Level.PROVINCE or page.said.incident_type is None)


def aftermath_time(page: Sighting) -> bool:
    """The only time told may be that of the rescue: the title is of what came after, and no kind is told (14时升井)."""
    said = page.said
    return said.onset is not None and not _of_kind(page) and AFTERMATH_TITLE.search(page.title) is not None


def _of_kind(page: Sighting) -> bool:
    kind = page.said.incident_type
    return kind is not None and specificity(kind) > 0


def reports(page: Sighting) -> bool:
    """It floats, and is what ends an investigation."""
    return REPORT_TITLE.search(page.title) is not None and floats(page)


def goes_on(page: Sighting) -> bool:
    """It floats, and its title goes on about something: on its own site an authority's word on what all know of."""
    return AFTERMATH_TITLE.search(page.title) is not None and floats(page) and not _routine(page)


def _routine(page: Sighting) -> bool:
    return bool(routine(page.title) or COURT_TITLE.search(page.title))


def adrift(page: Sighting) -> frozenset[str]:
    """Marks of a floating page beside its others: its body's area (``f``), and the province of a report (``r``).

    An incident's pages find by them what may go on about it, and the other way round.
    """
    agency = page.agency
    if agency is None or not floats(page):
        return frozenset()
    area = agency.adcode[:2] if agency.level is Level.PROVINCE else agency.adcode[:4]
    return frozenset({f"f:{area}", f"r:{area[:2]}"} if reports(page) else {f"f:{area}"})


def floating(page: Sighting, known: Known) -> list[Part]:
    """What speaks for a page without a place that goes on about an incident of its body's area."""
    agency, age = page.agency, page.age(known)
    if agency is None or age is None or not contains_place(agency.adcode, known.adcode):
        return []
    if not floats(page):
        return _placed(page, known)
    parts: list[Part] = []
    if page.elsewhere():
        parts.append((-1.0, tell("only_elsewhere")))
    words = AFTERMATH_TITLE.search(page.title)
    late = REPORT_TITLE.search(page.title) is not None and REPORT_AFTER <= age <= REPORTED_FOR
    recent = age <= (CONCERN_FOR if known.type.startswith(CONCERN) else FOLLOWED_FOR)
    if words is None or _routine(page) or not (recent or late) or (page.elsewhere() and page.harmed()):
        return parts
    parts.append((2.0 if not _of_kind(page) else 1.5 if late else 1.0, tell("goes_on", words=words[0])))
    if known.pages >= SALIENT:
        parts.append((0.75, tell("salient", number=known.pages)))
    return parts


def _placed(page: Sighting, known: Known) -> list[Part]:
    """It names the place, and neither kind nor time: what its title goes on about is what happened there."""
    words = AFTERMATH_TITLE.search(page.title)
    if page.said.incident_type is not None or page.said.onset is not None or words is None or _routine(page):
        return []
    return [(1.0, tell("goes_on", words=words[0]))] if page.own_place() == (known.adcode,) else []
