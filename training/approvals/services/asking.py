"""Asking those who have to agree, when a booking is requested and as things change. Callers commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import update

from portal.kernel import activity, clock, outbox
from portal.kernel.access import SYSTEM, Actor
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.approvals import due, letters, queries
from training.approvals import hooks as own
from training.approvals.domain import BY_BOOKING, ApprovalRules, StepKind, remind_at, runs_out
from training.approvals.models import ApprovalRequest, Decision, Step
from training.approvals.services.telling import note
from training.bookings import hooks
from training.bookings.domain import Approval, ApprovalStep, BookingStatus
from training.bookings.models import Booking
from training.bookings.promotion import learner_of
from training.catalogue.models import TrainingEvent

ANSWERED = "Every request in it was answered, or has ended, before this was sent"
NO_STEPS = ApprovalStep("coordinator", "Nobody else is asked any more, so the training team decides")


def hear_moved(
    actor: Actor, event: TrainingEvent, bookings: Sequence[Booking], before: Mapping[int, BookingStatus]
) -> None:
    """A booking that is requested again is asked about; one that no longer is, no longer.

    Heard in the middle of a change too, where nothing is flushed by itself: what was changed so far is
    written out first, so that what is read here is as it will be.
    """
    known = [one for one in bookings if one.id in before]
    moved = [one for one in known if before[one.id] is BookingStatus.REQUESTED]
    asked = [one for one in known if one.status is BookingStatus.REQUESTED]
    if not (moved or asked):
        return
    db.session.flush()
    for status in dict.fromkeys(one.status for one in moved):
        _end([one.id for one in moved if one.status is status], status)
    for one in asked:
        _open(actor, event, one, Approval(hooks.list_steps(event, learner_of(one))))


def hear_asked(actor: Actor, event: TrainingEvent, booking: Booking, approval: Approval) -> None:
    """A new booking is asked about; what whoever made it decides is agreed to by that."""
    db.session.flush()
    _open(actor, event, booking, approval)


def _end(booking_ids: Collection[int], status: BookingStatus) -> None:
    """Close their open requests and what was not sent about them yet."""
    ended = db.session.scalars(
        update(ApprovalRequest)
        .where(ApprovalRequest.booking_id.in_(booking_ids), ApprovalRequest.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_as=status)
        .returning(ApprovalRequest.id)
    ).all()
    close_letters(ended)


def close_letters(request_ids: Collection[int]) -> None:
    """What was not sent yet and holds nothing that is open any more."""
    spent = due.list_spent_rounds(request_ids)
    outbox.close_waiting([letters.about(*one) for one in spent], ANSWERED)


def _open(actor: Actor, event: TrainingEvent, booking: Booking, approval: Approval) -> None:
    """A new request with its steps, the first of which may be agreed to already."""
    request, steps = _add_request(event, booking, approval.steps or [NO_STEPS])
    given = _agree(actor, booking, steps, approval) if approval.agreed else 0
    if given == len(steps):
        request.current, request.ended_at, request.ended_as = given, clock.now(), booking.status
        request.remind_at = None
        return
    request.current = given + 1
    db.session.flush()
    asked = queries.Asked(steps[given], request, booking, None)
    note(asked, queries.list_deciders(asked))


def _agree(actor: Actor, booking: Booking, steps: Sequence[Step], approval: Approval) -> int:
    """Write down that whoever made a booking agrees to the first steps, as far as they are theirs."""
    kinds = [one.kind for one in steps[: approval.agreed]]
    given = own.list_capacities(actor, learner_of(booking), kinds)
    for step, capacity in zip(steps, given, strict=False):
        decision = Decision(
            step_id=step.id,
            decided_by_id=actor.person_id,
            capacity=capacity,
            agreed=True,
            reason=approval.reason or BY_BOOKING,
            at=clock.now(),
        )
        db.session.add(decision)
        place = f"{step.number} of {len(steps)}"
        record_decision(actor, booking, decision, place, reason=approval.reason)
    return len(given)


def record_decision(
    actor: Actor, booking: Booking, decision: Decision, step: str, *, reason: str = ""
) -> None:
    """What was answered; the reason stands in the booking's history where it ended it.

    Why somebody was let in who missed too much stands here: nowhere else would it be read.
    """
    activity.record(
        actor,
        "agree_to_booking" if decision.agreed else "refuse_booking",
        booking,
        reason=reason,
        as_what=decision.capacity.label,
        by_link=decision.by_link,
        before={"step": step, "decided": False},
        after={"step": step, "decided": True},
    )


def _add_request(
    event: TrainingEvent, booking: Booking, planned: Sequence[ApprovalStep]
) -> tuple[ApprovalRequest, list[Step]]:
    now, rules = clock.now(), in_force(ApprovalRules)
    expires_at = runs_out(now, event.booking_closes_at, event.starts_at, rules)
    request = ApprovalRequest(
        booking_id=booking.id,
        asked_at=now,
        steps=len(planned),
        current=1,
        expires_at=expires_at,
        remind_at=remind_at(now, expires_at, rules),
    )
    db.session.add(request)
    db.session.flush()
    steps = [
        Step(request_id=request.id, number=number, kind=StepKind(one.kind), why=one.why)
        for number, one in enumerate(planned, start=1)
    ]
    db.session.add_all(steps)
    db.session.flush()
    return request, steps


def follow_up(step_id: int) -> None:
    """Whoever has come to decide since is to hear of it; nobody waits for somebody who is gone."""
    queries.get_locked_event(step_id)
    asked = queries.get_asked(step_id)
    if not asked.is_open:
        return
    if not asked.step.kind.is_ours and not queries.list_deciders(asked):
        _hand_on(asked)
    known = queries.list_written_to(step_id)
    new = [one for one in queries.list_deciders(asked) if one.id not in known]
    note(asked, new)


def _hand_on(asked: queries.Asked) -> None:
    """The next in line decides instead: the agency, or else the training team."""
    step, found = asked.step, queries.replan(asked.step.kind, asked.booking)
    before, step.kind, step.why = step.kind, found.kind, found.why
    activity.record(
        SYSTEM,
        "hand_on_approval",
        asked.booking,
        before={"asked": before.label},
        after={"asked": step.kind.label},
    )


def remind(step_id: int) -> None:
    """The one reminder of a request, to whoever may decide it now."""
    queries.get_locked_event(step_id)
    asked = queries.get_asked(step_id)
    if not asked.is_open or asked.request.reminded_at is not None:
        return
    asked.request.reminded_at = clock.now()
    note(asked, queries.list_deciders(asked), reminds=True)
