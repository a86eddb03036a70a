"""How long answers took, as intervals that only ever grow by what is not known."""

from __future__ import annotations

import pytest

from monitor.core.moment import Basis
from monitor.core.response_times import Spread, first_act, hours_between, observation, spreads
from monitor.core.statement import Role
from monitor.core.turnbull import turnbull
from monitor.core.verdict import Verdict, judge_all
from tests.building import NOTICE_61, RULES_80, dossier, moment, release, watch


def verdict(clause: str = "gb80-info-5h", **facts: object) -> Verdict:
    """One clause on the city's explosion of 18 April, 12:57."""
    made = dossier(**facts)  # type: ignore[arg-type]
    return next(v for v in judge_all([RULES_80, NOTICE_61], made) if v.clause.id == clause)


HOURS = 1 / 60


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        ({"releases": [release(claimed=moment("2023-04-18 15:50"))], "watches": [watch()]},
         2 + 52 * HOURS, 2 + 54 * HOURS),
        ({"releases": [release(claimed=moment("2023-04-18"), absent=None)], "watches": [watch()]}, 0, 3 + 3 * HOURS),
        ({"watches": [watch()]}, 6 * 24 + 11 + 2 * HOURS, None),  # nothing found: not until the watch ended
        ({"watches": [watch(until="2023-04-18 15:00")], "as_of": "2023-04-18 15:00",
          "known": moment("2023-04-18 14:10")}, 2 + 2 * HOURS, None),
        ({"watches": [watch(looks=[("2023-04-10", "2023-04-18 14:00"), ("2023-04-18 15:00", "2023-04-25")])]},
         1 + 2 * HOURS, None),  # it may have stood in the hole
        ({}, 0, None),  # nobody looked
    ],
    ids=["minute", "day", "silence", "running", "hole", "unwatched"],
)  # fmt: skip
def test_the_time_is_as_wide_as_the_evidence_leaves_it(
    facts: dict[str, object], low: float, high: float | None
) -> None:
    found = observation(verdict(**facts))
    assert found is not None
    assert found[0] == pytest.approx(low, abs=0.02)
    assert found[1] == (None if high is None else pytest.approx(high, abs=0.02))


def test_a_late_answer_behind_a_hole_may_have_been_an_earlier_one() -> None:
    looks = [("2023-04-10", "2023-04-18 14:00"), ("2023-04-18 15:00", "2023-04-25")]
    late = release(claimed=moment("2023-04-18 21:00"), seen="2023-04-18 21:10", absent="2023-04-18 20:55")
    assert observation(verdict(releases=[late], watches=[watch(looks=looks)]))[0] < 2  # type: ignore[index]
    assert observation(verdict(releases=[late], watches=[watch()]))[0] > 7  # type: ignore[index]


def test_without_a_start_there_is_no_time() -> None:
    blind = verdict(onset=None, releases=[release()], watches=[watch()])
    assert observation(blind) is None


def test_an_incident_counts_once_for_each_duty() -> None:
    made = dossier(releases=[release(claimed=moment("2023-04-18 15:50"))], watches=[watch()])
    found = {each.duty: each for each in spreads(judge_all([RULES_80, NOTICE_61, NOTICE_61], made))}
    assert set(found) == {"authoritative_info", "press_conference"}
    assert all(len(each.observed) == 1 for each in found.values())
    assert found["authoritative_info"].limits == (5.0,)
    assert found["press_conference"].limits == (24.0,)


def spread(*pairs: tuple[float, float | None]) -> Spread:
    return Spread("response", tuple(sorted(pairs, key=str)), 0, (5.0,), turnbull(pairs))


def test_few_cases_have_no_median() -> None:
    few = spread(*[(1.0, 2.0)] * 9)
    assert few.median is None
    assert few.band is None
    assert spread(*[(1.0, 2.0)] * 10).median == (1.0, 2.0)


def test_the_band_holds_the_median_and_never_a_midpoint() -> None:
    many = spread(*[(float(n), float(n) + 1) for n in range(20)])
    assert many.median is not None
    assert many.band is not None
    assert many.band[0] <= many.median[0]
    assert many.median[1] is not None
    assert many.band[1] is not None
    assert many.median[1] <= many.band[1]
    wide = spread(*[(0.0, 24.0)] * 30)
    assert wide.median == wide.band == (0.0, 24.0)


def test_silence_leaves_the_median_open() -> None:
    silent = spread(*[(5.0, None)] * 12)
    assert silent.median == (5.0, None)
    assert silent.band == (5.0, None)
    assert silent.share(5.0) == (0, 0)
    assert silent.share(6.0) == (0, 12)


INFORMATION = (Role.AUTHORITATIVE_INFO,)


def test_the_first_act_lies_before_the_end_of_every_page() -> None:
    early = release(claimed=moment("2023-04-18 15:50"))
    day = release(url="https://b.example/2", claimed=moment("2023-04-18"), absent=None, seen="2023-04-20 09:00")
    assert first_act(dossier(releases=[early]), INFORMATION) == moment("2023-04-18 15:50", basis=Basis.DERIVED)
    both = first_act(dossier(releases=[early, day]), INFORMATION)
    assert both == moment("2023-04-18 00:00", "2023-04-18 15:51", basis=Basis.DERIVED)


def test_a_disputed_page_may_have_stood_at_either_time() -> None:
    told = moment("2023-04-18 15:00", "2023-04-21 09:00", basis=Basis.DERIVED)
    disputed = release(claimed=moment("2023-04-18 15:00"), seen="2023-04-21 09:00", absent="2023-04-21 08:45")
    assert first_act(dossier(releases=[disputed]), INFORMATION) == told


def test_pages_of_others_are_no_act_of_an_answerable_agency() -> None:
    others = release(agency=None, official=False, claimed=moment("2023-04-18 15:50"))
    assert first_act(dossier(releases=[others]), INFORMATION) is None
    assert first_act(dossier(releases=[release()]), (Role.PRESS_CONFERENCE,)) is None


def test_hours_between_moments_are_an_interval() -> None:
    start = moment("2023-04-18 12:00", "2023-04-18 13:00")
    assert hours_between(start, moment("2023-04-18 15:00", "2023-04-18 16:00")) == (2.0, 4.0)
    assert hours_between(start, moment("2023-04-18 12:30", "2023-04-18 12:40")) == (0.0, pytest.approx(2 / 3))
