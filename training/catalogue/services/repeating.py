"""Holding an event again. Callers commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.kernel import working_days
from portal.kernel.access import Actor, Permission, require
from training.catalogue import queries
from training.catalogue.domain import (
    EventState,
    EveryDayTaken,
    NothingToRepeat,
    RepeatEvent,
    SaveEvent,
    TimetableClash,
)
from training.catalogue.models import TrainingEvent
from training.catalogue.rules import days_of, moved, weeks_later
from training.catalogue.services.events import SavedEvent, save_event


@dataclass(frozen=True, slots=True)
class Series:
    """The events that were added, and the first days of those that fell on no working day."""

    added: list[SavedEvent]
    skipped: list[date]


def repeat_event(actor: Actor, command: RepeatEvent) -> Series:
    """Add the same event again and again, at the same time by London's clocks.

    A date that would fall on a bank holiday is left out, unless the event itself is held on such days.
    Clashes are gathered over all the dates, so that they are answered once.
    """
    event = queries.get_event(command.event_id)
    require(actor, Permission.EVENT_MANAGE, event)
    if event.starts_at is None or event.state is EventState.CANCELLED:
        raise NothingToRepeat
    sittings = queries.list_sittings(event.id)
    on_any_day = not all(map(working_days.is_working_day, days_of(sittings)))
    wanted, skipped = [], []
    for again in _dates(command, event):
        days = days_of(again.sittings)
        if on_any_day or all(map(working_days.is_working_day, days)):
            wanted.append(again)
        else:
            skipped.append(days[0])
    if not wanted:
        raise EveryDayTaken
    return Series(_save_all(actor, wanted), skipped)


def _dates(command: RepeatEvent, event: TrainingEvent) -> Iterator[SaveEvent]:
    trainers = queries.get_taught(event.id).trainer_ids
    sittings = queries.list_sittings(event.id)
    opens, closes = event.booking_opens_at, event.booking_closes_at
    for turn in range(1, command.times + 1):
        weeks = turn * command.weeks_apart
        yield SaveEvent(
            course_id=event.course_id,
            event_id=None,
            venue_id=event.venue_id,
            online_link=event.online_link,
            capacity=event.capacity,
            booking_opens_at=opens and weeks_later(opens, weeks),
            booking_closes_at=closes and weeks_later(closes, weeks),
            sittings=moved(sittings, weeks),
            trainer_ids=trainers,
            is_open=command.is_open,
            despite_clash=command.despite_clash,
        )


def _save_all(actor: Actor, wanted: list[SaveEvent]) -> list[SavedEvent]:
    """Raise all their clashes as one."""
    saved, doubts = [], []
    for one in wanted:
        try:
            saved.append(save_event(actor, one))
        except TimetableClash as clash:
            doubts.append(clash.message)
    if doubts:
        raise TimetableClash(doubts)
    return saved
