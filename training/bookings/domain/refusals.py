"""Why a booking is refused, one class for each rule."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.errors import RuleBroken
from portal.kernel.text import plural


class EventFull(RuleBroken):
    message = "There are no places left on this event. You can join the waiting list"
    field = "join_waiting"


class PlaceKept(RuleBroken):
    """A place is free, but not for this person, and why."""

    field = "join_waiting"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{reason}. You can join the waiting list")


class EventNotBookable(RuleBroken):
    """The event itself is in the way; one message for each reason."""


class AboutPerson(RuleBroken):
    """Said of somebody; `own` says the same to themselves."""

    own = ""


def to_oneself(error: RuleBroken) -> RuleBroken:
    """The same refusal in words for whoever asked for themselves."""
    return RuleBroken(error.own, field=error.field) if isinstance(error, AboutPerson) else error


class AlreadyBooked(AboutPerson):
    message = "There is already a booking for this person on this event"
    own = "You already have a booking on this event"


class NeedsFirst(RuleBroken):
    """Something has to be learned before; the courses of these ids lead there."""

    courses: Sequence[int] = ()


class DiaryClash(RuleBroken):
    field = "despite_clash"

    def __init__(self, title: str) -> None:
        # As it is said before anything was refused.
        self.on_page = f"You have a place on “{title}” at the same time"
        super().__init__(f"This is at the same time as “{title}”. Select “Book anyway” to book both")


class AgreesForReason(RuleBroken):
    """Booking them would be agreeing to it, which takes a reason."""

    field = "agreed_because"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}. Enter why you book them all the same")


class BookingEnded(RuleBroken):
    message = "This booking has already ended, so there is nothing to withdraw from"


class AlreadyCancelled(RuleBroken):
    message = "This event has already been cancelled"


class EventStarted(RuleBroken):
    message = "The event has started. Ask the training team to change the register"


class TakenMeanwhile(RuleBroken):
    """A booking that was ended cannot be taken up again, and why."""


class NotRequested(RuleBroken):
    message = "This booking is not waiting for approval"


class ReasonMissing(RuleBroken):
    message = "Enter a reason"
    field = "reason"


class NotStarted(RuleBroken):
    message = "The event has not started. Book a place instead"


class ResultIsConfirmed(RuleBroken):
    message = "The register of this event is closed, so nobody can be added"


class TooManyBookings(AboutPerson):
    """The limit of live bookings for one course."""

    def __init__(self, held: int) -> None:
        what = f"{plural(held, 'booking')} for this course. Withdraw from one first"
        self.own = f"You already have {what}"
        super().__init__(f"This person already has {what}")


class NotOffered(RuleBroken):
    message = "This place is no longer offered. It may have run out or been taken up already"


class NobodyKnown(RuleBroken):
    message = "Nobody at the same agency has this e-mail address or reference"
    field = "colleague"


class NothingToGive(RuleBroken):
    message = "Only a place that is booked can go to somebody else"


class NotWaiting(RuleBroken):
    message = "This person is not waiting for a place"


class NoPlaceLeft(RuleBroken):
    message = "There are no places left. Select “Overbook” to make one more"
    field = "overbook"


class NotLate(RuleBroken):
    message = "This booking has no late withdrawal that counts"


class AccountSuspended(RuleBroken):
    message = "This person’s account is closed, so they cannot be booked"


class EndsInThePast(RuleBroken):
    message = "The end must be in the future, and before the event starts"
    field = "until_day"


class DrawnAlready(RuleBroken):
    message = "Lots have been drawn already, and the order stands"
    field = "draw_day"


class DrawTooLate(RuleBroken):
    message = "The draw must be in the future, and before the event starts"
    field = "draw_day"
