"""Certificates of the demo partnership, for everybody whose event and evaluation allow one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.models import Person
from portal.settings import Settings
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.catalogue.models import Course, Sitting, TrainingEvent
from training.certificates.domain import (
    ALPHABET,
    CODE_LENGTH,
    TEMPLATE_VERSION,
    CertificateState,
    EvaluationGate,
    GateRules,
    Issuer,
    Snapshot,
    expiry,
)
from training.certificates.models import Certificate
from training.evaluation.domain import EvaluationForm
from training.evaluation.models import EvaluationResponse

ORDER = 60
EVENTS_AT_ONCE = 200
# Of those who never sent the form, once it has waited as long as the rule says.
RELEASED_SHARE = 0.4
# The newest results still wait for somebody to issue.
NOT_YET_ISSUED_DAYS = 8
WITHDRAWN_EVERY = 90

Row = dict[str, Any]
WITHDRAWN: Row = {
    "state": CertificateState.WITHDRAWN,
    "state_reason": "Issued to another person of the same name",
}


@dataclass(frozen=True, slots=True)
class Completed:
    """Somebody who attended an event to its end."""

    event_id: int
    course_id: int
    person_id: int
    person_name: str
    confirmed_at: datetime | None
    confirmed_by_id: int | None
    answered_on: date | None

    @property
    def confirmed(self) -> datetime:
        return self.confirmed_at or clock.now()


def load(plan: DemoPlan) -> None:
    """Issue what the confirmed results and the evaluations allow."""
    settings: Settings = current_app.config["SETTINGS"]
    issuer = Issuer(name=chosen().name, check_page=f"{settings.public_url}/certificates/check")
    issuing = Issuing(Random(f"{plan.seed}/certificates"), issuer)  # noqa: S311  # demo codes open nothing
    until = clock.now() - timedelta(days=NOT_YET_ISSUED_DAYS)
    confirmed = select(TrainingEvent.id).where(TrainingEvent.result_confirmed_at < until)
    events = db.session.scalars(confirmed.order_by(TrainingEvent.id)).all()
    count = 0
    for start in range(0, len(events), EVENTS_AT_ONCE):
        batch = events[start : start + EVENTS_AT_ONCE]
        count += add_rows(Certificate, issuing.rows(_list_completed(batch), _days_of(batch)))
    plan.say(f"{count:,} certificates")


def _list_completed(events: Sequence[int]) -> list[Completed]:
    answered = (
        (EvaluationResponse.event_id == Booking.event_id)
        & (EvaluationResponse.person_id == Booking.person_id)
        & (EvaluationResponse.form == EvaluationForm.AFTER)
    )
    rows = db.session.execute(
        select(
            Booking.event_id,
            TrainingEvent.course_id,
            Booking.person_id,
            Person.given_name + " " + Person.family_name,
            TrainingEvent.result_confirmed_at,
            TrainingEvent.result_confirmed_by_id,
            EvaluationResponse.answered_on,
        )
        .join(TrainingEvent, TrainingEvent.id == Booking.event_id)
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(EvaluationResponse, answered)
        .where(Booking.event_id.in_(events), Booking.status == BookingStatus.ATTENDED)
        .order_by(Booking.event_id, Booking.id)
    )
    return [Completed(*row) for row in rows]


def _days_of(events: Sequence[int]) -> dict[int, list[date]]:
    rows = db.session.execute(
        select(Sitting.event_id, Sitting.starts_at)
        .where(Sitting.event_id.in_(events))
        .order_by(Sitting.event_id, Sitting.starts_at)
    )
    days: dict[int, list[date]] = {}
    for event_id, starts_at in rows:
        days.setdefault(event_id, []).append(clock.in_london(starts_at).date())
    return days


class Issuing:
    """Writes the ledger as issuing would have, one event after another."""

    def __init__(self, rng: Random, issuer: Issuer) -> None:
        self._rng = rng
        self._issuer = issuer
        self._courses = {course.id: course for course in db.session.scalars(select(Course))}

    def rows(self, completed: Sequence[Completed], days: Mapping[int, list[date]]) -> list[Row]:
        opened = ((one, self._gate(one)) for one in completed)
        rows = [self._row(one, gate, days[one.event_id]) for one, gate in opened if gate]
        for row in rows[WITHDRAWN_EVERY::WITHDRAWN_EVERY]:
            row.update(WITHDRAWN, state_changed_on=clock.today())
        return rows

    def _gate(self, one: Completed) -> EvaluationGate | None:
        if not self._courses[one.course_id].requires_evaluation:
            return EvaluationGate.NOT_REQUIRED
        if one.answered_on:
            return EvaluationGate.SENT
        waited = clock.now() - one.confirmed > GateRules().hold_for
        return EvaluationGate.RELEASED if waited and self._rng.random() < RELEASED_SHARE else None

    def _row(self, one: Completed, gate: EvaluationGate, days: list[date]) -> Row:
        course = self._courses[one.course_id]
        snapshot = self._snapshot(one, course, days, self._issued_at(one, gate))
        return {
            "person_id": one.person_id,
            "course_id": one.course_id,
            "event_id": one.event_id,
            "cycle": 1,
            "code": snapshot.code,
            "snapshot": snapshot.to_json(),
            "template_version": TEMPLATE_VERSION,
            "evaluation_gate": gate,
            "completed_on": days[-1],
            "expires_on": snapshot.expires_on,
            "issued_at": self._issued_at(one, gate),
            "issued_by_id": one.confirmed_by_id,
            "state": CertificateState.CURRENT,
            "state_reason": "",
            "state_changed_on": None,
        }

    def _issued_at(self, one: Completed, gate: EvaluationGate) -> datetime:
        """When the last fact arrived."""
        if gate is EvaluationGate.SENT and one.answered_on:
            noon = clock.at_london(one.answered_on, datetime.min.time().replace(hour=12))
            return min(max(one.confirmed, noon), clock.now())
        held = GateRules().hold_for if gate is EvaluationGate.RELEASED else timedelta(0)
        return one.confirmed + held

    def _snapshot(self, one: Completed, course: Course, days: list[date], issued_at: datetime) -> Snapshot:
        code = "".join(self._rng.choices(ALPHABET, k=CODE_LENGTH))
        return Snapshot(
            code=code,
            person_name=one.person_name,
            course_title=course.title,
            course_version=course.version,
            level=course.level.label,
            minutes=course.minutes,
            dates=tuple(days),
            outcomes=tuple(course.outcomes.splitlines()),
            issuer=self._issuer.name,
            signatory=self._issuer.signatory,
            check_url=self._issuer.address_of(code),
            issued_on=clock.in_london(issued_at).date(),
            expires_on=expiry(days[-1], course.valid_for_months),
        )
