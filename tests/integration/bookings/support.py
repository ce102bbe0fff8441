"""Short ways of saying what the tests of bookings say often."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from tests.factories import a_person, saved
from training.bookings import services
from training.bookings.commands import INVARIANTS
from training.bookings.domain import PLACE_HOLDERS, Book, Withdraw
from training.bookings.models import Booking, StatusEntry
from training.catalogue.models import TrainingEvent


def oneself(person) -> Actor:
    return Actor(person_id=person.id, scopes=frozenset({RoleScope(Role.PRACTITIONER)}))


def coordinator() -> Actor:
    person = saved(a_person())
    return Actor(person_id=person.id, scopes=frozenset({RoleScope(Role.COORDINATOR)}))


def book(event, person=None, **more) -> Booking:
    person = person or saved(a_person())
    with unit_of_work():
        return services.book(oneself(person), Book(event.id, person.id, **more))


def withdraw(booking, actor=None) -> Booking:
    actor = actor or Actor(person_id=booking.person_id, scopes=frozenset({RoleScope(Role.PRACTITIONER)}))
    with unit_of_work():
        return services.withdraw(actor, Withdraw(booking.id))


def status_of(booking) -> str:
    return db.session.scalar(select(Booking.status).where(Booking.id == booking.id))


def history_of(booking) -> list[str]:
    entries = select(StatusEntry.status).where(StatusEntry.booking_id == booking.id).order_by(StatusEntry.id)
    return list(db.session.scalars(entries))


def letters_about(booking) -> list[str]:
    about = OutgoingMessage.about == f"booking:{booking.id}"
    return list(db.session.scalars(select(OutgoingMessage.kind).where(about).order_by(OutgoingMessage.id)))


def places(event) -> tuple[int, int]:
    """Places taken as the event counts them, and bookings that hold one."""
    held = select(func.count()).where(Booking.event_id == event.id, Booking.status.in_(PLACE_HOLDERS))
    taken = select(TrainingEvent.places_taken).where(TrainingEvent.id == event.id)
    return db.session.scalar(taken), db.session.scalar(held)


def fine() -> None:
    """What `flask bookings check` asks, and whether each booking stands where its history says."""
    asked = [one for one in registry().checks if one.name.split()[0] in {*INVARIANTS, "Status"}]
    assert len(asked) > len(INVARIANTS)
    assert [f"{one.name}: {breach}" for one in asked for breach in one.find()] == []
