"""The judge against a brute-force oracle that shares no code with it.

For each scenario the oracle draws concrete worlds that the evidence admits: every moment a point of
its interval, an unseen answer wherever nobody looked, a page in doubt an answer or none. In each
world the outcome is plain arithmetic on numbers of minutes. What all worlds agree on the judge must
say; where they differ it must say why it cannot tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor, inf
from random import Random

import pytest

from monitor.core.instrument import ClockStart
from monitor.core.statement import Role
from monitor.core.verdict import Status, Verdict, judge
from tests.judging import ANSWERABLE, CITY, DAY, Page, Scenario, a_scenario, clause_of, dossier_of

TINY = 0.001
"""Far below the minute grid of the notebook: the nearest point inside an open end."""
TOLERANCE = 10
Range = tuple[float, float]


@dataclass(frozen=True)
class Expected:
    """What the worlds say."""

    status: str
    due: bool = False


# ---- from the notebook to what is possible --------------------------------------------------------


def times(page: Page) -> list[Range]:
    """When the page may have been published: one range, or two where claim and polls clash."""
    low = -inf if page.absent is None else float(page.absent)
    polls = (low, float(page.seen))
    if page.claim is None:
        return [polls]
    said = (float(page.claim[0]), float(page.claim[1]))
    common = (max(said[0], low), min(said[1], polls[1]))
    if common[0] < common[1]:
        return [common]
    if said[0] >= polls[1]:
        return [polls]
    if low - said[1] < TOLERANCE:
        return [(max(said[0], low - TOLERANCE), said[1])]
    return [said, polls]


def conference(page: Page, published: Range) -> Range:
    """When the conference took place that a page published then reports."""
    if page.held is None:
        return (-inf, published[1])
    end = min(float(page.held[1]), published[1])
    return (float(page.held[0]), end if end > page.held[0] else min(float(page.held[1]), float(page.seen)))


def acts_of(page: Page, accepts: tuple[Role, ...], published: Range) -> list[Range]:
    """When a thing that counts may have been done, for one reading of its publication."""
    roles = {page.role, *page.maybe} & set(accepts)
    found = [conference(page, published)] if Role.PRESS_CONFERENCE in roles else []
    return [*found, published] if roles - {Role.PRESS_CONFERENCE} else found


def counts(page: Page) -> bool:
    """An authority answerable for the city speaks for itself."""
    return page.agency in ANSWERABLE


def sure(one: Scenario, page: Page) -> bool:
    return counts(page) and page.role in one.accepts and not page.doubtful


def doubtful(one: Scenario, page: Page) -> bool:
    possible = page.role in one.accepts or any(role in one.accepts for role in page.maybe)
    return possible and not sure(one, page) and (counts(page) or page.relays)


def points(span: Range, floor_: float, rng: Random) -> list[float]:
    """Both ends of a range and something between; its upper end is not in it."""
    low, high = max(span[0], floor_), span[1]
    return [low, high - TINY, rng.uniform(low, high - TINY)] if high > low else [low]


# ---- worlds ---------------------------------------------------------------------------------------


def in_time(one: Scenario, start: float, act: float) -> bool:
    if one.hours is not None:
        return act - start <= one.hours * 60 + TINY / 10
    assert one.days is not None
    return floor(act / DAY) <= floor(start / DAY) + one.days


def running(one: Scenario, start: float) -> bool:
    if one.hours is not None:
        return one.as_of - start < one.hours * 60 - TINY / 10
    return in_time(one, start, one.as_of)


def lag(one: Scenario) -> int:
    """How long after it a page may bring an act to light: a day for conferences, which count when held."""
    return DAY if set(one.accepts) == {Role.PRESS_CONFERENCE} else 0


def unseen(one: Scenario, opens: float, agency: str | None, last: float) -> list[float]:
    """Points from the opening on at which an answer could have stood where nobody looked."""
    feeds = {a: looks for a, looks in one.looks.items() if (a in ANSWERABLE if agency is None else a == agency)}
    if not feeds:
        return [opens, opens + TINY]
    edges = {opens} | {float(edge) for looks in feeds.values() for look in looks for edge in look}
    candidates = {e + d for e in edges for d in (-TINY, TINY) if e + d >= opens} | {opens}
    found = [
        point
        for point in sorted(candidates)
        if any(not any(low <= point <= high for low, high in looks) for looks in feeds.values())
    ]
    # A page that nobody saw, put up so long after the window, may tell of a conference held in it.
    telling = lag(one) and any(in_time(one, last, point - lag(one)) and point <= one.as_of for point in found)
    return [opens, *found] if telling else found


def worlds(
    one: Scenario, start: list[float], known: list[Range], maybe: list[Range], holes: list[float]
) -> Iterator[str]:
    """The outcome in each world: corners first, then random ones."""
    rng = Random(7)
    opens = min(start)
    acts = [*holes, *(point for span in (*known, *maybe) for point in points(span, opens, rng))]
    start = sorted({*start, *(act for act in acts if opens < act < max(start))})
    hidden: list[float | None] = [None, *holes]
    for s in start:
        for pick in range(3):
            chosen = [points(span, opens, rng)[pick] for span in known]
            for extra in hidden:
                yield outcome(one, s, chosen, [] if extra is None else [extra])
            for span in maybe:
                for point in points(span, opens, rng)[:3]:
                    yield outcome(one, s, chosen, [point])
    for _ in range(12):
        s = rng.choice(start) if rng.random() < 0.3 else rng.uniform(opens, max(start))
        chosen = [rng.choice(points(span, opens, rng)) for span in known]
        others = [rng.choice(points(span, opens, rng)) for span in maybe if rng.random() < 0.5]
        extra = rng.choice(hidden)
        yield outcome(one, s, chosen, others if extra is None else [*others, extra])


def outcome(one: Scenario, start: float, known: list[float], others: list[float]) -> str:
    done = [act for act in known if act <= one.as_of]
    if any(in_time(one, start, act) for act in done):
        return "met"
    if any(in_time(one, start, act) and act >= start - TINY and act <= one.as_of for act in others):
        return "met"
    if done:
        return "late"
    return "running" if running(one, start) else "none"


# ---- what the worlds say together -----------------------------------------------------------------


def opening(one: Scenario, clock: str, onset: Range, choice: int) -> list[float]:
    """The points from which the clock may run."""
    low, high = onset
    if clock == "first_public":
        mentions = [
            times(page)[choice if len(times(page)) > 1 else 0][1]
            for page in one.pages
            if not page.doubtful
        ]
        after = [end for end in mentions if end > low]
        if not after:
            return []
        high = min(after)
    return [low, high - TINY, (low + high) / 2]


def reading(one: Scenario, start: list[float], choice: int, agency: str | None) -> Expected:
    """One reading of the evidence: its worlds, and what they have in common."""
    opens = min(start)
    mine = [p for p in one.pages if agency is None or p.agency == agency or p.relays]
    published = {p.name: times(p)[choice if len(times(p)) > 1 else 0] for p in mine}
    known = [
        conference(p, published[p.name]) if p.role is Role.PRESS_CONFERENCE else published[p.name]
        for p in mine
        if sure(one, p)
    ]
    known = [(low, min(high, one.as_of + TINY)) for low, high in known if high > opens and max(low, opens) <= one.as_of]
    maybe: list[Range] = []
    for page in mine:
        if doubtful(one, page):
            told = times(page)[0]
            if page.relays and not any(max(span[0], opens) < told[1] for span in known):
                maybe.append((-inf, published[page.name][1]))
            else:
                maybe.extend(acts_of(page, one.accepts, published[page.name]))
    maybe = [span for span in maybe if span[1] > opens]
    found = Counter(worlds(one, start, known, maybe, unseen(one, opens, agency, max(start))))
    seen = set(found)
    if "running" in seen:
        return Expected("pending", not running(one, opens))
    early = running(replace(one, as_of=one.as_of - lag(one)), max(start))
    if early and "met" not in set(worlds(one, start, known, maybe, [])):
        return Expected("undetermined") if known else Expected("pending", True)
    if len(seen) == 1:
        return Expected({"met": "met", "late": "late", "none": "none_found"}[seen.pop()])
    if known:
        return Expected("undetermined")
    without_holes = set(worlds(one, start, known, maybe, []))
    return Expected("undetermined" if "met" in without_holes else "unobserved")


def followed(one: Scenario) -> tuple[int, int]:
    """Of two authorities the more precise is followed, of two as precise the one named last."""
    if one.rival is None or one.onset[1] - one.onset[0] < one.rival[1] - one.rival[0]:
        return one.onset
    return one.rival


WORST = ("none_found", "late", "disputed", "undetermined", "unobserved", "pending", "met")


def expected(one: Scenario, clock: str) -> Expected:
    """All readings together."""
    onsets = [followed(one), *(o for o in (one.onset, one.rival) if o is not None and o != followed(one))]
    clashing = sum(len(times(page)) > 1 for page in one.pages)
    choices = [(0, 0), (1, 1)] if clashing else [(0, 0)]
    if clashing > 1 and clock == "first_public":
        choices += [(0, 1), (1, 0)]
    found = []
    for onset in onsets:
        for first, choice in choices:
            start = opening(one, clock, (float(onset[0]), float(onset[1])), first)
            if not start:
                found.append(Expected("undetermined"))
                continue
            parties = sorted(ANSWERABLE) if one.each else [None]
            own = [reading(one, start, choice, party) for party in parties]
            found.append(min(own, key=lambda each: WORST.index(each.status)))
    return found[0] if len({each.status for each in found}) == 1 else Expected("disputed")


# ---- which grade ----------------------------------------------------------------------------------


def grades(dead: list[tuple[int, int | None]]) -> set[str]:
    """The grades that the highest toll admits, by 死亡 30/10/3."""
    if not dead:
        return {"特别重大", "重大", "较大", "一般", "其他"}
    low, high = max(dead, key=lambda toll: toll[0])
    names = ["一般", "较大", "重大", "特别重大"]
    ranks = [sum(figure >= step for step in (3, 10, 30)) for figure in (low, inf if high is None else high)]
    return set(names[ranks[0] : ranks[1] + 1])


def binding(one: Scenario, known_by: float) -> str:
    """Whether the clause binds by what was public at that minute: yes, no, unknown."""
    bound = {"特别重大", "重大"} if one.grave else {"较大", "一般", "其他"}
    admitted = grades([(low, high) for low, high, minute in one.dead if minute <= known_by])
    return "yes" if admitted <= bound else "unknown" if admitted & bound else "no"


# ---- the comparison -------------------------------------------------------------------------------


def given(one: Scenario) -> Verdict:
    made, bound = clause_of(one)
    return judge(made, bound, dossier_of(one))


def closing(one: Scenario) -> float:
    """The minute from which no act is in time any more."""
    high = followed(one)[1]
    if one.hours is not None:
        return high + one.hours * 60
    assert one.days is not None
    return (floor((high - TINY) / DAY) + one.days + 1) * DAY


def binding_at_deadline(one: Scenario) -> str:
    """By the final grade, unless the one known when the window closed did not bind and what it asks was not done."""
    shut, finally_bound = closing(one), binding(one, inf)
    known = [toll for toll in one.dead if toll[2] <= shut]
    then = binding(one, shut) if known and one.as_of >= shut else "unknown"
    done = finally_bound == "yes" and expected(one, "onset").status == Status.MET
    return "no" if then == "no" and not done else finally_bound


def complaints(one: Scenario) -> list[str]:
    """Every point on which judge and oracle disagree."""
    verdict = given(one)
    binds = binding_at_deadline(one)
    if binds != "yes":
        wanted = {"no": Status.NOT_APPLICABLE, "unknown": Status.APPLICABILITY_UNKNOWN}[binds]
        found = [] if verdict.status is wanted else [f"{verdict.status} for {wanted}"]
        if binds == "no" and binding(one, inf) == "yes" and verdict.final != expected(one, "onset").status:
            found.append(f"final: judge {verdict.final}, worlds {expected(one, 'onset').status}")
        return found
    assert verdict.readings is not None
    found = []
    for clock in (ClockStart.ONSET.value, ClockStart.FIRST_PUBLIC.value):
        wanted_status = expected(one, clock).status
        if verdict.readings[clock] != wanted_status:
            found.append(f"{clock}: judge {verdict.readings[clock]}, worlds {wanted_status}")
    by_onset = expected(one, "onset")
    if verdict.due != by_onset.due:
        found.append(f"due: judge {verdict.due}, worlds {by_onset.due}")
    shut = followed(one)[1] + one.hours * 60 if one.hours is not None else 0
    if one.hours is not None and verdict.hindsight != (one.as_of >= shut and binding(one, shut) != "yes"):
        found.append(f"hindsight: judge {verdict.hindsight}")
    return found


def run(seeds: range) -> Counter[str]:
    """Compare on every seed; returns how often each outcome was given, for knowing that all were tried."""
    said: Counter[str] = Counter()
    for seed in seeds:
        one = a_scenario(Random(seed))
        found = complaints(one)
        assert not found, f"seed {seed}: {found}\n{one}"
        verdict = given(one)
        said.update([verdict.status.value, f"{verdict.status.value}/{verdict.reason}"])
    return said


def test_judge_says_exactly_what_all_admissible_worlds_agree_on() -> None:
    said = run(range(2400))
    for status in Status:
        assert said[status.value] >= 20, f"the generator hardly makes {status}: {said}"
    for reason in ("late_but_unobserved", "spans_deadline", "doubtful_answer", "readings_differ", "authorities_differ"):
        assert any(key.endswith("/" + reason) for key in said), f"the generator makes no {reason}"


@pytest.mark.slow
def test_judge_says_exactly_what_many_more_worlds_agree_on() -> None:
    run(range(10_000, 40_000))


def test_oracle_itself_finds_a_planted_fault() -> None:
    """An oracle that agrees with anything proves nothing: here the notebook is changed behind the judge's back."""
    caught = 0
    for seed in range(200):
        one = a_scenario(Random(seed))
        blind: dict[str, tuple[tuple[int, int], ...]] = {agency: () for agency in sorted({*one.looks, CITY})}  # noqa: C420
        verdict = given(one)
        if verdict.status in (Status.LATE, Status.NONE_FOUND):
            caught += expected(replace(one, looks=blind), "onset").status != verdict.status.value
    assert caught >= 10
