"""Diaries kept true: what goes with a message, and secret addresses of feeds. Callers commit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from portal.kernel import activity, calendars, clock, letters
from portal.kernel.access import Actor
from portal.kernel.calendars import Entry, Mailbox, Method
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.outbox import Channel, OutgoingMessage
from training.bookings.domain import PENDING, BookingStatus
from training.bookings.letters import MOVED
from training.bookings.models import Booking
from training.calendars import queries
from training.calendars.domain import FeedKind, Step, steps
from training.calendars.models import CalendarEntry, CalendarFeed

_ABOUT = "booking:"
NO_PLACE = "The booking ended before this was sent"
AS_BEFORE = "The event was changed back before this was sent"
# Kinds that speak of a booking which goes on, and those that speak of a place.
_OF_THE_LIVING = frozenset({MOVED})
_OF_PLACES = frozenset({"reminder", "last_reminder"})


def seal(message: OutgoingMessage) -> str:
    """Put calendar files into a message about a booking as it leaves; or say why it need not leave at all.

    Made at the last moment: whatever changed since the message was written is told with it, and once.
    """
    if not message.about.startswith(_ABOUT) or message.again or message.calendar:
        return ""
    booking = queries.find_booking(int(message.about.removeprefix(_ABOUT)))
    if booking is None or message.person_id != booking.person_id:
        return ""
    has_place = booking.status is BookingStatus.BOOKED
    if (message.kind in _OF_THE_LIVING and booking.status not in PENDING) or (
        message.kind in _OF_PLACES and not has_place
    ):
        return NO_PLACE
    entries = queries.list_entries(booking.id)
    wanted = queries.list_slots(booking.event) if has_place else []
    found = steps(wanted, [one.kept for one in entries], booking.event.sequence)
    if message.kind == MOVED and not found and _stood_before(entries, message.written_at):
        return AS_BEFORE
    if found and message.channel is Channel.EMAIL and message.recipient == booking.person.email:
        message.calendar = [_file(booking, one) for one in found]
        _remember(booking, entries, found)
    return ""


def _stood_before(entries: Sequence[CalendarEntry], moment: datetime) -> bool:
    """Whether the diary had been told all of this before the message was written."""
    return bool(entries) and all(one.stamped_at < moment for one in entries)


def _file(booking: Booking, step: Step) -> dict[str, str]:
    method = Method.CANCEL if step.is_cancelled else Method.REQUEST
    person, event = booking.person, booking.event
    entry = Entry(
        uid=uid_of(booking.calendar_uid, step.number),
        title=event.course.title,
        starts_at=step.slot.starts_at,
        ends_at=step.slot.ends_at,
        stamped_at=clock.now(),
        sequence=step.sequence,
        place=step.slot.place,
        text=text_of(event.code, step.slot.online_link),
        url=letters.public_address(f"/training/events/{event.id}"),
    )
    organiser = Mailbox(chosen().contacts.help_email, chosen().name)
    attendee = Mailbox(person.email or "", person.name)
    written = calendars.part(method, entry, organiser=organiser, attendee=attendee)
    return {"method": method.value, "text": written.decode()}


def uid_of(calendar_uid: str, number: int) -> str:
    """One for each booking and sitting, for ever; a new booking has a new one."""
    return f"{calendar_uid}-{number}@{letters.public_address('').rpartition('//')[2].partition(':')[0]}"


def text_of(code: str, online_link: str) -> str:
    """What a diary says below the title: how to join, and where to change one's mind."""
    said = [code, f"Join online: {online_link}" if online_link else ""]
    said.append(f"See the booking, or withdraw: {letters.public_address('/my-training')}")
    return "\n".join(part for part in said if part)


def _remember(booking: Booking, entries: Sequence[CalendarEntry], found: Sequence[Step]) -> None:
    known = {one.number: one for one in entries}
    for step in found:
        entry = known.get(step.number)
        if entry is None:
            entry = CalendarEntry(booking_id=booking.id, number=step.number)
            db.session.add(entry)
        entry.sequence, entry.is_cancelled, entry.stamped_at = step.sequence, step.is_cancelled, clock.now()
        entry.starts_at, entry.ends_at = step.slot.starts_at, step.slot.ends_at
        entry.place = step.slot.place


def fingerprint(secret: str) -> str:
    """What is kept of a secret address. It is long and random, so that a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def make_feed(actor: Actor, kind: FeedKind) -> str:
    """Make one's own feed, or give it a new address: the old one stops at once. Answers the secret, once."""
    secret = secrets.token_urlsafe(32)
    feed = next((one for one in queries.list_feeds(actor.person_id, lock=True) if one.kind is kind), None)
    verb, before = ("reset_feed", _as_told(feed)) if feed else ("make_feed", {})
    if feed is None:
        feed = CalendarFeed(person_id=actor.person_id, kind=kind)
        db.session.add(feed)
    feed.secret_hash, feed.made_at = fingerprint(secret), clock.now()
    activity.record(actor, verb, feed, before=before, after=_as_told(feed))
    return secret


def _as_told(feed: CalendarFeed) -> dict[str, str]:
    """A feed as the log keeps it: never its address."""
    return {"kind": feed.kind.value, "made_at": feed.made_at.isoformat()}


def end_feed(actor: Actor, kind: FeedKind) -> None:
    """Stop one's own feed; programs that read it get nothing any more."""
    for feed in queries.list_feeds(actor.person_id, lock=True):
        if feed.kind is kind:
            activity.record(actor, "end_feed", feed, before=_as_told(feed), after={})
            db.session.delete(feed)
