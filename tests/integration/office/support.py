"""What the tests of office booking share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.models import Person
from tests.factories import a_booking, a_person, a_post, an_agency, saved, someone
from tests.support.pages import parse
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.bookings.queries import find_booking
from training.catalogue.models import TrainingEvent
from training.office.models import OfficeList, OfficeRow
from training.office.queries import list_rows


def a_team(*names: str) -> tuple[Account, list[Person]]:
    """A line manager's account, and people of these names who answer to them."""
    agency = saved(an_agency())
    manager = someone(Role.LINE_MANAGER, agency=agency)
    people = []
    for name in names:
        given, family = name.split()
        person = saved(a_person(given_name=given, family_name=family))
        saved(a_post(person, agency, manager_id=manager.person_id))
        people.append(person)
    return manager, people


def fill_up(event: TrainingEvent, places: int) -> None:
    """So many places are taken by others."""
    for _ in range(places):
        a_booking(event)


def bookings_of(event: TrainingEvent) -> Sequence[Booking]:
    db.session.expire_all()
    found = select(Booking).where(Booking.event_id == event.id).options(joinedload(Booking.person))
    return db.session.scalars(found.order_by(Booking.id)).all()


def statuses(event: TrainingEvent) -> dict[str, str]:
    """How each booking of the event stands, by the person's given name."""
    return {one.person.given_name: one.status.value for one in bookings_of(event)}


def booking_of(event: TrainingEvent, person: Person) -> Booking:
    found = find_booking(event.id, person.id)
    assert found is not None
    return found


def waiting_rows(event: TrainingEvent) -> list[Booking]:
    return [one for one in bookings_of(event) if one.status is BookingStatus.WAITING]


def waiting(event: TrainingEvent) -> set[str]:
    return {one.person.given_name for one in waiting_rows(event)}


def the_list() -> OfficeList:
    """The newest list."""
    db.session.expire_all()
    found = db.session.scalars(select(OfficeList).order_by(OfficeList.id.desc())).first()
    assert found is not None
    return found


def rows_of(chosen: OfficeList) -> Sequence[OfficeRow]:
    return list_rows(chosen.id)


def count_rows() -> int:
    return db.session.scalar(select(func.count(OfficeRow.id))) or 0


def token_on(text: str) -> str:
    return str(parse(text).select_one("main [name=csrf_token]")["value"])


def paste(client, event, text: str):
    return client.submit(f"/training/events/{event.id}/several/paste", lines=text)


def check(client, mode: str = "each_waits", **more):
    return client.submit(f"/several/{the_list().id}", mode=mode, answers=more)


def book(client):
    return client.submit(f"/several/{the_list().id}/preview")


def booked(client, event, *names: str, mode: str = "each_waits") -> str:
    """These people are put on a list for the event and booked; answers the list's address."""
    paste(client, event, "\n".join(names))
    check(client, mode=mode)
    book(client)
    return f"/several/{the_list().id}"
