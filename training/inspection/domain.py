"""What an inspection pack says of the people of a school or an agency. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from training.certificates.domain import Standing
from training.requirements.domain import LATE, State
from training.requirements.domain.saying import in_short

# What is asked of somebody and not there: missed, or run out.
MISSING = LATE
# What has a day by which it is to be done, which is still to come.
AHEAD = frozenset({State.DUE, State.IN_PROGRESS, State.RENEW})


@adjustable("inspection", "Inspection packs")
@dataclass(frozen=True, slots=True)
class PackRules:
    """How long a pack may be that somebody waits for."""

    in_one_pdf: int = amount(
        300,
        Unit.PEOPLE,
        within=(50, 2000),
        label="An inspection pack is made as PDF for up to",
        says="It is drawn while somebody waits; a longer register is there as a spreadsheet",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The school or the agency whose people a pack is about."""

    agency_id: int
    name: str
    # Such as its URN, or what kind of agency it is.
    known_as: str
    school_id: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody does there, and since when."""

    title: str
    started_on: date
    school: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate that counts, or that has run out and nothing has taken its place."""

    course_id: int | None
    course_title: str
    level: str
    completed_on: date
    expires_on: date | None
    standing: Standing
    code: str


@dataclass(frozen=True, slots=True)
class Required:
    """How somebody stands with one thing that is asked of them."""

    name: str
    state: State
    due_on: date | None

    @property
    def is_missing(self) -> bool:
        return self.state in MISSING

    @property
    def is_open(self) -> bool:
        """Missing, or still to be done."""
        return self.is_missing or self.state in AHEAD

    def in_words(self) -> str:
        """As in “Overdue since 3 March 2027”."""
        said = in_short(self.state, self.due_on)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works there, and everything that an inspector may ask of them."""

    person_id: int
    name: str
    jobs: Sequence[Job]
    proofs: Sequence[Proof]
    required: Sequence[Required]

    @property
    def missing(self) -> Sequence[Required]:
        return [one for one in self.required if one.is_missing]

    @property
    def open(self) -> Sequence[Required]:
        return [one for one in self.required if one.is_open]

    @property
    def title(self) -> str:
        """Each thing that they do there, once."""
        return ", ".join(dict.fromkeys(job.title for job in self.jobs))

    @property
    def schools(self) -> str:
        return ", ".join(dict.fromkeys(job.school for job in self.jobs if job.school))

    @property
    def since(self) -> date | None:
        return min((job.started_on for job in self.jobs), default=None)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people a pack is about, or one thing is asked of, and how they stand."""

    # What is asked; None for the pack itself.
    name: str | None
    people: int
    # Hold a certificate of any course that counts today; or of what is asked, nothing is missing or ahead.
    good: int
    missing: int
    ahead: int


def in_force_or_last(proofs: Iterable[Proof]) -> Sequence[Proof]:
    """Without what ran out and was renewed since: of each course what counts, or else the last that did."""
    ordered = sorted(proofs, key=lambda one: one.completed_on, reverse=True)
    found: list[Proof] = []
    seen: set[int | str] = set()
    for one in sorted(ordered, key=lambda proof: proof.standing is not Standing.VALID):
        course = one.course_title if one.course_id is None else one.course_id
        if one.standing is Standing.VALID or course not in seen:
            found.append(one)
        seen.add(course)
    return found


class TooMany(RuleBroken):
    message = "This register is too long for a PDF. Take the spreadsheet, which holds all of it"
