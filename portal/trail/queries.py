"""Reads that pages and changes of this room rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.models import Person
from portal.trail.models import SubjectAccess

MOST_COPIES = 10


def find_person_id(reference: str) -> int | None:
    """Whom a reference stands for now."""
    kept = func.coalesce(Person.merged_into_id, Person.id)
    return db.session.scalar(select(kept).where(Person.reference == reference.strip().upper()))


def get_copy(actor: Actor, copy_id: int) -> SubjectAccess:
    """Raise `NotFound` for every copy but those that this actor asked for, or that are about them."""
    copy = db.session.scalar(
        select(SubjectAccess)
        .where(
            SubjectAccess.id == copy_id,
            or_(SubjectAccess.asked_by_id == actor.person_id, SubjectAccess.person_id == actor.person_id),
        )
        .options(joinedload(SubjectAccess.person))
    )
    if copy is None:
        raise NotFound
    return copy


def find_address(person_id: int) -> str | None:
    """Where somebody with an open account is written to about what they asked for themselves."""
    return db.session.scalar(select(Account.email).where(Account.person_id == person_id, Account.is_active))


def get_content(copy_id: int) -> bytes | None:
    return db.session.scalar(select(SubjectAccess.content).where(SubjectAccess.id == copy_id))


def list_copies(actor: Actor, person_id: int) -> Sequence[SubjectAccess]:
    """What this actor asked for about this person, newest first."""
    return db.session.scalars(
        select(SubjectAccess)
        .where(SubjectAccess.person_id == person_id, SubjectAccess.asked_by_id == actor.person_id)
        .order_by(SubjectAccess.id.desc())
        .limit(MOST_COPIES)
    ).all()


def find_waiting(actor: Actor, person_id: int, now: datetime) -> int | None:
    """The copy that is being made, or can be fetched."""
    return db.session.scalar(
        select(SubjectAccess.id).where(
            SubjectAccess.person_id == person_id,
            SubjectAccess.asked_by_id == actor.person_id,
            or_(SubjectAccess.expires_at.is_(None), SubjectAccess.expires_at > now),
        )
    )
