"""What an auditor says to an allocation: accept, hand back, begin."""

from __future__ import annotations

from audits.cycles.domain import AllocationState
from audits.cycles.models import Allocation
from audits.cycles.services.slots import rules_against
from audits.marking.domain import AlreadyBegun, AuditState, ConflictSince, Decline
from audits.marking.models import Audit
from audits.marking.queries import audits as audit_queries
from audits.marking.queries import tasks as task_queries
from checklists import queries as checklist_queries
from portal.kernel import activity, clock
from portal.kernel.access import Actor
from portal.kernel.db import db


def accept(actor: Actor, allocation_id: int) -> Allocation:
    """Say yes. Saying it twice changes nothing."""
    allocation = task_queries.get_own_allocation(actor, allocation_id, lock=True)
    if allocation.state is AllocationState.ISSUED:
        _say(actor, "accept_allocation", allocation, AllocationState.ACCEPTED)
    return allocation


def _say(actor: Actor, verb: str, allocation: Allocation, to: AllocationState, reason: str = "") -> None:
    before, allocation.state = allocation.state, to
    activity.record(
        actor,
        verb,
        allocation,
        reason=reason,
        before={"state": before.value},
        after={"state": to.value},
    )


def decline(actor: Actor, command: Decline) -> Allocation:
    """Hand an allocation back, so that the coordinator can fill its slot again.

    Refused once the audit is begun: work already done is moved by the coordinator, never dropped.
    """
    allocation = task_queries.get_own_allocation(actor, command.allocation_id, lock=True)
    if audit_queries.find_audit_of(allocation.id) is not None:
        raise AlreadyBegun
    allocation.reason = f"{command.reason}: {command.note}" if command.note else command.reason.value
    _say(actor, "decline_allocation", allocation, AllocationState.DECLINED, command.reason.value)
    return allocation


def start(actor: Actor, allocation_id: int) -> Audit:
    """Begin the audit of an allocation, on the checklist version of its cycle. Beginning twice is once.

    Conflicts are looked up once more: a tie may have been declared since the audit was given.
    """
    allocation = accept(actor, allocation_id)
    audit = audit_queries.find_audit_of(allocation.id)
    if audit is not None:
        return audit
    cycle = allocation.sample_item.cycle
    rules = rules_against(cycle.id, allocation.sample_item_id, actor.person_id)
    if rules:
        raise ConflictSince(rules)
    version = checklist_queries.get_version(cycle.checklist_version_id)
    audit = Audit(
        allocation_id=allocation.id,
        auditor_id=actor.person_id,
        checklist_version_id=version.id,
        form_kind=cycle.form_kind,
        content_hash=version.content_hash,
        started_at=clock.now(),
    )
    db.session.add(audit)
    after = {"state": AuditState.DRAFT.value}
    activity.record(actor, "start_audit", audit, allocation_id=allocation.id, before={}, after=after)
    return audit
