"""Why somebody is or is not due, in one sentence. Plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal.kernel.text import day, long_day, plural
from training.requirements.domain.clocks import refreshable_until
from training.requirements.domain.standing import Terms
from training.requirements.domain.words import Basis, State

MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Stands:
    """How somebody stands, as it was written down."""

    state: State
    due_on: date | None
    completed_on: date | None
    until: date | None
    # To which day they were given longer, by way of exception.
    extended_to: date | None = None

    @property
    def is_prolonged(self) -> bool:
        """Whether it is the exception that sets the day."""
        return self.extended_to is not None and self.extended_to == self.due_on


def why(terms: Terms, stands: Stands) -> str:
    """The sentence. It names nobody, so that it reads the same to oneself and to a manager."""
    return _SAID[stands.state](terms, stands)


def _current(terms: Terms, stands: Stands) -> str:
    done = f"Completed on {_day(stands.completed_on)}"
    if stands.until is None:
        return f"{done}, and it does not run out."
    if terms.hours is not None and terms.clock.basis is Basis.HOURS:
        return f"The hours learned since {_day(stands.completed_on)} are enough until {_day(stands.until)}."
    return f"{done}, and it counts until {_day(stands.until)}."


def _renew(terms: Terms, stands: Stands) -> str:
    said = f"It runs out on {_day(stands.until)}, so now is the time to renew."
    if terms.clock.basis is Basis.OLD_EXPIRY:
        said = f"{said} Whoever renews until then loses nothing: the next period begins on that day."
    return f"{said} {_exception(stands)}." if stands.is_prolonged else said


def _exception(stands: Stands) -> str:
    return f"By way of exception there is time until {_day(stands.due_on)}"


def _extended(_terms: Terms, stands: Stands) -> str:
    ran_out = f"It ran out on {_day(stands.until)}, and" if stands.until else "It was due before, and"
    return f"{ran_out} by way of exception there is time until {_day(stands.due_on)}."


def _due(terms: Terms, stands: Stands) -> str:
    if stands.is_prolonged:
        return f"{_exception(stands)}."
    if not terms.grace:
        return f"It is due by {_day(stands.due_on)}."
    return f"It is due by {_day(stands.due_on)}: {plural(terms.grace, 'day')} from the day it began to apply."


def _in_progress(_terms: Terms, stands: Stands) -> str:
    if stands.is_prolonged:
        return f"Part of it is done. {_exception(stands)}."
    return f"Part of it is done. The rest is due by {_day(stands.due_on)}."


def _overdue(_terms: Terms, stands: Stands) -> str:
    return f"It was due by {_day(stands.due_on)}, and nothing is known yet that meets it."


def _reactivatable(terms: Terms, stands: Stands) -> str:
    last = refreshable_until(terms.clock, stands.until) if stands.until else None
    return f"It ran out on {_day(stands.until)}. A refresher is enough until {_day(last)}."


def _expired(terms: Terms, stands: Stands) -> str:
    said = f"It ran out on {_day(stands.until)}"
    has_refresher = terms.courses and terms.clock.reactivate
    return f"{said}, too long ago for a refresher." if has_refresher else f"{said}."


def _exempt(_terms: Terms, stands: Stands) -> str:
    return f"Nothing is asked for until {_day(stands.due_on)}." if stands.due_on else "Nothing is asked for."


_SAID: dict[State, Callable[[Terms, Stands], str]] = {
    State.NOT_REQUIRED: lambda *_: "Nothing is asked for now.",
    State.CURRENT: _current,
    State.RENEW: _renew,
    State.EXTENDED: _extended,
    State.DUE: _due,
    State.IN_PROGRESS: _in_progress,
    State.OVERDUE: _overdue,
    State.REACTIVATABLE: _reactivatable,
    State.EXPIRED: _expired,
    State.EXEMPT: _exempt,
}


def _day(value: date | None) -> str:
    return long_day(value) if value else "a day that is not known"


def hours_in_words(minutes: int) -> str:
    """As in “6 hours”, “1 hour 30 minutes”."""
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    words = [plural(hours, "hour")] if hours else []
    return " ".join([*words, plural(rest, "minute")] if rest or not hours else words)


def in_short(state: State, due_on: date | None) -> str:
    """As a line of a letter says it: “to renew by 3 March 2027”."""
    return f"{_SHORT[state]} {day(due_on)}" if due_on else _SHORT[state].rpartition(" ")[0]


_SHORT = {
    State.DUE: "due by",
    State.IN_PROGRESS: "begun, due by",
    State.RENEW: "to renew by",
    State.OVERDUE: "overdue since",
    State.REACTIVATABLE: "for a refresher, ran out on",
    State.EXPIRED: "ran out on",
}
