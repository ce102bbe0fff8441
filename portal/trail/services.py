"""Asking for a copy of what is held about a person, keeping and deleting it. Callers commit."""

from __future__ import annotations

from sqlalchemy import update

from portal.kernel import activity, clock, work
from portal.kernel.access import Actor, Permission, Role, require
from portal.kernel.db import db
from portal.kernel.rules import in_force
from portal.people.finding import get_visible_person
from portal.trail import letters, queries
from portal.trail.domain import (
    AskForCopy,
    CopyWaits,
    NoReasonGiven,
    NotReady,
    Subject,
    SubjectAccessRules,
)
from portal.trail.models import SubjectAccess

BUILD = "subject-access"


def ask_for_copy(actor: Actor, command: AskForCopy) -> SubjectAccess:
    """Have a copy made in the background. For somebody else only with a reason, which they can read."""
    check_copy(actor, command)
    copy = SubjectAccess(
        person_id=command.person_id,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        reason=command.reason,
        with_cases=actor.person_id == command.person_id or actor.holds(Role.COORDINATOR),
    )
    db.session.add(copy)
    activity.record(
        actor,
        "ask_for_copy",
        copy,
        reason=command.reason,
        person_id=copy.person_id,
        before={},
        after={"copy": "asked for"},
    )
    made = work.defer(BUILD, copy_id=copy.id)
    db.session.flush()
    copy.work_id = made.id
    return copy


def refuse_strangers(actor: Actor, person_id: int) -> None:
    """Raise `Forbidden` for whoever may not have a copy of what is held about this person."""
    require(actor, Permission.SUBJECT_ACCESS, Subject(person_id))


def check_copy(actor: Actor, command: AskForCopy) -> None:
    """Raise whatever refuses the command."""
    refuse_strangers(actor, get_visible_person(actor, command.person_id).id)
    if command.person_id != actor.person_id and not command.reason:
        raise NoReasonGiven
    if queries.find_waiting(actor, command.person_id, clock.now()):
        raise CopyWaits


def keep_copy(copy_id: int, content: bytes) -> None:
    """The copy is made, and whoever asked is told. Made twice, the later one is kept and nobody told anew."""
    now = clock.now()
    expires_at = now + in_force(SubjectAccessRules).kept_for
    db.session.execute(
        update(SubjectAccess)
        .where(SubjectAccess.id == copy_id)
        .values(content=content, ready_at=now, expires_at=expires_at)
    )
    copy = db.session.get_one(SubjectAccess, copy_id, populate_existing=True)
    address = queries.find_address(copy.asked_by_id)
    if address is not None:
        letters.tell_ready(copy, address)


def content_of(copy: SubjectAccess) -> bytes:
    """Raise `NotReady` for a copy that is not made, or has expired."""
    is_there = copy.expires_at is not None and copy.expires_at > clock.now()
    content = queries.get_content(copy.id) if is_there else None
    if content is None:
        raise NotReady
    return content


def forget_copies() -> None:
    """Delete the content of what nobody fetched in time. Safe to run twice."""
    old = (SubjectAccess.expires_at <= clock.now(), SubjectAccess.content.is_not(None))
    db.session.execute(update(SubjectAccess).where(*old).values(content=None))
