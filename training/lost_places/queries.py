"""Reads about places that were lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.passwords import secret_hash
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.bulk import read_rows
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.rules import in_force
from portal.people.letters import Reader
from portal.people.models import Person, Post, RoleGrant
from portal.people.scope import is_current, manager_in_post
from training.bookings.domain import BookingStatus, Learner
from training.bookings.models import Booking
from training.bookings.queries import list_learners
from training.catalogue.models import TrainingEvent
from training.lost_places.domain import (
    ASKING,
    STANDING,
    Ladder,
    LadderRules,
    LossKind,
    LossState,
    counts_from,
    rung,
)
from training.lost_places.models import BookingPass, LostPlace

_WITH_PERSON = joinedload(LostPlace.booking, innerjoin=True).joinedload(Booking.person, innerjoin=True)


def get_loss(loss_id: int) -> LostPlace:
    """With its booking and person, read anew. Raises `NotFound`."""
    return _one(LostPlace.id == loss_id)


def get_locked_event(loss_id: int) -> TrainingEvent:
    """The event of a lost place with its course, locked before anything is read anew. Raises `NotFound`."""
    booked = select(Booking.event_id).join(LostPlace, LostPlace.booking_id == Booking.id)
    event = db.session.scalar(
        select(TrainingEvent)
        .where(TrainingEvent.id == booked.where(LostPlace.id == loss_id).scalar_subquery())
        .options(joinedload(TrainingEvent.course, innerjoin=True))
        .with_for_update(of=TrainingEvent)
        .execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFound
    return event


def get_loss_of(booking_id: int) -> LostPlace:
    """What is known of the place of this booking. Raises `NotFound` where none was lost."""
    return _one(LostPlace.booking_id == booking_id)


def _one(where: ColumnElement[bool]) -> LostPlace:
    found = db.session.scalar(
        select(LostPlace).where(where).options(_WITH_PERSON).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def find_loss(loss_id: int) -> LostPlace | None:
    """With its booking."""
    return db.session.scalar(
        select(LostPlace)
        .where(LostPlace.id == loss_id)
        .options(joinedload(LostPlace.booking, innerjoin=True))
    )


def map_losses(booking_ids: Collection[int]) -> Mapping[int, LostPlace]:
    """By booking."""
    rows = db.session.scalars(select(LostPlace).where(LostPlace.booking_id.in_(booking_ids)))
    return {one.booking_id: one for one in rows}


def find_by_secret(secret: str) -> LostPlace | None:
    """The lost place that this link asks about, while it may be answered."""
    return db.session.scalar(
        select(LostPlace)
        .join(Booking, Booking.id == LostPlace.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            LostPlace.secret_hash == secret_hash(secret),
            LostPlace.link_until > clock.now(),
            LostPlace.state.in_(ASKING),
            TrainingEvent.result_confirmed_at.is_not(None),
        )
        .options(_WITH_PERSON)
    )


def get_learner(booking: Booking) -> Learner:
    """The person of a booking through the post they booked in, as those near them see it.

    Once they have left it nobody manages them there: only they themself and their office contact are near.
    """
    learners = list_learners(booking.person_id)
    there = [one for one in learners if one.agency_id is not None and one.agency_id == booking.agency_id]
    if there:
        return next((one for one in there if one.school_id == booking.school_id), there[0])
    one = learners[0]
    return Learner(one.person_id, one.name, one.email, office_contact_id=one.office_contact_id)


def list_events_to_ask() -> Sequence[int]:
    """Events with a confirmed result and somebody who has not been asked yet."""
    return db.session.scalars(
        select(Booking.event_id)
        .join(LostPlace, LostPlace.booking_id == Booking.id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(*_is_unasked(), TrainingEvent.result_confirmed_at.is_not(None))
        .distinct()
        .order_by(Booking.event_id)
    ).all()


def list_unasked(event_id: int) -> Sequence[LostPlace]:
    """Whoever of this event has not been asked yet, with their bookings and people."""
    return db.session.scalars(
        select(LostPlace)
        .join(Booking, Booking.id == LostPlace.booking_id)
        .where(Booking.event_id == event_id, *_is_unasked())
        .options(_WITH_PERSON)
        .order_by(LostPlace.id)
    ).all()


def _is_unasked() -> tuple[ColumnElement[bool], ...]:
    return (
        LostPlace.kind == LossKind.NO_SHOW,
        LostPlace.state.in_(ASKING),
        LostPlace.asked_at.is_(None),
    )


def list_counted(person_ids: Collection[int], rules: LadderRules) -> Sequence[LostPlace]:
    """All that counts of these people, whenever it was, oldest first; with the bookings."""
    return db.session.scalars(
        select(LostPlace)
        .join(Booking, Booking.id == LostPlace.booking_id)
        .where(
            Booking.person_id.in_(person_ids),
            LostPlace.state.in_(STANDING),
            LostPlace.kind.in_(rules.counted),
        )
        .options(joinedload(LostPlace.booking, innerjoin=True))
        .order_by(LostPlace.happened_on, LostPlace.id)
    ).all()


def read_rung(loss: LostPlace, rules: LadderRules) -> int:
    """The how-manieth of its person this is, as things count now."""
    counted = list_counted([loss.booking.person_id], rules)
    return rung(loss.happened_on, (one.happened_on for one in counted if one.id != loss.id), rules)


def read_ladder(person_id: int) -> Ladder:
    """Where this person stands today; one statement."""
    return read_ladder_on(0, person_id)[0]


def read_ladder_on(event_id: int, person_id: int) -> tuple[Ladder, datetime | None]:
    """The same, and since when the person waits for a place on this event."""
    rules = in_force(LadderRules)
    facts = {
        "event_id": event_id,
        "person_id": person_id,
        "today": clock.today(),
        "since": counts_from(clock.today(), rules),
        "kinds": list(rules.counted),
    }
    rows = read_rows(_LADDER, facts).all()
    if not rows:
        return Ladder(()), None
    noted = tuple(row.noted_at for row in rows)
    return Ladder(tuple(row.happened_on for row in rows), rows[0].allowed_until, noted), rows[0].waits_since


# Asked with each booking: building the statement takes longer than running it.
_ALLOWED = (
    select(func.max(BookingPass.until))
    .where(BookingPass.person_id == bindparam("person_id"), BookingPass.until >= bindparam("today"))
    .scalar_subquery()
)
_waiting = aliased(Booking)
_WAITS_SINCE = (
    select(func.min(_waiting.joined_at))
    .where(
        _waiting.person_id == bindparam("person_id"),
        _waiting.event_id == bindparam("event_id"),
        _waiting.status == BookingStatus.WAITING,
    )
    .scalar_subquery()
)
_LADDER = (
    select(
        LostPlace.happened_on,
        LostPlace.noted_at,
        _ALLOWED.label("allowed_until"),
        _WAITS_SINCE.label("waits_since"),
    )
    .join(Booking, Booking.id == LostPlace.booking_id)
    .where(
        Booking.person_id == bindparam("person_id"),
        LostPlace.state.in_(STANDING),
        LostPlace.kind.in_(bindparam("kinds", expanding=True)),
        LostPlace.happened_on > bindparam("since"),
    )
    .order_by(LostPlace.happened_on, LostPlace.id)
)


def map_managers(bookings: Sequence[Booking]) -> Mapping[int, Person]:
    """By booking whoever manages the person today in the post they booked in."""
    manager = manager_in_post(Post)
    rows = db.session.execute(
        select(Booking.id, Person)
        .join(Post, and_(Post.person_id == Booking.person_id, Post.agency_id == Booking.agency_id))
        .join(Person, Person.id == manager)
        .where(Booking.id.in_([one.id for one in bookings]), is_current(Post), Person.id != Booking.person_id)
        .order_by(Booking.id, Post.id.desc())
    )
    return {row[0]: row[1] for row in rows}


def map_leads(agency_ids: Collection[int]) -> Mapping[int | None, Sequence[Reader]]:
    """By agency whoever leads it today and has an e-mail address."""
    rows = db.session.execute(_select_leads(agency_ids))
    found: dict[int | None, list[Reader]] = {}
    for agency_id, person_id, given_name, email in rows:
        found.setdefault(agency_id, []).append(Reader(person_id, given_name, email))
    return found


def _select_leads(agency_ids: Collection[int]) -> Select[int | None, int, str, str | None]:
    day = clock.today()
    return (
        select(RoleGrant.agency_id, Person.id, Person.given_name, Person.email)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.agency_id.in_(agency_ids),
            RoleGrant.role == Role.AGENCY_LEAD,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
            Person.email.is_not(None),
        )
        .order_by(RoleGrant.agency_id, Person.id)
        .distinct()
    )


def find_pass(person_id: int) -> BookingPass | None:
    """What lets this person book now, whatever they missed."""
    return db.session.scalar(
        select(BookingPass)
        .where(BookingPass.person_id == person_id, BookingPass.until >= clock.today())
        .order_by(BookingPass.until.desc(), BookingPass.id.desc())
        .limit(1)
    )


def count_asked(event_id: int) -> int:
    """How many people were asked why they did not come to this event."""
    asked = (
        select(func.count(LostPlace.id))
        .join(Booking, Booking.id == LostPlace.booking_id)
        .where(
            Booking.event_id == event_id, LostPlace.asked_at.is_not(None), LostPlace.state != LossState.UNDONE
        )
    )
    return db.session.scalar(asked) or 0


def get_person(person_id: int) -> Person:
    """Raise `NotFound` for nobody, and for somebody who turned out to be another."""
    person = db.session.get(Person, person_id)
    if person is None or person.merged_into_id is not None:
        raise NotFound
    return person
