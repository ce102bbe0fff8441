"""The portal under the machine: events to book, people to book them, and every act by its service."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from tests.factories import a_course, a_person, a_post, an_agency, an_event, saved
from tests.integration.bookings.machine.model import LONG
from training.bookings import queries, services
from training.bookings.domain import ApprovalStep
from training.bookings.models import NO_LOT, Booking, StatusEntry
from training.catalogue.models import Sitting, TrainingEvent
from training.catalogue.queries import get_event

STEP = ApprovalStep("manager", "Your manager agrees")


class Portal:
    """Three events and some people: two are dates of one course, the third is at the time of the first."""

    def __init__(self, people: int) -> None:
        with unit_of_work():  # the run before has left nothing to find fault with
            for table in (Booking, Sitting, TrainingEvent):
                db.session.execute(update(Booking).values(replaces_id=None))
                db.session.execute(delete(table))
        course, agency = saved(a_course(asks_again=True)), saved(an_agency())
        soon, later = clock.now() + timedelta(days=7), clock.now() + timedelta(days=16)
        events = [
            an_event(course, starts_at=soon, capacity=2),
            an_event(course, starts_at=later, capacity=1),
            an_event(starts_at=soon, capacity=2),
        ]
        self.events = [one.id for one in events]
        self.people, self.references = [], []
        for _ in range(people):
            person = saved(a_person())
            saved(a_post(person, agency))
            self.people.append(person.id)
            self.references.append(person.reference)
        boss = saved(a_person())
        self.coordinator = Actor(boss.id, scopes=frozenset({RoleScope(Role.COORDINATOR)}))
        self.approvals: set[int] = set()
        self.unnamed: dict[int, int] = {}

    def providers(self):
        return {
            "approval_steps": lambda event, _: [STEP] if event.id in self.approvals else [],
            "unnamed_places": lambda ids: {key: self.unnamed.get(key, 0) for key in ids},
        }

    def oneself(self, person_id: int) -> Actor:
        return Actor(person_id, scopes=frozenset({RoleScope(Role.PRACTITIONER)}))

    def run(self, service, *args):
        with unit_of_work():
            return service(*args)

    def locked(self, service, event_id, *args):
        with unit_of_work():
            return service(self.coordinator, get_event(event_id, lock=True), *args)

    def set_capacity(self, event_id: int, capacity: int) -> None:
        with unit_of_work():
            event = get_event(event_id, lock=True)
            event.capacity = capacity
            event.overbooked = max(0, event.places_taken - capacity)
            services.hear_of_change(event, has_moved=False)

    def move(self, event_id: int, starts_at) -> None:
        """As the catalogue writes it down."""
        with unit_of_work():
            event = get_event(event_id, lock=True)
            ends_at = None if starts_at is None else starts_at + LONG
            db.session.execute(delete(Sitting).where(Sitting.event_id == event_id))
            event.starts_at, event.ends_at, event.sequence = starts_at, ends_at, event.sequence + 1
            if starts_at is not None:
                db.session.add(Sitting(event_id=event_id, starts_at=starts_at, ends_at=ends_at))
            services.hear_of_change(event, has_moved=True)

    def confirm(self, event_id: int, came) -> None:
        with unit_of_work():
            bookings = queries.list_bookings(event_id, frozenset(came))
            services.record_results(
                self.coordinator, bookings, {one.id: came[one.status] for one in bookings}
            )
            confirmed = update(TrainingEvent).where(TrainingEvent.id == event_id)
            db.session.execute(confirmed.values(result_confirmed_at=clock.now()))

    def rows(self):
        """How every booking stands, and its turn on the waiting list."""
        db.session.rollback()
        columns = (Booking.id, Booking.status, Booking.priority, Booking.draw_rank, Booking.joined_at)
        rows = db.session.execute(
            select(*columns, Booking.offer_until, Booking.keeps_place, Booking.skip_reason).where(
                Booking.event_id.in_(self.events)
            )
        )
        return {
            one.id: (one, (-one.priority, one.draw_rank or NO_LOT, one.joined_at, one.id)) for one in rows
        }

    def entries(self):
        found = select(StatusEntry.id, StatusEntry.booking_id, StatusEntry.status, StatusEntry.reason)
        return [tuple(row) for row in db.session.execute(found.order_by(StatusEntry.id))]

    def get(self, booking_id: int) -> Booking:
        return queries.get_booking(booking_id)
