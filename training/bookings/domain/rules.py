"""The numbers of bookings that a partnership may set, and when the portal may give places out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.kernel.chosen import chosen
from portal.kernel.rules import Unit, adjustable, amount, in_force
from portal.kernel.text import plural
from training.bookings.domain.refusals import EventNotBookable
from training.catalogue.domain import Availability, Offered, availability

AN_HOUR = timedelta(hours=1)


@adjustable("bookings", "Booking and waiting lists")
@dataclass(frozen=True, slots=True)
class BookingRules:
    """What a partnership may set for itself."""

    freeze: timedelta = amount(
        24,
        Unit.HOURS,
        within=(0, 336),
        label="No places given out before the start",
        says="This shortly before it begins nobody is moved up from the waiting list: too late to know",
    )
    ring_within: timedelta = amount(
        24,
        Unit.HOURS,
        within=(1, 168),
        label="Changes to ring about",
        says="Whoever has a place is told to ring about what changes this shortly before the start",
    )
    ring_told: timedelta = amount(
        7,
        Unit.DAYS,
        within=(0, 60),
        label="Letters that say whom to ring",
        says="Those about an event that starts within so long; reminders always do",
    )


@adjustable("offers", "Offers of a place")
@dataclass(frozen=True, slots=True)
class OfferRules:
    """How long somebody is asked whether they want a place."""

    offers_within: timedelta = amount(
        5,
        Unit.DAYS,
        within=(0, 60),
        label="Working days before the start from which places are offered",
        says="Earlier, whoever is next on the waiting list is booked at once; later they are asked first",
    )
    longest_offer: timedelta = amount(
        48,
        Unit.HOURS,
        within=(2, 240),
        label="Longest offer",
        says="A place is held so long for somebody who is asked, and half the time to the start at most",
    )
    shortest_offer: timedelta = amount(
        2,
        Unit.HOURS,
        within=(1, 24),
        label="Shortest offer",
        says="Nobody is asked to answer sooner than this",
    )
    day_begins: timedelta = amount(
        9,
        Unit.HOURS,
        within=(6, 10),
        label="Offers may run out from",
        says="Hours after midnight in London: no offer runs out before, so that nobody misses one overnight",
    )
    day_ends: timedelta = amount(
        18,
        Unit.HOURS,
        within=(14, 22),
        label="Offers may run out until",
        says="Hours after midnight in London: no offer runs out later in the evening",
    )
    offers_end_at: timedelta = amount(
        10,
        Unit.HOURS,
        within=(10, 13),
        label="Offers that would run out at night or on a day off",
        says="Hours after midnight on the next working day: they run out then instead",
    )


@adjustable("booking-limits", "Limits of bookings")
@dataclass(frozen=True, slots=True)
class BookingLimits:
    """How much one person may book, and how late they may change their mind."""

    most_live: int = amount(
        3,
        Unit.BOOKINGS,
        within=(1, 50),
        label="Bookings for one course",
        says="One person may have so many bookings on dates of one course at a time, waiting lists included",
    )
    late_limit: timedelta = amount(
        7,
        Unit.DAYS,
        within=(0, 60),
        label="Late withdrawal",
        says="Whoever gives up a place this shortly before the start has withdrawn late",
    )
    first_call: timedelta = amount(
        5,
        Unit.DAYS,
        within=(0, 60),
        label="First call after a cancelled event",
        says="So long those who were on it go to the front of the waiting list of another date",
    )


@adjustable("kept-bookings", "How long bookings are kept", retention=True)
@dataclass(frozen=True, slots=True)
class BookingsKept:
    """What a partnership may set for itself (docs/training.md 4.11)."""

    access_needs: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 52),
        label="Access needs",
        says="So long after an event what people said they need there is blanked",
    )
    waiting: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(4, 104),
        label="Turns on a waiting list",
        says="So long after an event the bookings that never became a place are deleted",
    )


def whom_to_ring() -> str:
    """What whoever has a place does about changes at short notice; empty where nobody is to be rung."""
    hours = in_force(BookingRules).ring_within // AN_HOUR
    return chosen().contacts.changes(plural(hours, "hour"))


_NOT_BOOKABLE = {
    Availability.CANCELLED: "This event has been cancelled",
    Availability.PLANNED: "This event is not open for booking",
    Availability.STARTED: "This event has already started",
    Availability.NOT_YET_OPEN: "Booking for this event has not opened yet",
    Availability.CLOSED: "Booking for this event has closed",
}


def find_not_bookable(found: Availability) -> EventNotBookable | None:
    """What about the event itself is in the way, in plain words."""
    return None if found.is_bookable else EventNotBookable(_NOT_BOOKABLE[found])


def refuse_unless_bookable(found: Availability) -> None:
    """Raise what about the event itself is in the way."""
    refusal = find_not_bookable(found)
    if refusal is not None:
        raise refusal


def may_promote(event: Offered, now: datetime, rules: BookingRules | None = None) -> bool:
    """Whether the portal may move people up the waiting list now (docs/training.md 4.4 step 2).

    Not while the event is undated, closed, started or cancelled, and not inside the freeze.
    """
    if event.starts_at is None or not availability(event, now).is_bookable:
        return False
    return now < event.starts_at - (rules or in_force(BookingRules)).freeze


def told_together(others: int) -> str:
    """Why somebody who is booked together with others was passed over."""
    return f"Booked together with {plural(others, 'other')}: there have to be places for all of you"
