"""One duty owed once, put together and weighed: what all shapes of limits share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.core.coverage import Hole
from monitor.core.document import Document, Tie
from monitor.core.duties.scene import Posting, Scene
from monitor.core.duties.verdict import DutyVerdict
from monitor.core.duties.weighing import Done, Frame, joined, softened, weigh
from monitor.core.incident import Agency
from monitor.core.instrument import Clause, Instrument, Strength
from monitor.core.moment import Basis, Moment, earlier_bound
from monitor.core.outcome import Finding, Status


@dataclass(frozen=True, slots=True)
class Act:
    """A page that discharges a duty, or that may; ``count`` where it stands for several at once."""

    page: Posting
    count: int = 1
    doubtful: bool = False

    def done(self, pick: int) -> Done:
        """When it was published, under one reading of the evidence."""
        readings = self.page.publication.readings
        return Done(readings[pick], self.count)


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty: whose, about what, and in which window under each reading of what opened it."""

    scene: Scene
    instrument: Instrument
    clause: Clause
    subject: str
    key: str
    bodies: tuple[Agency, ...]
    frames: tuple[Frame, ...] = ()  # one for each reading of the start
    started: Moment | None = None
    deadline: Moment | None = None
    since: datetime | None = None  # from when lists must have been seen; else from the opening of the frame
    need: int = 1
    watched: frozenset[str] = frozenset()  # bodies on whose feeds it would stand; else those that owe it
    applies: bool = True  # it is sure that the duty is theirs
    document: Document | None = None
    ties: tuple[Tie, ...] = ()
    unknown: str = ""  # why no window is known
    monitored: bool = True  # some body that owes it is watched, or evidently publishes it where we watch
    readings: Mapping[str, Status] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same duty whenever it is judged."""
        whose = "+".join(agency.id for agency in self.bodies)
        return ":".join(part for part in (self.clause.id, whose, self.key) if part)


def settled(owed: Owed, acts: Sequence[Act]) -> DutyVerdict:
    """The verdict on one duty from all pages that discharge it or may."""
    sure = [act for act in acts if not act.doubtful]
    finding, frame = _finding(owed, acts)
    strict = finding
    matter = owed.clause.matter
    finding = softened(
        finding,
        binding=_binding(owed.clause),
        public=matter is None or matter.published,
        applies=owed.applies,
    )
    fulfilled = _earliest(sure, frame)
    holes: tuple[Hole, ...] = ()
    if frame is not None:
        holes = owed.scene.unseen(_channels(owed), *_seen_span(owed, frame))
    return DutyVerdict(
        owed.id, owed.scene.as_of, owed.instrument, owed.clause, finding.status, finding.reason, owed.subject,
        owed_by=owed.bodies,
        scored=is_scored(owed.instrument, owed.clause),
        as_worded=strict.status if strict.status is not finding.status else None,
        started=owed.started,
        deadline=owed.deadline,
        fulfilled=fulfilled,
        fulfilled_by=tuple(act.page for act in sure if _counts(act, frame)),
        doubtful=tuple(act.page for act in acts if act.doubtful),
        document=owed.document,
        ties=owed.ties,
        found=sum(act.count for act in sure if _counts(act, frame)),
        need=owed.need,
        holes=holes,
        watched=owed.scene.watched(_channels(owed)) if frame is not None else (),
        readings={**owed.readings, "headline": finding.status} if owed.readings else None,
        due=finding.due,
        evidence=tuple(dict.fromkeys(
            [*(owed.document.captures if owed.document else ()), *(c for act in acts for c in act.page.captures)]
        )),
    )  # fmt: skip


def is_scored(instrument: Instrument, clause: Clause) -> bool:
    """Verdicts under the clause are counted: verified, binding, with a figure, to be seen, in force for sure."""
    return (
        clause.scored
        and clause.matter is not None
        and clause.matter.published
        and instrument.effective_from is not None
        and not instrument.force_unknown
    )


def _binding(clause: Clause) -> bool:
    return clause.scored and clause.strength is Strength.MUST


def _finding(owed: Owed, acts: Sequence[Act]) -> tuple[Finding, Frame | None]:
    """What all admissible readings give together, with the frame of the headline one.

    Contradicted claims of the answers are all believed or none is, and apart from those of the start.
    """
    if not owed.frames:
        return Finding(Status.UNDETERMINED, owed.unknown or "start_unknown"), None
    picks = (0, -1) if any(len(act.page.publication.readings) > 1 for act in acts) else (0,)
    channels = _channels(owed)
    found = []
    for frame in owed.frames:
        span = _seen_span(owed, frame)

        def complete(span: tuple[datetime, datetime] = span) -> bool:
            return bool(owed.scene.watched(channels)) and not owed.scene.unseen(channels, *span)

        for pick in picks:
            found.append(
                weigh(
                    frame,
                    [act.done(pick) for act in acts if not act.doubtful],
                    [act.done(pick) for act in acts if act.doubtful],
                    as_of=owed.scene.as_of,
                    complete=complete,
                    need=owed.need,
                )
            )
    finding = joined(found)
    if finding.status in (Status.NONE_FOUND, Status.UNOBSERVED) and not owed.monitored:
        finding = Finding(Status.UNOBSERVED, "body_not_monitored")
    return finding, owed.frames[0]


def _channels(owed: Owed) -> frozenset[str]:
    return owed.watched or frozenset(agency.id for agency in owed.bodies)


def _seen_span(owed: Owed, frame: Frame) -> tuple[datetime, datetime]:
    start = owed.since or frame.opens or frame.sure
    return start, min(frame.shut, owed.scene.as_of)


def _counts(act: Act, frame: Frame | None) -> bool:
    return frame is None or any(
        frame.possibly(moment) or frame.after(moment) for moment in act.page.publication.readings
    )


def _earliest(acts: Sequence[Act], frame: Frame | None) -> Moment | None:
    """The earliest act that counts: smallest lower bound, smallest upper bound."""
    moments = [
        moment
        for act in acts
        for moment in act.page.publication.readings
        if frame is None or frame.possibly(moment) or frame.after(moment)
    ]
    if not moments:
        return None
    low, high = moments[0].earliest, moments[0].latest
    for one in moments[1:]:
        low = None if low is None or one.earliest is None else min(low, one.earliest)
        high = earlier_bound(high, one.latest)
    return Moment(low, high, Basis.DERIVED)


def apart(acts: Sequence[Act]) -> list[Act]:
    """The acts without copies: the same words put up twice, or one title twice within the same span, are one act."""
    kept: list[Act] = []
    for act in sorted(acts, key=_when):
        if not any(_copies(act.page, old.page) for old in kept):
            kept.append(act)
    return kept


def _copies(one: Posting, other: Posting) -> bool:
    if one.fingerprint and one.fingerprint == other.fingerprint:
        return True
    return one.title == other.title and one.publication.published.overlaps(other.publication.published)


def _when(act: Act) -> tuple[bool, datetime, str]:
    latest = act.page.publication.published.latest
    return act.doubtful, latest or act.page.publication.observed.latest or _NEVER, act.page.url


_NEVER = datetime.max.replace(tzinfo=UTC)
