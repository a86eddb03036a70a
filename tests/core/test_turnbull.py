"""Turnbull's estimate against figures that others have published, and against what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.turnbull import Interval, turnbull

RADIATION = (
    "45- 6-10 0-7 46- 46- 7-16 17- 7-14 37-44 0-8 4-11 15- 11-15 22- 46- 46- 25-37 46- 26-40 46- 27-34 36-44 46- "
    "36-48 37- 40- 17-25 46- 11-18 38- 5-12 37- 0-5 18- 24- 36- 5-11 19-35 17-25 24- 32- 33- 19-26 37- 34- 36-"
)
CHEMOTHERAPY = (
    "8-12 0-22 24-31 17-27 17-23 24-30 16-24 13- 11-13 16-20 18-25 17-26 32- 23- 44-48 14-17 0-5 5-8 12-20 11- 32-40 "
    "31- 13-39 19-32 34- 13- 16-24 35- 15-22 11-17 22-32 10-35 30-34 13- 10-17 8-21 4-9 11- 14-19 4-8 34- 30-36 "
    "18-24 16-60 35-39 21- 11-20 48-"
)
"""Breast cosmesis, months to deterioration: Finkelstein and Wolfe, Biometrics 41 (1985)."""


def intervals(words: str) -> list[Interval]:
    """``6-10`` is (6, 10], ``45-`` is censored."""
    pairs = (word.split("-") for word in words.split())
    return [(float(low), float(high) if high else None) for low, high in pairs]


@pytest.mark.parametrize(
    ("data", "published"),
    [
        (
            RADIATION,
            {(4, 5): 0.0463, (6, 7): 0.0334, (7, 8): 0.0887, (11, 12): 0.0708, (24, 25): 0.0926, (33, 34): 0.0818,
             (38, 40): 0.1209, (46, 48): 0.4656},
        ),
        (
            CHEMOTHERAPY,
            {(4, 5): 0.0433, (5, 8): 0.0433, (11, 12): 0.0692, (16, 17): 0.1454, (18, 19): 0.1411, (19, 20): 0.1157,
             (24, 25): 0.0999, (30, 31): 0.0709, (35, 36): 0.1608, (44, 48): 0.0552, (48, 60): 0.0552},
        ),
    ],
    ids=["radiation", "chemotherapy"],
)  # fmt: skip
def test_the_breast_cosmesis_figures_are_those_of_r_interval(data: str, published: dict[Interval, float]) -> None:
    """R ``interval``, ``icfit(Surv(left, right, type = "interval2") ~ treatment)``: Fay and Shaw, JSS 36(2), 2010."""
    found = turnbull(intervals(data), tolerance=1e-8)
    assert {(step.low, step.high): round(step.mass, 4) for step in found.steps} == published


def test_with_exact_and_censored_times_it_is_kaplan_and_meier() -> None:
    """R ``survfit(Surv(time, status) ~ 1)`` on the 6-MP arm of Freireich et al. (1963)."""
    exact = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    data: list[Interval] = [(float(t), float(t)) for t in exact] + [(float(t), None) for t in censored]
    found = turnbull(data, tolerance=1e-10)
    survival = {time: 1 - found.by(time)[0] for time in exact}
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {time: round(share, 3) for time, share in survival.items()} == published
    assert found.quantile(0.5) == (23.0, 23.0)


def test_the_median_is_the_step_in_which_half_is_reached() -> None:
    assert turnbull(intervals(RADIATION)).quantile(0.5) == (38.0, 40.0)
    assert turnbull(intervals(CHEMOTHERAPY)).quantile(0.5) == (19.0, 20.0)
    assert turnbull([(5.0, None)] * 3).quantile(0.5) == (5.0, None)
    assert turnbull([]).quantile(0.5) is None


def test_inside_a_step_the_share_is_an_interval() -> None:
    found = turnbull([(0.0, 2.0), (4.0, 6.0)])
    assert found.by(1.0) == (0.0, 0.5)
    assert found.by(2.0) == (0.5, 0.5)
    assert found.by(5.0) == (0.5, 1.0)
    assert found.by(100.0) == (1.0, 1.0)


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="must not end"):
        turnbull([(3.0, 2.0)])


TIMES = st.integers(0, 12).map(float)


@st.composite
def observed(draw: st.DrawFn) -> Interval:
    low = draw(TIMES)
    return low, draw(st.one_of(st.none(), st.integers(0, 6).map(lambda more: low + more)))


@given(st.lists(observed(), min_size=1, max_size=25))
def test_masses_are_shares_inside_what_was_observed_whatever_the_order(data: list[Interval]) -> None:
    found = turnbull(data)
    assert sum(step.mass for step in found.steps) == pytest.approx(1, abs=1e-4)
    assert turnbull(list(reversed(data))) == found
    for step in found.steps:
        assert any(
            low <= step.low and (high is None or (step.high is not None and step.high <= high)) for low, high in data
        )
    for time in range(14):
        sure, may = found.by(time)
        never_earlier = sum(high is not None and high <= time for _, high in data) / len(data)
        assert 0 <= sure <= may <= 1 + 1e-6
        assert may >= never_earlier - 1e-3


@given(st.lists(observed(), min_size=1, max_size=12))
def test_no_other_distribution_on_the_same_steps_is_likelier(data: list[Interval]) -> None:
    from math import log

    found = turnbull(data, tolerance=1e-7)

    def likelihood(masses: list[float]) -> float:
        total = 0.0
        for low, high in data:
            inside = sum(
                mass
                for step, mass in zip(found.steps, masses, strict=True)
                if low <= step.low
                and (step.low > low or low == high or step.high != step.low)
                and (high is None or (step.high is not None and step.high <= high))
            )
            total += log(max(inside, 1e-12))
        return total

    best = [step.mass for step in found.steps]
    for i in range(len(best)):
        for j in range(len(best)):
            moved = list(best)
            part = moved[i] * 0.05
            moved[i] -= part
            moved[j] += part
            assert likelihood(moved) <= likelihood(best) + 1e-5
