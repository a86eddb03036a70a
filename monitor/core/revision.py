"""What was changed on a page after it stood there, and whether it still does.

Two versions are compared field by field. A change is dated by looks alone: it happened after the last look
that found the old version and before the first that found the new one. A page that was changed and changed
back has three versions. Gone, gone behind a polite answer, unlisted and unreachable are four things, and
only what two further looks confirmed is called withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from monitor.core.moment import Basis, Moment
from monitor.core.statement import Harm, Toll

CONFIRMING = 2
"""Further looks that must find the same before a page is said to be withdrawn or unlisted."""


class Part(StrEnum):
    """What of a page was changed."""

    TITLE = "title"
    TIME = "time"  # what it claims of its own publication
    TOLL = "toll"
    SIGNATURE = "signature"  # 落款, 来源, 文号
    BODY = "body"


class State(StrEnum):
    """What one look at a page found."""

    ALIVE = "alive"
    GONE = "gone"  # 404, 410
    SOFT_GONE = "soft_gone"  # sent home, or a page that says 页面不存在
    UNLISTED = "unlisted"  # it stands, and its list no longer shows it
    UNREACHABLE = "unreachable"  # nobody answered, or a firewall: says nothing of the page


@dataclass(frozen=True, slots=True)
class Version:
    """A page as it was read at one look."""

    at: datetime
    capture: str
    title: str
    body: str  # digest of its words
    claimed: Moment | None
    tolls: tuple[Toll, ...]
    signature: tuple[str, ...]
    last_seen: datetime | None = None  # the last look that still found this version


@dataclass(frozen=True, slots=True)
class Change:
    """One part, before and after, as people read it."""

    part: Part
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One silent edit."""

    at: Moment  # when it was made
    changes: tuple[Change, ...]
    before: str  # captures of both versions
    after: str
    flags: tuple[str, ...]  # retitled, redated, backdated, postdated, toll_changed


@dataclass(frozen=True, slots=True)
class Absence:
    """A page that was looked for and not found as it had stood."""

    state: State
    at: Moment  # when it went
    seen: int  # looks that found it so
    back: datetime | None = None  # the look that found it again
    captures: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Two further looks found the same."""
        return self.seen > CONFIRMING


@dataclass(frozen=True, slots=True)
class Look:
    """One later look at a page."""

    at: datetime
    state: State
    capture: str = ""


def revisions(versions: Sequence[Version]) -> tuple[Revision, ...]:
    """The edits between successive versions, oldest first."""
    found = []
    for old, new in pairwise(versions):
        changes = tuple(_changes(old, new))
        if changes:
            at = Moment(old.last_seen or old.at, new.at, Basis.OBSERVED)
            found.append(Revision(at, changes, old.capture, new.capture, tuple(_flags(old, new, changes))))
    return tuple(found)


def _changes(old: Version, new: Version) -> Iterable[Change]:
    if old.title != new.title:
        yield Change(Part.TITLE, old.title, new.title)
    if _bounds(old.claimed) != _bounds(new.claimed):
        yield Change(Part.TIME, _time(old.claimed), _time(new.claimed))
    before, after = figures(old.tolls), figures(new.tolls)
    if before != after:
        yield Change(Part.TOLL, _toll(before), _toll(after))
    if old.signature != new.signature:
        yield Change(Part.SIGNATURE, " ".join(old.signature), " ".join(new.signature))
    if old.body != new.body:
        yield Change(Part.BODY, old.body, new.body)


def _flags(old: Version, new: Version, changes: Iterable[Change]) -> Iterable[str]:
    parts = {change.part for change in changes}
    if Part.TITLE in parts:
        yield "retitled"
    if Part.TIME in parts:
        yield "redated"
        if old.claimed is not None and new.claimed is not None:
            if new.claimed.surely_before(old.claimed):
                yield "backdated"
            elif old.claimed.surely_before(new.claimed):
                yield "postdated"
    if Part.TOLL in parts:
        yield "toll_changed"


def figures(tolls: Iterable[Toll]) -> Mapping[Harm, tuple[int, int | None]]:
    """The highest figure of each kind that a text gives."""
    found: dict[Harm, tuple[int, int | None]] = {}
    for toll in tolls:
        if toll.kind not in found or toll.low > found[toll.kind][0]:
            found[toll.kind] = (toll.low, toll.high)
    return dict(sorted(found.items()))


def _toll(found: Mapping[Harm, tuple[int, int | None]]) -> str:
    """``dead 3, injured 5–8``: words of layout are the renderers' to put."""
    return ", ".join(f"{harm.value} {_figure(*span)}" for harm, span in found.items())


def _figure(low: int, high: int | None) -> str:
    return f"≥{low}" if high is None else f"{low}" if low == high else f"{low}–{high}"


def _bounds(moment: Moment | None) -> tuple[datetime | None, datetime | None]:
    return (None, None) if moment is None else (moment.earliest, moment.latest)


def _time(moment: Moment | None) -> str:
    """Both bounds as ISO 8601 in UTC, open ones empty; empty where nothing is claimed."""
    if moment is None:
        return ""
    return "/".join("" if bound is None else bound.isoformat() for bound in (moment.earliest, moment.latest))


def absences(first: datetime, looks: Sequence[Look]) -> tuple[Absence, ...]:
    """Each stretch in which a page was not found, by its kind; ``first`` is when it was first captured.

    A look that nobody answered neither confirms nor ends an absence, except that of being unreachable.
    """
    found: list[Absence] = []
    alive, run = first, None
    for look in looks:
        if look.state is State.ALIVE:
            if run is not None:
                found.append(_ended(run, look.at))
            alive, run = look.at, None
        elif run is None or (run.state is State.UNREACHABLE and look.state is not State.UNREACHABLE):
            if run is not None:
                found.append(run)
            run = Absence(look.state, Moment(alive, look.at, Basis.OBSERVED), 1, None, _kept(look))
        elif look.state is run.state or {look.state, run.state} == {State.GONE, State.SOFT_GONE}:
            run = Absence(look.state, run.at, run.seen + 1, None, (*run.captures, *_kept(look)))
    return (*found, *(() if run is None else (run,)))


def _ended(run: Absence, back: datetime) -> Absence:
    return Absence(run.state, run.at, run.seen, back, run.captures)


def _kept(look: Look) -> tuple[str, ...]:
    return (look.capture,) if look.capture else ()


def presence_flags(found: Iterable[Absence]) -> tuple[str, ...]:
    """What may be said of a page on the strength of confirmed absences that have not ended."""
    lasting = [one.state for one in found if one.confirmed and one.back is None]
    flags = []
    if State.GONE in lasting or State.SOFT_GONE in lasting:
        flags.append("withdrawn")
    if State.UNLISTED in lasting:
        flags.append("unlisted")
    return tuple(flags)
