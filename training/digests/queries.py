"""Reads of digests: what each learner has ahead and has to do. Each is one statement for everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.kernel.rules import in_force
from portal.people.domain import ContactWay
from portal.people.models import Person, Post
from portal.people.scope import is_current
from training.bookings.domain import LEARNERS, PENDING, BookingStatus
from training.bookings.models import Booking, StatusEntry
from training.catalogue.domain import EventState
from training.catalogue.models import PLACE_OF_EVENT, Course, TrainingEvent, Venue
from training.certificates.domain import CertificateState
from training.certificates.models import Certificate
from training.digests.domain import STALE, DigestRules, DigestWay, Issue
from training.digests.models import DigestChoice
from training.evaluation.domain import EvaluationForm, FormTimes
from training.evaluation.scope import has_sent, is_closed
from training.requirements.models import Requirement, RequirementStanding
from training.requirements.queries.news import is_last_call, is_news, is_required

WEEK = timedelta(weeks=1)
_FACTS = (Booking.person_id, Course.title, TrainingEvent.id.label("event_id"), TrainingEvent.starts_at)


def find_choice(person_id: int, *, lock: bool = False) -> DigestChoice | None:
    statement = select(DigestChoice).where(DigestChoice.person_id == person_id)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def list_coming(issue: Issue) -> Sequence[Any]:
    """Places on events that start soon."""
    return _rows(
        _of_bookings(issue, PLACE_OF_EVENT.label("place"), TrainingEvent.online_link)
        .outerjoin(Venue, Venue.id == TrainingEvent.venue_id)
        .where(
            Booking.status == BookingStatus.BOOKED,
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at > clock.now(),
            TrainingEvent.starts_at < issue.morning + in_force(DigestRules).ahead,
        )
        .order_by(TrainingEvent.starts_at, TrainingEvent.id)
    )


def list_offers(issue: Issue) -> Sequence[Any]:
    """Places that are kept for an answer."""
    return _rows(
        _of_bookings(issue, Booking.id.label("booking_id"), Booking.offer_until)
        .where(Booking.status == BookingStatus.OFFERED, Booking.offer_until > clock.now())
        .order_by(Booking.offer_until, Booking.id)
    )


def list_forms(issue: Issue) -> Sequence[Any]:
    """Evaluation forms that have been open for a while and are not sent, each with the form's name.

    Not those that close before the letter would be stale: who has not sent a form is forgotten then.
    """
    rules, times, at = in_force(DigestRules), in_force(FormTimes), issue.morning
    starts, ends = TrainingEvent.starts_at, TrainingEvent.ends_at
    since = max(at - rules.forms, at - times.closes + STALE)
    later_since = max(at - times.later_opens - rules.forms, at - times.closes + STALE)
    came, is_open = Booking.status.in_(LEARNERS), TrainingEvent.state == EventState.OPEN
    soon = and_(is_open, starts > at + STALE, starts <= at + times.asked_before)
    when = {
        EvaluationForm.BEFORE: and_(Booking.status == BookingStatus.BOOKED, soon),
        EvaluationForm.AFTER: and_(came, ends <= at, ends > since),
        EvaluationForm.LATER: and_(came, ends <= at - times.later_opens, ends > later_since),
    }
    asked = {form: and_(such, ~_has_sent(form)) for form, such in when.items()}
    form = case(*((such, one.value) for one, such in asked.items()), else_="").label("form")
    found = _of_bookings(issue, form).where(or_(*asked.values()), ~is_closed())
    return _rows(found.order_by(ends, Booking.id))


def _has_sent(form: EvaluationForm) -> ColumnElement[bool]:
    return has_sent(Booking.person_id, Booking.event_id, form)


def list_expiring(issue: Issue) -> Sequence[Any]:
    """Certificates that run out soon, unless they are renewed or the course is booked again.

    Nor those that count for something that is asked of them: of that they are told in its own words. The
    course of a row is the one to book, which need not be in the catalogue any more.
    """
    until = issue.day + in_force(DigestRules).renew
    other, target = aliased(Certificate), aliased(Course)
    lasts = or_(other.expires_on.is_(None), other.expires_on > Certificate.expires_on)
    renewed = exists().where(
        other.person_id == Certificate.person_id,
        *(_renews(other.course_id), lasts, other.state == CertificateState.CURRENT),
    )
    columns = (Certificate.person_id, Course.title, Certificate.expires_on)
    return _rows(
        select(*columns, target.id.label("course_id"), target.is_listed)
        .join(Course, Course.id == Certificate.course_id)
        .join(target, target.id == func.coalesce(Course.refresher_id, Course.id))
        .join(Person, Person.id == Certificate.person_id)
        .where(
            Certificate.state == CertificateState.CURRENT,
            Certificate.expires_on.between(issue.day, until),
            *_reads(issue),
            ~renewed,
            ~_is_booked_again(),
            ~is_required(Certificate.person_id, Certificate.course_id),
        )
        .order_by(Certificate.expires_on, Certificate.id)
    )


def list_required(issue: Issue) -> Sequence[Any]:
    """What happened in the week before to what is required of people, and last calls."""
    days = (issue.day - WEEK, issue.day)
    columns = (RequirementStanding.person_id, Requirement.name, RequirementStanding.state)
    return _rows(
        select(*columns, RequirementStanding.due_on, is_last_call(*days).label("is_last_call"))
        .join(Requirement, Requirement.id == RequirementStanding.requirement_id)
        .join(Person, Person.id == RequirementStanding.person_id)
        .where(is_news(*days), *_reads(issue, issue.ways_of_required))
        .order_by(RequirementStanding.due_on, RequirementStanding.id)
    )


def _is_booked_again() -> ColumnElement[bool]:
    event = aliased(TrainingEvent)
    return exists().where(
        Booking.person_id == Certificate.person_id,
        Booking.status.in_(PENDING),
        event.id == Booking.event_id,
        event.state != EventState.CANCELLED,
        or_(event.starts_at.is_(None), event.starts_at > clock.now()),
        _renews(event.course_id),
    )


def _renews(course_id: Any) -> ColumnElement[bool]:  # noqa: ANN401  # a column
    """The certificate's course, the shorter one that renews it, or one that it renews: any is as good."""
    main = aliased(Course)
    mains = select(main.id).where(main.refresher_id == Certificate.course_id).correlate(Certificate)
    return or_(course_id == Certificate.course_id, course_id == Course.refresher_id, course_id.in_(mains))


def _of_bookings(issue: Issue, *more: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401  # columns
    """Bookings that have stood so since before this morning, of people who read digests."""
    statement: Select[*tuple[Any, ...]] = select(*_FACTS, *more)
    is_newer = exists().where(StatusEntry.booking_id == Booking.id, StatusEntry.at >= issue.morning)
    return (
        statement.join(Person, Person.id == Booking.person_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(*_reads(issue), ~is_newer)
    )


def _reads(issue: Issue, ways: Collection[DigestWay] = ()) -> tuple[ColumnElement[bool], ...]:
    """People in post with a mailbox of their own who hear on such a morning and have not heard yet.

    Whoever asked to be reached by telephone or on paper is told what happens to their bookings, and no more.
    """
    chosen = select(DigestChoice.way).where(DigestChoice.person_id == Person.id).scalar_subquery()
    way = func.coalesce(chosen, in_force(DigestRules).usual_way.value)
    about = literal("digest:") + cast(Person.id, String) + literal(f":{issue.day.isoformat()}")
    return (
        Person.email.is_not(None),
        or_(Person.contact_by.is_(None), Person.contact_by == ContactWay.EMAIL),
        exists().where(Post.person_id == Person.id, is_current()),
        way.in_([one.value for one in ways or issue.ways]),
        ~exists().where(OutgoingMessage.about == about, OutgoingMessage.kind == OWN_DIGEST),
    )


# The kind of message; a manager's digest of the same day is another.
OWN_DIGEST = "own_digest"


def _rows(statement: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return db.session.execute(statement).all()


def map_daily(person_ids: Collection[int]) -> frozenset[int]:
    """Which of these people hear only of what is new."""
    usual = in_force(DigestRules).usual_way
    rows = db.session.execute(
        select(DigestChoice.person_id, DigestChoice.way).where(DigestChoice.person_id.in_(person_ids))
    )
    chosen: Mapping[int, DigestWay] = {row[0]: row[1] for row in rows}
    return frozenset(one for one in person_ids if chosen.get(one, usual) is DigestWay.DAILY)


def map_last(person_ids: Collection[int], before: datetime) -> Mapping[int, str]:
    """What the last digest of each of these people said; people without one are left out.

    One that failed or was closed never reached anybody, so it has said nothing.
    """
    last = (
        select(func.max(OutgoingMessage.id))
        .where(
            OutgoingMessage.person_id.in_(person_ids),
            OutgoingMessage.kind == OWN_DIGEST,
            OutgoingMessage.state.in_((MessageState.SENT, MessageState.WAITING)),
            OutgoingMessage.written_at < before,
        )
        .group_by(OutgoingMessage.person_id)
    )
    rows = db.session.execute(
        select(OutgoingMessage.person_id, OutgoingMessage.body).where(OutgoingMessage.id.in_(last))
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def map_people(person_ids: Collection[int]) -> Mapping[int, Person]:
    rows = db.session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.id))
    return {one.id: one for one in rows}


def is_reached(person: Person) -> bool:
    """Whether digests come to this person at all: as `_reads` asks it of everybody."""
    return person.email is not None and person.contact_by in {None, ContactWay.EMAIL}
