"""How long words about requirements are kept (docs/training.md 4.11). What once counted stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select

from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.kernel.slice import RetentionRule
from training.requirements.domain import EvidenceState
from training.requirements.domain.commands import RequirementsKept
from training.requirements.models import RequirementAllowance, RequirementEvidence


def _refused() -> Select[*tuple[Any, ...]]:
    return select(RequirementEvidence.id, RequirementEvidence.decided_at.label("start")).where(
        RequirementEvidence.state == EvidenceState.REFUSED
    )


def _ended() -> Select[*tuple[Any, ...]]:
    return select(RequirementAllowance.id, RequirementAllowance.ended_at.label("start")).where(
        RequirementAllowance.ended_at.is_not(None)
    )


def _lapsed() -> Select[*tuple[Any, ...]]:
    return select(RequirementAllowance.id, RequirementAllowance.until.label("start")).where(
        RequirementAllowance.until.is_not(None), RequirementAllowance.ended_at.is_(None)
    )


def _delete_evidence(ids: Sequence[int]) -> None:
    db.session.execute(delete(RequirementEvidence).where(RequirementEvidence.id.in_(ids)))


def _delete_allowances(ids: Sequence[int]) -> None:
    db.session.execute(delete(RequirementAllowance).where(RequirementAllowance.id.in_(ids)))


RETENTION = (
    RetentionRule(
        name="refused-evidence",
        what="Evidence from elsewhere that was refused is deleted",
        since="it was decided",
        period=lambda: in_force(RequirementsKept).refused,
        rows=_refused,
        purge=_delete_evidence,
    ),
    RetentionRule(
        name="ended-allowances",
        what="Exemptions and extensions that somebody ended are deleted",
        since="they were ended",
        period=lambda: in_force(RequirementsKept).reasons,
        rows=_ended,
        purge=_delete_allowances,
    ),
    RetentionRule(
        name="past-allowances",
        what="Exemptions and extensions that are over are deleted",
        since="their last day",
        period=lambda: in_force(RequirementsKept).reasons,
        rows=_lapsed,
        purge=_delete_allowances,
    ),
)
