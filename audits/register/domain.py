"""The words of the register: which assessments there are, and who had a part in them. Plain Python."""

from __future__ import annotations

from enum import StrEnum

# The partnership's levels of need, from universal (1) to acute (4).
LEVELS = (1, 2, 3, 4)


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

    @property
    def label(self) -> str:
        return _LINK_LABELS[self]


_LINK_LABELS = {
    LinkKind.AUTHOR: "Wrote the assessment",
    LinkKind.TAF: "Member of the team around the family",
    LinkKind.CONSULTANCY: "Gave consultancy on it",
    LinkKind.DECLARED: "Declared a personal tie",
}


class ImportState(StrEnum):
    """A file is first looked at, then applied whole or thrown away."""

    STAGED = "staged"
    APPLIED = "applied"
    DISCARDED = "discarded"
