"""Feedback of the demo partnership: released for the cycle that is over, which is then closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from audits.cycles.domain import STEPS
from audits.cycles.models import Allocation, AuditCycle, SampleItem
from audits.cycles.services import planning
from audits.feedback.models import Feedback
from audits.marking.domain import FINISHED
from audits.marking.models import Audit
from audits.register.models import Assessment
from portal.kernel import clock
from portal.kernel.bulk import add_rows
from portal.kernel.db import db
from portal.kernel.slice import DemoPlan
from portal.people.demo.cast import find_cast

ORDER = 140
RELEASED_AFTER_DAYS = 10
AT = time(9, 30)


def load(plan: DemoPlan) -> None:
    """Release what is finished in the first cycle to those who led, and take the cycle to its end."""
    coordinator = find_cast()["coordinator"]
    cycle = db.session.scalars(select(AuditCycle).order_by(AuditCycle.id).limit(1)).one()
    count = add_rows(Feedback, _rows(cycle.id, cycle.due_on, coordinator.person_id))
    for state in STEPS:
        planning.advance(coordinator.actor, cycle.id, state)
    plan.say(f"{count} practitioners' feedback")


def _rows(cycle_id: int, due_on: date, coordinator: int) -> Iterator[dict[str, Any]]:
    """One for each assessment: of a pair that agreed, from the first marker's audit."""
    released_at = clock.at_london(due_on + timedelta(days=RELEASED_AFTER_DAYS), AT)
    for item_id, audits in groupby(_list_finished(cycle_id), key=lambda row: row[0]):
        _, audit_id, person_id = next(audits)
        yield {
            "audit_id": audit_id,
            "sample_item_id": item_id,
            "person_id": person_id,
            "released_at": released_at,
            "released_by_id": coordinator,
        }


def _list_finished(cycle_id: int) -> Sequence[tuple[int, int, int]]:
    """Sample item, audit and practitioner; assessments without a lead have nobody to tell."""
    rows = db.session.execute(
        select(SampleItem.id, Audit.id, Assessment.lead_practitioner_id)
        .join(Allocation, Allocation.sample_item_id == SampleItem.id)
        .join(Audit, Audit.allocation_id == Allocation.id)
        .join(Assessment, Assessment.id == SampleItem.assessment_id)
        .where(SampleItem.cycle_id == cycle_id, Audit.state.in_(FINISHED))
        .where(Assessment.lead_practitioner_id.is_not(None))
        .order_by(SampleItem.id, Allocation.slot)
    )
    return [(item, audit, person) for item, audit, person in rows if person]
