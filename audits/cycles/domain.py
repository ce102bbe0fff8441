"""The words and rules of audit cycles: states, draws and allocations (docs/audits.md 4.3, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from checklists.domain import FormKind
from portal.kernel.errors import Forbidden, RuleBroken
from portal.kernel.words import word, worded


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

    @property
    def colour(self) -> str:
        """Of its tag: grey before and after, green while auditors work, blue once they have."""
        if self in {CycleState.OPEN, CycleState.MODERATING}:
            return "green"
        return "blue" if self in {CycleState.FEEDBACK, CycleState.PUBLISHED} else "grey"


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


# What may follow what. A cycle can be called off until its results are published.
NEXT_STATES: Mapping[CycleState, frozenset[CycleState]] = {
    CycleState.DRAFT: frozenset({CycleState.PLANNED, CycleState.CANCELLED}),
    CycleState.PLANNED: frozenset({CycleState.DRAWN, CycleState.CANCELLED}),
    CycleState.DRAWN: frozenset({CycleState.ALLOCATED, CycleState.CANCELLED}),
    CycleState.ALLOCATED: frozenset({CycleState.OPEN, CycleState.CANCELLED}),
    CycleState.OPEN: frozenset({CycleState.MODERATING, CycleState.CANCELLED}),
    CycleState.MODERATING: frozenset({CycleState.FEEDBACK, CycleState.CANCELLED}),
    CycleState.FEEDBACK: frozenset({CycleState.PUBLISHED, CycleState.CANCELLED}),
    CycleState.PUBLISHED: frozenset({CycleState.CLOSED}),
    CycleState.CLOSED: frozenset(),
    CycleState.CANCELLED: frozenset(),
}
# Once work is with auditors these follow one another; what stands against a step, upper rooms say.
STEPS = (CycleState.MODERATING, CycleState.FEEDBACK, CycleState.PUBLISHED, CycleState.CLOSED)
# States in which auditors may still be added and slots filled.
STAFFING = frozenset({CycleState.PLANNED, CycleState.DRAWN, CycleState.ALLOCATED, CycleState.OPEN})
# States in which the sample is drawn and can still change.
SAMPLING = frozenset({CycleState.DRAWN, CycleState.ALLOCATED, CycleState.OPEN})
OVER = frozenset({CycleState.CLOSED, CycleState.CANCELLED})


class Stratum(StrEnum):
    """What a sample can be spread over; the words are the columns of the frame."""

    LOCALITY = "locality"
    AGENCY_GROUP = "agency_group"
    LEVEL = "level"

    @property
    def label(self) -> str:
        words = {"locality": word.Local_area, "agency_group": "Agency group", "level": word.Level_of_need}
        return words[self]


class LeaveReason(StrEnum):
    """The listed reasons for which a sampled assessment may leave the sample."""

    RECORD_MISSING = "record_missing"
    ON_HOLD = "on_hold"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    NO_AUDITOR = "no_auditor"

    @property
    def label(self) -> str:
        return worded(_LEAVE_LABELS[self])


_LEAVE_LABELS = {
    LeaveReason.RECORD_MISSING: "The record cannot be found or opened",
    LeaveReason.ON_HOLD: "A complaint or legal hold began",
    LeaveReason.OUT_OF_SCOPE: "It was never {a_feha}",
    LeaveReason.DUPLICATE: "It is the same assessment as another in the sample",
    LeaveReason.NO_AUDITOR: "No auditor is free of a conflict with it",
}


class Exclusion(StrEnum):
    """Why an assessment in scope is not in the frame (docs/audits.md 4.3)."""

    ON_HOLD = "on_hold"
    AUDITED = "audited"

    @property
    def label(self) -> str:
        return "Under complaint or legal hold" if self is Exclusion.ON_HOLD else "Audited not long ago"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which assessments a cycle is about; nothing given means all."""

    opened_from: date | None = None
    opened_to: date | None = None
    levels: tuple[int, ...] = ()

    def stored(self) -> dict[str, Any]:
        return {
            "opened_from": self.opened_from.isoformat() if self.opened_from else None,
            "opened_to": self.opened_to.isoformat() if self.opened_to else None,
            "levels": list(self.levels),
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Scope:
        first, last = stored.get("opened_from"), stored.get("opened_to")
        return cls(
            opened_from=date.fromisoformat(first) if first else None,
            opened_to=date.fromisoformat(last) if last else None,
            levels=tuple(stored.get("levels") or ()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCycle:
    """Command: set up a cycle."""

    name: str
    checklist_version_id: int
    form_kind: FormKind
    opens_on: date
    due_on: date
    size: int
    double_mark_percent: int
    strata: tuple[Stratum, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class DrawSample:
    """Command: draw. Without a seed the portal makes one."""

    cycle_id: int
    seed: str = ""


@dataclass(frozen=True, slots=True)
class LeaveSample:
    """Command: take an assessment out of the sample, and let the next on its reserve list stand in."""

    sample_item_id: int
    reason: LeaveReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddAuditor:
    """Command: let somebody audit in a cycle, or change how many marks they can take."""

    cycle_id: int
    person_id: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Command: give one slot to one auditor and keep it so."""

    sample_item_id: int
    slot: int
    auditor_id: int


class NameTaken(RuleBroken):
    message = "There is a cycle with this name already"
    field = "name"


class FormNotPublished(RuleBroken):
    message = "Choose a form version that is published"
    field = "checklist_version"


class DueBeforeOpening(RuleBroken):
    message = "The due date must be the same as or after the opening date"
    field = "due_on"


class ScopeUpsideDown(RuleBroken):
    message = "The last opening date in scope must be the same as or after the first"
    field = "opened_to"


class WrongState(RuleBroken):
    """The cycle is not at the point where this can be done."""

    def __init__(self, state: CycleState, wanted: str) -> None:
        super().__init__(f"This cycle is {state.label.lower()}: {wanted}")


class AuditsHere(Forbidden):
    """Not a broken rule, which a form would show on a page that must not be seen."""

    message = "You audit in this cycle. A coordinator who does not must run it"


class RunsCycle(RuleBroken):
    message = "The coordinator who runs a cycle does not audit in it"
    field = "person"


class NotAnAuditor(RuleBroken):
    message = "This person does not hold the role of auditor"
    field = "person"


class HasWork(RuleBroken):
    message = "This auditor already holds work in this cycle. They can hand it back"


class ReserveEmpty(RuleBroken):
    message = "The reserve list of this stratum is used up. Take the assessment out of the sample instead"


class NotInSample(RuleBroken):
    message = "This assessment has already left the sample"


class AuditBegun(RuleBroken):
    message = "An auditor has accepted this assessment. They must hand it back first"


class SlotsEmpty(RuleBroken):
    message = "Some slots are empty. Fill or settle each of them first"


class ConflictFound(RuleBroken):
    """A hard rule forbids what was asked or planned."""


class StepBlocked(RuleBroken):
    """Something is still open that this step must wait for."""
