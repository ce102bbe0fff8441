"""What this room adds to the page of an event and to a person's home page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, Role, can
from portal.kernel.errors import RuleBroken
from portal.kernel.slice import Waiting
from portal.kernel.text import moment
from training.bookings import finding, services
from training.bookings.domain import (
    PENDING,
    PLACE_HOLDERS,
    BookingStatus,
    EventNotBookable,
    NeedsFirst,
    TooManyBookings,
    whom_to_ring,
)
from training.bookings.promotion import awaits_draw
from training.bookings.queries import Held
from training.bookings.services.refusing import Outlook
from training.catalogue.domain import Availability, EventAction, EventState, Way, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_taught
from training.catalogue.routes.ways import list_ways

# Whoever may have somebody else to book.
BOOKS_OTHERS = (Role.AGENCY_LEAD, Role.COORDINATOR, Role.LINE_MANAGER, Role.TRAINING_LEAD)


def list_actions(actor: Actor | None, event: TrainingEvent) -> list[EventAction]:
    """What this person, or a stranger, can do about the event."""
    found, for_others = availability(event, clock.now()), availability_for_others(event)
    if actor is None:
        waits = found is not Availability.PLACES or awaits_draw(event)
        return [_to_book(event, only_waits=waits)] if found.is_bookable else []
    actions = _about_own(services.foresee(actor, event), event)
    runs = can(actor, Permission.EVENT_MANAGE)
    teaches = _teaches(actor, event)
    offered = (
        (
            "Book a colleague",
            "book_colleague",
            for_others.is_bookable and (actor.acts_for_others or actor.holds(*BOOKS_OTHERS)),
        ),
        ("See who is coming", "list_attendees", runs or teaches),
        ("Cancel this event", "cancel_event", runs and event.state is not EventState.CANCELLED),
    )
    links = [(label, url_for(f"bookings.{view}", event_id=event.id)) for label, view, may in offered if may]
    actions += [EventAction(label, url, is_inside=runs or teaches) for label, url in links]
    return actions


def availability_for_others(event: TrainingEvent) -> Availability:
    """What somebody may do for those they book for. When booking has closed, it may go on for one of them."""
    found = availability(event, clock.now())
    if found is not Availability.CLOSED:
        return found
    return availability(event, clock.now(), may_be_late=bool(finding.list_latecomers(event.id)))


def _teaches(actor: Actor, event: TrainingEvent) -> bool:
    """Asked of trainers alone, because it takes a statement."""
    return actor.holds(Role.TRAINER) and can(actor, Permission.BOOKING_READ, get_taught(event.id))


def _about_own(outlook: Outlook, event: TrainingEvent) -> list[EventAction]:
    """Where somebody stands, or what keeps them out and what to do about it, or the way to a place."""
    if outlook.mine is not None:
        return [_about_mine(outlook.mine, event)]
    if outlook.refusal is not None:
        # The page of the event says itself that it was cancelled, and why.
        said = "" if event.state is EventState.CANCELLED else outlook.said
        return [EventAction("", "", standing=said, ways=ways_round(outlook.refusal, event))]
    said = f"{outlook.kept}. You can join the waiting list" if outlook.kept else ""
    if outlook.clash is not None:
        said = outlook.clash.on_page
    return [_to_book(event, only_waits=outlook.only_waits, standing=said)]


def ways_round(refusal: RuleBroken, event: TrainingEvent) -> Sequence[Way]:
    """What somebody who is refused can do instead."""
    if isinstance(refusal, NeedsFirst):
        return list_ways(refusal.courses, event.starts_at)
    if isinstance(refusal, TooManyBookings):
        return [Way("My training", url_for("bookings.list_mine"))]
    if isinstance(refusal, EventNotBookable):
        url = url_for("catalogue.show_course", course_id=event.course_id)
        return [Way("See every date of this course", url)] if event.course.is_listed else []
    return []


def _to_book(event: TrainingEvent, *, only_waits: bool, standing: str = "") -> EventAction:
    label = "Join the waiting list" if only_waits else "Book a place"
    return EventAction(label, url_for("bookings.book", event_id=event.id), is_primary=True, standing=standing)


def _about_mine(booking: Held, event: TrainingEvent) -> EventAction:
    standing = {
        BookingStatus.BOOKED: "You have a place on this event",
        BookingStatus.WAITING: "You are on the waiting list for this event",
        BookingStatus.OFFERED: "A place is kept for you until you answer, or the time for that runs out",
    }.get(booking.status, f"Your booking: {booking.status.label}")
    inside = booking.status in PLACE_HOLDERS
    if booking.status not in PENDING or (event.starts_at is not None and event.starts_at <= clock.now()):
        return EventAction("", "", standing=standing, is_inside=inside)
    if booking.status is BookingStatus.OFFERED:
        url = url_for("bookings.answer_offer", booking_id=booking.booking_id)
        return EventAction("Answer the offer", url, is_primary=True, standing=standing, is_inside=inside)
    url = url_for("bookings.withdraw", booking_id=booking.booking_id)
    note = whom_to_ring() if booking.status is BookingStatus.BOOKED else ""
    return EventAction("Withdraw", url, standing=standing, note=note, is_inside=inside)


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
