"""Places that are held without a name: how many, until when (docs/training.md 4.5). Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.text import moment, plural


@adjustable("held-places", "Places held without a name")
@dataclass(frozen=True, slots=True)
class HoldRules:
    """What a partnership may set for itself."""

    most_held: int = amount(
        5,
        Unit.PLACES,
        within=(0, 50),
        label="Places one person may hold for a course",
        says="Over all its dates to come; those they have named since count as well",
    )
    last_hold: timedelta = amount(
        14,
        Unit.DAYS,
        within=(0, 120),
        label="Last day to hold places",
        says="So many days before the start nobody can hold more places",
    )
    release: timedelta = amount(
        7,
        Unit.DAYS,
        within=(0, 120),
        label="Held places are given back",
        says="So many days before the start those without a name go to whoever waits",
    )
    warning: timedelta = amount(
        3,
        Unit.DAYS,
        within=(1, 30),
        label="Letter before held places are given back",
        says="So many days before that, whoever holds them is reminded to name people",
    )

    def last_hold_at(self, starts_at: datetime) -> datetime:
        """Nobody holds a place that would be given back at once."""
        return starts_at - max(self.last_hold, self.release)

    def release_at(self, starts_at: datetime) -> datetime:
        return starts_at - self.release

    def warn_at(self, starts_at: datetime) -> datetime:
        return self.release_at(starts_at) - self.warning


@dataclass(frozen=True, slots=True)
class HoldPlaces:
    """Command: hold so many places of an event, for people of this agency who are still to be named."""

    event_id: int
    places: int
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class NameHeld:
    """Command: this person gets one of the places that are held."""

    reservation_id: int
    person_id: int
    access_needs: str = ""
    despite_clash: bool = False
    # See `Book`.
    agreed_because: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """Command: so many held places are not needed."""

    reservation_id: int
    places: int


class NoDateYet(RuleBroken):
    message = "This event has no date yet. Put people on its waiting list instead"


class TooLateToHold(RuleBroken):
    """The last day to hold places is over."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Places could be held until {moment(until)}. Book people by name instead")


class TooManyHeld(RuleBroken):
    """More than one person may hold for a course."""

    field = "places"

    def __init__(self, most: int, held: int) -> None:
        said = f"{held:,} of them held or named already" if held else "over all its dates"
        super().__init__(f"One person may hold {plural(most, 'place')} for this course, {said}")


class TooFewLeft(RuleBroken):
    """Fewer places are left than were asked for."""

    field = "places"

    def __init__(self, left: int) -> None:
        super().__init__(
            f"Only {plural(left, 'place is', 'places are')} left" if left else "No places are left"
        )


class KeptForOthers(RuleBroken):
    """The places that are left are not for this agency, and why."""

    field = "places"


class NotYourAgency(RuleBroken):
    message = "Select an agency that you act for"
    field = "agency"


class NothingHeld(RuleBroken):
    message = "These places are no longer held. They were named or given back meanwhile"


class FewerHeld(RuleBroken):
    """More were to be given back than are held."""

    field = "places"

    def __init__(self, held: int) -> None:
        super().__init__(f"Only {plural(held, 'place is', 'places are')} held")


class OfAnotherAgency(RuleBroken):
    field = "person"

    def __init__(self, name: str) -> None:
        super().__init__(f"These places are held for {name}. Name somebody who works there")
