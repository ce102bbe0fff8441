"""What a partnership may set about its roster, and what the roster refuses. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.errors import Conflict, RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import plural
from portal.kernel.words import word


@adjustable("champions", "{Champion_plural}")
@dataclass(frozen=True, slots=True)
class AppointmentWindow:
    """How far from today an appointment or a standing down may be dated."""

    back: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 3_650),
        label="Appointments may be dated back by",
        says="For what was agreed before it was written down; the same for the last day of one",
    )
    ahead: timedelta = amount(
        365,
        Unit.DAYS,
        within=(0, 3_650),
        label="Appointments may be dated ahead by",
        says="For what is agreed for later; the same for the last day of one",
    )

    together: timedelta = amount(
        42,
        Unit.DAYS,
        within=(1, 366),
        label="Longest handover",
        says="So long two {champion_short_plural} of one school may serve together, the old and the new",
    )
    cover: timedelta = amount(
        183,
        Unit.DAYS,
        within=(7, 730),
        label="Longest cover",
        says="{A_champion_short} may cover another school for so long before somebody asks again",
    )
    soon: timedelta = amount(
        90,
        Unit.DAYS,
        within=(7, 366),
        label="“This term” where no terms are entered",
        says="So many days from today; also in holidays, when no later term is entered",
    )

    def holds(self, day: date, today: date) -> bool:
        return today - self.back <= day <= today + self.ahead


class NotOnTheStaff(RuleBroken):
    message = "Select someone who works at this school on that day"
    field = "person_id"


class NotOneself(RuleBroken):
    message = "Nobody appoints themself. Ask a colleague who may appoint {champion_short_plural}"
    field = "person_id"


class SchoolClosed(RuleBroken):
    message = "This school has closed, so it cannot be given {a_champion_short}"


class LeadTaken(RuleBroken):
    """The message names who holds the place and until when."""

    field = "kind"


class AlreadyAppointed(RuleBroken):
    message = "This person already has this place, or the other one, at that time"
    field = "person_id"


class TooFarAway(RuleBroken):
    def __init__(self, window: AppointmentWindow, field: str) -> None:
        back, ahead = plural(window.back.days, "day"), plural(window.ahead.days, "day")
        super().__init__(f"Enter a day that is at most {back} ago or {ahead} ahead", field=field)


class EndsBeforeStart(RuleBroken):
    message = "The last day cannot be before the appointment started"
    field = "ends_on"


class AlreadyStoodDown(RuleBroken):
    message = "This appointment has already been given a last day"


class HandoverTooLong(RuleBroken):
    """Names who is there until when."""

    field = "starts_on"

    def __init__(self, together: timedelta, said: str) -> None:
        most = plural(together.days, "day")
        super().__init__(f"Two {word.champion_short_plural} may serve together for at most {most}. {said}")


class NotHandedOver(RuleBroken):
    """Somebody without a last day cannot be followed, nor whoever is not the lead."""

    message = "Only {a_champion_short} who has no last day yet can hand over"


class LastDayTooEarly(RuleBroken):
    message = "Enter a last day that leaves no day without anybody before the other starts"
    field = "ends_on"


class HasALead(RuleBroken):
    message = "This school has {a_champion_short} at that time, so there is nothing to cover"
    field = "starts_on"


class CoversFromElsewhere(RuleBroken):
    message = "Select {a_champion_short} of another school who serves there on that day"
    field = "person_id"


class CoverTooLong(RuleBroken):
    field = "ends_on"

    def __init__(self, longest: timedelta) -> None:
        super().__init__(
            f"The last day must be on or after the first, and at most {plural(longest.days, 'day')} later",
            field="ends_on",
        )


class TermsOverlap(RuleBroken):
    field = "starts_on"


class TermEndsFirst(RuleBroken):
    message = "The last day of a term must be after its first"
    field = "ends_on"


class ChosenMeanwhile(Conflict):
    message = "Somebody else has changed what counts since you opened this page. Look at it again, then save"
