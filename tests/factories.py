"""Builders of valid rows: each takes what a test cares about and makes up the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import TypeVar

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Actor, Role, RoleScope
from portal.kernel.db import Model, db
from portal.kernel.text import folded
from portal.people.domain import AgencyKind, RoleGroup, SchoolPhase
from portal.people.models import Agency, LocalArea, Person, Post, RoleGrant, School
from training.bookings.domain import PLACE_HOLDERS, BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.catalogue.domain import CourseFormat, CourseLevel, EventState
from training.catalogue.models import Course, Sitting, TrainingEvent, Venue

Row = TypeVar("Row", bound=Model)
_numbers = count(1)
LONG_AGO = date(2020, 1, 1)


def saved(row: Row) -> Row:
    """The row, written and with its id, inside the test's transaction."""
    db.session.add(row)
    db.session.commit()
    return row


def an_area(**given) -> LocalArea:
    number = next(_numbers)
    return LocalArea(**{"name": f"Area {number}", "base": "Tang Hall", **given})


def an_agency(**given) -> Agency:
    return Agency(
        **{"name": f"Agency {next(_numbers)}", "kind": AgencyKind.HEALTH, "is_active": True, **given}
    )


def a_school(agency=None, area=None, **given) -> School:
    number = next(_numbers)
    agency = agency or saved(an_agency(name=f"School {number}", kind=AgencyKind.SCHOOL))
    area = area or saved(an_area())
    made = {"urn": 900_000 + number, "name": agency.name, "phase": SchoolPhase.PRIMARY, "is_open": True}
    return School(**{**made, "agency_id": agency.id, "local_area_id": area.id, **given})


def a_person(**given) -> Person:
    number = next(_numbers)
    made = {"reference": f"T-{number:06}", "given_name": "Sam", "family_name": f"Tester{number}"}
    made |= {"email": f"person{number}@demo.example", **given}
    return Person(search_name=folded(f"{made['given_name']} {made['family_name']}"), **made)


def a_post(person, agency, **given) -> Post:
    made = {"job_title": "Family worker", "role_group": RoleGroup.FAMILY_SUPPORT, "started_on": LONG_AGO}
    return Post(**{**made, "person_id": person.id, "agency_id": agency.id, **given})


def an_account(person, **given) -> Account:
    """An account without a password: tests sign in by session, and hashing is slow on purpose."""
    return Account(**{"person_id": person.id, "email": person.email, "session_version": 1, **given})


def a_role(person, role: Role, **given) -> RoleGrant:
    return RoleGrant(**{"person_id": person.id, "role": role, "starts_on": LONG_AGO, **given})


def someone(*roles: Role, agency=None, school=None, **given) -> Account:
    """A saved account whose person has these roles and a post, ready for `client.sign_in`."""
    agency = agency or saved(an_agency())
    person = saved(a_person(**given))
    saved(a_post(person, agency, school_id=school.id if school else None))
    scoped = {Role.AGENCY_LEAD: {"agency_id": agency.id}, Role.CHAMPION: {"school_id": school and school.id}}
    for role in roles:
        saved(a_role(person, role, **scoped.get(role, {})))
    return saved(an_account(person))


def actor_of(account: Account, *scopes: RoleScope | Role) -> Actor:
    """The actor that services see for this account, with these roles for the whole partnership."""
    held = (scope if isinstance(scope, RoleScope) else RoleScope(scope) for scope in scopes)
    return Actor(person_id=account.person_id, name="Sam Tester", scopes=frozenset(held))


def a_course(**given) -> Course:
    made = {"title": f"Early help {next(_numbers)}", "summary": "What early help is", "minutes": 180}
    made |= {"format": CourseFormat.FACE_TO_FACE, "level": CourseLevel.INTRODUCTION, **given}
    return Course(search_text=folded(f"{made['title']} {made['summary']}"), **made)


def a_venue(**given) -> Venue:
    return Venue(**{"name": f"Hall {next(_numbers)}", "address": "1 High Street, York", **given})


def an_event(course=None, *, starts_at: datetime | None = None, sittings: int = 1, **given) -> TrainingEvent:
    """A saved open event with room, two weeks away unless said otherwise, a sitting a day; 0: undated."""
    course = course or saved(a_course())
    first = starts_at or clock.now() + timedelta(days=14)
    starts = [first + timedelta(days=number) for number in range(sittings)]
    # Not as the portal numbers its own, which may come to the same number.
    made = {"code": f"TEST-{next(_numbers):04}", "capacity": 10, "state": EventState.OPEN, **given}
    made |= {"starts_at": first, "ends_at": starts[-1] + timedelta(hours=3)} if starts else {}
    event = saved(TrainingEvent(**{"course_id": course.id, **made}))
    for start in starts:
        saved(Sitting(event_id=event.id, starts_at=start, ends_at=start + timedelta(hours=3)))
    return event


def a_booking(event: TrainingEvent, person=None, status=BookingStatus.BOOKED, **given) -> Booking:
    """A saved booking with its first status entry; it takes one of the event's places when it holds one."""
    person = person or saved(a_person())
    made = {"joined_at": clock.now(), "calendar_uid": f"booking-{next(_numbers)}@test", **given}
    booking = saved(Booking(**{"event_id": event.id, "person_id": person.id, "status": status, **made}))
    saved(StatusEntry(booking_id=booking.id, status=status, at=booking.joined_at))
    if status in PLACE_HOLDERS:
        event.places_taken += 1
        db.session.commit()
    return booking
