"""Reads of the ledger itself: certificates by number, by code, by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import folded
from portal.people.models import Person, Post
from portal.people.scope import is_current
from training.certificates.domain import (
    CertificateState,
    Standing,
    code_as_stored,
    standing,
)
from training.certificates.models import Certificate


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate as lists show it."""

    id: int
    person_id: int
    code: str
    person_name: str
    course_title: str
    completed_on: date
    expires_on: date | None
    state: CertificateState
    # As it was printed, too; and null once the course is gone.
    level: str
    course_id: int | None

    def standing(self, today: date) -> Standing:
        return standing(self.state, self.expires_on, today)


def is_valid(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Certificates that count on this day: neither replaced nor withdrawn, and not expired."""
    return (Certificate.state == CertificateState.CURRENT) & or_(
        Certificate.expires_on.is_(None), Certificate.expires_on >= day
    )


def holds_valid(
    person_id: InstrumentedAttribute[int], day: date | BindParameter[date]
) -> ColumnElement[bool]:
    """Whether the person in this column holds any certificate that counts on this day."""
    return exists().where(Certificate.person_id == person_id, is_valid(day))


def count_cycles(course_id: int, person_ids: Sequence[int]) -> Mapping[int, int]:
    """The number of each person's latest cycle of this course; people without one are left out."""
    rows = db.session.execute(
        select(Certificate.person_id, func.max(Certificate.cycle))
        .where(Certificate.course_id == course_id, Certificate.person_id.in_(person_ids))
        .group_by(Certificate.person_id)
    )
    return {person_id: cycle for person_id, cycle in rows}  # noqa: C416  # rows are no pairs to `dict`


def select_to_renew() -> Select[int]:
    """Who holds a certificate that will expire: they have to be told, wherever they work by then."""
    return select(Certificate.person_id).where(
        Certificate.state == CertificateState.CURRENT, Certificate.expires_on >= clock.today()
    )


def list_numbers(person_ids: Sequence[int]) -> Sequence[Any]:
    """Course, cycle and event of every certificate of these people."""
    return db.session.execute(
        select(
            Certificate.id,
            Certificate.person_id,
            Certificate.course_id,
            Certificate.cycle,
            Certificate.event_id,
        )
        .where(Certificate.person_id.in_(person_ids))
        .order_by(Certificate.id)
    ).all()


def list_taken(codes: Sequence[str]) -> frozenset[str]:
    """Which of these codes some certificate has already."""
    return frozenset(db.session.scalars(select(Certificate.code).where(Certificate.code.in_(codes))))


def get_certificate(certificate_id: int, *, lock: bool = False) -> Certificate:
    """Raise `NotFound` when there is no such certificate."""
    found = db.session.get(Certificate, certificate_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def find_by_code(code: str) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def find_successor(certificate_id: int) -> Certificate | None:
    """The version that took this one's place."""
    return db.session.scalar(select(Certificate).where(Certificate.replaces_id == certificate_id))


def _select_held() -> Select[*tuple[Any, ...]]:
    """The columns of `Held`, in its order. The title and the name are those that were printed."""
    return select(
        Certificate.id,
        Certificate.person_id,
        Certificate.code,
        Certificate.snapshot["person_name"].as_string().label("person_name"),
        Certificate.snapshot["course_title"].as_string().label("course_title"),
        Certificate.completed_on,
        Certificate.expires_on,
        Certificate.state,
        func.coalesce(Certificate.snapshot["level"].as_string(), "").label("level"),
        Certificate.course_id,
    )


def list_held(person_id: int) -> Sequence[Held]:
    """All versions of all certificates of a person, newest first."""
    return list_held_by([person_id])


def list_held_by(person_ids: Sequence[int]) -> Sequence[Held]:
    """All versions of all certificates of these people, newest first."""
    rows = db.session.execute(
        _select_held()
        .where(Certificate.person_id.in_(person_ids))
        .order_by(Certificate.completed_on.desc(), Certificate.id.desc())
    )
    return [Held(*row) for row in rows]


def select_ledger(search: str) -> Select[*tuple[Any, ...]]:
    """The ids of all certificates, newest first; narrowed to a code, or to people with such a name."""
    statement = select(Certificate.id).order_by(Certificate.id.desc())
    code = code_as_stored(search)
    if code:
        return statement.where(Certificate.code == code)
    if search:
        statement = statement.join(Person, Person.id == Certificate.person_id)
    for word in folded(search).split():
        statement = statement.where(Person.search_name.contains(word, autoescape=True))
    return statement


def list_in_ledger(certificate_ids: Sequence[int]) -> Sequence[Held]:
    """What the ledger shows of these certificates, newest first."""
    rows = db.session.execute(
        _select_held().where(Certificate.id.in_(certificate_ids)).order_by(Certificate.id.desc())
    )
    return [Held(*row) for row in rows]


def select_current_of_event(event_id: int) -> Select[int, int]:
    """The certificates that this event has given, each with whose it is; without those taken back."""
    return _current().where(Certificate.event_id == event_id)


def select_current_of_people(people: Select[int]) -> Select[int, int]:
    """The same of these people."""
    return _current().where(Certificate.person_id.in_(people))


def _current() -> Select[int, int]:
    return (
        select(Certificate.id, Certificate.person_id)
        .where(Certificate.state == CertificateState.CURRENT)
        .order_by(Certificate.event_id, Certificate.id)
    )


def select_people_of_agency(agency_id: int) -> Select[int]:
    """Who has a post there today."""
    return select(Post.person_id).where(Post.agency_id == agency_id, is_current())


def list_whose(statement: Select[int, int]) -> Mapping[int, int]:
    """Whose each certificate is, by its id, in the order of the statement."""
    return {row[0]: row[1] for row in db.session.execute(statement)}


def has_any(certificates: Select[int, int]) -> bool:
    return db.session.execute(certificates.order_by(None).limit(1)).first() is not None
