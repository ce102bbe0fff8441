"""Accepting a reason or not, letting something pass, and letting somebody book. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import Actor, Permission, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from training.attendance.services import excuse_absence
from training.bookings.domain import WaiveLate
from training.bookings.services import waive_late_cancel
from training.catalogue.models import TrainingEvent
from training.catalogue.queries import get_taught
from training.lost_places import ledger, letters, queries
from training.lost_places.domain import (
    AlreadyDecided,
    Decide,
    EndIsPast,
    LadderRules,
    LetBook,
    LossKind,
    LossState,
    OwnAbsence,
    RegisterIsOpen,
    TooLateToExcuse,
    Waive,
    may_excuse,
)
from training.lost_places.models import BookingPass, LostPlace
from training.lost_places.rules import EntryWhy

# What stands with the booking: its own words stay here, as they may be about somebody's health.
ACCEPTED = "A reason was accepted"


def decide(actor: Actor, command: Decide) -> LostPlace:
    """Accept the reason, so that the result becomes excused, or refuse it; the person is told.

    By the trainers of the event and those who run training, and never about oneself.
    """
    event, loss = _locked(command.loss_id)
    taught = get_taught(event.id)
    require(actor, Permission.ATTENDANCE_MARK, taught)
    _refuse_own(actor, loss)
    if loss.state is not LossState.ANSWERED:
        raise AlreadyDecided
    if event.result_confirmed_at is None:
        raise RegisterIsOpen
    rules = in_force(LadderRules)
    if command.is_accepted and not may_excuse(loss.noted_at, clock.now(), rules):
        raise TooLateToExcuse(rules)
    state = LossState.EXCUSED if command.is_accepted else LossState.REFUSED
    _settle(actor, loss, state, command.note)
    if command.is_accepted:
        ledger.reverse([loss.booking_id], EntryWhy.EXCUSED)
        db.session.flush()  # the room of bookings tells us of its change, and we look at ours
        excuse_absence(actor, event, taught, loss.booking, ACCEPTED)
    letters.tell_decided(event, loss)
    return loss


def waive(actor: Actor, command: Waive) -> LostPlace:
    """It does not count, for a reason: by those who run training, at any time. The result stays."""
    event, loss = _locked(command.loss_id)
    require(actor, Permission.EVENT_MANAGE, event)
    _refuse_own(actor, loss)
    if not loss.counts:
        raise AlreadyDecided
    if loss.kind is LossKind.LATE_WITHDRAWAL:
        # Marked where the booking is, which then tells us.
        waive_late_cancel(actor, WaiveLate(loss.booking_id, command.reason))
    else:
        _settle(actor, loss, LossState.WAIVED, command.reason)
        ledger.reverse([loss.booking_id], EntryWhy.WAIVED)
    letters.tell_decided(event, loss)
    return loss


def _locked(loss_id: int) -> tuple[TrainingEvent, LostPlace]:
    event = queries.get_locked_event(loss_id)
    return event, queries.get_loss(loss_id)


def _refuse_own(actor: Actor, loss: LostPlace) -> None:
    if loss.booking.person_id == actor.person_id:
        raise OwnAbsence


def _settle(actor: Actor, loss: LostPlace, state: LossState, note: str) -> None:
    was, loss.state, loss.note = loss.state, state, note
    loss.decided_at, loss.decided_by_id, loss.secret_hash = clock.now(), actor.person_id or None, None
    activity.record(
        actor,
        "decide_lost_place",
        loss,
        person_id=loss.booking.person_id,
        before={"state": was.value},
        after={"state": state.value},
    )


def let_book(actor: Actor, command: LetBook) -> BookingPass:
    """Let somebody book until a day, whatever they missed: for a reason, and never oneself."""
    require(actor, Permission.EVENT_MANAGE)
    person = queries.get_person(command.person_id)
    if person.id == actor.person_id:
        raise OwnAbsence
    if command.until < clock.today():
        raise EndIsPast
    before = queries.find_pass(person.id)
    made = BookingPass(
        person_id=person.id,
        until=command.until,
        reason=command.reason,
        granted_by_id=actor.person_id or None,
        granted_at=clock.now(),
    )
    db.session.add(made)
    activity.record(
        actor,
        "let_book",
        made,
        before={"until": before and before.until.isoformat()},
        after={"until": made.until.isoformat()},
    )
    return made
