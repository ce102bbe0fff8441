"""Reads of events: who may have a certificate of one, and for which ones somebody waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from portal.kernel import clock
from portal.kernel.db import db
from portal.people.models import Person
from training.bookings.domain import RESULTS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import Course, Sitting, TrainingEvent
from training.certificates.domain import (
    Candidate,
    CertificateState,
)
from training.certificates.models import Certificate
from training.evaluation.scope import has_sent

# How far back events are offered for issuing, and how far back the home page looks for somebody who waits:
# it is opened too often to search a whole year each time.
LOOK_BACK = timedelta(days=365)


REMIND_FOR = timedelta(days=60)


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
