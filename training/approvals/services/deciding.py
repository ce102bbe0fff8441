"""Agreeing to a booking, or not: by whoever may at that moment (docs/training.md 4.3). Callers commit."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel import clock
from portal.kernel.access import Actor, Permission, can
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from training.approvals import queries
from training.approvals.domain import (
    AlreadyDecided,
    Capacity,
    Decide,
    DeclineNeedsReason,
    NotYours,
    OthersNeedReason,
    RequestOver,
)
from training.approvals.letters import fingerprint
from training.approvals.models import ApprovalLink, Decision
from training.approvals.queries import Asked
from training.approvals.services.asking import close_letters, record_decision
from training.approvals.services.telling import note
from training.bookings import services as bookings


def decide(actor: Actor, command: Decide) -> Decision:
    """Answer a step as somebody who is signed in.

    Raises `NotFound` for a request that is none of theirs. Those who run training may answer for others,
    and say why.
    """
    asked = _locked(command.step_id)
    runs_training = can(actor, Permission.EVENT_MANAGE)
    capacity = queries.find_capacity(asked, actor.person_id, runs_training=runs_training)
    if capacity is None:
        if not runs_training or asked.booking.person_id == actor.person_id:
            raise NotFound
        _refuse_over(asked)
        if not command.reason.strip():
            raise OthersNeedReason
        capacity = Capacity.TEAM
    return _write(actor, asked, command, Seat(capacity))


def decide_by_link(token: str, command: Decide, reader: Actor | None = None) -> Decision:
    """Answer a step by the link of a letter, as the person it was sent to and without signing in.

    The link opens this one step. It dies with it, and with whatever entitled them to decide. Whoever is
    signed in as somebody else does not answer in their name.
    """
    link = get_link(token)
    if reader is not None and reader.person_id != link.person_id:
        raise NotYours
    asked = _locked(link.step_id)
    _refuse_over(asked)
    capacity = queries.find_capacity(asked, link.person_id, runs_training=False)
    if capacity is None:
        raise NotYours
    actor = Actor(person_id=link.person_id)
    answer = Decide(link.step_id, command.agrees, command.reason)
    return _write(actor, asked, answer, Seat(capacity, by_link=True))


def get_link(token: str) -> ApprovalLink:
    """Raises `NotFound` for an address that was never sent."""
    link = queries.find_link(fingerprint(token))
    if link is None:
        raise NotFound
    return link


def _locked(step_id: int) -> Asked:
    """The event first, as with every change of its places; of two who answer at once, one comes second."""
    queries.get_locked_event(step_id)
    return queries.get_asked(step_id)


def _refuse_over(asked: Asked) -> None:
    if not asked.is_open:
        raise AlreadyDecided
    if asked.request.expires_at <= clock.now():
        raise RequestOver


@dataclass(frozen=True, slots=True)
class Seat:
    """As what somebody answers, and whether by the link of a letter."""

    capacity: Capacity
    by_link: bool = False


def _write(actor: Actor, asked: Asked, command: Decide, seat: Seat) -> Decision:
    _refuse_over(asked)
    if not command.agrees and not command.reason.strip():
        raise DeclineNeedsReason
    decision = Decision(
        step_id=asked.step.id,
        decided_by_id=actor.person_id,
        capacity=seat.capacity,
        agreed=command.agrees,
        reason=command.reason.strip(),
        by_link=seat.by_link,
        at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    record_decision(actor, asked.booking, decision, f"{asked.step.number} of {asked.request.steps}")
    _go_on(actor, asked, command)
    return decision


def _go_on(actor: Actor, asked: Asked, command: Decide) -> None:
    """The next step is asked; after the last, or a refusal, the booking itself is decided."""
    if not command.agrees:
        bookings.decline(actor, asked.booking, command.reason)
        return
    if asked.step.number == asked.request.steps:
        bookings.approve(actor, asked.booking)
        return
    close_letters([asked.request.id])
    asked.request.current += 1
    db.session.flush()
    following = queries.get_asked(queries.get_step_id(asked.request.id, asked.request.current))
    note(following, queries.list_deciders(following))
