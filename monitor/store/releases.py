"""Linked pages as releases: revisions of one address, reprints and mirrors fold into one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from monitor.core.copies import ALIKE, likeness
from monitor.core.identity import may_be_official
from monitor.core.linking import Sighting, role_of
from monitor.core.moment import Moment
from monitor.core.publication import Publication, earliest_of
from monitor.core.release import FULFILLING, Link, Release
from monitor.core.statement import Role
from monitor.core.titles import NEXT_NUMBER


@dataclass(frozen=True, slots=True)
class Page:
    """One linked page with the row that tied it."""

    sighting: Sighting
    link: Link
    role: Role | None
    capture: str
    source: str | None
    flags: tuple[str, ...]
    fingerprint: str
    article: int
    revised: Moment | None = None  # when this version took an earlier one's place; None for the first

    @property
    def suspect(self) -> bool:
        """The page may not be the authority's own, whoever's list it stood on."""
        return not may_be_official(self.flags)


def releases(pages: Sequence[Page], answerable: Callable[[str | None], bool]) -> tuple[Release, ...]:
    """One release for each text, in order of first sight.

    An agency's own copies, and media's among themselves, are one release, published at the earliest span among
    them. What another body or a medium surely put up later is a copy of the official release, too. A body that
    is answerable itself keeps its own release even where it repeats another's words: it may owe its own.
    """
    heads: list[_Head] = []
    by_url: dict[str, _Head] = {}
    for page in pages:
        url = page.sighting.url
        if url in by_url:  # a later revision of the same page
            by_url[url].revise(page)
            continue
        head = next((one for one in heads if one.takes(page, answerable)), None)
        if head is None:
            head = _Head(page, page.sighting.publication, [page.capture], [page.sighting.publication])
            heads.append(head)
        else:
            head.fold(page)
        by_url[url] = head
    return tuple(head.release() for head in heads)


@dataclass(slots=True)
class _Head:
    """The page that stands for a release, and what was folded into it."""

    page: Page
    publication: Publication
    captures: list[str]
    copied: list[Publication]  # when each page was published: its own first
    copies: list[str] = field(default_factory=list)
    relays: bool = False
    maybe: tuple[Role, ...] = ()

    def revise(self, page: Page) -> None:
        """A later version may be the answer that the first one was not: nobody is faulted for its silence."""
        self.captures.append(page.capture)
        if page.role is None and page.sighting.url == self.page.sighting.url:
            role, others = role_of(page.sighting)
            new = ({role, *others} & FULFILLING) - {role_of(self.page.sighting)[0]}
            self.maybe = tuple(dict.fromkeys((*self.maybe, *sorted(new))))

    def takes(self, page: Page, answerable: Callable[[str | None], bool]) -> bool:
        """The page is a copy of this release."""
        if not same_text(self.page, page) or (self.page.link.doubtful and not page.link.doubtful):
            return False
        if self.page.suspect != page.suspect:
            return False
        mine, other = _agency(self.page), _agency(page)
        if mine == other:
            return _plain(self.publication) and _plain(page.sighting.publication)
        later = self.publication.published.surely_before(page.sighting.publication.published)
        return mine is not None and not answerable(other) and not page.sighting.relays and later

    def fold(self, page: Page) -> None:
        """One more copy: the earliest of them counts."""
        self.copies.append(page.sighting.url)
        self.copied.append(page.sighting.publication)
        self.captures.append(page.capture)
        self.relays = self.relays or page.sighting.relays
        if _agency(page) == _agency(self.page):
            self.publication = earliest_of(self.publication, page.sighting.publication)

    def release(self) -> Release:
        """The release as judging sees it."""
        page, sighting = self.page, self.page.sighting
        role, maybe = role_of(sighting)
        if "incomplete" in page.flags:  # what was not read of it may report anything
            maybe = tuple(sorted(FULFILLING - {role}))
        owned = sighting.agency is not None
        speaker = sighting.agency.name if sighting.agency is not None else (page.source or "")
        return Release(
            sighting.url, sighting.title, page.role or role, self.publication, page.link,
            _agency(page), speaker, owned and not page.suspect, sighting.relays or self.relays,
            () if page.role is not None else tuple(dict.fromkeys((*maybe, *self.maybe))), sighting.said.held,
            copies=tuple(self.copies), copied=tuple(self.copied), suspect=owned and page.suspect,
            flags=tuple(dict.fromkeys((*self.publication.flags, *page.flags))), captures=tuple(self.captures),
        )  # fmt: skip


def _agency(page: Page) -> str | None:
    return None if page.sighting.agency is None else page.sighting.agency.id


def _plain(publication: Publication) -> bool:
    """Its evidence does not contradict itself, so that it can be joined with another's."""
    return len(publication.readings) == 1


def same_text(one: Page, other: Page) -> bool:
    """Nearly the same words, the same figures, and the same place in a series; nobody has told their roles apart."""
    if one.role is not None or other.role is not None:
        return False
    if one.fingerprint and one.fingerprint == other.fingerprint:
        return True
    if likeness(one.sighting.imprint, other.sighting.imprint) < ALIKE:
        return False
    return _told(one.sighting) == _told(other.sighting)


def _told(page: Sighting) -> tuple[object, ...]:
    """What sets a further notice in the same words apart from a copy: figures, times, number, form."""
    said = page.said
    number = NEXT_NUMBER.search(page.title)
    return (
        frozenset((toll.kind, toll.low, toll.high) for toll in said.tolls),
        frozenset(toll.as_of for toll in said.tolls),
        None if said.onset is None else said.onset.moment, said.held,
        None if number is None else number[0], role_of(page)[0],
    )  # fmt: skip
