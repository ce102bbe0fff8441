"""Holding places without a name, naming people for them, and giving them back. Callers commit.

The event is locked first, then what is held on it, then people (docs/training.md 4.2).
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, can, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.queries import get_agency
from training.bookings import services as bookings
from training.bookings.domain import Book, PlaceKept, refuse_unless_bookable
from training.bookings.models import Booking
from training.bookings.queries import list_learners
from training.catalogue.domain import Availability, EventState, availability
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.shares import finding, letters
from training.shares.domain import (
    FewerHeld,
    HoldPlaces,
    HoldRules,
    KeptForOthers,
    NameHeld,
    NoDateYet,
    NothingHeld,
    NotYourAgency,
    OfAnotherAgency,
    ReleaseHeld,
    TooFewLeft,
    TooLateToHold,
    TooManyHeld,
)
from training.shares.models import NamedPlace, Reservation


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Somebody who is still to be named, as rules of places see them."""

    agency_id: int | None
    person_id: int = 0
    school_id: int | None = None


def hold(actor: Actor, command: HoldPlaces) -> Reservation:
    """Hold places for people who are still to be named, all or none.

    The holder is locked as well: of two dates of a course at once, the second is counted with the first.
    """
    event = get_event(command.event_id, lock=True)
    require(actor, Permission.BOOKING_OFFICE)
    _refuse_agency(actor, command.agency_id)
    refuse_time(event)
    most = in_force(HoldRules).most_held
    mine = finding.find_reservation(event.id, actor.person_id, command.agency_id)
    list_learners(actor.person_id, lock=True)
    held = finding.count_for_course(actor.person_id, event.course_id)
    if held + command.places > most:
        raise TooManyHeld(most, held)
    _refuse_more(event, command.places)
    seekers = [Unnamed(command.agency_id)] * command.places
    try:
        bookings.hold_places(actor, event, command.places, seekers=seekers)
    except PlaceKept as error:
        raise KeptForOthers(error.reason) from error
    if mine is None:
        facts = {"event_id": event.id, "holder_id": actor.person_id, "agency_id": command.agency_id}
        mine = Reservation(**facts, places=0)
        db.session.add(mine)
    mine.places, mine.most = mine.places + command.places, most
    mine.held_at, mine.released_at = clock.now(), None
    return mine


def _refuse_agency(actor: Actor, agency_id: int | None) -> None:
    """Those who run training hold for anybody; everybody else for agencies of their own."""
    if agency_id is None:
        if not can(actor, Permission.EVENT_MANAGE):
            raise NotYourAgency
    elif agency_id not in {key for key, _ in finding.list_agencies_of(actor)}:
        raise NotYourAgency


def refuse_time(event: TrainingEvent) -> None:
    """Raise that it cannot be booked, has no date, or begins too soon to hold places."""
    found = availability(event, clock.now())
    refuse_unless_bookable(found)
    if event.starts_at is None:
        raise NoDateYet
    until = in_force(HoldRules).last_hold_at(event.starts_at)
    if clock.now() >= until:
        raise TooLateToHold(until)


def _refuse_more(event: TrainingEvent, places: int) -> None:
    if places > event.places_left:
        raise TooFewLeft(event.places_left)


def refuse_holding(event: TrainingEvent) -> None:
    """Raise why nobody can hold a place of it now."""
    refuse_time(event)
    _refuse_more(event, 1)


def may_hold(event: TrainingEvent) -> bool:
    """Whether the event's page offers it: the service asks again."""
    if event.starts_at is None or availability(event, clock.now()) is not Availability.PLACES:
        return False
    return clock.now() < in_force(HoldRules).last_hold_at(event.starts_at)


def name(actor: Actor, command: NameHeld) -> Booking:
    """Book somebody on one of the places that are held, by the guards of “book”."""
    event, reservation = _locked(actor, command.reservation_id)
    before = reservation.places
    _refuse_name(actor, reservation, command.person_id)
    reservation.places -= 1
    db.session.flush()
    same = {one: getattr(command, one) for one in ("access_needs", "despite_clash", "agreed_because")}
    asked = Book(event.id, command.person_id, **same)
    booking = bookings.name_held_place(actor, asked)
    db.session.add(NamedPlace(reservation_id=reservation.id, booking_id=booking.id))
    activity.record(
        actor,
        "name_held_place",
        event,
        person_id=command.person_id,
        before={"held": before},
        after={"held": before - 1},
    )
    return booking


def _refuse_name(actor: Actor, reservation: Reservation, person_id: int) -> None:
    """Raise that none is held any more, that the actor may not book them, or that they work elsewhere."""
    refuse_spent(reservation)
    learner = bookings.get_learner_for(actor, person_id)
    if reservation.agency_id is not None and learner.agency_id != reservation.agency_id:
        raise OfAnotherAgency(get_agency(reservation.agency_id).name)


def refuse_spent(reservation: Reservation) -> None:
    if reservation.places < 1:
        raise NothingHeld


def refuse_naming(event: TrainingEvent, reservation: Reservation) -> None:
    """Raise why nobody can be named for these places now, whoever it is."""
    refuse_spent(reservation)
    found = availability(event, clock.now())
    if found is not Availability.CLOSED:  # some may be late, which is asked when they are named
        refuse_unless_bookable(found)


def _locked(actor: Actor, reservation_id: int) -> tuple[TrainingEvent, Reservation]:
    event = get_event(finding.get_reservation(actor, reservation_id).event_id, lock=True)
    return event, finding.get_reservation(actor, reservation_id, lock=True)


def release(actor: Actor, command: ReleaseHeld) -> list[Booking]:
    """Give back so many held places, and them to those who wait. Answers who got one."""
    event, reservation = _locked(actor, command.reservation_id)
    refuse_spent(reservation)
    if command.places > reservation.places:
        raise FewerHeld(reservation.places)
    return _give_back(actor, event, reservation, command.places)


def release_due(reservation_id: int, event_id: int) -> None:
    """The day to name people is over, or the event is off: the places go to those who wait.

    Safe to call twice: whoever is named at this very moment has their place.
    """
    event = get_event(event_id, lock=True)
    reservation = finding.find_locked(reservation_id)
    if reservation is None or reservation.places < 1 or not is_due(event):
        return
    _give_back(SYSTEM, event, reservation, reservation.places)


def is_due(event: TrainingEvent) -> bool:
    if event.state is EventState.CANCELLED:
        return True
    return event.starts_at is not None and clock.now() >= in_force(HoldRules).release_at(event.starts_at)


def _give_back(actor: Actor, event: TrainingEvent, reservation: Reservation, places: int) -> list[Booking]:
    """The row first: whoever is promoted counts what is held."""
    reservation.places -= places
    if not reservation.places:
        reservation.released_at = clock.now()
    db.session.flush()
    return bookings.release_places(actor, event, places)


def warn_holders() -> None:
    """Write to everybody whose held places are given back soon; once for each date of the event."""
    rules = in_force(HoldRules)
    for reservation, event, holder, title in finding.list_to_warn(
        clock.now() + rules.release + rules.warning
    ):
        if event.starts_at is not None and not is_due(event):
            reservation.warned_at = clock.now()
            letters.tell_ending(reservation, event, holder, title, rules.release_at(event.starts_at))


def hear_of_change(event: TrainingEvent, *, has_moved: bool) -> None:
    """With another date there is another day to name people by, which is written anew."""
    if has_moved:
        finding.forget_warnings(event.id)
