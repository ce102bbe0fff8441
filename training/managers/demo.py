"""What the demo partnership's outbox holds: messages in every state, and last week's digests."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from portal.kernel import clock, outbox
from portal.kernel.db import db
from portal.kernel.errors import RuleBroken
from portal.kernel.outbox import ATTEMPTS, Channel, MessageState, OutgoingMessage
from portal.kernel.sending import TOO_LATE
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.domain import ContactWay
from portal.people.models import Person, Post
from training.bookings import letters as bookings
from training.bookings.domain import Book, BookingStatus
from training.bookings.queries import list_bookings
from training.bookings.services import book
from training.managers import queries, services
from training.managers.domain import ChooseWay, ManagerWay, Week, by_manager
from training.managers.letters import DIGEST
from training.reminders.queries import list_events_ahead

# After everybody who books or is written to.
ORDER = 160
# Events of which people were told, and how long ago.
EVENTS = 6
AHEAD = timedelta(days=90)
FEW = 3
TOLD_AGO = timedelta(days=3)
MORNING = time(8)
NO_MAILBOX = "SMTPRecipientsRefused: 550 5.1.1 No such mailbox"
AWAY = "ConnectionRefusedError: [Errno 111] Connection refused"
# The next try stays ahead while somebody looks round.
NEXT_TRY = timedelta(hours=12)


def load(plan: DemoPlan) -> None:
    cast = find_cast()
    _choose(cast)
    _book(cast)
    told, digests = _tell(), _digest()
    plan.say(f"{told:,} letters about bookings, {digests:,} digests to managers")


def _choose(cast: dict[str, Player]) -> None:
    """The two largest agencies in which no demo account works chose otherwise."""
    taken = {player.agency_id for player in cast.values()}
    largest = db.session.scalars(
        select(Post.agency_id)
        .where(Post.agency_id.not_in(taken), Post.ended_on.is_(None))
        .group_by(Post.agency_id)
        .order_by(func.count(Post.id).desc(), Post.agency_id)
        .limit(2)
    )
    for agency_id, way in zip(largest, (ManagerWay.COPIES, ManagerWay.NONE), strict=False):
        services.choose(cast["coordinator"].actor, ChooseWay(agency_id=agency_id, way=way))


def _book(cast: dict[str, Player]) -> None:
    """A few of those who are reached on paper or by text message get places: letters wait to be posted."""
    now = clock.now()
    events = [one for one in list_events_ahead(now, now + AHEAD) if one.places_left > FEW]
    for way in (ContactWay.POST, ContactWay.PHONE):
        asked = select(Person).where(Person.contact_by == way).order_by(Person.id).limit(FEW)
        for number, person in enumerate(db.session.scalars(asked).all() if events else ()):
            person.office_contact_id = None  # or their letters would go to a colleague
            with suppress(RuleBroken):
                book(cast["coordinator"].actor, Book(events[number % len(events)].id, person.id))


def _tell() -> int:
    """Letters to those who are booked or wait on the next events, as they would have left or not."""
    now = clock.now()
    for event in list_events_ahead(now, now + AHEAD)[:EVENTS]:
        bookings.tell(bookings.BOOKED, event, list_bookings(event.id, frozenset({BookingStatus.BOOKED})))
        bookings.tell(bookings.WAITING, event, list_bookings(event.id, frozenset({BookingStatus.WAITING})))
    kinds = (bookings.BOOKED, bookings.WAITING)
    found = db.session.scalars(
        select(OutgoingMessage)
        .where(OutgoingMessage.kind.in_(kinds), OutgoingMessage.state == MessageState.WAITING)
        .order_by(OutgoingMessage.id)
    ).all()
    for number, message in enumerate(one for one in found if one.channel is not Channel.POST):
        _became(message, number, now - TOLD_AGO)
    return len(found)


def _became(message: OutgoingMessage, number: int, written_at: datetime) -> None:
    """The first few tell a story each; the others were sent at once."""
    message.written_at = message.due_at = written_at
    message.attempts = 1
    if number == 0:
        message.state, message.attempts, message.failure = MessageState.FAILED, ATTEMPTS, NO_MAILBOX
    elif number == 1:
        message.attempts, message.failure, message.due_at = 2, AWAY, clock.now() + NEXT_TRY
    elif number == 2:  # noqa: PLR2004  # the third
        message.state, message.closed_why = MessageState.CLOSED, TOO_LATE
    elif number == 3:  # noqa: PLR2004  # the fourth
        message.state, message.closed_why = MessageState.CLOSED, outbox.REPLACED
    else:
        message.state, message.sent_at = MessageState.SENT, written_at


def _digest() -> int:
    """Last week's digests, which left on Monday morning."""
    week = Week.before(clock.today())
    news = by_manager(queries.list_news(ManagerWay.DIGEST, week.since, week.until))
    written = services.write_digests(week, news)
    at = min(clock.at_london(clock.in_london(week.until).date(), MORNING), clock.now())
    for message in db.session.scalars(select(OutgoingMessage).where(OutgoingMessage.kind == DIGEST)):
        message.written_at = message.due_at = message.sent_at = at
        message.state, message.attempts = MessageState.SENT, 1
    return written
