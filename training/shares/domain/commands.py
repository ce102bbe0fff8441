"""What people ask for about shares and caps, and why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.errors import RuleBroken
from portal.kernel.text import moment, plural
from training.shares.domain.filling import Group, ShareSort


@dataclass(frozen=True, slots=True)
class SaveShare:
    """Command: keep places of an event for a group, or let it have no more than so many.

    It ends at `until`, or `days_before` the event begins; a cap may have neither and holds throughout.
    """

    event_id: int
    share_id: int | None
    sort: ShareSort
    group: Group
    places: int
    until: datetime | None = None
    days_before: int | None = None
    # Of one that is changed: the fingerprint of what stood there when the page was opened.
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class SaveCourseShare:
    """Command: what each new event of a course begins with."""

    course_id: int
    sort: ShareSort
    group: Group
    places: int
    days_before: int | None = None


class KeptForNobody(RuleBroken):
    message = "Select one agency or a kind of agency to keep places for"
    field = "group"


class GroupTaken(RuleBroken):
    message = "This is set for them already. Change that instead"
    field = "group"


class TooManyKept(RuleBroken):
    """Places are kept twice, or somebody else has them."""

    field = "places"

    def __init__(self, most: int, label: str) -> None:
        if most:
            said = f"At most {plural(most, 'place')} can be kept for {label}: the others are taken or kept"
        else:
            said = f"No places can be kept for {label}: all are taken or kept for others"
        super().__init__(said)


class MoreThanThere(RuleBroken):
    """Fewer places than are kept."""

    field = "capacity"

    def __init__(self, kept: int) -> None:
        super().__init__(f"{plural(kept, 'place is', 'places are')} kept for agencies. Keep fewer first")


class NoEnd(RuleBroken):
    message = "Enter a day, or a number of days before the event"
    field = "until_day"


class TwoEnds(RuleBroken):
    message = "Enter either a day or a number of days before the event, not both"
    field = "days_before"


class EndsTooLate(RuleBroken):
    """An end that nobody would live to see."""

    message = "This must be in the future, and before the event starts"

    def __init__(self, field: str) -> None:
        super().__init__(self.message, field=field)


class CapTooShort(RuleBroken):
    """A cap that ends while places are kept: it would let one agency take what is given out first."""

    def __init__(self, until: datetime, field: str) -> None:
        super().__init__(
            f"A limit must hold until the kept places are given out, {moment(until)}", field=field
        )


class EventOver(RuleBroken):
    message = "The event has begun or was cancelled, so its places stay as they are"


class NoDays(RuleBroken):
    message = "Enter how many days before the event the places are given out"
    field = "days_before"


class LimitTooShort(RuleBroken):
    message = "A limit must hold at least as long as places are kept"
    field = "days_before"
