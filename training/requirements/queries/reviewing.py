"""Evidence that waits for somebody to look at it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select

from portal.people.models import Person
from training.requirements.domain import EvidenceState
from training.requirements.models import Requirement, RequirementEvidence


def select_waiting() -> Select[*tuple[Any, ...]]:
    """What waits, the oldest first."""
    return (
        select(
            RequirementEvidence.id,
            RequirementEvidence.sent_at,
            RequirementEvidence.completed_on,
            RequirementEvidence.reference,
            Person.given_name,
            Person.family_name,
            Requirement.name.label("requirement"),
        )
        .join(Person, Person.id == RequirementEvidence.person_id)
        .join(Requirement, Requirement.id == RequirementEvidence.requirement_id)
        .where(RequirementEvidence.state == EvidenceState.WAITING)
        .order_by(RequirementEvidence.sent_at, RequirementEvidence.id)
    )


def count_waiting() -> ScalarSelect[int]:
    return (
        select(func.count(RequirementEvidence.id))
        .where(RequirementEvidence.state == EvidenceState.WAITING)
        .scalar_subquery()
    )
