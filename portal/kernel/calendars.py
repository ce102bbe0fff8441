"""Calendar files (RFC 5545 and 5546) whose times are those that London's clocks show.

A feed is read again and again by a calendar program (`feed`); a part goes with a message and asks somebody's
calendar to keep, change or drop one entry (`part`). The library is imported when a file is made: it is slow
to import, and no page of the portal waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.kernel import clock

if TYPE_CHECKING:
    from icalendar import Calendar, Event

MIME_TYPE = "text/calendar"
MAKER = "-//Good Help Portal//Training//EN"
# How often a calendar program need look at a feed again.
REFRESH = timedelta(hours=4)
# Europe/London since 1981 and 1996, by the clock that changes: summer begins at 1am GMT, winter at 2am BST.
# What the library would add by itself says 2am for both, an hour late each spring.
LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class Method(StrEnum):
    """What a calendar program is to do with a file."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody as a calendar names them."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a diary. `uid` stays the same for ever; `sequence` rises with each change."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    # When this was last true: the same entry gives the same bytes until it changes.
    stamped_at: datetime
    sequence: int = 0
    place: str = ""
    text: str = ""
    url: str = ""
    is_cancelled: bool = False
    # Shown in the diary without making the time busy, such as a turn on a waiting list.
    is_tentative: bool = False


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """A calendar to subscribe to, in order of time. It names nobody."""
    calendar = _calendar(Method.PUBLISH)
    # The library escapes a line's end in an entry, but not in what it does not know.
    named = " ".join(_plain(name).split())
    calendar.add("name", named)
    calendar.add("x-wr-calname", named)
    calendar.add("x-wr-timezone", clock.LONDON.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in sorted(entries, key=lambda one: (one.starts_at, one.uid)):
        calendar.add_component(_event(entry))
    return _written(calendar)


def part(method: Method, entry: Entry, *, organiser: Mailbox, attendee: Mailbox) -> bytes:
    """One entry for one person's calendar: REQUEST puts it there or changes it, CANCEL takes it out.

    One file holds one entry: programs that are sent several take the first and drop the rest.
    """
    calendar = _calendar(method)
    event = _event(entry, is_cancelled=method is Method.CANCEL)
    event.add("organizer", f"mailto:{organiser.email}", parameters=_named(organiser))
    asked = _named(attendee) | {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    if method is Method.REQUEST:
        # They said yes to us already: nobody is asked to answer a mailbox.
        asked |= {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    event.add("attendee", f"mailto:{attendee.email}", parameters=asked)
    calendar.add_component(event)
    return _written(calendar)


def _named(who: Mailbox) -> dict[str, str]:
    # Neither a quotation mark nor the end of a line can stand in a parameter (RFC 5545 3.2).
    name = " ".join(_plain(who.name).replace('"', "'").split())
    return {"CN": name} if name else {}


def _plain(text: str) -> str:
    """Without what no calendar file may hold: control characters, but for the end of a line."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def _calendar(method: Method) -> Calendar:
    from icalendar import Calendar, Timezone  # noqa: PLC0415  # slow, and only files need it

    calendar = Calendar()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("calscale", "GREGORIAN")):
        calendar.add(name, value)
    calendar.add("method", method.value)
    calendar.add_component(Timezone.from_ical(LONDON))
    return calendar


def _event(entry: Entry, *, is_cancelled: bool = False) -> Event:
    from icalendar import Event  # noqa: PLC0415  # as above

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped_at)
    event.add("dtstart", clock.in_london(entry.starts_at))
    event.add("dtend", clock.in_london(entry.ends_at))
    event.add("summary", _plain(entry.title))
    for name, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if value:
            event.add(name, _plain(value))
    event.add("status", _status(entry, is_cancelled=is_cancelled))
    if entry.is_tentative:
        event.add("transp", "TRANSPARENT")
    return event


def _status(entry: Entry, *, is_cancelled: bool) -> str:
    if is_cancelled or entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical()
    return written
