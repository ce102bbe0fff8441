"""New dates to choose from: a place is kept for everybody on each, until they choose. Callers commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from portal.kernel import activity, clock, letters, outbox, work, working_days
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.text import listed, moment
from portal.people.letters import Addressed, addressed_each, wants_text
from training.bookings import services as bookings
from training.bookings.domain import Book, CancelEvent
from training.bookings.letters import EVENT_CANCELLED, about, facts_about, facts_of
from training.bookings.models import Booking
from training.catalogue import queries as catalogue
from training.catalogue.domain import SaveEvent
from training.catalogue.models import TrainingEvent
from training.catalogue.services.events import save_event
from training.changes import queries
from training.changes.domain import ChangeRules, ChoiceOver, NoSuchDate, shifted
from training.changes.models import ChangedEvent, DateChoice, MassChange, NewDate

GIVE_BACK = "give-back-dates"
DATES_OFFERED = "dates_offered"
TOLD_WITH_DATES = "Told together with the new dates"
END_OF_DAY = time(23, 59)


def offer_dates(actor: Actor, change: MassChange, changed: ChangedEvent, event: TrainingEvent) -> None:
    """Make an event of each new day, keep places there, end the old one, and ask everybody to choose."""
    holders = queries.list_holders(event.id)
    dates = [_make_date(actor, changed, event, date.fromisoformat(day), len(holders)) for day in changed.days]
    until = min(_answer_by(), *(one.starts_at for one in dates if one.starts_at))
    for booking in holders:
        db.session.add(DateChoice(changed_event_id=changed.id, person_id=booking.person_id, until=until))
    known = facts_about(event)
    before = [facts_of(one, known, reason=change.reason) for one in holders]
    bookings.cancel_event(actor, CancelEvent(event.id, change.reason))
    # One letter, not two: that it is off, and which dates there are instead.
    outbox.close_waiting([about(one.id) for one in holders], TOLD_WITH_DATES, kinds=[EVENT_CANCELLED])
    _tell(holders, before, dates, until)


def _answer_by() -> datetime:
    days = in_force(ChangeRules).answer_within.days
    return clock.at_london(working_days.after(clock.today(), days), END_OF_DAY)


def _make_date(
    actor: Actor, changed: ChangedEvent, event: TrainingEvent, day: date, places: int
) -> TrainingEvent:
    """An event like this one on that day, with so many places kept."""
    made = save_event(
        actor,
        SaveEvent(
            course_id=event.course_id,
            event_id=None,
            venue_id=event.venue_id,
            online_link=event.online_link,
            capacity=max(event.capacity, places),
            booking_opens_at=None,
            booking_closes_at=None,
            sittings=shifted(catalogue.list_sittings(event.id), day),
            trainer_ids=catalogue.get_taught(event.id).trainer_ids,
            is_open=True,
            despite_clash=True,
        ),
    ).event
    db.session.flush()
    if places:
        bookings.hold_places(actor, made, places)
    db.session.add(NewDate(changed_event_id=changed.id, event_id=made.id, held=places))
    return made


def _tell(
    holders: Sequence[Booking],
    facts: Sequence[dict[str, object]],
    dates: Sequence[TrainingEvent],
    until: datetime,
) -> None:
    write = letters.writer(f"booking_{DATES_OFFERED}")
    more = {
        "dates": listed([moment(one.starts_at) for one in dates if one.starts_at]),
        "until": moment(until),
    }
    written = [
        (one.person, write(known | more, with_text=wants_text(one.person)))
        for one, known in zip(holders, facts, strict=True)
    ]
    pairs = zip(holders, addressed_each(written), strict=True)
    outbox.queue_all([_message(one, sent, until) for one, sent in pairs if sent is not None])


def _message(booking: Booking, sent: Addressed, until: datetime) -> outbox.Message:
    return outbox.Message(
        recipient=sent.recipient,
        channel=sent.channel,
        person_id=booking.person_id,
        kind=DATES_OFFERED,
        about=about(booking.id),
        subject=sent.letter.subject,
        body=sent.letter.body,
        not_after=until,
    )


def choose(actor: Actor, choice_id: int, event_id: int) -> Booking:
    """Take the place that is kept on one of the dates; the worker gives back those on the others."""
    choice = _open_choice(actor, choice_id, event_id)
    chosen = queries.find_date(choice.changed_event_id, event_id, lock=True)
    if chosen is None:
        raise NoSuchDate
    booking = bookings.name_held_place(actor, Book(event_id, choice.person_id, despite_clash=True))
    chosen.held -= 1
    _end(actor, choice, event_id)
    return booking


def choose_none(actor: Actor, choice_id: int) -> DateChoice:
    """None of the dates suits: the worker gives back every place that was kept."""
    choice = _open_choice(actor, choice_id)
    _end(actor, choice, None)
    return choice


def lapse(choice_id: int) -> None:
    """The time is over and nobody has chosen. Safe to call twice."""
    choice = queries.get_choice(choice_id, lock=True)
    if choice.ended_at is None and choice.until <= clock.now():
        _end(SYSTEM, choice, None)


def _open_choice(actor: Actor, choice_id: int, event_id: int | None = None) -> DateChoice:
    """The choice, locked. Raises `NotFound` for those who may not choose for this person.

    The event is locked first, as everywhere: two who choose at once wait for each other.
    """
    bookings.get_known_learner(actor, queries.get_choice(choice_id).person_id)
    if event_id is not None:
        catalogue.get_event(event_id, lock=True)
    choice = queries.get_choice(choice_id, lock=True)
    if choice.ended_at is not None or choice.until <= clock.now():
        raise ChoiceOver
    return choice


def _end(actor: Actor, choice: DateChoice, event_id: int | None) -> None:
    choice.ended_at, choice.chosen_id = clock.now(), event_id
    activity.record(actor, "choose_date", choice, before={}, after={"event_id": event_id})
    work.defer(GIVE_BACK, choice_id=choice.id)


def give_back(choice_id: int) -> None:
    """Give back the places that were kept for somebody who has chosen, or not. Safe to call twice.

    Events are locked in one order, each before what is kept on it.
    """
    changed_event_id = queries.get_choice(choice_id).changed_event_id
    events = {
        one.event_id: catalogue.get_event(one.event_id, lock=True)
        for one in queries.list_dates(changed_event_id)
    }
    dates = queries.list_dates(changed_event_id, lock=True)
    choice = queries.get_choice(choice_id, lock=True)
    if choice.ended_at is None or choice.given_back_at is not None:
        return
    choice.given_back_at = clock.now()
    for one in dates:
        if one.event_id != choice.chosen_id:
            one.held -= 1
            db.session.flush()
            bookings.release_places(SYSTEM, events[one.event_id], 1)
