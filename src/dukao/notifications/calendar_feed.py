"""Deadlines as a calendar (RFC 5545), the same bytes for the same deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

from dukao.kernel.clock import ZONE
from dukao.ui.deadlines import Deadline

#: Asks programs not to come more often; they come when they like.
REFRESH = timedelta(hours=4)
#: A deadline is a moment; programs draw moments badly, so it is the half hour before.
DRAWN = timedelta(minutes=30)


def calendar_of(deadlines: Iterable[Deadline], *, host: str, base: str) -> bytes:
    """``host`` makes the UIDs unique in the world; ``base`` makes addresses whole."""
    calendar = Calendar()
    calendar.add("prodid", "-//Dukao//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "督考时限")
    calendar.add("x-wr-timezone", str(ZONE))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for deadline in deadlines:
        calendar.add_component(_event(deadline, host, base))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(deadline: Deadline, host: str, base: str) -> Event:
    due_at = deadline.due_at.astimezone(ZONE)
    event = Event()
    event.add("uid", f"{deadline.uid}@{host}")
    event.add("dtstamp", deadline.set_at)
    event.add("dtstart", due_at - DRAWN)
    event.add("dtend", due_at)
    event.add("summary", f"{'（已办）' if deadline.is_done else ''}{deadline.title}")
    event.add("transp", "TRANSPARENT")
    if deadline.url and base:
        event.add("url", f"{base}{deadline.url}")
    return event
