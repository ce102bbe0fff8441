"""Finding certificates that cannot be right. Reads only; `checks.py` says what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from portal.kernel.db import db
from training.bookings.domain import BookingStatus
from training.bookings.models import Booking
from training.certificates.domain import CertificateState, EvaluationGate
from training.certificates.models import Certificate
from training.evaluation.scope import has_sent


def list_without_attendance() -> Sequence[int]:
    """Current certificates of events that are still known, without a booking that says “attended”."""
    attended = exists().where(
        Booking.event_id == Certificate.event_id,
        Booking.person_id == Certificate.person_id,
        Booking.status == BookingStatus.ATTENDED,
    )
    # Bookings are deleted long before certificates are: an event without any proves nothing.
    known = exists().where(Booking.event_id == Certificate.event_id)
    return db.session.scalars(
        select(Certificate.id)
        .where(Certificate.state == CertificateState.CURRENT, known, ~attended)
        .order_by(Certificate.id)
    ).all()


def list_without_answer() -> Sequence[int]:
    """Current certificates whose gate was opened by a form that is not there."""
    return db.session.scalars(
        select(Certificate.id)
        .where(
            Certificate.state == CertificateState.CURRENT,
            Certificate.event_id.is_not(None),
            Certificate.evaluation_gate == EvaluationGate.SENT,
            ~has_sent(Certificate.person_id, Certificate.event_id),
        )
        .order_by(Certificate.id)
    ).all()


def list_with_other_code() -> Sequence[int]:
    return db.session.scalars(
        select(Certificate.id)
        .where(Certificate.snapshot["code"].as_string() != Certificate.code)
        .order_by(Certificate.id)
    ).all()
