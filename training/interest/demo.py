"""People of the demo partnership who want a course and have chosen no date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import exists, select

from portal.kernel import clock
from portal.kernel.bulk import add_rows, add_rows_for_ids
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast
from portal.people.models import Person, Post
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent
from training.interest import queries
from training.interest.models import Interest, ToldDate

ORDER = 36
# How many want each course at most, and for how many days they have at most.
MOST_PEOPLE = 12
MOST_DAYS = 200
# From among so many: the first of the register.
CROWD = 400


def load(plan: DemoPlan) -> None:
    """Some people for each course; the practitioner wants the first that she was never booked on."""
    rng = Random(f"{plan.seed}/interest")  # noqa: S311  # invented data, no secret
    wanted = _draw(rng)
    ids = add_rows_for_ids(Interest, wanted)
    known: dict[int, Sequence[int]] = {}
    rows = []
    for interest_id, one in zip(ids, wanted, strict=True):
        course_id = one["course_id"]
        if course_id not in known:
            known[course_id] = queries.list_bookable(course_id)
        rows += [{"interest_id": interest_id, "event_id": event_id} for event_id in known[course_id]]
    add_rows(ToldDate, rows)
    plan.say(f"{len(wanted):,} wishes to hear about new dates")


def _draw(rng: Random) -> list[dict[str, Any]]:
    listed = Course.is_listed & Course.retired_on.is_(None)
    courses = db.session.scalars(select(Course.id).where(listed).order_by(Course.id)).all()
    crowd = db.session.scalars(
        select(Person.id).where(exists().where(Post.person_id == Person.id)).order_by(Person.id).limit(CROWD)
    ).all()
    placed = {
        (row.course_id, row.person_id)
        for row in db.session.execute(
            select(TrainingEvent.course_id, Booking.person_id)
            .join(Booking, Booking.event_id == TrainingEvent.id)
            .where(Booking.person_id.in_(crowd))
        )
    }
    practitioner = find_cast()["practitioner"].person_id
    free = next((course for course in courses if (course, practitioner) not in placed), None)
    found = [] if free is None else [(free, practitioner)]
    for course in courses:
        people = rng.sample(crowd, min(len(crowd), rng.randint(0, MOST_PEOPLE)))
        found += [(course, one) for one in people if one != practitioner and (course, one) not in placed]
    now = clock.now()
    return [
        {"course_id": course, "person_id": one, "since": now - timedelta(days=rng.randint(1, MOST_DAYS))}
        for course, one in found
    ]
