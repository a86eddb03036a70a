"""Deadlines as an iCalendar file (RFC 5545), for the calendar programs that people already look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.renderers._columns import tidy

REMIND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One window that will close: between ``earliest`` and ``latest``, as far as is known."""

    uid: str
    summary: str
    description: str
    earliest: datetime
    latest: datetime
    url: str


def ics(name: str, deadlines: Iterable[Deadline], *, as_of: datetime) -> bytes:
    """A calendar with one event for each deadline, spanning its uncertainty, and a reminder an hour before."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//response-window-monitor//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", tidy(name))
    for one in sorted(deadlines, key=lambda each: (each.earliest, each.uid)):
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", as_of.astimezone(UTC))
        event.add("dtstart", one.earliest.astimezone(UTC))
        event.add("dtend", max(one.latest, one.earliest + timedelta(minutes=1)).astimezone(UTC))
        event.add("summary", tidy(one.summary))
        event.add("description", tidy(one.description))
        event.add("url", one.url)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", tidy(one.summary))
        alarm.add("trigger", -REMIND)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
