"""The words and rules of audit cycles: states, draws and allocations (docs/audits.md 4.3, 4.4)."""

from __future__ import annotations

from enum import StrEnum


class CycleState(StrEnum):
    """Where a cycle stands (docs/audits.md 4.4)."""

    DRAFT = "draft"
    PLANNED = "planned"
    DRAWN = "drawn"
    ALLOCATED = "allocated"
    OPEN = "open"
    MODERATING = "moderating"
    FEEDBACK = "feedback"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class SampleState(StrEnum):
    DRAWN = "drawn"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.capitalize()


# Items in these states are audited; the others have left the sample.
IN_SAMPLE = frozenset({SampleState.DRAWN, SampleState.CONFIRMED})


class AllocationState(StrEnum):
    PROPOSED = "proposed"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return self.value.capitalize()


# An auditor works on these; a proposed one is the coordinator's plan only.
WITH_AUDITOR = frozenset({AllocationState.ISSUED, AllocationState.ACCEPTED})
