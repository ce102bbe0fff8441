"""Reads that planning an event needs: venues, trainers, and what else is on at that time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import LocalArea, Person, RoleGrant
from training.catalogue.domain import EventState, PlannedSitting, SaveEvent
from training.catalogue.models import VENUE_OF_SITTING, Course, EventTrainer, Sitting, TrainingEvent, Venue
from training.catalogue.queries.places import held_at
from training.catalogue.rules import Clash

# More are no use to anybody who has to find another day.
MOST_CLASHES = 5


def list_trainers(event_id: int | None = None) -> Sequence[tuple[int, str]]:
    """Everybody who holds the role of trainer today, and who teaches this event although they do not."""
    today = clock.today()
    holds = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.TRAINER,
        RoleGrant.starts_on <= today,
        RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= today),
    )
    teaches = select(EventTrainer.person_id).where(EventTrainer.event_id == (event_id or 0))
    people = select(Person.id, Person.given_name, Person.family_name).where(
        or_(Person.id.in_(holds), Person.id.in_(teaches))
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in db.session.execute(people.order_by(Person.search_name))]


def get_venue(venue_id: int, *, lock: bool = False) -> Venue:
    """Raise `NotFound` when there is no such venue."""
    venue = db.session.get(Venue, venue_id, with_for_update=lock or None, populate_existing=lock)
    if venue is None:
        raise NotFound
    return venue


def find_venue_by_name(name: str) -> int | None:
    """The id of the venue with this name, however it is written in capitals."""
    return db.session.scalar(select(Venue.id).where(func.lower(Venue.name) == name.lower()))


def list_venues(event_id: int | None = None) -> Sequence[tuple[int, str]]:
    """Ids and names of the venues in use, and of those that this event has although they are retired."""
    had = select(TrainingEvent.venue_id).where(TrainingEvent.id == (event_id or 0))
    by_sittings = select(Sitting.venue_id).where(Sitting.event_id == (event_id or 0))
    offered = select(Venue.id, Venue.name).where(
        or_(~Venue.is_retired, Venue.id.in_(had), Venue.id.in_(by_sittings))
    )
    return [(row[0], row[1]) for row in db.session.execute(offered.order_by(Venue.name, Venue.id))]


def list_venues_with_figures() -> Sequence[Any]:
    """Every venue with its area and how much is still to be held there; retired ones last."""
    ahead = (
        select(func.count(TrainingEvent.id)).where(*_ahead_at(Venue.id)).correlate(Venue).scalar_subquery()
    )
    return db.session.execute(
        select(
            Venue.id,
            Venue.name,
            Venue.address,
            Venue.capacity,
            Venue.access_notes,
            Venue.is_retired,
            LocalArea.name.label("area"),
            ahead.label("events"),
        )
        .outerjoin(LocalArea, LocalArea.id == Venue.local_area_id)
        .order_by(Venue.is_retired, Venue.name, Venue.id)
    ).all()


def count_events_at(venue_id: int) -> int:
    """Events that are still to be held at this venue."""
    return db.session.scalar(select(func.count(TrainingEvent.id)).where(*_ahead_at(venue_id))) or 0


def list_events_at(venue_id: int) -> Sequence[Any]:
    """What is still to be held at this venue, soonest first."""
    return db.session.execute(
        select(TrainingEvent.id, TrainingEvent.code, TrainingEvent.starts_at, Course.title)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(*_ahead_at(venue_id))
        .order_by(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at, TrainingEvent.id)
    ).all()


def _ahead_at(venue_id: Any) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401  # an id or a column
    return (
        held_at(venue_id),
        TrainingEvent.state != EventState.CANCELLED,
        or_(TrainingEvent.ends_at.is_(None), TrainingEvent.ends_at > clock.now()),
    )


def lock_timetable(
    venue_ids: Collection[int], trainer_ids: Collection[int]
) -> Sequence[tuple[str, int | None]]:
    """Whoever else wants one of these venues or trainers waits until this transaction ends.

    Answers the venues' names, and how many people each holds when somebody has said. Rows that others
    only refer to are not held up (`FOR NO KEY UPDATE`).
    """
    rooms: Sequence[Any] = ()
    if venue_ids:
        venues = select(Venue.name, Venue.capacity).where(Venue.id.in_(venue_ids)).order_by(Venue.id)
        rooms = db.session.execute(venues.with_for_update(key_share=True)).all()
    if trainer_ids:
        people = select(Person.id).where(Person.id.in_(trainer_ids)).order_by(Person.id)
        db.session.execute(people.with_for_update(key_share=True))
    return [(row[0], row[1]) for row in rooms]


def list_clashes(wanted: SaveEvent) -> list[Clash]:
    """Sittings of other events at the same time in the same venue or with one of the same trainers."""
    if not wanted.sittings or not (wanted.venue_ids or wanted.trainer_ids):
        return []
    rows = db.session.execute(
        _sittings_of_others(wanted)
        .where(or_(*map(_meets, wanted.sittings)), or_(Venue.id.is_not(None), Person.id.is_not(None)))
        .order_by(Sitting.starts_at, Sitting.id, Person.search_name)
        .limit(MOST_CLASHES)
    )
    return [
        Clash(taken, row.code, row.title, row.starts_at, row.ends_at) for row in rows for taken in _taken(row)
    ]


def _meets(sitting: PlannedSitting) -> ColumnElement[bool]:
    return and_(Sitting.starts_at < sitting.ends_at, Sitting.ends_at > sitting.starts_at)


def _same_room(wanted: SaveEvent) -> ColumnElement[bool]:
    """Whether another event's sitting has the venue of the sitting that it meets."""
    places = [(one, one.where(wanted.venue_id, wanted.online_link)[0]) for one in wanted.sittings]
    met = [and_(_meets(one), Venue.id == venue_id) for one, venue_id in places if venue_id is not None]
    return and_(Venue.id == VENUE_OF_SITTING, or_(false(), *met))


def _sittings_of_others(wanted: SaveEvent) -> Select[*tuple[Any, ...]]:
    """With the venue if they meet in it, and with each trainer who is the same."""
    names = (Venue.name, Person.given_name, Person.family_name)
    columns = (TrainingEvent.code, Course.title, Sitting.starts_at, Sitting.ends_at, *names)
    statement: Select[*tuple[Any, ...]] = select(*columns).select_from(Sitting)
    trains = EventTrainer.person_id.in_(wanted.trainer_ids)
    return (
        statement.join(TrainingEvent, TrainingEvent.id == Sitting.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .outerjoin(Venue, _same_room(wanted))
        .outerjoin(EventTrainer, and_(EventTrainer.event_id == TrainingEvent.id, trains))
        .outerjoin(Person, Person.id == EventTrainer.person_id)
        .where(TrainingEvent.id != (wanted.event_id or 0), TrainingEvent.state != EventState.CANCELLED)
    )


def _taken(row: Any) -> list[str]:  # noqa: ANN401  # a row of the above
    """The venue, once for a sitting that several trainers share, and the trainer."""
    person = [f"{row.given_name} {row.family_name}"] if row.given_name else []
    return [row.name, *person] if row.name else person
