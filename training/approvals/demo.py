"""Requests at every step in the demo partnership: one course and one agency ask, all others ask nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import Player, find_cast
from portal.people.models import Post
from portal.people.scope import is_current
from training.approvals import due, queries, services
from training.approvals.domain import Decide, NameDeputy, SetPolicy, Way
from training.bookings import services as bookings
from training.bookings.domain import LIVE, Book
from training.bookings.models import Booking
from training.catalogue.demo.timetable import STORY_CODES
from training.catalogue.domain import EventState
from training.catalogue.models import CoursePrerequisite, TrainingEvent

ORDER = 31
PEOPLE = 5
ROOM = 8
# Long enough ahead for five working days to pass before booking closes.
AHEAD = (timedelta(days=14), timedelta(days=140))
HOLIDAY = timedelta(days=13)


def load(plan: DemoPlan) -> None:
    """One course asks manager, agency and training team; the agency lead's agency asks its lead."""
    cast = find_cast()
    event = _find_event()
    if event is None:
        return
    boss = cast["training-lead"].actor
    services.set_course_policy(boss, event.course_id, SetPolicy(Way.BOTH, asks_second=True))
    lead = cast["agency-lead"]
    services.set_agency_policy(lead.actor, lead.agency_id, SetPolicy(Way.AGENCY))
    manager = cast["manager"]
    team = _people(Post.manager_id == manager.person_id, event)
    asked = [_ask(cast["coordinator"], event, one) for one in team]
    _answer(manager.actor, asked)
    deputy = NameDeputy("champion@demo.example", clock.today(), clock.today() + HOLIDAY)
    services.name_deputy(manager.actor, deputy)
    of_agency = [_ask(lead, event, one) for one in _people(Post.agency_id == lead.agency_id, event)]
    for number, booking in enumerate(of_agency):
        _agree(booking, times=number % len(Way))
    asked += of_agency
    db.session.flush()
    for person_id in due.list_waiting():
        services.write_letter(person_id)
    plan.say(f"{len(asked)} bookings to agree to")


def _find_event() -> TrainingEvent | None:
    """The first with room that no other story needs, and that anybody can book today."""
    now = clock.now()
    stories = select(TrainingEvent.course_id).where(TrainingEvent.code.in_(STORY_CODES.values()))
    return db.session.scalar(
        select(TrainingEvent)
        .where(
            TrainingEvent.state == EventState.OPEN,
            TrainingEvent.starts_at.between(now + AHEAD[0], now + AHEAD[1]),
            TrainingEvent.booking_closes_at.is_(None) | (TrainingEvent.booking_closes_at > now + AHEAD[0]),
            TrainingEvent.booking_opens_at.is_(None) | (TrainingEvent.booking_opens_at <= now),
            TrainingEvent.capacity - TrainingEvent.places_taken >= ROOM,
            TrainingEvent.course_id.not_in(stories),
            TrainingEvent.course_id.not_in(select(CoursePrerequisite.course_id)),
        )
        .order_by(TrainingEvent.id)
        .limit(1)
    )


def _people(where: ColumnElement[bool], event: TrainingEvent) -> Sequence[int]:
    """Some people in post who have no booking for this course, nobody of the demo accounts."""
    cast = [one.person_id for one in find_cast().values()]
    siblings = select(TrainingEvent.id).where(TrainingEvent.course_id == event.course_id)
    busy = select(Booking.person_id).where(Booking.status.in_(LIVE), Booking.event_id.in_(siblings))
    has_manager = Post.manager_id.is_not(None)
    free = (Post.person_id.not_in(cast), Post.person_id.not_in(busy))
    return db.session.scalars(
        select(Post.person_id).where(where, has_manager, is_current(), *free).order_by(Post.id).limit(PEOPLE)
    ).all()


def _ask(by: Player, event: TrainingEvent, person_id: int) -> Booking:
    return bookings.book(by.actor, Book(event.id, person_id, despite_clash=True))


def _agree(booking: Booking, *, times: int) -> None:
    """The first so many steps are agreed to, each by whoever decides it; the training team's are left."""
    for _ in range(times):
        step_id = queries.get_current_step_id(booking.id)
        asked = queries.get_asked(step_id)
        deciders = queries.list_deciders(asked)
        if asked.step.kind.is_ours or not deciders:
            return
        services.decide(Actor(person_id=deciders[0].id), Decide(step_id, agrees=True))


def _answer(manager: Actor, asked: Sequence[Booking]) -> None:
    """Two wait for the manager; one is at the second step, one was declined, and one ran out."""
    answers = (Decide(0, agrees=True), Decide(0, agrees=False, reason="Too many of us are away that day"))
    for booking, answer in zip(asked[2:4], answers, strict=False):
        step_id = queries.get_current_step_id(booking.id)
        services.decide(manager, Decide(step_id, answer.agrees, answer.reason))
    for booking in asked[4:]:
        bookings.expire_request(booking)
