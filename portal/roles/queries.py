"""Reads that the rules of giving roles rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Row, and_, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.people.finding import get_visible_person
from portal.people.models import Person, Post, RoleGrant
from portal.people.scope import is_current
from portal.roles.scope import is_of_visible_person, is_open


def get_person(actor: Actor, person_id: int, *, lock: bool = False) -> Person:
    """Raise `NotFound` when there is no such person, or none that this actor may know of.

    Locked, a person is given one role at a time.
    """
    person = get_visible_person(actor, person_id)
    if lock:
        db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    return person


def get_grant(actor: Actor, grant_id: int, *, lock: bool = False) -> RoleGrant:
    """Raise `NotFound` when there is no such grant, or its holder is none that this actor may know of."""
    statement = select(RoleGrant).where(RoleGrant.id == grant_id)
    grant = db.session.scalar(statement.with_for_update() if lock else statement)
    if grant is None:
        raise NotFound
    get_visible_person(actor, grant.person_id)
    return grant


def list_grants_by_id(actor: Actor, grant_ids: Collection[int], *, lock: bool = False) -> Sequence[RoleGrant]:
    """Those of these grants whose holder the actor may know of.

    In the order of their ids, so that two who lock the same ones never wait for each other in a circle.
    """
    statement = (
        select(RoleGrant)
        .where(RoleGrant.id.in_(grant_ids), is_of_visible_person(actor))
        .order_by(RoleGrant.id)
    )
    return db.session.scalars(statement.with_for_update() if lock else statement).all()


def agencies_by_person(person_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The agencies that each of these people has a post with today."""
    rows = db.session.execute(
        select(Post.person_id, Post.agency_id).where(Post.person_id.in_(person_ids), is_current())
    )
    found: dict[int, frozenset[int]] = dict.fromkeys(person_ids, frozenset())
    for person_id, agency_id in rows:
        found[person_id] |= {agency_id}
    return found


def list_open_grants(person_id: int) -> Sequence[RoleGrant]:
    """What a person holds, or is still to hold."""
    return db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id == person_id, is_open(clock.today()))
        .order_by(RoleGrant.id)
    ).all()


def lock_administrators() -> Sequence[RoleGrant]:
    """The grants of administrators who can sign in, without a last day; held until the transaction ends."""
    return db.session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.starts_on <= clock.today(),
            RoleGrant.ends_on.is_(None),
            exists().where(Account.person_id == RoleGrant.person_id, Account.is_active),
        )
        .order_by(RoleGrant.id)
        .with_for_update()
    ).all()


def list_open_scopes() -> Sequence[Row[int, Role, int | None, int | None, str]]:
    """Id, role, agency, school and board of every grant that is open."""
    return db.session.execute(
        select(RoleGrant.id, RoleGrant.role, RoleGrant.agency_id, RoleGrant.school_id, RoleGrant.board)
        .where(is_open(clock.today()))
        .order_by(RoleGrant.id)
    ).all()


def list_open_readers(boards: Collection[str]) -> Sequence[RoleGrant]:
    """The grants of board readers for these boards that are not over, each locked."""
    return db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.role == Role.BOARD_READER, RoleGrant.board.in_(boards), is_open(clock.today()))
        .order_by(RoleGrant.id)
        .with_for_update()
    ).all()


def list_overlapping() -> Sequence[Row[int, int]]:
    """Pairs of open grants of one role for one thing whose days touch."""
    other = aliased(RoleGrant)
    same = and_(
        other.person_id == RoleGrant.person_id,
        other.role == RoleGrant.role,
        func.coalesce(other.agency_id, 0) == func.coalesce(RoleGrant.agency_id, 0),
        func.coalesce(other.school_id, 0) == func.coalesce(RoleGrant.school_id, 0),
        other.board == RoleGrant.board,
        other.id > RoleGrant.id,
    )
    return db.session.execute(
        select(RoleGrant.id, other.id)
        .join(other, same)
        .where(
            or_(RoleGrant.ends_on.is_(None), other.starts_on <= RoleGrant.ends_on),
            or_(other.ends_on.is_(None), RoleGrant.starts_on <= other.ends_on),
            # What ended before it was held for a day touches nothing.
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= RoleGrant.starts_on),
            or_(other.ends_on.is_(None), other.ends_on >= other.starts_on),
        )
        .order_by(RoleGrant.id, other.id)
    ).all()


def list_roles_of_administrators() -> Sequence[Row[int, Role]]:
    """Person and role of everything that administrators hold today."""
    today = clock.today()
    held = and_(RoleGrant.starts_on <= today, is_open(today))
    administrators = select(RoleGrant.person_id).where(RoleGrant.role == Role.ADMINISTRATOR, held)
    return db.session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.person_id.in_(administrators), held)
    ).all()


def count_administrators() -> int:
    """Of administrators who can sign in and whose role has no last day."""
    return (
        db.session.scalar(
            select(func.count(distinct(RoleGrant.person_id)))
            .join(Account, Account.person_id == RoleGrant.person_id)
            .where(
                RoleGrant.role == Role.ADMINISTRATOR,
                RoleGrant.starts_on <= clock.today(),
                RoleGrant.ends_on.is_(None),
                Account.is_active,
            )
        )
        or 0
    )


def list_own_gifts() -> Sequence[int]:
    return db.session.scalars(
        select(RoleGrant.id)
        .where(
            or_(
                RoleGrant.granted_by_id == RoleGrant.person_id,
                RoleGrant.reviewed_by_id == RoleGrant.person_id,
            )
        )
        .order_by(RoleGrant.id)
    ).all()
