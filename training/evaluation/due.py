"""Who is to be written to about which form, and has not been."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, exists, literal, select, true
from sqlalchemy.orm import joinedload

from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from training.bookings.domain import LEARNERS, BookingStatus
from training.bookings.models import Booking
from training.catalogue.domain import EventState
from training.catalogue.models import TrainingEvent
from training.evaluation.domain import EvaluationForm
from training.evaluation.scope import has_sent, is_closed


def list_events(column: ColumnElement[datetime | None], since: datetime, until: datetime) -> Sequence[int]:
    """Open events for which `column` lies in this time, and whose forms are not closed for good."""
    return db.session.scalars(
        select(TrainingEvent.id)
        .where(column > since, column <= until, TrainingEvent.state == EventState.OPEN, ~is_closed())
        .order_by(TrainingEvent.id)
    ).all()


def list_events_to_ask_managers(since: datetime, until: datetime) -> Sequence[int]:
    """Those that ended in this time, with somebody who took part and whose manager may be asked."""
    took_part = exists().where(Booking.event_id == TrainingEvent.id, Booking.status.in_(LEARNERS))
    return db.session.scalars(
        select(TrainingEvent.id)
        .where(
            TrainingEvent.ends_at > since,
            TrainingEvent.ends_at <= until,
            TrainingEvent.state == EventState.OPEN,
            ~is_closed(),
            took_part,
        )
        .order_by(TrainingEvent.id)
    ).all()


def list_to_ask(
    event: TrainingEvent,
    kind: str,
    form: EvaluationForm,
    statuses: Collection[BookingStatus],
    follows: tuple[str, datetime] | None = None,
) -> Sequence[Booking]:
    """Bookings that stand so whose people have neither sent the form nor had this letter, with those people.

    `follows` names another letter that they had by some time.
    """
    has_one = _has_letter(kind, OutgoingMessage.version == event.sequence + 1)
    had = _has_letter(follows[0], OutgoingMessage.written_at <= follows[1]) if follows else true()
    return db.session.scalars(
        select(Booking)
        .where(
            Booking.event_id == event.id,
            Booking.status.in_(statuses),
            ~has_one,
            had,
            ~has_sent(Booking.person_id, Booking.event_id, form),
        )
        .options(joinedload(Booking.person, innerjoin=True))
        .order_by(Booking.id)
    ).all()


def _has_letter(kind: str, also: ColumnElement[bool]) -> ColumnElement[bool]:
    is_about = OutgoingMessage.about == literal("booking:") + cast(Booking.id, String)
    return exists().where(is_about, OutgoingMessage.kind == kind, also)
