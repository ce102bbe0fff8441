"""What stands in a passport, and the links to it. A few statements, however much there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from portal.kernel import clock
from portal.kernel.activity import Activity
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.letters import public_address
from portal.people.models import Person
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import Course, TrainingEvent
from training.certificates.domain import CertificateState, code_in_groups
from training.certificates.models import Certificate
from training.passport.domain import Attended, Elsewhere, Passport, Shown, Stands
from training.passport.models import PassportLink
from training.requirements.domain import EvidenceState
from training.requirements.models import Requirement, RequirementEvidence
from training.requirements.queries.own import list_standings

SHOWN = "show_passport"


def read_passport(person_id: int, *, with_requirements: bool) -> Passport:
    """Raise `NotFound` for nobody, and for a row that only leads to another one since a merge."""
    person = db.session.get(Person, person_id)
    if person is None or person.merged_into_id is not None:
        raise NotFound
    return Passport(
        name=person.name,
        made_at=clock.now(),
        issuer=chosen().name,
        address=public_address(""),
        certificates=_list_certificates(person_id),
        attended=_list_attended(person_id),
        elsewhere=_list_elsewhere(person_id),
        requirements=_list_standings(person_id) if with_requirements else None,
    )


def _list_certificates(person_id: int) -> Sequence[Shown]:
    """Those that were not taken back, newest first, as they were printed."""
    rows = db.session.scalars(
        select(Certificate)
        .where(Certificate.person_id == person_id, Certificate.state == CertificateState.CURRENT)
        .order_by(Certificate.completed_on.desc(), Certificate.id.desc())
    )
    return [_shown(one) for one in rows]


def _shown(certificate: Certificate) -> Shown:
    printed = certificate.read_snapshot()
    return Shown(
        code=code_in_groups(certificate.code),
        course=printed.course_title,
        course_version=printed.course_version,
        level=printed.level,
        minutes=printed.minutes,
        dates=printed.dates,
        outcomes=printed.outcomes,
        issuer=printed.issuer,
        issued_on=printed.issued_on,
        expires_on=certificate.expires_on,
        state=certificate.standing(clock.today()).value,
        check_url=printed.check_url,
    )


def _list_attended(person_id: int) -> Sequence[Attended]:
    rows = db.session.execute(
        select(Course.title, Course.level, Course.minutes, TrainingEvent.starts_at, Booking.status)
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Course, Course.id == TrainingEvent.course_id)
        .where(
            Booking.person_id == person_id, Booking.status.in_((BookingStatus.ATTENDED, BookingStatus.PART))
        )
        .order_by(TrainingEvent.starts_at.is_(None), TrainingEvent.starts_at.desc(), Booking.id.desc())
    )
    return [
        Attended(title, level.label, minutes, clock.in_london(at).date() if at else None, status.value)
        for title, level, minutes, at, status in rows
    ]


def _list_elsewhere(person_id: int) -> Sequence[Elsewhere]:
    """What somebody who runs training has accepted; the rest is nobody else's to read."""
    sent = RequirementEvidence
    rows = db.session.execute(
        select(Requirement.name, sent.completed_on, sent.minutes, sent.reference)
        .join(Requirement, Requirement.id == sent.requirement_id)
        .where(sent.person_id == person_id, sent.state == EvidenceState.ACCEPTED)
        .order_by(sent.completed_on.desc(), sent.id.desc())
    )
    return [Elsewhere(*row) for row in rows]


def _list_standings(person_id: int) -> Sequence[Stands]:
    return [
        Stands(
            requirement.name,
            standing.state.label,
            standing.state.colour,
            standing.state.is_good,
            standing.due_on,
        )
        for standing, requirement in list_standings(person_id)
    ]


def find_link(reference: str) -> PassportLink | None:
    return db.session.scalar(select(PassportLink).where(PassportLink.reference == reference))


def list_links(person_id: int) -> Sequence[PassportLink]:
    """Newest first."""
    return db.session.scalars(
        select(PassportLink)
        .where(PassportLink.person_id == person_id)
        .order_by(PassportLink.made_at.desc(), PassportLink.id.desc())
    ).all()


def get_own_link(link_id: int, person_id: int) -> PassportLink:
    """Locked. Raises `NotFound` for somebody else's as for none."""
    found = db.session.scalar(
        select(PassportLink)
        .where(PassportLink.id == link_id, PassportLink.person_id == person_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def count_live(person_id: int) -> int:
    """How many links work. The person is locked first: two pressed at once are told apart."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    counted = (
        select(func.count())
        .select_from(PassportLink)
        .where(
            PassportLink.person_id == person_id,
            PassportLink.ended_at.is_(None),
            PassportLink.expires_at > clock.now(),
        )
    )
    return db.session.scalar(counted) or 0


def map_last_opened(link_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When somebody last opened each of these, by the log; those never opened are left out."""
    rows = db.session.execute(
        select(Activity.subject_id, func.max(Activity.at))
        .where(
            Activity.subject_kind == PassportLink.__tablename__,
            Activity.subject_id.in_(link_ids),
            Activity.verb == SHOWN,
        )
        .group_by(Activity.subject_id)
    )
    return {row[0]: row[1] for row in rows}
