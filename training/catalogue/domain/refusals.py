"""What cannot be done with courses, events and venues, in words. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel.errors import RuleBroken
from portal.kernel.text import plural


class TitleTaken(RuleBroken):
    message = "There is already a course with this title"
    field = "title"


class NeedsItself(RuleBroken):
    """Nobody could ever begin."""

    field = "prerequisite_ids"

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}” itself needs this course first, so nobody could take either")


class PeopleAreBooked(RuleBroken):
    """An event that people have a booking on does not go back to being a draft."""

    field = "is_open"

    def __init__(self, bookings: int) -> None:
        said = plural(bookings, "person is booked or waits", "people are booked or wait")
        super().__init__(f"{said}, so this event stays open. Let booking close, or cancel the event")


class LinkMissing(RuleBroken):
    message = "Enter the link where the e-learning is taken"
    field = "e_learning_link"


class NeverRunsOut(RuleBroken):
    message = "Say for how many months a certificate stays current, or leave renewal empty"
    field = "valid_for_months"


class RenewalTooLong(RuleBroken):
    message = "Renewal must begin after the certificate is given"
    field = "renew_within_months"


class CourseRetired(RuleBroken):
    message = "This course is no longer taught. Take it up again before you add an event"


class DatesToCome(RuleBroken):
    def __init__(self, dates: int) -> None:
        said = plural(dates, "event of this course is", "events of this course are")
        super().__init__(f"{said} still to come. Cancel or hold them before you retire it")


class EventIsOver(RuleBroken):
    message = "This event has started or was cancelled, so it cannot be changed"


class SittingsOverlap(RuleBroken):
    message = "The sittings must not overlap"
    field = "sittings"


class StartsInThePast(RuleBroken):
    message = "An event cannot start in the past"
    field = "sittings"


class ClosesAfterStart(RuleBroken):
    message = "Booking must close before or on the day of the event"
    field = "closes_on"


class OpensTooLate(RuleBroken):
    message = "Booking must open before it closes, and before the event starts"
    field = "opens_on"


class TimetableClash(RuleBroken):
    """Refused until somebody says that it is to be so anyway."""

    field = "despite_clash"

    def __init__(self, doubts: Iterable[str]) -> None:
        super().__init__(". ".join(doubts))


class NothingToRepeat(RuleBroken):
    message = "Only an event that has a date and was not cancelled can be repeated"


class EveryDayTaken(RuleBroken):
    message = "Every one of these dates is at a weekend or on a bank holiday"
    field = "times"


class VenueNameTaken(RuleBroken):
    message = "There is already a venue with this name"
    field = "name"


class VenueInUse(RuleBroken):
    def __init__(self, events: int) -> None:
        said = plural(events, "event is", "events are")
        super().__init__(f"{said} still to be held here. Move them before you retire the venue")
