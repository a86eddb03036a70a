"""How a duty that no incident opens is seen on the web: what opens it, who owes it, which pages show it.

An incident's clause is fulfilled by roles of releases. The quieter clauses speak of documents, plans
and periods; what tells their pages apart are words of titles, and those are data of the rule files.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.core.incident import Agency, Level


class Opens(StrEnum):
    """What starts the clock, and how many times the duty is owed."""

    CALENDAR = "calendar"  # a date or a period: once, or once in each
    THIS_DOCUMENT = "this_document"  # the rule document itself: once for each body that owes it
    POLICY = "policy"  # each policy document of the place
    NORMATIVE = "normative"  # each normative document (规范性文件) of the place
    INFORMATION = "information"  # each published document that says when it was made
    MEETING = "meeting"  # each document that a standing meeting (常务会议) has passed
    GUIDELINE = "guideline"  # each guideline (标准指引) of a national department
    BUDGET = "budget"  # each departmental budget or account
    DRAFT = "draft"  # each draft put out for comment
    INCIDENT = "incident"  # each accident that is investigated


class Issue(StrEnum):
    """Which page is the issue of a period."""

    NAMED = "named"  # the one that names the period; it may come in the following one
    PUBLISHED = "published"  # any that was published within it


@dataclass(frozen=True, slots=True)
class Owers:
    """The bodies that owe it, among those monitored: of these levels, and of these sectors or names."""

    levels: tuple[Level, ...] = ()
    sectors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()  # sectors left out

    def fits(self, agency: Agency) -> bool:
        """The agency is one of them, as far as its entry in the settings tells."""
        if self.levels and agency.level not in self.levels:
            return False
        if agency.sector in self.besides:
            return False
        if not self.sectors and not self.names:
            return True
        return agency.sector in self.sectors or any(name in agency.name for name in self.names)


@dataclass(frozen=True, slots=True)
class Matter:
    """What opens the duty, whose it is, and the pages that discharge it."""

    opens: Opens = Opens.CALENDAR
    title: tuple[tuple[str, ...], ...] = ()  # a page's title has a word of each group
    without: tuple[str, ...] = ()  # and its title none of these
    perhaps: tuple[str, ...] = ()  # a title with one of these may be about it: a person has to say
    owed_by: Owers = Owers()
    issue: Issue = Issue.NAMED
    published: bool = True  # the duty is to publish; False: to act, and a page may or may not tell of it
    sure: bool = True  # False: whether it binds a given body or document is a matter of judgement

    def shows(self, title: str) -> bool:
        """A page with this title is about the matter."""
        if not self.title or any(word in title for word in self.without):
            return False
        return all(any(word in title for word in group) for group in self.title)

    def may_show(self, title: str) -> bool:
        """A page with this title cannot be excluded."""
        return any(word in title for word in self.perhaps) and not any(word in title for word in self.without)
