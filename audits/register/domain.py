"""The words of the register: which assessments there are, and who had a part in them. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from portal.kernel.errors import RuleBroken
from portal.kernel.rules import Unit, adjustable, amount
from portal.kernel.words import worded


class AssessmentStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class LinkKind(StrEnum):
    """The part a person had in an assessment; each bars them from auditing it (docs/audits.md 4.3)."""

    AUTHOR = "author"
    TAF = "taf"
    CONSULTANCY = "consultancy"
    DECLARED = "declared"
    # Written when another person takes the lead: whoever led it once never audits it.
    LED = "led"

    @property
    def label(self) -> str:
        return worded(_LINK_LABELS[self])


_LINK_LABELS = {
    LinkKind.AUTHOR: "Wrote the assessment",
    LinkKind.TAF: "Member of the {team_around}",
    LinkKind.CONSULTANCY: "Gave consultancy on it",
    LinkKind.DECLARED: "Declared a personal tie",
    LinkKind.LED: "Was its {lead_practitioner}",
}


@adjustable("kept-register", "How long register files are kept", retention=True)
@dataclass(frozen=True, slots=True)
class RegisterKept:
    """What a partnership may set for itself."""

    files: timedelta = amount(
        26,
        Unit.WEEKS,
        within=(1, 104),
        label="Files that were not imported",
        says="So long after a register file was looked at, that it was is forgotten unless it was imported",
    )


class ImportState(StrEnum):
    """A file is first looked at, then applied whole or thrown away."""

    STAGED = "staged"
    APPLIED = "applied"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """How much one file may hold, and how much of what is wrong with it is shown at once."""

    rows: int = 20_000
    cell: int = 120
    problems: int = 100


class NotWaiting(RuleBroken):
    message = "This file is no longer waiting to be imported. Upload it again"


class RegisterMoved(RuleBroken):
    message = "The register has changed since this file was checked. Upload it again"


class AlreadyDeclared(RuleBroken):
    message = "This tie is already declared"
    field = "person"


class UnknownPerson(RuleBroken):
    message = "There is no person with this reference"
    field = "person"


@dataclass(frozen=True, slots=True)
class StageFile:
    """Command: look at a file for the register, and keep it ready to be applied."""

    file_name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeclareTie:
    """Command: somebody has a personal tie to an assessment's family or worker."""

    assessment_id: int
    person_reference: str


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What part of the register is shown; nothing chosen means all of it."""

    reference: str = ""
    local_area_id: int | None = None
    agency_kind: str = ""
    level: int | None = None
    status: str = ""
