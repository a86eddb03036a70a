"""Incident, pages and agencies that the tests of judging share."""

from __future__ import annotations

from typing import Any

from monitor.core.incident import Agency, Level
from monitor.core.instrument import Clause
from monitor.core.moment import Moment
from monitor.core.release import Link, Release
from monitor.core.verdict import Verdict, judge
from tests.building import INFO_5H, RULES_80, dossier, moment, release, watch

# Onset 2023-04-18 12:57 (a minute wide); five hours end at [17:57, 17:58).
IN_TIME, LATE = moment("2023-04-18 17:56"), moment("2023-04-18 17:58")
PROVINCE = Agency("dongjiang-gov", "东江省人民政府", "990000", Level.PROVINCE)
NATIONAL = Agency("mem", "应急管理部", "000000", Level.NATIONAL)
NEIGHBOUR = Agency("nangang-gov", "南岗市人民政府", "990200", Level.PREFECTURE)
COUNTY = Agency("lingang-gov", "临港区人民政府", "990102", Level.COUNTY)
DOUBT = Link(0.4, "rule", (), doubtful=True)


def verdict(bound: Clause = INFO_5H, **facts: Any) -> Verdict:
    """The clause on an incident with these facts, by default watched throughout."""
    facts.setdefault("watches", [watch()])
    return judge(RULES_80, bound, dossier(**facts))


def page(claimed: Moment | None = IN_TIME, **more: Any) -> Release:
    """A page of the city, in time by its label."""
    return release(claimed=claimed, **{"seen": "2023-04-18 20:00", "absent": None, **more})


def outcome(found: Verdict) -> tuple[str, str]:
    """Status and reason."""
    return found.status.value, found.reason
