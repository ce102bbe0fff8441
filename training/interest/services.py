"""Asking to be told about new dates, and telling. Callers commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, delete, insert

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.activity import Told
from portal.kernel.bulk import table_of, write_rows
from portal.kernel.db import db
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_course
from training.interest import letters, queries
from training.interest.domain import NotTaught
from training.interest.models import Interest, ToldDate

# Rows of one round; what is more waits for the next, some minutes later.
AT_ONCE = 2_000


def note_interest(actor: Actor, course_id: int) -> Interest:
    """Remember that the actor wants this course; asking twice changes nothing. Raises `NotTaught`.

    The dates that can be booked already stood beside the button: they are no news.
    """
    course = get_course(course_id)
    if not course.is_listed:
        raise NotTaught
    known = queries.find_interest(course_id, actor.person_id)
    if known is not None:
        return known
    interest = Interest(course_id=course_id, person_id=actor.person_id, since=clock.now())
    db.session.add(interest)
    db.session.flush()
    db.session.add_all(
        ToldDate(interest_id=interest.id, event_id=event_id) for event_id in queries.list_bookable(course_id)
    )
    activity.record(actor, "note_interest", interest, before={}, after={"course": course.title})
    return interest


def end_interest(actor: Actor, course_id: int) -> None:
    """Forget that the actor wants this course; ending twice changes nothing. Raises `NotFound`."""
    get_course(course_id)
    if queries.find_interest(course_id, actor.person_id) is not None:
        _end(actor, course_id, {actor.person_id}, "They no longer want it")


def hear_of_move(
    actor: Actor,
    event: TrainingEvent,
    bookings: Sequence[Booking],
    before: Mapping[int, BookingStatus],
) -> None:
    """Whoever has a place wants no other date (`booking_moved`, training/bookings/domain/hooks.py)."""
    del actor, before
    booked = {one.person_id for one in bookings if one.status is BookingStatus.BOOKED}
    if booked:
        _end(SYSTEM, event.course_id, booked, f"A place on {event.code}")


_interests = table_of(Interest)
# Built once: said at each booking.
_DELETE = (
    delete(_interests)
    .where(
        _interests.c.course_id == bindparam("course_id"),
        _interests.c.person_id.in_(bindparam("people", expanding=True)),
    )
    .returning(_interests.c.id, _interests.c.person_id)
)


def _end(actor: Actor, course_id: int, person_ids: Collection[int], reason: str) -> None:
    ended = write_rows(_DELETE, {"course_id": course_id, "people": sorted(person_ids)})
    told = [Told(row.id, {"course_id": course_id}, {}, row.person_id) for row in ended]
    activity.record_each(actor, "end_interest", Interest, told, reason=reason)


def foresee_letters(event: TrainingEvent, *, has_moved: bool, is_opened: bool) -> int:
    """How many are told of an event that opens (training/catalogue/services/events.py)."""
    del has_moved
    return queries.count_wishes(event.course_id) if is_opened and event.starts_at is not None else 0


def tell_news() -> int:
    """Write to whoever wants a course that has a new date; says how many letters. Safe to run twice."""
    news: dict[Interest, list[TrainingEvent]] = {}
    for interest, event in queries.list_news(AT_ONCE):
        news.setdefault(interest, []).append(event)
    if not news:
        return 0
    letters.tell(news)
    rows = [{"interest_id": one.id, "event_id": event.id} for one, events in news.items() for event in events]
    write_rows(insert(table_of(ToldDate)), rows)
    return len(news)
