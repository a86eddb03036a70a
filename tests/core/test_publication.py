"""When a page was published: what it claims, what was observed, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.moment import Basis, Moment
from monitor.core.publication import TOLERANCE, claim_of, settle
from monitor.core.release import Link, Release
from monitor.core.statement import Role
from tests.building import at, moment, release

DAY = moment("2023-04-18", basis=Basis.LIST)
META = moment("2023-04-18 10:22:30", basis=Basis.META)
MINUTE = moment("2023-04-18 10:22", basis=Basis.VISIBLE)


# ---- claimed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visible", "meta", "listed", "url_day", "claim"),
    [
        (MINUTE, META, DAY, DAY, MINUTE),
        (MINUTE, None, None, None, MINUTE),
        (None, META, None, None, Moment(None, META.latest, Basis.META)),
        (None, META, DAY, None, Moment(DAY.earliest, META.latest, Basis.META)),
        (None, META, None, DAY, Moment(DAY.earliest, META.latest, Basis.META)),
        (None, META, DAY, DAY, Moment(DAY.earliest, META.latest, Basis.META)),
        (None, META, DAY, moment("2023-04-16"), Moment(None, META.latest, Basis.META)),
        (None, META, moment("2023-04-19"), None, Moment(None, META.latest, Basis.META)),
        (None, META, Moment(META.latest, None), None, Moment(None, META.latest, Basis.META)),
        (None, META, moment("2017-04-19"), None, Moment(at("2017-04-19"), META.latest, Basis.META)),
        (None, None, DAY, None, DAY),
        (None, None, DAY, moment("2023-04-10"), DAY),
        (None, None, None, DAY, None),
        (None, None, None, None, None),
    ],
    ids=[
        "visible label first", "visible label alone", "PubDate alone is an upper bound", "list day is its lower bound",
        "URL day is its lower bound", "both days agree", "days that disagree bound nothing",
        "list day after the PubDate", "list day from the PubDate on", "PubDate of a later migration", "list row alone",
        "list row before the URL",
        "URL alone proves nothing", "nothing",
    ],
)  # fmt: skip
def test_claim_is_what_a_judge_may_rely_on(
    visible: Moment | None, meta: Moment | None, listed: Moment | None, url_day: Moment | None, claim: Moment | None
) -> None:
    found = claim_of(visible, meta, listed, url_day)
    assert found == claim


# ---- claimed and observed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claimed", "seen", "absent", "published", "basis", "flags"),
    [
        (None, "16:00", "15:45", ("15:45", "16:00"), "observed", ()),
        (None, "16:00", None, (None, "16:00"), "observed", ()),
        (("15:50", "15:51"), "16:00", "15:45", ("15:50", "15:51"), "claimed", ()),
        (("15:50", "15:51"), "16:00", None, ("15:50", "15:51"), "claimed", ()),
        (("00:00", "23:59"), "16:00", "15:45", ("15:45", "16:00"), "both", ()),
        (("00:00", "23:59"), "16:00", None, ("00:00", "16:00"), "both", ()),
        (("15:44", "15:46"), "16:00", "15:45", ("15:45", "15:46"), "both", ()),
        (("15:50", "15:51"), "15:50", "15:45", ("15:45", "15:50"), "observed", ()),
        (("15:40", "15:41"), "16:00", "15:45", ("15:40", "15:41"), "claimed", ()),
        (("15:35", "15:36"), "16:00", "15:45", ("15:35", "15:36"), "claimed", ()),
        (("15:34", "15:35"), "16:00", "15:45", ("15:34", "15:35"), "claimed", ("claimed_before_observed",)),
        (("00:00", "15:40"), "16:00", "15:45", ("15:35", "15:40"), "claimed", ()),
        (("03:00", "03:01"), "16:00", "15:45", ("03:00", "03:01"), "claimed", ("claimed_before_observed",)),
        (("16:10", "16:11"), "16:00", "15:45", ("15:45", "16:00"), "observed", ()),
        (("16:11", "16:12"), "16:00", "15:45", ("15:45", "16:00"), "observed", ("postdated",)),
        (("18:00", "18:01"), "16:00", "15:45", ("15:45", "16:00"), "observed", ("postdated",)),
    ],
    ids=[
        "no claim", "no claim, never looked before", "inside", "inside, no look before", "date-only ∩ observation",
        "never after it was seen", "half inside", "the second it was seen", "tolerance absorbs a slow clock",
        "tolerance, the last minute of it", "exactly beyond the tolerance", "only the skewed part of a long claim",
        "backdated", "tolerance absorbs a fast clock", "just beyond it", "postdated",
    ],
)  # fmt: skip
def test_publication_is_what_claim_and_observation_have_in_common(
    claimed: tuple[str, str] | None, seen: str, absent: str | None, published: tuple[str | None, str], basis: str,
    flags: tuple[str, ...],
) -> None:  # fmt: skip
    def clock(words: str | None) -> datetime | None:
        return None if words is None else at(f"2023-04-18 {words}")

    claim = None if claimed is None else Moment(clock(claimed[0]), clock(claimed[1]), Basis.VISIBLE)
    first_seen = clock(seen)
    assert first_seen is not None
    found = settle(claim, first_seen, clock(absent))
    assert (found.published.earliest, found.published.latest) == tuple(
        Moment(clock(b), None).earliest if b else None for b in published
    )
    assert (found.basis, found.flags) == (basis, flags)
    assert found.claimed == claim
    assert found.observed == Moment(clock(absent), first_seen, Basis.OBSERVED)
    assert found.readings[0] == found.published
    assert found.readings == ((claim, found.observed) if flags == ("claimed_before_observed",) else (found.published,))


def test_date_only_page_seen_between_two_polls_was_published_between_them() -> None:
    found = settle(DAY, at("2023-04-18 12:10"), at("2023-04-18 12:00"))
    assert found.published == Moment(at("2023-04-18 12:00"), at("2023-04-18 12:10"), Basis.LIST)


minutes = st.integers(0, 100)


@given(st.tuples(minutes, st.integers(1, 60)), minutes, st.integers(1, 60), st.integers(0, 30))
def test_tighter_observation_never_widens_the_publication(
    claim: tuple[int, int], absent: int, width: int, tighter: int
) -> None:
    def clock(minute: int) -> datetime:
        return at("2023-04-18 10:00") + timedelta(minutes=minute)

    claimed = Moment(clock(claim[0]), clock(sum(claim)), Basis.VISIBLE)
    wide = settle(claimed, clock(absent + width + tighter), clock(absent))
    narrow = settle(claimed, clock(absent + width + tighter), clock(absent + min(tighter, width)))
    if len({one.observed.overlaps(claimed) for one in (wide, narrow)}) == 1 and not (wide.flags or narrow.flags):
        assert narrow.published.within(wide.published)


@given(st.one_of(st.none(), st.tuples(minutes, st.integers(1, 60))), st.integers(1, 100), st.one_of(st.none(), minutes))
def test_nothing_is_published_after_it_was_seen(claim: tuple[int, int] | None, seen: int, absent: int | None) -> None:
    def clock(minute: int) -> datetime:
        return at("2023-04-18 10:00") + timedelta(minutes=minute)

    claimed = None if claim is None else Moment(clock(claim[0]), clock(sum(claim)), Basis.VISIBLE)
    gone = None if absent is None or absent >= seen else clock(absent)
    found = settle(claimed, clock(seen), gone)
    for reading in found.readings:
        assert reading.latest is not None
        assert reading.latest <= clock(seen)
    if len(found.readings) == 1 and gone is not None:
        assert found.published.earliest is not None
        assert found.published.earliest >= gone - TOLERANCE


# ---- acts -------------------------------------------------------------------------------------------

HELD = moment("2023-04-18 14:00", "2023-04-18 15:00")
STOOD = ("2023-04-18 16:00", "2023-04-18 15:45")


def reported(held: Moment | None, claimed: Moment | None = None, role: Role = Role.PRESS_CONFERENCE) -> Release:
    return release(role=role, held=held, claimed=claimed, seen=STOOD[0], absent=STOOD[1])


def test_conference_counts_when_held_not_when_reported() -> None:
    assert reported(HELD).acted() == (HELD,)


def test_conference_without_a_stated_time_was_held_before_the_page_that_reports_it() -> None:
    assert reported(None).acted() == (Moment(None, at(STOOD[0]), Basis.OBSERVED),)


def test_conference_was_held_before_its_page_stood_there() -> None:
    late = moment("2023-04-18 14:00", "2023-04-18 18:00")
    assert reported(late).acted() == (Moment(late.earliest, at(STOOD[0])),)
    believed = moment("2023-04-18 15:50")
    assert reported(late, believed).acted() == (Moment(late.earliest, believed.latest),)


def test_conference_after_the_time_its_page_claims_is_bounded_by_when_it_was_seen() -> None:
    backdated = reported(moment("2023-04-18 15:00", "2023-04-18 18:00"), moment("2023-04-18 09:00"))
    assert backdated.acted() == (moment("2023-04-18 15:00", "2023-04-18 16:00"),)


def test_conference_to_come_stays_where_it_is_said_to_be() -> None:
    assert reported(moment("2023-04-19 10:00")).acted() == (moment("2023-04-19 10:00"),)


def test_both_readings_of_a_backdated_page_are_acts() -> None:
    page = reported(None, moment("2023-04-18 09:00"), Role.AUTHORITATIVE_INFO)
    assert page.acted() == (moment("2023-04-18 09:00", basis=Basis.VISIBLE), page.publication.observed)


def test_page_that_may_report_a_conference_may_tell_of_an_earlier_one() -> None:
    page = release(maybe=(Role.PRESS_CONFERENCE,), claimed=moment("2023-04-18 15:50"))
    published = moment("2023-04-18 15:50", basis=Basis.VISIBLE)
    before = Moment(None, published.latest, Basis.VISIBLE)
    assert page.may_have_acted((Role.AUTHORITATIVE_INFO,)) == ((published,),)
    assert page.may_have_acted((Role.PRESS_CONFERENCE,)) == ((before,),)
    assert page.may_have_acted((Role.AUTHORITATIVE_INFO, Role.PRESS_CONFERENCE)) == ((published, before),)
    assert page.may_have_acted((Role.INVESTIGATION_REPORT,)) == ((),)
    assert page.told() == (before,)


def test_release_says_nothing_of_who_spoke_unless_told() -> None:
    bare = Release("u", "t", Role.MENTION, settle(None, at(STOOD[0]), None), Link(1.0, "rule", ()))
    assert (bare.agency, bare.official, bare.relays, bare.maybe) == (None, False, False, ())
