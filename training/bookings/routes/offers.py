"""What this room adds to the page of an event and to a person's home page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.slice import Waiting
from portal.kernel.text import moment
from training.bookings import finding, queries
from training.bookings.domain import PENDING, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import Availability, EventAction, EventState, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_taught

# Whoever may have somebody else to book.
BOOKS_OTHERS = (Role.AGENCY_LEAD, Role.COORDINATOR, Role.LINE_MANAGER, Role.TRAINING_LEAD)


def list_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """What this person, or a stranger, can do about the event."""
    found, for_others = availability_to(event, actor), availability_to(event, None)
    mine = None if actor is None else queries.find_booking(event.id, actor.person_id)
    actions = [_about_mine(mine, event)] if mine else _about_booking(found, event)
    if actor is None:
        return actions
    runs = can(actor, Permission.EVENT_MANAGE)
    offered = (
        (
            "Book a colleague",
            "book_colleague",
            for_others.is_bookable and (actor.acts_for_others or actor.holds(*BOOKS_OTHERS)),
        ),
        ("See who is coming", "list_attendees", runs or _teaches(actor, event)),
        ("Cancel this event", "cancel_event", runs and event.state is not EventState.CANCELLED),
    )
    links = [(label, url_for(f"bookings.{view}", event_id=event.id)) for label, view, may in offered if may]
    actions += [EventAction(label, url) for label, url in links]
    return actions


def availability_to(event: TrainingEvent, actor: Actor | None) -> Availability:
    """What they may do about it; without an actor, what anybody may for whom it is done by others.

    When booking has closed, whoever may be late is let in.
    """
    found = availability(event, clock.now())
    if found is not Availability.CLOSED:
        return found
    late = finding.list_latecomers(event.id)
    is_late = bool(late) if actor is None else actor.person_id in late
    return availability(event, clock.now(), may_be_late=is_late)


def _teaches(actor: Actor, event: TrainingEvent) -> bool:
    """Asked of trainers alone, because it takes a statement."""
    return actor.holds(Role.TRAINER) and can(actor, Permission.BOOKING_READ, get_taught(event.id))


def _about_booking(found: Availability, event: TrainingEvent) -> list[EventAction]:
    if not found.is_bookable:
        return []
    label = "Book a place" if found is Availability.PLACES else "Join the waiting list"
    return [EventAction(label, url_for("bookings.book", event_id=event.id), is_primary=True)]


def _about_mine(booking: Booking, event: TrainingEvent) -> EventAction:
    standing = {
        BookingStatus.BOOKED: "You have a place on this event",
        BookingStatus.WAITING: "You are on the waiting list for this event",
    }.get(booking.status, f"Your booking: {booking.status.label}")
    if booking.status not in PENDING or (event.starts_at is not None and event.starts_at <= clock.now()):
        return EventAction("", "", standing=standing)
    return EventAction("Withdraw", url_for("bookings.withdraw", booking_id=booking.id), standing=standing)


def find_next_training(actor: Actor) -> Sequence[Waiting]:
    """The home page's card about the next event this person has a place on."""
    row = finding.find_next_training(actor.person_id)
    if row is None:
        return []
    return [
        Waiting(
            title=f"Your next training: {row.title}",
            url=url_for("catalogue.show_event", event_id=row.event_id),
            detail=moment(row.starts_at),
        )
    ]


def find_events_to_decide(actor: Actor) -> Sequence[Waiting]:
    """For those who run training: events with people waiting and no place for them."""
    if not can(actor, Permission.EVENT_MANAGE):
        return []
    return [
        Waiting(
            title=f"{row.title}: {row.waiting} waiting for a place",
            url=url_for("bookings.list_attendees", event_id=row.event_id),
            detail=f"{row.code}, {moment(row.starts_at) if row.starts_at else 'no date yet'}",
        )
        for row in finding.list_events_with_waiting()
    ]
