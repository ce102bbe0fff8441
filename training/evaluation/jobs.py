"""Work of this room on the timetable. Each is safe to run twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from portal.kernel import clock
from portal.kernel.db import db, unit_of_work
from portal.kernel.erasing import empty_log
from portal.kernel.rules import in_force
from training.bookings.domain import LEARNERS, BookingStatus
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_event
from training.evaluation import due, letters, queries, services
from training.evaluation.domain import EvaluationForm, FormTimes


@dataclass(frozen=True, slots=True)
class _Round:
    """One letter: to whom it goes, for events of which time, and until when it can be answered."""

    kind: str
    form: EvaluationForm
    statuses: Collection[BookingStatus]
    column: ColumnElement[datetime | None]
    since: datetime
    until: datetime
    # How long after `column` the form closes.
    open_for: timedelta
    # Another letter that must have been written by some time.
    follows: tuple[str, datetime] | None = None


def ask_for_forms() -> None:
    """Write to whoever has a form before or later to send."""
    for one in _rounds(in_force(FormTimes), clock.now()):
        with unit_of_work():
            events = due.list_events(one.column, one.since, one.until)
        for event_id in events:
            with unit_of_work():
                _write(get_event(event_id), one)


def _rounds(times: FormTimes, now: datetime) -> list[_Round]:
    after = TrainingEvent.ends_at.expression, now - times.closes
    later = (EvaluationForm.LATER, LEARNERS, *after)
    rounds = [_Round(letters.LATER, *later, now - times.later_opens, times.closes)]
    if times.asked_before:
        before = (EvaluationForm.BEFORE, {BookingStatus.BOOKED}, TrainingEvent.starts_at.expression, now)
        rounds.append(_Round(letters.BEFORE, *before, now + times.asked_before, timedelta()))
    if times.later_reminder:
        reminded = now - times.later_opens - times.later_reminder
        had = (letters.LATER, now - times.later_reminder)
        rounds.append(_Round(letters.REMINDER, *later, reminded, times.closes, follows=had))
    return rounds


def _write(event: TrainingEvent, one: _Round) -> None:
    bookings = due.list_to_ask(event, one.kind, one.form, one.statuses, one.follows)
    begins = event.starts_at if one.form is EvaluationForm.BEFORE else event.ends_at
    if bookings and begins is not None:
        letters.ask(one.kind, event, bookings, one.form, begins + one.open_for)


def ask_managers() -> None:
    """Write to the managers of those who took part, once about each event."""
    times, now = in_force(FormTimes), clock.now()
    if not times.managers_asked:
        return
    with unit_of_work():
        events = due.list_events_to_ask_managers(now - times.closes, now - times.managers_asked)
    for event_id in events:
        with unit_of_work():
            services.ask_managers(get_event(event_id))


def close_forms() -> None:
    """Close for good the forms of each event whose last one is over."""
    with unit_of_work():
        over = list(queries.list_events_to_close())
    for event_id in over:
        with unit_of_work():
            services.close_event(get_event(event_id))
    # Each time: somebody may have been reading when there was last something to forget.
    empty_log(db.engine)
