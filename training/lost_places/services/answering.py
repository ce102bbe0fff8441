"""Saying why a place was not used: signed in, or by the link of a letter. Callers commit."""

from __future__ import annotations

from portal.kernel import activity, clock
from portal.kernel.access import SYSTEM, Actor, Permission, can
from portal.kernel.errors import NotFound
from training.bookings.queries import get_locked_event
from training.catalogue.models import TrainingEvent
from training.lost_places import queries
from training.lost_places.domain import LinkUsedUp, LossState, NothingToAnswer, SayWhy, SayWhyByLink
from training.lost_places.models import LostPlace


def get_known_loss(actor: Actor, booking_id: int) -> LostPlace:
    """What was lost by somebody near this actor. Raises `NotFound` for anybody else: they need not know."""
    loss = queries.get_loss_of(booking_id)
    if not can(actor, Permission.LOST_PLACE_ANSWER, queries.get_learner(loss.booking)):
        raise NotFound
    return loss


def may_answer(actor: Actor, loss: LostPlace) -> bool:
    """Whoever is near may say it first; what was said, only the person may say otherwise."""
    if loss.state is LossState.ANSWERED:
        return loss.booking.person_id == actor.person_id
    return loss.state is LossState.OPEN


def say_why(actor: Actor, command: SayWhy) -> LostPlace:
    """The reason, from the person or somebody near them. Raises `NothingToAnswer`."""
    event = get_locked_event(command.booking_id)
    loss = get_known_loss(actor, command.booking_id)
    if event.result_confirmed_at is None or not may_answer(actor, loss):
        raise NothingToAnswer
    if loss.booking.person_id == actor.person_id:
        loss.secret_hash = None
    _take(actor, loss, command.reason)
    loss.answered_by_id = actor.person_id
    return loss


def say_why_by_link(command: SayWhyByLink) -> LostPlace:
    """The reason, from whoever got the letter; the link has then done its work. Raises `LinkUsedUp`."""
    found = queries.find_by_secret(command.secret)
    if found is None:
        raise LinkUsedUp
    event = get_locked_event(found.booking_id)
    loss = queries.get_loss(found.id)
    if not _is_open(event, loss, found.secret_hash):
        raise LinkUsedUp
    loss.secret_hash, loss.answered_by_id = None, None
    _take(SYSTEM, loss, command.reason)
    return loss


def _is_open(event: TrainingEvent, loss: LostPlace, secret: str | None) -> bool:
    return event.result_confirmed_at is not None and loss.is_asking and loss.secret_hash == secret


def _take(actor: Actor, loss: LostPlace, reason: str) -> None:
    """The log says that a reason was given and never which: it may be about somebody's health."""
    was, loss.state = loss.state, LossState.ANSWERED
    loss.reason, loss.answered_at = reason, clock.now()
    activity.record(
        actor,
        "say_why",
        loss,
        person_id=loss.booking.person_id,
        before={"state": was.value},
        after={"state": loss.state.value},
    )
