"""Short ways of saying what the tests of approvals say often."""

from __future__ import annotations

import re

from sqlalchemy import select

from portal.accounts.models import Account
from portal.kernel.access import Role
from portal.kernel.db import db, unit_of_work
from portal.kernel.outbox import OutgoingMessage
from portal.people.models import Person
from portal.people.queries import get_person
from tests.factories import a_course, a_person, a_post, a_role, an_account, an_agency, an_event, saved
from tests.integration.bookings.support import oneself
from training.approvals import due, services
from training.approvals.domain import Way
from training.approvals.models import ApprovalPolicy, ApprovalRequest, Decision, Step
from training.bookings import services as bookings
from training.bookings.domain import Book
from training.bookings.models import Booking


class Team:
    """A learner with a line manager, at an agency with a lead."""

    def __init__(self, *, manager: bool = True, lead: bool = True) -> None:
        self.agency = saved(an_agency())
        self.manager = self.colleague("Mary", "Manager")
        self.lead = self.colleague("Liz", "Lead", Role.AGENCY_LEAD) if lead else None
        self.learner = saved(a_person(given_name="Lee", family_name="Learner"))
        boss = self.manager.person_id if manager else None
        self.post = saved(a_post(self.learner, self.agency, manager_id=boss))
        self.account = saved(an_account(self.learner))

    def colleague(self, given: str, family: str, *roles: Role, **more) -> Account:
        """Somebody who works there, with an account."""
        person = saved(a_person(given_name=given, family_name=family, **more))
        saved(a_post(person, self.agency))
        for role in roles:
            saved(a_role(person, role, agency_id=self.agency.id if role is Role.AGENCY_LEAD else None))
        return saved(an_account(person))


def a_policy(way: Way = Way.MANAGER, *, second: bool = False, agency=None, course=None) -> ApprovalPolicy:
    """Who has to agree: of an agency, or of a course."""
    of = {"agency_id": agency.id} if agency else {"course_id": course.id}
    return saved(ApprovalPolicy(way=way, asks_second=second, **of))


def an_asking_event(way: Way = Way.MANAGER, *, second: bool = False, **more):
    """An event of a course whose bookings have to be agreed to."""
    course = saved(a_course())
    a_policy(way, second=second, course=course)
    return an_event(course, **more)


def book(event, person: Person, **more) -> Booking:
    with unit_of_work():
        return bookings.book(oneself(person), Book(event.id, person.id, **more))


def request_of(booking) -> ApprovalRequest:
    """The newest request about a booking."""
    db.session.expire_all()
    found = select(ApprovalRequest).where(ApprovalRequest.booking_id == booking.id)
    return db.session.scalars(found.order_by(ApprovalRequest.id.desc())).first()


def steps_of(booking) -> list[Step]:
    found = select(Step).where(Step.request_id == request_of(booking).id).order_by(Step.number)
    return list(db.session.scalars(found))


def kinds_of(booking) -> list[str]:
    return [one.kind.value for one in steps_of(booking)]


def step_of(booking, number: int = 1) -> int:
    return steps_of(booking)[number - 1].id


def decisions() -> list[Decision]:
    db.session.expire_all()
    return list(db.session.scalars(select(Decision).order_by(Decision.id)))


def write_letters() -> None:
    """Everybody whom something waits for is written to now, due or not."""
    with unit_of_work():
        for person_id in due.list_waiting():
            services.write_letter(person_id)


def letters_to(who, kind: str = "approval_asked") -> list[OutgoingMessage]:
    """The letters that ask this account's person, the newest last."""
    write_letters()
    db.session.expire_all()
    found = select(OutgoingMessage).where(
        OutgoingMessage.kind == kind, OutgoingMessage.person_id == who.person_id
    )
    return list(db.session.scalars(found.order_by(OutgoingMessage.id)))


def link_of(who, kind: str = "approval_asked") -> str:
    """The path of the link in the newest letter to this account's person."""
    return re.search(r"/approvals/link/[\w-]+$", letters_to(who, kind)[-1].link).group()


def name_of(account) -> str:
    return get_person(account.person_id).name
