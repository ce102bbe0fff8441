"""Planning messages of the portal's own accord: each a row that waits for its hour. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.kernel import clock, letters, outbox
from portal.kernel.outbox import Message, MessageState
from portal.kernel.rules import in_force
from portal.people.letters import addressed_each, wants_text
from training.bookings.letters import about, facts_about, facts_of, ringing
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent
from training.reminders import queries
from training.reminders.domain import Planned, ReminderRules, after_end, before_start

MOVED_PAST = "The date was moved so that this would have come too late"
# Thanks that would come later than this are left unsaid.
STALE = timedelta(weeks=3)


def plan_before(event: TrainingEvent) -> int:
    """Plan the reminders of one event, and move those that wait with its date; says how many are new.

    What would already be due is not planned: who books late has the message about the booking.
    """
    if event.starts_at is None:
        return 0
    return sum(
        _plan(event, planned, queries.list_booked(event, planned.kind), not_after=event.starts_at)
        for planned in before_start(event.starts_at, in_force(ReminderRules))
    )


def plan_after(event: TrainingEvent) -> int:
    """Plan the thanks to those who came; says how many are new."""
    if event.ends_at is None:
        return 0
    planned = after_end(event.ends_at, in_force(ReminderRules))
    if planned is None:
        return 0
    came = queries.list_came(event, planned.kind)
    return _plan(event, planned, came, not_after=event.ends_at + STALE, is_late=True)


def hear_of_change(event: TrainingEvent, *, has_moved: bool) -> None:
    """An event has another date or place: what waits goes with it at once."""
    if has_moved:
        plan_before(event)


def _plan(
    event: TrainingEvent,
    planned: Planned,
    bookings: Sequence[Booking],
    *,
    not_after: datetime,
    is_late: bool = False,
) -> int:
    """Write these messages; `is_late` writes one that is due already, too."""
    if not bookings:
        return 0
    unsent = {one.about: one for one in queries.list_unsent([one.id for one in bookings], planned.kind)}
    on_time = is_late or planned.due_at > clock.now()
    for message in unsent.values():
        # Its words speak of the old date: one that says the new one takes its place.
        message.state = MessageState.CLOSED
        message.closed_why = outbox.REPLACED if on_time else MOVED_PAST
    return _queue(event, planned, bookings, not_after) if on_time else 0


def _queue(event: TrainingEvent, planned: Planned, bookings: Sequence[Booking], not_after: datetime) -> int:
    write, known = letters.writer(f"booking_{planned.kind}"), facts_about(event) | ringing()
    written = [
        (one.person, write(facts_of(one, known), with_text=wants_text(one.person))) for one in bookings
    ]
    return outbox.queue_all(
        [
            Message(
                recipient=sent.recipient,
                channel=sent.channel,
                person_id=booking.person_id,
                kind=planned.kind,
                about=about(booking.id),
                version=event.sequence + 1,
                subject=sent.letter.subject,
                body=sent.letter.body,
                due_at=planned.due_at,
                not_after=not_after,
            )
            for booking, sent in zip(bookings, addressed_each(written), strict=True)
            if sent is not None
        ]
    )
