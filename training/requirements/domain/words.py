"""The words of requirements: their clocks, and how somebody stands with one. Plain Python."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """By which clock a requirement runs out (docs/training.md 4.9)."""

    COMPLETION = "completion"
    OLD_EXPIRY = "old_expiry"
    FIXED = "fixed"
    HOURS = "hours"

    @property
    def label(self) -> str:
        return {
            "completion": "From the day it was completed",
            "old_expiry": "From the day it would have run out",
            "fixed": "On the same days for everybody",
            "hours": "By hours of training",
        }[self.value]

    @property
    def hint(self) -> str:
        return {
            "completion": "Each completion counts anew from its own day",
            "old_expiry": "Who renews in time loses nothing; who is late starts from the day they did",
            "fixed": "For example at the end of each school year, whenever it was completed",
            "hours": "So many hours in so many months, of whatever training counts",
        }[self.value]


class Takes(StrEnum):
    """How many of the courses of a requirement somebody needs."""

    ALL = "all"
    ANY = "any"

    @property
    def label(self) -> str:
        return {"all": "All of them", "any": "Any one of them"}[self.value]


class State(StrEnum):
    """How somebody stands with a requirement on a day."""

    NOT_REQUIRED = "not_required"
    EXEMPT = "exempt"
    CURRENT = "current"
    RENEW = "renew"
    EXTENDED = "extended"
    DUE = "due"
    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    REACTIVATABLE = "reactivatable"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        return _LABELS.get(self) or self.value.replace("_", " ").capitalize()

    @property
    def colour(self) -> str:
        return _COLOURS[self]

    @property
    def is_good(self) -> bool:
        """Nothing is asked of them today."""
        return self in {State.NOT_REQUIRED, State.EXEMPT, State.CURRENT, State.EXTENDED}

    @property
    def is_late(self) -> bool:
        return self in LATE


LATE = frozenset({State.OVERDUE, State.REACTIVATABLE, State.EXPIRED})
_LABELS = {State.RENEW: "Renew now", State.REACTIVATABLE: "Refresher overdue"}
_COLOURS = {
    State.NOT_REQUIRED: "grey",
    State.EXEMPT: "grey",
    State.CURRENT: "green",
    State.RENEW: "yellow",
    State.EXTENDED: "purple",
    State.DUE: "blue",
    State.IN_PROGRESS: "light-blue",
    State.OVERDUE: "red",
    State.REACTIVATABLE: "orange",
    State.EXPIRED: "red",
}


class AllowanceKind(StrEnum):
    EXEMPT = "exempt"
    EXTENDED = "extended"

    @property
    def label(self) -> str:
        return {"exempt": "Exemption", "extended": "Extension"}[self.value]


class EvidenceState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return self.value.capitalize()
