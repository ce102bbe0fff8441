"""How many audits of a cycle are still open, for the steps of the cycle."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from audits.cycles.domain import IN_SAMPLE, WITH_AUDITOR
from audits.cycles.models import Allocation, SampleItem
from audits.marking.domain import FINISHED, AuditState
from audits.marking.models import Audit
from portal.kernel.db import db


def count_unsubmitted(cycle_id: int) -> int:
    """Marks given to an auditor that were not begun, or not handed in."""
    return _count(cycle_id, or_(Audit.id.is_(None), Audit.state == AuditState.DRAFT))


def count_unfinished(cycle_id: int) -> int:
    return _count(cycle_id, Audit.state.not_in(FINISHED))


def _count(cycle_id: int, open_: ColumnElement[bool]) -> int:
    found = db.session.scalar(
        select(func.count())
        .select_from(Allocation)
        .join(SampleItem, SampleItem.id == Allocation.sample_item_id)
        .outerjoin(Audit, Audit.allocation_id == Allocation.id)
        .where(
            SampleItem.cycle_id == cycle_id,
            SampleItem.is_reserve.is_(False),
            SampleItem.state.in_(IN_SAMPLE),
            Allocation.state.in_(WITH_AUDITOR),
            open_,
        )
    )
    return found or 0
