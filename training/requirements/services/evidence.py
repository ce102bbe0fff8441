"""Evidence from elsewhere: sent by whoever learned it or is near, decided by others. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from training.requirements.domain import Basis, EvidenceState
from training.requirements.domain.commands import (
    MINUTES,
    DecidedAlready,
    DecideEvidence,
    HoursMissing,
    NotConcerned,
    NotYet,
    OwnEvidence,
    ReasonMissing,
    SendEvidence,
    SentAlready,
)
from training.requirements.models import Requirement, RequirementEvidence
from training.requirements.queries import records
from training.requirements.services import keeping
from training.requirements.services.reaching import require_near


def send_evidence(actor: Actor, command: SendEvidence) -> RequirementEvidence:
    """Say that somebody learned the same elsewhere. It counts once it is accepted."""
    require_near(actor, command.person_id)
    requirement = _checked(command)
    sent = RequirementEvidence(
        person_id=command.person_id,
        requirement_id=requirement.id,
        completed_on=command.completed_on,
        minutes=command.hours * MINUTES if command.hours else None,
        reference=command.reference,
        sent_at=clock.now(),
        sent_by_id=actor.person_id or None,
    )
    db.session.add(sent)
    after = {"state": EvidenceState.WAITING.value}
    activity.record(actor, "send_evidence", sent, requirement=requirement.name, before={}, after=after)
    return sent


def _checked(command: SendEvidence) -> Requirement:
    """The requirement it is sent for. Raises what the rules say against it."""
    requirement = records.get_requirement(command.requirement_id)
    if records.find_standing(command.person_id, requirement.id) is None:
        raise NotConcerned
    if command.completed_on > clock.today():
        raise NotYet
    if requirement.basis is Basis.HOURS and not command.hours:
        raise HoursMissing("Enter how many hours it was", field="hours")
    if records.has_waiting_evidence(command):
        raise SentAlready
    return requirement


def decide_evidence(actor: Actor, command: DecideEvidence) -> RequirementEvidence:
    """Accept it, so that it counts from now on, or refuse it and say why; or undo that."""
    require(actor, Permission.REQUIREMENT_REVIEW)
    sent = records.get_evidence(command.evidence_id, lock=True)
    refuse_decided(actor, sent)
    before = sent.state
    # Whoever saw it waiting does not undo what a colleague has decided since.
    if command.corrects != (before is EvidenceState.ACCEPTED):
        raise DecidedAlready
    if not command.is_accepted and not command.reason:
        raise ReasonMissing
    sent.state = EvidenceState.ACCEPTED if command.is_accepted else EvidenceState.REFUSED
    sent.decided_at, sent.decided_by_id = clock.now(), actor.person_id or None
    sent.reason = command.reason
    activity.record(
        actor,
        "accept_evidence" if command.is_accepted else "refuse_evidence",
        sent,
        requirement=records.get_requirement(sent.requirement_id).name,
        before={"state": before.value},
        after={"state": sent.state.value},
    )
    if EvidenceState.ACCEPTED in {before, sent.state}:
        keeping.work_out([sent.person_id], [sent.requirement_id])
    return sent


def refuse_decided(actor: Actor, sent: RequirementEvidence) -> None:
    """Raise why this actor has nothing to decide here."""
    if sent.person_id == actor.person_id:
        raise OwnEvidence
    if sent.state is EvidenceState.REFUSED:
        raise DecidedAlready
