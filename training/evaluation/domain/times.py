"""When each form of an event is open, and for whom (docs/training.md 4.7). Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.rules import Unit, adjustable, amount
from training.bookings.domain import LEARNERS, BookingStatus
from training.catalogue.domain import EventState
from training.evaluation.domain.words import EvaluationForm

A_WEEK = timedelta(weeks=1)


@adjustable("evaluation-times", "Evaluation forms")
@dataclass(frozen=True, slots=True)
class FormTimes:
    """What a partnership may set for itself. Nought days means no such letter."""

    asked_before: timedelta = amount(
        7,
        Unit.DAYS,
        within=(0, 30),
        label="Letter about the form before",
        says="So long before an event whoever has a place is asked how confident they are. 0 for no letter",
    )
    later_opens: timedelta = amount(
        8,
        Unit.WEEKS,
        within=(2, 26),
        label="The later form opens",
        says="So long after an event people are asked what became of it",
    )
    later_closes: timedelta = amount(
        14,
        Unit.WEEKS,
        within=(4, 40),
        label="The forms of an event close",
        says="So long after it, and a week after the later form opens at the least. Then what joined the "
        "forms of one person is deleted, and with it what so few sent that it is never shown",
    )
    later_reminder: timedelta = amount(
        3,
        Unit.WEEKS,
        within=(0, 20),
        label="One reminder of the later form",
        says="So long after it opened, to whoever has not sent it. 0 for none",
    )

    managers_asked: timedelta = amount(
        8,
        Unit.WEEKS,
        within=(0, 26),
        label="Letter to managers",
        says="So long after an event the managers of those who took part are asked two questions, "
        "which they answer by the link in the letter until the forms close. 0 for no letter",
    )

    @property
    def closes(self) -> timedelta:
        """How long after its end the forms of an event close, whichever numbers were chosen."""
        return max(self.later_closes, self.later_opens + A_WEEK, self.managers_asked + A_WEEK)

    def managers_may_answer(self, ends_at: datetime | None, now: datetime) -> bool:
        """Whether it is time for the questions to managers about an event that ended then."""
        if ends_at is None or not self.managers_asked:
            return False
        return ends_at + self.managers_asked <= now < ends_at + self.closes


class Turn(StrEnum):
    """Whether a form can be sent now."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a person's forms about an event depend on."""

    status: BookingStatus
    state: EventState
    starts_at: datetime | None
    ends_at: datetime | None
    # The event's keys are deleted: nothing may be added, whatever times are set by now.
    is_closed: bool = False

    def concerns(self, form: EvaluationForm) -> bool:
        """Whether it is this person's to send at all, sooner or later."""
        if form is EvaluationForm.MANAGER:
            return False
        if form is EvaluationForm.BEFORE:
            return self.status is BookingStatus.BOOKED and self.state is EventState.OPEN
        return self.status in LEARNERS and self.ends_at is not None

    def turn(self, form: EvaluationForm, now: datetime, times: FormTimes) -> Turn:
        """For a form that concerns them."""
        if form is EvaluationForm.BEFORE:
            return Turn.OPEN if self.starts_at is None or now < self.starts_at else Turn.OVER
        if self.is_closed or self.ends_at is None or now >= self.ends_at + times.closes:
            return Turn.OVER
        is_early = form is EvaluationForm.LATER and now < self.ends_at + times.later_opens
        return Turn.NOT_YET if is_early else Turn.OPEN

    def opens_at(self, times: FormTimes) -> datetime | None:
        """When the later form opens."""
        return None if self.ends_at is None else self.ends_at + times.later_opens
