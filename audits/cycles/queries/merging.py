"""Reads of the audit work that two people hold who may be one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from audits.cycles.conflicts import SampledCase, Worker
from audits.cycles.domain import IN_SAMPLE, AllocationState, CycleState
from audits.cycles.models import Allocation, AuditCycle, CycleAuditor, SampleItem
from audits.cycles.queries.ties import SETTINGS, list_workers
from audits.register.domain import LinkKind
from audits.register.models import Assessment, AssessmentLink
from portal.kernel.db import db
from portal.people.models import Agency

__all__ = ["Given", "list_given", "list_run_and_audited", "list_workers"]


class Given(NamedTuple):
    """An assessment that one of two people audits, with the ties of both."""

    auditor_id: int
    cycle: str
    state: CycleState
    case: SampledCase


def list_given(people: Collection[int]) -> Sequence[Given]:
    """What these people audit in cycles that were not called off; two statements."""
    rows = db.session.execute(_select_given(people)).all()
    links = _links({row.assessment_id for row in rows}, people) if rows else {}
    declined = [(row.item_id, row.auditor_id) for row in rows if row.slot is AllocationState.DECLINED]
    return [
        Given(row.auditor_id, row.name, row.state, _case(row, links.get(row.assessment_id, {}), declined))
        for row in rows
        if row.slot is not AllocationState.DECLINED
    ]


def _select_given(people: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Allocation.auditor_id, Allocation.state.label("slot"), AuditCycle.name, AuditCycle.state),
            *(SampleItem.id.label("item_id"), SampleItem.assessment_id, Assessment.reference),
            *(Assessment.agency_id, Agency.kind, Assessment.lead_practitioner_id),
        )
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .join(AuditCycle, AuditCycle.id == SampleItem.cycle_id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .join(Agency, Agency.id == Assessment.agency_id)
        .where(
            Allocation.auditor_id.in_(people),
            AuditCycle.state != CycleState.CANCELLED,
            SampleItem.state.in_(IN_SAMPLE),
        )
        .order_by(SampleItem.id, Allocation.id)
    )


def _case(
    row: Row[*tuple[Any, ...]],
    links: Mapping[int, frozenset[LinkKind]],
    declined: Collection[tuple[int, int]],
) -> SampledCase:
    return SampledCase(
        item_id=row.item_id,
        reference=row.reference,
        marks=1,
        agency_id=row.agency_id,
        setting_id=row.agency_id if row.kind in SETTINGS else None,
        lead=Worker(row.lead_practitioner_id) if row.lead_practitioner_id is not None else None,
        links=links,
        declined_by=frozenset(auditor for item_id, auditor in declined if item_id == row.item_id),
    )


def _links(
    assessments: Collection[int], people: Collection[int]
) -> Mapping[int, Mapping[int, frozenset[LinkKind]]]:
    found: dict[int, dict[int, frozenset[LinkKind]]] = {}
    rows = db.session.execute(
        select(AssessmentLink.assessment_id, AssessmentLink.person_id, AssessmentLink.kind).where(
            AssessmentLink.assessment_id.in_(assessments), AssessmentLink.person_id.in_(people)
        )
    )
    for assessment_id, person_id, kind in rows:
        links = found.setdefault(assessment_id, {})
        links[person_id] = links.get(person_id, frozenset()) | {kind}
    return found


def list_run_and_audited(one_id: int, other_id: int) -> Sequence[str]:
    """Cycles that one of the two runs and the other audits in."""
    auditor = aliased(CycleAuditor)
    return db.session.scalars(
        select(AuditCycle.name)
        .join(auditor, auditor.cycle_id == AuditCycle.id)
        .where(
            AuditCycle.run_by_id.in_((one_id, other_id)),
            auditor.person_id.in_((one_id, other_id)),
            auditor.person_id != AuditCycle.run_by_id,
        )
        .order_by(AuditCycle.id)
    ).all()
