"""Reads of the ledger of certificates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.text import folded
from portal.people.models import Person
from training.bookings.domain import RESULTS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, Sitting, TrainingEvent
from training.certificates.domain import (
    Candidate,
    CertificateState,
    Standing,
    code_as_stored,
    standing,
)
from training.certificates.models import Certificate, CertificateDocument
from training.evaluation.scope import has_sent

# How far back events are offered for issuing, and how far back the home page looks for somebody who waits:
# it is opened too often to search a whole year each time.
LOOK_BACK = timedelta(days=365)
REMIND_FOR = timedelta(days=60)


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


def list_candidates(event_id: int) -> Sequence[Candidate]:
    """Everyone with a result on the event, with the facts that the gate asks for, by name."""
    rows = db.session.execute(
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Booking.status,
            has_sent(Booking.person_id, Booking.event_id),
            Certificate.state,
        )
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(
            Certificate,
            (Certificate.event_id == Booking.event_id)
            & (Certificate.person_id == Booking.person_id)
            & (Certificate.state != CertificateState.REPLACED),
        )
        .where(Booking.event_id == event_id, Booking.status.in_(RESULTS))
        .order_by(Person.search_name, Person.id)
    )
    return [Candidate(row[0], f"{row[1]} {row[2]}", *row[3:]) for row in rows]


def list_days(event_id: int) -> Sequence[date]:
    """The days of the event's sittings, in London, each once."""
    starts = db.session.scalars(
        select(Sitting.starts_at).where(Sitting.event_id == event_id).order_by(Sitting.starts_at)
    )
    return list(dict.fromkeys(clock.in_london(start).date() for start in starts))


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


def find_document(certificate_id: int) -> bytes | None:
    """The stored PDF, if it has been made."""
    return db.session.scalar(
        select(CertificateDocument.pdf).where(CertificateDocument.certificate_id == certificate_id)
    )


def has_document(certificate_id: int) -> bool:
    found = select(CertificateDocument.id).where(CertificateDocument.certificate_id == certificate_id)
    return db.session.scalar(found) is not None


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


def _waits_for_one() -> ColumnElement[bool]:
    """Bookings whose person may have a certificate and has none."""
    has_one = exists().where(
        Certificate.event_id == Booking.event_id,
        Certificate.person_id == Booking.person_id,
        Certificate.state != CertificateState.REPLACED,
    )
    passed = or_(Course.requires_evaluation.is_(False), has_sent(Booking.person_id, Booking.event_id))
    return (Booking.status == BookingStatus.ATTENDED) & ~has_one & passed


def select_events_to_issue() -> Select[*tuple[Any, ...]]:
    """Events of the last year whose results are confirmed, newest first."""
    return (
        select(TrainingEvent.id, TrainingEvent.code, TrainingEvent.ends_at, Course.title)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(*_is_confirmed_since(LOOK_BACK))
        .order_by(TrainingEvent.starts_at.desc(), TrainingEvent.id)
    )


def _is_confirmed_since(ago: timedelta) -> tuple[ColumnElement[bool], ...]:
    return (
        TrainingEvent.state == EventState.OPEN,
        TrainingEvent.starts_at > clock.now() - ago,
        TrainingEvent.result_confirmed_at.is_not(None),
    )


def count_waiting(event_ids: Sequence[int]) -> Mapping[int, int]:
    """How many people wait for a certificate of each of these events; events with none are left out."""
    return _counts(
        select(Booking.event_id, func.count(Booking.id))
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(Booking.event_id.in_(event_ids), _waits_for_one())
        .group_by(Booking.event_id)
    )


def count_issued(event_ids: Sequence[int]) -> Mapping[int, int]:
    """How many current certificates each of these events has given; events with none are left out."""
    return _counts(
        select(Certificate.event_id, func.count(Certificate.id))
        .where(Certificate.event_id.in_(event_ids), Certificate.state == CertificateState.CURRENT)
        .group_by(Certificate.event_id)
    )


def _counts(statement: Select[*tuple[Any, ...]]) -> Mapping[int, int]:
    return {row[0]: row[1] for row in db.session.execute(statement)}


def count_events_to_issue() -> int:
    """Events of the last weeks for which somebody waits for a certificate."""
    waits = exists().where(Booking.event_id == TrainingEvent.id, _waits_for_one())
    counted = (
        select(func.count(TrainingEvent.id))
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(*_is_confirmed_since(REMIND_FOR), waits.correlate(TrainingEvent, Course))
    )
    return db.session.scalar(counted) or 0


def count_documents(event_id: int) -> tuple[int, int]:
    """How many certificates the event has given, and how many of their documents are made."""
    issued, made = db.session.execute(
        select(func.count(Certificate.id), func.count(CertificateDocument.id))
        .outerjoin(CertificateDocument, CertificateDocument.certificate_id == Certificate.id)
        .where(Certificate.event_id == event_id)
    ).one()
    return issued, made
