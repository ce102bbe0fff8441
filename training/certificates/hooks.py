"""What rooms below ask of the ledger: who may be on an event that needs something first.

And what those above are told: a room hands over the provider `certificates_changed`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Date, Select, bindparam, case, exists, null, or_, select

from portal.kernel import clock
from portal.kernel.bulk import read_rows
from portal.kernel.slice import registry
from training.bookings.domain import Learner
from training.catalogue.domain import Holding
from training.catalogue.models import Course, CoursePrerequisite, TrainingEvent
from training.certificates.domain import CertificateState, NotHeldFirst
from training.certificates.models import Certificate
from training.certificates.queries.ledger import is_valid


def find_missing(event: TrainingEvent, learner: Learner) -> NotHeldFirst | None:
    """Why this person may not be on this event: a certificate that they will not hold on its first day.

    Without a date it is today that counts, and again the day once there is one.
    """
    day = clock.in_london(event.starts_at).date() if event.starts_at else clock.today()
    missing = list_missing(event.course_id, learner.person_id, day)
    return NotHeldFirst([one.title for one in missing], day, _leading_to(missing)) if missing else None


def _leading_to(missing: Sequence[Missing]) -> Sequence[int]:
    """The courses themselves; for whoever had one before, the shorter one that renews it as well."""
    return [one for course in missing for one in (course.refresher_id, course.id) if one is not None]


@dataclass(frozen=True, slots=True)
class Missing:
    """A course that is needed and not held; its refresher where the person had it once."""

    id: int
    title: str
    refresher_id: int | None


def list_missing(course_id: int, person_id: int, day: date) -> Sequence[Missing]:
    """The courses that this one needs and the person will not hold on that day. One statement.

    A certificate of the shorter course that renews the needed one is as good.
    """
    asked = {"course": course_id, "person": person_id, "day": day}
    return [Missing(*row) for row in read_rows(_missing(), asked)]


@cache
def _missing() -> Select[int, str, int | None]:
    """Built once: it is asked at each booking, and building it takes longer than running it."""
    of_person = Certificate.person_id == bindparam("person")
    either = or_(Certificate.course_id == Course.id, Certificate.course_id == Course.refresher_id)
    holds = exists().where(of_person, either, is_valid(bindparam("day", type_=Date())))
    held_once = exists().where(of_person, either, Certificate.state == CertificateState.CURRENT)
    return (
        select(Course.id, Course.title, case((held_once, Course.refresher_id), else_=null()))
        .join(CoursePrerequisite, CoursePrerequisite.needed_id == Course.id)
        .where(CoursePrerequisite.course_id == bindparam("course"), ~holds)
        .order_by(Course.title, Course.id)
    )


def find_held(person_id: int, course_id: int, day: date) -> dict[int, Holding]:
    """What the person has on that day of each course that this one needs, by its id. One statement.

    By the same rule as `list_missing`; of several certificates the one that lasts longest counts.
    """
    rows = read_rows(_held(), {"course": course_id, "person": person_id})
    found: dict[int, Holding] = {}
    for needed_id, expires_on in rows:
        known = found.get(needed_id)
        if known is None or (known.until is not None and (expires_on is None or expires_on > known.until)):
            found[needed_id] = Holding(expires_on is None or expires_on >= day, expires_on)
    return found


@cache
def _held() -> Select[int, date | None]:
    return (
        select(CoursePrerequisite.needed_id, Certificate.expires_on)
        .join(Course, Course.id == CoursePrerequisite.needed_id)
        .join(
            Certificate,
            or_(Certificate.course_id == Course.id, Certificate.course_id == Course.refresher_id),
        )
        .where(
            CoursePrerequisite.course_id == bindparam("course"),
            Certificate.person_id == bindparam("person"),
            Certificate.state == CertificateState.CURRENT,
        )
    )


def tell_changed(person_ids: Collection[int]) -> None:
    """Certificates of these people were issued, replaced or withdrawn, in this transaction."""
    for hear in registry().providers("certificates_changed"):
        hear(person_ids)
