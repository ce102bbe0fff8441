"""Lists of lost places: one's own, those to decide about, and the people for whom they add up. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.models import Agency, Person
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent
from training.lost_places.domain import STANDING, LadderRules, LossState, counts_from
from training.lost_places.models import BookingPass, LostPlace
from training.lost_places.scope import is_decided_by, is_seen

# Nobody reads further back on one page.
MOST_OF_ONE = 100

_COLUMNS = (
    LostPlace.id,
    LostPlace.booking_id,
    LostPlace.kind,
    LostPlace.state,
    LostPlace.happened_on,
    LostPlace.noted_at,
    LostPlace.answered_at,
    LostPlace.note,
    TrainingEvent.id.label("event_id"),
    TrainingEvent.code,
    TrainingEvent.result_confirmed_at,
    Course.title,
)


def _losses() -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(*_COLUMNS)
    return (
        statement.select_from(LostPlace)
        .join(Booking, Booking.id == LostPlace.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(LostPlace.state != LossState.UNDONE)
    )


def list_of(person_id: int, actor: Actor | None = None) -> Sequence[Any]:
    """What somebody missed, newest first; as far as `actor` may know of it, if one is named."""
    statement = _losses().where(Booking.person_id == person_id)
    if actor is not None:
        statement = statement.where(is_seen(actor))
    newest = statement.order_by(LostPlace.happened_on.desc(), LostPlace.id.desc()).limit(MOST_OF_ONE)
    return db.session.execute(newest).all()


def select_to_decide(actor: Actor, state: LossState | None) -> Select[*tuple[Any, ...]]:
    """Questions whose answer this actor decides about: those with a reason first, then the oldest first.

    Unless it is asked for them, those that nobody has answered while the link of the letter worked are left
    out. While a register is open again there is nothing to decide.
    """
    fresh = clock.now() - in_force(LadderRules).link_lasts
    found = (
        _losses()
        .add_columns(Person.given_name, Person.family_name, Agency.name.label("agency"))
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(
            _is_open_since(fresh) if state is None else LostPlace.state == state,
            TrainingEvent.result_confirmed_at.is_not(None),
            is_decided_by(actor),
        )
    )
    answered_first = case((LostPlace.state == LossState.ANSWERED, 0), else_=1)
    return found.order_by(answered_first, LostPlace.noted_at, LostPlace.id)


def _is_open_since(at: datetime) -> ColumnElement[bool]:
    is_fresh = and_(LostPlace.state == LossState.OPEN, LostPlace.noted_at > at)
    return or_(LostPlace.state == LossState.ANSWERED, is_fresh)


def number_to_decide(actor: Actor) -> ScalarSelect[int]:
    return (
        select(func.count(LostPlace.id))
        .join(Booking, Booking.id == LostPlace.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            LostPlace.state == LossState.ANSWERED,
            TrainingEvent.result_confirmed_at.is_not(None),
            is_decided_by(actor),
        )
        .scalar_subquery()
    )


def number_to_answer(person_id: int) -> ScalarSelect[int]:
    """How often this person is asked why, and has not said."""
    return (
        select(func.count(LostPlace.id))
        .join(Booking, Booking.id == LostPlace.booking_id)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .where(
            Booking.person_id == person_id,
            LostPlace.state == LossState.OPEN,
            LostPlace.link_until > clock.now(),
            TrainingEvent.result_confirmed_at.is_not(None),
        )
        .scalar_subquery()
    )


def _counted() -> Select[*tuple[Any, ...]]:
    """By person how much counts today, and when it last happened."""
    rules = in_force(LadderRules)
    return (
        select(
            Booking.person_id,
            func.count(LostPlace.id).label("missed"),
            func.max(LostPlace.happened_on).label("last_on"),
        )
        .join(LostPlace, LostPlace.booking_id == Booking.id)
        .where(
            LostPlace.state.in_(STANDING),
            LostPlace.kind.in_(rules.counted),
            LostPlace.happened_on > counts_from(clock.today(), rules),
        )
        .group_by(Booking.person_id)
        .having(func.count(LostPlace.id) >= rules.lead_from)
    )


def select_people(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Whoever has missed so much that an agency's lead is told, the most first.

    Leads see those who lost a place that they had booked from the lead's agency.
    """
    counted = _counted().subquery()
    theirs = select(Booking.person_id).join(LostPlace, LostPlace.booking_id == Booking.id)
    allowed = select(func.max(BookingPass.until)).where(
        BookingPass.person_id == Person.id, BookingPass.until >= clock.today()
    )
    return (
        select(
            Person.id,
            Person.given_name,
            Person.family_name,
            counted.c.missed,
            counted.c.last_on,
            allowed.scalar_subquery().label("allowed_until"),
        )
        .join(counted, counted.c.person_id == Person.id)
        .where(Person.id.in_(theirs.where(LostPlace.state.in_(STANDING), is_seen(actor))))
        .order_by(counted.c.missed.desc(), counted.c.last_on.desc(), Person.id)
    )


def number_barred() -> ScalarSelect[int]:
    """How many people can book only if they are let."""
    rules = in_force(LadderRules)
    counted = _counted().having(func.count(LostPlace.id) >= rules.bar_from).subquery()
    allowed = select(BookingPass.person_id).where(BookingPass.until >= clock.today())
    return select(func.count()).where(counted.c.person_id.not_in(allowed)).scalar_subquery()
