"""Why a verdict is other than it was: what is known now and was not then, by comparing the two."""

from __future__ import annotations

from monitor.core.applies import grading_of
from monitor.core.dossier import Authority, Dossier
from monitor.core.outcome import Verdict

Pair = tuple[Dossier, Verdict]


def causes(old: Pair | None, new: Pair) -> tuple[str, ...]:
    """Keys of messages, the weightiest first; ``first_judged`` alone where there was no verdict."""
    if old is None:
        return ("first_judged",)
    (then, was), (now, verdict) = old, new
    found = []
    if _people(now) - _people(then):
        found.append("person")
    known = {release.url for release in then.releases}
    here = {release.url for release in now.releases}
    if here - known:
        found.append("new_page")
    if known - here:
        found.append("page_untied")
    if grading_of(then).admitted != grading_of(now).admitted:
        found.append("regraded")
    if was.started is not None and verdict.started is not None and was.started != verdict.started:
        found.append("clock_moved")
    closes = None if verdict.deadline is None else verdict.deadline.latest
    if closes is not None and then.as_of < closes <= now.as_of:
        found.append("window_closed")
    if was.clause != verdict.clause or was.instrument != verdict.instrument:
        found.append("rule_changed")
    if not found and was.holes != verdict.holes:
        found.append("watch")
    return tuple(found)


def _people(dossier: Dossier) -> set[str]:
    """What people have said of the incident: corrections, and ties they decided."""
    said = {
        f"{type(claim).__name__} {claim.evidence.capture}"
        for claims in (dossier.onsets, dossier.places, dossier.types, dossier.tolls, dossier.grades)
        for claim in claims
        if claim.authority is Authority.PERSON
    }
    return said | {f"tie {release.url}" for release in dossier.releases if release.link.by != "rule"}
