"""When people are reminded (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from portal.kernel import clock, working_days
from portal.kernel.rules import Unit, adjustable, amount

REMINDER = "reminder"
LAST_REMINDER = "last_reminder"
THANKS = "thanks"
# Letters of the portal's own accord arrive when people begin to work.
MORNING = time(9)


@adjustable("reminders", "Reminders")
@dataclass(frozen=True, slots=True)
class ReminderRules:
    """What a partnership may set for itself. Nought days means no such message."""

    before: timedelta = amount(
        5,
        Unit.DAYS,
        within=(0, 20),
        label="Reminder before an event",
        says="So many working days before the first sitting everybody with a place is reminded",
    )
    again: timedelta = amount(
        1,
        Unit.DAYS,
        within=(0, 5),
        label="Last reminder",
        says="So many working days before the first sitting they are reminded once more",
    )
    after: timedelta = amount(
        1,
        Unit.DAYS,
        within=(0, 20),
        label="Thanks after an event",
        says="So many working days after the last sitting those who came are asked what they thought",
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """One message of its own accord: its kind and when it is due."""

    kind: str
    due_at: datetime


def before_start(starts_at: datetime, rules: ReminderRules) -> Iterator[Planned]:
    """The reminders of an event, counted back in working days from its first sitting."""
    first = clock.in_london(starts_at).date()
    for kind, span in ((REMINDER, rules.before), (LAST_REMINDER, rules.again)):
        if span.days:
            day = working_days.before(first, span.days)
            yield Planned(kind, clock.at_london(day, MORNING))


def after_end(ends_at: datetime, rules: ReminderRules) -> Planned | None:
    """What follows an event, counted forward in working days from its last sitting."""
    if not rules.after.days:
        return None
    day = working_days.after(clock.in_london(ends_at).date(), rules.after.days)
    return Planned(THANKS, clock.at_london(day, MORNING))


def horizon(rules: ReminderRules) -> timedelta:
    """How far ahead events are looked at: every reminder is planned a week before it is due, or more."""
    # Two weeks hold a week of holidays and a week to spare.
    return 2 * max(rules.before, rules.again) + timedelta(weeks=2)
