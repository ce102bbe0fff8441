"""The portal under the machine: events to book, people to book them, and every act by its service."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, delete, null, select, update

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import RuleBroken
from portal.people.domain import AgencyKind
from tests.factories import a_course, a_person, a_post, an_account, an_agency, an_event, saved
from tests.integration.bookings.machine.model import LONG
from training.bookings import queries, services
from training.bookings.domain import ApprovalStep, Book, Priority
from training.bookings.models import NO_LOT, Booking, StatusEntry, WindowExtension
from training.bookings.promotion import promote
from training.catalogue.models import Course, Sitting, TrainingEvent
from training.catalogue.queries import get_event
from training.shares.domain import Group, SaveShare, ShareSort
from training.shares.models import AgencyShare
from training.shares.services import hearing, sharing

SCHOOLS = Group(kind=AgencyKind.SCHOOL)
_MORE = (
    *(Booking.offer_until, Booking.keeps_place, Booking.is_late_cancel, Booking.late_waived_reason),
    Booking.priority_reason,
)
URGENT = Priority(7, "Needed at once")
# Those who run training agree for schools, managers for anybody else.
TEAM, MANAGER = (ApprovalStep(kind, "For the test") for kind in ("coordinator", "manager"))


def _clear() -> None:
    """The run before leaves nothing to find fault with."""
    with unit_of_work():
        db.session.execute(update(Booking).values(replaces_id=None))
        for table in (AgencyShare, WindowExtension, Booking, Sitting, TrainingEvent):
            db.session.execute(delete(table))


class Portal:
    """Three events and some people: two are dates of one course, the third is at the time of the first."""

    def __init__(self, people: int) -> None:
        _clear()
        course = saved(a_course(asks_again=True))
        self.course_id = course.id
        agencies = (saved(an_agency(kind=AgencyKind.SCHOOL)), saved(an_agency()))
        soon, later = clock.now() + timedelta(days=7), clock.now() + timedelta(days=16)
        events = [
            an_event(course, starts_at=soon, capacity=2),
            an_event(course, starts_at=later, capacity=1),
            an_event(starts_at=soon, capacity=2),
        ]
        self.events = [one.id for one in events]
        self.people, self.references = [], []
        for number in range(people):
            person = saved(a_person())
            saved(a_post(person, agencies[number % 2]))
            saved(an_account(person))
            self.people.append(person.id)
            self.references.append(person.reference)
        boss = saved(a_person())
        self.coordinator = Actor(boss.id, scopes=frozenset({RoleScope(Role.COORDINATOR)}))
        self.approvals, self.without_seats, self.urgent = set(), set(), set()
        self.unnamed: dict[int, int] = {}
        self.parties: dict[int, int] = {}

    def providers(self):
        return {
            "approval_steps": self._steps,
            "booked_together": lambda booking_id: (
                case(self.parties, value=booking_id) if self.parties else null()
            ),
            "booking_priority": lambda _, learner: URGENT if learner.person_id in self.urgent else None,
            "booking_obstacles": lambda _, learner: (
                RuleBroken("No seats are left") if learner.person_id in self.without_seats else None
            ),
            "unnamed_places": lambda ids: {key: self.unnamed.get(key, 0) for key in ids},
        }

    def _steps(self, event, learner):
        step = MANAGER if self.people.index(learner.person_id) % 2 else TEAM
        return [step] if event.id in self.approvals else []

    def courses(self):
        wanted = select(TrainingEvent.course_id).where(TrainingEvent.id.in_(self.events))
        return db.session.scalars(wanted.distinct()).all()

    def limit(self, most_live: int | None) -> None:
        with unit_of_work():
            changed = update(Course).where(Course.id == self.course_id)
            db.session.execute(changed.values(most_live_bookings=most_live))

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
            self._hear(event, has_moved=False)

    def _hear(self, event: TrainingEvent, *, has_moved: bool) -> None:
        services.hear_of_change(event, has_moved=has_moved)
        hearing.hear_of_change(event, has_moved=has_moved)

    def change(self, event_id: int, **facts) -> None:
        with unit_of_work():
            event = get_event(event_id, lock=True)
            for name, value in facts.items():
                setattr(event, name, value)
            self._hear(event, has_moved=False)

    def keep(self, event_id: int, places: int, days: int):
        command = SaveShare(
            event_id, self.share_of(event_id), ShareSort.KEPT, SCHOOLS, places, days_before=days
        )
        return self.run(sharing.save_share, self.coordinator, command)

    def share_of(self, event_id: int) -> int | None:
        return db.session.scalar(select(AgencyShare.id).where(AgencyShare.event_id == event_id))

    def bar(self, person_id: int, *, is_closed: bool) -> None:
        """For some by their account, for others by the seats of their agency."""
        if self.people.index(person_id) % 3:
            at = clock.now() if is_closed else None
            with unit_of_work():
                db.session.execute(update(Account).where(Account.person_id == person_id).values(closed_at=at))
        else:
            self.without_seats ^= {person_id}

    def book_together(self, event_id: int, people) -> None:
        """As an office does it: they all wait, and get places together or not at all."""
        with unit_of_work():
            commands = [
                Book(event_id, one, join_waiting=True, despite_clash=True, only_wait=True) for one in people
            ]
            made = [services.book(self.coordinator, one).id for one in commands]
            self.parties |= dict.fromkeys(made, min(made))
            promote(get_event(event_id, lock=True))

    def move(self, event_id: int, starts_at) -> None:
        """As the catalogue writes it down."""
        with unit_of_work():
            event = get_event(event_id, lock=True)
            ends_at = None if starts_at is None else starts_at + LONG
            db.session.execute(delete(Sitting).where(Sitting.event_id == event_id))
            event.starts_at, event.ends_at, event.sequence = starts_at, ends_at, event.sequence + 1
            if starts_at is not None:
                db.session.add(Sitting(event_id=event_id, starts_at=starts_at, ends_at=ends_at))
            self._hear(event, has_moved=True)

    def confirm(self, event_id: int, came) -> None:
        with unit_of_work():
            bookings = [queries.get_booking(one) for one in came]
            services.record_results(self.coordinator, bookings, came)
            confirmed = update(TrainingEvent).where(TrainingEvent.id == event_id)
            db.session.execute(confirmed.values(result_confirmed_at=clock.now()))

    def rows(self):
        """How every booking stands, and its turn on the waiting list."""
        db.session.rollback()
        columns = (Booking.id, Booking.status, Booking.priority, Booking.draw_rank, Booking.joined_at)
        rows = db.session.execute(select(*columns, *_MORE).where(Booking.event_id.in_(self.events)))
        return {
            one.id: (one, (-one.priority, one.draw_rank or NO_LOT, one.joined_at, one.id)) for one in rows
        }

    def entries(self):
        found = select(StatusEntry.id, StatusEntry.booking_id, StatusEntry.status, StatusEntry.reason)
        return [tuple(row) for row in db.session.execute(found.order_by(StatusEntry.id))]

    def get(self, booking_id: int) -> Booking:
        return queries.get_booking(booking_id)
