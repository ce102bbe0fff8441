"""What a learner's digest says, to whom and when (docs/training.md 4.10). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.kernel import clock
from portal.kernel.rules import Unit, adjustable, amount, choice

# A digest is about what was so at this hour: what happens later in the day has a letter of its own.
MORNING = time(8)
MONDAY = 0
# Whatever has not left by then would come beside the next.
STALE = timedelta(days=2)


class DigestWay(StrEnum):
    """How often somebody wants to hear."""

    WEEKLY = "weekly"
    DAILY = "daily"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"weekly": "Once a week", "daily": "When there is something new", "none": "Never"}[self.value]

    @property
    def hint(self) -> str:
        return {
            "weekly": "On Monday morning. Nothing comes when there is nothing to say",
            "daily": "In the morning, on days when something has been added since the last one",
            "none": "Required training is told all the same, on Mondays. Letters about bookings still come",
        }[self.value]


WAYS = tuple(DigestWay)


@adjustable("digests", "Digests for learners")
@dataclass(frozen=True, slots=True)
class DigestRules:
    """What a partnership may set for itself."""

    usual: int = choice(
        0,
        tuple(one.label for one in WAYS),
        label="How often people hear what is coming up",
        says="Unless they choose for themselves",
    )
    ahead: timedelta = amount(
        3,
        Unit.WEEKS,
        within=(1, 12),
        label="A digest looks ahead",
        says="Events that start within so long are in it",
    )
    forms: timedelta = amount(
        4,
        Unit.WEEKS,
        within=(1, 12),
        label="A digest asks for an evaluation form",
        says="For so long after the form opened",
    )
    renew: timedelta = amount(
        8,
        Unit.WEEKS,
        within=(0, 52),
        label="A digest tells of a certificate that runs out",
        says="So long before. Not if the course is booked again",
    )

    @property
    def usual_way(self) -> DigestWay:
        return WAYS[self.usual]


@adjustable("kept-digest-choices", "How long choices of digests are kept", retention=True)
@dataclass(frozen=True, slots=True)
class ChoicesKept:
    """Likewise (docs/training.md 4.11)."""

    choices: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(1, 104),
        label="Choices of people who have left",
        says="So long after somebody's last post ended it is forgotten how often they wanted to hear",
    )


class Section(StrEnum):
    """The parts of a digest, in their order."""

    OFFERS = "offers"
    REQUIRED = "required"
    FORMS = "forms"
    CERTIFICATES = "certificates"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Own:
    """One line of somebody's digest."""

    person_id: int
    section: Section
    line: str


@dataclass(frozen=True, slots=True)
class Issue:
    """The digests of one morning. Weekly and daily ones of a Monday are the same: nobody gets both."""

    day: date

    @property
    def morning(self) -> datetime:
        return clock.at_london(self.day, MORNING)

    @property
    def ways(self) -> frozenset[DigestWay]:
        """Whom it is for."""
        weekly = {DigestWay.WEEKLY} if self.day.weekday() == MONDAY else set()
        return frozenset({DigestWay.DAILY} | weekly)

    @property
    def ways_of_required(self) -> frozenset[DigestWay]:
        """Whom it tells of required training: once a week also whoever wants to hear of nothing else."""
        return self.ways | {DigestWay.NONE} if DigestWay.WEEKLY in self.ways else self.ways


def by_person(found: Iterable[Own]) -> dict[int, list[Own]]:
    people: dict[int, list[Own]] = {}
    for one in found:
        people.setdefault(one.person_id, []).append(one)
    return dict(sorted(people.items()))


def sections(lines: Sequence[Own]) -> Mapping[str, str]:
    """The lines by what they are about; empty where there is nothing of it."""
    return {one.value: "\n".join(own.line for own in lines if own.section is one) for one in Section}


def has_news(lines: Sequence[Own], body: str, last: str) -> bool:
    """Whether some line of this digest was not in the last one. Each names its day, so that no two are alike.

    A partnership that words the letter for itself may leave some lines out: those are never news.
    """
    return any(one.line in body and one.line not in last for one in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseDigest:
    """Command: this is how often I want to hear."""

    way: DigestWay
