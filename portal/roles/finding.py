"""Lists of who holds what, and of what is to be reviewed; scoped to who asks. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from portal.kernel import clock
from portal.kernel.access import Actor, Role
from portal.kernel.activity import Activity
from portal.kernel.chosen import chosen
from portal.kernel.db import db
from portal.kernel.granting import MAY_REVIEW
from portal.kernel.rules import in_force
from portal.kernel.text import sought
from portal.people.models import Agency, Person, Post, RoleGrant, School
from portal.people.scope import is_current
from portal.roles.domain import Due, GrantFilter, ReviewFilter, ReviewRules, Standing
from portal.roles.scope import is_of_visible_person, is_open

ORDER: dict[str, ColumnElement[Any]] = {
    "name": Person.search_name.expression,
    "role": RoleGrant.role.expression,
    "since": RoleGrant.starts_on.expression,
}
_scope = func.coalesce(School.name, Agency.name, func.nullif(RoleGrant.board, "")).label("scope")
# When somebody last looked at it: at the latest review, or when it was given.
_looked_at = func.coalesce(RoleGrant.reviewed_on, RoleGrant.starts_on)


def _has_post() -> ColumnElement[bool]:
    """Whether the holder has a post today that the role can rest on."""
    return exists().where(
        Post.person_id == RoleGrant.person_id,
        is_current(),
        or_(RoleGrant.agency_id.is_(None), Post.agency_id == RoleGrant.agency_id),
        or_(RoleGrant.school_id.is_(None), Post.school_id == RoleGrant.school_id),
    )


def board_is_gone() -> ColumnElement[bool]:
    """Whether somebody reads for a board that the partnership no longer names."""
    return and_(RoleGrant.board != "", RoleGrant.board.not_in(chosen().boards))


def _select_grants(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            RoleGrant.id,
            RoleGrant.role,
            RoleGrant.starts_on,
            RoleGrant.ends_on,
            RoleGrant.reviewed_on,
            RoleGrant.reason,
            RoleGrant.person_id,
            Person.given_name,
            Person.family_name,
            Person.reference,
            _scope,
            _looked_at.label("looked_at"),
            _has_post().label("has_post"),
            board_is_gone().label("board_is_gone"),
        )
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(School, School.id == RoleGrant.school_id)
        .outerjoin(Agency, Agency.id == RoleGrant.agency_id)
        .where(is_of_visible_person(actor))
    )


def select_grants(actor: Actor, asked: GrantFilter) -> Select[*tuple[Any, ...]]:
    """Who holds what, of the people this actor may see; the page adds the order."""
    statement = _select_grants(actor)
    for word in sought(asked.name):
        statement = statement.where(
            or_(
                Person.search_name.startswith(word, autoescape=True),
                Person.search_name.contains(f" {word}", autoescape=True),
            )
        )
    if asked.role is not None:
        statement = statement.where(RoleGrant.role == asked.role)
    if asked.standing is not None:
        statement = statement.where(_stands(asked.standing))
    return statement.where(_works_for(asked.agency)) if asked.agency else statement


def _stands(standing: Standing) -> ColumnElement[bool]:
    today = clock.today()
    return {
        Standing.HELD: and_(RoleGrant.starts_on <= today, is_open(today)),
        Standing.COMING: and_(RoleGrant.starts_on > today, is_open(today)),
        Standing.ENDED: and_(
            RoleGrant.ends_on.is_not(None),
            or_(RoleGrant.ends_on < today, RoleGrant.ends_on < RoleGrant.starts_on),
        ),
    }[standing]


def _works_for(agency: str) -> ColumnElement[bool]:
    """Whether the holder has a post, now or before, with an agency of such a name."""
    employer = aliased(Agency)
    return exists().where(
        Post.person_id == RoleGrant.person_id,
        employer.id == Post.agency_id,
        employer.name.icontains(agency, autoescape=True),
    )


def _is_due(due: Due | None = None) -> ColumnElement[bool]:
    """Looked at so long ago that a review is offered; or held without a post, or a board, behind it."""
    today, rules = clock.today(), in_force(ReviewRules)
    overdue = _looked_at < today - rules.every
    offered = _looked_at <= today + rules.offered - rules.every
    held = and_(RoleGrant.starts_on <= today, is_open(today))
    rests = and_(_has_post(), ~board_is_gone())
    words = {
        None: or_(offered, ~rests),
        Due.LEFT: ~_has_post(),
        Due.NO_BOARD: and_(board_is_gone(), _has_post()),
        Due.OVERDUE: and_(overdue, rests),
        Due.SOON: and_(offered, ~overdue, rests),
    }
    return and_(held, words[due])


def select_due(actor: Actor, asked: ReviewFilter) -> Select[*tuple[Any, ...]]:
    """The roles to review, longest unlooked at first."""
    statement = _select_grants(actor).where(_is_due(asked.due))
    if asked.role is not None:
        statement = statement.where(RoleGrant.role == asked.role)
    if asked.agency:
        statement = statement.where(_works_for(asked.agency))
    return statement.order_by(_looked_at, RoleGrant.id)


def list_by_id(actor: Actor, grant_ids: Collection[int]) -> Sequence[Any]:
    """Those of these grants whose holder the actor may see, by name."""
    statement = _select_grants(actor).where(RoleGrant.id.in_(grant_ids))
    return db.session.execute(statement.order_by(Person.search_name, RoleGrant.id)).all()


def number_to_review(actor: Actor) -> ScalarSelect[int]:
    """How many roles are due that this actor may review."""
    return (
        select(func.count())
        .select_from(RoleGrant)
        .where(_is_due(), _is_for(actor), RoleGrant.person_id != actor.person_id)
        .scalar_subquery()
    )


def _is_for(actor: Actor) -> ColumnElement[bool]:
    """`granting.may_review` as a condition."""
    ways: list[ColumnElement[bool]] = [false()]
    everywhere = {
        role for held in actor.roles - {Role.AGENCY_LEAD} for role in MAY_REVIEW.get(held, frozenset())
    }
    if everywhere:
        ways.append(RoleGrant.role.in_(everywhere))
    if agencies := actor.agencies_as(Role.AGENCY_LEAD):
        here = exists().where(
            Post.person_id == RoleGrant.person_id, Post.agency_id.in_(agencies), is_current()
        )
        ways.append(and_(RoleGrant.role.in_(MAY_REVIEW[Role.AGENCY_LEAD]), here))
    return or_(*ways)


def list_of_person(person_id: int) -> Sequence[Any]:
    """Every role a person holds or held, with who gave and who ended it; newest first."""
    giver, ender, reviewer = aliased(Person), aliased(Person), aliased(Person)
    return db.session.execute(
        select(
            RoleGrant,
            _scope,
            _has_post().label("has_post"),
            board_is_gone().label("board_is_gone"),
            _name(giver).label("given_by"),
            _name(ender).label("ended_by"),
            _name(reviewer).label("reviewed_by"),
        )
        .outerjoin(School, School.id == RoleGrant.school_id)
        .outerjoin(Agency, Agency.id == RoleGrant.agency_id)
        .outerjoin(giver, giver.id == RoleGrant.granted_by_id)
        .outerjoin(ender, ender.id == RoleGrant.ended_by_id)
        .outerjoin(reviewer, reviewer.id == RoleGrant.reviewed_by_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.starts_on.desc(), RoleGrant.id.desc())
    ).all()


def _name(person: type[Person]) -> ColumnElement[str]:
    return person.given_name + " " + person.family_name


def list_history(grant_ids: Collection[int]) -> Sequence[Any]:
    """What was done to these grants, oldest first."""
    return db.session.execute(
        select(
            Activity.at,
            Activity.verb,
            Activity.subject_id,
            Activity.details,
            Activity.reason,
            _name(Person).label("by"),
        )
        .outerjoin(Person, Person.id == Activity.actor_id)
        .where(Activity.subject_kind == RoleGrant.__tablename__, Activity.subject_id.in_(grant_ids))
        .order_by(Activity.at, Activity.id)
    ).all()


def list_agencies(agency_ids: Collection[int]) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Agency.id, Agency.name).where(Agency.id.in_(agency_ids)).order_by(Agency.name)
    )
    return [(row[0], row[1]) for row in rows]
