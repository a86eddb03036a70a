"""Which pages make which incidents, whatever the order in which they arrived.

Pages are taken in the order in which they may first have stood there, not in that of their capture: each is
tied to what the earlier ones gave, or opens an incident; what fits nothing then is compared again once all is
known. So the outcome is a function of the set of pages, and a page that comes late changes what it touches and
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.core.linking import CLEAR, NEARLY, Known, Match, Proposal, Sighting, decide, match, propose
from monitor.core.reasons import tell

ROUNDS = 3
"""How often what is left over is compared again; what was learnt meanwhile rarely changes a second time."""


@dataclass(slots=True)
class Group:
    """One incident in the making: the pages surely tied, and what they tell."""

    known: Known
    opened_by: str | None = None  # the page that proposed it; None: it was there and is kept
    proposal: Proposal | None = None
    pages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The groups, and the best ties of every page that has any."""

    groups: tuple[Group, ...]
    ties: Mapping[str, tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What people have said of one page."""

    tied: frozenset[str] = frozenset()  # incidents to which a person tied it
    untied: frozenset[str] = frozenset()  # and from which one took it away


def settle(
    pages: Iterable[Sighting], kept: Iterable[Known] = (), decided: Mapping[str, Decided] | None = None,
    held: Mapping[str, str] | None = None,
) -> Settlement:  # fmt: skip
    """Settle these pages among themselves and the incidents that are kept as they are (a person has shaped them).

    What a person has said of a page stands. ``held`` are pages that are tied to one of the kept: they stay there
    unless another incident fits clearly better, since somebody has looked at it and left them there.
    """
    words, stays = decided or {}, held or {}
    queue = sorted(pages, key=Sighting.order)
    groups = {known.id: Group(known) for known in sorted(kept, key=lambda one: one.id)}
    ties: dict[str, tuple[Match, ...]] = {}
    loose: list[Sighting] = []
    for page in queue:
        said = words.get(page.url)
        if said is not None and said.tied:
            for name in sorted(said.tied & set(groups)):
                _join(groups[name], page)
            continue
        if stays.get(page.url) in groups and _stays(page, groups, ties, stays[page.url]):
            continue
        if not _tie(page, groups, ties, said):
            loose.append(page)
    for _ in range(ROUNDS):
        left = [page for page in loose if not _tie(page, groups, ties, words.get(page.url), opens=False)]
        if len(left) == len(loose):
            break
        loose = left
    return Settlement(tuple(groups.values()), ties)


def _stays(page: Sighting, groups: dict[str, Group], ties: dict[str, tuple[Match, ...]], name: str) -> bool:
    one = match(page, groups[name].known)
    best = max((match(page, group.known).points for group in groups.values()), default=one.points)
    if not one.tied or best - one.points >= CLEAR:
        return False
    ties[page.url] = (one,)
    _join(groups[name], page)
    return True


def _tie(
    page: Sighting, groups: dict[str, Group], ties: dict[str, tuple[Match, ...]], said: Decided | None,
    *, opens: bool = True,
) -> bool:  # fmt: skip
    """Tie the page surely, or open an incident for it. False where it is left over, with its doubts noted."""
    barred = frozenset() if said is None else said.untied
    found = decide(page, (group.known for name, group in groups.items() if name not in barred))
    ties[page.url] = tuple(found)
    if found and found[0].tied:
        _join(groups[found[0].incident], page)
        return True
    proposal = propose(page) if opens and not barred else None
    if proposal is None or (found and (found[0].points >= NEARLY or not proposal.sure)):
        return False
    name = f"new:{page.url}"
    groups[name] = Group(proposal.known(name), page.url, proposal)
    ties[page.url] = (Match(name, 9.0, (tell("opened"),), ()),)
    _join(groups[name], page)
    return True


def _join(group: Group, page: Sighting) -> None:
    group.pages.append(page.url)
    group.known = group.known.learnt(page)
